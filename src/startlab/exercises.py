"""Exercises that answer back: `check` compares an answer with one computed from the data.

Each exercise holds its answer, the usual mistakes with a hint for each, and a hint for the rest.
Answers come from the tables and the models; none is typed in.
"""

from __future__ import annotations

import datetime as dt
import math
import numbers
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pandas as pd

from startlab import answers, datasets
from startlab.errors import StartlabError, nearest, shown

NOT_YET = "Not answered yet: put your answer in place of the three dots and run the cell again."


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


def exercise(ident: str) -> Callable[[Callable[[], Exercise]], Callable[[], Exercise]]:
    """Register the function that computes an exercise under its number, such as ``"04.2"``.

    Parameters
    ----------
    ident : str
        Chapter and number.

    Returns
    -------
    callable
        The decorator.
    """

    def register(make: Callable[[], Exercise]) -> Callable[[], Exercise]:
        EXERCISES[ident] = make
        return make

    return register


def check(ident: str, answer: object) -> None:
    """Say whether an answer is right, and if it is not, what to look at.

    Parameters
    ----------
    ident : str
        Chapter and number of the exercise, such as ``"04.2"``.
    answer : object
        Your answer; three dots (``...``) mean that there is none yet.

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
        make = known[ident]
    except Exception:  # not only a KeyError: any object can stand in place of the number
        raise StartlabError(
            f"There is no exercise {shown(ident)}. Nearest: {nearest(ident, known)}."
        ) from None
    exercise = make()
    try:
        verdict = _verdict(exercise, answer)
    except Exception:  # an answer can be any object, even one that raises when it is looked at
        verdict = f"Not yet. The answer is {_kind(exercise.answer)}; yours cannot be compared."
    print(f"Exercise {ident}. {verdict}")


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
    for chapter in sorted(iter_modules(answers.__path__), key=lambda module: module.name):
        import_module(f"startlab.answers.{chapter.name}")
    return dict(sorted(EXERCISES.items()))


def _verdict(exercise: Exercise, answer: object) -> str:
    if answer is ...:
        return NOT_YET
    if _same(answer, exercise.answer, exercise.tolerance):
        return f"Right. {exercise.praise}"
    for mistake, hint in exercise.mistakes:
        if _same(answer, mistake, exercise.tolerance):
            return f"Not yet. {hint}"
    if _kind(answer) != _kind(exercise.answer):
        return f"Not yet. The answer is {_kind(exercise.answer)}, not {_kind(answer)}."
    return f"Not yet. {exercise.hint}"


def _same(given: object, wanted: object, tolerance: float) -> bool:
    if _kind(given) != _kind(wanted):
        return False
    if isinstance(given, numbers.Real) and isinstance(wanted, numbers.Real):
        return _near(given, wanted, tolerance)
    if _kind(wanted) == "a date":
        return _same_day(given, wanted)
    if isinstance(given, str) and isinstance(wanted, str):
        return _plain(given) == _plain(wanted)
    if isinstance(wanted, frozenset):
        return {_plain(item) for item in given} == {_plain(item) for item in wanted}  # type: ignore[attr-defined]
    return bool(given == wanted)


def _near(given: numbers.Real, wanted: numbers.Real, tolerance: float) -> bool:
    try:
        return math.isclose(float(given), float(wanted), rel_tol=0, abs_tol=tolerance + 1e-9)
    except OverflowError:  # an integer beyond all floats
        return False


def _same_day(given: Any, wanted: Any) -> bool:
    try:
        return bool(pd.Timestamp(given) == pd.Timestamp(wanted))
    except ValueError:  # a day so far away that pandas has no number for it
        return False


def _plain(text: object) -> str:
    return " ".join(str(text).casefold().split())


def _kind(value: object) -> str:
    """Return what sort of answer a value is, in words."""
    if pd.api.types.is_bool(value):
        return "True or False"
    if isinstance(value, numbers.Real):
        return "a number"
    if isinstance(value, dt.date) or pd.api.types.infer_dtype([value]) == "datetime64":
        return "a date"
    if isinstance(value, str):
        return "a text in quotation marks"
    if isinstance(value, set | frozenset | list | tuple):
        return "a list of texts"
    name = type(value).__name__
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def new_start_limit(item: str) -> int:
    """Return a central limit of New START: such as `deployed_warheads`."""
    limits = datasets.load_limits()
    rows = limits[(limits.treaty == "New START") & (limits["item"] == item)]
    return int(rows.limit_value.iloc[0])


def declared_number(date: str, party: str, item: str) -> int:
    """Return one declared number."""
    table = datasets.load_declarations()
    return int(table[(table.date == date) & (table.party == party)][item].iloc[0])
