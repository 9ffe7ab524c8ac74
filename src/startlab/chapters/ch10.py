"""Chapter 10, can a warhead be counted unseen: its rows, widgets and exercises."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from startlab.errors import StartlabError, nearest
from startlab.exercises import exercise
from startlab.figures import marks
from startlab.figures.placing import written
from startlab.models import inspection

if TYPE_CHECKING:
    from matplotlib.figure import Figure

CUP, TOTAL = 37, 100
WANTED = Fraction(99, 100)
ITEMS, ROUNDS = 8, 5
HOSTS, MOST_ROUNDS, SEED = 1000, 10, 1
LOOKS, FIRST_SECRET, WIDEST = 1500, 20, 60
VIEWS = {"buckets": "full bucket", "cup": "cup alone"}
SOURCE = "startlab, model inspection: a toy with marbles, no design data"


def rounds_and_catch(rounds: int = 5, cups_differ_by: int = 1) -> Figure:
    """Draw the chance that a host is caught by a number of rounds, and a simulation beside it.

    Parameters
    ----------
    rounds : int
        Rounds played, 0 to 10.
    cups_differ_by : int
        Marbles by which the two cups differ, 0 to 60; 0 is an honest host.

    Examples
    --------
    >>> rounds_and_catch(5, 1).get_label()
    '5 rounds, cups that differ by 1 marble: 31/32 of the hosts are caught, which is 96.9 %. Of
    1,000 simulated hosts, 974 were caught.'
    """
    if not 0 <= rounds <= MOST_ROUNDS or not 0 <= cups_differ_by <= WIDEST:
        raise StartlabError(
            f"The figure shows 0 to {MOST_ROUNDS} rounds and cups that differ by 0 to {WIDEST}."
        )
    chances = [
        inspection.zero_knowledge_soundness(n) if cups_differ_by else Fraction(0)
        for n in range(MOST_ROUNDS + 1)
    ]
    caught = _caught_by(cups_differ_by)
    formula = pd.DataFrame(
        {"x": range(MOST_ROUNDS + 1), "number": [float(100 * p) for p in chances]}
    )
    formula = formula.assign(colour="muted", look="open")
    seen = formula.assign(number=[100 * number / HOSTS for number in caught], look="filled")
    seen["colour"] = "limit" if cups_differ_by else "third"
    seen.loc[seen.x > rounds, "number"] = 0
    cups = f"differ by {cups_differ_by} marble{'s' * (cups_differ_by > 1)}"
    cups = f"cups that {cups}" if cups_differ_by else "equal cups"
    played = f"{rounds} round{'s' * (rounds != 1)}"
    share = f"{float(100 * chances[rounds]):.3g} %"
    return marks.columns(
        pd.concat([formula, seen]),
        title=f"{played}: {share} of hosts caught",
        units=f"Cups differ by {cups_differ_by}. Open: formula. Filled: {HOSTS:,} simulated hosts",
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
    first: Counter[int] = Counter()
    for _ in range(HOSTS):
        for played in range(1, MOST_ROUNDS + 1):
            if not inspection.zero_knowledge_round(20, 20 + difference, rng=rng).passed:
                first[played] += 1
                break
    return tuple(sum(first[k] for k in range(1, last + 1)) for last in range(MOST_ROUNDS + 1))


def two_secrets(second_secret: int = 80, reading: str = "buckets") -> Figure:
    """Draw what an inspector reads for two honest hosts with different secrets, with noise.

    Parameters
    ----------
    second_secret : int
        Marbles in the cups of the second host, 0 to 100; the first has 20.
    reading : {"buckets", "cup"}
        What is counted: the bucket after pouring, or the cup by itself, which the protocol
        does not allow.

    Examples
    --------
    >>> two_secrets(80).get_label()
    'Secrets of 20 and 80 marbles, 1,500 readings of each, full bucket: averages 100.3 and 99.9. A
    guess from one reading, which host it was, is right in 50 % of cases.'
    """
    if reading not in VIEWS:
        raise StartlabError(f"reading cannot be {reading!r}; nearest: {nearest(reading, VIEWS)}.")
    secrets = (FIRST_SECRET, second_secret)
    samples = [pd.Series(_readings(secret, reading, SEED + n)) for n, secret in enumerate(secrets)]
    means = [f"{sample.mean():.1f}" for sample in samples]
    right = f"{round(100 * _guesses_right(*samples))} %"
    edges = range(0, 151, 5)
    rows = pd.concat([
        pd.DataFrame({"line": line, "x": [low + 2.5 for low in edges], "colour": colour,
                      "y": [sample.between(low, low + 4).sum() for low in edges]})
        for line, sample, colour in zip(("first", "second"), samples, ("ink", "third"), strict=True)
    ])  # fmt: skip
    rows["look"] = rows.line.map({"first": "solid", "second": "dashed"})
    view = VIEWS[reading]
    return marks.lines(
        rows,
        title=f"A guess which host it was: {right} right",
        units=f"Secrets {secrets[0]} and {secrets[1]}, {view}; {LOOKS:,} readings with noise",
        source=SOURCE,
        x=(0, 150),
        y=(0, 420 if reading == "buckets" else 1000),
        x_name="reading, in steps of 5 marbles",
        steps=True,
        says=f"Secrets of {secrets[0]} and {secrets[1]} marbles, {LOOKS:,} readings of each, "
        f"{view}: averages {means[0]} and {means[1]}. A guess from one reading, which host it was, "
        f"is right in {right} of cases.",
    )


@cache
def _readings(secret: int, reading: str, seed: int) -> tuple[int, ...]:
    """Return readings of one honest host: of a full bucket, or of a cup with no bucket."""
    total = TOTAL if reading == "buckets" else max(secret, 1)
    rng = random.Random(1000 * seed + secret)
    return tuple(
        inspection.zero_knowledge_round(
            min(secret, total), min(secret, total), total=total, noise=True, rng=rng
        ).readings[0]
        for _ in range(LOOKS)
    )


def _guesses_right(first: Any, second: Any) -> float:
    """Learn from one half of the readings which host gives which, and guess the other half."""
    half = LOOKS // 2
    known = Counter(first[:half]), Counter(second[:half])
    score = 0.0
    for truth, sample in enumerate((first[half:], second[half:])):
        for value in sample:
            votes = known[0][value], known[1][value]
            if votes[0] == votes[1]:
                score += 0.5
            elif votes[truth] == max(votes):
                score += 1
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
    words = pd.Series([written(share, per_cent=True) for share in rows.y], index=rows.index)
    lines = (words + " at " + rows.x.astype(str)).groupby(rows.line, sort=False).agg(", ".join)
    each = " ".join(f"{line!s}: {told}." for line, told in lines.items())
    return f"Chance that one round with noise fails, by difference. {each}"


def rounds_needed(wanted: Fraction = WANTED) -> int:
    """Return the fewest rounds without noise that catch a cheat with a given probability."""
    rounds = 0
    while inspection.zero_knowledge_soundness(rounds) < wanted:
        rounds += 1
    return rounds


@exercise("10.1")
def _full_bucket() -> Iterator[Any]:
    first, second = inspection.zero_knowledge_round(CUP, CUP, total=TOTAL, seed=1).readings
    praise = "The number is the same for every secret, so it tells nothing about the secret."
    yield first if first == second else (first, second), praise
    yield TOTAL - CUP, "That is in the bucket before the cup is poured. What is added?"
    yield CUP, "That is the number in one cup. The inspector never counts it alone."
    yield 2 * CUP, "Those are both cups together. Each goes into a bucket of its own."
    yield TOTAL + CUP, "The host leaves room: he puts in the total less the cup."
    yield "Add what the host put into the bucket and what was poured from the cup."


@exercise("10.2")
def _rounds_for_certainty() -> Iterator[Any]:
    rounds = rounds_needed()
    yield rounds, "Each round halves the chance to escape, so certainty grows quickly."
    yield rounds - 1, "Almost: the probability is still a little under the mark."
    yield rounds + 1, "That is enough, but one round fewer is enough as well."
    more = rounds_needed(Fraction(999, 1000))
    yield more, "That gives 99.9 per cent. Fewer rounds will do."
    yield 2, "Two rounds leave one cheat in four unseen. Halve again."
    yield 100, "Chances do not add up that way. What is left after each round is halved."
    yield "Call zero_knowledge_soundness for 1, 2, 3 and so on until it reaches 0.99."


@exercise("10.3", tolerance=0.0009)
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
    yield "Two things must happen: the dummy is chosen, and then a round fails."


@exercise("10.4")
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
    yield "Ask of each sentence: would it also be true of two equal dummies?"
