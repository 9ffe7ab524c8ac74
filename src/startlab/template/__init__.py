"""A chapter of one's own: `startlab new chapter` writes its files into a copy of the project."""

import json
import keyword
import re
import sys
from pathlib import Path
from string import Template
from typing import Any

from startlab.errors import StartlabError, safe_repr

# Modules in whose place a notebook would run a file of the same name; of `test` it uses nothing.
TAKEN = sys.stdlib_module_names - {"test"} | {
    *("IPython", "ipykernel", "ipywidgets", "matplotlib", "numpy", "pandas", "startlab"),
}
# Where each part goes, and which text it is made from.
PARTS = {
    "notebooks/{number}_{name}.ipynb": "chapter.txt",
    "notebooks/{name}.py": "module.txt",
    "notebooks/{name}.csv": "table.csv",
    "notebooks/{name}.json": "table.json",
    "notebooks/{name}.bib": "sources.bib",
    "tests/test_own_{name}.py": "test.txt",
}


def new_chapter(title: str, tree: Path) -> dict[Path, str]:
    """Return the files of a new chapter by their places in a copy of the project.

    Raises
    ------
    StartlabError
        If the folder is no copy of the project, or the title makes no name of a module.

    >>> new_chapter("What does it cost?", Path("nowhere"))
    Traceback (most recent call last):
    startlab.errors.StartlabError: nowhere has no _toc.yml; give the command in a copy of the
    project.
    """
    if not (tree / "_toc.yml").is_file():
        raise StartlabError(f"{tree} has no _toc.yml; give the command in a copy of the project.")
    name = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")
    if not name.isidentifier() or keyword.iskeyword(name) or name in TAKEN:
        raise StartlabError(
            f"{safe_repr(title)} makes no name of a module: write a title of Latin letters that "
            "begins with one, such as 'What does it cost?'."
        )
    found = sorted(tree.glob("notebooks/[0-9][0-9]_*.ipynb"))
    number = max((int(path.name[:2]) for path in found), default=0) + 1
    if (tree / f"notebooks/{name}.py").exists():  # written before: it keeps its number
        number = next((int(path.name[:2]) for path in found if path.stem[3:] == name), number)
    title = " ".join(title.split())
    words = {"number": f"{number:02d}", "name": name, "slug": name.replace("_", "-")}
    made = {}
    for place, part in PARTS.items():
        text = Path(__file__).with_name(part).read_text("utf-8")
        # What JSON escapes in a text is what Python escapes: quotes, backslashes.
        plain = title if part == "chapter.txt" else json.dumps(title, ensure_ascii=False)[1:-1]
        text = Template(text).substitute(words, title=plain)
        made[tree / place.format(**words)] = _notebook(text) if part == "chapter.txt" else text
    return made


def _notebook(text: str) -> str:
    """Return a notebook whose cells are prose and code in turn, as the template divides them."""
    cells: list[dict[str, Any]] = []
    for number, part in enumerate(text.split("\n---\n")):
        code = part.startswith(("import ", "own.", "sl.", "answer = "))
        extra: dict[str, Any] = {"execution_count": None, "outputs": []} if code else {}
        cells.append({"cell_type": "code" if code else "markdown", "id": f"cell-{number:02d}",
                      "metadata": {}, "source": part.strip(), **extra})  # fmt: skip
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5},
                      ensure_ascii=False, indent=1) + "\n"  # fmt: skip
