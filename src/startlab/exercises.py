"""Exercises that answer back: `check` compares an answer with one computed from the data.

Each exercise holds its answer, the usual mistakes with a hint for each, and a hint for the rest.
Answers come from the tables and the models; a judgement is typed in, with the rows that support it.
A text to write is not marked: once it is long enough, two model texts stand beside it.
Both lives use one table of cases: a kernel compares any object with it, a page what is typed.
"""

import html
import json
import math
import os
import re
import string
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from importlib import import_module
from inspect import signature
from numbers import Real
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pandas as pd

from startlab.answers import (
    FORM,
    LATE,
    MISTAKE,
    NUMBER,
    RIGHT,
    Case,
    conversion,
    key_of,
    kind_of,
    other_forms,
    read_number,
    same,
    shown,
    simplify,
)
from startlab.errors import StartlabError, nearest, readable, safe_repr
from startlab.notebooks import companions, has_solution
from startlab.sealed import unseal

NOT_YET = "Not answered yet: put your answer in place of the three dots and run the cell again."
SOLVED = "The solutions, at the end of the book, go through it step by step."
MANY_TRIES = 3  # then the way is shown, and the reasons
DONE = ("right", "written")
VERDICTS = ("holds", "does not hold")  # of a letter
NOTED = "Noted. Nobody has marked it"  # whatever a text of that length says
UNREADABLE = "The answer is a number, such as 1,550 or 0.25."


@dataclass(frozen=True)
class Exercise:
    """One exercise: what is right, what people often answer instead, and what to tell them."""

    answer: Any  # a number, or a set of letters
    praise: str  # what a right answer shows
    hint: str  # the way to the answer, said at the third try
    mistakes: tuple[tuple[Any, str], ...] = ()  # usual wrong answers, each with its hint
    tolerance: float = 0.0
    question: str = ""  # said first of an answer that is wrong in no known way
    reasons: Mapping[str, str] = field(default_factory=dict)  # for and against each letter
    unit: str = ""
    look: str = ""  # the heading of the section to look at
    verdicts: tuple[str, str] = VERDICTS

    @cached_property
    def cases(self) -> list[Case]:
        """Every answer that is known, the right one first."""
        right = simplify(self.answer)
        cases = [Case(RIGHT, self.tolerance, self.praise, (right,))]
        for mistake, hint in self.mistakes:
            value = simplify(mistake)
            missing = set(right) - set(value) if isinstance(right and value, list) else ()
            role = LATE if any(re.search(rf"\b{name}\b", hint) for name in missing) else MISTAKE
            cases.append(Case(role, self.tolerance, hint, (value,)))
        if isinstance(right, float):
            cases += other_forms(right, self.tolerance, self.unit, cases)
        return cases

    @cached_property
    def options(self) -> list[str]:
        """The letters that a page offers to choose from; none for a number, which is typed."""
        known = [self.answer, *(mistake for mistake, _ in self.mistakes)]
        return sorted(set().union(*known)) if self.kind == "many" else []

    @cached_property
    def kind(self) -> str:
        """How a page asks for it: as a number, or as letters of the options."""
        return "many" if isinstance(self.answer, set | frozenset) else "number"

    @property
    def why(self) -> list[str]:
        """What speaks for and against each letter."""
        return [
            f"{letter} {self.verdicts[letter not in self.answer]}. {words}"
            for letter, words in self.reasons.items()
        ]

    def find(self, given: Any) -> Case | None:
        """Return the known answer that a simplified one is, if any."""
        for case in self.cases:
            if any(same(given, value, case.tolerance) for value in case.values):
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
        if isinstance(given, list) and self.kind == "number":  # one row, or equal numbers
            return self.find(given[0]) if given and given.count(given[0]) == len(given) else None
        if not isinstance(given, float if self.kind == "number" else list):
            return None
        found = unseal(self.data, key_of(given))
        if found is None:
            return None
        role, (says, *self.data["reasons"]) = found
        return Case(role, 0, says, (given,))


