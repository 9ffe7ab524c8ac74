"""Numbers in the prose of chapter 13."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pandas as pd

from startlab import datasets
from startlab.chapters.ch13 import (
    DILEMMA,
    KEEP,
    LONG,
    LONGEST_LAG,
    RIVALS,
    TAT,
    UPLOAD,
    average_score,
    outcomes,
)
from startlab.derived import treaty_end
from startlab.figures.style import day
from startlab.models.games import Game, assurance_threshold, pure_equilibria, sustainable_discount

from . import spelled

ALLOWED = {
    "T = 5 and S = 0. Which": "values chosen for the question of the widget",
    "With `T = 3` and `S = 3` together": "values of the sliders",
    "(1 − p)": "the belief in the other move, in a formula",
    "^{1/(L+1)}": "part of the formula, as in the docstring of the model",
    "adds up to R/(1 − δ)": "the sum of a series",
    "T + δP/(1 − δ)": "the sum of a series",
    "1 − δ": "the weight of the first half-year",
    "L + 1": "the half-years of a lag and the first one",
    "^{L+1}": "part of the formula, as in the docstring of the model",
    "(1 - ": "part of the formula",
    "$1 - ": "part of the formula",
    "say at 60 per cent": "an example between an even chance and the threshold",
    "believes with 0.4 that": "the belief that an exercise assumes",
    "a discount factor of 0.8 and": "the patience that an exercise assumes",
}
HUNT = Game(T=3, R=4, P=2, S=0)
SLIP = 0.01
QUOTED = (
    'Richard "would not recommend a one year extension to the New START Treaty, absent '
    'verification procedures being reinstated"',
    '"It is better to have no treaty than a treaty that merely masks mutual distrust"',
)


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    positions = datasets.load_positions().set_index("position_id")
    assert positions.date["P29"] == positions.date["P35"] == "2026-02-03"
    left = (treaty_end() - pd.Timestamp(positions.date["P29"])).days
    yield "when New START had {} days to live", (spelled(left),)
    for words in ("follows one of {} rules", "join the {} rivals"):
        yield words, (spelled(len(RIVALS)),)
    for words in ("into the {} boxes", "the order of the {} payoffs", "The {} outcomes for a side"):
        yield words, (spelled(len(outcomes(DILEMMA))),)
    for voice, words in zip(("P29", "P26"), QUOTED, strict=True):
        assert positions.quote[voice] in words
        yield words, ()
    assert "favouring one more year" in positions.summary["P35"]
    yield "Foreign Policy of {}", (day(positions.date["P16"]),)
    own = DILEMMA.payoff
    yield "uploading pays {} against {}. If it uploads", (own("D", "C"), own("C", "C"))
    yield "uploading pays {} against {}. The other", (own("D", "D"), own("C", "D"))
    yield "so both upload and get {}, though", (own("D", "D"),)
    yield "would rather have the {} of mutual restraint", (own("C", "C"),)
    yield "R stays at {} and P at {}", (DILEMMA.R, DILEMMA.P)
    yield "with T = {}, R = {}, P = {} and S = {}. Let", (HUNT.T, HUNT.R, HUNT.P, HUNT.S)
    yield "It has {} equilibria", (spelled(len(pure_equilibria(HUNT))),)
    yield "Keeping is then worth {}p to you", (HUNT.R,)
    yield "uploading is worth {}p + {}(1 − p)", (HUNT.T, HUNT.P)
    exact = assurance_threshold(Game(T=Fraction(3), R=Fraction(4), P=Fraction(2), S=Fraction(0)))
    assert float(exact) > 0.6 and exact.denominator == 3
    yield "equal when {}p = {}, so p is {} thirds", (
        HUNT.R - HUNT.T + HUNT.P - HUNT.S, HUNT.P - HUNT.S, spelled(exact.numerator),
    )  # fmt: skip
    yield "The lines cross at {} per cent", (round(100 * float(exact)),)
    third = Fraction(sustainable_discount(DILEMMA)).limit_denominator(100)
    assert third.denominator == 3
    yield "With T = {} that is {} third", (DILEMMA.T, spelled(third.numerator))
    least = [f"{sustainable_discount(DILEMMA, lag):.2f}" for lag in range(LONGEST_LAG + 1)]
    yield "With no lag a discount factor of {} is enough", (least[0],)
    yield "It is {}, and {} at a lag of {}", (least[3], least[-1], spelled(LONGEST_LAG))
    yield "factor jumps from {} to {}.", (least[0], least[1])
    assert (LONG, SLIP) == (100, 1 / 100)
    yield "over a hundred half-years", ()
    yield "slips once in a hundred moves", ()
    stay = RIVALS[-1]
    yield "each copy of tit for tat gets {} a half-year", (average_score(TAT, TAT),)
    slipped = {rule: f"{average_score(rule, rule, SLIP):.2f}" for rule in (TAT, stay)}
    yield "and the average falls to {}.", (slipped[TAT],)
    yield "within two half-years and keep {}.", (slipped[stay],)
    poor = [f"{average_score(rule, UPLOAD, SLIP):.2f}" for rule in (stay, TAT)]
    yield "the forgiving rule gets only {}, and tit for tat {}.", tuple(poor)
    assert average_score(KEEP, KEEP, 0.01) > average_score(stay, stay, 0.01)
