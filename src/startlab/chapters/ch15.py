"""Chapter 15, What happened after 5 February 2026: its rows, widgets and exercises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from startlab import datasets
from startlab.checks import number, require_choice
from startlab.derived import aftermath_events, treaty_end
from startlab.exercises import exercise, writing
from startlab.figures import marks, play
from startlab.figures.style import IN_TEXT, NAMES, SHORT, day, month
from startlab.models import scenarios
from startlab.sources import sources_of

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


BOXES = (
    "It happened",
    "Both sides say so",
    "One side says so",
    "Reported, unconfirmed",
    "Claimed and denied",
    "Not on record",
)
# A claim, the numbers of the boxes that can be defended, and the rows that put it there.
CLAIMS = (
    ("New START has ended, and no treaty has taken its place.", (0,), "E085"),
    (
        "The two sides agreed in Abu Dhabi to keep the limits for six months.",
        (3, 4),
        "E086 E088 E093 E111",
    ),
    ("Neither side is legally bound by the limits any more.", (1,), "RU-2026-02-04 US-2026-02-17"),
    ("Russia stays within the limits as long as the United States does.", (2,), "E099"),
    ("The United States promises to stay within the limits.", (5,), "note-2026-02-17"),
    ("China tested a nuclear weapon in secret on 22 June 2020.", (4,), "E104"),
    ("American and Russian delegations met in Geneva in February 2026.", (0,), "E107"),
    ("One of the two has gone over 1,550 warheads.", (5,), "note-2026-02-18"),
)


def what_is_known() -> play.Game:
    """Return the game in which claims are put into boxes, as the record has them.

    >>> what_is_known().replay(1, ["It happened", "It happened"])[-1].points
    1
    """
    rows, states = _record(), {}
    for n, (claim, right, keys) in enumerate(CLAIMS):
        why = " ".join(rows[key] for key in keys.split())
        named = " or ".join(f"“{BOXES[box]}”" for box in right)
        so = "So it is." if len(right) == 1 else f"Either can be defended: {named}."
        moves = {
            label: [(1, f"claim {n + 1}", 1, f"{so} {why}")]
            if place in right
            else [(1, f"claim {n + 1}", 0, f"The record has it under {named}. {why}")]
            for place, label in enumerate(BOXES)
        }
        says = f"Claim {{turn}} of {len(CLAIMS)}: “{claim}” In which box?"
        states[f"claim {n}"] = play.State(says, moves, _boxes(n))
    end = f"You placed {{points}} of {len(CLAIMS)} as the record does."
    states[f"claim {len(CLAIMS)}"] = play.State(end, {}, _boxes(len(CLAIMS)))
    return play.Game("what-is-known", states)


def _record() -> dict[str, str]:
    """Return what the tables say, by the number of an event or by side and date."""
    events, said = datasets.load_events(), datasets.load_disputes()
    said = said[said.dispute_id == "limits_after_expiry"]
    texts = {str(row.event_id): f"{row.title}. {row.description}" for row in events.itertuples()}
    texts |= {f"{row.side}-{row.date}": str(row.position) for row in said.itertuples()}
    return texts | {f"note-{row.date}": str(row.note) for row in said.itertuples()}


def _boxes(placed: int) -> str:
    """Draw the boxes with the numbers of the claims that are in them so far."""
    inside = [
        " ".join(str(n + 1) for n, claim in enumerate(CLAIMS[:placed]) if box in claim[1])
        for box in range(len(BOXES))
    ]
    cells = [
        ("filled" if numbers else "open", "ink", f"{name}\n{numbers or 'empty'}")
        for name, numbers in zip(BOXES, inside, strict=True)
    ]
    return play.board(cells, 2, height=60, words="numbers: the claims, as the record has them")


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


def exchanges() -> pd.Series[pd.Timestamp]:
    """Return the dates of the exchanges of data: those for which both sides have numbers.

    >>> str(exchanges().max().date())
    '2022-09-01'
    """
    declared = datasets.load_declarations()
    parties = declared.groupby("date").party.nunique()
    return parties.index[parties == len(NAMES)].to_series()


def public_checks() -> pd.DataFrame:
    """Return from when to when outsiders could check the limits, and what came later."""
    limits = datasets.load_limits().query("treaty == 'New START'")
    first = datasets.load_inspections().query("metric == 'first_inspection'")
    pause = datasets.load_events().set_index("event_id").date["E015"]
    both, alone = exchanges(), datasets.load_declarations().date.max()
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


def three_futures(rate: float, lag: float) -> scenarios.Restraint:
    """Compare keeping the limit, keeping it on one side, and letting it lapse, on equal terms.

    Both sides start from their last declared numbers and get the same made-up inputs, so that
    no difference comes from an opinion: `rate` is the warheads that each could add a day, up to
    `CAPACITY`, `lag` the days until a side that kept the limit stops holding back.

    >>> int(three_futures(2, 90).courses.reacts_on["only US keeps", "US"])
    91
    """
    number(lag, "lag", 0)
    declared = datasets.load_declarations().sort_values("date")
    sides = []
    for party in NAMES:
        row = declared[declared.party == party].iloc[-1]
        start = scenarios.Baseline(party, int(row.deployed_warheads), "New START")
        leg = scenarios.Leg("missiles", CAPACITY, rate, "New START")
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


@exercise("15.1", unit="entries", look="How much is on record?")
def _with_a_primary_source() -> Iterator[Any]:
    after = aftermath_events()
    ranks = [{s.rank for s in sources_of(after[after.event_id == e])} for e in after.event_id]
    with_a = sum("A" in found for found in ranks)
    yield with_a, "A stricter rule, a shorter record: most entries stand on the press alone."
    yield len(after) - with_a, "These have none. How many have at least one?"
    yield sum(found <= {"A"} for found in ranks), "These have no other rank. One A is enough."
    yield sum(bool(found & set("AB")) for found in ranks), "That takes rank B as well."
    yield (
        sum(after.status == "said"),
        "That is the column status. Look at the ranks of the sources.",
    )
    yield "What does `sl.sources_of` say of a single entry?"
    yield "For each entry ask whether any of its sources has the rank A, and count those that do."


@exercise("15.2", unit="days", look="Can a public count decide?")
def _first_gap() -> Iterator[Any]:
    treaties = datasets.load_treaties().set_index("treaty")
    start = treaties.ended["START I"]
    in_force, signed = (treaties[name]["New START"] for name in ("in_force", "signed"))
    yield (in_force - start).days, "It was not the first gap: for over a year nobody inspected."
    yield (signed - start).days, "That runs to the signature. When did the treaty enter into force?"
    yield (in_force - signed).days, "That begins with the signature. When did START I end?"
    yield (in_force - start).days + 1, "You counted both the first and the last day."
    yield (start - in_force).days, "Take the earlier date from the later one."
    yield "When did the older treaty end, and when did the newer one enter into force?"
    yield "Take `ended` of START I from `in_force` of New START."


@exercise("15.3", unit="days", look="Which futures can be compared?")
def _lag_that_lasts_the_year() -> Iterator[Any]:
    at_once = {rate: three_futures(rate, 0) for rate in (1, 2)}
    over = {r: model.courses.over_limit_on["only US keeps"] for r, model in at_once.items()}
    least = {r: at_once[r].offer.days + 1 - int(days["US"]) for r, days in over.items()}
    yield least[1], "A lag adds its days, and no more: every day of it is a day later."
    yield least[1] - 1, "At that lag it is over on day 365. One day more."
    yield least[1] + int(over[1]["RU"]), "The lag runs from the day on which Russia is over."
    yield least[2], "That is at 2 warheads a day."
    yield int(over[1]["US"]), "That is the day on which it is over with no lag at all."
    yield "On which day is the United States over with no lag, and what does each day of lag add?"
    yield "Take the day on which it is over with lag 0 from the first day after the year."


@exercise("15.4", look="What is known?")
def _common_ground() -> Iterator[Any]:
    # A: E093, E111. C: E086. B, D: no row. E: E088 and E103, where nobody denies a thing.
    yield {"A", "C"}, "Both readings begin from these two, and neither is proved by them."
    yield set("ABC"), "What was the understanding about that Peskov confirmed?"
    yield set("ACD"), "In which form was it, by the report itself?"
    yield set("ACE"), "Is not to know of a thing the same as to deny it?"
    yield set("ABCDE"), "Some of them only one reader would like to be true."
    yield {"A"}, "Whom does the report of Axios quote?"
    yield {"C"}, "What did Peskov say on 6 February 2026, and what Ryabkov on 7 March?"
    yield {
        "A": "For: Peskov told of one, to act responsibly and to talk soon, and Ryabkov called "
        "such reports speculation. Against: only the second spoke of the limits.",
        "B": "For: Axios told of one. Against: no official of either side confirmed it.",
        "C": "For: its sources are unnamed. Against: nothing; but what has no name may be true.",
        "D": "For: they did meet, and a military channel was to be opened again. Against: the "
        "report itself calls the understanding unwritten.",
        "E": "For: the press secretary and an assistant secretary knew of none. Against: neither "
        "said that there was none.",
    }
    yield "Would the reader who believes the report accept the sentence? Would the other?"
    yield "Keep what the rows themselves say, and nothing that only one of the readers adds."


@writing("15.5", least=80, most=350)
def _memo() -> Iterator[Any]:
    exchanged = exchanges().max()
    days = (treaty_end() - exchanged).days
    yield (
        f"As of {datasets.AS_OF}: nobody outside can say whether the limits are kept. The last "
        f"exchange of data is of {day(exchanged)}, {days:,} days before the treaty ended; the last "
        "inspection was in 2020. In law both governments call themselves free. Foreign Minister "
        "Lavrov told the State Duma on 11 February 2026 that Russia holds back as long as the "
        "United States does. Under Secretary DiNanno said in Geneva on 6 February that the limits "
        "are no longer relevant, since a treaty with one of several nuclear powers is out of "
        "place. Test flights prove nothing about numbers. Recommendation: ask both governments to "
        "publish one number, warheads deployed "
        "on one day. The best objection: an unchecked number may be false. But a false number can "
        "be compared with the next one, and silence cannot."
    )
    yield (
        "You will be asked tomorrow whether the arms race has begun. Answer: the record does not "
        f"show it, and does not exclude it ({datasets.AS_OF}). Three things happened: the treaty "
        "ended, delegations met in Geneva on 23 February 2026 without a result, and both sides "
        "flew missiles. Two things were said: Moscow's conditional restraint, and Washington's "
        "wish for a wider treaty with China in it. That the limits were agreed on in Abu Dhabi was "
        "reported, and Ryabkov called such reports speculation on 7 March. Peskov confirmed on 6 "
        "February that both would act responsibly and talk soon. Recommendation: build nothing on "
        "a promise that nobody can check; press for inspections first, even few. The best "
        "objection: insisting on inspections may cost the only restraint there is. Therefore say "
        "publicly that silence of the other side is no proof of a breach."
    )
    yield [
        "the as-of date, and an answer in the first sentence: nobody outside can say",
        "what each side said, with name and day, apart from what was done",
        "what evidence would settle it, and who could supply it",
        "one recommendation, with the best objection to it in its strongest form",
        "no culprit, no forecast, no number without its basis",
    ]
