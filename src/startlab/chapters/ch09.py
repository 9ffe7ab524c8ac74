"""Chapter 09, when to inspect, when to cheat: its game, widgets and exercises."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from startlab.checks import number, whole
from startlab.exercises import exercise, writing
from startlab.figures import marks
from startlab.figures.play import Game, State, board
from startlab.figures.style import minus, number_of
from startlab.models.inspection import (
    inspection_equilibrium,
    inspection_game_strategies,
    inspection_game_value,
    posterior,
)

LOOKS, MOST_PERIODS = 10_000, 100
PAYOFFS = "Model with invented payoffs, not measured ones; startlab."
DRESHER = "Model: Dresher's game, exact fractions; startlab."
ALARMS = "Model: Bayes' rule with invented probabilities; startlab."


def both_lotteries(loss_if_caught: int = 4, cost_of_visit: int = 1) -> Figure:
    """Draw how often the one inspects and the other violates, in the equilibrium of one period.

    The loss is that of the inspectee, the cost that of the inspector.

    >>> both_lotteries(8).get_label()
    'Violated: 10 %. Inspected: 11 %. Loss if caught: 8. Cost of a visit: 1.'
    """
    number(loss_if_caught, "loss_if_caught", above=0)
    number(cost_of_visit, "cost_of_visit", above=0)
    found = inspection_equilibrium(1, loss_if_caught, cost=cost_of_visit, caught=2, undetected=12)
    inspect, violate = (f"{100 * chance:.0f} %" for chance in found)
    rows = pd.DataFrame({
        "words": ["inspects", "violates"],
        "number": list(found),
        "label": [inspect, violate],
        "colour": ["third", "ink"],
        "look": ["filled", "open"],
    })  # fmt: skip
    title = f"Violated: {violate}. Inspected: {inspect}"
    return marks.bars(
        rows,
        title=title,
        units=f"How often. Loss if caught: {loss_if_caught}. Cost of a visit: {cost_of_visit}",
        source=PAYOFFS,
        x=(0, 0.6),
        per_cent=True,
        says=f"{title}. Loss if caught: {loss_if_caught}. Cost of a visit: {cost_of_visit}.",
    )


def game_stage(periods: int = 4, inspections: int = 2) -> Figure:
    """Draw one state of Dresher's game: what both sides do now, and what the game is worth.

    >>> game_stage(4, 2).get_label()
    'Inspect now: 4/11. Violate now: 5/33. Value: −3/11. Left: 4 periods and 2 inspections.'
    """
    whole(periods, "periods", 1, MOST_PERIODS)
    whole(inspections, "inspections", 0, MOST_PERIODS)
    stage = inspection_game_strategies(periods, inspections)[periods, inspections]
    inspect, violate, value = map(minus, (stage.inspect, stage.violate, stage.value))
    rows = pd.DataFrame({
        "words": ["inspect now", "violate now", "value to inspector"],
        "number": [stage.inspect, stage.violate, stage.value],
        "label": [inspect, violate, value],
        "colour": ["third", "ink", "limit"],
        "look": ["filled", "open", "filled"],
    })  # fmt: skip
    title = f"Inspect now: {inspect}. Violate now: {violate}"
    return marks.bars(
        rows,
        title=title,
        units="Probabilities to the right of zero, value to the left",
        source=DRESHER,
        x=(-1.02, 1.02),
        says=f"{title}. Value: {value}. Left: {number_of('period', periods)} and "
        f"{number_of('inspection', inspections)}.",
    )


def alarm_tree(prior: float = 0.01, false_alarm: float = 0.05, detection: float = 0.9) -> Figure:
    """Draw what becomes of 10,000 looks: violations, alarms, and the alarms that are right.

    `prior` is the share of looks at a violation; `false_alarm` and `detection` are the
    probabilities of an alarm where nothing is wrong and where something is. By Bayes' rule.

    >>> alarm_tree().get_label()
    'Of 100 alarms, 15 are right. In 10,000 looks: 100 with a violation, of them 90 with an alarm;
    9,900 without, of them 495 with an alarm.'
    """
    share = posterior(prior, detection, false_alarm)
    guilty = round(LOOKS * prior)
    right, wrong = round(guilty * detection), round((LOOKS - guilty) * false_alarm)
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


def of_hundred(share: float) -> str:
    """Return a share as a whole number of a hundred, and never as a false 0 or 100."""
    if 0 < number(share, "share", 0, 1) < 0.005:
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
    whole(inspections, "inspections", 1, MOST_PERIODS - 1)
    last = _periods(whole(periods, "periods", inspections + 1, MOST_PERIODS), 0, 0)
    states: dict[str, State] = {}
    # Periods and inspections only fall, so that this order begins with the start.
    stages = inspection_game_strategies(periods, inspections)
    for (n, m), stage in sorted(stages.items(), reverse=True):
        violate, states[f"{n} {m}"] = stage.violate, State("")
        moves = {}
        for label, left, points, caught, quiet in (
            ("Inspect", m - 1, 1, "You go, and it was a test: plus one.", "You go: an earthquake."),
            ("Stay away", m, -1, "You stay, and it was a test: minus one.",
             "You stay. It was an earthquake."),
        ):  # fmt: skip
            if left >= 0:
                then = f"{n - 1} {left}" if n > 1 else "legal"
                both = [(violate, "over", points, caught), (1 - violate, then, 0, quiet)]
                moves[label] = [outcome for outcome in both if outcome[0]]
        left_over = number_of("inspection", m)
        says = f"Period {{turn}} of {periods}: the ground has shaken. You have {left_over} left."
        states[f"{n} {m}"] = State(says, moves, _periods(periods, n, m))
    states["over"] = State("The game is over with {points} for you.", {}, last)
    states["legal"] = State("The year is over. He never tested: {points} for you.", {}, last)
    return Game("inspector-or-not", states)


def _periods(periods: int, left: int, inspections: int) -> str:
    """Draw the periods, the present one filled, with the inspections that remain."""
    looks = [("faint", "muted")] * (periods - left) + [("filled", "us")] * (left > 0)
    looks += [("open", "us")] * (left - 1)
    cells = [(*look, str(n + 1)) for n, look in enumerate(looks)]
    remain = f"periods; inspections left: {inspections}" if left else "the game is over"
    return board(cells, periods, height=60, words=remain)


@exercise(
    "09.1",
    tolerance=0.0006,
    look="What does each side want?",
    variants={"loss": range(2, 10), "cents": range(20, 125, 5)},
)
def _share_without_a_ticket(loss: int = 3, cents: int = 45) -> Iterator[Any]:
    share = cents / 100 / loss
    yield share, "The fine is nowhere in it. It sets how often the company must check."
    yield share / 2, "So one hopes. But when riders dare less, what will the company do?"
    yield share * 2, "Why should more of them dare? Whose two moves do the riders make alike?"
    yield cents / loss, "Cents and euros: take both in the same unit."
    yield 1 - share, "That is the share of riders with a ticket."
    yield cents / (cents + 100 * loss), "Put nothing below but what the company loses unchecked."
    yield "What does the company expect to lose on a rider if it checks, and if it does not?"
    yield "A check costs its price on everyone, no check the loss times the share. Make them alike."


@exercise("09.2", tolerance=0.0006, look="How is one stage solved by hand?")
def _a_miss_counts_more() -> Iterator[Any]:
    goes = Fraction(2, 5)
    yield -2 * goes, "She goes more often than before, and still loses more."
    yield inspection_game_value(2, 1), "That is the old game. Which entries of the table change?"
    yield goes, "That is how often she goes. What does she expect then, in either column?"
    yield (
        Fraction(-1, 2),
        "One entry is still the old one: she goes, he waits, and violates in the next.",
    )
    yield 2 * goes, "The size is right, but the value is that of the inspector."
    yield "If she goes and he waits, what does the second period cost her?"
    yield "Solve p − 2·(1 − p) = −2·p for p, then put it into either side."


@exercise(
    "09.3",
    tolerance=0.0006,
    look="What does an alarm mean?",
    variants={"tremors": range(100, 400, 20), "false_per_cent": range(1, 9)},
)
def _flagged_tremor(tremors: int = 200, false_per_cent: int = 3) -> Iterator[Any]:
    prior, detection, false_alarm = 1 / tremors, 0.9, false_per_cent / 100
    after = posterior(prior, detection, false_alarm)
    right, wrong = prior * detection, (1 - prior) * false_alarm
    yield after, f"Of 100 tremors with an alarm, about {100 * (1 - after):.0f} are earthquakes."
    yield detection, "That is the chance of an alarm if it was a test, not the reverse."
    yield right + wrong, "That is the share of all tremors that raise an alarm."
    yield right / wrong, "That is right alarms over false ones. Divide by all alarms."
    yield 1 - after, "That is the chance that the alarm is false."
    yield right, "That is a test and an alarm together. Divide by all alarms."
    yield 1 - false_alarm, "That is how often an earthquake raises no alarm."
    yield "Of all alarms of a year, how many come from a test?"
    yield "Take 10,000 tremors. Count the tests with an alarm, then the earthquakes with one."


@exercise("09.4", look="How is one stage solved by hand?")
def _three_or_eight() -> Iterator[Any]:
    # The solution computes A, C and D; no model holds a wish, as B does.
    right = {"A", "C", "D"}
    yield right, "Each follows from one of the models. They differ in what matters."
    yield right - {"A"}, "More can be defended. What does Dresher's game say of more visits?"
    yield right - {"C"}, "More can be defended. What does a heavy loss do to the threshold?"
    yield right - {"D"}, "More can be defended: compute a year of ten tremors, and one of twenty."
    yield {"C"}, "More can be defended. What does Dresher's game say of visits and of tremors?"
    yield right | {"B"}, "B reads a wish out of a number. What else may make visits unwelcome?"
    yield {
        "A": "For: the value rises with every inspection, as long as catching and missing weigh "
        "alike. Against: it takes the rival for somebody who must cheat.",
        "B": "For: a cheat would want few. Against: so would a state that fears for its secrets. "
        "The number alone cannot tell them apart.",
        "C": "For: with a loss of 19 for a gain of 1, being caught once in 20 times deters. "
        "Against: nobody has measured the loss, and the announcement must be believed.",
        "D": "For: the game counts tremors and tickets, and fewer tremors to cover help like more "
        "tickets. Against: the side that mistrusts instruments will not count them as visits.",
    }
    yield "Which model speaks of each sentence: the announcement, the many periods, or neither?"
    yield "Compute the values of A and D, and the threshold for a heavy loss."


@writing("09.5")
def _statement_to_the_press() -> Iterator[Any]:
    right = of_hundred(posterior(0.01, 0.9, 0.05))
    yield (
        "An instrument has raised an alarm. If one object in a hundred is a violation, which we "
        f"assume, then {right} of 100 such alarms are right. Tonight we accuse nobody, and "
        "tomorrow our inspectors will use one of their visits there."
    )
    yield (
        "We do not yet know whether the treaty was broken. This instrument also raises an alarm "
        "at five of a hundred objects that are in order, and most objects are. A second "
        "instrument is on its way, and we shall publish what it shows, whatever it is."
    )
    yield [
        "the alarm as a fact, with neither guilt nor innocence in it",
        "why an alarm can be false, in words or in a count of alarms",
        "a base rate only as an assumption",
        "a next step that will bring knowledge, and no threat",
    ]
