"""Chapter 04, what does New START limit: a small force, the bargain, headroom, exercises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from startlab import datasets
from startlab.checks import whole
from startlab.derived import (
    QUANTITIES,
    declaration,
    declared_number,
    deployed_bombers,
    new_start_limit,
)
from startlab.exercises import exercise
from startlab.figures import marks
from startlab.figures.style import NAMES, day, month, number_of
from startlab.models import counting

SILOS, BOMBERS, LOAD = 6, 2, 3  # the small force, as in chapter 03


def three_counters(empty: int = 0, converted: int = 0, loading: int = LOAD) -> Figure:
    """Draw six silos and two bombers, some silos `empty` or `converted`, and the three counts.

    >>> three_counters(2, 0, 3).get_label()
    'Three limits, three counters. Six silos. 3 warheads on each missile, 6 more could be put back.
    Two heavy bombers. Deployed: 6, 4 + 2. Warheads: 14, 4 × 3 + 2 × 1.
    Launchers in all: 8, 4 + 2 empty + 2.'
    """
    empty, loading = whole(empty, "empty", 0, SILOS), whole(loading, "loading", 0, LOAD)
    full = SILOS - empty - whole(converted, "converted", 0, SILOS - empty)
    silos = counting.ForceRow("US", "silo", "ICBM", full, empty, full * loading)
    planes = counting.ForceRow("US", "bomber", "heavy bomber", BOMBERS, 0)
    count = counting.count_force([silos, planes], "New START")
    counters = ["Deployed", "Warheads", "Launchers in all"]
    numbers = count.vehicles, count.warheads, count.launchers
    spare = f" + {empty} empty" * bool(empty)
    ways = [
        f"{full} + {BOMBERS}",
        f"{full} × {loading} + {BOMBERS} × 1",
        f"{full}{spare} + {BOMBERS}",
    ]
    drawn = ["silo"] * full + ["empty silo"] * empty + ["converted silo"] * converted
    back = full * (LOAD - loading) + empty * LOAD
    carried = (
        f"{number_of('warhead', loading)} on each missile, {back or 'no'} more could be put back"
    )
    return marks.pictograms(
        pd.DataFrame({
            "kind": [drawn, ["heavy bomber"] * BOMBERS],
            "label": ["Six silos", "Two heavy bombers"],
            "text": [carried, ""],
            "party": "US",
        }),
        counters=pd.DataFrame({"words": counters, "number": numbers, "text": ways}),
        title="Three limits, three counters",
        units="As Article II of New START counts",
        source="Invented force; startlab.",
    )  # fmt: skip


def bargain() -> pd.DataFrame:
    """Return both declared totals with bombers as one, and as weapons at bases, as rows of bars.

    >>> bargain().drop_duplicates(["group", "words"])[["group", "label"]].values.tolist()
    [['United States, September 2020', '1,409 + 48 = 1,457'],
     ['United States, September 2020', '1,409 + 300 = 1,709'],
     ['Russia, March 2022', '1,406 + 68 = 1,474'], ['Russia, March 2022', '1,406 + 200 = 1,606']]
    """
    rows = []
    for party, (date, missiles, bombers, at_bases) in _forces().items():
        group = f"{NAMES[party]}, {month(pd.Timestamp(date))}"
        for words, extra in (("A bomber as one", bombers), ("Weapons at bases", at_bases)):
            label = f"{missiles:,} + {extra} = {missiles + extra:,}"
            rows += [
                (group, party, words, number, look, label)
                for number, look in ((missiles, "filled"), (extra, "open"))
            ]
    return pd.DataFrame(rows, columns=["group", "party", "words", "number", "look", "label"])


def _forces() -> dict[str, tuple[str, int, int, int]]:
    """Return a date, warheads on missiles, deployed bombers, weapons at their bases, by party."""
    forces = datasets.load_forces().query("system == 'all heavy bombers'")
    at_bases = forces.set_index(["party", "date"]).warheads_deployed
    found = {}
    for party, estimated, date in (
        ("US", "2020-01-01", "2020-09-01"),
        ("RU", "2022-02-23", "2022-03-01"),
    ):
        bombers = deployed_bombers(party, date)
        missiles = declared_number(date, party, "deployed_warheads") - bombers
        found[party] = date, missiles, bombers, int(at_bases[party, estimated])
    return found


def margins(date: object = "2018-02-05", party: str = "US") -> Figure:
    """Draw one declaration (the date of a data exchange, a party) as shares of the limits.

    Sources: tables declarations and limits; the margins are those of `counting.headroom`.

    >>> margins("2017-09-01", "RU").get_label()
    '1 September 2017, Russia: 501 deployed missiles and heavy bombers, 199 below the limit of 700
    that was to bind in February 2018; 1,561 warheads counted as deployed, 11 above 1,550; 790
    launchers and bombers, deployed or not, 10 below 800.'
    """
    declared = declaration(date, party)
    limits = datasets.load_limits().query("treaty == 'New START'")
    rooms = counting.headroom(declared, limits)
    binds = rooms.verdict.notna().any()
    words, told = zip(*[_room(room, bool(binds)) for room in rooms.itertuples()], strict=True)
    name, look = ("the limit", "solid") if binds else ("the limit to come", "dashed")
    return marks.bars(
        pd.DataFrame({"words": words, "number": rooms.utilisation.fillna(0).astype(float)}).assign(
            label="–", party=party
        ),
        across=[marks.Rule(name, x=1, look=look)],
        x=(0, 1.42),
        per_cent=True,
        title=f"{NAMES[party]}, {day(date)}",
        units="Declared number as a share of the limit",
        source=f"Declared under New START; startlab. As of {day(date)}.",
        says=f"{day(date)}, {NAMES[party]}: {'; '.join(told)}.",
    )


def _room(room: Any, binds: bool) -> tuple[str, str]:
    """Return the words over a bar, and what the sentence says of it."""
    what, limit = QUANTITIES[room.item], f"{room.limit:,}"
    if pd.isna(room.declared):
        return f"not known: {what}", f"{what}: no number in the sources seen"
    bar = f"{room.declared:,} of {limit} {what}"
    if room.item == "deployed_vehicles":
        limit = f"the limit of {limit}" + ("" if binds else " that was to bind in February 2018")
    gap = f"{abs(room.margin):,} {'above' if room.margin < 0 else 'below'}" if room.margin else "at"
    return bar, f"{room.declared:,} {what}, {gap} {limit}"


@exercise(
    "04.1",
    unit="warheads",
    look="What is one warhead?",
    variants={
        "silos": [80, 100, 120, 150],
        "tubes": [12, 16, 20, 24],
        "load": [2, 3, 4, 5],
        "bombers": [8, 10, 15],
    },
)
def _third_state(
    silos: int = 100, tubes: int = 20, load: int = 3, bombers: int = 10
) -> Iterator[Any]:
    missiles = silos + tubes
    yield missiles * load + bombers, "Empty tubes hold nothing, and a bomber counts as one."
    yield (missiles + tubes) * load + bombers, "The tubes in the yard are empty. What is in them?"
    yield missiles * load, "That leaves the bombers out. Each counts as one."
    yield missiles * load + bombers * 12, "A bomber counts as one, whatever it can carry."
    yield missiles + bombers, "That is what counts under 700. The question is about warheads."
    yield (
        missiles + tubes + bombers,
        "That is what counts under 800. The question is about warheads.",
    )
    yield "On how many missiles are there warheads that count?"
    yield "Multiply the deployed missiles by their load, and add one for each deployed bomber."


@exercise(
    "04.2",
    unit="launchers and bombers",
    look="Why is there one limit for 700 and another for 800?",
)
def _new_silos() -> Iterator[Any]:
    deployed, launchers, dug = 690, 789, 40
    most, limit = new_start_limit("deployed_vehicles"), new_start_limit("total_launchers")
    above = launchers + dug - limit
    yield above, "Not a missile and not a warhead more, and yet a limit is broken: the third."
    yield 0, "Two counters stand still. What does the third make of an empty silo?"
    yield deployed + dug - most, "The missiles moved. No more of them are deployed than before."
    yield dug, "So many silos are new. Was there room for some of them?"
    yield launchers + dug, "That is what counts under the third limit now. How far above is it?"
    yield limit - launchers, "That was the room before the digging."
    yield "Which of the three limits counts a silo with nothing in it?"
    yield "Add the new silos to all launchers and bombers, and take the limit off."


@exercise("04.3", unit="declarations", look="When did the limits begin to bind?")
def _bound_early() -> Iterator[Any]:
    declared = datasets.load_declarations()
    between = declared[(declared.date >= "2015-02-05") & (declared.date < "2018-02-05")]
    over = pd.DataFrame({item: between[item] > new_start_limit(item) for item in QUANTITIES})
    once = over.any(axis=1)
    yield (
        int(once.sum()),
        "Seven years let both sides come down at their own pace. Four would not have.",
    )
    yield (
        int(over.sum().sum()),
        "That adds up all limits. A declaration above two of them is still one.",
    )
    yield (
        int(over.deployed_warheads.sum()),
        "That is warheads alone. Each declaration has three numbers.",
    )
    yield len(over), "That is every declaration of the time. Which of them is within all limits?"
    yield int(once[between.party == "US"].sum()), "That is the United States. Add Russia."
    yield "Which column says from when a limit binds?"
    yield "Use `limits.assign(binds_from=...)`, then `headroom` row by row, and look for `exceeds`."


@exercise("04.4", look="What is one warhead?")
def _for_one() -> Iterator[Any]:
    right = {"B", "D"}
    yield right, "The other two speak for counting what lies at the base."
    yield {"B"}, "One more: by which weapon would a side least like to be surprised?"
    yield {"D"}, "One more: what does the treaty do with other weapons in storage?"
    yield right | {"A"}, "A says that a full count can be checked, not that one is better."
    yield right | {"C"}, "C is what the price of one may be."
    yield set("AC"), "Those two speak for the weapons at the base."
    yield {
        "A": "For: to be let in is the difficulty, and a fixed number needs no visit. Against: "
        "what can be counted need not be replaced by a number that is agreed.",
        "B": "For: warheads for missiles in storage are not counted either. Against: those of "
        "bombers lie beside the aircraft in ordinary times, and that is how bombers are kept.",
        "C": "For: no one has to deploy a bomber only because it is cheap to count. Against: what "
        "counts little is a way round a limit.",
        "D": "For: a rule that makes slow weapons cheap draws both sides away from those that can "
        "strike first. Against: the cruise missiles that it carries are small and hard to see.",
    }
    yield "Which of these make a bomber less of a danger than what it can carry?"
    yield "Ask of each: would the side use it that offered a full count, or the other side?"
