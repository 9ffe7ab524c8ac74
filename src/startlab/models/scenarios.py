"""Upload paths over time, and what one year of mutual restraint would change.

Capacity is not intent. No rate of upload is published (row U21 of the table `upload` has a number
and "within weeks", for bombers): each rate and delay is the reader's assumption unless a source
is given, and the result lists the source of each input. All is computed in fractions and rounded
once.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

from startlab.checks import as_date, build, exact, whole
from startlab.errors import StartlabError

__all__ = [
    "CAVEATS",
    "NO_SOURCE",
    "Baseline",
    "Course",
    "Input",
    "Leg",
    "Offer",
    "Reaction",
    "Restraint",
    "UploadPath",
    "restraint",
    "upload_capacity",
    "upload_path",
]

NO_SOURCE = "no published value: your assumption"
CAVEATS = (
    "Capacity is not intent.",
    "Upload rates are not published.",
    "Numbers with different counting bases never share a curve.",
)


@dataclass(frozen=True)
class Input:
    """One number that went into a result, and where it comes from."""

    name: str
    value: float | None
    unit: str
    source: str


@dataclass(frozen=True)
class Baseline:
    """Deployed warheads of one party on day 0, and the basis on which they were counted.

    `basis` is, for example, "New START" or "FAS estimate"; a path mixes no two of them. `source`
    says where the number was published.
    """

    party: str
    warheads: int
    basis: str
    source: str = NO_SOURCE

    def __post_init__(self) -> None:
        """Refuse what no force can have."""
        _set_whole(self, "warheads", self.party)


@dataclass(frozen=True)
class Leg:
    """What one leg of a force could add.

    Parameters
    ----------
    name : str
        ICBM, SLBM, bomber, or a part of one.
    added : int
        The most this leg can add (warheads): see `upload_capacity`.
    rate : float
        Warheads a day once loading has begun. Not published for any leg.
    basis : str
        Counting basis of `added`; must be that of the baseline. Under New START a bomber counts
        as one warhead whatever it carries, so loading bombers adds nothing on that basis.
    delay : float, default 0
        Days before loading begins.
    source, rate_source, delay_source : str
        Where each number was published.
    """

    name: str
    added: int
    rate: float
    basis: str
    delay: float = 0
    source: str = NO_SOURCE
    rate_source: str = NO_SOURCE
    delay_source: str = NO_SOURCE

    def __post_init__(self) -> None:
        """Refuse negative, missing or endless numbers."""
        _set_whole(self, "added", self.name)
        exact(self.rate, f"rate of {self.name}")
        exact(self.delay, f"delay of {self.name}")

    def full_on(self) -> Fraction:
        """Return the day on which the leg is full; its rate is not zero."""
        return exact(self.delay) + self.added / exact(self.rate)


def upload_capacity(empty_places: int, reserve: int) -> int:
    """Return the most warheads a leg can add: the smaller of empty places and reserve warheads.

    Left out: launchers that would have to be reopened, handling capacity, and warheads that fit
    more than one leg.

    Examples
    --------
    The Minuteman III: 400 missiles with 3 places each and 1 warhead loaded, 400 in reserve.

    >>> upload_capacity(400 * 3 - 400, 400)
    400
    """
    return min(whole(empty_places, "empty_places"), whole(reserve, "reserve"))


@dataclass(frozen=True)
class UploadPath:
    """Warheads over time: made by `upload_path`."""

    baseline: Baseline
    legs: tuple[Leg, ...]
    days: tuple[float, ...]
    warheads: tuple[float, ...]
    inputs: tuple[Input, ...]
    caveats: tuple[str, ...] = CAVEATS

    @property
    def ceiling(self) -> int:
        """The level at which every leg that moves at all is full (warheads)."""
        return self.baseline.warheads + sum(leg.added for leg in self.legs if leg.rate)

    def at(self, day: float) -> float:
        """Return the warheads on a day."""
        return float(_level(self.baseline, self.legs, exact(day, "day")))

    def days_to(self, level: float) -> float | None:
        """Return the first day on which the path reaches a level, or None if it never does."""
        day = _first_day(self.baseline, self.legs, exact(level, "level"))
        return None if day is None else float(day)


def upload_path(
    baseline: Baseline | Mapping[str, Any],
    legs: Iterable[Leg | Mapping[str, Any]],
    days: int | Iterable[float],
) -> UploadPath:
    """Draw the warheads a force could carry over time, piecewise linear by leg.

    Parameters
    ----------
    baseline : Baseline or mapping
        Where the path starts.
    legs : iterable of Leg or mappings
        What each leg can add, how fast, and after how long.
    days : int or iterable of numbers
        The last day of a daily path, or the days at which it is wanted.

    Returns
    -------
    UploadPath
        The points, `at(day)`, its exact inverse `days_to(level)`, and the source of each input.

    Raises
    ------
    StartlabError
        For a negative, missing or endless number, or legs counted on another basis.

    Notes
    -----
    ::

        W(t) = W0 + sum over legs of min(A, r * max(0, t - tau))

    `W0` baseline and `A` capacity in warheads, `r` rate in warheads a day, `tau` delay in days.
    Sources: capacities from published estimates (FAS, CBO); rates have none. Left out:
    downloading, new launchers, production, and any limit on how many legs can be worked on
    together.

    Examples
    --------
    The published ceiling for the United States; the rates and delays are made up.

    >>> basis = "FAS estimate"
    >>> path = upload_path(
    ...     Baseline("US", 1670, basis, "https://thebulletin.org"),
    ...     [Leg("bomber", 550, 20, basis), Leg("SLBM", 950, 5, basis, delay=60),
    ...      Leg("ICBM", 400, 1, basis, delay=120)],
    ...     365,
    ... )
    >>> path.ceiling, path.at(365), path.days_to(3570), path.days_to(4000)
    (3570, 3415.0, 520.0, None)
    >>> path.inputs[2].source
    'no published value: your assumption'
    """
    start = build(Baseline, baseline)
    parts = _legs(start, legs)
    if isinstance(days, Iterable):
        wanted = [exact(day, "day") for day in days]
    else:
        wanted = [Fraction(day) for day in range(whole(days, "days") + 1)]
    levels = tuple(float(_level(start, parts, day)) for day in wanted)
    return UploadPath(start, parts, tuple(map(float, wanted)), levels, _inputs(start, parts))


def _legs(baseline: Baseline, legs: Iterable[Leg | Mapping[str, Any]]) -> tuple[Leg, ...]:
    """Read the legs, all on the basis of the baseline."""
    parts = tuple(build(Leg, leg) for leg in legs)
    for leg in parts:
        _same_basis(f"leg {leg.name}", leg.basis, baseline.basis)
    return parts


def _level(baseline: Baseline, legs: Iterable[Leg], day: Fraction) -> Fraction:
    """Return the warheads on a day."""
    gains = (min(Fraction(leg.added), exact(leg.rate) * max(Fraction(0), day - exact(leg.delay)))
             for leg in legs)  # fmt: skip
    return sum(gains, Fraction(baseline.warheads))


def _first_day(baseline: Baseline, legs: Sequence[Leg], level: Fraction) -> Fraction | None:
    """Return the day on which a level is reached: between two bends the path is straight."""
    if level <= baseline.warheads:
        return Fraction(0)
    moving = [leg for leg in legs if leg.rate]
    bends = {Fraction(0), *(exact(leg.delay) for leg in moving), *(leg.full_on() for leg in moving)}
    for left, right in pairwise(sorted(bends)):
        low, high = _level(baseline, legs, left), _level(baseline, legs, right)
        if high >= level:
            return left + (level - low) * (right - left) / (high - low)
    return None


@dataclass(frozen=True)
class Offer:
    """The terms of the offer of 22 September 2025 that the model uses.

    `limit` counts warheads on deployed missiles plus one for each deployed heavy bomber; `starts`
    is day 0; `days` the length of the year. The offer was to stay within the central limits if
    the other side does the same. It was not an extension, and it had no verification.
    """

    limit: int = 1550
    starts: date = date(2026, 2, 5)
    days: int = 365
    basis: str = "New START"
    source: str = (
        "statement of 22 September 2025, https://eadaily.com/en/ampnews/2025/09/22/"
        "vladimir-putin-made-an-important-statement-on-security-council-full-text; "
        "the limit: New START, Article II 1(b)"
    )

    def __post_init__(self) -> None:
        """Refuse negative numbers and what is not a date."""
        _set_whole(self, "limit")
        _set_whole(self, "days")
        object.__setattr__(self, "starts", as_date(self.starts, "starts"))


@dataclass(frozen=True)
class Reaction:
    """What one side would do once it no longer holds back.

    `lag` is the days from the other side's first warhead over the limit until this side stops
    holding back: the time to notice and to decide. None: it does not react within the year.
    """

    baseline: Baseline
    legs: Sequence[Leg] = ()
    lag: float | None = None
    lag_source: str = NO_SOURCE

    def __post_init__(self) -> None:
        """Read nested mappings and refuse a mixture of counting bases."""
        object.__setattr__(self, "baseline", build(Baseline, self.baseline))
        object.__setattr__(self, "legs", _legs(self.baseline, self.legs))
        if self.lag is not None:
            exact(self.lag, f"lag of {self.baseline.party}")


@dataclass(frozen=True)
class Course:
    """One side in one scenario: warheads on each day, counted from day 0."""

    scenario: str
    party: str
    keeps: bool
    warheads: tuple[float, ...]
    over_limit_on: date | None
    reacts_on: date | None


@dataclass(frozen=True)
class Restraint:
    """The four scenarios, two courses each: made by `restraint`."""

    offer: Offer
    courses: tuple[Course, ...]
    inputs: tuple[Input, ...]
    caveats: tuple[str, ...] = CAVEATS


def restraint(
    offer: Offer | Mapping[str, Any], reactions: Iterable[Reaction | Mapping[str, Any]]
) -> Restraint:
    """Compare keeping the limit, keeping it on one side only, and letting it lapse on both.

    Parameters
    ----------
    offer : Offer or mapping
        The limit, the first day and the length of the year; ``Offer()`` for the offer as made.
    reactions : two Reactions or mappings
        What each side would do without restraint.

    Returns
    -------
    Restraint
        For "both keep", "only A keeps", "only B keeps" and "both lapse" the warheads of both
        sides on each day, the first day over the limit, and the source of each input.

    Raises
    ------
    StartlabError
        For other than two sides, a baseline above the limit, or counting bases that differ.

    Notes
    -----
    A side that lapses follows `upload_path` from day 0. A side that keeps stays at its baseline;
    if the other side is first over the limit on day `d`, it follows its own path from `d + lag`.
    Source: the offer of 22 September 2025 and New START, Article II 1(b). Left out: the limits of
    700 and 800, verification (the offer had none), the condition on missile defence, third
    parties, weapons outside the treaty, and rising within the limit. It is a comparison of
    assumptions, not a prediction.

    Examples
    --------
    The baselines are the last declarations; capacities, rates and lags are made up.

    >>> us = Reaction(Baseline("US", 1419, "New START"), [Leg("SLBM", 900, 4, "New START", 60)],
    ...               lag=30)
    >>> ru = Reaction(Baseline("RU", 1549, "New START"), [Leg("SLBM", 220, 2, "New START", 60)])
    >>> for course in restraint(Offer(), [us, ru]).courses[2:4]:
    ...     print(course.scenario, course.party, course.warheads[-1], course.over_limit_on)
    only US keeps US 2275.0 2026-08-08
    only US keeps RU 1769.0 2026-04-07
    """
    terms = build(Offer, offer)
    sides = [build(Reaction, reaction) for reaction in reactions]
    parties = [side.baseline.party for side in sides]
    if len(sides) != 2 or len(set(parties)) != 2:
        raise StartlabError(f"reactions are those of {parties}: they must be those of two sides")
    for side in sides:
        _same_basis(f"baseline of {side.baseline.party}", side.baseline.basis, terms.basis)
        if side.baseline.warheads > terms.limit:
            raise StartlabError(
                f"warheads of {side.baseline.party} is {side.baseline.warheads}: "
                f"it must be 0 to {terms.limit}, the limit to be kept"
            )
    scenarios = {
        "both keep": parties,
        **{f"only {p} keeps": [p] for p in parties},
        "both lapse": [],
    }
    courses = tuple(
        _course(terms, name, side, other, keepers)
        for name, keepers in scenarios.items()
        for side, other in (sides, sides[::-1])
    )
    given = [
        Input("limit", terms.limit, "warheads", terms.source),
        Input("year", terms.days, "days", terms.source),
    ]
    for side in sides:
        given += _inputs(side.baseline, side.legs)
        given.append(Input(f"{side.baseline.party} lag", side.lag, "days", side.lag_source))
    return Restraint(terms, courses, tuple(given))


def _course(
    offer: Offer, scenario: str, side: Reaction, other: Reaction, keepers: Sequence[str]
) -> Course:
    """Follow one side through one scenario."""
    # Warheads are whole: the limit is exceeded with the first one beyond it.
    over, other_over = (
        _first_day(one.baseline, one.legs, Fraction(offer.limit + 1)) for one in (side, other)
    )
    keeps = side.baseline.party in keepers
    moves: Fraction | None = None if keeps else Fraction(0)
    answers = keeps and other.baseline.party not in keepers
    if answers and side.lag is not None and other_over is not None:
        moves = other_over + exact(side.lag)
    began = Fraction(offer.days) if moves is None else moves  # day 0 of its path
    levels = (
        _level(side.baseline, side.legs, max(Fraction(0), day - began))
        for day in range(offer.days + 1)
    )
    return Course(
        scenario,
        side.baseline.party,
        keeps,
        tuple(map(float, levels)),
        _on(offer, None if moves is None or over is None else moves + over),
        _on(offer, moves) if keeps else None,
    )


def _on(offer: Offer, day: Fraction | None) -> date | None:
    """Return the date of a day of the year."""
    if day is None or day > offer.days:
        return None
    return offer.starts + timedelta(days=math.ceil(day))


def _inputs(baseline: Baseline, legs: Iterable[Leg]) -> tuple[Input, ...]:
    """List what went into a path."""
    party = baseline.party
    rows = [Input(f"{party} baseline", baseline.warheads, "warheads", baseline.source)]
    for leg in legs:
        rows += [
            Input(f"{party} {leg.name} added", leg.added, "warheads", leg.source),
            Input(f"{party} {leg.name} rate", float(leg.rate), "warheads/day", leg.rate_source),
            Input(f"{party} {leg.name} delay", float(leg.delay), "days", leg.delay_source),
        ]
    return tuple(rows)


def _same_basis(what: str, basis: str, wanted: str) -> None:
    """Refuse to mix counting bases."""
    if basis != wanted:
        raise StartlabError(
            f"counting basis of {what} is {basis!r}: it must be {wanted!r}, "
            "as numbers counted on different bases never share a curve"
        )


def _set_whole(owner: object, field: str, of: str = "") -> None:
    """Read a field of a frozen dataclass as a whole number."""
    value = whole(getattr(owner, field), f"{field} of {of}" if of else field)
    object.__setattr__(owner, field, value)
