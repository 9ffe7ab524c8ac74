"""Figures as SVG: the same bytes, well-formed, in colours that a page can change."""

from __future__ import annotations

import re
import subprocess
import sys
from xml.dom import minidom

from matplotlib.figure import Figure

from startlab.figures.style import COLOURS, LIGHT
from startlab.figures.svg import svg_document, svg_lines


def figure() -> Figure:
    made = Figure()
    axes = made.subplots()
    axes.plot([1, 2, 3], [1500, 1600, 1550], marker="o", color=LIGHT["us"])
    axes.scatter([1, 2], [1500, 1550])
    axes.set_title('<b> & "quotes"')
    made.set_label('Says <b> & "quotes".')
    return made


def test_document_is_well_formed() -> None:
    document = minidom.parseString(svg_document(figure()))
    assert document.documentElement.getAttribute("aria-label") == 'Says <b> & "quotes".'


def test_one_element_a_line() -> None:
    assert all(line.startswith("<") and line.endswith(">") for line in svg_lines(figure()))


def test_house_colours_are_variables() -> None:
    text = "\n".join(svg_lines(figure()))
    assert f"var(--sl-us,{LIGHT['us']})" in text
    assert not re.search(r"(?<!,)" + LIGHT["us"], text)


def test_same_bytes_in_another_process() -> None:
    code = (
        "from matplotlib.figure import Figure; from startlab.figures.svg import svg_document;"
        "f = Figure(); f.subplots().plot([1, 2]); print(svg_document(f), end='')"
    )
    runs = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
        for _ in range(2)
    }
    assert len(runs) == 1


def luminance(colour: str) -> float:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_text_colours_have_contrast_on_paper_in_both_schemes() -> None:
    """WCAG 2: 4.5 to 1 for text."""
    for scheme in (0, 1):
        paper = luminance(COLOURS["paper"][scheme])
        for name in set(COLOURS) - {"paper", "grid"}:
            one, other = sorted((paper, luminance(COLOURS[name][scheme])))
            assert (other + 0.05) / (one + 0.05) >= 4.5, name
