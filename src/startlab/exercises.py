"""Exercises that answer back: `check` compares an answer with one computed from the data.

Each exercise holds its answer, the usual mistakes with a hint for each, and a hint for the rest.
Answers come from the tables and the models; a judgement is typed in, with the rows that support it.
A text to write is not marked: once it stands, two model texts stand beside it.
Both lives use one table of cases: a kernel compares any object with it, a page what is typed.
"""

from __future__ import annotations

import html
import json
import math
import numbers
import os
import re
import string
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache, partial
from hashlib import sha256
from importlib import import_module
from inspect import signature
from itertools import product
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, NamedTuple

import pandas as pd

from startlab import datasets
from startlab.errors import StartlabError, nearest, safe_repr
from startlab.sealed import unseal

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
SOLVED = "The solutions, at the end of the book, go through it step by step."
PLURALS = {NUMBER: "numbers", TEXT: "texts", "a date": "dates", "True or False": "True and False"}
MOST_VALUES = 10_000  # more than any table has rows
MOST_CHOICES = 8  # of one answer among several; more are typed
MOST_TRIALS = 1_000  # to find a variant that makes a question
MANY_TRIES = 3  # then the way is shown, and the reasons
DONE = ("right", "written")
RIGHT, MISTAKE, LATE, FORM = range(4)  # LATE: a mistake whose hint names what is missing

# Letters of other alphabets that look like Latin ones, in small form.
LOOKALIKES = str.maketrans("авсенкмортхіѕјαβεζηικμνορτυχ", "abcehkmoptxisjabezhikmnoptyx")
FILLERS = {"the", "it", "game", "of", "treaty"}
SYNONYMS = dict.fromkeys(["notknown", "cannotbetold", "cantbetold", "na", "nan", "none"], "unknown")


