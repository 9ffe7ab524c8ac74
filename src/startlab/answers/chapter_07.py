"""Exercises of chapter 07: How did each side check the other."""

from __future__ import annotations

import pandas as pd

from startlab import datasets
from startlab.exercises import Exercise, exercise

YEARLY = "inspections_in_treaty_year"


def quota(kind: str = "total") -> int:
    """Return a quota of inspections in a treaty year for one side: total, type_one, type_two."""
    table = datasets.load_inspections()
    return int(table[table.metric == f"quota_{kind}"].value.iloc[0])


def inspections_bounds() -> tuple[int, int]:
    """Return the lowest and the highest number of inspections by both sides in all years."""
    table = datasets.load_inspections()
    rows = table[table.metric == YEARLY]
    known = rows[rows.qualifier != "at_most"]
    return int(known.value.sum()), int(rows.value.sum())


def inspections_allowed() -> int:
    """Return how many inspections the quotas allowed both sides in all treaty years."""
    table = datasets.load_inspections()
    years = table[table.metric == YEARLY].treaty_year.nunique()
    return 2 * years * quota()


def notifications_by_2018() -> tuple[int, int]:
    """Return the notifications to 5 February 2018, a lower bound, and the days they took."""
    table = datasets.load_notifications()
    rows = table[(table.metric == "notifications_cumulative") & (table.end_date == "2018-02-05")]
    row = rows[rows.qualifier == "over"].iloc[0]
    return int(row.value), int((row.end_date - row.start_date).days)


@exercise("07.1")
def _type_one() -> Exercise:
    return Exercise(
        answer=quota("type_one"),
        praise="The two quotas add up to the total for a treaty year.",
        hint="Read the table of quotas: which line names Type One?",
        mistakes=(
            (quota("type_two"), "That is the quota of Type Two, for sites without deployed arms."),
            (quota(), "That is the quota of both types together."),
            (2 * quota("type_one"), "That is for both sides. The question asks for one."),
            (2 * quota(), "That is both types and both sides. The question asks for less."),
        ),
    )


@exercise("07.2")
def _notifications_a_day() -> Exercise:
    total, days = notifications_by_2018()
    years = round(days / 365.25)
    return Exercise(
        answer=round(total / days, 1),
        praise="A lower bound, since the table says over: at least so many a day.",
        hint="Divide the total of 5 February 2018 by the days since 5 February 2011.",
        tolerance=0.06,
        mistakes=(
            (total / days / 2, "That is for one side. The question asks for both together."),
            (total / 365, "That divides by one year. How many years are there?"),
            (total / years, "That is a year, not a day."),
            (total / (12 * years), "That is a month, not a day."),
            (total, "That is the whole total. Divide it by the number of days."),
        ),
    )


@exercise("07.3")
def _below_the_quotas() -> Exercise:
    low, high = inspections_bounds()
    allowed = inspections_allowed()
    return Exercise(
        answer=allowed - high,
        praise="At the least means: take the highest number that may have been carried out.",
        hint="Multiply the quota by the years and the sides, then subtract the highest total.",
        mistakes=(
            (allowed - low, "That is the gap at the most. Which bound makes the gap smallest?"),
            ((allowed - high) // 2, "That is for one side. The question asks for both together."),
            (allowed, "That is what the quotas allowed. Subtract what was carried out."),
            (high, "That is the highest total. How far is it from what was allowed?"),
            (allowed // 2 - high, "The quota holds for each side, so count it twice."),
        ),
    )


@exercise("07.4")
def _supported_sentences() -> Exercise:
    inspections = datasets.load_inspections()
    notices = datasets.load_notifications()
    disputes = datasets.load_disputes()
    suspended = datasets.load_events().set_index("event_id").date["E031"]
    yearly = inspections[inspections.metric == YEARLY]
    paused = inspections[inspections.metric == "inspections_paused"].start_date.iloc[0]
    stops = notices[notices.metric.isin(["notifications_stopped", "notifications_withheld"])]
    days = {party: set(rows.start_date) for party, rows in stops.groupby("party")}
    launches = notices[notices.metric == "launch_notifications_continued"]
    sides = disputes[disputes.dispute_id == "inspections_2022"].side.nunique()
    total = inspections[
        (inspections.metric == "inspections_cumulative")
        & (inspections.end_date == pd.Timestamp("2020-03-31"))
    ]
    supported = {
        "A": bool(paused >= suspended),
        "B": int(yearly[yearly.start_date > paused].value.sum()) == 0,
        "C": bool(days["RU"] & days["US"]),
        "D": sides < 2,
        "E": set(launches.party) == {"US", "RU"},
        "F": bool((total.qualifier == "exact").any()),
    }
    right = frozenset(letter for letter, holds in supported.items() if holds)
    return Exercise(
        answer=right,
        praise="Both can be traced to rows, and they claim no more than the rows.",
        hint="For each sentence find the row with its date, and read qualifier and note.",
        mistakes=(
            (right | {"A"}, "A puts the cause after its effect. When did inspections stop?"),
            (right | {"C"}, "C does not hold: compare the dates of the two stops."),
            (right | {"D"}, "D does not hold: read both sides in the table of disputes."),
            (right | {"F"}, "F takes an upper bound for a count. Read the qualifier."),
            (right - {"B"}, "B holds as well: look at the treaty years after the tenth."),
            (right - {"E"}, "E holds as well: look for launches in the notifications."),
            (frozenset(supported), "Not all six. Some claim more than a row says."),
        ),
    )
