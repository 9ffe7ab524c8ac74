"""Numbers in the prose of chapter 02."""

from __future__ import annotations

from collections.abc import Iterator

from startlab import datasets
from startlab.chapters.ch02 import COUNTED, land_missiles, limit, own_treaties, treaty_day
from startlab.derived import new_start_limit

from . import one

ALLOWED = {
    "6 February 1985": "a day chosen for the widget, not an event",
    "6 February of each year": "a day chosen for the exercise",
    "27 May 1986": "in the note of SALT II in the table treaties",
    "3 December 1974": "the day of the briefing, in the source that is linked",
}


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    treaties = datasets.load_treaties()
    own = own_treaties()
    assert (len(treaties), len(own)) == (10, 8)  # the prose says eight, and two further rows
    assert "27 May 1986" in treaties.set_index("treaty").note["SALT II"]
    assert (
        17 < (treaty_day("START I", "in_force") - treaty_day("SALT I", "ended")).days / 365.25 < 18
    )
    since = (COUNTED - treaty_day("SALT I", "ended")).days / 365.25
    assert 12.8 < since < 13  # almost thirteen years
    inf = datasets.load_limits().query("treaty == 'INF Treaty'")
    assert (inf.limit_value == 0).all()  # none
    land = land_missiles()
    of = land.groupby(land.party.astype(str))
    missiles, warheads = of.deployed_vehicles.sum(), of.attributed_warheads.sum()
    heavy = land.loc["SS-18"]
    assert heavy.warheads_per_vehicle == 10  # ten warheads
    yield "declared {} missiles of the type SS-18", (heavy.deployed_vehicles,)
    yield "ten warheads: {} × 10 = {}", (heavy.deployed_vehicles, heavy.attributed_warheads)
    ceiling = {party: limit("SALT I", "icbm_launchers", party) for party in ("US", "USSR")}
    assert all(missiles[party] < ceiling[party] for party in ceiling)
    yield (
        "at {} launchers on land. In 1990, long after SALT I had run out, it had {} land-based",
        (ceiling["USSR"], missiles.USSR),
    )
    yield (
        "at {} launchers on land. In 1990, long after SALT I had run out, it had {} missiles",
        (ceiling["USSR"], missiles.USSR),
    )
    yield (
        "had {} missiles on land, {} fewer than SALT I had allowed",
        (missiles.USSR, ceiling["USSR"] - missiles.USSR),
    )
    yield "gave them {} warheads", (warheads.USSR,)
    assert 4.5 < warheads.USSR / missiles.USSR < 5  # nearly five
    yield "had {}, and they counted as {}", (missiles.US, warheads.US)
    mobile = land[land.index.str.contains("mobile")]
    yield "missiles {} stood on trucks and trains", (mobile.deployed_vehicles.sum(),)
    in_silos = 1 - mobile.attributed_warheads.sum() / warheads.USSR
    assert round(10 * in_silos) == 9  # nine of ten warheads

    newer = one(
        "disputes",
        "value",
        dispute_id="salt1_soviet_icbm",
        side="Arms Control Association (newer page)",
    )
    assert newer == ceiling["USSR"]
    tubes = [
        limit("SALT I", item, party)
        for item in ("slbm_launchers", "slbm_launchers_base")
        for party in ("US", "USSR")
    ]
    yield "The ceilings of {} and {} tubes lie above the base levels of {} and {}", tuple(tubes)

    yield (
        "took in bombers: {} launchers and bombers, at most {} of them",
        (
            limit("SALT II", "delivery_vehicles"),
            limit("SALT II", "mirv_launchers_and_alcm_bombers"),
        ),
    )
    vehicles, most = limit("START I", "delivery_vehicles"), limit("START I", "warheads")
    yield "{} deployed missiles and bombers, and {} warheads attributed", (vehicles, most)
    steps = [
        limit("START I", item + phase)
        for phase in ("_phase_1", "_phase_2", "")
        for item in ("delivery_vehicles", "warheads")
    ]
    yield (
        "After three years it allowed {} missiles and bombers with {} warheads, after five years "
        "{} with {}, and only after seven years the {} with {} that are usually quoted",
        tuple(steps),
    )
    assert limit("START II", "mirv_icbm_warheads_phase_2") == 0
    yield (
        "to between {} and {}. It did not say",
        (one("limits", "limit_min", treaty="SORT", item="warheads"), limit("SORT", "warheads")),
    )
    new = [
        new_start_limit(item)
        for item in ("deployed_warheads", "deployed_vehicles", "total_launchers")
    ]
    yield (
        "{} deployed warheads, {} deployed missiles and bombers, and {} launchers and bombers",
        tuple(new),
    )
    yield "So {} less {} is {}, and {} is", (most, new[0], most - new[0], most - new[0])
    attributed, deployed = (
        one("disputes", "value", dispute_id="us_warheads_2009", side=side) for side in ("RU", "US")
    )
    yield "gave {} warheads for the United States", (attributed,)
    yield "had given {} for that May", (deployed,)
