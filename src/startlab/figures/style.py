"""The house style: colours, sizes, one frame for every figure, dates and lengths in words."""

import csv
import io
import math
import os
import re
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

# Each colour of the house style: its name, in light pages, in dark pages.
COLOURS = {
    "paper": ("#fdfdfb", "#15191e"),
    "ink": ("#1f2430", "#e8e6e1"),
    "muted": ("#596273", "#a8b0bd"),
    "grid": ("#dde1e7", "#363c46"),
    "us": ("#1a5fa8", "#74b5f2"),
    "ru": ("#b5470f", "#f0a261"),
    "limit": ("#8f1d45", "#ff8fab"),
    "third": ("#3f7a3a", "#8fcf86"),
}
LIGHT = {name: light for name, (light, _) in COLOURS.items()}
STYLE: dict[Any, Any] = {
    "svg.hashsalt": "startlab",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 10.5,
    "axes.edgecolor": LIGHT["muted"],
    "axes.labelcolor": LIGHT["ink"],
    "axes.facecolor": LIGHT["paper"],
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.titlelocation": "left",
    "grid.color": LIGHT["grid"],
    "grid.linewidth": 0.8,
    "figure.facecolor": LIGHT["paper"],
    "text.color": LIGHT["ink"],
    "xtick.color": LIGHT["muted"],
    "ytick.color": LIGHT["muted"],
    "xtick.labelcolor": LIGHT["ink"],
    "ytick.labelcolor": LIGHT["ink"],
    "lines.linewidth": 2.2,
}
# What a student has set must not change a figure of the book: it starts from matplotlib's defaults.
# The keys left out are no matter of looks, and setting them would change the session.
HOUSE = {
    key: value
    for key, value in {**mpl.rcParamsDefault, **STYLE}.items()
    if not key.startswith(("backend", "interactive", "toolbar", "webagg", "keymap", "tk.", "date."))
}
# matplotlib has one set of defaults for all threads, and JupyterLab lets a widget draw in a thread
# of its own while a cell draws: at once they would mix them.
_ONE_AT_A_TIME = threading.RLock()
# Names of the parties: in a title, in a label, in a sentence.
NAMES = {"US": "United States", "RU": "Russia"}
SHORT = {"US": "US", "RU": "Russia"}
IN_TEXT = {"US": "the United States", "RU": "Russia"}
# A phone shows a figure 375 pixels wide. At this width in inches a point is then a little more
# than a pixel, so that no word in a figure is smaller than 10 pixels if none is under 10 points.
WIDTH = 5.0
SMALLEST, TEXT, TITLE = 10.0, 10.5, 13.0  # points
EDGE = 0.06  # inches from the border of a figure to its words
LINE = 0.2  # inches from one line of text to the next


# Set where notebooks are run to be stored: for pages, with all states and rows of their figures.
FOR_PAGES = "STARTLAB_DRAW_ALL_STATES"
# What a row says of the world; the rest is how it looks, or what its mark did not show.
TOLD = [
    *("panel", "group", "line", "lane", "row", "column", "words", "text", "party", "x", "y"),
    *("number", "start", "end", "low", "high", "name", "kind", "count", "latitude", "longitude"),
]
MOST_TEXT = 30_000  # letters: a line for each day of eight courses would double a notebook


class HouseFigure(Figure):
    """A figure of the book: a notebook shows it as SVG, or as the sentence of its label.

    `rows` is the table that its mark was given.
    """

    rows: Any = None

    def __repr__(self) -> str:
        return str(self.get_label())

    def _repr_mimebundle_(self, **_options: Any) -> tuple[dict[str, str], dict[str, Any]]:
        from startlab.figures.svg import svg_document

        rows = "\n".join(rows_as_text(self)) if os.environ.get(FOR_PAGES) else ""
        data = {"text/plain": repr(self), "image/svg+xml": svg_document(self)}
        return data, {"startlab": {"rows": rows}} if rows else {}


def rows_as_text(figure: Figure) -> list[str]:
    """Return the rows behind a figure as lines of CSV, without their looks."""
    rows = getattr(figure, "rows", None)
    if rows is None:
        return []
    cells = {name: [_as_cell(v) for v in rows[name].to_list()] for name in TOLD if name in rows}
    told = {name: column for name, column in cells.items() if any(column)}
    text = io.StringIO()  # in half the time of pandas, which takes a twentieth of a frame
    csv.writer(text, lineterminator="\n").writerows([told, *zip(*told.values(), strict=True)])
    return text.getvalue().splitlines() if text.tell() <= MOST_TEXT else []