@dataclass(frozen=True)
class Writing:
    """A text for the reader to write, which is never marked, and what to compare it with."""

    models: tuple[str, ...]  # two texts that are good in different ways
    contains: tuple[str, ...]  # what a good text has
    least: int  # words
    most: int

    def read(self, text: object) -> tuple[str, str]:
        """Return status and sentence: whether a text is there; exercises.js does the same."""
        count = len(re.findall(r"[^ \t\r\n]+", text)) if isinstance(text, str) else 0
        if self.least <= count <= self.most:
            return "written", f"{NOTED}{': compare it with these' if self.models else ''}."
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

    `status` is "right", "written", "not yet" or "unanswered"; `says` is the sentence for the
    reader; `why` follows a right answer, three tries or a text, with reasons or model texts.
    """

    def __init__(self, number: str, status: str, says: str, why: list[str]) -> None:
        self.number, self.status, self.says, self.why = number, status, says, why

    def __bool__(self) -> bool:
        return self.status in DONE

    def __repr__(self) -> str:
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
    verdicts: tuple[str, str] = VERDICTS,
) -> Callable[[Callable[..., Any]], Any]:
    """Register an exercise under its number, such as ``"04.2"``.

    The function below it yields the right answer with what it shows, then each usual mistake with
    its hint, and last a question and the way to the answer (or this alone). A dict gives for each
    letter what speaks for it and against it. The function runs when an answer is checked.

    An answer, and so each mistake, is a number or a set of letters such as ``{"A", "C"}``. For a
    text to write there is `writing`.

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
    verdicts : tuple of str, optional
        What is said of a letter that is right, and of one that is not.

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
            _require_answers(ident, [answer, *(mistake for mistake, _ in mistakes)])
            if values:
                mistakes = tuple(_without_doubles(answer, mistakes, tolerance))
            *question, way = (other for other in others if isinstance(other, str))
            reasons = next((other for other in others if isinstance(other, dict)), {})
            asked = (question or [way])[0]
            words = (asked, reasons, unit, look, verdicts)
            return Exercise(answer, praise, way, mistakes, tolerance, *words)

        EXERCISES[ident] = build
        if variants:
            on_page = {name: p.default for name, p in signature(cases).parameters.items()}
            VARIANTS[ident] = {
                name: _in_words(on_page[name], values) for name, values in variants.items()
            }
        return cases

    return register


def _require_answers(ident: str, answers: list[Any]) -> None:
    """Refuse what neither a page nor a question bank can ask for."""
    fits = _are_letters if isinstance(answers[0], set | frozenset) else _is_number
    for answer in answers:
        if not fits(answer):
            raise StartlabError(
                f"Exercise {ident}: an answer and its mistakes are numbers, or sets of letters "
                f'such as {{"A", "C"}}, not {safe_repr(answer)}.'
            )


def _is_number(answer: Any) -> bool:
    return isinstance(answer, Real) and not isinstance(answer, bool) and math.isfinite(answer)


def _are_letters(answer: Any) -> bool:
    return isinstance(answer, set | frozenset) and set() < answer <= set(string.ascii_uppercase)


def _without_doubles(answer: Any, mistakes: Any, tolerance: float) -> Iterator[tuple[Any, str]]:
    """Leave out what in this variant is right, or the same as an earlier mistake."""
    known = [simplify(answer)]
    for mistake, hint in mistakes:
        value = simplify(mistake)
        if not any(same(value, other, tolerance) for other in known):
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


def writing(ident: str, *, least: int = 15, most: int = 120) -> Callable[[Any], Any]:
    """Register a text to write; the function yields two models, then what a good one has.

    It is from `least` to `most` words long.

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


def all_exercises() -> dict[str, Callable[..., Exercise | Writing]]:
    """Return the functions that compute the exercises, by number, chapter by chapter.

    >>> "04.2" in all_exercises()
    True
    """
    _import_chapters()
    EXERCISES.update(_sealed_exercises())
    return dict(sorted(EXERCISES.items()))


@cache
def _import_chapters() -> None:
    for module in iter_modules(import_module("startlab.chapters").__path__):
        import_module(f"startlab.chapters.{module.name}")
    for path in companions():
        if path.suffix == ".py":
            _import_beside(path)


def _import_beside(path: Path) -> None:
    """Import the module of a chapter from outside the library, from where its notebook does."""
    before, sys.path = sys.path, [str(path.parent), *sys.path]
    try:
        with readable(path.name):
            import_module(path.stem)
    finally:
        sys.path = before


@cache
def _sealed_exercises() -> dict[str, Callable[..., Exercise | Writing]]:
    """Return the exercises of an edition that keeps answers apart; otherwise there are none."""
    return {ident: partial(_open, ident, data) for ident, data in kept_apart().items()}


@cache
def kept_apart() -> dict[str, Any]:
    """Return the sealed data of exercises, of an edition that has them."""
    path = Path(__file__).with_name("exercises.json")
    return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}


def _open(ident: str, data: dict[str, Any], **values: Any) -> Exercise | Writing:
    if values:
        raise StartlabError(f"This edition holds no answers to the variants of {ident}.")
    return Writing((), (), *data["words"]) if "words" in data else Sealed(data)


def check(ident: str, answer: object) -> Verdict:
    """Say whether an answer is right, and if it is not, what to look at.

    Hints go further with each new wrong answer: first a question or what is wrong, then the place
    to look, then the way. The verdict is true if the answer is right.

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
    if answer is ...:
        return Verdict(number, "unanswered", NOT_YET, [])
    exercise = make()
    if isinstance(exercise, Writing):
        status, says = exercise.read(answer)
        return Verdict(number, status, says, exercise.compared if status == "written" else [])
    try:
        given = _as_letters(exercise, simplify(answer))
        case = exercise.find(given) or _of_another_kind(exercise, given)
    except Exception:  # an answer can be any object, even one that raises when it is looked at
        case = Case(FORM, 0, f"The answer is {_wanted(exercise)}; yours cannot be compared.", ())
    tried = TRIED.setdefault(number, set())
    if case is None or case.role in (MISTAKE, LATE):
        tried.add(safe_repr(given))
    status, says = advise(exercise, case, len(tried))
    why = exercise.why if status == "right" or len(tried) >= MANY_TRIES else []
    if status == "not yet" and len(tried) >= MANY_TRIES and has_solution(number[:2]):
        why.append(SOLVED)
    return Verdict(number, status, says, why)


