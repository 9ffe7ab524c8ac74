"""Figures as SVG text: the same bytes on every run, readable in light and dark pages."""

import html
import io
import re
from collections.abc import Iterable, Iterator

from matplotlib.figure import Figure

from startlab.figures.style import COLOURS, LIGHT, house_style

NO_METADATA = {"Creator": None, "Date": None, "Format": None, "Type": None}
ROOT_STYLE = "font-family:system-ui,'Segoe UI','DejaVu Sans',sans-serif;stroke-linejoin:round"
NAMED = re.compile(r'( id="| xlink:href="#|url\(#)(\w+)')
DARK_PAGE = (
    "<style>@media (prefers-color-scheme:dark){svg{"
    + "".join(f"--sl-{name}:{dark};" for name, (_, dark) in COLOURS.items())
    + "}}</style>"
)


def svg_lines(figure: Figure) -> list[str]:
    """Return a figure as lines of SVG, one element a line, for use inside a page.

    The same content gives the same lines; the colours of the house style are CSS variables, so that
    a page can change them.

    >>> from matplotlib.figure import Figure
    >>> svg_lines(Figure())[-1]
    '</svg>'
    """
    text = io.StringIO()
    with house_style():
        figure.savefig(text, format="svg", metadata=NO_METADATA)
    svg = text.getvalue().encode("utf-8", "replace").decode("utf-8")  # no half characters
    svg = re.sub(r"\s*\n(?!\s*<)", " ", svg[svg.index("<svg") :].strip())
    svg = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>\s*", "", svg, count=1, flags=re.DOTALL)
    svg = svg.replace("font-family: 'DejaVu Sans', sans-serif; ", "")
    svg = svg.replace("<svg", f'<svg style="{ROOT_STYLE}"', 1)
    named = {light: f"var(--sl-{name},{light})" for name, light in LIGHT.items()}
    svg = re.sub("|".join(named), lambda found: named[found[0]], svg)
    wanted = set(re.findall(r"#([A-Za-z0-9_]+)[\")]", svg))
    svg = re.sub(r' id="([^"]*)"', lambda found: found[0] if found[1] in wanted else "", svg)
    kept = "\n".join(_without_empty_groups(line.strip() for line in svg.splitlines()))
    # What stands around an element goes on its line: frames of a widget then share more of them.
    kept = re.sub(r"(<(?:g|defs|clipPath)\b[^>]*(?<!/)>)\n", r"\1", kept)
    return re.sub(r"\n(?=</(?:g|defs|clipPath)>)", "", kept).split("\n")


def named_apart(lines: list[str], uid: str, numbers: dict[str, int]) -> list[str]:
    """Return lines with numbered clip paths and markers: other pictures may share their page."""

    def numbered(found: re.Match[str]) -> str:
        return f"{found[1]}{uid}-{numbers.setdefault(found[2], len(numbers))}"

    return [NAMED.sub(numbered, line) for line in lines]


def svg_document(figure: Figure) -> str:
    """Return a figure as one SVG file that follows the light or dark scheme of its page.

    >>> from matplotlib.figure import Figure
    >>> "prefers-color-scheme" in svg_document(Figure())
    True
    """
    first, *rest = svg_lines(figure)
    label = html.escape(str(figure.get_label()))
    first = first.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)
    return "\n".join([first, DARK_PAGE, *rest])


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