class Case(NamedTuple):
    """What is said of some answers: the right one, a usual mistake, or a right one's other form."""

    role: int
    tolerance: float
    says: str
    values: tuple[Any, ...]


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
        The way to the answer, said at the third try.
    mistakes : tuple of (object, str)
        Usual wrong answers, each with its hint.
    tolerance : float
        How far a number may be off.
    question : str
        Said first of an answer that is wrong in no known way.
    reasons : dict of str to str
        For each letter what speaks for it and what against it.
    unit, look : str
        What is counted, and the heading of the section to look at.
    """

    answer: Any
    praise: str
    hint: str
    mistakes: tuple[tuple[Any, str], ...] = field(default=())
    tolerance: float = 0.0
    question: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    look: str = ""

    @property
    def cases(self) -> list[Case]:
        """Every answer that is known, the right one first."""
        right = _simplify(self.answer)
        cases = [Case(RIGHT, self.tolerance, self.praise, (right,))]
        for mistake, hint in self.mistakes:
            value = _simplify(mistake)
            missing = set(right) - set(value) if isinstance(right and value, list) else ()
            role = LATE if any(re.search(rf"\b{name}\b", hint) for name in missing) else MISTAKE
            cases.append(Case(role, self.tolerance, hint, (value,)))
        if isinstance(right, float):
            cases += _other_forms(right, self.tolerance)
        return cases

    @property
    def options(self) -> list[str]:
        """What a page offers to choose from; nothing where the answer is typed."""
        known = [_simplify(self.answer), *(_simplify(mistake) for mistake, _ in self.mistakes)]
        if isinstance(known[0], list):
            return sorted({name for value in known for name in value})
        names = sorted({value for value in known if isinstance(value, str)})
        return names if len(names) == len(known) <= MOST_CHOICES else []

    @property
    def kind(self) -> str:
        """How a page asks for it: a number, a date, one or many of the options, or typed."""
        right = _simplify(self.answer)
        if isinstance(right, float | pd.Timestamp):
            return "number" if isinstance(right, float) else "date"
        return "many" if isinstance(right, list) else "one" if self.options else "typed"

    @property
    def why(self) -> list[str]:
        """What speaks for and against each letter."""
        return [
            f"{letter} {'holds' if letter in self.answer else 'does not hold'}. {words}"
            for letter, words in self.reasons.items()
        ]

    def find(self, given: Any) -> Case | None:
        """Return the known answer that a simplified one is, if any."""
        for case in self.cases:
            if any(_same(given, value, case.tolerance) for value in case.values):
                return case
        return None


class NoQuestionError(StartlabError):
    """A combination of values with which an exercise asks nothing."""


class Sealed(Exercise):
    """An exercise of an edition that keeps its answers apart: see `startlab.sealed`."""

    data: dict[str, Any]

    def __init__(self, data: dict[str, Any]) -> None:
        words = {name: data[name] for name in ("question", "unit", "look")}
        super().__init__(None, "", data["way"], **words)
        self.__dict__["data"] = data | {"reasons": []}  # frozen, as every exercise

    options = property(lambda self: self.data["options"])
    kind = property(lambda self: self.data["kind"])
    why = property(lambda self: self.data["reasons"])

    def find(self, given: Any) -> Case | None:
        """Return the known answer that a simplified one is: only who gives it can read of it."""
        if isinstance(given, list) != (self.kind == "many"):
            same = isinstance(given, list) and given and all(item == given[0] for item in given)
            return self.find(given[0]) if same else None
        found = unseal(self.data, _keys(given)[0])
        if found is None:
            return None
        role, (says, *self.data["reasons"]) = found
        return Case(role, 0, says, (given,))


@dataclass(frozen=True)
class Writing:
    """A text for the reader to write, which is never marked, and what to compare it with.

    Attributes
    ----------
    models : tuple of str
        Two texts that are good in different ways.
    contains : tuple of str
        What a good text has.
    least, most : int
        Between how many words it is.
    """

    models: tuple[str, ...]
    contains: tuple[str, ...]
    least: int
    most: int

    def read(self, text: object) -> tuple[str, str]:
        """Return status and sentence: whether a text is there; exercises.js does the same."""
        count = len(re.findall(r"[^ \t\r\n]+", text)) if isinstance(text, str) else 0
        if self.least <= count <= self.most:
            return "written", "It stands." + " Compare it with these." * bool(self.models)
        wanted = f"Write {self.least} to {self.most} words"
        if not isinstance(text, str):
            return "not yet", f"Not yet. {wanted}, in quotation marks."
        return "not yet", f"Not yet. {wanted}; here are {count}."

    @property
    def compared(self) -> list[str]:
        """What is shown once a text stands."""
        return [f"Look for: {item}" for item in self.contains] + [
            f"Model {number}: {text}" for number, text in enumerate(self.models, start=1)
        ]


class Verdict:
    """What `check` found: true if the answer is right. It shows itself in a notebook.

    Attributes
    ----------
    status : str
        ``"right"``, ``"written"``, ``"not yet"`` or ``"unanswered"``.
    says : str
        The sentence for the reader.
    why : list of str
        After a right answer or three tries: what speaks for and against each letter. After a
        text: what to compare it with.
    """

    def __init__(self, number: str, status: str, says: str, why: list[str]) -> None:
        self.number, self.status, self.says, self.why = number, status, says, why

    def __bool__(self) -> bool:
        """Tell whether the answer is right, or the text is there."""
        return self.status in DONE

    def __repr__(self) -> str:
        """Return the sentence, as a notebook shows it."""
        return "\n".join([f"Exercise {self.number}. {self.says}", *self.why])

    def _repr_mimebundle_(self, **_options: Any) -> dict[str, str]:
        bundle = {"text/plain": repr(self)}
        # Set where notebooks are run to be stored, as for the widgets: a page gets the form.
        if self.status == "unanswered" and os.environ.get("STARTLAB_DRAW_ALL_STATES"):
            bundle["text/html"] = page_html(self.number, all_exercises()[self.number]())
        return bundle


EXERCISES: dict[str, Callable[..., Exercise | Writing]] = {}
# What may vary in an exercise: by name each value with its words, that of the page first.
VARIANTS: dict[str, dict[str, dict[Any, str]]] = {}
TRIED: dict[str, set[str]] = {}  # the wrong answers of this session, by exercise


def exercise(
    ident: str,
    *,
    tolerance: float = 0.0,
    unit: str = "",
    look: str = "",
    variants: Mapping[str, Iterable[Any]] | None = None,
) -> Callable[[Callable[..., Any]], Any]:
    """Register an exercise under its number, such as ``"04.2"``.

    The function below it yields the right answer with what it shows, then each usual mistake with
    its hint, and last a question and the way to the answer (or this alone). A dict gives for each
    letter what speaks for it and against it. The function runs when an answer is checked.

    Parameters
    ----------
    ident : str
        Chapter and number.
    tolerance : float
        How far a number may be off.
    unit : str
        What the number counts: ``"warheads"``, ``"per cent"``.
    look : str
        The heading of the section to look at.
    variants : dict of str to list or dict, optional
        Other values for the parameters of the function, whose defaults stand on the page. Where
        the question has other words for a value than the usual ones, a dict gives them.

    Returns
    -------
    callable
        The decorator.

    Examples
    --------
    >>> @exercise("00.1", unit="launchers")
    ... def _():
    ...     yield 100, "The limit on launchers less that on deployed ones."
    ...     yield 800, "That is the limit on all launchers."
    ...     yield "How many limits are at work?"
    ...     yield "Take the limit on deployed launchers from that on all."
    >>> EXERCISES.pop("00.1")().mistakes
    ((800, 'That is the limit on all launchers.'),)
    """

    def register(cases: Callable[..., Iterable[Any]]) -> Any:
        def build(**values: Any) -> Exercise:
            found = list(cases(**values))
            if not found:
                raise NoQuestionError(f"Exercise {ident} asks nothing with {safe_repr(values)}.")
            (answer, praise), *others = found
            mistakes = tuple(other for other in others if isinstance(other, tuple))
            if values:
                mistakes = tuple(_without_doubles(answer, mistakes, tolerance))
            *question, way = (other for other in others if isinstance(other, str))
            reasons = next((other for other in others if isinstance(other, dict)), {})
            asked = (question or [way])[0]
            return Exercise(answer, praise, way, mistakes, tolerance, asked, reasons, unit, look)

        EXERCISES[ident] = build
        if variants:
            on_page = {name: p.default for name, p in signature(cases).parameters.items()}
            VARIANTS[ident] = {
                name: _in_words(on_page[name], values) for name, values in variants.items()
            }
        return cases

    return register


def _without_doubles(answer: Any, mistakes: Any, tolerance: float) -> Iterator[tuple[Any, str]]:
    """Leave out what in this variant is right, or the same as an earlier mistake."""
    known = [_simplify(answer)]
    for mistake, hint in mistakes:
        value = _simplify(mistake)
        if not any(_same(value, other, tolerance) for other in known):
            known.append(value)
            yield mistake, hint


def _in_words(on_page: Any, values: Iterable[Any]) -> dict[Any, str]:
    """Return each value with its words, that of the page first."""
    given = values if isinstance(values, Mapping) else {v: _words_for(v) for v in values}
    return {on_page: given[on_page], **given}


def _words_for(value: Any) -> str:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        day = pd.Timestamp(value)
        return f"{day.day} {day.month_name()} {day.year}"
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def stated(name: str, values: Iterable[float]) -> dict[float, str]:
    """Return values with the words of a question that names them: `k = 0.9`."""
    return {value: f"{name} = {value}" for value in values}


def variants_of(ident: str) -> list[dict[str, Any]]:
    """Return the values of every variant of an exercise, those of the page first.

    Examples
    --------
    >>> parties = {"US": "America", "RU": "Russia"}
    >>> @exercise("00.3", variants={"load": [16, 1200], "party": parties})
    ... def _(load=16, party="US"):
    ...     yield 2 * load, "Two bombers carry twice the load of one."
    ...     yield load, "That is one bomber."
    ...     yield "How many bombers are there?"
    ...     yield "Multiply the load by the number of bombers."
    >>> variants_of("00.3")[:2], EXERCISES["00.3"](load=1200).answer
    ([{'load': 16, 'party': 'US'}, {'load': 16, 'party': 'RU'}], 2400)
    >>> reword("00.3", "America has 16 on each of 2.", {"load": 1200, "party": "RU"})
    'Russia has 1,200 on each of 2.'
    >>> variant("00.3", "autumn", "Ada Lovelace") == variant("00.3", "autumn", " ada  lovelace")
    True
    >>> del EXERCISES["00.3"], VARIANTS["00.3"]
    """
    all_exercises()  # those of all chapters are known from now on
    grid = VARIANTS.get(ident, {})
    return [dict(zip(grid, values, strict=True)) for values in product(*grid.values())]


def variant(ident: str, *key: str) -> dict[str, Any]:
    """Return the values of one variant, the same for the same key whenever it is asked for.

    Parameters
    ----------
    ident : str
        Number of the exercise.
    *key : str
        Such as a seed and the name of a student; case and blanks do not count.

    Returns
    -------
    dict
        By name, for the function of the exercise; empty where nothing varies.
    """
    grid = variants_of(ident)
    words = "\n".join([ident, *(" ".join(part.split()).casefold() for part in key)])
    for trial in range(MOST_TRIALS):
        number = int.from_bytes(sha256(f"{words}\n{trial}".encode()).digest()[:8], "big")
        place = number % len(grid)
        if not grid[place] or _makes_question(ident, place, grid[place]):
            return grid[place]
    raise StartlabError(f"Hardly any variant of {ident} makes a question.")


def _makes_question(ident: str, place: int, values: Mapping[str, Any]) -> bool:
    if ident in _sealed_exercises():
        return place not in _kept()[ident]["blank"]
    try:
        EXERCISES[ident](**values)
    except NoQuestionError:
        return False
    return True


def reword(ident: str, question: str, values: Mapping[str, Any]) -> str:
    """Put the words of a variant into a question in place of those that stand on the page."""
    grid = VARIANTS.get(ident, {})
    new = {next(iter(grid[name].values())): grid[name][value] for name, value in values.items()}
    either = "|".join(re.escape(words) for words in sorted(new, key=len, reverse=True))
    whole = rf"(?<!\w)(?<!\d[.,])(?:{either})(?!\w|[.,]\d)"
    return re.sub(whole, lambda found: new[found[0]], question) if new else question


def writing(ident: str, *, least: int = 15, most: int = 120) -> Callable[[Any], Any]:
    """Register a text to write; the function yields two models, then what a good one has.

    Parameters
    ----------
    ident : str
        Chapter and number.
    least, most : int
        Between how many words.

    Returns
    -------
    callable
        The decorator.

    Examples
    --------
    >>> @writing("00.2", least=2)
    ... def _():
    ...     yield "Four fewer."
    ...     yield "Not one more."
    ...     yield ["A number.", "What is counted."]
    >>> EXERCISES.pop("00.2")().read("Four")
    ('not yet', 'Not yet. Write 2 to 120 words; here are 1.')
    """

    def register(texts: Callable[[], Iterable[Any]]) -> Any:
        def build() -> Writing:
            *models, contains = texts()
            return Writing(tuple(models), tuple(contains), least, most)

        EXERCISES[ident] = build
        return texts

    return register


def check(ident: str, answer: object) -> Verdict:
    """Say whether an answer is right, and if it is not, what to look at.

    Hints go further with each new wrong answer: first a question or what is wrong, then the place
    to look, then the way.

    Parameters
    ----------
    ident : str
        Chapter and number of the exercise, such as ``"04.2"``; ``"4.2"`` means the same.
    answer : object
        Your answer, as a single value or as pandas gives it: a column of the right rows, or one
        row. Three dots (``...``) mean that there is none yet.

    Returns
    -------
    Verdict
        True if the answer is right: ``assert check("04.2", answer)`` serves a grader.

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
    if answer is ...:
        return Verdict(number, "unanswered", NOT_YET, [])
    exercise = make()
    if isinstance(exercise, Writing):
        status, says = exercise.read(answer)
        return Verdict(number, status, says, exercise.compared if status == "written" else [])
    try:
        given = _as_letters(exercise, _simplify(answer))
        case = exercise.find(given) or _of_another_kind(exercise, given)
    except Exception:  # an answer can be any object, even one that raises when it is looked at
        case = Case(FORM, 0, f"The answer is {_wanted(exercise)}; yours cannot be compared.", ())
    tried = TRIED.setdefault(number, set())
    if case is None or case.role in (MISTAKE, LATE):
        tried.add(safe_repr(given))
    status, says = advise(exercise, case, len(tried))
    why = exercise.why if status == "right" or len(tried) >= MANY_TRIES else []
    if status == "not yet" and len(tried) >= MANY_TRIES and not isinstance(exercise, Sealed):
        why.append(SOLVED)
    return Verdict(number, status, says, why)


