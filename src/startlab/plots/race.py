"""Figures of unrestrained forces: upload estimates and paths, Richardson's race, extrapolation."""

from __future__ import annotations

from statistics import linear_regression
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from startlab import datasets
from startlab.errors import StartlabError
from startlab.figures.style import LIGHT
from startlab.models.scenarios import Baseline, Leg, UploadPath, upload_path
from startlab.plots.house import (
    BARS,
    NAMES,
    PARTY_STYLE,
    SHORT,
    checked,
    house_figure,
    minus,
    rows_only,
    thousands,
)
from startlab.strategy import ArmsRace, richardson

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Rows of the table `upload`, grouped by what their baselines count: never drawn on one curve.
FROM_LIMIT = {
    "U03": "R. Gottemoeller",
    "U04": "CBO, Moscow Treaty level",
    "U05": "CBO, START II level",
    "U06": "CBO, START I level and count",
}
FROM_ESTIMATE = {
    "U01": "Nuclear Notebook",
    "U10": "AtomicArchive, Notebook",
    "U14": "Nuclear Notebook",
    "U17": "Nuclear Notebook",
    "U19": "Nuclear Notebook",
}
BY_LEG = {"US": ("U07", "U08", "U09"), "RU": ("U11", "U12", "U13")}
BASIS = "estimate, with weapons at bomber bases"
HORIZON = 730  # days
RACE_YEARS, START_X, START_Y, GRIEVANCE = 10, 6.0, 1.0, 1.0


def _upload_rows() -> pd.DataFrame:
    return datasets.load_upload().set_index("row_id")


def upload_estimates() -> Figure:
    """Draw published estimates of upload potential, grouped by the basis of their baselines.

    Returns
    -------
    matplotlib.figure.Figure
        One line an estimate, from its baseline (open) to its potential (filled).

    Examples
    --------
    >>> upload_estimates().get_label()[:141]
    'Published estimates of deployed warheads before and after an upload. From the treaty limit of
    1,550: Russia 2019 to 2,550; United States 2020'
    """
    upload = _upload_rows()
    limit = int(upload.baseline_warheads["U03"])
    groups = {
        f"From the treaty limit of {limit:,}": FROM_LIMIT,
        "From estimates with bomber weapons": FROM_ESTIMATE,
    }
    sentences = ["Published estimates of deployed warheads before and after an upload."]
    units = "Deployed warheads: open mark, baseline; filled mark, potential"
    foot = f"startlab, table upload. Published {_published(upload)}."
    title = "What could be added, as published"
    with house_figure(title, units, foot, height=6.3, **BARS) as (figure, axes):
        place = 0.0
        for heading, rows in groups.items():
            axes.text(0, place, heading, weight="bold", va="center")
            place -= 1.05
            told = []
            for ident, words in rows.items():
                row = upload[upload.index == ident].iloc[0]
                _estimate(axes, row, words, place)
                told.append(_told(row, limit if rows is FROM_LIMIT else None))
                place -= 1.2
            sentences.append(f"{heading}: {'; '.join(told)}.")
            place -= 0.1
        axes.set(xlim=(0, 6600), ylim=(place + 0.45, 0.5), yticks=[])
        thousands(axes.xaxis)
        rows_only(axes)
    figure.set_label(" ".join(sentences))
    return figure


def _published(upload: pd.DataFrame) -> str:
    years = upload.published[[*FROM_LIMIT, *FROM_ESTIMATE]].dropna().str[:4]
    return f"{years.min()} to {years.max()}"


def _told(row: pd.Series, limit: int | None) -> str:
    start = "" if limit is not None else f"from {row.baseline_warheads:,} "
    return f"{NAMES[row.party]} {row.as_of[:4]} {start}to {row.potential_warheads:,}"


def _estimate(axes: Axes, row: pd.Series, words: str, place: float) -> None:
    style = PARTY_STYLE[row.party]
    low, high = int(row.baseline_warheads), int(row.potential_warheads)
    axes.text(0, place, f"{SHORT[row.party]} {row.as_of[:4]}, {words}", va="bottom")
    line = place - 0.42
    axes.plot((low, high), (line, line), color=style["color"])
    for value, face in ((low, LIGHT["paper"]), (high, style["color"])):
        axes.plot([value], [line], color=style["color"], marker=style["marker"], mfc=face, ms=6)
    axes.text(low - 90, line, f"{low:,}", ha="right", va="center")
    axes.text(high + 90, line, f"{high:,}", va="center")


