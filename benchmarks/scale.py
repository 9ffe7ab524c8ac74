"""A book of 200 chapters: does its build grow in line, and does an edit stay cheap?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .copies import edit, make_test_book, seconds_of_make_book
from .measure import Figure, Result, result

GROWTH = Figure("scale_build", "Book of 200 chapters built", "one of 100 chapters", "times", 2.1)
HALF = Figure("scale_half", "Book of 100 chapters built", "one of 50 chapters", "times", 2.1)
EDIT = Figure("scale_edit", "Edit in 200 chapters", "building them from nothing", "times", 0.05)
FIGURES = (GROWTH, HALF, EDIT)


def measure(folder: Path) -> Iterator[Result]:
    """Yield one result a figure.

    The book of 100 chapters is built before and after that of 200, so that a machine that slows
    down or speeds up meanwhile shows in the spread.
    """
    times: dict[int, list[float]] = {50: [], 100: [], 200: []}
    for turn, size in enumerate((100, 200, 100, 50)):
        project = make_test_book(folder / f"{size}-{turn}", size)
        times[size].append(seconds_of_make_book(project))
        if size == 200:
            edits = [_edit(project, place) for place in (25, 125, 175)]
    whole = times[200][0]
    yield result(GROWTH, [whole / half for half in times[100]])
    yield result(HALF, [time / times[50][0] for time in times[100]])
    yield result(EDIT, [taken / whole for taken in edits])


def _edit(project: Path, place: int) -> float:
    edit(sorted((project / "notebooks").glob("*.ipynb"))[place])
    return seconds_of_make_book(project)
