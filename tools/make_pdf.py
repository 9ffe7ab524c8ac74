"""Print the built book: one PDF of everything, and a hand-out for each chapter.

Usage: python tools/make_pdf.py      (after `make book`; writes into _build/pdf)

The contents need page numbers, so the book is printed twice.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from browser import open_browser
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, ViewportSize
from print_html import (
    CHAPTER,
    FOR_CLASS,
    Parts,
    book_page,
    class_page,
    config,
    hand_out_page,
    mark,
    with_numbers,
)
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, TextStringObject
from toc import toc_pages, toc_parts

from startlab.cli import write_whole

OUT = Path(__file__).parent.parent / "_build" / "pdf"
# The window has the width of the text on paper: 210 mm less both margins.
TEXT: ViewportSize = {"width": 593, "height": 900}
TOO_WIDE = """() => [...document.querySelectorAll("table, pre, img, svg, math, p")]
  .filter(tag => !tag.parentElement.closest("svg"))
  .filter(tag => tag.getBoundingClientRect().right > document.body.clientWidth + 1)
  .map(tag => tag.textContent.trim().slice(0, 60))"""


def print_page(browser: Browser, source: str, target: Path) -> None:
    """Print one HTML text, always in light colours; raise ValueError if something is cut off."""
    beside = target.with_suffix(".html")
    page = browser.new_page(viewport=TEXT, color_scheme="light")
    try:
        beside.write_text(source, "utf-8")
        page.emulate_media(media="print", color_scheme="light")
        page.goto(beside.as_uri())
        wide = page.evaluate(TOO_WIDE)
        if wide:
            raise ValueError(f"{target.name}: wider than the paper: {wide[0]!r}.")
        printed = page.pdf(
            prefer_css_page_size=True, print_background=True, tagged=True, outline=True
        )
    finally:
        page.close()
        beside.unlink(missing_ok=True)
    write_whole(target, _mended(printed, _headings(source)), force=True)


def _headings(source: str) -> list[tuple[int, str]]:
    headings = BeautifulSoup(source, "html.parser").find_all(re.compile(r"^h\d$"))
    return [(int(tag.name[1]), " ".join(tag.get_text().split())) for tag in headings]


def _mended(printed: bytes, headings: list[tuple[int, str]]) -> bytes:
    """Write the outline's words anew: Chromium joins or doubles those of a heading in two lines."""
    writer = PdfWriter(clone_from=io.BytesIO(printed))
    entries = list(_entries(writer.root_object["/Outlines"]))
    for entry, (_, title) in zip(entries, headings, strict=True):
        entry[NameObject("/Title")] = TextStringObject(title)
    writer.add_metadata({"/Author": config()["author"]})
    writer.pdf_header = "%PDF-1.7"
    mended = io.BytesIO()
    writer.write(mended)
    return mended.getvalue()


def _entries(parent: Any) -> Iterator[Any]:
    """Return the entries of an outline, each before those below it."""
    entry = parent.get("/First")
    while entry is not None:
        entry = entry.get_object()
        yield entry
        yield from _entries(entry)
        entry = entry.get("/Next")


def print_book(browser: Browser, root: str, parts: Parts, target: Path) -> dict[str, int]:
    """Print the book, first to learn the page numbers of its contents; return these."""
    source = book_page(root, parts)
    print_page(browser, source, target)
    reader = PdfReader(target)
    places = reader.named_destinations
    numbers = {
        page: (reader.get_destination_page_number(places[f"/{mark(page)}"]) or 0) + 1
        for _, pages in parts
        for page in pages
    }
    print_page(browser, with_numbers(source, numbers), target)
    return numbers


def main() -> None:
    """Print the book and the hand-outs."""
    root, *names = toc_pages()
    (OUT / "hand-outs").mkdir(parents=True, exist_ok=True)
    with open_browser() as browser:
        print_book(browser, root, toc_parts(), OUT / "startlab.pdf")
        for name in filter(CHAPTER.match, names):
            print_page(browser, hand_out_page(name), OUT / "hand-outs" / f"{Path(name).name}.pdf")
        for name in (name for name in names if name.startswith(FOR_CLASS)):
            target = OUT / "hand-outs" / f"class_{Path(name).name}.pdf"
            print_page(browser, class_page(name), target)
    print("The book is in _build/pdf/startlab.pdf, the hand-outs are in _build/pdf/hand-outs.")


if __name__ == "__main__":
    main()
