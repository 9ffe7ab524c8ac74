"""The built book in real Chromium with the network cut: every page, every control."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import key_to_figure
from conftest import SITE
from playwright.sync_api import Browser, Page
from test_pages import PAGES

NAMES = [str(page.relative_to(SITE)) for page in PAGES]
WITH_WIDGETS = [
    name
    for name, page in zip(NAMES, PAGES, strict=True)
    if "startlab-explore" in page.read_text("utf-8")
]
# The key that moves a control, and the one for a control that stands at its end.
KEYS = {
    "range": ("ArrowRight", "ArrowLeft"),
    "select-one": ("ArrowDown", "ArrowUp"),
    "checkbox": ("Space", "Space"),
}
AT_END = "c => c.options ? c.selectedIndex == c.options.length - 1 : c.value == c.max"
SLOWEST = 16.0  # milliseconds from key press to changed figure, 95th percentile


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Give an empty page that fails the test on any error or any request to another host."""
    faults: list[str] = []
    context = browser.new_context()
    opened = context.new_page()
    opened.on(
        "console", lambda m: faults.append(m.text) if m.type in ("error", "warning") else None
    )
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("requestfailed", lambda request: faults.append(f"failed: {request.url}"))
    opened.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(("http://localhost:", "data:", "blob:"))
            else faults.append(f"left the site: {request.url}")
        ),
    )
    opened.on(
        "response", lambda r: faults.append(f"{r.status}: {r.url}") if r.status >= 400 else None
    )
    yield opened
    context.close()
    assert not faults


@pytest.mark.parametrize("name", NAMES)
def test_page_has_no_fault_and_is_accessible(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/{name}")
    page.wait_for_load_state("networkidle")
    violations = Axe().run(page, options={"preload": False}).response["violations"]
    serious = [v for v in violations if v["impact"] in ("critical", "serious")]
    assert not serious, [(v["id"], v["nodes"][0]["html"][:200]) for v in serious]


@pytest.mark.parametrize("name", WITH_WIDGETS)
def test_every_control_moves_its_figure_by_keyboard(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/{name}")
    widgets = page.locator(".startlab-explore")
    assert widgets.count() >= 1
    for widget in widgets.all():
        frame, says = widget.locator(".startlab-frame"), widget.locator(".startlab-says")
        controls = widget.locator("input, select")
        assert controls.count() >= 1
        for control in controls.all():
            before = frame.inner_html(), says.inner_text()
            control.focus()
            key, key_at_end = KEYS[control.evaluate("control => control.type")]
            page.keyboard.press(key_at_end if control.evaluate(AT_END) else key)
            after = frame.inner_html(), says.inner_text()
            assert before[0] != after[0], f"{control.get_attribute('id')} changes nothing"
            assert before[1] != after[1], f"{control.get_attribute('id')} says nothing new"
            assert page.url.endswith(name), "the key left the page"


@pytest.mark.parametrize("name", WITH_WIDGETS)
def test_both_arrow_keys_stay_on_the_page(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/{name}")
    for control in page.locator(".startlab-explore :is(input, select)").all():
        control.focus()
        for key in ("ArrowLeft", "ArrowRight", "ArrowLeft"):
            page.keyboard.press(key)
    assert page.url.endswith(name)


@pytest.mark.parametrize("name", WITH_WIDGETS)
def test_first_figure_shows_without_scripts_and_in_print(
    browser: Browser, address: str, name: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/{name}")
    for media in ("screen", "print"):
        page.emulate_media(media=media)
        for widget in page.locator(".startlab-explore").all():
            assert widget.locator(".startlab-frame svg").is_visible()
            assert not widget.locator("form").is_visible(), "a dead control is shown"
    context.close()


def test_key_press_to_figure_is_fast(page: Page, address: str) -> None:
    long_slider = next(name for name in WITH_WIDGETS if "04_" in name)
    page.goto(f"{address}/{long_slider}")
    times = sorted(key_to_figure(page))
    assert len(times) >= 95
    print(f"key press to figure: median {times[50]:.1f} ms, 95th percentile {times[94]:.1f} ms")
    assert times[94] <= SLOWEST


def test_search_finds_a_word(page: Page, address: str) -> None:
    page.goto(f"{address}/search.html?q=headroom")
    page.wait_for_selector("#search-results li a")
    assert page.locator("#search-results li a").count() >= 1


@pytest.mark.parametrize("name", ["book/index.html", *WITH_WIDGETS[:1]])
def test_phone_width_needs_no_sideways_scroll(browser: Browser, address: str, name: str) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 800})
    page = context.new_page()
    page.goto(f"{address}/{name}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    context.close()
