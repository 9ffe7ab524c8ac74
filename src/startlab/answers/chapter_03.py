"""Exercises of chapter 03: What counts as one warhead."""

from __future__ import annotations

import pandas as pd

from startlab import counting, datasets
from startlab.exercises import Exercise, exercise

FIRST = "1990-09-01"
# The pairs of exercise 03.4: for each count the rule by which it was made.
PAIRS = {
    "A": ("START I", "New START"),
    "B": ("New START", "New START"),
    "C": ("START I", "START I"),
    "D": ("START I", "analyst"),
}


def _exchange() -> pd.DataFrame:
    table = datasets.load_start1_exchange()
    return table[table.date == FIRST]


def _number(system: str, column: str = "attributed_warheads", party: str = "US") -> int:
    table = _exchange()
    return int(table[(table.party == party) & (table.system == system)][column].iloc[0])


@exercise("03.1")
def _ss18() -> Exercise:
    limits = datasets.load_limits()
    heavy = limits[(limits.treaty == "START I") & (limits["item"] == "heavy_icbm_warheads")]
    return Exercise(
        answer=_number("SS-18", party="USSR"),
        praise="Each of them counts as ten, whatever it carries.",
        hint="Find the row of the SS-18 in the table of 1990 and read its attributed warheads.",
        mistakes=(
            (
                _number("SS-18", "deployed_vehicles", "USSR"),
                "That is the number of missiles. How many warheads does each count as?",
            ),
            (
                _number("SS-18", "warheads_per_vehicle", "USSR"),
                "That is the number for one missile. The question is about all of them.",
            ),
            (
                int(heavy.limit_value.iloc[0]),
                "That is the limit for 2001, not the number of 1990.",
            ),
        ),
    )


@exercise("03.2")
def _bombers_beyond_the_mark() -> Exercise:
    bombers, equipped = 160, 20
    row = counting.ForceRow(
        "US", "bomber", "heavy bomber", bombers, bomber_kind="LRNA", equipped=equipped
    )
    first = counting.ForceRow("US", "bomber", "heavy bomber", bombers - 10, bomber_kind="LRNA")
    up_to_mark = counting.count_force([first], "START I").warheads or 0
    each = up_to_mark // (bombers - 10)
    return Exercise(
        answer=counting.count_force([row], "START I").warheads,
        praise="The first 150 count as ten each, and only those beyond count as equipped.",
        hint="Split the bombers at the mark of 150, count each part by its own rule, then add.",
        mistakes=(
            (bombers * each, "Ten each holds only up to the mark. What of the bombers beyond it?"),
            (bombers * equipped, "Only bombers beyond the mark count as equipped."),
            (up_to_mark, "Those are the first 150 alone. Add the bombers beyond the mark."),
            (bombers, "One each is the rule of New START. The question is about START I."),
        ),
    )


@exercise("03.3")
def _bombers_as_one() -> Exercise:
    missiles = _number("all ICBMs and SLBMs")
    bombers = _number("all heavy bombers", "deployed_vehicles")
    weapons = _number("all heavy bombers")
    return Exercise(
        answer=missiles + bombers,
        praise="Only the bombers change: their warheads give way to their number.",
        hint="Add the warheads of all missiles to the number of all bombers.",
        mistakes=(
            (missiles, "That leaves the bombers out. Each still counts as one."),
            (missiles + weapons, "That is the START I total. Count one for each bomber instead."),
            (
                missiles + weapons - bombers,
                "Take away the warheads of the bombers, then add one for each bomber.",
            ),
            (weapons - bombers, "That is how much the total falls. What is left of the total?"),
        ),
    )


@exercise("03.4")
def _pairs_that_may_be_subtracted() -> Exercise:
    same = frozenset(letter for letter, (one, other) in PAIRS.items() if one == other)
    return Exercise(
        answer=same,
        praise="Each of these pairs was counted by one rule.",
        hint="Name the rule behind each of the two numbers. Keep the pairs with one rule.",
        mistakes=(
            (same - {"C"}, "One more pair has one rule: START I counted both numbers."),
            (same - {"B"}, "One more pair has one rule: New START counted both numbers."),
            (
                same | {"A"},
                "Pair A changes the rule: attribution in 2009, an actual count in 2011.",
            ),
            (same | {"D"}, "Pair D sets a treaty count against an outside estimate."),
            (frozenset(PAIRS), "Some of these pairs change the rule between the two numbers."),
        ),
    )
