"""The marks: each takes rows (a DataFrame with named columns) and places its own words.

What else a mark takes stands under its name, such as `marks.bars`; `**sheet` is what all take.

A row may say how it looks: `colour` (a name of the house style) or `party` (US, RU, USSR), and
`look` ("filled", "open", "hatched", "faint"; for lines "solid", "dashed", "dotted"); where a mark
has markers, `marker` is "circle", "square", "diamond" or "cross".

Every mark takes these, and returns a figure:

title, units, source : str
    What is found, in which units, and from where and as of when.
says : str
    The sentence that stands for the figure; where it is not given, it is made from the rows.
height : float
    Inches; else as the rows need. A widget keeps it, and the ends of its axes (`x`, `y`), the
    same in all its states.
across : list of Rule and Band
    Limits, days, and parts to be shaded: for lines, bars, spans and lanes.

`StartlabError` is raised where a column is missing, no row is there, or a colour is unknown.
"""

import math
from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import AutoLocator, MaxNLocator
from matplotlib.transforms import ScaledTranslation

from startlab.figures.axes import (
    GAP,
    ROUND_STEPS,
    Rows,
    axis_ends,
    bar_style,
    draw_line,
    draw_point,
    draw_span,
    each_row,
    end_labels,
    format_ticks,
    hide_row_axis,
    marker_style,
    numbers,
    place_of,
    set_x_ticks,
    split_panels,
    text_height,
    write_rows,
)
from startlab.figures.map import world_map
from startlab.figures.pictograms import pictograms
from startlab.figures.sentences import (
    describe_lines,
    describe_spans,
    format_number,
    join_names,
    sentence,
)
from startlab.figures.sheet import Band, Rule, Sheet, draw_across, with_defaults
from startlab.figures.style import (
    EDGE,
    LIGHT,
    LINE,
    SHORT,
    TEXT,
    WIDTH,
    length,
    longest,
    wrapped,
)

Ends = tuple[Any, Any] | None
__all__ = [
    "Band", "Rule", "bars", "columns", "format_number", "grid", "lanes", "lines", "pictograms",
    "spans", "words", "world_map",
]  # fmt: skip


def lines(
    rows: Rows, *, points: Rows | None = None, x: Ends = None, y: Ends = None, x_name: str = "",
    per_cent: bool = False, steps: bool = False, **sheet: Any,
) -> Figure:  # fmt: skip
    """Draw lines, each named at its end, with points, limits and shaded parts.

    Parameters
    ----------
    rows : DataFrame
        `line` (its name), `x` (numbers or dates), `y`; with `dot` true a row is marked; with
        `panel`, each panel has axes of its own. A line is solid where its rows' `look` says so.
    points : DataFrame, optional
        `x`, `y`, `words`; `side` tells where the words stand: above, below, left, right or below
        right. `line` names the line that they are on: the sentence says their words with it.
    x, y : tuple, optional
        Ends of the axes.
    x_name : str
        What the horizontal axis counts.
    per_cent, steps : bool
        Whether `y` is a share from 0 to 1, and whether a line is drawn in steps.
    **sheet
        What all marks take.

    Examples
    --------
    >>> rows = pd.DataFrame({"line": "US", "x": [2011, 2012], "y": [1800, 1737], "colour": "us"})
    >>> lines(rows, title="Falling", units="warheads", source="startlab").get_label()
    'Falling. US: from 1,800 in 2011 to 1,737 in 2012.'
    """
    page = Sheet(**sheet)
    rows = page.take("lines", rows, "line", "x", "y", look="solid")
    rows["y"] = rows.y.astype(float)
    marked = None if points is None else with_defaults("points", points, "x", "y", line="")
    panels = list(dict.fromkeys(rows.panel))
    many = len(panels) > 1
    heights = [*rows.y, *(y for _, y, _ in page.y_rules), *([] if marked is None else marked.y)]
    low, high = y or axis_ends(heights)
    start, end = numbers(x or (rows.x.min(), rows.x.max()))
    names = [*rows.line[rows.line != ""].unique(), *(words for words, *_ in page.y_rules)]
    ticks = [at for at in AutoLocator().tick_values(low, high) if low <= at <= high]
    left = 0.2 + longest([format_number(round(at, 6), per_cent) for at in (low, high, *ticks)])
    right = max(0.3, 0.15 + (0 if many else longest(names, "bold")))
    page.height = page.height or 4.2
    below = 0.36 + 0.2 * bool(x_name)
    with page.draw((start, end), left=left, right=right, below=below) as (fig, whole):
        for axes, panel in zip(split_panels(whole, panels), panels, strict=True):
            axes.set(xlim=(start, end), ylim=(low, high))
            draw_across(axes, page.across)
            labels: list[tuple[str, float, str]] = []
            for name, line in rows[rows.panel == panel].groupby("line", sort=False):
                draw_line(axes, line, steps=steps)
                known = line.y.dropna()
                if name and len(known):
                    labels.append((str(name), float(known.iloc[-1]), LIGHT[line.colour.iloc[0]]))
            if marked is not None:
                for point in each_row(marked.assign(place=numbers(marked.x))):
                    draw_point(axes, point)
            labels += page.y_rules
            if many:
                axes.set_title(panel, size=TEXT, weight="bold", pad=4)
            if not many or panel == panels[0]:
                end_labels(axes, labels, inside=many)
            dates = pd.api.types.is_datetime64_any_dtype(rows.x)
            set_x_ticks(axes, start, end, dates=dates)
            format_ticks(axes.yaxis, per_cent)
            if many:  # the same axes: their numbers stand at the left, and under the lowest
                place = panels.index(panel)
                axes.tick_params(labelleft=place % 2 == 0, labelbottom=place >= len(panels) - 2)
        if x_name:
            axes.set_xlabel(x_name, loc="right", labelpad=1)
    return page.finish(fig, describe_lines(rows, marked, x_name, per_cent))


