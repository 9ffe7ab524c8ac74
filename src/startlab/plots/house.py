"""The house style: one set-up for every figure, names, colours and dates in words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import pandas as pd
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from startlab import datasets
from startlab.errors import StartlabError, nearest
from startlab.sources import sources_of
from startlab.svg import LIGHT, STYLE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

# What the three central limits count, in words for axes and sentences.
QUANTITIES = {
    "deployed_vehicles": "deployed missiles and heavy bombers",
    "deployed_warheads": "warheads counted as deployed",
    "total_launchers": "launchers and bombers, deployed or not",
}
NAMES = {"US": "United States", "RU": "Russia"}
SHORT = {"US": "US", "RU": "Russia"}
IN_TEXT = {"US": "the United States", "RU": "Russia"}
PARTY_STYLE: dict[str, dict[str, Any]] = {
    "US": {"color": LIGHT["us"], "marker": "o"},
    "RU": {"color": LIGHT["ru"], "marker": "s"},
}
DECLARED_SOURCE = "Declared under New START; compiled by startlab"
# Behind words, where a line must not run through them.
PAPER = {"facecolor": LIGHT["paper"], "edgecolor": "none", "pad": 1}
LINE = 0.2  # inches from one line of text to the next


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


def year_ticks(axes: Axes, first: int, last: int, step: int = 0) -> None:
    """Mark each year, or each second one where there are many, or each of a given step."""
    step = step or (1 if last - first < 7 else 2)
    years = range(first, last + 1, step)
    axes.set_xticks([date2num(date(year, 1, 1)) for year in years], [str(y) for y in years])


def checked(name: str, value: str, allowed: Mapping[str, str]) -> str:
    """Return the value, or raise with the nearest allowed ones."""
    if value not in allowed:
        raise StartlabError(f"{name} cannot be {value!r}; nearest: {nearest(value, allowed)}.")
    return value


def thousands(axis: Axis) -> None:
    """Write the numbers of an axis as 1,550."""
    axis.set_major_formatter(lambda value, _: f"{value:,.0f}")


def rows_only(axes: Axes) -> None:
    """Take away what rows with names do not need: the left border, its marks, lines across."""
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y", visible=False)


def bare(axes: Axes) -> None:
    """Leave nothing of the axes but the words below them."""
    axes.tick_params(axis="x", length=0)
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(False)


def worded_bar(
    axes: Axes,
    place: float,
    words: str,
    *,
    filled: int = 0,
    hollow: int = 0,
    colour: str,
    hatch: Any = None,
) -> None:
    """Draw a bar under its words: a filled part, and from its end on a hollow one."""
    if filled:
        axes.barh(-place, filled, height=0.36, color=colour, ec=colour)
    if hollow:
        axes.barh(-place, hollow, left=filled, height=0.36, fc="none", ec=colour, hatch=hatch)
    axes.text(0, 0.26 - place, words, size=11)


def written(figure: Figure, text: str, at: float, width: int, weight: str = "normal") -> float:
    """Write a text from a height in inches down, and return the height under it."""
    for line in textwrap.wrap(text, width):
        figure.text(0.01, at / figure.get_figheight(), line, size=10.5, va="top", weight=weight)
        at -= LINE
    return at


def central_limit(item: str) -> tuple[int, pd.Timestamp]:
    """Return a central limit of New START and the day from which it binds."""
    limits = datasets.load_limits()
    row = limits[(limits.treaty == "New START") & (limits["item"] == item)].iloc[0]
    return int(row.limit_value), row.binds_from


def limit_line(axes: Axes, limit: int, binds: pd.Timestamp) -> None:
    """Draw a limit over the time shown: dashed before it binds, solid after."""
    start, end = axes.get_xlim()
    for begin, until, style in ((start, date2num(binds), "--"), (date2num(binds), end, "-")):
        line: dict[str, Any] = {"color": LIGHT["limit"], "linewidth": 1.6, "linestyle": style}
        axes.plot((max(start, begin), until), (limit, limit), **line)


def treaty_end() -> pd.Timestamp:
    """Return the day on which New START ended."""
    return pd.Timestamp(datasets.load_treaties().set_index("treaty").ended["New START"])


def newest_source(table: pd.DataFrame) -> str:
    """Return in words the month of the newest source of a table."""
    cited = sources_of({"source": table.source.dropna()})
    newest = pd.Timestamp(max(source.date for source in cited if len(source.date) > 4))
    return f"{newest:%B %Y}"


def capital(words: str) -> str:
    """Return words with a capital letter at the start, the rest as it is."""
    return words[:1].upper() + words[1:]


def minus(text: object) -> str:
    """Return a number as text with a printed minus sign."""
    return str(text).replace("-", "−")
