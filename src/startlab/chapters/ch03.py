"""Chapter 03, What counts as one warhead: forces as rows, two widgets and the exercises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from startlab import datasets
from startlab.errors import StartlabError
from startlab.exercises import exercise
from startlab.figures import marks
from startlab.figures.style import month
from startlab.models import counting

if TYPE_CHECKING:
    from matplotlib.figure import Figure

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

    Examples
    --------
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

    Parameters
    ----------
    party : {"US", "USSR"}
        Whose force.

    Examples
    --------
    >>> start1_force("US").query("equipped > 0")[["system", "deployed", "equipped"]].values.tolist()
    [['B-52 (ALCM)', 189, 12]]
    """
    table = datasets.load_start1_exchange()
    rows = table[(table.date == START1_DAY) & (table.kind == "by_type") & (table.party == party)]
    bomber = rows.leg == "heavy bomber"
    carrier = bomber & (rows.attributed_warheads > rows.deployed_vehicles)
    mark, each = bomber_mark(party)
    beyond = (rows.deployed_vehicles - mark).where(carrier & (rows.deployed_vehicles > mark))
    return pd.DataFrame(
        {
            "party": rows.party.astype(str),
            "system": rows.system,
            "kind": rows.leg.astype(str),
            "deployed": rows.deployed_vehicles,
            "attributed": rows.warheads_per_vehicle.where(~bomber),
            "bomber_kind": carrier.map({True: "LRNA", False: "other"}).where(bomber),
            "equipped": (rows.attributed_warheads - mark * each) // beyond,
        }
    ).reset_index(drop=True)


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

    Examples
    --------
    >>> us_force_2020()[["system", "deployed", "loaded"]].values.tolist()
    [['Minuteman III', 397, 397], ['Trident II', 230, 1012], ['B-52H', 36, 225], ['B-2A', 12, 75]]
    """
    table, forces = datasets.load_categories(), datasets.load_forces()
    counts: Any = table[table.date == US_DAY].set_index(["system", "category"])["count"].astype(int)
    loads = forces[forces.date == US_DAY].dropna(subset="warheads_deployed").set_index("system")
    bases = forces[(forces.date == "2020-01-01") & (forces.leg == "heavy bomber")]
    each = int(bases.warheads_deployed.iloc[0]) / counts["all heavy bombers"].deployed_heavy_bombers
    rows: list[dict[str, Any]] = []
    for system, kind, missile in (
        ("Minuteman III", "ICBM", "Minuteman III"),
        ("Trident II", "SLBM", MISSILE),
    ):
        mine = counts[system]
        rows.append({
            "system": system,
            "kind": kind,
            "deployed": mine.deployed_missiles,
            "non_deployed": mine.non_deployed_launchers,
            "empty": mine.non_deployed_launchers - mine.test_launchers,
            "loaded": int(loads.warheads_deployed.get(system, mine.deployed_missiles)),
            "attributed": attributed(missile),
        })  # fmt: skip
    for system, kind in (("B-52H", "LRNA"), ("B-2A", "other")):
        mine = counts[system]
        rows.append({
            "system": system,
            "kind": "heavy bomber",
            "deployed": mine.deployed_heavy_bombers,
            "non_deployed": mine.non_deployed_heavy_bombers,
            "empty": 0,
            "loaded": int(each * mine.deployed_heavy_bombers),
            "bomber_kind": kind,
        })  # fmt: skip
    return pd.DataFrame(rows).assign(party="US").astype({"attributed": "Int64"})


def by_rule(force: Any) -> pd.DataFrame:
    """Return what each of three treaties counts on missiles and for bombers, as rows of bars.

    Parameters
    ----------
    force : DataFrame or iterable of rows
        As for `counting.count_force`.

    Examples
    --------
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
        missiles = icbm + slbm
        label = f"{missiles:,} + {bombers:,} = {missiles + bombers:,}"
        rows += [(rule, missiles, "filled", label), (rule, bombers, "open", label)]
    return pd.DataFrame(rows, columns=["words", "number", "look", "label"]).assign(party="US")


