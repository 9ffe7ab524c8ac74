"""What a model may be given: each check returns the value or refuses it in one sentence.

The sentence has one form, ``X is V: it must be ...``, and the error is a `StartlabError`.
"""

import math
import operator
from collections.abc import Iterable
from fractions import Fraction
from typing import Any, TypeVar

from startlab.errors import StartlabError, nearest, safe_repr

_Kind = TypeVar("_Kind")
_Number = TypeVar("_Number", int, float, Fraction, "float | Fraction")


def refusal(name: str, value: object, allowed: str) -> StartlabError:
    """Return the error for a value that is not allowed."""
    return StartlabError(f"{name} is {safe_repr(value)}: it must be {allowed}")


def require_choice(value: Any, allowed: Iterable[str], name: str) -> str:
    """Return a name that is allowed; refuse any other with the nearest ones."""
    names = list(allowed)
    if isinstance(value, str) and value in names:
        return value
    near = nearest(value, names, most=2)
    raise refusal(name, value, f"one of {', '.join(names)}; nearest: {near}")


def require_class(value: Any, kind: type[_Kind], name: str) -> _Kind:
    """Return an object of a class."""
    if isinstance(value, kind):
        return value
    raise refusal(name, value, f"of the class {kind.__name__}")


def require_sequence(values: Any, name: str) -> list[Any]:
    """Return the items of a sequence; a text is none."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise refusal(name, values, "a sequence")
    return list(values)


def whole(value: Any, name: str, low: int = 0, high: int | None = None) -> int:
    """Return a whole number within a range."""
    try:
        number = low - 1 if isinstance(value, bool) else operator.index(value)
    except TypeError:
        number = low - 1
    if number < low or (high is not None and number > high):
        span = f"from {low} {'up' if high is None else f'to {high}'}"
        raise refusal(name, value, f"a whole number {span}")
    return number


def number(
    value: _Number,
    name: str,
    low: float = -math.inf,
    high: float = math.inf,
    *,
    above: float = -math.inf,
) -> _Number:
    """Return a finite number from `low` to `high` and above `above`, of the type it has."""
    try:
        fits = math.isfinite(value) and low <= value <= high and value > above
    except (TypeError, ValueError, OverflowError):
        fits = False
    if fits and not isinstance(value, bool):
        return value
    allowed = "a finite number" + (f" from {low} up" if low > -math.inf else "")
    if high < math.inf:
        allowed = f"a number from {low} to {high}"
    raise refusal(name, value, f"a number above {above}" if above > -math.inf else allowed)