def assumed_path(party: str, rate: float, delay: float) -> UploadPath:
    """Return the upload path of one party under a rate and a delay that the reader assumes.

    Parameters
    ----------
    party : {"US", "RU"}
        Whose estimate by leg to use.
    rate : float
        Warheads a day for each leg. No rate has been published.
    delay : float
        Days before missiles are loaded; bombers begin on day 0.

    Returns
    -------
    scenarios.UploadPath
        With a point at each bend, on the first day and after two years.

    Examples
    --------
    >>> path = assumed_path("US", 5, 60)
    >>> path.ceiling, path.days_to(path.ceiling)
    (3570, 250.0)
    """
    checked("party", party, NAMES)
    rows = _upload_rows().loc[list(BY_LEG[party])]
    legs = [
        Leg(
            str(row.leg),
            int(str(row.added_warheads)),
            rate,
            BASIS,
            delay=0 if row.leg == "heavy bomber" else delay,
            source=f"table upload, {row.Index}",
        )
        for row in rows.itertuples()
    ]
    start = Baseline(party, int(rows.baseline_warheads.sum()), BASIS, "table upload")
    bends = {0.0, float(HORIZON)}
    for leg in legs:
        bends |= {float(leg.delay), float(leg.delay) + leg.added / rate}
    return upload_path(start, legs, sorted(day for day in bends if day <= HORIZON))


def upload_curve(rate: float = 2, delay: int = 60, party: str = "US") -> Figure:
    """Draw how deployed warheads would grow under a rate and a delay that the reader assumes.

    Parameters
    ----------
    rate : float
        Warheads a day for each leg.
    delay : int
        Days before missiles are loaded; bombers begin on day 0.
    party : {"US", "RU"}
        Whose estimate by leg to use.

    Returns
    -------
    matplotlib.figure.Figure
        One line over two years, with the level at which every place is filled.

    Examples
    --------
    >>> upload_curve(5, 60, "US").get_label()
    'United States, 5 warheads a day and leg, missiles after 60 days, both assumed: from 1,670 to
    3,570, reached on day 250. After half a year it would be 3,220.'
    >>> upload_curve(1, 180, "RU").get_label()
    'Russia, 1 warhead a day and leg, missiles after 180 days, both assumed: from 1,588 to
    2,565, reached on day 553. After half a year it would be 1,768.'
    """
    path = assumed_path(party, rate, delay)
    name, style = NAMES[party], PARTY_STYLE[party]
    start, top = path.baseline.warheads, path.ceiling
    full = path.days_to(top)
    foot = f"Table upload, as of {_as_of(party)}; rate and delay are assumed."
    units = "Deployed warheads, weapons at bomber bases included, by days"
    with house_figure(
        f"An assumed upload, {name}", units, foot, height=3.9, left=0.7, right=0.25
    ) as (figure, axes):
        axes.axhline(top, color=LIGHT["muted"], linewidth=1.2, linestyle=(0, (4, 3)))
        axes.text(HORIZON, top + 130, f"all places filled: {top:,}", ha="right")
        axes.plot(path.days, path.warheads, color=style["color"])
        axes.plot([0], [start], marker=style["marker"], color=style["color"], clip_on=False)
        axes.text(14, start - 90, f"{start:,}", va="top")
        if full is not None and full <= HORIZON:
            axes.plot([full], [top], marker=style["marker"], color=style["color"])
            side, drop = ("right", 420) if full > 0.8 * HORIZON else ("left", 130)
            axes.text(full, top - drop, f"day {_days(full)}", ha=side, va="top", weight="bold")
        else:
            last = path.warheads[-1]
            axes.text(HORIZON, last - 130, f"{last:,.0f}", ha="right", va="top", weight="bold")
        axes.set(xlim=(0, HORIZON), ylim=(1000, 4000))
        axes.set_xticks(range(0, HORIZON + 1, 180), [str(n) for n in range(0, HORIZON + 1, 180)])
        thousands(axes.yaxis)
    noun = "warhead" if rate == 1 else "warheads"
    within = full is not None and full <= HORIZON
    reached = f"reached on day {_days(full)}" if full else "never reached"
    figure.set_label(
        f"{name}, {rate:g} {noun} a day and leg, missiles after {delay} days, both assumed: "
        f"from {start:,} {'to' if within else 'towards'} {top:,}, {reached}. "
        f"After half a year it would be {path.at(180):,.0f}."
    )
    return figure


def _days(day: float) -> str:
    return f"{np.ceil(day):,.0f}"


def _as_of(party: str) -> str:
    return str(_upload_rows().as_of[BY_LEG[party][0]])[:4]


