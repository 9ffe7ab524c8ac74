"""Answers kept apart: the same verdicts, in a kernel and on a page, from digests alone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import ROOT, opened
from playwright.sync_api import Browser
from test_answers import ALL, EXERCISES, TEXTS, as_typed, everything_given

import startlab as sl
from startlab import exercises
from startlab.exercises import Sealed, Writing, check_typed, page_data
from startlab.sealed import seal

SEALED = {ident: seal(page_data(make())) for ident, make in ALL.items()}
SCRIPT = (ROOT / "book/sealed/sealed.js").read_text("utf-8")


@pytest.fixture
def kept_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {ident: lambda i=ident: exercises._open(i, SEALED[i]) for ident in ALL}
    monkeypatch.setattr(exercises, "all_exercises", lambda: known)
    monkeypatch.setattr(exercises, "TRIED", {})


@pytest.mark.parametrize("ident", ALL)
def test_no_answer_and_no_reason_is_in_it(ident: str) -> None:
    """Nor can the right answer be told from the order: what is left is the way, and the choice."""
    full, text = ALL[ident](), json.dumps(SEALED[ident], ensure_ascii=False)
    if isinstance(full, Writing):
        assert not any(words in text for words in (*full.models, *full.contains))
        return
    said = [full.praise, *full.reasons.values(), *(hint for _, hint in full.mistakes)]
    shown = (full.question, full.hint, full.look)
    assert not [words for words in said if words in text and words not in shown]
    assert SEALED[ident]["answer"] == ""


def test_a_sealed_exercise_says_what_the_full_one_says(browser: Browser, address: str) -> None:
    """Every known answer, wrong and hostile texts, at each of three tries, in both lives."""
    with opened(browser) as page:
        page.goto(f"{address}/notebooks/04_what_does_new_start_limit.html")
        page.evaluate(f"() => {{ {SCRIPT} }}")
        for ident, make in ALL.items():
            full, sealed = make(), exercises._open(ident, SEALED[ident])
            given = everything_given(full)
            said = page.evaluate(
                "([data, given]) => given.map((typed) => [1, 2, 3].map((tries) =>"
                " startlab.judge(data, typed, tries).slice(0, 2)))",
                [SEALED[ident], given],
            )
            for typed, verdicts in zip(given, said, strict=True):
                for tries, verdict in enumerate(verdicts, start=1):
                    expected = check_typed(full, typed, tries)
                    if ident in TEXTS and expected[0] == "written":
                        expected = ("written", "It stands.")
                    assert check_typed(sealed, typed, tries) == expected, (ident, typed, tries)
                    assert verdict == list(expected), (ident, typed, tries)


@pytest.mark.usefixtures("kept_apart")
@pytest.mark.parametrize("ident", EXERCISES)
def test_check_in_a_kernel(ident: str) -> None:
    full = EXERCISES[ident]()
    for value in (full.answer, as_typed(full.answer) if full.kind == "many" else full.answer):
        verdict = sl.check(ident, value)
        assert (verdict.status, verdict.why) == ("right", full.why)
    for mistake, hint in full.mistakes:
        exercises.TRIED.clear()
        assert sl.check(ident, mistake).says in (f"Not yet. {hint}", f"Not yet. {full.question}")
    others: list[Any] = [None, "", 10**9, float("inf"), [], {}, object(), ["A", 5], ...]
    for other in others:
        assert not sl.check(ident, other) or other is None
    for number in (-0.25, -0.5, -0.75, -1.25):
        verdict = sl.check(ident, [number, "x"])
    assert exercises.SOLVED not in verdict.why


@pytest.mark.usefixtures("kept_apart")
def test_what_needs_the_answers_says_so() -> None:
    made = exercises.all_exercises()["04.2"]()
    assert isinstance(made, Sealed)
    with pytest.raises(sl.StartlabError, match="holds no answers"):
        exercises.answer_of(made)
    with pytest.raises(sl.StartlabError, match="holds no answers"):
        exercises._open("04.2", SEALED["04.2"], date="2018-09-01")