def bars(
    rows: Rows, *, x: Ends = None, beside: bool = False, per_cent: bool = False, **sheet: Any
) -> Figure:
    """Draw a bar a row, under its words or beside them; rows with the same words are one bar.

    Parameters
    ----------
    rows : DataFrame
        `words`, `number`; `label` is written in place of the number, `group` is a heading.
    x : tuple, optional
        Ends of the axis.
    beside : bool
        Whether the words stand at the left, with the number after the bar: for short names.
    per_cent : bool
        Whether numbers are shares from 0 to 1.
    **sheet
        What all marks take.

    Examples
    --------
    >>> rows = pd.DataFrame({"words": ["declared", "estimated"], "number": [1420, 1670]})
    >>> bars(rows, title="Two counts", units="warheads", source="startlab").get_label()
    'Two counts. declared: 1,420. estimated: 1,670.'
    """
    page = Sheet(**sheet)
    rows = page.take("bars", rows, "words", "number")
    rows["number"] = rows.number.astype(float)
    sums = rows.groupby(["group", "words"], sort=False).number.sum()
    texts = {
        (bar.group, bar.words): bar.label or format_number(sums[bar.group, bar.words], per_cent)
        for bar in each_row(rows)
    }
    headings = [group for group in rows.group.unique() if group]
    limits = [rule.x for rule in page.across if isinstance(rule, Rule)]
    low, high = x or (min(0.0, sums.min()), 1.05 * max(sums.max(), *limits, 0))
    half = length(format_number(low, per_cent)) / 2 if low < 0 and x is None else 0.0
    left = max(0.03 + half, 0.2 + longest(rows.words) if beside else 0.15)
    right = 0.1 + length(format_number(40_000, per_cent)) / 2  # half a number past the axis
    if beside and x is None:  # room for the text after each bar
        span = WIDTH - left - right
        needed = {bar: min(GAP + length(text), span - 1) for bar, text in texts.items()}
        high = max(
            (max(total, 0) * span - low * needed[bar]) / (span - needed[bar])
            for bar, total in sums.items()
        )
    high = high if high > low else low + 1
    step = 0.3 if beside else 0.6
    inside = 1.5 + step * len(sums) + 0.3 * len(headings)
    sentences = []
    with page.draw((low, high), inside=inside, left=left, right=right) as (fig, axes):
        at, heading, ticks = 0.0, "", []
        for group, name in sums.index:
            if group != heading:
                heading = group
                move = ScaledTranslation(EDGE - left, 0, fig.dpi_scale_trans)
                border = axes.get_yaxis_transform() + move  # of the figure
                axes.text(0 if beside else low, -at, group, weight="bold", va="center",
                          transform=border if beside else axes.transData)  # fmt: skip
                at += 0.3 / step
                sentences += [sentence(group)]
            end, text = 0.0, texts[group, name]
            for part in each_row(rows[(rows.group == group) & (rows.words == name)]):
                place, thick = (-at, 0.62) if beside else (-at - 0.38, 0.36)
                axes.barh(place, part.number, thick, left=end, **bar_style(part))
                end += part.number
            if beside:
                axes.annotate(text, (max(end, 0), -at), xytext=(GAP * 72, 0),
                              textcoords="offset points", va="center")  # fmt: skip
            else:
                text = name if text == "–" else f"{name}: {text}"
                reach = low + length(text) * (high - low) / (WIDTH - left - right)
                crossed = any(low < limit < reach for limit in limits)
                back = {"fc": LIGHT["paper"], "ec": "none", "pad": 1} if crossed else None
                axes.text(low, -at, text, va="center", bbox=back)
            ticks.append((-at, name))
            sentences += [f"{name}: {texts[group, name]}."]
            at += 1
        axes.set(xlim=(low, high), ylim=(0.4 - at, 0.6))
        if beside:
            axes.set_yticks([place for place, _ in ticks], [name for _, name in ticks])
        draw_across(axes, page.across)
        hide_row_axis(axes, names=beside)
        set_x_ticks(axes, low, high, dates=False, per_cent=per_cent)
        if low < 0:
            axes.axvline(0, color=LIGHT["muted"], linewidth=1)
    return page.finish(fig, sentences)


