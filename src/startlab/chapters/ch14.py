"""Chapter 14, what if nobody holds back: its rows, fits, widgets and exercises."""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import linear_regression
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from startlab import datasets
from startlab.errors import StartlabError
from startlab.exercises import exercise, new_start_limit
from startlab.figures import marks
from startlab.figures.style import NAMES, SHORT, minus
from startlab.models.games import richardson
from startlab.models.scenarios import Baseline, Leg, UploadPath, upload_capacity, upload_path

CBO = {"U04": "Moscow Treaty level", "U05": "START II level", "U06": "START I level and count"}
BY_LEG = {"US": ["U07", "U08", "U09"], "RU": ["U11", "U12", "U13"]}
BASIS = "estimate, with weapons at bomber bases"
HORIZON = 730  # days
RACE_YEARS, START_X, START_Y, GRIEVANCE = 10, 6.0, 1.0, 1.0


def whole_forces() -> pd.DataFrame:
    """Return the published estimates for a whole force, grouped by what their baselines count.

    >>> whole_forces().groupby("group").size().tolist()
    [4, 5]
    """
    upload = datasets.load_upload().set_index("row_id")
    rows = upload[(upload.leg == "all") & upload.potential_warheads.notna()]
    limit = new_start_limit("deployed_warheads")
    capped = rows.baseline_warheads == limit
    who = rows.publisher.replace("Congressional Budget Office", "CBO")
    level = rows.index.map(CBO).to_series(rows.index)
    words = rows.party.map(SHORT).astype(str) + " " + rows.as_of.str[:4] + ", "
    return rows.assign(
        group=capped.map({
            True: f"From {limit:,}, the treaty limit",
            False: "From estimates with bomber weapons",
        }),
        words=words + who.str.split(r"[,.(]| \d").str[0] + (", " + level).fillna(""),
        label=rows.baseline_warheads.map("{:,} to ".format)
        + rows.potential_warheads.map("{:,}".format),
    ).sort_values("group", kind="stable")  # fmt: skip


def assumed_path(party: str, rate: float, delay: float) -> UploadPath:
    """Return the upload path of one party, with a point at each bend and after two years.

    The rate is warheads a day for each leg, the delay days before missiles are loaded; bombers
    begin on day 0. Both are assumed: none has been published.

    >>> path = assumed_path("US", 5, 60)
    >>> path.ceiling, path.days_to(path.ceiling)
    (3570, 250.0)
    """
    rows = datasets.load_upload().set_index("row_id").loc[BY_LEG[party]]
    delays = [0.0 if leg == "heavy bomber" else delay for leg in rows.leg]
    added = rows.added_warheads.astype(int).tolist()
    legs = [
        Leg(str(leg), most, rate, BASIS, wait, f"table upload, {row}")
        for leg, most, wait, row in zip(rows.leg, added, delays, rows.index, strict=True)
    ]
    start = Baseline(party, int(rows.baseline_warheads.sum()), BASIS, "table upload")
    full = [wait + most / rate for wait, most in zip(delays, added, strict=True)]
    bends = {0.0, float(HORIZON), *delays, *full}
    return upload_path(start, legs, sorted(day for day in bends if day <= HORIZON))


def upload_curve(rate: float = 2, delay: int = 60, party: str = "US") -> Figure:
    """Draw how deployed warheads would grow under a rate and a delay that the reader assumes.

    Controls as for `assumed_path`. Source: table upload, estimates by leg.

    >>> upload_curve(5, 60, "US").get_label()
    'United States, 5 warheads a day and leg, missiles after 60 days, both assumed: from 1,670 to
    3,570, reached on day 250. After half a year it would be 3,220.'
    """
    path, name = assumed_path(party, rate, delay), NAMES[party]
    start, top = path.baseline.warheads, path.ceiling
    full = math.ceil(path.days_to(top) or 0)
    within = full <= HORIZON
    line = "" if within else f"{path.warheads[-1]:,.0f}"
    ends = pd.DataFrame({"x": [0, full], "y": [start, top], "side": ["below", "above"]})
    ends["words"] = [f"{start:,}", f"day {full:,}"]
    as_of = datasets.load_upload().set_index("row_id").as_of[BY_LEG[party][0]]
    return marks.lines(
        pd.DataFrame({"line": line, "x": path.days, "y": path.warheads, "party": party}),
        points=ends.assign(party=party)[: 2 if within else 1],
        across=[marks.Rule(f"all filled: {top:,}", y=top, colour="muted", look="dashed")],
        x=(0, HORIZON),
        y=(1000, 4000),
        x_name="days",
        title=f"An assumed upload, {name}",
        units="Deployed warheads, weapons at bomber bases included",
        source=f"Table upload, as of {str(as_of)[:4]}; rate and delay are assumed.",
        says=f"{name}, {rate:g} warhead{'s' * (rate != 1)} a day and leg, missiles after {delay} "
        f"days, both assumed: from {start:,} {'to' if within else 'towards'} {top:,}, reached on "
        f"day {full:,}. After half a year it would be {path.at(180):,.0f}.",
    )


