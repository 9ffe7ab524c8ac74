"""Upload paths over time, and what one year of mutual restraint would change.

Capacity is not intent. Numbers counted on different bases never share a curve. No rate of upload
is published (row U21 of the table `upload` has a number and "within weeks", for bombers): rates,
delays and lags are the reader's assumptions. Left out: downloading, new launchers, production,
warheads that fit more than one leg, any limit on how many legs can be worked on together, third
parties, and weapons outside the treaty.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from startlab.checks import number, refusal, require_class, require_sequence, whole
from startlab.errors import StartlabError

DIGITS = 9  # of a warhead or a day: what lies beyond is rounding


@dataclass
class Baseline:
    """Deployed warheads of one party on day 0, and the basis on which they were counted.

    `basis` is, for example, "New START" or "FAS estimate"; a path mixes no two of them.
    """

    party: str
    warheads: int
    basis: str

    def __post_init__(self) -> None:
        self.warheads = whole(self.warheads, f"warheads of {self.party}")


@dataclass
class Leg:
    """What one leg of a force could add; `basis` says how it was counted.

    Under New START a bomber counts as one warhead whatever it carries, so loading bombers adds
    nothing on that basis.
    """

    name: str  # ICBM, SLBM, bomber, or a part of one
    added: int  # warheads, at the most
    rate: float  # warheads a day once loading has begun
    basis: str
    delay: float = 0  # days

    def __post_init__(self) -> None:
        self.added = whole(self.added, f"added of {self.name}")
        self.rate = float(number(self.rate, f"rate of {self.name}", 0))
        self.delay = float(number(self.delay, f"delay of {self.name}", 0))


@dataclass
class UploadPath:
    """Warheads over time: made by `upload_path`."""

    baseline: Baseline
    legs: Sequence[Leg]
    days: Sequence[float]

    def levels(self, days: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Return the warheads on each of some days."""
        day = np.asarray(days, float)
        gains = [np.minimum(leg.added, leg.rate * np.maximum(0, day - leg.delay))
                 for leg in self.legs]  # fmt: skip
        return np.round(self.baseline.warheads + sum(gains, np.zeros_like(day)), DIGITS)

    @property
    def warheads(self) -> list[float]:
        """The warheads on each of the path's days."""
        return [float(level) for level in self.levels(self.days)]

    @property
    def ceiling(self) -> int:
        """The level at which every leg that moves at all is full (warheads)."""
        return self.baseline.warheads + sum(leg.added for leg in self.legs if leg.rate)

    def at(self, day: float) -> float:
        """Return the warheads on a day."""
        return float(self.levels(number(day, "day", 0)))

    def days_to(self, level: float) -> float | None:
        """Return the first day on which the path reaches a level, or None if it never does."""
        wanted = round(float(number(level, "level", 0)), DIGITS)
        if wanted <= self.baseline.warheads:
            return 0.0
        if wanted > self.ceiling:
            return None
        moving = [leg for leg in self.legs if leg.rate]
        full = [leg.delay + leg.added / leg.rate for leg in moving]
        bends = np.sort([0.0, *(leg.delay for leg in moving), *full])
        heights = self.levels(bends)
        end = int(np.searchsorted(heights, wanted))  # between two bends the path is straight
        return float(np.interp(wanted, heights[end - 1 : end + 1], bends[end - 1 : end + 1]))


def _legs(start: Baseline, legs: Iterable[Leg]) -> list[Leg]:
    """List the legs, all on the basis of the baseline."""
    require_class(start, Baseline, "baseline")
    parts = [require_class(leg, Leg, "leg") for leg in require_sequence(legs, "legs")]
    for leg in parts:
        _same_basis(f"leg {leg.name}", leg.basis, start.basis)
    return parts


def _same_basis(what: str, basis: str, wanted: str) -> None:
    if basis != wanted:
        why = "as numbers counted on different bases never share a curve"
        raise refusal(f"counting basis of {what}", basis, f"{wanted!r}, {why}")


def upload_path(baseline: Baseline, legs: Iterable[Leg], days: int | Iterable[float]) -> UploadPath:
    """Draw the warheads a force could carry over time, straight between the bends of its legs.

    ``W(t) = W0 + sum over legs of min(A, r * max(0, t - tau))`` with baseline `W0`, capacity `A`,
    rate `r` and delay `tau`. Sources of capacities: published estimates (FAS, CBO).

    The legs have the counting basis of the baseline; `days` is the last day of a daily path, or the
    days at which it is wanted.

    The published ceiling for the United States; the rates and delays are made up.

    >>> basis = "FAS estimate"
    >>> legs = [Leg("bomber", 550, 20, basis), Leg("SLBM", 950, 5, basis, delay=60),
    ...         Leg("ICBM", 400, 1, basis, delay=120)]
    >>> path = upload_path(Baseline("US", 1670, basis), legs, 365)
    >>> path.ceiling, path.at(365), path.days_to(3570), path.days_to(4000)
    (3570, 3415.0, 520.0, None)
    """
    wanted = (
        require_sequence(days, "days")
        if isinstance(days, Iterable)
        else range(whole(days, "days") + 1)
    )
    checked = [float(number(day, "day", 0)) for day in wanted]
    return UploadPath(baseline, _legs(baseline, legs), checked)


