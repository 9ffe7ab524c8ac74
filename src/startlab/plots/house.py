"""The house style: one set-up for every figure, names, colours and dates in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.dates import date2num
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.textpath import text_to_path

from startlab import datasets
from startlab.errors import StartlabError, nearest
from startlab.figures.style import LIGHT, HouseFigure, house_style, month
from startlab.sources import sources_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

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
# A phone shows a figure 375 pixels wide. At this width in inches a point is then a little more
# than a pixel, so that no word in a figure is smaller than 10 pixels if none is under 10 points.
WIDTH = 5.0
SMALLEST, TEXT, TITLE = 10.0, 10.5, 13.0  # points
# Room around the axes, in inches: of bars under their words, and where nothing but words stands.
BARS = {"left": 0.15, "right": 0.3}
BARE = {"left": 0.1, "right": 0.1, "below": 0.1}
EDGE = 0.06  # inches from the border of a figure to its words
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
    return f"{stamp.day} {month(stamp)}"


@lru_cache(maxsize=4096)
def length(words: str, size: float = TEXT, weight: str = "normal") -> float:
    """Return how long words are in inches, in a font that is wider than most."""
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    return float(text_to_path.get_text_width_height_descent(words, font, False)[0]) / 72


def wrapped(
    text: str, size: float = TEXT, weight: str = "normal", width: float = WIDTH - 2 * EDGE
) -> list[str]:
    """Break a text into lines that fit a width in inches."""
    blank = length("n n", size, weight) - length("nn", size, weight)
    lines: list[list[str]] = [[]]
    room = width
    for word in text.split():  # words come again and again, so their lengths are kept
        needed = length(word, size, weight)
        if lines[-1] and needed > room:
            lines.append([])
            room = width
        lines[-1].append(word)
        room -= needed + blank
    return [" ".join(line) for line in lines]


def _balanced(text: str, size: float, weight: str = "normal") -> list[str]:
    """Break a text into as few lines as can be: after a sentence, or else in the middle."""
    width = WIDTH - 2 * EDGE
    lines = wrapped(text, size, weight, width)
    for end in [found.end() for found in re.finditer(r"[.;] ", text)][::-1]:
        halves = [text[: end - 1], text[end:]]
        fit = all(len(wrapped(half, size, weight, width)) == 1 for half in halves)
        if len(lines) == 2 and fit and 3 * end > len(text):
            return halves
    while len(lines) > 1:
        width -= 0.1
        narrower = wrapped(text, size, weight, width)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return lines


@contextmanager
def house_figure(
    title: str,
    units: str,
    foot: str,
    *,
    height: float = 4.0,
    left: float = 0.62,
    right: float = 0.2,
    below: float = 0.36,
) -> Iterator[tuple[Figure, Axes]]:
    """Set up a figure in the house style: title, units, one set of axes, foot line.

    Lines too long for the figure are broken; the axes get the room that is left.

    Parameters
    ----------
    title : str
        What is seen.
    units : str
        What is counted, in which units.
    foot : str
        Source and as-of date.
    height : float
        In inches; the width is `WIDTH`.
    left, right, below : float
        Inches kept free beside the axes, and between them and the foot line.

    Yields
    ------
    tuple of Figure and Axes
        To draw on.

    Examples
    --------
    >>> with house_figure("Nothing yet", "warheads", "Source: none") as (figure, axes):
    ...     figure.set_label("An empty figure.")
    """
    with house_style():
        figure = HouseFigure(figsize=(WIDTH, height), label=f"{title}. {units}.")
        at = height - 0.1
        for line in _balanced(title, TITLE, "bold"):
            _line(figure, line, at, "top", size=TITLE, weight="bold")
            at -= 0.23
        at -= 0.05
        for line in _balanced(units, TEXT):
            _line(figure, line, at, "top", size=TEXT, color=LIGHT["muted"])
            at -= LINE
        top = at - 0.18
        low = 0.09
        for line in reversed(_balanced(foot, SMALLEST)):
            _line(figure, line, low, "baseline", size=SMALLEST, color=LIGHT["muted"])
            low += 0.17
        across, up = (left / WIDTH, 1 - right / WIDTH), ((low + below) / height, top / height)
        yield figure, figure.add_axes((across[0], up[0], across[1] - across[0], up[1] - up[0]))


def under(figure: Figure, labels: float) -> float:
    """Return the height in inches from which words can stand under axes and their labels."""
    return float(figure.axes[0].get_position().y0 * figure.get_figheight()) - labels


def _line(figure: Figure, words: str, at: float, va: Any, **style: Any) -> None:
    figure.text(EDGE / WIDTH, at / figure.get_figheight(), words, va=va, **style)


def written(
    figure: Figure,
    text: str,
    at: float,
    weight: str = "normal",
    colour: str = "ink",
    indent: float = 0,
) -> float:
    """Write a text from a height in inches down, and return the height under it."""
    style: dict[str, Any] = {"size": TEXT, "weight": weight, "color": LIGHT[colour]}
    for line in wrapped(text, TEXT, weight, WIDTH - 2 * EDGE - indent):
        figure.text((EDGE + indent) / WIDTH, at / figure.get_figheight(), line, va="top", **style)
        at -= LINE
    return at


def room_for(names: Iterable[str]) -> float:
    """Return the inches that names at the right ends of lines need."""
    return 0.12 + max(length(name, weight="bold") for name in names)


def listed(figure: Figure, text: str, at: float, mark: dict[str, Any], colour: str) -> float:
    """Write a text as `written` does, with a mark before it."""
    across, middle = (EDGE + 0.07) / WIDTH, (at - 0.08) / figure.get_figheight()
    figure.add_artist(Line2D([across], [middle], linestyle="none", markersize=6, **mark))
    return written(figure, text, at, colour=colour, indent=0.22)


def end_labels(axes: Axes, labels: list[tuple[str, float, str]]) -> None:
    """Name each line at its right end, far enough apart to be read."""
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
    axes.text(0, 0.26 - place, words)


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
    return month(newest)


def capital(words: str) -> str:
    """Return words with a capital letter at the start, the rest as it is."""
    return words[:1].upper() + words[1:]


def minus(text: object) -> str:
    """Return a number as text with a printed minus sign."""
    return str(text).replace("-", "−")
