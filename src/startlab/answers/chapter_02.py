"""Exercises of chapter 02: What did each treaty limit."""

from __future__ import annotations

import pandas as pd

from startlab import datasets
from startlab.exercises import Exercise, exercise, new_start_limit


def limit(treaty: str, item: str, applies_to: str = "each") -> int:
    """Return one limit of one treaty."""
    table = datasets.load_limits()
    rows = table[(table.treaty == treaty) & (table["item"] == item)]
    return int(rows[rows.applies_to == applies_to].limit_value.iloc[0])


def treaty_day(treaty: str, column: str) -> pd.Timestamp:
    """Return a date of a treaty: such as `signed`, `in_force`, `ended`."""
    table = datasets.load_treaties().set_index("treaty")
    return pd.Timestamp(str(table.loc[treaty, column]))


@exercise("02.1")
def _never_in_force() -> Exercise:
    table = datasets.load_treaties()
    names = frozenset(table[table.in_force.isna()].treaty)
    withdrawn = frozenset(table[table.status == "withdrawn"].treaty)
    return Exercise(
        answer=names,
        praise="A signature alone did not bring these two into force.",
        hint="Look for rows without a date in the column in_force.",
        mistakes=(
            *((frozenset({name}), "That is one of them. There is another.") for name in names),
            (withdrawn, "Those were in force before a party withdrew."),
        ),
    )


@exercise("02.2")
def _days_without_limits() -> Exercise:
    end = treaty_day("SALT I", "ended")
    start, signed = treaty_day("START I", "in_force"), treaty_day("START I", "signed")
    return Exercise(
        answer=(start - end).days,
        praise="For all these days no limit on long-range weapons was in force.",
        hint="Subtract the end of SALT I from the entry of START I into force, and take the days.",
        mistakes=(
            (
                (signed - end).days,
                "That counts to the signature. When did START I enter into force?",
            ),
            (
                (start - treaty_day("SALT I", "signed")).days,
                "That counts from the signature of SALT I. When did it end?",
            ),
            ((end - start).days, "Subtract the earlier date from the later one."),
            (start.year - end.year, "Those are years. The question asks for days."),
        ),
        tolerance=1,
    )


@exercise("02.3")
def _days_of_sort() -> Exercise:
    limits = datasets.load_limits().query("treaty == 'SORT'")
    binds = pd.Timestamp(limits.binds_from.iloc[0])
    start, end = treaty_day("SORT", "in_force"), treaty_day("SORT", "ended")
    return Exercise(
        answer=max(0, (end - binds).days),
        praise="The treaty ended before the day from which its limit was to bind.",
        hint="Compare binds_from in the table limits with the day on which SORT ended.",
        mistakes=(
            ((end - start).days, "So many days the treaty was in force. From when did it bind?"),
            (1, "It was to bind on its last day. Did the treaty last until then?"),
            ((binds - end).days, "So many days were missing at the end."),
        ),
    )


@exercise("02.4")
def _no_difference() -> Exercise:
    start, new = limit("START I", "warheads"), new_start_limit("deployed_warheads")
    why = "The two treaties count by different rules. What does such a difference mean?"
    return Exercise(
        answer="cannot be told",
        praise="Two rules are at work, so the difference of the limits measures no force.",
        hint="Ask whether the word warhead means the same in both treaties.",
        mistakes=(
            (start - new, why),
            (new - start, why),
            (0, "The force may well have become smaller. Do the limits tell by how much?"),
        ),
    )
