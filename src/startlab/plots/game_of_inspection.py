"""Figures of the inspection game and of false alarms."""

from __future__ import annotations

from fractions import Fraction

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from startlab.figures.style import LIGHT
from startlab.models.inspection import (
    inspection_game_strategies,
    inspection_game_value,
    leadership_threshold,
    posterior,
)
from startlab.plots.house import house_figure, minus, rows_only

LOOKS = 10_000
NAMED = 0.55  # inches under the axes, for their numbers and a name
FOOT = "Model with invented payoffs, not measured ones; startlab."
DRESHER_FOOT = "Model: Dresher's game, exact fractions; startlab."
ALARM_FOOT = "Model: Bayes' rule with invented probabilities; startlab."


def violation_worth(gain: int = 1, loss: int = 4) -> Figure:
    """Draw what a violation is worth to the inspectee, against the probability of an inspection.

    Parameters
    ----------
    gain : int
        Worth of a violation that is not detected.
    loss : int
        Cost of one that is.

    Returns
    -------
    matplotlib.figure.Figure
        A falling line that crosses the worth of legal behaviour, zero, at the threshold.

    Examples
    --------
    >>> violation_worth().get_label()
    'A violation is worth 1 to the inspectee if there is never an inspection and −4 if there is
    always one. It is worth 0, the same as legal behaviour, with an inspection probability
    of 1/5.'
    """
    threshold = leadership_threshold(Fraction(gain), Fraction(loss))
    units = "Average payoff of a violation to the inspectee"
    with house_figure("When does a violation pay?", units, FOOT, height=3.9, below=NAMED) as (
        figure,
        axes,
    ):
        axes.plot((0, 1), (gain, -loss), color=LIGHT["third"])
        axes.plot((0, 1), (0, 0), color=LIGHT["ink"], linestyle="--", linewidth=1.6)
        axes.axvline(float(threshold), color=LIGHT["limit"], linewidth=1.6)
        edge = float(threshold)
        top = gain + 0.16 * (gain + loss)
        axes.text(edge + 0.015, top, f"threshold {threshold}", color=LIGHT["limit"], va="top")
        axes.text(0.98, 0.02 * (gain + loss), "legal behaviour: 0", ha="right", va="bottom")
        axes.text(
            0.6,
            gain - 0.52 * (gain + loss),
            "violation",
            color=LIGHT["third"],
            weight="bold",
        )
        for place, text in ((edge / 2, "pays"), ((1 + edge) / 2, "does not pay")):
            axes.text(place, -0.93 * loss, text, ha="center", color=LIGHT["muted"])
        axes.set(xlim=(0, 1), ylim=(-1.03 * loss, top))
        axes.yaxis.set_major_formatter(lambda value, _: minus(f"{value:g}"))
        below(axes, "probability of an inspection")
    figure.set_label(
        f"A violation is worth {gain} to the inspectee if there is never an inspection and "
        f"−{loss} if there is always one. It is worth 0, the same as legal behaviour, with an "
        f"inspection probability of {threshold}."
    )
    return figure


def game_values(most_periods: int = 10) -> Figure:
    """Draw the value of Dresher's game against the periods, for 0 to 3 inspections.

    Parameters
    ----------
    most_periods : int
        Periods at the right end.

    Returns
    -------
    matplotlib.figure.Figure
        One line a number of inspections, from 0, nothing lost, down to -1, always cheated.

    Examples
    --------
    >>> game_values().get_label()
    'Value of the game to the inspector, between 0 and −1, for 1 to 10 periods. With 10 periods:
    0 inspections −1, 1 inspection −9/11, 2 inspections −9/14, 3 inspections −21/44.'
    """
    shown = []
    units = "Value to the inspector: 0 no loss, −1 a violation never caught"
    title = "More periods, or fewer inspections"
    with house_figure(title, units, DRESHER_FOOT, height=4.0, right=1.8, below=NAMED) as (
        figure,
        axes,
    ):
        styles = (("o", "-"), ("s", "--"), ("^", "-."), ("D", ":"))
        for inspections, (marker, dashes) in enumerate(styles):
            periods = range(1, most_periods + 1)
            values = [inspection_game_value(n, inspections) for n in periods]
            colour = LIGHT["muted"] if inspections == 0 else LIGHT["third"]
            numbers = [float(value) for value in values]
            axes.plot(periods, numbers, marker=marker, linestyle=dashes, color=colour, markersize=5)
            name = f"{inspections} inspection{'' if inspections == 1 else 's'}"
            end = minus(values[-1])
            axes.text(most_periods + 0.4, numbers[-1], f"{name}: {end}", va="center", color=colour)
            shown.append(f"{name} {end}")
        axes.set(xlim=(0.7, most_periods + 0.2), ylim=(-1.06, 0.06))
        axes.set_xticks(range(1, most_periods + 1))
        axes.yaxis.set_major_formatter(lambda value, _: minus(f"{value:.1f}"))
        below(axes, "periods left")
    figure.set_label(
        f"Value of the game to the inspector, between 0 and −1, for 1 to {most_periods} periods. "
        f"With {most_periods} periods: {', '.join(shown)}."
    )
    return figure


