"""Figures of a comparison that shows sameness and nothing else: a toy with marbles."""

from __future__ import annotations

import math
import random
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from matplotlib.ticker import PercentFormatter

from startlab import inspection
from startlab.errors import StartlabError
from startlab.figures.style import LIGHT
from startlab.plots.house import checked, house_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TOTAL = 100
MODEL = "startlab, model inspection: a toy with marbles, no design data"
HOSTS, MOST_ROUNDS, SEED = 1000, 10, 1
LOOKS = 1500
VIEWS = {"buckets": "what the full bucket reads", "cup": "what the cup alone reads"}
SHOWN = {"buckets": "full bucket", "cup": "cup alone"}
FIRST_SECRET = 20
WIDEST = 60


def cups_and_buckets(template: int = 37, item: int = 30) -> Figure:
    """Draw both ways in which the coin can fall in one round, without noise.

    Parameters
    ----------
    template, item : int
        Marbles in each cup, 0 to 100.

    Returns
    -------
    matplotlib.figure.Figure
        Two buckets for each way: the marbles that the host put in, and the cup poured on top.

    Examples
    --------
    >>> cups_and_buckets(37, 30).get_label()
    'Cups of 37 and 30 marbles, buckets of 63 and 70. Cups in order: the buckets read 100 and 100,
    passed. Cups exchanged: the buckets read 93 and 107, failed.'
    """
    ways = _ways(template, item)
    filled = (TOTAL - template, TOTAL - item)
    title = f"One round with cups of {template} and {item} marbles"
    units = "Marbles in each bucket: filled before, and poured from a cup"
    with house_figure(title, units, MODEL, height=4.1, left=0.5, below=0.45) as (fig, ax):
        for group, (name, (readings, passed)) in enumerate(ways.items()):
            for number, (before, after) in enumerate(zip(filled, readings, strict=True)):
                x = 3 * group + number
                ax.bar(x, before, width=0.62, color=LIGHT["grid"], ec=LIGHT["muted"])
                ax.bar(x, after - before, bottom=before, width=0.62, fc=LIGHT["third"], ec="none")
                ax.text(x, before / 2, f"{before}", ha="center", va="center")
                ax.text(
                    x,
                    before + (after - before) / 2,
                    f"+{after - before}",
                    ha="center",
                    va="center",
                    color=LIGHT["paper"],
                    weight="bold",
                )
                ax.text(x, max(after, TOTAL) + 3, f"{after}", ha="center", size=12, weight="bold")
            verdict = "passed" if passed else "failed"
            ax.text(3 * group + 0.5, -12, f"{name}: {verdict}", ha="center", va="top")
        ax.axhline(TOTAL, color=LIGHT["limit"], linewidth=1.6)
        ax.text(2, TOTAL + 3, f"must read {TOTAL}", color=LIGHT["limit"], ha="center")
        ax.set(xlim=(-0.6, 4.6), ylim=(0, 125), xticks=[])
        ax.grid(axis="x", visible=False)
    told = [
        f"{name.capitalize()}: the buckets read {first} and {second}, "
        f"{'passed' if passed else 'failed'}."
        for name, ((first, second), passed) in ways.items()
    ]
    fig.set_label(
        f"Cups of {template} and {item} marbles, buckets of {filled[0]} and {filled[1]}. "
        f"{' '.join(told)}"
    )
    return fig


def _ways(template: int, item: int) -> dict[str, inspection.Round]:
    """Return the two rounds that the model knows, one for each side of the coin."""
    seen = inspection.zero_knowledge_readings(template, item, 64, seed=SEED)
    in_order = inspection.Round((TOTAL, TOTAL), passed=True)
    swapped = next((seen_round for seen_round in seen if seen_round != in_order), in_order)
    return {"cups in order": in_order, "cups exchanged": swapped}


