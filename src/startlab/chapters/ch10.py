"""Chapter 10, can a warhead be counted unseen: its rows, widgets and exercises."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import accumulate
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from startlab.checks import require_choice, whole
from startlab.exercises import exercise
from startlab.figures import marks
from startlab.models import inspection

CUP, TOTAL = 37, 100
WANTED = Fraction(99, 100)
ITEMS, ROUNDS = 8, 5
HOSTS, MOST_ROUNDS, SEED = 1000, 10, 1
LOOKS, FIRST_SECRET, WIDEST = 1500, 20, 60
VIEWS = {"buckets": "full bucket", "cup": "cup alone"}
SOURCE = "startlab, model inspection: a toy with marbles, no design data"


def rounds_and_catch(rounds: int = 5, cups_differ_by: int = 1) -> Figure:
    """Draw the chance that a host is caught by a number of rounds, and a simulation beside it.

    The two cups differ by 0 (an honest host) to 60 marbles; 0 to 10 rounds are played.

    >>> rounds_and_catch(5, 1).get_label()
    '5 rounds, cups that differ by 1 marble: 31/32 of the hosts are caught, which is 96.9 %. Of
    1,000 simulated hosts, 974 were caught.'
    """
    whole(rounds, "rounds", 0, MOST_ROUNDS)
    differ = whole(cups_differ_by, "cups_differ_by", 0, WIDEST)
    chances = [
        inspection.zero_knowledge_soundness(n) if differ else Fraction(0)
        for n in range(MOST_ROUNDS + 1)
    ]
    caught = _caught_by(differ)
    x = range(MOST_ROUNDS + 1)
    formula = pd.DataFrame({"x": x, "number": [float(100 * chance) for chance in chances]})
    seen = pd.DataFrame({"x": x, "number": [100 * number / HOSTS for number in caught]})
    seen.loc[seen.x > rounds, "number"] = 0
    rows = [formula.assign(colour="muted", look="open"), seen.assign(colour="limit", look="filled")]
    played = f"{rounds} round{'s' * (rounds != 1)}"
    cups = f"cups that differ by {differ} marble{'s' * (differ > 1)}" if differ else "equal cups"
    share = f"{float(100 * chances[rounds]):.3g} %"
    return marks.columns(
        pd.concat(rows),
        title=f"{played}: {share} of hosts caught",
        units=f"Cups differ by {differ}. Open: formula. Filled: {HOSTS:,} simulated hosts"
        if differ
        else "Equal cups: no column, for no honest host is ever caught",
        source=SOURCE,
        y=(0, 105),
        x_name="rounds; per cent of hosts caught",
        side_by_side=True,
        says=f"{played}, {cups}: {chances[rounds]} of the hosts are caught, which is {share}. "
        f"Of {HOSTS:,} simulated hosts, {caught[rounds]:,} were caught.",
    )


@cache
def _caught_by(difference: int) -> tuple[int, ...]:
    """Return how many of the simulated hosts were caught by each number of rounds."""
    rng = random.Random(SEED)
    first = [0] * (MOST_ROUNDS + 1)
    for _ in range(HOSTS):
        for played in range(1, MOST_ROUNDS + 1):
            if not inspection.zero_knowledge_round(20, 20 + difference, rng=rng).passed:
                first[played] += 1
                break
    return tuple(accumulate(first))


def two_secrets(second_secret: int = 80, reading: str = "buckets") -> Figure:
    """Draw what an inspector reads for two honest hosts with different secrets, with noise.

    The first has 20 marbles in the cups, the second 0 to 100. Counted is the bucket after
    pouring, or the cup by itself ("cup"), which the protocol does not allow.

    >>> two_secrets(80).get_label()
    'Secrets of 20 and 80 marbles, 1,500 readings of each, full bucket: averages 100.3 and 99.9. A
    guess from one reading, which host it was, is right in 50 % of cases.'
    """
    view = VIEWS[require_choice(reading, VIEWS, "reading")]
    secrets = (FIRST_SECRET, second_secret)
    samples = [pd.Series(_readings(secret, reading, SEED + n)) for n, secret in enumerate(secrets)]
    right = f"{round(100 * _guesses_right(*samples))} %"
    looks = (("first", "ink", "solid"), ("second", "third", "dashed"))
    rows = [
        (line, low + 2.5, int(sample.between(low, low + 4).sum()), colour, look)
        for (line, colour, look), sample in zip(looks, samples, strict=True)
        for low in range(0, 151, 5)
    ]
    return marks.lines(
        pd.DataFrame(rows, columns=["line", "x", "y", "colour", "look"]),
        title=f"A guess which host it was: {right} right",
        units=f"Secrets {secrets[0]} and {secrets[1]}, {view}; {LOOKS:,} readings with noise",
        source=SOURCE,
        x=(0, 150),
        y=(0, 420 if reading == "buckets" else 1000),
        x_name="reading, in steps of 5 marbles",
        steps=True,
        says=f"Secrets of {secrets[0]} and {secrets[1]} marbles, {LOOKS:,} readings of each, "
        f"{view}: averages {' and '.join(f'{sample.mean():.1f}' for sample in samples)}. "
        f"A guess from one reading, which host it was, is right in {right} of cases.",
    )


@cache
def _readings(secret: int, reading: str, seed: int) -> tuple[int, ...]:
    """Return readings of one honest host: of a full bucket, or of a cup with no bucket."""
    total = TOTAL if reading == "buckets" else max(secret, 1)
    cup, rng = min(secret, total), random.Random(1000 * seed + secret)
    rounds = (
        inspection.zero_knowledge_round(cup, cup, total=total, noise=True, rng=rng)
        for _ in range(LOOKS)
    )
    return tuple(each.readings[0] for each in rounds)


def _guesses_right(first: pd.Series[int], second: pd.Series[int]) -> float:
    """Learn from one half of the readings which host gives which, and guess the other half."""
    half = LOOKS // 2
    known = Counter(first[:half]), Counter(second[:half])
    score = 0.0
    for truth, sample in enumerate((first[half:], second[half:])):
        for value in sample:
            mine, other = known[truth][value], known[1 - truth][value]
            score += 0.5 if mine == other else mine > other
    return score / (2 * (LOOKS - half))


@cache
def fails(difference: int, tolerance: float, best: bool = True) -> float:
    """Return how often a round fails for cups of 60 marbles and less, for the best cheat or not."""
    cups = WIDEST, WIDEST - difference
    buckets = None
    if best and difference:
        buckets = inspection.zero_knowledge_best_buckets(*cups, tolerance=tolerance)
    return inspection.zero_knowledge_alarm(*cups, buckets=buckets, tolerance=tolerance)


def told(rows: pd.DataFrame) -> str:
    """Return the sentence of the figure with noise: each line, at the differences in the rows."""
    words = rows.y.map(lambda share: marks.format_number(share, per_cent=True))
    lines = (words + " at " + rows.x.astype(str)).groupby(rows.line, sort=False).agg(", ".join)
    each = " ".join(f"{line}: {told}." for line, told in lines.items())
    return f"Chance that one round with noise fails, by difference. {each}"


def rounds_needed(wanted: Fraction = WANTED) -> int:
    """Return the fewest rounds without noise that catch a cheat with a given probability."""
    rounds = 0
    while inspection.zero_knowledge_soundness(rounds) < wanted:
        rounds += 1
    return rounds


@exercise("10.1", unit="marbles", look="How can two cups be compared without counting either?")
def _full_bucket() -> Iterator[Any]:
    first, second = inspection.zero_knowledge_round(CUP, CUP, total=TOTAL, seed=1).readings
    praise = "The number is the same for every secret, so it tells nothing about the secret."
    yield first if first == second else (first, second), praise
    yield TOTAL - CUP, "That is in the bucket before the cup is poured. What is added?"
    yield CUP, "That is the number in one cup. The inspector never counts it alone."
    yield 2 * CUP, "Those are both cups together. Each goes into a bucket of its own."
    yield TOTAL + CUP, "The host leaves room: he puts in the total less the cup."
    yield "What is in a bucket before the cup is poured into it?"
    yield "Add what the host put into the bucket and what was poured from the cup."


@exercise("10.2", unit="rounds", look="How many rounds are necessary to catch a cheat?")
def _rounds_for_certainty() -> Iterator[Any]:
    rounds = rounds_needed()
    yield rounds, "Each round halves the chance to escape, so certainty grows quickly."
    yield rounds - 1, "Almost: the probability is still a little under the mark."
    yield rounds + 1, "That is enough, but one round fewer is enough as well."
    more = rounds_needed(Fraction(999, 1000))
    yield more, "That gives 99.9 per cent. Fewer rounds will do."
    yield 2, "Two rounds leave one cheat in four unseen. Halve again."
    yield 100, "Chances do not add up that way. What is left after each round is halved."
    yield "What share of cheats is left after each round?"
    yield "Call zero_knowledge_soundness for 1, 2, 3 and so on until it reaches 0.99."


@exercise("10.3", tolerance=0.0009, look="How many rounds are necessary to catch a cheat?")
def _dummy_among_items() -> Iterator[Any]:
    caught = inspection.zero_knowledge_soundness(ROUNDS)
    chosen = Fraction(1, ITEMS)
    praise = "Choosing the item is the weak step: five rounds are nearly certain."
    yield float(chosen * caught), praise
    yield float(caught), "That holds if the dummy was chosen. How likely is that?"
    yield float(chosen), "That is the chance to choose the dummy. It must also fail a round."
    yield float(1 - chosen * caught), "That is the chance that it is not found."
    yield float(chosen / 2), "That is for one round. The inspector plays five."
    yield 100 * float(chosen * caught), "Give a probability from 0 to 1, not per cent."
    yield "Which two things must both happen?"
    yield "Two things must happen: the dummy is chosen, and then a round fails."


@exercise("10.4", look="How much does the inspector learn about the secret?")
def _what_follows() -> Iterator[Any]:
    unlucky = 1 - inspection.zero_knowledge_soundness(20)
    dummies = inspection.zero_knowledge_round(0, 0, seed=1).passed
    secrets = [inspection.zero_knowledge_readings(n, n, 50, seed=1) for n in (12, 80)]
    hidden = secrets[0] == secrets[1]
    follows = {
        "A": unlucky < Fraction(1, 1000),
        "B": not dummies,
        "C": not hidden,
        "D": hidden,
        "E": False,  # the model has no place for items that are not presented
    }
    right = {letter for letter, holds in follows.items() if holds}
    yield right, "Sameness is proved and the secret kept. All else needs other means."
    yield right | {"B"}, "Two equal dummies pass as well. Who vouches for the template?"
    yield right | {"C"}, "The reading is the same for every secret. What could be learned?"
    yield right | {"E"}, "The comparison says nothing about what was never presented."
    yield right - {"D"}, "D holds too: the readings of an honest host are always alike."
    yield right - {"A"}, "A holds too: a cheat passes twenty rounds less than once in 1,000."
    yield set(follows), "Not all five. Some go beyond the two cups."
    yield {
        "A": "For: unequal cups would almost certainly fail one of the rounds. Against: a small "
        "chance of luck is left.",
        "B": "For: the item equals the template. Against: two equal dummies pass as well; "
        "somebody must vouch for the template.",
        "C": "For: he counted the marbles in buckets. Against: what he counted is the same for "
        "every secret.",
        "D": "For: hosts with different secrets give the same readings. Against: a host who "
        "breaks the rules could betray his number.",
        "E": "For: nothing was found. Against: what was never presented was never compared.",
    }
    yield "What is compared with what, and who has looked inside?"
    yield "Ask of each sentence: would it also be true of two equal dummies?"