@dataclass
class Offer:
    """The terms of the offer of 22 September 2025 that the model uses.

    `limit` counts warheads on deployed missiles plus one for each deployed heavy bomber; `days`
    is the length of the year from 5 February 2026, day 0. The offer was to stay within the central
    limits if the other side does the same. It was not an extension, and it had no verification.
    Sources: the table `offer_terms`; for the limit, New START, Article II 1(b).
    """

    limit: int = 1550
    days: int = 365
    basis: str = "New START"

    def __post_init__(self) -> None:
        self.limit, self.days = whole(self.limit, "limit"), whole(self.days, "days")


@dataclass
class Reaction:
    """What one side would do once it no longer holds back.

    `lag` is the days from the other side's first warhead over the limit until this side stops
    holding back: the time to notice and to decide. None: it does not react within the year.
    """

    baseline: Baseline
    legs: Sequence[Leg] = ()
    lag: float | None = None

    def __post_init__(self) -> None:
        self.legs = _legs(self.baseline, self.legs)
        if self.lag is not None:
            self.lag = float(number(self.lag, f"lag of {self.baseline.party}", 0))


class Restraint(NamedTuple):
    """Four scenarios, two courses each: made by `restraint`.

    `courses` has a row for each scenario and party: `keeps`, and the first days on which it is
    `over_limit_on` and `reacts_on`, missing where there is none. `warheads` has a column for each
    of them, by day.
    """

    offer: Offer
    courses: pd.DataFrame
    warheads: pd.DataFrame


def restraint(offer: Offer, reactions: Iterable[Reaction]) -> Restraint:
    """Compare keeping the limit, keeping it on one side only, and letting it lapse on both.

    A side that lapses follows `upload_path` from day 0. A side that keeps stays at its baseline;
    if the other side is first over the limit on day `d`, it follows its own path from `d + lag`.
    Left out: the limits of 700 and 800, verification (the offer had none), the condition on missile
    defence, and rising within the limit. It compares assumptions and predicts nothing.

    ``Offer()`` is the offer as made; the two reactions say what each side would do without
    restraint.

    The baselines are the last declarations; capacities, rates and lags are made up.

    >>> us = Reaction(Baseline("US", 1419, "New START"), [Leg("SLBM", 900, 4, "New START", 60)],
    ...               lag=30)
    >>> ru = Reaction(Baseline("RU", 1549, "New START"), [Leg("SLBM", 220, 2, "New START", 60)])
    >>> restraint(Offer(), [us, ru]).courses.over_limit_on["only US keeps"].to_dict()
    {'US': 184, 'RU': 61}
    """
    require_class(offer, Offer, "offer")
    sides = [
        require_class(side, Reaction, "reaction")
        for side in require_sequence(reactions, "reactions")
    ]
    parties = [side.baseline.party for side in sides]
    if len(sides) != 2 or len(set(parties)) != 2:
        raise StartlabError(f"reactions are those of {parties}: they must be those of two sides")
    for side in sides:
        _same_basis(f"baseline of {side.baseline.party}", side.baseline.basis, offer.basis)
        if side.baseline.warheads > offer.limit:
            allowed = f"0 to {offer.limit}, the limit to be kept"
            raise refusal(f"warheads of {side.baseline.party}", side.baseline.warheads, allowed)
    keepers = {"both keep": parties, **{f"only {p} keeps": [p] for p in parties}, "both lapse": []}
    courses = pd.DataFrame(
        _course(offer, scenario, keep, side, other)
        for scenario, keep in keepers.items()
        for side, other in (sides, sides[::-1])
    ).set_index(["scenario", "party"])
    warheads = pd.DataFrame(courses.pop("warheads").to_dict())
    courses = courses.astype({"over_limit_on": "Int64", "reacts_on": "Int64"})
    return Restraint(offer, courses, warheads)


def _course(
    offer: Offer, scenario: str, keepers: Sequence[str], side: Reaction, other: Reaction
) -> dict[str, Any]:
    """Follow one side through one scenario."""
    keeps, moves = side.baseline.party in keepers, 0.0
    # Warheads are whole: the limit is exceeded with the first one beyond it.
    beyond = offer.limit + 1
    if keeps:
        over = UploadPath(other.baseline, other.legs, []).days_to(beyond)
        moves = math.inf
        if over is not None and side.lag is not None and other.baseline.party not in keepers:
            moves = round(over + side.lag, DIGITS)
    days = np.arange(offer.days + 1)
    warheads = UploadPath(side.baseline, side.legs, []).levels(np.maximum(0, days - moves))
    return {
        "scenario": scenario,
        "party": side.baseline.party,
        "keeps": keeps,
        "over_limit_on": _first(warheads >= beyond),
        "reacts_on": _first(keeps & (days >= moves)),
        "warheads": warheads,
    }


def _first(true: npt.NDArray[np.bool_]) -> int | None:
    return int(true.argmax()) if true.any() else None
