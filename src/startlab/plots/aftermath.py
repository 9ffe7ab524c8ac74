"""Figures of the months after 5 February 2026: the record, what can be checked, three futures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.dates import date2num

from startlab import datasets, scenarios
from startlab.derived import offer_events
from startlab.errors import StartlabError
from startlab.figures.style import LIGHT, month
from startlab.plots.house import (
    BARS,
    NAMES,
    PARTY_STYLE,
    SHORT,
    bare,
    capital,
    checked,
    day,
    house_figure,
    listed,
    treaty_end,
    under,
    written,
    year_ticks,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SIDES = {"RU": "Russia", "US": "United States", "both": "Both together", "other": "Others"}
COLOURS = {"RU": LIGHT["ru"], "US": LIGHT["us"], "both": LIGHT["ink"], "other": LIGHT["third"]}
STATUSES = {
    "done": "done",
    "said": "said, two sources or more",
    "single": "said, one source",
    "disputed": "disputed",
}
MARKS = {"done": "D", "said": "o", "single": "o", "disputed": "X"}
EVERY = {"all": "all entries", **STATUSES}
# Warheads that each side could add in the three futures: a round number, made up.
CAPACITY = 500
FUTURES = {
    "both keep": "both keep",
    "only US keeps": "US keeps, then follows",
    "only RU keeps": "Russia keeps, then follows",
    "both lapse": "both lapse",
}
BASIS = "New START"


def events_foot(events: pd.DataFrame) -> str:
    """Return the foot of a figure of events: the last entry, and how far sources reach."""
    last, reach = day(events.date.max()), datasets.AS_OF
    return f"startlab, table events. Last entry {last}; sources reach {reach}."


def aftermath_events() -> pd.DataFrame:
    """Return the events from 5 February 2026 on, each with its status.

    Returns
    -------
    pandas.DataFrame
        Rows of the table `events`, in order of their dates, with a column `status`:
        ``"disputed"`` where the basis says so, else ``"done"`` for tests, meetings and the end
        of the treaty, else ``"said"`` (two sources or more) or ``"single"`` (one source).

    Examples
    --------
    >>> after = aftermath_events().set_index("event_id")
    >>> after.status["E086"], after.status["E099"], after.status["E113"]
    ('disputed', 'said', 'done')
    """
    events = offer_events()
    after = events[events.date >= treaty_end()].reset_index(drop=True)
    status = after.source.str.contains(";").map({True: "said", False: "single"})
    status = status.mask(after.kind == "done", "done")
    return after.assign(status=status.mask(after.basis == "disputed", "disputed"))


def _mark(status: str, colour: str) -> dict[str, Any]:
    """Return the style of the mark of an entry."""
    hollow = status == "single"
    face = LIGHT["paper"] if hollow else colour
    style = {"marker": MARKS[status], "markerfacecolor": face, "markeredgecolor": colour}
    return {**style, "markeredgewidth": 1.2 if hollow else 0.6}


def _dots(ax: Axes, events: pd.DataFrame, lit: pd.Series) -> None:
    """Draw a mark an entry, stacked by week, a lane a side; those that are not lit are grey."""
    start = events.date.min()
    week = (events.date - start).dt.days // 7
    lane = 5.6
    end = int(week.max()) + 1
    for row, (side, name) in enumerate(SIDES.items()):
        ax.axhline(-row * lane - 0.6, color=LIGHT["grid"], linewidth=0.8)
        mine = events.side == side
        height = events[mine].groupby(week).cumcount()
        marks = zip(week[mine], height, events.status[mine], lit[mine], strict=True)
        for place, level, status, shown in marks:
            style = _mark(status, COLOURS[side] if shown else LIGHT["grid"])
            ax.plot([place], [level - row * lane], linestyle="none", markersize=6.3, **style)
        ax.text(end, 3.1 - row * lane, name, ha="right", weight="bold", color=COLOURS[side])
    weeks = range(0, end, 10)
    days = [start + pd.Timedelta(weeks=w) for w in weeks]
    ax.set_xticks(list(weeks), [f"{d.day} {d:%b}" for d in days])
    ax.set(xlim=(-0.8, end + 0.8), ylim=(-3 * lane - 1.2, 5.2), yticks=[])
    bare(ax)


UNITS = "Diamond: done. Circle: said; hollow: one source. Cross: disputed"


def aftermath_record() -> Figure:
    """Draw all entries since the treaty ended, week by week, for each side.

    Returns
    -------
    matplotlib.figure.Figure
        Four lanes of stacked marks.

    Examples
    --------
    >>> aftermath_record().get_label()[:69]
    'From 5 February to 14 September 2026 the table has 38 entries. Russia'
    """
    events = aftermath_events()
    title = "What the record holds since 5 February 2026"
    with house_figure(title, UNITS, events_foot(events), height=4.8, **BARS) as (fig, ax):
        _dots(ax, events, events.status.notna())
    sides = events.side.value_counts()
    status = events.status.value_counts()
    first = day(events.date.min()).removesuffix(f" {events.date.min().year}")
    fig.set_label(
        f"From {first} to {day(events.date.max())} the table has {len(events)} entries. "
        + " ".join(f"{name}: {sides.get(side, 0)}." for side, name in SIDES.items())
        + f" Of all, {status['done']} are done, {status['said']} said with two sources or more, "
        f"{status['single']} said with one source, and {status['disputed']} disputed."
    )
    return fig


def aftermath_list(side: str = "RU", status: str = "all") -> Figure:
    """List the entries of one side and one status since the treaty ended.

    Parameters
    ----------
    side : {"RU", "US", "both", "other"}
        Whose words or acts.
    status : {"all", "done", "said", "single", "disputed"}
        Which of them.

    Returns
    -------
    matplotlib.figure.Figure
        The marks of `aftermath_record` with the chosen ones in colour, and their titles.

    Raises
    ------
    StartlabError
        If the side or the status is unknown.

    Examples
    --------
    >>> aftermath_list("both", "disputed").get_label()
    'Both together, disputed: 1 entry from 5 February to 14 September 2026. First: Axios reports a
    tentative understanding in Abu Dhabi (5 February).'
    """
    checked("side", side, SIDES)
    checked("status", status, EVERY)
    events = aftermath_events()
    lit = events.side == side
    if status != "all":
        lit &= events.status == status
    mine = events[lit]
    title = f"{SIDES[side]}: {EVERY[status]}"
    with house_figure(title, UNITS, events_foot(events), height=6.8, **BARS, below=3.1) as (
        fig,
        ax,
    ):
        _dots(ax, events, lit)
        at = under(fig, 0.36)
        counted = f"{lit.sum()} of {events.side.eq(side).sum()} entries"
        at = written(fig, counted, at, "bold") - 0.03
        for entry, shown in zip(events.itertuples(), lit, strict=True):
            if entry.side != side:
                continue
            about = "" if entry.precision == "day" else "about "
            words = f"{about}{_short(entry.date)}: {entry.title}"
            mark = _mark(str(entry.status), COLOURS[side] if shown else LIGHT["grid"])
            at = listed(fig, words, at, mark, "ink" if shown else "muted") - 0.01
    span = f"from {_short(events.date.min())} to {day(events.date.max())}"
    many = "entry" if len(mine) == 1 else "entries"
    titles = [f"{entry.title} ({_short(entry.date)})" for entry in mine.itertuples()]
    told = f" First: {titles[0]}." if titles else ""
    told += f" Last: {titles[-1]}." if len(titles) > 1 else ""
    fig.set_label(f"{SIDES[side]}, {EVERY[status]}: {len(mine)} {many} {span}.{told}")
    return fig


def _short(date: object) -> str:
    return day(date).rsplit(" ", 1)[0]


def public_checks() -> Figure:
    """Draw what outsiders could check from 2011 to 2026, and when each check stopped.

    Returns
    -------
    matplotlib.figure.Figure
        A bar for each way to check, marks for numbers and words that came later.

    Examples
    --------
    >>> public_checks().get_label()[:66]
    'Inspections ran from April 2011 to March 2020. Data were exchanged'
    """
    events = offer_events()
    ends, last = treaty_end(), events.date.max()
    spans, alone, words = _check_dates()
    by = words.side.value_counts()
    foot = f"startlab, tables named below; sources reach {datasets.AS_OF}."
    units = "Bars: while it went on. Marks: later numbers and words"
    with house_figure(
        "What outsiders could check", units, foot, height=4.8, left=0.28, right=0.15
    ) as (fig, ax):
        for row, (name, (first, stop)) in enumerate(spans.items()):
            colour = LIGHT["limit" if row == 0 else "muted"]
            width = date2num(stop) - date2num(first)
            ax.barh(-row, width, 0.3, left=date2num(first), color=colour)
            words_shown = f"{name}, until {month(stop)}"
            ax.text(date2num(pd.Timestamp("2011-02-05")), 0.3 - row, words_shown)
        row = len(spans)
        start = date2num(pd.Timestamp("2011-02-05"))
        ax.plot([date2num(alone)], [-row], color=LIGHT["us"], marker="o", markersize=9)
        ax.text(start, 0.3 - row, "one US number, not exchanged")
        for lift, (party, style) in enumerate(PARTY_STYLE.items()):
            dates = words.date[words.side == party]
            height = [-row - 1.15 + 0.3 * lift] * len(dates)
            ax.plot(dates, height, linestyle="none", markersize=7, **style)
        ax.text(start, -row - 0.7, "words on the limits since 4 February 2026")
        said = " and ".join(f"{n} by {p}" for p, n in (("Russia", by["RU"]), ("the US", by["US"])))
        ax.text(start, -row - 1.15, said, color=LIGHT["muted"])
        ax.axvline(date2num(ends), color=LIGHT["limit"], linewidth=1.2, linestyle=(0, (4, 3)))
        ax.text(date2num(ends) - 60, 0.62, "treaty ends", ha="right", color=LIGHT["limit"])
        ax.axvline(date2num(last), color=LIGHT["ink"], linewidth=1.0)
        year_ticks(ax, 2011, 2026, step=3)
        ax.set(xlim=(start - 60, date2num(last) + 150), ylim=(-row - 1.5, 0.95), yticks=[])
        ax.spines["left"].set_visible(False)
        ax.grid(axis="y", visible=False)
    inspected, exchanged = spans["On-site inspections"], spans["Exchange of data"]
    fig.set_label(
        f"Inspections ran from {month(inspected[0])} to {month(inspected[1])}. Data were exchanged "
        f"until {day(exchanged[1])}, {(ends - exchanged[1]).days:,} days before the treaty ended "
        f"on {day(ends)}. One US number of {day(alone)} came without an exchange. On the limits "
        f"there are {by['RU']} Russian and {by['US']} US statements since "
        f"{day(words.date.min())}."
    )
    return fig


def _check_dates() -> tuple[
    dict[str, tuple[pd.Timestamp, pd.Timestamp]], pd.Timestamp, pd.DataFrame
]:
    """Return from when to when each check went on, the lone US number, and the later words."""
    events = datasets.load_events().set_index("event_id").date
    limits = datasets.load_limits().query("treaty == 'New START'")
    inspections = datasets.load_inspections().query("metric == 'first_inspection'")
    first = inspections.query("treaty == 'New START'").start_date.min()
    declared = datasets.load_declarations()
    exchanged = declared.groupby("date").party.nunique()
    both = exchanged[exchanged == len(NAMES)].index
    disputes = datasets.load_disputes()
    words = disputes[
        (disputes.dispute_id == "limits_after_expiry") & disputes.side.isin(list(NAMES))
    ]
    spans = {
        "Limits in force": (limits.binds_from.min(), events["E085"]),
        "On-site inspections": (first, events["E015"]),
        "Exchange of data": (both.min(), both.max()),
    }
    return spans, declared.date.max(), words.assign(date=pd.to_datetime(words.date))


def three_futures(rate: float, lag: float, capacity: int = CAPACITY) -> scenarios.Restraint:
    """Compare keeping the limit, keeping it on one side, and letting it lapse, on equal terms.

    Both sides get the same made-up rate, lag and capacity, so that no difference between them
    comes from an opinion; they start from their last declared numbers.

    Parameters
    ----------
    rate : float
        Warheads a day that each side could add: your assumption.
    lag : float
        Days until a side that kept the limit stops holding back: your assumption.
    capacity : int
        The most that each side could add (warheads): your assumption.

    Returns
    -------
    startlab.models.scenarios.Restraint
        The courses and the source of each input.

    Examples
    --------
    >>> model = three_futures(2, 90)
    >>> {entry.source for entry in model.inputs if "rate" in entry.name}
    {'no published value: your assumption'}
    """
    declared = datasets.load_declarations().sort_values("date")
    sides = []
    for party in NAMES:
        row = declared[declared.party == party].iloc[-1]
        baseline = scenarios.Baseline(
            party, int(row.deployed_warheads), BASIS, f"declared for {day(row.date)}"
        )
        leg = scenarios.Leg("missiles", capacity, rate, BASIS)
        sides.append(scenarios.Reaction(baseline, [leg], lag))
    return scenarios.restraint(scenarios.Offer(), sides)


def futures(rate: float = 2, lag: float = 90) -> Figure:
    """Draw three futures: both keep the limit, one side only (either of them), both lapse.

    Parameters
    ----------
    rate : float
        Warheads a day that each side could add: an assumption.
    lag : float
        Days until the side that kept stops holding back: an assumption.

    Returns
    -------
    matplotlib.figure.Figure
        Four panels over one year from 5 February 2026.

    Raises
    ------
    StartlabError
        If a number is negative.

    Examples
    --------
    >>> futures().get_label()
    'Made-up inputs, the same for each side: 2 warheads a day, at most 500, lag 90 days. Both keep:
    1,419 for the US and 1,549 for Russia all year. US keeps, then follows: Russia over 1,550 on
    day 1, the US on day 157. Russia keeps, then follows: the US over 1,550 on day 66, Russia on
    day 157. Both lapse: Russia over 1,550 on day 1, the US on day 66.'
    """
    if rate < 0 or lag < 0:
        raise StartlabError(f"rate is {rate} and lag is {lag}: neither can be negative.")
    model = three_futures(rate, lag)
    many = "warhead" if rate == 1 else "warheads"
    title = f"If {rate:g} {many} a day, and {lag:g} days of lag"
    units = "Warheads by treaty count, day 0 to 365. Inputs made up"
    foot = f"Start: last declared numbers. All else: assumed; sources reach {datasets.AS_OF}."
    sentences = []
    with house_figure(title, units, foot, height=6.3, right=0.1, below=0.3) as (fig, ax):
        ax.set_axis_off()
        box, name = ax.get_position(), 0.22 / fig.get_figheight()
        wide, high = 0.46 * box.width, 0.47 * box.height - name - 0.02
        for place, (scenario, words) in enumerate(FUTURES.items()):
            across, down = place % 2, place // 2
            corner = (box.x0 + across * 0.54 * box.width, box.y1 - down * 0.53 * box.height)
            part = fig.add_axes((corner[0], corner[1] - name - high, wide, high))
            courses = {c.party: c for c in model.courses if c.scenario == scenario}
            _courses(part, courses, model.offer, words)
            if across:
                part.tick_params(axis="y", labelleft=False)
            if not place:
                _name_lines(part, courses, model.offer.limit)
            sentences.append(_told(words, courses, model.offer))
    fig.set_label(
        f"Made-up inputs, the same for each side: {rate:g} {many} a day, at most {CAPACITY}, "
        f"lag {lag:g} days. {' '.join(sentences)}"
    )
    return fig


def _courses(
    ax: Axes, courses: dict[str, scenarios.Course], offer: scenarios.Offer, words: str
) -> None:
    for party, course in courses.items():
        style = PARTY_STYLE[party]
        ax.plot(course.warheads, markevery=[offer.days], linewidth=2, markersize=7, **style)
    ax.axhline(offer.limit, color=LIGHT["limit"], linewidth=1.2, linestyle=(0, (4, 3)))
    ax.text(0, 1.04, words, transform=ax.transAxes, weight="bold")
    ax.set(xlim=(0, offer.days + 20), ylim=(1300, 2100))
    ax.set_xticks([0, 180, offer.days])
    ax.set_yticks(range(1400, 2001, 200), [f"{y:,}" for y in range(1400, 2001, 200)])


def _name_lines(ax: Axes, courses: dict[str, scenarios.Course], limit: int) -> None:
    ax.text(5, limit + 18, f"limit {limit:,}", color=LIGHT["limit"])
    for party, place in (("RU", -64), ("US", -68)):
        start = courses[party].warheads[0]
        ax.text(5, start + place, SHORT[party], color=LIGHT[party.lower()], weight="bold")


def _told(words: str, courses: dict[str, scenarios.Course], offer: scenarios.Offer) -> str:
    name = capital(words)
    if all(course.keeps for course in courses.values()):
        us, ru = (courses[party].warheads[-1] for party in ("US", "RU"))
        return f"{name}: {us:,.0f} for the US and {ru:,.0f} for Russia all year."
    short = {"RU": "Russia", "US": "the US"}
    over = [
        ((course.over_limit_on - offer.starts).days, short[party])
        for party, course in courses.items()
        if course.over_limit_on is not None
    ]
    within = [short[p] for p, course in courses.items() if course.over_limit_on is None]
    parts = [f"{who} {'' if n else f'over {offer.limit:,} '}on day {days}"
             for n, (days, who) in enumerate(sorted(over))]  # fmt: skip
    parts += [f"{who} within it all year" for who in within]
    return f"{name}: {', '.join(parts)}."
