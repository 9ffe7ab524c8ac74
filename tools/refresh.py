"""Run the notebooks from top to bottom and store their outputs, the same bytes every time.

Usage: python tools/refresh.py [CHAPTER or NOTEBOOK ...]      (all of them where none is named)

The alternative text of each figure comes from the figure itself (its label), so that it tells
what the data say.
"""

import html
import io
import os
import re
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib as mpl
import nbformat
import numpy as np
from jupyter_client import AsyncKernelManager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from nbclient import NotebookClient
from settings import CARD, card_mark, config

from startlab.chapters import ch05
from startlab.errors import StartlabError
from startlab.figures.explore import explore
from startlab.figures.style import LIGHT, STYLE
from startlab.figures.svg import svg_document
from startlab.files import write_whole

ROOT = Path(__file__).parent.parent
NOTEBOOKS = ROOT / "notebooks"
COVER = ROOT / "book" / "_static" / "cover.svg"
DRAW_IT = ROOT / "book" / "_static" / "cover.html"
LABEL = re.compile(r'<svg role="img" aria-label="([^"]*)"')
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
# Live state of one kernel, of no use to a reader and new in every run.
LIVE_ONLY = "application/vnd.jupyter.widget-view+json"


def refresh(path: Path) -> None:
    """Run one notebook and store it with normalised outputs and metadata."""
    notebook = nbformat.read(path, as_version=4)
    execute(notebook, path.parent)
    notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02d}"
        if cell.cell_type == "code":
            cell.metadata.pop("execution", None)
            for output in cell.outputs:
                output.get("data", {}).pop(LIVE_ONLY, None)
                _describe(cell, output)
    store(path, nbformat.writes(notebook).encode())


def store(path: Path, content: bytes) -> None:
    """Write a file if that changes it: the book is built again where a file is newer."""
    if content != path.read_bytes():
        write_whole(path, content, force=True)


# The kernels inherit it: a stored notebook holds every state of its widgets, for the page.
os.environ["STARTLAB_DRAW_ALL_STATES"] = "1"


def execute(notebook: nbformat.NotebookNode, folder: Path) -> None:
    """Run all cells on a fresh kernel, reached through files that only this user can open."""
    with TemporaryDirectory() as private:
        kernel = AsyncKernelManager(
            kernel_name=KERNEL["name"], transport="ipc", connection_file=f"{private}/kernel.json"
        )
        client = NotebookClient(
            notebook,
            km=kernel,
            timeout=300,
            record_timing=False,
            coalesce_streams=True,  # where printed text breaks is chance
            shutdown_kernel="immediate",  # all is said; asked to go, a busy one complains
            resources={"metadata": {"path": folder}},
        )
        client.execute(cleanup_kc=True)


def _describe(cell: nbformat.NotebookNode, output: nbformat.NotebookNode) -> None:
    found = LABEL.search(output.get("data", {}).get("image/svg+xml", ""))
    if found:
        settings = cell.metadata.setdefault("mystnb", {})
        settings.setdefault("image", {})["alt"] = html.unescape(found[1])


def draw_cover() -> None:
    """Store the figure of the README, and that of the landing page, which asks first."""
    asked = ch05.line_to_draw("cover", "RU", ch05.WARHEADS)
    drawn = {
        COVER: svg_document(ch05.declared_lines()),
        DRAW_IT: explore(ch05.declared_lines, predict=asked).to_html(),
    }
    for path, text in drawn.items():
        store(path, f"{text}\n".encode())


def draw_card() -> None:
    """Store the picture that other sites show beside a link to the book: 1200 by 630 dots."""
    name, _, about = config()["title"].rpartition(": ")
    with mpl.rc_context(STYLE):
        cover = ch05.declared_lines()
        cover.set_dpi(142)
        canvas = FigureCanvasAgg(cover)
        canvas.draw()
        dots = np.asarray(canvas.buffer_rgba())
        card = Figure(figsize=(12, 6.3), dpi=100)
        card.figimage(dots, 1160 - dots.shape[1], (630 - dots.shape[0]) // 2)
        lines = textwrap.fill(about, 11, break_long_words=False)
        size = min(34, 340 / max(map(len, lines.split("\n"))))
        card.text(0.045, 0.6, lines, size=size, weight="bold", linespacing=1.15)
        words = "A textbook that runs"
        card.text(0.045, 0.55, words, size=17, va="top", color=LIGHT["muted"])
        card.text(0.045, 0.065, name, size=17, weight="bold", color=config()["accent"])
        # The words of the figure go into the file: a test finds a card older than its data.
        drawn = io.BytesIO()
        about_it = {"Description": cover.get_label(), "Comment": card_mark()}
        card.savefig(drawn, metadata={"Software": None, **about_it})
    store(CARD, drawn.getvalue())


def _is_named(path: Path, names: list[str]) -> bool:
    """Tell whether a notebook is named: by its path, or with its solution by its chapter."""
    return any(
        path.resolve() == Path(name).resolve() or path.name.startswith(f"{name}_") for name in names
    )


def main(names: list[str]) -> int:
    """Refresh the named notebooks, two at a time, and tell which ones failed."""
    try:
        draw_cover()
        draw_card()
    except StartlabError as error:
        print(error, file=sys.stderr)
        return 1
    stored = [*sorted(NOTEBOOKS.glob("*.ipynb")), *sorted(NOTEBOOKS.glob("solutions/*.ipynb"))]
    paths = [path for path in stored if not names or _is_named(path, names)]
    if unknown := [name for name in names if not any(_is_named(path, [name]) for path in stored)]:
        print(f"There is no chapter {unknown[0]!r}: give its number, such as 05.", file=sys.stderr)
        return 1
    failed = 0
    with ThreadPoolExecutor(2) as pool:
        for path, job in [(path, pool.submit(refresh, path)) for path in paths]:
            try:
                job.result()
                print(f"ran {path.name}")
            except Exception as error:  # tell which notebook, then go on with the others
                failed += 1
                print(f"{path.name} failed: {error}", file=sys.stderr)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
