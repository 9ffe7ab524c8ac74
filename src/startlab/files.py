"""Write files whole or not at all, and never over others unless told to."""

import os
from collections.abc import Mapping
from pathlib import Path

from startlab.errors import StartlabError


def write_whole(path: Path, content: str | bytes, *, force: bool = False) -> None:
    """Write a file whole or not at all, and never over another one unless forced."""
    path = path.resolve()
    if path.exists() and not path.is_file():
        raise StartlabError(f"{path} is not a file; name a file to write.")
    if path.exists() and not force:
        raise StartlabError(f"{path} is there already; overwrite it with --force.")
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content if isinstance(content, bytes) else content.encode())
        part.replace(path)
    except OSError as error:
        error.filename = str(path)  # the part has a name that nobody gave
        raise
    finally:
        part.unlink(missing_ok=True)


def write_all(folder: Path, contents: Mapping[str, str | bytes], *, force: bool = False) -> None:
    """Write files into a folder that is made for them: none where one of them is there already."""
    paths = {folder / name: content for name, content in contents.items()}
    for path in paths:
        if path.exists() and not force:
            raise StartlabError(f"{path} is there already; overwrite it with --force.")
    made: list[Path] = []
    try:
        for place in dict.fromkeys((folder, *(path.parent for path in paths))):
            made += [] if place.exists() else [place]
            place.mkdir(parents=True, exist_ok=True)
    except OSError:  # a file stands where a folder should: leave no empty ones
        for place in reversed(made):
            if place.is_dir():
                place.rmdir()
        raise
    for path, content in paths.items():
        write_whole(path, content, force=force)
