"""Tables made from tables."""

from __future__ import annotations

from typing import Any

import pandas as pd

from startlab import datasets
from startlab.checks import refusal, require_choice

# A flight, a meeting and the end of a treaty are acts; orders and announcements are words.
DONE = ("weapons_test", "negotiation", "expiry")


def treaty_day(treaty: str, column: str) -> pd.Timestamp:
    """Return a date of a treaty: `signed`, `in_force` or `ended`.

    >>> treaty_day("START I", "ended").year
    2009
    """
    table = datasets.load_treaties().set_index("treaty")
    day = require_choice(column, ("signed", "in_force", "ended"), "column")
    return pd.Timestamp(str(table.loc[require_choice(treaty, table.index, "treaty"), day]))


def treaty_end() -> pd.Timestamp:
    """Return the day on which New START ended."""
    return treaty_day("New START", "ended")


def limit(treaty: str, item: str, applies_to: str = "each") -> int:
    """Return one limit of one treaty: the items are those of the table limits.

    >>> limit("SALT I", "icbm_launchers", "USSR")
    1618
    """
    rows = datasets.load_limits()
    for column, value in {"treaty": treaty, "item": item, "applies_to": applies_to}.items():
        rows = rows[rows[column] == require_choice(value, rows[column].unique(), column)]
    return int(rows.limit_value.iloc[0])


def new_start_limit(item: str) -> int:
    """Return a central limit of New START: such as `deployed_warheads`."""
    return limit("New START", item)


def quota(kind: str) -> int:
    """Return how many inspections a year New START allows a side.

    The kinds are `type_one`, `type_two` and `total`.

    >>> quota("type_one") + quota("type_two") == quota("total")
    True
    """
    facts = datasets.load_inspections().set_index("metric").value
    return int(facts["quota_" + require_choice(kind, ("type_one", "type_two", "total"), "kind")])


def stockpile(country: str, measure: str = "stockpile") -> pd.Series[int]:
    """Return the warheads of a state, or of the World, by year; Russia is the USSR to 1991.

    >>> int(stockpile("Russia")[1986])
    40159
    """
    table = datasets.load_stockpiles()
    rows = table[table.country == require_choice(country, table.country.unique(), "country")]
    rows = rows[rows.measure == require_choice(measure, rows.measure.unique(), "measure")]
    return rows.set_index("year").warheads.astype(int)


def deployed_bombers(party: str, date: str) -> int:
    """Return the last number of deployed heavy bombers that is known by a day.

    >>> deployed_bombers("US", "2020-09-01"), deployed_bombers("RU", "2022-03-01")
    (48, 68)
    """
    rows = _bombers()
    rows = rows[rows.party == require_choice(party, rows.party.unique(), "party")]
    day, first = pd.to_datetime(date, errors="coerce"), rows.date.min()
    if not day >= first:
        raise refusal("date", date, f"a day from {first:%Y-%m-%d} on")
    return int(rows[rows.date <= day].bombers.iloc[-1])


def bomber_mark(party: str) -> tuple[int, int]:
    """Return how many bombers with cruise missiles START I counts alike, and as how many each.

    >>> bomber_mark("US"), bomber_mark("USSR")
    ((150, 10), (180, 8))
    """
    rules = datasets.load_counting_rules()
    first = rules[rules.system.str.contains(", first ")].set_index("applies_to")
    rule: Any = first.loc[require_choice(party, first.index, "party")]
    return int(str(rule.system).rsplit(maxsplit=1)[-1]), int(rule.value)


def force_of_1990(party: str) -> pd.DataFrame:
    """Return one side's forces as of 1 September 1990 by type, as `counting.count_force` takes it.

    A bomber to which more than one warhead is attributed carries long-range cruise missiles. For
    how many those beyond the mark are `equipped` is left when the first are taken off the total.

    >>> force_of_1990("US").query("equipped > 0")[["deployed", "equipped"]].values.tolist()
    [[189, 12]]
    """
    mark, each = bomber_mark(party)
    table = datasets.load_start1_exchange()
    rows = table[(table.date == "1990-09-01") & (table.party == party) & (table.level == "by_type")]
    bomber = rows.leg == "heavy bomber"
    carrier = bomber & (rows.attributed_warheads > rows.deployed_vehicles)
    beyond = (rows.deployed_vehicles - mark).where(carrier & (rows.deployed_vehicles > mark))
    return pd.DataFrame({
        "party": rows.party.astype(str),
        "system": rows.system,
        "kind": rows.leg.astype(str),
        "deployed": rows.deployed_vehicles,
        "attributed": rows.warheads_per_vehicle.where(~bomber),
        "bomber_kind": carrier.map({True: "LRNA", False: "other"}).where(bomber),
        "equipped": (rows.attributed_warheads - mark * each) // beyond,
    }).reset_index(drop=True)  # fmt: skip


