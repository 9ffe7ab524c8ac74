"""An edition with fewer chapters: nothing of an absent one, and nothing that leads to it.

`make test-edition` runs the tests marked `edition`, which hold for any contents of `_toc.yml`.
"""

from __future__ import annotations

import ast
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml
from conftest import EDITION, ROOT, SITE, article_of

from startlab import check, exercises, notebooks
from startlab.edition import ABSENT, CHAPTER, NUMBERS, SOLUTIONS, Edition
from startlab.files import write_all
from startlab.notebooks import for_jupyter
from startlab.template import new_chapter

CARD = "book/_static/card.png"
MARK = "(not in this edition)"
SMALL = """root: book/index
parts:
  - caption: "One: part"  # why
    chapters:
      - file: notebooks/01_why
      # - file: notebooks/02_what
      - file: notebooks/04_how
  - caption: Back matter
    chapters:
      - file: book/solutions
        sections:
          - glob: notebooks/solutions/*
"""
PAGES = ("01_why", "02_what", "03_who", "04_how", "solutions/01_why", "solutions/02_what")


@pytest.fixture
def small(tmp_path: Path) -> Edition:
    (tmp_path / "_toc.yml").write_text(SMALL, "utf-8")
    for page in PAGES:
        path = tmp_path / f"notebooks/{page}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'{{"cells": [{{"source": ["# {page[3:].title()}?\\n"]}}]}}', "utf-8")
    return Edition(tmp_path)


def test_the_contents_name_the_pages(small: Edition) -> None:
    assert small.parts[1] == ("One: part", ["notebooks/01_why", "notebooks/04_how"])
    assert small.pages[-2:] == ["book/solutions", "notebooks/solutions/01_why"]
    assert small.absent == [f"notebooks/{n}" for n in ("02_what", "03_who", "solutions/02_what")]


@pytest.mark.parametrize(
    ("page", "text", "adapted"),
    [
        ("01_why", "See [What?](02_what.ipynb).", f"See What? {ABSENT}."),
        ("01_why", "See [How?](04_how.ipynb) or [x](y.ipynb).", None),
        ("01_why", "**Next:** [What?](02_what.ipynb) asks.", "**Next:** [How?](04_how.ipynb)."),
        ("04_how", "**Next:** [What?](02_what.ipynb) asks.",
         "**Next:** this was the last chapter of this edition."),
        ("04_how", "**Next:** the last. Go back to [Why?](01_why.ipynb).", None),
        ("01_why", "In chapter 02, and exercise 03.1.",
         f"In chapter 02 {ABSENT}, and exercise 03.1 {ABSENT}."),
        ("01_why", "Chapters 01 (of 12), 02 (why) and 04 say.",
         f"Chapters 01 (of 12), 02 {ABSENT} (why) and 04 say."),
        ("01_why", "| Chapters 01, 02 and 04 | Chapters 02 and 03 | Chapters 02 and 04 |",
         f"| Chapters 01 and 04 | Chapters 02 and 03 {ABSENT} | Chapter 04 |"),
        ("../book/a", "[First chapter](../notebooks/02_what.ipynb)",
         "[First chapter](../notebooks/01_why.ipynb)"),
        ("../book/a", "## A\n\n### [2](../notebooks/02_what.ipynb)\n\nGone.\n\n#### So\n\n### B\n",
         "## A\n\n### B\n"),
    ],
)  # fmt: skip
def test_a_text_follows_the_contents(
    small: Edition, page: str, text: str, adapted: str | None
) -> None:
    name = f"notebooks/{page}".replace("notebooks/../", "")
    assert small.adapt_prose(name, text) == (adapted or text)


def test_every_page_is_as_it_is_written_where_nothing_is_left_out() -> None:
    for page in EDITION.pages if not EDITION.absent else ():
        ending = ".ipynb" if page.startswith("notebooks/") else ".md"
        text = (ROOT / f"{page}{ending}").read_text("utf-8")
        assert EDITION.adapt(page, text) == text


