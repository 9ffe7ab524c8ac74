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
    NAMES,
    bare,
    checked,
    day,
    house_figure,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

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
