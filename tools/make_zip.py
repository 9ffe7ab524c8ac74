"""Pack the built book into one file that opens from any folder: _build/html/startlab.zip."""

import re
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

NAME = "startlab.zip"
# The packed copy does not hold itself, so its pages do not offer it.
OFFER = re.compile(r'<a href="(?:\.\./)*startlab\.zip" download>(.*?)</a>')


def pack(site: Path, target: Path) -> None:
    """Write all pages and files of a site, in a folder named startlab, into a zip file.

    The same pages give the same bytes: files in order, without dates.
    """
    with ZipFile(target, "w", ZIP_DEFLATED) as packed:
        for path in sorted(path for path in site.rglob("*") if path.is_file()):
            name = path.relative_to(site)
            if name.name == NAME or any(part.startswith(".") for part in name.parts):
                continue  # itself, and marks of the build
            content = path.read_bytes()
            if path.suffix == ".html":
                content = OFFER.sub(r"\1", content.decode()).encode()
            entry = ZipInfo(f"startlab/{name.as_posix()}")
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, content, ZIP_DEFLATED)
