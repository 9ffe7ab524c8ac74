"""Numbers in the prose of chapter 04."""

from __future__ import annotations

from collections.abc import Iterator

from startlab import datasets
from startlab.exercises import declared_number, new_start_limit

ALLOWED = {"50, 250 or 500": "guesses offered to the student"}


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    vehicles = new_start_limit("deployed_vehicles")
    warheads = new_start_limit("deployed_warheads")
    yield "declared warheads exceed {} at the most", (warheads,)
    launchers = new_start_limit("total_launchers")
    yield "{} deployed intercontinental ballistic missiles", (vehicles,)
    yield "{} warheads on those missiles", (warheads,)
    yield "{} launchers and heavy bombers in all", (launchers,)
    yield "how many of the {} had to be missiles", (vehicles,)
    yield "one limit for {} and another for {}?", (vehicles, launchers)
    yield "do not count towards {}, but they do count towards {}", (vehicles, launchers)
    for party, words in (
        ("US", "exactly at the limit of {}, and {} of its launchers and bombers were non-deployed"),
        ("RU", "Russia had {} that were non-deployed and stayed {} below the limit of {}"),
    ):
        total = declared_number("2020-09-01", party, "total_launchers")
        spare = total - declared_number("2020-09-01", party, "deployed_vehicles")
        yield words, (total, spare) if party == "US" else (spare, launchers - total, launchers)
    assert declared_number("2020-09-01", "US", "total_launchers") == launchers
    assert declared_number("2020-09-01", "US", "deployed_vehicles") < vehicles
    on_the_day = declared_number("2018-02-05", "RU", "deployed_warheads")
    yield "Russia had {} warheads of room on that day", (warheads - on_the_day,)
    yield "had brought to {} by", (declared_number("2018-02-05", "US", "total_launchers"),)
    yield "declared warheads stood above {} for a considerable time", (warheads,)
    peak = declared_number("2016-09-01", "RU", "deployed_warheads")
    later = declared_number("2017-09-01", "RU", "deployed_warheads")
    yield "Russia declared {} warheads, which was {} above", (peak, peak - warheads)
    yield "A year later it declared {}, still {} above", (later, later - warheads)
    yield "On 5 February 2018 it declared {}", (on_the_day,)
    declared = datasets.load_declarations()
    before = declared.date[declared.date < "2018-02-05"].max()
    assert f"{before:%Y-%m}" == "2017-09"  # five months before the day, the prose says
    assert peak == declared[declared.party == "RU"].deployed_warheads.max()
    binding = declared[declared.date >= "2018-02-05"]
    for item, limit in (
        ("deployed_vehicles", vehicles),
        ("deployed_warheads", warheads),
        ("total_launchers", launchers),
    ):
        assert binding[item].max() <= limit  # the prose says that no number stands above a limit
    yield "A party already has {} deployed missiles and bombers", (vehicles,)
