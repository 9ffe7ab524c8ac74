"""Copies of the project in a temporary folder, so that a benchmark touches nothing of yours."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
LEFT_OUT = shutil.ignore_patterns(".venv", ".git", "_build", "dist", "__pycache__", ".*_cache")
REAL = 10  # so many real chapters are copied in turn
PART = 10  # so many chapters stand in one part of the test book
FRONT = """# A test book

Its chapters are copies of the real ones.
"""


def copy_project(target: Path) -> Path:
    """Copy what `make book` needs; the environment is shared by a link."""
    shutil.copytree(ROOT, target, ignore=LEFT_OUT)
    (target / ".venv").symlink_to(ROOT / ".venv")
    return target


def make_test_book(target: Path, chapters: int) -> Path:
    """Make a project whose book has so many chapters, each a copy of a real one.

    Text, stored outputs, figures and widgets are those of the first ten chapters, in turn; so a
    book of twice as many chapters holds just twice as much.
    """
    copy_project(target)
    originals = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))[:REAL]
    shutil.rmtree(target / "notebooks")
    (target / "notebooks").mkdir()
    names = []
    for number in range(1, chapters + 1):
        original = originals[(number - 1) % REAL]
        name = f"{number:03d}{original.stem[2:]}"
        # Names of figures must differ, as all chapters are in one book.
        text = original.read_text("utf-8").replace(
            f"fig-{original.stem[:2]}-", f"fig-{number:03d}-"
        )
        (target / "notebooks" / f"{name}.ipynb").write_text(text, "utf-8")
        names.append({"file": f"notebooks/{name}"})
    parts = [
        {"caption": f"Part {first // PART + 1}", "chapters": names[first : first + PART]}
        for first in range(0, chapters, PART)
    ]
    parts.append({"caption": "Back matter", "chapters": [{"file": "book/glossary"}]})
    contents = {"format": "jb-book", "root": "book/index", "parts": parts}
    (target / "_toc.yml").write_text(yaml.safe_dump(contents), "utf-8")
    (target / "book" / "index.md").write_text(FRONT, "utf-8")
    return target


def edit(chapter: Path) -> None:
    """Add a sentence to the first text of a notebook, as an author would."""
    notebook = json.loads(chapter.read_text("utf-8"))
    notebook["cells"][0]["source"].append("\n\nThis sentence is new.")
    chapter.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", "utf-8")


def seconds_of_make_book(project: Path) -> float:
    """Run `make book` there and return how long it took."""
    start = time.perf_counter()
    done = subprocess.run(
        ["make", "book"], cwd=project, capture_output=True, text=True, check=False
    )
    taken = time.perf_counter() - start
    if done.returncode:
        raise RuntimeError(f"make book failed:\n{done.stdout}{done.stderr}")
    return taken


def seconds_of_live_edits(project: Path, chapters: list[Path]) -> list[float]:
    """Run `make live` there, edit the chapters in turn; return how long each took to be built."""
    with socket.create_server(("localhost", 0)) as free:
        port = free.getsockname()[1]
    running = subprocess.Popen(
        ["make", "live", f"PORT={port}"],
        cwd=project,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        return [_seconds_till_built(running, chapter) for chapter in chapters]
    finally:
        os.killpg(running.pid, signal.SIGINT)
        running.communicate()


def _seconds_till_built(live: subprocess.Popen[str], chapter: Path) -> float:
    _wait_for("Ready.", live)
    start = time.perf_counter()
    edit(chapter)
    _wait_for("Built in ", live)
    return time.perf_counter() - start


def _wait_for(words: str, live: subprocess.Popen[str]) -> None:
    assert live.stdout is not None
    if not any(line.startswith(words) for line in live.stdout):
        raise RuntimeError(f"make live ended before it said: {words}")
