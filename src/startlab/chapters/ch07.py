"""Chapter 07, How did each side check the other: its rows, widgets and exercises."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from startlab import datasets
from startlab.checks import require_choice
from startlab.derived import quota, treaty_end
from startlab.exercises import exercise
from startlab.figures import marks
from startlab.figures.play import Game, State, texts
from startlab.figures.style import IN_TEXT, day, month

END = pd.Timestamp("2026-06-30")  # of the axis of time
SOURCE = f"startlab, table means_of_checking; sources reach {datasets.AS_OF}."
DAYS = ["2018-02-05", "2020-04-01", "2023-04-01", "2026-02-06"]  # to look at
LOOKS = {  # of a means: what it would notice, and how that is drawn
    "shows": ("filled", "circle"),
    "helps": ("open", "circle"),
    "blind": ("open", "cross"),
}


def means_spans() -> pd.DataFrame:
    """Return from when to when each means of checking was in each state, until the treaty ended."""
    table = datasets.load_means_of_checking().sort_values(["means", "party", "since"])
    end = table.groupby(["means", "party"], observed=True).since.shift(-1).fillna(END)
    look = table.state.astype(str).map({"works": "filled", "paused": "open", "not known": "faint"})
    spans = table.assign(
        lane=table.means.astype(str), start=table.since, end=end, look=look, words=""
    )
    return spans[spans.state != "ended"]


def means_in_words() -> str:
    """Say until when the first means worked on each side's arms, and what was left at the end."""
    table = datasets.load_means_of_checking()
    stops = table[table.state != "works"].groupby(["means", "party"], observed=True).since.min()
    left = table[(table.since == treaty_end()) & (table.state == "works")].means.unique()
    told = [f"Inspections worked until {month(stops['Inspections', 'US'])}."]
    for means in ("Data exchange", "Notifications"):
        us, russia = (day(stops[means, party]) for party in ("US", "RU"))
        told.append(f"{means} worked until {russia} for Russia and until {us} for the US.")
    return (
        f"Seven means of checking, 2011 to 2026. {' '.join(told)} When the treaty ended on "
        f"{day(treaty_end())}, only {' and '.join(left).lower()} were left."
    )


def cheats() -> list[str]:
    """Return the cheats whose chances of being seen are judged."""
    return list(texts("cheats"))


def what_is_seen(
    cheat: str = "A fourth warhead on a missile declared with three",
    date: str = "2018-02-05",
    side_checked: str = "RU",
) -> Figure:
    """Tell which of eight means would notice a cheat of one side, if they worked on that day.

    A judgement (data/cheats.toml), beside the table means_of_checking; unique identifiers are
    read by inspectors and so work where inspections do.

    >>> what_is_seen(date="2020-04-01").get_label()[:75]
    'A fourth warhead on a missile declared with three. Russia, 1 April 2020: no'
    """
    marked = texts("cheats")[require_choice(cheat, texts("cheats"), "cheat")]
    states = states_on(date, side_checked)
    side = IN_TEXT[side_checked].replace("the ", "")
    states["Unique identifiers"] = states["Inspections"]
    rows, found = [], dict[str, list[str]]()
    for name, (look, reason) in marked.items():
        now = look if states[name] == "works" else states[name]
        found.setdefault(now, []).append(name)
        drawn, marker = LOOKS.get(now, ("faint", "diamond"))
        colour, after = (side_checked.lower(), "") if now == look else ("muted", f" ({now})")
        rows.append((f"{name}: {reason}{after}", drawn, marker, colour, now == "shows"))
    alone, helping = (len(found.get(word, ())) for word in ("shows", "helps"))
    head = f"{side}, {day(date)}: {('none', 'one')[alone]} shows it, {helping} of help"
    told = " ".join(f"{now.capitalize()}: {', '.join(names)}." for now, names in found.items())
    return marks.words(
        pd.DataFrame(
            [(head, "filled", "", "ink", True), *rows],
            columns=["text", "look", "marker", "colour", "bold"],
        ),
        title=cheat,
        units="Filled: shows it. Ring: helps. Cross: blind. Diamond: off, or not known",
        source="startlab, judgement in cheats.toml and table means_of_checking.",
        height=3.9,
        says=f"{cheat}. {head}. {told}",
    )


