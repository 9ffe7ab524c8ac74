"""Numbers in the prose of chapter 11."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from startlab import datasets
from startlab.chapters.ch11 import us_voice
from startlab.derived import by_side, offer_events
from startlab.exercises import new_start_limit
from startlab.figures.style import day

ALLOWED = {
    "6 October 2026": "a statement known at second hand only, so that no row holds it",
    "1,550 warheads for part of 2024": "the limit in the row of event E039",
    "5 February 2021": "ten years after the entry into force, computed below",
}


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    treaty = datasets.load_treaties().set_index("treaty").loc["New START"]
    assert treaty.in_force + pd.DateOffset(years=10) == pd.Timestamp("2021-02-05")
    assert treaty.in_force + pd.DateOffset(years=15) == treaty.ended
    terms = datasets.load_offer_terms()
    assert len(terms) == 13  # the prose says thirteen elements
    assert (terms.in_statement == "explicit").sum() == 10  # and ten stated
    assert (terms.in_statement == "absent").sum() == 3  # and three absent
    assert terms.russian_comment.notna().all()  # Russian officials on every element
    kinds = terms.us_comment.map(us_voice).value_counts()
    assert dict(kinds) == {"officials": 6, "nobody": 5, "witnesses": 2}  # six, five and two
    yield (
        "numbers only, which are {} warheads, {} deployed missiles and bombers, and {} launchers",
        tuple(
            new_start_limit(item)
            for item in ("deployed_warheads", "deployed_vehicles", "total_launchers")
        ),
    )
    events = offer_events()
    dates = events.set_index("event_id").date
    yield "At a webinar on {} Ryabkov said", (day(dates["E062"]),)
    made = dates["E050"]
    yield "The offer was made {} days before the treaty ended", ((treaty.ended - made).days,)
    his = events[events.actors.str.contains("Trump")].date.min()
    yield "which was {} days after the offer", ((his - made).days,)
    assert events.date.max() == pd.Timestamp("2026-09-14")  # the last entry
    _months(events)


def _months(events: pd.DataFrame) -> None:
    """Check what the prose says of the months: February is highest, Russia ahead before it."""
    sides = by_side(events)
    number = sides.groupby(["side", sides.date.dt.to_period("M")]).size()
    for side in ("RU", "US", "other"):
        assert number[side].idxmax() == pd.Period("2026-02")
    assert number["RU"][:"2026-01"].sum() > number["US"][:"2026-01"].sum()
