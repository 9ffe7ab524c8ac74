"""Chapter 15, What happened after 5 February 2026: its rows, widgets and exercises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from startlab import datasets
from startlab.checks import require_choice
from startlab.derived import aftermath_events, treaty_end
from startlab.exercises import exercise
from startlab.figures import marks
from startlab.figures.style import IN_TEXT, NAMES, SHORT, day, month
from startlab.models import scenarios

SIDES = {"RU": "Russia", "US": "United States", "both": "Both together", "other": "Others"}
COLOURS = {"RU": "ru", "US": "us", "both": "ink", "other": "third"}
STATUSES = {
    "all": "all entries",
    "done": "done",
    "said": "said, two sources or more",
    "single": "said, one source",
    "disputed": "disputed",
}
MARKERS = {"done": "diamond", "said": "circle", "single": "circle", "disputed": "cross"}
UNITS = "Diamond: done. Circle: said; hollow: one source. Cross: disputed"
SOURCE = f"startlab, table events; sources reach {datasets.AS_OF}."
# Warheads that each side could add in the three futures: a round number, made up.
CAPACITY = 500
FUTURES = {
    "both keep": "Both keep",
    "only US keeps": "US keeps at first",
    "only RU keeps": "Russia keeps at first",
    "both lapse": "Both lapse",
}


def entry_marks(events: pd.DataFrame) -> pd.DataFrame:
    """Return a mark for each entry, on the lane of its side, with the look of its status."""
    rows = events.assign(
        lane=events.side.map(SIDES | {"US": "US"}),
        x=events.date,
        colour=events.side.map(COLOURS),
        marker=events.status.map(MARKERS),
        look=(events.status == "single").map({True: "open", False: "filled"}),
    )
    return rows.set_index("side", drop=False).loc[list(SIDES)]


def record_in_words(events: pd.DataFrame) -> str:
    """Say how many entries each side has, and how many have each status."""
    sides, status = events.side.value_counts(), events.status.value_counts()
    return (
        f"From {_short(events.date.min())} to {day(events.date.max())} the table has "
        f"{len(events)} entries. {' '.join(f'{name}: {sides[s]}.' for s, name in SIDES.items())} "
        f"Of all, {status['done']} are done, {status['said']} said with two sources or more, "
        f"{status['single']} said with one source, and {status['disputed']} disputed."
    )


def _short(date: object) -> str:
    return day(date).rsplit(" ", 1)[0]


def aftermath_list(side: str = "RU", status: str = "all") -> Figure:
    """List the entries of one side and one status since the treaty ended.

    The sides are the keys of `SIDES`, the statuses those of `STATUSES`. Source: table events.

    >>> aftermath_list("both", "disputed").get_label()
    'Both together, disputed: 1 entry from 5 February to 14 September 2026. First: Axios reports a
    tentative understanding in Abu Dhabi (5 February).'
    """
    title = f"{SIDES[require_choice(side, SIDES, 'side')]}: "
    title += STATUSES[require_choice(status, STATUSES, "status")]
    rows = entry_marks(aftermath_events())
    lit = (rows.side == side) & ((rows.status == status) | (status == "all"))
    rows["look"] = rows["look"].where(lit, "faint")
    mine, chosen = rows[rows.side == side], rows[lit]
    about = mine.precision.eq("day").map({True: "", False: "about "})
    texts = mine.assign(text=about + mine.date.map(_short) + ": " + mine.title, bold=False)
    head = {"text": [f"{len(chosen)} of {len(mine)} entries"], "bold": True, "marker": ""}
    below = pd.concat([pd.DataFrame({**head, "look": "filled", "colour": "ink"}), texts])
    titles = [f"{entry.title} ({_short(entry.date)})." for entry in chosen.itertuples()]
    told = f" First: {titles[0]}" if titles else ""
    told += f" Last: {titles[-1]}" if len(titles) > 1 else ""
    return marks.lanes(
        rows,
        title=title,
        units=UNITS,
        source=SOURCE,
        stacked=True,
        below=below,
        height=8.1,
        says=f"{title.replace(':', ',', 1)}: {len(chosen)} "
        f"{'entry' if len(chosen) == 1 else 'entries'} from {_short(rows.date.min())} to "
        f"{day(rows.date.max())}.{told}",
    )


def public_checks() -> pd.DataFrame:
    """Return from when to when outsiders could check the limits, and what came later."""
    limits = datasets.load_limits().query("treaty == 'New START'")
    first = datasets.load_inspections().query("metric == 'first_inspection'")
    pause = datasets.load_events().set_index("event_id").date["E015"]
    declared = datasets.load_declarations()
    parties = declared.groupby("date").party.nunique()
    both, alone = parties.index[parties == len(NAMES)], declared.date.max()
    inspected = first.start_date[first.treaty == "New START"].min()
    ended = f"The limits, until {day(treaty_end())}"
    rows = [
        (ended, limits.binds_from.min(), treaty_end(), "limit"),
        (f"On-site inspections, until {month(pause)}", inspected, pause, "ink"),
        (f"Exchange of data, until {day(both.max())}", both.min(), both.max(), "ink"),
        ("One US number, not exchanged", alone, alone, "us"),
    ]
    said = datasets.load_disputes().query("dispute_id == 'limits_after_expiry'")
    for party, whose in (("RU", "Russian"), ("US", "US")):
        dates = pd.to_datetime(said.date[said.side == party])
        lane = f"{len(dates)} {whose} statements on the limits in {dates.min().year}"
        rows += [(lane, date, date, party.lower()) for date in dates]
    return pd.DataFrame(rows, columns=["lane", "start", "end", "colour"])


def checks_in_words(rows: pd.DataFrame) -> str:
    """Say of each means of checking when it ended, and what came later."""
    lanes = list(dict.fromkeys(rows.lane))
    exchanged, ended = rows.end[2], rows.end[0]
    return (
        f"{'. '.join(lanes[:3])}, {(ended - exchanged).days:,} days before the end. {lanes[3]}, of "
        f"{day(rows.start[3])}. {'. '.join(lanes[4:])}."
    )


def three_futures(rate: float, lag: float, capacity: int = CAPACITY) -> scenarios.Restraint:
    """Compare keeping the limit, keeping it on one side, and letting it lapse, on equal terms.

    Both sides start from their last declared numbers and get the same made-up inputs, so that
    no difference comes from an opinion: `rate` and `capacity` are the warheads that each could add
    a day and in all, `lag` the days until a side that kept the limit stops holding back.

    >>> model = three_futures(2, 90)
    >>> set(model.inputs.query("name.str.endswith('rate')").source)
    {'no published value: your assumption'}
    """
    declared = datasets.load_declarations().sort_values("date")
    sides = []
    for party in NAMES:
        row = declared[declared.party == party].iloc[-1]
        source = f"declared for {day(row.date)}"
        start = scenarios.Baseline(party, int(row.deployed_warheads), "New START", source)
        leg = scenarios.Leg("missiles", capacity, rate, "New START")
        sides.append(scenarios.Reaction(start, [leg], lag))
    return scenarios.restraint(scenarios.Offer(), sides)


def futures(rate: float = 2, lag: float = 90) -> Figure:
    """Draw three futures: both keep the limit, one side only (either of them), both lapse.

    Controls as for `three_futures`: made up.

    >>> futures().get_label().split(". ")[1]
    'Both keep: 1,419 for the US and 1,549 for Russia all year'
    """
    model = three_futures(rate, lag)
    limit = model.offer.limit
    rows, told = [], []
    for name, panel in FUTURES.items():
        for party, warheads in model.warheads[name].items():
            rows += [(panel, SHORT[str(party)], party, *point) for point in enumerate(warheads)]
        told.append(f"{panel}: {_over_in_words(model, name)}.")
    many = "warhead" if rate == 1 else "warheads"
    table = pd.DataFrame(rows, columns=["panel", "line", "party", "x", "y"])
    return marks.lines(
        table.assign(dot=table.x.isin([100, 200, 300])),
        title=f"If {rate:g} {many} a day, and {lag:g} days of lag",
        units="Warheads by treaty count, day 0 to 365. Inputs made up",
        source=f"Start: last declared numbers. All else: assumed; sources reach {datasets.AS_OF}.",
        across=[marks.Rule(f"limit {limit:,}", y=limit)],
        y=(1300, 2100),
        height=6.0,
        says=f"Made-up inputs, the same for each side: {rate:g} {many} a day, at most {CAPACITY}, "
        f"lag {lag:g} days. {' '.join(told)}",
    )


def _over_in_words(model: scenarios.Restraint, scenario: str) -> str:
    """Say on which day each side passes the limit, the first one first."""
    courses, limit = model.courses.loc[scenario], model.offer.limit
    if courses.keeps.all():
        us, russia = (f"{level:,.0f}" for level in model.warheads[scenario].iloc[-1])
        return f"{us} for the US and {russia} for Russia all year"
    days = courses.over_limit_on.sort_values(na_position="last", kind="stable")
    names = IN_TEXT | {"US": "the US"}
    return ", ".join(
        f"{names[str(party)]} "
        + ("within it all year" if pd.isna(when) else f"over {limit:,} on day {when:.0f}")
        for party, when in days.items()
    )


@exercise("15.1", look="How much is on record?")
def _disputed() -> Iterator[Any]:
    after = aftermath_events()
    ids = {status: {*rows.event_id} for status, rows in after.groupby("status")}
    disputed = ids["disputed"]
    yield disputed, "In each of them one voice contradicts what another claims."
    yield {"E086"}, "That is the report on Abu Dhabi. There are others, on tests."
    yield disputed - {"E086"}, "Those are about tests. One entry about talks is missing."
    yield ids["single"], "Those rest on one source. This does not make them disputed."
    yield ids["done"], "Those are acts. Filter for another status."
    yield "Which words does the column status use, and what does each of them mean?"
    yield "Keep the rows whose status is disputed, and give the values of event_id."


@exercise("15.2", unit="days", look="Can a public count decide?")
def _days_without_exchange() -> Iterator[Any]:
    checks, declared = public_checks(), datasets.load_declarations()
    ended, exchange = checks.end[0], checks.end[2]
    days = (ended - exchange).days
    yield days, "The last public count of both sides is that old at the end of the treaty."
    lone = (ended - declared.date.max()).days
    yield lone, "That counts from a number of one side. Go back to the last exchange."
    yield -days, "Take the earlier date from the later one."
    yield days + 1, "You counted both the first and the last day."
    to_last = (aftermath_events().date.max() - exchange).days
    yield to_last, "That runs to the last entry in the table. When did the treaty end?"
    yield "Did both parties give numbers on the date that you started from?"
    yield "Find the last date with rows of both parties, and take it from the end date."


@exercise("15.3", look="Which futures can be compared?")
def _us_reacts() -> Iterator[Any]:
    courses = three_futures(rate=1, lag=60).courses
    over, reacts = courses.over_limit_on["only US keeps"], courses.reacts_on
    answer, russia_over = int(reacts["only US keeps", "US"]), int(over["RU"])
    yield answer, "The lag starts with the other side's first warhead over the limit."
    yield answer - russia_over, "That is the lag alone. From which day does it run?"
    yield russia_over, "On that day Russia is over the limit. The lag comes on top."
    us_over, other = int(over["US"]), int(reacts["only RU keeps", "RU"])
    yield us_over, "On that day the United States is over the limit. It starts to move earlier."
    yield other, "That is the day on which Russia stops, in the other version."
    yield "What has to happen before the lag begins to run?"
    yield "Find the row of courses for 'only US keeps' and US, and read reacts_on."


@exercise("15.4", look="What is known?")
def _supported() -> Iterator[Any]:
    right = {"B", "D"}
    yield right, "Each of these can be traced to a row and claims no more than it."
    yield right | {"A"}, "A claims what nobody outside has counted."
    yield right | {"C"}, "C has no row behind it: the promise of 2023 is older than the end."
    yield right | {"E"}, "E tells a report as a fact. No official confirmed it by name."
    yield right | {"F"}, "F makes a forecast of made-up inputs and old numbers."
    yield right - {"B"}, "B holds: read the entry of 11 February 2026."
    yield right - {"D"}, "D holds: read the notes of the dispute about the limits."
    yield set("ABCDEF"), "Not all six. Some claim more than a row says."
    yield {
        "A": "For: no excess was shown. Against: neither was observance, for nobody outside can "
        "count.",
        "B": "For: Foreign Minister Lavrov told the State Duma so. Against: nobody can test it; "
        "the sentence claims only that it was declared.",
        "C": "For: an earlier government said so in 2023. Against: nothing of the kind was found "
        "after the end.",
        "D": "For: without both there is nothing to hold a count against. Against: satellites "
        "and estimates see something, yet no number of warheads.",
        "E": "For: a report from unnamed sources said nearly this. Against: no official "
        "confirmed it by name; US officials knew of none, and Russian ones called it "
        "speculation.",
        "F": "For: the days of the model begin with the last declared numbers. Against: these "
        "are old, and rate and lag are made up.",
    }
    yield "Would the sentence be true if nobody had counted or confirmed anything?"
    yield "Look for the row behind each sentence, and ask who said it and who could know."
