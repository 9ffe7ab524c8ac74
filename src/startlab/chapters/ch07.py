"""Chapter 07, How did each side check the other: its rows, widgets and exercises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from startlab import datasets
from startlab.derived import treaty_end
from startlab.errors import StartlabError
from startlab.exercises import exercise
from startlab.figures import marks
from startlab.figures.style import IN_TEXT, day, month

if TYPE_CHECKING:
    from matplotlib.figure import Figure

YEARLY = "inspections_in_treaty_year"
START = pd.Timestamp("2011-02-05")
LOOKS = {"works": "filled", "paused": "open", "not known": "faint"}
SOURCE = f"startlab, table means_of_checking; sources reach {datasets.AS_OF}."


def quota(kind: str = "total") -> int:
    """Return a quota of inspections in a treaty year for one side: total, type_one, type_two."""
    table = datasets.load_inspections()
    return int(table[table.metric == f"quota_{kind}"].value.iloc[0])


def by_treaty_year() -> pd.DataFrame:
    """Return the inspections of each treaty year: a row for each party and year."""
    table = datasets.load_inspections()
    rows = table[table.metric == YEARLY].astype({"treaty_year": int, "value": int})
    return rows.sort_values(["treaty_year", "party"])


def inspections_bounds() -> tuple[int, int]:
    """Return the lowest and the highest number of inspections by both sides in all years."""
    rows = by_treaty_year()
    return int(rows.value[rows.qualifier != "at_most"].sum()), int(rows.value.sum())


def inspections_allowed() -> int:
    """Return how many inspections the quotas allowed both sides in all treaty years."""
    return len(by_treaty_year()) * quota()


def notifications_by_2018() -> tuple[int, int]:
    """Return the notifications to 5 February 2018, a lower bound, and the days they took."""
    table = datasets.load_notifications()
    rows = table[(table.metric == "notifications_cumulative") & (table.end_date == "2018-02-05")]
    row = rows[rows.qualifier == "over"].iloc[0]
    return int(row.value), int((row.end_date - row.start_date).days)


def means_spans() -> pd.DataFrame:
    """Return from when to when each means of checking was in each state, until the treaty ended."""
    table = datasets.load_means_of_checking().sort_values(["means", "party", "since"])
    end = table.groupby(["means", "party"], observed=True).since.shift(-1)
    spans = table.assign(
        lane=table.means.astype(str),
        start=table.since,
        end=end.fillna(pd.Timestamp("2026-06-30")),
        look=table.state.astype(str).map(LOOKS),
        words="",
    )
    return spans[spans.state != "ended"]


def means_in_words() -> str:
    """Say until when the first means worked on each side's arms, and what was left at the end."""
    table = datasets.load_means_of_checking()
    stops = table[table.state != "works"].groupby(["means", "party"], observed=True).since.min()
    left = table[(table.since == treaty_end()) & (table.state == "works")].means.unique()
    told = [f"Inspections worked until {month(stops['Inspections', 'US'])}."]
    for means in ("Data exchange", "Notifications"):
        us, russia = (day(stops[means, party]) for party in ("US", "RU"))
        told.append(f"{means} worked until {russia} for Russia and until {us} for the US.")
    return (
        f"Seven means of checking, 2011 to 2026. {' '.join(told)} When the treaty ended on "
        f"{day(treaty_end())}, only {' and '.join(left).lower()} were left."
    )


def means_on(date: str = "2018-02-05", side_checked: str = "RU") -> Figure:
    """Tell which means of checking worked on one day, on the arms of one side.

    Parameters
    ----------
    date : str or datetime-like
        The day.
    side_checked : {"RU", "US"}
        Whose arms were to be checked.

    Examples
    --------
    >>> means_on("2023-04-01", "RU").get_label()[:90]
    '1 April 2023, checks on Russia: 1 of 7 means works. Own satellites: works, needs no consen'
    """
    if side_checked not in IN_TEXT:
        raise StartlabError(f"side_checked is {side_checked!r}; it can be {', '.join(IN_TEXT)}.")
    table, when = datasets.load_means_of_checking(), pd.Timestamp(date)
    known = table[(table.party == side_checked) & (table.since <= when)].sort_values("since")
    last = known.groupby("means", observed=False)[["state", "words"]].last()
    rows = pd.DataFrame({"means": last.index, "state": last.state.astype(object)})
    rows["state"] = rows.state.fillna("not yet begun")
    rows["text"] = [
        f"{means}: {words if words.startswith(state) else f'{state}, {words}'}".removesuffix(", ")
        for means, state, words in zip(rows.means, rows.state, last.words.fillna(""), strict=True)
    ]
    works = int((rows.state == "works").sum())
    side = IN_TEXT[side_checked]
    return marks.words(
        rows.assign(
            marker=rows.state.map({"ended": "cross", "not known": "diamond"}).fillna("circle"),
            look=rows.state.map(lambda state: "filled" if state in ("works", "ended") else "open"),
            colour=rows.state.map({"works": side_checked.lower()}).fillna("muted"),
            bold=rows.state == "works",
        ),
        title=f"Checks on {side.replace('United States', 'US')}, {day(when)}",
        units="Filled: works. Ring: paused or not begun. Diamond: not known. Cross: ended",
        source=SOURCE,
        height=3.2,
        says=f"{day(when)}, checks on {side}: {works} of {len(rows)} means "
        f"{'works' if works == 1 else 'work'}. {'. '.join(rows.text)}.",
    )


