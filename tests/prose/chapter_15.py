"""Numbers in the prose of chapter 15."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from startlab import datasets
from startlab.chapters.ch15 import BOXES, CAPACITY, CLAIMS, three_futures
from startlab.derived import aftermath_events, declared_number, new_start_limit

from . import spelled

ALLOWED = {
    "6 October 2026": "a statement known at second hand only, so that no row holds it",
    "the limits of 700 and 800": "the two other central limits, checked below",
    "At 1 warhead a day the": "the assumption of an exercise",
    "at 2 warheads a day": "the assumption of the worked example",
    "With a lag of 90 days": "the assumption of the worked example",
    "Each side adds 2 warheads a day": "a value chosen for the question of the widget",
    "day 365 included": "the length of the year in an exercise",
    "At 0.5 warheads a day and a lag of 180 days": "values of the slider, checked below",
    "80 to 350 words": "the length that the exercise asks for",
}


def _day(rate: float, lag: float, scenario: str, party: str) -> int | None:
    over = three_futures(rate, lag).courses.over_limit_on[scenario, party]
    return None if pd.isna(over) else over


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    yield "Here are {} empty boxes", (spelled(len(BOXES)),)
    assert f"{new_start_limit('deployed_warheads'):,}" in CLAIMS[-1][0]
    events = datasets.load_events().set_index("event_id")
    assert "carried two unarmed re-entry vehicles" in events.description["E110"]
    yield "The American flight of 3 March 2026 carried two unarmed re-entry vehicles", ()
    assert events.title["E092"].startswith("23 experts")
    assert "for at least six months" in events.description["E086"]
    yield "to keep the limits for at least six months", ()
    told = events.description["E093"]  # Peskov: another understanding, on the day after
    assert "both would act responsibly and that talks should start soon" in told
    assert events.date["E093"] - events.date["E086"] == pd.Timedelta(days=1)
    boxes = [BOXES[box] for box in CLAIMS[1][1]]
    assert boxes == ["Reported, unconfirmed", "Claimed and denied"], "either can be defended"
    assert set(events.date[["E086", "E087", "E088", "E089", "E092"]].dt.day) == {5}
    yield "and {} former officials and experts", (23,)
    ended = datasets.load_treaties().set_index("treaty").ended["New START"]
    after = aftermath_events()
    status = after.status.value_counts()
    yield (
        "Of {} entries up to 14 September 2026, {} were acts. Another {} were statements with at "
        "least two sources, {} had one source, and {} are disputed",
        (len(after), *(status[kind] for kind in ("done", "said", "single", "disputed"))),
    )
    yield "{} entries are acts", (spelled(status["done"]).capitalize(),)
    yield "How many of the {} entries", (len(after),)
    assert (after.date < ended + pd.Timedelta(weeks=3)).mean() > 0.5
    yield "Most fall into the first {} weeks", (spelled(3),)
    limit = new_start_limit("deployed_warheads")
    assert (new_start_limit("deployed_vehicles"), new_start_limit("total_launchers")) == (700, 800)
    both = datasets.load_declarations().groupby("date").party.nunique()
    exchange = both[both == 2].index.max()
    yield "1 September 2022, {} days before the treaty ended", ((ended - exchange).days,)
    russia = declared_number("2022-09-01", "RU", "deployed_warheads")
    us = declared_number("2023-03-01", "US", "deployed_warheads")
    yield "{} for Russia and {} for the United States", (russia, us)
    yield "at most {} in all", (CAPACITY,)
    yield "Russia is {} below", (spelled(limit - russia),)
    yield "is over the limit when it has more than {}.", (limit,)
    yield "Over means more than {}, as above.", (limit,)
    over = _day(2, 90, "only US keeps", "RU")
    reacts = three_futures(2, 90).courses.reacts_on["only US keeps", "US"]
    keeps = _day(2, 90, "only US keeps", "US")
    assert keeps == _day(2, 90, "only RU keeps", "RU"), "whichever side kept it"
    assert keeps is not None
    yield "it is over on day {}.", (over,)
    yield "the United States moves on day {}.", (reacts,)
    yield (
        "It is {} below the limit and needs {} days to pass it: day {}.",
        (
            limit - us,
            keeps - reacts,
            keeps,
        ),
    )
    yield "Russia stands at {} on day 3, and is over on day 4", (russia + 0.5 * 3,)
    assert _day(0.5, 90, "only US keeps", "RU") == 4
    yield "up to {} in all. Russia starts {} ahead", (CAPACITY, russia - us)
    yield "the United States moves on day {}. How", (reacts,)
    waits = three_futures(2, 90).warheads["only US keeps"]
    lead = waits.RU - waits.US
    assert lead.iloc[-1] == russia - us
    yield (
        "It is {}, as on day 0. Up to day {} the lead grows to {}",
        (
            russia - us,
            lead.idxmax(),
            round(lead.max()),
        ),
    )
    full = [int(levels.idxmax()) for levels in (waits.RU, waits.US)]
    yield (
        "until Russia's {} places are full on day {} and those of the United States on day {}",
        (
            CAPACITY,
            *full,
        ),
    )
    yield "that hangs on the {} places", (CAPACITY,)
    yield "was Russia on day {}; then", (reacts,)
    yield "the limit counts: {} was", (limit,)
    yield "and both stop at {}.", (CAPACITY,)
    assert _day(0.5, 180, "only US keeps", "US") is None
    assert _day(0.5, 180, "only RU keeps", "RU") is None