def model_force(missiles: int = 200, loading: int = 4, bombers: int = 60) -> Figure:
    """Draw an invented force as START I, SORT and New START count it.

    Parameters
    ----------
    missiles : int
        Deployed missiles of one type, to which START I attributes eight warheads each.
    loading : int
        Warheads that one missile really carries.
    bombers : int
        Deployed heavy bombers with long-range cruise missiles, under the rule for the US.

    Examples
    --------
    >>> model_force(200, 4, 60).get_label()
    '200 missiles × 4 warheads, 60 bombers. START I: 1,600 + 600 = 2,200. SORT: 800 + 360 = 1,160.
    New START: 800 + 60 = 860.'
    """
    most = attributed(MISSILE)
    if loading > most:
        raise StartlabError(f"One missile counts as {most}, so it may not carry {loading}.")
    force = [
        counting.ForceRow("US", "missile", "SLBM", missiles, 0, missiles * loading,
                          attributed=most),
        counting.ForceRow("US", "bomber", "heavy bomber", bombers, 0, bombers * AT_BASE,
                          bomber_kind="LRNA"),
    ]  # fmt: skip
    carried = f"{loading} warhead{'s' if loading > 1 else ''}"
    return marks.bars(
        by_rule(force),
        title=f"{missiles} missiles × {carried}, {bombers} bombers",
        units="Warheads counted: filled for missiles, open for bombers",
        source=f"START I: {most} a missile. Assumed at base: {AT_BASE} for a bomber. startlab.",
        x=(0, 4500),
    )


def bomber_rule(bombers: int = 150, side: str = "US", equipped: int = 12) -> Figure:
    """Draw what START I attributes to bombers with long-range nuclear cruise missiles.

    Parameters
    ----------
    bombers : int
        Deployed heavy bombers of this kind.
    side : {"US", "USSR"}
        Whose rule: the first 150 at 10 each, or the first 180 at 8 each.
    equipped : int
        Cruise missiles for which each bomber beyond that mark is equipped.

    Examples
    --------
    >>> bomber_rule(189, "US", 12).get_label()
    'START I, United States, 189 bombers with long-range cruise missiles: 150 × 10 for the first
    150, and 39 × 12 for those beyond, 1,968 warheads. One each, as in New START, would be 189.'
    >>> bomber_rule(160, "USSR", 12).get_label()
    'START I, Soviet Union, 160 bombers with long-range cruise missiles: 160 × 8, all within the
    first 180 (beyond: 12 each), 1,280 warheads. One each, as in New START, would be 160.'
    """
    if side not in SIDES:
        raise StartlabError(f"side is {side!r}; it can be {', '.join(SIDES)}.")
    colour = {"US": "us", "USSR": "ru"}[side]
    mark, each = bomber_mark(side)
    most, beyond = 240, max(0, bombers - mark)
    value = attributed_to_bombers(bombers, side, equipped)
    ends = [0, mark, most]
    start1 = [attributed_to_bombers(end, side, equipped) for end in ends]
    lines = [
        pd.DataFrame({"line": "START I", "x": ends, "y": start1, "colour": colour}),
        pd.DataFrame({"line": "New START", "x": ends, "y": ends, "colour": "muted"}),
    ]
    parts = (
        f"{mark} × {each} for the first {mark}, and {beyond} × {equipped} for those beyond"
        if beyond
        else f"{bombers} × {each}, all within the first {mark} (beyond: {equipped} each)"
    )
    return marks.lines(
        pd.concat(lines),
        title=f"{bombers} bombers, START I, {SIDES[side]}",
        units="Warheads attributed to bombers with cruise missiles",
        source=f"Article III of START I; bombers beyond {mark} equipped for {equipped}. startlab.",
        points=pd.DataFrame({"x": [bombers], "y": value, "words": f"{value:,}", "colour": colour,
                             "side": "left" if bombers <= mark else "below right"}),
        across=[marks.Rule(f"mark at {mark}", x=mark, look="dashed")],
        x=(0, most),
        y=(0, 3100),
        x_name="bombers",
        says=f"START I, {SIDES[side]}, {bombers} bombers with long-range cruise missiles: {parts}, "
        f"{value:,} warheads. One each, as in New START, would be {bombers}.",
    )  # fmt: skip


