"""Numbers in the prose of chapter 04."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from startlab import datasets
from startlab.chapters.ch03 import BOMBERS, MISSILES
from startlab.chapters.ch04 import bargain, three_counters
from startlab.derived import QUANTITIES, bomber_mark, declared_number, new_start_limit

from . import one, spelled

ALLOWED = {
    "Here are six that launch": "the things in the figure under it",
    "It has 100 silos": "an invented case for the exercise",
    "with 20 tubes each": "an invented case for the exercise",
    "Each missile carries 3 warheads": "an invented case for the exercise",
    "and each of its 10 deployed bombers can carry 12.": "an invented case for the exercise",
    "690 deployed missiles and bombers, 1,540 warheads, and 789": "invented, for the exercise",
    "digs 40 new silos, moves 40 of": "an invented case for the exercise",
}


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    vehicles = new_start_limit("deployed_vehicles")
    warheads = new_start_limit("deployed_warheads")
    launchers = new_start_limit("total_launchers")
    (joint,) = datasets.load_events().query("event_id == 'E002'").description
    assert "1,500 to 1,675 warheads and 500 to 1,100 delivery vehicles" in joint
    yield "{} to {} warheads, and {} to {} missiles and bombers", ("1,500", "1,675", "500", "1,100")
    signed = one("treaties", "signed", treaty="New START").year
    yield "had signed {} years before allows {}.", (spelled(2016 - signed), warheads)
    yield "with {} numbers in its Article II", (spelled(len(QUANTITIES)),)
    yield "{} bombers, and {} missiles in their silos with {} warheads each", (
        *map(spelled, (BOMBERS, MISSILES)), spelled(counters(0, 0, 3)[1] // MISSILES),
    )  # fmt: skip
    left = spelled(MISSILES - 2)
    yield "on each of the {} that stay one warhead is left", (left,)
    yield "there is room on the {} missiles", (left,)
    yield "So many fit on the {} missiles that stay", (left,)
    yield "two on each of the {} missiles, and three on each of the two", (left,)
    yield "one limit for {} and another for {}?", (vehicles, launchers)
    yield "{} counts what could fly today, {} what it could fly from.", (vehicles, launchers)
    yield (
        "the missile counts under {}, and the silo or vehicle that it stands in under {}",
        (vehicles, launchers),
    )
    yield "the empty tube count under {} alone", (launchers,)
    yield "which under {} alone, and which under neither?", (launchers,)
    line = (
        "fly today ({}), what it could fly from ({}), what it carries ({}), and a deployed bomber"
    )
    yield line, (vehicles, launchers, warheads)
    yield "The counters stand at {} deployed, {} warheads and {} launchers", counters(0, 0, 3)
    assert counters(2, 0, 1)[2] == counters(0, 0, 3)[2]
    yield "The third counter did not move", ()
    emptied, converted = back(2, 0, 1), back(0, 2, 1)
    for words in (
        "The first two counters fell to {} and {},",
        "the first two counters show {} and {}",
    ):
        yield words, counters(2, 0, 1)[:2]
    yield "The first two counters show {} and {} as before", counters(0, 2, 1)[:2]
    yield "all {} warheads can come back", (emptied,)
    yield "but only {} warheads can come back", (converted,)
    yield "{} warheads can be put back, and from the other only {}.", (emptied, converted)
    yield "which now shows {},", counters(0, 2, 1)[2:]
    assert len(set(counters(0, 2, 1))) == 1
    yield "one warhead on each missile all three show {}.", counters(0, 2, 1)[2:]
    yield "How the {} are shared", (vehicles,)
    yield "exactly {} launchers and bombers. It got", (launchers,)
    declared = datasets.load_declarations()
    rooms = [new_start_limit(it) - declared_number("2018-02-05", "US", it) for it in QUANTITIES]
    assert min(rooms) == rooms[-1] == 0
    yield "works out all {} margins", (spelled(len(rooms)),)
    chosen = one("inspections", "value", metric="heavy_bombers_chosen")
    yield "and choose {} aircraft to look at", (spelled(int(chosen)),)
    yield "says `within` {} times, even where the margin is nothing", (spelled(len(rooms)),)
    binds = one("limits", "binds_from", treaty="New START", item="deployed_warheads")
    begins = one("treaties", "in_force", treaty="New START")
    years = spelled(binds.year - begins.year)
    yield (
        "gave both sides {} years to come down, so its limits bound from 5 February 2018",
        (years,),
    )
    yield "the {} years before were another story", (years,)
    yield "from 5 February 2015, after {} years instead of {}", (spelled(2015 - begins.year), years)
    bound = declared[declared.date >= "2018-02-05"]
    assert set(bound[bound.party == "US"].total_launchers) == {launchers}
    yield from _bombers(warheads)
    yield from _russia(declared, warheads)
    for item, limit in (
        ("deployed_vehicles", vehicles),
        ("deployed_warheads", warheads),
        ("total_launchers", launchers),
    ):
        assert bound[item].max() <= limit
    yield "Since that day no declared number of either side has stood above a limit", ()


def counters(*orders: int) -> tuple[int, ...]:
    """Return the three counters after some orders: silos emptied, converted, warheads left."""
    return tuple(map(int, re.findall(r": (\d+),", str(three_counters(*orders).get_label()))))


def back(*orders: int) -> int:
    """Return the warheads that could be put back."""
    return int(re.findall(r"(\d+) more", str(three_counters(*orders).get_label()))[0])


def _bombers(limit: int) -> Iterator[tuple[str, tuple[object, ...]]]:
    us, ru = (bargain().query("party == @party").number.tolist() for party in ("US", "RU"))
    missiles, bombers, _, at_bases = us
    yield "had {} warheads on missiles and {} deployed bombers, which makes {}", (
        missiles, bombers, missiles + bombers,
    )  # fmt: skip
    assert missiles + bombers == declared_number("2020-09-01", "US", "deployed_warheads")
    full = missiles + at_bases
    yield "about {} weapons at the bases in place of the {}, it would be {}", (
        at_bases, bombers, full,
    )  # fmt: skip
    yield "both declared totals are below {}", (limit,)
    yield "the American fleet adds {} and the Russian one {}, and both sides", (at_bases, ru[3])
    russian = ru[0] + ru[3]
    assert full > russian > limit
    assert ru[0] + ru[1] == declared_number("2022-03-01", "RU", "deployed_warheads") < limit
    assert ru[3] / 4 < russian - limit < ru[3] / 3
    yield "a fixed number such as {} needs none", (spelled(bomber_mark("US")[1]),)
    yield (
        "with a third fewer weapons at Russian bases its excess of {} would be gone",
        (russian - limit,),
    )
    yield "The {} with weapons at bases", (full,)


def _russia(declared: pd.DataFrame, limit: int) -> Iterator[tuple[str, tuple[object, ...]]]:
    on_the_day, peak, later = (
        declared_number(day, "RU", "deployed_warheads")
        for day in ("2018-02-05", "2016-09-01", "2017-09-01")
    )
    russia = declared[declared.party == "RU"].set_index("date").deployed_warheads
    assert peak == russia.max()
    yield "Russia declared {} warheads", (peak,)
    yield "{} less {} is {}.", (limit, on_the_day, limit - on_the_day)
    until = russia[:"2018-02-05"]
    above = until[until > limit]
    yield "declared its warheads {} times. How many of these numbers stood above {}?", (
        len(until), limit,
    )  # fmt: skip
    yield "{} times, at first {}. How many of these numbers stood above {}?", (
        len(until), until.iloc[0], limit,
    )  # fmt: skip
    late = until["2014-09-01":"2017-09-01"]
    early = until[: late.index[0]][:-1]
    assert (late > limit).all() and list(early.index[early > limit]) == [above.index[0]]
    yield (
        "once in 2011, and then on all {} dates from September 2014 to September 2017",
        (spelled(len(late)),),
    )
    yield "it began below, and stood below on {} of the first {} dates", (
        spelled((early < limit).sum()), spelled(len(early)),
    )  # fmt: skip
    yield "The {} fail the first question", (peak,)
    yield "Of the {} numbers {} stood above", (len(until), len(above))
    yield "The first was {} in September 2011, the highest {} on 1 September 2016, {} above", (
        above.iloc[0], peak, peak - limit,
    )  # fmt: skip
    assert above.index[0] == pd.Timestamp("2011-09-01")
    assert until.index[-2] == pd.Timestamp("2017-09-01")  # five months before the day
    yield "A year later it was {}, with five months left, and on the day itself it was {}", (
        later, on_the_day,
    )  # fmt: skip
