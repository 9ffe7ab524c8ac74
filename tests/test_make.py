"""`make book` in a small copy of the project: stopped half-way, by a kill or by a full disk, the
next one is right.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Timer
from urllib.request import urlopen

import pytest
from conftest import ROOT
from test_disk import mounts, run_where, told_of_the_full_disk

VENV = Path(sys.prefix)
PARTS = ["Makefile", "_config.yml", "CHANGELOG.md", "tools", "book"]
ENVIRONMENT = ["requirements.txt", "pyproject.toml"]
MAKE_BOOK = ["make", "book", f"VENV={VENV}"]
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


def copy_project(target: Path) -> Path:
    """Copy what a book of four pages needs; it is built with the environment that runs this."""
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy2
        copy(ROOT / part, target / part)
    for part in ENVIRONMENT:
        (target / part).touch()
        os.utime(target / part, (0, 0))  # so that the environment is not made anew
    (target / "notebooks").mkdir()
    for chapter in CHAPTERS:
        shutil.copy2(ROOT / "notebooks" / f"{chapter}.ipynb", target / "notebooks")
    (target / "src").mkdir()
    (target / "src/startlab").symlink_to(ROOT / "src/startlab")
    (target / "_toc.yml").write_text(CONTENTS, "utf-8")
    (target / "book/index.md").write_text("# A small book\n\nIt has two chapters.\n", "utf-8")
    return target


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_project(tmp_path)


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Build the book in one go."""
    built = build(copy_project(tmp_path_factory.mktemp("right")))
    assert "notebooks/02_what_did_each_treaty_limit.html" in built
    return built


def start(project: Path, command: list[str] = MAKE_BOOK) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command,
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
    return files_of(project / "_build/html")


def files_of(site: Path) -> dict[str, bytes]:
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


def test_killed_half_way_the_next_book_is_right(project: Path, right: dict[str, bytes]) -> None:
    kill_half_way(project)
    pictures = list(project.glob("_build/jupyter_execute/*.svg"))
    assert pictures
    for picture in pictures:
        picture.write_bytes(b"")  # as where the kill, or a full disk, cuts a picture short
    assert build(project) == right
    index = project / "book/index.md"
    index.write_text("# A small book\n\nIt still has two chapters.\n", "utf-8")
    kill_half_way(project)
    edited = build(project)
    changed = {name for name in right if edited[name] != right[name]}
    assert b"It still has two chapters." in edited["book/index.html"]
    packed = "startlab.zip"  # holds the other three
    assert changed <= {"book/index.html", "_sources/book/index.md", "searchindex.js", packed}


def test_an_edit_makes_what_building_from_nothing_makes(project: Path) -> None:
    chapter = project / f"notebooks/{CHAPTERS[0]}.ipynb"
    text = chapter.read_text("utf-8")
    built = pages_of(build(project))
    pages = {name for name in built if name.startswith(("book/", "notebooks/", "search"))}
    # A title stands on all pages, other words on one; nobody sees the version of a style sheet.
    for old, new, changes in (
        ("Why count weapons?", "Why count warheads?", pages),
        ("tell three kinds of count apart", "tell counts apart", {f"notebooks/{CHAPTERS[0]}.html"}),
    ):
        assert old in text
        text = text.replace(old, new)
        chapter.write_text(text, "utf-8")
        before, built = built, pages_of(build(project))
        assert {name for name in built if built[name] != before[name]} == changes
    shutil.rmtree(project / "_build")
    assert pages_of(build(project)) == built


def pages_of(built: dict[str, bytes]) -> dict[str, str]:
    pages = (name for name in built if name.endswith(".html"))
    return {name: re.sub(r"\?v=\w+", "", built[name].decode()) for name in pages}


def test_a_rebuild_that_needs_what_was_left_out_builds_all(tmp_path: Path) -> None:
    shutil.copy(ROOT / "tools/leave_out.py", tmp_path)
    script = tmp_path / "build_book.py"
    script.write_text(
        "import sys\n"
        "if '--all' in sys.argv: sys.exit('all is built')\n"
        "import leave_out; leave_out.what_no_rebuild_uses()\n"
        "import requests; answer = requests.get('somewhere')\n"
        "print('made, not used', flush=True); answer.text\n",
        "utf-8",
    )
    command = [sys.executable, str(script)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("made, not used\n", "all is built\n")


@pytest.fixture
def live(project: Path, free_port: int) -> Iterator[subprocess.Popen[str]]:
    """Run `make live` in a small project, and stop it as an author does."""
    running = start(project, ["make", "live", f"VENV={VENV}", f"PORT={free_port}"])
    watchdog = Timer(120, os.killpg, (running.pid, signal.SIGKILL))
    watchdog.start()
    yield running
    os.killpg(running.pid, signal.SIGINT)
    running.communicate()
    watchdog.cancel()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("localhost", free_port)).close()


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("localhost", 0)) as server:
        return int(server.getsockname()[1])


def test_live_shows_each_edit_and_waits_where_one_is_wrong(
    project: Path, live: subprocess.Popen[str], free_port: int
) -> None:
    def said(words: str) -> str:
        assert live.stdout is not None
        return next(line for line in live.stdout if words in line)

    def shown() -> str:
        page = f"http://localhost:{free_port}/book/index.html"
        with urlopen(page) as answer:
            return str(answer.read().decode())

    index = project / "book/index.md"
    said("Ready.")
    for count in ("three", "four"):  # the second build knows of the first
        index.write_text(f"# A small book\n\nIt has {count} chapters.\n", "utf-8")
        said("Built in ")
        assert f"It has {count} chapters." in shown()
        said("Ready.")
    index.write_text("# A small book\n\nSee [](nowhere).\n", "utf-8")
    assert "nowhere" in said("WARNING")
    said("Mend this")
    index.write_text("# A small book\n\nIt is mended.\n", "utf-8")
    said("Ready.")
    assert "It is mended." in shown()
    (project / "book/_static/startlab.css").write_text("body { margin: 1px }", "utf-8")
    said("Ready.")
    sheet = project / "_build/html/_static/startlab.css"
    assert sheet.read_text("utf-8") == "body { margin: 1px }"


@mounts
def test_disk_full_half_way_the_next_book_is_right(project: Path, right: dict[str, bytes]) -> None:
    build_folder = project / "_build"
    build_folder.mkdir()
    make = shlex.join(MAKE_BOOK)
    script = f"""
        (until [ -e _build/.doctrees ]; do sleep 0.01; done
         cat /dev/zero >_build/other) 2>/dev/null &
        {make} >/dev/null; echo "first: $?" >&2
        rm _build/other
        {make} && cp -r _build/html whole
    """
    mount = f"mount -t tmpfs -o size=101m tmpfs {build_folder}"
    code, said, _ = run_where(mount, ["sh", "-c", script], cwd=project)
    first, failed, second = said.partition("first: 2\n")
    assert failed, said
    told_of_the_full_disk(first, build_folder, megabytes=100)
    assert code == 0, second
    assert files_of(project / "whole") == right
