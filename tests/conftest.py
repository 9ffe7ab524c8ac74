"""What several test files need: the built book, served on localhost, and a browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from browser import faults_of, open_browser, serve
from bs4 import BeautifulSoup
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


# Answers every exercise and makes a move in every game; returns those that do not answer.
ACT = """
const silent = [];
for (const root of document.querySelectorAll(".startlab-check")) {
  const field = root.querySelector("form :is(input, textarea)");
  if (field.type == "checkbox") field.checked = true;
  else field.value = "1";
  root.querySelector("form").requestSubmit();
  if (!root.querySelector(".startlab-verdict").textContent) silent.push(root.dataset.exercise);
}
for (const root of document.querySelectorAll(".startlab-game")) {
  root.querySelector(".startlab-moves button").click();
  if (root.querySelectorAll("ol li").length != 1) silent.push(root.id);
}
return silent;"""


# The words of a picture that stand outside of it, by more than some pixels.
OUTSIDE = """
const outside = (svg, most = 1) => {
  const frame = svg?.getBoundingClientRect();
  return [...svg?.querySelectorAll("text") ?? []].filter((text) => {
    const { left, right, top, bottom } = text.getBoundingClientRect();
    return left < frame.left - most || right > frame.right + most || top < frame.top - most
      || bottom > frame.bottom + most;
  }).map((text) => text.textContent);
};"""
FRAME = 16.0  # milliseconds between two pictures of a screen


def comes_within_a_frame(measure: Callable[[], list[float]], least: int) -> None:
    """Hold that 95 of 100 times are within a frame in the best run: others use the machine too."""
    runs = []
    for _ in range(5):
        times = sorted(measure())
        assert len(times) >= least
        runs.append(times[int(0.95 * len(times)) - 1])
        if runs[-1] <= FRAME:
            return
    pytest.fail(f"95th percentiles in milliseconds: {runs}")


def unspaced(text: str) -> str:
    return "".join(text.split())


def article_of(page: Path) -> BeautifulSoup:
    """Return the text of a page: in a third of the time that the whole of it takes."""
    text = page.read_text("utf-8")
    article = text[text.index("<article") : text.index("</article>")]
    return BeautifulSoup(re.sub(r"<script.*?</script>", "", article, flags=re.S), "html.parser")


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


# A page that was used before loads in half the time: one for each set of options.
USED: dict[str, tuple[Page, list[str]]] = {}


@contextmanager
def opened(
    browser: Browser, allowed: tuple[str, ...] = ("http://localhost:",), **options: object
) -> Iterator[Page]:
    """Give an empty page that fails the test on any error or any request to another host."""
    key = repr((id(browser), allowed, options))
    used = USED.pop(key, None)  # nobody else has it meanwhile
    page = used[0] if used else browser.new_context(**options).new_page()
    faults = used[1] if used else faults_of(page, (*allowed, "data:", "blob:"))
    try:
        yield page
    except BaseException:
        page.context.close()
        raise
    found = [*faults]
    empty(page, options)
    faults.clear()
    USED[key] = page, faults
    assert not found


def empty(page: Page, options: dict[str, Any]) -> None:
    """Leave the page as a new one: nothing kept, nothing emulated but its options."""
    origin, url = page.evaluate("[origin, location.href]")
    page.evaluate("try { sessionStorage.clear(); } catch { /* forbidden: nothing is kept */ }")
    page.goto("about:blank")
    page.context.clear_cookies()
    session = page.context.new_cdp_session(page)
    session.send(
        "Storage.clearDataForOrigin",
        {"origin": url if origin == "null" else origin, "storageTypes": "local_storage"},
    )
    session.detach()
    page.emulate_media(media="null", color_scheme=options.get("color_scheme"))
    if page.viewport_size != (size := options.get("viewport", {"width": 1280, "height": 720})):
        page.set_viewport_size(size)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with opened(browser) as page:
        yield page
