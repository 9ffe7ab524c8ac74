"""Exercises of chapter 09: When to inspect, when to cheat."""

from __future__ import annotations

from fractions import Fraction

from startlab.exercises import Exercise, exercise
from startlab.models.inspection import (
    inspection_equilibrium,
    inspection_game_strategies,
    inspection_game_value,
    leadership_threshold,
    posterior,
)


@exercise("09.1")
def _announced_probability() -> Exercise:
    gain, loss = Fraction(2), Fraction(6)
    threshold = leadership_threshold(gain, loss)
    return Exercise(
        answer=threshold,
        praise="At this probability the average worth of a violation is zero.",
        hint="The threshold is the gain divided by the sum of gain and loss.",
        tolerance=0.0006,
        mistakes=(
            (gain / loss, "That is gain over loss. Divide by their sum."),
            (1 - threshold, "That is loss over the sum. Put the gain on top."),
            (
                leadership_threshold(Fraction(1), Fraction(4)),
                "That is the threshold of the figure. This inspectee has other payoffs.",
            ),
            (100 * threshold, "Right in per cent. Give it as a number between zero and one."),
        ),
    )


@exercise("09.2")
def _value_of_six_and_two() -> Exercise:
    value = inspection_game_value(6, 2)
    stage = inspection_game_strategies(6, 2)[6, 2]
    return Exercise(
        answer=value,
        praise="It is below zero: with fewer inspections than periods the inspector loses.",
        hint="Call inspection.inspection_game_value with periods first, then inspections.",
        tolerance=0.0006,
        mistakes=(
            (-value, "The size is right, but the value is that of the inspector."),
            (inspection_game_value(2, 6), "Check the order: periods first, then inspections."),
            (inspection_game_value(6, 1), "That is the value with one inspection."),
            (inspection_game_value(5, 2), "That is the value with five periods."),
            (stage.inspect, "That is the probability of inspecting now, not the value."),
            (stage.violate, "That is the probability of a violation now, not the value."),
        ),
    )


@exercise("09.3")
def _posterior_after_one_alarm() -> Exercise:
    prior, detection, false_alarm = 0.02, 0.9, 0.1
    after = posterior(prior, detection, false_alarm)
    right, wrong = prior * detection, (1 - prior) * false_alarm
    return Exercise(
        answer=after,
        praise=f"Of 10,000 objects, {10_000 * right:.0f} alarms are right and "
        f"{10_000 * wrong:.0f} are false.",
        hint="Call inspection.posterior with prior, detection and false_alarm.",
        tolerance=0.0006,
        mistakes=(
            (
                detection,
                "That is the probability of an alarm if there is a violation, not the reverse.",
            ),
            (right + wrong, "That is the share of all objects that raise an alarm."),
            (right / wrong, "That is right alarms over false ones. Divide by all alarms."),
            (1 - after, "That is the probability that the alarm is false."),
            (100 * after, "Right in per cent. Give it as a number between zero and one."),
            (right, "That is a violation and an alarm together. Divide by all alarms."),
        ),
    )


@exercise("09.4")
def _what_follows() -> Exercise:
    mild, harsh = (
        inspection_equilibrium(1, loss, cost=1, caught=2, undetected=12) for loss in (4, 8)
    )
    again = posterior(posterior(0.01, 0.9, 0.05), 0.9, 0.05)
    follows = {
        "A": harsh.violate < mild.violate,
        "B": harsh.inspect < mild.inspect,
        "C": inspection_game_strategies(3, 1)[3, 1].inspect == 1,
        "D": abs(posterior(0.01, 0.9, 0.05) - 0.95) < 0.01,
        "E": again > posterior(0.01, 0.9, 0.05, looks=2),
    }
    right = frozenset(letter for letter, holds in follows.items() if holds)
    return Exercise(
        answer=right,
        praise="Both follow from the models, and not only for the numbers used here.",
        hint="Compute each case with the functions of the chapter, then compare.",
        mistakes=(
            (right | {"A"}, "A fails: whose payoffs determine how often the inspectee violates?"),
            (right | {"C"}, "C fails: look at three periods and one inspection in the widget."),
            (right | {"D"}, "D fails: it ignores the base rate."),
            (right - {"B"}, "B holds: put a larger loss into inspection_equilibrium."),
            (right - {"E"}, "E holds: compare the two lines of the last figure."),
            (frozenset({"A", "E"}), "A and B are about different sides. Which one changes?"),
            (frozenset(follows), "Not all five. Compute them one at a time."),
        ),
    )
