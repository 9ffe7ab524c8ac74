"""Chapter 07, How did each side check the other: its rows, widgets and exercises."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from startlab import datasets
from startlab.checks import require_choice
from startlab.derived import treaty_end
from startlab.errors import StartlabError
from startlab.exercises import exercise
from startlab.figures import marks
from startlab.figures.play import Game, State, board
from startlab.figures.style import IN_TEXT, day, month

START = pd.Timestamp("2011-02-05")
FAIR_LOT = "Nobody could know beforehand which one it would be."
END = pd.Timestamp("2026-06-30")  # of the axes of time
SOURCE = f"startlab, table means_of_checking; sources reach {datasets.AS_OF}."


def quota(kind: str = "total") -> int:
    """Return a quota of inspections in a treaty year for one side: total, type_one, type_two."""
    table = datasets.load_inspections()
    return int(table[table.metric == f"quota_{kind}"].value.iloc[0])


def by_treaty_year() -> pd.DataFrame:
    """Return the inspections of each treaty year: a row for each party and year."""
    table = datasets.load_inspections().query("metric == 'inspections_in_treaty_year'")
    rows = table.astype({"treaty_year": int, "value": int})
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
    end = table.groupby(["means", "party"], observed=True).since.shift(-1).fillna(END)
    look = table.state.astype(str).map({"works": "filled", "paused": "open", "not known": "faint"})
    spans = table.assign(
        lane=table.means.astype(str), start=table.since, end=end, look=look, words=""
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

    Source: table means_of_checking.

    >>> means_on("2023-04-01", "RU").get_label()[:90]
    '1 April 2023, checks on Russia: 1 of 7 means works. Own satellites: works, needs no consen'
    """
    side = IN_TEXT[require_choice(side_checked, IN_TEXT, "side_checked")]
    table, when = datasets.load_means_of_checking(), pd.Timestamp(date)
    known = table[(table.party == side_checked) & (table.since <= when)].sort_values("since")
    last = known.groupby("means", observed=False)[["state", "words"]].last().reset_index()
    state = last.state.astype(object).fillna("not yet begun")
    texts = [
        f"{means}: {words if words.startswith(now) else f'{now}, {words}'}".removesuffix(", ")
        for means, now, words in zip(last.means, state, last.words.fillna(""), strict=True)
    ]
    works = state == "works"
    rows = pd.DataFrame({
        "text": texts,
        "marker": state.map({"ended": "cross", "not known": "diamond"}).fillna("circle"),
        "look": (works | (state == "ended")).map({True: "filled", False: "open"}),
        "colour": works.map({True: side_checked.lower(), False: "muted"}),
        "bold": works,
    })  # fmt: skip
    return marks.words(
        rows,
        title=f"Checks on {side.replace('United States', 'US')}, {day(when)}",
        units="Filled: works. Ring: paused or not begun. Diamond: not known. Cross: ended",
        source=SOURCE,
        height=3.2,
        says=f"{day(when)}, checks on {side}: {works.sum()} of {len(rows)} means "
        f"{'works' if works.sum() == 1 else 'work'}. {'. '.join(texts)}.",
    )


def years_in_words() -> str:
    """Tell the inspections of each treaty year in runs of years; both sides have the same."""
    each = by_treaty_year().drop_duplicates("treaty_year")
    words = each.qualifier.eq("at_most").map({True: "at most ", False: ""}) + each.value.map(str)
    told = []
    for _, years in each.treaty_year.groupby((words != words.shift()).cumsum()):
        first, last = years.iloc[0], years.iloc[-1]
        when = f"years {first} to {last}" if first < last else f"year {first}"
        told.append(f"{words[years.index[0]]} in {when}")
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
    """Draw how many inspections or notifications there had been by one day after 5 February 2011.

    Both sides together. Sources: the tables inspections and notifications.

    >>> checks_so_far("2022-02-05").get_label()
    'By 5 February 2022 both sides together had carried out between 256 and 328 inspections.
    The quotas would have allowed 396.'
    """
    draw = {"inspections": _inspections_by, "notifications": _notifications_by}
    by = draw[require_choice(counted, draw, "counted")]
    when = pd.Timestamp(date)
    if when <= START:
        raise StartlabError(f"Nothing is counted before {day(START)}.")
    return marks.lines(
        title=f"{counted.capitalize()} by {day(when)}",
        units="Both sides together, since 5 February 2011",
        source=f"startlab, table {counted}; sources reach {datasets.AS_OF}.",
        x=(START, END),
        height=4.2,
        **by(when),
    )


