"""Say in one sentence that a folder cannot be written, before any work in it begins.

Usage: python tools/disk.py FOLDER MEGABYTES

It needs nothing but Python: the Makefile calls it before anything is installed.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryFile


def trouble(folder: Path, megabytes: int) -> str | None:
    """Return why a folder cannot take so many megabytes; None where it can."""
    folder = folder.absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder) as file:
            file.write(b"startlab")
        free = shutil.disk_usage(folder).free // 1_000_000
    except OSError as error:
        return f"Could not write into {folder}: {error.strerror}."
    if free < megabytes:
        return f"Could not write into {folder}: {megabytes} MB are needed, {free} MB are free."
    return None


if __name__ == "__main__":
    sys.exit(trouble(Path(sys.argv[1]), int(sys.argv[2])))
