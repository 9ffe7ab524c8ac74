"""Build an edition to give away into _build/edition: the site with its zip, and the wheel.

Usage: python tools/make_edition.py [--sealed]

With --sealed no solution and no reason is in any of them, and of the answers only digests.
"""

import ast
import html
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from startlab.exercises import TURNED
from startlab.sealed import seal
from startlab.variants import blank_variants

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "_build" / "edition"
PARTS = ("book", "notebooks", "src", "tools")
FORM = re.compile(r'(?<=data-exercise=")([\d.]+)("\s+data-cases=")([^"]*)(?=")')
OFFER = re.compile(r'<p class="lm-Widget[^>]*>Or read its .*?</p>\n?')
MARKING = re.compile(r"^\*\*Marking the text .*\n\n?", re.MULTILINE)
MISCONCEPTION = re.compile(r'^- ".*exercise (\d\d\.\d).*\n', re.MULTILINE)
KEPT_APART = "yield from ()  # the answers are kept apart: see startlab.sealed"


def main() -> None:
    """Copy what an edition is made of, seal the copy if asked to, and build there."""
    with TemporaryDirectory() as room:
        copy = Path(room) / "edition"
        for part in PARTS:
            shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        for path in (path for path in ROOT.iterdir() if path.is_file()):
            shutil.copy2(path, copy)
        if "--sealed" in sys.argv:
            seal_tree(copy)
        environment = os.environ | {"PYTHONPATH": str(copy / "src")}
        command = [sys.executable, "tools/build_book.py"]
        subprocess.run(command, cwd=copy, env=environment, check=True)
        shutil.rmtree(TARGET, ignore_errors=True)
        shutil.copytree(copy / "_build" / "html", TARGET / "html")
        for wheel in (TARGET / "html").glob("*.whl"):
            shutil.copy(wheel, TARGET)
    print(f"Site, zip and wheel are in {TARGET.relative_to(ROOT)}.")


def seal_tree(tree: Path) -> None:
    """Take the answers out of a source tree: of its contents, notebooks, modules and notes."""
    contents = tree / "_toc.yml"
    contents.write_text(without_solutions(contents.read_text("utf-8")), "utf-8")
    sealed: dict[str, Any] = {}
    for path in (tree / "notebooks").glob("[!.]*.ipynb"):
        path.write_text(seal_notebook(path.read_text("utf-8"), sealed), "utf-8")
    text = json.dumps(dict(sorted(sealed.items())), ensure_ascii=False)
    (tree / "src/startlab/exercises.json").write_text(text, "utf-8")
    for path in [
        *(tree / "src/startlab/chapters").glob("*.py"),
        *(tree / "notebooks").glob("*.py"),
    ]:
        path.write_text(without_answers(path.read_text("utf-8")), "utf-8")
    notes = tree / "book/for_instructors.md"
    notes.write_text(seal_notes(notes.read_text("utf-8"), sealed), "utf-8")
    shutil.copy(tree / "book/sealed/sealed.js", tree / "book/scripts")


def seal_notes(text: str, sealed: Mapping[str, Any]) -> str:
    """Leave out how texts are marked, and each mistake that a letter of an exercise makes."""

    def judged(line: re.Match[str]) -> str:
        return "" if sealed.get(line[1], {}).get("kind") == "many" else line[0]

    return MISCONCEPTION.sub(judged, MARKING.sub("", text))


def without_solutions(contents: str) -> str:
    """Leave the solutions, and what stands under them, out of the text of a _toc.yml."""
    toc = yaml.safe_load(contents)
    parts = toc.get("parts", [toc])
    for part in parts:
        part["chapters"] = [page for page in part["chapters"] if page["file"] != "book/solutions"]
    parts[:] = [part for part in parts if part["chapters"]]
    return str(yaml.safe_dump(toc, sort_keys=False))


def seal_notebook(text: str, sealed: dict[str, Any]) -> str:
    """Seal the exercises in the outputs of a notebook, and note them by number."""

    def locked(form: re.Match[str]) -> str:
        data = seal(json.loads(html.unescape(form[3]).translate(TURNED)))
        sealed[form[1]] = data | {"blank": blank_variants(form[1])}
        kept = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        return f"{form[1]}{form[2]}{html.escape(kept.translate(TURNED))}"

    notebook = json.loads(text)
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            page = "".join(output.get("data", {}).get("text/html", ""))
            if "data-cases" in page:
                page = OFFER.sub("", FORM.sub(locked, page))
                output["data"]["text/html"] = page.splitlines(keepends=True)
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def without_answers(code: str) -> str:
    """Empty the functions under @exercise and @writing; what may vary stays."""
    lines = code.splitlines()
    for node in reversed(ast.parse(code).body):
        marks = [getattr(mark, "func", mark) for mark in getattr(node, "decorator_list", ())]
        if isinstance(node, ast.FunctionDef) and any(
            ast.unparse(mark).split(".")[-1] in ("exercise", "writing") for mark in marks
        ):
            lines[node.body[0].lineno - 1 : node.end_lineno] = [f"    {KEPT_APART}"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
