"""Numbers in the prose of chapter 09."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pandas as pd

from startlab import datasets
from startlab.chapters.ch09 import inspector_or_not
from startlab.models.inspection import (
    detection_probability,
    inspection_equilibrium,
    inspection_game_strategies,
    leadership_threshold,
    posterior,
)

INVENTED = "an invented payoff or probability that the text says is invented"
OF_A_TASK = "a value invented for an exercise"
OF_A_LETTER = "a date in the table disputes, whose column of dates is text"
FORMULA = "a step of the reckoning that the text goes through"
ALLOWED = {
    "a gain of 1 and a loss of 4 this": INVENTED,
    "a gain of 1, where nobody ever comes, to a loss of 4, where": INVENTED,
    "$1 + 2q$, the visit and 2 for a catch": FORMULA,
    "$12q$": FORMULA,
    "doubles, from 4 to 8": INVENTED,
    "costs her 5 in place of 1": INVENTED,
    "he violates next: −1.": FORMULA,
    "he dares not: 0.": FORMULA,
    "$p - (1-p)$": FORMULA,
    "$p/(1-p)$ times": FORMULA,
    "$2p - 1 = -p$": FORMULA,
    "(1-p)\\,D - p\\,B = 0": FORMULA,
    "2p - 1 = p\\,g + (1-p)\\,s": FORMULA,
    "p = \\frac{1+s}{2+s-g}": FORMULA,
    "\\pi\\,d + (1-\\pi)\\,f": FORMULA,
    "the value is −1, and with one for each period it is 0.": "by definition of the game",
    "errs on 5 per cent of the healthy": "the rate in the question of Casscells, 1978",
    "most said 95 per cent": "what most of them answered, from the page linked there",
    "Of 1,000 one is ill": "the size of the group in the reckoning",
    "errs on 5 in 100 of the others. Of 100 alarms": INVENTED,
    "90 in 100; but": "the detection probability of the widget",
    "Of 10,000": "the size of the group in the reckoning",
    "of 50 per cent": INVENTED,
    "of 0.1 per cent": INVENTED,
    "saves 3 euros. Who is caught ends 60 euros worse": OF_A_TASK,
    "Of 200 tremors": OF_A_TASK,
    "for 3 per cent of the earthquakes": OF_A_TASK,
    "errs on 5 objects in 100 has": OF_A_TASK,
    "RM-2972": "the number of the report",
    "Quarterly 13": "the volume of the journal",
    "19 December 1962": OF_A_LETTER,
    "1 April 1963": OF_A_LETTER,
    "26 April": OF_A_LETTER,
    "5 August 1963": OF_A_LETTER,
}


def used(metric: str, party: str, end: str | None) -> int:
    table = datasets.load_inspections()
    rows = table[
        (table.metric == metric) & (table.party == party) & (table.treaty_year == 1)
    ].set_index("end_date")
    rows = rows[rows.index.isna()] if end is None else rows.loc[[end]]
    return int(rows["value"].iloc[0])


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    letters = datasets.load_disputes().query("dispute_id == 'test_ban_inspections'")
    said = letters.set_index("date")
    assert said["value"].dropna().to_dict() == {
        "1962-12-19": 3, "1962-12-28": 8, "1963-04-01": 7, "1963-07-15": 0
    }  # fmt: skip
    assert "Chinese situation" in said.note["1963-04-01"]
    assert "espionage" in said.position["1963-04-26"]
    assert "The treaty signed on 5 August 1963 leaves out" in letters.note.str.cat()
    yield "every plan of yours loses {} of a point", (-inspector_or_not().value(),)
    threshold = leadership_threshold(Fraction(1), Fraction(4))
    assert threshold == Fraction(1, 5)  # the words say one visit in five
    yield "crosses zero at {}. The formula", (threshold,)
    both = inspection_equilibrium(1, 4, cost=1, caught=2, undetected=12)
    rare = Fraction(both.violate).limit_denominator(100)
    assert rare == Fraction(1, 10)  # the words say one in ten
    harsh = inspection_equilibrium(1, 8, cost=1, caught=2, undetected=12)
    assert harsh.violate == both.violate
    yield (
        "Inspections fall from {} to {} per cent, and violations stay at {}.",
        tuple(round(100 * part) for part in (both.inspect, harsh.inspect, both.violate)),
    )
    dear = inspection_equilibrium(1, 4, cost=5, caught=2, undetected=12)
    assert dear.violate == 0.5  # the words say half of all periods
    assert -12 * rare == -1 - 2 * rare
    yield (
        "she loses {}, however her lottery falls; with it only {}, the price",
        (12 * rare, threshold),
    )
    many, few = (detection_probability(400, v, 10) for v in (40, 4))
    assert 1.85 < many / (1 - many) < 2  # nearly twice
    yield "four as soon as they gain {} of it", (round(few / (1 - few), 2),)
    each = (round(found / (1 - found) / v, 3) for found, v in ((many, 40), (few, 4)))
    yield "For each violation that is {} and {}.", tuple(each)
    small = inspection_game_strategies(2, 1)[2, 1]
    yield "which gives $p = {}$, and the game is worth −{}.", (small.inspect, -small.value)
    stage = inspection_game_strategies(4, 2)[4, 2]
    yield (
        "She goes with a probability of {}, and he violates with one of {}.",
        (stage.inspect, stage.violate),
    )
    year = {p: used("inspections_in_treaty_year", p, "2012-02-04") for p in ("US", "RU")}
    assert len(set(year.values())) == 1
    yield (
        "gave each side {} inspections a year",
        (used("inspections_in_treaty_year", "US", "2012-02-04"),),
    )
    table = datasets.load_inspections()
    row = table[(table.metric == "inspections_in_treaty_year") & (table.treaty_year == 1)].iloc[0]
    passed = (pd.Timestamp("2011-10-20") - row.start_date) / (
        row.end_date - row.start_date + pd.Timedelta(1, "D")
    )
    assert abs(passed - 12 / 18) < 0.1  # close to an even pace
    assert abs(passed - 11 / 18) < 0.1
    october = [used("inspections_cumulative", p, "2011-10-20") for p in ("US", "RU")]
    yield "with {} per cent of the treaty year gone", (round(100 * passed),)
    yield "the United States had used {} and Russia {}. That", october
    ill = posterior(0.001, 1, 0.05)
    false = round(0.05 * 999)
    yield (
        "about {} of the healthy have an alarm too. So one alarm in {} is right, or {} per cent.",
        (false, false + 1, round(100 * ill)),
    )
    yield "objects {} are violations, and {} of them raise", (100, 90)
    yield "So do {} of the other {}.", (round(0.05 * 9900), 9900)
    first = posterior(0.01, 0.9, 0.05)
    right = round(100 * first)
    yield "It is {}: false alarms are many", (right,)
    yield "So it is, or nearly: {} are right", (right,)
    yield "It is {}: most alarms", (right,)
    yield "It is {}. You may", (right,)
    assert round(1 / first, 1) == 6.5  # the words say one alarm in seven, or nearly
    yield "as {} of 100 are right at a prior", (round(100 * posterior(0.5, 0.9, 0.05)),)
    yield "as {} of 100 are right at a rate", (round(100 * posterior(0.01, 0.9, 0.001)),)
    second = posterior(first, 0.9, 0.05)
    yield "lift the posterior from {} to {} per cent", (right, round(100 * second))
    either = posterior(0.01, 0.9, 0.05, looks=2)
    yield "is content with one alarm falls to {}: every", (round(100 * either),)
