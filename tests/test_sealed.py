"""Answers kept apart: the same verdicts, in a kernel and on a page, from digests alone."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import test_leaks as leaks
from conftest import ROOT, a_few_daily, opened
from make_edition import seal_notebook, seal_notes, without_answers, without_solutions
from playwright.sync_api import Browser
from test_answers import CHAPTERS, EVERY_KIND, as_typed, everything_given
from test_exercises import ALL, EXERCISES, TEXTS

import startlab as sl
from startlab import exercises
from startlab.answers import simplify
from startlab.exercises import NOTED, SOLVED, TURNED, Sealed, Writing, check_typed, page_data
from startlab.sealed import seal

SEALED = {ident: seal(page_data(make())) for ident, make in ALL.items()}
LETTER = re.compile(r"\b\d\d\.\d,? (?:sentence|letter|option)s? [A-F]\b")
SCRIPT = (ROOT / "book/sealed/sealed.js").read_text("utf-8")


@pytest.fixture
def kept_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {ident: lambda i=ident: exercises._open(i, SEALED[i]) for ident in ALL}
    monkeypatch.setattr(exercises, "all_exercises", lambda: known)
    monkeypatch.setattr(exercises, "TRIED", {})
    monkeypatch.setattr(exercises, "has_solution", lambda _: False)


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


@pytest.mark.parametrize("chapter", a_few_daily(CHAPTERS, *EVERY_KIND))
def test_a_sealed_exercise_says_what_the_full_one_says(
    browser: Browser, address: str, chapter: str
) -> None:
    """Every known answer, wrong and hostile texts, at each of three tries, in both lives."""
    with opened(browser) as page:
        page.goto(f"{address}/notebooks/{CHAPTERS[chapter]}.html")
        page.evaluate(f"() => {{ {SCRIPT} }}")
        for ident in (ident for ident in ALL if ident[:2] == chapter):
            full, sealed = ALL[ident](), exercises._open(ident, SEALED[ident])
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
                        expected = ("written", f"{NOTED}.")
                    assert check_typed(sealed, typed, tries) == expected, (ident, typed, tries)
                    assert verdict == list(expected), (ident, typed, tries)


def test_a_kept_answer_is_judged_when_the_page_is_opened_again(
    browser: Browser, address: str, site: Path
) -> None:
    """Wherever the script of the digests stands among the others."""
    name = f"{CHAPTERS['04']}.html"
    html = (site / "notebooks" / name).read_text("utf-8")
    stored = {"cells": [{"outputs": [{"data": {"text/html": [html]}}]}]}
    sealed = json.loads(seal_notebook(json.dumps(stored), {}))["cells"][0]["outputs"][0]["data"]
    script = (site / "_static/startlab.js").read_text("utf-8") + f"{{ {SCRIPT} }}"
    files = {name: "".join(sealed["text/html"]), "startlab.js?*": script}
    with opened(browser) as page:
        for end, body in files.items():
            page.route(f"**/{end}", lambda route, _, body=body: route.fulfill(body=body))
        page.goto(f"{address}/notebooks/{name}")
        form = page.locator(".startlab-check[data-exercise='04.2'] form")
        form.locator("[type=text]").fill("152")
        form.locator("button").press("Enter")
        verdict = page.locator(".startlab-check[data-exercise='04.2'] .startlab-verdict")
        said = verdict.inner_text()
        page.reload()
        assert verdict.inner_text() == said != ""
        page.unroute_all()


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
    assert SOLVED not in verdict.why


@pytest.mark.usefixtures("kept_apart")
def test_what_needs_the_answers_says_so() -> None:
    made = exercises.all_exercises()["04.2"]()
    assert isinstance(made, Sealed)
    with pytest.raises(sl.StartlabError, match="holds no answers"):
        exercises.answer_of(made)
    with pytest.raises(sl.StartlabError, match="holds no answers"):
        exercises._open("04.2", SEALED["04.2"], date="2018-09-01")


def test_what_stands_under_the_solutions_goes_with_them() -> None:
    solutions = "  - file: book/solutions\n    sections:\n    - glob: notebooks/solutions/*\n"
    parts = f"root: a\nparts:\n- caption: x\n  chapters:\n  - file: b\n{solutions}"
    left = "root: a\nparts:\n- caption: x\n  chapters:\n  - file: b\n"
    assert without_solutions(f"{parts}- caption: y\n  chapters:\n{solutions}") == left
    assert without_solutions(f"chapters:\n  - file: b\n{solutions}") == "chapters:\n- file: b\n"
    assert "solutions" not in without_solutions((ROOT / "_toc.yml").read_text("utf-8"))


def test_the_functions_of_exercises_are_emptied() -> None:
    code = """
