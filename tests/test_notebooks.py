"""The form of each chapter: parts, figures with words, outputs that belong to the code."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parent.parent
CHAPTERS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
pytestmark = pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
WORDS = range(900, 2001)


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def prose(path: Path) -> str:
    return "\n\n".join(c.source for c in read(path).cells if c.cell_type == "markdown")


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def test_parts(path: Path) -> None:
    text = prose(path)
    assert re.match(r"# .+\?\n", text), "the title is a question"
    for part in ["**You will** ", "**You need** ", "**Time** ", "**Data** ", "**Next:**"]:
        assert part in text, f"{path.name} lacks {part}"
    for heading in ["## Exercises", "## You have", "## Sources"]:
        assert heading in text, f"{path.name} lacks {heading}"
    assert "**Predict first.**" in text
    assert "**Then look.**" in text


def test_length(path: Path) -> None:
    assert len(prose(path).split()) in WORDS


def test_markdown_is_plain(path: Path) -> None:
    assert not re.search(r"^(```\{|:::|\{\w+\}`)", prose(path), re.MULTILINE)
    assert "!" not in re.sub(r"!\[|!=", "", prose(path)), "no exclamation marks"


def test_figures_have_name_caption_and_words(path: Path) -> None:
    figures = 0
    for cell in code_cells(path):
        if any("image/svg+xml" in out.get("data", {}) for out in cell.outputs):
            figures += 1
            settings = cell.metadata.mystnb
            assert settings.figure.name.startswith(f"fig-{path.name[:2]}-")
            assert settings.figure.caption.endswith(".")
            assert len(settings.image.alt) > 40
    assert 2 <= figures <= 4
    assert prose(path).count("**Reading the figure.**") == figures
    assert prose(path).count("Data behind this figure: [") == figures


def test_exercises(path: Path) -> None:
    sources = [cell.source for cell in code_cells(path)]
    found = [re.search(r'^answer = \.\.\.\nsl\.check\("(\d\d\.\d)", answer\)$', s) for s in sources]
    idents = [match[1] for match in found if match]
    assert len(idents) >= 3
    assert idents == [f"{path.name[:2]}.{n}" for n in range(1, len(idents) + 1)]


def test_outputs_are_whole_and_stable(path: Path) -> None:
    widgets = 0
    for number, cell in enumerate(code_cells(path), start=1):
        assert cell.execution_count == number, "run from top to bottom on a fresh kernel"
        assert "execution" not in cell.metadata, "no times"
        assert not cell.source.rstrip().endswith(";")
        assert max(map(len, cell.source.splitlines())) <= 88
        for output in cell.outputs:
            assert output.output_type != "error"
            assert output.get("name") != "stderr"
            data = output.get("data", {})
            assert "application/vnd.jupyter.widget-view+json" not in data
            assert "startlab-fault" not in data.get("text/html", "")
            widgets += "startlab-explore" in data.get("text/html", "")
    assert widgets >= 1


def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", prose(path)):
        if not target.startswith("http"):
            assert (path.parent / target).exists(), f"{path.name}: {target}"
