"""Figures as SVG text: the same bytes on every run, readable in light and dark pages."""

from __future__ import annotations

import html
import io
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

# Each colour of the house style: its name, in light pages, in dark pages.
COLOURS = {
    "paper": ("#fdfdfb", "#15191e"),
    "ink": ("#1f2430", "#e8e6e1"),
    "muted": ("#596273", "#a8b0bd"),
    "grid": ("#dde1e7", "#363c46"),
    "us": ("#1a5fa8", "#74b5f2"),
    "ru": ("#b5470f", "#f0a261"),
    "limit": ("#8f1d45", "#ff8fab"),
    "third": ("#3f7a3a", "#8fcf86"),
}
LIGHT = {name: light for name, (light, _) in COLOURS.items()}
STYLE: dict[Any, Any] = {
    "svg.hashsalt": "startlab",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 10.5,
    "axes.edgecolor": LIGHT["muted"],
    "axes.labelcolor": LIGHT["ink"],
    "axes.facecolor": LIGHT["paper"],
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.titlelocation": "left",
    "grid.color": LIGHT["grid"],
    "grid.linewidth": 0.8,
    "figure.facecolor": LIGHT["paper"],
    "figure.figsize": (7.2, 4.2),
    "text.color": LIGHT["ink"],
    "xtick.color": LIGHT["muted"],
    "ytick.color": LIGHT["muted"],
    "xtick.labelcolor": LIGHT["ink"],
    "ytick.labelcolor": LIGHT["ink"],
    "lines.linewidth": 2.2,
}
NO_METADATA = {"Creator": None, "Date": None, "Format": None, "Type": None}
ROOT_STYLE = "font-family:system-ui,'Segoe UI','DejaVu Sans',sans-serif;stroke-linejoin:round"
DARK_PAGE = (
    "<style>@media (prefers-color-scheme:dark){svg{"
    + "".join(f"--sl-{name}:{dark};" for name, (_, dark) in COLOURS.items())
    + "}}</style>"
)


def svg_lines(figure: Figure) -> list[str]:
    """Return a figure as lines of SVG, one element a line, for use inside a page.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Drawn with `STYLE`; its label (`figure.set_label`) says in words what is seen.

    Returns
    -------
    list of str
        From ``<svg`` to ``</svg>``. The same content gives the same lines; the colours of the
        house style are CSS variables, so that a page can change them.

    Examples
    --------
    >>> svg_lines(Figure())[-1]
    '</svg>'
    """
    text = io.StringIO()
    with mpl.rc_context(STYLE):
        figure.savefig(text, format="svg", metadata=NO_METADATA)
    svg = text.getvalue().encode("utf-8", "replace").decode("utf-8")  # no half characters
    svg = re.sub(r"\s*\n(?!\s*<)", " ", svg[svg.index("<svg") :].strip())
    svg = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>\s*", "", svg, count=1, flags=re.DOTALL)
    svg = svg.replace("font-family: 'DejaVu Sans', sans-serif; ", "")
    svg = svg.replace("<svg", f'<svg style="{ROOT_STYLE}"', 1)
    svg = _only_referenced_ids(_named_colours(svg))
    kept = "\n".join(_without_empty_groups(line.strip() for line in svg.splitlines()))
    # What stands around an element goes on its line: frames of a widget then share more of them.
    kept = re.sub(r"(<(?:g|defs|clipPath)\b[^>]*(?<!/)>)\n", r"\1", kept)
    return re.sub(r"\n(?=</(?:g|defs|clipPath)>)", "", kept).split("\n")


def svg_document(figure: Figure) -> str:
    """Return a figure as one SVG file that follows the light or dark scheme of its page.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Drawn with `STYLE`.

    Returns
    -------
    str
        SVG text, deterministic.

    Examples
    --------
    >>> "prefers-color-scheme" in svg_document(Figure())
    True
    """
    first, *rest = svg_lines(figure)
    label = html.escape(str(figure.get_label()))
    first = first.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)
    return "\n".join([first, DARK_PAGE, *rest])


def show_figures_as_svg() -> None:
    """Make a notebook show matplotlib figures through `svg_document`; elsewhere do nothing.

    Examples
    --------
    >>> show_figures_as_svg()
    """
    if "IPython" not in sys.modules:
        return
    shell = sys.modules["IPython"].get_ipython()
    if shell is not None:
        formatters = shell.display_formatter.formatters
        formatters["image/svg+xml"].for_type(Figure, svg_document)


def _named_colours(svg: str) -> str:
    names = {light: name for name, light in LIGHT.items()}
    return re.sub("|".join(names), lambda found: f"var(--sl-{names[found[0]]},{found[0]})", svg)


def _only_referenced_ids(svg: str) -> str:
    wanted = set(re.findall(r"#([A-Za-z0-9_]+)[\")]", svg))
    return re.sub(r' id="([^"]*)"', lambda found: found[0] if found[1] in wanted else "", svg)


def _without_empty_groups(lines: Iterable[str]) -> Iterator[str]:
    """Drop groups that say nothing."""
    kept: list[bool] = []
    for line in lines:
        if line == "</g>":
            if kept.pop():
                yield line
        elif line.startswith("<g") and not line.endswith("/>"):
            kept.append(line != "<g>")
            if kept[-1]:
                yield _short(line)
        elif line != "<g/>":
            yield _short(line)


def _short(line: str) -> str:
    """Write an element with no digits that nobody sees: places to a tenth of a point."""
    line = re.sub(r' transform="rotate\(-0 [^"]*"', "", line)
    tag, end, text = line.partition(">")
    if ' id="' not in tag:  # a shape that others use is small, and keeps its second digit
        tag = re.sub(r' (?:d|x|y)="[^"]*"', _to_tenths, tag)
    tag = re.sub(r' d="[^"]*"', _tight, tag)
    return re.sub(r"(\.\d\d)\d+", r"\1", tag) + end + text


def _to_tenths(found: re.Match[str]) -> str:
    return re.sub(r"-?\d+\.\d+", lambda n: f"{round(float(n[0]), 1) + 0.0:.7g}", found[0])


def _tight(found: re.Match[str]) -> str:
    """Write a path without the spaces and letters that SVG can do without."""
    path = re.sub(r"(?<=[A-Za-z]) | (?=[A-Za-z\"])", "", found[0].lstrip())
    path = re.sub(r"M([^A-Za-z]+)L\1(?=[Mz\"])", r"M\1h0", path)  # a dot: a stroke of no length
    return " " + re.sub(r"(?<=L)([^A-Za-z]+)L", r"\1 ", path)