def game_stage(periods: int = 4, inspections: int = 2) -> Figure:
    """Draw one state of Dresher's game: what both sides do now, and what the game is worth.

    Parameters
    ----------
    periods : int
        Periods left, at least 1.
    inspections : int
        Inspections left.

    Returns
    -------
    matplotlib.figure.Figure
        Three bars with exact fractions: inspect now, violate now, value.

    Examples
    --------
    >>> game_stage(4, 2).get_label()
    'Periods left: 4. Inspections left: 2. In this period the inspector inspects with
    probability 4/11 and the inspectee violates with probability 5/33. The game is worth −3/11
    to the inspector.'
    """
    stage = inspection_game_strategies(periods, inspections)[periods, inspections]
    title = f"Periods left: {periods}. Inspections left: {inspections}"
    units = "Probabilities to the right of zero, value to the left"
    with house_figure(title, units, DRESHER_FOOT, height=3.3, left=0.2) as (figure, axes):
        bars = (
            ("inspect now", stage.inspect, LIGHT["third"], LIGHT["third"]),
            ("violate now", stage.violate, "none", LIGHT["ink"]),
            ("value to inspector", stage.value, LIGHT["limit"], LIGHT["limit"]),
        )
        for place, (name, size, fill, edge) in enumerate(bars):
            axes.barh(-0.12 - place, float(size), height=0.32, facecolor=fill, edgecolor=edge)
            axes.text(0.02, 0.14 - place, f"{name}: {minus(size)}", size=11)
        axes.axvline(0, color=LIGHT["muted"], linewidth=1.2)
        axes.set(xlim=(-1.02, 1.02), ylim=(-2.45, 0.6), yticks=[])
        ticks = (-1, -0.5, 0, 0.5, 1)
        axes.set_xticks(ticks, ["−1", "−1/2", "0", "1/2", "1"])
        rows_only(axes)
    figure.set_label(
        f"Periods left: {periods}. Inspections left: {inspections}. In this period the inspector "
        f"inspects with probability {stage.inspect} and the inspectee violates with probability "
        f"{stage.violate}. The game is worth {minus(stage.value)} to the inspector."
    )
    return figure


def alarm_tree(prior: float = 0.01, false_alarm: float = 0.05, detection: float = 0.9) -> Figure:
    """Draw what becomes of 10,000 looks: violations, alarms, and the alarms that are right.

    Parameters
    ----------
    prior : float
        Share of looks at something in violation.
    false_alarm : float
        Probability of an alarm where nothing is wrong.
    detection : float
        Probability of an alarm where something is.

    Returns
    -------
    matplotlib.figure.Figure
        A tree of whole numbers, and a bar of the alarms, right and false.

    Examples
    --------
    >>> alarm_tree().get_label()
    'Of 10,000 looks, 100 meet a violation and 90 of them raise an alarm; 9,900 meet none and 495
    of them raise an alarm. Of 585 alarms in all, 15 per cent are right.'
    """
    guilty = round(LOOKS * prior)
    right, wrong = round(guilty * detection), round((LOOKS - guilty) * false_alarm)
    share = 100 * posterior(prior, detection, false_alarm)
    answer = _whole(share)
    units = f"Natural frequencies; a violation raises an alarm {100 * detection:g} times in 100"
    with house_figure(
        f"What {LOOKS:,} looks bring",
        units,
        ALARM_FOOT,
        height=4.0,
        left=0.1,
        right=0.1,
        below=0.15,
    ) as (figure, axes):
        axes.axis("off")
        axes.set(xlim=(0, 1), ylim=(0, 1))
        for x, total, alarms, name, colour in (
            (0.25, guilty, right, "with a violation", LIGHT["limit"]),
            (0.75, LOOKS - guilty, wrong, "with none", LIGHT["ink"]),
        ):
            axes.plot((0.5, x), (0.97, 0.86), color=LIGHT["muted"], linewidth=1.2)
            axes.plot((x, x), (0.64, 0.56), color=LIGHT["muted"], linewidth=1.2)
            axes.text(x, 0.77, f"{total:,}", ha="center", size=14, weight="bold", color=colour)
            axes.text(x, 0.68, name, ha="center", color=colour)
            alarm = "alarm" if alarms == 1 else "alarms"
            axes.text(
                x, 0.47, f"{alarms:,} {alarm}", ha="center", size=14, weight="bold", color=colour
            )
        axes.text(0.25, 0.385, "right", ha="center", color=LIGHT["limit"])
        axes.text(0.75, 0.385, "false", ha="center")
        axes.barh(0.23, share / 100, height=0.12, color=LIGHT["limit"])
        axes.barh(0.23, 1, height=0.12, facecolor="none", edgecolor=LIGHT["ink"])
        axes.text(0, 0.06, f"Right: {answer} of 100 alarms", size=13, weight="bold")
    figure.set_label(
        f"Of {LOOKS:,} looks, {guilty:,} meet a violation and {right:,} of them raise an alarm; "
        f"{LOOKS - guilty:,} meet none and {wrong:,} of them raise an alarm. Of {right + wrong:,} "
        f"alarms in all, {answer} per cent are right."
    )
    return figure


