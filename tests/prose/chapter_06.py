"""Numbers in the prose of chapter 06."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

import pandas as pd

from startlab import datasets
from startlab.chapters.ch06 import published
from startlab.derived import declared_number, disputed_units, estimate_checks, new_start_limit

from . import one

ALLOWED = {
    "a load of six": "chosen for the worked example",
    "puts 16 weapons": "the last value of the control, put into an article's mouth",
    "As a load, 16 on": "the last value of the control, put into an article's mouth",
    "to the 16?": "the last value of the control, put into an article's mouth",
    "16 make": "the last value of the control, put into an article's mouth",
    "paragraph 3": "the paragraph of the Protocol, in the row of 8 October 2018",
    "× 6 =": "the load of the worked example",
    "8 October 2018": "a date in the table disputes, whose column of dates is text",
    "17 January 2025": "a date in the table disputes, whose column of dates is text",
    "29 December 2024": "a date in the table disputes, whose column of dates is text",
    "8 February 2023": "a date in the table disputes, whose column of dates is text",
}


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    said = datasets.load_disputes()
    days = {
        f"{day.day} {day:%B %Y}" for day in map(pd.Timestamp, said.date[said.date.str.len() == 10])
    }
    assert {"8 October 2018", "17 January 2025", "29 December 2024", "8 February 2023"} <= days

    us_2022 = declared_number("2022-09-01", "US", "deployed_warheads")
    ru_2022 = declared_number("2022-09-01", "RU", "deployed_warheads")
    stockpile = one(
        "stockpiles", "warheads", country="United States", year=2023, measure="stockpile"
    )
    assert stockpile > 2 * us_2022
    yield "declared {} deployed warheads for September 2022", (us_2022,)
    yield "announced a stockpile of {} for September 2023", (stockpile,)
    yield "beyond the {} of its last declaration", (ru_2022,)

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
    total = declared_number("2020-09-01", "US", "deployed_warheads")
    limit = new_start_limit("deployed_warheads")
    yield "Washington declared {} warheads, and {} of them stood for bombers", (total, bombers)
    yield (
        "six on each: {} − {} + {} × 6 = {}.",
        (total, bombers, bombers, total - bombers + 6 * bombers),
    )
    yield "the limit of {}, because the treaty", (limit,)
    yield "by its rule the number is {}", (total,)
    lying = int(upload.loc["U13", "baseline_warheads"])
    yield "puts 16 weapons on each of Russia's {} bombers. Observers", (ru_bombers,)
    yield "puts 16 weapons on each of Russia's {} bombers. What", (ru_bombers,)
    yield "about {} lie at the bases, and that about {} are available", (lying, russian)
    load = 16 * ru_bombers
    yield "The 16 make {}, so it cannot stand beside {}, but {} is", (load, russian, russian)
    yield "the 16 make {}, which cannot stand beside {}.", (load, russian)
    yield "The 16 make {}, nearly twice {},", (load, russian)
    yield "for the {} is an estimate as well", (russian,)
    yield (
        "about {} weapons at the bases, takes seven on each bomber, and the second would take {}",
        (
            at_bases,
            ceil(available / bombers),
        ),
    )
    assert ceil(at_bases / bombers) == 7  # the prose says seven
    assert 1.8 * russian < 16 * ru_bombers < 2 * russian
    yield "makes {} weapons, almost twice the {}", (16 * ru_bombers, russian)
    assert "6 to 16 cruise missiles" in ru.note["Bear-H"]
    assert "could carry about 800;" in ru.note["all heavy bombers"]
    yield "Some of these bombers can carry {}, and", (16,)
    yield "what all of them could carry at about {}.", (800,)
    yield "Russia declared {} warheads for 1 September 2022", (ru_2022,)
    yield "gives it {} deployed bombers", (ru_bombers,)

    tubes, converted, silos = disputed_units().values()
    added, ceiling = tubes + converted + silos, new_start_limit("total_launchers")
    declared = declared_number("2022-03-01", "US", "total_launchers")
    assert (silos, declared) == (4, ceiling)  # four silos, exactly the limit
    yield "Can {} also be {}?", (declared, declared + added)
    yield "Washington declared {} launchers and bombers", (declared,)
    yield "counted {} more, which makes {}", (added, declared + added)
    yield "a dispute over {} launchers", (added,)
    yield "is made of {} submarine tubes, {} bombers and four silos", (tubes, converted)
    boats = tubes // 4
    assert boats * 4 == tubes
    yield "four tubes on each of the {} boats", (boats,)
    yield "four times {} is {}, and {} tubes had left the count", (boats, tubes, tubes)
    done = types[types.category == "launch_tubes_converted_cumulative"]
    assert (done.date.max(), int(done["count"].max())) == (pd.Timestamp("2017-09-01"), tubes)
    yield "The {} B-52H bombers were converted too", (converted,)
    yield "This is why {} tubes matter", (tubes,)
    yield "Write the finding on the {} tubes", (tubes,)
    yield ") to {} units above the limit", (added,)
    yield "two tubes on each of its {} submarines", (boats,)
    yield "Washington had declared {} exactly", (declared,)
    yield (
        "It gives {} with the tubes alone, {} with the bombers and {} with the silos",
        (declared + tubes, declared + converted, declared + silos),
    )
    yield "it would stand at {}", (declared + silos,)

    assert (published().lane == "US by type").sum() == 9
    checks = estimate_checks()
    misses = tuple(int(miss) for miss in checks.off_by.dropna())
    yield "In the four cases the sums were {}, {}, {} and {} below", misses
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
        "adds {} warheads on land-based missiles, {} on submarine missiles and one for each of {}",
        (land, sea, planes),
    )
    yield (
        "comes to {}, which is {} above the limit. But the method has been off by as much as {}.",
        (last, last - limit, max(misses)),
    )
