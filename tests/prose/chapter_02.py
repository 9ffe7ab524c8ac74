"""Numbers in the prose of chapter 02."""

from __future__ import annotations

from collections.abc import Iterator

from startlab import datasets
from startlab.chapters.ch02 import COUNTED, own_treaties, silo_missiles
from startlab.derived import limit, new_start_limit, treaty_day

from . import one

ALLOWED = {
    "6 February 1995": "a day chosen for the widget, not an event",
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
    silos = silo_missiles()
    of = silos.groupby(silos.party.astype(str))
    missiles, warheads = of.deployed_vehicles.sum(), of.attributed_warheads.sum()
    loads = sorted(set(silos.warheads_per_vehicle))
    assert loads == [1, 3, 4, 6, 10]  # one went out, three, four, six or ten came in
    heavy = silos.loc["SS-18"]
    assert heavy.warheads_per_vehicle == 10  # ten warheads
    yield "has {} missiles of the type SS-18", (heavy.deployed_vehicles,)
    yield "ten warheads: {} × 10 = {}", (heavy.deployed_vehicles, heavy.attributed_warheads)
    ceiling = {party: limit("SALT I", "icbm_launchers", party) for party in ("US", "USSR")}
    assert all(missiles[party] < ceiling[party] for party in ceiling)
    yield "at {} silos. In September 1990 it had {} missiles in silos", (
        ceiling["USSR"], missiles.USSR,
    )  # fmt: skip
    yield "had {} missiles in silos, {} fewer than SALT I had allowed", (
        missiles.USSR, ceiling["USSR"] - missiles.USSR,
    )  # fmt: skip
    yield "gave them {} warheads", (warheads.USSR,)
    assert 5 < warheads.USSR / missiles.USSR < 6  # between five and six
    yield "had {}, and they counted as {}", (missiles.US, warheads.US)
    exchange = datasets.load_start1_exchange().query("date == @COUNTED and party == 'USSR'")
    rows = exchange.set_index("system")[["deployed_vehicles", "attributed_warheads"]]
    mobile = rows.loc["mobile ICBMs"].tolist()
    assert (rows.loc["all ICBMs"] - mobile).tolist() == [missiles.USSR, warheads.USSR]
    yield "Another {} Soviet missiles stood on trucks and trains", (mobile[0],)
    yield "with their {} warheads", (mobile[1],)

    newer, older = (
        one(
            "disputes",
            "value",
            dispute_id="salt1_soviet_icbm",
            side=f"Arms Control Association ({page} page)",
        )
        for page in ("newer", "older")
    )
    assert newer == ceiling["USSR"]
    yield "Ours, {} for the Soviet Union", (newer,)
    yield "older version of that page had {}", (older,)
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
    yield "{}\n\n{}\n\nit set no number yet".replace("\n\n", " "), (most, steps[1])
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