def columns(
    rows: Rows, *, y: Ends = None, x_name: str = "", side_by_side: bool = False, **sheet: Any
) -> Figure:
    """Draw a column a row; rows at the same place are stacked, or stand side by side by colour.

    Parameters
    ----------
    rows : DataFrame
        `x` (names or numbers, in order), `number`, `label` (written over the column).
    y : tuple, optional
        Ends of the axis.
    x_name : str
        What the horizontal axis counts.
    side_by_side : bool
        Whether columns of different colours stand beside each other.
    **sheet
        What all marks take.

    Examples
    --------
    >>> rows = pd.DataFrame({"x": ["2011", "2012"], "number": [18, 18]})
    >>> columns(rows, title="Full", units="inspections", source="startlab").get_label()
    'Full. 2011: 18. 2012: 18.'
    """
    page = Sheet(**sheet)
    rows = page.take("columns", rows, "x", "number")
    names = list(dict.fromkeys(rows.x))
    colours = list(dict.fromkeys(rows.colour)) if side_by_side else [""]
    keys = ["x", "colour"] if side_by_side else ["x"]
    sums = rows.groupby(keys, sort=False).number.sum()
    low, high = y or axis_ends([0, *sums])
    left = 0.2 + longest([format_number(value) for value in (low, high)])
    where = {name: float(place) for place, name in enumerate(names)}
    page.height = page.height or 4.2
    below = 0.36 + 0.2 * bool(x_name) + 0.17 * any("\n" in str(name) for name in names)
    wide, middle = 0.8 / len(colours), (len(colours) - 1) / 2
    ends = (-0.6, len(names) - 0.4)
    with page.draw(ends, left=left, right=0.15, below=below) as (fig, axes):
        tops: dict[float, float] = {}
        for part in each_row(rows):
            shift = colours.index(part.colour) - middle if side_by_side else 0
            place = where[part.x] + shift * wide
            base = tops.get(place, 0.0)
            axes.bar(place, part.number, 0.9 * wide, bottom=base, **bar_style(part))
            tops[place] = base + part.number
            if part.label:
                axes.annotate(part.label, (place, tops[place]), xytext=(0, 4), ha="center",
                              textcoords="offset points", va="bottom")  # fmt: skip
        axes.set(xlim=ends, ylim=(low, high))
        axes.axhline(0, color=LIGHT["muted"], linewidth=1)
        axes.grid(axis="x", visible=False)
        every = max(1, math.ceil(sum(longest([f"{name} "]) for name in names) / (WIDTH - 1)))
        shown = names[::every]
        axes.set_xticks([where[name] for name in shown], [str(name) for name in shown])
        axes.tick_params(axis="x", length=0)
        axes.yaxis.set_major_locator(MaxNLocator(6, integer=True, steps=ROUND_STEPS))
        format_ticks(axes.yaxis)
        if x_name:
            axes.set_xlabel(x_name, loc="right", labelpad=1)
    return page.finish(
        fig, (f"{join_names(key)}: {format_number(value)}." for key, value in sums.items())
    )


