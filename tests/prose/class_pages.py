"""Numbers on the pages for a class: their tables are made by the library, their plans add up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from startlab.classroom import inspection, negotiation
from startlab.derived import disputed_units, new_start_limit

from . import Account, Claim, one, spelled

LIMITS = tuple(
    new_start_limit(item) for item in ("deployed_warheads", "deployed_vehicles", "total_launchers")
)
NAMES = {"US": "United States", "RU": "Russia"}
# What is done, in minutes of a session of 90 and of 180.
PLANS = {
    "negotiation": [
        ("Deal out the sheets, explain the round", 10, 15),
        ("Read; agree on a first offer within the delegation", 15, 30),
        ("First meeting: each side says what it needs, and why", 15, 25),
        ("Break: each delegation counts its offers", 5, 20),
        ("Second meeting: blanks, one after the other", 20, 40),
        ("Last meeting: sign, or leave", 5, 15),
        ("Points, declared openly", 5, 10),
        ("Debrief", 15, 25),
    ],
    "inspection": [
        ("Deal out the sheets, explain the rules", 10, 15),
        ("Host chooses; inspectors plan their visits", 10, 15),
        ("First round, three visits", 15, 25),
        ("Report, read aloud; the host shows its sheet", 10, 20),
        ("Second round, six visits, another sheet", 20, 35),
        ("Report, read aloud; the host shows its sheet", 10, 20),
        ("Work out the odds by hand, then by the table", 5, 30),
        ("Debrief", 10, 20),
    ],
}
SHEETS = {"A": (0, 1), "B": (1, 1), "C": (2, 1), "D": (4, 2)}  # silos in violation, seed


def table(head: str, rows: list[list[object]]) -> list[str]:
    """Return the lines of a Markdown table."""
    names = head.split(", ")
    lines = [names, ["---"] * len(names), *rows]
    return [f"| {' | '.join(map(str, line))} |" for line in lines]


def forces() -> list[str]:
    force = negotiation.forces()
    words = {
        "missiles": "Deployed missiles",
        "on_missiles": "Warheads on them",
        "bombers": "Deployed heavy bombers",
        "at_bases": "Weapons at their bases, estimated",
        "launchers": "Launchers and bombers, deployed or not",
        "disputed": "Converted units whose count is disputed",
    }
    rows = [[words[n], *(f"{force[n][side]:,}" for side in NAMES)] for n in words]
    return table("What is on the table, United States, Russia", rows)


def by_rule() -> list[str]:
    rows: list[list[object]] = []
    for words in negotiation.BOMBERS:
        count = negotiation.counted(negotiation.Text(*LIMITS, words)).warheads
        rows.append([f"A bomber counts as {words}", *(f"{count[side]:,}" for side in NAMES)])
    return table("Warheads counted, United States, Russia", rows)


def points(side: str) -> list[str]:
    place = list(NAMES).index(side)
    rows: list[list[object]] = []
    for issue, choices in negotiation.POINTS.items():
        worth = [f"{choice}: **{both[place]}**" for choice, both in choices.items()]
        rows.append([issue.capitalize(), " · ".join(worth)])
    return table("Blank, What the text may say and what you get", rows)


def plan(name: str) -> list[str]:
    rows = PLANS[name]
    for column, minutes in ((1, 90), (2, 180)):
        assert sum(row[column] for row in rows) == minutes  # type: ignore[misc]
    return table("What, Minutes of 90, Minutes of 180", [list(row) for row in rows])


def host(letter: str) -> list[str]:
    violations, seed = SHEETS[letter]
    sheet = inspection.host_sheet(violations, seed=seed)
    head = "Silo, Declared, Loaded, Seen, First comparison, Second comparison"
    return table(head, sheet.values.tolist())


def odds() -> list[str]:
    rows: list[list[object]] = []
    for hidden, _ in list(SHEETS.values())[1:]:
        cells = [f"{inspection.chance(hidden, visits):.0%}" for visits in (3, 6)]
        gains = [f"{inspection.host_points(hidden, visits):+.2f}" for visits in (3, 6)]
        rows.append([hidden, *(cell.replace("%", " %") for cell in cells), *gains])
    head = "Hidden, Caught by 3 visits, Caught by 6 visits, Host's points at 3, Host's points at 6"
    return table(head, rows)


def _lines(*tables: list[str]) -> Iterator[Claim]:
    for lines in tables:
        yield " ".join(lines).replace("*", ""), ()


def negotiated() -> Iterator[Claim]:
    yield from _lines(forces(), by_rule(), points("US"), points("RU"), plan("negotiation"))
    yield "{} warheads, {} missiles and bombers, {} launchers and bombers", LIMITS
    yield "goes home with {} points", (negotiation.NO_TEXT,)
    units = disputed_units()
    yield (
        "{} submarine tubes, {} bombers and {} training silos",
        tuple(units[n] for n in ("us_trident_tubes", "us_b52h_converted", "us_training_silos")),
    )
    force = negotiation.forces()
    us = negotiation.counted(negotiation.Text(*LIMITS)).loc["US"]
    yield (
        "{} on missiles and {} for the bombers are {}; the limit of {} leaves {}",
        (force.on_missiles["US"], force.bombers["US"], us.warheads, LIMITS[0], us.warheads_left),
    )
    base = negotiation.counted(negotiation.Text(*LIMITS, "weapons at its base")).loc["US"]
    yield (
        "{} on missiles and {} at the bases are {}, and {} must go",
        (force.on_missiles["US"], force.at_bases["US"], base.warheads, -base.warheads_left),
    )
    alike = negotiation.score(negotiation.Text(*LIMITS, missile_defence="a way out")).loc["total"]
    yield "gives {} points to the United States and {} to Russia", (alike["US"], alike["RU"])
    assert set(negotiation.COUNTED.values()) == {(20, 20), (10, 5), (5, 10)}


def inspected() -> Iterator[Claim]:
    yield from _lines(*map(host, SHEETS), odds(), plan("inspection"))
    quota = one("inspections", "value", metric="quota_type_one")
    yield "up to {} such inspections a year", (quota,)
    assert (inspection.SEEN, inspection.FALSE_ALARM, inspection.COMPARISONS) == (0.8, 0.05, 2)
    for words in ("A base has {} silos", "of {} silos, drawn", "three of {} silos are visited"):
        yield words, (inspection.SILOS,)
    for words in ("loses {} if a comparison", "less {} times the chance", "mind those {} points"):
        yield words, (inspection.LOSS,)
    yield "one of its {} sheets in secret", (spelled(len(SHEETS)),)
    hidden = [spelled(SHEETS[letter][0]) for letter in "BCD"]
    yield "B {} warhead, C {} and D {}, each in another silo", tuple(hidden)
    yield "{} silos hold one warhead too many each", (hidden[-1].capitalize(),)
    yield "with one hidden warhead, and with {}?", (hidden[-1],)
    yield "{} times out of five an additional warhead", (
        spelled(round(5 * inspection.SEEN)).capitalize(),
    )  # fmt: skip
    yield "One honest silo in {} looks wrong", (spelled(round(1 / inspection.FALSE_ALARM)),)
    first = inspection.chance(1, 3)
    yield "{} rounds in a hundred", (spelled(round(100 * first)).capitalize(),)
    yield "{} × 3/4 = {}", (inspection.SEEN, inspection.SEEN * 3 / 4)
    yield "3/20 × 0.6 = {}", (round(first, 4),)


def memo() -> Iterator[Claim]:
    page = (Path(__file__).parents[2] / "book/class/memo.md").read_text("utf-8")
    rubric = page.split("| What is judged")[1].split("\n\n")[0].splitlines()[2:]
    yield "{} points. Give the same mark", (spelled(4 * len(rubric)).capitalize(),)
    yield "{} warheads, {} missiles and bombers and {} launchers", LIMITS
    count = one("declarations", "deployed_warheads", date="2023-03-01", party="US")
    yield "Our last published count was {},", (count,)
    count = one("declarations", "deployed_warheads", date="2022-09-01", party="RU")
    yield "the last one was {}, for", (count,)
    poll = re.search(
        r"(\d+) per cent were for accept", one("positions", "summary", position_id="P25")
    )
    assert poll
    yield "{} per cent were for accepting it (P25)", (poll[1],)


def calculator() -> Iterator[Claim]:
    yield "Set the limit to {} and count", (LIMITS[0],)


def not_taught() -> tuple[Claim, ...]:
    return ()


INVENTED = "a number of the invented exercise, held by an assertion above"
PLAYERS = "how many play, chosen for the exercise"
VISITS = "the visits of the second round, whose odds stand in the table of the page"
TIME = "minutes chosen for the exercise; the plan of the page adds up"
ACCOUNTS = {
    "book/class/negotiation": Account(
        negotiated,
        {
            "90 or 180 minutes": TIME,
            "two delegations of two to five": PLAYERS,
            **{f"Sheet {n}": "a name on this page" for n in range(1, 6)},
            **{f"Article {n}": "an article of the text to sign" for n in range(1, 8)},
            "up to 20 points": INVENTED,
            "gives up to 10:": INVENTED,
            "gives up to 5:": INVENTED,
            "begin with 5 and": INVENTED,
            "begin with 10 and": INVENTED,
            "☐ 1 ☐ 2 ☐ 3 ☐ 5 ☐ 10 years": "the choices of the table of points",
            "its bar is 45": INVENTED,
            "With a bar of 50 in place of 45": "a bar that would change who signs, held by a test",
        },
    ),
    "book/class/inspection": Account(
        inspected,
        {
            "90 or 180 minutes": TIME,
            "two to four each": PLAYERS,
            "there are six visits": VISITS,
            "that six visits will come": VISITS,
            "With six none does": VISITS,
            "Three visits or six": VISITS,
            "Hosts get Sheets 2 to 5": "names on this page",
            **{f"Sheet {n}": "a name on this page" for n in range(1, 6)},
            " ".join(f"| {n} | | | | | |" for n in range(1, 7)): "six empty rows, one a visit",
            "with chance 1/4": "two coins that both fall on one side",
            "3/20": "three of the twenty silos",
        },
    ),
    "book/class/memo": Account(
        memo,
        {
            "90 minutes": TIME,
            "has ten minutes for you": TIME,
            "can add hundreds of warheads": "the estimates of the table upload",
            "In 180 let": TIME,
            "give 15 for the rows, 40 to write, 15 to read": TIME,
            "20 to talk": TIME,
            "300 to 400 words": "the length of a page, held for both model memos",
            "4 points | 2 points | 0 points": "marks of the rubric",
            "2 February 2026": "the day on which the memo is written, chosen for the prompt",
            "on 5 February": "the day on which the treaty ended",
        },
    ),
    "notebooks/negotiation_calculator": Account(calculator, {}),
    "book/not_taught": Account(not_taught, {"Physics 280": "the number of a course"}),
}
