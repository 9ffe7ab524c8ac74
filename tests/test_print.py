"""Two chapters printed as a book, and one as a hand-out: the checks of `make pdf` on them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import check_pdf
import make_pdf
import print_html
import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader, PdfWriter
from toc import toc_pages

ROOT_PAGE, *PAGES = toc_pages()
PARTS = [("One part", PAGES[5:6]), ("Another part", [PAGES[7], "book/glossary"])]


@pytest.fixture(scope="module")
def book(browser: Browser, site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("print") / "book.pdf"
    found = make_pdf.print_book(browser, ROOT_PAGE, PARTS, target)
    assert not found
    return target


def test_the_outline_has_the_parts_and_under_each_its_pages(book: Path) -> None:
    outline = list(check_pdf.outline_of(PdfReader(book).outline))
    assert [title for level, title in outline if level == 1][1:] == [
        "Contents", "About this book", *(caption for caption, _ in PARTS)
    ]  # fmt: skip
    chapters = [print_html.title_of(page) for _, pages in PARTS for page in pages]
    begin = outline.index((1, "One part"))
    assert [title for level, title in outline[begin:] if level == 2] == chapters


def test_a_link_between_chapters_leads_to_a_page_of_the_file(book: Path) -> None:
    reader = PdfReader(book)
    inner = {
        str(link.get_object()["/Dest"])
        for page in reader.pages
        for link in page.get("/Annots") or []
        if "/Dest" in link.get_object()
    }
    assert "/book-glossary--headroom" in inner
    assert inner <= set(reader.named_destinations)


def test_the_cover_figure_stands_once(site: Path) -> None:
    words = "Warheads that each party declared as deployed, and the limit"
    assert print_html.book_page(ROOT_PAGE, PARTS).count(words) == 1


def test_the_size_is_sane(book: Path) -> None:
    assert 15 <= len(PdfReader(book).pages) <= 30


def test_every_widget_tells_how_it_is_set(site: Path) -> None:
    widget = print_html.article_of(PAGES[5], set()).select_one(".startlab-explore .startlab-set")
    assert widget is not None
    assert widget.get_text() == "Date: 5 February 2011 · Party: Russia"


def test_a_hand_out_has_every_exercise_and_no_solution(
    browser: Browser, site: Path, tmp_path: Path
) -> None:
    target = tmp_path / "hand_out.pdf"
    assert not make_pdf.print_hand_out(browser, PAGES[5], target)
    reader = PdfReader(target)
    text = "".join(page.extract_text() for page in reader.pages)
    assert len(reader.pages) <= 6
    for words in ("Name", "Predict first", "04.1 Read.", "04.2 Compute.", "04.3 Judge."):
        assert words in text
    for words in ("sl.check", "Not answered", "Right.", "Sources", "What you may have seen"):
        assert words not in text


# One dot of one colour: a picture that no figure of the book may be.
DOT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9Q"
    "DwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SHEET = (
    '<!DOCTYPE html><html lang="en"><head><title>Sheet</title><style>@page{margin:2cm;'
    "@bottom-center{content:counter(page)}}</style></head><body><h1>Sheet</h1>SOMETHING</body>"
)


@pytest.fixture(scope="module")
def sheet(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("sheet") / "sheet.pdf"
    make_pdf.print_page(browser, SHEET, target)
    assert check_pdf.faults(target, make_pdf.wanted(SHEET)) == []
    return target


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": "Another"}, "its title is 'Sheet', not 'Another'"),
        ({"headings": [(2, "Sheet")]}, "its outline has (1, 'Sheet'), where the pages have (2, "),
        ({"headings": []}, "its outline has 1 entries for 0 headings"),
        ({"sentences": ["The moon is square."]}, "the text lacks 'The moon is square.'"),
        ({"starts": {1: "Glossary"}}, "the contents send to page 1 for 'Glossary'"),
        ({"without_number": 1}, "page 1 shows its number"),
    ],
)
def test_a_fault_is_told(sheet: Path, change: dict[str, object], sentence: str) -> None:
    found = check_pdf.faults(sheet, replace(make_pdf.wanted(SHEET), **change))
    assert len(found) == 1
    assert sentence in found[0]


def test_pictures_local_links_and_lost_tags_are_told(browser: Browser, tmp_path: Path) -> None:
    target = tmp_path / "faulty.pdf"
    links = '<a href="file:///etc/hosts">a</a> <a href="http://localhost:8000/">b</a>'
    faulty = SHEET.replace("SOMETHING", f'{links}<img alt="dot" src="{DOT}">')
    make_pdf.print_page(
        browser,
        faulty.replace("counter(page)", "none").replace('lang="en"', 'lang="en-US"'),
        target,
    )
    writer = PdfWriter(clone_from=target)
    del writer.root_object["/StructTreeRoot"]
    writer.write(target)
    found = "\n".join(check_pdf.faults(target, make_pdf.wanted(faulty)))
    for words in (
        "page 1 links to 'file:///etc/hosts'",
        "page 1 links to 'http://localhost:8000/'",
        "page 1 holds a picture of 1 by 1 dots",
        "its language is 'en-US', not 'en'",
        "it has no tags",
        "page 1 lacks its number",
    ):
        assert words in found


def test_what_is_too_wide_for_the_paper_stops_the_print(browser: Browser, tmp_path: Path) -> None:
    wide = SHEET.replace("SOMETHING", '<table style="width:900px"><td>wide</table>')
    with pytest.raises(ValueError, match="wider than the paper: 'wide'"):
        make_pdf.print_page(browser, wide, tmp_path / "wide.pdf")