def all_exercises() -> dict[str, Callable[..., Exercise | Writing]]:
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
    EXERCISES.update(_sealed_exercises())
    return dict(sorted(EXERCISES.items()))


@cache
def _sealed_exercises() -> dict[str, Callable[..., Exercise | Writing]]:
    """Return the exercises of an edition that keeps answers apart; otherwise there are none."""
    return {ident: partial(_open, ident, data) for ident, data in _kept().items()}


@cache
def _kept() -> dict[str, Any]:
    path = Path(__file__).with_name("exercises.json")
    return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}


def _open(ident: str, data: dict[str, Any], **values: Any) -> Exercise | Writing:
    if values:
        raise StartlabError(f"This edition holds no answers to the variants of {ident}.")
    return Writing((), (), *data["words"]) if "words" in data else Sealed(data)


def advise(exercise: Exercise, case: Case | None, tries: int) -> tuple[str, str]:
    """Return the status and the sentence for an answer; exercises.js does the same.

    Parameters
    ----------
    exercise : Exercise
        What was asked.
    case : Case or None
        Which known answer it is, if any.
    tries : int
        How many different wrong answers there were, this one included.

    Returns
    -------
    tuple of str
        Status and sentence.

    Examples
    --------
    >>> advise(Exercise(3, "Well.", "Count the legs of a stool.", question="How many?"), None, 1)
    ('not yet', 'Not yet. How many?')
    """
    if case and case.role == RIGHT:
        return "right", f"Right. {case.says}"
    if case and case.role == FORM:
        return "not yet", f"Not yet. {case.says}"
    known = case and (case.role == MISTAKE or tries >= MANY_TRIES)
    first = case.says if case and known else exercise.question
    place = f"Look at “{exercise.look}”." if exercise.look else ""
    more = "" if tries < 2 else place if tries < MANY_TRIES else exercise.hint
    return "not yet", f"Not yet. {first} {'' if more == first else more}".rstrip()


