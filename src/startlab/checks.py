"""What a model may be given: each check returns the value or refuses it in one sentence.

The sentence has one form, ``X is V: it must be ...``, and the error is a `StartlabError`.
"""

from __future__ import annotations

import dataclasses
import math
import operator
from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction
from typing import Any, TypeVar

from startlab.errors import StartlabError, nearest, safe_repr

_T = TypeVar("_T")
_Number = TypeVar("_Number", int, float, Fraction, "float | Fraction")


def refusal(name: str, value: object, allowed: str) -> StartlabError:
    """Return the error for a value that is not allowed."""
    return StartlabError(f"{name} is {safe_repr(value)}: it must be {allowed}")


def missing(value: Any) -> bool:
    """Tell whether a value is None, NaN, an empty cell or one of pandas' missing values."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    return value == "" if isinstance(value, str) else isinstance(value, float) and value != value


def require_choice(value: Any, allowed: Iterable[str], name: str) -> str:
    """Return a name that is allowed; refuse any other with the nearest ones."""
    names = list(allowed)
    if isinstance(value, str) and value in names:
        return value
    near = nearest(value, names, most=2)
    raise refusal(name, value, f"one of {', '.join(names)}; nearest: {near}")


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


def as_date(value: Any, name: str) -> date | None:
    """Return the day of a date, datetime, Timestamp or ISO string; a missing one stays None."""
    if missing(value):
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return datetime.fromisoformat(str(value)).date()
    except ValueError:
        raise refusal(name, value, "a date such as 2018-02-05") from None


def cell(value: Any) -> Any:
    """Return what a cell of a table means: None, the number written in it, or itself."""
    if missing(value):
        return None
    try:
        plain = float(value) if isinstance(value, str | float) else value
    except ValueError:
        return value
    return int(plain) if isinstance(plain, float) and plain.is_integer() else plain


def record(row: Any) -> dict[str, Any]:
    """Return one row as a dictionary: from a mapping, a Series, a named tuple or a dataclass."""
    if dataclasses.is_dataclass(row) and not isinstance(row, type):
        return {field.name: getattr(row, field.name) for field in dataclasses.fields(row)}
    row = row._asdict() if hasattr(row, "_asdict") else row
    if not hasattr(row, "keys"):
        raise refusal("row", row, "a mapping, a row of a table or a dataclass")
    return {str(key): row[key] for key in row.keys()}  # noqa: SIM118 - a Series iterates values


def records(table: Any) -> list[dict[str, Any]]:
    """Return the rows of a DataFrame, or of any iterable of rows."""
    return [
        record(row) for row in (table.to_dict("records") if hasattr(table, "columns") else table)
    ]


def build(cls: type[_T], row: Any) -> _T:
    """Return a row as a dataclass: it takes the keys it knows; missing values take the default."""
    if isinstance(row, cls):
        return row
    given, known = record(row), {}
    for field in dataclasses.fields(cls):  # type: ignore[arg-type]
        value = given.get(field.name)
        if not missing(value):
            known[field.name] = value if "str" in str(field.type) else cell(value)
        elif field.default is dataclasses.MISSING:
            raise StartlabError(f"{field.name} is missing: it must be given for a {cls.__name__}")
    return cls(**known)
