"""Where the files of the library lie; and to write files whole or not at all, over none unasked."""

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from startlab.errors import StartlabError

HERE = Path(__file__).parent
DATA = HERE / "data"


def write_whole(path: Path, content: str | bytes, *, force: bool = False) -> None:
    """Write a file whole or not at all, and never over another one unless forced."""
    write_each([(path, content)], force=force)


def write_each(contents: Sequence[tuple[Path, str | bytes]], *, force: bool = False) -> None:
    """Write several files so: none where one of them cannot be written."""
    _refuse((path for path, _ in contents), force)
    parts: dict[Path, Path] = {}
    try:
        for path, content in contents:
            target = path.resolve()
            parts[target] = target.with_name(f".{target.name}.{os.getpid()}.part")
            parts[target].write_bytes(content if isinstance(content, bytes) else content.encode())
        for target, part in parts.items():
            part.replace(target)
    except OSError as error:
        error.filename = str(target)  # the part has a name that nobody gave
        raise
    finally:
        for part in parts.values():
            with suppress(OSError):
                part.unlink()


def write_all(folder: Path, contents: Mapping[str, str | bytes], *, force: bool = False) -> None:
    """Write files into a folder that is made for them: none where one of them is there already."""
    files = [(folder / name, content) for name, content in contents.items()]
    _refuse((path for path, _ in files), force)
    made: list[Path] = []
    try:
        for place in dict.fromkeys((folder, *(path.parent for path, _ in files))):
            made += [] if place.exists() else [place]
            place.mkdir(parents=True, exist_ok=True)
    except OSError:  # a file stands where a folder should: leave no empty ones
        for place in reversed(made):
            if place.is_dir():
                place.rmdir()
        raise
    write_each(files, force=force)


def _refuse(paths: Iterable[Path], force: bool) -> None:
    """Say which file is in the way, before any is written."""
    seen: set[Path] = set()
    for path in paths:
        if path.exists() and not path.is_file():
            raise StartlabError(f"{path} is not a file; name a file to write.")
        if path.exists() and not force:
            raise StartlabError(f"{path} is there already; overwrite it with --force.")
        if path.resolve() in seen:
            raise StartlabError(f"{path} is named for two files; name another one.")
        seen.add(path.resolve())
