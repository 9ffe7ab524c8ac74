"""The widget in a live kernel: JupyterLab itself, driven by keyboard in Chromium."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import nbformat
import pytest
from conftest import ROOT
from playwright.sync_api import Browser, expect

from startlab import cli
from startlab.exercises import NOT_YET

CODE = """\
import datetime
import startlab as sl
from startlab.chapters import ch04
sl.explore(
    ch04.margins,
    date=[datetime.date(2018, 2, 5), datetime.date(2019, 3, 1)],
    party=["US", "RU"],
)"""
CHAPTER = "05_what_did_the_two_sides_declare.ipynb"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a folder with one notebook and the copied chapters, as a student has it at first."""
    tmp_path, monkeypatch = tmp_path_factory.mktemp("lab"), pytest.MonkeyPatch()
    folder = tmp_path / "mine"
    for kind in ("CONFIG", "DATA"):
        monkeypatch.setenv(f"JUPYTER_{kind}_DIR", str(tmp_path / kind))
    monkeypatch.delenv("STARTLAB_DRAW_ALL_STATES")
    assert cli.main(["notebooks", str(folder)]) == 0
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CODE)])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, folder / "live.ipynb")
    notebook = nbformat.read(ROOT / "notebooks" / CHAPTER, as_version=4)
    notebook.cells[0].source += " "  # one that nobody has signed, as a download is
    nbformat.write(notebook, folder / "downloaded.ipynb")
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    options = [f"--port={port}", "--no-browser", "--allow-root", "--IdentityProvider.token="]
    with (tmp_path / "lab.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options, f"--notebook-dir={folder}"],
            stdout=log,
            stderr=log,
        )
        address = f"http://localhost:{port}"
        _wait_for(f"{address}/api")
        yield address
        server.terminate()
        server.wait(timeout=60)  # it ends its kernels first
    monkeypatch.undo()


def _wait_for(address: str) -> None:
    for _ in range(150):
        try:
            urllib.request.urlopen(address, timeout=1).close()
            return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"{address} does not answer.")


def test_controls_are_alive_in_jupyterlab(browser: Browser, lab: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{lab}/lab/tree/live.ipynb?reset")
    page.locator(".jp-Notebook .jp-CodeCell").first.click(timeout=60_000)
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=60_000)
    page.keyboard.press("Shift+Enter")
    says = page.locator(".jp-OutputArea p:is([role=status], [role=alert])")
    expect(says).to_contain_text("5 February 2018, United States", timeout=60_000)
    page.locator(".noUi-handle").press("ArrowRight")
    assert page.locator(".jp-OutputArea .widget-readout").inner_text() == "1 March 2019"
    expect(says).to_contain_text("1 March 2019, United States", timeout=60_000)
    page.locator(".jp-OutputArea select").select_option("RU")
    expect(says).to_contain_text("1 March 2019, Russia", timeout=60_000)
    assert page.locator(".jp-OutputArea svg").first.is_visible()
    context.close()


@pytest.mark.nightly
def test_a_copied_chapter_shows_its_figures_before_anything_is_run(
    browser: Browser, lab: str
) -> None:
    with browser.new_context(viewport={"width": 1280, "height": 20_000}) as context:
        page = context.new_page()
        page.goto(f"{lab}/lab/tree/{CHAPTER}?reset")
        expect(page.locator(".jp-OutputArea img").first).to_be_visible(timeout=60_000)
        expect(page.locator(".jp-OutputArea .startlab-frame svg").first).to_be_visible()
        assert "<Figure" not in page.locator(".jp-Notebook").inner_text()
        assert page.locator(".startlab-check").first.inner_text() == f"Exercise 05.1. {NOT_YET}"


@pytest.mark.nightly
def test_a_downloaded_notebook_reads_well_before_it_is_run(browser: Browser, lab: str) -> None:
    """JupyterLab trusts no notebook that it did not run: no picture, no control, but sentences."""
    page = browser.new_context(viewport={"width": 1280, "height": 20_000}).new_page()
    page.goto(f"{lab}/lab/tree/downloaded.ipynb?reset")
    says = page.locator(".jp-OutputArea .startlab-says").first
    expect(says).to_be_visible(timeout=60_000)
    outputs = page.locator(".jp-OutputArea").all_inner_texts()
    assert not any("<Figure size" in text or "HouseFigure" in text for text in outputs)
    widget = says.locator("xpath=ancestor::div[contains(@class, 'jp-RenderedHTML')]").inner_text()
    sentences = says.locator("xpath=..").locator(
        ".startlab-says, .startlab-seen, .startlab-choices"
    )
    assert widget.split() == " ".join(sentences.all_inner_texts()).split(), "loose numbers"
    assert "highest" in "".join(outputs)  # the sentence of a figure stands in its place
    exercise = page.get_by_text(NOT_YET).first.locator("xpath=ancestor::div[2]")
    assert exercise.inner_text().strip() == f"Exercise 05.1. {NOT_YET}"
    page.context.close()