def _wanted(exercise: Exercise) -> str:
    kinds = {"number": NUMBER, "date": "a date", "many": "a list of texts"}
    return kinds.get(exercise.kind, TEXT)


def _as_letters(exercise: Exercise, given: Any) -> Any:
    """Return letters typed as one text, "AC" or "A and C", as the list that is asked for."""
    if isinstance(given, str) and _wanted(exercise) == "a list of texts":
        letters = re.sub(r"\band\b|[\s,;+&]", "", given.casefold())
        if letters and set(letters) <= {option.casefold() for option in exercise.options}:
            return [letter.upper() for letter in letters]
    return given


def _of_another_kind(exercise: Exercise, given: Any) -> Case | None:
    kind, wanted = _kind(given), _wanted(exercise)
    if kind == wanted:
        return None
    says = f"The answer is {wanted}, not {kind}. {_conversion(kind, wanted)}".rstrip()
    return Case(FORM, 0, says, ())


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
    plain = unicodedata.normalize("NFKC", text).lower().translate(LOOKALIKES)
    words = re.split(r"[\W_]+", re.sub("['’`]", "", plain))
    joined = "".join(word for word in words if word not in FILLERS)
    return SYNONYMS.get(joined, joined)


def _other_forms(right: float, tolerance: float) -> Iterator[Case]:
    """Give the right number in per cent, as a fraction, or rounded, and what to say of it."""
    if 0 < abs(right) < 1:
        says = "Right in per cent. Give it as a fraction of one."
        yield Case(FORM, 100 * tolerance, says, (100 * right,))
        yield Case(FORM, 0, says, _rounded(100 * right, 100 * tolerance))
    if not right.is_integer():
        says = "Right as a fraction of one. Give it in per cent."
        yield Case(FORM, tolerance / 100, says, (right / 100,))
        yield Case(FORM, 0, says, tuple(n / 100 for n in _rounded(right, tolerance)))
    says = "Right as far as it goes. Give more digits."
    yield Case(FORM, 0, says, _rounded(right, tolerance))


