"""Numbers in the prose of chapter 03."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from matplotlib.figure import Figure

from startlab import counting, datasets
from startlab.chapters.ch03 import (
    AT_BASE,
    BOMBERS,
    MISSILES,
    attributed,
    attributed_to_bombers,
    small_force,
    us_force_2020,
)
from startlab.derived import bomber_mark, declared_number, force_of_1990

from . import one, spelled

ALLOWED = {
    "has 220 such bombers, each equipped for 16": "values of the controls, for the question",
    "has 220 bombers": "a value of the control",
    "cruise missiles, each equipped for 16": "values of the controls",
    "beyond it each adds its 16": "the value of the control",
    "would call them 220": "the last value of the slider, one each",
    "SS-18": "the name of a type of missile",
    "SS-25": "the name of a type of missile",
    "scrapped 60 of its": "an invented case for the exercise",
    "built 350 road-mobile": "an invented case for the exercise",
    "gives the United States 200 bombers": "an invented case for the exercise",
    "counts as 2,350 warheads": "an invented case for the exercise",
}


def start1(party: str, system: str, column: str, date: str = "1990-09-01") -> int:
    return int(one("start1_exchange", column, date=date, party=party, system=system))


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    yield from _small_force()
    yield from _of_1990()
    yield from _bombers()
    yield from _of_2020()
    yield from _russia()


def _small_force() -> Iterator[tuple[str, tuple[object, ...]]]:
    missiles, bombers = spelled(MISSILES), spelled(BOMBERS)
    for words in ("Here are {} missiles and {} bombers", "A force of {} missiles and {} bombers"):
        yield words, (missiles, bombers)
    yield "so that {} warheads are left in this force", (missiles,)
    yield "{} warheads are left. What", (missiles.capitalize(),)
    yield "The missiles carry {}, and the bombers count too", (missiles,)
    yield "there are {} bombers, and each counts as one", (bombers,)
    yield "{} on the missiles, and one for each empty bomber", (missiles,)
    most, (_, ten) = attributed("Minuteman III"), bomber_mark("US")
    yield "an agreed number, here {}, whatever it really carries", (spelled(most),)
    yield "with long-range cruise missiles counts as {}", (spelled(ten),)
    yield (
        "{} of the {} warheads come off every missile",
        (spelled(most - 1).capitalize(), spelled(most)),
    )
    yield "so you can count {}.", (MISSILES * 3,)
    yield "but {} cruise missiles wait", (AT_BASE,)
    yield "Is the answer {}, or {}, or something", (MISSILES * 3, MISSILES * 3 + AT_BASE)
    start1_, sort, new_start = _counts(small_force(6, 1, 0))
    yield "SORT shows {}, which is what is there. New START shows {}", (sort, new_start)
    assert start1_ == _counts(small_force())[0]
    yield "START I shows {}, as it did before", (start1_,)
    fewer = _counts(small_force(5, 1, 0))
    assert [a - b for a, b in zip((start1_, sort, new_start), fewer, strict=True)] == [3, 1, 1]
    yield "START I falls by {} while the others fall by {}", (3, 1)


def _counts(figure: Figure) -> list[int]:
    words = str(figure.get_label())
    rules = (". START I: ", "SORT: ", "New START: ")
    return [int(words.split(rule)[1].split(",")[0]) for rule in rules]


def _of_1990() -> Iterator[tuple[str, tuple[object, ...]]]:
    counts = {p: counting.count_force(force_of_1990(p), "START I") for p in ("US", "USSR")}
    types = sum(len(force_of_1990(p).query("deployed > 0")) for p in counts)
    us, ussr = counts["US"], counts["USSR"]
    assert us.warheads == start1("US", "all systems", "attributed_warheads")
    assert ussr.vehicles == start1("USSR", "all systems", "deployed_vehicles")
    land = force_of_1990("US").query("kind == 'ICBM'").set_index("system")
    names = ["Minuteman II", "Minuteman III", "Peacekeeper"]
    assert set(land.index) == set(names)
    deployed, each = (land.loc[names, column].tolist() for column in ("deployed", "attributed"))
    yield "The United States had {} types of ICBM", (spelled(len(names)),)
    yield "{} Minuteman II, {} Minuteman III and {} Peacekeeper", tuple(deployed)
    yield "attributes {}, {} and {} warheads to them", tuple(each)
    yield (
        "$${} \\times {} + {} \\times {} + {} \\times {} = 2{{,}}450$$",
        tuple(number for pair in zip(deployed, each, strict=True) for number in pair),
    )
    assert us.subtotal("warheads", "ICBM") == 2450
    yield (
        "{} types of weapon make {} for the United States and {} for the Soviet",
        (types, us.warheads, ussr.warheads),
    )
    assert 3 * deployed[0] * each[0] < deployed[1] * each[1]
    sea = us.subtotal("warheads", "SLBM")
    assert us.warheads < 2 * sea
    kinds = len(force_of_1990("US").query("kind == 'SLBM' and deployed > 0"))
    yield "{} types of submarine missile, SLBMs, make {}.", (spelled(kinds).capitalize(), sea)
    yield (
        "the two Minutemen: {} missiles against {}, and one type counts as less than a third of "
        "the other",
        tuple(deployed[:2]),
    )


def _bombers() -> Iterator[tuple[str, tuple[object, ...]]]:
    (mark, ten), (other_mark, eight) = bomber_mark("US"), bomber_mark("USSR")
    yield (
        "the first {} of the United States count as {} each, the first {} of the Soviet Union as "
        "{} each",
        (mark, ten, other_mark, eight),
    )
    rules = datasets.load_counting_rules()
    most = rules[rules.rule.str.startswith("most ALCMs")].set_index("applies_to").value
    yield "at most {} and {}.", (most["US"], most["USSR"])
    bombers = start1("US", "B-52 (ALCM)", "deployed_vehicles")
    total = start1("US", "B-52 (ALCM)", "attributed_warheads")
    beyond, left = bombers - mark, total - mark * ten
    yield "United States had {} bombers with long-range nuclear", (bombers,)
    yield "all entered as equipped for {}", ((total - mark * ten) // (bombers - mark),)
    yield "the {} American bombers of the second kind counted as {}", (bombers, total)
    yield "The first {} make {}, so the other {} must share {}, which is {} each", (
        mark, mark * ten, beyond, left, left // beyond,
    )  # fmt: skip
    yield "$$W = {} \\cdot \\min(n, {}) + e \\cdot \\max(n - {}, 0)$$", (ten, mark, mark)
    yield "which of them are the first {}.", (mark,)
    yield "{} and {} stand in place of the {} and the {}", (other_mark, eight, mark, ten)
    yield "{} × {} + {} × {}.", (mark, ten, beyond, left // beyond)
    yield "The Soviet line bends at {} bombers, the American one at {}", (other_mark, mark)
    yield "a Soviet bomber adds {} and an American one {}", (eight, ten)
    yield "the same {} would make {}, and New START", (220, attributed_to_bombers(220, "US", 16))
    found = (attributed_to_bombers(220, "USSR", 16), other_mark, eight, 220 - other_mark)
    yield "So it is, {}: {} of them at {}, and the other {} as", found


def _of_2020() -> Iterator[tuple[str, tuple[object, ...]]]:
    force = us_force_2020()
    bombers = force[force.kind == "heavy bomber"]
    yield "about {} weapons at the bomber bases", (bombers.loaded.sum(),)
    made = [counting.count_force(force, name).warheads for name in ("START I", "SORT", "New START")]
    assert made[2] == declared_number("2020-09-01", "US", "deployed_warheads")
    yield "is {}, {} or {} warheads", tuple(made)
    yield "an estimated {} weapons at bases, or {} aircraft", (
        bombers.loaded.sum(), bombers.deployed.sum(),
    )  # fmt: skip
    yield "since {} bombers that New START calls", (bombers.non_deployed.sum(),)
    missiles = force.set_index("system")
    yield (
        "START I sees {} on every Minuteman III and {} on every Trident II",
        tuple(spelled(each) for each in missiles.attributed[["Minuteman III", "Trident II"]]),
    )
    assert missiles.loaded["Minuteman III"] == missiles.deployed["Minuteman III"]
    yield "one warhead on each Minuteman III, and", ()
    fewer = one("counting_rules", "value", system="Minuteman III, 150 missiles")
    yield "a number of {} for {} Minuteman III", (spelled(fewer), 150)


def _russia() -> Iterator[tuple[str, tuple[object, ...]]]:
    officer = start1("RU", "all systems", "attributed_warheads", "2009-08-04")
    new_start = declared_number("2011-02-05", "RU", "deployed_warheads")
    usable = start1("RU", "all systems (analyst count)", "attributed_warheads", "2009-07-01")
    forces = datasets.load_forces().query("party == 'RU'").set_index("date")
    later = int(forces.loc["2011-03-01", "warheads_max_load"])
    passed = spelled(_months("2009-08-04", "2011-02-05"))
    yield "{} months later, on 5 February 2011", (passed.capitalize(),)
    yield (
        "{} counts of Russian warheads from 2009 to 2011",
        (spelled(len({officer, new_start, usable, later})).capitalize(),),
    )
    yield "that Russia had {} warheads", (officer,)
    yield "his government declared {}.", (new_start,)
    yield "and {} warheads are gone", (officer - new_start,)
    yield "Between his {} and the declared {} stand {} unofficial estimates", (
        officer, new_start, spelled(len({usable, later})),
    )  # fmt: skip
    yield "From {} to {} the author changes", (officer, usable)
    systems = [
        start1("RU", system, "deployed_vehicles", date)
        for system, date in (
            ("all systems (analyst count)", "2009-07-01"),
            ("all systems", "2009-08-04"),
        )
    ]
    yield "counts {} missiles and bombers, and the colonel {}", tuple(systems)
    note = one("start1_exchange", "note", date="2009-07-01", system="all systems (analyst count)")
    assert "two submarines in overhaul" in note
    yield "Podvig had kept two submarines in overhaul", ()
    yield "From {} to {} the date changes, by {} months of real history", (
        usable, later, spelled(_months("2009-07-01", "2011-03-01")),
    )  # fmt: skip
    yield "From {} to {} the rule changes", (later, new_start)
    american = start1("US", "all systems", "attributed_warheads", "2009-08-04")
    declared = declared_number("2011-02-05", "US", "deployed_warheads")
    yield "from {} in the colonel's interview to {} in its own", (american, declared)
    earlier = start1("RU", "all systems", "attributed_warheads", "2001-12-05")
    yield "Russia declared {} under START I", (earlier,)
    yield "If the colonel's {} follows", (officer,)
    yield "The {} between them are", (earlier - officer,)
    yield "cut its arsenal from {} warheads to {} in {} months", (officer, new_start, passed)


def _months(first: str, last: str) -> int:
    return (pd.Period(last, "M") - pd.Period(first, "M")).n
