"""Chapter 10, can a warhead be counted unseen: its game, widgets and exercises."""

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

from startlab.checks import number, refusal, require_choice, whole
from startlab.exercises import exercise
from startlab.figures import marks
from startlab.figures.play import INKS, Game, State
from startlab.figures.style import number_of
from startlab.figures.svg import ROOT_STYLE
from startlab.models import inspection

CUP, ITEM, TOTAL = 37, 17, 100
FILLINGS = (63, 68, 73, 78, 83)
HOSTS, MOST_ROUNDS, SEED = 1000, 10, 1
LOOKS, FIRST_SECRET, WIDEST = 1500, 20, 60
VIEWS = {"buckets": "full bucket", "cup": "cup alone"}
SOURCE = "startlab, model inspection: a toy with marbles, no design data"


def fill_and_pour(bucket_a: int = 63, bucket_b: int = 83) -> Figure:
    """Draw what both buckets hold, whichever way the coin sends cups of 37 and 17 marbles.

    >>> fill_and_pour(63, 83).get_label()
    'You pass in 1 of 2 ways. Buckets of 63 and 83 marbles hold 100 and 100 if the cups are poured
    in order, 80 and 120 if they are swapped.'
    """
    for name, filled in (("bucket_a", bucket_a), ("bucket_b", bucket_b)):
        whole(filled, name, 0, TOTAL)
    rows, sums = [], []
    for way, cups in (("in order", (CUP, ITEM)), ("swapped", (ITEM, CUP))):
        for bucket, filled, cup in zip("AB", (bucket_a, bucket_b), cups, strict=True):
            place = f"{way},\n{bucket}"
            sums.append(filled + cup)
            words = f"{filled} + {cup}\n= {filled + cup}"
            rows += [(place, filled, "", "faint", "ink"), (place, cup, words, "filled", "third")]
    passed = sum(sums[n : n + 2] == [TOTAL, TOTAL] for n in (0, 2))
    title = f"You pass in {passed} of 2 ways"
    return marks.columns(
        pd.DataFrame(rows, columns=["x", "number", "label", "look", "colour"]),
        title=title,
        units="Marbles in buckets A and B, filled and poured; to pass: 100",
        source=SOURCE,
        y=(0, 150),
        says=f"{title}. Buckets of {bucket_a} and {bucket_b} marbles hold {sums[0]} and {sums[1]} "
        f"if the cups are poured in order, {sums[2]} and {sums[3]} if they are swapped.",
    )


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
    played = number_of("round", rounds)
    cups = f"cups that differ by {number_of('marble', differ)}" if differ else "equal cups"
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
    secrets = (FIRST_SECRET, whole(second_secret, "second_secret", 0, TOTAL))
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


def two_fillings(tolerance: float = 3.0) -> Game:
    """Return the game of a host whose cups differ: fill both buckets, then survive ten rounds.

    Parameters
    ----------
    tolerance : float
        By how many standard deviations of 10 marbles a reading may be off.

    Examples
    --------
    >>> round(two_fillings().value(), 3)
    0.663
    """
    off = f"{10 * number(tolerance, 'tolerance', 0):g}"
    start = f"Your cups hold {CUP} and {ITEM}; a count may be {off} off. What goes into bucket A?"
    states = {"start": State(start, {f"{a} marbles": f"{a}" for a in FILLINGS}, _buckets())}
    for a in FILLINGS:
        says = f"Bucket A holds {a}. What goes into bucket B?"
        moves = {f"{b} marbles": f"{a} {b}" for b in FILLINGS}
        states[f"{a}"] = State(says, moves, _buckets(a))
    for a in FILLINGS:
        for b in FILLINGS:
            says = f"The buckets hold {a} and {b}. The inspector takes out her coin."
            rounds = _ten_rounds(a, b, tolerance)
            states[f"{a} {b}"] = State(says, {"Play ten rounds": rounds}, _buckets(a, b))
    states["passed"] = State("Your item has passed for genuine.", {}, _buckets())
    states["caught"] = State("She knows that your cups differ.", {}, _buckets())
    return Game("two-fillings", states)


