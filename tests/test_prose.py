"""Every number in the prose of a chapter stands in the data, or has a reason to be there.

`tests/prose/chapter_NN.py` gives for each chapter

- `claims()`: pairs of a fragment of the prose with ``{}`` in place of each number, and the
  numbers, computed from the tables and the models;
- `ALLOWED`: the few numbers that come from nowhere, each with its reason.

Dates that stand in a table, and years, need no claim.
"""

from __future__ import annotations

import importlib
import re
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import ModuleType

import nbformat
import pytest

from startlab import datasets, reading

ROOT = Path(__file__).parent.parent
CHAPTERS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DATE = re.compile(rf"\b(\d{{1,2}}) ({MONTHS}) (\d{{4}})\b")
DAY = re.compile(rf"\b\d{{1,2}} (?:{MONTHS})\b")
YEAR = re.compile(r"(?<![\d,.])(?:19|20)\d\d(?![\d,]\d|\d)")
NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?:/\d+)?")
# Numbers that are names or places in the book, not claims about the world.
LABELS = re.compile(
    r"\d\d\.\d (?:Read|Compute|Judge)|Time \d+ minutes|Articles? [IVX]+(?: \d+(?:\([a-z]\))?)*"
    r"|chapters? \d\d(?:(?:, \d\d)* and \d\d)?|`[^`]*`|\]\([^)]*\)|START [I]+"
)
every_chapter = pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)


def prose(path: Path) -> str:
    cells = nbformat.read(path, as_version=4).cells
    text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    without_marks = re.sub(r"^\d+\. ", "", text, flags=re.MULTILINE).replace("*", "")
    return re.sub(r"\s+", " ", without_marks)


def account(path: Path) -> ModuleType:
    return importlib.import_module(f"prose.chapter_{path.name[:2]}")


def written(value: object) -> str:
    """Return a number as the book writes it: 1,550; 0.75; 2/3; text as it is."""
    if isinstance(value, str | Fraction):
        return str(value)
    if isinstance(value, float):
        return f"{value:,g}"
    return f"{int(value):,}"  # type: ignore[call-overload]


@cache
def known_dates() -> frozenset[str]:
    dates: set[str] = set()
    for table in datasets.datapackage()["resources"]:
        frame = datasets.load(table["name"])
        for column in frame.select_dtypes("datetime"):
            dates |= {f"{day.day} {day:%B %Y}" for day in frame[column].dropna()}
    return frozenset(dates)


@every_chapter
def test_claims_stand_in_the_prose(path: Path) -> None:
    text = prose(path)
    for fragment, values in account(path).claims():
        shown = fragment.format(*map(written, values))
        assert shown in text, f"{path.name} does not say: {shown}"


@every_chapter
def test_every_number_is_accounted_for(path: Path) -> None:
    text = prose(path)
    module = account(path)
    for fragment, values in module.claims():
        text = text.replace(fragment.format(*map(written, values)), " ")
    for date in DATE.finditer(text):
        if date[0] in known_dates() or date[0] in module.ALLOWED:
            text = re.sub(rf"\b{date[0]}\b", " ", text)
    text = LABELS.sub(" ", text)
    for phrase in sorted(module.ALLOWED, key=len, reverse=True):
        text = text.replace(phrase, " ")
    text = YEAR.sub(" ", text)
    left = [text[max(0, m.start() - 40) : m.end() + 20] for m in NUMBER.finditer(text)]
    assert not left, f"{path.name} has numbers that nothing stands behind: {left}"


@every_chapter
def test_allowed_numbers_are_used_and_have_a_reason(path: Path) -> None:
    for phrase, reason in account(path).ALLOWED.items():
        assert phrase in prose(path), f"{phrase!r} is allowed but not there"
        assert len(reason) > 10


def test_a_changed_value_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """One warhead more in one row of one table, and the prose no longer fits."""
    chapter = next(path for path in CHAPTERS if path.name.startswith("04_"))
    test_claims_stand_in_the_prose(chapter)
    changed = datasets.load_declarations()
    row = (changed.date == "2016-09-01") & (changed.party == "RU")
    changed.loc[row, "deployed_warheads"] += 1
    read_once = reading._read_once
    monkeypatch.setattr(
        reading, "_read_once", lambda name: changed if name == "declarations" else read_once(name)
    )
    with pytest.raises(AssertionError, match="does not say: Russia declared 1,797 warheads"):
        test_claims_stand_in_the_prose(chapter)
