"""The form of each chapter: parts, figures with words, outputs that belong to the code."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from test_explore import unpacked

ROOT = Path(__file__).parent.parent
CHAPTERS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
pytestmark = pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
WORDS = range(900, 2001)
MOST_WORDS = {"on average": 15, "longest": 35}  # of a sentence


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
    assert sum(len(line.split()) for line in sentences(path)) in WORDS


def sentences(path: Path) -> list[str]:
    """Return the sentences of a chapter; headings and list items are sentences too."""
    text = re.sub(r"\$\$.*?\$\$", "", prose(path), flags=re.DOTALL)
    text = re.sub(r"\]\([^)]*\)", "]", text)
    blocks = []
    for block in re.split(r"\n\s*\n|\n(?=[-#]|\d+\.)", text):
        words = re.sub(r"[*`\[\]]", "", re.sub(r"^(?:[-#]+|\d+\.)\s+", "", block.strip())).split()
        if len(words) > 3:
            line = " ".join(words)
            blocks.append(line if line[-1] in ".?" else line.rstrip(":;,") + ".")
    return [s for block in blocks for s in re.split(r"(?<=[.?])\s+(?=[A-Z0-9])", block)]


def test_sentences_are_short(path: Path) -> None:
    lines = [line.split() for line in sentences(path)]
    longest = max(lines, key=len)
    assert len(longest) <= MOST_WORDS["longest"], " ".join(longest)
    assert sum(map(len, lines)) / len(lines) <= MOST_WORDS["on average"]


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


def test_cells_are_run_in_order_short_and_folded_where_they_draw(path: Path) -> None:
    """What outputs may hold, and how much, stands in test_outputs."""
    widgets = 0
    for number, cell in enumerate(code_cells(path), start=1):
        assert cell.execution_count == number, "run from top to bottom on a fresh kernel"
        assert not cell.source.rstrip().endswith(";")
        assert max(map(len, cell.source.splitlines())) <= 88
        kinds = [output.get("data", {}) for output in cell.outputs]
        # On the page: the figure open, its code folded.
        folded = ["hide-input"] if any("image/svg+xml" in data for data in kinds) else []
        assert cell.metadata.get("tags", []) == folded
        assert not folded or len(cell.source.splitlines()) <= 12, "a figure that a student reads"
        widgets += sum("startlab-explore" in data.get("text/html", "") for data in kinds)
    assert widgets >= 1


def test_links_lead_somewhere(path: Path) -> None:
    """Also that of **Next**, which a page and a copy write anew for their edition."""
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", prose(path)):
        if not target.startswith("http"):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


@pytest.mark.nightly
def test_cells_run_again_in_any_order(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each cell twice, then all of them from last to first: nothing breaks, the same is said."""
    sources = [cell.source for cell in code_cells(path)]
    space: dict[str, object] = {}
    first = []
    for source in sources:
        exec(source, space)
        first.append(capsys.readouterr().out)
        exec(source, space)
        assert capsys.readouterr().out == first[-1]
    for source, said in zip(reversed(sources), reversed(first), strict=True):
        exec(source, space)
        assert capsys.readouterr().out == said


def test_every_figure_of_a_widget_has_its_own_sentence(path: Path) -> None:
    for cell in code_cells(path):
        for output in cell.outputs:
            page = output.get("data", {}).get("text/html", "")
            if "startlab-explore" not in page:
                continue
            frames = set(unpacked(page))
            assert len({says for says, _ in frames}) == len(frames), cell.source
            assert all(re.search(r"\w.*[.?]$", says) for says, _ in frames), cell.source