def spans(rows: Rows, *, x: Ends = None, **sheet: Any) -> Figure:
    """Draw from when to when: a lane a name, with its spans, and marks where nothing lasts.

    Parameters
    ----------
    rows : DataFrame
        `lane`, `start`, `end` (dates; the same day makes a mark), `words` beside the span; `look`
        "faint" makes a thin line; `party` in a lane sets its spans under each other.
    x : tuple of dates, optional
        Ends of the axis.
    **sheet
        What all marks take.

    Examples
    --------
    >>> rows = pd.DataFrame({"lane": ["SORT"], "start": ["2003-06-01"], "end": ["2011-02-05"]})
    >>> spans(rows, title="In force", units="years", source="startlab").get_label()
    'In force. SORT: 1 June 2003 to 5 February 2011.'
    """
    page = Sheet(**sheet)
    rows = page.take("spans", rows, "lane", "start", "end")
    rows = rows.assign(start=pd.to_datetime(rows.start), end=pd.to_datetime(rows.end))
    names = list(dict.fromkeys(rows.lane))
    parties = [party for party in SHORT if (rows.party == party).any()]
    shared = len(parties) == 2 and rows.groupby("lane").party.nunique().max() == 2
    start, end = numbers(pd.to_datetime(list(x or (rows.start.min(), rows.end.max()))))
    margin = 0.02 * (end - start)
    across = (start - margin, end + margin)
    inside = 1.5 + (0.66 if shared else 0.5) * len(names)
    left = 0.75 if shared else 0.15
    with page.draw(across, inside=inside, left=left, right=0.25) as (fig, axes):
        axes.set(xlim=across, ylim=(0.45 - 0.1 * shared - len(names), 0.4))
        for place, lane in enumerate(names):
            axes.text(start - margin * (not shared), 0.12 - place, lane, va="center")
            named = set()
            for span in each_row(rows[rows.lane == lane]):
                low = -place - 0.26
                if shared:
                    low = -place - 0.18 - 0.3 * parties.index(span.party)
                    if span.party not in named:
                        axes.text(-0.02, low, SHORT[span.party], ha="right", va="center",
                                  color=LIGHT[span.colour],
                                  transform=axes.get_yaxis_transform())  # fmt: skip
                    named.add(span.party)
                draw_span(axes, span, low, 0.2 if shared else 0.3)
        draw_across(axes, page.across)
        hide_row_axis(axes)
        set_x_ticks(axes, start, end, dates=True)
    return page.finish(fig, describe_spans(rows))


def lanes(
    rows: Rows, *, x: Ends = None, stacked: bool = False,
    below: Rows | None = None, **sheet: Any,
) -> Figure:  # fmt: skip
    """Draw a mark a row on the lane of its name, and a text under them.

    Parameters
    ----------
    rows : DataFrame
        `lane`, `x` (numbers or dates), `marker`, `low` and `high` where it is uncertain.
    x : tuple, optional
        Ends of the axis.
    stacked : bool
        Whether marks near each other are stacked.
    below : DataFrame, optional
        Rows for `words`, written under the axis.
    **sheet
        What all marks take.

    Examples
    --------
    >>> rows = pd.DataFrame({"lane": ["Russia", "Russia", "US"], "x": [1, 2, 2]})
    >>> lanes(rows, title="Entries", units="count", source="startlab").get_label()
    'Entries. Russia: 2. US: 1.'
    """
    page = Sheet(**sheet)
    rows = page.take("lanes", rows, "lane", "x")
    dates = pd.api.types.is_datetime64_any_dtype(rows.x)
    rows["place"] = numbers(rows.x)
    if x:
        start, end = numbers(x)
    else:
        rules = [at for rule in page.across for at in
                 ((rule.start, rule.end) if isinstance(rule, Band) else (rule.x,))]  # fmt: skip
        places = [*rows.place, *rows.low, *rows.high, *map(place_of, rules)]
        start, end = axis_ends(places, from_zero=False)
    near = rows.place // ((end - start) / 22)
    rows["level"] = rows.groupby(["lane", near]).cumcount() if stacked else 0
    step, bases, base = 0.13, {}, 0.0
    for name, level in rows.groupby("lane", sort=False)["level"].max().items():
        base -= 0.36 + step * level
        bases[name] = base
    texts = None if below is None else with_defaults("words", below, "text", marker="")
    under = 0.0 if texts is None else 0.15 + text_height(texts)
    room = {"left": 0.2 + longest(bases), "right": 0.35, "below": 0.36 + under}
    inside = 1.3 - base + under
    with page.draw((start, end), inside=inside, keep=True, **room) as (fig, axes):
        axes.set(xlim=(start, end), ylim=(base - 0.2, 0.0))
        for name, mine in rows.groupby("lane", sort=False):
            axes.axhline(bases[name] - 0.18, color=LIGHT["grid"], linewidth=0.8)
            for mark in each_row(mine):
                up = bases[name] + step * mark.level
                if not math.isnan(mark.low):
                    axes.plot((mark.low, mark.high), (up, up), color=LIGHT[mark.colour], lw=1.4)
                axes.plot([mark.place], [up], **marker_style(mark))
        axes.set_yticks(list(bases.values()), list(bases))
        draw_across(axes, page.across)
        hide_row_axis(axes, names=True)
        set_x_ticks(axes, start, end, dates=dates)
        if texts is not None:
            write_rows(fig, texts, float(axes.get_position().y0 * fig.get_figheight()) - 0.42)
    counts = rows.groupby("lane", sort=False).size()
    return page.finish(fig, (f"{name}: {number}." for name, number in counts.items()))


