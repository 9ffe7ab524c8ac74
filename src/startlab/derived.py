"""Tables made from tables."""

from __future__ import annotations

from typing import Any

import pandas as pd

from startlab import datasets

# A flight, a meeting and the end of a treaty are acts; orders and announcements are words.
DONE = ("weapons_test", "negotiation", "expiry")


def treaty_end() -> pd.Timestamp:
    """Return the day on which New START ended."""
    return pd.Timestamp(datasets.load_treaties().set_index("treaty").ended["New START"])


def offer_events() -> pd.DataFrame:
    """Return the events from the offer of 22 September 2025 on, each with what kind it is.

    Returns
    -------
    pandas.DataFrame
        Rows of the table `events`, in order of their dates, with a column `kind`: ``"done"``
        for tests, meetings and the end of the treaty, ``"said"`` for all others.

    Examples
    --------
    >>> offer_events().title.iloc[0]
    'Putin offers one more year within the central limits'
    """
    events = datasets.load_events()
    made = events.date[events.event_id == "E050"].item()
    since: pd.DataFrame = events[events.date >= made].reset_index(drop=True)
    return since.assign(kind=since.category.isin(DONE).map({True: "done", False: "said"}))


def by_side(events: pd.DataFrame) -> pd.DataFrame:
    """Return events with a row for each side: one that names both Russia and the US has two.

    Examples
    --------
    >>> sorted(by_side(offer_events()).side.unique())
    ['RU', 'US', 'other']
    """
    sides: Any = [["RU", "US"] if side == "both" else [side] for side in events.side]
    return events.assign(side=sides).explode("side", ignore_index=True)


def aftermath_events() -> pd.DataFrame:
    """Return the events from 5 February 2026 on, each with its status.

    Returns
    -------
    pandas.DataFrame
        Rows of `offer_events` with a column `status`: ``"disputed"`` where the basis says so,
        else ``"done"`` as its kind, else ``"said"`` (two sources or more) or ``"single"``.

    Examples
    --------
    >>> after = aftermath_events().set_index("event_id")
    >>> after.status["E086"], after.status["E099"], after.status["E113"]
    ('disputed', 'said', 'done')
    """
    events = offer_events()
    after = events[events.date >= treaty_end()].reset_index(drop=True)
    status = after.source.str.contains(";").map({True: "said", False: "single"})
    status = status.mask(after.kind == "done", "done")
    return after.assign(status=status.mask(after.basis == "disputed", "disputed"))
