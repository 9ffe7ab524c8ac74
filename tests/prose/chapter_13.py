"""Numbers in the prose of chapter 13."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from startlab import datasets
from startlab.chapters.ch13 import DILEMMA, FIELDS, HUNT, rule_scores
from startlab.figures.style import day
from startlab.models.games import Game, assurance_threshold, risk_dominant, sustainable_discount

ALLOWED = {
    "With T = 5 and S = 0, which": "a value chosen for the question of the widget",
    "With T = 5 and ": "a value chosen for the question of the widget",
    "^{1/(L+1)}": "part of the formula, as in the docstring of the model",
    "say at 60 per cent": "an example between an even chance and the threshold",
}
QUOTED = '"It is better to have no treaty than a treaty that merely masks mutual distrust"'


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    positions = datasets.load_positions().set_index("position_id")
    yield "Foreign Policy of {}", (day(positions.date["P16"]),)
    disputes = datasets.load_disputes()
    join = disputes[disputes.dispute_id == "who_must_join"]
    assert {"US", "RU", "China"} <= set(join.side)
    assert not set(join.side) & {"GB", "UK", "FR", "Britain", "France"}  # no answer of theirs
    yield "Britain and France on {} and leaves", (day(join[join.side == "RU"].date.max()),)
    assert positions.quote["P26"] in QUOTED  # a voice of each side is read as deadlock
    yield QUOTED, ()
    own = DILEMMA.payoff
    yield "{} against {} if it keeps the limits", (own("D", "C"), own("C", "C"))
    yield "and {} against {} if it uploads", (own("D", "D"), own("C", "D"))
    yield "so both receive {}, although", (own("D", "D"),)
    yield "would prefer the {} of mutual restraint", (own("C", "C"),)
    yield "while R remains at {} and P at {}", (DILEMMA.R, DILEMMA.P)
    threshold = assurance_threshold(HUNT)
    exact = assurance_threshold(Game(T=Fraction(3), R=Fraction(4), P=Fraction(2), S=Fraction(0)))
    assert exact == Fraction(2, 3)
    assert threshold > 0.6
    yield "a belief of two thirds, or {} per cent", (round(100 * float(threshold)),)
    assert risk_dominant(HUNT) == "D"
    even = [(HUNT.payoff(move, "C") + HUNT.payoff(move, "D")) / 2 for move in "DC"]
    yield "uploading is worth {} and keeping the limits is worth {}", (even[0], even[1])
    assert round(sustainable_discount(DILEMMA), 4) == round(1 / 3, 4)
    strong = Game(T=7, R=4, P=2, S=0)
    demands = [sustainable_discount(strong, strategy=s) for s in ("grim trigger", "tit for tat")]
    yield "demands {} under the unforgiving threat and {} under the forgiving", tuple(demands)
    least = [f"{sustainable_discount(DILEMMA, lag):.2f}" for lag in range(7)]
    yield "immediate detection the least discount factor is {}", (least[0],)
    yield "is {} at a lag of three periods and {} at a lag of six", (least[3], least[6])
    yield "by far, from {} to {},", (least[0], least[1])
    mixed, crowd = (rule_scores(field) for field in FIELDS.values())
    assert mixed["grim trigger"] == mixed["tit for tat"] == max(mixed.values())
    assert crowd["always upload"] == max(crowd.values())
    assert [len(field) for field in FIELDS.values()] == [5, 6]  # five rules, and six participants
    yield "with an average of {}", (f"{mixed['tit for tat']:.2f}",)
    yield "finishes last with {}", (f"{mixed['always upload']:.2f}",)
    yield "comes first with {}", (f"{crowd['always upload']:.2f}",)
