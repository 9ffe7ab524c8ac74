"""Figures of the offer for 2026: its terms, its year, and what was said and done about it."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.dates import date2num

from startlab import datasets
from startlab.errors import StartlabError
from startlab.figures.style import LIGHT
from startlab.plots.house import (
    BARE,
    BARS,
    IN_TEXT,
    PAPER,
    bare,
    checked,
    day,
    house_figure,
    treaty_end,
    under,
    wrapped,
    written,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

OFFER_MADE = "2025-09-22"
SIDES = {"RU": "Russia", "US": "United States", "other": "Others"}
COLOURS = {"RU": LIGHT["ru"], "US": LIGHT["us"], "other": LIGHT["third"]}
# A flight, a meeting and the end of a treaty are acts; orders and announcements are words.
DONE = ("weapons_test", "negotiation", "expiry")


def offer_events() -> pd.DataFrame:
    """Return the events from the offer of 22 September 2025 on.

    Returns
    -------
    pandas.DataFrame
        Rows of the table `events`, in order of their dates, with a column `kind`: ``"done"``
        for tests, meetings and the end of the treaty, ``"said"`` for all others.

    Examples
    --------
    >>> offer_events().title.iloc[0]
    'Putin offers one more year within the central limits'
    """
    events = datasets.load_events()
    since: pd.DataFrame = events[events.date >= OFFER_MADE].reset_index(drop=True)
    return since.assign(kind=since.category.isin(DONE).map({True: "done", False: "said"}))


def _of(events: pd.DataFrame, side: str) -> pd.DataFrame:
    """Return the events of one side; one that names both counts for Russia and for the US."""
    mine: pd.DataFrame = events[events.side.isin([side] if side == "other" else [side, "both"])]
    return mine


def events_foot(events: pd.DataFrame) -> str:
    """Return the foot of a figure of events: the last entry, and how far sources reach."""
    last, reach = day(events.date.max()), datasets.AS_OF
    return f"startlab, table events. Last entry {last}; sources reach {reach}."


def offer_span() -> Figure:
    """Draw how long the treaty still ran at the time of the offer, and the year that it names.

    Returns
    -------
    matplotlib.figure.Figure
        Two bars on one line of time.

    Examples
    --------
    >>> offer_span().get_label()
    'The offer was made on 22 September 2025, 136 days before the treaty ended on 5 February 2026.
    The year that it names is the 365 days from that end. The last entry in the table is of
    14 September 2026.'
    """
    events = offer_events()
    made, end, last = pd.Timestamp(OFFER_MADE), treaty_end(), events.date.max()
    year = end + pd.DateOffset(years=1)
    left, named = (end - made).days, (year - end).days
    units = "Days of treaty left, and days named in the offer"
    with house_figure(
        "The year after the treaty",
        units,
        events_foot(events),
        height=3.0,
        left=0.15,
        right=0.15,
        below=0.5,
    ) as (fig, ax):
        ax.barh(0, left, left=date2num(made), height=0.34, color=LIGHT["muted"])
        ax.barh(0, named, left=date2num(end), height=0.34, fc="none", ec=LIGHT["ru"], lw=1.8)
        ax.text(date2num(made), 0.3, f"{left} days left")
        ax.text(date2num(end) + 7, 0.3, f"{named} days, on two conditions")
        ax.axvline(date2num(end), ymax=0.83, color=LIGHT["limit"], linewidth=1.6)
        ax.text(date2num(end) - 3, 0.68, "treaty ends", color=LIGHT["limit"])
        ax.plot([last], [0], marker="D", color=LIGHT["ink"], linestyle="none")
        ax.text(date2num(last) + 9, 0, "last entry", va="center")
        ticks = [made, end, year]
        ax.set_xticks(
            [date2num(tick) for tick in ticks], [f"{t.day} {t:%b}\n{t.year}" for t in ticks]
        )
        ax.set(xlim=(date2num(made) - 12, date2num(year) + 12), ylim=(-0.35, 0.85), yticks=[])
        ax.get_xticklabels()[0].set_horizontalalignment("left")
        ax.get_xticklabels()[-1].set_horizontalalignment("right")
        ax.spines["left"].set_visible(False)
        ax.grid(visible=False)
    fig.set_label(
        f"The offer was made on {day(made)}, {left} days before the treaty ended on {day(end)}. "
        f"The year that it names is the {named} days from that end. "
        f"The last entry in the table is of {day(last)}."
    )
    return fig


def us_comment_kind(comment: object) -> str:
    """Tell who spoke for the US side on one element of the offer.

    Parameters
    ----------
    comment : str or missing
        A cell of `us_comment` in the table `offer_terms`.

    Returns
    -------
    {"official", "hearing", "none"}
        An official in office; only witnesses at a hearing; nobody, as far as the sources show.

    Examples
    --------
    >>> us_comment_kind("No official comment was found.")
    'none'
    """
    if not isinstance(comment, str) or comment.startswith("No "):
        return "none"
    return "hearing" if "Senate hearing" in comment else "official"


def offer_elements() -> Figure:
    """Draw the elements of the offer: stated or absent, and who commented on each.

    Returns
    -------
    matplotlib.figure.Figure
        One row an element.

    Examples
    --------
    >>> offer_elements().get_label()
    'Of 13 elements, 10 are stated in the offer of 22 September 2025 and 3 are absent:
    verification, inspections, data exchange; third parties; weapons outside the treaty. Russian
    officials commented on 13, US officials on 6. On 2 more only witnesses at a Senate hearing
    spoke. On 5 no official US comment was found.'
    """
    terms = datasets.load_offer_terms()
    kinds = terms.us_comment.map(us_comment_kind)
    foot = f"startlab, table offer_terms; sources reach {datasets.AS_OF}."
    units = "Filled mark: an official commented. Ring: only witnesses. Dash: none found"
    with house_figure("Stated, absent, commented on", units, foot, height=7.6, **BARE) as (fig, ax):
        for place, (row, kind) in enumerate(zip(terms.itertuples(), kinds, strict=True)):
            absent = row.in_statement == "absent"
            words = "\n".join(wrapped(str(row.element), width=2.78))
            ax.text(0, -place, words, va="center", linespacing=1.1)
            ax.text(
                6.55,
                -place,
                "absent" if absent else "stated",
                va="center",
                ha="center",
                color=LIGHT["limit" if absent else "ink"],
                weight="bold" if absent else "normal",
            )
            if isinstance(row.russian_comment, str):
                ax.plot([8.05], [-place], marker="s", markersize=8, color=LIGHT["ru"])
            _us_mark(ax, place, kind)
            ax.axhline(0.5 - place, color=LIGHT["grid"], linewidth=0.8)
        for x, head in ((6.55, "In the\noffer"), (8.05, "Russia"), (9.4, "United\nStates")):
            ax.text(x, 0.62, head, ha="center", va="bottom", color=LIGHT["muted"])
        ax.set(xlim=(0, 10), ylim=(0.5 - len(terms), 1.3))
        ax.set_axis_off()
    absent = terms[terms.in_statement == "absent"].element
    listed = "; ".join(name[0].lower() + name[1:] for name in absent)
    count = kinds.value_counts()
    fig.set_label(
        f"Of {len(terms)} elements, {len(terms) - len(absent)} are stated in the offer of "
        f"{day(OFFER_MADE)} and {len(absent)} are absent: {listed}. Russian officials commented "
        f"on {terms.russian_comment.notna().sum()}, US officials on {count['official']}. On "
        f"{count['hearing']} more only witnesses at a Senate hearing spoke. On {count['none']} "
        "no official US comment was found."
    )
    return fig


def _us_mark(ax: Axes, place: int, kind: str) -> None:
    if kind == "none":
        ax.text(9.4, -place, "–", size=12, ha="center", va="center", color=LIGHT["muted"])
    else:
        face = LIGHT["us"] if kind == "official" else "none"
        ax.plot(
            [9.4],
            [-place],
            marker="o",
            markersize=9,
            color=face,
            mec=LIGHT["us"],
            linestyle="none",
        )


def offer_months() -> Figure:
    """Draw how many entries a month the table has for each side since the offer.

    Returns
    -------
    matplotlib.figure.Figure
        Three rows of bars: filled for what was said, an outline for what was done.

    Examples
    --------
    >>> offer_months().get_label()[:45]
    'Entries from the offer to September 2026. Rus'
    """
    events = offer_events()
    months = pd.period_range(OFFER_MADE, events.date.max(), freq="M")
    sentences, lane = [], 19
    units = "Entries a month. Filled: said. Outline: done. Both sides: counted in each"
    title = "Said and done since the offer"
    with house_figure(title, units, events_foot(events), height=5.0, **BARS, below=0.5) as (
        fig,
        ax,
    ):
        for row, (side, name) in enumerate(SIDES.items()):
            mine = _of(events, side)
            counts = mine.groupby([mine.date.dt.to_period("M"), "kind"]).size().unstack()
            counts = counts.reindex(index=months, columns=["said", "done"]).fillna(0).astype(int)
            base, totals = -row * lane, counts.sum(axis=1)
            for place, (said, done) in enumerate(counts.itertuples(index=False)):
                ax.bar(place, said, 0.6, bottom=base, color=COLOURS[side])
                if done:
                    ax.bar(
                        place, done, 0.6, bottom=base + said, fc="none", ec=COLOURS[side], lw=1.4
                    )
                ax.text(place, base + said + done + 0.5, said + done, ha="center")
            ax.axhline(base, color=LIGHT["muted"], linewidth=0.8)
            ax.text(-0.4, base + 10, name, color=COLOURS[side], weight="bold")
            sentences.append(
                f"{name}: {len(mine)}, of them {counts.done.sum()} done; "
                f"most in {months[int(totals.argmax())].strftime('%B %Y')}, {totals.max()}."
            )
        short = [f"{m.strftime('%b')}\n{m.year}" if m.month in (1, 9) else m.strftime("%b")
                 for m in months]  # fmt: skip
        ax.set_xticks(range(len(months)), short)
        ax.set(xlim=(-0.5, len(months) - 0.5), ylim=(-2 * lane, lane), yticks=[])
        bare(ax)
    last = months[-1].strftime("%B %Y")
    fig.set_label(f"Entries from the offer to {last}. {' '.join(sentences)}")
    return fig


def offer_walk(date: object = OFFER_MADE, side: str = "RU") -> Figure:
    """Draw the time line since the offer and tell what one side had last said or done by a day.

    Parameters
    ----------
    date : str or datetime-like
        A day from 22 September 2025 on.
    side : {"RU", "US", "other"}
        Whose last words or acts to tell. What names both Russia and the US counts for each.

    Returns
    -------
    matplotlib.figure.Figure
        Three rows of marks, one an entry; those that are told in words are ringed.

    Raises
    ------
    StartlabError
        If the side is unknown or the day is before the offer.

    Examples
    --------
    >>> offer_walk("2025-10-05", "US").get_label()
    'By 5 October 2025 the table has 2 entries for the United States: 2 said, 0 done. The last is of
    5 October 2025. Trump: sounds like a good idea.'
    """
    checked("side", side, SIDES)
    by = pd.Timestamp(str(date))
    if by < pd.Timestamp(OFFER_MADE):
        raise StartlabError(f"The offer was made on {day(OFFER_MADE)}; give that day or a later.")
    events = offer_events()
    seen = _of(events[events.date <= by], side)
    last = seen[seen.date == seen.date.max()]
    title = f"{SIDES[side]}, by {day(by)}"
    units = "Circle: said. Diamond: done. Hollow: later than the day chosen"
    with house_figure(title, units, events_foot(events), height=5.1, left=0.74, below=2.1) as (
        fig,
        ax,
    ):
        for row, name in enumerate(SIDES):
            _marks(ax, _of(events, name), row, COLOURS[name], by)
        ax.axvline(date2num(by), color=LIGHT["ink"], linewidth=1)
        ends = date2num(treaty_end())
        ax.axvline(ends, color=LIGHT["limit"], linewidth=1.2, linestyle=(0, (4, 3)))
        ax.text(
            ends + 3,
            0.92,
            "treaty ends",
            color=LIGHT["limit"],
            va="center",
            bbox=PAPER,
        )
        row = list(SIDES).index(side)
        ax.scatter([last.date.iloc[0]], [-row], s=170, color="none", edgecolor=LIGHT["ink"], lw=1.4)
        ax.set_yticks([0, -1, -2], ["Russia", "US", "Others"])
        ax.set_ylim(-2.5, 1.15)
        months = pd.date_range("2025-10-01", events.date.max(), freq="3MS")
        ax.set_xticks(months, [f"{month:%b %Y}" for month in months])
        ax.grid(axis="y", visible=False)
        _tell(fig, last)
    done = int((seen.kind == "done").sum())
    many = "entry" if len(seen) == 1 else "entries"
    fig.set_label(
        f"By {day(by)} the table has {len(seen)} {many} for {IN_TEXT.get(side, 'others')}: "
        f"{len(seen) - done} said, {done} done. "
        f"{'The last is' if len(last) == 1 else f'The last {len(last)} are'} of "
        f"{_about(last)}. {'. '.join(last.title)}."
    )
    return fig


def _about(rows: pd.DataFrame) -> str:
    exact = (rows.precision == "day").all()
    return f"{'' if exact else 'about '}{day(rows.date.iloc[0])}"


def _marks(ax: Axes, events: pd.DataFrame, row: int, colour: str, by: pd.Timestamp) -> None:
    for kind, marker, size in (("said", "o", 26), ("done", "D", 34)):
        dates = events[events.kind == kind].date.drop_duplicates()
        for shown, face in ((dates[dates <= by], colour), (dates[dates > by], "none")):
            height = [-row] * len(shown)
            ax.scatter(
                shown, height, s=size, marker=marker, color=face, edgecolor=colour, linewidth=0.9
            )


def _tell(fig: Figure, rows: pd.DataFrame) -> None:
    """Write the entries of one day: a single one with its description, many by title only."""
    at = under(fig, 0.4)
    if len(rows) > 2:
        at = written(fig, f"{_about(rows)}, {len(rows)} entries", at, colour="muted") - 0.05
    for row in rows.itertuples():
        disputed = ", disputed" if row.basis == "disputed" else ""
        if len(rows) > 2:
            at = written(fig, f"{row.title} ({row.kind}{disputed})", at) - 0.06
            continue
        actors = textwrap.shorten(str(row.actors), 48, placeholder=" …")
        words = f"{_about(rows)}, {row.kind}{disputed}. {actors}"
        at = written(fig, words, at, colour="muted")
        at = written(fig, str(row.title), at, "bold") - 0.06
        if len(rows) == 1:
            written(fig, str(row.description), at)
