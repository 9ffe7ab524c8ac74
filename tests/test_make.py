"""`make book` in a small copy of the project: what stops it, what it says, and twice at once."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import build_book
import nbformat
import pytest
import refresh
from conftest import ROOT
from nbclient.exceptions import CellExecutionError

from startlab.edition import Edition

CHAPTER = "01_why_count_weapons"
CONTENTS = f"""format: jb-book
root: book/index
chapters:
  - file: notebooks/{CHAPTER}
  - file: book/glossary
"""
MAKE = ["make", f"VENV={sys.prefix}"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Copy what a book of three pages needs; it is built with the environment that runs this."""
    target = tmp_path / "my book"  # make is told of no folder, so that a blank does no harm
    for part in ("tools", "book"):
        shutil.copytree(ROOT / part, target / part)
    for part in ("Makefile", "_config.yml", "CHANGELOG.md", "CITATION.cff"):
        shutil.copy2(ROOT / part, target)
    for part in ("LICENSE", "LICENSE-CC-BY-4.0", "README.md", "pyproject.toml"):
        shutil.copy2(ROOT / part, target)
    (target / "requirements.txt").touch()
    for part in ("requirements.txt", "pyproject.toml"):
        os.utime(target / part, (0, 0))  # so that the environment is not made anew
    (target / "notebooks").mkdir()
    chapter = (ROOT / f"notebooks/{CHAPTER}.ipynb").read_text("utf-8")
    alone = re.sub(r"\[([^][\n]+)\]\(\d\d_\w+\.ipynb\)", r"\1", chapter)  # no other chapter is here
    (target / f"notebooks/{CHAPTER}.ipynb").write_text(alone, "utf-8")
    shutil.copytree(ROOT / "src", target / "src")
    (target / "_toc.yml").write_text(CONTENTS, "utf-8")
    (target / "book/index.md").write_text("# A small book\n\nIt has two chapters.\n", "utf-8")
    return target


def make(project: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*MAKE, *words], cwd=project, capture_output=True, text=True)


def pages(project: Path) -> dict[str, bytes]:
    site = project / "_build/html"
    return {
        str(path.relative_to(site)): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file() and path.name not in (".buildinfo", ".complete")
    }


@pytest.mark.nightly
def test_two_builds_at_once_and_an_edit_make_the_same_as_one(project: Path) -> None:
    both = [subprocess.Popen([*MAKE, "book"], cwd=project) for _ in range(2)]
    assert [build.wait() for build in both] == [0, 0]
    first = pages(project)
    glossary = project / "book/glossary.md"
    text = glossary.read_text("utf-8")
    glossary.write_text(text.replace("# Glossary", "# Words", 1), "utf-8")
    assert make(project, "book").returncode == 0
    assert b"Words" in pages(project)["book/index.html"]  # in its side bar
    glossary.write_text(text, "utf-8")
    assert make(project, "book").returncode == 0
    assert pages(project) == first


@pytest.mark.nightly
def test_a_broken_link_stops_the_build_and_the_next_one_is_made(project: Path) -> None:
    index = project / "book/index.md"
    index.write_text("# A small book\n\nSee [](nowhere).\n", "utf-8")
    for _ in range(2):  # the second one as well: nothing half-built is taken for a book
        done = make(project, "book")
        assert done.returncode == 2
        assert "nowhere" in done.stderr


@pytest.mark.parametrize(
    "name", ["CITATION.cff", "README.md", "LICENSE", "tools/make_zip.py", "book/index.md"]
)
def test_an_edit_of_what_is_published_is_built(project: Path, name: str) -> None:
    complete = "_build/html/.complete"
    for made in ("env/.ready", complete):
        (project / made).parent.mkdir(parents=True)
        (project / made).touch()
    asked = ["make", "VENV=env", "--question", complete]
    assert subprocess.run(asked, cwd=project).returncode == 0
    assert subprocess.run([*asked, "--what-if", name], cwd=project).returncode == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda text: text.replace('"execution_count": 1,', '"execution_count": null,'), "outputs"),
        (lambda text: text.replace("{\n", "{\n<<<<<<< ours\n", 1), "has conflict marks"),
        (lambda text: text[:1000], "is not a notebook"),
    ],
)
def test_a_notebook_that_cannot_be_published_is_named(
    monkeypatch: pytest.MonkeyPatch, project: Path, change: object, says: str
) -> None:
    monkeypatch.setattr(build_book, "ROOT", project)
    hidden = project / "notebooks/.ipynb_checkpoints" / f"{CHAPTER}-checkpoint.ipynb"
    hidden.parent.mkdir()
    hidden.touch()  # what Jupyter keeps of an opened notebook
    assert build_book.faults() == []
    assert not [page for page in Edition(project).absent if "checkpoint" in page]
    path = project / f"notebooks/{CHAPTER}.ipynb"
    path.write_text(change(path.read_text("utf-8")), "utf-8")
    (sentence,) = build_book.faults()
    assert sentence.startswith(f"notebooks/{CHAPTER}.ipynb ")
    assert says in sentence


def test_one_chapter_is_run_with_its_solution_and_an_unknown_one_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[Path] = []
    monkeypatch.setattr(refresh, "refresh", ran.append)
    assert refresh.main(["05"]) == 0
    assert [path.parent.name for path in ran] == ["notebooks", "solutions"]
    assert refresh.main(["5a"]) == 1
    assert "There is no chapter '5a'" in capsys.readouterr().err
    assert len(ran) == 2


def test_the_python_of_the_environment_may_have_a_blank_in_its_path(tmp_path: Path) -> None:
    python = tmp_path / "my python"
    python.write_text('#!/bin/sh\necho "asked: $*" >&2; exit 3\n', "utf-8")
    python.chmod(0o755)
    command = ["make", f"VENV={tmp_path}/env", f"PYTHON={python}", "book"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert "asked: -c import sys" in done.stderr


def test_no_stored_notebook_stops_a_build() -> None:
    assert build_book.faults() == []


def test_a_widget_too_large_for_a_page_stops_the_storing(tmp_path: Path) -> None:
    code = (
        "import startlab as sl\nfrom matplotlib.figure import Figure\n"
        "sl.explore(lambda n: Figure(), n=range(401))"
    )
    path = tmp_path / "large.ipynb"
    cells = [nbformat.v4.new_code_cell(code)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    with pytest.raises(CellExecutionError, match=r"401 figures \(401 n\), at most 400 fit a page"):
        refresh.refresh(path)
