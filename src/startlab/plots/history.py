"""Figures of stockpiles since 1945 and of the treaties from SALT I to New START."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.dates import date2num

from startlab import datasets
from startlab.errors import StartlabError
from startlab.figures.style import LIGHT, month
from startlab.plots.house import (
    BARE,
    BARS,
    NAMES,
    PARTY_STYLE,
    bare,
    capital,
    checked,
    day,
    end_labels,
    house_figure,
    room_for,
    rows_only,
    thousands,
    worded_bar,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Lines that are shown together: country, measure, name at the end of the line, colour, dashes.
Line = tuple[str, str, str, str, Any]
GROUPS: dict[str, list[Line]] = {
    "two": [
        ("United States", "stockpile", "US", LIGHT["us"], (0, (4, 1.5))),
        ("Russia", "stockpile", "Russia", LIGHT["ru"], (0, (1.5, 1))),
    ],
    "other three": [
        ("China", "stockpile", "China", LIGHT["third"], (0, (4, 1.5))),
        ("France", "stockpile", "France", LIGHT["muted"], (0, (1.5, 1))),
        ("United Kingdom", "stockpile", "UK", LIGHT["ink"], (0, (7, 1.5, 1.5, 1.5))),
    ],
    "south asia": [
        ("India", "stockpile", "India", LIGHT["third"], (0, (4, 1.5))),
        ("Pakistan", "stockpile", "Pakistan", LIGHT["ink"], (0, (1.5, 1))),
    ],
    "others": [
        ("Israel", "stockpile", "Israel", LIGHT["third"], (0, (4, 1.5))),
        ("North Korea", "stockpile", "North Korea", LIGHT["ink"], (0, (1.5, 1))),
        ("South Africa", "stockpile", "South Africa", LIGHT["muted"], (0, (7, 1.5, 1.5, 1.5))),
    ],
    "world": [
        ("World", "published_world_total", "published", LIGHT["muted"], (0, (1.5, 1))),
        ("World", "stockpile", "sum of states", LIGHT["ink"], (0, (4, 1.5))),
    ],
}
TITLES = {
    "two": "Stockpiles of the two largest states",
    "other three": "Stockpiles of China, France and the UK",
    "south asia": "Stockpiles of India and Pakistan",
    "others": "Israel, North Korea and South Africa",
    "world": "The World row and the sum of the states",
}
FULL = {"US": "United States", "USSR": "Soviet Union", "UK": "United Kingdom"}
# Shown in the figures of the limits: what each item counts, in a few words.
WORDS = {
    "icbm_launchers": "ICBM launchers",
    "slbm_launchers": "SLBM launchers",
    "modern_submarines": "modern missile submarines",
    "interceptors": "missile interceptors",
    "deployment_areas": "deployment areas",
    "intermediate_range_missiles": "intermediate-range missiles",
    "shorter_range_missiles": "shorter-range missiles",
    "delivery_vehicles": "missiles and bombers",
    "mirv_icbm_launchers": "ICBM launchers with MIRVs",
    "heavy_icbm_warheads": "warheads on heavy ICBMs",
    "mobile_icbm_warheads": "warheads on mobile ICBMs",
    "mirv_icbm_warheads_phase_2": "warheads on ICBMs with MIRVs",
    "slbm_warheads_phase_2": "warheads on SLBMs",
    "warheads": "warheads",
    "warheads_phase_2": "warheads",
    "deployed_vehicles": "deployed missiles and bombers",
    "deployed_warheads": "deployed warheads",
    "total_launchers": "launchers and bombers in all",
}
KINDS: dict[str, list[tuple[str, str]]] = {
    "warheads": [
        ("START I", "warheads"),
        ("START II", "warheads_phase_2"),
        ("SORT", "warheads"),
        ("New START", "deployed_warheads"),
    ],
    "missiles and bombers": [
        ("SALT II", "delivery_vehicles"),
        ("START I", "delivery_vehicles"),
        ("New START", "deployed_vehicles"),
        ("New START", "total_launchers"),
    ],
    "land-based missiles": [
        ("SALT I", "icbm_launchers"),
        ("SALT II", "mirv_icbm_launchers"),
        ("START I", "heavy_icbm_warheads"),
        ("START I", "mobile_icbm_warheads"),
        ("START II", "mirv_icbm_warheads_phase_2"),
    ],
    "submarine missiles": [
        ("SALT I", "slbm_launchers"),
        ("SALT I", "modern_submarines"),
        ("START II", "slbm_warheads_phase_2"),
    ],
    "missile defence": [
        ("ABM Treaty", "interceptors"),
        ("ABM Protocol", "interceptors"),
        ("ABM Treaty", "deployment_areas"),
        ("ABM Protocol", "deployment_areas"),
    ],
    "missiles of shorter range": [
        ("INF Treaty", "intermediate_range_missiles"),
        ("INF Treaty", "shorter_range_missiles"),
    ],
}
# The same unit, but not the same rule.
RULES = {
    ("START I", "warheads"): "warheads, by attribution",
    ("SORT", "warheads"): "warheads, not defined",
    ("New START", "deployed_warheads"): "warheads, a bomber as one",
}
SHOWN_FIRST = {
    "SALT I": ("icbm_launchers", "slbm_launchers", "modern_submarines"),
    "ABM Treaty": ("interceptors",),
    "ABM Protocol": ("interceptors",),
    "INF Treaty": ("intermediate_range_missiles", "shorter_range_missiles"),
    "START I": ("delivery_vehicles", "warheads"),
    "SORT": ("warheads",),
    "New START": ("deployed_vehicles", "deployed_warheads", "total_launchers"),
}
PROTOCOLS = ("ABM Protocol", "Lisbon Protocol")


def _as_of(*names: str) -> str:
    """Return the foot line: tables, and the month up to which the newest is known."""
    tables = datasets.tables().set_index("table")
    newest = pd.Timestamp(tables.as_of[list(names)].max())
    return f"startlab, {', '.join(names)}. As of {month(newest)}."


def stockpile_lines(countries: str = "two", years: str = "1945 to 2026") -> Figure:
    """Draw the stockpiles of some states over time, or the two World rows.

    Parameters
    ----------
    countries : {"two", "other three", "south asia", "others", "world"}
        Which lines; "two" are the United States and Russia, with the Soviet Union to 1991.
    years : str
        First and last year shown, such as ``"1945 to 2026"``.

    Returns
    -------
    matplotlib.figure.Figure
        One line a state: solid where its number is declared, broken where it is estimated.

    Raises
    ------
    StartlabError
        If the group is unknown, or the table holds no such years.

    Examples
    --------
    >>> stockpile_lines("two", "1945 to 2026").get_label()
    'Stockpiles of the two largest states, 1945 to 2026. United States: from 2 in 1945 to 3,700 in
    2026, highest 31,255 in 1967. Russia, as the Soviet Union to 1991: from 0 in 1945 to 4,400 in
    2026, highest 40,159 in 1986.'
    """
    checked("countries", countries, TITLES)
    table = datasets.load_stockpiles()
    first, last = _years(years, table.year.min(), table.year.max())
    table = table[table.year.between(first, last)]
    units = "Warheads; solid: declared, broken: estimated"
    if countries == "world":
        units = "Warheads, estimated; two ways to add up the world"
    sentences, labels, tops, lines = [], [], [], []
    right = room_for(name for _, _, name, _, _ in GROUPS[countries])
    with house_figure(TITLES[countries], units, _as_of("stockpiles"), left=0.74, right=right) as (
        figure,
        axes,
    ):
        for country, measure, name, colour, dashes in GROUPS[countries]:
            rows = table[(table.country == country) & (table.measure == measure)]
            numbers = rows.set_index("year").warheads.astype(int)
            solid = numbers.where((rows.basis == "declared").to_numpy())
            axes.plot(numbers.index, numbers, color=colour, linestyle=dashes)
            axes.plot(solid.index, solid, color=colour)
            alone = solid[solid.shift().isna() & solid.shift(-1).isna()].dropna()
            for when in alone.index:  # one declared year makes no line: draw a dot
                axes.plot([when] * 2, [alone[when]] * 2, color=colour, lw=6, solid_capstyle="round")
            name = "USSR" if name == "Russia" and last <= 1991 else name
            labels.append((name, float(numbers.iloc[-1]), colour))
            tops.append((numbers.index[int(numbers.argmax())], int(numbers.max()), colour))
            sentences.append(_course(name, numbers))
            lines.append(numbers)
        high = max(10, *(value for _, value, _ in tops))
        axes.set(xlim=(first, last), ylim=(0, 1.16 * high))
        for number, (year, value, colour) in enumerate(tops):
            crowded = any(abs(value - top) < 0.12 * high for _, top, _ in tops[:number])
            above = [
                line.loc[year : year + 0.14 * (last - first)] - value
                for line in lines[:number] + lines[number + 1 :]
            ]
            climb = lines[number].loc[year - 0.14 * (last - first) : year]
            if crowded and climb.min() > value - 0.1 * high:
                continue  # beside a level line there is no room
            # Left out where another line runs through the place of the number.
            if crowded or not any(part.max() > 0 and part.min() < 0.1 * high for part in above):
                _name_top(axes, year, value, colour, crowded)
        end_labels(axes, labels)
        axes.set_xticks(range(first, last + 1, 20 if last - first > 20 else 5))
        thousands(axes.yaxis)
    figure.set_label(f"{TITLES[countries]}, {first} to {last}. {' '.join(sentences)}")
    return figure


def _years(years: str, low: int, high: int) -> tuple[int, int]:
    first, _, last = years.partition(" to ")
    if first.isdecimal() and last.isdecimal() and low <= int(first) < int(last) <= high:
        return int(first), int(last)
    raise StartlabError(f"years cannot be {years!r}; write for example '{low} to {high}'.")


def _name_top(axes: Axes, year: int, value: int, colour: str, crowded: bool) -> None:
    """Print the highest number of a line, where it does not stand at the end of the line."""
    start, end = axes.get_xlim()
    high = axes.get_ylim()[1]
    place = (year - start) / (end - start)
    if value < 0.12 * high or place > 0.9 or (crowded and place < 0.2):
        return  # at the left end a second number would stand on the names of the axis
    side: Any = "right" if crowded else "left" if place < 0.2 else "center"
    across = year + {"right": -0.045, "left": 0.01, "center": 0}[side] * (end - start)
    height = value + (-0.01 if crowded else 0.022) * high
    axes.text(across, height, f"{value:,}", color=colour, ha=side)


def _course(name: str, numbers: pd.Series[int]) -> str:
    """Say in words how a stockpile went."""
    first, last = numbers.index[0], numbers.index[-1]
    name = FULL.get(name, capital(name))
    if name == "Russia" and first <= 1991:
        name = "Russia, as the Soviet Union to 1991"
    if numbers.nunique() == 1:
        return f"{name}: {numbers.iloc[0]:,} in each year from {first} to {last}."
    return (
        f"{name}: from {numbers.iloc[0]:,} in {first} to {numbers.iloc[-1]:,} in {last}, "
        f"highest {numbers.max():,} in {numbers.idxmax()}."
    )


def three_counts(party: str = "US", year: int = 2020) -> Figure:
    """Draw three counts of one party in one year: stockpile, deployed, declared.

    Parameters
    ----------
    party : {"US", "RU"}
        Whose warheads.
    year : int
        From 2011 to 2025.

    Returns
    -------
    matplotlib.figure.Figure
        Three bars: filled where the number is declared, hollow where it is estimated. A number
        that the tables do not have is named as not known.

    Raises
    ------
    StartlabError
        If the party or the year is not in the tables.

    Examples
    --------
    >>> three_counts("US", 2020).get_label()
    'United States, 2020: 3,750 in the stockpile (declared); 1,600 deployed (estimated); 1,373
    counted under New START on 1 March 2020 (declared).'
    >>> three_counts("RU", 2023).get_label()
    'Russia, 2023: 4,489 in the stockpile (estimated); 1,674 deployed (estimated); counted under
    New START: not known.'
    """
    checked("party", party, NAMES)
    if not 2011 <= year <= 2025:
        raise StartlabError(f"year cannot be {year!r}; the counts run from 2011 to 2025.")
    counts = _three_counts(party, year)
    title = f"{NAMES[party]}, {year}: three counts"
    units = "Warheads; filled: declared, hollow: estimated"
    foot = _as_of("stockpiles", "forces", "declarations")
    with house_figure(title, units, foot, height=3.6, **BARS) as (figure, axes):
        for place, (number, basis, words) in enumerate(counts):
            shown = f"{words}: not known" if number is None else f"{number:,} {words}"
            bar = {"filled" if basis == "declared" else "hollow": number or 0}
            worded_bar(axes, place, shown, colour=PARTY_STYLE[party]["color"], **bar)
        axes.set(xlim=(0, 5000), ylim=(-2.4, 0.75), yticks=[])
        thousands(axes.xaxis)
        rows_only(axes)
    parts = [
        f"{words}: not known" if number is None else f"{number:,} {words} ({basis})"
        for number, basis, words in counts
    ]
    figure.set_label(f"{NAMES[party]}, {year}: {'; '.join(parts)}.")
    return figure


def _three_counts(party: str, year: int) -> list[tuple[int | None, str, str]]:
    """Return number, basis and words for stockpile, estimated deployment and declaration."""
    stock = datasets.load_stockpiles().query("measure == 'stockpile'")
    stock = stock[(stock.country == NAMES[party]) & (stock.year == year)]
    forces = datasets.load_forces().query("system == 'all systems' and kind == 'estimate'")
    forces = forces[(forces.party == party) & (forces.year == year)]
    loaded = forces.warheads_deployed.dropna()
    declared = datasets.load_declarations()
    declared = declared[(declared.party == party) & (declared.date.dt.year == year)]
    held = (int(stock.warheads.iloc[0]), str(stock.basis.iloc[0]), "in the stockpile")
    deployed = (None if loaded.empty else int(loaded.iloc[0]), "estimated", "deployed")
    if declared.empty:
        return [held, deployed, (None, "declared", "counted under New START")]
    row = declared.iloc[0]
    words = f"counted under New START on {day(row.date)}"
    return [held, deployed, (int(row.deployed_warheads), "declared", words)]


def treaty_timeline() -> Figure:
    """Draw when each treaty was signed, in force and ended.

    Returns
    -------
    matplotlib.figure.Figure
        A row a treaty: a ring at signature, a bar while in force, how it ended. The two
        protocols are left out: they belong to the ABM Treaty and to START I.

    Examples
    --------
    >>> treaty_timeline().get_label()
    '8 treaties by signature. ABM Treaty: signed 1972, in force 1972 to 2002, withdrawn.
    SALT I: signed 1972, in force 1972 to 1977, expired. SALT II: signed 1979, never in force.
    INF Treaty: signed 1987, in force 1988 to 2019, withdrawn. START I: signed 1991, in force 1994
    to 2009, expired. START II: signed 1993, never in force. SORT: signed 2002, in force 2003 to
    2011, superseded. New START: signed 2010, in force 2011 to 2026, expired.'
    """
    treaties = datasets.load_treaties()
    treaties = treaties[~treaties.treaty.isin(PROTOCOLS)].sort_values("signed", kind="stable")
    treaties = treaties.reset_index(drop=True)
    units = "Ring: signed. Bar: in force. Grey: defence, shorter range"
    foot, sentences = _as_of("treaties"), []
    with house_figure("Treaties from 1972 to 2026", units, foot, left=1.0) as (figure, axes):
        for place, (_, row) in enumerate(treaties.iterrows()):
            height = -place
            offensive = row.treaty not in ("ABM Treaty", "INF Treaty")
            colour = LIGHT["third"] if offensive else LIGHT["muted"]
            axes.plot(row.signed, height, marker="o", color=colour, fillstyle="none", ms=6)
            words = f"{row.treaty}: signed {row.signed.year}, {row.status}"
            text, end = str(row.status), row.signed
            if pd.notna(row.in_force):
                style: dict[str, Any] = {"color": colour, "lw": 8, "solid_capstyle": "butt"}
                end = row.ended
                axes.plot((row.signed, row.in_force), (height, height), color=colour, lw=1.4)
                axes.plot((row.in_force, end), (height, height), **style)
                words = (
                    f"{row.treaty}: signed {row.signed.year}, "
                    f"in force {row.in_force.year} to {end.year}, {row.status}"
                )
            axes.text(end + pd.DateOffset(months=14), height, text, va="center")
            sentences.append(f"{words}.")
        ends = pd.to_datetime(["1970-01-01", "2037-01-01"])
        ticks = pd.to_datetime([f"{year}-01-01" for year in range(1970, 2030, 10)])
        axes.set(xlim=tuple(map(date2num, ends)), ylim=(-len(treaties) + 0.5, 0.5))
        axes.set_xticks(list(map(date2num, ticks)), [str(tick.year) for tick in ticks])
        axes.set_yticks([-place for place in treaties.index], list(treaties.treaty))
        axes.tick_params(axis="y", length=0)
        axes.grid(axis="y", visible=False)
    figure.set_label(f"{len(treaties)} treaties by signature. {' '.join(sentences)}")
    return figure


def limits_by_kind(kind: str = "warheads", party: str = "US") -> Figure:
    """Draw the limits on one kind of weapon, treaty by treaty.

    Parameters
    ----------
    kind : str
        "warheads", "missiles and bombers", "land-based missiles", "submarine missiles",
        "missile defence" or
        "missiles of shorter range".
    party : {"US", "RU"}
        Whose limit; for Russia that of the Soviet Union where it was the party.

    Returns
    -------
    matplotlib.figure.Figure
        A bar a limit, in a group for each unit: hollow where the treaty never entered into force.

    Raises
    ------
    StartlabError
        If the kind or the party is unknown.

    Examples
    --------
    >>> limits_by_kind("warheads").get_label()
    'Limits on warheads, for the United States, and the same for the other side. In
    warheads: START I: 6,000 warheads, by
    attribution; START II: 3,000 to 3,500 warheads, never in force; SORT: 1,700 to
    2,200 warheads, not defined; New START: 1,550 warheads, a bomber as one.'
    """
    checked("kind", kind, dict.fromkeys(KINDS, ""))
    checked("party", party, NAMES)
    limits = _limits_of(kind, party)
    name = {"US": "the United States", "RU": "the Soviet Union or Russia"}[party]
    equal = limits.applies_to.eq("each").all()
    units = "The same for both sides" if equal else f"For {name}"
    sentences = []
    with house_figure(
        f"Limits on {kind}",
        f"{units}; hollow: never in force",
        _as_of("treaties", "limits"),
        height=4.4,
        left=0.15,
        right=0.15,
        below=0.1,
    ) as (fig, ax):
        place, step = 0.0, min(1.6, (6.1 - 0.72 * limits.unit.nunique()) / len(limits))
        for unit, rows in limits.groupby("unit", sort=False, observed=True):
            head = f"Counted in {unit}" + (", each by its rule" if unit == "warheads" else "")
            ax.text(0, place, head, color=LIGHT["muted"], va="center")
            place -= 0.62
            longest, parts = max(1, int(rows.limit_value.max())), []
            for row in rows.itertuples():
                words = f"{row.treaty}: {row.text} {row.words}"
                ax.text(0, place + 0.05, words, va="center")
                _limit_bar(ax, row, place - 0.4, longest)
                parts.append(words + (", never in force" if row.never else ""))
                place -= step
            sentences.append(f"In {unit}: {'; '.join(parts)}.")
            place -= 0.1
        ax.set(xlim=(0, 1.02), ylim=(-5.8, 0.35), yticks=[], xticks=[])
        bare(ax)
    also = ", and the same for the other side" if equal else ""
    fig.set_label(f"Limits on {kind}, for {name}{also}. {' '.join(sentences)}")
    return fig


def _limit_bar(axes: Axes, row: Any, place: float, longest: int) -> None:
    colour = LIGHT["limit"]
    face = "none" if row.never else colour
    style: dict[str, Any] = {"height": 0.24, "ec": colour, "linewidth": 1.4}
    axes.barh(place, row.low / longest, fc=face, **style)
    if row.low < row.limit_value:  # a range, or room only for replacements
        rest = (row.limit_value - row.low) / longest
        axes.barh(place, rest, left=row.low / longest, fc="none", hatch="////", **style)
    if row.limit_value == 0:
        axes.plot((0, 0), (place - 0.15, place + 0.15), color=colour, linewidth=4)


def _limits_of(kind: str, party: str) -> pd.DataFrame:
    """Return the limits of one kind: with a lower number, text and whether never in force."""
    limits = datasets.load_limits()
    side = limits[limits.applies_to.isin(["each", party, "USSR" if party == "RU" else party])]
    side = side.set_index(["treaty", "item"])
    never = set(datasets.load_treaties().query("in_force.isna()").treaty)
    rows: list[tuple[str, str, str, str, int, int, str, bool]] = []
    for treaty, item in KINDS[kind]:
        row: Any = side.loc[(treaty, item)]
        high, low, text = int(row.limit_value), int(row.limit_value), f"{row.limit_value:,}"
        if pd.notna(row.limit_min):
            low, text = int(row.limit_min), f"{row.limit_min:,} to {high:,}"
        words = RULES.get((treaty, item), WORDS[item])
        words = words.removesuffix("s") if high == 1 else words
        if (treaty, f"{item}_base") in side.index:
            base: Any = side.loc[(treaty, f"{item}_base")]
            low = int(base.limit_value)
            text, words = f"{low:,}", f"{words}, up to {high:,} by replacement"
        rows.append(
            (treaty, words, str(row.applies_to), str(row.unit), high, low, text, treaty in never)
        )
    columns = ["treaty", "words", "applies_to", "unit", "limit_value", "low", "text", "never"]
    return pd.DataFrame(rows, columns=columns)


def limits_in_force(year: int = 1998) -> Figure:
    """List the treaties in force on 6 February of a year, with their main limits.

    Parameters
    ----------
    year : int
        From 1972 to 2026.

    Returns
    -------
    matplotlib.figure.Figure
        Treaty by treaty; a full square before a limit that binds on the day, a hollow one before
        a limit that is still to come.

    Raises
    ------
    StartlabError
        If the year is outside 1972 to 2026.

    Examples
    --------
    >>> limits_in_force(2004).get_label()
    'In force on 6 February 2004: INF Treaty: 0 intermediate-range missiles; 0 shorter-range
    missiles. START I: 1,600 missiles and bombers; 6,000 warheads; and 5 more limits. SORT: 1,700
    to 2,200 warheads, from December 2012. Signed, never in force: SALT II, START II.'
    >>> limits_in_force(1998).get_label().split("START I: ")[1].split(" Signed")[0]
    '2,100 missiles and bombers; 9,150 warheads; and 5 more limits, the last from December 2001.'
    """
    if not 1972 <= year <= 2026:
        raise StartlabError(f"year cannot be {year!r}; the treaties run from 1972 to 2026.")
    when = pd.Timestamp(year, 2, 6)
    treaties = datasets.load_treaties().sort_values("signed", kind="stable")
    known = treaties[(treaties.signed <= when) & (treaties.treaty != "Lisbon Protocol")]
    current = known[(known.in_force <= when) & (known.ended > when)]
    if "ABM Protocol" in set(current.treaty):
        current = current[current.treaty != "ABM Treaty"]
    title = f"In force on {day(when)}"
    units = "Full square: the limit binds. Hollow: still to come"
    foot, sentences = _as_of("treaties", "limits"), []
    with house_figure(title, units, foot, height=4.6, **BARE) as (fig, ax):
        place = 0.0
        for treaty in current.treaty:
            name = "ABM Treaty with Protocol" if treaty == "ABM Protocol" else treaty
            ax.text(0, place, name, weight="bold", va="center")
            parts = []
            for binds, words in _limits_on(treaty, when):
                place -= 1
                face = LIGHT["limit"] if binds else "none"
                ax.scatter(0.015, place, marker="s", s=42, fc=face, ec=LIGHT["limit"], lw=1.4)
                ax.text(0.045, place, words, va="center")
                parts.append(words)
            sentences.append(f"{name}: {'; '.join(parts)}.")
            place -= 1.2
        if current.empty:
            ax.text(0, place, "No treaty in the table is in force", va="center")
            sentences.append("no treaty in the table.")
            place -= 1.2
        for words in _not_in_force(known, when):
            ax.text(0, place, words, va="center", color=LIGHT["muted"])
            sentences.append(f"{words}.")
            place -= 1
        _strip(ax, treaties, when)
        ax.set(xlim=(0, 1), ylim=(-13.6, 0.6), yticks=[], xticks=[])
        bare(ax)
    fig.set_label(f"In force on {day(when)}: {' '.join(sentences)}")
    return fig


def _strip(axes: Axes, treaties: pd.DataFrame, when: pd.Timestamp) -> None:
    """Draw the time in force of the treaties on long-range arms as a strip, with the day."""
    start, end = date2num(pd.Timestamp(1972, 1, 1)), date2num(pd.Timestamp(2027, 1, 1))

    def at(moment: Any) -> float:
        return float((date2num(moment) - start) / (end - start))

    axes.text(0, -11.2, "Treaties on long-range arms, 1972 to 2026", va="center")
    long_range = treaties[treaties.treaty.isin(["SALT I", "START I", "SORT", "New START"])]
    for lane, row in enumerate(long_range.itertuples()):
        style: dict[str, Any] = {"linewidth": 6, "solid_capstyle": "butt", "color": LIGHT["third"]}
        height = -12.2 - 0.6 * (lane % 2)
        axes.plot((at(row.in_force), at(row.ended)), (height, height), **style)
    axes.plot((at(when), at(when)), (-13.2, -11.8), color=LIGHT["ink"], linewidth=2)


def _limits_on(treaty: str, when: pd.Timestamp) -> list[tuple[bool, str]]:
    """Return for each main limit of a treaty whether it binds on the day, and its words."""
    limits = datasets.load_limits()
    limits = limits[limits.treaty == treaty]
    found = []
    for item in SHOWN_FIRST[treaty]:
        # START I came down in three phases: the last that binds, or the first that is to come.
        rows = limits[limits["item"].str.fullmatch(rf"{item}(_phase_\d)?")]
        rows = rows.sort_values("binds_from", kind="stable")
        past = rows[rows.binds_from <= when]
        first = past.binds_from.iloc[-1] if len(past) else rows.binds_from.iloc[0]
        rows = rows[rows.binds_from == first]
        values = ", ".join(_value(row) for row in rows.itertuples())
        later = "" if len(past) else f", from {month(first)}"
        found.append((bool(len(past)), f"{values} {WORDS[item]}{later}"))
    if treaty == "START I":
        others = limits[~limits["item"].str.contains("_phase_")]
        others = others[~others["item"].isin(SHOWN_FIRST[treaty])]
        last = others.binds_from.max()
        later = "" if last <= when else f", the last from {month(last)}"
        found.append((last <= when, f"and {len(others)} more limits{later}"))
    return found


def _value(row: Any) -> str:
    number = f"{row.limit_value:,}"
    if pd.notna(row.limit_min):
        number = f"{row.limit_min:,} to {number}"
    return number if row.applies_to == "each" else f"{row.applies_to} {number}"


def _not_in_force(known: pd.DataFrame, when: pd.Timestamp) -> list[str]:
    waiting = known[(known.in_force > when) & ~known.treaty.isin(PROTOCOLS)].treaty
    never = known[known.in_force.isna()].treaty
    lines = []
    if len(waiting):
        lines.append(f"Signed, not yet in force: {', '.join(waiting)}")
    if len(never):
        lines.append(f"Signed, never in force: {', '.join(never)}")
    return lines