def attributed_to_bombers(bombers: int, side: str = "US", equipped: int = 12) -> int:
    """Return how many warheads START I attributes to bombers with long-range cruise missiles."""
    row = counting.ForceRow(
        side, "bomber", "heavy bomber", bombers, bomber_kind="LRNA", equipped=equipped
    )
    return counting.count_force([row], "START I").warheads or 0


def russia_counts() -> pd.DataFrame:
    """Return four counts of Russian warheads from 2009 to 2011, as rows of bars.

    Examples
    --------
    >>> russia_counts().number.tolist()
    [3906, 2683, 2430, 1537]
    """
    exchange, forces = datasets.load_start1_exchange(), datasets.load_forces()
    declared = datasets.load_declarations()
    start1 = exchange[(exchange.party == "RU") & (exchange.kind == "total")]
    whole = forces[(forces.party == "RU") & (forces.system == "all systems")]
    load = whole.set_index("date").warheads_max_load
    counts = [
        ("START I attribution", "2009-08-04", start1.set_index("date").attributed_warheads),
        ("Estimate, usable systems", "2009-07-01", load),
        ("Estimate of another group", "2011-03-01", load),
        ("New START count", "2011-02-05",
         declared[declared.party == "RU"].set_index("date").deployed_warheads),
    ]  # fmt: skip
    rows = [
        (f"{words}, {month(when)}", int(series.loc[pd.Timestamp(when)]),
         "open" if words.startswith("Estimate") else "filled")
        for words, when, series in counts
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["words", "number", "look"]).assign(party="RU")


def _number(system: str, column: str = "attributed_warheads", party: str = "US") -> int:
    table = datasets.load_start1_exchange()
    rows = table[(table.date == START1_DAY) & (table.party == party) & (table.system == system)]
    return int(rows[column].iloc[0])


@exercise("03.1")
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
    yield "Find the row of the SS-18 in the table of 1990 and read its attributed warheads."


@exercise("03.2")
def _bombers_beyond_the_mark() -> Iterator[Any]:
    bombers, equipped = 160, 20
    mark, each = bomber_mark("US")
    answer = attributed_to_bombers(bombers, "US", equipped)
    yield answer, "The first 150 count as ten each, and only those beyond count as equipped."
    yield bombers * each, "Ten each holds only up to the mark. What of the bombers beyond it?"
    yield bombers * equipped, "Only bombers beyond the mark count as equipped."
    yield mark * each, "Those are the first 150 alone. Add the bombers beyond the mark."
    yield bombers, "One each is the rule of New START. The question is about START I."
    yield "Split the bombers at the mark of 150, count each part by its own rule, then add."


@exercise("03.3")
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
    yield "Add the warheads of all missiles to the number of all bombers."


@exercise("03.4")
def _pairs_that_may_be_subtracted() -> Iterator[Any]:
    same = {letter for letter, (one, other) in PAIRS.items() if one == other}
    yield same, "Each of these pairs was counted by one rule."
    yield same - {"C"}, "One more pair has one rule: START I counted both numbers."
    yield same - {"B"}, "One more pair has one rule: New START counted both numbers."
    yield same | {"A"}, "Pair A changes the rule: attribution in 2009, an actual count in 2011."
    yield same | {"D"}, "Pair D sets a treaty count against an outside estimate."
    yield set(PAIRS), "Some of these pairs change the rule between the two numbers."
    yield "Name the rule behind each of the two numbers. Keep the pairs with one rule."