def race_course(k: float = 0.4, fatigue: float = 0.8) -> Figure:
    """Draw Richardson's race of two equal sides that start from unequal levels.

    `k` is the reaction of each side to the level of the other, `fatigue` the drag of its own, both
    a year. Every number is an assumption.

    >>> race_course(0.6, 0.6).get_label()
    'Reaction 0.6, fatigue 0.6: on the border. The growth rates are 0.00 and −1.20 a year, there
    is no equilibrium, and after 10 years the sides stand at 13.5 and 13.5 units.'
    """
    race = richardson(k=k, l=k, alpha=fatigue, beta=fatigue, g=GRIEVANCE, h=GRIEVANCE)
    times = np.linspace(0, RACE_YEARS, 81)
    first, second = np.transpose(race.trajectory(times.tolist(), START_X, START_Y))
    upper, lower = (round(rate, 9) + 0.0 for rate in race.eigenvalues)
    rates = minus(f"The growth rates are {upper:.2f} and {lower:.2f}")
    stand = f"after {RACE_YEARS} years the sides stand at {first[-1]:,.1f} and {second[-1]:,.1f}"
    rules = []
    if race.equilibrium and race.stable:
        rest = race.equilibrium[0]
        verdict, ends = "stable", f", and both sides approach {rest:.2g} units"
        rules = [marks.Rule(f"rest at {rest:.2g}", y=rest, colour="muted", look="dotted")]
    elif race.determinant:
        verdict, ends = "not stable", f"; {stand} units"
    else:
        verdict, ends = "on the border", f", there is no equilibrium, and {stand} units"
    one = pd.DataFrame({"line": "first side", "x": times, "y": first, "colour": "third"})
    other = pd.DataFrame({"line": "second side", "x": times, "y": second, "colour": "limit"})
    title = f"Reaction {k:g}, fatigue {fatigue:g}: {verdict}"
    return marks.lines(
        pd.concat([one.assign(look="solid"), other.assign(look="dashed")]),
        across=rules,
        x=(0, RACE_YEARS),
        y=(0, 12),
        x_name="years",
        title=title,
        units="Level of arms of two imagined sides, in units",
        source="Model of Richardson; every number is an assumption.",
        says=f"{title}. {rates} a year{ends}.",
    )


def stockpile_series(party: str, first: int, last: int) -> pd.Series[int]:
    """Return the stockpile of one party from a first to a last year, retired warheads left out.

    Russia stands for the Soviet Union to 1991.

    >>> int(stockpile_series("RU", 1986, 1996).iloc[0])
    40159
    """
    table = datasets.load_stockpiles().query("measure == 'stockpile'")
    rows = table[(table.country == NAMES[party]) & table.year.between(first, last)]
    if len(rows) < 2:
        raise StartlabError(f"There are no two years of stockpiles from {first} to {last}.")
    series: pd.Series[int] = rows.set_index("year").warheads.astype(int)
    return series


def straight_line(party: str, first: int, last: int, until: int) -> float:
    """Return what a straight line through the stockpiles of some years gives for another year.

    >>> round(straight_line("RU", 1976, 1986, 1996))
    58312
    """
    fitted = stockpile_series(party, first, last)
    slope, level = linear_regression([float(y) for y in fitted.index], [float(v) for v in fitted])
    return level + slope * until


def lines_and_table(first: int, last: int, until: int) -> pd.DataFrame:
    """Return both stockpiles, and the straight lines through some years drawn on to a later one.

    >>> list(lines_and_table(1976, 1986, 1996).line.unique())
    ['US: 11,011', 'US line: 20,227', 'Russia: 15,942', 'Russia line: 58,312']
    """
    parts = []
    for party, name in SHORT.items():
        real = stockpile_series(party, first - 10, until)
        guess = [straight_line(party, first, last, year) for year in (first, until)]
        line, fitted = f"{name}: {real[until]:,}", f"{name} line: {guess[1]:,.0f}"
        there = pd.DataFrame({"line": line, "x": real.index, "y": real.array, "look": "solid"})
        drawn = pd.DataFrame({"line": fitted, "x": [first, until], "y": guess, "look": "dashed"})
        parts.append(pd.concat([there, drawn]).assign(party=party))
    return pd.concat(parts)