def _rounded(right: float, tolerance: float) -> tuple[float, ...]:
    """Return a number rounded to fewer and fewer digits, as far as that still says something."""
    found = []
    for places in range(12, -12, -1):
        short = round(right, places)
        digits = Decimal(f"{short:.12g}").normalize().as_tuple().digits
        bare = len(digits) < 2 and right.is_integer()  # 10 is not 11 rounded
        bare |= short.is_integer() and abs(right) < 1
        if short and not bare and abs(short - right) > tolerance + 1e-9:
            found.append(short)
    return tuple(dict.fromkeys(found))


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


# --- the page


CHARACTERS = string.ascii_letters + string.digits
# Half way round: the same step hides and shows. A courtesy to those who read the source, no lock.
TURNED = str.maketrans(CHARACTERS, CHARACTERS[31:] + CHARACTERS[:31])
UNREADABLE = "The answer is a number, such as 1,550 or 0.25."
AFTER = str.maketrans("−–‒—‐⁄", "-----/")
TYPED = re.compile(r"([-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))(?:/([0-9]+))?(%|[a-z]*)\.?")


# The class hides the link in a notebook that JupyterLab does not trust: see figures/explore.py.
def page_html(number: str, exercise: Exercise | Writing) -> str:
    """Return what a page needs to ask an exercise; without scripts it is the sentence alone."""
    data = json.dumps(page_data(exercise), ensure_ascii=False, separators=(",", ":"))
    return f"""<div class="startlab-check" id="exercise-{number}" data-exercise="{number}"
data-cases="{html.escape(data.translate(TURNED))}">
<p>Exercise {number}. {NOT_YET}</p>
<p class="lm-Widget lm-mod-hidden">Or read its <a href="../book/solutions.html">solution</a>.</p>
</div>"""


