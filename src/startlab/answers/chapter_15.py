"""Exercises of chapter 15: What happened after 5 February 2026."""

from __future__ import annotations

import pandas as pd

from startlab import datasets
from startlab.exercises import Exercise, exercise
from startlab.models.scenarios import Course
from startlab.plots.aftermath import aftermath_events, three_futures


@exercise("15.1")
def _disputed() -> Exercise:
    after = aftermath_events()
    by_status = {
        status: frozenset(rows.event_id) for status, rows in after.groupby("status", observed=True)
    }
    disputed = by_status["disputed"]
    return Exercise(
        answer=disputed,
        praise="In each of them one voice contradicts what another claims.",
        hint="Keep the rows whose status is disputed, and give the values of event_id.",
        mistakes=(
            (frozenset({"E086"}), "That is the report on Abu Dhabi. There are others, on tests."),
            (disputed - {"E086"}, "Those are about tests. One entry about talks is missing."),
            (by_status["single"], "Those rest on one source. This does not make them disputed."),
            (by_status["done"], "Those are acts. Filter for another status."),
        ),
    )


@exercise("15.2")
def _days_without_exchange() -> Exercise:
    declared = datasets.load_declarations()
    parties = declared.groupby("date").party.nunique()
    exchange = parties[parties == 2].index.max()
    ended = datasets.load_treaties().set_index("treaty").ended["New START"]
    days = int((ended - exchange).days)
    lone = int((ended - declared.date.max()).days)
    to_last = int((aftermath_events().date.max() - exchange).days)
    return Exercise(
        answer=days,
        praise="The last public count of both sides is that old at the end of the treaty.",
        hint="Find the last date with rows of both parties, and take it from the end date.",
        mistakes=(
            (lone, "That counts from a number of one side. Go back to the last exchange."),
            (-days, "Take the earlier date from the later one."),
            (days + 1, "You counted both the first and the last day."),
            (to_last, "That runs to the last entry in the table. When did the treaty end?"),
        ),
    )


def _course(scenario: str, party: str) -> Course:
    courses = three_futures(rate=1, lag=60).courses
    (found,) = (c for c in courses if (c.scenario, c.party) == (scenario, party))
    return found


def _day(date: object) -> int:
    start = three_futures(rate=1, lag=60).offer.starts
    return int((pd.Timestamp(str(date)) - pd.Timestamp(start)).days)


@exercise("15.3")
def _us_reacts() -> Exercise:
    course = _course("only US keeps", "US")
    answer = _day(course.reacts_on)
    russia_over = _day(_course("only US keeps", "RU").over_limit_on)
    return Exercise(
        answer=answer,
        praise="The lag starts with the other side's first warhead over the limit.",
        hint="Find the course with scenario 'only US keeps' and party US, and use reacts_on.",
        mistakes=(
            (answer - russia_over, "That is the lag alone. From which day does it run?"),
            (russia_over, "On that day Russia is over the limit. The lag comes on top."),
            (
                _day(course.over_limit_on),
                "On that day the United States is over the limit. It starts to move earlier.",
            ),
            (
                _day(_course("only RU keeps", "RU").reacts_on),
                "That is the day on which Russia stops, in the other version.",
            ),
        ),
    )


@exercise("15.4")
def _supported() -> Exercise:
    events = aftermath_events().set_index("event_id")
    disputes = datasets.load_disputes()
    limits = disputes[disputes.dispute_id == "limits_after_expiry"]
    notes = " ".join(limits.note.dropna())
    no_count = "no public count" in notes
    supported = {
        "A": not no_count,
        "B": "as long as the United States" in events.description["E099"],
        "C": "No US pledge" not in notes,
        "D": no_count,
        "E": events.basis["E086"] != "disputed",
        "F": "Capacity is not intent." not in three_futures(1, 60).caveats,
    }
    right = frozenset(letter for letter, holds in supported.items() if holds)
    return Exercise(
        answer=right,
        praise="Each of these can be traced to a row and claims no more than it.",
        hint="Look for the row behind each sentence, and ask who said it and who could know.",
        mistakes=(
            (right | {"A"}, "A claims what nobody outside has counted."),
            (right | {"C"}, "C has no row behind it: the promise of 2023 is older than the end."),
            (right | {"E"}, "E tells a report as a fact. No official confirmed it by name."),
            (right | {"F"}, "F makes a forecast of made-up inputs and old numbers."),
            (right - {"B"}, "B holds: read the entry of 11 February 2026."),
            (right - {"D"}, "D holds: read the notes of the dispute about the limits."),
            (frozenset(supported), "Not all six. Some claim more than a row says."),
        ),
    )
