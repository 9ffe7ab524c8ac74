"""Inside the axes: ends and ticks, panels, lines, points and spans with their words."""

import math
from collections.abc import Iterable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from startlab.figures.sentences import format_number
from startlab.figures.style import EDGE, LIGHT, LINE, TEXT, WIDTH, length, wrapped, write_text

Rows = Any  # a DataFrame; pandas' own types make each of its cells a union of fifteen
DASHES: dict[str, Any] = {"solid": "-", "dashed": (0, (4, 1.5)), "dotted": (0, (1.5, 1))}
MARKERS = {"circle": "o", "square": "s", "diamond": "D", "cross": "X"}
GAP = 0.08  # inches between a mark and its words
ROUND_STEPS = (1, 2, 2.5, 5, 10)  # between the numbers of an axis: never 60, 120, 180


def numbers(values: Any) -> np.ndarray[Any, Any]:
    """Return places on an axis: dates as matplotlib counts them."""
    values = pd.Series(values)
    if pd.api.types.is_datetime64_any_dtype(values) or isinstance(values.iloc[0], pd.Timestamp):
        return np.asarray(date2num(pd.to_datetime(values)), float)
    return np.asarray(values, float)


def place_of(value: Any) -> float:
    """Return the place of one value on an axis."""
    return float(date2num(value) if isinstance(value, pd.Timestamp) else value)


def each_row(rows: Rows) -> Iterator[SimpleNamespace]:
    """Yield the rows one by one, in a quarter of the time that `itertuples` takes for a few."""
    names = list(rows)
    for values in zip(*(rows[name].to_list() for name in names), strict=True):
        yield SimpleNamespace(**dict(zip(names, values, strict=True)))


def axis_ends(values: Iterable[Any], *, from_zero: bool | None = None) -> tuple[float, float]:
    """Return where an axis begins and ends: from zero, unless the numbers are all far from it."""
    known = [float(value) for value in values if value is not None and not pd.isna(value)]
    low, high = min(known), max(known)
    if from_zero is None:
        from_zero = 0 <= low < 0.6 * high
    room = 0.08 * ((high - low) or abs(high) or 1)
    return (0.0 if from_zero else low - room), high + room


def bar_style(part: Any) -> dict[str, Any]:
    """Return the style of a bar, column or span."""
    colour = LIGHT["grid"] if part.look == "faint" else LIGHT[part.colour]
    face = colour if part.look in ("filled", "faint") else "none"
    hatch = "///" if part.look == "hatched" else None
    return {"fc": face, "ec": colour, "linewidth": 1.2, "hatch": hatch}


def marker_style(mark: Any, size: float = 7.0) -> dict[str, Any]:
    """Return the style of a mark."""
    colour = LIGHT["grid"] if mark.look == "faint" else LIGHT[mark.colour]
    face = LIGHT["paper"] if mark.look == "open" else colour
    return {"marker": MARKERS[mark.marker], "markersize": size, "markerfacecolor": face,
            "markeredgecolor": colour, "linestyle": "none", "clip_on": False}  # fmt: skip


def draw_line(axes: Axes, line: Rows, *, steps: bool) -> None:
    """Draw a line: solid where its rows say so, else in its other look; with dots where asked."""
    places, colour = numbers(line.x), LIGHT[line.colour.iloc[0]]
    style: dict[str, Any] = {"color": colour, "drawstyle": "steps-mid" if steps else None}
    solid = line.y.where(line.look == "solid")
    broken = next((look for look in line.look if look != "solid"), "solid")
    axes.plot(places, line.y, linestyle=DASHES[broken], **style)
    if broken != "solid" and solid.notna().any():
        axes.plot(places, solid, **style)
    # One solid row between broken ones makes no line: it is marked.
    alone = solid.notna() & solid.shift().isna() & solid.shift(-1).isna()
    dotted = (line["dot"] | (alone & (len(line) > 1))).to_numpy(bool)
    # Strokes of no length: matplotlib's markers take four times the bytes.
    across, up = np.repeat(places[dotted], 3), np.repeat(line.y[dotted].to_numpy(float), 3)
    up[2::3] = np.nan
    cap: Any = "projecting" if line.colour.iloc[0] == "ru" else "round"
    axes.plot(across, up, color=colour, linewidth=6, solid_capstyle=cap)


# Where the words of a point stand: how far off, in points, and how they are aligned.
SIDES: dict[str, Any] = {
    "above": ((0, 6), "", "bottom"), "below": ((0, -6), "", "top"),
    "left": ((-8, 0), "right", "center"), "right": ((8, 0), "left", "center"),
    "below right": ((6, -3), "left", "top"),
}  # fmt: skip


def draw_point(axes: Axes, point: Any) -> None:
    """Draw a point with its words."""
    axes.plot([point.place], [point.y], **marker_style(point))
    if point.words:
        share = axes.transAxes.inverted().transform(axes.transData.transform((point.place, 0)))[0]
        move, ha, va = SIDES[point.side]
        ha = ha or ("left" if share < 0.12 else "right" if share > 0.88 else "center")
        axes.annotate(point.words, (point.place, point.y), xytext=move, ha=ha, va=va,
                      textcoords="offset points", color=LIGHT[point.colour],
                      weight="bold")  # fmt: skip