def page_data(exercise: Exercise | Writing) -> dict[str, Any]:
    """Return the table of cases, with the words around it, as exercises.js reads it."""
    if isinstance(exercise, Writing):
        words = [exercise.least, exercise.most]
        blank = {"unit": "", "options": [], "look": ""}
        return {"kind": "text", "words": words, "reasons": exercise.compared} | blank
    if isinstance(exercise, Sealed):
        return exercise.data
    cases: list[list[Any]] = []
    for role, tolerance, says, values in exercise.cases:
        if not cases or cases[-1][:3] != [role, tolerance, says]:
            cases.append([role, tolerance, says, []])
        cases[-1][3] += [key for value in values for key in _keys(value)]
    return {
        "kind": exercise.kind,
        "unit": exercise.unit,
        "options": exercise.options,
        "question": exercise.question,
        "look": exercise.look,
        "way": exercise.hint,
        "answer": _shown(exercise.answer),
        "reasons": exercise.why,
        "cases": cases,
    }


def _keys(value: Any) -> list[Any]:
    """Return a value as a page compares it; a text with the other words for the same."""
    if isinstance(value, list):
        return [",".join(sorted(_as_set(value)))]
    if isinstance(value, float):
        return [int(value) if value.is_integer() else value]
    word = _words(f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value))
    return [word, *(other for other, same in SYNONYMS.items() if same == word)]


