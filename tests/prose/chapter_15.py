"""Numbers in the prose of chapter 15."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from startlab import datasets
from startlab.chapters.ch15 import CAPACITY, three_futures
from startlab.derived import aftermath_events
from startlab.exercises import declared_number, new_start_limit

ALLOWED = {
    "With a lag of 90 days": "a value chosen for the question of the widget",
    "with a lag of 180 days, at 2 warheads": "a value chosen for the question of the widget",
    "6 October 2026": "a statement known at second hand only, so that no row holds it",
    "From 19 to 21 May 2026": "the three days in the row of event E150",
    "22 June 2020": "the day of the alleged test, in the row of event E104",
    "the limits of 700 and 800": "the two other central limits, checked below",
    "a rate of 1 warhead a day and a lag of 60 days": "the assumption of an exercise",
    "from 2 warheads a day to 1": "values of the slider",
    "At 0.5 warheads a day and a lag of 180 days": "values of the slider, checked below",
}


def _day(rate: float, lag: float, scenario: str, party: str) -> int | None:
    over = three_futures(rate, lag).courses.over_limit_on[scenario, party]
    return None if pd.isna(over) else over


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    after = aftermath_events()
    status = after.status.value_counts()
    yield "The table has {} entries up to 14 September 2026", (len(after),)
    assert (after.date < "2026-02-26").mean() > 0.5, "most are of the first three weeks"
    yield (
        "Only {} were acts, {} were statements with at least two sources, {} were statements with"
        " one source, and {} are disputed",
        tuple(status[kind] for kind in ("done", "said", "single", "disputed")),
    )
    single = after[after.status == "single"].side.value_counts()
    yield (
        "Russia has {} statements with one source, the United States has {} and others have {}",
        (single["RU"], single["US"], single["other"]),
    )
    disputed = after[after.status == "disputed"].side
    assert sorted(disputed) == ["RU", "US", "both"], "spread over three lanes"
    disputes = datasets.load_disputes()
    report = disputes[disputes.side == "Unnamed sources of Axios"]
    yield "for at least {} months", (report.value.iloc[0],)
    limit = new_start_limit("deployed_warheads")
    assert (new_start_limit("deployed_vehicles"), new_start_limit("total_launchers")) == (700, 800)
    declared = datasets.load_declarations()
    both = declared.groupby("date").party.nunique()
    exchange = both[both == 2].index.max()
    ended = datasets.load_treaties().set_index("treaty").ended["New START"]
    yield (
        "the exchange of data after 1 September 2022, which is {} days before",
        ((ended - exchange).days,),
    )
    upload = datasets.load_upload()
    timed = upload[upload.time_min_days.notna()]
    assert timed.time_text.str.contains("weeks").all()
    yield "In the table `upload` only {} of {} rows have a time", (len(timed), len(upload))
    yield "the same reserve of {} warheads", (CAPACITY,)
    russia = declared_number("2022-09-01", "RU", "deployed_warheads")
    us = declared_number("2023-03-01", "US", "deployed_warheads")
    assert limit - russia == 1, "the prose says one below"
    yield (
        "Russia passes {} on day {} and the United States on day {}",
        (limit, _day(2, 90, "both lapse", "RU"), _day(2, 90, "both lapse", "US")),
    )
    yield "{} is one below the limit, and {} is {} below it", (russia, us, limit - us)
    keeps = _day(2, 90, "only US keeps", "US")
    assert keeps == _day(2, 90, "only RU keeps", "RU"), "whichever side kept it"
    yield "above the limit from day {}, independently", (keeps,)
    yield "both sides are above the limit from day {}.", (keeps,)
    yield "is doubled from {} to {} days, is day {} doubled as well", (90, 180, keeps)
    longer = _day(2, 180, "only US keeps", "US")
    assert longer is not None and keeps is not None
    yield (
        "with a lag of {} days the side that kept the limit passes it on day {}, exactly {} days",
        (180, longer, longer - keeps),
    )
    yield "with a rate of {} warhead a day on day {}", (1, _day(1, 90, "only RU keeps", "RU"))
    assert _day(0.5, 180, "only US keeps", "US") is None
    assert _day(0.5, 180, "only RU keeps", "RU") is None
    yield "be the first to exceed {} warheads", (limit,)