def years_in_words() -> str:
    """Tell the inspections of each treaty year in runs of years; both sides have the same."""
    rows = by_treaty_year()
    each = rows.assign(words=rows.qualifier.eq("at_most").map({True: "at most ", False: ""}))
    each = each.assign(words=each.words + each.value.astype(str)).drop_duplicates("treaty_year")
    runs = each.groupby((each.words != each.words.shift()).cumsum())
    told = [
        f"{run.words.iloc[0]} in "
        + (f"years {run.treaty_year.min()} to {run.treaty_year.max()}" if len(run) > 1
           else f"year {run.treaty_year.item()}")
        for _, run in runs
    ]  # fmt: skip
    return f"Inspections by each side in each treaty year, quota {quota()}: {', '.join(told)}."


def inspections_so_far() -> pd.DataFrame:
    """Return how many inspections both sides had carried out by the end of each treaty year.

    `low` and `high` differ from the first year on for which only the quota is known; where a
    report gives an exact total within the first year, its day has a row as well.
    """
    rows = by_treaty_year()
    rows = rows.assign(low=rows.value.where(rows.qualifier != "at_most", 0), high=rows.value)
    sums = rows.groupby("treaty_year")[["low", "high"]].sum().cumsum().astype(int)
    sums.index = pd.DatetimeIndex([START + pd.DateOffset(years=year) for year in sums.index])
    table = datasets.load_inspections().query(
        "metric == 'inspections_cumulative' and treaty == 'New START' and qualifier == 'exact'"
    )
    early = table[table.end_date < sums.index[0]].groupby("end_date").value.sum().astype(int)
    begin = pd.DataFrame({"low": 0, "high": 0}, index=[START])
    return pd.concat([begin, pd.DataFrame({"low": early, "high": early}), sums]).sort_index()


def checks_so_far(date: str = "2018-02-05", counted: str = "inspections") -> Figure:
    """Draw how many inspections or notifications there had been by one day.

    Parameters
    ----------
    date : str or datetime-like
        The day, from 5 February 2011 to 5 February 2026.
    counted : {"inspections", "notifications"}
        What to count, both sides together.

    Examples
    --------
    >>> checks_so_far("2022-02-05").get_label()
    'By 5 February 2022 both sides together had carried out between 256 and 328 inspections.
    The quotas would have allowed 396.'
    >>> checks_so_far("2018-02-05", "notifications").get_label()
    'By 5 February 2018 the two sides had exchanged over 14,600 notifications, 5.7 a day on
    average.'
    """
    draw = {"inspections": _inspections_by, "notifications": _notifications_by}
    if counted not in draw:
        raise StartlabError(f"counted is {counted!r}; it can be {', '.join(draw)}.")
    when = pd.Timestamp(date)
    if when <= START:
        raise StartlabError(f"Nothing is counted before {day(START)}.")
    return marks.lines(
        title=f"{counted.capitalize()} by {day(when)}",
        units="Both sides together, since 5 February 2011",
        source=f"startlab, table {counted}; sources reach {datasets.AS_OF}.",
        x=(START, pd.Timestamp("2026-06-30")),
        height=4.2,
        **draw[counted](when),
    )


def _inspections_by(when: pd.Timestamp) -> dict[str, Any]:
    """Return what `checks_so_far` draws and says of inspections."""
    table = inspections_so_far()
    table = table[table.index <= when]
    years = [START + pd.DateOffset(years=year) for year in range(16)]
    each = 2 * quota()
    quotas = pd.DataFrame({"line": "quotas", "x": years, "colour": "limit", "look": "dashed"})
    low, high = (int(table[column].iloc[-1]) for column in ("low", "high"))
    x, gap = [*table.index], float("nan")  # two lines without a name: a gap is between them
    bounds = {"line": "", "x": [*x, x[0], *x], "y": [*table.low, gap, *table.high]}
    lines = pd.DataFrame({**bounds, "colour": "ink", "look": "solid"})
    number = f"{low:,}" if low == high else f"between {low:,} and {high:,}"
    allowed = sum(each for year in years[1:] if year <= when)
    if not allowed:
        tail = f"The quotas allow {each} in the whole first treaty year."
    else:
        tail = f"The quotas would have allowed {allowed}."
    last = [(when, high, "above", f"{high:,}")]
    if low < high:
        last = [(when, high, "above", f"at most {high}"), (when, low, "below", f"at least {low}")]
    return {
        "rows": pd.concat([quotas.assign(y=[each * n for n in range(16)]), lines]),
        "points": pd.DataFrame(last, columns=["x", "y", "side", "words"]),
        "across": _stop(when, datasets.load_inspections(), "inspections_paused", "pause of"),
        "y": (0, 560),
        "says": f"By {day(when)} both sides together had carried out {number} inspections. {tail}",
    }


