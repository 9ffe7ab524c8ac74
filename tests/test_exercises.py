"""Exercises: right, a usual mistake, a near miss, nonsense, and not yet answered."""

from __future__ import annotations

from datetime import date

import pytest

import startlab as sl
from startlab.exercises import NOT_YET, Exercise, _kind, all_exercises

EXERCISES = all_exercises()
NONSENSE = [None, "", "nonsense", 10**9, -1.5, [], {}, object(), True, date(1900, 1, 1), {1, 2}]


def told(capsys: pytest.CaptureFixture[str], ident: str, answer: object) -> str:
    sl.check(ident, answer)
    text = capsys.readouterr().out
    start = f"Exercise {ident}. "
    assert text.startswith(start)
    assert text.count("\n") == 1
    return text.removeprefix(start).strip()


@pytest.fixture(params=sorted(EXERCISES))
def case(request: pytest.FixtureRequest) -> tuple[str, Exercise]:
    return request.param, EXERCISES[request.param]()


Case = tuple[str, Exercise]


def test_right_answer(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    ident, exercise = case
    assert told(capsys, ident, exercise.answer) == f"Right. {exercise.praise}"


def test_usual_mistakes_get_their_hint(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    ident, exercise = case
    assert len(exercise.mistakes) >= 2, f"{ident} knows fewer than two usual mistakes"
    for mistake, hint in exercise.mistakes:
        assert told(capsys, ident, mistake) == f"Not yet. {hint}"


def test_not_answered(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    ident, _ = case
    assert told(capsys, ident, ...) == NOT_YET


def test_near_miss_is_refused(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    ident, exercise = case
    if _kind(exercise.answer) == "a number":
        for step in (-1, 1):
            miss = exercise.answer + step * (1 + 2 * exercise.tolerance)
            assert told(capsys, ident, miss).startswith("Not yet.")


def test_nonsense_gets_a_sentence(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    ident, exercise = case
    for answer in NONSENSE:
        if _kind(answer) != _kind(exercise.answer):
            assert told(capsys, ident, answer).startswith("Not yet. The answer is")
        else:
            assert told(capsys, ident, answer)


def test_unknown_exercise_names_the_nearest() -> None:
    with pytest.raises(sl.StartlabError, match=r"04\.1"):
        sl.check("04.11", 1)


def test_three_a_chapter() -> None:
    chapters = [ident.split(".")[0] for ident in EXERCISES]
    assert all(chapters.count(chapter) >= 3 for chapter in chapters)
