"""What a notebook carries: what its page shows, and nothing that a reader cannot see."""

from __future__ import annotations

import gzip
import html
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, SITE, article_of, unspaced
from startlab_tables import join_headings

from startlab.notebooks import link_near, linked_files

PLACES = (ROOT / "notebooks", ROOT / "notebooks/solutions")
NOTEBOOKS = sorted(path for place in PLACES for path in place.glob("[0-9a-z]*.ipynb"))
# The largest are chapters 01 and 05: 289,555 bytes, 49,920 of them packed. There is no room for a
# picture in dots. Of one output the widget of chapter 05 has the most, 152,000.
MOST_BYTES, MOST_PACKED, MOST_OF_AN_OUTPUT = 300_000, 55_000, 155_000
NOTEBOOK_KEYS = {"cells", "metadata", "nbformat", "nbformat_minor"}
CODE_KEYS = {"cell_type", "execution_count", "id", "metadata", "outputs", "source"}
PROSE_KEYS = {"cell_type", "id", "metadata", "source"}
SHOWN = {"text/plain", "text/html", "text/markdown", "image/svg+xml"}
MACHINE = re.compile(
    r"/(home|root|tmp|var|usr|Users|work)/|[A-Z]:\\\\|site-packages|<ipython-input"
)
PACKED = re.compile(r"base64|[A-Za-z0-9+/]{200}|data:(image|font|application)/")
# A phone shows a figure over its whole width, 375 pixels; words under 10 of them tire the eye.
PHONE_WIDTH, SMALLEST = 375, 10.0
BOX = re.compile(r'viewBox=\\?"0 0 ([\d.]+) ([\d.]+)')
FONT = re.compile(r"font(?:-size)?: ?(?:[a-z0-9]+ )*([\d.]+)px")
every_notebook = pytest.mark.parametrize(
    "path", NOTEBOOKS, ids=lambda path: f"{path.parent.name}-{path.stem}"
)


def read(path: Path) -> dict[str, Any]:
    notebook: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return notebook


def outputs(path: Path) -> list[dict[str, Any]]:
    return [out for cell in read(path)["cells"] for out in cell.get("outputs", [])]


@every_notebook
def test_size(path: Path) -> None:
    content = path.read_bytes()
    assert len(content) <= MOST_BYTES
    assert len(gzip.compress(content)) <= MOST_PACKED
    for output in outputs(path):
        for kind in output.get("data", {}).values():
            assert len("".join(kind).encode()) <= MOST_OF_AN_OUTPUT


@every_notebook
def test_no_hidden_parts(path: Path) -> None:
    """No tags that hide, no attachments, no state of widgets, no times: nothing but these."""
    notebook = read(path)
    assert notebook.keys() == NOTEBOOK_KEYS
    assert notebook["metadata"] == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook["cells"]:
        code = cell["cell_type"] == "code"
        assert cell.keys() == (CODE_KEYS if code else PROSE_KEYS)
        assert cell["metadata"].keys() <= ({"mystnb", "tags"} if code else set())
        assert cell["metadata"].get("mystnb", {}).keys() <= {"figure", "image"}


@every_notebook
def test_outputs_are_of_the_kinds_that_a_page_shows(path: Path) -> None:
    for output in outputs(path):
        if output["output_type"] == "stream":
            assert output["name"] == "stdout"
        else:
            assert output["output_type"] == "execute_result"
            assert output["metadata"].keys() <= {"startlab"}  # the rows of a figure
            assert output["data"].keys() <= SHOWN


@every_notebook
def test_nothing_of_the_machine_and_nothing_packed(path: Path) -> None:
    for cell in read(path)["cells"]:
        text = json.dumps([cell["source"], cell.get("outputs")], ensure_ascii=False)
        for unwanted in (MACHINE, PACKED):
            found = unwanted.search(text)
            assert not found, text[max(0, found.start() - 60) : found.end() + 60]


@every_notebook
def test_words_in_figures_can_be_read_on_a_phone(path: Path) -> None:
    """The smallest words of each figure, and of each state of a widget, in pixels."""
    for output in outputs(path):
        for kind in ("image/svg+xml", "text/html"):
            drawn = "".join(output.get("data", {}).get(kind, ""))
            boxes, sizes = set(BOX.findall(drawn)), [float(size) for size in FONT.findall(drawn)]
            if "data-game" not in drawn:  # the pictures of a game are of several sizes
                assert len(boxes) <= 1, "what stands under the widget would move"
            for width, _ in boxes:
                assert min(sizes, default=SMALLEST) * PHONE_WIDTH / float(width) >= SMALLEST


@cache
def page(path: Path) -> tuple[str, set[str]]:
    """Return the words of the page of a notebook, and of its pictures."""
    name = path.relative_to(ROOT).with_suffix(".html")
    soup = article_of(SITE / name)
    for cell in soup.select(".startlab-cite"):  # the page says more than the notebook
        cell.decompose()
    return unspaced(soup.get_text()), {str(image.get("alt")) for image in soup.select("img")}


@pytest.mark.usefixtures("site")
@every_notebook
def test_the_page_shows_every_output(path: Path) -> None:
    words, pictures = page(path)
    for output in outputs(path):
        data = {kind: "".join(lines) for kind, lines in output.get("data", {}).items()}
        if "image/svg+xml" in data:
            label = re.search(r'aria-label="([^"]*)"', data["image/svg+xml"])
            assert label
            assert html.unescape(label[1]) in pictures
        elif "text/html" in data:
            told = BeautifulSoup(join_headings(data["text/html"]), "html.parser").get_text()
            assert unspaced(told) in words
        elif "text/markdown" in data:
            links = re.findall(r"\[(.+?)\]\(", data["text/markdown"])
            assert links and all(unspaced(link) in words for link in links)
        else:
            assert unspaced(data.get("text/plain") or "".join(output["text"])) in words


@pytest.mark.usefixtures("site")
@every_notebook
def test_the_download_is_the_notebook_with_links_to_published_data(path: Path) -> None:
    text, download = path.read_text("utf-8"), SITE / "_sources" / path.relative_to(ROOT)
    assert download.read_text("utf-8") == link_near(text)
    assert "](../" not in link_near(text)
    for name, file in linked_files(text).items():
        assert (SITE / name).read_bytes() == file.read_bytes()
        assert f"](https://book.org/{name})" in link_near(text, "https://book.org/")
