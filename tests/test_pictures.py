"""Pictures of the figures against stored ones, so that no change of looks goes unseen.

Other versions of matplotlib set text otherwise (3.9 differs from 3.11 by 20 to 40 where 0.5 is
allowed), so the pictures hold for the pinned version only: leave this file out with any other.
"""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import matplotlib as mpl
import pytest
from conftest import ROOT
from matplotlib import font_manager
from matplotlib.figure import Figure

from startlab import plots
from startlab.figures.style import STYLE

FIGURES = [
    name
    for name in plots.__all__
    if inspect.signature(getattr(plots, name)).return_annotation == "Figure"
]
BASELINE = Path(__file__).parent / "baseline"
MOST_BYTES = 1_500_000
# The same versions draw the same bytes, so this leaves room only for a processor that rounds an
# edge otherwise. One lost dash in the largest figure makes 0.54, a limit that is dotted 3.5.
TOLERANCE = 0.5


def test_matplotlib_is_the_pinned_one() -> None:
    pinned = re.search(r"^matplotlib==(\S+)", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    assert pinned
    assert mpl.__version__ == pinned[1], "the stored pictures hold for the pinned version only"


def test_font_comes_with_matplotlib() -> None:
    """No font of the machine decides how a picture looks."""
    found = Path(font_manager.findfont("DejaVu Sans", fallback_to_default=False))
    assert found.is_relative_to(mpl.get_data_path())


def test_one_stored_picture_for_each_figure() -> None:
    stored = {path.stem.removeprefix("test_picture_") for path in BASELINE.glob("*.png")}
    assert stored == set(FIGURES), "run `make baselines`"
    assert sum(path.stat().st_size for path in BASELINE.glob("*.png")) <= MOST_BYTES


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.mpl_image_compare(
    baseline_dir="baseline", style=STYLE, savefig_kwargs={"dpi": 60}, tolerance=TOLERANCE
)
def test_picture(name: str) -> Figure:
    figure: Figure = getattr(plots, name)()
    return figure


@pytest.mark.parametrize("name", FIGURES)
def test_nothing_is_cut_off_at_the_border(name: str) -> None:
    figure: Figure = getattr(plots, name)()
    figure.set_dpi(300)  # at few dots letters are set wider than in a browser
    drawn, (width, height) = figure.get_tightbbox(), figure.get_size_inches()
    assert 0 <= drawn.x0 < drawn.x1 <= width
    assert 0 <= drawn.y0 < drawn.y1 <= height
