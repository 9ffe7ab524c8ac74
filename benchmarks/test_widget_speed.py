"""How fast the live widget is, beside `ipywidgets.interactive` with pyplot, in the same kernel."""

from __future__ import annotations

import json

from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

MOVES = 40
SHARE = 0.7  # of the time of interactive, 95th percentile

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

ours = sl.explore(with_figure, year=range(2011, 2100))
theirs = ipywidgets.interactive(with_pyplot, year=(2011, 2100))
display(theirs)
display(ours)
# Side by side, so that both meet the same load of the machine.
sliders = theirs.children[0], ours.children[0]
pairs = [[seconds(s, 2012 + move) for s in sliders] for move in range({MOVES} + 5)]
print(json.dumps([sorted(taken) for taken in zip(*pairs[5:])]))
"""


def test_live_widget_against_interactive() -> None:
    notebook = new_notebook(cells=[new_code_cell(CODE)])
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    printed = [o.text for o in notebook.cells[0].outputs if o.get("name") == "stdout"]
    theirs, ours = json.loads("".join(printed).strip().splitlines()[-1])
    late = int(0.95 * MOVES)
    print(f"median: interactive {theirs[MOVES // 2]:.4f} s, explore {ours[MOVES // 2]:.4f} s")
    print(f"95th percentile: interactive {theirs[late]:.4f} s, explore {ours[late]:.4f} s")
    assert ours[late] <= SHARE * theirs[late]
