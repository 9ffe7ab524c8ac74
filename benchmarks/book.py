"""The book beside its notebooks: building it, and checking what they hold."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from refresh import execute

from .copies import copy_project, edit, seconds_of_make_book
from .measure import Figure, Result, result, seconds

RUN = "running its notebooks one after the other"
COLD = Figure("cold_build", "Book built from nothing", RUN, "times", 1)
EDITED = Figure("edited_build", "Book built after an edit", RUN, "times", 0.25)
IDLE = Figure("idle_build", "Book built when nothing changed", RUN, "times", 0.01)
SHARE = Figure("edited_share", "Same edit, share of a whole build", "from nothing", "times", 0.25)
NBVAL = Figure(
    "nbval", "Check of all stored outputs", "running the notebooks, two at a time", "times", 1.2
)
FIGURES = (COLD, EDITED, IDLE, SHARE, NBVAL)

EDITED_CHAPTER = "05_what_did_the_two_sides_declare.ipynb"
WORKERS = 2


def _run(path: Path) -> None:
    execute(nbformat.read(path, as_version=4), path.parent)


def _run_all(project: Path, workers: int) -> None:
    """Run every notebook on a fresh kernel and do nothing else."""
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(_run, sorted((project / "notebooks").rglob("*.ipynb"))))


def _check_all(project: Path) -> None:
    """Run every notebook and compare with its stored outputs, as `make test` does."""
    command = [sys.executable, "-m", "pytest", "-q", f"--numprocesses={WORKERS}", "notebooks"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the check of the notebooks failed:\n{done.stdout}{done.stderr}")


def _builds(project: Path) -> tuple[float, float, float]:
    """Build from nothing, then with nothing changed, then after an edit."""
    shutil.rmtree(project / "_build", ignore_errors=True)
    cold, idle = seconds_of_make_book(project), seconds_of_make_book(project)
    edit(project / "notebooks" / EDITED_CHAPTER)
    return cold, idle, seconds_of_make_book(project)


def measure(folder: Path) -> Iterator[Result]:
    """Yield one result a figure; the work is done on a copy of the project in the folder."""
    project, bare = copy_project(folder / "book"), copy_project(folder / "notebooks")
    # What takes a minute is done once, with what it is compared with before and after it.
    before, run, after = _builds(project), seconds(lambda: _run_all(bare, 1)), _builds(project)
    cold, idle, edited = zip(before, after, strict=True)
    yield result(COLD, [taken / run for taken in cold])
    yield result(EDITED, [taken / run for taken in edited])
    yield result(IDLE, [taken / run for taken in idle])
    yield result(SHARE, [part / whole for part, whole in zip(edited, cold, strict=True)])
    yield result(NBVAL, _between(lambda: _check_all(bare), lambda: _run_all(bare, WORKERS), 2))


def _between(ours: Callable[[], None], theirs: Callable[[], None], turns: int) -> list[float]:
    """Run ours between two runs of theirs, so many times; return each ratio to their mean."""
    ratios, before = [], seconds(theirs)
    for _ in range(turns):
        taken, after = seconds(ours), seconds(theirs)
        ratios.append(2 * taken / (before + after))
        before = after
    return ratios
