"""Times taken in turn, so that a busy moment of the machine strikes both sides of a ratio."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from statistics import median, quantiles
from typing import Any

FEW = 10  # with fewer turns than this, the spread is that of all of them


@dataclass(frozen=True)
class Figure:
    """One line of the table: what is measured, beside what, and what it must not exceed."""

    name: str
    title: str
    against: str  # empty where the value stands alone
    unit: str  # "times", "ms", "s", "KB" or "requests"
    bound: float


@dataclass(frozen=True)
class Result:
    """What one figure came to: the middle value and the spread of the turns."""

    figure: Figure
    value: float
    low: float
    high: float
    turns: int

    def line(self) -> dict[str, Any]:
        """Return the line as it is printed and stored: three digits, and whether it is kept."""
        numbers = {part: float(f"{getattr(self, part):.3g}") for part in ("value", "low", "high")}
        kept = numbers["value"] <= self.figure.bound
        return {**asdict(self.figure), **numbers, "turns": self.turns, "kept": kept}


def seconds(function: Callable[[], object], number: int = 1) -> float:
    """Return the time of one call, as the mean of so many."""
    start = time.perf_counter()
    for _ in range(number):
        function()
    return (time.perf_counter() - start) / number


def result(figure: Figure, values: Iterable[float]) -> Result:
    """Return the median of all turns and the spread of eight turns in ten."""
    found = sorted(values)
    low, high = found[0], found[-1]
    if len(found) >= FEW:
        tenths = quantiles(found, n=10, method="inclusive")
        low, high = tenths[0], tenths[-1]
    return Result(figure, median(found), low, high, len(found))


def in_turns(
    figure: Figure,
    ours: Callable[[], object],
    theirs: Callable[[], object],
    turns: int,
    number: int = 1,
) -> Result:
    """Run both in turn and return how many times theirs ours takes."""
    ours(), theirs()  # what is loaded on first use belongs to neither
    return result(figure, [seconds(ours, number) / seconds(theirs, number) for _ in range(turns)])
