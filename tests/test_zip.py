"""The book in one file: unpacked into a folder with an odd name, and opened without a server."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote
from zipfile import ZipFile

import make_zip
import pytest
from browser import uncover
from conftest import EDITION, opened
from playwright.sync_api import Browser, Page

CHAPTER = "notebooks/04_what_does_new_start_limit.html"


@pytest.fixture(scope="module")
def unpacked(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("USB Stick é")
    shutil.unpack_archive(site / make_zip.NAME, folder)
    return folder / "startlab"


@pytest.fixture
def page(browser: Browser, unpacked: Path) -> Iterator[Page]:
    with opened(browser, (unpacked.as_uri(),)) as page:
        yield page


@pytest.mark.nightly
@pytest.mark.edition
def test_every_page_opens_from_the_folder(page: Page, unpacked: Path) -> None:
    for name in [*EDITION.pages, "search", "index"]:
        page.goto((unpacked / f"{name}.html").as_uri())
    page.wait_for_url("**/book/index.html")  # index.html leads on
    assert page.locator("article h1").is_visible()


def test_a_control_moves_and_the_theme_switches(page: Page, unpacked: Path) -> None:
    page.goto((unpacked / CHAPTER).as_uri())
    uncover(page)
    says = page.locator(".startlab-says").first
    before = says.inner_text()
    page.locator(".startlab-explore input[type=range]").first.focus()
    page.keyboard.press("ArrowLeft")
    assert says.inner_text() != before
    root, button = page.locator("html"), page.locator("button.theme-switch-button:visible").first
    seen = {root.get_attribute("data-theme")}
    for _ in range(3):
        button.click()
        seen.add(root.get_attribute("data-theme"))
    assert seen == {"light", "dark"}


def test_search_finds_a_page_and_leads_to_it(page: Page, unpacked: Path) -> None:
    page.goto((unpacked / "search.html").as_uri() + "?q=headroom")
    page.wait_for_selector("#search-results li a")
    page.locator("#search-results li a").first.click()
    page.wait_for_selector("article h1")
    assert "headroom" in page.locator("article").inner_text().lower()


def test_a_table_is_downloaded_and_a_notebook_opened(page: Page, unpacked: Path) -> None:
    page.goto((unpacked / CHAPTER).as_uri())
    with page.expect_download() as download:
        page.locator("a.download").first.click()
    assert download.value.suggested_filename.endswith(".csv")
    page.locator(".startlab-run a").first.click()  # without a server Chromium shows it as text
    page.wait_for_url("**/*.ipynb")
    assert json.loads(page.inner_text("body"))["nbformat"] == 4


@pytest.mark.edition
def test_every_download_is_in_the_folder_and_the_zip_itself_is_not(unpacked: Path) -> None:
    offered = 0
    for name in EDITION.pages:
        path = unpacked / f"{name}.html"
        for link in re.findall(r"<a [^>]*\bdownload\b[^>]*>", path.read_text("utf-8")):
            address = re.search('href="([^"]*)"', link)
            assert address is not None
            assert (path.parent / unquote(address[1])).is_file(), link
            offered += 1
    assert offered > 18
    assert not list(unpacked.rglob("*.zip"))


@pytest.mark.edition
def test_the_book_offers_the_file(site: Path) -> None:
    text = (site / "book/how_to_read.html").read_text("utf-8")
    assert 'href="../startlab.zip" download' in text


@pytest.mark.edition
def test_the_same_pages_give_the_same_bytes(site: Path, tmp_path: Path) -> None:
    copy, target = tmp_path / "copy", tmp_path / "again.zip"
    shutil.copytree(site, copy)  # other dates, and perhaps another order on the disk
    make_zip.pack(copy, target)
    assert target.read_bytes() == (site / make_zip.NAME).read_bytes()
    with ZipFile(target) as packed:
        names = packed.namelist()
    assert names == sorted(names, key=lambda name: Path(name).parts)
    assert all(name.startswith("startlab/") and "/." not in name for name in names)
