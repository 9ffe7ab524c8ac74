"""Chapter 05, what did the two sides declare: its widget, the cover of the book, exercises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from startlab import datasets
from startlab.checks import require_choice
from startlab.derived import QUANTITIES, central_limit
from startlab.errors import StartlabError
from startlab.exercises import declared_number, exercise, new_start_limit
from startlab.figures import marks
from startlab.figures.predict import stored
from startlab.figures.style import IN_TEXT, NAMES, SHORT, day

WARHEADS = "deployed_warheads"
KNOWN = pd.Timestamp("2013-09-01")  # a reader who draws a line begins here
TITLES = {WARHEADS: "Russia fell below 1,550 by the day it bound"}  # where all years are shown


def declared_lines(
    quantity: str = WARHEADS, first_year: int = 2011, last_year: int = 2023, to_draw: str = ""
) -> Figure:
    """Draw one declared quantity of both parties over some years, with its limit.

    The quantities are those of `QUANTITIES`. Source: table declarations. The line of the party
    `to_draw` ends in September 2013, for a reader to continue it.

    >>> declared_lines("total_launchers", 2018, 2023).get_label()
    'Launchers and bombers, deployed or not, 2018 to 2023. United States: 800 on each date from
    5 February 2018 to 1 March 2023. Russia: from 779 on 5 February 2018 to 761 on 1 March 2022,
    highest 779, lowest 742. The table has no later number of Russia.'
    """
    what = QUANTITIES[require_choice(quantity, QUANTITIES, "quantity")].capitalize()
    declared = datasets.load_declarations()
    declared = declared[declared.date.dt.year.between(first_year, last_year)]
    shown = declared.dropna(subset=quantity).astype({quantity: int, "party": str})
    shown = shown[(shown.party != to_draw) | (shown.date <= KNOWN)]
    if shown.empty:
        raise StartlabError(f"There is no declaration from {first_year} to {last_year}.")
    limit, binds = central_limit(quantity)
    start, end = pd.Timestamp(first_year, 1, 1), pd.Timestamp(last_year, 12, 31)
    across: list[Any] = [marks.Rule(f"limit {limit:,}", y=limit)]
    if start < binds:
        across.append(marks.Rule("it binds", x=binds, look="dashed"))
    parties = declared.groupby("date").party.nunique()
    if (parties < len(NAMES)).any():
        across.append(marks.Band("no Russian number", parties.index[parties < len(NAMES)][0], end))
    rows = shown.assign(line=shown.party.map(SHORT), x=shown.date, y=shown[quantity], dot=True)
    years = f"{first_year} to {last_year}" if first_year != last_year else str(first_year)
    whole = (first_year, last_year) == (2011, 2023)
    told = [_course(name, rows[rows.party == party], declared) for party, name in NAMES.items()]
    title = TITLES.get(quantity, what) if whole else f"{what}, {years}"
    if to_draw:
        title = f"How does the line of {IN_TEXT[to_draw]} go on?"
    return marks.lines(
        rows,
        across=across,
        x=(start, end),
        y=declared_lines(quantity).axes[0].get_ylim() if to_draw else None,
        title=title,
        units=f"{what}; the scale starts above zero",
        source=f"Declared under New START; startlab. As of {day(shown.date.max())}.",
        says=f"{what}, {years}. {' '.join(told)}",
    )


def line_to_draw(name: str, party: str, quantity: str) -> dict[str, Any]:
    """Return a stored prediction with the line that a reader continues, a point for each year.

    >>> line_to_draw("05-total", "US", "total_launchers")["draw"]["y"][-2:]
    [800, 800]
    """
    declared = datasets.load_declarations().query("party == @party").set_index("date")
    exchanged = declared[quantity].dropna().astype(int)
    days = [when for when in exchanged.index if when > KNOWN and when.month == KNOWN.month]
    empty = declared_lines(quantity, to_draw=party)
    low, high = (round(end) for end in empty.axes[0].get_ylim())
    drawing = {
        "empty": empty,
        "start": (KNOWN, int(exchanged[KNOWN])),
        "x": days,
        "labels": [str(when.year) for when in days],
        "y": [int(exchanged[when]) for when in days],
        "of": "highest" if party == "RU" else "last",
    }
    return stored()[name] | {"low": low, "high": high, "draw": drawing}


def _course(name: str, rows: pd.DataFrame, declared: pd.DataFrame) -> str:
    """Say in words how a declared number went."""
    if rows.empty:
        return f"{name}: no number."
    first, last = rows.y.iloc[[0, -1]]
    begin, end = (day(date) for date in rows.x.iloc[[0, -1]])
    told = (
        f"from {first:,} on {begin} to {last:,} on {end}, highest {rows.y.max():,}, "
        f"lowest {rows.y.min():,}."
    )
    if rows.y.nunique() == 1:
        told = f"{first:,} on each date from {begin} to {end}."
    later = f" The table has no later number of {name}." * (rows.x.max() < declared.date.max())
    return f"{name}: {told}{later}"


def _warheads() -> pd.DataFrame:
    """Return the declared warheads, a row a date and a column a party, blanks as blanks."""
    declared = datasets.load_declarations()
    return declared.pivot(index="date", columns="party", values=WARHEADS)


@exercise("05.1", unit="warheads", look="How did the exchange end?")
def _last_us_declaration() -> Iterator[Any]:
    last, published = (f"{t.index.max():%Y-%m-%d}" for t in (_warheads().dropna(), _warheads()))
    yield (
        declared_number(last, "US", WARHEADS),
        "The set after it was published by one side, not exchanged.",
    )
    yield (
        declared_number(published, "US", WARHEADS),
        "That number was published without an exchange. Go back one date.",
    )
    yield declared_number(last, "RU", WARHEADS), "That is Russia's number in that exchange."
    yield (
        declared_number(last, "US", "deployed_vehicles"),
        "Those are missiles and bombers. Take the column of warheads.",
    )
    yield "On which date did both parties give numbers for the last time?"
    yield "Find the last date that has a row of both parties, then read the warheads."


@exercise("05.2", unit="warheads", look="How large are the steps?")
def _largest_us_fall() -> Iterator[Any]:
    steps = _warheads().dropna().astype(int).diff().dropna().astype(int)
    fall, us = int(steps["US"].min()), _warheads()["US"]
    yield -fall, "The fall is the smallest of the steps, with its sign turned."
    yield fall, "The step is right. The question asks for its size, without the sign."
    yield int(steps["US"].max()), "That is the largest rise. Which step is the lowest one?"
    yield -int(steps["RU"].min()), "That is Russia's largest fall. Keep the rows of the US."
    yield int(us.max() - us.min()), "That is highest less lowest over all years, not one step."
    yield "Between which two exchanges does the American number fall furthest?"
    yield "Keep the rows of the US, take .diff() of the warheads, and look for the minimum."


@exercise("05.3", unit="exchanges", look="Which way did the warheads go?")
def _us_above_russia() -> Iterator[Any]:
    table, both = _warheads(), _warheads().dropna()
    above = int((both.US > both.RU).sum())
    yield above, "Most of these exchanges are early ones; the order changed several times."
    with_zeros = int((table.US.fillna(0) > table.RU.fillna(0)).sum())
    yield with_zeros, "A date with only one party slipped in. A blank is not a zero."
    yield len(both) - above, "So many times Russia declared more. Turn the comparison round."
    yield len(both), "That is the number of exchanges. Compare the two numbers in each."
    yield "Which dates have a number of both parties?"
    yield "Pivot to a column a party, drop dates with a blank, then compare the two columns."


@exercise("05.4", unit="warheads, or “unknown”", look="How did the exchange end?")
def _russia_in_2023() -> Iterator[Any]:
    table = _warheads()
    number, last = table["RU"].iloc[-1], int(table["RU"].dropna().iloc[-1])
    yield (
        "unknown" if pd.isna(number) else int(number),
        "Russia published nothing for that day, so the line ends before it.",
    )
    yield 0, "A blank is not a zero: Russia had warheads, but their number was not published."
    yield last, "That number belongs to the exchange before. Half a year can change it much."
    yield new_start_limit(WARHEADS), "That is the limit: it says what may be, not what is."
    yield int(table["US"].iloc[-1]), "That is the number that the United States published."
    yield "Does any source give a Russian number for that day?"
    yield "Look for a Russian row of that date. What does the table say where there is none?"
