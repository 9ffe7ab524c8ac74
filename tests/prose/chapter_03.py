"""Numbers in the prose of chapter 03."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from startlab import counting, datasets
from startlab.chapters.ch03 import bomber_rule, start1_force, us_force_2020
from startlab.exercises import declared_number

from . import one

ALLOWED = {
    "If all are equipped for 16 cruise missiles": "a value chosen for the question of the widget",
    "SS-18": "the name of a type of missile",
    "attribute to 160 United States bombers": "an invented force for the exercise",
    "each of them is equipped for 20?": "an invented force for the exercise",
    "if all are equipped for 16 cruise missiles": "a value chosen for the question",
    "With equipment for 16 cruise missiles": "the value chosen in the question",
    "adds 16, so that 220 of them": "values of the controls",
    "counts 220 bombers as 220 warheads": "the last value of the slider, one each",
}


def start1(party: str, system: str, column: str, date: str = "1990-09-01") -> int:
    return int(one("start1_exchange", column, date=date, party=party, system=system))


def rule(system: str, party: str) -> int:
    table = datasets.load_counting_rules()
    rows = table[(table.applies_to == party) & table.system.str.startswith(system)]
    return int(rows.value.dropna().iloc[0])


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    rules = datasets.load_counting_rules()
    fixed = rules[(rules.treaty == "START I") & (rules.rule == "attributed warheads per missile")]
    low, high = fixed.value.min(), fixed.value.max()
    yield "The attributed numbers run from {} to {}", (low, high)
    counts = {p: counting.count_force(start1_force(p), "START I") for p in ("US", "USSR")}
    types = sum(len(start1_force(p).query("deployed > 0")) for p in counts)
    us, ussr = counts["US"], counts["USSR"]
    assert us.warheads == start1("US", "all systems", "attributed_warheads")
    assert ussr.vehicles == start1("USSR", "all systems", "deployed_vehicles")
    numbers = (types, us.warheads, us.vehicles, ussr.warheads, ussr.vehicles)
    yield (
        "numbers of {} types of weapon add up to {} warheads on {} delivery vehicles for the "
        "United States, and to {} warheads on {} delivery vehicles",
        numbers,
    )
    sea = us.subtotal("warheads", "SLBM")
    assert us.warheads < 2 * sea
    by_type = start1_force("US").query("kind == 'SLBM' and deployed > 0")
    assert len(by_type) == 3  # the prose says three types
    three, eight = (rule(missile, "US") for missile in ("Minuteman III", "Trident II"))
    assert (three, eight, rule("Minuteman II", "US")) == (3, 8, 1)  # in words in the prose
    yield "account for {} attributed warheads", (sea,)
    minutemen = [start1("US", f"Minuteman {n}", "deployed_vehicles") for n in ("II", "III")]
    yield "{} against {}", tuple(minutemen)
    us_first = "Heavy bombers with long-range nuclear ALCMs, first 150"
    ussr_first = "Heavy bombers with long-range nuclear ALCMs, first 180"
    mark, other_mark = us_first.split()[-1], ussr_first.split()[-1]
    ten, eight = rule(us_first, "US"), rule(ussr_first, "USSR")
    yield "the first {} of the United States count as {} warheads each", (mark, ten)
    yield "the first {} of the Soviet Union as {} each", (other_mark, eight)
    most = [rule("Heavy bombers with long-range nuclear ALCMs", p) for p in ("US", "USSR")]
    yield "at the most {} for the United States and {} for the Soviet Union", tuple(most)
    bombers = start1("US", "B-52 (ALCM)", "deployed_vehicles")
    beyond = bombers - int(mark)
    each = (start1("US", "B-52 (ALCM)", "attributed_warheads") - int(mark) * ten) // beyond
    yield "declared {} bombers of this category, so that {} of them", (bombers, beyond)
    yield "leaves exactly {} warheads for each", (each,)
    yield "The {}th bomber of the United States adds {} warheads", (mark, ten)
    yield "bends at {} bombers and the line of the Soviet Union at {}", (mark, other_mark)
    words = bomber_rule(220, "US", 16).get_label()
    total = next(w for w in words.split() if w.startswith("2,6"))
    yield "make {} warheads, although the first {} count as only {}", (total, mark, ten)
    force = us_force_2020()
    at_bases = force[force.kind == "heavy bomber"].loaded.sum()
    yield "about {} nuclear weapons at the bomber bases", (at_bases,)
    made = [counting.count_force(force, name).warheads for name in ("START I", "SORT", "New START")]
    assert made[2] == declared_number("2020-09-01", "US", "deployed_warheads")
    yield "become {}, {} or {} warheads", tuple(made)
    deployed = force[force.kind == "heavy bomber"].deployed.sum()
    yield "an estimated {} weapons at bases are replaced by {} aircraft", (at_bases, deployed)
    spare = force[force.kind == "heavy bomber"].non_deployed.sum()
    yield "leaves out {} bombers", (spare,)
    yield "by {} under START I, by {} under SORT with our assumption, and by {} under", added()
    officer = start1("RU", "all systems", "attributed_warheads", "2009-08-04")
    new_start = declared_number("2011-02-05", "RU", "deployed_warheads")
    usable = start1("RU", "all systems (analyst count)", "attributed_warheads", "2009-07-01")
    forces = datasets.load_forces().query("party == 'RU'").set_index("date")
    later = int(forces.loc["2011-03-01", "warheads_max_load"])
    assert _months("2009-08-04", "2011-02-05") == 18  # the prose says eighteen months
    assert _months("2009-07-01", "2011-03-01") == 20  # and twenty
    yield "that Russia had {} warheads", (officer,)
    yield "Because Russia declared {} warheads", (new_start,)
    yield "conclude that {} warheads", (officer - new_start,)
    yield "From {} to {} the scope changes", (officer, usable)
    yield "From {} to {} the date changes", (usable, later)
    yield "From {} to {} the rule changes", (later, new_start)
    american = start1("US", "all systems", "attributed_warheads", "2009-08-04")
    declared = declared_number("2011-02-05", "US", "deployed_warheads")
    yield "with {} warheads in the colonel's interview and {} in the", (american, declared)
    earlier = start1("RU", "all systems", "attributed_warheads", "2001-12-05")
    yield "Russia declared {} warheads under START I", (earlier,)
    yield "the colonel's {} can be compared", (officer,)
    yield "The reduction of {}", (earlier - officer,)
    yield "A: Russia had {} warheads in August 2009 and {} on", (officer, new_start)
    autumn = declared_number("2011-09-01", "RU", "deployed_warheads")
    yield "B: Russia had {} warheads on 5 February 2011 and {} on", (new_start, autumn)
    minuteman = [
        start1("US", "Minuteman III", "attributed_warheads", date)
        for date in ("1990-09-01", "2001-01-01")
    ]
    yield "counted as {} on 1 September 1990 and as {} in", tuple(minuteman)
    yield "D: Russia had {} warheads in August 2009 and {} on", (officer, usable)
    yield "cut its arsenal from {} warheads to {} in", (officer, new_start)


def _months(first: str, last: str) -> int:
    return (pd.Period(last, "M") - pd.Period(first, "M")).n


def added() -> tuple[int, ...]:
    """Return what thirty bombers more add under each rule, with six weapons at the base of each."""
    row = counting.ForceRow("US", "b", "heavy bomber", 30, 0, 30 * 6, bomber_kind="LRNA")
    return tuple(counting.count_force([row], name).warheads or 0 for name in counting.RULES)
