"""Numbers in the prose of chapter 02."""

from __future__ import annotations

from collections.abc import Iterator

from startlab import datasets
from startlab.chapters.ch01 import stockpile
from startlab.chapters.ch02 import limit, treaty_day
from startlab.exercises import new_start_limit

from . import one

ALLOWED = {
    "6 February 1985": "a day chosen for the widget, not an event",
    "6 February 2026": "a day chosen for the widget: the day after New START ended",
    "the same day, 6 February": "a day chosen for the widget",
    "27 May 1986": "in the note of SALT II in the table treaties",
}


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    treaties = datasets.load_treaties()
    assert len(treaties) == 10
    own = treaties[~treaties.treaty.str.contains("Protocol")]
    assert len(own) == 8  # the prose says eight
    assert (own.status == "expired").sum() == 3  # three expired, one was superseded
    assert list(own.treaty[own.status == "superseded"]) == ["SORT"]
    assert "27 May 1986" in treaties.set_index("treaty").note["SALT II"]
    assert (
        17 < (treaty_day("START I", "in_force") - treaty_day("SALT I", "ended")).days / 365.25 < 18
    )
    newer, older = (
        one(
            "disputes",
            "value",
            dispute_id="salt1_soviet_icbm",
            side=f"Arms Control Association ({age} page)",
        )
        for age in ("newer", "older")
    )
    yield "whose newer version gives {} where an older one gave {}", (newer, older)
    assert newer == limit("SALT I", "icbm_launchers", "USSR")
    yield "For the Soviet Union the table has {}", (newer,)
    tubes = [
        limit("SALT I", item, party)
        for item in ("slbm_launchers", "slbm_launchers_base")
        for party in ("US", "USSR")
    ]
    yield "The ceilings of {} and {} launchers lie above the base levels of {} and {}", tuple(tubes)
    russia = stockpile("Russia")
    yield "from {} warheads in 1972 to {} in 1977", (russia[1972], russia[1977])

    yield "bombers: {} launchers and bombers", (limit("SALT II", "delivery_vehicles"),)
    yield "of which {} could be", (limit("SALT II", "mirv_launchers_and_alcm_bombers"),)
    vehicles, warheads = limit("START I", "delivery_vehicles"), limit("START I", "warheads")
    yield (
        "missiles and bombers to {} and the warheads attributed to them to {}",
        (vehicles, warheads),
    )
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
    two = ("START II", "warheads_phase_2")
    yield (
        "to between {} and {}, and it would have prohibited",
        (one("limits", "limit_min", treaty=two[0], item=two[1]), limit(*two)),
    )
    assert limit("START II", "mirv_icbm_warheads_phase_2") == 0
    yield (
        "to between {} and {}, and it neither",
        (one("limits", "limit_min", treaty="SORT", item="warheads"), limit("SORT", "warheads")),
    )
    new = [
        new_start_limit(item)
        for item in ("deployed_warheads", "deployed_vehicles", "total_launchers")
    ]
    yield (
        "warheads to {}, deployed missiles and bombers to {}, "
        "and launchers and bombers in all to {}",
        tuple(new),
    )
    exchange = datasets.load_start1_exchange().query("kind == 'total'")
    declared = exchange[exchange.date == "1990-09-01"].set_index("party").deployed_vehicles
    yield (
        "had {} missiles and bombers above the limit of {}, and the United States had {}",
        (declared["USSR"] - vehicles, vehicles, declared["US"] - vehicles),
    )
    yield (
        "such as {} submarine launchers for the Soviet Union and {} for",
        (limit("SALT I", "slbm_launchers", "USSR"), limit("SALT I", "slbm_launchers", "US")),
    )
    yield (
        "interceptors, the missiles that shoot at other missiles, from {} to {}",
        (limit("ABM Treaty", "interceptors"), limit("ABM Protocol", "interceptors")),
    )
    yield "New START allowed {} warheads fewer", (warheads - new[0],)
    attributed, deployed = (
        one("disputes", "value", dispute_id="us_warheads_2009", side="RU"),
        one("disputes", "value", dispute_id="us_warheads_2009", side="US"),
    )
    yield "gave {} warheads for the United States", (attributed,)
    yield "gave {} operationally deployed", (deployed,)
    yield "The difference of {} should", (attributed - deployed,)