def states_on(date: str, side_checked: str) -> dict[str, str]:
    """Return in which state each means was on one of the `DAYS`, on the arms of one side."""
    table = datasets.load_means_of_checking()
    table = table[table.party == require_choice(side_checked, IN_TEXT, "side_checked")]
    known = table[table.since <= require_choice(date, DAYS, "date")].sort_values("since")
    last = known.groupby("means", observed=False).state.last().astype(object)
    return {str(means): str(state) for means, state in last.fillna("not begun").items()}


def inspection_day() -> Game:
    """Return the game of one inspection: what may be asked, chosen, counted and written down.

    Its words are in data/inspection_day.toml, its rules in the table `inspections`.

    Examples
    --------
    >>> float(inspection_day().value())  # the best that can be had
    4.0
    """
    facts = datasets.load_inspections().set_index("metric").value
    words = {
        "team": "inspectors_in_team", "hours": "time_to_base", "bombers": "heavy_bombers_chosen",
        "one_base": "inspections_of_one_base", "type_one": "quota_type_one",
        "type_two": "quota_type_two", "total": "quota_total",
    }  # fmt: skip
    given = texts("inspection_day", **{name: int(facts[metric]) for name, metric in words.items()})
    pictures = _pictures()
    states = {}
    for name, state in given.items():
        moves = {}
        for label, move in state.get("moves", {}).items():
            ends = [move["to"]] if isinstance(move["to"], str) else move["to"]
            rest = move.get("points", 0), move["says"]
            moves[label] = [(Fraction(1, len(ends)), end, *rest) for end in ends]
        states[name] = State(state["says"], moves, pictures.get(state.get("picture")))
    return Game("inspection-day", states)


def _pictures() -> dict[str, Figure]:
    """Draw what an inspector sees on the day."""
    seen = {
        "places": ("Where to?", [("silo", 1, "A missile base"), ("heavy bomber", 1, "An air base"),
                                 ("empty mobile launcher", 1, "A place of storage")]),
        "silos": ("Which one?", [("silo", 30, "Silos, all closed")]),
        "front": ("Three covers, and something under each", [("covered front", 1, "The front of "
                  "the missile that you chose")]),
        "planes": ("Three bombers", [("heavy bomber", 3, "Heavy bombers")]),
    }  # fmt: skip
    return {
        name: marks.pictograms(
            pd.DataFrame(rows, columns=["kind", "count", "label"]).assign(colour="third"),
            title=title, units="An invented base", source="startlab; the counts are invented.",
        ) for name, (title, rows) in seen.items()
    }  # fmt: skip


@exercise("07.1", look="Which means catches which cheat?")
def _missiles_in_a_wood() -> Iterator[Any]:
    right = {"B", "D"}
    yield right, "A list without a look is a claim, and a look without a list a number."
    yield right | {"A"}, "A fails: what does a satellite see of what is in a train?"
    yield right | {"C"}, "C fails: who writes the next list?"
    yield {"B"}, "Another holds as well. With what does an inspector compare what she counts?"
    yield {"D"}, "Another holds as well. What would be missing on a missile that is on no list?"
    yield set("ABCD"), "Not all four. Which of them leaves the cheat to tell on himself?"
    yield {
        "A": "For: they see the trains, and a wood with new fences. Against: not what is in them, "
        "nor whether it was declared.",
        "B": "For: its identifier is not in the database, and one is enough. Against: inspectors "
        "go to places on the list, and may never meet it.",
        "C": "For: sums that do not fit would be a sign. Against: the cheat writes them himself, "
        "and leaves the hidden ones out.",
        "D": "For: without declared numbers a count has nothing to be compared with. Against: it "
        "still tells how many are there.",
    }
    yield "What does each means answer: what is there, what ought to be there, or which one it is?"
    yield "Ask of each sentence what the cheat can do about the means, and what he cannot."


