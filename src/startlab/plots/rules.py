"""Figures of the counting rules: one force, several counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from startlab import counting, datasets
from startlab.errors import StartlabError
from startlab.figures.style import LIGHT, month
from startlab.plots.house import (
    BARS,
    checked,
    day,
    house_figure,
    rows_only,
    thousands,
    worded_bar,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

START1_DAY = "1990-09-01"
SIDES = {"US": "United States", "USSR": "Soviet Union"}
COLOURS = {"US": LIGHT["us"], "USSR": LIGHT["ru"]}
# Bombers equipped for long-range nuclear cruise missiles in the data of 1990. The 39 US bombers
# beyond the first 150 are equipped for 12 each, by division: see the note of that row.
CARRIERS = {"B-52 (ALCM)": 12, "Bear (ALCM)": 8, "Blackjack": 8}
# The invented force: one type of missile, one type of bomber, and what SORT needs to know.
MODEL_MISSILE = "Trident II D-5"
MODEL_WEAPONS_AT_BASE = 6
SPLIT_DAY = "2020-09-01"


def start1_force(party: str = "US") -> pd.DataFrame:
    """Return the strategic force of 1 September 1990 as rows for `counting.count_force`.

    Parameters
    ----------
    party : {"US", "USSR"}
        Whose force.

    Returns
    -------
    pandas.DataFrame
        A row a type: deployed, the number attributed to one missile, the kind of bomber, and for
        bombers with long-range cruise missiles how many one is equipped for.

    Raises
    ------
    StartlabError
        If the party is not one of the two.

    Examples
    --------
    >>> len(start1_force("USSR"))
    17
    """
    checked("party", party, SIDES)
    table = datasets.load_start1_exchange()
    rows = table[(table.date == START1_DAY) & (table.kind == "by_type") & (table.party == party)]
    bomber = rows.leg == "heavy bomber"
    kind = rows.system.isin(list(CARRIERS)).map({True: "LRNA", False: "other"})
    return pd.DataFrame(
        {
            "party": rows.party.astype(str),
            "system": rows.system,
            "kind": rows.leg.astype(str),
            "deployed": rows.deployed_vehicles,
            "attributed": rows.warheads_per_vehicle.where(~bomber),
            "bomber_kind": kind.where(bomber),
            "equipped": rows.system.map(CARRIERS),
        }
    ).reset_index(drop=True)


def us_force_2020() -> pd.DataFrame:
    """Return the US force of 1 September 2020 as rows for `counting.count_force`.

    Returns
    -------
    pandas.DataFrame
        A row a type. Numbers of missiles and bombers are declared. The loading is an estimate:
        one warhead on each Minuteman III, the rest of the declared total on Trident II; for
        bombers the published estimate of weapons at their bases, split by number of bombers.

    Examples
    --------
    >>> us_force_2020()[["system", "deployed", "loaded"]].values.tolist()
    [['Minuteman III', 397, 397], ['Trident II', 230, 1012], ['B-52H', 36, 225], ['B-2A', 12, 75]]
    """
    table = datasets.load_categories()
    counts = table[table.date == SPLIT_DAY].set_index(["system", "category"])["count"]
    forces = datasets.load_forces()
    derived = forces[(forces.date == SPLIT_DAY) & forces.warheads_deployed.notna()]
    bases = forces[(forces.date == "2020-01-01") & (forces.leg == "heavy bomber")]
    at_bases, bombers = int(bases.warheads_deployed.iloc[0]), counts["all heavy bombers"]
    rows: list[dict[str, Any]] = []
    for system, kind, attributed in (
        ("Minuteman III", "ICBM", _attributed("Minuteman III")),
        ("Trident II", "SLBM", _attributed(MODEL_MISSILE)),
    ):
        deployed = int(counts[system]["deployed_missiles"])
        spare = int(counts[system]["non_deployed_launchers"])
        known = derived[derived.system == system].warheads_deployed
        rows.append(
            {
                "system": system,
                "kind": kind,
                "deployed": deployed,
                "non_deployed": spare,
                "empty": spare - int(counts[system]["test_launchers"]),
                "loaded": int(known.iloc[0]) if len(known) else deployed,
                "attributed": attributed,
            }
        )
    for system, sort in (("B-52H", "LRNA"), ("B-2A", "other")):
        deployed = int(counts[system]["deployed_heavy_bombers"])
        rows.append(
            {
                "system": system,
                "kind": "heavy bomber",
                "deployed": deployed,
                "non_deployed": int(counts[system]["non_deployed_heavy_bombers"]),
                "empty": 0,
                "loaded": at_bases * deployed // int(bombers["deployed_heavy_bombers"]),
                "bomber_kind": sort,
            }
        )
    return pd.DataFrame(rows).assign(party="US").astype({"attributed": "Int64"})


def _attributed(system: str) -> int:
    rules = datasets.load_counting_rules()
    row = rules[
        (rules.treaty == "START I")
        & (rules.system == system)
        & (rules.rule == "attributed warheads per missile")
    ]
    return int(row.value.iloc[0])


def attribution_bars(party: str = "US") -> Figure:
    """Draw the warheads that START I attributed to each type on 1 September 1990.

    Parameters
    ----------
    party : {"US", "USSR"}
        Whose force.

    Returns
    -------
    matplotlib.figure.Figure
        One bar a type, missiles filled and bombers open, each with its multiplication.

    Raises
    ------
    StartlabError
        If the party is not one of the two.

    Examples
    --------
    >>> attribution_bars("US").get_label()
    'Warheads that START I attributed to the United States on 1 September 1990, by type. The
    largest is Trident I C-4: 384 × 8 = 3,072. Missiles: 8,210; bombers: 2,353; 10,563 in all on
    2,246 missiles and bombers.'
    """
    force = start1_force(party)
    count = counting.count_force(force, "START I")
    steps: dict[str, list[counting.Step]] = {}
    for step in count.steps:
        if step.item == "warheads" and step.value:
            steps.setdefault(step.system, []).append(step)
    bars = [
        (sum(step.value or 0 for step in parts), system, parts) for system, parts in steps.items()
    ]
    bars.sort(key=lambda bar: -bar[0])
    title = f"START I, {SIDES[party]}, {day(START1_DAY)}"
    foot = f"Data exchanged under START I; compiled by startlab. As of {day(START1_DAY)}."
    units = "Attributed warheads: filled for missiles, open for bombers"
    height = 1.5 + 0.3 * len(bars)
    with house_figure(title, units, foot, height=height, left=1.7, right=0.1) as (figure, axes):
        for place, (total, _, parts) in enumerate(bars):
            _bar(axes, place, 0, total, parts[0].kind == "heavy bomber", COLOURS[party])
            axes.text(total + 90, -place, _written(parts), va="center")
        axes.set_yticks([-place for place in range(len(bars))], [name for _, name, _ in bars])
        axes.set(xlim=(0, 2.1 * bars[0][0]), ylim=(0.6 - len(bars), 0.6))
        rows_only(axes)
        thousands(axes.xaxis)
    top = bars[0]
    missiles, bombers = _split(count)
    figure.set_label(
        f"Warheads that START I attributed to the {SIDES[party]} on {day(START1_DAY)}, by type. "
        f"The largest is {top[1]}: {_written(top[2])}. Missiles: {missiles:,}; "
        f"bombers: {bombers:,}; {count.warheads:,} in all on {count.vehicles:,} missiles and "
        "bombers."
    )
    return figure


def _written(steps: list[counting.Step]) -> str:
    """Return the multiplication behind a count: 150 × 10 + 39 × 12 = 1,968."""
    factors = [(step.text.split()[0], step.text.split(" x ")[-1]) for step in steps]
    products = " + ".join(f"{int(number):,} × {each}" for number, each in factors)
    return f"{products} = {sum(step.value or 0 for step in steps):,}"


def _split(count: counting.ForceCount) -> tuple[int, int]:
    """Return the warheads on missiles, and those counted for bombers."""
    parts = [count.subtotal("warheads", kind) or 0 for kind in ("ICBM", "SLBM", "heavy bomber")]
    return parts[0] + parts[1], parts[2]


def _bar(axes: Axes, place: float, start: float, width: float, open_: bool, colour: str) -> None:
    style: dict[str, Any] = {"fc": "none"} if open_ else {"fc": colour}
    axes.barh(-place, width, left=start, height=0.62, ec=colour, linewidth=1.2, **style)


def three_rules() -> Figure:
    """Draw the US force of 1 September 2020 as START I, SORT and New START would count it.

    Returns
    -------
    matplotlib.figure.Figure
        One bar a rule, in two parts: missiles and bombers.

    Examples
    --------
    >>> three_rules().get_label()
    'The US force of 1 September 2020 under three rules. START I: 3,590 on missiles and 372 for
    bombers, 3,962 in all. SORT: 1,409 on missiles and 300 for bombers, 1,709 in all.
    New START: 1,409 on missiles and 48 for bombers, 1,457 in all.'
    """
    return _three_bars(
        us_force_2020(),
        "One force, three counts",
        f"The US force of {day(SPLIT_DAY)}",
        4100,
        f"Declared numbers and two estimates; startlab. As of {day(SPLIT_DAY)}",
    )


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

    Returns
    -------
    matplotlib.figure.Figure
        One bar a rule, in two parts: missiles and bombers.

    Raises
    ------
    StartlabError
        If a missile carries more than the number attributed to it.

    Examples
    --------
    >>> model_force(200, 4, 60).get_label()
    'An invented force: 200 missiles with 4 warheads on each, and 60 bombers. START I: 1,600 on
    missiles and 600 for bombers, 2,200 in all. SORT: 800 on missiles and 360 for bombers, 1,160
    in all. New START: 800 on missiles and 60 for bombers, 860 in all.'
    """
    attributed = _attributed(MODEL_MISSILE)
    if loading > attributed:
        raise StartlabError(f"One missile counts as {attributed}, so it may not carry {loading}.")
    missile = counting.ForceRow(
        "US",
        "missile",
        "SLBM",
        missiles,
        non_deployed=0,
        loaded=missiles * loading,
        attributed=attributed,
    )
    bomber = counting.ForceRow(
        "US",
        "bomber",
        "heavy bomber",
        bombers,
        non_deployed=0,
        loaded=bombers * MODEL_WEAPONS_AT_BASE,
        bomber_kind="LRNA",
    )
    each = f"{loading} warhead{'s' if loading > 1 else ''} on each"
    return _three_bars(
        [missile, bomber],
        f"{missiles} missiles × {loading} warheads, {bombers} bombers".replace(
            "1 warheads", "1 warhead"
        ),
        f"An invented force: {missiles} missiles with {each}, and {bombers} bombers",
        4500,
        f"START I: 8 a missile. Assumed at base: {MODEL_WEAPONS_AT_BASE} for a bomber. startlab",
    )