def _as_cell(value: Any) -> str:
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.10g}"
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return "" if value is None or value is pd.NA or value is pd.NaT else str(value)


def leave_pictures_to_others() -> None:
    """Keep the formats that a student has chosen for figures away from a `HouseFigure`."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is not None:
        for kind in ("image/png", "image/jpeg", "image/svg+xml", "application/pdf"):
            shell.display_formatter.formatters[kind].for_type(HouseFigure, lambda _figure: None)


leave_pictures_to_others()


@contextmanager
def session_kept() -> Iterator[None]:
    """Put back afterwards what is changed of matplotlib's settings, one thread at a time."""
    with _ONE_AT_A_TIME, mpl.rc_context():
        yield


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house style, and leave the session as it was."""
    with session_kept():  # setting what is set already costs a tenth of a figure
        mpl.rcParams.update({k: v for k, v in HOUSE.items() if mpl.rcParams[k] != v})
        yield


def day(when: object) -> str:
    """Return a date in words, in English whatever language the session has.

    >>> day("2018-02-05"), month("2018-02-05")
    ('5 February 2018', 'February 2018')
    """
    stamp = pd.Timestamp(str(when))
    return f"{stamp.day} {month(stamp)}"


def month(when: object) -> str:
    """Return the month and year of a date in English."""
    stamp = pd.Timestamp(str(when))
    return f"{stamp.month_name()} {stamp.year}"


def number_of(things: str, number: float) -> str:
    """Return a number with its word: 2 periods, 1 period, no periods."""
    return f"{number or 'no'} {things}{'s' * (number != 1)}"


def minus(text: object) -> str:
    """Return a number as text with a printed minus sign."""
    return str(text).replace("-", "−")


@lru_cache(maxsize=4096)
def length(words: str, size: float = TEXT, weight: str = "normal") -> float:
    """Return how long words are in inches, in a font that is wider than most."""
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    return float(text_to_path.get_text_width_height_descent(words, font, False)[0]) / 72


def longest(texts: Iterable[str], weight: str = "normal") -> float:
    """Return the length of the longest line of some texts in inches."""
    return max(
        (length(line, TEXT, weight) for text in texts for line in text.split("\n")), default=0.0
    )


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


def balanced(text: str, size: float, weight: str = "normal") -> list[str]:
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
def frame(
    title: str,
    units: str,
    source: str,
    *,
    height: float = 4.0,
    left: float = 0.62,
    right: float = 0.2,
    above: float = 0.0,
    below: float = 0.36,
) -> Iterator[tuple[HouseFigure, Axes]]:
    """Set up a figure in the house style: title, units, one set of axes, source.

    Lines too long for the figure are broken; the axes get the room that is left by the inches
    kept free around them.
    """
    with house_style():
        figure = HouseFigure(figsize=(WIDTH, height), label=f"{title}. {units}.")

        def write(line: str, at: float, va: str, **style: Any) -> None:
            figure.text(EDGE / WIDTH, at / height, line, va=va, **style)

        at = height - 0.1
        for line in balanced(title, TITLE, "bold"):
            write(line, at, "top", size=TITLE, weight="bold")
            at -= 0.23
        at -= 0.05
        for line in balanced(units, TEXT):
            write(line, at, "top", size=TEXT, color=LIGHT["muted"])
            at -= LINE
        top, low = at - 0.18 - above, 0.09
        for line in reversed(balanced(source, SMALLEST)):
            write(line, low, "baseline", size=SMALLEST, color=LIGHT["muted"])
            low += 0.17
        low += below
        wide = 1 - (left + right) / WIDTH
        axes = figure.add_axes((left / WIDTH, low / height, wide, (top - low) / height))
        axes.yaxis.set_label_coords(0, 0)  # it has no words: matplotlib need not find them a place
        yield figure, axes


def write_text(figure: Figure, text: str, at: float, *, indent: float = 0.0, **style: Any) -> float:
    """Write a text over the width of a figure from a height in inches; return what is under it."""
    for line in wrapped(text, TEXT, style.get("weight", "normal"), WIDTH - 2 * EDGE - indent):
        place = (EDGE + indent) / WIDTH, at / figure.get_figheight()
        figure.text(*place, line, va="top", size=TEXT, **style)
        at -= LINE
    return at
