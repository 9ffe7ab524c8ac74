"""Numbers in the prose of chapter 11."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from startlab import datasets
from startlab.chapters.ch11 import WHY, until_the_end, us_voice, voices
from startlab.derived import new_start_limit

from . import spelled

ALLOWED = {
    "16 October 2025": "a date in the table positions, whose column of dates is text",
    "19 November 2025": "a date in the table positions, whose column of dates is text",
    "on 12 November": "the day of E067, in its year",
    "on 9 November": "the day of E066, in its year",
    "on 3 February Ryabkov": "the day of E077, in its year",
}


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    treaty = datasets.load_treaties().set_index("treaty").loc["New START"]
    terms = "Ten years; one prolongation of up to five years, used in full in February 2021."
    assert treaty.duration_terms == terms
    assert treaty.in_force + pd.DateOffset(years=10 + 5) == treaty.ended
    yield "made for {} years, from 5 February 2011, with one prolongation of up to {}", (
        spelled(10), spelled(5),
    )  # fmt: skip
    yield "The {} years were used in full in 2021", (spelled(5),)
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
    for words in ("divides the offer into {} elements", "The {} elements of the offer"):
        yield words, (spelled(len(terms)),)
    stated = terms.in_statement.value_counts()
    yield "{} elements are stated and {} are absent", (
        spelled(stated["explicit"]).capitalize(), spelled(stated["absent"]),
    )  # fmt: skip
    kinds = terms.us_comment.map(us_voice).value_counts()
    yield "US officials commented on {} elements", (spelled(kinds["officials"]),)
    assert terms.words.str.split().str.len().max() < 25
    assert set(terms.term_id[terms.words.notna()]) == set(WHY)
    yield "here are {} pieces of the statement", (spelled(len(WHY)),)
    his = events[events.actors.str.contains("Trump")].date.min()
    yield "on 5 October 2025, {} days after the offer", ((his - made).days,)
    sides = voices().groupby(["lane", "side"]).size()
    assert set(sides["Against"].index) == {"US"}
    yield "All {} voices against the offer are American, and so are {} of the voices for it", (
        spelled(sides["Against", "US"]), spelled(sides["For", "US"]),
    )  # fmt: skip
