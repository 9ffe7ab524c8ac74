"""Exercises of chapter 05: What did the two sides declare."""

from __future__ import annotations

import pandas as pd

from startlab import datasets
from startlab.exercises import Exercise, declared_number, exercise, new_start_limit

WARHEADS = "deployed_warheads"


def _warheads() -> pd.DataFrame:
    """Return the declared warheads, a row a date and a column a party, blanks as blanks."""
    declared = datasets.load_declarations()
    return declared.pivot(index="date", columns="party", values=WARHEADS)


@exercise("05.1")
def _last_us_declaration() -> Exercise:
    table = _warheads()
    last = str(table.dropna().index.max().date())
    published = str(table.index.max().date())
    return Exercise(
        answer=declared_number(last, "US", WARHEADS),
        praise="The set after it was published by one side, not exchanged.",
        hint="Find the last date that has a row of both parties, then read the warheads.",
        mistakes=(
            (
                declared_number(published, "US", WARHEADS),
                "That number was published without an exchange. Go back one date.",
            ),
            (declared_number(last, "RU", WARHEADS), "That is Russia's number in that exchange."),
            (
                declared_number(last, "US", "deployed_vehicles"),
                "Those are missiles and bombers. Take the column of warheads.",
            ),
        ),
    )


@exercise("05.2")
def _largest_us_fall() -> Exercise:
    steps = _warheads().dropna().astype(int).diff().dropna().astype(int)
    fall, rise = int(steps["US"].min()), int(steps["US"].max())
    return Exercise(
        answer=-fall,
        praise="The fall is the smallest of the steps, with its sign turned.",
        hint="Keep the rows of the US, take .diff() of the warheads, and look for the minimum.",
        mistakes=(
            (fall, "The step is right. The question asks for its size, without the sign."),
            (rise, "That is the largest rise. Which step is the lowest one?"),
            (-int(steps["RU"].min()), "That is Russia's largest fall. Keep the rows of the US."),
            (
                int(_warheads()["US"].max() - _warheads()["US"].min()),
                "That is highest less lowest over all years, not one step.",
            ),
        ),
    )


@exercise("05.3")
def _us_above_russia() -> Exercise:
    table, both = _warheads(), _warheads().dropna()
    above = int((both.US > both.RU).sum())
    with_zeros = int((table.US.fillna(0) > table.RU.fillna(0)).sum())
    return Exercise(
        answer=above,
        praise="Most of these exchanges are early ones; the order changed several times.",
        hint="Pivot to a column a party, drop dates with a blank, then compare the two columns.",
        mistakes=(
            (with_zeros, "A date with only one party slipped in. A blank is not a zero."),
            (len(both) - above, "So many times Russia declared more. Turn the comparison round."),
            (len(both), "That is the number of exchanges. Compare the two numbers in each."),
        ),
    )


@exercise("05.4")
def _russia_in_2023() -> Exercise:
    table = _warheads()
    number, last = table["RU"].iloc[-1], int(table["RU"].dropna().iloc[-1])
    return Exercise(
        answer="unknown" if pd.isna(number) else int(number),
        praise="Russia published nothing for that day, so the line ends before it.",
        hint="Look for a Russian row of that date. What does the table say where there is none?",
        mistakes=(
            (0, "A blank is not a zero: Russia had warheads, but their number was not published."),
            (last, "That number belongs to the exchange before. Half a year can change it much."),
            (
                new_start_limit(WARHEADS),
                "That is the limit: it says what may be, not what is.",
            ),
            (int(table["US"].iloc[-1]), "That is the number that the United States published."),
        ),
    )