def rounds_and_catch(rounds: int = 5, cups_differ_by: int = 1) -> Figure:
    """Draw the chance that a host is caught by a number of rounds, and a simulation beside it.

    Parameters
    ----------
    rounds : int
        Rounds played, 0 to 10.
    cups_differ_by : int
        Marbles by which the two cups differ, 0 to 60; 0 is an honest host.

    Returns
    -------
    matplotlib.figure.Figure
        One mark a number of rounds: rings from the formula, dots from 1,000 simulated hosts.

    Raises
    ------
    StartlabError
        If there are more rounds or a larger difference than the figure shows.

    Examples
    --------
    >>> rounds_and_catch(5, 1).get_label()
    '5 rounds, cups that differ by 1 marble: the chance to be caught is 31/32, which is 96.9 per
    cent. Of 1,000 simulated hosts, 974 were caught.'
    >>> rounds_and_catch(5, 0).get_label()
    '5 rounds, equal cups: an honest host is never caught. Of 1,000 simulated hosts, 0 were
    caught.'
    """
    if not 0 <= rounds <= MOST_ROUNDS or not 0 <= cups_differ_by <= WIDEST:
        raise StartlabError(
            f"The figure shows 0 to {MOST_ROUNDS} rounds and cups that differ by 0 to {WIDEST}."
        )
    honest = cups_differ_by == 0
    chances = [
        0.0 if honest else float(inspection.zero_knowledge_soundness(k))
        for k in range(MOST_ROUNDS + 1)
    ]
    caught = _caught_by(cups_differ_by)
    marbles = "marble" if cups_differ_by == 1 else "marbles"
    title = "Equal cups" if honest else f"Cups that differ by {cups_differ_by} {marbles}"
    units = f"Share of hosts caught. Rings: formula. Dots: {HOSTS:,} simulated"
    colour = LIGHT["third"] if honest else LIGHT["limit"]
    with house_figure(
        f"{title}, {_counted(rounds)}", units, MODEL, height=4.0, left=0.68, below=0.58
    ) as (fig, ax):
        shown = range(rounds + 1)
        ax.plot(
            range(MOST_ROUNDS + 1),
            chances,
            linestyle="none",
            marker="o",
            markersize=10,
            markerfacecolor="none",
            markeredgecolor=LIGHT["muted"],
        )
        ax.plot(
            shown,
            [caught[k] / HOSTS for k in shown],
            linestyle="none",
            marker="o",
            markersize=5,
            color=colour,
        )
        ax.annotate(
            f"{100 * chances[rounds]:.3g} %",
            (rounds, chances[rounds]),
            xytext=(10 if rounds < 8 else 12, -18 if chances[rounds] else 18),
            textcoords="offset points",
            size=12,
            weight="bold",
            ha="left" if rounds < 8 else "right",
            color=colour,
            va="center",
        )
        ax.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
        ax.set(xlim=(-0.4, MOST_ROUNDS + 0.6), ylim=(-0.17, 1.08))
        ax.set_xticks(range(0, MOST_ROUNDS + 1))
        ax.set_yticks([0, 0.25, 0.5, 0.75, 1])
        ax.set_xlabel("Rounds")
    if honest:
        chance = "an honest host is never caught"
    else:
        exact = inspection.zero_knowledge_soundness(rounds)
        chance = f"the chance to be caught is {exact}, which is {100 * float(exact):.3g} per cent"
    cups = "equal cups" if honest else f"cups that differ by {cups_differ_by} {marbles}"
    fig.set_label(
        f"{_counted(rounds)}, {cups}: {chance}. "
        f"Of {HOSTS:,} simulated hosts, {caught[rounds]:,} were caught."
    )
    return fig


def _counted(rounds: int) -> str:
    return f"{rounds} {'round' if rounds == 1 else 'rounds'}"


@cache
def _caught_by(difference: int) -> tuple[int, ...]:
    """Return how many of the simulated hosts were caught by each number of rounds."""
    rng = random.Random(SEED)
    first: Counter[int] = Counter()
    for _ in range(HOSTS):
        for played in range(1, MOST_ROUNDS + 1):
            if not inspection.zero_knowledge_round(20, 20 + difference, rng=rng).passed:
                first[played] += 1
                break
    return tuple(sum(first[k] for k in range(1, last + 1)) for last in range(MOST_ROUNDS + 1))


def two_secrets(second_secret: int = 80, reading: str = "buckets") -> Figure:
    """Draw what an inspector reads for two honest hosts with different secrets, with noise.

    Parameters
    ----------
    second_secret : int
        Marbles in the cups of the second host, 0 to 100; the first has 20.
    reading : {"buckets", "cup"}
        What is counted: the bucket after pouring, or the cup by itself, which the protocol
        does not allow.

    Returns
    -------
    matplotlib.figure.Figure
        Two distributions of readings; the label tells how often a guess was right.

    Raises
    ------
    StartlabError
        If the reading is not known.

    Examples
    --------
    >>> two_secrets(80).get_label()
    'Secrets of 20 and 80 marbles, 1,500 readings of each: what the full bucket reads. Averages
    100.3 and 99.9. A guess from one reading, which host it was, is right in 50 per cent of cases.'
    """
    checked("reading", reading, VIEWS)
    secrets = (FIRST_SECRET, second_secret)
    samples = [_readings(secret, reading, SEED + n) for n, secret in enumerate(secrets)]
    means = [sum(sample) / LOOKS for sample in samples]
    right = round(100 * _guesses_right(*samples))
    title = f"Secrets of {secrets[0]} and {secrets[1]}, {SHOWN[reading]}"
    units = f"Number of readings out of {LOOKS:,} with noise, in steps of 5 marbles"
    styles = ((LIGHT["ink"], "-"), (LIGHT["third"], (0, (4, 2))))
    with house_figure(title, units, MODEL, height=4.1, left=0.5, below=0.6) as (fig, ax):
        edges = list(range(0, 151, 5))
        tallest = 0
        for sample, (colour, line) in zip(samples, styles, strict=True):
            heights = [sum(low <= value < low + 5 for value in sample) for low in edges[:-1]]
            tallest = max(tallest, *heights)
            ax.stairs(heights, edges, color=colour, linestyle=line, linewidth=2)
        ax.set(xlim=(0, 150), ylim=(0, max(tallest * 1.25, 420)))
        ax.set_xlabel(f"Reading; a guess which host it was: {right} % right")
        _name_secrets(ax, secrets, means)
        ax.grid(axis="x", visible=False)
    fig.set_label(
        f"Secrets of {secrets[0]} and {secrets[1]} marbles, {LOOKS:,} readings of each: "
        f"{VIEWS[reading]}. Averages {means[0]:.1f} and {means[1]:.1f}. A guess from one reading, "
        f"which host it was, is right in {right} per cent of cases."
    )
    return fig


