"""Chapter 01, Why count weapons: two widgets and the exercises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from startlab import datasets
from startlab.exercises import exercise
from startlab.figures import marks
from startlab.figures.style import NAMES, day

SHOWN = [2015, 2016, 2018, 2020, 2022, 2023, 2024, 2025]  # the years of the first widget
# What is shown together: the title, and the lines with their colours.
GROUPS = {
    "two": ("Stockpiles of the two largest states", {"US": "us", "Russia": "ru"}),
    "other three": (
        "Stockpiles of China, France and the UK",
        {"China": "third", "France": "muted", "UK": "ink"},
    ),
    "south asia": ("Stockpiles of India and Pakistan", {"India": "third", "Pakistan": "ink"}),
    "others": (
        "Israel, North Korea and South Africa",
        {"Israel": "third", "North Korea": "ink", "South Africa": "muted"},
    ),
    "world": (
        "The World row and the sum of the states",
        {"published": "muted", "sum of states": "ink"},
    ),
}
STOCKPILES = f"startlab, table stockpiles; sources reach {datasets.AS_OF}."
COUNTS = f"startlab: stockpiles, forces, declarations; to {datasets.AS_OF}."
LINES = {"United States": "US", "United Kingdom": "UK", "World": "sum of states"}


def stockpile(country: str, measure: str = "stockpile") -> pd.Series[int]:
    """Return the warheads of a state, or of the World, by year."""
    table = datasets.load_stockpiles()
    rows = table[(table.country == country) & (table.measure == measure)]
    return rows.set_index("year").warheads.astype(int)


def stockpile_lines(countries: str = "two", years: str = "1945 to 2026") -> Figure:
    """Draw the stockpiles of some states (a key of `GROUPS`) between two years.

    Russia is the Soviet Union to 1991. Source: table stockpiles.

    >>> stockpile_lines("south asia", "2005 to 2026").get_label()
    'Stockpiles of India and Pakistan. India: from 38 in 2005 to 190 in 2026. Pakistan: from 44 in
    2005 to 170 in 2026.'
    """
    title, colours = GROUPS[countries]
    first, last = map(int, years.split(" to "))
    table = datasets.load_stockpiles().query("year >= @first and year <= @last")
    line = table.country.astype(str).replace(LINES)
    line = line.mask(table.measure == "published_world_total", "published")
    rows = pd.DataFrame({"line": line, "x": table.year, "y": table.warheads.astype(int)})
    rows["colour"] = line.map(colours)
    broken = line.map(dict(zip(colours, ("dashed", "dotted", "dashed"), strict=False)))
    rows["look"] = broken.mask(table.basis == "declared", "solid")
    rows = rows[line.isin(list(colours)) & (table.measure != "inventory")]
    rows = rows.sort_values("line", key=lambda names: names.map([*colours].index), kind="stable")
    most = int(rows.y.max())
    # The highest number is written, but not where the names of the lines stand.
    top = rows[(rows.y == most) & (rows.x < last - 0.1 * (last - first)) & (most > 0)][:1]
    units = "Warheads; solid: declared, broken: estimated"
    return marks.lines(
        rows,
        title=title,
        units="Warheads, estimated; two ways to add them up" if countries == "world" else units,
        source=STOCKPILES,
        points=None if top.empty else top.assign(words=f"{most:,}", look="filled"),
        y=(0, max(10, 1.1 * most)),
    )


def counts(party: str, year: int) -> pd.DataFrame:
    """Return three counts of one party in one year as bars; one not known has no number.

    >>> counts("US", 2020).number.tolist()
    [3750.0, 1600.0, 1373.0]
    """
    stock = datasets.load_stockpiles().query("measure == 'stockpile' and year == @year")
    stock = stock[stock.country == NAMES[party]]
    forces = datasets.load_forces().query("system == 'all systems' and kind == 'estimate'")
    forces = forces.query("party == @party and year == @year").dropna(subset="warheads_deployed")
    declared = datasets.load_declarations().query("party == @party and date.dt.year == @year")
    words = "Counted under New START" + "".join(f", {day(date)}" for date in declared.date[:1])
    bars = pd.DataFrame({
        "words": ["In the stockpile", "Deployed", words],
        "number": [float(max(column[:1], default=float("nan"))) for column in
                   (stock.warheads, forces.warheads_deployed, declared.deployed_warheads)],
        "look": ["filled" if declares else "open" for declares in
                 ((stock.basis == "declared").all(), False, len(declared))],
    })  # fmt: skip
    known = bars.number.map("{:,.0f}".format).where(bars.number.notna(), "not known")
    return bars.assign(party=party, label=known)


def three_counts(party: str = "US", year: int = 2020) -> Figure:
    """Draw three counts of one party in a year from 2011 to 2025.

    Sources: tables stockpiles, forces (estimates) and declarations.

    >>> three_counts("RU", 2023).get_label()
    'Russia, 2023: three counts. In the stockpile: 4,489. Deployed: 1,674. Counted under New START:
    not known.'
    """
    return marks.bars(
        counts(party, year),
        title=f"{NAMES[party]}, {year}: three counts",
        units="Warheads; filled: declared, open: estimated",
        source=COUNTS,
        x=(0, 5000),
    )


@exercise("01.1", look="How many nuclear weapons have there been?")
def _largest_stockpile() -> Iterator[Any]:
    numbers = stockpile("United States")
    yield numbers.idxmax(), "The number was declared by the government; it is no estimate."
    yield stockpile("Russia").idxmax(), "In that year the Soviet stockpile was largest."
    yield numbers.max(), "That is how many warheads there were. In which year?"
    yield "Which line is that of the United States, and where does it stand highest?"
    yield "Look for the highest point of the solid line in the first figure."


@exercise("01.2", tolerance=0.5, unit="per cent", look="How many nuclear weapons have there been?")
def _fall_since_the_peak() -> Iterator[Any]:
    numbers, other = stockpile("United States"), stockpile("Russia")
    share = numbers[2023] / numbers.max()
    yield 100 * (1 - share), "Nearly nine of ten warheads had left the stockpile since its peak."
    yield 100 * share, "That share was left in 2023. How large is the part that had gone?"
    yield 1 - share, "That is a fraction. The question asks for per cent."
    yield numbers.max() - numbers[2023], "That is a number of warheads, not a share."
    yield 100 * (1 - other[2023] / other.max()), "That is the fall of the Russian stockpile."
    yield "Which two numbers are compared, and which of them is the whole?"
    yield "Take the number of 2023 from the largest, then divide by the largest."


@exercise("01.3", unit="warheads", look="Why is the World row misleading?")
def _change_without_russia() -> Iterator[Any]:
    total, published = stockpile("World"), stockpile("World", "published_world_total")
    whole, russian, american = (
        numbers[2021] - numbers[2020]
        for numbers in (total, stockpile("Russia"), stockpile("United States"))
    )
    mixed = "The two numbers have different contents."
    yield whole - russian, "One estimate decides whether the sum rose or fell."
    yield whole, "That is the change with Russia. Leave its row out of both years."
    yield russian, "That is the change of Russia alone. What did all the others do?"
    yield russian - whole, "The size is right. Did the sum rise or fall?"
    yield american, "That is the United States alone."
    yield total[2021] - published[2020], mixed
    yield published[2020] - total[2021], mixed
    yield (
        published[2021] - published[2020],
        "That is the change of the published row, which counts retired warheads too.",
    )
    yield "Which rows are left in the sum when Russia is taken out of both years?"
    yield "Take the column Russia from the column World, then 2021 less 2020."


@exercise("01.4", unit="years", look="Which warheads does a number include?")
def _years_with_all_three() -> Iterator[Any]:
    declared = datasets.load_declarations()
    us, russia = (
        len(set(SHOWN) & set(declared[declared.party == party].date.dt.year))
        for party in ("US", "RU")
    )
    yield russia, "From 2023 on no Russian declaration was found, and a blank stays a blank."
    yield len(SHOWN), "Some of these years have a number that is not known."
    yield us, "So many it is for the United States, which still published for March 2023."
    yield len(SHOWN) - russia, "So many years have a gap. How many have none?"
    yield "In which of the eight years does one of the three numbers say not known?"
    yield "Go through the years for Russia and leave out each one that says not known."
