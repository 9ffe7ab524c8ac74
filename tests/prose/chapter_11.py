"""Numbers in the prose of chapter 11."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from startlab import datasets
from startlab.chapters.ch11 import WHY, until_the_end, us_voice, voices
from startlab.derived import new_start_limit

ALLOWED = {
    "16 October 2025": "a date in the table positions, whose column of dates is text",
    "19 November 2025": "a date in the table positions, whose column of dates is text",
    "on 12 November": "the day of E067, in its year",
    "on 9 November": "the day of E066, in its year",
    "on 3 February Ryabkov": "the day of E077, in its year",
}


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    treaty = datasets.load_treaties().set_index("treaty").loc["New START"]
    assert treaty.in_force + pd.DateOffset(years=15) == treaty.ended
    events = until_the_end()
    dates = events.set_index("event_id").date
    made, left = dates["E050"], (treaty.ended - dates["E050"]).days
    yield "A treaty had {} days to live", (left,)
    months = pd.date_range(made, treaty.ended, freq="ME")
    parts = [(months[0] - made).days, *(each.days_in_month for each in months[1:])]
    parts.append(left - sum(parts))
    yield (
        "{} days in September, {} in October, {} in November, {} in December, {} in January and "
        "{} in February make {}.",
        (*parts, left),
    )
    items = ("deployed_warheads", "deployed_vehicles", "total_launchers")
    yield (
        "{} warheads, {} deployed missiles and bombers, {} launchers",
        tuple(new_start_limit(item) for item in items),
    )
    terms = datasets.load_offer_terms()
    assert len(terms) == 13  # the prose says thirteen elements
    assert (terms.in_statement == "explicit").sum() == 10  # and ten stated
    assert (terms.in_statement == "absent").sum() == 3  # and three absent
    kinds = terms.us_comment.map(us_voice).value_counts()
    assert kinds["officials"] == 6  # US officials on six
    assert terms.words.str.split().str.len().max() < 25
    assert set(terms.term_id[terms.words.notna()]) == set(WHY)  # the eight of the game
    his = events[events.actors.str.contains("Trump")].date.min()
    yield "on 5 October 2025, {} days after the offer", ((his - made).days,)
    sides = voices().groupby(["lane", "side"]).size()
    assert sides["Against"].to_dict() == {"US": 4}  # all four are American
    assert sides["For", "US"] == 6  # six for it are American
