"""Figures of the checking under New START: its means, its inspections and its notifications."""

from __future__ import annotations

from datetime import date as calendar_day
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
from matplotlib.dates import date2num
from matplotlib.ticker import MaxNLocator

from startlab import datasets
from startlab.errors import StartlabError
from startlab.figures.style import LIGHT, month
from startlab.plots.house import (
    BARE,
    IN_TEXT,
    NAMES,
    PAPER,
    PARTY_STYLE,
    SHORT,
    checked,
    day,
    house_figure,
    rows_only,
    thousands,
    treaty_end,
    year_ticks,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COUNTED = {"inspections": "inspections", "notifications": "notifications"}
FIRST_YEAR, LAST_YEAR = 2011, 2026


class Change(NamedTuple):
    """One change of one means of checking, and the row of a table that gives its day."""

    means: str
    whose: str
    row: str
    state: str
    words: str


SATELLITES = "Own satellites"
# The day is that of the row; what is "not known" begins on the day after its row.
CHANGES = (
    Change(SATELLITES, "both", "E010", "works", "the treaty forbids interference"),
    Change(SATELLITES, "both", "E032", "works", "needs no consent"),
    Change(SATELLITES, "both", "E085", "works", "needs no consent; treaty ended"),
    Change("Data exchange", "both", "E120", "works", "numbers given twice a year"),
    Change("Data exchange", "RU", "N016", "ended", "no data for 1 March 2023"),
    Change("Data exchange", "US", "N017", "ended", "withheld in answer"),
    Change("Notifications", "both", "N001", "works", "movements and changes told"),
    Change("Notifications", "RU", "N008", "not known", "day of the stop disputed"),
    Change("Notifications", "RU", "N009", "ended", "stop confirmed by Russia"),
    Change("Notifications", "US", "N011", "ended", "withheld as a countermeasure"),
    Change("Inspections", "both", "I004", "works", "18 a treaty year at the most"),
    Change("Inspections", "both", "I045", "paused", "paused by agreement"),
    Change("Inspections", "RU", "I046", "paused", "sites exempted by Russia"),
    Change("Inspections", "RU", "E032", "ended", "suspended by Russia"),
    Change("Inspections", "US", "I047", "ended", "visas of inspectors revoked"),
    Change("Exhibitions", "RU", "N022", "works", "new types are shown"),
    Change("Exhibitions", "US", "N020", "works", "altered types are shown"),
    Change("Exhibitions", "US", "N019", "not known", "none known after 2018"),
    Change("Exhibitions", "RU", "N023", "not known", "none known after 2019"),
    Change("Exhibitions", "RU", "E032", "ended", "suspended by Russia"),
    Change("Exhibitions", "US", "I047", "ended", "visas of inspectors revoked"),
    Change("Telemetry", "both", "N031", "works", "the launches are agreed"),
    Change("Telemetry", "both", "N035", "not known", "nothing known after 2016"),
    Change("Telemetry", "RU", "E032", "ended", "suspended by Russia"),
    Change("Telemetry", "US", "N011", "ended", "withheld as a countermeasure"),
    Change("Commission", "both", "N030", "works", "two sessions a year"),
    Change("Commission", "both", "N042", "paused", "session put off by agreement"),
    Change("Commission", "both", "N043", "works", "the last session is held"),
    Change("Commission", "both", "E028", "paused", "session put off by Russia"),
    Change("Commission", "both", "E032", "ended", "suspended by Russia"),
)
MEANS = tuple(dict.fromkeys(change.means for change in CHANGES))
MARKS = {"works": "works", "paused": "paused", "ended": "ended", "not known": "not known"}
TREATY_ENDS = "E085"
BEFORE = "not yet"


def means_of_checking() -> pd.DataFrame:
    """Return in which state each means of checking was, and from which day.

    Returns
    -------
    pandas.DataFrame
        One row a change: means, party (whose arms are checked), since, state (``"works"``,
        ``"paused"``, ``"ended"`` or ``"not known"``), words, and the row of the table of
        events, inspections or notifications that gives the day.

    Examples
    --------
    >>> table = means_of_checking()
    >>> table[(table.means == "Inspections") & (table.party == "RU")].state.tolist()
    ['works', 'paused', 'paused', 'ended', 'ended']
    """
    days = _days_of_rows()
    end = [
        Change(means, "both", TREATY_ENDS, "ended", "the treaty has ended")
        for means in MEANS
        if means != SATELLITES
    ]
    rows = [
        (change.means, party, days[change.row], change.state, change.words, change.row)
        for change in (*CHANGES, *end)
        for party in (NAMES if change.whose == "both" else (change.whose,))
    ]
    columns = ["means", "party", "since", "state", "words", "row"]
    table = pd.DataFrame(rows, columns=columns)
    late = (table.state == "not known") & (table.row != "N008")
    table["since"] = table.since + pd.to_timedelta(late.astype(int), unit="D")
    order = table.means.map({means: place for place, means in enumerate(MEANS)})
    return (
        table.assign(order=order)
        .sort_values(["order", "party", "since"], kind="stable")
        .drop(columns="order")
        .reset_index(drop=True)
    )


def _days_of_rows() -> dict[str, pd.Timestamp]:
    """Return the day that each row stands for: the last day where one is known to be the end."""
    events = datasets.load_events().set_index("event_id").date
    days = dict(events)
    for table in (datasets.load_inspections(), datasets.load_notifications()):
        dated = table[table.start_date.notna() | table.end_date.notna()]
        ends = dated.metric.isin(["exhibition", "exhibitions_cumulative", "commission_session"])
        first = dated.start_date.where(~ends | dated.start_date.notna(), dated.end_date)
        days |= dict(zip(dated.row_id, first.fillna(dated.end_date), strict=True))
    later = datasets.load_notifications().set_index("row_id").end_date
    return days | {row: later[row] for row in ("N019", "N023", "N031")}


def means_over_time() -> Figure:
    """Draw for each means of checking when it worked, on the arms of each side.

    Returns
    -------
    matplotlib.figure.Figure
        Two strips a means: filled where it worked, open where it was paused, a thin line where
        the tables do not tell.

    Examples
    --------
    >>> means_over_time().get_label()
    'Seven means of checking under New START, 2011 to 2026. Inspections worked until 1 March 2020.
    Data exchange worked until 1 March 2023 for Russia and until 28 March 2023 for the United
    States, notifications until 28 February 2023 and until 1 June 2023. When the treaty ended on
    5 February 2026, only own satellites were left.'
    """
    table = means_of_checking()
    end = treaty_end()
    units = "Filled: works. Open: paused. Thin line: not known. Blank: ended"
    foot = f"startlab: events, inspections, notifications. As of {datasets.AS_OF}."
    with house_figure(
        "When each means of checking worked", units, foot, height=5.8, left=0.68, right=0.12
    ) as (fig, ax):
        last = calendar_day(LAST_YEAR, 6, 30)
        for place, means in enumerate(MEANS):
            ax.text(date2num(calendar_day(FIRST_YEAR, 2, 5)), 0.43 - place, means)
            for step, party in enumerate(NAMES):
                height = 0.24 - place - 0.3 * step
                _strip(ax, _spells(table, means, party, last), height, party)
                ax.text(
                    -0.015,
                    height,
                    SHORT[party],
                    transform=ax.get_yaxis_transform(),
                    ha="right",
                    va="center",
                    color=PARTY_STYLE[party]["color"],
                )
        ax.axvline(date2num(end), color=LIGHT["limit"], linewidth=1.6)
        ax.text(
            date2num(end) - 70,
            0.72,
            "treaty ends",
            color=LIGHT["limit"],
            ha="right",
        )
        ax.set(xlim=(date2num(calendar_day(FIRST_YEAR, 1, 1)), date2num(last)), yticks=[])
        ax.set_ylim(-len(MEANS) + 0.7, 0.95)
        rows_only(ax)
        year_ticks(ax, FIRST_YEAR, LAST_YEAR)
    stops = {(m, p): _first(table, m, p) for m in ("Data exchange", "Notifications") for p in NAMES}
    left = [m for m in MEANS if _state(table, m, "US", end)[0] == "works"]
    fig.set_label(
        f"Seven means of checking under New START, {FIRST_YEAR} to {LAST_YEAR}. Inspections "
        f"worked until {_first(table, 'Inspections', 'US')}. Data exchange worked until "
        f"{stops['Data exchange', 'RU']} for Russia and until {stops['Data exchange', 'US']} for "
        f"the United States, notifications until {stops['Notifications', 'RU']} and until "
        f"{stops['Notifications', 'US']}. When the treaty ended on {day(end)}, only "
        f"{' and '.join(left).lower()} were left."
    )
    return fig


def _first(table: pd.DataFrame, means: str, party: str) -> str:
    """Return in words the first day on which a means no longer worked."""
    mine = table[(table.means == means) & (table.party == party) & (table.state != "works")]
    return day(mine.since.iloc[0])


def _spells(
    table: pd.DataFrame, means: str, party: str, last: calendar_day
) -> list[tuple[float, float, str]]:
    mine = table[(table.means == means) & (table.party == party)]
    starts = [date2num(since) for since in mine.since]
    return list(zip(starts, [*starts[1:], date2num(last)], mine.state, strict=True))


def _strip(ax: Axes, spells: list[tuple[float, float, str]], height: float, party: str) -> None:
    colour = PARTY_STYLE[party]["color"]
    for start, end, state in spells:
        if state == "works":
            ax.barh(height, end - start, left=start, height=0.2, color=colour, linewidth=0.4)
        elif state == "paused":
            ax.barh(height, end - start, left=start, height=0.17, fc="none", ec=colour, lw=1.1)
        elif state == "not known":
            ax.plot((start, end), (height, height), color=colour, linewidth=1.1)


def _state(
    table: pd.DataFrame, means: str, party: str, when: pd.Timestamp
) -> tuple[str, str, pd.Timestamp | None]:
    """Return the state of a means on a day, what is known of it, and since when."""
    mine = table[(table.means == means) & (table.party == party) & (table.since <= when)]
    if mine.empty:
        return BEFORE, "not yet begun", None
    now = mine.iloc[-1]
    return str(now.state), str(now.words), now.since


def means_on(date: str = "2018-02-05", side_checked: str = "RU") -> Figure:
    """Draw which means of checking worked on one day, on the arms of one side.

    Parameters
    ----------
    date : str or datetime-like
        The day.
    side_checked : {"RU", "US"}
        Whose arms were to be checked.

    Returns
    -------
    matplotlib.figure.Figure
        A line a means: its state and the reason.

    Raises
    ------
    StartlabError
        If the side is not known.

    Examples
    --------
    >>> means_on("2023-04-01", "RU").get_label()
    '1 April 2023, checks on Russia: 1 of 7 means works (own satellites). Paused: none. Ended:
    data exchange, notifications, inspections, exhibitions, telemetry, commission. Not known: none.'
    """
    checked("side_checked", side_checked, NAMES)
    table, when = means_of_checking(), pd.Timestamp(date)
    side = {"US": "the US", "RU": "Russia"}[side_checked]
    states = {means: _state(table, means, side_checked, when) for means in MEANS}
    title = f"Checks on {side}, {day(when)}"
    units = "Filled: works. Ring: paused. Dash: ended or not begun. ?: not known"
    foot = f"startlab: events, inspections, notifications. As of {datasets.AS_OF}."
    colour = PARTY_STYLE[side_checked]["color"]
    with house_figure(title, units, foot, height=3.8, **BARE) as (fig, ax):
        for place, (means, (state, words, _)) in enumerate(states.items()):
            works = state == "works"
            ax.text(0, -place, means, va="center", weight="bold" if works else "normal")
            if state in ("works", "paused"):
                ax.plot(
                    [3.0],
                    [-place],
                    marker=PARTY_STYLE[side_checked]["marker"],
                    markersize=9,
                    markerfacecolor=colour if works else LIGHT["paper"],
                    markeredgecolor=colour,
                )
            else:
                sign = "?" if state == "not known" else "–"
                ax.text(3.0, -place, sign, size=13, ha="center", va="center")
            ax.text(3.4, -place, words, va="center", color=LIGHT["ink"])
            ax.axhline(-place - 0.5, color=LIGHT["grid"], linewidth=0.8)
        ax.set(xlim=(0, 10), ylim=(0.4 - len(MEANS), 0.6))
        ax.set_axis_off()
    named = {
        state: [m.lower() for m in MEANS if states[m][0] == state] for state in (*MARKS, BEFORE)
    }
    working = named["works"]
    listed = f" ({', '.join(working)})" if working else ""
    begun = f" Not yet begun: {', '.join(named[BEFORE])}." if named[BEFORE] else ""
    fig.set_label(
        f"{day(when)}, checks on {IN_TEXT[side_checked]}: {len(working)} of {len(MEANS)} means "
        f"{'works' if len(working) == 1 else 'work'}{listed}. "
        f"Paused: {', '.join(named['paused']) or 'none'}. "
        f"Ended: {', '.join(named['ended']) or 'none'}. "
        f"Not known: {', '.join(named['not known']) or 'none'}.{begun}"
    )
    return fig


def _by_year() -> pd.DataFrame:
    """Return the inspections of each treaty year: one row a year, a column a party."""
    table = datasets.load_inspections()
    rows = table[table.metric == "inspections_in_treaty_year"]
    return rows.astype({"treaty_year": int, "value": int}).sort_values(["treaty_year", "party"])


def _quota() -> int:
    table = datasets.load_inspections()
    return int(table[table.metric == "quota_total"].value.iloc[0])


def inspections_by_year() -> Figure:
    """Draw how many inspections each side carried out in each treaty year.

    Returns
    -------
    matplotlib.figure.Figure
        Two bars a year: filled where the number is reported or follows from a report, open where
        only the quota is known as an upper bound.

    Examples
    --------
    >>> inspections_by_year().get_label()
    'Inspections by each side in each treaty year of New START. Quota: 18. Both sides have the
    same number in every year: 18 in years 1 to 7, at most 18 in years 8 and 9, 2 in year 10, 0 in
    years 11 to 15.'
    """
    rows, quota = _by_year(), _quota()
    units = "By each side; open bars: only the upper bound is known"
    foot = "startlab, table inspections. Treaty year 1 began on 5 February 2011."
    with house_figure(
        "Inspections in each treaty year", units, foot, height=4.2, left=0.45, below=0.6
    ) as (fig, ax):
        for shift, party in ((-0.2, "US"), (0.2, "RU")):
            mine = rows[rows.party == party]
            colour = PARTY_STYLE[party]["color"]
            for year, value, bound in zip(
                mine.treaty_year, mine.value, mine.qualifier == "at_most", strict=True
            ):
                face = "none" if bound else colour
                ax.bar(year + shift, value, width=0.34, fc=face, ec=colour, linewidth=1)
        ax.axhline(quota, color=LIGHT["limit"], linewidth=1.6)
        ax.text(15.5, quota + 0.4, f"quota {quota}", color=LIGHT["limit"], ha="right")
        ax.text(0.6, quota + 0.4, "US", color=LIGHT["us"], weight="bold")
        ax.text(1.9, quota + 0.4, "Russia", color=LIGHT["ru"], weight="bold")
        pause = rows[rows.treaty_year == 10].value.iloc[0]
        ax.annotate(
            f"{pause} each, then the\npause of March 2020",
            (10.2, pause + 0.3),
            xytext=(9.75, 8),
            arrowprops={"arrowstyle": "-", "color": LIGHT["muted"]},
        )
        ax.text(13, 0.5, "none", ha="center")
        ax.set(xlim=(0.4, 15.6), ylim=(0, quota + 2.5))
        ax.set_xticks(range(1, 16, 2), [f"{year}" for year in range(1, 16, 2)])
        ax.set_xlabel("Treaty year")
        ax.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    fig.set_label(
        "Inspections by each side in each treaty year of New START. "
        f"Quota: {quota}. {_same_each_year(rows)}"
    )
    return fig


def _same_each_year(rows: pd.DataFrame) -> str:
    """Tell the numbers in runs of years, if both sides have the same ones."""
    pairs = rows.pivot(index="treaty_year", columns="party", values=["value", "qualifier"])
    same = (pairs["value", "US"] == pairs["value", "RU"]).all()
    mine = rows[rows.party == "US"]
    runs: list[tuple[str, int, int]] = []
    for year, value, bound in zip(
        mine.treaty_year, mine.value, mine.qualifier == "at_most", strict=True
    ):
        words = f"{'at most ' if bound else ''}{value}"
        if runs and runs[-1][0] == words:
            runs[-1] = (words, runs[-1][1], year)
        else:
            runs.append((words, year, year))
    told = [f"{words} in {_years(first, last)}" for words, first, last in runs]
    head = "Both sides have the same number in every year" if same else NAMES["US"]
    return f"{head}: {', '.join(told)}."


def _years(first: int, last: int) -> str:
    if first == last:
        return f"year {first}"
    return f"years {first} {'and' if last == first + 1 else 'to'} {last}"


def checks_so_far(date: str = "2018-02-05", counted: str = "inspections") -> Figure:
    """Draw how many inspections or notifications there had been by one day.

    Parameters
    ----------
    date : str or datetime-like
        The day, from 5 February 2011 to 5 February 2026.
    counted : {"inspections", "notifications"}
        What to count, both sides together.

    Returns
    -------
    matplotlib.figure.Figure
        The totals in the table up to that day; for inspections with the quotas, and with a band
        where only bounds are known.

    Raises
    ------
    StartlabError
        If nothing of that name is counted, or the day lies before the treaty.

    Examples
    --------
    >>> checks_so_far("2022-02-05").get_label()
    'By 5 February 2022 both sides together had carried out between 256 and 328 inspections.
    The quotas would have allowed 396.'
    >>> checks_so_far("2018-02-05", "notifications").get_label()
    'By 5 February 2018 the two sides had exchanged over 14,600 notifications, 5.7 a day on
    average.'
    """
    checked("counted", counted, COUNTED)
    when, start = pd.Timestamp(date), pd.Timestamp(FIRST_YEAR, 2, 5)
    if when <= start:
        raise StartlabError(f"Nothing is counted before {day(start)}.")
    title = f"{COUNTED[counted].capitalize()} by {day(when)}"
    units = "Both sides together, since 5 February 2011"
    foot = f"startlab, table {counted}. As of {datasets.AS_OF}."
    with house_figure(title, units, foot, height=3.8, left=0.74) as (fig, ax):
        ax.set_xlim(date2num(start) - 20, date2num(calendar_day(LAST_YEAR, 6, 30)))
        year_ticks(ax, FIRST_YEAR + 1, LAST_YEAR)
        thousands(ax.yaxis)
        draw = _draw_inspections if counted == "inspections" else _draw_notifications
        says = draw(ax, when)
        ax.axvline(date2num(when), color=LIGHT["ink"], linewidth=1)
    fig.set_label(says)
    return fig


def _bounds(when: pd.Timestamp) -> pd.DataFrame:
    """Return the lowest and highest number of inspections by the end of each treaty year."""
    rows = _by_year()
    rows = rows.assign(low=rows.value.where(rows.qualifier != "at_most", 0))
    sums = rows.groupby("treaty_year")[["low", "value"]].sum().cumsum()
    ends = [pd.Timestamp(FIRST_YEAR + year, 2, 5) for year in sums.index]
    table = sums.set_axis(pd.DatetimeIndex(ends)).rename(columns={"value": "high"})
    inside = datasets.load_inspections()
    known = inside[
        (inside.metric == "inspections_cumulative")
        & (inside.treaty == "New START")
        & inside.end_date.notna()
        & (inside.qualifier == "exact")
    ]
    total = known.groupby("end_date").value.sum().astype(int)
    early = total[total.index < table.index[0]]
    begin = pd.DataFrame({"low": [0], "high": [0]}, index=[pd.Timestamp(FIRST_YEAR, 2, 5)])
    extra = pd.DataFrame({"low": early, "high": early})
    whole = pd.concat([begin, extra, table]).astype(int).sort_index()
    return whole[whole.index <= when]


def _draw_inspections(ax: Axes, when: pd.Timestamp) -> str:
    table, each = _bounds(when), 2 * _quota()
    years = [pd.Timestamp(FIRST_YEAR + n, 2, 5) for n in range(LAST_YEAR - FIRST_YEAR + 1)]
    days = [date2num(year) for year in years]
    ax.plot(days, [each * n for n in range(len(years))], color=LIGHT["limit"], linewidth=1.4)
    name: dict[str, Any] = {"color": LIGHT["limit"], "ha": "right", "bbox": PAPER}
    ax.text(days[11], each * 12, f"quotas: {each} a year", **name)
    ax.fill_between(table.index, table.low, table.high, color=LIGHT["grid"])
    for column in ("low", "high"):
        ax.plot(table.index, table[column], color=LIGHT["ink"])
    ax.set_ylim(0, each * (len(years) - 1) * 1.03)
    low, high = int(table.low.iloc[-1]), int(table.high.iloc[-1])
    number = f"{low:,}" if low == high else f"between {low:,} and {high:,}"
    words = number.removeprefix("between ").replace(" and ", " to ")
    if when < pd.Timestamp(2024, 1, 1):  # to the right, under the line of quotas
        _value(ax, when, high, words, "left", 6 if high < 60 else -14)
    else:  # no room there: inside the band
        _value(ax, when, (low + high) / 2, words, "right", -4)
    rows = datasets.load_inspections()
    _event(ax, when, rows[rows.metric == "inspections_paused"].start_date.iloc[0], "pause")
    if when < years[1]:
        quotas = f"The quotas allow {each} in the whole first treaty year."
    else:
        quotas = f"The quotas would have allowed {each * sum(year <= when for year in years[1:])}."
    return f"By {day(when)} both sides together had carried out {number} inspections. {quotas}"


def _draw_notifications(ax: Axes, when: pd.Timestamp) -> str:
    table = datasets.load_notifications()
    rows = table[(table.metric == "notifications_cumulative") & table.end_date.notna()]
    rows = rows.sort_values("end_date")
    seen = rows[rows.end_date <= when]
    start = pd.Timestamp(FIRST_YEAR, 2, 5)
    dates = [date2num(seen_on) for seen_on in (start, *seen.end_date)]
    values = [0, *seen.value.astype(int)]
    ax.plot(dates, values, color=LIGHT["ink"], linewidth=1.2, linestyle=(0, (4, 3)))
    ax.plot(dates, values, color=LIGHT["ink"], linestyle="none", marker="o", markersize=6)
    ax.set_ylim(0, int(rows.value.max()) * 1.18)
    last = seen.iloc[-1]
    words = f"{last.qualifier} {int(last.value):,}"
    side = "left" if last.end_date < pd.Timestamp(2016, 1, 1) else "right"
    _value(ax, last.end_date, int(last.value), words, side, 6)
    stops = table[table.metric.isin(["notifications_stopped", "notifications_withheld"])]
    _event(ax, when, stops.start_date.min(), "stop")
    rate = int(last.value) / (last.end_date - start).days
    says = (
        f"By {day(last.end_date)} the two sides had exchanged {words} notifications, "
        f"{rate:.1f} a day on average."
    )
    if last.end_date == when:
        return says
    ended = day(stops.start_date.max())
    tail = f" From {ended} neither side gave them." if when > stops.start_date.max() else ""
    return f"{says} The table has no later total up to {day(when)}.{tail}"


def _value(ax: Axes, when: pd.Timestamp, value: float, words: str, side: Any, lift: int) -> None:
    """Print a number beside the end of its line."""
    ax.annotate(
        words,
        (when, value),
        xytext=(6 if side == "left" else -6, lift),
        textcoords="offset points",
        ha=side,
        size=11,
        weight="bold",
        bbox=PAPER if side == "left" else None,  # at the left lines pass, at the right is a band
    )


def _event(ax: Axes, when: pd.Timestamp, at: pd.Timestamp, words: str) -> None:
    if when <= at:
        return
    ax.axvline(date2num(at), color=LIGHT["muted"], linewidth=1, linestyle=(0, (2, 3)))
    ax.text(
        date2num(at) - 40,
        0.04,
        f"{words}, {month(at)[:3]} {at.year}",
        transform=ax.get_xaxis_transform(),
        ha="right",
        color=LIGHT["muted"],
    )