def words(rows: Rows, **sheet: Any) -> Figure:
    """Write a line a row, with a mark before it where the row has one.

    Parameters
    ----------
    rows : DataFrame
        `text`; `bold`; `marker` for an entry of a list.
    **sheet
        What all marks take.

    Examples
    --------
    >>> rows = pd.DataFrame({"text": ["6,000 warheads", "1,600 missiles"], "marker": "square"})
    >>> words(rows, title="START I", units="limits", source="startlab").get_label()
    'START I. 6,000 warheads. 1,600 missiles.'
    """
    page = Sheet(**sheet)
    rows = page.take("words", rows, "text", marker="")
    inside = 0.95 + text_height(rows)
    with page.draw((0, 1), inside=inside, left=EDGE, right=EDGE, below=0.05) as (fig, axes):
        write_rows(fig, rows, float(axes.get_position().y1 * fig.get_figheight()))
        axes.set_axis_off()
    return page.finish(fig, map(sentence, rows.text))


def grid(rows: Rows, *, row_step: float = 0.0, **sheet: Any) -> Figure:
    """Set words or marks in rows and columns, some of them framed.

    Parameters
    ----------
    rows : DataFrame
        `row`, `column`, `text`; `marker` in place of the text; `bold`; `framed`.
    row_step : float
        Inches from one row to the next; else as the words need.
    **sheet
        What all marks take.

    Examples
    --------
    >>> rows = pd.DataFrame({"row": ["keep"], "column": ["keep"], "text": ["4 and 4"]})
    >>> grid(rows, title="A game", units="payoff", source="startlab").get_label()
    'A game. keep, keep: 4 and 4.'
    """
    page = Sheet(**sheet)
    rows = page.take("grid", rows, "row", "column", "text", marker="")
    names, heads = list(dict.fromkeys(rows.row)), list(dict.fromkeys(rows.column))
    cells = rows.groupby("column", sort=False).text.agg(lambda texts: longest(texts, "bold"))
    wide = {head: max(cells[head], longest(str(head).split()), 0.5) + 0.16 for head in heads}
    free = WIDTH - 2 * EDGE - sum(wide.values())
    label = {name: "\n".join(wrapped(str(name), width=max(free - 0.1, 1.0))) for name in names}
    spare = max(0.0, (free - longest(label.values()) - 0.1)) / len(heads)
    at = WIDTH - EDGE - sum(wide.values()) - spare * len(heads)
    step = row_step or 0.18 + LINE * _most_lines([*label.values(), *rows.text])
    top = {head: "\n".join(wrapped(str(head), width=wide[head] + spare)) for head in heads}
    above = 0.1 + LINE * _most_lines(top.values())
    room = {"left": EDGE, "right": EDGE, "below": 0.05, "inside": 1.05 + step * len(names)}
    with page.draw((0, 1), above=above, keep=False, **room) as (fig, axes):
        axes.set(xlim=(EDGE, WIDTH - EDGE), ylim=(-len(names) + 0.5, 0.5))
        axes.set_axis_off()
        for place, name in enumerate(names):
            axes.text(EDGE, -place, label[name], va="center", linespacing=1.1)
            if place and not rows.framed.any():
                axes.axhline(0.5 - place, color=LIGHT["grid"], linewidth=0.8)
        for head in heads:
            width = wide[head] + spare
            middle = at + width / 2
            axes.text(middle, 0.55, top[head], ha="center", va="bottom", color=LIGHT["muted"])
            for cell in each_row(rows[rows.column == head]):
                up, colour = -names.index(cell.row), LIGHT[cell.colour]
                if cell.marker:
                    axes.plot([middle], [up], **marker_style(cell, 9))
                else:
                    axes.text(middle, up, cell.text, ha="center", va="center", color=colour,
                              weight="bold" if cell.bold else None)  # fmt: skip
                if cell.framed:
                    axes.add_patch(Rectangle((at + 0.05, up - 0.44), width - 0.1, 0.88,
                                             fill=False, linewidth=1.8, ec=colour))  # fmt: skip
            at += width
    return page.finish(fig, (
        f"{row.row}, {row.column}: {row.text}{', framed' * row.framed}.".replace("\n", ", ")
        for row in each_row(rows) if row.text
    ))  # fmt: skip


def _most_lines(texts: Any) -> int:
    return max(str(text).count("\n") + 1 for text in texts)
