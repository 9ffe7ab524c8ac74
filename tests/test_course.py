"""A course with marks: what is handed out, and what comes of whatever is handed in."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import nbformat
import pytest
import yaml
from browser import serve
from conftest import ROOT, opened
from playwright.sync_api import Browser

import startlab as sl
from startlab import cli, exercises
from startlab.course.quiz import PACKAGE, QTI, quiz
from startlab.course.release import FACTS, is_text, name_of, question, release
from startlab.course.scorm import scorm
from startlab.edition import BESIDE
from startlab.exercises import (
    VARIANTS,
    Exercise,
    NoQuestionError,
    all_exercises,
    answer_of,
)
from startlab.template import new_chapter
from startlab.variants import blank_variants, reword, variant, variants_of

EVERY = list(all_exercises())
CHAPTERS = list(dict.fromkeys(ident[:2] for ident in EVERY))
# The order that the schema of QTI gives to the parts of an item.
ORDER = ["responseDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing"]
ORDER += ["modalFeedback"]
ASKED = ["04.1", "04.2", "04.4", "05.2"]
TITLE = "Week 1: counting"
Captured = pytest.CaptureFixture[str]
Values = dict[str, Any]


def right(ident: str, student: str = "", seed: str = "") -> Any:
    return answer_of(all_exercises()[ident](**(variant(ident, seed, student) if seed else {})))


@cache
def released(seed: str = "", kind: str = "") -> dict[str, str]:
    return release(ASKED, seed=seed, kind=kind, title=TITLE)


def hand_in(student: str, given: Values, seed: str = "", extra: str = "") -> str:
    """Return the first notebook of the release as a student hands it in."""
    notebook = nbformat.reads(next(iter(released(seed).values())), 4)
    for cell in notebook.cells:
        source = cell.source
        if source.startswith("student = "):
            cell.source = f"student = {student!r}\n{extra}"
        for ident, value in given.items():
            if source == f"{name_of(ident)} = ...":
                whole = str(value).startswith("%")
                cell.source = value if whole else f"{name_of(ident)} = {value}"
    return nbformat.writes(notebook)


def saved_on_page(student: str, given: dict[str, str]) -> str:
    rows = [
        {"exercise": i, "answer": a, "status": "right", "tries": 2, "shown": False, "when": "now"}
        for i, a in given.items()
    ]
    about = {"startlab": "hand-in", "name": student, "version": "0.1.0", "when": "now"}
    return json.dumps(about | {"answers": rows})


@pytest.fixture
def problems(tmp_path: Path) -> Path:
    (tmp_path / FACTS).write_text(released()[FACTS], "utf-8")
    (tmp_path / "submitted").mkdir()
    return tmp_path


def graded(problems: Path, files: dict[str, str | bytes], *options: str) -> dict[str, Values]:
    for name, content in files.items():
        path = problems / "submitted" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    target = problems / "scores.csv"
    command = ["grade", str(problems / "submitted"), "--to", str(target), "--force", *options]
    assert cli.main(command) == 0
    rows = list(csv.DictReader(io.StringIO(target.read_text("utf-8"))))
    named = [name for row in rows for name in row["file"].split("; ")]
    assert sorted(named) == sorted(files), "each file in one line"
    return {row["file"]: row for row in rows}


def test_what_is_handed_out_has_a_field_for_each_answer_and_no_answer() -> None:
    notebook = nbformat.reads(next(iter(released().values())), 4)
    nbformat.validate(notebook)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert code[0].startswith("student = ...")
    assert code[2:] == [f"{name_of(ident)} = ..." for ident in ASKED[:3]]
    text = "".join(cell.source for cell in notebook.cells)
    for ident in ASKED[:3]:
        assert question(ident) in text
        exercise = all_exercises()[ident]()
        assert not any(words in text for words in (exercise.praise, exercise.hint))
    assert all(not cell.outputs for cell in notebook.cells if cell.cell_type == "code")
    facts = json.loads(released()[FACTS])
    assert (facts["exercises"], facts["title"]) == (ASKED, TITLE)


@pytest.mark.parametrize("words", ["99", "04.9", "four", "4.", "", "04.02"])
def test_an_unknown_exercise_is_named(words: str, tmp_path: Path, capsys: Captured) -> None:
    if words == "4.":
        assert set(json.loads(release([words])[FACTS])["exercises"]) > {"04.1"}
        return
    assert cli.main(["release", words, "--to", str(tmp_path / "ps1")]) == cli.WRONG_USE
    assert "Nearest: " in capsys.readouterr().err
    assert not (tmp_path / "ps1").exists()


PATCHES = {
    "sl.exercises.check = lambda *_: True": True,
    "import startlab.exercises as e\ne._find = None": True,
    "from startlab import exercises as x\nsetattr(x, 'check', print)": True,
    "from startlab.exercises import EXERCISES\nEXERCISES['04.1'] = None": True,
    "from startlab.exercises import all_exercises\nprint([m() for m in all_exercises()])": False,
    "import pandas as pd\nt = pd.DataFrame()\nt.index = []": False,
}


@pytest.mark.parametrize(("patch", "told"), PATCHES.items())
def test_who_changes_startlab_gains_nothing(patch: str, told: bool, problems: Path) -> None:
    given = {"04.1": "all_exercises()['04.1']().answer", "04.2": 1}
    row = graded(problems, {"a.ipynb": hand_in("Ada", given, extra=patch)})["a.ipynb"]
    assert (row["score"], row["04.1"], row["04.2"]) == ("0", "run it", "not right")
    assert ("changes startlab" in row["remarks"]) == told


ANSWER = str(right("04.2"))
VALUES: list[tuple[str, str, str]] = [
    ("04.2", "ANSWER", "right"),
    ("04.2", "+ANSWER.0", "right"),
    ("04.2", "ANSWER; answer_04_2 = -1", "not right"),
    ("04.2", "other = ANSWER", "right"),
    ("04.2", "'ANSWER'", "not right"),
    ("04.2", "...", "unanswered"),
    ("04.2", "None", "not right"),
    ("04.2", "1550 - 1398", "run it"),
    ("04.2", "ANSWER if True else 0", "run it"),
    ("04.2", "__import__('os').system('touch /tmp/ran')", "run it"),
    ("04.2", "ANSWER\nif True:\n    answer_04_2 = 5", "run it"),
    ("04.2", "ANSWER\nfor answer_04_2 in [1]: pass", "run it"),
    ("04.2", "ANSWER\nanswer_04_2, x = ANSWER, 1", "run it"),
    ("04.2", "ANSWER\ndel answer_04_2", "run it"),
    ("04.2", "ANSWER is", "unanswered"),
    ("04.2", "9" * 5000, "unanswered"),
    ("04.2", "[" * 300 + "]" * 300, "unanswered"),
    ("04.2", "{1: {2}}", "not right"),
    # What IPython takes, and Python does not.
    ("04.2", "ANSWER\n%matplotlib inline\n!ls\nanswer_04_2?", "right"),
    ("04.2", "!echo ANSWER", "run it"),
    ("04.2", "%%time\nanswer_04_2 = ANSWER", "right"),
    ("04.2", "%%bash\nanswer_04_2 = ANSWER", "unanswered"),
]


@pytest.mark.parametrize(("ident", "value", "status"), VALUES)
def test_answers_are_read_as_values(ident: str, value: str, status: str, problems: Path) -> None:
    given = {ident: value.replace("ANSWER", ANSWER)}
    row = graded(problems, {"a.ipynb": hand_in("Ada", given)})["a.ipynb"]
    assert row[ident] == status
    if status == "unanswered" and value != "...":
        assert f"the cell of {name_of(ident)} cannot be read" in row["remarks"]


def every_kind_of_file(problems: Path) -> dict[str, tuple[str | bytes, str, str]]:
    """Return hand-ins with their score, and a word of what is said of them."""
    best = {ident: repr(right(ident)) for ident in ASKED}
    good = hand_in("Ada", best)
    renamed = good.replace("answer_04_1", "my_answer")
    typed = f"{ANSWER} warheads"
    return {
        "ada.ipynb": (good, "3", ""),
        "deep/homework final (2).json": ("\ufeff" + hand_in("Bob", best), "3", ""),
        "page.json": (saved_on_page("Zoë", {"04.2": typed, "05.2": "999", "99.1": "1"}), "1", ""),
        "half a letter.json": (
            saved_on_page("O\ud800", {"04.2": typed, "05.2": "\ud800"}),
            "1",
            "",
        ),
        "no text.json": (saved_on_page("Eve", {"04.2": typed, "05.2": [1]}), "0", "a damaged file"),
        "bare.json": ('{"startlab": "hand-in", "answers": [{}]}', "0", "a damaged file"),
        "empty.ipynb": (hand_in("Carl", {}), "0", "empty: nothing is answered"),
        "nothing.ipynb": ("", "0", "an empty file"),
        "half.ipynb": (good[:-9], "0", "neither a notebook nor"),
        "renamed.ipynb": (renamed.replace("Ada", "Dora"), "2", ""),
        "large.ipynb": (b"0" * 50_000_000, "0", "50 MB"),
        "seed.ipynb": (hand_in("Fay", best, "other"), "3", "asked with another seed"),
        "nobody.ipynb": (good.replace("'Ada'", "..."), "3", "no name inside"),
        "deep/nobody.ipynb": (hand_in("", {}), "0", "no name inside"),
        "essay.docx": (b"PK\x03\x04\xff", "0", "neither a notebook nor"),
        "list.json": ("[1]", "0", "neither a notebook nor"),
        "cells.ipynb": ('{"cells": [1, null]}', "0", "a damaged file"),
        "deep.json": ("[" * 100_000, "0", "neither a notebook nor"),
        "again.ipynb": (good.replace("'Ada'", "'  ADA '"), "3", "more than one hand-in"),
    }


def test_whatever_is_handed_in_gets_one_line(problems: Path, capsys: Captured) -> None:
    files = every_kind_of_file(problems)
    rows = graded(problems, {name: content for name, (content, _, _) in files.items()}, "-j2")
    said = capsys.readouterr().out
    for name, (_, score, remark) in files.items():
        assert (name, rows[name]["score"]) == (name, score)
        assert remark in rows[name]["remarks"], name
        assert (f"  {name}: " in said) == bool(rows[name]["remarks"])
    assert rows["renamed.ipynb"]["04.1"] == "unanswered"
    assert rows["ada.ipynb"]["student"] == "Ada"
    assert (
        rows["deep/nobody.ipynb"]["student"] == "deep/nobody"
    )  # another than that of nobody.ipynb
    assert said.startswith(f"Lines: {len(files)}. To look at: ")


def test_a_student_with_a_notebook_for_each_chapter_has_one_line(problems: Path) -> None:
    done = {name: {ident: repr(right(ident))} for name, ident in zip("abc", ASKED, strict=False)}
    files = {f"{name}.ipynb": hand_in("Ada", given) for name, given in done.items()}
    rows = graded(problems, files)
    assert list(rows) == ["a.ipynb; b.ipynb; c.ipynb"]
    assert (rows["a.ipynb; b.ipynb; c.ipynb"]["score"], *done) == ("3", "a", "b", "c")
    target = problems / "import.csv"
    folder = str(problems / "submitted")
    (problems / "submitted/again.ipynb").write_text(hand_in("Ada", {ASKED[0]: "-1"}), "utf-8")
    assert cli.main(["grade", folder, "--to", str(target), "--for", "moodle"]) == 0
    assert target.read_text("utf-8").splitlines()[1].startswith("Ada,3,"), "the best of each"


def test_only_what_students_hand_in_is_marked(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not what Jupyter keeps of a file that somebody opened, nor what `release` wrote."""
    (tmp_path / TITLE).mkdir()
    monkeypatch.chdir(tmp_path / TITLE)
    for kind in ([], ["--for", "nbgrader"], ["--for", "otter"]):
        assert cli.main(["release", *ASKED, "--to", ".", "--force", *kind]) == 0
        facts, blank = (
            json.loads(Path(FACTS).read_text("utf-8")),
            sorted(map(str, Path().glob("0*"))),
        )
        assert (facts["title"], facts["files"]) == (TITLE, blank)
        for name in ("s1.ipynb", "in/s2.ipynb", "in/.ipynb_checkpoints/s2-checkpoint.ipynb"):
            Path(name).parent.mkdir(exist_ok=True, parents=True)
            Path(name).write_text(hand_in("Bo" if "2" in name else "Ada", {}), "utf-8")
        capsys.readouterr()
        assert cli.main(["grade", ".", "--to", "../scores.csv", "--force"]) == 0
        rows = list(csv.DictReader(io.StringIO(Path("../scores.csv").read_text("utf-8"))))
        assert [(row["student"], row["file"]) for row in rows] == [
            ("Bo", "in/s2.ipynb"),
            ("Ada", "s1.ipynb"),
        ]
        said = capsys.readouterr().out.splitlines()[-1]
        assert said == f"Left out, as `startlab release` wrote them: {', '.join(blank)}"
    Path("in/s2.ipynb").unlink()
    Path("s1.ipynb").unlink()
    assert cli.main(["grade", ".", "--to", "../scores.csv", "--force"]) == cli.WRONG_USE
    assert "There is nothing in . to grade" in capsys.readouterr().err


