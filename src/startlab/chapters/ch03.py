"""Chapter 03, What counts as one warhead: forces as rows, two widgets and the exercises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from startlab import datasets
from startlab.checks import require_choice
from startlab.errors import StartlabError
from startlab.exercises import exercise, writing
from startlab.figures import marks
from startlab.figures.style import month
from startlab.models import counting

START1_DAY, US_DAY = "1990-09-01", "2020-09-01"
SIDES = {"US": "United States", "USSR": "Soviet Union"}
# The invented force: warheads at the base of each bomber, as SORT counts them.
AT_BASE = 6
MISSILE = "Trident II D-5"
SOURCE = f"startlab, table start1_exchange; sources reach {datasets.AS_OF}."
# The pairs of exercise 03.4: for each count the rule by which it was made.
PAIRS = {
    "A": ("START I", "New START"),
    "B": ("New START", "New START"),
    "C": ("START I", "START I"),
    "D": ("START I", "analyst"),
}


def bomber_mark(side: str) -> tuple[int, int]:
    """Return how many bombers with cruise missiles START I counts alike, and as how many each.

    >>> bomber_mark("US"), bomber_mark("USSR")
    ((150, 10), (180, 8))
    """
    rules = datasets.load_counting_rules()
    first = rules[(rules.applies_to == side) & rules.system.str.contains(", first ")].iloc[0]
    return int(str(first.system).rsplit(maxsplit=1)[-1]), int(first.value)


def start1_force(party: str = "US") -> pd.DataFrame:
    """Return the force of 1 September 1990, a row a type, as `counting.count_force` takes it.

    A bomber to which more than one warhead is attributed carries long-range cruise missiles. For
    how many those beyond the mark are `equipped` is left when the first are taken off the total.

    >>> start1_force("US").query("equipped > 0")[["system", "deployed", "equipped"]].values.tolist()
    [['B-52 (ALCM)', 189, 12]]
    """
    table = datasets.load_start1_exchange()
    rows = table[(table.date == START1_DAY) & (table.kind == "by_type") & (table.party == party)]
    bomber = rows.leg == "heavy bomber"
    carrier = bomber & (rows.attributed_warheads > rows.deployed_vehicles)
    mark, each = bomber_mark(party)
    beyond = (rows.deployed_vehicles - mark).where(carrier & (rows.deployed_vehicles > mark))
    return pd.DataFrame({
        "party": rows.party.astype(str),
        "system": rows.system,
        "kind": rows.leg.astype(str),
        "deployed": rows.deployed_vehicles,
        "attributed": rows.warheads_per_vehicle.where(~bomber),
        "bomber_kind": carrier.map({True: "LRNA", False: "other"}).where(bomber),
        "equipped": (rows.attributed_warheads - mark * each) // beyond,
    }).reset_index(drop=True)  # fmt: skip


def products(count: counting.ForceCount) -> pd.DataFrame:
    """Return the warheads of each type in a count by START I as bars: vehicles × warheads each.

    >>> products(counting.count_force(start1_force("US"), "START I")).label.tolist()[:2]
    ['384 × 8 = 3,072', '150 × 10 + 39 × 12 = 1,968']
    """
    rows = pd.DataFrame(
        [(step.system, step.value, step.kind, step.text)
         for step in count.steps if step.item == "warheads" and step.value],
        columns=["words", "number", "kind", "text"],
    )  # fmt: skip
    rows["product"] = rows.text.str.replace(r"^(\d+) .* x (\d+)$", r"\1 × \2", regex=True)
    each = rows.groupby("words")
    rows["all"] = each.number.transform("sum")
    rows["label"] = each["product"].transform(" + ".join) + rows["all"].map(" = {:,}".format)
    rows["look"] = rows.kind.map({"heavy bomber": "open"}).fillna("filled")
    return rows.sort_values("all", ascending=False)


def attributed(system: str) -> int:
    """Return how many warheads START I attributes to one missile of a type."""
    rules = datasets.load_counting_rules()
    rows = rules[(rules.treaty == "START I") & (rules.system == system)]
    return int(rows[rows.rule == "attributed warheads per missile"].value.iloc[0])


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
            "attributed": [attributed("Minuteman III"), attributed(MISSILE)],
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


def model_force(missiles: int = 200, loading: int = 4, bombers: int = 60) -> Figure:
    """Draw an invented force as START I, SORT and New START count it.

    START I attributes eight warheads to each missile; `loading` is what one really carries. The
    heavy bombers have long-range cruise missiles; the rules are those for the United States.

    >>> model_force(200, 4, 60).get_label()
    '200 missiles × 4 warheads, 60 bombers. START I: 1,600 + 600 = 2,200. SORT: 800 + 360 = 1,160.
    New START: 800 + 60 = 860.'
    """
    most = attributed(MISSILE)
    if loading > most:
        raise StartlabError(f"One missile counts as {most}, so it may not carry {loading}.")
    submarines = counting.ForceRow(
        "US", "missile", "SLBM", missiles, 0, missiles * loading, attributed=most
    )
    planes = counting.ForceRow(
        "US", "bomber", "heavy bomber", bombers, 0, bombers * AT_BASE, bomber_kind="LRNA"
    )
    carried = f"{loading} warhead{'s' if loading > 1 else ''}"
    return marks.bars(
        by_rule([submarines, planes]),
        title=f"{missiles} missiles × {carried}, {bombers} bombers",
        units="Warheads counted: filled for missiles, open for bombers",
        source=f"START I: {most} a missile. Assumed at base: {AT_BASE} for a bomber. startlab.",
        x=(0, 4500),
    )


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
    most, value = 240, attributed_to_bombers(bombers, side, equipped)
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
    row = counting.ForceRow(
        side, "bomber", "heavy bomber", bombers, bomber_kind="LRNA", equipped=equipped
    )
    return counting.count_force([row], "START I").warheads or 0


def russia_counts() -> pd.DataFrame:
    """Return four counts of Russian warheads from 2009 to 2011, as rows of bars.

    >>> russia_counts().number.tolist()
    [3906, 2683, 2430, 1537]
    """
    start1 = datasets.load_start1_exchange().query("party == 'RU' and kind == 'total'")
    loads = datasets.load_forces().query("party == 'RU' and system == 'all systems'")
    declared = datasets.load_declarations().query("party == 'RU'")
    start1, loads, declared = (table.set_index("date") for table in (start1, loads, declared))
    rows = [
        (f"{words}, {month(when)}", int(numbers[when]), look)
        for words, when, numbers, look in (
            ("START I attribution", "2009-08-04", start1.attributed_warheads, "filled"),
            ("Estimate, usable systems", "2009-07-01", loads.warheads_max_load, "open"),
            ("Estimate of another group", "2011-03-01", loads.warheads_max_load, "open"),
            ("New START count", "2011-02-05", declared.deployed_warheads, "filled"),
        )
    ]
    return pd.DataFrame(rows, columns=["words", "number", "look"]).assign(party="RU")


def _number(system: str, column: str = "attributed_warheads", party: str = "US") -> int:
    table = datasets.load_start1_exchange()
    rows = table[(table.date == START1_DAY) & (table.party == party) & (table.system == system)]
    return int(rows[column].iloc[0])


@exercise("03.1", unit="warheads", look="How did START I count in 1990?")
def _ss18() -> Iterator[Any]:
    limits = datasets.load_limits()
    heavy = limits[(limits.treaty == "START I") & (limits["item"] == "heavy_icbm_warheads")]
    yield _number("SS-18", party="USSR"), "Each of them counts as ten, whatever it carries."
    yield (
        _number("SS-18", "deployed_vehicles", "USSR"),
        "That is the number of missiles. How many warheads does each count as?",
    )
    yield (
        _number("SS-18", "warheads_per_vehicle", "USSR"),
        "That is the number for one missile. The question is about all of them.",
    )
    yield heavy.limit_value.iloc[0], "That is the limit for 2001, not the number of 1990."
    yield "Which column counts warheads rather than missiles?"
    yield "Find the row of the SS-18 in the table of 1990 and read its attributed warheads."


@exercise("03.2", unit="warheads", look="How many warheads is one bomber?")
def _bombers_beyond_the_mark() -> Iterator[Any]:
    bombers, equipped = 160, 20
    mark, each = bomber_mark("US")
    answer = attributed_to_bombers(bombers, "US", equipped)
    yield answer, "The first 150 count as ten each, and only those beyond count as equipped."
    yield bombers * each, "Ten each holds only up to the mark. What of the bombers beyond it?"
    yield bombers * equipped, "Only bombers beyond the mark count as equipped."
    yield mark * each, "Those are the first 150 alone. Add the bombers beyond the mark."
    yield bombers, "One each is the rule of New START. The question is about START I."
    yield "How many of these bombers are beyond the mark?"
    yield "Split the bombers at the mark of 150, count each part by its own rule, then add."


@exercise("03.3", unit="warheads", look="What if three treaties count the same force?")
def _bombers_as_one() -> Iterator[Any]:
    missiles = _number("all ICBMs and SLBMs")
    bombers = _number("all heavy bombers", "deployed_vehicles")
    weapons = _number("all heavy bombers")
    yield missiles + bombers, "Only the bombers change: their warheads give way to their number."
    yield missiles, "That leaves the bombers out. Each still counts as one."
    yield missiles + weapons, "That is the START I total. Count one for each bomber instead."
    yield (
        missiles + weapons - bombers,
        "Take away the warheads of the bombers, then add one for each bomber.",
    )
    yield weapons - bombers, "That is how much the total falls. What is left of the total?"
    yield "Which part of the force changes its rule, and which part keeps it?"
    yield "Add the warheads of all missiles to the number of all bombers."


@exercise("03.4", look="How much of a drop is disarmament?")
def _pairs_that_may_be_subtracted() -> Iterator[Any]:
    same = {letter for letter, (one, other) in PAIRS.items() if one == other}
    yield same, "Each of these pairs was counted by one rule."
    yield same - {"C"}, "One more pair has one rule: START I counted both numbers."
    yield same - {"B"}, "One more pair has one rule: New START counted both numbers."
    yield same | {"A"}, "Pair A changes the rule: attribution in 2009, an actual count in 2011."
    yield same | {"D"}, "Pair D sets a treaty count against an outside estimate."
    yield set(PAIRS), "Some of these pairs change the rule between the two numbers."
    yield {
        "A": "For: one party, two dates, both numbers from official exchanges. Against: START I "
        "attributed warheads, New START counted them.",
        "B": "For: New START counted both numbers, and half a year lies between them. Against: "
        "little, for a rise on this scale may come from maintenance.",
        "C": "For: START I attributed warheads at both dates. Against: the number follows the "
        "agreed attribution, and so need not show what was on the missiles.",
        "D": "For: the dates lie close together. Against: one is a treaty count, the other an "
        "estimate by an outside analyst.",
    }
    yield "By which rule was each of the two numbers in a pair counted?"
    yield "Name the rule behind each of the two numbers. Keep the pairs with one rule."


@writing("03.5")
def _correction() -> Iterator[Any]:
    counts = russia_counts().number.tolist()
    before, after = counts[0], counts[-1]
    start1 = datasets.load_start1_exchange().query("party == 'RU' and kind == 'total'")
    first = int(start1.set_index("date").attributed_warheads["2001-12-05"])
    yield (
        f"Your report subtracts {after:,} from {before:,}, but the numbers follow different rules. "
        "The older treaty gave each type of missile a fixed number of warheads; the newer one "
        "counts what is on the missiles. By the older rule alone, Russia went from "
        f"{first:,} in December 2001 to {before:,} in August 2009."
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