def _notifications_by(when: pd.Timestamp) -> dict[str, Any]:
    """Return what `checks_so_far` draws and says of notifications."""
    table = datasets.load_notifications()
    rows = table[(table.metric == "notifications_cumulative") & table.end_date.notna()]
    seen = rows[rows.end_date <= when].sort_values("end_date")
    last, stop = seen.iloc[-1], "notifications_withheld"
    words, rate = f"{last.qualifier} {last.value:,}", last.value / (last.end_date - START).days
    says = (
        f"By {day(last.end_date)} the two sides had exchanged {words} notifications, "
        f"{rate:.1f} a day on average."
    )
    if last.end_date != when:
        ended = table.start_date[table.metric == stop].max()
        tail = f" From {day(ended)} neither side gave them." if when > ended else ""
        says += f" The table has no later total up to {day(when)}.{tail}"
    known = {"x": [START, *seen.end_date], "y": [0, *seen.value.astype(int)]}
    point = {"x": [last.end_date], "y": [int(last.value)], "words": words, "side": "left"}
    early = last.end_date < pd.Timestamp("2014-01-01")
    return {
        "rows": pd.DataFrame({"line": "", **known, "look": "dashed", "dot": True, "colour": "ink"}),
        "points": pd.DataFrame(point).assign(side="right" if early else "left"),
        "across": _stop(when, table, stop, "none from"),
        "y": (0, 17_500),
        "says": says,
    }


def _stop(when: pd.Timestamp, table: pd.DataFrame, metric: str, words: str) -> list[marks.Rule]:
    """Return the day on which a check stopped, and the day chosen."""
    at = table[table.metric == metric].start_date.min()
    rules = [marks.Rule("", x=when, colour="ink")]
    return [*rules, marks.Rule(f"{words} {month(at)}", x=at, colour="muted", look="dashed")]


@exercise("07.1")
def _type_one() -> Iterator[Any]:
    yield quota("type_one"), "The two quotas add up to the total for a treaty year."
    yield quota("type_two"), "That is the quota of Type Two, for sites without deployed arms."
    yield quota(), "That is the quota of both types together."
    yield 2 * quota("type_one"), "That is for both sides. The question asks for one."
    yield 2 * quota(), "That is both types and both sides. The question asks for less."
    yield "Read the table of quotas: which line names Type One?"


@exercise("07.2", tolerance=0.06)
def _notifications_a_day() -> Iterator[Any]:
    total, days = notifications_by_2018()
    years = round(days / 365.25)
    rate = round(total / days, 1)
    yield rate, "A lower bound, since the table says over: at least so many a day."
    yield total / days / 2, "That is for one side. The question asks for both together."
    yield total / 365, "That divides by one year. How many years are there?"
    yield total / years, "That is a year, not a day."
    yield total / (12 * years), "That is a month, not a day."
    yield total, "That is the whole total. Divide it by the number of days."
    yield "Divide the total of 5 February 2018 by the days since 5 February 2011."


@exercise("07.3")
def _below_the_quotas() -> Iterator[Any]:
    (low, high), allowed = inspections_bounds(), inspections_allowed()
    gap = allowed - high
    yield gap, "At the least means: take the highest number that may have been carried out."
    yield allowed - low, "That is the gap at the most. Which bound makes the gap smallest?"
    yield gap // 2, "That is for one side. The question asks for both together."
    yield allowed, "That is what the quotas allowed. Subtract what was carried out."
    yield high, "That is the highest total. How far is it from what was allowed?"
    yield allowed // 2 - high, "The quota holds for each side, so count it twice."
    yield "Multiply the quota by the years and the sides, then subtract the highest total."


@exercise("07.4")
def _supported_sentences() -> Iterator[Any]:
    right = {"B", "E"}
    yield right, "Both can be traced to rows, and they claim no more than the rows."
    yield right | {"A"}, "A puts the cause after its effect. When did inspections stop?"
    yield right | {"C"}, "C does not hold: compare the dates of the two stops."
    yield right | {"D"}, "D does not hold: read both sides in the table of disputes."
    yield right | {"F"}, "F takes an upper bound for a count. Read the qualifier."
    yield right - {"B"}, "B holds as well: look at the treaty years after the tenth."
    yield right - {"E"}, "E holds as well: look for launches in the notifications."
    yield set("ABCDEF"), "Not all six. Some claim more than a row says."
    yield "For each sentence find the row with its date, and read qualifier and note."
