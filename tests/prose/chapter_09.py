"""Numbers in the prose of chapter 09."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil

import pandas as pd

from startlab import datasets
from startlab.chapters.ch09 import inspector_or_not
from startlab.figures.predict import stored
from startlab.models.inspection import (
    inspection_equilibrium,
    inspection_game_strategies,
    leadership_threshold,
    posterior,
)

from . import spelled

INVENTED = "an invented payoff or probability that the text says is invented"
OF_A_TASK = "a value invented for an exercise"
JUDGED = "a statement to be judged"
LINKED = "as the page has it that is linked there"
OF_A_LETTER = "a date in the table disputes, whose column of dates is text"
FORMULA = "a step of the reckoning that the text goes through"
ALLOWED = {
    "a gain of 1, where nobody ever comes, to a loss of 4, where": INVENTED,
    "$1 + 2q$, the visit and 2 for a catch": FORMULA,
    "$12q$": FORMULA,
    "a visit cost 1 again": INVENTED,
    "doubles, from 4 to 8, and a visit costs her 5 in place of 1": INVENTED,
    "of 100 periods": "a share in words",
    "games of 100": "a share in words",
    "her cost back to 1": INVENTED,
    "over four tremors it would be 25": "a hundred games over four tremors",
    "loses 3 euros on each rider": OF_A_TASK,
    "costs it 45 cents": OF_A_TASK,
    "he violates next: −1.": FORMULA,
    "he dares not: 0.": FORMULA,
    "$p - (1-p)$": FORMULA,
    "$2p - 1 = -p$": FORMULA,
    "(1-p)\\,D - p\\,B = 0": FORMULA,
    "\\pi\\,d + (1-\\pi)\\,f": FORMULA,
    "errs on 5 per cent of the healthy": "the rate in the question of Casscells, 1978",
    "common answer was 95 per cent": "what many of them answered, from the page linked there",
    "Of 1,000 people one is ill": "the size of the group in the reckoning",
    "errs on 5 in 100 of the others. Of 100 alarms": INVENTED,
    "90 in 100; but": "the detection probability of the widget",
    "Of 10,000": "the size of the group in the reckoning",
    "of 50 per cent": INVENTED,
    "of 0.1 per cent": INVENTED,
    "Of 200 tremors": OF_A_TASK,
    "an alarm for nine tests in ten": OF_A_TASK,
    "Play your plan ten times": "often enough to see a pattern",
    "asked sixty doctors": LINKED,
    "one person in a thousand": LINKED,
    "Fewer than a fifth": LINKED,
    "One object in a hundred is a violation": INVENTED,
    "nine violations in ten": INVENTED,
    "eight inspections are worth more than three": JUDGED,
    "With ten suspicious tremors, three inspections are worth more than five are now": JUDGED,
    "for 3 per cent of the earthquakes": OF_A_TASK,
    "errs on 5 objects in 100 has": OF_A_TASK,
    "let twenty tremors a year look suspicious": OF_A_TASK,
    "RM-2972": "the number of the report",
    "Quarterly 13": "the volume of the journal",
    "19 December 1962": OF_A_LETTER,
    "1 April 1963": OF_A_LETTER,
    "26 April": OF_A_LETTER,
    "5 August 1963": OF_A_LETTER,
}


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    letters = datasets.load_disputes().query("dispute_id == 'test_ban_inspections'")
    said = letters.set_index("date")
    assert said["value"].dropna().to_dict() == {
        "1962-12-19": 3, "1962-12-28": 8, "1963-04-01": 7, "1963-07-15": 0
    }  # fmt: skip
    assert "automatic seismic stations" in said.position["1962-12-19"]
    for letter, dean, tail in (
        ("1962-12-19", "two to three a year would be accepted", "two to four would do"),
        ("1962-12-28", "between eight and ten", "less than the twelve to twenty"),
        ("1963-04-01", "seven inspections on each side a year", "seven automatic seismic stations"),
    ):
        assert dean in said.position[letter] and tail in said.position[letter]
    yield "inspectors into the Soviet Union two or three times a year", ()
    yield "had understood, thought two to four enough", ()
    apart = pd.Timestamp("1962-12-28") - pd.Timestamp("1962-12-19")
    yield "{} days later Kennedy answered", (spelled(apart.days).capitalize(),)
    yield "spoken only of eight to ten, down from twelve to twenty", ()
    yield (
        "came down to {} visits a year, beside seven automatic stations",
        (spelled(int(said["value"]["1963-04-01"])),),
    )
    yield "took back even his two or three", ()
    assert "espionage" in said.position["1963-04-26"]
    assert "The treaty signed on 5 August 1963 leaves out" in letters.note.str.cat()
    periods, visits = map(spelled, (4, 2))  # of the game
    yield "{} tremors will come, and you have {} visits", (periods.capitalize(), visits)
    yield "{} tremors will come, and she has {} visits", (periods.capitalize(), visits)
    yield "at any of the {}, or never", (periods,)
    yield "every plan of yours loses {} of a point", (-inspector_or_not(4, 2).value(),)
    threshold = leadership_threshold(Fraction(1), Fraction(4))
    one_in_five = spelled(threshold.numerator), spelled(threshold.denominator)
    yield "With a gain of {} and a loss of {} this is {} visit in {}", (1, 4, *one_in_five)
    yield "At {} visit in {} he does not care", one_in_five
    yield "crosses zero at {}. The formula", (threshold,)
    chances = Fraction(1, 2), Fraction(1, 10)
    often, seldom = (1 - p - 4 * p for p in chances)
    yield "a violation brings him −{} on average, and he keeps", (float(-often),)
    yield "one time in {}, it brings {}, and he breaks", (
        spelled(chances[1].denominator), float(seldom),
    )  # fmt: skip
    yield "We reckon with {} and leave out the shade", (threshold,)
    yield (
        "A visit costs the inspector {} unit, a violation that she catches {} more, and one that "
        "she misses {}",
        tuple(map(spelled, (1, 2, 12))),
    )
    both = inspection_equilibrium(1, 4, cost=1, caught=2, undetected=12)
    rare = Fraction(both.violate).limit_denominator(100)
    yield "alike when $q$ is {} in {}, and", (spelled(rare.numerator), spelled(rare.denominator))
    harsh = inspection_equilibrium(1, 8, cost=1, caught=2, undetected=12)
    assert harsh.violate == both.violate
    dear = inspection_equilibrium(1, 8, cost=5, caught=2, undetected=12)
    before, harder, now = (round(100 * each.violate) for each in (both, harsh, dear))
    assert now == stored()["09-penalty"]["truth"]
    assert dear.inspect == harsh.inspect  # whatever her visits cost
    yield "He has violated in {} periods of 100.", (before,)
    yield "He violates in {} periods of 100, although", (now,)
    yield "and he violates in {} again", (harder,)
    yield "she goes in {} of 100 periods in place of {},", (
        round(100 * harsh.inspect), round(100 * both.inspect),
    )  # fmt: skip
    yield "or nearly: {}. The violations follow", (now,)
    assert -12 * rare == -1 - 2 * rare
    yield (
        "Without the announcement she loses {}; with it only {}, the price",
        (12 * rare, threshold),
    )
    small = inspection_game_strategies(2, 1)[2, 1]
    yield "which gives $p = {}$, and the game is worth −{}.", (small.inspect, -small.value)
    stage = inspection_game_strategies(4, 2)[4, 2]
    first = round(100 * stage.violate)
    assert first == stored()["09-patience"]["truth"]
    yield "with a probability of {}, in {} games of 100, and she goes with one of {}.", (
        stage.violate, first, stage.inspect,
    )  # fmt: skip
    yield "or nearly: {}. He is patient", (first,)
    yield "with two visits for {} tremors she goes with {} and not with a half", (
        periods, stage.inspect,
    )  # fmt: skip
    ill = posterior(0.001, 1, 0.05)
    false = round(0.05 * 999)
    yield (
        "{} of the healthy have an alarm too. So one alarm in {} is right, or {} per cent, if",
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
    yield "one alarm in {} is right", (spelled(ceil(1 / first)),)
    yield "as {} of 100 are right at a prior", (round(100 * posterior(0.5, 0.9, 0.05)),)
    yield "as {} of 100 are right at a rate", (round(100 * posterior(0.01, 0.9, 0.001)),)
    yield "At one violation in a hundred {} per cent of its alarms are right, at ten {}.", (
        right, round(100 * posterior(0.1, 0.9, 0.05)),
    )  # fmt: skip
    second = posterior(first, 0.9, 0.05)
    yield "lift the posterior from {} to {} per cent", (right, round(100 * second))
    either = posterior(0.01, 0.9, 0.05, looks=2)
    yield "is content with one alarm falls to {}: every", (round(100 * either),)