def test_the_scores_are_written_whole_or_not_at_all(problems: Path, capsys: Captured) -> None:
    graded(problems, {"a.ipynb": hand_in("Ada", {})})
    target = problems / "scores.csv"
    target.write_text("mine", "utf-8")
    folder, new = str(problems / "submitted"), str(problems / "new.csv")
    for command, says in [
        ([folder, "--to", str(target)], "overwrite it with --force"),
        ([folder, "--to", str(problems / "no" / "scores.csv")], "No such file"),
        ([str(problems / "nobody"), "--to", str(target), "--force"], "There is no folder"),
        ([folder, "--to", str(target), "--force", "-j0"], "-j is 0: it must be 1 or more"),
        ([folder, "--to", new, "--answers", str(target)], "overwrite it with --force"),
        ([folder, "--to", new, "--answers", str(problems / "no" / "new.csv")], "No such file"),
        ([folder, "--to", new, "--answers", new], "named for two files"),
    ]:
        assert cli.main(["grade", *command]) > 0
        assert says in capsys.readouterr().err
    (problems / FACTS).write_text("{}", "utf-8")
    assert cli.main(["grade", folder, "--to", str(target), "--force"]) == cli.WRONG_USE
    (problems / FACTS).unlink()
    assert cli.main(["grade", folder, "--to", str(target), "--force"]) == cli.WRONG_USE
    assert target.read_text("utf-8") == "mine"
    assert {path.name for path in problems.iterdir()} == {"submitted", "scores.csv"}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("release 99 --to new", "There are no exercises '99'"),
        ("release 05 --to file", "file: File exists"),
        ("release 05 --to taken", "taken/release.json is not a file"),
        ("release 05 --to taken --force", "taken/release.json is not a file"),
        ("grade file --to new", "There is no folder file"),
        ("grade taken --to new", "taken/release.json is not what `startlab release` wrote"),
        ("quiz 4.9 --for qti", "There are no exercises '4.9'"),
        ("quiz 04 --for moodle --to file", "file is there already"),
        ("quiz 04 --for qti --to no/quiz.zip", "no/quiz.zip: No such file"),
        ("quiz 04 --for qti --to file/quiz.zip", "file/quiz.zip: Not a directory"),
        ("scorm 05", "There is no chapter '05' in _build/html: build the book"),
        ("scorm 99 --site SITE", "There is no chapter '99'"),
        ("scorm * --site SITE", "There is no chapter '*'"),
        ("scorm 05 --site SITE --to taken", "taken is not a file"),
        ("new chapter What?", "has no _toc.yml"),
    ],
)
def test_a_mistake_gets_a_sentence_and_leaves_nothing(
    words: str, says: str, site: Path, tmp_path: Path, capsys: Captured,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken/release.json").mkdir(parents=True)
    (tmp_path / "taken/a.ipynb").touch()
    (tmp_path / "file").touch()
    before = {*tmp_path.rglob("*")}
    assert cli.main(words.replace("SITE", str(site)).split()) > 0
    said = capsys.readouterr()
    assert says in said.err
    assert said.err.count("\n") == 1 and not said.out
    assert {*tmp_path.rglob("*")} == before


def test_every_answer_with_tries_and_texts(problems: Path) -> None:
    judged = next(i for i in all_exercises() if i[:2] == "04" and " Judge.**" in question(i))
    notebook = nbformat.reads(hand_in("=Ada()", {"04.2": "'=1+1'"}), 4)
    for cell in notebook.cells:
        if cell.metadata.get("startlab") == f"text-{judged}":
            cell.source = "Because the limit\nbound later."
    files = {"a.ipynb": nbformat.writes(notebook), "b.json": saved_on_page("Bo", {"04.2": ANSWER})}
    table = problems / "answers.csv"
    graded(problems, files, "--answers", str(table))
    rows = list(csv.DictReader(io.StringIO(table.read_text("utf-8"))))
    assert len(rows) == 2 * len(ASKED)
    found = {(row["file"], row["exercise"]): row for row in rows}
    assert found["a.ipynb", "04.2"]["student"] == "'=Ada()"  # no formula in a spreadsheet
    assert found["a.ipynb", judged]["text"] == "Because the limit bound later."
    bo = found["b.json", "04.2"]
    assert (bo["status"], bo["answer"], bo["tries"]) == ("right", f"'{ANSWER}'", "2")


@pytest.mark.parametrize(
    ("kind", "names", "head", "lines"),
    [
        ("moodle", ("Ada", "Bo"), f"Username,{TITLE},{TITLE} (feedback)", ["Ada,1,", "Bo,0,"]),
        (
            "moodle",
            ("a@x.edu", "b@x.edu"),
            f"Email address,{TITLE},{TITLE} (feedback)",
            ["a@x.edu,1,"],
        ),
        (
            "canvas",
            ("Ada", "Bo"),
            f"Student,ID,SIS User ID,SIS Login ID,Section,{TITLE}",
            ["    Points Possible,,,,,4", "Ada,,,Ada,,1", "Bo,,,Bo,,0"],
        ),
    ],
)
def test_columns_that_course_systems_import(
    kind: str, names: tuple[str, str], head: str, lines: list[str], problems: Path
) -> None:
    best, worst = ({"04.1": value} for value in (repr(right("04.1")), "-1"))
    for number, (name, given) in enumerate([(names[0], worst), (names[0], best), (names[1], {})]):
        path = problems / "submitted" / f"{number}.ipynb"
        path.write_text(hand_in(name, given), "utf-8")
    target = problems / "import.csv"
    command = ["grade", str(path.parent), "--to", str(target), "--for", kind]
    assert cli.main(command) == 0
    found = target.read_text("utf-8").splitlines()
    assert found[0] == head
    assert len(found) == 3 + (kind == "canvas"), "each student once, with the best score"
    for line in lines:
        assert any(row.startswith(line) for row in found[1:]), line


# --- variants


VARIED = [ident for ident in all_exercises() if ident in VARIANTS]


@pytest.mark.parametrize("varied", VARIED)
def test_each_variant_has_its_answer_and_hints(varied: str) -> None:
    """They are computed; each asks another question; the page's is the first."""
    asked, made, grid = set(), [], variants_of(varied)
    for values in grid[:: len(grid) // 200 + 1]:  # of the largest grids some
        try:
            exercise = all_exercises()[varied](**values)
        except NoQuestionError:
            continue  # this combination makes no question
        made.append(exercise)
        asked.add(reword(varied, question(varied), values))
        assert len(exercise.mistakes) >= 1
    assert len(made) == len(asked)
    assert len(made) >= 2
    assert reword(varied, question(varied), variants_of(varied)[0]) == question(varied)
    assert len({str(answer_of(exercise)) for exercise in made}) > len(made) / 10
    assert isinstance(made[0], Exercise)


@pytest.mark.parametrize("varied", VARIED)
def test_a_seed_asks_each_student_something_else(varied: str) -> None:
    students = [f"student {number}" for number in range(20)]
    asked = [question(varied, "spring", student) for student in students]
    assert asked == [question(varied, "spring", f" {student.upper()} ") for student in students]
    assert len(set(asked)) >= min(15, len(variants_of(varied)) / 2)
    assert asked != [question(varied, "autumn", student) for student in students]


MASTERS: list[tuple[str, Callable[[Any], bool]]] = [
    ("nbgrader", lambda cell: "nbgrader" in cell.metadata),
    ("otter", lambda cell: cell.cell_type == "raw"),
]


@pytest.mark.parametrize(("kind", "theirs"), MASTERS)
def test_a_master_has_answers_that_its_own_tests_accept(
    kind: str, theirs: Callable[[Any], bool]
) -> None:
    notebook = nbformat.reads(next(iter(released("spring", kind).values())), 4)
    nbformat.validate(notebook)
    assert any(map(theirs, notebook.cells))
    if kind == "otter":
        assert yaml.safe_load(notebook.cells[0].source)["name"] == TITLE
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    space: Values = {}
    exec("\n".join(source for source in code if "ask(" not in source), space)
    assert space["student"] == "nobody"
    assert len(re.findall("assert is_right", "".join(code))) == 3


@pytest.mark.parametrize("installed", [False, True], ids=["tree", "installed"])
def test_a_chapter_of_ones_own_is_handed_out_and_marked(installed: bool, tmp_path: Path) -> None:
    """In a copy of the project, and where an edition with it is installed."""
    library, page = tmp_path / "src/startlab", "notebooks/16_what_does_it_cost"
    library.parent.mkdir()
    shutil.copytree(ROOT / "src/startlab", library, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "_toc.yml").write_text(f"root: book/index\n- file: {page}\n", "utf-8")
    for place, text in new_chapter("What does it cost?", tmp_path).items():
        place = Path(str(place).replace("/01_", "/16_"))
        place.parent.mkdir(exist_ok=True)
        place.write_text(text.replace("01.1", "16.1"), "utf-8")
    if installed:
        (tmp_path / "_toc.yml").unlink()
        (tmp_path / "notebooks").rename(library / "notebooks")

    done = subprocess.run(
        [sys.executable, "-c", OWN_COURSE], cwd=tmp_path, capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": str(tmp_path / "src")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "How many units stand in the table for 2025?" in (tmp_path / "quiz.xml").read_text()
    files = [f"{Path(page).name}.ipynb"] + [f"what_does_it_cost{end}" for end in BESIDE]
    assert sorted(done.stdout.splitlines()[-1].rpartition(": ")[2].split(", ")) == sorted(files)
    assert (tmp_path / "scores.csv").read_text().splitlines()[1] == "Ada,a/16.ipynb,right,1,1,0,"


OWN_COURSE = """
from pathlib import Path
from startlab.cli import main
assert not main("release 16 --to ps1".split()) and not main("quiz 16 --for moodle".split())
blank = next(Path("ps1").glob("16_*.ipynb")).read_text().replace("student = ...", "student = 'Ada'")
Path("ps1/a").mkdir()
Path("ps1/a/16.ipynb").write_text(blank.replace("answer_16_1 = ...", "answer_16_1 = 10"))
assert not main("grade ps1 --to scores.csv".split())
"""


def test_a_module_of_ones_own_that_fails_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken_chapter.py"
    broken.write_text("1 / 0", "utf-8")
    monkeypatch.setattr(exercises, "companions", lambda: [broken])
    exercises._import_chapters.cache_clear()
    before = [*sys.path]
    with pytest.raises(sl.StartlabError, match="^broken_chapter.py cannot be read. ZeroDivision"):
        all_exercises()
    assert sys.path == before and "broken_chapter" not in sys.modules


# --- question banks and packages


@pytest.fixture(scope="module")
def bank() -> ElementTree.Element:
    return ElementTree.fromstring(quiz(CHAPTERS, "moodle"))


def test_a_question_bank_for_moodle_has_every_exercise_with_its_hints(
    bank: ElementTree.Element,
) -> None:
    items = [item for item in bank if item.get("type") != "category"]
    assert [item.findtext("name/text") for item in items] == [f"{i} startlab" for i in EVERY]
    for ident, item in zip(EVERY, items, strict=True):
        exercise = all_exercises()[ident]()
        assert f"{ident} " in str(item.findtext("questiontext/text"))
        if not isinstance(exercise, Exercise):
            assert item.get("type") == "essay"
            continue
        answers = {a.findtext("text"): float(a.get("fraction", "")) for a in item.iter("answer")}
        if exercise.kind == "many":
            assert sum(share for share in answers.values() if share > 0) == pytest.approx(100)
            right = {str(text).partition(":")[0] for text, share in answers.items() if share > 0}
            assert right == set(answer_of(exercise))
        else:
            assert [share for share in answers.values() if share] == [100]
            assert len(answers) >= 2
            assert exercise.look in "".join(str(h.findtext("text")) for h in item.findall("hint"))
        assert len(item.findall("hint")) == 2


def test_a_question_bank_in_qti_is_a_package_of_items() -> None:
    with ZipFile(io.BytesIO(quiz(CHAPTERS, "qti"))) as package:
        files = {name: ElementTree.fromstring(package.read(name)) for name in package.namelist()}
    manifest = files.pop("imsmanifest.xml")
    listed = [r.get("href") for r in manifest.iter(f"{{{PACKAGE}}}resource")]
    assert listed == list(files)
    assert len(files) == len(EVERY)
    q = f"{{{QTI}}}"
    for ident, item in zip(EVERY, files.values(), strict=True):
        exercise = all_exercises()[ident]()
        if isinstance(exercise, Exercise):
            conditions = [*item.iter(f"{q}responseIf"), *item.iter(f"{q}responseElseIf")]
            said = {f.get("identifier") for f in item.iter(f"{q}modalFeedback")}
            assert len(said) == len(conditions) + 1 >= 2
            assert item.find(f"{q}responseDeclaration/{q}correctResponse/{q}value") is not None
        order = [part.tag.removeprefix(q) for part in item]
        assert order == sorted(order, key=ORDER.index)


@pytest.mark.nightly
def test_items_are_valid_by_the_schema_of_qti() -> None:
    """Its licence lets nobody hand it on, so that it is not here: say where yours is."""
    place = os.environ.get("STARTLAB_QTI_SCHEMA")
    if not place:
        pytest.skip("STARTLAB_QTI_SCHEMA does not name imsqti_v2p1.xsd and what lies beside it")
    etree = pytest.importorskip("lxml.etree")
    schema = etree.XMLSchema(etree.parse(place))
    with ZipFile(io.BytesIO(quiz(CHAPTERS, "qti"))) as package:
        for name in package.namelist():
            if name != "imsmanifest.xml":
                schema.assertValid(etree.fromstring(package.read(name)))


@pytest.fixture(scope="module")
def sco(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack a chapter's package beside a page that takes the part of the course system."""
    folder = tmp_path_factory.mktemp("lms")
    with ZipFile(io.BytesIO(scorm("05", site))) as package:
        package.extractall(folder / "sco")
    return folder


def test_a_package_holds_all_that_its_page_uses(sco: Path) -> None:
    manifest = ElementTree.parse(sco / "sco/imsmanifest.xml").getroot()
    scheme = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"
    listed = {str(f.get("href")) for f in manifest.iter(f"{scheme}file")}
    there = {p.relative_to(sco / "sco").as_posix() for p in (sco / "sco").rglob("*") if p.is_file()}
    assert there - {"imsmanifest.xml"} == listed
    (page,) = (name for name in listed if name.endswith(".html"))
    assert manifest.find(f".//{scheme}resource").get("href") == page  # type: ignore[union-attr]
    text = (sco / "sco" / page).read_text("utf-8")
    for link in re.findall(r'(?:src|href)="([^"#?:]+)["#?]', text):
        assert normpath(join(dirname(page), link)) in listed, link


LMS = """<!DOCTYPE html><link rel="icon" href="data:,"><script>
const kept = {}, calls = [];
const set = (name, value) => { kept[name] = value; return "true"; };
const api = { Initialize: () => "true", GetValue: (name) => kept[name] ?? "", SetValue: set,
  Commit: () => "true", Terminate: () => (calls.push("end"), "true") };
window.%s = Object.fromEntries(Object.entries(api).map(([name, f]) => ["%s" + name, f]));
if (window.API) window.API.LMSFinish = api.Terminate;
</script><iframe id="sco" src="%s" width="1000" height="700"></iframe>"""


@pytest.mark.parametrize(
    ("name", "prefix", "score"),
    [
        ("API", "LMS", "cmi.core.score.raw"),
        ("API_1484_11", "", "cmi.score.raw"),
    ],
)
def test_a_chapter_reports_and_remembers(
    browser: Browser, sco: Path, name: str, prefix: str, score: str
) -> None:
    page_of = next((sco / "sco/notebooks").glob("05_*.html")).relative_to(sco).as_posix()
    (sco / "index.html").write_text(LMS % (name, prefix, page_of), "utf-8")
    with serve(sco) as address, opened(browser) as page:
        page.goto(address + "/index.html")
        chapter = page.frame_locator("#sco")
        form = chapter.locator('[data-exercise="05.1"]')
        form.locator("input").fill(str(right("05.1")))
        form.locator("button").click()
        assert "Right." in form.locator(".startlab-verdict").inner_text()
        kept = page.evaluate("kept")
        of = sum(ident.startswith("05") and not is_text(ident) for ident in EVERY)
        assert kept[score] == str(round(100 / of))
        assert "incomplete" in kept.values()
        assert json.loads(kept["cmi.suspend_data"])["05.1"]["status"] == "right"
        page.evaluate("document.querySelector('#sco').contentWindow.localStorage.clear()")
        page.evaluate("document.querySelector('#sco').contentWindow.location.reload()")
        page.wait_for_function("calls.length === 1")
        chapter.locator('.startlab-verdict[data-status="right"]').wait_for()


PLAYER = """<!DOCTYPE html><link rel="icon" href="data:,"><script src="{script}"></script><script>
const api = new {kind}({{ autocommit: false, logLevel: "NONE" }}), refused = [];
api.loadFromJSON({kept});
window.{name} = new Proxy(api, {{ get: (api, called) => (...given) => {{
  const result = api[called](...given), error = String(api.{prefix}GetLastError());
  const never = called === "GetValue" && error === "403"; // of what no visit has set
  if (result === "false" || (error !== "0" && !never)) refused.push([called, ...given, error]);
  return result;
}} }});
</script><iframe id="sco" src="{page}" width="1000" height="700"></iframe>"""
FILL = """(given) => { for (const [ident, answer] of Object.entries(given)) {
  const form = document.querySelector(`[data-exercise="${ident}"] form`);
  for (const field of form.querySelectorAll("input, textarea")) {
    if (field.type === "checkbox") field.checked = answer.includes(field.value);
    else field.value = answer;
  }
  form.requestSubmit();
} }"""


@pytest.fixture(scope="module")
def scorm_again(sco: Path) -> Path:
    """Get a course system's side of SCORM that other people wrote, which checks each value."""
    if not (npm := shutil.which("npm")):
        pytest.fail("npm is missing: install Node.js, which brings it.")
    options = ["--silent", "--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit"]
    place = ROOT / "_build/lms"
    install = [npm, "install", *options, "--no-fund", "--prefix", str(place), "scorm-again@3.4.3"]
    subprocess.run(install, check=True)
    for script in ("scorm12", "scorm2004"):
        shutil.copy(place / f"node_modules/scorm-again/dist/{script}.min.js", sco)
    return sco


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("version", "name", "prefix", "status"),
    [("12", "API", "LMS", "lesson_status"), ("2004", "API_1484_11", "", "completion_status")],
)
def test_another_course_system_takes_what_a_chapter_reports(
    browser: Browser, scorm_again: Path, version: str, name: str, prefix: str, status: str
) -> None:
    """A first visit with one answer, and a second with all: no call is refused."""
    (path,) = (scorm_again / "sco/notebooks").glob("05_*.html")
    asked = [ident for ident in EVERY if ident.startswith("05")]
    given = {i: "word " * 40 if is_text(i) else str(right(i)) for i in asked}
    given |= {i: right(i) for i in asked if not is_text(i) and isinstance(right(i), list)}
    share = round(100 / sum(not is_text(ident) for ident in asked))
    kept: dict[str, Any] = {}
    with serve(scorm_again) as address, opened(browser) as page:
        for visit, (now, score, done) in enumerate(
            [(asked[:1], share, "incomplete"), (asked[1:], 100, "completed")]
        ):
            words = {"name": name, "prefix": prefix, "kind": f"Scorm{version}API"}
            text = PLAYER.format(
                script=f"scorm{version}.min.js", page=path.relative_to(scorm_again).as_posix(),
                kept=json.dumps(kept), **words,
            )  # fmt: skip
            (scorm_again / f"visit{visit}.html").write_text(text, "utf-8")
            page.goto(f"{address}/visit{visit}.html")
            frame = page.query_selector("#sco").content_frame()  # type: ignore[union-attr]
            frame.wait_for_load_state()
            before = frame.locator('.startlab-verdict[data-status="right"]')
            assert before.count() == visit, "what was answered before is there"
            frame.evaluate(FILL, {ident: given[ident] for ident in now})
            page.evaluate("document.querySelector('#sco').src = 'about:blank'")
            page.wait_for_function("api.isTerminated()")
            assert page.evaluate("refused") == []
            cmi = page.evaluate("JSON.parse(JSON.stringify(api.cmi))")
            part = cmi.get("core", cmi)
            assert (part["score"]["raw"], part[status]) == (str(score), done)
            assert part["session_time"]
            kept = {"suspend_data": cmi["suspend_data"]}
            page.evaluate("localStorage.clear()")


def test_every_command_of_the_page_runs(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All but the edition, which test_sealed builds at night."""
    page = (ROOT / "book/course.md").read_text("utf-8")
    lines = [
        line for block in re.findall(r"```sh\n(.*?)```", page, re.S) for line in block.split("\n")
    ]
    (tmp_path / "_build").mkdir()
    (tmp_path / "_build/html").symlink_to(site)
    (tmp_path / "ps1/submitted").mkdir(parents=True)
    (tmp_path / "ps1/submitted/a.ipynb").write_text(hand_in("Ada", {}), "utf-8")
    monkeypatch.chdir(tmp_path)
    commands = [line.split() for line in lines if line.startswith("startlab ")]
    assert len(commands) >= 8
    for _, *words in commands:
        assert cli.main(words) == 0, words
    left = [line for line in lines if line and not line.startswith("startlab ")]
    assert left == ["make edition SOLUTIONS=no"]
    dozen = re.findall(r"\b\d\d\.\d\b", page[page.index("Twelve exercises") :].split("\n")[0])
    full = [i for i in VARIED if len(variants_of(i)) - len(blank_variants(i)) >= 100]
    assert (len(dozen), sorted(dozen)) == (12, sorted(full))
