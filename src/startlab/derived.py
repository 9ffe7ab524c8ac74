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


# What the three central limits count, in words for figures and sentences.
QUANTITIES = {
    "deployed_vehicles": "deployed missiles and heavy bombers",
    "deployed_warheads": "warheads counted as deployed",
    "total_launchers": "launchers and bombers, deployed or not",
}
# What Russia counts as launchers and bombers of the United States, and the United States does not.
DISPUTED = {
    "us_trident_tubes": "converted submarine tubes",
    "us_b52h_converted": "converted bombers",
    "us_training_silos": "training silos",
}
# Estimates of warheads on missiles: party, day of the estimate, declaration set beside it,
# and where the number of bombers comes from. No declaration: None was published.
CHECKS = (
    ("US", "2019-04-01", "2019-03-01", "2017-09-01"),
    ("US", "2020-01-01", "2020-03-01", "2019-09-01"),
    ("RU", "2022-02-23", "2022-03-01", None),
    ("US", "2023-01-01", "2023-03-01", "2020-09-01"),
    ("RU", "2024-03-01", None, None),
    ("US", "2024-05-01", None, "2020-09-01"),
)


def central_limit(item: str) -> tuple[int, pd.Timestamp]:
    """Return a central limit of New START and the day from which it binds.

    Examples
    --------
    >>> central_limit("deployed_warheads")[0]
    1550
    """
    limits = datasets.load_limits()
    row = limits[(limits.treaty == "New START") & (limits["item"] == item)].iloc[0]
    return int(row.limit_value), row.binds_from


def disputed_units() -> dict[str, int]:
    """Return how many launchers and bombers Russia adds to the US total, by kind.

    Examples
    --------
    >>> disputed_units()
    {'us_trident_tubes': 56, 'us_b52h_converted': 41, 'us_training_silos': 4}
    """
    table = datasets.load_disputes()
    russian = table[table.side == "RU"].set_index("dispute_id").value
    return {name: int(russian[name]) for name in DISPUTED}


def estimate_checks() -> pd.DataFrame:
    """Return outside estimates turned into treaty counts, with the declarations beside them.

    The sums are our own arithmetic; no source that was seen prints them.

    Returns
    -------
    pandas.DataFrame
        A row an estimate: warheads on missiles, bombers (one each), their sum, the number
        declared within ten weeks, and declared less sum. Missing where nothing was declared.

    Examples
    --------
    >>> estimate_checks()[["party", "estimate", "declared", "off_by"]].values.tolist()
    [['US', 1349, 1365, 16], ['US', 1350, 1373, 23], ['RU', 1456, 1474, 18], ['US', 1418, 1419, 1],
    ['RU', 1568, <NA>, <NA>], ['US', 1418, <NA>, <NA>]]
    """
    forces, types = datasets.load_forces(), datasets.load_categories()
    declared = datasets.load_declarations().set_index(["date", "party"]).deployed_warheads
    all_bombers = types[types.system == "all heavy bombers"].set_index(["category", "date"])[
        "count"
    ]
    rows = []
    for party, when, beside, counted_on in CHECKS:
        mine = forces[(forces.party == party) & (forces.date == when)].set_index("system")
        known = mine.warheads_deployed.dropna()
        parts = known.index.intersection(["all ballistic missiles", "all ICBMs", "all SLBMs"])
        missiles = int(known[parts if len(parts) else ["Minuteman III", "Trident II"]].sum())
        bombers: Any = (
            all_bombers["deployed_heavy_bombers", pd.Timestamp(counted_on)]
            if counted_on
            else mine.launchers_deployed["all heavy bombers"]
        )
        number = declared[(pd.Timestamp(beside), party)] if beside else None
        rows.append((party, pd.Timestamp(when), missiles, bombers, missiles + bombers, number))
    names = ["party", "date", "on_missiles", "bombers", "estimate", "declared"]
    whole = dict.fromkeys(names[2:], "Int64")
    table = pd.DataFrame(rows, columns=names).astype(whole)
    return table.assign(off_by=table.declared - table.estimate)
