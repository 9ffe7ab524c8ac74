"""What the marks share: rows and their defaults, looks, axes, words above and at the ends."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.dates import date2num
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import ScaledTranslation

from startlab.errors import StartlabError, nearest
from startlab.figures.style import (
    EDGE,
    LIGHT,
    LINE,
    TEXT,
    WIDTH,
    day,
    length,
    minus,
    wrapped,
    write_text,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

NAN = float("nan")
PARTY_COLOURS = {"US": "us", "RU": "ru", "USSR": "ru"}
DASHES: dict[str, Any] = {"solid": "-", "dashed": (0, (4, 1.5)), "dotted": (0, (1.5, 1))}
MARKERS = {"circle": "o", "square": "s", "diamond": "D", "cross": "X"}
Rows = Any  # a DataFrame; pandas' own types make each of its cells a union of fifteen
# What each mark reads: the columns that rows must have, and those that they may have.
COLUMNS: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "lines": (("line", "x", "y"), {"look": "solid", "dot": False, "panel": ""}),
    "points": (
        ("x", "y"),
        {
            "look": "filled",
            "marker": "circle",
            "words": "",
            "side": "above",
            "low": NAN,
            "high": NAN,
        },
    ),
    "bars": (("words", "number"), {"look": "filled", "label": "", "group": ""}),
    "columns": (("x", "number"), {"look": "filled", "label": "", "panel": ""}),
    "spans": (
        ("lane", "start", "end"),
        {"look": "filled", "words": "", "marker": "circle", "party": ""},
    ),
    "lanes": (
        ("lane", "x"),
        {"look": "filled", "marker": "circle", "words": "", "low": NAN, "high": NAN},
    ),
    "words": (("text",), {"look": "filled", "marker": "", "bold": False}),
    "grid": (
        ("row", "column", "text"),
        {"look": "filled", "marker": "", "bold": False, "framed": False},
    ),
}
GAP = 0.08  # inches between a mark and its words


@dataclass(frozen=True)
class Rule:
    """A line across a figure, with words: a limit (`y`), a day or a threshold (`x`)."""

    words: str
    x: Any = None
    y: float | None = None
    colour: str = "limit"
    look: str = "solid"


@dataclass(frozen=True)
class Band:
    """A part of the horizontal axis that is shaded, with words above it."""

    words: str
    start: Any
    end: Any


def with_defaults(mark: str, rows: Rows) -> Rows:
    """Return the rows with every column that a mark reads, or raise with what is missing."""
    needed, defaults = COLUMNS[mark]
    for name in needed:
        if name not in rows:
            raise StartlabError(
                f"The mark {mark} needs the column {name!r}; the rows have "
                f"{', '.join(map(str, rows.columns))}."
            )
    if rows.empty:
        raise StartlabError(f"The mark {mark} has no rows to draw.")
    rows = rows.reset_index(drop=True).copy()
    if "colour" not in rows:
        known = rows["party"].astype(str).map(PARTY_COLOURS) if "party" in rows else None
        rows["colour"] = "ink" if known is None else known.fillna("ink")
    for name, value in defaults.items():
        if name not in rows:
            rows[name] = value
    for colour in set(rows.colour) - set(LIGHT):
        raise StartlabError(f"No colour {colour!r}; nearest: {nearest(colour, LIGHT)}.")
    return rows


def numbers(values: Any) -> np.ndarray[Any, Any]:
    """Return places on an axis: dates as matplotlib counts them."""
    if pd.api.types.is_datetime64_any_dtype(values) or isinstance(values.iloc[0], pd.Timestamp):
        return np.asarray(date2num(pd.to_datetime(values)), float)
    return np.asarray(values, float)


def place_of(value: Any) -> float:
    """Return the place of one value on an axis."""
    return float(numbers(pd.Series([value]))[0])


def axis_ends(values: Iterable[Any], *, from_zero: bool | None = None) -> tuple[float, float]:
    """Return where an axis begins and ends: from zero, unless the numbers are all far from it."""
    known = [float(value) for value in values if value is not None and not pd.isna(value)]
    low, high = min(known), max(known)
    if from_zero is None:
        from_zero = low >= 0 and low < 0.6 * high
    room = 0.08 * ((high - low) or abs(high) or 1)
    return (0.0 if from_zero else low - room), high + room


def written(value: float, per_cent: bool = False) -> str:
    """Return a number as it is printed: 1,550, −0.25, 42 %, or 99.6 %."""
    if per_cent:
        share = float(round(100 * value, 1))
        if share in (0.0, 100.0) and value not in (0, 1):  # never a false 0 or 100
            return "under 0.1 %" if share == 0 else "over 99.9 %"
        whole = share.is_integer() or 10 <= share < 98.95
        return f"{share:.0f} %" if whole else f"{share:.1f} %"
    return minus(
        f"{value:,.0f}" if float(value).is_integer() or abs(value) >= 100 else f"{value:.3g}"
    )


def sentence(text: str) -> str:
    """Return a text that ends like a sentence."""
    return text if text.endswith((".", ":", "?")) else f"{text}."


def key_words(key: Any) -> str:
    """Return the names of a panel and a place as words."""
    parts = (
        [str(part).replace("\n", " ") for part in key if part]
        if isinstance(key, tuple)
        else [str(key)]
    )
    return ", ".join(parts)


def courses(rows: Rows, per_cent: bool) -> Iterable[str]:
    """Say of each line where it begins and ends, and its extremes where they lie between."""
    for (panel, name), line in rows.groupby(["panel", "line"], sort=False):
        known = line.dropna(subset="y")
        ends = [known.iloc[0], known.iloc[-1]]
        first, last = (
            f"{written(row.y, per_cent)} "
            + (
                f"on {day(row.x)}"
                if isinstance(row.x, pd.Timestamp)
                else f"{'in' if 1900 <= row.x <= 2100 else 'at'} {row.x:g}"
            )
            for row in ends
        )
        low, high = known.y.min(), known.y.max()
        told = f"from {first} to {last}"
        if high > max(row.y for row in ends):
            told += f", highest {written(high, per_cent)}"
        if low < min(row.y for row in ends):
            told += f", lowest {written(low, per_cent)}"
        yield f"{key_words((panel, name)) or 'The line'}: {told}."


def fill(part: Any) -> dict[str, Any]:
    """Return the style of a bar, column or span."""
    colour = LIGHT[part.colour]
    style: dict[str, Any] = {"fc": colour if part.look == "filled" else "none", "ec": colour}
    if part.look == "faint":
        style = {"fc": LIGHT["grid"], "ec": LIGHT["grid"]}
    return {**style, "linewidth": 1.2, "hatch": "///" if part.look == "hatched" else None}


def marker(mark: Any, size: float = 7.0) -> dict[str, Any]:
    """Return the style of a mark."""
    colour = LIGHT["grid"] if mark.look == "faint" else LIGHT[mark.colour]
    face = LIGHT["paper"] if mark.look == "open" else colour
    return {"marker": MARKERS[mark.marker], "markersize": size, "markerfacecolor": face,
            "markeredgecolor": colour, "linestyle": "none", "clip_on": False}  # fmt: skip


def dots(axes: Axes, x: Any, y: Any, colour: str, *, square: bool) -> None:
    """Mark places by strokes of no length: matplotlib's markers take four times the bytes."""
    places, heights = np.repeat(x, 3).astype(float), np.repeat(np.asarray(y, float), 3)
    heights[2::3] = np.nan
    cap: Any = "projecting" if square else "round"
    axes.plot(places, heights, color=colour, linewidth=6, solid_capstyle=cap)


