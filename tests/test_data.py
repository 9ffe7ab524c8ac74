"""The tables themselves: every row sourced, keys whole, numbers that must agree."""

from __future__ import annotations

import re
from datetime import date

import frictionless
import pandas as pd
import pytest

import startlab as sl
from startlab import datasets
from startlab.sources import all_sources

TABLES = [table["name"] for table in datasets.datapackage()["resources"]]
BASES = {"declared", "reported", "estimated", "derived", "disputed"}
EXCHANGES = 24


@pytest.mark.parametrize("name", TABLES)
def test_no_faults(name: str) -> None:
    table = datasets.resource(name)
    found = list(datasets.faults(datasets.DATA.joinpath(table["path"]), table))
    assert not found, "\n".join(found)


def test_package_is_valid_for_frictionless() -> None:
    report = frictionless.validate(str(datasets.DATA.joinpath("datapackage.json")))
    assert report.valid, report.to_summary()


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_known_sources_and_a_basis(name: str) -> None:
    frame = datasets.load(name)
    assert set(frame.basis.dropna()) <= BASES
    assert frame.basis.notna().all()
    assert sl.sources_of(frame[frame["source"].notna()])


@pytest.mark.parametrize("name", TABLES)
def test_no_row_stands_on_weak_sources_alone(name: str) -> None:
    frame = datasets.load(name)
    for line, keys in enumerate(frame["source"].dropna(), start=2):
        ranks = {sl.cite(key).rank for key in keys.split(";")}
        assert ranks != {"D"}, f"{name}.csv, line {line}: {keys} has rank D only"


def test_every_source_is_used() -> None:
    used: set[str] = set()
    for name in TABLES:
        frame = datasets.load(name)
        columns = [c for c in frame if c == "source" or c.endswith("_source")]
        for column in columns:
            used |= {key for cell in frame[column].dropna() for key in cell.split(";")}
    assert {source.key for source in all_sources()} == used


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_sorted_and_plain_text(name: str) -> None:
    text = datasets.DATA.joinpath(f"{name}.csv").read_text("utf-8")
    assert "\r" not in text
    assert text.endswith("\n")
    assert not re.search(r"\bmemory\b|\bdossier\b", text)


def test_declarations_hold_every_exchange() -> None:
    declared = sl.load_declarations()
    counts = declared.groupby("party", observed=True).size()
    assert counts["RU"] == EXCHANGES
    assert counts["US"] == EXCHANGES + 1
    dates = declared[declared.party == "RU"].date
    assert dates.min() == pd.Timestamp("2011-02-05")
    assert dates.max() == pd.Timestamp("2022-09-01")


def test_deployed_never_exceeds_total() -> None:
    declared = sl.load_declarations().dropna(subset=["total_launchers"])
    assert (declared.deployed_vehicles <= declared.total_launchers).all()
    assert (declared.deployed_warheads >= declared.deployed_vehicles).all()


# Sums and differences printed by sources that do not print the numbers themselves.
PUBLISHED = [
    ("2011-02-05", "deployed_warheads", 3337, "FAS, October 2011"),
    ("2011-02-05", "deployed_vehicles", 1403, "FAS, October 2011"),
    ("2011-09-01", "deployed_warheads", 3356, "FAS, October 2011"),
    ("2011-09-01", "deployed_vehicles", 1338, "FAS, October 2011"),
]


@pytest.mark.parametrize(("day", "item", "total", "_source"), PUBLISHED)
def test_published_sums_of_both_parties(day: str, item: str, total: int, _source: str) -> None:
    declared = sl.load_declarations()
    assert declared[declared.date == day][item].sum() == total


def test_no_declaration_exceeds_a_binding_limit() -> None:
    limits = sl.load_limits().query("treaty == 'New START'").set_index("item")
    declared = sl.load_declarations()
    for item, limit in limits.limit_value.items():
        binding = declared[declared.date >= limits.binds_from[item]]
        assert (binding[item].dropna() <= limit).all()


def test_events_reach_from_2009_to_2026() -> None:
    events = sl.load_events()
    assert events.date.min().year == 2009
    assert events.date.max() < pd.Timestamp("2026-07-01")
    assert events.date.is_monotonic_increasing
    assert events.title.str.len().max() <= 80


@pytest.mark.parametrize("name", ["declarations", "limits", "events"])
def test_most_rows_have_two_sources(name: str) -> None:
    frame = datasets.load(name)
    assert frame["source"].str.contains(";").mean() >= 0.7


def test_sources_are_dated_before_they_were_read() -> None:
    for source in all_sources():
        if source.date:
            assert source.date[:4].isdigit(), source.key
            assert 1960 <= int(source.date[:4]) <= date.today().year, source.key
