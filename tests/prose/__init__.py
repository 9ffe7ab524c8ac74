"""What stands behind the numbers in the prose, page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

Claim = tuple[str, tuple[object, ...]]


class Account(NamedTuple):
    """The claims of a page, and the numbers that come from nowhere, each with its reason."""

    claims: Callable[[], Iterable[Claim]]
    allowed: dict[str, str]
