"""The house style: one set-up for every figure, names, colours and dates in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import pandas as pd
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from startlab.errors import StartlabError, nearest
from startlab.svg import LIGHT, STYLE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# What the three central limits count, in words for axes and sentences.
QUANTITIES = {
    "deployed_vehicles": "deployed missiles and heavy bombers",
    "deployed_warheads": "warheads counted as deployed",
    "total_launchers": "launchers and bombers, deployed or not",
}
NAMES = {"US": "United States", "RU": "Russia"}
PARTY_STYLE: dict[str, dict[str, Any]] = {
    "US": {"color": LIGHT["us"], "marker": "o"},
    "RU": {"color": LIGHT["ru"], "marker": "s"},
}
DECLARED_SOURCE = "Declared under New START; compiled by startlab"


def day(when: object) -> str:
    """Return a date in words.

    Parameters
    ----------
    when : datetime-like or str
        A date.

    Returns
    -------
    str
        Day, month and year.

    Examples
    --------
    >>> day("2018-02-05")
    '5 February 2018'
    """
    stamp = pd.Timestamp(str(when))
    return f"{stamp.day} {stamp:%B %Y}"


@contextmanager
def house_figure(
    title: str, units: str, foot: str, *, height: float = 4.0, left: float = 0.12
) -> Iterator[tuple[Figure, Axes]]:
    """Set up a figure in the house style: title, units, one set of axes, foot line.

    Parameters
    ----------
    title : str
        What is seen.
    units : str
        What is counted, in which units.
    foot : str
        Source and as-of date.
    height : float
        In inches; the width is 6 inches.
    left : float
        Share of the width that the labels at the left need.

    Yields
    ------
    tuple of Figure and Axes
        To draw on.

    Examples
    --------
    >>> with house_figure("Nothing yet", "warheads", "Source: none") as (figure, axes):
    ...     figure.set_label("An empty figure.")
    """
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(6.0, height))
        inch = 1 / height
        axes = figure.add_axes((left, 0.62 * inch, 0.96 - left, 1 - 1.38 * inch))
        figure.text(0.01, 1 - 0.1 * inch, title, va="top", size=13, weight="bold")
        figure.text(0.01, 1 - 0.38 * inch, units, va="top", size=10.5, color=LIGHT["muted"])
        figure.text(0.01, 0.08 * inch, foot, size=9, color=LIGHT["muted"])
        yield figure, axes


def end_labels(figure: Figure, axes: Axes, labels: list[tuple[str, float, str]]) -> None:
    """Name each line at its right end, far enough apart to be read."""
    box = axes.get_position()
    axes.set_position((box.x0, box.y0, 0.775 - box.x0, box.height))
    low, high = axes.get_ylim()
    gap, previous = 0.075, -1.0
    for text, value, colour in sorted(labels, key=lambda label: label[1]):
        place = max((value - low) / (high - low), previous + gap)
        axes.text(
            1.015, place, text, transform=axes.transAxes, va="center", color=colour, weight="bold"
        )
        previous = place


def year_ticks(axes: Axes, first: int, last: int) -> None:
    """Mark each year, or each second one where there are many."""
    step = 1 if last - first < 7 else 2
    years = range(first, last + 1, step)
    axes.set_xticks([date2num(date(year, 1, 1)) for year in years], [str(y) for y in years])


def checked(name: str, value: str, allowed: Mapping[str, str]) -> str:
    """Return the value, or raise with the nearest allowed ones."""
    if value not in allowed:
        raise StartlabError(f"{name} cannot be {value!r}; nearest: {nearest(value, allowed)}.")
    return value
