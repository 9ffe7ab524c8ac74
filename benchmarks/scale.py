"""A book of 200 chapters: does its build grow in line, and does an edit stay cheap?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .copies import edit, make_test_book, seconds_of_live_edits, seconds_of_make_book
from .measure import Figure, Result, result

GROWTH = Figure("scale_build", "Book of 200 chapters built", "one of 100 chapters", "times", 2.1)
HALF = Figure("scale_half", "Book of 100 chapters built", "one of 50 chapters", "times", 2.1)
NOTHING = "building them from nothing"
LIVE = Figure("scale_live", "Edit in 200 chapters, with make live", NOTHING, "times", 0.05)
EDIT = Figure("scale_edit", "The same with make book", NOTHING, "times", 0.1)
FIGURES = (GROWTH, HALF, LIVE, EDIT)


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
            chapters = sorted((project / "notebooks").glob("*.ipynb"))
            edits = [_edit(project, chapters[place]) for place in (25, 125, 175)]
            lives = seconds_of_live_edits(project, [chapters[place] for place in (35, 135, 185)])
    whole = times[200][0]
    yield result(GROWTH, [whole / half for half in times[100]])
    yield result(HALF, [time / times[50][0] for time in times[100]])
    yield result(LIVE, [taken / whole for taken in lives])
    yield result(EDIT, [taken / whole for taken in edits])


def _edit(project: Path, chapter: Path) -> float:
    edit(chapter)
    return seconds_of_make_book(project)
