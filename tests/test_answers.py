"""Exercises on the page: verdicts and hints as in Python, by keyboard, kept and handed in."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from conftest import PHONE, ROOT, WIDE, a_few_daily, comes_within_a_frame, opened
from playwright.sync_api import Browser, Page
from test_exercises import ALL, EXERCISES, TEXTS

import startlab as sl
from startlab.answers import simplify
from startlab.course.grade import Paper, grade
from startlab.course.release import FACTS, release
from startlab.exercises import (
    TURNED,
    Exercise,
    Writing,
    check_typed,
    page_data,
)

CHAPTERS = {path.name[:2]: path.stem for path in sorted((ROOT / "notebooks").glob("[01]*.ipynb"))}
EVERY_KIND = ("11",)  # a chapter that asks for each kind of answer: number, letters, text
WRONG = ["0", "-1", "7", "3.14", "1e5", "S02", "wrong", "unknown", "none", "chicken", "2018-02-05"]
HOSTILE = ["", " ", "\u202e152", "</script><b>", "9" * 400, "ﬆag hunt", "a\x00b", "1 / 0"]
HOSTILE += [
    "…",
    "NaN",
    "inf",
    "0x10",
    "１５２",
    "½",
    "1,2,3",
    "--1",
    "--",
    "'",
    '"',
    "\\",
    "${1}",
    "İ",
    "ß",
    "%",
]
MINUS = "\N{MINUS SIGN}"


def address_of(address: str, ident: str) -> str:
    return f"{address}/notebooks/{CHAPTERS[ident[:2]]}.html"


def as_typed(value: Any) -> Any:
    """Return an answer as a reader gives it on the page."""
    value = simplify(value)
    return sorted(value) if isinstance(value, list) else f"{value:.15g}"


def spellings(typed: Any) -> list[Any]:
    """Return one answer in the ways in which people write it."""
    if isinstance(typed, list):
        return [typed, typed[::-1]]
    forms = [typed, f" {typed} ", f"{typed}.", typed.upper(), f"The {typed}", f"{typed} %"]
    if re.fullmatch(r"-?\d+", typed):
        forms += [f"{int(typed):,}", f"{int(typed):,}".replace(",", " "), f"{typed} warheads"]
    return [*forms, typed.replace(".", ","), typed.replace("-", MINUS), typed[:5]]


def everything_given(exercise: Exercise | Writing, strange: bool = True) -> list[Any]:
    """Return what readers give: every usual mistake, and what belongs to no exercise."""
    others = [*WRONG, *HOSTILE] if strange else []
    if isinstance(exercise, Writing):
        edges = [" ".join(["go"] * n) for n in (exercise.least - 1, exercise.least, exercise.most)]
        return [*exercise.models, *edges, f" {edges[2]}\tgo\r\n", *others]
    known = [exercise.answer, *(mistake for mistake, _ in exercise.mistakes)]
    given = [form for value in known for form in spellings(as_typed(value))]
    if exercise.kind == "many":
        return [*given, [], *([text] for text in others), [*"ABCDEF"]]
    return [*given, *others]


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.nightly)])
def test_the_page_says_what_python_says(browser: Browser, address: str, every: bool) -> None:
    """Every exercise and usual mistake at each of three tries; strange texts once for each kind."""
    agreed, kinds = 0, set()
    for chapter in CHAPTERS:
        with opened(browser) as page:
            page.goto(address_of(address, chapter))
            for ident in (ident for ident in ALL if ident.startswith(chapter)):
                exercise = ALL[ident]()
                kind = getattr(exercise, "kind", "text")
                given = everything_given(exercise, every or kind not in kinds)
                kinds.add(kind)
                said = page.evaluate(
                    "([id, given]) => given.map((typed) => [1, 2, 3].map((tries) =>"
                    " startlab.judge(startlab.exercises[id], typed, tries).slice(0, 2)))",
                    [ident, given],
                )
                for typed, verdicts in zip(given, said, strict=True):
                    for tries, verdict in enumerate(verdicts, start=1):
                        expected = check_typed(exercise, typed, tries)
                        assert verdict == list(expected), f"{ident}, {typed!r}, try {tries}"
                assert said[0][0][0] == ("right" if ident in EXERCISES else "written")
                agreed += 1
    assert agreed == len(ALL)


def test_a_typed_answer_gets_the_verdict_of_a_value() -> None:
    for ident, make in EXERCISES.items():
        exercise = make()
        for value in [exercise.answer, *(mistake for mistake, _ in exercise.mistakes)]:
            sl.exercises.TRIED.clear()
            verdict = sl.check(ident, value)
            assert check_typed(exercise, as_typed(value), 1) == (verdict.status, verdict.says)


@pytest.mark.parametrize("chapter", a_few_daily(CHAPTERS, *EVERY_KIND))
def test_every_exercise_is_answered_by_keyboard(
    browser: Browser, address: str, chapter: str
) -> None:
    """Answer, Enter: the verdict is seen, is read aloud, and is still there later."""
    with opened(browser, viewport=PHONE) as page:
        page.goto(address_of(address, chapter))
        idents = [ident for ident in ALL if ident.startswith(chapter)]
        assert page.locator("[data-exercise]").count() == len(idents)
        for ident in idents:
            root = page.locator(f'[data-exercise="{ident}"]')
            root.locator("input, textarea").first.focus()
            if ident in TEXTS:
                page.keyboard.type(TEXTS[ident].models[0])
                page.keyboard.press("Tab")
                page.keyboard.press("Enter")
                continue
            exercise = EXERCISES[ident]()
            typed = as_typed(exercise.answer)
            if root.locator('[type="text"]').count():
                page.keyboard.type(typed)
            else:
                for option in exercise.options:
                    if option in typed:
                        page.keyboard.press("Space")
                    page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            says = f"Right. {exercise.praise}"
            assert says in root.locator(".startlab-verdict").inner_text()
            page.wait_for_function(
                "(says) => [...document.querySelectorAll('[role=status]')]"
                ".some((voice) => voice.textContent == says)",
                arg=says,
            )
        assert "startlab-explore" not in page.url
        page.reload()
        done = page.locator('.startlab-verdict:is([data-status="right"], [data-status="written"])')
        assert done.count() == len(idents)
        mark = page.locator(".bd-sidebar-primary .startlab-done")
        assert str(mark.text_content()).startswith("✓")


def first_form(page: Page, address: str, ident: str = "04.1") -> Any:
    page.goto(address_of(address, ident))
    return page.locator(f'[data-exercise="{ident}"]')


def give(form: Any, answer: str) -> str:
    form.locator('[type="text"]').fill(answer)
    form.locator("button").click()
    return str(form.locator(".startlab-verdict").inner_text())


def test_hints_go_further_and_lead_to_the_section(page: Page, address: str) -> None:
    form = first_form(page, address)
    exercise = EXERCISES["04.1"]()
    assert exercise.question in give(form, "1")
    assert exercise.question in give(form, "1")  # the same answer is no new try
    assert exercise.look in give(form, "2")
    target = form.locator(".startlab-verdict a").get_attribute("href")
    assert page.locator(f"section{target}").count() == 1
    assert not form.locator("details a").is_visible()
    assert exercise.hint in give(form, "3")
    solution = form.locator("details a")
    assert solution.is_visible()
    solution.click()
    assert "solutions/04" in page.url


def test_show_me_gives_answer_reason_and_solution(page: Page, address: str) -> None:
    form = first_form(page, address, "03.4")
    form.locator("summary").click()
    text = form.locator("details").inner_text()
    assert "The answer is A, C." in text
    assert "B does not speak for attribution. For: " in text
    assert "C speaks for attribution. For: " in text


def test_a_text_stands_before_the_models_are_shown(
    page: Page, address: str, tmp_path: Path
) -> None:
    ident, task = next(iter(TEXTS.items()))
    form = first_form(page, address, ident)
    for text in ("Too short.", task.models[1]):
        assert not form.locator("details").is_visible()
        form.locator("textarea").fill(text)
        form.locator("button").click()
    assert form.locator("li").all_inner_texts() == task.compared
    page.reload()
    assert form.locator("textarea").input_value() == task.models[1]
    assert form.locator("details").get_attribute("open") is not None
    page.locator(".startlab-answers summary").click()
    paper = handed_in(page, tmp_path, ident)
    assert (paper.texts, paper.tries) == ({ident: task.models[1]}, {ident: 1})
    assert paper.status == {ident: "to be read"}


def test_answers_are_not_in_the_source(site: Path) -> None:
    for ident, make in ALL.items():
        page = (site / "notebooks" / f"{CHAPTERS[ident[:2]]}.html").read_text("utf-8")
        exercise = make()
        if isinstance(exercise, Writing):
            assert not any(text in page for text in exercise.models)
            continue
        assert exercise.praise not in page
        assert not any(hint in page for _, hint in exercise.mistakes)
        (cases,) = re.findall(rf'data-exercise="{ident}"\s+data-cases="([^"]*)"', page)
        assert "right" not in cases.casefold().split()


def test_turning_twice_gives_the_same_back() -> None:
    text = json.dumps([page_data(make()) for make in ALL.values()], ensure_ascii=False)
    assert text.translate(TURNED).translate(TURNED) == text


def test_a_stored_exercise_reads_as_a_sentence_where_no_script_runs(
    browser: Browser, address: str
) -> None:
    with opened(browser, java_script_enabled=False) as page:
        form = first_form(page, address)
        assert "put your answer in place of the three dots" in form.inner_text()
        form.locator("a").click()
        assert page.url.endswith("book/solutions.html")
    for path in (ROOT / "notebooks").glob("[01]*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.source.startswith("answer = ..."):
                (output,) = cell.outputs
                assert output.data["text/plain"] in re.sub("<.*?>", "", output.data["text/html"])


def test_answers_are_kept_forgotten_and_found_again(page: Page, address: str) -> None:
    form = first_form(page, address)
    give(form, "370")
    page.goto(f"{address}/book/index.html")
    mark = page.locator(".startlab-done")
    assert mark.text_content() == "1/4 (1 of 4 exercises done)"
    page.locator(".startlab-continue a").click()
    assert "04_what" in page.url
    page.locator(".startlab-answers summary").click()
    forget = page.locator(".startlab-answers button").nth(1)
    forget.click()
    assert page.locator('.startlab-verdict[data-status="right"]').count() == 1, "it asks first"
    forget.click()
    assert page.locator(".startlab-done").count() == 0
    assert not page.locator(".startlab-verdict").first.is_visible()
    page.reload()
    assert form.locator('[type="text"]').input_value() == ""


FORBID = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })"


def test_it_works_where_storage_is_forbidden(browser: Browser, address: str) -> None:
    page = browser.new_context().new_page()  # the theme complains in the console
    page.add_init_script(FORBID)
    assert "Right." in give(first_form(page, address), "370")
    assert page.locator(".startlab-done").count() == 1
    page.context.close()


def handed_in(page: Page, folder: Path, *asked: str) -> Paper:
    """Hand in as a reader does, and mark it as a teacher does."""
    with page.expect_download() as waiting:
        page.locator(".startlab-answers button").first.click()
    waiting.value.save_as(folder / waiting.value.suggested_filename)
    (folder / FACTS).write_text(str(release(asked)[FACTS]), "utf-8")
    _, (paper,) = grade(folder)
    return paper


def test_what_is_handed_in_is_checked_again(page: Page, address: str, tmp_path: Path) -> None:
    give(first_form(page, address), "1")
    give(page.locator('[data-exercise="04.1"]'), "370")
    give(page.locator('[data-exercise="04.3"]'), "8")
    page.locator(".startlab-answers summary").click()
    page.locator(".startlab-answers input").fill("Zoë O’Neill/7")
    paper = handed_in(page, tmp_path, "04.1", "04.2", "04.3")
    assert (paper.student, paper.file) == ("Zoë O’Neill/7", "startlab Zoë ONeill7.json")
    assert paper.status == {"04.1": "right", "04.2": "unanswered", "04.3": "not right"}
    assert ([*paper.given.values()], [*paper.tries.values()]) == ([("370",), ("8",)], [2, 1])


# The milliseconds from each of sixty answers to its verdict in the page.
STOPWATCH = """async (form) => {
  const [field, verdict] = ["input", ".startlab-verdict"].map((s) => form.querySelector(s));
  const times = [];
  for (field.value = 0; field.value < 60; field.value++) {
    const before = verdict.firstChild;
    const start = performance.now();
    form.querySelector("form").requestSubmit();
    if (verdict.firstChild !== before) times.push(performance.now() - start);
    await new Promise(requestAnimationFrame);
  }
  return times;
}"""


@pytest.mark.nightly  # what else runs beside it would be measured too
def test_the_verdict_is_there_within_a_frame(page: Page, address: str) -> None:
    form = first_form(page, address).element_handle()
    comes_within_a_frame(lambda: page.evaluate(STOPWATCH, form), least=60)


@pytest.mark.nightly
@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_answered_forms_are_accessible(
    browser: Browser, address: str, viewport: Any, theme: Any
) -> None:
    with opened(browser, viewport=viewport, color_scheme=theme) as page:
        for ident in ("03.4", *TEXTS, "04.2", "13.1"):
            form = first_form(page, address, ident)
            if ident in TEXTS:
                form.locator("textarea").fill(TEXTS[ident].models[0])
            form.locator("button").click()
            if ident not in TEXTS:  # it opens by itself
                form.locator("summary").click()
            page.locator(".startlab-answers summary").click()
            page.evaluate(AXE_SCRIPT)
            found = page.evaluate(
                "axe.run(document.querySelector('#exercises'), { preload: false })"
            )
            assert not [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]]
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_paper_there_is_room_to_write(page: Page, address: str) -> None:
    form = first_form(page, address)
    give(form, "370")
    page.emulate_media(media="print")
    assert form.inner_text().strip() == ""
    box = form.bounding_box()
    assert box
    assert box["height"] > 60
