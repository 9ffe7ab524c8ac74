"""A figure with controls: on the built page, and in a live kernel beside ipywidgets."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from browser import key_to_figure, open_browser, serve
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Browser
from refresh import execute

from .measure import Figure, Result, result

PRESS = Figure("key_to_figure", "Figure on the page after a key press", "", "ms", 16)
LIVE = Figure("live_widget", "Figure in a notebook", "ipywidgets.interactive", "times", 0.7)
WEIGHT = Figure("page_weight", "Heaviest chapter with all its files, gzipped", "", "KB", 300)
REQUESTS = Figure("page_requests", "Most files asked for by a chapter", "", "requests", 25)
FIGURES = (PRESS, LIVE, WEIGHT, REQUESTS)

SLIDER = "04_what_does_new_start_limit"  # the chapter with the longest slider
ROUNDS, MOVES = 3, 40

CODE = f"""
import json, time
import ipywidgets
import matplotlib.pyplot as plt
import matplotlib_inline.backend_inline as inline
import startlab as sl
from matplotlib.figure import Figure

get_ipython().run_line_magic("matplotlib", "inline")
inline.set_matplotlib_formats("svg")

def points(year):
    return range(20), [(n + year) % 37 for n in range(20)]

def with_pyplot(year):
    figure, axes = plt.subplots()
    axes.plot(*points(year), marker="o")
    plt.show()

def with_figure(year):
    figure = Figure()
    figure.subplots().plot(*points(year), marker="o")
    return figure

def seconds(slider, year):
    start = time.perf_counter()
    slider.value = year
    return time.perf_counter() - start

ours = sl.explore(with_figure, year=range(1, 160))
theirs = ipywidgets.interactive(with_pyplot, year=(1, 160))
display(theirs)
display(ours)
sliders = ours.children[0], theirs.children[0]
moves = iter(range(2, 160))
for _ in range(5):
    year = next(moves)
    [seconds(s, year) for s in sliders]
rounds = [[[seconds(s, year) for s in sliders] for year, _ in zip(moves, range({MOVES}))]
          for _ in range({ROUNDS})]
print(json.dumps(rounds))
"""


def late(times: list[float]) -> float:
    """Return the 95th percentile."""
    return sorted(times)[int(0.95 * len(times)) - 1]


def live() -> Result:
    """Move both sliders in turn, in one kernel; compare the 95th percentiles of each round."""
    notebook = new_notebook(cells=[new_code_cell(CODE)])
    execute(notebook, Path.cwd())
    printed = "".join(o.text for o in notebook.cells[0].outputs if o.get("name") == "stdout")
    rounds = json.loads(printed.strip().splitlines()[-1])
    ratios = [late([o for o, _ in pairs]) / late([t for _, t in pairs]) for pairs in rounds]
    return result(LIVE, ratios)


def measure(site: Path) -> Iterator[Result]:
    """Yield one result a figure, from the book that is built in `site`."""
    with serve(site) as address, open_browser() as browser:
        chapter = f"{address}/notebooks/{SLIDER}.html"
        yield result(PRESS, [late(_presses(browser, chapter)) for _ in range(ROUNDS)])
        chapters = sorted(site.glob("notebooks/[0-9]*.html"))
        loads = [_load(browser, f"{address}/notebooks/{path.name}") for path in chapters]
    yield live()
    for figure, values in zip((WEIGHT, REQUESTS), zip(*loads, strict=True), strict=True):
        yield Result(figure, max(values), max(values), max(values), 1)


def _presses(browser: Browser, address: str) -> list[float]:
    page = browser.new_page()
    page.goto(address)
    times = key_to_figure(page)
    page.close()
    return times


def _load(browser: Browser, address: str) -> tuple[float, int]:
    """Load a page with an empty cache; return its weight in KB and its number of requests."""
    context = browser.new_context()
    page, answers = context.new_page(), []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    # Level 6 is what most web servers use.
    weight = sum(len(gzip.compress(answer.body(), 6)) for answer in answers) / 1000
    context.close()
    return weight, len(answers)
