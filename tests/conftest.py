"""What several test files need: the built book, served on localhost, and a browser."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from browser import faults_of, open_browser, serve
from playwright.sync_api import Browser, Page

from startlab.edition import Edition

ROOT = Path(__file__).parent.parent
SITE = ROOT / "_build" / "html"
EDITION = Edition(ROOT)
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 375, "height": 800}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the cells of this edition's notebooks belong to what holds for any edition."""
    notebooks = {ROOT / f"{page}.ipynb" for page in EDITION.pages}
    for item in items:
        if item.path in notebooks:
            item.add_marker("edition")


@pytest.fixture(scope="session")
def site() -> Path:
    if not (SITE / ".complete").exists():
        pytest.fail("The book is not built; run `make book` first.")
    return SITE


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    with serve(site) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


def a_few_daily(values: Iterable[Any], *daily: str) -> list[Any]:
    """Parametrise by these values: those with one of the words in make test, all in nightly."""
    return [
        value
        if any(word in str(value) for word in daily)
        else pytest.param(value, marks=pytest.mark.nightly)
        for value in values
    ]


@contextmanager
def opened(
    browser: Browser, allowed: tuple[str, ...] = ("http://localhost:",), **options: object
) -> Iterator[Page]:
    """Give an empty page that fails the test on any error or any request to another host."""
    context = browser.new_context(**options)
    page = context.new_page()
    faults = faults_of(page, (*allowed, "data:", "blob:"))
    yield page
    context.close()
    assert not faults


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with opened(browser) as page:
        yield page
