"""Exercises that answer back: `check` compares an answer with one computed from the data.

Each exercise holds its answer, the usual mistakes with a hint for each, and a hint for the rest.
Answers come from the tables and the models; a judgement is typed in, with the rows that support it.
"""

from __future__ import annotations

import math
import numbers
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sized
from dataclasses import dataclass, field
from decimal import Decimal
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pandas as pd

from startlab import datasets
from startlab.errors import StartlabError, nearest, safe_repr

NOT_YET = "Not answered yet: put your answer in place of the three dots and run the cell again."
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

# Letters of other alphabets that look like Latin ones, in small form.
LOOKALIKES = str.maketrans("авсенкмортхіѕјαβεζηικμνορτυχ", "abcehkmoptxisjabezhikmnoptyx")
FILLERS = {"the", "it", "game", "of", "treaty"}
SYNONYMS = {
    **dict.fromkeys(["notknown", "cannotbetold", "cantbetold", "na", "nan", "none"], "unknown"),
    **dict.fromkeys(["hawkdove", "hawkanddove", "snowdrift"], "chicken"),
    "assurance": "staghunt",
}


@dataclass(frozen=True)
class Exercise:
    """One exercise: what is right, what people often answer instead, and what to tell them.

    Attributes
    ----------
    answer : object
        A number, a text, a date, or a set of texts.
    praise : str
        Said when the answer is right: what it shows.
    hint : str
        Said when the answer is wrong in no known way.
    mistakes : tuple of (object, str)
        Usual wrong answers, each with its hint.
    tolerance : float
        How far a number may be off.
    """

    answer: Any
    praise: str
    hint: str
    mistakes: tuple[tuple[Any, str], ...] = field(default=())
    tolerance: float = 0.0


EXERCISES: dict[str, Callable[[], Exercise]] = {}


def exercise(ident: str, *, tolerance: float = 0.0) -> Callable[[Callable[[], Any]], Any]:
    """Register an exercise under its number, such as ``"04.2"``.

    The function below it yields the right answer with what it shows, then each usual mistake with
    its hint, and last, alone, the hint for every other answer. It runs when an answer is checked.

    Parameters
    ----------
    ident : str
        Chapter and number.
    tolerance : float
        How far a number may be off.

    Returns
    -------
    callable
        The decorator.

    Examples
    --------
    >>> @exercise("00.1")
    ... def _():
    ...     yield 100, "The limit on launchers less that on deployed ones."
    ...     yield 800, "That is the limit on all launchers."
    ...     yield "Two limits are at work."
    >>> EXERCISES.pop("00.1")().mistakes
    ((800, 'That is the limit on all launchers.'),)
    """

    def register(cases: Callable[[], Iterable[Any]]) -> Any:
        def build() -> Exercise:
            (answer, praise), *mistakes, hint = cases()
            return Exercise(answer, praise, str(hint), tuple(mistakes), tolerance)

        EXERCISES[ident] = build
        return cases

    return register


def check(ident: str, answer: object) -> None:
    """Say whether an answer is right, and if it is not, what to look at.

    Parameters
    ----------
    ident : str
        Chapter and number of the exercise, such as ``"04.2"``; ``"4.2"`` means the same.
    answer : object
        Your answer, as a single value or as pandas gives it: a column of the right rows, or one
        row. Three dots (``...``) mean that there is none yet.

    Raises
    ------
    StartlabError
        If there is no such exercise; the message names the nearest ones.

    Examples
    --------
    >>> check("04.1", ...)
    Exercise 04.1. Not answered yet: put your answer in place of the three dots and run the cell
    again.
    """
    known = all_exercises()
    try:
        number = f"{ident}".strip().zfill(len("04.2"))
        make = known[number]
    except Exception:  # not only a KeyError: any object can stand in place of the number
        raise StartlabError(
            f"There is no exercise {safe_repr(ident)}. Nearest: {nearest(ident, known)}."
        ) from None
    exercise = make()
    try:
        verdict = _verdict(exercise, answer)
    except Exception:  # an answer can be any object, even one that raises when it is looked at
        wanted = _kind(_simplify(exercise.answer))
        verdict = f"Not yet. The answer is {wanted}; yours cannot be compared."
    print(f"Exercise {number}. {verdict}")


def all_exercises() -> dict[str, Callable[[], Exercise]]:
    """Return the functions that compute the exercises, by number, from all chapters.

    Returns
    -------
    dict of str to callable
        In the order of the chapters.

    Examples
    --------
    >>> "04.2" in all_exercises()
    True
    """
    for module in iter_modules(import_module("startlab.chapters").__path__):
        import_module(f"startlab.chapters.{module.name}")
    return dict(sorted(EXERCISES.items()))


