"""Numbers in the prose of chapter 07."""

from __future__ import annotations

from collections.abc import Iterator

from startlab import datasets
from startlab.chapters.ch07 import (
    inspections_allowed,
    inspections_bounds,
    notifications_by_2018,
    quota,
)
from startlab.exercises import all_exercises, new_start_limit
from startlab.figures.style import day

ALLOWED = {
    "more than 24 hours": "an example of a notification, from the page linked in the text",
    "1 April 2020": "a day on which the reader looks at the widget",
    "1 April 2023": "a day on which the reader looks at the widget",
}


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    low, high = inspections_bounds()
    used = 7 * 2 * quota()  # seven treaty years, two parties
    notified, days = notifications_by_2018()
    yield "both parties used their entire quota of {}", (quota(),)
    yield "counted {} inspections by both parties together", (used,)
    yield "With {} inspections by February 2018", (used,)
    yield "there were at least {}, and there were {} if", (low, high)
    yield "More than {} notifications had been exchanged", (notified,)
    # The total is a lower bound, so the rate is one, rounded down: as in 07.2, and F of 07.4.
    yield "which is at least {} a day", (int(10 * notified / days) / 10,)
    assert all_exercises()["07.2"]().answer == int(10 * notified / days) / 10
    yield "to 5 February 2018, at the least?", ()
    allowed = inspections_allowed()
    yield "would have allowed {} inspections, of which at most {} were", (allowed, high)
    yield "slightly above {} warheads", (new_start_limit("deployed_warheads"),)
    yield "Exactly {} inspections had been", (high,)
    inspections = datasets.load_inspections()
    begin = day(inspections[inspections.treaty_year == 2].start_date.iloc[0])
    yield "A treaty year begins on {},", (begin.rsplit(" ", 1)[0],)
    signed = day(datasets.load_events().set_index("event_id").date["E032"])
    yield "the law followed on {}.", (signed.rsplit(" ", 1)[0],)
    yearly = inspections[inspections.metric == "inspections_in_treaty_year"]
    assert yearly.treaty_year.max() == 15  # the prose says fifteen years
    bounds = yearly[yearly.qualifier == "at_most"].treaty_year
    assert set(bounds) == {8, 9}  # no count for years eight and nine
    by_year = yearly.groupby("treaty_year").value
    assert set(by_year.get_group(10)) == {2}  # two each in year ten
    assert yearly[yearly.treaty_year > 10].value.sum() == 0  # none in the five that remained
    assert _working("2020-04-01") == {"RU": 3, "US": 3}  # three means on 1 April 2020
    assert _working("2023-04-01") == {"RU": 1, "US": 2}  # satellites; one means more
    assert _working("2023-06-02") == {"RU": 1, "US": 1}  # the two stand alike again
    bases = datasets.load_bases().groupby(["kind", "party"], observed=True).size()
    assert (bases["submarine base", "US"], bases["submarine base", "RU"]) == (2, 2)
    assert (bases["air base", "RU"], bases["air base", "US"]) == (2, 3)
    assert (bases["ICBM base", "RU"], bases["ICBM base", "US"]) == (11, 3)
    disputes = datasets.load_disputes().set_index(["dispute_id", "side"])
    rejected = disputes.date["inspections_2022", "RU"].max()
    yield "on {} the Russian Foreign Ministry rejected", (day(rejected),)


def _working(when: str) -> dict[str, int]:
    """Return how many means worked for certain on the arms of each side on a day."""
    table = datasets.load_means_of_checking()
    last = table[table.since <= when].groupby(["party", "means"], observed=True).state.last()
    works = (last == "works").groupby("party", observed=True).sum()
    return {party: int(works[party]) for party in ("RU", "US")}