def answer_of(exercise: Exercise) -> Any:
    """Return the right answer as a value that can be written down in code.

    Raises
    ------
    StartlabError
        If this edition keeps its answers apart.

    Examples
    --------
    >>> answer_of(Exercise({"B", "A"}, "Both.", "Look twice.")), answer_of(Exercise(2.0, "", ""))
    (['A', 'B'], 2)
    """
    if isinstance(exercise, Sealed):
        raise StartlabError("This edition holds no answers: do this with the full one.")
    value = _simplify(exercise.answer)
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return sorted(value) if isinstance(value, list) else value


def answers_known(exercise: Exercise) -> list[tuple[Any, str]]:
    """Return the right answer and the usual mistakes as such values, each with what is said."""
    known = [(exercise.answer, exercise.praise), *exercise.mistakes]
    return [(answer_of(replace(exercise, answer=value)), says) for value, says in known]


def blank_variants(ident: str) -> list[int]:
    """Return the places of the variants that make no question, for an edition that seals them."""
    grid = variants_of(ident) if ident in VARIANTS else []
    return [n for n, values in enumerate(grid) if not _makes_question(ident, n, values)]


def is_right(exercise: Exercise, answer: object) -> bool:
    """Tell whether an answer is right, whatever object it is."""
    try:
        case = exercise.find(_simplify(answer))
    except Exception:  # an answer can be any object, even one that raises when it is looked at
        return False
    return case is not None and case.role == RIGHT


def _shown(answer: Any) -> str:
    if isinstance(answer, numbers.Real):
        return f"{float(answer):,.4g}" if float(answer) % 1 else f"{float(answer):,.0f}"
    value = _simplify(answer)
    return ", ".join(sorted(value)) if isinstance(value, list) else str(answer)


def check_typed(exercise: Exercise | Writing, typed: Any, tries: int) -> tuple[str, str]:
    """Return status and sentence for what was typed or ticked on a page.

    Parameters
    ----------
    exercise : Exercise or Writing
        What was asked.
    typed : str or list of str
        The text of the field, or the boxes that are ticked.
    tries : int
        How many different wrong answers there were, this one included.

    Returns
    -------
    tuple of str
        Status and sentence.

    Examples
    --------
    >>> check_typed(Exercise(1550, "It binds.", "Look it up."), " 1,550 warheads", 1)
    ('right', 'Right. It binds.')
    """
    several = isinstance(typed, list)
    if not (typed if several else re.sub(r"[ \t\r\n]", "", typed)):
        return "unanswered", "Not answered yet."
    if isinstance(exercise, Writing):
        return exercise.read(typed)
    if exercise.kind == "date":
        date = pd.to_datetime(typed, format="%Y-%m-%d", errors="coerce")
        return advise(exercise, exercise.find(date), tries)
    number = None if several or exercise.options else read_number(typed, exercise.unit)
    if number is None and exercise.kind == "number":
        return advise(exercise, Case(FORM, 0, UNREADABLE, ()), tries)
    return advise(exercise, exercise.find(_simplify(typed if number is None else number)), tries)


def read_number(text: str, unit: str = "") -> float | None:
    """Return the number that a reader typed: 1,550; 0,25; 5/11; 12 %; 152 warheads.

    Parameters
    ----------
    text : str
        What was typed.
    unit : str
        What is asked for: where this is not per cent, 12 % are 0.12.

    Returns
    -------
    float or None
        Nothing where it is no number.

    Examples
    --------
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
    if found[3] in ("%", "percent") and unit != "per cent":
        value /= 100
    return value if math.isfinite(value) else None


def new_start_limit(item: str) -> int:
    """Return a central limit of New START: such as `deployed_warheads`."""
    limits = datasets.load_limits()
    rows = limits[(limits.treaty == "New START") & (limits["item"] == item)]
    return int(rows.limit_value.iloc[0])


def declared_number(date: str, party: str, item: str) -> int:
    """Return one declared number."""
    table = datasets.load_declarations()
    return int(table[(table.date == date) & (table.party == party)][item].iloc[0])
