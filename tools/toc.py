"""The contents of the book, page by page, as `_toc.yml` gives them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent


def toc_pages() -> list[str]:
    """Return the pages of the book in the order of its contents, without file endings."""
    return [_toc()["root"], *(page for _, pages in toc_parts() for page in pages)]


def toc_parts() -> list[tuple[str, list[str]]]:
    """Return each part of the book: its name and its pages, without the landing page."""
    return [(part["caption"], list(_entries(part["chapters"]))) for part in _toc()["parts"]]


def _toc() -> dict[str, Any]:
    toc: dict[str, Any] = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
    return toc


def _entries(entries: list[dict[str, Any]]) -> Iterator[str]:
    for entry in entries:
        if "glob" in entry:
            found = sorted(path for path in ROOT.glob(entry["glob"]) if path.is_file())
            yield from (str(path.relative_to(ROOT).with_suffix("")) for path in found)
        else:
            yield entry["file"]
            yield from _entries(entry.get("sections", []))