def _three_bars(force: Any, title: str, says: str, most: int, foot: str) -> Figure:
    colour, sentences = LIGHT["us"], []
    units = "Warheads counted: filled for missiles, open for bombers"
    with house_figure(title, units, f"{foot}.", height=3.6, **BARS) as (figure, axes):
        for place, rule in enumerate(counting.RULES):
            count = counting.count_force(force, rule)
            missiles, bombers = _split(count)
            words = f"{rule}: {missiles:,} + {bombers:,} = {missiles + bombers:,}"
            worded_bar(axes, place, words, filled=missiles, hollow=bombers, colour=colour)
            sentences.append(
                f"{rule}: {missiles:,} on missiles and {bombers:,} for bombers, "
                f"{missiles + bombers:,} in all."
            )
        axes.set(xlim=(0, most), ylim=(-2.35, 0.6), yticks=[], xticks=range(0, most, 1000))
        rows_only(axes)
        thousands(axes.xaxis)
    link = "." if says.startswith("An") else " under three rules."
    figure.set_label(f"{says}{link} {' '.join(sentences)}")
    return figure


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

    Returns
    -------
    matplotlib.figure.Figure
        Warheads against bombers, with a bend at the mark and a point at the number chosen.

    Raises
    ------
    StartlabError
        If the side is not one of the two.

    Examples
    --------
    >>> bomber_rule(189, "US", 12).get_label()
    'START I, United States, 189 bombers with long-range cruise missiles: 150 × 10 for the first
    150, and 39 × 12 for those beyond, 1,968 warheads. One each, as in New START, would be 189.'
    >>> bomber_rule(160, "USSR", 12).get_label()
    'START I, Soviet Union, 160 bombers with long-range cruise missiles: 160 × 8, all within the
    first 180 (beyond: 12 each), 1,280 warheads. One each, as in New START, would be 160.'
    """
    checked("side", side, SIDES)
    mark, first_value = _mark(side)

    def attributed(number: int) -> int:
        row = counting.ForceRow(
            side, "bomber", "heavy bomber", number, bomber_kind="LRNA", equipped=equipped
        )
        return counting.count_force([row], "START I").warheads or 0

    value, most = attributed(bombers), 240
    beyond = max(0, bombers - mark)
    colour = COLOURS[side]
    title = f"{bombers} bombers, START I, {SIDES[side]}"
    units = "Warheads attributed, by number of bombers with cruise missiles"
    foot = f"Article III of START I; bombers beyond {mark} equipped for {equipped}. startlab."
    with house_figure(title, units, foot, height=4.0, left=0.66, right=1.0) as (figure, axes):
        ends = [0, mark, most]
        axes.plot(ends, [attributed(end) for end in ends], color=colour)
        axes.plot([0, most], [0, most], color=LIGHT["muted"], linewidth=1.6)
        axes.text(most + 4, most, "New START:\none each", va="center")
        axes.text(most + 4, attributed(most), "START I", va="center", color=colour)
        axes.axvline(mark, color=LIGHT["limit"], linestyle=(0, (4, 3)), linewidth=1.4)
        axes.text(mark - 4, 2800, f"mark at {mark}", ha="right", color=LIGHT["limit"])
        axes.plot([0, bombers, bombers], [value, value, 0], color=LIGHT["muted"], linewidth=0.9)
        axes.plot([bombers] * 2, [value] * 2, color=colour, linewidth=9, solid_capstyle="round")
        beside_mark = 0 < beyond < 35  # a number at the left would stand on the mark
        axes.text(
            bombers + 5 if beside_mark else bombers - 5,
            value - 70 if beside_mark else value + 70,
            f"{value:,}",
            ha="left" if beside_mark else "right",
            va="top" if beside_mark else "bottom",
            color=colour,
            weight="bold",
        )
        axes.set(xlim=(0, most), ylim=(0, 3100), xticks=range(0, most + 1, 40))
        thousands(axes.yaxis)
    parts = (
        f"{mark} × {first_value} for the first {mark}, and {beyond} × {equipped} for those beyond"
        if beyond
        else f"{bombers} × {first_value}, all within the first {mark} (beyond: {equipped} each)"
    )
    figure.set_label(
        f"START I, {SIDES[side]}, {bombers} bombers with long-range cruise missiles: {parts}, "
        f"{value:,} warheads. One each, as in New START, would be {bombers}."
    )
    return figure


def _mark(side: str) -> tuple[int, int]:
    """Return how many bombers have a fixed attribution, and that attribution."""
    rules = datasets.load_counting_rules()
    first = rules[(rules.applies_to == side) & rules.system.str.contains(", first ")].iloc[0]
    return int(str(first.system).rsplit(maxsplit=1)[-1]), int(first.value)


def russia_two_rules() -> Figure:
    """Draw four counts of Russian warheads from 2009 to 2011, treaty counts and estimates apart.

    Returns
    -------
    matplotlib.figure.Figure
        Four bars, from one treaty count to the other: these filled, the estimates open.

    Examples
    --------
    >>> russia_two_rules().get_label()
    'Russian strategic warheads in four counts. START I attribution, August 2009: 3,906. Estimate
    of what usable systems could carry, July 2009: 2,683. Estimate of another group, March 2011:
    2,430. New START count, February 2011: 1,537.'
    """
    exchange, forces = datasets.load_start1_exchange(), datasets.load_forces()
    declared = datasets.load_declarations()
    totals = exchange[(exchange.party == "RU") & (exchange.kind == "total")]
    start1 = totals.set_index("date").attributed_warheads
    whole = forces[(forces.party == "RU") & (forces.system == "all systems")]
    load = whole.set_index("date").warheads_max_load
    new_start = declared[declared.party == "RU"].set_index("date").deployed_warheads
    counts = [
        ("START I attribution", "2009-08-04", start1, "filled"),
        ("Estimate of what usable systems could carry", "2009-07-01", load, "hollow"),
        ("Estimate of another group", "2011-03-01", load, "hollow"),
        ("New START count", "2011-02-05", new_start, "filled"),
    ]
    sentences, colour = [], LIGHT["ru"]
    units = "Warheads: filled by a treaty rule, open by outside estimate"
    foot = "START I and New START data, two estimates; startlab. As of 2011."
    with house_figure("Russia 2009 to 2011, four counts", units, foot, height=4.0, **BARS) as (
        fig,
        axes,
    ):
        for place, (name, when, series, kind) in enumerate(counts):
            number = int(series.loc[pd.Timestamp(when)])
            named = month(when)
            short = "Estimate, usable systems" if "usable" in name else name
            words = f"{short}, {named}: {number:,}"
            worded_bar(axes, place, words, **{kind: number}, colour=colour)
            sentences.append(f"{name}, {named}: {number:,}.")
        axes.set(xlim=(0, 4100), ylim=(-3.35, 0.6), yticks=[], xticks=range(0, 4100, 1000))
        rows_only(axes)
        thousands(axes.xaxis)
    fig.set_label(f"Russian strategic warheads in four counts. {' '.join(sentences)}")
    return fig