def richardson_fit(first: int, last: int) -> dict[str, float]:
    """Fit Richardson's equations to the yearly changes of both stockpiles by least squares.

    k, alpha and g are of the United States (x), l, beta and h of Russia (y).

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


@exercise("14.1", look="Why must the two groups stay apart?")
def _rows_from_the_limit() -> Iterator[Any]:
    upload = datasets.load_upload()
    equal = upload[upload.baseline_warheads == new_start_limit("deployed_warheads")]
    given = upload[upload.baseline_warheads.notna()]
    yield (
        set(equal.row_id),
        "Only these may stand beside the limit, and one of them counts by other rules.",
    )
    yield set(equal[equal.party == "US"].row_id), "One more row, of Russia, does so too."
    yield set(equal[equal.party == "RU"].row_id), "Rows of the United States do so too."
    yield set(given.row_id), "These rows have some baseline. Which equal it?"
    yield (
        set(given[given.leg == "all"].row_id),
        "These are all rows for a whole force. Which start at the limit?",
    )
    yield "What is the limit on deployed warheads, and which baselines equal it?"
    yield "Compare the column baseline_warheads with the limit, and give the values of row_id."


@exercise("14.2", unit="warheads", look="How many warheads could be added?")
def _most_that_fit() -> Iterator[Any]:
    upload = datasets.load_upload().set_index("row_id")
    places, reserve = upload.potential_warheads["U23"], upload.added_warheads["U07"]
    empty = places - upload.baseline_warheads["U07"]
    yield (
        upload_capacity(empty, reserve),
        "The smaller of the two numbers decides: here the reserve, not the places.",
    )
    yield empty, "So many places are empty. Are there as many warheads to fill them?"
    yield places, "That counts every place, the filled ones included."
    yield "What does each added warhead need besides a place?"
    yield "Count the empty places and the warheads in reserve. Which of them runs out first?"


@exercise("14.3", tolerance=0.01, look="When does an arms race settle down?")
def _level_of_rest() -> Iterator[Any]:
    k, fatigue, grievance = 0.6, 1.0, 2.0
    race = richardson(k=k, l=k, alpha=fatigue, beta=fatigue, g=grievance, h=grievance)
    yield (
        race.equilibrium[0] if race.equilibrium else None,
        "Each side stands higher than its own grievance explains, because of the other.",
    )
    yield grievance / fatigue, "That leaves out the reaction to the other side."
    yield (
        grievance / (fatigue + k),
        "The reaction raises the level: fatigue less k, not plus.",
    )
    yield (
        grievance * (k + fatigue),
        "Divide this by the determinant: fatigue squared less k squared.",
    )
    yield grievance / fatigue / k, "Set both changes to zero and solve for the level."
    yield "By how much do both levels change when the race is at rest?"
    yield "Build the race with games.richardson and read its equilibrium."


@exercise("14.4", look="Why does extrapolation fail?")
def _supported() -> Iterator[Any]:
    # A: a declaration and row U14 count differently. B: no `time_text` has a rate. C: the lines
    # are far above the table. D: αβ > kl. E: no row holds a decision.
    yield (
        {"B", "C", "D"},
        "Each of these can be checked on this page, and claims no more than was computed.",
    )
    yield set("ABCD"), "A mixes two ways of counting: where do its two numbers come from?"
    yield set("BCDE"), "E takes a capacity for a decision."
    yield set("ABCDE"), "A mixes two ways of counting, and E takes capacity for intent."
    yield {"C", "D"}, "B holds: from U21 a rate can be derived, but none was published."
    yield {"B", "D"}, "C holds: compare the lines with the table in 1996."
    yield {"B", "C"}, "D holds: set fatigue above the reaction in the second widget."
    yield {
        "A": "For: one number is smaller than the other. Against: the first counts a bomber as "
        "one, the second counts weapons at bomber bases.",
        "B": "For: no time in the table is given as warheads a day. Against: one row lets a "
        "reader derive a rate, which is not publishing one.",
        "C": "For: both lines end far above the numbers of the table. Against: nothing; it is a "
        "comparison of two numbers for each party.",
        "D": "For: the product of both fatigues then exceeds that of both reactions. Against: it "
        "is a statement on the model, not on two states.",
        "E": "For: whoever decides to upload needs the capacity. Against: having it is no "
        "decision, and no row holds one.",
    }
    yield "What does each number count, and where does it come from?"
    yield "Ask what each number counts, and whether the sentence goes beyond the table."
