"""The contents of the book, page by page, as `_toc.yml` gives them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent


def toc_pages() -> list[str]:
    """Return the pages of the book in the order of its contents, without file endings."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
    return [toc["root"], *_entries([c for part in toc["parts"] for c in part["chapters"]])]


def _entries(entries: list[dict[str, Any]]) -> Iterator[str]:
    for entry in entries:
        if "glob" in entry:
            found = sorted(path for path in ROOT.glob(entry["glob"]) if path.is_file())
            yield from (str(path.relative_to(ROOT).with_suffix("")) for path in found)
        else:
            yield entry["file"]
            yield from _entries(entry.get("sections", []))
