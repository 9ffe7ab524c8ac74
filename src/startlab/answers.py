"""What an answer is taken for: any object or typed text as a plain value, and which are the same.

exercises.js does the same with what is typed on a page.
"""

import math
import numbers
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sized
from decimal import Decimal
from typing import Any, NamedTuple

import pandas as pd

PER_CENT = "per cent"
NUMBER, TEXT, LENGTH = "a number", "a text in quotation marks", "a length of time"
KINDS: dict[type, str] = {
    bool: "True or False",
    float: NUMBER,
    str: TEXT,
    pd.Timestamp: "a date",
    pd.Timedelta: LENGTH,
    pd.DataFrame: "a table",
}
PLURALS = {NUMBER: "numbers", TEXT: "texts", "a date": "dates", "True or False": "True and False"}
MOST_VALUES = 10_000  # more than any table has rows
RIGHT, MISTAKE, LATE, FORM = range(4)  # LATE: a mistake whose hint names what is missing

# Letters of other alphabets that look like Latin ones, in small form.
LOOKALIKES = str.maketrans("авсенкмортхіѕјαβεζηικμνορτυχ", "abcehkmoptxisjabezhikmnoptyx")
AFTER = str.maketrans("−–‒—‐⁄", "-----/")
TYPED = re.compile(r"([-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))(?:/([0-9]+))?(%|[a-z]*)\.?")


class Case(NamedTuple):
    """What is said of some answers: the right one, a usual mistake, or a right one's other form."""

    role: int
    tolerance: float
    says: str
    values: tuple[Any, ...]


def simplify(value: Any) -> Any:
    """Return a float, a text, a date, or a list of these; None where a value is missing."""
    several = pd.api.types.is_list_like(value) and isinstance(value, Sized)
    if several and not isinstance(value, pd.DataFrame | Mapping) and len(value) <= MOST_VALUES:
        return [_simplify_one(item) for item in value]
    return _simplify_one(value)


def _simplify_one(value: Any) -> Any:
    if not pd.api.types.is_scalar(value):
        axisless = getattr(value, "shape", None) == ()  # an array that holds one value
        return _simplify_one(value[()]) if axisless else value
    if pd.isna(value):
        return None
    if pd.api.types.is_bool(value):
        return bool(value)
    inferred = pd.api.types.infer_dtype([value])
    if inferred.startswith("timedelta"):  # NumPy's own is a whole number to Python
        return pd.Timedelta(value)
    if inferred.startswith("date"):
        return pd.Timestamp(value)
    if isinstance(value, numbers.Real | Decimal):
        try:
            return float(value)
        except OverflowError:  # an integer beyond all floats
            return math.inf
    return value


def same(given: Any, wanted: Any, tolerance: float) -> bool:
    """Tell whether a simplified answer is a known one."""
    if isinstance(wanted, list):
        return isinstance(given, list) and as_set(given) == as_set(wanted)
    if isinstance(given, list):  # one row, or a pair of equal numbers
        return bool(given) and all(same(item, wanted, tolerance) for item in given)
    if not isinstance(given, float):
        return False
    return math.isclose(given, wanted, rel_tol=0, abs_tol=tolerance + 1e-9)


def as_set(values: list[Any]) -> set[Any]:
    """Return a list of letters as it is compared: in any order, and each once."""
    return {_letter(value) if isinstance(value, str) else value for value in values}


def _letter(text: str) -> str:
    """Return a letter without what does not matter: case, punctuation, spaces, alphabet."""
    plain = unicodedata.normalize("NFKC", text).lower().translate(LOOKALIKES)
    return re.sub(r"[\W_]+", "", plain)


def key_of(value: float | list[Any]) -> float | str:
    """Return a number, or letters, as a page compares them."""
    if isinstance(value, list):
        return ",".join(sorted(as_set(value)))
    return int(value) if value.is_integer() else value


def shown(answer: Any) -> str:
    """Return an answer as it is written for a reader."""
    value = simplify(answer)
    if isinstance(value, list):
        return ", ".join(sorted(value))
    return f"{value:,.4g}" if value % 1 else f"{value:,.0f}"