def race_course(k: float = 0.4, fatigue: float = 0.8) -> Figure:
    """Draw Richardson's race of two equal sides that start from unequal levels.

    Parameters
    ----------
    k : float
        Reaction of each side to the level of the other, a year.
    fatigue : float
        Drag of each side's own level, a year.

    Returns
    -------
    matplotlib.figure.Figure
        Exact courses over ten years, with the equilibrium where both could end.

    Examples
    --------
    >>> race_course(0.4, 0.8).get_label()
    'Reaction 0.4, fatigue 0.8: stable. The growth rates are −0.40 and −1.20 a year, and both
    sides approach 2.5 units.'
    >>> race_course(0.8, 0.6).get_label()
    'Reaction 0.8, fatigue 0.6: not stable. The growth rates are 0.20 and −1.40 a year; after 10
    years the sides stand at 57.8 and 57.8 units.'
    >>> race_course(0.6, 0.6).get_label()
    'Reaction 0.6, fatigue 0.6: on the border. The growth rates are 0.00 and −1.20 a year, there
    is no equilibrium, and after 10 years the sides stand at 13.5 and 13.5 units.'
    """
    race = richardson(k=k, l=k, alpha=fatigue, beta=fatigue, g=GRIEVANCE, h=GRIEVANCE)
    times = [n / 8 for n in range(8 * RACE_YEARS + 1)]
    course = race.trajectory(times, START_X, START_Y)
    verdict = _verdict(race)
    units = "Level of arms of two imagined sides, in units, by years"
    foot = "Model startlab.strategy; every number is an assumption."
    title = f"Reaction {k:g}, fatigue {fatigue:g}: {verdict}"
    top = 12.0
    with house_figure(title, units, foot, height=3.9, left=0.4, right=0.25) as (figure, axes):
        for side, colour, dash, name in (
            (0, LIGHT["third"], "-", "first side"),
            (1, LIGHT["limit"], "--", "second side"),
        ):
            axes.plot(times, [point[side] for point in course], color=colour, linestyle=dash)
            height = top - 0.6 - 0.95 * side  # between the steepest courses and the border
            axes.plot((2.9, 3.6), (height, height), color=colour, linestyle=dash)
            axes.text(3.75, height, name, color=colour, weight="bold", va="center")
        if race.stable and race.equilibrium:
            level = race.equilibrium[0]
            axes.axhline(level, color=LIGHT["muted"], linewidth=1.2, linestyle=(0, (2, 2)))
            words = f"equilibrium {level:.2g}"
            axes.text(RACE_YEARS, level + 0.35, words, ha="right", va="bottom")
        axes.set(xlim=(0, RACE_YEARS), ylim=(0, top))
    figure.set_label(f"Reaction {k:g}, fatigue {fatigue:g}: {verdict}. {_rates(race, course)}")
    return figure


def _verdict(race: ArmsRace) -> str:
    if not race.determinant:
        return "on the border"
    return "stable" if race.stable else "not stable"


def _rates(race: ArmsRace, course: list[tuple[float, float]]) -> str:
    upper, lower = (round(rate, 9) + 0.0 for rate in race.eigenvalues)
    words = minus(f"The growth rates are {upper:.2f} and {lower:.2f} a year")
    ends = "the sides stand at {:,.1f} and {:,.1f} units".format(*course[-1])
    if race.equilibrium is None:
        return f"{words}, there is no equilibrium, and after {RACE_YEARS} years {ends}."
    if race.stable:
        return f"{words}, and both sides approach {race.equilibrium[0]:.2g} units."
    return f"{words}; after {RACE_YEARS} years {ends}."


def stockpile_series(party: str, first: int, last: int) -> pd.Series[int]:
    """Return the stockpile of one country by year.

    Parameters
    ----------
    party : {"US", "RU"}
        Russia stands for the Soviet Union to 1991.
    first, last : int
        First and last year.

    Returns
    -------
    pandas.Series
        Warheads by year, retired ones left out.

    Examples
    --------
    >>> int(stockpile_series("RU", 1986, 1996).iloc[0])
    40159
    """
    checked("party", party, NAMES)
    table = datasets.load_stockpiles()
    rows = table[(table.country == NAMES[party]) & (table.measure == "stockpile")]
    rows = rows[rows.year.between(first, last)]
    if len(rows) < 2:
        raise StartlabError(f"There are no two years of stockpiles from {first} to {last}.")
    series: pd.Series[int] = rows.set_index("year").warheads.astype(int)
    return series


