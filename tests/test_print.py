"""Two chapters printed as a book, and one as a hand-out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import make_pdf
import print_html
import pytest
from bs4 import BeautifulSoup
from conftest import EDITION, a_few_daily
from playwright.sync_api import Browser
from pypdf import PdfReader

ROOT_PAGE, *PAGES = EDITION.pages
LIMITS, HIDDEN = (next(page for page in PAGES if f"/{number}_" in page) for number in ("04", "06"))
PARTS = [("One part", [LIMITS]), ("Another part", [HIDDEN, "book/glossary"])]


def outline_of(entries: list[Any], level: int = 1) -> Iterator[tuple[int, str]]:
    """Give the entries of an outline with their levels, in order."""
    for entry in entries:
        if isinstance(entry, list):
            yield from outline_of(entry, level + 1)
        else:
            yield level, str(entry.title)


def links(reader: PdfReader, kind: str) -> set[str]:
    """Return where the links of a file lead: inside (`/Dest`) or to the web (`/URI`)."""
    found = (link.get_object() for page in reader.pages for link in page.get("/Annots") or [])
    places = ((link if kind == "/Dest" else link.get("/A", {})).get(kind) for link in found)
    return {str(place) for place in places if place is not None}


def as_printed(text: str) -> str:
    """Leave out what differs between a page and its print: blanks, hyphens and ligatures."""
    for pair in ("ﬁfi", "ﬂfl", "ﬀff", "ﬃffi", "ﬄffl"):
        text = text.replace(pair[0], pair[1:])
    return re.sub(r"[\s\u00ad‐-]", "", text)


def is_sound(path: Path, source: str) -> PdfReader:
    """Hold that a PDF has title, language, tags, headings, live links, and all that is said."""
    reader, soup = PdfReader(path), BeautifulSoup(source, "html.parser")
    catalog = reader.root_object
    assert reader.metadata.title == soup.title.get_text()
    assert catalog.get("/Lang") == "en"
    assert catalog["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in catalog, "no tags"
    headings = [(int(tag.name[1]), " ".join(tag.get_text().split()))
                for tag in soup.find_all(re.compile(r"^h\d$"))]  # fmt: skip
    assert list(outline_of(reader.outline)) == headings
    assert links(reader, "/Dest") <= set(reader.named_destinations)
    assert all(re.match(r"https?://[^/]+\.", link) for link in links(reader, "/URI"))
    text = as_printed("".join(page.extract_text() for page in reader.pages))
    for tag in soup.select(".startlab-says, .startlab-set, figcaption"):
        assert as_printed(tag.get_text()) in text
    return reader


@pytest.fixture(scope="module")
def book(browser: Browser, site: Path, tmp_path_factory: pytest.TempPathFactory) -> PdfReader:
    target = tmp_path_factory.mktemp("print") / "book.pdf"
    numbers = make_pdf.print_book(browser, ROOT_PAGE, PARTS, target)
    reader = is_sound(target, print_html.book_page(ROOT_PAGE, PARTS))
    for page, number in numbers.items():  # as the contents say
        text = reader.pages[number - 1].extract_text()
        assert as_printed(print_html.title_of(page)) in as_printed(text)
        assert re.search(rf"^{number}$", text, re.MULTILINE), "the page shows no number"
    return reader


@pytest.mark.nightly
def test_the_outline_has_the_parts_and_under_each_its_pages(book: PdfReader) -> None:
    outline = list(outline_of(book.outline))
    assert [title for level, title in outline if level == 1][1:] == [
        "Contents", "About this book", *(caption for caption, _ in PARTS)
    ]  # fmt: skip
    chapters = [print_html.title_of(page) for _, pages in PARTS for page in pages]
    begin = outline.index((1, "One part"))
    assert [title for level, title in outline[begin:] if level == 2] == chapters


@pytest.mark.nightly
def test_links_lead_from_chapter_to_glossary_and_the_size_is_sane(book: PdfReader) -> None:
    assert "/book-glossary--headroom" in links(book, "/Dest")
    assert 15 <= len(book.pages) <= 30


def test_the_cover_figure_stands_once(site: Path) -> None:
    words = "Warheads that each party declared as deployed, and the limit"
    assert print_html.book_page(ROOT_PAGE, PARTS).count(words) == 1


def test_every_widget_tells_how_it_is_set(site: Path) -> None:
    widget = print_html.article_of(LIMITS, set()).select_one(".startlab-explore .startlab-set")
    assert widget is not None
    assert widget.get_text() == "Empty: 0 · Converted: 0 · Loading: 3"


def test_a_hand_out_has_every_exercise_and_no_solution(
    browser: Browser, site: Path, tmp_path: Path
) -> None:
    source = print_html.hand_out_page(LIMITS)
    make_pdf.print_page(browser, source, tmp_path / "hand_out.pdf")
    reader = is_sound(tmp_path / "hand_out.pdf", source)
    text = "".join(page.extract_text() for page in reader.pages)
    assert len(reader.pages) <= 6
    for words in ("Name", "Predict first", "04.1 Transfer.", "04.2 Compute.", "04.4 Judge."):
        assert words in text
    for words in ("sl.check", "Not answered", "Right.", "Sources", "What you may have seen"):
        assert words not in text


def test_what_is_too_wide_for_the_paper_stops_the_print(browser: Browser, tmp_path: Path) -> None:
    wide = '<title>Sheet</title><h1>Sheet</h1><table style="width:900px"><td>wide</table>'
    with pytest.raises(ValueError, match="wider than the paper: 'wide'"):
        make_pdf.print_page(browser, wide, tmp_path / "wide.pdf")


@pytest.mark.parametrize("name", a_few_daily(["negotiation", "inspection", "memo"], "memo"))
def test_each_sheet_for_a_class_is_one_page(
    browser: Browser, site: Path, tmp_path: Path, name: str
) -> None:
    """Printed by make pdf, and by a reader from the page itself."""
    source = print_html.class_page(f"book/class/{name}")
    make_pdf.print_page(browser, source, tmp_path / "sheets.pdf")
    sheets = 1 + source.count("startlab-sheet")
    assert len(is_sound(tmp_path / "sheets.pdf", source).pages) == sheets
    page = browser.new_page()
    page.goto((site / f"book/class/{name}.html").as_uri())
    page.pdf(path=tmp_path / "page.pdf", format="A4")
    page.close()
    begin = [p.extract_text().strip()[:40] for p in PdfReader(tmp_path / "page.pdf").pages]
    named = [h.get_text() for h in BeautifulSoup(source, "html.parser").select("h2")]
    for title in (title for title in named if title.startswith("Sheet")):
        assert any(as_printed(text).startswith(as_printed(title)[:20]) for text in begin), title