def _verdict(exercise: Exercise, answer: object) -> str:
    if answer is ...:
        return NOT_YET
    given, right = _simplify(answer), _simplify(exercise.answer)
    if _same(given, right, exercise.tolerance):
        return f"Right. {exercise.praise}"
    for mistake, hint in exercise.mistakes:
        if _same(given, _simplify(mistake), exercise.tolerance):
            return f"Not yet. {hint}"
    kind, wanted = _kind(given), _kind(right)
    if kind != wanted:
        return f"Not yet. The answer is {wanted}, not {kind}. {_conversion(kind, wanted)}".rstrip()
    if wanted == NUMBER:
        return f"Not yet. {_other_form(given, right, exercise.tolerance) or exercise.hint}"
    return f"Not yet. {exercise.hint}"


def _simplify(value: Any) -> Any:
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


def _same(given: Any, wanted: Any, tolerance: float) -> bool:
    if isinstance(wanted, list):
        return isinstance(given, list) and _as_set(given) == _as_set(wanted)
    if isinstance(given, list):  # one row, or a pair of equal numbers
        return bool(given) and all(_same(item, wanted, tolerance) for item in given)
    if isinstance(wanted, str):
        return isinstance(given, str | None) and _words(str(given)) == _words(wanted)
    if isinstance(given, float) and isinstance(wanted, float):
        return math.isclose(given, wanted, rel_tol=0, abs_tol=tolerance + 1e-9)
    return type(given) is type(wanted) and bool(given == wanted)


def _as_set(values: list[Any]) -> set[Any]:
    return {_words(value) if isinstance(value, str) else value for value in values}


def _words(text: str) -> str:
    """Return a text without what does not matter: case, punctuation, spaces, fillers, alphabet."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(LOOKALIKES)
    words = re.split(r"[\W_]+", re.sub("['’`]", "", plain))
    joined = "".join(word for word in words if word not in FILLERS)
    return SYNONYMS.get(joined, joined)


def _other_form(given: float, right: float, tolerance: float) -> str:
    """Return what to say of the right number in per cent, as a fraction, or rounded."""
    if abs(right) < 1 and _same_or_rounded(given, 100 * right, 100 * tolerance):
        return "Right in per cent. Give it as a fraction of one."
    if not right.is_integer() and _same_or_rounded(100 * given, right, tolerance):
        return "Right as a fraction of one. Give it in per cent."
    if _same_or_rounded(given, right, tolerance):
        return "Right as far as it goes. Give more digits."
    return ""


def _same_or_rounded(given: float, right: float, tolerance: float) -> bool:
    if _same(given, right, tolerance):
        return right != 0
    if not math.isfinite(given) or (given.is_integer() and abs(right) < 1):
        return False
    _, digits, exponent = Decimal(f"{given:.12g}").normalize().as_tuple()
    few = len(digits) < 2 and right.is_integer()  # 10 is not 11 rounded
    return not few and given != 0 and _same(given, round(right, -int(exponent)), 0)


def _kind(value: Any) -> str:
    """Return in words what sort of answer a simplified value is."""
    if value is None:
        return "a missing value"
    for kind, name in KINDS.items():
        if isinstance(value, kind):
            return name
    if isinstance(value, list):
        kinds = {_kind(item) for item in value} or {TEXT}
        plural = PLURALS.get(min(kinds), "other things")
        return f"a list of {plural if len(kinds) == 1 else 'several kinds'}"
    if hasattr(value, "__next__"):
        return "an iterator"
    name = type(value).__name__
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def _conversion(kind: str, wanted: str) -> str:
    """Return how to make the wanted kind of answer out of the given one."""
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
        return {
            NUMBER: "Leave the quotation marks out.",
            "a date": "Make a date of it: `pd.Timestamp(...)`.",
            "a list of texts": 'Put it into a list, such as `["A", "B"]`.',
        }.get(wanted, "")
    return ""


def new_start_limit(item: str) -> int:
    """Return a central limit of New START: such as `deployed_warheads`."""
    limits = datasets.load_limits()
    rows = limits[(limits.treaty == "New START") & (limits["item"] == item)]
    return int(rows.limit_value.iloc[0])


def declared_number(date: str, party: str, item: str) -> int:
    """Return one declared number."""
    table = datasets.load_declarations()
    return int(table[(table.date == date) & (table.party == party)][item].iloc[0])