def straight_line(party: str, first: int, last: int, until: int) -> float:
    """Return what a straight line through the stockpiles of some years gives for a later one.

    Parameters
    ----------
    party : {"US", "RU"}
        Whose stockpile.
    first, last : int
        Years that the line is fitted to.
    until : int
        Year for which its value is wanted.

    Returns
    -------
    float
        Warheads.

    Examples
    --------
    >>> round(straight_line("RU", 1976, 1986, 1996))
    58312
    """
    fitted = stockpile_series(party, first, last)
    slope, level = linear_regression([float(y) for y in fitted.index], [float(v) for v in fitted])
    return level + slope * until


def richardson_fit(first: int, last: int) -> dict[str, float]:
    """Fit Richardson's equations to the yearly changes of both stockpiles by least squares.

    Parameters
    ----------
    first, last : int
        Years that the equations are fitted to.

    Returns
    -------
    dict of str to float
        k, alpha and g of the United States (x), l, beta and h of Russia (y).

    Examples
    --------
    >>> fit = richardson_fit(1976, 1986)
    >>> round(fit["k"], 3), round(fit["l"], 3)
    (-0.016, 0.054)
    """
    x, y = (stockpile_series(party, first, last).to_numpy(float) for party in ("US", "RU"))
    fit: dict[str, float] = {}
    for own, other, names in ((x, y, "k alpha g"), (y, x, "l beta h")):
        columns = np.column_stack([other[:-1], -own[:-1], np.ones(len(own) - 1)])
        found = np.linalg.lstsq(columns, np.diff(own), rcond=None)[0]
        fit |= dict(zip(names.split(), map(float, found), strict=True))
    return fit


def stockpile_guess(first: int = 1976, last: int = 1986, until: int = 1996) -> Figure:
    """Draw two stockpiles, a straight line through some years, and what came later.

    Parameters
    ----------
    first, last : int
        Years that the lines are fitted to.
    until : int
        Year to which the lines are drawn on.

    Returns
    -------
    matplotlib.figure.Figure
        Stockpiles as solid lines, the straight lines dashed.

    Examples
    --------
    >>> stockpile_guess().get_label()
    'Straight lines through the stockpiles of 1976 to 1986, drawn on to 1996. United States: the
    line says 20,227, the table 11,011. Soviet Union and Russia: the line says 58,312, the table
    15,942.'
    """
    names = {"US": "United States", "RU": "Soviet Union and Russia"}
    sentences = [
        f"Straight lines through the stockpiles of {first} to {last}, drawn on to {until}."
    ]
    title = f"Lines through {first} to {last}, and {until}"
    units = "Warheads in the stockpile, thousands, retired ones left out"
    foot = "FAS via Our World in Data; US declared, Russia estimated. 1966 to 1996."
    with house_figure(title, units, foot, height=4.4, left=0.4, right=1.25) as (figure, axes):
        for party, name in names.items():
            style = PARTY_STYLE[party]
            series = stockpile_series(party, first - 10, until)
            axes.plot(series.index, series / 1000, color=style["color"])
            guess, real = straight_line(party, first, last, until), int(series[until])
            ends = [straight_line(party, first, last, year) / 1000 for year in (first, until)]
            axes.plot((first, until), ends, color=style["color"], linestyle=(0, (3, 2)), lw=1.5)
            for value, face in ((guess, LIGHT["paper"]), (real, style["color"])):
                axes.plot(
                    [until],
                    [value / 1000],
                    color=style["color"],
                    marker=style["marker"],
                    mfc=face,
                    clip_on=False,
                )
            for value, words, shift in (
                (guess, "line", {"US": 0.9, "RU": 0.0}[party]),
                (real, "table", {"US": -1.0, "RU": 0.3}[party]),
            ):
                axes.text(
                    until + 0.7,
                    value / 1000 + shift,
                    f"{words} {value:,.0f}",
                    color=style["color"],
                    va="center",
                    weight="bold",
                )
            where = {"US": (first - 9.6, 34.5), "RU": (first - 3.5, 6.5)}[party]
            label = name.replace(" and ", "\nand ")
            axes.text(*where, label, color=style["color"], weight="bold", va="center")
            sentences.append(f"{name}: the line says {guess:,.0f}, the table {real:,}.")
        axes.axvspan(first, last, color=LIGHT["grid"], alpha=0.5, linewidth=0)
        axes.text((first + last) / 2, 61, "fitted years", ha="center", va="top")
        axes.set(xlim=(first - 10, until), ylim=(0, 62))
        axes.set_xticks(range(first - 10, until + 1, 10))
    figure.set_label(" ".join(sentences))
    return figure