def _inspections_by(when: pd.Timestamp) -> dict[str, Any]:
    """Return what `checks_so_far` draws and says of inspections."""
    table = inspections_so_far()
    table = table[table.index <= when]
    low, high = (int(table[column].iloc[-1]) for column in ("low", "high"))
    years = pd.Series([START + pd.DateOffset(years=year) for year in range(16)])
    each = 2 * quota()
    quotas = pd.DataFrame({"line": "quotas", "x": years, "y": each * years.index})
    x, gap = [*table.index], float("nan")  # two lines without a name: a gap is between them
    bounds = pd.DataFrame({"line": "", "x": [*x, x[0], *x], "y": [*table.low, gap, *table.high]})
    rows = pd.concat([
        quotas.assign(colour="limit", look="dashed"), bounds.assign(colour="ink", look="solid")
    ])  # fmt: skip
    number = f"{low:,}" if low == high else f"between {low:,} and {high:,}"
    allowed = each * int((years[1:] <= when).sum())
    tail = f"The quotas would have allowed {allowed}."
    if not allowed:
        tail = f"The quotas allow {each} in the whole first treaty year."
    points = [(when, high, "above", f"at most {high}"), (when, low, "below", f"at least {low}")]
    if low == high:
        points = [(when, high, "above", f"{high:,}")]
    return {
        "rows": rows,
        "points": pd.DataFrame(points, columns=["x", "y", "side", "words"]),
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
    known = pd.DataFrame({"x": [START, *seen.end_date], "y": [0, *seen.value.astype(int)]})
    side = "right" if last.end_date < pd.Timestamp("2014-01-01") else "left"
    return {
        "rows": known.assign(line="", look="dashed", dot=True, colour="ink"),
        "points": known.tail(1).assign(words=words, side=side),
        "across": _stop(when, table, stop, "none from"),
        "y": (0, 17_500),
        "says": says,
    }


def _stop(when: pd.Timestamp, table: pd.DataFrame, metric: str, words: str) -> list[marks.Rule]:
    """Return the day on which a check stopped, and the day chosen."""
    at = table[table.metric == metric].start_date.min()
    chosen = marks.Rule("", x=when, colour="ink")
    return [chosen, marks.Rule(f"{words} {month(at)}", x=at, colour="muted", look="dashed")]


def inspection_day() -> Game:
    """Return the game of one inspection: what may be asked, chosen, counted and written down.

    What the treaty says comes from the table `inspections`; the counts at the base are invented.

    Examples
    --------
    >>> float(inspection_day().value())  # the best that can be had
    4.0
    """
    facts = datasets.load_inspections().set_index("metric").value
    hours, team, bombers, base = (
        int(facts[metric])
        for metric in (
            "time_to_base", "inspectors_in_team", "heavy_bombers_chosen", "inspections_of_one_base"
        )
    )  # fmt: skip
    sites = board([("open", "us", name) for name in ("missiles", "bombers", "storage")], 3)
    silos = [("open", "us")] * 30
    closed = board(silos, 10, words="each square a silo; nothing may move now")
    one = board([*silos[:13], ("filled", "us"), *silos[14:]], 10, words="one silo is chosen")
    planes = board([("filled", "us", str(n + 1)) for n in range(bombers)], 3, height=60)
    states = {
        "message": State(
            "Your party wants to inspect today. How do you begin?",
            {
                "Send a notification": [(1, "site", 1, "The two Nuclear Risk Reduction Centers "
                 "pass it on: through notifications both sides arrange inspections.")],
                "Fly there at once": [(1, "site", 0, "You are turned back: inspections are "
                 "arranged through notifications, and so you send one after all.")],
            },
            sites,
        ),
        "site": State(
            f"You have arrived with a team of {team}. Which place do you designate?",
            {
                "A missile base": [(1, "silos", 0, f"This is a Type One inspection, one of "
                 f"{quota('type_one')} in the treaty year.")],
                "An air base": [(1, "bombers", 0, f"This is a Type One inspection, and no base "
                 f"has more than {base} in a treaty year.")],
                "A place of storage": [(1, "storage", 0, f"This is a Type Two inspection, one of "
                 f"{quota('type_two')}, for sites with non-deployed arms only.")],
            },
            sites,
        ),
        "silos": State(
            "Within an hour no work on missiles or reentry vehicles may begin here; at Minot, a US "
            f"base, the team had to arrive within {hours} hours. Which missile do you choose?",
            {
                "One drawn by lot": [(Fraction(4, 5), "agree", 1, FAIR_LOT),
                                     (Fraction(1, 5), "differ", 1, FAIR_LOT)],
                "The one the hosts offer": [(1, "agree", 0, "It will hardly be one that they "
                 "would rather keep from you.")],
            },
            closed,
        ),
        "agree": State(
            "You count three reentry vehicles, and three are declared for this missile. What do "
            "you write?",
            {
                "This missile is as declared": [(1, "end", 2, "That is what you saw.")],
                "All missiles here are": [(1, "end", 0, "One was opened, and of the others "
                 "nothing was seen.")],
            },
            one,
        ),
        "differ": State(
            "You count four reentry vehicles, and three are declared for this missile. What now?",
            {
                "Write down both numbers": [(1, "end", 2, "The Bilateral Consultative Commission "
                 "can discuss how they came about.")],
                "Report a violation": [(1, "end", 0, "One count cannot tell an error in the data "
                 "from a violation.")],
            },
            one,
        ),
        "bombers": State(
            f"You choose {bombers} heavy bombers. What do you count?",
            {
                "The weapons on board": [(1, "counted", 1, "Those on board or attached are what "
                 "an inspection may count, and you find none.")],
                "The weapons in the bunker": [(1, "counted", 0, "These are not on a bomber, and "
                 "so no inspection counts them; on board you find none.")],
            },
            planes,
        ),
        "counted": State(
            "How many warheads does each of these bombers add to the declared total?",
            {
                "One": [(1, "end", 2, "The rule counts each deployed heavy bomber as one.")],
                "None": [(1, "end", 0, "The rule counts each deployed heavy bomber as one, loaded "
                 "or not.")],
            },
            planes,
        ),
        "storage": State(
            "Here stand missiles without launchers. What do you compare with the database?",
            {
                "Their unique identifiers": [(1, "unknown", 1, "Each missile has its own, and one "
                 "of them is not in your list.")],
                "Their warheads": [(1, "unknown", 0, "Only deployed missiles have a declared "
                 "number. You read the identifiers, and one is not in your list.")],
            },
            sites,
        ),
        "unknown": State(
            "What do you do about this identifier?",
            {
                "Look for a notification": [(1, "end", 2, "It reported the change after the last "
                 "exchange of data.")],
                "Report a hidden missile": [(1, "end", 0, "The change had been reported by a "
                 "notification after the last exchange of data.")],
            },
            sites,
        ),
        "end": State(
            f"The report is signed, with {{points}} of 4 points for you. In the first treaty year "
            f"each side carried out {quota()} such inspections."
        ),
    }  # fmt: skip
    return Game("inspection-day", states)


@exercise("07.1", unit="inspections", look="What could inspectors do, and how often?")
def _type_one() -> Iterator[Any]:
    yield quota("type_one"), "The two quotas add up to the total for a treaty year."
    yield quota("type_two"), "That is the quota of Type Two, for sites without deployed arms."
    yield quota(), "That is the quota of both types together."
    yield 2 * quota("type_one"), "That is for both sides. The question asks for one."
    yield 2 * quota(), "That is both types and both sides. The question asks for less."
    yield "How do the quotas of the two types differ?"
    yield "Read the table of quotas: which line names Type One?"


@exercise(
    "07.2",
    tolerance=0.06,
    unit="notifications a day",
    look="Which means of checking did the treaty give to both parties?",
)
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
    yield "How many days lie between the two dates?"
    yield "Divide the total of 5 February 2018 by the days since 5 February 2011."


@exercise("07.3", unit="inspections", look="How many inspections did the two parties carry out?")
def _below_the_quotas() -> Iterator[Any]:
    (low, high), allowed = inspections_bounds(), inspections_allowed()
    gap = allowed - high
    yield gap, "At the least means: take the highest number that may have been carried out."
    yield allowed - low, "That is the gap at the most. Which bound makes the gap smallest?"
    yield gap // 2, "That is for one side. The question asks for both together."
    yield allowed, "That is what the quotas allowed. Subtract what was carried out."
    yield high, "That is the highest total. How far is it from what was allowed?"
    yield allowed // 2 - high, "The quota holds for each side, so count it twice."
    yield "What was allowed to both together, and what may have been carried out?"
    yield "Multiply the quota by the years and the sides, then subtract the highest total."


@exercise("07.4", look="In which order did the means of checking stop?")
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
    yield {
        "A": "For: none took place after the suspension. Against: none had taken place for three "
        "years before it, since the pause in the pandemic.",
        "B": "For: the rows of the later treaty years hold none. Against: none of the rows.",
        "C": "For: both stopped in the same year. Against: their dates differ by months.",
        "D": "For: both speak of restrictions on travel. Against: one side says that these kept "
        "its inspectors out, the other that they did not.",
        "E": "For: the table has a row for each party. Against: none of the rows; the agreement "
        "of 1988 is another treaty.",
        "F": "For: the number stands in the chapter. Against: its qualifier makes it an upper "
        "bound.",
    }
    yield "Which row, with which date and qualifier, stands behind each sentence?"
    yield "For each sentence find the row with its date, and read qualifier and note."
