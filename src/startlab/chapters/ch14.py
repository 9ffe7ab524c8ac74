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
from startlab.checks import number, require_choice, whole
from startlab.derived import new_start_limit, stockpile
from startlab.exercises import exercise, stated
from startlab.figures import marks
from startlab.figures.style import IN_TEXT, NAMES, SHORT
from startlab.models.games import richardson
from startlab.models.scenarios import Baseline, Leg, UploadPath, upload_path

BY_LEG = {"US": ["U07", "U08", "U09"], "RU": ["U11", "U12", "U13"]}
BASIS = "estimate, with weapons at bomber bases"
HORIZON = 730  # days
RULERS = range(1966, 1997)  # the last of the eleven years that a ruler is laid on
RACE_YEARS, START_X, START_Y, GRIEVANCE, FRAME = 10, 6.0, 1.0, 1.0, 12.0


def whole_forces() -> pd.DataFrame:
    """Return what forces of the day could carry, grouped by what the baselines count.

    The levels that the Congressional Budget Office reckoned are no capacities, and left out.

    >>> whole_forces().groupby("group").size().tolist()
    [1, 5]
    """
    upload = datasets.load_upload().set_index("row_id")
    rows = upload[(upload.leg == "all") & upload.potential_warheads.notna()]
    rows = rows[rows.publisher != "Congressional Budget Office"]
    limit = new_start_limit("deployed_warheads")
    capped = rows.baseline_warheads == limit
    words = rows.party.map(SHORT).astype(str) + " " + rows.as_of.str[:4] + ", "
    return rows.assign(
        group=capped.map({
            True: f"From {limit:,}, the treaty limit",
            False: "From estimates with bomber weapons",
        }),
        words=words + rows.publisher.str.split(r"[,.(]| \d").str[0],
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
    number(rate, "rate", above=0)
    number(delay, "delay", 0)
    rows = datasets.load_upload().set_index("row_id")
    rows = rows.loc[BY_LEG[require_choice(party, BY_LEG, "party")]]
    delays = [0.0 if leg == "heavy bomber" else delay for leg in rows.leg]
    added = rows.added_warheads.astype(int).tolist()
    legs = [
        Leg(str(leg), most, rate, BASIS, wait)
        for leg, most, wait in zip(rows.leg, added, delays, strict=True)
    ]
    start = Baseline(party, int(rows.baseline_warheads.sum()), BASIS)
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


def reaction_lines(k: float = 0.4, fatigue: float = 0.8) -> Figure:
    """Draw where each of two equal sides would rest, and the course of a race between them.

    `k` is the reaction of each side to the level of the other, `fatigue` the drag of its own, both
    a year. Every number is an assumption.

    >>> reaction_lines(0.6, 0.6).get_label()
    'Reaction 0.6, fatigue 0.6: the lines are parallel. They never cross, and after 10 years the
    sides stand at 13.5 and 13.5 units.'
    """
    number(k, "k", above=0)
    number(fatigue, "fatigue", above=0)
    race = richardson(k=k, l=k, alpha=fatigue, beta=fatigue, g=GRIEVANCE, h=GRIEVANCE)
    # The level of one side at which it rests, where the other stands at 0 and at the frame's end.
    low, far = GRIEVANCE / fatigue, (FRAME * fatigue - GRIEVANCE) / k
    end = (min(FRAME, (k * FRAME + GRIEVANCE) / fatigue), min(FRAME, far))
    first = pd.DataFrame({"line": " ", "x": [low, end[0]], "y": [0, end[1]], "colour": "third"})
    second = pd.DataFrame({"line": "  ", "x": [0, end[1]], "y": [low, end[0]], "colour": "limit"})
    times = np.linspace(0, RACE_YEARS, 81)
    x, y = np.transpose(race.trajectory(times.tolist(), START_X, START_Y))
    course = pd.DataFrame({"line": "   ", "x": x, "y": y, "colour": "ink", "look": "dotted"})
    inside = course[(course.x <= FRAME) & (course.y <= FRAME)]
    points = [(START_X, START_Y, "start", "ink", "right")]
    stand = f"after {RACE_YEARS} years the sides stand at {x[-1]:,.1f} and {y[-1]:,.1f} units"
    if race.stable and race.equilibrium:
        rest = race.equilibrium[0]
        verdict, ends = f"they rest at {rest:.3g}", "The lines cross there, and every course ends"
        ends += f" there; {stand}."
        if rest <= FRAME:
            points += [(rest, rest, f"rest at {rest:.3g}", "ink", "below right")]
    elif race.determinant:
        verdict, ends = "the lines lean apart", f"They never cross above zero, and {stand}."
    else:
        verdict, ends = "the lines are parallel", f"They never cross, and {stand}."
    title = f"Reaction {k:g}, fatigue {fatigue:g}: {verdict}"
    return marks.lines(
        pd.concat([first.assign(look="solid"), second.assign(look="dashed"), inside]),
        points=pd.DataFrame(points, columns=["x", "y", "words", "colour", "side"]),
        x=(0, FRAME),
        y=(0, FRAME),
        x_name="level of the first side; upwards, of the second",
        title=title,
        units="Solid: the first side rests. Dashed: the second. Dotted: the course",
        source="Model of Richardson; every number is an assumption.",
        says=f"{title}. {ends}",
    )


def straight_line(party: str, first: int, last: int, until: int) -> float:
    """Return what a straight line through the stockpiles of some years gives for another year.

    >>> round(straight_line("RU", 1976, 1986, 1996))
    58312
    """
    real = _stockpile(party, first, last, fewest=2)
    return _drawn_on(real, first, last, whole(until, "until"))


def _stockpile(party: str, first: int, last: int, fewest: int) -> pd.Series[int]:
    """Return the stockpile of a party; refuse first and last years that are no such span of it."""
    real = stockpile(NAMES[require_choice(party, NAMES, "party")])
    end = int(real.index.max())
    whole(first, "first", int(real.index.min()), end - fewest + 1)
    whole(last, "last", first + fewest - 1, end)
    return real


def _drawn_on(real: pd.Series[int], first: int, last: int, until: int) -> float:
    """Return what the straight line that fits some years of a series best gives for another."""
    fitted = real.loc[first:last]
    slope, level = linear_regression([float(y) for y in fitted.index], [float(v) for v in fitted])
    return level + slope * until


def ruler(last: int = 1986) -> Figure:
    """Draw both stockpiles, and straight lines through ten years drawn on for ten more.

    `last` is the last of the years that are fitted, 1966 to 1996.

    >>> ruler().get_label().split("; ")[1]
    'for Russia the line says 58,312, the table 15,942.'
    """
    whole(last, "last", RULERS[0], RULERS[-1])
    first, until, parts, told = last - 10, last + 10, [], []
    for party, name in SHORT.items():
        real = stockpile(NAMES[party]).loc[first - 10 : until]
        guess = [straight_line(party, first, last, year) for year in (first, until)]
        says = f"{guess[1]:,.0f}".replace("-", "\N{MINUS SIGN}")
        there = pd.DataFrame({"line": f"{name}: {real[until]:,}", "x": real.index, "y": real.array})
        drawn = pd.DataFrame({"line": f"{name} line: {says}", "x": [first, until], "y": guess})
        rows = pd.concat([there.assign(look="solid"), drawn.assign(look="dashed")])
        parts.append(rows.assign(party=party))
        told.append(f"for {IN_TEXT[party]} the line says {says}, the table {real[until]:,}")
    return marks.lines(
        pd.concat(parts),
        y=(-12_000, 72_000),
        title=f"A ruler of {last}, and what came by {until}",
        units="Warheads in the stockpile, retired ones left out",
        source="FAS via Our World in Data; US declared, Russia estimated.",
        across=[marks.Band("fitted years", first, last)],
        says=f"Lines through {first} to {last}, drawn on to {until}: {'; '.join(told)}.",
    )


def richardson_fit(first: int, last: int) -> dict[str, float]:
    """Fit Richardson's equations to the yearly changes of both stockpiles by least squares.

    k, alpha and g are of the United States (x), l, beta and h of Russia (y).

    >>> fit = richardson_fit(1976, 1986)
    >>> round(fit["k"], 3), round(fit["l"], 3)
    (-0.016, 0.054)
    """
    x, y = (
        _stockpile(party, first, last, fewest=4).loc[first:last].to_numpy(float)
        for party in ("US", "RU")
    )
    fit: dict[str, float] = {}
    for own, other, names in ((x, y, "k alpha g"), (y, x, "l beta h")):
        columns = np.column_stack([other[:-1], -own[:-1], np.ones(len(own) - 1)])
        found = np.linalg.lstsq(columns, np.diff(own), rcond=None)[0]
        fit |= dict(zip(names.split(), map(float, found), strict=True))
    return fit


@exercise(
    "14.1",
    tolerance=0.01,
    look="When does an arms race settle down?",
    variants={
        "k": stated("k", [0.6, 0.7, 0.8, 0.9, 1.0]),
        "l": stated("l", [0.1, 0.15, 0.2]),
        "alpha": stated("alpha", [0.5, 0.55, 0.65]),
        "beta": stated("beta", [0.4, 0.45, 0.5]),
    },
)
def _level_of_rest(
    k: float = 0.9,
    l: float = 0.2,  # noqa: E741 - Richardson's letter
    alpha: float = 0.5,
    beta: float = 0.4,
) -> Iterator[Any]:
    g = h = 1.0
    if alpha * beta <= k * l:
        return
    race = richardson(k=k, l=l, alpha=alpha, beta=beta, g=g, h=h)
    first, second = race.equilibrium or (math.nan, math.nan)
    praise = "It settles, for the product of the fatigues is the larger."
    if alpha * beta < 1.2 * k * l:
        praise = "It settles, but far out: the product of the fatigues is only just the larger."
    yield first, praise
    yield second, "That is the other side. Which of the two reacts more strongly?"
    yield g / alpha, "That is its level if the other side has no arms. Here both have some."
    yield g / (alpha - k), "That takes them for equal. Each side has its own line here."
    yield -first, "The determinant is the product of the fatigues less that of the reactions."
    yield "Do the two lines cross? Compare the product of the fatigues with that of the reactions."
    yield "Build the race with games.richardson, all six numbers by name, and read its equilibrium."


@exercise("14.2", unit="days", look="How quickly could it happen?")
def _one_crew() -> Iterator[Any]:
    rows, rate = datasets.load_upload().set_index("row_id").loc[BY_LEG["US"]], 5
    added = rows.set_index("leg").added_warheads.astype(int)
    yield added.sum() / rate, "One crew loads one warhead after another: only the sum counts."
    at_once = assumed_path("US", rate, 60)
    together = at_once.days_to(at_once.ceiling)
    yield together, "That is three crews at work at once. Here the legs wait for each other."
    yield added.sum() / rate + 60, "The 60 days pass while the crew is at the bombers."
    yield added.max() / rate, "That is the largest leg alone. The crew has to load the others too."
    yield "On which day does each leg begin, if it waits for the one before?"
    yield "Let the delay of each leg be the day on which the leg before it is full."


@exercise("14.3", tolerance=1, unit="warheads", look="Can a ruler see the future?")
def _luckiest_ruler() -> Iterator[Any]:
    def best(party: str, years: range = RULERS) -> tuple[float, int]:
        came = stockpile(NAMES[party])
        pairs = [(_drawn_on(came, y - 10, y, y + 10), int(came[y + 10])) for y in years]
        return min(pairs, key=lambda pair: abs(pair[0] / pair[1] - 1))

    said, came = best("RU")
    yield (
        round(said),
        "One of thirty-one, by luck: before it the ruler says too little, then too much.",
    )
    yield came, "That is what came. What did the line say?"
    yield best("US")[0], "That is the other side's line."
    yield best("RU", RULERS[::5])[0], "That is the best of the slider. Try the others."
    yield "For each last year, what does the line say of the year ten later, and what came?"
    yield "Divide the line by what came, take 1 away, and look for the value nearest to 0."


@exercise("14.4", look="Why must the two groups stay apart?")
def _one_number() -> Iterator[Any]:
    # A: U04. B: U10. C takes an end from each. D: U06. E: U08, one leg of three.
    yield (
        {"A", "B"},
        "Two numbers, two bases, two questions. Say which one you took, and on what basis.",
    )
    yield {"A"}, "That one has a basis and a source. Is it the only one that has both?"
    yield {"B"}, "That one has a basis and a source. Is it the only one that has both?"
    yield set("ABC"), "Where do the two ends of the subtraction come from?"
    yield set("ABD"), "What would that step take, and by whose rules is it counted?"
    yield set("ABE"), "The question is about the whole force. Which part of it is this?"
    yield {
        "A": "For: one office gave both ends, and found that present plans would do. Against: it "
        "is a level that was asked for, not the most that fits.",
        "B": "For: both ends are of one estimate, with the weapons of bombers, and no missile is "
        "new. Against: the page is undated, and all that is in store is taken to fit.",
        "C": "For: both ends were published. Against: one counts a bomber as one, the other the "
        "weapons at its base.",
        "D": "For: an office of Congress reckoned it. Against: it takes new missiles and "
        "submarines, and is counted by the rules of START I.",
        "E": "For: both ends are of one estimate, that of B. Against: the other two legs are "
        "left out.",
    }
    yield "On what basis does each number count, and who published it?"
    yield "Keep what one author counted on one basis, for the whole force, with nothing new built."
