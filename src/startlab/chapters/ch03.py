"""Chapter 03, What counts as one warhead: a small force, real ones, bombers and the exercises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from startlab import datasets
from startlab.checks import require_choice, whole
from startlab.derived import bomber_mark
from startlab.exercises import exercise, writing
from startlab.figures import marks
from startlab.figures.style import month
from startlab.models import counting

START1_DAY, US_DAY = "1990-09-01", "2020-09-01"
SIDES = {"US": "United States", "USSR": "Soviet Union"}
# The small force: six missiles and two bombers, with the weapons at their base.
MISSILES, BOMBERS, AT_BASE = 6, 2, 16
SOURCE = "startlab, table start1_exchange; as of 1 September 1990."


def small_force(
    missiles: int = MISSILES, loading: int = 3, at_base: int = AT_BASE, *, counted: bool = True
) -> Figure:
    """Draw six missiles and two bombers, with `loading` warheads on each missile, and three counts.

    START I attributes three warheads to each missile. The bombers have cruise missiles, `at_base`
    of them in all; the rules are those for the United States.

    >>> small_force(6, 1, 0).get_label()
    'One force, three counts. Missiles: 6. 1 on each. Bombers: 2. 0 weapons at their base.
    START I: 38, 6 × 3 + 2 × 10. SORT: 6, 6 × 1 + 0. New START: 8, 6 × 1 + 2 × 1.'
    """
    most, (_, each) = attributed("Minuteman III"), bomber_mark("US")
    missiles = whole(missiles, "missiles", 1, MISSILES)
    loading, at_base = whole(loading, "loading", 1, most), whole(at_base, "at_base", 0, AT_BASE)
    silos = counting.ForceRow(
        "US", "missile", "ICBM", missiles, loaded=missiles * loading, attributed=most
    )
    planes = counting.ForceRow(
        "US", "bomber", "heavy bomber", BOMBERS, loaded=at_base, bomber_kind="LRNA"
    )
    ways = {
        "START I": f"{missiles} × {most} + {BOMBERS} × {each}",
        "SORT": f"{missiles} × {loading} + {at_base}",
        "New START": f"{missiles} × {loading} + {BOMBERS} × 1",
    }
    counts = [
        (rule, counting.count_force([silos, planes], rule).warheads, way)
        for rule, way in ways.items()
    ]
    held = [
        (f"front with {loading}", missiles, "Missiles", f"{loading} on each"),
        ("heavy bomber", BOMBERS, "Bombers", f"{at_base} weapons at their base"),
    ]
    return marks.pictograms(
        pd.DataFrame(held, columns=["kind", "count", "label", "text"]).assign(party="US"),
        counters=pd.DataFrame(counts, columns=["words", "number", "text"]) if counted else None,
        title="One force, three counts" if counted else "How many warheads is this?",
        units="Warheads" if counted else "Missiles without their covers, and bombers",
        source="Invented force, rules for the United States; startlab.",
    )


def products(count: counting.ForceCount) -> pd.DataFrame:
    """Return the warheads of each type in a count by START I as bars: vehicles × warheads each.

    >>> from startlab.derived import force_of_1990
    >>> products(counting.count_force(force_of_1990("US"), "START I")).label.tolist()[:2]
    ['384 × 8 = 3,072', '150 × 10 + 39 × 12 = 1,968']
    """
    rows = pd.DataFrame(
        [(step.system, step.value, step.kind, f"{step.units} × {step.each}")
         for step in count.steps if step.item == "warheads" and step.value],
        columns=["words", "number", "kind", "product"],
    )  # fmt: skip
    each = rows.groupby("words")
    rows["all"] = each.number.transform("sum")
    rows["label"] = each["product"].transform(" + ".join) + rows["all"].map(" = {:,}".format)
    rows["look"] = rows.kind.map({"heavy bomber": "open"}).fillna("filled")
    return rows.sort_values("all", ascending=False)


def attributed(system: str) -> int:
    """Return how many warheads START I attributes to one missile of a type."""
    rules = datasets.load_counting_rules()
    rows = rules[(rules.treaty == "START I") & (rules.rule == "attributed warheads per missile")]
    numbers = rows.set_index("system").value
    return int(numbers[require_choice(system, numbers.index, "system")])


def us_force_2020() -> pd.DataFrame:
    """Return the US force of 1 September 2020, a row a type, as `counting.count_force` takes it.

    Missiles and bombers are declared. The loading is an estimate: one warhead on each
    Minuteman III, the rest of the declared total on Trident II; for bombers the published estimate
    of weapons at their bases, split by number of bombers.

    >>> us_force_2020()[["system", "deployed", "loaded"]].values.tolist()
    [['Minuteman III', 397, 397], ['Trident II', 230, 1012], ['B-52H', 36, 225], ['B-2A', 12, 75]]
    """
    table, forces = datasets.load_categories(), datasets.load_forces()
    table = table[table.date == US_DAY]
    counts: Any = table.pivot(index="system", columns="category", values="count")
    loads = forces[forces.date == US_DAY].set_index("system").warheads_deployed.dropna()
    bases = forces[(forces.date == "2020-01-01") & (forces.leg == "heavy bomber")]
    each = bases.warheads_deployed.iloc[0] / counts.deployed_heavy_bombers["all heavy bombers"]
    missiles, bombers = counts.loc[["Minuteman III", "Trident II"]], counts.loc[["B-52H", "B-2A"]]
    empty = missiles.non_deployed_launchers
    force = pd.concat([
        pd.DataFrame({
            "kind": ["ICBM", "SLBM"],
            "deployed": missiles.deployed_missiles,
            "non_deployed": empty,
            "empty": empty - missiles.test_launchers,
            "loaded": loads.reindex(missiles.index).fillna(missiles.deployed_missiles),
            "attributed": [attributed("Minuteman III"), attributed("Trident II D-5")],
        }),
        pd.DataFrame({
            "kind": "heavy bomber",
            "deployed": bombers.deployed_heavy_bombers,
            "non_deployed": bombers.non_deployed_heavy_bombers,
            "empty": 0,
            "loaded": (each * bombers.deployed_heavy_bombers).astype(int),
            "bomber_kind": ["LRNA", "other"],
        }),
    ])  # fmt: skip
    numbers = dict.fromkeys(["deployed", "non_deployed", "empty", "loaded"], int)
    return force.astype({**numbers, "attributed": "Int64"}).assign(party="US").reset_index()


def by_rule(force: Any) -> pd.DataFrame:
    """Return what each of three treaties counts on missiles and for bombers, as rows of bars.

    >>> by_rule(us_force_2020()).drop_duplicates("words")[["words", "label"]].values.tolist()
    [['START I', '3,590 + 372 = 3,962'], ['SORT', '1,409 + 300 = 1,709'],
     ['New START', '1,409 + 48 = 1,457']]
    """
    rows = []
    for rule in counting.RULES:
        count = counting.count_force(force, rule)
        icbm, slbm, bombers = (
            count.subtotal("warheads", kind) or 0 for kind in ("ICBM", "SLBM", "heavy bomber")
        )
        label = f"{icbm + slbm:,} + {bombers:,} = {icbm + slbm + bombers:,}"
        rows += [(rule, icbm + slbm, "filled", label), (rule, bombers, "open", label)]
    return pd.DataFrame(rows, columns=["words", "number", "look", "label"]).assign(party="US")


def bomber_rule(bombers: int = 150, side: str = "US", equipped: int = 12) -> Figure:
    """Draw what START I attributes to bombers with long-range nuclear cruise missiles.

    The first 150 of the US (`side` "US") count as 10 each, the first 180 of the USSR as 8 each;
    those beyond as the number of cruise missiles for which each is `equipped`.

    >>> bomber_rule(189, "US", 12).get_label()
    'START I, United States, 189 bombers with long-range cruise missiles: 150 × 10 for the first
    150, and 39 × 12 for those beyond, 1,968 warheads. One each, as in New START, would be 189.'
    """
    name = SIDES[require_choice(side, SIDES, "side")]
    colour = {"US": "us", "USSR": "ru"}[side]
    mark, each = bomber_mark(side)
    most = 240
    value = attributed_to_bombers(whole(bombers, "bombers", 0, most), side, equipped)
    ends = [0, mark, most]
    start1 = [attributed_to_bombers(end, side, equipped) for end in ends]
    lines = [
        pd.DataFrame({"line": "START I", "x": ends, "y": start1, "colour": colour}),
        pd.DataFrame({"line": "New START", "x": ends, "y": ends, "colour": "muted"}),
    ]
    point = pd.DataFrame({"x": [bombers], "y": value, "words": f"{value:,}", "colour": colour})
    parts = f"{bombers} × {each}, all within the first {mark} (beyond: {equipped} each)"
    if bombers > mark:
        beyond = f"{bombers - mark} × {equipped} for those beyond"
        parts = f"{mark} × {each} for the first {mark}, and {beyond}"
    return marks.lines(
        pd.concat(lines),
        title=f"{bombers} bombers, START I, {name}",
        units="Warheads attributed to bombers with cruise missiles",
        source=f"Article III of START I; bombers beyond {mark} equipped for {equipped}. startlab.",
        points=point.assign(side="left" if bombers <= mark else "below right"),
        across=[marks.Rule(f"mark at {mark}", x=mark, look="dashed")],
        x=(0, most),
        y=(0, 3100),
        x_name="bombers",
        says=f"START I, {name}, {bombers} bombers with long-range cruise missiles: {parts}, "
        f"{value:,} warheads. One each, as in New START, would be {bombers}.",
    )


def attributed_to_bombers(bombers: int, side: str = "US", equipped: int = 12) -> int:
    """Return how many warheads START I attributes to bombers with long-range cruise missiles."""
    name, bombers = require_choice(side, SIDES, "side"), whole(bombers, "bombers")
    row = counting.ForceRow(
        name, "bomber", "heavy bomber", bombers, bomber_kind="LRNA", equipped=equipped
    )
    return counting.count_force([row], "START I").warheads or 0


def russia_counts() -> pd.DataFrame:
    """Return four counts of Russian warheads from 2009 to 2011, as rows of bars.

    >>> russia_counts().number.tolist()
    [3906, 2683, 2430, 1537]
    """
    start1 = datasets.load_start1_exchange().query("party == 'RU' and level == 'total'")
    loads = datasets.load_forces().query("party == 'RU' and system == 'all systems'")
    declared = datasets.load_declarations().query("party == 'RU'")
    start1, loads, declared = (table.set_index("date") for table in (start1, loads, declared))
    rows = [
        (f"{words}, {month(when)}", int(numbers[when]), look)
        for words, when, numbers, look in (
            ("START I attribution", "2009-08-04", start1.attributed_warheads, "filled"),
            ("Estimate of one analyst", "2009-07-01", loads.warheads_max_load, "open"),
            ("Estimate of another group", "2011-03-01", loads.warheads_max_load, "open"),
            ("New START count", "2011-02-05", declared.deployed_warheads, "filled"),
        )
    ]
    return pd.DataFrame(rows, columns=["words", "number", "look"]).assign(party="RU")


def _number(system: str, column: str = "attributed_warheads", party: str = "US") -> int:
    table = datasets.load_start1_exchange()
    rows = table[(table.date == START1_DAY) & (table.party == party) & (table.system == system)]
    return int(rows[column].iloc[0])


@exercise(
    "03.1",
    unit="warheads",
    look="How did START I count the forces of 1990?",
    variants={"scrapped": range(40, 100, 5), "built": range(150, 400, 25)},
)
def _trade(scrapped: int = 60, built: int = 350) -> Iterator[Any]:
    heavy, mobile = (
        _number(system, "warheads_per_vehicle", "USSR")
        for system in ("SS-18", "SS-25 (road-mobile)")
    )
    gone, more = scrapped * heavy, built * mobile
    if gone <= more:
        return
    yield gone - more, f"{built - scrapped} missiles more, and still {gone - more} warheads fewer."
    yield gone, f"That is what goes. What do the {built} new missiles add?"
    yield more - gone, "The size is right. A fall is given here without a sign."
    yield built - scrapped, "That counts missiles. Each type counts as its own number of warheads."
    yield more, "That is what the new missiles add. How much goes with the old ones?"
    yield "What number does the treaty attribute to each of the two types?"
    yield "Multiply each number of missiles by what the table attributes to one of them. Subtract."


@exercise(
    "03.2",
    unit="missiles",
    look="How many warheads is one bomber?",
    variants={"bombers": range(160, 210, 5), "total": range(1600, 3250, 50)},
)
def _equipped(bombers: int = 200, total: int = 2350) -> Iterator[Any]:
    mark, each = bomber_mark("US")
    beyond, left = bombers - mark, total - mark * each
    if beyond < 1 or left < beyond or left % beyond:
        return
    yield left // beyond, f"The first {mark} take {mark * each:,}; {beyond} bombers share the rest."
    yield total / bombers, f"That spreads the total evenly, but the first {mark} count as {each}."
    yield left, f"That is what is left for all {beyond} of them. How much is it for one?"
    yield total / beyond, f"The first {mark} have their share in this total. Take it off first."
    yield each, f"That is the number for the first {mark}."
    yield "How much of the total do the first bombers use up?"
    yield f"Take {mark} × {each} off the total, then divide by the number of bombers beyond {mark}."


@exercise("03.3", unit="warheads", look="How many warheads is one bomber?")
def _bombers_as_one() -> Iterator[Any]:
    missiles = _number("all ICBMs and SLBMs", party="USSR")
    bombers = _number("all heavy bombers", "deployed_vehicles", "USSR")
    weapons = _number("all heavy bombers", party="USSR")
    plain = _number("Bear (non-ALCM)", "deployed_vehicles", "USSR")
    yield missiles + bombers, "One word in a column, and the bombers nearly drop out of the count."
    yield missiles, "That leaves the bombers out. Each still counts as one."
    yield missiles + weapons, "That is the START I total: the column has not changed yet."
    yield weapons - bombers, "That is how much the total falls. What is left of the total?"
    yield missiles + bombers - plain, "Bombers without cruise missiles count as one as well."
    yield "For which kind of bomber does START I count one warhead?"
    yield 'Give every bomber the `bomber_kind` "other" with `ussr.assign(...)`, and count again.'


@exercise(
    "03.4",
    look="How would you count this force?",
    verdicts=("speaks for attribution", "does not speak for attribution"),
)
def _for_attribution() -> Iterator[Any]:
    right = {"A", "C"}
    yield right, "An actual count has the other two on its side. Neither pair settles it."
    yield {"A"}, "One more: think of what happens to each number when missiles are loaded again."
    yield {"C"}, "One more: think of what an inspector has to find under each rule."
    yield (
        right | {"B"},
        "B: what falls under attribution, if the missile stays and only its load goes?",
    )
    yield right | {"D"}, "D asks what is loaded. Attribution does not look."
    yield set("BD"), "Those two speak for the other rule."
    yield {
        "A": "For: an attributed count needs launchers, which satellites and inspectors can find. "
        "Against: inspectors still had to look whether a missile carried more than its number.",
        "B": "For: under START I unloading could count too, where a lower number was agreed. "
        "Against: without such an agreement only scrapping counts.",
        "C": "For: a missile keeps its number, unloaded or loaded again. Against: the number is "
        "agreed and is no capacity; a missile that carries more makes it false, too.",
        "D": "For: where every missile is full, the two counts agree. Against: else the attributed "
        "number is far above what is on the missiles.",
    }
    yield "Which rule needs to know what is under the nose?"
    yield "Take each argument and ask which count it would move, or which it would make simpler."


@writing("03.5")
def _correction() -> Iterator[Any]:
    counts = russia_counts().number.tolist()
    before, after = counts[0], counts[-1]
    start1 = datasets.load_start1_exchange().query("party == 'RU' and level == 'total'")
    first = int(start1.set_index("date").attributed_warheads["2001-12-05"])
    yield (
        f"Your report subtracts {after:,} from {before:,}, but the numbers follow different rules. "
        "The older treaty gave each type of missile a fixed number of warheads; the newer one "
        "counts what is on the missiles. If both follow the older rule, as it seems, Russia went "
        f"from {first:,} in December 2001 to {before:,} in August 2009."
    )
    yield (
        f"The fall of {before - after:,} is not a number of warheads taken apart. In that time a "
        "new treaty changed what counts as a warhead, and neither number includes storage. "
        f"You may safely print: “Russia declared {after:,} deployed warheads under New START.”"
    )
    yield [
        "the two rules, each in words that a reader of newspapers knows",
        "what the difference cannot show, without the claim that nothing was reduced",
        "a sentence or a comparison that the paper could print instead",
        "no blame: both numbers were true by their rules",
    ]
