"""Exercises of chapter 01: Why count weapons."""

from __future__ import annotations

import pandas as pd

from startlab import datasets
from startlab.exercises import Exercise, exercise

SHOWN = [2015, 2016, 2018, 2020, 2022, 2023, 2024, 2025]  # the years of the first widget


def stockpile(country: str, measure: str = "stockpile") -> pd.Series[int]:
    """Return the warheads of a state, or of the World, by year."""
    table = datasets.load_stockpiles()
    rows = table[(table.country == country) & (table.measure == measure)]
    return rows.set_index("year").warheads.astype(int)


def year_of_largest(numbers: pd.Series[int]) -> int:
    """Return the year of the largest number."""
    return int(numbers.index[int(numbers.argmax())])


@exercise("01.1")
def _largest_stockpile() -> Exercise:
    numbers = stockpile("United States")
    return Exercise(
        answer=year_of_largest(numbers),
        praise="The number was declared by the government; it is no estimate.",
        hint="Look for the highest point of the solid line in the first figure.",
        mistakes=(
            (
                year_of_largest(stockpile("Russia")),
                "In that year the Soviet stockpile was largest.",
            ),
            (int(numbers.max()), "That is how many warheads there were. In which year?"),
        ),
    )


@exercise("01.2")
def _fall_since_the_peak() -> Exercise:
    numbers = stockpile("United States")
    share = numbers[2023] / numbers.max()
    other = stockpile("Russia")
    return Exercise(
        answer=100 * (1 - share),
        praise="Nearly nine of ten warheads had left the stockpile since its peak.",
        hint="Take the number of 2023 from the largest, then divide by the largest.",
        mistakes=(
            (100 * share, "That share was left in 2023. How large is the part that had gone?"),
            (1 - share, "That is a fraction. The question asks for per cent."),
            (int(numbers.max() - numbers[2023]), "That is a number of warheads, not a share."),
            (100 * (1 - other[2023] / other.max()), "That is the fall of the Russian stockpile."),
        ),
        tolerance=0.5,
    )


@exercise("01.3")
def _change_without_russia() -> Exercise:
    total, published = stockpile("World"), stockpile("World", "published_world_total")
    russia, us = stockpile("Russia"), stockpile("United States")
    whole, russian = int(total[2021] - total[2020]), int(russia[2021] - russia[2020])
    return Exercise(
        answer=whole - russian,
        praise="One estimate decides whether the sum rose or fell.",
        hint="Take the column Russia from the column World, then 2021 less 2020.",
        mistakes=(
            (whole, "That is the change with Russia. Leave its row out of both years."),
            (russian, "That is the change of Russia alone. What did all the others do?"),
            (russian - whole, "The size is right. Did the sum rise or fall?"),
            (int(us[2021] - us[2020]), "That is the United States alone."),
            (int(total[2021] - published[2020]), "The two numbers have different contents."),
            (int(published[2020] - total[2021]), "The two numbers have different contents."),
            (
                int(published[2021] - published[2020]),
                "That is the change of the published row, which counts retired warheads too.",
            ),
        ),
    )


@exercise("01.4")
def _years_with_all_three() -> Exercise:
    declared = datasets.load_declarations()
    years = {party: set(declared[declared.party == party].date.dt.year) for party in ("US", "RU")}
    both = {year for year in SHOWN if year in years["RU"]}
    return Exercise(
        answer=len(both),
        praise="From 2023 on no Russian declaration was found, and a blank stays a blank.",
        hint="Go through the years for Russia and leave out each one that says not known.",
        mistakes=(
            (len(SHOWN), "Some of these years have a number that is not known."),
            (
                len([year for year in SHOWN if year in years["US"]]),
                "So many it is for the United States, which still published for March 2023.",
            ),
            (len(SHOWN) - len(both), "So many years have a gap. How many have none?"),
        ),
    )
