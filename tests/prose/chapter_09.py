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
    inspection_game_value,
    leadership_threshold,
    posterior,
)

INVENTED = "an invented payoff or probability that the text says is invented"
ALLOWED = {
    "Of 100 alarms, how many are right?": "a value chosen for the question of the widget",
    "about 90 about 50 about 15": "guesses offered to the student",
    "begins at 1, the gain": INVENTED,
    "ends at −4, the loss": INVENTED,
    "detect 40 violations": "the invented case of chapter 08",
    "false alarm in 5 per cent": "the rate in the question of Casscells and others, 1978",
    "and not 95.": "the usual wrong answer to that question",
    "among 1,000 people": "the size of the group in the reckoning",
    "occur in 5 per cent": INVENTED,
    "Of 100 alarms, how many are right: about 90, about 50 or about 15?": "guesses offered",
    "Of 10,000": "the size of the group in the reckoning",
    "of 50 per cent": INVENTED,
    "of 0.1 per cent": INVENTED,
    "the value is −1, because": "the value without inspections, by definition",
    "gain of 2 from an undetected violation and a loss of 6": "payoffs of an exercise",
    "with 5 per cent false alarms is right in 95 of 100 alarms": "a statement to be judged",
    "RM-2972": "the number of the report",
    "Quarterly 13": "the volume of the journal",
    "\\binom{n-1}{m}": "a formula of the chapter",
    "\\sum_{i=0}^{m}": "a formula of the chapter",
}


def used(metric: str, party: str, end: str | None) -> int:
    table = datasets.load_inspections()
    rows = table[
        (table.metric == metric) & (table.party == party) & (table.treaty_year == 1)
    ].set_index("end_date")
    rows = rows[rows.index.isna()] if end is None else rows.loc[[end]]
    return int(rows["value"].iloc[0])


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    yield "every plan ends at −{}, because", (-inspector_or_not().value(lambda _: "Stay away"),)
    threshold = leadership_threshold(Fraction(1), Fraction(4))
    yield "at an inspection probability of {}", (threshold,)
    # Payoffs in the same order give another threshold, so their sizes count too.
    assert leadership_threshold(Fraction(2), Fraction(6)) != threshold
    yield "Their sizes decide the probabilities", ()
    both = inspection_equilibrium(1, 4, cost=1, caught=2, undetected=12)
    yield "inspects with a probability of {}, and the inspectee", (both.inspect,)
    yield "violates with a probability of {}. This result", (both.violate,)
    expected = -12 * Fraction(both.violate).limit_denominator(100)
    assert expected == -1 - 2 * Fraction(both.violate).limit_denominator(100)
    yield "the inspector expects −{} whichever", (-expected,)
    yield "she expects only −{}, as", (threshold,)
    many, few = (detection_probability(400, v, 10) for v in (40, 4))
    yield "with a probability of {}, so such a violation", (round(many, 2),)
    yield "more than {} times the loss", (round(many / (1 - many), 1),)
    yield (
        "detected with a probability of {}, a gain of {} times the loss",
        (round(few, 3), round(few / (1 - few), 2)),
    )
    year = {p: used("inspections_in_treaty_year", p, "2012-02-04") for p in ("US", "RU")}
    assert len(set(year.values())) == 1
    yield "distribute their {} inspections", (year["US"],)
    yield "had used all {}", (year["US"],)
    table = datasets.load_inspections()
    year = table[(table.metric == "inspections_in_treaty_year") & (table.treaty_year == 1)].iloc[0]
    passed = (pd.Timestamp("2011-10-20") - year.start_date) / (
        year.end_date - year.start_date + pd.Timedelta(1, "D")
    )
    assert abs(passed - 12 / 18) < 0.1  # close to an even pace
    assert abs(passed - 11 / 18) < 0.1
    yield "when {} per cent of the treaty year had passed", (round(100 * passed),)
    october = [used("inspections_cumulative", p, "2011-10-20") for p in ("US", "RU")]
    yield "the United States had used {} inspections and Russia {}", tuple(october)
    winter = [used("inspections_cumulative", p, None) for p in ("US", "RU")]
    yield "the numbers were {} and {}", tuple(winter)
    one, three = (-inspection_game_value(10, m) for m in (1, 3))
    yield "to −{}, and three improve it to −{}", (one, three)
    stage = inspection_game_strategies(4, 2)[4, 2]
    yield "inspects with a probability of {}, which is less than one half", (stage.inspect,)
    chances = stage.violate, -stage.value
    yield "violates with a probability of {}, which makes the value −{}", chances
    ill = posterior(0.001, 1, 0.05)
    yield "The answer is {} per cent", (round(100 * ill),)
    false = round(0.05 * 999)
    yield "while about {} healthy people", (false,)
    yield "about one alarm in {} is right", (false + 1,)
    yield "inspected objects {} are violations, and {} of them", (100, 90)
    yield "So do {} of the other {}", (round(0.05 * 9900), 9900)
    first = posterior(0.01, 0.9, 0.05)
    assert round(100 * first) == 15
    yield "and only {} of 100 alarms are right", (round(100 * first),)
    frequent = round(100 * posterior(0.5, 0.9, 0.05))
    yield "as {} of 100 are right at a prior", (frequent,)
    rare = round(100 * posterior(0.01, 0.9, 0.001))
    yield "as {} of 100 are right at a rate", (rare,)
    second = posterior(first, 0.9, 0.05)
    third = posterior(second, 0.9, 0.05)
    yield (
        "posterior from {} to {} per cent, and a third one to {} per cent",
        tuple(round(100 * p) for p in (first, second, third)),
    )
    yield (
        "to {} per cent for two looks and {} per cent for three",
        tuple(round(100 * posterior(0.01, 0.9, 0.05, looks=n)) for n in (2, 3)),
    )
