"""Number the figures and widgets of a page, and serve what is behind them when it is asked for."""

import json
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from startlab.edition import CHAPTER

WIDGET = re.compile(r'<div class="startlab-explore" id="(\w+)"')
ROWS = re.compile(r'<script type="application/json" class="startlab-rows">(.*?)</script>\s*', re.S)


def number_figures(app: Sphinx, doctree: nodes.document) -> None:
    """Write Fig. 4.2 before the caption of the second figure of chapter 04, or name a widget so.

    Sphinx's own numbers run through the book, so that one edited chapter means reading all.
    """
    page = app.env.docname
    chapter = CHAPTER.match(page)
    figures = [node for node in doctree.findall() if _is_figure(node)]
    drawn = _drawn(Path(app.env.doc2path(page))) if chapter else []
    behind = []
    for count, node in enumerate(figures, start=1):
        number = f"{int(chapter[1])}.{count}" if chapter else str(count)
        title = f"Fig. {number}"
        if isinstance(node, nodes.raw):
            behind.append(_name_widget(node, number) | {"title": title})
            continue
        for caption in node.findall(nodes.caption):
            title += f": {caption.astext().rstrip('.')}"
            if chapter:
                text = f"Fig. {number} "
                caption.insert(0, nodes.inline("", text, classes=["caption-number"]))
        behind.append({**(drawn.pop(0) if drawn else {}), "title": title})
    if behind:
        target = Path(app.outdir) / f"{page}.js"
        target.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(behind, ensure_ascii=False, separators=(",", ":"))
        target.write_text(f"startlab.figures = {text};\n", "utf-8")


def _is_figure(node: nodes.Node) -> bool:
    if isinstance(node, nodes.raw):
        return bool(WIDGET.search(node.astext()))
    return isinstance(node, nodes.figure)


def _name_widget(node: nodes.raw, number: str) -> dict[str, Any]:
    """Name a widget by its number, for its address, and take its rows out of the page."""
    text = node.astext()
    found, rows = WIDGET.search(text), ROWS.search(text)
    assert found is not None
    text = ROWS.sub("", text).replace(found[1], f"fig-{number.replace('.', '-')}")
    node.children = [nodes.Text(text)]
    node.rawsource = text
    return {"rows": json.loads(rows[1])} if rows else {}


def _drawn(path: Path) -> list[dict[str, Any]]:
    """Return SVG and rows of the figures of a notebook, in order."""
    found = []
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        for output in cell.get("outputs", ()):
            if svg := output.get("data", {}).get("image/svg+xml"):
                text = output["metadata"].get("startlab", {}).get("rows", "")
                lines = text.splitlines()
                rows = {"lines": lines, "frames": [[0, len(lines)]]}
                found.append({"svg": "".join(svg), "rows": rows})
    return found


def setup(app: Sphinx) -> None:
    """Register the parts of this extension."""
    app.connect("doctree-read", number_figures)
