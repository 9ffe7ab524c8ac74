"""The chapters that come with the library: copied for a student, never over changed work."""

from __future__ import annotations

import re
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from startlab.errors import StartlabError

HERE = Path(str(files("startlab")))
DATA_LINK = re.compile(r"\]\(\.\./(?:\.\./)?src/startlab/data/")


def folder() -> Path:
    """Return where the chapters of this version lie.

    Returns
    -------
    Path
        Inside the installed package, or the folder `notebooks` of a source tree.

    Raises
    ------
    StartlabError
        If there are none: the package was built without them.

    Examples
    --------
    >>> any(folder().glob("04_*.ipynb"))
    True
    """
    for place in (HERE / "notebooks", HERE.parents[1] / "notebooks"):
        if any(place.glob("[0-9]*.ipynb")):
            return place
    raise StartlabError("This copy of startlab holds no notebooks; install the package again.")


def copy_notebooks(target: Path, *, force: bool = False) -> list[str]:
    """Copy the chapters and the tables that they link to into a folder.

    Parameters
    ----------
    target : Path
        The folder; it is made where it is not there.
    force : bool
        Whether notebooks that were changed are overwritten.

    Returns
    -------
    list of str
        The names of the notebooks that were written; those that were there unchanged are not.

    Raises
    ------
    StartlabError
        If some notebook there was changed and `force` is not given: then nothing is written.
    OSError
        If the folder cannot be written or is full: then nothing is written either.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     written = copy_notebooks(Path(name))
    ...     again = copy_notebooks(Path(name))
    >>> "04_what_does_new_start_limit.ipynb" in written, again
    (True, [])
    """
    source = folder()
    lessons = {path.name: _with_near_data(path) for path in sorted(source.glob("[0-9]*.ipynb"))}
    present = {name for name in lessons if (target / name).exists()}
    changed = [n for n in sorted(present) if (target / n).read_bytes() != lessons[n]]
    if changed and not force:
        raise StartlabError(
            f"Changed notebooks in {target} are kept: {', '.join(changed)}. "
            "Overwrite them with --force, or name another folder."
        )
    written = [name for name in lessons if name not in present or name in changed]
    tables = sorted((HERE / "data").glob("*.csv"))
    _put(
        {name: lessons[name] for name in written}
        | {f"data/{table.name}": table.read_bytes() for table in tables},
        target,
    )
    return written


def _put(contents: dict[str, bytes], target: Path) -> None:
    """Write all files or none: they are moved to their places when all have found room."""
    new = not target.exists()
    try:
        (target / "data").mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".startlab-", dir=target) as room:
            for number, content in enumerate(contents.values()):
                (Path(room) / str(number)).write_bytes(content)
            for number, name in enumerate(contents):
                (Path(room) / str(number)).replace(target / name)
    except OSError:
        if new:
            with suppress(OSError):
                (target / "data").rmdir()
                target.rmdir()
        raise


def _with_near_data(path: Path) -> bytes:
    """Return a notebook whose links to tables lead to the folder `data` beside it."""
    return DATA_LINK.sub("](data/", path.read_text("utf-8")).encode("utf-8")