@exercise("04.2", variants={"date": DATES})
def _margin(date: str = "2018-09-01") -> Iterator[Any]:
    yield 152, "The rest."

def plain(): return 1
"""
    left = without_answers(code)
    assert "152" not in left
    assert "variants" in left
    assert "return 1" in left
    compile(left, "chapter", "exec")


def letters(text: str) -> str:
    return re.sub(r"[^a-zA-Z]", "", text)


def told_by(notes: str) -> set[str]:
    """Return the exercises whose answers the notes tell: by a letter, as a mistake, or outright."""
    found = set()
    sentences = [one for one in leaks.SENTENCE.split(notes) if one.strip()]
    for ident, exercise in leaks.EXERCISES.items():
        asked, answer = leaks.question(ident), simplify(exercise.answer)
        naming = [line for line in notes.splitlines() if f"exercise {ident}" in line]
        if isinstance(answer, list):
            options = leaks.lettered(asked)
            told = [line for line in naming if line.startswith('- "') or LETTER.search(line)]
            told += [phrase for option in options for phrase in leaks.phrases(option, sentences)]
            told += [s for s in sentences for o in options if leaks.letter_is_paraphrased(o, s)]
        elif isinstance(answer, float):
            told = [line for line in naming if leaks.number_stands(exercise, asked, line)]
        else:
            told = [line for line in naming if leaks.word_stands(answer, asked, line)]
        found |= {ident} if told else set()
    return found


def test_the_notes_give_no_answer_away() -> None:
    """They are a page of the book, which students read."""
    notes = (ROOT / "book/for_instructors.md").read_text("utf-8")
    left = seal_notes(notes, SEALED)
    assert notes.count("**Marking") == len(TEXTS)
    assert "Marking" not in left
    assert left.count("\n#") == notes.count("\n#")
    assert "**\n\n**" not in left  # no list is without its points
    wanted = [words for ident in TEXTS for words in ALL[ident]().contains]
    assert not [words for words in wanted if letters(words) in letters(left)]
    assert {"08.4", "12.3", "14.4"} <= told_by(notes)
    assert not told_by(left)


@pytest.mark.nightly
def test_an_edition_without_solutions_holds_none(tmp_path: Path) -> None:
    """Site, zip and wheel: no file, no answer, no reason; and the wheel still checks."""
    subprocess.run(["make", "edition", "SOLUTIONS=no", f"VENV={sys.prefix}"], cwd=ROOT, check=True)
    edition = ROOT / "_build" / "edition"
    (wheel,) = edition.glob("*.whl")
    kept = {
        str(path): path.read_bytes()
        for path in (edition / "html").rglob("*.*")
        if path.is_file() and path.suffix in (".html", ".js", ".ipynb", ".py", ".json", ".md")
    }
    for packed in (wheel, edition / "html/startlab.zip"):
        with ZipFile(packed) as file:
            kept |= {name: file.read(name) for name in file.namelist()}
    assert not [name for name in kept if "solutions" in name]
    assert not [
        name for name, text in kept.items() if LETTER.search(text.decode("utf-8", "ignore"))
    ]
    everything = letters("".join(text.decode("utf-8", "ignore") for text in kept.values()))
    found = []
    for ident, make in ALL.items():
        full = make()
        if isinstance(full, Writing):
            said, shown = [*full.models, *full.contains], ()
        else:
            said = [full.praise, *full.reasons.values(), *(hint for _, hint in full.mistakes)]
            shown = (full.question, full.hint)
        for words in (words for words in said if words not in shown):
            for form in (words, words.translate(TURNED)):
                if letters(form) in everything:
                    found.append((ident, words))
    assert not found
    subprocess.run([sys.executable, "-m", "zipfile", "-e", wheel, tmp_path], check=True)
    answers = {ident: as_typed(make().answer) for ident, make in EXERCISES.items()}
    code = f"""
import startlab as sl
from startlab.exercises import all_exercises, check_typed
assert sl.__file__.startswith({str(tmp_path)!r})
known = all_exercises()
assert sorted(known) == {sorted(ALL)!r}
for ident, answer in {answers!r}.items():
    assert check_typed(known[ident](), answer, 1)[0] == "right", ident
    wrong = [sl.check(ident, [-0.25 * n, "x"]) for n in (1, 3, 5, 7)][-1]
    assert wrong.status == "not yet" and {SOLVED!r} not in wrong.why, ident
    assert not hasattr(known[ident](), "praise") or not known[ident]().praise
"""
    command = [sys.executable, "-c", code]
    subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}, check=True)