@exercise("07.2", tolerance=0.06, unit="times", look="How many inspections were there?")
def _pace_of_start_one() -> Iterator[Any]:
    table = datasets.load_inspections()
    old = table[(table.treaty == "START I") & (table.metric == "inspections_cumulative")]
    total, days = int(old.value.sum()), (old.end_date - old.start_date).iloc[0].days
    years = days / 365.25
    one = quota("total")
    each = 2 * one
    force = datasets.load_treaties().set_index("treaty").in_force["START I"]
    later = (old.end_date.iloc[0] - force).days / 365.25
    rate = round(total / later / each, 1)
    yield (
        round(total / years / each, 1),
        "By this count START I sent out more teams a year. From its entry into force in "
        f"{force.year} on, it would be {rate:g} times.",
    )
    begin = old.start_date.iloc[0].year  # it was in force for fifteen years, like New START
    yield rate, f"That takes fifteen years. His count begins with the signing, in {begin}."
    yield total / years / one, "You compare both sides with one. What may both do in a year?"
    yield each * years / total, "That is upside down: how many times New START's pace is START I's?"
    yield total / years, "That is START I's pace. How does it compare with that of New START?"
    yield "Over how many years did that count run, and what does one year of New START allow?"
    yield "Add both counts, divide by the years they took, then by the quotas of both sides."


@exercise("07.3", unit="days", look="In which order did the checks stop?")
def _days_with_more_means() -> Iterator[Any]:
    table, days = datasets.load_means_of_checking(), pd.date_range("2023-01-01", "2023-12-31")
    works = {}
    for side in ("RU", "US"):
        states = table[table.party == side].pivot(index="since", columns="means", values="state")
        number = (states.astype(object).ffill() == "works").sum(axis=1)
        works[side] = number.reindex(days, method="ffill")
    more = int((works["US"] > works["RU"]).sum())
    yield more, "In spring 2023 the sides stopped step by step, and not on the same days."
    yield more + 1, "One too many: is the day on which it ended among your days?"
    yield more - 1, "One too few: is the day on which it began among your days?"
    yield len(days) - more, "Those are the days on which it was not so."
    yield int((works["US"] < works["RU"]).sum()), "That is the other way round."
    yield "Can you call `working` for each day and each side, and compare the lengths?"
    yield "Loop over `pd.date_range`, compare `len(working(...))` of both sides, and count."


@exercise("07.4", look="Why did the inspectors not come back?")
def _end_of_inspections() -> Iterator[Any]:
    right = {"A", "B", "D"}
    yield right, "Three readings can be defended; what is meant by an end has to be said."
    yield right | {"E"}, "E fails: which inspections took place between August 2022 and that day?"
    yield right | {"C"}, "C fails: what may a party do that suspends, and not one that withdraws?"
    yield right - {"A"}, "A can be defended: when was the last visit of either side?"
    yield right - {"B"}, "B can be defended: what changed on that day about who had agreed?"
    yield right - {"D"}, "D can be defended: from when did one side hold that no duty was left?"
    yield {"A"}, "That is one reading, and a good one. Do others rest on rows as well?"
    yield set("ABCDE"), "Not all five. Some take for granted what no row shows."
    yield {
        "A": "For: no inspector of either side came after it. Against: both sides spoke of a "
        "pause, and in 2022 of ending it.",
        "B": "For: until then the stop was agreed, and from then on one side wanted it. Against: "
        "Russia called its step temporary, and nothing that ran was stopped by it.",
        "C": "For: from that day on Russia would receive nobody. Against: it suspended the treaty "
        "and did not withdraw, and its president could have resumed it without a new one.",
        "D": "For: by its own law Russia no longer took part. Against: the United States held that "
        "the duty to receive inspectors went on.",
        "E": "For: with visas revoked no Russian inspector could come. Against: none had come for "
        "three years, so nothing ended on that day.",
    }
    yield "What does each reading take for the end: the last visit, an agreement, a duty?"
    yield "For each letter find the row with its date, then ask what stopped on that day."
