"""The table of speed that stands in the book: whole, as measured, and honest."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, SITE

from benchmarks import __main__ as bench
from benchmarks import book, library, scale, widgets
from benchmarks.copies import make_test_book
from benchmarks.measure import Figure, Result, in_turns, result

STORED = json.loads((ROOT / "book/_data/speed.json").read_text("utf-8"))
FIGURES = [f for group in (book, library, widgets, scale) for f in group.FIGURES]
LINES: dict[str, dict[str, Any]] = {line["name"]: line for line in STORED["lines"]}


def test_all_lines_are_stored_in_order() -> None:
    assert list(LINES) == [figure.name for figure in FIGURES]
    assert not STORED["missing"]
    assert len({figure.title for figure in FIGURES}) == len(FIGURES)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.name)
def test_line_is_that_of_its_figure(figure: Figure) -> None:
    line = LINES[figure.name]
    for part in ("title", "against", "unit", "bound"):
        assert line[part] == getattr(figure, part), "run `make bench` again"
    assert 0 < line["low"] <= line["value"] <= line["high"]
    assert line["turns"] >= 1
    assert line["kept"] is (line["value"] <= figure.bound)


def test_machine_is_told_but_not_named() -> None:
    machine = STORED["machine"]
    assert set(machine) == {"date", "processor", "cores", "python", "system", "load"}
    assert all(machine.values())
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", machine["date"])
    assert "/" not in machine["system"].removeprefix("Debian GNU/Linux")


def test_page_shows_every_line_and_says_which_bounds_are_not_kept() -> None:
    page = BeautifulSoup((SITE / "book/how_fast.html").read_text("utf-8"), "html.parser")
    rows = [row.get_text("|", strip=True) for row in page.select("main table tbody tr")]
    assert len(rows) == len(FIGURES)
    text = re.sub(r"\s+", " ", page.select_one("main").get_text())
    for row, line in zip(rows, LINES.values(), strict=True):
        assert row.startswith(line["title"])
        assert f"{line['value']:g} {line['unit']}" in row
        assert ("not kept" in row) is not line["kept"]
    missed = "; ".join(line["title"] for line in LINES.values() if not line["kept"])
    assert (f"Not kept: {missed}." if missed else f"All {len(LINES)} bounds are kept.") in text


def test_middle_and_spread() -> None:
    figure = Figure("name", "Title", "", "ms", 2)
    few = result(figure, [3, 1, 2]).line()
    assert (few["low"], few["value"], few["high"], few["kept"]) == (1, 2, 3, True)
    many = result(figure, range(101)).line()
    assert (many["low"], many["value"], many["high"], many["kept"]) == (10, 50, 90, False)


def test_a_ratio_is_ours_over_theirs() -> None:
    figure = Figure("name", "Title", "other", "times", 2)
    slow = in_turns(figure, lambda: sum(range(200_000)), lambda: sum(range(2_000)), turns=5)
    assert slow.value > 10
    assert slow.turns == 5


def test_test_book_has_its_chapters_and_no_figure_twice(tmp_path: Any) -> None:
    project = make_test_book(tmp_path / "book", 12)
    chapters = sorted((project / "notebooks").glob("*.ipynb"))
    assert len(chapters) == 12
    names = re.findall(r'"name": "(fig-[^"]+)"', "".join(c.read_text("utf-8") for c in chapters))
    assert len(names) == len(set(names)) > 12
    assert all("startlab-explore" in chapter.read_text("utf-8") for chapter in chapters)


def test_full_disk_ends_the_measuring(monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(_: Path) -> list[Result]:
        raise RuntimeError("make book failed:\nOSError: [Errno 28] No space left on device")

    monkeypatch.setattr(bench, "GROUPS", {"book": (book.FIGURES, fill)})
    with pytest.raises(RuntimeError, match="No space left on device"):
        bench.main(["book"])
