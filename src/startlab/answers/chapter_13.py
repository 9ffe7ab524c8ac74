"""Exercises of chapter 13: What could each side gain from restraint."""

from __future__ import annotations

from fractions import Fraction

from startlab.exercises import Exercise, exercise
from startlab.strategy import (
    Game,
    assurance_threshold,
    classify,
    pure_equilibria,
    sustainable_discount,
    tournament,
)

DILEMMA = Game(T=5, R=4, P=2, S=0)
HUNT = Game(T=3, R=4, P=2, S=0)


@exercise("13.1")
def _name_of_the_order() -> Exercise:
    return Exercise(
        answer=classify(Game(T=4, R=3, P=1, S=2)),
        praise="Here the worst outcome is that nobody gives way.",
        hint="Write the letters in the order of preference and compare it with the widget.",
        mistakes=(
            (classify(DILEMMA), "In that game S is worse than P. Which of them is last here?"),
            (classify(HUNT), "In that game mutual restraint is better than T. Is it here?"),
            (
                classify(Game(T=5, R=2, P=4, S=0)),
                "In that game uploading together is preferred to restraint.",
            ),
        ),
    )


@exercise("13.2")
def _fall_of_the_threshold() -> Exercise:
    before, after = (
        assurance_threshold(Game(T=Fraction(3), R=Fraction(4), P=Fraction(2), S=Fraction(s)))
        for s in (0, 1)
    )
    fall = float(before - after)
    return Exercise(
        answer=fall,
        tolerance=0.005,
        praise="A smaller loss when deceived makes restraint the better move at lower trust.",
        hint="Compute the threshold twice, with the old S and the new, and take the difference.",
        mistakes=(
            (float(after), "That is the new threshold. By how much did it fall?"),
            (float(before), "That is the threshold before the warning."),
            (-fall, "The size of the fall is asked for: take the new value from the old."),
            (float(after / before), "You divided. The fall is a difference."),
            (round(100 * fall, 1), "That looks like a percentage; give a fraction or decimal."),
        ),
    )


@exercise("13.3")
def _longest_lag() -> Exercise:
    game, patience = Game(T=6, R=4, P=2, S=0), 0.8
    holds = [lag for lag in range(40) if sustainable_discount(game, lag) <= patience]
    return Exercise(
        answer=max(holds),
        praise="One period more, and the threat comes too late for this patience.",
        hint="Let sustainable_discount run over several lags and compare each with the patience.",
        mistakes=(
            (
                max(holds) + 1,
                "At that lag the least factor is above their own. Or did you count L + 1?",
            ),
            (0, "With no lag it holds easily. How far can the lag grow?"),
            (max(holds) - 1, "That lag works, but a longer one works too."),
        ),
    )


@exercise("13.4")
def _what_follows() -> Exercise:
    rules = ["always cooperate"] * 4 + ["always defect", "tit for tat"]
    winner = tournament(rules, 200, game=DILEMMA)[0].name
    follows = {
        "A": ("C", "C") in pure_equilibria(HUNT),
        "B": sustainable_discount(DILEMMA, 1) > sustainable_discount(DILEMMA, 0),
        "C": False,  # no model holds the payoffs of two states
        "D": winner == "tit for tat",
    }
    right = frozenset(letter for letter, holds in follows.items() if holds)
    return Exercise(
        answer=right,
        praise="These follow from the payoffs alone, whatever a reader thinks of the two states.",
        hint="Ask of each sentence which function on this page would show it.",
        mistakes=(
            (right | {"C"}, "C is a claim about what governments want. No model shows that."),
            (right | {"D"}, "Look at the second tournament: which rule came first there?"),
            (frozenset(follows), "Two of them claim more than any model on this page."),
            (right - {"A"}, "A holds: look at the equilibria of the stag hunt."),
            (right - {"B"}, "B holds: move the lag in the second widget."),
        ),
    )
