"""The marks: each takes rows (a DataFrame with named columns) and places its own words.

A row may say how it looks: `colour` (a name of the house style) or `party` (US, RU, USSR), and
`look` ("filled", "open", "hatched", "faint"; for lines "solid", "dashed", "dotted"). `says` is the
sentence that stands for the figure; where it is empty, it is made from the rows.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from startlab.figures.placing import (
    DASHES,
    GAP,
    Band,
    Rows,
    Rule,
    at_left,
    axis_ends,
    by_name,
    courses,
    depth,
    dots,
    draw_across,
    draw_point,
    draw_span,
    end_labels,
    fill,
    key_words,
    mark_x,
    mark_y,
    marker,
    numbers,
    place_of,
    rows_only,
    sentence,
    split,
    stacked_levels,
    with_defaults,
    words_above,
    write_above,
    write_rows,
    written,
)  # fmt: skip
from startlab.figures.style import (
    EDGE,
    LIGHT,
    LINE,
    TEXT,
    WIDTH,
    day,
    frame,
    length,
    longest,
    wrapped,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Band", "Rule", "bars", "columns", "grid", "lanes", "lines", "spans", "words", "written"]


def lines(
    rows: Rows,
    *,
    title: str,
    units: str,
    source: str,
    says: str = "",
    points: Rows | None = None,
    across: Iterable[Rule | Band] = (),
    x: tuple[Any, Any] | None = None,
    y: tuple[float, float] | None = None,
    x_name: str = "",
    per_cent: bool = False,
    log: bool = False,
    steps: bool = False,
    height: float = 4.2,
) -> Figure:
    """Draw lines, each named at its end, with points, limits and shaded parts.

    Parameters
    ----------
    rows : DataFrame
        `line` (its name), `x` (numbers or dates), `y`; with `dot` true a row is marked; with
        `panel`, each panel has axes of its own. A line is solid where its rows' `look` says so.
    title, units, source, says : str
        What is found, in which units, from where, and all of it in a sentence.
    points : DataFrame, optional
        `x`, `y`, `words` and, if the value is uncertain, `low` and `high`; `side` tells where the
        words stand: above, below, left, right, above right or below right.
    across : iterable of Rule and Band
        Limits, days, and parts to be shaded.
    x, y : tuple, optional
        Ends of the axes: the same in all states of a widget.
    x_name : str
        What the horizontal axis counts.
    per_cent, log, steps : bool
        Whether `y` is a share from 0 to 1, the x axis logarithmic, and a line drawn in steps.
    height : float
        Inches.

    Examples
    --------
    >>> rows = pd.DataFrame({"line": "US", "x": [2011, 2012], "y": [1800, 1737], "colour": "us"})
    >>> lines(rows, title="Falling", units="warheads", source="startlab").get_label()
    'Falling. US: from 1,800 in 2011 to 1,737 in 2012.'
    """
    rows = with_defaults("lines", rows)
    rows["y"] = rows.y.astype(float)
    marked = None if points is None else with_defaults("points", points)
    rules = list(across)
    dates = pd.api.types.is_datetime64_any_dtype(rows.x)
    y_rules = [rule for rule in rules if isinstance(rule, Rule) and rule.y is not None]
    panels = list(dict.fromkeys(rows.panel))
    low, high = y or axis_ends([*rows.y, *(rule.y for rule in y_rules),
                            *([] if marked is None else marked.y)])  # fmt: skip
    start, end = numbers(pd.Series(x or (rows.x.min(), rows.x.max())))
    names = [*rows.line[rows.line != ""].unique(), *(rule.words for rule in y_rules)]
    many = len(panels) > 1
    left = 0.2 + longest([written(value, per_cent) for value in (low, high)])
    right = max(0.3, 0.15 + (0 if many else longest(names, "bold")))
    words = words_above(rules, start, end, WIDTH - left - right)
    room = {
        "above": LINE * (1 + max((level for level, *_ in words), default=-1)),
        "below": 0.36 + 0.2 * bool(x_name),
    }
    with frame(title, units, source, height=height, left=left, right=right, **room) as (fig, whole):
        for axes, panel in zip(split(whole, panels), panels, strict=True):
            mine = rows[rows.panel == panel]
            axes.set(xlim=(start, end), ylim=(low, high))
            if log:
                axes.set_xscale("log")
            draw_across(axes, rules)
            labels = []
            for name, line in mine.groupby("line", sort=False):
                places = numbers(line.x)
                first = line.iloc[0]
                colour = LIGHT[first.colour]
                style: dict[str, Any] = {
                    "color": colour,
                    "drawstyle": "steps-mid" if steps else None,
                }
                solid = line.y.where(line.look == "solid")
                broken = next((look for look in line.look if look != "solid"), "solid")
                axes.plot(places, line.y, linestyle=DASHES[broken], **style)
                if broken != "solid" and solid.notna().any():
                    axes.plot(places, solid, **style)
                # One solid row between broken ones makes no line: it is marked.
                alone = solid.notna() & solid.shift().isna() & solid.shift(-1).isna()
                dotted = (line["dot"] | (alone & (len(line) > 1))).to_numpy(bool)
                dots(axes, places[dotted], line.y[dotted], colour, square=first.colour == "ru")
                known = line.y.dropna()
                if name and len(known):
                    labels.append((str(name), float(known.iloc[-1]), colour))
            if marked is not None:
                for point in marked.assign(place=numbers(marked.x)).itertuples():
                    draw_point(axes, point)
            labels += [(rule.words, float(rule.y or 0), LIGHT[rule.colour]) for rule in y_rules]
            if many:
                axes.set_title(panel, size=TEXT, weight="bold", pad=4)
            if not many or panel == panels[0]:
                end_labels(axes, labels, inside=many)
            mark_x(axes, start, end, dates=dates, log=log)
            mark_y(axes.yaxis, per_cent)
            if many:  # the same axes: their numbers stand at the left, and under the lowest
                place = panels.index(panel)
                axes.tick_params(labelleft=place % 2 == 0, labelbottom=place >= len(panels) - 2)
        if x_name:
            axes.set_xlabel(x_name, loc="right", labelpad=1)
        write_above(axes, words)
    fig.set_label(says or f"{title}. {' '.join(courses(rows, per_cent))}")
    return fig


def bars(
    rows: Rows,
    *,
    title: str,
    units: str,
    source: str,
    says: str = "",
    across: Iterable[Rule] = (),
    x: tuple[float, float] | None = None,
    beside: bool = False,
    per_cent: bool = False,
    height: float | None = None,
) -> Figure:
    """Draw a bar a row, under its words or beside them; rows with the same words are one bar.

    Parameters
    ----------
    rows : DataFrame
        `words`, `number`; `label` is written in place of the number, `group` is a heading.
    title, units, source, says : str
        What is found, in which units, from where, and all of it in a sentence.
    across : iterable of Rule
        Limits, with `x`.
    x : tuple, optional
        Ends of the axis: the same in all states of a widget.
    beside : bool
        Whether the words stand at the left, with the number after the bar: for short names.
    per_cent : bool
        Whether numbers are shares from 0 to 1.
    height : float, optional
        Inches; else as the rows need.

    Examples
    --------
    >>> rows = pd.DataFrame({"words": ["declared", "estimated"], "number": [1420, 1670]})
    >>> bars(rows, title="Two counts", units="warheads", source="startlab").get_label()
    'Two counts. declared: 1,420. estimated: 1,670.'
    """
    rows = with_defaults("bars", rows)
    rows["number"] = rows.number.astype(float)
    rules = list(across)
    sums = rows.groupby(["group", "words"], sort=False).number.sum()
    texts = {
        (bar.group, bar.words): bar.label or written(sums[bar.group, bar.words], per_cent)
        for bar in rows.itertuples()
    }
    headings = len([group for group in rows.group.unique() if group])
    low, high = x or (min(0.0, sums.min()), 1.05 * max(sums.max(), *(r.x for r in rules), 0))
    left = 0.2 + longest(rows.words) if beside else 0.15
    right = 0.1 + length(written(40_000, per_cent)) / 2  # half a number under the end of the axis
    if beside and x is None:  # room for the text after each bar
        span = WIDTH - left - right
        high = max(
            max(total, 0) * span / max(span - GAP - length(texts[bar]), 1)
            for bar, total in sums.items()
        )
    high = high if high > low else low + 1
    words = words_above(rules, low, high, WIDTH - left - right)
    step = 0.3 if beside else 0.6
    room = LINE * (1 + max((level for level, *_ in words), default=-1))
    height = height or 1.5 + room + step * len(sums) + 0.3 * headings
    with frame(title, units, source, height=height, left=left, right=right, above=room) as (
        fig,
        axes,
    ):
        at, group, ticks = 0.0, "", []
        for bar in sums.index:
            if bar[0] != group:
                group = bar[0]
                axes.text(0 if beside else low, -at, group, weight="bold", va="center",
                          transform=at_left(axes, left) if beside else axes.transData)  # fmt: skip
                at += 0.3 / step
            end = 0.0
            for part in rows[(rows.group == bar[0]) & (rows.words == bar[1])].itertuples():
                place, thick = (-at, 0.62) if beside else (-at - 0.38, 0.36)
                axes.barh(place, part.number, thick, left=end, **fill(part))
                end += part.number
            if beside:
                axes.annotate(texts[bar], (max(end, 0), -at), xytext=(GAP * 72, 0),
                              textcoords="offset points", va="center")  # fmt: skip
            else:
                axes.text(low, -at, f"{bar[1]}: {texts[bar]}" if texts[bar] != "–" else bar[1],
                          va="center")  # fmt: skip
            ticks.append((-at, bar[1]))
            at += 1
        axes.set(xlim=(low, high), ylim=(0.4 - at, 0.6))
        axes.set_yticks([place for place, _ in ticks], [name for _, name in ticks])
        draw_across(axes, rules)
        rows_only(axes, names=beside)
        mark_x(axes, low, high, dates=False, per_cent=per_cent)
        if low < 0:
            axes.axvline(0, color=LIGHT["muted"], linewidth=1)
        write_above(axes, words)
    told = [f"{bar[1]}: {texts[bar]}." for bar in sums.index]
    for place in range(len(told) - 1, -1, -1):  # each heading before its first bar
        group = sums.index[place][0]
        if group and (place == 0 or sums.index[place - 1][0] != group):
            told.insert(place, sentence(group))
    fig.set_label(says or f"{title}. {' '.join(told)}")
    return fig


def columns(
    rows: Rows,
    *,
    title: str,
    units: str,
    source: str,
    says: str = "",
    across: Iterable[Rule | Band] = (),
    y: tuple[float, float] | None = None,
    x_name: str = "",
    side_by_side: bool = False,
    height: float = 4.2,
) -> Figure:
    """Draw a column a row; rows at the same place are stacked, or stand side by side by colour.

    Parameters
    ----------
    rows : DataFrame
        `x` (names or numbers, in order), `number`, `label` (written over the column); with
        `panel`, each panel has axes of its own.
    title, units, source, says : str
        What is found, in which units, from where, and all of it in a sentence.
    across : iterable of Rule and Band
        Limits (`y`), places and parts of the axis (`x`, by name).
    y : tuple, optional
        Ends of the axis: the same in all states of a widget.
    x_name : str
        What the horizontal axis counts.
    side_by_side : bool
        Whether columns of different colours stand beside each other.
    height : float
        Inches.

    Examples
    --------
    >>> rows = pd.DataFrame({"x": ["2011", "2012"], "number": [18, 18]})
    >>> columns(rows, title="Full", units="inspections", source="startlab").get_label()
    'Full. 2011: 18. 2012: 18.'
    """
    rows = with_defaults("columns", rows)
    rules = list(across)
    names = list(dict.fromkeys(rows.x))
    colours = list(dict.fromkeys(rows.colour)) if side_by_side else [""]
    panels = list(dict.fromkeys(rows.panel))
    keys = ["panel", "x", "colour"] if side_by_side else ["panel", "x"]
    sums = rows.groupby(keys, sort=False).number.sum()
    y_rules = [rule for rule in rules if isinstance(rule, Rule) and rule.y is not None]
    ends = axis_ends([0, *sums, *(rule.y for rule in y_rules)])
    low, high = y or (ends[0] if sums.min() < 0 else 0, ends[1])
    left = 0.2 + longest([written(value) for value in (low, high)])
    right = 0.15 + longest((rule.words for rule in y_rules), "bold")
    where = {name: float(place) for place, name in enumerate(names)}
    moved = [by_name(rule, where) for rule in rules]
    words = words_above(moved, -0.6, len(names) - 0.4, WIDTH - left - right)
    above = LINE * (1 + max((level for level, *_ in words), default=-1))
    below = 0.36 + 0.2 * bool(x_name) + 0.17 * any("\n" in str(name) for name in names)
    with frame(
        title, units, source, height=height, left=left, right=right, above=above, below=below
    ) as (fig, whole):
        for axes, panel in zip(split(whole, panels, 1), panels, strict=True):
            mine = rows[rows.panel == panel]
            wide = 0.8 / len(colours)
            tops: dict[tuple[float, bool], float] = {}
            for part in mine.itertuples():
                shift = (colours.index(part.colour) - (len(colours) - 1) / 2) if side_by_side else 0
                place = where[part.x] + shift * wide
                key = (place, part.number < 0)
                base = tops.get(key, 0.0)
                axes.bar(place, part.number, 0.9 * wide, bottom=base, **fill(part))
                tops[key] = base + part.number
                if part.label:
                    up = part.number >= 0
                    axes.annotate(part.label, (place, tops[key]), xytext=(0, 4 if up else -4),
                                  textcoords="offset points", ha="center",
                                  va="bottom" if up else "top")  # fmt: skip
            axes.set(xlim=(-0.6, len(names) - 0.4), ylim=(low, high))
            axes.axhline(0, color=LIGHT["muted"], linewidth=1)
            axes.grid(axis="x", visible=False)
            draw_across(axes, moved)
            every = max(1, math.ceil(sum(longest([f"{name} "]) for name in names) / (WIDTH - 1)))
            shown = names[::every] if panel == panels[-1] else []
            axes.set_xticks([where[name] for name in shown], [str(name) for name in shown])
            axes.tick_params(axis="x", length=0)
            axes.yaxis.set_major_locator(MaxNLocator(3 if panel else 6, integer=True))
            mark_y(axes.yaxis)
            if panel:
                axes.set_title(panel, size=TEXT, weight="bold", pad=2,
                               color=LIGHT[mine.colour.iloc[0]])  # fmt: skip
            end_labels(axes, [(r.words, float(r.y or 0), LIGHT[r.colour]) for r in y_rules])
        if x_name:
            axes.set_xlabel(x_name, loc="right", labelpad=1)
        write_above(axes, words)
    told = " ".join(f"{key_words(key)}: {written(value)}." for key, value in sums.items())
    fig.set_label(says or f"{title}. {told}")
    return fig


def spans(
    rows: Rows,
    *,
    title: str,
    units: str,
    source: str,
    says: str = "",
    across: Iterable[Rule] = (),
    x: tuple[Any, Any] | None = None,
    height: float | None = None,
) -> Figure:
    """Draw from when to when: a lane a name, with its spans, and marks where nothing lasts.

    Parameters
    ----------
    rows : DataFrame
        `lane`, `start`, `end` (dates; the same day makes a mark), `words` beside the span; `look`
        "faint" makes a thin line; `party` in a lane sets its spans under each other.
    title, units, source, says : str
        What is found, in which units, from where, and all of it in a sentence.
    across : iterable of Rule
        Days (`x`).
    x : tuple of dates, optional
        Ends of the axis.
    height : float, optional
        Inches; else as the lanes need.

    Examples
    --------
    >>> rows = pd.DataFrame({"lane": ["SORT"], "start": ["2003-06-01"], "end": ["2011-02-05"]})
    >>> spans(rows, title="In force", units="years", source="startlab").get_label()
    'In force. SORT: 1 June 2003 to 5 February 2011.'
    """
    rows = with_defaults("spans", rows)
    rows = rows.assign(start=pd.to_datetime(rows.start), end=pd.to_datetime(rows.end))
    rules = list(across)
    lanes_ = list(dict.fromkeys(rows.lane))
    parties = [party for party in ("US", "RU") if (rows.party == party).any()]
    shared = len(parties) == 2 and rows.groupby("lane").party.nunique().max() == 2
    first, last = x or (rows.start.min(), rows.end.max())
    start, end = numbers(pd.Series(pd.to_datetime([first, last])))
    margin = 0.02 * (end - start)
    left, right = 0.75 if shared else 0.15, 0.25
    words = words_above(rules, start - margin, end + margin, WIDTH - left - right)
    above = LINE * (1 + max((level for level, *_ in words), default=-1))
    step = 0.66 if shared else 0.5
    height = height or 1.5 + above + step * len(lanes_)
    with frame(title, units, source, height=height, left=left, right=right, above=above) as (
        fig,
        axes,
    ):
        axes.set(xlim=(start - margin, end + margin), ylim=(0.45 - 0.1 * shared - len(lanes_), 0.4))
        for place, lane in enumerate(lanes_):
            axes.text(start - margin * (not shared), 0.12 - place, lane, va="center")
            named = set()
            for span in rows[rows.lane == lane].itertuples():
                low = -place - 0.26
                if shared:
                    low = -place - 0.18 - 0.3 * parties.index(span.party)
                    name = {"US": "US", "RU": "Russia"}[span.party]
                    if name not in named:
                        axes.text(-0.02, low, name, ha="right", va="center",
                                  color=LIGHT[span.colour],
                                  transform=axes.get_yaxis_transform())  # fmt: skip
                    named.add(name)
                draw_span(axes, span, low, 0.2 if shared else 0.3)
        draw_across(axes, rules)
        rows_only(axes)
        mark_x(axes, start, end, dates=True)
        write_above(axes, words)
    told = " ".join(
        f"{row.lane}: {day(row.start)}" + (f" to {day(row.end)}." if row.end > row.start else ".")
        for row in rows.dropna(subset="start").itertuples()
    )
    fig.set_label(says or f"{title}. {told}")
    return fig


def lanes(
    rows: Rows,
    *,
    title: str,
    units: str,
    source: str,
    says: str = "",
    across: Iterable[Rule | Band] = (),
    x: tuple[Any, Any] | None = None,
    stacked: bool = False,
    joined: bool = False,
    below: Rows | None = None,
    height: float | None = None,
) -> Figure:
    """Draw a mark a row on the lane of its name, and a text under them.

    Parameters
    ----------
    rows : DataFrame
        `lane`, `x` (numbers or dates), `marker` (circle, square, diamond, cross), `words` beside
        the mark, `low` and `high` where it is uncertain.
    title, units, source, says : str
        What is found, in which units, from where, and all of it in a sentence.
    across : iterable of Rule and Band
        Limits and days (`x`), and parts to be shaded.
    x : tuple, optional
        Ends of the axis: the same in all states of a widget.
    stacked, joined : bool
        Whether marks near each other are stacked, and those of a lane joined by a line.
    below : DataFrame, optional
        Rows for `words`, written under the axis.
    height : float, optional
        Inches; else as the lanes need.

    Examples
    --------
    >>> rows = pd.DataFrame({"lane": ["Russia", "Russia", "US"], "x": [1, 2, 2]})
    >>> lanes(rows, title="Entries", units="count", source="startlab").get_label()
    'Entries. Russia: 2. US: 1.'
    """
    rows = with_defaults("lanes", rows)
    rules = list(across)
    names = list(dict.fromkeys(rows.lane))
    dates = pd.api.types.is_datetime64_any_dtype(rows.x)
    rows["place"] = numbers(rows.x)
    if x:
        start, end = numbers(pd.Series(x))
    else:
        across_at = [place_of(at) for rule in rules for at in
                     ((rule.start, rule.end) if isinstance(rule, Band) else (rule.x,))]  # fmt: skip
        start, end = axis_ends([*rows.place, *rows.low, *rows.high, *across_at], from_zero=False)
    left, right = 0.2 + longest(names), 0.35
    rows["level"] = stacked_levels(rows, (end - start) / 22) if stacked else 0
    tall = rows.groupby("lane")["level"].max().reindex(names).fillna(0)
    step = 0.13
    texts = None if below is None else with_defaults("words", below)
    under = 0.0 if texts is None else 0.15 + depth(texts)
    words = words_above(rules, start, end, WIDTH - left - right)
    above = LINE * (1 + max((level for level, *_ in words), default=-1))
    base, bases = 0.0, {}
    for name in names:
        base -= 0.36 + step * float(tall[name])
        bases[name] = base
    if height:  # the lanes stay where they are in all states, however much is written under them
        under = max(under, height - 1.3 - above + base)
    height = height or 1.3 + above - base + under
    with frame(title, units, source, height=height, left=left, right=right, above=above,
               below=0.36 + under) as (fig, axes):  # fmt: skip
        axes.set(xlim=(start, end), ylim=(base - 0.2, 0.0))
        for name, mine in rows.groupby("lane", sort=False):
            axes.axhline(bases[name] - 0.18, color=LIGHT["grid"], linewidth=0.8)
            if joined:
                axes.plot(mine.place, [bases[name]] * len(mine), color=LIGHT[mine.colour.iloc[0]])
            for mark in mine.itertuples():
                up = bases[name] + step * mark.level
                if not math.isnan(mark.low):
                    axes.plot((mark.low, mark.high), (up, up), color=LIGHT[mark.colour], lw=1.4)
                axes.plot([mark.place], [up], **marker(mark))
                if mark.words:
                    last = mark.place == mine.place.max()
                    axes.annotate(mark.words, (mark.place, up), xytext=(7 if last else -7, 0),
                                  textcoords="offset points", va="center",
                                  ha="left" if last else "right")  # fmt: skip
        axes.set_yticks(list(bases.values()), names)
        draw_across(axes, rules)
        rows_only(axes, names=True)
        mark_x(axes, start, end, dates=dates)
        write_above(axes, words)
        if texts is not None:
            at = float(axes.get_position().y0 * fig.get_figheight()) - 0.42
            write_rows(fig, texts, at)
    counts = rows.groupby("lane", sort=False).size()
    told = " ".join(f"{name}: {number}." for name, number in counts.items())
    fig.set_label(says or f"{title}. {told}")
    return fig


def words(
    rows: Rows,
    *,
    title: str,
    units: str,
    source: str,
    says: str = "",
    height: float | None = None,
) -> Figure:
    """Write a line a row, with a mark before it where the row has one.

    Parameters
    ----------
    rows : DataFrame
        `text`; `bold`; `marker` (circle, square, diamond, cross) for an entry of a list.
    title, units, source, says : str
        What is found, in which units, from where, and all of it in a sentence.
    height : float, optional
        Inches; else as the text needs.

    Examples
    --------
    >>> rows = pd.DataFrame({"text": ["6,000 warheads", "1,600 missiles"], "marker": "square"})
    >>> words(rows, title="START I", units="limits", source="startlab").get_label()
    'START I. 6,000 warheads. 1,600 missiles.'
    """
    rows = with_defaults("words", rows)
    with frame(title, units, source, height=height or 0.95 + depth(rows), below=0.05) as (
        fig,
        axes,
    ):
        at = float(axes.get_position().y1 * fig.get_figheight())
        axes.remove()
        write_rows(fig, rows, at)
    fig.set_label(says or f"{title}. {' '.join(sentence(text) for text in rows.text)}")
    return fig


def grid(
    rows: Rows,
    *,
    title: str,
    units: str,
    source: str,
    says: str = "",
    row_step: float = 0.0,
) -> Figure:
    """Set words or marks in rows and columns, some of them framed.

    Parameters
    ----------
    rows : DataFrame
        `row`, `column`, `text`; `marker` in place of the text; `bold`; `framed`.
    title, units, source, says : str
        What is found, in which units, from where, and all of it in a sentence.
    row_step : float
        Inches from one row to the next; else as the words need.

    Examples
    --------
    >>> rows = pd.DataFrame({"row": ["keep"], "column": ["keep"], "text": ["4 and 4"]})
    >>> grid(rows, title="A game", units="payoff", source="startlab").get_label()
    'A game. keep, keep: 4 and 4.'
    """
    rows = with_defaults("grid", rows)
    names, heads = list(dict.fromkeys(rows.row)), list(dict.fromkeys(rows.column))
    cells = rows.groupby("column", sort=False).text.agg(lambda texts: longest(texts, "bold"))
    wide = {head: max(cells[head], longest(str(head).split()), 0.5) + 0.16 for head in heads}
    free = WIDTH - 2 * EDGE - sum(wide.values())
    label = {name: "\n".join(wrapped(str(name), width=max(free - 0.1, 1.0))) for name in names}
    spare = max(0.0, (free - longest(label.values()) - 0.1)) / len(heads)
    left = WIDTH - EDGE - sum(wide.values()) - spare * len(heads)
    texts = [*label.values(), *rows.text]
    step = row_step or 0.18 + LINE * max(str(text).count("\n") + 1 for text in texts)
    top = {head: "\n".join(wrapped(str(head), width=wide[head] + spare)) for head in heads}
    above = 0.1 + LINE * max(text.count("\n") + 1 for text in top.values())
    height = 1.05 + above + step * len(names)
    with frame(title, units, source, height=height, left=EDGE, right=EDGE, above=above,
               below=0.05) as (fig, axes):  # fmt: skip
        axes.set(xlim=(EDGE, WIDTH - EDGE), ylim=(-len(names) + 0.5, 0.5))
        axes.set_axis_off()
        for place, name in enumerate(names):
            axes.text(EDGE, -place, label[name], va="center", linespacing=1.1)
            if place and not rows.framed.any():
                axes.axhline(0.5 - place, color=LIGHT["grid"], linewidth=0.8)
        at = left
        for head in heads:
            room = wide[head] + spare
            middle = at + room / 2
            axes.text(middle, 0.55, top[head], ha="center", va="bottom", color=LIGHT["muted"])
            for cell in rows[rows.column == head].itertuples():
                up = -names.index(cell.row)
                if cell.marker:
                    axes.plot([middle], [up], **marker(cell, 9))
                else:
                    style: Any = {
                        "color": LIGHT[cell.colour],
                        "weight": "bold" if cell.bold else None,
                    }
                    axes.text(middle, up, cell.text, ha="center", va="center", **style)
                if cell.framed:
                    corner = (at + 0.05, up - 0.44)
                    box = Rectangle(corner, room - 0.1, 0.88, fill=False, linewidth=1.8)
                    box.set_edgecolor(LIGHT[cell.colour])
                    axes.add_patch(box)
            at += room
    told = " ".join(f"{row.row}, {row.column}: {row.text}{', framed' * row.framed}."
                    for row in rows.itertuples() if row.text).replace("\n", ", ")  # fmt: skip
    fig.set_label(says or f"{title}. {told}")
    return fig
