"""Chapter 09, when to inspect, when to cheat: its widgets and exercises."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from startlab.exercises import exercise
from startlab.figures import marks
from startlab.figures.play import Game, State, board
from startlab.figures.style import minus
from startlab.models.inspection import (
    inspection_equilibrium,
    inspection_game_strategies,
    inspection_game_value,
    leadership_threshold,
    posterior,
)

LOOKS = 10_000
PAYOFFS = "Model with invented payoffs, not measured ones; startlab."
DRESHER = "Model: Dresher's game, exact fractions; startlab."
ALARMS = "Model: Bayes' rule with invented probabilities; startlab."


def game_stage(periods: int = 4, inspections: int = 2) -> Figure:
    """Draw one state of Dresher's game: what both sides do now, and what the game is worth.

    >>> game_stage(4, 2).get_label()
    'Periods left: 4. Inspections left: 2. inspect now: 4/11. violate now: 5/33. value to
    inspector: −3/11.'
    """
    stage = inspection_game_strategies(periods, inspections)[periods, inspections]
    rows = pd.DataFrame({
        "words": ["inspect now", "violate now", "value to inspector"],
        "number": [stage.inspect, stage.violate, stage.value],
        "colour": ["third", "ink", "limit"],
        "look": ["filled", "open", "filled"],
    })  # fmt: skip
    return marks.bars(
        rows.assign(label=rows.number.map(minus)),
        title=f"Periods left: {periods}. Inspections left: {inspections}",
        units="Probabilities to the right of zero, value to the left",
        source=DRESHER,
        x=(-1.02, 1.02),
    )


def alarm_tree(prior: float = 0.01, false_alarm: float = 0.05, detection: float = 0.9) -> Figure:
    """Draw what becomes of 10,000 looks: violations, alarms, and the alarms that are right.

    `prior` is the share of looks at a violation; `false_alarm` and `detection` are the
    probabilities of an alarm where nothing is wrong and where something is. By Bayes' rule.

    >>> alarm_tree().get_label()
    'Of 100 alarms, 15 are right. In 10,000 looks: 100 with a violation, of them 90 with an alarm;
    9,900 without, of them 495 with an alarm.'
    """
    guilty = round(LOOKS * prior)
    right, wrong = round(guilty * detection), round((LOOKS - guilty) * false_alarm)
    share = posterior(prior, detection, false_alarm)
    rows = pd.DataFrame({
        "words": [f"{guilty:,} with a violation", f"{LOOKS - guilty:,} without"],
        "label": [f"{right:,} right alarms", f"{wrong:,} false alarms"],
        "number": [100 * share, 100 - 100 * share],
        "colour": ["limit", "ink"],
        "look": ["filled", "open"],
    })  # fmt: skip
    title = f"Of 100 alarms, {of_hundred(share)} are right"
    return marks.bars(
        rows,
        title=title,
        units=f"{LOOKS:,} looks; bars: right and false ones of 100 alarms",
        source=ALARMS,
        x=(0, 102),
        says=f"{title}. In {LOOKS:,} looks: {guilty:,} with a violation, of them {right:,} with an "
        f"alarm; {LOOKS - guilty:,} without, of them {wrong:,} with an alarm.",
    )


def told(title: str, rows: pd.DataFrame) -> str:
    """Return the sentence of a figure with lines: the words of each, after one look and more."""
    each = rows.groupby("line", sort=False).words.agg(", ".join)
    alarms = [f"{str(line).replace(chr(10), ' ')} {words}" for line, words in each.items()]
    return f"{title} after 1 to {rows.x.max()} looks with an alarm: {'; '.join(alarms)}."


def of_hundred(share: float) -> str:
    """Return a share as a whole number of a hundred, and never as a false 0 or 100."""
    if 0 < share < 0.005:
        return "fewer than 1"
    return f"{100 * share:.1f}" if 0.995 <= share < 1 else f"{100 * share:.0f}"


def inspector_or_not(periods: int = 4, inspections: int = 2) -> Game:
    """Return Dresher's game for the inspector, against a rival who mixes as the equilibrium says.

    Parameters
    ----------
    periods, inspections : int
        At the start, with at least one inspection and more periods than that.

    Examples
    --------
    >>> inspector_or_not(4, 2).value()
    Fraction(-3, 11)
    """
    last = _periods(periods, 0, 0)
    states: dict[str, State] = {}
    # Periods and inspections only fall, so that this order begins with the start.
    stages = inspection_game_strategies(periods, inspections)
    for (n, m), stage in sorted(stages.items(), reverse=True):
        violate, states[f"{n} {m}"] = stage.violate, State("")
        moves = {}
        for label, left, points, says in (
            ("Inspect", m - 1, 1, "You inspect and catch a violation: plus one."),
            ("Stay away", m, -1, "You stay away, and a violation succeeds: minus one."),
        ):
            if left >= 0:
                then = f"{n - 1} {left}" if n > 1 else "legal"
                quiet = f"You {label.lower()}, and nothing happens."
                both = [(violate, "over", points, says), (1 - violate, then, 0, quiet)]
                moves[label] = [outcome for outcome in both if outcome[0]]
        left_over = f"{m or 'no'} inspection{'s' * (m != 1)}"
        says = f"Period {{turn}} of {periods}, and you have {left_over} left. What do you do?"
        states[f"{n} {m}"] = State(says, moves, _periods(periods, n, m))
    states["over"] = State("The game is over with {points} for you.", {}, last)
    states["legal"] = State("The year is over, and he never violated: {points} for you.", {}, last)
    return Game("inspector-or-not", states)


def _periods(periods: int, left: int, inspections: int) -> str:
    """Draw the periods, the present one filled, with the inspections that remain."""
    looks = [("faint", "muted")] * (periods - left) + [("filled", "us")] * (left > 0)
    looks += [("open", "us")] * (left - 1)
    cells = [(*look, str(n + 1)) for n, look in enumerate(looks)]
    remain = f"periods; inspections left: {inspections}" if left else "the game is over"
    return board(cells, periods, height=60, words=remain)


@exercise("09.1", tolerance=0.0006, look="Can an announcement help?")
def _announced_probability() -> Iterator[Any]:
    gain, loss = Fraction(2), Fraction(6)
    threshold = leadership_threshold(gain, loss)
    yield threshold, "At this probability the average worth of a violation is zero."
    yield gain / loss, "That is gain over loss. Divide by their sum."
    yield 1 - threshold, "That is loss over the sum. Put the gain on top."
    figure = leadership_threshold(Fraction(1), Fraction(4))
    yield figure, "That is the threshold of the figure. This inspectee has other payoffs."
    yield 100 * threshold, "Right in per cent. Give it as a number between zero and one."
    yield "At which probability is a violation worth nothing on average?"
    yield "The threshold is the gain divided by the sum of gain and loss."


@exercise("09.2", tolerance=0.0006, look="When should an inspection be used?")
def _value_of_six_and_two() -> Iterator[Any]:
    value = inspection_game_value(6, 2)
    stage = inspection_game_strategies(6, 2)[6, 2]
    yield value, "It is below zero: with fewer inspections than periods the inspector loses."
    yield -value, "The size is right, but the value is that of the inspector."
    yield inspection_game_value(2, 6), "Check the order: periods first, then inspections."
    yield inspection_game_value(6, 1), "That is the value with one inspection."
    yield inspection_game_value(5, 2), "That is the value with five periods."
    yield stage.inspect, "That is the probability of inspecting now, not the value."
    yield stage.violate, "That is the probability of a violation now, not the value."
    yield "Whose value is asked for, and which number does the function take first?"
    yield "Call inspection.inspection_game_value with periods first, then inspections."


@exercise("09.3", tolerance=0.0006, look="What does an alarm mean?")
def _posterior_after_one_alarm() -> Iterator[Any]:
    prior, detection, false_alarm = 0.02, 0.9, 0.1
    after = posterior(prior, detection, false_alarm)
    right, wrong = prior * detection, (1 - prior) * false_alarm
    counts = f"{LOOKS * right:.0f} alarms are right and {LOOKS * wrong:.0f} are false"
    yield after, f"Of {LOOKS:,} objects, {counts}."
    reverse = "That is the probability of an alarm if there is a violation, not the reverse."
    yield detection, reverse
    yield right + wrong, "That is the share of all objects that raise an alarm."
    yield right / wrong, "That is right alarms over false ones. Divide by all alarms."
    yield 1 - after, "That is the probability that the alarm is false."
    yield 100 * after, "Right in per cent. Give it as a number between zero and one."
    yield right, "That is a violation and an alarm together. Divide by all alarms."
    yield "Of all alarms, how many come from a violation?"
    yield "Call inspection.posterior with prior, detection and false_alarm."


@exercise("09.4", look="Why is there no safe plan?")
def _what_follows() -> Iterator[Any]:
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
    right = {letter for letter, holds in follows.items() if holds}
    yield right, "Both follow from the models, and not only for the numbers used here."
    yield right | {"A"}, "A fails: whose payoffs determine how often the inspectee violates?"
    yield right | {"C"}, "C fails: look at three periods and one inspection in the widget."
    yield right | {"D"}, "D fails: it ignores the base rate."
    yield right - {"B"}, "B holds: put a larger loss into inspection_equilibrium."
    yield right - {"E"}, "E holds: compare the two lines of the last figure."
    yield {"A", "E"}, "A and B are about different sides. Which one changes?"
    yield set(follows), "Not all five. Compute them one at a time."
    yield {
        "A": "For: a single player would be deterred. Against: in equilibrium his frequency "
        "makes the inspector indifferent, so the payoffs of the inspector determine it.",
        "B": "For: a larger loss deters at fewer inspections. Against: an inspector who could "
        "bind himself might choose otherwise; the model is of equilibrium.",
        "C": "For: an early inspection may catch an early violation. Against: afterwards the "
        "violator would be free, so the inspector mixes.",
        "D": "For: few innocent objects raise an alarm. Against: where violations are rare, "
        "these few can outnumber the true alarms.",
        "E": "For: two alarms in a row are rare without a violation. Against: only if the looks "
        "are independent.",
    }
    yield "Which model of the chapter speaks of each sentence, and what does it say?"
    yield "Compute each case with the functions of the chapter, then compare."
