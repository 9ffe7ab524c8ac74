"""Pack the built book into one file that opens from any folder: _build/html/startlab.zip.

`make book` does it. The same pages give the same bytes: files in order, no dates of this machine.
"""

from __future__ import annotations

import re
from io import SEEK_CUR, BytesIO
from pathlib import Path
from struct import unpack
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo
from zlib import crc32

SITE = Path(__file__).parent.parent / "_build" / "html"
NAME = "startlab.zip"
# The packed copy does not hold itself, so its pages do not offer it.
EMPTY = b"PK\x05\x06" + bytes(18)  # a zip file of nothing
OFFER = re.compile(r'<a href="(?:\.\./)*startlab\.zip" download>(.*?)</a>')


def pack(site: Path, target: Path) -> None:
    """Write all pages and files of a site, in a folder named startlab, into a zip file.

    What is as it was in the file of the build before is copied from there, as it is packed:
    packing all anew would take a quarter of a rebuild after an edit.
    """
    new = target.with_suffix(".new")
    former = target if target.exists() else BytesIO(EMPTY)
    with ZipFile(new, "w", ZIP_DEFLATED) as packed, ZipFile(former) as before:
        for path in sorted(path for path in site.rglob("*") if path.is_file()):
            name = path.relative_to(site)
            if name.name in (NAME, new.name) or any(part.startswith(".") for part in name.parts):
                continue  # itself, and marks of the build
            entry, content = ZipInfo(f"startlab/{name.as_posix()}"), _content(path)
            if _same(before, entry.filename, content):
                _copy(before, entry.filename, packed)
            else:
                entry.external_attr = 0o644 << 16
                # Level 1 takes half the time for a seventh more bytes.
                packed.writestr(entry, content, ZIP_DEFLATED, compresslevel=1)
    new.replace(target)


def _same(before: ZipFile, name: str, content: bytes) -> bool:
    entry = before.NameToInfo.get(name)
    return entry is not None and (entry.file_size, entry.CRC) == (len(content), crc32(content))


def _copy(before: ZipFile, name: str, packed: ZipFile) -> None:
    """Copy an entry without unpacking it, which zipfile cannot do by itself."""
    entry, old, new = before.getinfo(name), before.fp, packed.fp
    assert old is not None
    assert new is not None
    old.seek(entry.header_offset + 26)  # where the header has the lengths of its last two parts
    old.seek(sum(unpack("<HH", old.read(4))), SEEK_CUR)
    entry.header_offset = new.tell()
    new.write(entry.FileHeader() + old.read(entry.compress_size))
    packed.start_dir = new.tell()
    packed.filelist.append(entry)


def _content(path: Path) -> bytes:
    if path.suffix != ".html":
        return path.read_bytes()
    return OFFER.sub(r"\1", path.read_text("utf-8")).encode()