def draw_span(axes: Axes, span: Any, at: float, thick: float) -> None:
    """Draw from when to when, with words where there is room."""
    if pd.isna(span.start):  # a lane of which nothing is known
        return
    first, last = place_of(span.start), place_of(span.end)
    if last <= first:
        axes.plot([first], [at], **marker_style(span, 8))
    elif span.look == "faint":
        axes.plot((first, last), (at, at), color=LIGHT[span.colour], linewidth=1.2)
    else:
        axes.barh(at, last - first, thick, left=first, **bar_style(span))
    if span.words:
        start, end = axes.get_xlim()
        inches = axes.get_position().width * WIDTH / (end - start)
        needed = length(span.words) + GAP
        after, before = (end - last) * inches > needed, (first - start) * inches > needed
        if not (after or before):  # beside the name of the lane
            axes.text(1, at + 0.38, span.words, ha="right", va="center", color=LIGHT["muted"],
                      transform=axes.get_yaxis_transform())  # fmt: skip
            return
        axes.annotate(span.words, (last if after else first, at), va="center",
                      xytext=(GAP * 72 if after else -GAP * 72, 0), textcoords="offset points",
                      ha="left" if after else "right", color=LIGHT["muted"])  # fmt: skip


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
    side: dict[str, Any] = {"ha": "right", "va": "bottom"} if inside else {"va": "center"}
    for place, (text, _, colour) in zip(places[::-1], labels[::-1], strict=True):
        place = min(place, free)
        axes.text(0.98 if inside else 1.015, place, text, transform=axes.transAxes, color=colour,
                  weight="bold", **side)  # fmt: skip
        free = place - gap * (1 + text.count("\n"))


def split_panels(whole: Axes, panels: Sequence[str]) -> list[Axes]:
    """Return one set of axes for each panel, two in a row, in the room of the whole."""
    if len(panels) == 1:
        return [whole]
    figure: Any = whole.figure
    box, tall_figure = whole.get_position(), figure.get_figheight()
    whole.remove()
    down = math.ceil(len(panels) / 2)
    gap_x, gap_y = 0.35 / WIDTH, 0.42 / tall_figure
    wide = (box.width - gap_x) / 2
    tall = (box.height - gap_y * (down - 1) - 0.2 / tall_figure) / down
    corners = [divmod(n, 2) for n in range(len(panels))]
    return [
        figure.add_axes(
            (box.x0 + x * (wide + gap_x), box.y0 + (down - 1 - y) * (tall + gap_y), wide, tall)
        )
        for y, x in corners
    ]


def hide_row_axis(axes: Axes, *, names: bool = False) -> None:
    """Take away what rows with names do not need: the left border, its marks, lines across."""
    axes.spines["left"].set_visible(False)
    axes.yaxis.set_visible(names)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y", visible=False)


def set_x_ticks(
    axes: Axes, start: float, end: float, *, dates: bool, per_cent: bool = False
) -> None:
    """Mark round numbers, years or months along an axis."""
    if dates:
        _set_dates(axes, start, end)
    else:
        room = axes.get_position().width * WIDTH
        most = int(room / (0.25 + max(length(format_number(at, per_cent)) for at in (start, end))))
        whole = end - start > 4
        axes.xaxis.set_major_locator(MaxNLocator(min(most, 7), integer=whole, steps=ROUND_STEPS))
        format_ticks(axes.xaxis, per_cent)
        if start >= 1900 and end <= 2100:  # years have no comma
            axes.xaxis.set_major_formatter("{x:.0f}")


def _set_dates(axes: Axes, start: float, end: float) -> None:
    first, last = (pd.Timestamp("1970-01-01") + pd.Timedelta(days=at) for at in (start, end))
    years = last.year - first.year
    if years > 2:
        most = axes.get_position().width * WIDTH / (0.15 + length("2026"))
        step = next(n for n in (1, 2, 3, 5, 10, 20, 50) if years / n <= most)
        days, form = pd.date_range(f"{first.year}-01-01", last, freq=f"{step}YS"), "{0.year}"
    else:
        step = next(n for n in (1, 2, 3, 6, 12) if (last - first).days / 30 / n <= 5)
        days, form = pd.date_range(first.replace(day=1), last, freq=f"{step}MS"), "{1} {0.year}"
    days = days[days >= first]
    axes.set_xticks(numbers(days), [form.format(when, when.month_name()[:3]) for when in days])


def format_ticks(axis: Axis, per_cent: bool = False) -> None:
    """Write the numbers of an axis as 1,550, or as 50 %."""
    axis.set_major_formatter(lambda value, _: format_number(round(value, 6), per_cent))


def text_height(rows: Rows) -> float:
    """Return the inches that rows of words need."""
    return sum(LINE * len(_broken(row)) + (0.06 if row.bold else 0.03) for row in each_row(rows))


def _broken(row: Any) -> list[str]:
    indent = 0.22 if row.marker else 0
    return wrapped(row.text, TEXT, "bold" if row.bold else "normal", WIDTH - 2 * EDGE - indent)


def write_rows(fig: Figure, rows: Rows, at: float) -> None:
    """Write rows of the mark `words` from a height in inches down."""
    for row in each_row(rows):
        at -= 0.06 if row.bold else 0.03
        if row.marker:
            place = (EDGE + 0.07) / WIDTH, (at - 0.08) / fig.get_figheight()
            fig.add_artist(Line2D([place[0]], [place[1]], **marker_style(row, 6.5)))
        colour = "muted" if row.look == "faint" else "ink" if row.marker else row.colour
        at = write_text(fig, row.text, at, indent=0.22 if row.marker else 0, color=LIGHT[colour],
                        weight="bold" if row.bold else "normal")  # fmt: skip
