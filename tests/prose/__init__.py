"""What stands behind the numbers in the prose, page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from startlab import datasets

Claim = tuple[str, tuple[object, ...]]


class Account(NamedTuple):
    """The claims of a page, and the numbers that come from nowhere, each with its reason."""

    claims: Callable[[], Iterable[Claim]]
    allowed: dict[str, str]


def one(table: str, column: str, **where: object) -> Any:
    """Return a value of the first row of a table whose columns have the given values."""
    rows = datasets.load(table)
    for name, value in where.items():
        rows = rows[rows[name] == value]
    return rows[column].iloc[0]