def other_forms(right: float, tolerance: float, unit: str, known: list[Case]) -> Iterator[Case]:
    """Give the right number in per cent, as a fraction, or rounded, and what to say of it."""
    factor, says = 100.0, "Right in per cent. Give it as a fraction of one."
    if unit == PER_CENT:
        factor, says = 0.01, "Right as a fraction of one. Give it in per cent."
    if unit == PER_CENT or 0 < abs(right) < 1:
        yield Case(FORM, factor * tolerance, says, (factor * right,))
        yield Case(FORM, 0, says, _rounded(factor * right, factor * tolerance))
    rounded = []
    for short in _rounded(right, tolerance):
        if near := _nearest_mistake(short, abs(right - short) / 2, known):
            yield near._replace(tolerance=0, values=(short,))
        else:
            rounded.append(short)
    yield Case(FORM, 0, "Right as far as it goes. Give more digits.", tuple(rounded))


def _nearest_mistake(given: float, reach: float, known: list[Case]) -> Case | None:
    """Return the mistake nearest to a number, if it is within reach."""
    wrong = [case for case in known if case.role == MISTAKE and isinstance(case.values[0], float)]
    far = {abs(case.values[0] - given): case for case in wrong}
    return far[min(far)] if far and min(far) < reach else None


def _rounded(right: float, tolerance: float) -> tuple[float, ...]:
    """Return a number rounded to fewer and fewer digits, as far as that still says something."""
    first = -math.floor(math.log10(abs(right))) if right else 0  # the place of the first digit
    found = []
    for places in range(12, first - 1, -1):
        short = round(right, places)
        digits = Decimal(f"{short:.12g}").normalize().as_tuple().digits
        bare = len(digits) < 2 and right.is_integer()  # 10 is not 11 rounded
        bare |= short.is_integer() and abs(right) < 1
        if short and not bare and abs(short - right) > tolerance + 1e-9:
            found.append(short)
    return tuple(dict.fromkeys(found))


def kind_of(value: Any) -> str:
    """Return in words what sort of answer a simplified value is."""
    if value is None:
        return "a missing value"
    for kind, name in KINDS.items():
        if isinstance(value, kind):
            return name
    if isinstance(value, list):
        kinds = {kind_of(item) for item in value} or {TEXT}
        plural = PLURALS.get(min(kinds), "other things")
        return f"a list of {plural if len(kinds) == 1 else 'several kinds'}"
    if hasattr(value, "__next__"):
        return "an iterator"
    name = type(value).__name__
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def conversion(kind: str, wanted: str) -> str:
    """Return how to make the wanted kind of answer out of another."""
    if kind == LENGTH:
        return "Take its days: `(later - earlier).days`."
    if kind == "a table":
        return "Take one column of it."
    if kind == "an iterator":
        return "Make a list of it: `list(...)`."
    if kind == "a list of True and False":
        return "It can pick rows: `table[...]`."
    if kind.startswith("a list of") and not wanted.startswith("a list of"):
        return "Take one value out of it: in a single row `.item()` does so."
    if kind == TEXT:
        if wanted == NUMBER:
            return "Leave the quotation marks out."
        return 'Put it into a list, such as `["A", "B"]`.'
    return ""


def read_number(text: str, unit: str = "") -> float | None:
    """Return the number that a reader typed: 1,550; 0,25; 5/11; 12 %; 152 warheads.

    None where it is no number. Where `unit` is not per cent, 12 % are 0.12.

    >>> read_number("1,550"), read_number("0,25"), read_number("12 %"), read_number("a dozen")
    (1550.0, 0.25, 0.12, None)
    """
    plain = unicodedata.normalize("NFKC", text).lower().translate(AFTER)
    plain = re.sub(r"[ \t\r\n'’_]", "", plain)
    if not re.match(r"[-+]?0,", plain):
        plain = re.sub(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))", "", plain)
    found = TYPED.fullmatch(plain.replace(",", ".", 1))
    if not found or (found[2] and not float(found[2])):
        return None
    value = float(found[1]) / float(found[2] or 1)
    if found[3] in ("%", "percent") and unit != PER_CENT:
        value /= 100
    return value if math.isfinite(value) else None
