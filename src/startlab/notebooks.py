"""The chapters that come with the library: copied for a student, never over changed work."""

import re
import subprocess
import sys
from pathlib import Path

from startlab.edition import BESIDE, SOLUTIONS, Edition
from startlab.errors import StartlabError
from startlab.files import DATA, HERE, write_all

TREE = HERE.parents[1]  # of a copy of the project; an installed startlab has none
# Every state of a widget or a game, which only the scripts of the book's pages read.
STATES = re.compile(r'<script type=\\"application/json\\".*?</script>')
LINK = re.compile(r"(?<=\]\()(?:\.\./)+src/startlab/(?:(data/)|(?:\w+/)*)(\w+\.\w+)(?=\))")


def folder() -> Path:
    """Return where the chapters of this version lie.

    >>> any(folder().glob("04_*.ipynb"))
    True
    """
    for place in (HERE / "notebooks", TREE / "notebooks"):
        if any(place.glob("[0-9]*.ipynb")):
            return place
    raise StartlabError("This copy of startlab holds no notebooks; install the package again.")


def _edition() -> Edition | None:
    return Edition(TREE) if (TREE / "_toc.yml").exists() else None


def for_jupyter(text: str) -> str:
    r"""Return a notebook without what Jupyter cannot use of its outputs: a third of its weight.

    >>> print(for_jupyter(r'"<p>1</p><script type=\"application/json\">[2]</script>"'))
    "<p>1</p>"
    """
    return STATES.sub("", text)


def chapters() -> dict[str, str]:
    """Return the texts of the chapters of this edition by their file names.

    >>> all(name.endswith(".ipynb") for name in chapters())
    True
    """
    if edition := _edition():
        texts = {page: for_jupyter(edition.notebook(page)) for page in edition.chapters}
        return {f"{Path(page).name}.ipynb": text for page, text in texts.items()}
    return {path.name: path.read_text("utf-8") for path in sorted(folder().glob("[0-9]*.ipynb"))}


def companions() -> list[Path]:
    """Return the files that chapters from outside the library bring with them."""
    if edition := _edition():
        return [path for page in edition.chapters for path in edition.companions(page)]
    return [path for path in sorted(HERE.glob("notebooks/*.*")) if path.suffix in BESIDE]


def has_solution(chapter: str) -> bool:
    """Tell whether this edition has solutions for a chapter, named by its number.

    >>> has_solution("04"), has_solution("99")
    (True, False)
    """
    if edition := _edition():
        return edition.is_solved(chapter)
    return any(HERE.glob(f"{SOLUTIONS}{chapter}_*.ipynb"))


def link_near(text: str, site: str = "") -> str:
    """Lead the links of a notebook to the copies of tables and models that come with it.

    >>> link_near("[limits.csv](../src/startlab/data/limits.csv)")
    '[limits.csv](data/limits.csv)'
    """
    site = f"{site.rstrip('/')}/" if site else ""
    return LINK.sub(lambda link: f"{site}{link[1] or 'models/'}{link[2]}", text)


def linked_files(text: str) -> dict[str, Path]:
    """Return the files of the library that a notebook links to, by where `link_near` leads.

    >>> list(linked_files("[the model](../src/startlab/models/inspection.py)"))
    ['models/inspection.py']
    """
    return {
        link_near(f"]({found[0]})")[2:-1]: HERE / found[0].partition("src/startlab/")[2]
        for found in LINK.finditer(text)
    }


def copy_notebooks(target: Path, *, force: bool = False) -> list[str]:
    """Copy the chapters, the tables and what else the chapters link to into a folder.

    Where a file there differs from ours and `force` is not given, nothing is written. Return the
    names of the notebooks that were.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     written = copy_notebooks(Path(name))
    ...     again = copy_notebooks(Path(name))
    >>> "04_what_does_new_start_limit.ipynb" in written, again
    (True, [])
    """
    texts = chapters()
    contents = {name: link_near(text).encode() for name, text in texts.items()}
    linked = linked_files("".join(texts.values()))
    linked |= {f"data/{path.name}": path for path in sorted(DATA.glob("*.csv"))}
    contents |= {name: path.read_bytes() for name, path in linked.items()}
    contents |= {path.name: path.read_bytes() for path in companions()}
    missing = {name for name in contents if not (target / name).exists()}
    changed = [n for n in sorted({*contents} - missing) if (target / n).read_bytes() != contents[n]]
    if changed and not force:
        raise StartlabError(
            f"Changed files in {target} are kept: {', '.join(changed)}. "
            "Overwrite them with --force, or name another folder."
        )
    new = {name: contents[name] for name in contents if name in missing or name in changed}
    write_all(target, new, force=True)
    return [name for name in new if name in texts]


def sign_notebooks(target: Path) -> bool:
    """Sign the chapters in a folder in the student's own store, so that Jupyter trusts them."""
    names = [target / name for name in chapters()]
    command = [sys.executable, "-P", "-m", "nbformat.sign", *map(str, names)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