def draw_point(axes: Axes, point: Any) -> None:
    """Draw a point with its words, and how uncertain it is."""
    if not math.isnan(point.low):
        axes.plot([point.place] * 2, (point.low, point.high), color=LIGHT[point.colour], lw=1.2)
    axes.plot([point.place], [point.y], **marker(point))
    if point.words:
        start, end = axes.get_xlim()
        if axes.get_xscale() == "log":
            start, end, at = math.log(start), math.log(end), math.log(point.place)
        else:
            at = point.place
        share = (at - start) / (end - start)
        across = "left" if share < 0.12 else "right" if share > 0.88 else "center"
        move, ha, va = {
            "above": ((0, 6), across, "bottom"),
            "below": ((0, -6), across, "top"),
            "left": ((-8, 0), "right", "center"),
            "right": ((8, 0), "left", "center"),
            "above right": ((6, 3), "left", "bottom"),
            "below right": ((6, -3), "left", "top"),
        }[point.side]
        style: Any = {"color": LIGHT[point.colour], "weight": "bold", "ha": ha, "va": va}
        place = (point.place, point.y)
        axes.annotate(point.words, place, xytext=move, textcoords="offset points", **style)


def draw_span(axes: Axes, span: Any, at: float, thick: float) -> None:
    """Draw from when to when, with words where there is room."""
    if pd.isna(span.start):  # a lane of which nothing is known
        return
    first, last = place_of(span.start), place_of(span.end)
    if last <= first:
        axes.plot([first], [at], **marker(span, 8))
    elif span.look == "faint":
        axes.plot((first, last), (at, at), color=LIGHT[span.colour], linewidth=1.2)
    else:
        axes.barh(at, last - first, thick, left=first, **fill(span))
    if span.words:
        start, end = axes.get_xlim()
        inches = axes.get_position().width * WIDTH
        after = (end - last) / (end - start) * inches > length(span.words) + GAP
        before = (first - start) / (end - start) * inches > length(span.words) + GAP
        if not (after or before):  # beside the name of the lane
            axes.text(1, at + 0.38, span.words, ha="right", va="center", color=LIGHT["muted"],
                      transform=axes.get_yaxis_transform())  # fmt: skip
            return
        axes.annotate(span.words, (last if after else first, at), va="center",
                      xytext=(GAP * 72 if after else -GAP * 72, 0), textcoords="offset points",
                      ha="left" if after else "right", color=LIGHT["muted"])  # fmt: skip