def _ten_rounds(a: int, b: int, tolerance: float) -> list[tuple[Any, ...]]:
    """Return how likely each round is to be the first that fails, and all to pass."""
    fails = inspection.zero_knowledge_alarm(CUP, ITEM, buckets=(a, b), tolerance=tolerance)
    caught = [
        ((1 - fails) ** n * fails, "caught", 0, f"Round {n + 1}: a bucket is too far off. Caught.")
        for n in range(MOST_ROUNDS)
    ]
    return [((1 - fails) ** MOST_ROUNDS, "passed", 1, "Ten rounds passed: plus one."), *caught]


def _buckets(*filled: int) -> str:
    """Draw both buckets, with what is in them, and the mark at 100 marbles."""
    drawn = []
    for n, name in enumerate("AB"):
        x = 20 + 180 * n
        held = filled[n] if n < len(filled) else 0
        drawn += [
            f'<path d="M{x} {140 - held}h140v{held}h-140z" fill="{INKS["us"]}" fill-opacity=".3"/>',
            f'<path d="M{x} 20v120h140V20" fill="none" stroke="{INKS["ink"]}" stroke-width="2"/>',
            f'<path d="M{x - 8} 40h156" stroke="{INKS["limit"]}" stroke-dasharray="5 3"/>',
            f'<text x="{x + 70}" y="34" fill="{INKS["limit"]}">100</text>',
            f'<text x="{x + 70}" y="133" fill="{INKS["ink"]}">{name}: {held or "empty"}</text>',
        ]
    words = f"cups: {CUP} and {ITEM} marbles; a coin sends them"
    drawn.append(f'<text x="180" y="160" fill="{INKS["ink"]}">{words}</text>')
    top = f'<svg style="{ROOT_STYLE}" viewBox="0 0 360 168" width="360" font-size="13" '
    return "\n".join([f'{top}text-anchor="middle">', *drawn, "</svg>"])


def fails(difference: int, tolerance: float, best: bool = True) -> float:
    """Return how often a round fails for cups of 60 marbles and less, for the best cheat or not."""
    cups = WIDEST, WIDEST - whole(difference, "difference", 0, WIDEST)
    buckets = None
    if best and difference:
        buckets = inspection.zero_knowledge_best_buckets(*cups, tolerance=tolerance)
    return inspection.zero_knowledge_alarm(*cups, buckets=buckets, tolerance=tolerance)


def rounds_needed(wanted: Fraction, luck: Fraction = Fraction(1, 2)) -> int:
    """Return the fewest rounds after which a cheat, lucky in each with a chance, is caught."""
    for name, chance in (("wanted", wanted), ("luck", luck)):
        if number(chance, name, 0, 1) == 1:
            raise refusal(name, chance, "below 1, or no number of rounds is enough")
    rounds = 0
    while 1 - luck**rounds < wanted:
        rounds += 1
    return rounds


@exercise(
    "10.1",
    unit="rounds",
    look="How many rounds catch a cheat?",
    variants={"in_order": range(6, 10), "wanted": range(70, 100)},
)
def _a_coin_that_is_known(in_order: int = 8, wanted: int = 99) -> Iterator[Any]:
    luck, sure = Fraction(in_order, 10), Fraction(wanted, 100)
    rounds = rounds_needed(sure, luck)
    yield rounds, "A host who knows the coin fills for its usual side, and each round says little."
    yield rounds_needed(sure), "That is for a fair coin. What does this host fill for?"
    yield rounds - 1, f"Almost: the probability is still a little under {wanted} per cent."
    yield rounds + 1, "That is enough, but one round fewer is enough as well."
    yield rounds_needed(sure, 1 - luck), "So it would be if he filled for the rare side."
    yield "With which chance does he survive one round if he fills for the usual side?"
    yield f"He survives k rounds with {float(luck):g} to the power k. When is it small enough?"


