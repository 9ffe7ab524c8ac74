"""Numbers in the prose of chapter 02."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

import pandas as pd

from startlab import datasets
from startlab.chapters.ch02 import COUNTED, own_treaties, silo_missiles, warhead_limits
from startlab.derived import limit, new_start_limit, treaty_day

from . import one, spelled

ALLOWED = {
    "6 February 1995": "a day chosen for the widget, not an event",
    "6 February of each year": "a day chosen for the exercise",
    "27 May 1986": "in the note of SALT II in the table treaties",
    "3 December 1974": "the day of the briefing, in the source that is linked",
}


def _years(start: pd.Timestamp, end: pd.Timestamp) -> float:
    return (end - start).days / 365.25


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    treaties = datasets.load_treaties()
    own = own_treaties()
    for words in ("place {} treaties in time", "the dates of {} treaties"):
        yield words, (spelled(len(own)),)
    yield "also has {} protocols", (spelled(len(treaties) - len(own)),)
    assert "27 May 1986" in treaties.set_index("treaty").note["SALT II"]
    ended = treaty_day("SALT I", "ended")
    lapse = _years(ended, treaty_day("START I", "in_force"))
    for words in ("For {} years no treaty limited", "and {} years without a treaty"):
        yield words, (spelled(int(lapse)),)
    yield (
        "SALT I was made for {} years",
        (spelled(round(_years(treaty_day("SALT I", "in_force"), ended))),),
    )
    since = _years(ended, COUNTED)
    assert since % 1 > 0.8
    yield "almost {} years after SALT I had ended", (spelled(ceil(since)),)
    later = _years(treaty_day("SALT I", "signed"), COUNTED)
    yield "{} years later, for a new treaty", (spelled(int(later)).capitalize(),)
    inf = datasets.load_limits().query("treaty == 'INF Treaty'")
    assert (inf.limit_value == 0).all()
    yield "the INF Treaty had already asked for more, namely for none", ()
    silos = silo_missiles()
    of = silos.groupby(silos.party.astype(str))
    missiles, warheads = of.deployed_vehicles.sum(), of.attributed_warheads.sum()
    loads = [spelled(load) for load in sorted(set(silos.warheads_per_vehicle))]
    yield "one missile with {} warhead went out, one with {}, {}, {} or {} came in", tuple(loads)
    yield "many of these missiles counted as {} or {}", tuple(loads[-2:])
    yield "the largest counted as {}, others only as {}", (loads[-1], loads[0])
    heavy = silos.loc["SS-18"]
    each = heavy.warheads_per_vehicle
    yield "has {} missiles of the type SS-18", (heavy.deployed_vehicles,)
    yield "{} warheads: {} × {} = {}", (
        spelled(each), heavy.deployed_vehicles, each, heavy.attributed_warheads,
    )  # fmt: skip
    yield "One missile with {} warheads can threaten", (spelled(each),)
    yield "one hit on its silo destroys {}.", (spelled(each),)
    ceiling = {party: limit("SALT I", "icbm_launchers", party) for party in ("US", "USSR")}
    assert all(missiles[party] < ceiling[party] for party in ceiling)
    yield "at {} silos. In September 1990 it had {} missiles in silos", (
        ceiling["USSR"], missiles.USSR,
    )  # fmt: skip
    yield "had {} missiles in silos, {} fewer than SALT I had allowed", (
        missiles.USSR, ceiling["USSR"] - missiles.USSR,
    )  # fmt: skip
    yield "gave them {} warheads", (warheads.USSR,)
    average = int(warheads.USSR / missiles.USSR)
    yield "counted as between {} and {}", (spelled(average), spelled(average + 1))
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
    binds = {
        phase: one("limits", "binds_from", treaty="START I", item="warheads" + phase)
        for phase in ("_phase_1", "_phase_2", "")
    }
    force = treaty_day("START I", "in_force")
    phases = [spelled(round(_years(force, day))) for day in binds.values()]
    yield "{}\n\n{}\n\nit set no number yet".replace("\n\n", " "), (most, steps[1])
    yield (
        "After {} years it allowed {} missiles and bombers with {} warheads, after {} years "
        "{} with {}, and only after {} years the {} with {} that are usually quoted",
        tuple(
            each for n, years in enumerate(phases) for each in (years, *steps[2 * n : 2 * n + 2])
        ),
    )
    yield "its last ceiling, which came {} years later", (phases[2],)
    yield "Before it had {} higher ones, and for {} years none", (spelled(2), phases[0])
    yield "its first ceiling, and it came after {} years", (phases[0],)
    bars = warhead_limits()
    yield "the {} did not count alike", (spelled(bars.words.nunique()),)
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