def by_name(rule: Rule | Band, where: dict[Any, float]) -> Rule | Band:
    """Return a rule or band of a figure with columns, its names replaced by places."""
    if isinstance(rule, Band):
        return Band(rule.words, where[rule.start] - 0.5, where[rule.end] + 0.5)
    if rule.x is None:
        return rule
    return Rule(rule.words, x=where[rule.x], colour=rule.colour, look=rule.look)


def draw_across(axes: Axes, rules: Iterable[Rule | Band]) -> None:
    """Draw limits and days as lines, and shade bands."""
    for rule in rules:
        if isinstance(rule, Band):
            ends = place_of(rule.start), place_of(rule.end)
            axes.axvspan(*ends, color=LIGHT["grid"], alpha=0.6, linewidth=0, zorder=0)
            continue
        style = {"color": LIGHT[rule.colour], "linestyle": DASHES[rule.look], "linewidth": 1.5}
        if rule.x is not None:
            axes.axvline(place_of(rule.x), **style)
        else:
            axes.axhline(float(rule.y or 0), **style)


def words_above(
    rules: Iterable[Rule | Band], start: float, end: float, inches: float
) -> list[tuple[int, float, str, str]]:
    """Set the words of days and bands over the axes: a level, a share of the width, words, colour.

    Words that would touch stand on different levels.
    """
    placed: list[tuple[int, float, str, str]] = []
    taken: list[list[tuple[float, float]]] = []
    for rule in rules:
        if isinstance(rule, Rule) and (rule.x is None or not rule.words):
            continue
        at = (
            (place_of(rule.start) + place_of(rule.end)) / 2
            if isinstance(rule, Band)
            else place_of(rule.x)
        )
        share, half = (at - start) / (end - start), length(rule.words) / 2 / inches
        share = min(max(share, half), 1 - half) if half < 0.5 else 0.5
        mine = (share - half - 0.02, share + half + 0.02)
        level = next(
            (n for n, row in enumerate(taken) if all(a >= mine[1] or b <= mine[0] for a, b in row)),
            len(taken),
        )
        if level == len(taken):
            taken.append([])
        taken[level].append(mine)
        placed.append(
            (level, share, rule.words, "muted" if isinstance(rule, Band) else rule.colour)
        )
    return placed


def write_above(axes: Axes, words_: Iterable[tuple[int, float, str, str]]) -> None:
    """Write what `words_above` has placed."""
    for level, share, text, colour in words_:
        axes.annotate(text, (share, 1), xycoords="axes fraction", ha="center", va="bottom",
                      xytext=(0, 3 + 72 * LINE * level), textcoords="offset points",
                      color=LIGHT[colour])  # fmt: skip


def end_labels(axes: Axes, labels: list[tuple[str, float, str]], *, inside: bool = False) -> None:
    """Name each line at its right end, far enough apart to be read."""
    low, high = axes.get_ylim()
    inches = axes.get_position().height * float(axes.figure.get_figheight())  # type: ignore[union-attr]
    gap, free = 0.19 / inches, -1.0
    labels = sorted(labels, key=lambda label: label[1])
    places = []
    for text, value, _ in labels:  # up from the lowest, and down again where the top is passed
        places.append(max((min(value, high) - low) / (high - low), free))
        free = places[-1] + gap * (1 + text.count("\n"))
    free = 1.0
    for place, (text, _, colour) in zip(places[::-1], labels[::-1], strict=True):
        place = min(place, free)
        side: dict[str, Any] = {"ha": "right", "va": "bottom"} if inside else {"va": "center"}
        axes.text(0.98 if inside else 1.015, place, text, transform=axes.transAxes, color=colour,
                  weight="bold", **side)  # fmt: skip
        free = place - gap * (1 + text.count("\n"))