def check_typed(exercise: Exercise | Writing, typed: Any, tries: int) -> tuple[str, str]:
    """Return status and sentence for a text that was typed on a page, or for boxes ticked there.

    >>> check_typed(Exercise(1550, "It binds.", "Look it up."), " 1,550 warheads", 1)
    ('right', 'Right. It binds.')
    """
    several = isinstance(typed, list)
    if not (typed if several else re.sub(r"[ \t\r\n]", "", typed)):
        return "unanswered", "Not answered yet."
    if isinstance(exercise, Writing):
        return exercise.read(typed)
    given = typed
    if exercise.kind == "number":
        given = None if several else read_number(typed, exercise.unit)
    case = Case(FORM, 0, UNREADABLE, ()) if given is None else exercise.find(given)
    return advise(exercise, case, tries)


def advise(exercise: Exercise, case: Case | None, tries: int) -> tuple[str, str]:
    """Return status and sentence for a known answer or None, after so many different wrong ones.

    exercises.js does the same.

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
    return NUMBER if exercise.kind == "number" else "a list of texts"


def _as_letters(exercise: Exercise, given: Any) -> Any:
    """Return letters typed as one text, "AC" or "A and C", as the list that is asked for."""
    if isinstance(given, str) and exercise.kind == "many":
        letters = re.sub(r"\band\b|[\s,;+&]", "", given.casefold())
        if letters and set(letters) <= {option.casefold() for option in exercise.options}:
            return [letter.upper() for letter in letters]
    return given


def _of_another_kind(exercise: Exercise, given: Any) -> Case | None:
    """Return what is said of an answer that is a date, say, where a number is asked for."""
    kind, wanted = kind_of(given), _wanted(exercise)
    if kind == wanted:
        return None
    says = f"The answer is {wanted}, not {kind}. {conversion(kind, wanted)}".rstrip()
    return Case(FORM, 0, says, ())


def is_right(exercise: Exercise, answer: object) -> bool:
    """Tell whether an answer is right, whatever object it is."""
    try:
        case = exercise.find(simplify(answer))
    except Exception:  # an answer can be any object, even one that raises when it is looked at
        return False
    return case is not None and case.role == RIGHT


def answer_of(exercise: Exercise) -> Any:
    """Return the right answer as a value that can be written down in code.

    >>> answer_of(Exercise({"B", "A"}, "Both.", "Look twice.")), answer_of(Exercise(2.0, "", ""))
    (['A', 'B'], 2)
    """
    if isinstance(exercise, Sealed):
        raise StartlabError("This edition holds no answers: do this with the full one.")
    value = simplify(exercise.answer)
    if isinstance(value, list):
        return sorted(value)
    return int(value) if value.is_integer() else value


def answers_known(exercise: Exercise) -> list[tuple[Any, str]]:
    """Return the right answer and the usual mistakes as such values, each with what is said."""
    known = [(exercise.answer, exercise.praise), *exercise.mistakes]
    return [(answer_of(replace(exercise, answer=value)), says) for value, says in known]


# --- the page


CHARACTERS = string.ascii_letters + string.digits
# Half way round: the same step hides and shows. A courtesy to those who read the source, no lock.
TURNED = str.maketrans(CHARACTERS, CHARACTERS[31:] + CHARACTERS[:31])


# The class hides the link in a notebook that JupyterLab does not trust: see explore_page.py.
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
        cases[-1][3] += map(key_of, values)
    return {
        "kind": exercise.kind,
        "unit": exercise.unit,
        "options": exercise.options,
        "question": exercise.question,
        "look": exercise.look,
        "way": exercise.hint,
        "answer": shown(exercise.answer),
        "reasons": exercise.why,
        "cases": cases,
    }
