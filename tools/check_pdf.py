"""Say in sentences what is wrong with a printed PDF: outline, links, page numbers, fonts, tags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pypdf import PdfReader
from pypdf.generic import DictionaryObject

Heading = tuple[int, str]  # level and text


@dataclass(frozen=True)
class Wanted:
    """What a PDF must hold: its title, its headings, and sentences that stand somewhere in it."""

    title: str
    headings: list[Heading]
    sentences: list[str] = field(default_factory=list)
    starts: dict[int, str] = field(default_factory=dict)  # what the contents say: page, title
    without_number: int = 0  # pages at the front that show no page number


def faults(path: Path, wanted: Wanted) -> list[str]:
    """Return one sentence for each fault of the file; none where all is well."""
    reader = PdfReader(path)
    texts = [page.extract_text() for page in reader.pages]
    found = [
        *_of_metadata(reader, wanted.title),
        *_of_outline(reader, wanted.headings),
        *_of_links(reader),
        *_of_resources(reader),
        *_of_page_numbers(texts, wanted.without_number),
    ]
    whole = _letters("".join(texts))
    found += [f"the text lacks {s[:80]!r}" for s in wanted.sentences if _letters(s) not in whole]
    found += [
        f"the contents send to page {number} for {title!r}"
        for number, title in wanted.starts.items()
        if _letters(title) not in _letters(texts[number - 1])
    ]
    return [f"{path.name}: {fault}." for fault in found]


def _letters(text: str) -> str:
    """Leave out what differs between a page and its print: blanks, hyphens and ligatures."""
    for pair in ("ﬁfi", "ﬂfl", "ﬀff", "ﬃffi", "ﬄffl"):
        text = text.replace(pair[0], pair[1:])
    return re.sub(r"[\s\u00ad‐-]", "", text)


def _of_metadata(reader: PdfReader, title: str) -> Iterator[str]:
    catalog = reader.root_object
    shown = reader.metadata.title if reader.metadata else None
    if shown != title:
        yield f"its title is {shown!r}, not {title!r}"
    if catalog.get("/Lang") != "en":
        yield f"its language is {catalog.get('/Lang')!r}, not 'en'"
    marked = catalog.get("/MarkInfo", {}).get("/Marked")
    if not marked or "/StructTreeRoot" not in catalog:
        yield "it has no tags for screen readers"


def _of_outline(reader: PdfReader, headings: list[Heading]) -> Iterator[str]:
    outline = list(outline_of(reader.outline))
    for wants, has in zip(headings, outline, strict=False):
        if wants != has:
            yield f"its outline has {has}, where the pages have {wants}"
            return
    if len(outline) != len(headings):
        yield f"its outline has {len(outline)} entries for {len(headings)} headings"


def outline_of(entries: list[Any], level: int = 1) -> Iterator[Heading]:
    """Return the entries of an outline with their levels, in order."""
    for entry in entries:
        if isinstance(entry, list):
            yield from outline_of(entry, level + 1)
        else:
            yield level, str(entry.title)


def _of_links(reader: PdfReader) -> Iterator[str]:
    places = reader.named_destinations
    for number, page in enumerate(reader.pages, 1):
        for reference in page.get("/Annots") or []:
            link = reference.get_object()
            address = link.get("/A", {}).get("/URI")
            inner = link.get("/Dest")
            if address is not None:
                parts = urlsplit(str(address))
                host = parts.hostname or ""
                if parts.scheme not in ("http", "https") or "." not in host or host[:4] == "127.":
                    yield f"page {number} links to {address!r}"
            elif inner is not None and str(inner) not in places:
                yield f"page {number} links to {inner}, which is nowhere in the file"


def _of_resources(reader: PdfReader) -> Iterator[str]:
    seen: set[int] = set()
    for number, page in enumerate(reader.pages, 1):
        for what in _resource_faults(page.get("/Resources", DictionaryObject()), seen):
            yield f"page {number} {what}"


def _resource_faults(resources: Any, seen: set[int]) -> Iterator[str]:
    resources = resources.get_object()
    for font in _new(resources, "/Font", seen):
        kinds = font.get("/DescendantFonts") or [font]
        for kind in (each.get_object() for each in kinds):
            about = kind.get("/FontDescriptor", {})
            if font.get("/Subtype") != "/Type3" and not any("/FontFile" in key for key in about):
                yield f"needs the font {font.get('/BaseFont')}, which is not in the file"
    for drawn in _new(resources, "/XObject", seen):
        if drawn.get("/Subtype") == "/Image":
            yield f"holds a picture of {drawn['/Width']} by {drawn['/Height']} dots, not lines"
        elif "/Resources" in drawn:
            yield from _resource_faults(drawn["/Resources"], seen)


def _new(resources: Any, kind: str, seen: set[int]) -> Iterator[Any]:
    """Return the resources of one kind that no page before has used."""
    for reference in resources.get(kind, DictionaryObject()).get_object().values():
        thing = reference.get_object()
        if id(thing) not in seen:
            seen.add(id(thing))
            yield thing


def _of_page_numbers(texts: list[str], without: int) -> Iterator[str]:
    for number, text in enumerate(texts, 1):
        shown = re.search(rf"^{number}$", text, re.MULTILINE)
        if bool(shown) != (number > without):
            yield f"page {number} {'shows' if shown else 'lacks'} its number"
            return