def split(whole: Axes, panels: Sequence[str], across: int = 2) -> list[Axes]:
    """Return one set of axes for each panel, in the room of the whole."""
    if len(panels) == 1:
        return [whole]
    figure: Any = whole.figure
    box = whole.get_position()
    whole.remove()
    down = math.ceil(len(panels) / across)
    gap_x, gap_y = 0.35 / WIDTH, 0.42 / figure.get_figheight()
    wide = (box.width - gap_x * (across - 1)) / across
    tall = (box.height - gap_y * (down - 1) - 0.2 / figure.get_figheight()) / down
    return [
        figure.add_axes((
            box.x0 + (n % across) * (wide + gap_x),
            box.y0 + (down - 1 - n // across) * (tall + gap_y), wide, tall,
        ))
        for n in range(len(panels))
    ]  # fmt: skip


def at_left(axes: Axes, left: float) -> Any:
    """Return the transform for words at the left border of the figure, at a height of the axes."""
    figure = axes.figure
    move = ScaledTranslation(EDGE - left, 0, figure.dpi_scale_trans)
    return axes.get_yaxis_transform() + move


def rows_only(axes: Axes, *, names: bool = False) -> None:
    """Take away what rows with names do not need: the left border, its marks, lines across."""
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0, labelleft=names)
    axes.grid(axis="y", visible=False)


def mark_x(
    axes: Axes, start: float, end: float, *, dates: bool, log: bool = False, per_cent: bool = False
) -> None:
    """Mark round numbers, years or months along an axis."""
    if log:
        ticks = [n for n in (1, 2, 4, 10, 20, 40, 100, 200, 400, 1000) if start <= n <= end]
        axes.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
        axes.set_xticks([], minor=True)
        return
    if not dates:
        room = axes.get_position().width * WIDTH
        most = int(room / (0.25 + max(length(written(at, per_cent)) for at in (start, end))))
        axes.xaxis.set_major_locator(MaxNLocator(min(most, 7), integer=end - start > 4))
        mark_y(axes.xaxis, per_cent)
        if start >= 1900 and end <= 2100:  # years have no comma
            axes.xaxis.set_major_formatter("{x:.0f}")
        return
    first, last = (pd.Timestamp("1970-01-01") + pd.Timedelta(days=at) for at in (start, end))
    years = last.year - first.year
    if years > 2:
        step = next(n for n in (1, 2, 3, 5, 10, 20, 50) if years / n <= 8)
        marks = pd.date_range(f"{first.year}-01-01", last, freq=f"{step}YS")
        named = [f"{when.year}" for when in marks if when >= first]
    else:
        step = next(n for n in (1, 2, 3, 6, 12) if (last - first).days / 30 / n <= 5)
        marks = pd.date_range(first.replace(day=1), last, freq=f"{step}MS")
        named = [f"{when.month_name()[:3]} {when.year}" for when in marks if when >= first]
    axes.set_xticks(numbers(pd.Series(marks[marks >= first])), named)


def mark_y(axis: Axis, per_cent: bool = False) -> None:
    """Write the numbers of an axis as 1,550, or as 50 %."""
    axis.set_major_formatter(lambda value, _: written(round(value, 6), per_cent))


def stacked_levels(rows: Rows, near: float) -> Any:
    """Return how high each mark stands on those of its lane that are near it."""
    return rows.groupby(["lane", (rows.place // near)]).cumcount()


def depth(rows: Rows) -> float:
    """Return the inches that rows of words need."""
    return sum(LINE * len(_broken(row)) + (0.06 if row.bold else 0.03) for row in rows.itertuples())


def _broken(row: Any) -> list[str]:
    indent = 0.22 if row.marker else 0
    return wrapped(row.text, TEXT, "bold" if row.bold else "normal", WIDTH - 2 * EDGE - indent)


def write_rows(fig: Figure, rows: Rows, at: float) -> None:
    """Write rows of the mark `words` from a height in inches down."""
    for row in rows.itertuples():
        at -= 0.06 if row.bold else 0.03
        if row.marker:
            place = (EDGE + 0.07) / WIDTH, (at - 0.08) / fig.get_figheight()
            fig.add_artist(Line2D([place[0]], [place[1]], **marker(row, 6.5)))
        faint = row.look == "faint"
        colour = "muted" if faint else "ink" if row.marker else row.colour
        at = write_text(fig, row.text, at, indent=0.22 if row.marker else 0, color=LIGHT[colour],
                        weight="bold" if row.bold else "normal")  # fmt: skip