def _name_secrets(ax: Axes, secrets: tuple[int, int], means: list[float]) -> None:
    """Name the two lines in the corner that they leave free."""
    left = min(means) > 70
    for n, line in enumerate(("solid", "dashed")):
        ax.text(
            0.02 if left else 0.98,
            0.9 - 0.13 * n,
            f"secret {secrets[n]} ({line})",
            transform=ax.transAxes,
            color=LIGHT["ink" if n == 0 else "third"],
            ha="left" if left else "right",
            weight="bold",
        )


@cache
def _readings(secret: int, reading: str, seed: int) -> tuple[int, ...]:
    """Return readings of one honest host: of a full bucket, or of a cup with no bucket."""
    total = TOTAL if reading == "buckets" else max(secret, 1)
    rng = random.Random(1000 * seed + secret)
    return tuple(
        inspection.zero_knowledge_round(
            min(secret, total), min(secret, total), total=total, noise=True, rng=rng
        ).readings[0]
        for _ in range(LOOKS)
    )


def _guesses_right(first: tuple[int, ...], second: tuple[int, ...]) -> float:
    """Learn from one half of the readings which host gives which, and guess the other half."""
    half = LOOKS // 2
    known = Counter(first[:half]), Counter(second[:half])
    score = 0.0
    for truth, sample in enumerate((first[half:], second[half:])):
        for value in sample:
            votes = known[0][value], known[1][value]
            if votes[0] == votes[1]:
                score += 0.5
            elif votes[truth] == max(votes):
                score += 1
    return score / (2 * (LOOKS - half))


@cache
def _fails(difference: int, tolerance: float, best: bool = True) -> float:
    """Return how often a round fails for cups of 60 marbles and less, for the best cheat or not."""
    cups = WIDEST, WIDEST - difference
    buckets = None
    if best and difference:
        buckets = inspection.zero_knowledge_best_buckets(*cups, tolerance=tolerance)
    return inspection.zero_knowledge_alarm(*cups, buckets=buckets, tolerance=tolerance)


def _per_cent(share: float) -> str:
    return f"{100 * share:.2g} per cent"


def noise_and_threshold() -> Figure:
    """Draw how often the best cheat fails one round with noise, for three thresholds.

    Returns
    -------
    matplotlib.figure.Figure
        One line a threshold, over the difference between the cups, and for the widest threshold
        a thin line for a cheat who fills the buckets as the protocol says.

    Examples
    --------
    >>> noise_and_threshold().get_label()
    'Chance that one round with noise fails, for a cheat who fills both buckets as well as he can.
    Threshold 10 marbles: 50 per cent for an honest host, 73 per cent for cups that differ by 20.
    Threshold 20 marbles: 7.9 per cent for an honest host, 27 per cent for cups that differ by 20.
    Threshold 30 marbles: 0.47 per cent for an honest host, 3.8 per cent for cups that differ by 20;
    by the rule of filling it would be 14 per cent.'
    """
    units = "Chance that one round fails, by how far a reading may be off"
    told = []
    with house_figure(
        "Noise hides small differences", units, MODEL, height=4.2, left=0.6, below=0.58
    ) as (fig, ax):
        styles = {1.0: (0, (1, 1.2)), 2.0: (0, (4, 2)), 3.0: "-"}
        spots = {1.0: (35, 0.68), 2.0: (35, 0.57), 3.0: (37.5, 0.16)}
        differences = range(WIDEST + 1)
        naive = [_fails(difference, 3.0, best=False) for difference in differences]
        ax.plot(naive, color=LIGHT["muted"], linewidth=1)
        ax.text(36, 0.06, "thin: filled by the rule", color=LIGHT["muted"])
        for tolerance, style in styles.items():
            chances = [_fails(difference, tolerance) for difference in differences]
            ax.plot(chances, color=LIGHT["limit"], linestyle=style)
            marbles = int(tolerance * math.sqrt(TOTAL))
            ax.text(*spots[tolerance], f"{marbles} marbles off")
            told.append(
                f"Threshold {marbles} marbles: {_per_cent(chances[0])} for an honest "
                f"host, {_per_cent(chances[20])} for cups that differ by 20"
            )
        ax.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
        ax.set(xlim=(0, WIDEST), ylim=(0, 0.85))
        ax.set_xlabel("Marbles by which the cups differ (0: honest host)")
    fig.set_label(
        "Chance that one round with noise fails, for a cheat who fills both buckets as well as he "
        f"can. {'. '.join(told)}; by the rule of filling it would be {_per_cent(naive[20])}."
    )
    return fig