def repeated_looks(
    prior: float = 0.01, detection: float = 0.9, false_alarm: float = 0.05, most: int = 4
) -> Figure:
    """Draw two ways of looking again: alarms in a row, and at least one alarm in several looks.

    Parameters
    ----------
    prior, detection, false_alarm : float
        As for `alarm_tree`.
    most : int
        Looks at the right end.

    Returns
    -------
    matplotlib.figure.Figure
        Two lines of the probability that there is a violation.

    Examples
    --------
    >>> repeated_looks(most=3).get_label()
    'Probability of a violation, 1 per cent before any look. After 1, 2, 3 alarms in a row: 15, 77,
    98 per cent. After at least one alarm in 1, 2, 3 looks: 15, 9, 7 per cent.'
    """
    looks = range(1, most + 1)
    row, chance = [], prior
    for _ in looks:
        chance = posterior(chance, detection, false_alarm)
        row.append(100 * chance)
    any_alarm = [100 * posterior(prior, detection, false_alarm, looks=n) for n in looks]
    units = "Probability of a violation in per cent, after independent looks"
    with house_figure("Two ways of looking again", units, ALARM_FOOT, height=3.9, below=NAMED) as (
        figure,
        axes,
    ):
        for values, colour, marker, dashes in (
            (row, LIGHT["third"], "o", "-"),
            (any_alarm, LIGHT["ink"], "s", "--"),
        ):
            axes.plot(looks, values, color=colour, marker=marker, linestyle=dashes)
            for n, value in zip(looks, values, strict=True):
                if n > 1:
                    axes.text(n, value + 4, _whole(value), ha="center", color=colour)
        axes.text(0.95, row[0], _whole(row[0]), ha="right", va="center", color=LIGHT["third"])
        axes.text(2.25, 67, "an alarm each time", color=LIGHT["third"], weight="bold")
        axes.text(most, 34, "at least one alarm", weight="bold", ha="right")
        axes.set(xlim=(0.7, most + 0.2), ylim=(0, 112), yticks=range(0, 101, 25))
        axes.set_xticks(list(looks))
        below(axes, "looks")
    counted = ", ".join(map(str, looks))
    figure.set_label(
        f"Probability of a violation, {100 * prior:g} per cent before any look. After {counted} "
        f"alarms in a row: {_listed(row)} per cent. After at least one alarm in {counted} looks: "
        f"{_listed(any_alarm)} per cent."
    )
    return figure


def _whole(share: float) -> str:
    """Return a share in per cent as a whole number, and never as a false 0 or 100."""
    if 0 < share < 0.5:
        return "fewer than 1"
    return f"{share:.1f}" if 99.5 <= share < 100 else f"{share:.0f}"


def _listed(values: list[float]) -> str:
    return ", ".join(map(_whole, values))


def below(axes: Axes, text: str) -> None:
    """Name the horizontal axis at its right end; the figure keeps `NAMED` free for it."""
    axes.set_xlabel(text, loc="right", labelpad=1)
