"""What stands behind the numbers in the prose, page by page."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from startlab import datasets

MONTHS = "|".join(month_name[1:])
Claim = tuple[str, tuple[object, ...]]
SMALL = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
fifteen sixteen seventeen eighteen nineteen"""
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
IN_WORDS = {word: n for n, word in enumerate(SMALL.split())} | {
    f"{ten}-{one}" if n else ten: tens + n
    for tens, ten in zip(range(20, 100, 10), TENS.split(), strict=True)
    for n, one in enumerate(SMALL.split()[:10])
}


class Account(NamedTuple):
    """The claims of a page, and the numbers that come from nowhere, each with its reason."""

    claims: Callable[[], Iterable[Claim]]
    allowed: dict[str, str]


def spelled(number: Any) -> str:
    """Return a whole number below a hundred in words, to stand in a claim."""
    return list(IN_WORDS)[number]


def one(table: str, column: str, **where: object) -> Any:
    """Return a value of the first row of a table whose columns have the given values."""
    rows = datasets.load(table)
    for name, value in where.items():
        rows = rows[rows[name] == value]
    return rows[column].iloc[0]
