"""`make book` in a small copy of the project: stopped half-way, the next one is right."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT

VENV = Path(sys.prefix)
PARTS = ["Makefile", "_config.yml", "CHANGELOG.md", "tools", "book"]
CHAPTERS = ["01_why_count_weapons", "02_what_did_each_treaty_limit"]
CONTENTS = """format: jb-book
root: book/index
parts:
  - caption: All
    chapters:
      - file: notebooks/01_why_count_weapons
      - file: notebooks/02_what_did_each_treaty_limit
      - file: book/glossary
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Copy what a book of four pages needs; it is built with the environment that runs this."""
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy2
        copy(ROOT / part, tmp_path / part)
    (tmp_path / "notebooks").mkdir()
    for chapter in CHAPTERS:
        shutil.copy2(ROOT / "notebooks" / f"{chapter}.ipynb", tmp_path / "notebooks")
    (tmp_path / "src").mkdir()
    (tmp_path / "src/startlab").symlink_to(ROOT / "src/startlab")
    (tmp_path / "_toc.yml").write_text(CONTENTS, "utf-8")
    (tmp_path / "book/index.md").write_text("# A small book\n\nIt has two chapters.\n", "utf-8")
    return tmp_path


def start(project: Path) -> subprocess.Popen[str]:
    ready = VENV / ".ready"
    return subprocess.Popen(
        ["make", "book", f"VENV={VENV}", f"--old-file={ready}"],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def build(project: Path) -> dict[str, bytes]:
    """Make the book and return all files that a reader gets."""
    running = start(project)
    said, _ = running.communicate()
    assert running.returncode == 0, said
    site = project / "_build/html"
    return {
        str(path.relative_to(site)): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file() and path.name not in (".buildinfo", ".complete")
    }


def kill_half_way(project: Path) -> None:
    """Start to make the book, and kill everything when the first new page is written."""
    began = time.time()
    running = start(project)
    while not any(page.stat().st_mtime >= began for page in project.glob("_build/**/*.html")):
        assert running.poll() is None, "the build ended before it wrote a page"
        time.sleep(0.002)
    os.killpg(running.pid, signal.SIGKILL)
    running.communicate()
    assert running.returncode == -signal.SIGKILL


def test_killed_half_way_the_next_book_is_right(project: Path) -> None:
    right = build(project)
    assert "notebooks/02_what_did_each_treaty_limit.html" in right
    shutil.rmtree(project / "_build")
    kill_half_way(project)
    assert build(project) == right
    index = project / "book/index.md"
    index.write_text("# A small book\n\nIt still has two chapters.\n", "utf-8")
    kill_half_way(project)
    edited = build(project)
    changed = {name for name in right if edited[name] != right[name]}
    assert b"It still has two chapters." in edited["book/index.html"]
    packed = "startlab.zip"  # holds the other three
    assert changed <= {"book/index.html", "_sources/book/index.md", "searchindex.js", packed}
