"""Measure the book and the library beside bare tools: `make bench` (about five minutes).

Ratios are taken in turn, ours and theirs, and their median is written into benchmarks/README.md.
"""

from __future__ import annotations

import gzip
import json
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import nbformat  # noqa: E402
import pandas as pd  # noqa: E402
from browser import key_to_figure, open_browser, serve  # noqa: E402
from refresh import execute  # noqa: E402
from scipy import stats  # noqa: E402

from startlab import inspection, table_files  # noqa: E402

SITE = ROOT / "_build" / "html"
LIVE = """
import json, os, time, startlab as sl
from matplotlib.figure import Figure
del os.environ["STARTLAB_DRAW_ALL_STATES"]  # as in a student's session

def figure(year):
    figure = Figure()
    figure.subplots().plot(range(20), [(n + year) % 37 for n in range(20)], marker="o")
    return figure

def cpu(make):
    start = time.process_time()
    display(make())
    return time.process_time() - start

cpu(lambda: sl.explore(figure, year=range(2)))  # what is loaded at the first use
print(json.dumps(cpu(lambda: sl.explore(figure, year=range(100)))))
"""


def seconds(work: Callable[[], object]) -> float:
    """Return how long a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def ratio(ours: Callable[[], object], theirs: Callable[[], object], turns: int) -> float:
    """Return the median of ours over theirs, taken in turn."""
    return median(seconds(ours) / seconds(theirs) for _ in range(turns))


def run_notebooks(folder: Path) -> None:
    """Run every notebook on a fresh kernel, two at a time, and do nothing else."""
    paths = sorted((folder / "notebooks").rglob("*.ipynb"))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda path: execute(nbformat.read(path, 4), path.parent), paths))


def command(*words: str) -> Callable[[], object]:
    """Return the work of running a command in the project."""
    return lambda: subprocess.run(words, cwd=ROOT, check=True, capture_output=True)


def table_load() -> float:
    """Compare the first load of the largest table with pandas that is told the types."""
    types = table_files.load("stockpiles").dtypes
    path = Path(str(table_files.DATA), "stockpiles.csv")

    def ours() -> None:
        table_files.read_table(table_files.DATA, table_files.resource("stockpiles"))

    return ratio(ours, lambda: pd.read_csv(path, dtype=types.to_dict()), 50)


def live_widget() -> float:
    """Return the CPU seconds of showing a widget of 100 states in a kernel."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(LIVE)])
    execute(notebook, ROOT)
    printed = [o.text for o in notebook.cells[0].outputs if o.get("name") == "stdout"]
    return float(json.loads(printed[-1]))


def pages() -> tuple[float, float, int]:
    """Return the p95 from key to figure (ms), the heaviest chapter (KB gzipped), its requests."""
    with serve(SITE) as address, open_browser() as browser:
        page = browser.new_page()
        page.goto(f"{address}/notebooks/04_what_does_new_start_limit.html")
        times = sorted(key_to_figure(page))
        loads = []
        for path in sorted(SITE.glob("notebooks/[0-9]*.html")):
            opened, answers = browser.new_context().new_page(), []
            opened.on("response", lambda answer, kept=answers: kept.append(answer))
            opened.goto(f"{address}/notebooks/{path.name}")
            opened.wait_for_load_state("networkidle")
            weight = sum(len(gzip.compress(answer.body(), 6)) for answer in answers)
            loads.append((weight / 1000, len(answers)))
            opened.context.close()
    return times[int(0.95 * len(times)) - 1], max(loads)[0], max(count for _, count in loads)


def main() -> None:
    """Measure all, and write the table."""
    python = sys.executable
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "notebooks", Path(folder) / "notebooks")
        run = seconds(lambda: run_notebooks(Path(folder)))
    key, weight, requests = pages()
    chance = (10_000, 600, 600)
    rows = [
        ("Book built from nothing, beside running its notebooks",
         seconds(command(python, "tools/build_book.py")) / run, "times"),
        ("All stored outputs checked by nbval, beside running the notebooks",
         seconds(command(python, "-m", "pytest", "-q", "notebooks")) / run, "times"),
        ("Largest table loaded, beside pandas.read_csv that is told the types",
         table_load(), "times"),
        ("Exact chance of detection, beside scipy.stats.hypergeom",
         ratio(lambda: inspection.detection_probability(*chance),
               lambda: stats.hypergeom.sf(0, chance[0], chance[1], chance[2]), 50), "times"),
        ("Widget of 100 states shown in a kernel", live_widget(), "CPU s"),
        ("Figure on the page after a key press, 95th percentile", key, "ms"),
        ("Heaviest chapter with all its files, gzipped", weight, "KB"),
        ("Most files asked for by a chapter", requests, "requests"),
    ]  # fmt: skip
    lines = [f"| {what} | {value:.3g} {unit} |" for what, value, unit in rows]
    head = (
        "# How fast, how light\n\nWritten by `make bench` on "
        f"{date.today()}, Python {platform.python_version()}. Smaller is better.\n\n"
        "| what | measured |\n| --- | --- |\n"
    )
    (ROOT / "benchmarks/README.md").write_text(head + "\n".join(lines) + "\n", "utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
