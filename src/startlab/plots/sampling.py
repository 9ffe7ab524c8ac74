"""Figures of inspection by sample: what a number of inspections can detect, and what it takes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from startlab import datasets
from startlab.figures.style import LIGHT
from startlab.inspection import detection_probability, inspections_needed, simulate_inspections
from startlab.plots.house import BARS, house_figure, rows_only

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NAMED = 0.55  # inches under the axes, for their numbers and a name
MISSILES = 400  # the deployed Minuteman III missiles of the United States, rounded
METHOD_NAMES = {"exact": "Exact", "iaea": "IAEA formula", "jaech": "Jaech's form"}
FOOT = "Model: random choice, no missile twice. Invented case of 400 missiles; startlab."


def detection_chances(years: int = 5) -> Figure:
    """Draw the chance of detection against the number of violations, after one year and several.

    Parameters
    ----------
    years : int
        Years of Type One inspections behind the second curve; the quota is read from the table.

    Returns
    -------
    matplotlib.figure.Figure
        Two curves, with dots at 4 and at 40 violations.

    Examples
    --------
    >>> detection_chances().get_label()
    'Probability of detecting at least one violation among 400 missiles. With 10 inspections, one
    year of the quota: 9.7 per cent for 4 violations and 66 per cent for 40. With 50 inspections,
    5 years: 42 per cent for 4 violations and 99.6 per cent for 40.'
    """
    quota, sentences = _quota(), []
    counts = {quota: "one year", years * quota: f"{years} years"}
    units = "Probability in per cent that at least one violation is detected"
    with house_figure("What a sample can see", units, FOOT, height=4.1, below=NAMED) as (
        figure,
        axes,
    ):
        for (count, span), colour, dashes in zip(
            counts.items(), (LIGHT["third"], LIGHT["ink"]), ("-", "--"), strict=True
        ):
            chances = [100 * detection_probability(MISSILES, v, count) for v in range(101)]
            axes.plot(range(101), chances, color=colour, linestyle=dashes)
            found = {v: detection_probability(MISSILES, v, count) for v in (4, 40)}
            axes.plot(list(found), [100 * p for p in found.values()], "o", color=colour)
            for v, p in found.items():
                axes.text(v + 1.5, 100 * p - 3, f"{_per_cent(p)} %", color=colour, va="top")
            low = count == quota
            place = (56, 62) if low else (16, 73)
            axes.text(*place, f"{count} in {span}", color=colour, weight="bold")
            kind = "one year of the quota" if low else span
            sentences.append(
                f"With {count} inspections, {kind}: {_per_cent(found[4])} per cent for 4 "
                f"violations and {_per_cent(found[40])} per cent for 40."
            )
        axes.set(xlim=(0, 101), ylim=(0, 104))
        below(axes, f"violations among {MISSILES} missiles")
    figure.set_label(
        f"Probability of detecting at least one violation among {MISSILES} missiles. "
        f"{' '.join(sentences)}"
    )
    return figure


def detection_road(violations: int = 40, inspections: int = 10) -> Figure:
    """Draw the chance of detection from no inspection to one of every missile, with one point.

    Parameters
    ----------
    violations : int
        Missiles with a warhead too many, of 400.
    inspections : int
        Missiles inspected.

    Returns
    -------
    matplotlib.figure.Figure
        A curve, the chosen point on it, and the yearly quota of Type One inspections.

    Examples
    --------
    >>> detection_road(4, 50).get_label()
    '400 missiles, 4 in violation, 50 inspected at random: the probability of detecting at least
    one is 42 per cent. To reach 95 per cent, 211 must be inspected.'
    """
    quota = _quota()
    chance = detection_probability(MISSILES, violations, inspections)
    title = f"{violations} of {MISSILES} in violation, {inspections} inspected"
    units = "Probability in per cent that at least one violation is detected"
    with house_figure(title, units, FOOT, height=4.0, below=NAMED) as (figure, axes):
        stops = [*range(0, 40, 2), *range(40, MISSILES + 1, 10)]
        course = [100 * detection_probability(MISSILES, violations, stop) for stop in stops]
        axes.axvline(quota, color=LIGHT["limit"], linewidth=1.6)
        axes.text(quota + 5, 108, f"quota: {quota} a year", color=LIGHT["limit"])
        axes.plot(stops, course, color=LIGHT["third"])
        axes.plot((0, inspections), 2 * (100 * chance,), color=LIGHT["muted"], linewidth=1.2)
        axes.plot(2 * (inspections,), (0, 100 * chance), color=LIGHT["muted"], linewidth=1.2)
        axes.plot(inspections, 100 * chance, "o", color=LIGHT["ink"], markersize=8)
        axes.text(
            392,
            7,
            f"detected: {_per_cent(chance)} %",
            ha="right",
            size=13,
            weight="bold",
            bbox={"facecolor": LIGHT["paper"], "edgecolor": "none", "pad": 3},
        )
        axes.set(xlim=(0, MISSILES + 8), ylim=(0, 118), yticks=range(0, 101, 25))
        below(axes, "missiles inspected")
    needed = inspections_needed(MISSILES, violations, 0.95)
    figure.set_label(
        f"{MISSILES} missiles, {violations} in violation, {inspections} inspected at random: "
        f"the probability of detecting at least one is {_per_cent(chance)} per cent. "
        f"To reach 95 per cent, {needed} must be inspected."
    )
    return figure


def counts_needed() -> Figure:
    """Draw how many inspections an even chance and 95 per cent take, against the violations.

    Returns
    -------
    matplotlib.figure.Figure
        Two curves on a logarithmic scale of violations, with the quota of one year.

    Examples
    --------
    >>> counts_needed().get_label()
    'Inspections needed among 400 missiles. For 95 per cent: 380 with 1 violation, 211 with 4, 28
    with 40. For 50 per cent: 200 with 1 violation, 64 with 4, 7 with 40. The quota of one year
    is 10.'
    """
    quota, sentences = _quota(), []
    units = "Inspections needed; violations on a logarithmic scale"
    with house_figure(
        "Few violations take many inspections", units, FOOT, height=4.1, below=NAMED
    ) as (figure, axes):
        axes.set_xscale("log")
        grid = sorted({round(10 ** (step / 20)) for step in range(47)})
        for confidence, colour, dashes, side, up in (
            (0.95, "third", "-", "left", 8),
            (0.5, "ink", "--", "right", -30),
        ):
            sizes = [inspections_needed(MISSILES, v, confidence) for v in grid]
            axes.plot(grid, sizes, color=LIGHT[colour], linestyle=dashes)
            marked = {v: inspections_needed(MISSILES, v, confidence) for v in (1, 4, 40)}
            axes.plot(list(marked), list(marked.values()), "o", color=LIGHT[colour])
            for v, size in marked.items():
                aside = v * 1.07 if up > 0 or v == 1 else v * 0.95
                across = "left" if v == 1 else side
                height = size + (up if v > 1 or up > 0 else 8)
                if v == 40:  # a line above the name of the quota
                    height += 14
                if size > 2 * quota:  # lower dots lie on the line of the quota
                    axes.text(aside, height, str(size), color=LIGHT[colour], ha=across)
            share = f"{100 * confidence:g} per cent"
            place = (2.6, 280) if up > 0 else (0.96, 78)
            axes.text(*place, f"for {100 * confidence:g} %", color=LIGHT[colour], weight="bold")
            first, *others = (f"{size} with {v}" for v, size in marked.items())
            sentences.append(f"For {share}: {', '.join([f'{first} violation', *others])}.")
        axes.axhline(quota, color=LIGHT["limit"], linewidth=1.6)
        name = f"quota: {quota}"
        axes.text(205, quota + 10, name, color=LIGHT["limit"], ha="right")
        axes.set(xlim=(0.9, 210), ylim=(0, 410))
        ticks = (1, 2, 4, 10, 20, 40, 100, 200)
        axes.set_xticks(ticks, [str(tick) for tick in ticks])
        axes.set_xticks([], minor=True)
        below(axes, "violations")
    figure.set_label(
        f"Inspections needed among {MISSILES} missiles. {' '.join(sentences)} "
        f"The quota of one year is {quota}."
    )
    return figure


def sample_sizes(confidence: float = 0.95, violations: int = 40) -> Figure:
    """Draw the sample size by three methods for one confidence and number of violations.

    Parameters
    ----------
    confidence : float
        Wanted chance of finding at least one violation.
    violations : int
        Missiles with a warhead too many, of 400.

    Returns
    -------
    matplotlib.figure.Figure
        Three bars, and the quota of one year.

    Examples
    --------
    >>> sample_sizes(0.95, 4).get_label()
    "Detection with 95 per cent and 4 of 400 missiles in violation takes: 211 by the exact method,
    211 by the IAEA formula, 211 by Jaech's form. At 10 inspections a year the exact number takes
    22 years."
    """
    quota = _quota()
    sizes = {
        method: inspections_needed(MISSILES, violations, confidence, method=method)
        for method in METHOD_NAMES
    }
    share = f"{100 * confidence:g}"
    title = f"{share} per cent, {violations} of {MISSILES} in violation"
    units = f"Inspections needed, of {MISSILES} missiles, by three methods"
    with house_figure(title, units, FOOT, height=3.5, **BARS) as (figure, axes):
        for place, (method, size) in enumerate(sizes.items()):
            colour = LIGHT["third"]
            fill = colour if method == "exact" else "none"
            axes.barh(-0.12 - place, size, height=0.32, facecolor=fill, edgecolor=colour)
            axes.text(quota + 6, 0.14 - place, f"{METHOD_NAMES[method]}: {size}")
        axes.axvline(quota, color=LIGHT["limit"], linewidth=1.6)
        name = f"quota: {quota} a year"
        axes.text(quota + 6, 0.62, name, color=LIGHT["limit"])
        axes.set(xlim=(0, MISSILES), ylim=(-2.45, 0.95), yticks=[])
        rows_only(axes)
    span = math.ceil(sizes["exact"] / quota)
    figure.set_label(
        f"Detection with {share} per cent and {violations} of {MISSILES} missiles in "
        f"violation takes: {sizes['exact']} by the exact method, {sizes['iaea']} by the IAEA "
        f"formula, {sizes['jaech']} by Jaech's form. "
        f"At {quota} inspections a year the exact number takes "
        f"{span} year{'s' if span > 1 else ''}."
    )
    return figure


def simulated_years(years: int = 500, seed: int = 2011) -> Figure:
    """Draw simulated years beside the exact chance, for sure and for unsure recognition.

    Parameters
    ----------
    years : int
        Years simulated for each dot.
    seed : int
        Same seed, same dots.

    Returns
    -------
    matplotlib.figure.Figure
        Two exact curves for one year of inspections, and dots with two standard errors either way.

    Examples
    --------
    >>> simulated_years().get_label()
    'Probability of detecting a violation with 10 inspections among 400 missiles. If every
    inspected violation is recognised: 66 per cent for 40 violations. If half are: 40 per cent.
    Each dot is the share in 500 simulated years; 20 of 20 dots lie within two standard errors
    of the exact value.'
    """
    quota, near, dots, chances = _quota(), 0, 0, []
    units = f"Years with detection, per cent; each dot is {years} simulated years"
    with house_figure(
        "Probability by formula and by trial", units, FOOT, height=4.1, below=NAMED
    ) as (figure, axes):
        for share, colour, dashes, marker in (
            (1.0, "third", "-", "o"),
            (0.5, "ink", "--", "s"),
        ):
            exact = [
                detection_probability(MISSILES, v, quota, identification=share) for v in range(101)
            ]
            axes.plot([100 * p for p in exact], color=LIGHT[colour], linestyle=dashes)
            for v in range(10, 101, 10):
                seen = simulate_inspections(
                    MISSILES, v, quota, years, seed=seed + v + dots, identification=share
                )
                error = 2 * math.sqrt(exact[v] * (1 - exact[v]) / years)
                near += abs(seen - exact[v]) <= error
                dots += 1
                reach = (100 * (seen - error), 100 * (seen + error))
                axes.plot((v, v), reach, color=LIGHT[colour], linewidth=1.2)
                axes.plot(v, 100 * seen, marker, color=LIGHT[colour], markersize=6)
            chances.append(_per_cent(exact[40]))
        for place, text, colour in (
            ((3, 88), "all recognised", "third"),
            ((53, 31), "half recognised", "ink"),
        ):
            axes.text(*place, text, color=LIGHT[colour], weight="bold")
        axes.set(xlim=(0, 103), ylim=(0, 104))
        below(axes, f"violations among {MISSILES} missiles, {quota} inspected")
    figure.set_label(
        f"Probability of detecting a violation with {quota} inspections among {MISSILES} missiles. "
        f"If every inspected violation is recognised: {chances[0]} per cent for 40 violations. "
        f"If half are: {chances[1]} per cent. Each dot is the share in {years} simulated years; "
        f"{near} of {dots} dots lie within two standard errors of the exact value."
    )
    return figure


def _quota() -> int:
    """Return how many Type One inspections a party could make in a year."""
    table = datasets.load_inspections().set_index("metric")
    return int(table["value"]["quota_type_one"])


def _per_cent(chance: float) -> str:
    """Return a chance in per cent: whole, but with one decimal near 0 and near 100."""
    share = 100 * chance
    if 0 < share < 0.05 or 99.95 <= share < 100:
        return "under 0.1" if share < 1 else "over 99.9"
    if share in (0, 100) or 9.95 <= share < 98.95:
        return str(math.floor(share + 0.5 + 1e-9))
    return f"{math.floor(10 * share + 0.5 + 1e-9) / 10:.1f}"


def below(axes: Axes, text: str) -> None:
    """Name the horizontal axis at its right end; the figure keeps `NAMED` free for it."""
    axes.set_xlabel(text, loc="right", labelpad=1)
