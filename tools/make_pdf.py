"""Print the built book: one PDF of everything, and a hand-out for each chapter.

Usage: python tools/make_pdf.py      (after `make book`; writes into _build/pdf)

The contents need page numbers, so the book is printed twice.
"""

import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from browser import open_browser
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, ViewportSize
from print_html import FOR_CLASS, Parts, book_page, class_page, hand_out_page, mark, with_numbers
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, TextStringObject
from settings import config

from startlab.edition import Edition
from startlab.files import write_whole

ROOT = Path(__file__).parent.parent
OUT = ROOT / "_build" / "pdf"
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
    edition = Edition(ROOT)
    (_, (root,)), *parts = edition.parts
    shutil.rmtree(OUT, ignore_errors=True)  # hand-outs of an edition that had more chapters
    (OUT / "hand-outs").mkdir(parents=True)
    with open_browser() as browser:
        print_book(browser, root, parts, OUT / "startlab.pdf")
        for name in edition.chapters:
            print_page(browser, hand_out_page(name), OUT / "hand-outs" / f"{Path(name).name}.pdf")
        for name in (page for page in edition.pages if page.startswith(FOR_CLASS)):
            target = OUT / "hand-outs" / f"class_{Path(name).name}.pdf"
            print_page(browser, class_page(name), target)
    print("The book is in _build/pdf/startlab.pdf, the hand-outs are in _build/pdf/hand-outs.")


if __name__ == "__main__":
    main()