def offer_events() -> pd.DataFrame:
    """Return the events from the offer of 22 September 2025 on, each with its `kind`.

    It is ``"done"`` for tests, meetings and the end of the treaty, ``"said"`` for all others.

    >>> offer_events().title.iloc[0]
    'Putin offers one more year within the central limits'
    """
    events = datasets.load_events()
    made = events.date[events.event_id == "E050"].item()
    since: pd.DataFrame = events[events.date >= made].reset_index(drop=True)
    return since.assign(kind=since.category.isin(DONE).map({True: "done", False: "said"}))


def by_side(events: pd.DataFrame) -> pd.DataFrame:
    """Return events with a row for each side: one that names both Russia and the US has two.

    >>> sorted(by_side(offer_events()).side.unique())
    ['RU', 'US', 'other']
    """
    sides: Any = [["RU", "US"] if side == "both" else [side] for side in events.side]
    return events.assign(side=sides).explode("side", ignore_index=True)


def aftermath_events() -> pd.DataFrame:
    """Return the events from 5 February 2026 on, each with its `status`.

    It is ``"disputed"`` where the basis says so, else ``"done"`` as its kind, else ``"said"`` (two
    sources or more) or ``"single"``.

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
DISPUTED = ("us_trident_tubes", "us_b52h_converted", "us_training_silos")
# The years whose estimates are compared, and how near a declaration must be.
COMPARED = ("2019-01-01", "2024-12-31")
NEAR = pd.Timedelta(weeks=10)


def declaration(date: object, party: str) -> Any:
    """Return one declaration, a row of its table: the date of an exchange, and a party."""
    table = datasets.load_declarations()
    rows = table[table.party == require_choice(party, table.party.unique(), "party")]
    days = rows.date.dt.strftime("%Y-%m-%d")
    return rows[days == require_choice(str(date)[:10], days, "date")].iloc[0]


def declared_number(date: str, party: str, item: str) -> int:
    """Return one declared number: the items are those of `QUANTITIES`."""
    number = declaration(date, party)[require_choice(item, QUANTITIES, "item")]
    if pd.isna(number):
        raise refusal("item", item, f"a number that {party} declared for {date}")
    return int(number)


def disputed_units() -> dict[str, int]:
    """Return how many launchers and bombers Russia adds to the US total, by kind.

    >>> disputed_units()
    {'us_trident_tubes': 56, 'us_b52h_converted': 41, 'us_training_silos': 4}
    """
    table = datasets.load_disputes()
    russian = table[table.side == "RU"].set_index("dispute_id").value
    return {name: int(russian[name]) for name in DISPUTED}


def estimate_checks() -> pd.DataFrame:
    """Return outside estimates turned into treaty counts, with the declarations beside them.

    The sums are our own arithmetic; no source that was seen prints them. One row per estimate:
    warheads on missiles, bombers (one each), their sum, the number declared within ten weeks, and
    declared less sum. Missing where nothing was declared.

    >>> estimate_checks()[["party", "estimate", "declared", "off_by"]].values.tolist()
    [['US', 1349, 1365, 16], ['US', 1350, 1373, 23], ['RU', 1456, 1474, 18], ['US', 1418, 1419, 1],
    ['RU', 1568, <NA>, <NA>], ['US', 1418, <NA>, <NA>]]
    """
    table = pd.merge_asof(_warheads_on_missiles(), _bombers(), on="date", by="party")
    table["estimate"] = table.on_missiles + table.bombers
    declared = datasets.load_declarations().astype({"party": "str"}).sort_values("date")
    declared = declared[["party", "date", "deployed_warheads"]]
    table = pd.merge_asof(
        table, declared, on="date", by="party", direction="nearest", tolerance=NEAR
    ).rename(columns={"deployed_warheads": "declared"})
    return table.assign(off_by=table.declared - table.estimate)


def _warheads_on_missiles() -> pd.DataFrame:
    """Return each estimate that covers both kinds of missile, as their sum or each by itself."""
    forces = datasets.load_forces().astype({"party": "str"})
    rows = forces[(forces.kind == "estimate") & forces.date.between(*COMPARED)]
    rows = rows[rows.leg.isin(["ICBM", "SLBM"]) | (rows.system == "all ballistic missiles")]
    rows = rows.dropna(subset=["warheads_deployed"]).sort_values(["date", "leg"])
    sums = rows.groupby(["date", "party"], as_index=False).agg(
        on_missiles=("warheads_deployed", "sum"), legs=("leg", " ".join)
    )
    return sums[sums.legs.isin(["ICBM SLBM", "all"])][["party", "date", "on_missiles"]]


def _bombers() -> pd.DataFrame:
    """Return deployed heavy bombers by date: of the US as declared, of Russia as estimated."""
    types, forces = datasets.load_categories(), datasets.load_forces()
    declared = types[types.category == "deployed_heavy_bombers"].rename(
        columns={"count": "bombers"}
    )
    estimated = forces.rename(columns={"launchers_deployed": "bombers"})
    rows = pd.concat([declared, estimated[estimated.party == "RU"]])
    rows = rows[rows.system == "all heavy bombers"].dropna(subset=["bombers"])
    return rows[["party", "date", "bombers"]].astype({"party": "str"}).sort_values("date")
