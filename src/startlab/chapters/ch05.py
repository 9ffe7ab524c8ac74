"""Chapter 05, what did the two sides declare: lines, steps to explain, exercises."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from startlab import datasets
from startlab.checks import require_choice, whole
from startlab.derived import QUANTITIES, declared_number, new_start_limit
from startlab.exercises import exercise, writing
from startlab.figures import marks
from startlab.figures.play import Game, State, texts
from startlab.figures.predict import stored
from startlab.figures.style import IN_TEXT, NAMES, SHORT, day, month

WARHEADS = "deployed_warheads"
FIRST, LAST = 2011, 2023  # years of the declarations
KNOWN = pd.Timestamp("2013-09-01")  # a reader who draws a line begins here
TITLES = {WARHEADS: "Russian warheads fell below 1,550 in time"}  # where all years are shown


def declared_lines(
    quantity: str = WARHEADS,
    first_year: int = FIRST,
    last_year: int = LAST,
    to_draw: str = "",
    points: pd.DataFrame | None = None,
) -> Figure:
    """Draw one declared quantity of both parties over some years, with its limit.

    The quantities are those of `QUANTITIES`. Source: table declarations. The line of the party
    `to_draw` ends in September 2013, for a reader to continue it. `points` are those of a mark.

    >>> declared_lines("total_launchers", 2018, 2023).get_label()
    'Launchers and bombers, deployed or not, 2018 to 2023. Russia: from 779 on 5 February 2018 to
    761 on 1 March 2022, lowest 742. US: from 800 on 5 February 2018 to 800 on 1 March 2023, without
    a change. The table has no later number of Russia.'
    """
    what = QUANTITIES[require_choice(quantity, QUANTITIES, "quantity")].capitalize()
    first_year = whole(first_year, "first_year", FIRST, LAST)
    last_year = whole(last_year, "last_year", first_year, LAST)
    if to_draw:
        require_choice(to_draw, NAMES, "to_draw")
    declared = datasets.load_declarations()
    declared = declared[declared.date.dt.year.between(first_year, last_year)]
    shown = declared.dropna(subset=quantity).astype({quantity: int, "party": str})
    shown = shown[(shown.party != to_draw) | (shown.date <= KNOWN)]
    limits = datasets.load_limits().query("treaty == 'New START'").set_index("item")
    limit, binds = limits.limit_value[quantity], limits.binds_from[quantity]
    start, end = pd.Timestamp(first_year, 1, 1), pd.Timestamp(last_year, 12, 31)
    across: list[Any] = [marks.Rule(f"limit {limit:,}", y=limit)]
    if start < binds:
        across.append(marks.Rule("it binds", x=binds, look="dashed"))
    parties = declared.groupby("date").party.nunique()
    if (parties < len(NAMES)).any():
        across.append(marks.Band("no Russian number", parties.index[parties < len(NAMES)][0], end))
    rows = shown.assign(line=shown.party.map(SHORT), x=shown.date, y=shown[quantity], dot=True)
    years = f"{first_year} to {last_year}" if first_year != last_year else str(first_year)
    all_years = (first_year, last_year) == (FIRST, LAST)
    title = TITLES.get(quantity, what) if all_years else f"{what}, {years}"
    if to_draw:
        title = f"How does the line of {IN_TEXT[to_draw]} go on?"
    figure = marks.lines(
        rows,
        points=points,
        across=across,
        x=(start, end),
        y=declared_lines(quantity).axes[0].get_ylim() if to_draw else None,
        title=title,
        units=f"{what}; the scale starts above zero",
        source=f"Declared under New START; startlab. As of {day(shown.date.max())}.",
    )
    if not to_draw and shown.date[shown.party == "RU"].max() < declared.date.max():
        figure.set_label(f"{figure.get_label()} The table has no later number of Russia.")
    return figure


def annotated() -> Figure:
    """Draw the declared warheads of both parties with three of the numbers on the lines.

    >>> annotated().get_label().split(". ")[2]
    'US: from 1,800 on 5 February 2011 to 1,419 on 1 March 2023, lowest 1,350, 1,538 on 1 September
    2015'
    """
    marked = [("US", "2015-09-01", "below"), ("RU", "2016-09-01", "above")]
    marked.append(("RU", "2022-09-01", "above"))
    rows = [
        (pd.Timestamp(when), declared_number(when, party, WARHEADS), side, party)
        for party, when, side in marked
    ]
    points = pd.DataFrame(rows, columns=["x", "y", "side", "party"])
    words, line = points.y.map("{:,}".format), points.party.map(SHORT)
    return declared_lines(points=points.assign(words=words, line=line))


def explain_steps() -> Game:
    """Return the game of the steps in data/steps.toml, with a cause to pick and an expert to hear.

    >>> explain_steps().value()
    5
    """
    trident = datasets.load_categories().query("system == 'Trident II'")
    held = trident[trident.category == "deployed_missiles"].set_index("date")["count"]
    more = int(held["2014-09-01"] - held["2014-03-01"])
    steps: list[dict[str, Any]] = texts("steps")["steps"]
    last, states = len(steps), {}
    for number, asked in enumerate(steps):
        then = str(number + 1) if number + 1 < last else "end"
        facts = _moved(asked["party"], asked["date"]) | {"more": more}
        moves = {
            cause: [(1, then, told["points"], told["says"].format(**facts))]
            for cause, told in asked["causes"].items()
        }
        picture = partial(step, asked["party"], asked["date"])
        *_, title = _step(asked["party"], asked["date"])
        states[str(number)] = State(f"Step {{turn}} of {last}. {title}. Why?", moves, picture)
    states["end"] = State(
        f"In {{points}} of {last} steps somebody read it as you did, or the table by type has it. "
        "A point counts agreement, not truth: nobody has seen the reasons."
    )
    return Game("explain-steps", states)


def _moved(party: str, date: str) -> dict[str, int]:
    """Return by how much two declared totals moved to a date, and the total on that day."""
    items = ["deployed_vehicles", "total_launchers"]
    declared = datasets.load_declarations().query("party == @party").set_index("date")[items]
    moved: Any = declared.diff().abs().loc[pd.Timestamp(date)]
    launchers = declared_number(date, party, "total_launchers")
    return {"deployed": int(moved.iloc[0]), "total": int(moved.iloc[1]), "launchers": launchers}


def step(party: str = "RU", date: str = "2014-03-01") -> Figure:
    """Draw the declared warheads of a party with the change to a date from the exchange before.

    >>> step("RU", "2014-03-01").get_label().split(". ")[0]
    'Russia: 1,400 to 1,512, up by 112 by March 2014'
    """
    numbers, at, title = _step(party, date)
    line = pd.DataFrame({"line": "", "x": numbers.index, "y": numbers.values, "look": "dotted"})
    part = line.iloc[[at - 1, at]].assign(look="solid", line=SHORT[party], dot=True)
    words = [f"{number:,}" for number in part.y]
    sides = ["below", "above"] if part.y.is_monotonic_increasing else ["above", "below"]
    return marks.lines(
        pd.concat([line, part]).assign(party=party),
        points=part.assign(words=words, side=sides, party=party),
        across=[marks.Rule("limit 1,550", y=new_start_limit(WARHEADS))],
        title=title,
        units="Deployed warheads; the scale starts above zero",
        source="Declared under New START; startlab.",
        height=3.4,
        y=(1250, 1850),
    )


def _step(party: str, date: str) -> tuple[pd.Series[int], int, str]:
    """Return the declared warheads of a party, the place of a date, and how they moved to it."""
    numbers = _warheads()[require_choice(party, NAMES, "party")].dropna().astype(int)
    days = [f"{when:%Y-%m-%d}" for when in numbers.index]
    at = days.index(require_choice(date, days[1:], "date"))
    before, after = numbers.iloc[at - 1 : at + 1]
    moved = f"{'up' if after > before else 'down'} by {abs(after - before)}"
    title = f"{NAMES[party]}: {before:,} to {after:,}, {moved} by {month(numbers.index[at])}"
    return numbers, at, title


def line_to_draw(name: str, party: str, quantity: str) -> dict[str, Any]:
    """Return a stored prediction with the line that a reader continues, a point for each year.

    >>> line_to_draw("05-total", "RU", "total_launchers")["draw"]["y"][:2]
    [911, 877]
    """
    asked = stored()[require_choice(name, stored(), "name")]
    empty = declared_lines(quantity, to_draw=require_choice(party, NAMES, "party"))
    declared = datasets.load_declarations().query("party == @party").set_index("date")
    exchanged = declared[quantity].dropna().astype(int)
    days = [when for when in exchanged.index if when > KNOWN and when.month == KNOWN.month]
    low, high = (round(end) for end in empty.axes[0].get_ylim())
    drawing = {
        "empty": empty,
        "start": (KNOWN, int(exchanged[KNOWN])),
        "x": days,
        "labels": [str(when.year) for when in days],
        "y": [int(exchanged[when]) for when in days],
    }
    return asked | {"low": low, "high": high, "draw": drawing}


def _warheads() -> pd.DataFrame:
    """Return the declared warheads, a row a date and a column a party, blanks as blanks."""
    declared = datasets.load_declarations()
    return declared.pivot(index="date", columns="party", values=WARHEADS)


@exercise(
    "05.1",
    unit="warheads",
    look="Can a number move while no plan changes?",
    variants={"boats": [4, 6, 8, 10], "tubes": [12, 16, 20, 24], "load": range(2, 9)},
)
def _overhaul(boats: int = 4, tubes: int = 12, load: int = 5) -> Iterator[Any]:
    fall = tubes * load
    yield fall, "Not one warhead has left the navy, and the line has a step."
    yield tubes, "So many missiles are fewer. How many warheads are on them?"
    yield 2 * fall, "One boat was in overhaul before. How many more are there now?"
    yield 0, "That is the change in tubes, which all still count as launchers."
    yield boats * fall, "That is what all boats would carry."
    yield "How many boats more carry no missiles?"
    yield "Multiply the tubes of one boat by the warheads on each missile."


@exercise("05.2", unit="warheads", look="What made this step?",
          variants={"party": {"US": "US", "RU": "Russian"}})  # fmt: skip
def _largest_fall_in_a_year(party: str = "US") -> Iterator[Any]:
    numbers = _warheads().dropna().astype(int)
    each = {name: numbers[name].diff(2).dropna().astype(int) for name in numbers}
    half, fall = numbers[party].diff().dropna().astype(int), int(each[party].min())
    yield -fall, "A year is two exchanges. One number in brackets changes the span."
    yield fall, "The change is right. Give its size, without the sign."
    yield -int(half.min()), "That is the largest fall from one exchange to the next."
    yield int(each[party].max()), "That is the largest rise over a year."
    yield -int(each["RU" if party == "US" else "US"].min()), "That is the other party."
    yield -int(numbers[party].diff(4).min()), "That is four exchanges, which makes two years."
    yield "How many exchanges lie in one year?"
    yield "Drop the dates with a blank, take `.diff(2)` of the column, and look for the minimum."


@exercise("05.3", look="What made this step?")
def _temporary() -> Iterator[Any]:
    right = {"A", "D"}
    yield right, "Both point down, and both were known. Neither is proof."
    yield {"A"}, "One more: what did both sides know of the months to come?"
    yield {"D"}, "One more: the other total says something of what was leaving service."
    yield right | {"C"}, "C is what happened afterwards. Who could know it in October 2016?"
    yield right | {"B"}, "B is the best argument for the other reading."
    yield set("AC"), "One of these was not known yet, and one that was is missing."
    yield {
        "A": "For: old launchers went while new ones came, and that is what *temporary* means. "
        "Against: fewer launchers can carry more warheads each.",
        "B": "For: a series of rises may end when the old weapons go. Against: three steps in one "
        "direction are better evidence of a plan than one.",
        "C": "For: it fits what Kristensen had said. Against: nobody could know it that month, and "
        "a forecast is judged by what was known.",
        "D": "For: a state that means to keep a treaty must come down by then. Against: a limit to "
        "come is a reason to fall, and no proof that one will.",
    }
    yield "Which of these would you have found in a newspaper of that month?"
    yield "Strike what came later. Of the rest, keep what makes a fall more likely."


@exercise("05.4", look="Is telling the same as checking?")
def _found_on_paper() -> Iterator[Any]:
    right = {"B", "E"}
    yield (
        right,
        "There paper contradicts paper. Where it contradicts the world, somebody must look.",
    )
    yield {"B"}, "One more: lay two lists side by side."
    yield {"E"}, "One more: do a sum."
    yield right | {"A"}, "No line on paper says that the silo is full."
    yield right | {"C"}, "What stands in no list contradicts no list."
    yield right | {"D"}, "No line on paper says what the bomber can still do."
    yield set("ACD"), "Those three agree on paper. Which of the five do not?"
    yield {
        "A": "For: a state that is asked may give itself away. Against: lists and totals agree. "
        "Only who opens the silo sees it.",
        "B": "For: a sum is enough, and the other side will ask. Against: an honest misprint looks "
        "the same.",
        "C": "For: other papers may speak of the store one day. Against: in the declarations it is "
        "missing everywhere alike, and inspectors go to declared places.",
        "D": "For: a reader may wonder how the work was done. Against: on paper it has left the "
        "count, and the proof is a visit.",
        "E": "For: two lists side by side show it, since a removal has to be told. Against: the "
        "message may only be late.",
    }
    yield "Which of these makes two lines on paper disagree?"
    yield "Ask of each: is there a second line, in this list or in another, that says otherwise?"


@writing("05.5", least=20)
def _finding() -> Iterator[Any]:
    days = "2017-03-01", "2017-09-01"
    before, after = (declared_number(day_, "RU", WARHEADS) for day_ in days)
    launchers = [declared_number(day_, "RU", "total_launchers") for day_ in days]
    yield (
        f"Between 1 March and 1 September 2017 Russia’s declared warheads fell from {before:,} to "
        f"{after:,}, the largest step in its series. With five months left until the limit bound, "
        "a planned reduction is likely, but the totals do not show which missiles it touched."
    )
    yield (
        f"Russia declared {before - after} deployed warheads fewer for 1 September 2017 than half "
        f"a year before, and {launchers[0] - launchers[1]} launchers and bombers fewer. Since "
        "launchers went as well, part of the fall will probably last, though no document that we "
        "have seen names the units."
    )
    yield [
        "two dates, what was counted, and by whom",
        "a fact in the first sentence that anyone can look up",
        "a word such as “likely” or “probably” before any cause",
        "what the totals cannot show",
    ]
