"""Numbers in the prose of chapter 07."""

from __future__ import annotations

from collections.abc import Iterator

from startlab import datasets
from startlab.answers.chapter_07 import (
    inspections_allowed,
    inspections_bounds,
    notifications_by_2018,
    quota,
)
from startlab.exercises import new_start_limit
from startlab.plots import day

ALLOWED = {
    "more than 24 hours": "an example of a notification, from the page linked in the text",
    "1 April 2020": "a day on which the reader looks at the widget",
    "1 April 2023": "a day on which the reader looks at the widget",
}


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    low, high = inspections_bounds()
    used = 7 * 2 * quota()  # seven treaty years, two parties
    notified, _ = notifications_by_2018()
    yield "both parties used their entire quota of {}", (quota(),)
    yield "counted {} inspections by both parties together", (used,)
    yield "With {} inspections by February 2018", (used,)
    yield "there were at least {}, and there were {} if", (low, high)
    yield "More than {} notifications had been exchanged", (notified,)
    allowed = inspections_allowed()
    yield "would have allowed {} inspections, of which at most {} were", (allowed, high)
    yield "slightly above {} warheads", (new_start_limit("deployed_warheads"),)
    yield "Exactly {} inspections had been", (high,)
    inspections = datasets.load_inspections()
    begin = day(inspections[inspections.treaty_year == 2].start_date.iloc[0])
    yield "which begin on {},", (begin.rsplit(" ", 1)[0],)
    signed = day(datasets.load_events().set_index("event_id").date["E032"])
    yield "the law followed on {}.", (signed.rsplit(" ", 1)[0],)
    disputes = datasets.load_disputes().set_index(["dispute_id", "side"])
    rejected = disputes.date["inspections_2022", "RU"].max()
    yield "on {} the Russian Foreign Ministry rejected", (day(rejected),)
