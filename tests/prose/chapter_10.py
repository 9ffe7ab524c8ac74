"""Numbers in the prose of chapter 10."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

from startlab import datasets, inspection
from startlab.chapters.ch10 import (
    CUP,
    FIRST_SECRET,
    ITEM,
    TOTAL,
    fails,
    rounds_needed,
    two_secrets,
)  # fmt: skip
from startlab.figures.predict import stored

from . import spelled

OF_A_TASK = "a value invented for an exercise"
ALLOWED = {
    "after almost thirty years": "words of the paper of 2019 that is linked there",
    "find 99 of 100 such cheats": "the certainty that the prediction asks for",
    "cups differ by 50": "a setting of the widget",
    "games of 100": "a share in words",
    "Of 100 guesses": "a share in words",
    "100 guesses are right": "a share in words",
    "A coin would get 50.": "half of a hundred",
    "5 July 1989": "a day in the positions of the table disputes",
    "1/2, then 1/4, then 1/8": "halved each time",
    "$$P = 1 - 2^{-k}$$": "the formula that zero_knowledge_soundness computes",
    "$1 - 2^{-k}$": "the formula that zero_knowledge_soundness computes",
    "in order in 8 tosses of 10": OF_A_TASK,
    "probability of 99 per cent": OF_A_TASK,
    "One of 8 items": OF_A_TASK,
    "draws 3 of them": OF_A_TASK,
    "in 5 rounds": OF_A_TASK,
    "threshold to 25 marbles": OF_A_TASK,
    "in 10 rounds": OF_A_TASK,
    "where 3.0 stands for 30 marbles": "the unit of the argument tolerance",
    "Nature 510 (2014)": "volume of the journal",
    "Nature Communications 7 (2016), 12890": "volume and number of the paper",
}
ROUNDS, RULE, MIDDLE = 10, (TOTAL - CUP, TOTAL - ITEM), (73, 73)


def percent(share: float) -> float:
    """Return a share in per cent with two digits that count, or one decimal above ten."""
    return float(f"{100 * share:.2g}") if share < 0.1 else round(100 * share)


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    ships = datasets.load_disputes().query("dispute_id == 'nuclear_missiles_on_ships'")
    assert {"US", "USSR", "Thomas Cochran, physicist"} == set(ships.side)
    assert ships.position.str.contains("5 July 1989").any()
    yield "A with {} marbles less the number in the template, B with {} less", (TOTAL, TOTAL)
    yield "if each holds exactly {}.", (TOTAL,)
    yield "With {} in both cups you fill {} and {}.", (CUP, TOTAL - CUP, TOTAL - CUP)
    yield "She counts {} and {}, whichever", (TOTAL, TOTAL)
    yield "Now cheat: {} in the template, but only {} in the item.", (CUP, ITEM)
    yield "Your cups hold {} and {} marbles. Which filling of", (CUP, ITEM)
    yield "you need {} in the first bucket; to pass swapped, {}.", RULE
    (left, right), swapped = RULE, (RULE[0] + ITEM, RULE[1] + CUP)
    yield (
        "With {} and {} you pass if the cups are poured in order, and read {} and {}",
        (left, right, *swapped),
    )
    middle = MIDDLE[0] + CUP, MIDDLE[1] + ITEM
    yield "With {} in both you read {} and {} either way", (MIDDLE[0], *middle)
    yield "With {} and {} it is the other way round.", RULE[::-1]
    yield (
        "The middle never reads {}, whichever way",
        (TOTAL,),
    )
    yield "Not all: the middle never reads {}, whichever", (TOTAL,)
    yield "{} and {} {} and {}, or {} and {}: both alike {} in both, the middle all alike", (
        *RULE, *RULE, *RULE[::-1], MIDDLE[0],
    )  # fmt: skip
    seven = rounds_needed(Fraction(99, 100))
    assert seven == stored()["10-cheats"]["truth"]
    yield "and {} rounds lie before you", (spelled(ROUNDS),)
    caught = inspection.zero_knowledge_soundness(seven)
    escapes = 1 - inspection.zero_knowledge_soundness(ROUNDS)
    yield "After {} rounds {} per cent", (spelled(seven), round(100 * float(caught), 1))
    yield "after {} one cheat in {} escapes", (spelled(ROUNDS), escapes.denominator)
    yield "her only number was {}.", (TOTAL,)
    yield "any bucket of {} does", (TOTAL,)
    yield "a full bucket reads {} with any secret", (TOTAL,)
    yield "the first remains {}.", (FIRST_SECRET,)
    assert two_secrets(80, "cup").get_label().endswith("right in 100 % of cases.")
    near = stored()["10-secrets"]["truth"]
    assert two_secrets(35, "cup").get_label().endswith(f"right in {near} % of cases.")
    yield "From the cup alone {} of", (near,)
    yield "or nearly: {}. Noise alone", (near,)
    yield "One host hides {} marbles, the other {}.", (FIRST_SECRET, 35)
    yield "she tells {} from {} without", (FIRST_SECRET, 80)
    yield "no bucket holds exactly {}, so", (TOTAL,)
    yield "she allows {} marbles. Your cups still hold {} and {}.", (30, CUP, ITEM)
    by_rule, middle = (
        (1 - inspection.zero_knowledge_alarm(CUP, ITEM, buckets=filled)) ** ROUNDS
        for filled in (RULE, MIDDLE)
    )
    yield "{} and {} escape in {} per cent of games", (*RULE, round(100 * by_rule))
    assert MIDDLE[0] + CUP - TOTAL == TOTAL - MIDDLE[1] - ITEM == 10
    yield "With {} in both, each reading is {} off", (MIDDLE[0], 10)
    yield "and {} per cent escape", (round(100 * middle),)
    best = inspection.zero_knowledge_best_buckets(CUP, ITEM)
    assert best[0] == best[1] < MIDDLE[0]
    yield "The function finds {} in both", best[:1]
    yield "a reading may be {}, {} or {} off {}", (10, 20, 30, TOTAL)
    narrow, some, wide = (percent(fails(0, t)) for t in (1.0, 2.0, 3.0))
    assert round(narrow) == 50  # every second round
    yield (
        "With a threshold of {} marbles an honest host fails every second round, with one of {} in "
        "{} per cent of rounds, with one of {} in only {}.",
        (10, 20, some, 30, wide),
    )
    yield (
        "at {} a cheat whose cups differ by {} fails in only {} per cent.",
        (
            30,
            CUP - ITEM,
            percent(fails(20, 3.0)),
        ),
    )
    yield "on average {} marbles more after the cup of {} than after the cup of {}.", (
        CUP - ITEM, CUP, ITEM,
    )  # fmt: skip
    one = math.sqrt(TOTAL)  # a Poisson count wobbles by the root of its mean
    yield "One reading wobbles by {} and", (round(one),)
    yield "about {} rounds give her so many after each cup", (spelled(2 * 25),)
    yield "The average of {} readings wobbles by only {}, and", (25, round(one / math.sqrt(25)))
    honest = 1 - (1 - fails(0, 3.0)) ** ROUNDS
    yield "over {} of them {} per cent of honest", (spelled(ROUNDS), round(100 * honest, 1))
    yield "readings of {} and {} tell that the cups differ by {}.", (*swapped, CUP - ITEM)
    yield "Cups of {} and {} are compared", (CUP, ITEM)
