"""Exercises: right, a usual mistake, a near miss, nonsense, and not yet answered."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT

import startlab as sl
from startlab import exercises
from startlab.answers import NUMBER, kind_of, simplify
from startlab.exercises import (
    NOT_YET,
    SOLVED,
    Exercise,
    Writing,
    all_exercises,
    check_typed,
)

ALL = {ident: cache(make) for ident, make in all_exercises().items()}
EXERCISES = {ident: make for ident, make in ALL.items() if isinstance(make(), Exercise)}
TEXTS = {ident: made for ident, make in ALL.items() if isinstance(made := make(), Writing)}
NONSENSE = [None, "", "nonsense", 10**9, -1.5, [], {}, object(), True, date(1900, 1, 1), {1, 2}]
LIST = "a list of texts"


def kind(value: object) -> str:
    return kind_of(simplify(value))


def told(ident: str, answer: object) -> str:
    verdict = sl.check(ident, answer)
    assert bool(verdict) == (verdict.status == "right") == verdict.says.startswith("Right.")
    first, *why = repr(verdict).split("\n")
    assert (first, why) == (f"Exercise {ident}. {verdict.says}", verdict.why)
    return verdict.says


@pytest.fixture(autouse=True)
def _computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exercises, "all_exercises", lambda: ALL)
    monkeypatch.setattr(exercises, "TRIED", {})


@pytest.fixture(params=sorted(EXERCISES))
def case(request: pytest.FixtureRequest) -> tuple[str, Exercise]:
    return request.param, EXERCISES[request.param]()


Case = tuple[str, Exercise]


def test_right_answer(case: Case) -> None:
    ident, exercise = case
    assert told(ident, exercise.answer) == f"Right. {exercise.praise}"


def test_usual_mistakes_get_their_hint(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    ident, exercise = case
    assert len(exercise.mistakes) >= 2, f"{ident} knows fewer than two usual mistakes"
    for mistake, hint in exercise.mistakes:
        monkeypatch.setattr(exercises, "TRIED", {})
        assert told(ident, mistake) in (f"Not yet. {hint}", f"Not yet. {exercise.question}")
        if isinstance(mistake, set | frozenset):
            missing = set(exercise.answer) - set(mistake)
            assert not any(re.search(rf"\b{name}\b", told(ident, mistake)) for name in missing)


def test_hints_go_further_with_each_new_wrong_answer(case: Case) -> None:
    ident, exercise = case
    wrong = [["X"], ["Y"], ["Z"]] if kind(exercise.answer) == LIST else [-0.123, -0.456, -0.789]
    assert exercise.question != exercise.hint
    for answer, more in zip(
        wrong, ("", f" Look at “{exercise.look}”.", f" {exercise.hint}"), strict=True
    ):
        for _ in range(2):  # the same answer again is no new try
            assert told(ident, answer) == f"Not yet. {exercise.question}{more}"
    assert sl.check(ident, wrong[0]).why == [*sl.check(ident, exercise.answer).why, SOLVED]


@pytest.mark.parametrize("ident", sorted(ALL))
def test_no_word_of_an_exercise_names_a_chapter_that_an_edition_may_leave_out(ident: str) -> None:
    assert not re.search(r"\b[Cc]hapters? \d", repr(ALL[ident]()))


def test_a_letter_has_a_reason_on_each_side(case: Case) -> None:
    _, exercise = case
    letters = exercise.options if set(exercise.options) <= set("ABCDEF") else []
    assert list(exercise.reasons) == letters
    for words in exercise.reasons.values():
        assert re.fullmatch(r"For: [^.].+\. Against: .+\.", words)


def test_the_place_to_look_is_a_section(case: Case) -> None:
    ident, exercise = case
    (path,) = (ROOT / "notebooks").glob(f"{ident[:2]}_*.ipynb")
    assert re.search(rf'"## {re.escape(exercise.look)}(\\n)?"', path.read_text("utf-8"))


def test_not_answered(case: Case) -> None:
    ident, _ = case
    assert told(ident, ...) == NOT_YET


def test_near_miss_is_refused(case: Case) -> None:
    ident, exercise = case
    if kind(exercise.answer) == NUMBER:
        for step in (-1, 1):
            miss = exercise.answer + step * (1 + 2 * exercise.tolerance)
            assert told(ident, miss).startswith("Not yet.")


def test_nonsense_gets_a_sentence(case: Case) -> None:
    ident, exercise = case
    for answer in NONSENSE:
        if kind(answer) != kind(exercise.answer):
            assert told(ident, answer).startswith("Not yet. The answer is")
        else:
            assert told(ident, answer)


# The right answer, as pandas and this course's own tools give it, and as people write it.
FORMS: dict[str, list[Callable[[Any], Any]]] = {
    NUMBER: [
        lambda n: pd.Series([n], index=[7]),
        lambda n: pd.Series([float(n)], dtype="Float64"),
        lambda n: np.array(float(n)),
        lambda n: np.array([[float(n)]])[0],
        lambda n: (n, n),
        lambda n: Decimal(str(float(n))),
        np.float64,
    ],
    LIST: [
        lambda texts: pd.Series(sorted(texts), index=range(5, 5 + len(texts))),
        lambda texts: pd.Series(sorted(texts), dtype="category"),
        lambda texts: pd.Index(sorted(texts)),
        lambda texts: pd.Categorical([*texts, *texts]),
        lambda texts: np.array(sorted(texts)),
        lambda texts: dict.fromkeys(texts).keys(),
        lambda texts: [f" {text.lower()}." for text in texts],
        lambda texts: [text.translate(str.maketrans("ABCESTU", "АВСЕЅТU")) for text in texts],
        tuple,
    ],
}


def test_the_right_answer_in_every_form(case: Case) -> None:
    ident, exercise = case
    for form in FORMS[kind(exercise.answer)]:
        given = form(exercise.answer)
        assert told(ident, given) == f"Right. {exercise.praise}", repr(given)


# What is no answer in itself, and what its sentence says.
OTHERS = [
    (timedelta(days=136), "a length of time. Take its days"),
    (pd.Timedelta(days=136), "a length of time. Take its days"),
    (np.timedelta64(136, "D"), "a length of time. Take its days"),
    (date(2018, 2, 5), "a date."),
    ([2015, 2016], "a list of numbers."),
    (pd.Series([True, False]), "a list of True and False. It can pick rows"),
    (pd.Series([date(2018, 2, 5), date(2019, 3, 1)]), "a list of dates."),
    (["A", 5], "a list of several kinds."),
    (range(10**9), "a range."),
    (pd.DataFrame({"letter": ["A"]}), "a table. Take one column of it."),
    (itertools.count(), "an iterator. Make a list of it: `list(...)`."),
    ({"A": "B"}, "a dict."),
]


def test_another_kind_is_named(case: Case) -> None:
    ident, exercise = case
    hints = [exercise.hint, *(hint for _, hint in exercise.mistakes)]
    for given, says in OTHERS:
        text = told(ident, given)
        assert text.startswith(f"Not yet. The answer is {kind(exercise.answer)}, not {says}")
        assert not any(hint in text for hint in hints)


def test_several_rows_where_one_value_is_wanted(case: Case) -> None:
    ident, exercise = case
    if kind(exercise.answer) == NUMBER:
        for given, name in [([1, 2], "numbers"), (pd.Series(["a", "b"]), "texts")]:
            text = told(ident, given)
            assert f"not a list of {name}. Take one value out of it" in text
    else:
        text = told(ident, "the first")
        assert text == (
            "Not yet. The answer is a list of texts, not a text in quotation marks. "
            'Put it into a list, such as `["A", "B"]`.'
        )


def test_letters_may_be_typed_as_one_text() -> None:
    for text in ("BD", "b, d", "B and D", " D;B "):
        assert told("04.4", text) == told("04.4", ["B", "D"])


DIGITS = "Not yet. Right as far as it goes. Give more digits."
PACE = Exercise(1.6, "", "", ((1.9, "That is fifteen years."),), 0.06, "How long?", unit="times")
SHARE = Exercise(0.546, "", "", ((0.541, "That puts back."),), 0.0006, "How many?")


@pytest.mark.parametrize(
    ("exercise", "typed", "says"),
    [
        (PACE, "2.0", "Not yet. That is fifteen years."),
        (replace(PACE, mistakes=()), "2", DIGITS),
        (PACE, "0.016", "Not yet. How long?"),
        (replace(PACE, unit="per cent"), "0.016", "as a fraction of one. Give it in per cent."),
        (replace(PACE, answer=5.7), "6.0", DIGITS),
        (replace(PACE, answer=5.7), "10", "Not yet. How long?"),
        (SHARE, "54.6", "Not yet. Right in per cent. Give it as a fraction of one."),
        (SHARE, "0.5", DIGITS),
        (SHARE, "1", "Not yet. How many?"),
        (SHARE, "2018-02-05", "Not yet. The answer is a number, such as 1,550 or 0.25."),
    ],
)
def test_a_number_in_another_form(exercise: Exercise, typed: str, says: str) -> None:
    status, told = check_typed(exercise, typed, 1)
    assert status == "not yet"
    assert told.endswith(says)


AB = {"A", "B"}


@pytest.mark.parametrize(
    ("cases", "named"),
    [
        ([("RU", "It is.")], "'RU'"),
        ([(date(2018, 2, 5), "It is.")], r"datetime\.date\(2018, 2, 5\)"),
        ([(float("nan"), "It is.")], "nan"),
        ([(True, "It is.")], "True"),
        ([(["A", "B"], "Both.")], r"\['A', 'B'\]"),
        ([({"silo"}, "It is.")], "{'silo'}"),
        ([(set(), "None.")], r"set\(\)"),
        ([(3, "It is."), ("three", "In digits.")], "'three'"),
        ([(AB, "Both."), (2, "Which?")], "2"),
        ([(2, "It is."), (AB, "How many?")], "{'[AB]', '[AB]'}"),
    ],
)
def test_an_answer_that_no_page_can_ask_for_is_refused(cases: list[Any], named: str) -> None:
    sl.exercise("00.9")(lambda: [*cases, "Which?", "Look."])
    says = r"^Exercise 00\.9: an answer and its mistakes are numbers, or sets of letters such as "
    with pytest.raises(sl.StartlabError, match=rf'{says}{{"A", "C"}}, not {named}\.$'):
        exercises.EXERCISES.pop("00.9")()


def test_a_letter_is_judged_by_what_was_asked() -> None:
    verdicts = [line.split(".")[0] for line in sl.check("03.4", ["A", "C"]).why]
    speaks = "speaks for attribution"
    not_ = "does not speak for attribution"
    assert verdicts == [f"A {speaks}", f"B {not_}", f"C {speaks}", f"D {not_}"]


@pytest.mark.parametrize("ident", ["4.2", " 04.2 ", 4.2])
def test_the_number_of_an_exercise_as_people_write_it(ident: Any) -> None:
    assert repr(sl.check(ident, ...)) == f"Exercise 04.2. {NOT_YET}"


def test_unknown_exercise_names_the_nearest() -> None:
    with pytest.raises(sl.StartlabError, match=r"04\.1"):
        sl.check("04.11", 1)


@pytest.mark.parametrize("ident", TEXTS)
def test_a_text_is_compared_and_never_marked(ident: str) -> None:
    task = TEXTS[ident]
    assert (len(task.models), len(set(task.models))) == (2, 2)
    assert 3 <= len(task.contains) <= 5
    for text in (*task.models, "word " * task.least, "\nno\t" * task.most):
        verdict = sl.check(ident, text)
        assert verdict
        assert (verdict.status, verdict.why) == ("written", task.compared)
        assert verdict.says == "Noted. Nobody has marked it: compare it with these."
    for text in ("word " * (task.least - 1), "word " * (task.most + 1), 3, None, ["a"] * 50):
        verdict = sl.check(ident, text)
        assert (bool(verdict), verdict.status, verdict.why) == (False, "not yet", [])
        assert f"{task.least} to {task.most} words" in verdict.says
    assert sl.check(ident, ...).status == "unanswered"


ABSOLUTE = re.compile(r"\b(?:prove[sd]?|always|never|alone|settles|whoever|no use|every)\b", re.I)


@pytest.mark.parametrize("ident", ["07.1", "07.4", "08.4", "09.4", "10.4"])
def test_neither_place_nor_wording_gives_a_letter_away(ident: str) -> None:
    (path,) = (ROOT / "notebooks").glob(f"{ident[:2]}_*.ipynb")
    cells = json.loads(path.read_text("utf-8"))["cells"]
    task = next(text for c in cells if f"**{ident} " in (text := "".join(c["source"])))
    letters = dict(re.findall(r"^- ([A-E]): (.*)$", task, re.MULTILINE))
    right = set(ALL[ident]().answer)
    assert right < set(letters)
    assert right != set(sorted(letters)[: len(right)]), "the right ones stand first"
    assert not [text for letter, text in letters.items() if ABSOLUTE.search(text)]