@pytest.mark.parametrize("place", ["TREE", "HERE"])  # of a source tree, of a wheel
def test_solutions_are_spoken_of_where_they_are(
    small: Edition, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.setattr(notebooks, place, small.root)
    if place == "HERE":
        monkeypatch.setattr(notebooks, "TREE", small.root / "none")
    for chapter, solved in [("01", True), ("02", place == "HERE"), ("04", False)]:
        monkeypatch.setattr(exercises, "TRIED", {})
        verdicts = [check(f"{chapter}.1", wrong) for wrong in (-0.123, -0.456, -0.789)]
        assert (exercises.SOLVED in verdicts[-1].why) == solved
        assert exercises.SOLVED not in verdicts[1].why


@pytest.mark.parametrize(
    "title", ['What is "parity"?', "Who wrote C:\\New?", 'Two\nlines, """?', "Café, or not?"]
)
def test_a_chapter_of_ones_own_is_whole_whatever_its_title(title: str, tmp_path: Path) -> None:
    (tmp_path / "_toc.yml").touch()
    made = new_chapter(title, tmp_path)
    for path, text in made.items():
        if path.suffix == ".py":
            assert " ".join(title.split()) in (ast.get_docstring(ast.parse(text)) or "")
        if path.suffix in (".json", ".ipynb"):
            json.loads(text)
    write_all(Path(), {str(path): text for path, text in made.items()})
    assert new_chapter(title, tmp_path) == made, "the same chapter, with its number"
    assert new_chapter("Another?", tmp_path).keys().isdisjoint(made)


# --- what holds for any edition


@pytest.mark.edition
def test_the_contents_are_read_as_yaml_reads_them() -> None:
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
    captions = [part["caption"] for part in toc["parts"]]
    assert [caption for caption, _ in EDITION.parts] == ["", *captions]
    files = set(re.findall(r"'file': '([^']+)'", str(toc))) | {toc["root"]}
    assert {page for page in EDITION.pages if not page.startswith("notebooks/solutions/")} == files


def named(paths: list[str]) -> list[str]:
    """Return the files that belong to a chapter or a page that is not there."""
    stems = {Path(page).name for page in EDITION.absent if "solutions" not in page}
    solutions = [path for path in paths if "/solutions/" in path]
    wrong = [path for path in paths if stems & set(re.split(r"[/.]", path))]
    solved = any(page.startswith(SOLUTIONS) for page in EDITION.pages)
    return wrong + [path for path in solutions if not solved]


@pytest.mark.edition
def test_no_file_of_an_absent_page_is_published(site: Path) -> None:
    assert not named([str(path.relative_to(site)) for path in site.rglob("*")])
    for packed in (*site.glob("*.zip"), *site.glob("*.whl")):
        with ZipFile(packed) as file:
            assert not named(file.namelist())


@pytest.mark.edition
def test_the_wheel_holds_the_chapters_and_their_modules(site: Path) -> None:
    (wheel,) = site.glob("*.whl")
    with ZipFile(wheel) as file:
        names = file.namelist()
        for page in EDITION.chapters:
            text = file.read(f"startlab/{page}.ipynb").decode()
            assert text == for_jupyter(EDITION.notebook(page))
            assert "<script" not in text
    modules = {f"startlab/chapters/ch{CHAPTER.match(page)[1]}.py" for page in EDITION.chapters}
    ours = {f"startlab/chapters/{p.name}" for p in ROOT.glob("src/startlab/chapters/ch*.py")}
    assert {name for name in names if "/chapters/ch" in name} == modules & ours


@pytest.mark.edition
def test_no_dead_mention(site: Path) -> None:
    absent = [page for page in EDITION.absent if CHAPTER.fullmatch(page)]
    numbers = {CHAPTER.match(page)[1] for page in absent}
    titles = [re.escape(EDITION.title(page)) for page in absent]
    dead = re.compile(rf"(?:{'|'.join(titles)})(?! ?\(not in this edition)") if titles else None
    for path in [*site.glob("book/**/*.html"), *site.glob("notebooks/**/*.html")]:
        text = " ".join(article_of(path).get_text().replace("\N{NO-BREAK SPACE}", " ").split())
        assert absent or MARK not in text or path.stem == "publish"  # which explains it
        assert not (dead and dead.search(text)), path.name
        for said in NUMBERS.finditer(text):
            last = re.findall(r"\d\d(?=\.\d|\b)", said[0])[-1]
            assert last not in numbers or text[said.end() :].startswith(f" {MARK}"), said[0]


@pytest.mark.edition
def test_a_page_offers_the_solutions_that_there_are() -> None:
    """In the sentence for readers without scripts, and where exercises.js looks for them."""
    for page in EDITION.chapters:
        text, name = (SITE / f"{page}.html").read_text("utf-8"), Path(page).name
        there = (SITE / f"{SOLUTIONS}{name}.html").exists()
        assert notebooks.has_solution(name[:2]) == there
        assert f'href="solutions/{name}.html"' in text or not there
        assert ("Or read its <a" in text) == (there and "data-exercise" in text)


@pytest.mark.edition
def test_next_leads_to_the_chapter_that_follows() -> None:
    for page, after in zip(EDITION.chapters, [*EDITION.chapters[1:], None], strict=True):
        article = article_of(SITE / f"{page}.html")
        lines = [p for p in article.select("p") if p.get_text().startswith("Next:")]
        links = [link["href"] for line in lines for link in line.select("a.reference")]
        assert not after or not lines or links[0] == f"{Path(after).name}.html"


# --- editions that chance chooses


SETTINGS = [
    ('title: "startlab: New START in numbers"', 'title: "Ours: Arms in a course"'),
    ("author: The startlab authors", "author: A. Teacher"),
    ('startlab_accent: "#1a5fa8"', 'startlab_accent: "#0a6b4f"'),
    ("html:\n", "html:\n  baseurl: https://ours.example.org/\n"),
]


def copy_project(target: Path) -> Path:
    """Copy what git knows of the project, as it stands."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    for name in listed.stdout.split():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target / name)
    return target


def with_contents(target: Path, chapters: set[str], solutions: bool) -> Path:
    """Copy the project with some of its chapters."""
    copy_project(target)
    toc = yaml.safe_load((target / "_toc.yml").read_text("utf-8"))
    dropped = {*EDITION.chapters} - chapters | (set() if solutions else {"book/solutions"})
    for part in toc["parts"]:
        part["chapters"] = [one for one in part["chapters"] if one["file"] not in dropped]
    toc["parts"] = [part for part in toc["parts"] if part["chapters"]]
    (target / "_toc.yml").write_text(yaml.safe_dump(toc, sort_keys=False), "utf-8")
    return target


def edition(target: Path, seed: int) -> Path:
    """Copy the project with some chapters, other settings, solutions for every second seed."""
    chance = random.Random(seed)
    kept = {p for p in EDITION.chapters if chance.random() < 0.4} or {EDITION.chapters[-1]}
    with_contents(target, kept, solutions=bool(seed % 2))
    settings = (target / "_config.yml").read_text("utf-8")
    for old, new in SETTINGS:
        assert settings.count(old) == 1
        settings = settings.replace(old, new)
    (target / "_config.yml").write_text(settings, "utf-8")
    return target


def runner(project: Path) -> Callable[..., str]:
    """Return what runs a make target or a module in a copy of the project."""
    make = ["make", f"VENV={sys.prefix}", "--assume-old", f"{sys.prefix}/.ready"]
    own = os.environ | {"PYTHONPATH": str(project / "src")}

    def run(*words: str, cwd: Path = project) -> str:
        command = [sys.executable, *words] if words[0] == "-m" else [*make, *words]
        done = subprocess.run(command, cwd=cwd, env=own, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout + done.stderr

    return run


@pytest.mark.nightly
@pytest.mark.parametrize("seed", [1, 2])
def test_an_edition_that_chance_chooses(tmp_path: Path, seed: int) -> None:
    run = runner(edition(tmp_path, seed))
    assert "WARNING" not in run("book")
    site = tmp_path / "_build/html"
    pages = [*site.glob("*.html"), *site.glob("[!_]*/**/*.html")]
    for path in (*pages, site / "llms.txt", site / "_static/startlab.js"):
        text = path.read_text("utf-8")
        assert "Arms in a course" in text, path
        assert "New START in numbers" not in text, path
        assert path.suffix != ".html" or "The startlab authors" not in text, path
    assert "--sl-edition: #0a6b4f;" in (site / "book/index.html").read_text("utf-8")
    assert (site / "_static/card.png").read_bytes() != (ROOT / CARD).read_bytes()
    run("test-edition")


@pytest.mark.nightly
def test_a_chapter_of_ones_own_is_written_built_tested_and_run(tmp_path: Path) -> None:
    project = edition(tmp_path / "project", 1)
    run = runner(project)
    said = run("-m", "startlab", "new", "chapter", "What does it cost?")
    page = "notebooks/16_what_does_it_cost"
    assert f"`- file: {page}`" in said
    toc = yaml.safe_load((project / "_toc.yml").read_text("utf-8"))
    toc["parts"].append({"caption": "Our own", "chapters": [{"file": page}]})
    (project / "_toc.yml").write_text(yaml.safe_dump(toc, sort_keys=False), "utf-8")
    run("notebooks", "ONLY=16")
    assert "WARNING" not in run("book")
    tests = ["tests/test_own_what_does_it_cost.py", "tests/test_edition.py", "tests/test_pages.py"]
    run("-m", "pytest", "-q", "-m", "edition", "-n", "0", *tests, f"{page}.ipynb")
    run("-m", "startlab", "notebooks", str(tmp_path / "copied"))
    for folder in (project / "_build/html/_sources/notebooks", tmp_path / "copied"):
        execute = ["-m", "nbconvert", "--execute", "--to", "notebook", "--stdout"]
        assert "Exercise 16.1." in run(*execute, f"{Path(page).name}.ipynb", cwd=folder)