@exercise(
    "10.2",
    tolerance=0.0004,
    look="How many rounds catch a cheat?",
    variants={"items": range(7, 13), "chosen": range(2, 6), "rounds": range(4, 9)},
)
def _some_of_the_items(items: int = 8, chosen: int = 3, rounds: int = 5) -> Iterator[Any]:
    caught = inspection.zero_knowledge_soundness(rounds)
    found = Fraction(chosen, items)
    yield found * caught, "Choosing is the weak step: what was never compared was never found."
    yield caught, "That holds if the dummy was chosen. How likely is that?"
    yield found, "That is the chance that it is among those chosen. It must also fail a round."
    yield caught / items, "That is for one chosen item."
    yield 1 - (1 - caught / items) ** chosen, "The items are drawn without putting any back."
    yield 1 - found * caught, "That is the chance that it is not found."
    yield "Which two things must both happen?"
    yield "The dummy is among the chosen, and one of its rounds fails. Multiply the two."


@exercise("10.3", tolerance=0.0006, look="Can you beat a count with noise?")
def _a_narrower_threshold() -> Iterator[Any]:
    tolerance, rounds = 2.5, 10
    best = inspection.zero_knowledge_best_buckets(CUP, ITEM, tolerance=tolerance)

    def escapes(buckets: tuple[int, int] | None, tolerance: float) -> float:
        once = inspection.zero_knowledge_alarm(CUP, ITEM, buckets=buckets, tolerance=tolerance)
        return (1 - once) ** rounds

    honest = (1 - inspection.zero_knowledge_alarm(CUP, CUP, tolerance=tolerance)) ** rounds
    right = escapes(best, tolerance)
    yield right, f"But of honest hosts {1 - honest:.0%} fail as well: a threshold has two prices."
    yield escapes(None, tolerance), "That is the cheat who fills by the rule. Give him better ones."
    yield escapes(best, 3.0), "Tell both functions of the new threshold, as tolerance."
    yield 1, "So wide a threshold lets everything pass. Its unit: 3.0 stands for 30 marbles."
    yield 1 - right, "That is the chance that he is caught."
    yield right ** (1 / rounds), "That is one round. He has to survive them all."
    yield honest, "That is the honest host."
    yield "Which filling is best for the new threshold, and how often does it survive a round?"
    yield "Call zero_knowledge_best_buckets, then zero_knowledge_alarm with these buckets."


@exercise("10.4", look="What does a passed comparison prove?")
def _barrier_or_comparison() -> Iterator[Any]:
    right = {"B", "C", "E"}
    yield right, "B and C disagree on whom one would rather have to trust; E holds of both."
    yield right - {"B"}, "B can be defended: what does no machine know in a comparison?"
    yield right - {"C"}, "C can be defended: what does a comparison need beside it?"
    yield right - {"E"}, "E can be defended: of which objects does a pass speak?"
    yield right | {"A"}, "A: more rounds say more surely that two things are alike, and no more."
    yield right | {"D"}, "D: what does she read when a bucket is not full to the mark?"
    yield set("ABCDE"), "Not all five. Two of them trust the comparison too far."
    yield {
        "A": "For: a pass becomes ever surer. Against: it is a pass of sameness; a template that "
        "is a dummy passes for ever.",
        "B": "For: no electronics ever holds the secret, so none can leak it or be rigged. "
        "Against: cups and buckets have to be guarded too.",
        "C": "For: a comparison needs a template that somebody vouches for, and two equal dummies "
        "pass. Against: the barrier must be trusted by both sides, which has proved hard.",
        "D": "For: the round does fail. Against: the readings tell by how much a bucket is off, "
        "and with that something of what is in the cups.",
        "E": "For: what is never presented is never compared or measured. Against: searches show "
        "the inspector much that has nothing to do with warheads.",
    }
    yield "Whom or what must each of the two methods trust?"
    yield "List for each method what has to be true for a pass to mean something."
