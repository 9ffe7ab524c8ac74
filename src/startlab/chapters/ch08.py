"""Chapter 08, how many inspections are enough: its rows, widgets and exercises."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from startlab.checks import whole
from startlab.derived import quota
from startlab.exercises import exercise, writing
from startlab.figures import marks
from startlab.figures.play import Game, State, board, mulberry32
from startlab.figures.style import number_of
from startlab.models.inspection import detection_probability, inspections_needed

MISSILES = 400  # the deployed Minuteman III missiles of the United States, rounded
SOURCE = "Model: random choice, no missile twice. Invented case of 400 missiles; startlab."


def detection_road(violations: int = 40, inspections: int = 10) -> Figure:
    """Draw the chance of detection from no inspection to one of every missile, with one point.

    Both controls are numbers of 400 missiles: those with a warhead too many, and those inspected.

    >>> detection_road(4, 50).get_label()
    '400 missiles, 4 in violation, 50 inspected at random: the probability of detecting at least
    one is 42 %. To reach 95 %, 211 must be inspected.'
    """
    inspections = whole(inspections, "inspections", 0, MISSILES)
    counts = [*range(0, 40, 2), *range(40, MISSILES + 1, 10)]
    chances = [detection_probability(MISSILES, violations, count) for count in counts]
    chance = detection_probability(MISSILES, violations, inspections)
    detected = marks.format_number(chance, per_cent=True)
    needed, visits = inspections_needed(MISSILES, violations, 0.95), quota("type_one")
    case = f"{violations} in violation, {inspections} inspected at random"
    return marks.lines(
        pd.DataFrame({"line": "", "x": counts, "y": chances, "colour": "third"}),
        points=pd.DataFrame({"x": [inspections], "y": chance}),
        title=f"Probability of detection: {detected}",
        units=f"{MISSILES} missiles, {case}",
        source=SOURCE,
        across=[marks.Rule(f"quota: {visits} a year", x=visits)],
        x=(0, 1.02 * MISSILES),
        y=(0, 1.06),
        x_name="missiles inspected",
        per_cent=True,
        says=f"{MISSILES} missiles, {case}: the probability of detecting at least one is "
        f"{detected}. To reach 95 %, {needed} must be inspected.",
    )


def sample_sizes(violations: int = 2, confidence: float = 0.95) -> Figure:
    """Draw the exact sample size and that of the formula, for so many violations among 400.

    >>> sample_sizes(4).get_label()
    "95 %, 4 of 400 in violation. Exact: 211. IAEA's formula: 211. At 10 inspections a year the
    exact number takes 22 years."
    """
    names = {"exact": "Exact", "iaea": "IAEA's formula"}
    sizes = [inspections_needed(MISSILES, violations, confidence, method=name) for name in names]
    rows = pd.DataFrame({"words": names.values(), "number": sizes, "colour": "third"})
    wanted = marks.format_number(confidence, per_cent=True)
    title = f"{wanted}, {violations} of {MISSILES} in violation"
    told = " ".join(rows.words + ": " + rows.number.map(str) + ".")
    visits = quota("type_one")
    years = math.ceil(sizes[0] / visits)
    return marks.bars(
        rows.assign(look=["filled", "open"]),
        title=title,
        units=f"Inspections needed; the quota is {visits} a year",
        source=SOURCE,
        x=(0, 1.1 * MISSILES),
        beside=True,
        says=f"{title}. {told} At {visits} inspections a year the exact number takes "
        f"{number_of('year', years)}.",
    )


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
    years, drawn = whole(years, "years", 1, 100), quota("type_one")
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
    drawn = list(dict.fromkeys(int(MISSILES * next(luck)) for _ in range(99)))[: quota("type_one")]
    cells = [("none", "muted")] * MISSILES
    for n, place in enumerate(drawn):
        cells[place] = ("filled", "limit") if n < found else ("open", "third")
    opened = board(cells, 25).split("\n")[1:-1]
    return "\n".join([*below[:2], *opened, *below[2:]])


@exercise(
    "08.1",
    tolerance=0.0006,
    look="Where does the law come from?",
    variants={
        "missiles": range(110, 250, 10),
        "violations": range(5, 31),
        "sample": range(5, 26),
    },
)
def _chance_to_detect(missiles: int = 150, violations: int = 12, sample: int = 8) -> Iterator[Any]:
    chance = detection_probability(missiles, violations, sample)
    added = sample * violations / missiles
    yield (
        chance,
        f"Adding up {sample} single probabilities would give {added:.3g}, which is too much.",
    )
    yield 1 - chance, "That is the probability that all inspections miss. Take it from one."
    yield added, "The probabilities of single inspections do not simply add up."
    yield violations / missiles, "That is the probability for a single inspection."
    again = 1 - (1 - violations / missiles) ** sample
    yield again, "That draws every time from all missiles. No missile is opened twice."
    other = detection_probability(MISSILES, violations, sample)
    yield other, "That is for 400 missiles. How many are there?"
    yield "With what probability do all inspections miss?"
    yield "Call inspection.detection_probability with missiles, violations and inspections."


@exercise(
    "08.2",
    unit="drums",
    look="How large must a sample be?",
    variants={
        "drums": range(450, 800, 50),  # the page shows sizes for 400
        "emptied": [5, 10, 15, 20, 25],
        "wanted": {0.8: "80", 0.9: "90"},
    },
)
def _drums_to_open(drums: int = 500, emptied: int = 10, wanted: float = 0.9) -> Iterator[Any]:
    needed = inspections_needed(drums, emptied, wanted)
    yield needed, "The law knows no missiles: it holds for drums, ballots or fish as well."
    formula = inspections_needed(drums, emptied, wanted, method="iaea")
    yield formula, "That is the size of the formula, which asks for a little too much."
    yield round(wanted * drums), "That many are needed if a single drum is empty."
    yield inspections_needed(drums, emptied, 0.95), "That is the size for 95 per cent."
    missed = inspections_needed(drums, emptied, 1 - wanted)
    yield (
        missed,
        f"That many notice it with {100 * (1 - wanted):.0f} per cent. Which probability is wanted?",
    )
    yield (
        inspections_needed(MISSILES, emptied, wanted),
        "That is for 400. How many drums are there?",
    )
    yield "What are N, d and the wanted probability in this store?"
    yield "Call inspection.inspections_needed with drums, emptied ones and the probability."


@exercise("08.3", tolerance=0.011, look="Where does the law come from?")
def _all_at_one_base() -> Iterator[Any]:
    bases, violations, visits = 4, 40, quota("type_one")
    there = detection_probability(MISSILES // bases, violations, visits)
    spread = detection_probability(MISSILES, violations, visits)
    yield there / bases, "Who hides all in one place is safe unless that place is drawn."
    yield there, "That is the probability once the right base is drawn. How often is it?"
    yield spread, "That is the old model: ten missiles drawn from all bases."
    yield 1 - there / bases, "That is the share of years without a catch."
    yield "With what probability is the right base drawn, and what do ten find there?"
    yield "Draw `base = chance.randrange(4)` first, then ten of its missiles; count the catches."


@exercise("08.4", look="Is that enough?")
def _defended_with_the_model() -> Iterator[Any]:
    right = {"A", "C", "E"}  # the solution computes what each claims
    yield right, "Shares nearly add up for a few, and not for many."
    yield right | {"B"}, "B fails: by how much do 66 and 9.7 per cent differ, and why not by ten?"
    yield right | {"D"}, "D fails: with what chance are four violations missed five times?"
    yield right - {"A"}, "A can be defended: compute one year with four violations."
    yield right - {"C"}, "C can be defended: compute four violations among 200."
    yield right - {"E"}, "E can be defended: multiply four misses, of 4, 8, 12 and 16 violations."
    yield set("ABCDE"), "Not all five. Two of them claim more than comes out."
    yield {
        "A": "For: a year seldom opens two of the four, so their shares nearly add up. Against: "
        "they do so only because there are few.",
        "B": "For: there is ten times as much to be found. Against: a year that opens several of "
        "forty is still one catch.",
        "C": "For: the same ten visits open a twentieth in place of a fortieth. Against: among "
        "fewer missiles each hidden warhead also weighs more.",
        "D": "For: five years catch four far more often than one year does. Against: they still "
        "miss them in more than half of all cases.",
        "E": "For: each year adds four more that can be found, and the risk grows. Against: in the "
        "first two years he is probably not caught.",
    }
    yield "Which probability does each sentence speak of, and have you computed it?"
    yield "Compute the probability behind each sentence, then compare it with what is claimed."


@writing("08.5", least=20)
def _correction_to_an_editor() -> Iterator[Any]:
    few, many = (detection_probability(MISSILES, count, quota("type_one")) for count in (4, 40))
    years = 1 - (1 - many) ** 3
    yield (
        "The 2.5 per cent is the share of missiles that is opened, not the chance that a cheat is "
        "caught. If 40 of 400 missiles carried one warhead too many, ten drawn at random would "
        f"show at least one with a probability of {100 * many:.0f} per cent; if only four did, "
        f"with {100 * few:.0f} per cent."
    )
    yield (
        "Your sentence holds for one case only, a single hidden warhead. Who wants an advantage "
        "needs many, and each is another chance to be caught: with 40 among 400 missiles, within "
        f"three years in {100 * years:.0f} cases of 100, if missiles are drawn by lot and a "
        "violation is recognised. A small cheat may indeed escape."
    )
    yield [
        "It tells the share that is opened from the chance that a cheat is caught.",
        "It gives a number, and for how many violations and inspections the number holds.",
        "It names what is assumed: a choice at random, and a violation that is recognised.",
        "It claims no more than that: a small cheat may well escape.",
    ]
