"""The tables themselves: every row sourced, keys whole, numbers that must agree.

Each failure names file, line, field and reason, so that a contributor knows what to mend.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import frictionless
import pandas as pd
import pytest

import startlab as sl
from startlab import counting, table_files
from startlab.errors import nearest
from startlab.sources import all_sources

TABLES = [table["name"] for table in table_files.datapackage()["resources"]]
EXCHANGES = 24


def told(name: str, index: int, field: str, reason: str) -> str:
    return f"{name}.csv, line {index + 2}, field {field}: {reason}"


def none_of(faults: Iterator[str]) -> None:
    found = list(faults)
    assert not found, "\n".join(found)


# -- Form: schema, sources, units ---------------------------------------------------------------


def test_package_is_valid_for_frictionless() -> None:
    report = frictionless.validate(str(table_files.DATA.joinpath("datapackage.json")))
    assert report.valid, report.to_summary()


def test_package_has_the_version_of_the_library() -> None:
    assert table_files.datapackage()["version"] == sl.__version__


def form_faults(name: str, frame: pd.DataFrame) -> Iterator[str]:
    """What is no plain text, or no form of its own: the rest of the schema is for frictionless."""
    text = table_files.DATA.joinpath(f"{name}.csv").read_text("utf-8")
    if "\r" in text or not text.endswith("\n"):
        yield f"{name}.csv: each line must end with a line feed, and with nothing else"
    for field in table_files.resource(name)["schema"]["fields"]:
        if field["type"] == "number" and (frame[field["name"]].dropna() % 1 == 0).all():
            yield f"{name}, field {field['name']}: whole numbers only; its type is integer"
    as_of = pd.Timestamp(table_files.resource(name)["startlab:as_of"])
    for column in frame.select_dtypes("datetime"):
        for index in frame.index[frame[column] > as_of]:
            yield told(name, index, column, f"later than {as_of:%Y-%m-%d}")


def source_faults(name: str, frame: pd.DataFrame) -> Iterator[str]:
    """Unknown keys, rows on rank D alone, and rows with no source that should have one."""
    known = {source.key: source.rank for source in all_sources()}
    for column in [c for c in frame if c == "source" or c.endswith("_source")]:
        for index, cell in frame[column].dropna().items():
            keys = cell.split(";")
            for key in set(keys) - set(known):
                yield told(name, index, column, f"no source {key!r}; nearest {nearest(key, known)}")
            if column == "source" and {known.get(key) for key in keys} == {"D"}:
                yield told(name, index, column, f"{cell!r} has rank D only")
    for index, row in frame[frame["source"].isna()].iterrows():
        if row.get("verdict") != "not found":
            yield told(name, index, "source", "is empty, though only a claim not found may be so")


def unit_faults(name: str, frame: pd.DataFrame) -> Iterator[str]:
    """Values without a unit, and units without a value."""
    for column in {"value", "count", "limit_value"} & set(frame):
        for index in frame.index[frame[column].notna() & frame["unit"].isna()]:
            yield told(name, index, "unit", f"is empty beside {column} {frame[column][index]}")


def same_key_faults(name: str, frame: pd.DataFrame) -> Iterator[str]:
    """Rows that say two things of one matter on the same basis."""
    key = [*NATURAL_KEYS.get(name, table_files.resource(name)["schema"]["primaryKey"]), "basis"]
    for index in frame.index[frame.duplicated(key)]:
        same = ", ".join(table_files.as_text(frame[column][index]) for column in key)
        yield told(name, index, key[0], f"another row has the same key and basis: {same}")


# What a row is about, where the primary key is only a number.
NATURAL_KEYS = {
    "inspections": ["treaty", "metric", "treaty_year", "start_date", "end_date", "party", "unit"],
    "notifications": ["treaty", "metric", "start_date", "end_date", "party", "unit", "place"],
    # One report may give several options: it names a potential for each.
    "upload": ["party", "as_of", "leg", "publisher", "published", "potential_warheads"],
    "events": ["date", "title"],
    "offer_terms": ["element"],
    "positions": ["date", "speaker", "topic"],
    "claims": ["report", "claim"],
}


@pytest.mark.parametrize("check", [form_faults, source_faults, unit_faults, same_key_faults])
@pytest.mark.parametrize("name", TABLES)
def test_every_row(name: str, check: Callable[..., Iterator[str]]) -> None:
    none_of(check(name, table_files.load(name)))


def test_wrong_rows_are_told_with_file_line_field_and_reason() -> None:
    frame = sl.load_inspections()
    frame.loc[3, "source"] = "no-such-key"
    frame.loc[0, "unit"] = None
    frame.loc[2] = frame.loc[1]
    sources, units, keys = (
        list(check("inspections", frame)) for check in (source_faults, unit_faults, same_key_faults)
    )
    assert sources[0].startswith("inspections.csv, line 5, field source: no source 'no-such-key'")
    assert units == ["inspections.csv, line 2, field unit: is empty beside value 10"]
    assert keys[0].startswith("inspections.csv, line 4, field treaty: another row has the same key")


BOOK = Path(__file__).parent.parent / "book"


def test_every_source_is_used() -> None:
    used: set[str] = set()
    for name in TABLES:
        frame = table_files.load(name)
        for column in [c for c in frame if c == "source" or c.endswith("_source")]:
            used |= {key for cell in frame[column].dropna() for key in cell.split(";")}
    for page in BOOK.glob("*.md"):  # where to read on, and whose goals are quoted
        used |= set(re.findall(r'href="references\.html#([\w-]+)"', page.read_text("utf-8")))
    assert {source.key for source in all_sources()} == used


def test_sources_are_dated_before_they_were_read() -> None:
    for source in all_sources():
        if source.date:
            assert source.date[:4].isdigit(), source.key
            assert 1960 <= int(source.date[:4]) <= date.today().year, source.key


# -- Rank: what the rows stand on ---------------------------------------------------------------


def on_primary_or_reference(name: str) -> pd.Series:
    """Tell for each row whether a source of rank A or B is among its sources."""
    ranks = {source.key: source.rank for source in all_sources()}
    cells = table_files.load(name)["source"].fillna("")
    return cells.map(lambda cell: any(ranks.get(key, "") in "AB" for key in cell.split(";") if key))


# Which tables, and what part of their rows at least stands on a source of rank A or B.
RANKED = [*((["limits"], 0.9), (["counting_rules"], 0.9), (["declarations"], 0.9)), (TABLES, 0.6)]


@pytest.mark.parametrize(("names", "least"), RANKED)
def test_rows_stand_on_primary_or_reference_works(names: list[str], least: float) -> None:
    good = pd.concat([on_primary_or_reference(name) for name in names], ignore_index=True)
    assert good.mean() >= least, f"{', '.join(names)}: lines {[i + 2 for i in good.index[~good]]}"


# Rows that chapters 11, 12 and 15 show: the offer and what was said and done since.
SHOWN = {
    "claims": "claim_id != ''",
    "disputes": "dispute_id in ['limits_after_expiry', 'abu_dhabi_understanding']",
    "events": "date >= '2025-09-22' or event_id in ['E036', 'E039']",
    "offer_terms": "term_id != ''",
}

STRONG = {"claims": "ABC", "disputes": "ABC", "events": "AB", "offer_terms": "AB"}


@pytest.mark.parametrize("name", SHOWN)
def test_what_is_shown_of_2026_stands_on_more_than_a_digest(name: str) -> None:
    """A rank D source may stand beside an A or B; beside press alone it is no second source."""
    ranks = {source.key: source.rank for source in all_sources()}
    cells = table_files.load(name).query(SHOWN[name])["source"].dropna()
    held = cells.map(lambda cell: {ranks[key] for key in cell.split(";")})
    leans = held.map(lambda ranks: "D" in ranks and not ranks & set(STRONG[name]))
    none_of(told(name, i, "source", f"{cells[i]!r} leans on rank D") for i in cells.index[leans])


@pytest.mark.parametrize("name", ["declarations", "limits", "events"])
def test_most_rows_have_two_sources(name: str) -> None:
    assert table_files.load(name)["source"].str.contains(";").mean() >= 0.7


# -- Parts and wholes ---------------------------------------------------------------------------

# Table, the smaller field, the field that it never exceeds.
NEVER_EXCEEDS = [
    ("declarations", "deployed_vehicles", "total_launchers"),
    ("declarations", "deployed_vehicles", "deployed_warheads"),
    ("forces", "launchers_deployed", "launchers_total"),
    ("forces", "warheads_deployed", "warheads_max_load"),
    ("start1_exchange", "deployed_vehicles", "attributed_warheads"),
    ("limits", "limit_min", "limit_value"),
    ("upload", "baseline_warheads", "potential_warheads"),
    ("upload", "time_min_days", "time_max_days"),
    ("treaties", "signed", "in_force"),
    ("treaties", "in_force", "ended"),
    ("inspections", "start_date", "end_date"),
    ("notifications", "start_date", "end_date"),
    ("bases", "named_from", "named_to"),
]


@pytest.mark.parametrize(("name", "small", "great"), NEVER_EXCEEDS)
def test_the_part_never_exceeds_the_whole(name: str, small: str, great: str) -> None:
    both = table_files.load(name).dropna(subset=[small, great])
    assert len(both)
    wrong = both[both[small] > both[great]]
    none_of(
        told(name, index, small, f"{row[small]} is more than {great} {row[great]}")
        for index, row in wrong.iterrows()
    )


# Table, what is added or multiplied, and what it must make.
MAKES = [
    ("upload", "baseline_warheads + added_warheads", "potential_warheads"),
    ("start1_exchange", "deployed_vehicles * warheads_per_vehicle", "attributed_warheads"),
]


@pytest.mark.parametrize(("name", "parts", "whole"), MAKES)
def test_the_parts_make_the_whole(name: str, parts: str, whole: str) -> None:
    rows = table_files.load(name).dropna(subset=[whole, *re.findall(r"\w+", parts)])
    made = rows.eval(parts)
    assert len(rows) >= 5
    none_of(told(name, i, whole, f"is not {made[i]}") for i in rows.index[made != rows[whole]])


def by_type(category: str) -> pd.DataFrame:
    """Return declared numbers of one category: a row a date, a column a type, no groups."""
    rows = sl.load_categories().query("category == @category")
    group = rows.system.str.startswith("all ") | rows.system.str.contains(r" and |\(")
    return rows[~group].pivot(index="date", columns="system", values="count")


def test_types_add_up_to_declared_vehicles() -> None:
    missiles, bombers = by_type("deployed_missiles"), by_type("deployed_heavy_bombers")
    # A date is complete where both types of missile and both types of bomber are there;
    # B-52G were counted until they were eliminated in 2013.
    complete = missiles[["Minuteman III", "Trident II"]].join(bombers, how="inner")
    complete = complete.dropna(subset=["Minuteman III", "Trident II", "B-2A", "B-52H"])
    declared = sl.load_declarations().query("party == 'US'").set_index("date").deployed_vehicles
    assert len(complete) >= 5
    none_of(
        f"categories.csv, rows of {day:%Y-%m-%d}, field count: {total} in all types, but "
        f"declarations.csv has deployed_vehicles {declared[day]}"
        for day, total in complete.sum(axis=1).items()
        if total != declared[day]
    )


def test_types_add_up_to_declared_launchers_and_warheads() -> None:
    # Only the sheet of 1 September 2020 gives deployed and non-deployed launchers of all types.
    rows = sl.load_categories()
    day = rows[rows.date == "2020-09-01"]
    types = day[~day.system.str.startswith("all ")].groupby("category", observed=True)["count"]
    sums = types.sum()
    launchers = sums.deployed_launchers + sums.non_deployed_launchers
    bombers = sums.deployed_heavy_bombers + sums.non_deployed_heavy_bombers
    on_missiles = day.set_index("category")["count"]["warheads_on_deployed_missiles"]
    declared = sl.load_declarations().query("party == 'US'").set_index("date").loc["2020-09-01"]
    same = [
        ("launchers", launchers, sums.deployed_and_non_deployed_launchers),
        ("launchers and bombers", launchers + bombers, declared.total_launchers),
        ("warheads", on_missiles + sums.deployed_heavy_bombers, declared.deployed_warheads),
    ]
    none_of(
        f"categories.csv, rows of 2020-09-01, field count: {parts} {what} are not {whole}"
        for what, parts, whole in same
        if parts != whole
    )


def test_groups_are_the_sums_of_their_types() -> None:
    rows = sl.load_categories()
    bombers = rows[rows.system == "all heavy bombers"].set_index(["date", "category"])["count"]
    for category in ["deployed_heavy_bombers", "non_deployed_heavy_bombers"]:
        types = by_type(category).dropna(subset=["B-2A", "B-52H"]).sum(axis=1)
        none_of(
            f"categories.csv, rows of {day:%Y-%m-%d}, field count: {types[day]} by type, but all "
            f"{category} are {bombers[day, category]}"
            for day in types.index
            if bombers.get((day, category), types[day]) != types[day]
        )


def test_stockpiles_of_the_states_add_up_to_world() -> None:
    # published_world_total is left out: the row that Our World in Data prints beside the states
    # counts retired warheads, which its numbers for the states do not.
    stockpiles = sl.load_stockpiles().query("measure != 'published_world_total'")
    world = stockpiles[stockpiles.country == "World"].set_index(["measure", "year"]).warheads
    states = stockpiles[stockpiles.country != "World"].groupby(["measure", "year"], observed=True)
    sums = states.warheads.sum()
    assert set(world.index) == set(sums.index)
    none_of(
        f"stockpiles.csv, World {measure} of {year}, field warheads: {world[measure, year]} "
        f"is not the sum of the states, {total}"
        for (measure, year), total in sums.items()
        if world[measure, year] != total
    )


def unexplained_totals(stockpiles: pd.DataFrame) -> Iterator[str]:
    """A published World row below the sum of the states whose note does not say by how much."""
    world = stockpiles[stockpiles.country == "World"].set_index(["measure", "year"])
    for year, row in world.loc["published_world_total"].iterrows():
        gap = world.warheads["stockpile", year] - row.warheads
        if gap > 0 and f"below the sum of the country rows by {gap:,}" not in str(row.note):
            yield f"stockpiles.csv, World of {year}, field note: does not tell the gap of {gap:,}"


def test_a_published_total_below_the_sum_of_the_states_says_so() -> None:
    stockpiles = sl.load_stockpiles()
    none_of(unexplained_totals(stockpiles))
    silent = stockpiles.assign(note="As published.")
    assert len(list(unexplained_totals(silent))) == 7


# Country, year, measure, number, and what the note must tell of it.
REVISED = [
    ("World", 2020, "published_world_total", 13145, "13,160"),
    ("World", 2026, "stockpile", 9745, "9,745"),
    ("World", 2026, "inventory", 12187, "12,187"),
    ("Russia", 2026, "stockpile", 4400, "not opened"),
    ("United States", 2026, "inventory", 5042, "1,342"),
    ("United Kingdom", 2022, "stockpile", 225, "not of weapons"),
]


def test_revised_and_new_numbers_tell_what_they_are() -> None:
    rows = sl.load_stockpiles().set_index(["country", "year", "measure"])
    for *key, number, told_of in REVISED:
        row = rows.loc[tuple(key)]
        assert row.warheads == number, key
        assert told_of in row.note, key


def test_stockpile_is_never_more_than_inventory() -> None:
    keys = ["country", "year", "measure"]
    both = (
        sl.load_stockpiles()
        .set_index(keys)
        .warheads.unstack()
        .dropna(subset=["stockpile", "inventory"])
    )
    assert len(both) >= 20
    none_of(
        f"stockpiles.csv, {country} in {year}, field warheads: the stockpile is above the inventory"
        for country, year in both.index[both.stockpile > both.inventory]
    )


def test_bases_are_of_the_same_kinds_on_both_sides_and_known_to_ten_kilometres() -> None:
    bases = sl.load_bases()
    for party in ("US", "RU"):
        kinds = set(bases.kind[bases.party == party])
        assert kinds == {"ICBM base", "submarine base", "air base"}
    for column in ("latitude", "longitude"):
        assert (bases[column] == bases[column].round(1)).all()
    assert bases.source.str.endswith("geonames-places").all()  # where the coordinates are from


# -- START I ------------------------------------------------------------------------------------

START_1 = {"US": (2246, 10563), "USSR": (2500, 10271)}


def exchange_of_1990(party: str, level: str) -> pd.DataFrame:
    rows = sl.load_start1_exchange()
    return rows[(rows.date == "1990-09-01") & (rows.party == party) & (rows.level == level)]


@pytest.mark.parametrize("party", START_1)
def test_types_of_1990_add_up_to_the_printed_totals(party: str) -> None:
    columns = ["deployed_vehicles", "attributed_warheads"]
    types = exchange_of_1990(party, "by_type")
    where = f"start1_exchange.csv, rows of {party} in 1990, fields {columns}"
    assert tuple(types[columns].sum()) == START_1[party], f"{where}: not the printed totals"
    assert tuple(exchange_of_1990(party, "total")[columns].iloc[0]) == START_1[party], where
    for _, group in exchange_of_1990(party, "subtotal").iterrows():
        leg = group.system.removeprefix("all ").removesuffix("s")
        if leg in set(types.leg):
            parts = tuple(types[types.leg == leg][columns].sum())
            assert parts == tuple(group[columns]), f"{where}: {group.system} are not {parts}"


def test_counting_rules_agree_with_the_exchange() -> None:
    rules = sl.load_counting_rules().query("treaty == 'START I'")
    rules = rules[rules.rule == "attributed warheads per missile"]
    attributed = rules.set_index(["applies_to", "system"]).value
    seen = set()
    for party in START_1:
        missiles = exchange_of_1990(party, "by_type").query("leg != 'heavy bomber'")
        for index, row in missiles.iterrows():
            key = party, re.sub(r" \(.*\)", "", row.system)
            seen.add(key)
            assert attributed[key] == row.warheads_per_vehicle, told(
                "start1_exchange", index, "warheads_per_vehicle", f"the rule says {attributed[key]}"
            )
    assert seen == set(attributed.index)


# -- Two tables, one number ---------------------------------------------------------------------


def test_forces_repeat_the_exchange_of_1990() -> None:
    rows = sl.load_forces()
    for party, totals in START_1.items():
        types = rows[(rows.date == "1990-09-01") & (rows.party == party) & (rows.leg != "all")]
        exchange = exchange_of_1990(party, "by_type")
        assert (types.launchers_deployed.sum(), types.warheads_deployed.sum()) == totals
        pair = types[["leg", "launchers_deployed"]], exchange[["leg", "deployed_vehicles"]]
        assert sorted(pair[0].to_numpy().tolist()) == sorted(pair[1].to_numpy().tolist())


def test_forces_repeat_the_declared_categories() -> None:
    categories = sl.load_categories().set_index(["date", "system", "category"])["count"]
    rows = sl.load_forces().query("kind == 'new_start_declaration'")
    assert len(rows) >= 15
    for index, row in rows.dropna(subset=["launchers_deployed"]).iterrows():
        what = "heavy_bombers" if row.leg == "heavy bomber" else "missiles"
        same = categories[row.date, row.system, f"deployed_{what}"]
        assert row.launchers_deployed == same, told(
            "forces", index, "launchers_deployed", f"categories.csv has {same}"
        )


def test_limits_of_rows_in_dispute_are_the_limits_of_the_treaty() -> None:
    disputes, limits = sl.load_disputes(), sl.load_limits()
    silos = disputes[disputes.dispute_id == "salt1_soviet_icbm"].value
    salt = limits[(limits.treaty == "SALT I") & (limits.applies_to == "USSR")]
    salt = salt[salt["item"].str.startswith("icbm_launchers")]
    assert list(salt.limit_value) == [silos.max()]  # the page was corrected upwards
    assert list(salt.basis) == ["reported"]


# -- Dates --------------------------------------------------------------------------------------


def test_limits_bind_no_earlier_than_their_treaty() -> None:
    treaties = sl.load_treaties().set_index("treaty")
    for index, row in sl.load_limits().dropna(subset=["binds_from"]).iterrows():
        treaty = treaties.loc[row.treaty]
        start = treaty.signed if pd.isna(treaty.in_force) else treaty.in_force
        assert row.binds_from >= start, told(
            "limits", index, "binds_from", f"{row.binds_from:%Y-%m-%d} is before {start:%Y-%m-%d}"
        )


def test_limits_bind_only_from_their_date() -> None:
    limits, declared = sl.load_limits(), sl.load_declarations()
    early = declared[declared.date < "2018-02-05"]
    over = [
        (index, room)
        for index, row in declared.iterrows()
        for room in counting.headroom(row, limits).query("margin < 0").itertuples()
    ]
    assert over, "before 2018 declared numbers were above the limits"
    for index, room in over:
        assert index in early.index, told("declarations", index, room.item, "exceeds a limit")
        assert room.note == "does not bind yet"
        assert room.verdict is pd.NA


def event_days(category: str) -> set[str]:
    events = sl.load_events()
    return set(events[events.category == category].date.dt.strftime("%Y-%m-%d"))


def test_events_agree_with_the_treaties() -> None:
    treaties = sl.load_treaties().set_index("treaty")
    new_start, start_1 = treaties.loc["New START"], treaties.loc["START I"]
    assert event_days("signature") == {f"{new_start.signed:%Y-%m-%d}"}
    assert event_days("entry_into_force") == {f"{new_start.in_force:%Y-%m-%d}"}
    ends = {f"{start_1.ended:%Y-%m-%d}", f"{new_start.ended:%Y-%m-%d}"}
    assert event_days("expiry") == ends
    limits = sl.load_limits().query("treaty == 'New START'")
    assert set(limits.binds_from.dt.strftime("%Y-%m-%d")) <= event_days("limit_deadline")


def test_treaty_years_run_from_february() -> None:
    years = sl.load_inspections().query("metric == 'inspections_in_treaty_year'")
    starts = pd.to_datetime((2010 + years.treaty_year).astype(str) + "-02-05")
    for index, row in years.iterrows():
        assert row.start_date == starts[index], told("inspections", index, "start_date", "is off")
        assert row.value <= 18, told("inspections", index, "value", "is above the quota of 18")


# -- Each table in its own terms ----------------------------------------------------------------


def test_declarations_hold_every_exchange() -> None:
    declared = sl.load_declarations()
    counts = declared.groupby("party", observed=True).size()
    assert counts["RU"] == EXCHANGES
    assert counts["US"] == EXCHANGES + 1
    dates = declared[declared.party == "RU"].date
    assert dates.min() == pd.Timestamp("2011-02-05")
    assert dates.max() == pd.Timestamp("2022-09-01")


# A number that others name and that no page we could open prints: the row says what was looked for.
LOOKED_FOR = [
    ("declarations", "date >= '2022-09-01' and party == 'RU'", "no copy could be opened"),
    ("inspections", "row_id == 'I044'", "only its opening part could be read"),
    ("notifications", "row_id == 'N006'", "only its opening part could be read"),
    ("start1_exchange", "date >= '2009-08-04'", "no copy could be opened"),
]


def test_a_row_says_what_was_looked_for_and_not_found() -> None:
    for name, where, words in LOOKED_FOR:
        notes = table_files.load(name).query(where).note
        assert len(notes), name
        assert notes.str.contains(words).all(), name


# Sums and differences printed by sources that do not print the numbers themselves.
PUBLISHED = [
    ("2011-02-05", "deployed_warheads", 3337, "FAS, October 2011"),
    ("2011-02-05", "deployed_vehicles", 1403, "FAS, October 2011"),
    ("2011-09-01", "deployed_warheads", 3356, "FAS, October 2011"),
    ("2011-09-01", "deployed_vehicles", 1338, "FAS, October 2011"),
]


def test_published_sums_of_both_parties() -> None:
    declared = sl.load_declarations()
    for day, item, total, _ in PUBLISHED:
        summed = declared[declared.date == day][item].sum()
        assert summed == total, f"declarations.csv, {day}, field {item}: not {total}"


# START I, Article II(2), and the Protocol of SALT I: a ceiling that moves has a row for each step.
STEPS = [
    ("START I", "delivery_vehicles", "each", [2100, 1900, 1600]),
    ("START I", "warheads", "each", [9150, 7950, 6000]),
    ("START I", "ballistic_missile_warheads", "each", [8050, 6750, 4900]),
    ("SALT I", "slbm_launchers", "US", [656, 710]),
    ("SALT I", "slbm_launchers", "USSR", [740, 950]),
]


def test_a_ceiling_that_moves_has_a_row_for_each_step() -> None:
    limits = sl.load_limits().sort_values(["binds_from", "limit_value"])
    for treaty, item, party, values in STEPS:
        rows = limits[(limits.treaty == treaty) & (limits.applies_to == party)]
        rows = rows[rows["item"].str.fullmatch(rf"{item}(_phase_\d|_base)?")]
        assert rows.limit_value.tolist() == values, (treaty, item)


def test_events_reach_from_2009_to_2026() -> None:
    events = sl.load_events()
    assert events.date.dt.year[events.date.dt.year < 2009].to_list() == [1991, 1991]
    assert events.date.max() < pd.Timestamp("2026-11-01")
    assert events.date.is_monotonic_increasing


def test_quotations_are_short_and_say_who_where_and_when() -> None:
    quoted = sl.load_positions().dropna(subset=["quote"])
    assert len(quoted) >= 20
    for index, row in quoted.iterrows():
        words = len(row.quote.split())
        assert words < 25, told("positions", index, "quote", f"{words} words; 24 are the most")
        for field in ["speaker", "venue", "date"]:
            assert pd.notna(row[field]), told("positions", index, field, "empty beside a quotation")


def test_a_voice_is_of_the_side_of_its_affiliation() -> None:
    rows = sl.load_positions()
    for side, words in (("RU", "Russia"), ("US", r"^United States|\(US |\(United States\)")):
        named = rows.affiliation.str.contains(words)
        assert named.any()
        none_of(
            told("positions", i, "side", f"{rows.side[i]} for {rows.affiliation[i]}")
            for i in rows.index[named & (rows.side != side)]
        )


def test_a_comment_on_the_offer_has_its_source() -> None:
    terms = sl.load_offer_terms()
    for field in ["russian_comment", "us_comment"]:
        lone = terms.index[terms[field].notna() != terms[f"{field}_source"].notna()]
        none_of(told("offer_terms", i, field, "goes together with its source") for i in lone)


@pytest.mark.parametrize("name", ["positions", "events"])
def test_dates_are_as_precise_as_they_say(name: str) -> None:
    rows = table_files.load(name).query("precision == 'month'")
    days = rows.date.map(table_files.as_text)
    wrong = days.index[~days.str.fullmatch(r"\d{4}-\d\d(-01)?")]
    none_of(told(name, i, "date", f"{days[i]} for a month") for i in wrong)


REPORTS = sl.load_claims().groupby("report", observed=True)


@pytest.mark.parametrize(
    ("report", "first", "last"), [("Morozov", 1, 30), ("AP", 1, 17), ("Reuters", 1, 4)]
)
def test_reports_are_judged_by_the_same_rules(report: str, first: int, last: int) -> None:
    """Each claim with words of the report, each fault with its kind, no report its own source."""
    rows = REPORTS.get_group(report)
    numbers = rows.claim_id.str.extract(r"^[RSW](\d\d)", expand=False).astype(int)
    assert numbers.drop_duplicates().tolist() == list(range(first, last + 1))
    assert rows.words.str.split().str.len().max() < 25
    faulty = rows.verdict.isin(["imprecise", "wrong"])
    none_of(
        told("claims", index, "fault", "a fault and its kind go together")
        for index in rows.index[faulty != rows.fault.notna()]
    )
    own = rows.source.str.contains("ap-2025-limits", na=False)
    assert set(rows.claim_id[own]) <= {"W17"}, "only where the report comes from"


def test_what_the_report_does_say_is_not_held_against_it() -> None:
    """A claim is read with its neighbours; what is normal usage is no fault."""
    verdict = sl.load_claims().set_index("claim_id").verdict
    even = [
        "S02",
        "S03",
        "S09",
        "S14",
        "S16a",
        "S17",
        "S19",
        "S20",
        "S22",
        "S23",
        "W02",
        "W04",
        "W08",
    ]
    assert set(verdict[even]) == {"confirmed"}
    assert verdict["S16"] == "imprecise"  # quotation marks around words that are not the letter's
    claims = sl.load_claims().set_index("claim_id")
    assert claims.fault["S15"] == claims.fault["R01"], "both extend what could not be extended"


def test_no_claim_is_cut_where_words_narrow_it() -> None:
    """W02 was once printed without its last four words, and judged too wide."""
    words = sl.load_claims().set_index("claim_id").words
    for claim, narrow in [
        ("S02", "if the United States"), ("S05", "does not take steps"), ("S09", "in the future"),
        ("S27", "its strategic weapons"), ("W01", "one more year"), ("W02", "the United States"),
        ("W06", "also stick to the treaty’s limits"), ("W08", "limits each country"),
        ("W12", "on-site inspections"), ("R04", "can deploy"),
    ]:  # fmt: skip
        assert narrow in words[claim], claim


def test_lavrovs_repetition_stands_behind_the_remark_without_its_date() -> None:
    events = sl.load_events().set_index("event_id")
    claim = sl.load_claims().set_index("claim_id").loc["S29"]
    assert f"{events.date['E145']:%-d %B %Y}" in claim.better_sources_say
    assert set(claim.source.split(";")) & set(events.source["E145"].split(";"))


# The contested matters that the book teaches, and the numbers that stand against each other.
CONTESTED = {
    "us_launchers_total": {800, 901},
    "suspension_validity": set(),
    "abu_dhabi_understanding": set(),
    "russian_warheads_2022": {1549},
    "russian_warheads_2024": set(),
    "last_day_in_force": set(),
    "golden_dome_condition": set(),
    "new_kinds": set(),
    "countermeasures_2023": set(),
    "test_order_2025": set(),
    "russian_stockpile_2026": {4309, 4400, 4600},
    "start1_russia_2009_vehicles": {608, 811},
    "start1_russia_2009_warheads": {2683, 3906},
    "salt1_soviet_icbm": {1607, 1618},
}


def test_the_contested_matters_are_there() -> None:
    disputes = sl.load_disputes()
    for matter, numbers in CONTESTED.items():
        rows = disputes[disputes.dispute_id == matter]
        assert len(rows), matter
        assert set(rows.value.dropna()) >= numbers, matter


def test_every_dispute_has_two_sides_one_matter_and_one_type() -> None:
    for ident, rows in sl.load_disputes().groupby("dispute_id"):
        assert rows.side.nunique() >= 2, f"disputes.csv, {ident}, field side: one side only"
        for field in ["matter", "type"]:
            assert rows[field].nunique() == 1, f"disputes.csv, {ident}, field {field}: not one"


def voices_missing(disputes: pd.DataFrame) -> Iterator[str]:
    """A dispute between sides in which one of the two has no row of its own."""
    for ident, rows in disputes[disputes["type"] == "between sides"].groupby("dispute_id"):
        other = "USSR" if rows.date.max() < "1992" else "RU"
        sides = {"US", "China" if ident == "test_22_june_2020" else other}
        for side in sorted(sides - set(rows.side)):
            yield f"disputes.csv, {ident}, field side: no voice of {side}"


def test_a_dispute_between_sides_has_a_voice_of_each() -> None:
    disputes = sl.load_disputes()
    none_of(voices_missing(disputes))
    lone = disputes[(disputes.dispute_id == "offer_nature") & (disputes.side != "US")]
    assert list(voices_missing(lone)) == ["disputes.csv, offer_nature, field side: no voice of US"]


# A voice that was missing: matter, side, day.
VOICES = [
    ("offer_answer", "US", ["2025-09-22", "2026-01-08"]),
    ("offer_nature", "US", ["2025-09-22", "2026-02-05"]),
    ("inspections_2022", "US", ["2022-08-16", "2023-01-31", "2023-02-01"]),
    ("who_broke_treaty", "US", ["2020-04-15", "2022", "2023-01-31", "2025-01-17"]),
]


def test_the_voices_that_were_missing_are_there() -> None:
    dates = sl.load_disputes().groupby(["dispute_id", "side"], observed=True).date.agg(set)
    for matter, side, days in VOICES:
        assert set(days) <= dates[matter, side], matter


def test_the_means_of_checking_agree_with_the_rows_that_they_name() -> None:
    tables = [sl.load_events().rename(columns={"event_id": "row_id", "date": "start_date"})]
    tables += [sl.load_inspections(), sl.load_notifications()]
    rows = pd.concat(tables).set_index("row_id")
    means = sl.load_means_of_checking()
    assert (means.source == means.row_id.map(rows.source)).all()
    for row in means.itertuples():
        known = rows.loc[row.row_id, ["start_date", "end_date"]].dropna().tolist()
        later = pd.Timedelta(days=int(row.state == "not known" and row.basis == "derived"))
        assert row.since - later in known, told("means_of_checking", row.Index, "since", row.row_id)
