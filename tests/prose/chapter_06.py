"""Numbers in the prose of chapter 06."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

import pandas as pd

from startlab import datasets
from startlab.chapters.ch06 import published
from startlab.derived import disputed_units, estimate_checks
from startlab.exercises import declared_number, new_start_limit

from . import one

ALLOWED = {
    "a load of 6": "a value of the control, chosen for the answer",
    "an assumption of 16": "the last value of the control",
    "a load of 16 weapons": "an assumption for the exercise",
    "8 October 2018": "the date of the TASS report that is linked there",
    "26 May 2021": "a date in the table disputes, whose column of dates is text",
    "17 January 2025": "a date in the table disputes, whose column of dates is text",
    "29 December 2024": "a date in the table disputes, whose column of dates is text",
    "8 February 2023": "a date in the table disputes, whose column of dates is text",
    "about 1 September 2024": "a day chosen for the question, with no declaration",
}


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    said = datasets.load_disputes()
    days = {
        f"{day.day} {day:%B %Y}" for day in map(pd.Timestamp, said.date[said.date.str.len() == 10])
    }
    assert {"26 May 2021", "17 January 2025", "29 December 2024", "8 February 2023"} <= days

    us_2022 = declared_number("2022-09-01", "US", "deployed_warheads")
    ru_2022 = declared_number("2022-09-01", "RU", "deployed_warheads")
    stockpile = one(
        "stockpiles", "warheads", country="United States", year=2023, measure="stockpile"
    )
    assert stockpile > 2 * us_2022
    yield "declared {} deployed warheads for September 2022", (us_2022,)
    yield "had contained {} warheads in September 2023", (stockpile,)
    yield "beyond the {} warheads of the last declaration", (ru_2022,)

    types = datasets.load_categories()
    rows = types[(types.date == "2020-09-01") & (types.system == "all heavy bombers")]
    bombers = int(rows.set_index("category")["count"]["deployed_heavy_bombers"])
    upload = datasets.load_upload().set_index("row_id")
    at_bases, available = (
        int(upload.loc["U09", name]) for name in ("baseline_warheads", "potential_warheads")
    )
    russian = int(upload.loc["U13", "potential_warheads"])
    forces = datasets.load_forces()
    ru = forces[(forces.party == "RU") & (forces.date == "2022-02-23")].set_index("system")
    ru_bombers = int(ru.launchers_deployed["all heavy bombers"])
    yield "for September 2020, and it was {}", (bombers,)
    yield "on each of the {} bombers reach the estimate of about {}?", (bombers, at_bases)
    yield "six on each make {}, and one more passes", (6 * bombers,)
    yield "the estimate of about {} at the bases", (at_bases,)
    yield "how many to reach the {} that are available", (available,)
    assert 6 * bombers < at_bases
    assert 16 * bombers < available
    assert 1.8 * russian < 16 * ru_bombers < 2 * russian
    yield "gives {} weapons, so that {} are needed", (6 * bombers, ceil(at_bases / bombers))
    yield "The second would need {},", (ceil(available / bombers),)
    yield "makes {} weapons, almost twice the {}", (16 * ru_bombers, russian)
    total = declared_number("2020-09-01", "US", "deployed_warheads")
    limit = new_start_limit("deployed_warheads")
    yield "of the {} warheads that the United States declared", (total,)
    yield "only {} represented bombers, and if the estimated {}", (bombers, at_bases)
    yield "the total would be {}", (total - bombers + at_bases,)
    yield "a violation of the limit of {}", (limit,)
    yield "by its rule the number is {}", (total,)
    yield "each of the {} deployed bombers", (bombers,)

    tubes, converted, silos = disputed_units().values()
    added, ceiling = tubes + converted + silos, new_start_limit("total_launchers")
    declared = declared_number("2022-03-01", "US", "total_launchers")
    yield "Are there {} launchers, or {}?", (declared, declared + added)
    yield "the United States declared {} launchers and bombers", (declared,)
    yield "held that {} additional units", (added,)
    yield "had taken {} Trident II launchers and {} B-52H", (tubes, converted)
    assert silos == 4
    yield "still exceeded the limit by {} units", (declared + added - ceiling,)
    yield "the declared total is therefore {}", (declared,)
    yield "only the {} submarine tubes", (tubes,)
    yield "both accounts put it at {} or below", (ceiling,)
    yield (
        "becomes {}, with the bombers alone {}, and with the silos alone {}",
        (declared + tubes, declared + converted, declared + silos),
    )
    yield "no margin under the limit of {}", (ceiling,)
    yield "to be at the limit of {}", (ceiling,)

    assert (published().lane == "US by type").sum() == 9
    checks = estimate_checks()
    misses = tuple(int(miss) for miss in checks.off_by.dropna())
    yield "the four cases that our tables allow the sums were {}, {}, {} and {} below", misses
    yield "the largest difference of {}", (max(misses),)
    last = int(checks[checks.party == "RU"].estimate.iloc[-1])
    assert last - max(misses) < limit < last + max(misses)
    parts = datasets.load_forces()
    parts = parts[(parts.party == "RU") & (parts.date == "2024-03-01")].set_index("system")
    land, sea = (int(parts.warheads_deployed[name]) for name in ("all ICBMs", "all SLBMs"))
    planes = int(parts.launchers_deployed["all heavy bombers"])
    assert land + sea + planes == last
    assert all(miss > 0 for miss in misses)  # the same direction
    assert last - limit < max(misses)  # the error is larger than the distance
    yield (
        "of {} warheads on land-based missiles, {} on submarine missiles and one for each of {}",
        (land, sea, planes),
    )
    yield "The result of {} is", (last,)
    yield (
        "It lies {} above the limit of {}, but the method has been off by as much as {}, so",
        (last - limit, limit, max(misses)),
    )
    yield "may be larger than {}", (max(misses),)
    yield "E: Russia had {} deployed warheads", (ru_2022,)
