"""Chapter 08, how many inspections are enough: its rows, widgets and exercises."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from startlab import datasets
from startlab.exercises import exercise
from startlab.figures import marks
from startlab.figures.play import Game, State, board, mulberry32
from startlab.models.inspection import (
    detection_probability,
    inspections_needed,
    simulate_inspections,
)

MISSILES = 400  # the deployed Minuteman III missiles of the United States, rounded
SOURCE = "Model: random choice, no missile twice. Invented case of 400 missiles; startlab."


def quota(metric: str = "quota_type_one") -> int:
    """Return how many inspections a year a party could make."""
    table = datasets.load_inspections().set_index("metric")
    return int(table["value"][metric])


def told(title: str, points: pd.DataFrame) -> str:
    """Return the sentence of a figure with marked points: what each of them says."""
    rows = points[["line", "x", "words"]].astype(str)
    return f"{title}. {' '.join(rows.line + ', ' + rows.x + ' in violation: ' + rows.words + '.')}"


def detection_road(violations: int = 40, inspections: int = 10) -> Figure:
    """Draw the chance of detection from no inspection to one of every missile, with one point.

    Both controls are numbers of 400 missiles: those with a warhead too many, and those inspected.

    >>> detection_road(4, 50).get_label()
    '400 missiles, 4 in violation, 50 inspected at random: the probability of detecting at least
    one is 42 %. To reach 95 %, 211 must be inspected.'
    """
    counts = [*range(0, 40, 2), *range(40, MISSILES + 1, 10)]
    chances = [detection_probability(MISSILES, violations, count) for count in counts]
    chance = detection_probability(MISSILES, violations, inspections)
    detected = marks.format_number(chance, per_cent=True)
    needed = inspections_needed(MISSILES, violations, 0.95)
    case = f"{violations} in violation, {inspections} inspected at random"
    return marks.lines(
        pd.DataFrame({"line": "", "x": counts, "y": chances, "colour": "third"}),
        points=pd.DataFrame({"x": [inspections], "y": chance}),
        title=f"Probability of detection: {detected}",
        units=f"{MISSILES} missiles, {case}",
        source=SOURCE,
        across=[marks.Rule(f"quota: {quota()} a year", x=quota())],
        x=(0, 1.02 * MISSILES),
        y=(0, 1.06),
        x_name="missiles inspected",
        per_cent=True,
        says=f"{MISSILES} missiles, {case}: the probability of detecting at least one is "
        f"{detected}. To reach 95 %, {needed} must be inspected.",
    )


def sample_sizes(confidence: float = 0.95, violations: int = 40) -> Figure:
    """Draw the sample size by three methods.

    Controls: the wanted chance of finding at least one violation, and the violations among 400.

    >>> sample_sizes(0.95, 4).get_label()
    "95 %, 4 of 400 in violation. Exact: 211. IAEA formula: 211. Jaech's form: 211. At 10
    inspections a year the exact number takes 22 years."
    """
    names = {"exact": "Exact", "iaea": "IAEA formula", "jaech": "Jaech's form"}
    sizes = [inspections_needed(MISSILES, violations, confidence, method=name) for name in names]
    rows = pd.DataFrame({"words": names.values(), "number": sizes, "colour": "third"})
    title = (
        f"{marks.format_number(confidence, per_cent=True)}, {violations} of {MISSILES} in violation"
    )
    told = " ".join(rows.words + ": " + rows.number.map(str) + ".")
    years = math.ceil(sizes[0] / quota())
    return marks.bars(
        rows.assign(look=["filled", "open", "open"]),
        title=title,
        units=f"Inspections needed by three methods; the quota is {quota()} a year",
        source=SOURCE,
        x=(0, 1.1 * MISSILES),
        beside=True,
        says=f"{title}. {told} At {quota()} inspections a year the exact number takes {years} "
        f"year{'s' if years > 1 else ''}.",
    )


def simulated_years(years: int = 500, seed: int = 2011) -> pd.DataFrame:
    """Return simulated years beside the exact chance, for sure and for unsure recognition.

    A row has `recognised` (share of violations), `x` (violations), `exact`, `y` (share of the
    simulated years with detection), and `low` and `high`, two standard errors from it.

    >>> rows = simulated_years()
    >>> int(rows.exact.between(rows.low, rows.high).sum()), len(rows)
    (20, 20)
    """
    rows = []
    for place in range(20):
        share, count = (1.0, 0.5)[place // 10], 10 * (place % 10 + 1)
        exact = detection_probability(MISSILES, count, quota(), identification=share)
        seen = simulate_inspections(
            MISSILES, count, quota(), years, seed=seed + count + place, identification=share
        )
        error = 2 * (exact * (1 - exact) / years) ** 0.5
        rows.append((share, count, exact, seen, seen - error, seen + error))
    return pd.DataFrame(rows, columns=["recognised", "x", "exact", "y", "low", "high"])


def ten_of_400(years: int = 20) -> Game:
    """Return the game of drawing ten covered objects a year, with a tally of years with a catch.

    Parameters
    ----------
    years : int
        Draws until the tally is compared with the exact chance.

    Examples
    --------
    >>> round(float(ten_of_400().value()), 1)  # the best play hides 40
    13.1
    """
    drawn = quota()
    ways = math.comb(MISSILES, drawn)
    start = f"{MISSILES} covered objects, some with a warhead too many. How many shall it be?"
    states = {"start": State(start, {}, _opened(-1))}
    moves = {}
    for hidden in (40, 4):
        chance = detection_probability(MISSILES, hidden, drawn)
        exact = f"The exact chance is {marks.format_number(chance, per_cent=True)} a year"
        outcomes = [
            (Fraction(math.comb(hidden, k) * math.comb(MISSILES - hidden, drawn - k), ways),
             f"{hidden}: {k}", int(k > 0), _caught(k, drawn))
            for k in range(min(hidden, drawn) + 1)
        ]  # fmt: skip
        moves[f"Hide {hidden}, draw {drawn}"] = outcomes
        says = f"Caught in {{points}} of {{done}} years. {exact}."
        states |= {
            name: State(says, {f"Draw {drawn} more": outcomes}, _opened(k), f"{hidden}: end")
            for k, (_, name, *_) in enumerate(outcomes)
        }
        ends = f"Caught in {{points}} of {years} years. {exact}: {years * chance:.1f} of {years}."
        states[f"{hidden}: end"] = State(ends, {}, _opened(-1))
    states["start"] = State(start, moves, _opened(-1))
    return Game("ten-of-400", states, years)


def _caught(found: int, drawn: int) -> str:
    if not found:
        return f"None of the {drawn} has a warhead too many."
    return f"{found} of the {drawn} {'has' if found == 1 else 'have'} a warhead too many."


def _opened(found: int) -> str:
    """Draw the objects: covered, and ten of them opened unless `found` is negative."""
    covered = [("faint", "muted")] * MISSILES
    below = board(covered, 25, words="filled: one warhead too many").split("\n")
    if found < 0:
        return "\n".join(below)
    luck = mulberry32(found)
    drawn = list(dict.fromkeys(int(MISSILES * next(luck)) for _ in range(99)))[: quota()]
    cells = [("none", "muted")] * MISSILES
    for n, place in enumerate(drawn):
        cells[place] = ("filled", "limit") if n < found else ("open", "third")
    opened = board(cells, 25).split("\n")[1:-1]
    return "\n".join([*below[:2], *opened, *below[2:]])


@exercise("08.1", unit="inspections", look="How many were allowed?")
def _inspections_of_five_years() -> Iterator[Any]:
    one = quota()
    yield 5 * one, "It is an upper bound: a party could also use less than its quota."
    yield one, "That is the quota of one year."
    yield 5 * quota("quota_total"), "That takes both types. Type Two saw no deployed missile."
    yield 5 * quota("quota_type_two"), "That is the quota of Type Two."
    yield 10 * one, "That is what both parties together could make."
    yield "Whose inspections are meant, of which type, and in how many years?"
    yield "Find the yearly quota of Type One in the table, then take five years of it."


@exercise("08.2", tolerance=0.0006, look="What can ten inspections see?")
def _chance_for_twenty() -> Iterator[Any]:
    sample, violations = quota(), 20
    chance = detection_probability(MISSILES, violations, sample)
    again = detection_probability(MISSILES, violations, sample, replacement=True)
    swapped = detection_probability(MISSILES, sample, 2 * violations)
    yield chance, "Adding up ten single probabilities would give a half; the true one is smaller."
    yield 1 - chance, "That is the probability that all inspections miss. Take it from one."
    added = sample * violations / MISSILES
    yield added, "The probabilities of single inspections do not simply add up."
    yield violations / MISSILES, "That is the probability for a single inspection."
    yield 100 * chance, "Right in per cent. Give it as a number between zero and one."
    yield again, "That takes missiles with replacement. No missile is inspected twice."
    yield swapped, "Check the order: missiles, then violations, then inspections."
    yield "With what probability do all ten inspections miss?"
    yield "Call inspection.detection_probability with missiles, violations and inspections."


@exercise("08.3", unit="inspections", look="How large must a sample be?")
def _inspections_for_eighty_per_cent() -> Iterator[Any]:
    def needed(wanted: float, method: Any = "exact") -> int:
        return inspections_needed(MISSILES, 10, wanted, method=method)

    yield needed(0.8), "One inspection fewer stays below the wanted probability."
    yield needed(0.95), "That is the size for 95 per cent. The question asks for 80."
    missed = "That reaches 20 per cent. Is 80 per cent the probability to detect or to miss?"
    yield needed(1 - 0.8), missed
    binomial = needed(0.8, "binomial")
    yield binomial, "That method takes missiles with replacement. Use the exact one."
    yield round(0.8 * MISSILES), "That many are needed for one violation. Here there are ten."
    yield "Which probability is wanted, and with how many violations?"
    yield "Call inspection.inspections_needed with missiles, violations and the probability."


@exercise("08.4", look="Is that enough?")
def _supported_by_the_model() -> Iterator[Any]:
    sample = quota()
    forty = detection_probability(MISSILES, 40, sample)
    single = detection_probability(MISSILES, 1, sample)
    half = detection_probability(MISSILES, 40, sample, identification=0.5)
    double = detection_probability(MISSILES, 40, 2 * sample)
    supported = {
        "A": single == 1,
        "B": forty > 0.5,
        "C": 1 - single > 0.9,
        "D": double >= 2 * forty,
        "E": half < 0.5,
    }
    right = {letter for letter, holds in supported.items() if holds}
    yield right, "Each of these follows from a probability that you can compute."
    yield right | {"A"}, "A is too strong: with what probability do ten inspections miss?"
    yield right | {"D"}, "D fails: compare 10 and 20 inspections for forty violations."
    yield right - {"C"}, "C holds: compute the probability for one violation."
    yield right - {"E"}, "E holds: use identification=0.5."
    yield right - {"B"}, "B holds: the probability of detection is above one half."
    yield set(supported), "Not all five. Some claim more than a probability can say."
    yield {
        "A": "For: an extra warhead on every missile would be seen. Against: ten inspections "
        "leave most missiles unseen, so a few violations are easily missed.",
        "B": "For: with forty violations ten inspections detect more often than not. Against: "
        "that takes random choice and a violation that is recognised.",
        "C": "For: the ten inspected missiles are one in forty of all. Against: nothing in the "
        "model.",
        "D": "For: for a single violation it is true. Against: for many it is not, since no "
        "probability can exceed one.",
        "E": "For: if half go unrecognised, the probability falls below one half. Against: if "
        "most are recognised, it does not; the sentence holds for this share.",
    }
    yield "Which probability does each sentence speak of, and have you computed it?"
    yield "Compute the probability behind each sentence, then compare it with what is claimed."
