"""Pack the built book into one file that opens from any folder: _build/html/startlab.zip.

Usage: python tools/make_zip.py      (`make book` does it)

The same pages give the same bytes: files in order, no dates of this machine.
"""

from __future__ import annotations

import re
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

SITE = Path(__file__).parent.parent / "_build" / "html"
NAME = "startlab.zip"
# The packed copy does not hold itself, so its pages do not offer it.
OFFER = re.compile(r'<a href="(?:\.\./)*startlab\.zip" download>(.*?)</a>')


def pack(site: Path, target: Path) -> None:
    """Write all pages and files of a site, in a folder named startlab, into a zip file."""
    files = sorted(path for path in site.rglob("*") if path.is_file() and path.name != NAME)
    # Level 1 takes half the time for a seventh more bytes, and each rebuild packs.
    with ZipFile(target, "w", ZIP_DEFLATED) as packed:
        for path in files:
            name = path.relative_to(site)
            if any(part.startswith(".") for part in name.parts):  # marks of the build
                continue
            entry = ZipInfo(f"startlab/{name.as_posix()}")
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, _content(path), compresslevel=1)


def _content(path: Path) -> bytes:
    if path.suffix != ".html":
        return path.read_bytes()
    return OFFER.sub(r"\1", path.read_text("utf-8")).encode()


if __name__ == "__main__":
    pack(SITE, SITE / NAME)
