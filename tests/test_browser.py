"""The built book in real Chromium with the network cut: every page, every control."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from browser import key_to_figure
from conftest import PHONE, SITE, WIDE, opened
from PIL import Image, ImageChops, ImageStat
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


def test_the_icon_of_phones_is_the_favicon(browser: Browser, site: Path) -> None:
    favicon = (site / "_static/favicon.svg").read_text("utf-8").replace(' rx="12"', "")
    with opened(browser, viewport={"width": 180, "height": 180}) as page:
        page.set_content(f"<style>body{{margin:0}}svg{{display:block}}</style>{favicon}")
        drawn = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    stored = Image.open(site / "_static/icon.png").convert("RGB")
    assert stored.size == drawn.size
    assert max(ImageStat.Stat(ImageChops.difference(stored, drawn)).mean) < 1


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


# Each slider at each of its places: how high are the controls and the sentence then?
HEIGHTS = """widget => {
  const parts = [".startlab-controls", ".startlab-says"].map(part => widget.querySelector(part));
  const heights = new Set();
  for (const slider of widget.querySelectorAll("input[type=range]")) {
    for (slider.value = 0; ; slider.stepUp()) {
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      heights.add(parts.map(part => part.offsetHeight).join());
      if (slider.value == slider.max) break;
    }
  }
  return [...heights];
}"""


@pytest.mark.parametrize("name", WITH_WIDGETS)
def test_no_slider_moves_the_text_below(browser: Browser, address: str, name: str) -> None:
    with opened(browser, viewport=WIDE) as page:
        page.goto(f"{address}/{name}")
        for viewport in (WIDE, PHONE):
            page.set_viewport_size(viewport)
            for widget in page.locator(".startlab-explore").all():
                assert len(widget.evaluate(HEIGHTS)) <= 1, f"{viewport['width']} pixels"


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


def test_a_dark_page_prints_light(browser: Browser, address: str) -> None:
    theme = "document.documentElement.dataset.theme"
    with opened(browser, color_scheme="dark") as page:
        page.goto(f"{address}/{WITH_WIDGETS[0]}")
        assert page.evaluate(theme) == "dark"
        page.evaluate(f"addEventListener('beforeprint', () => {{ window.onPaper = {theme}; }})")
        page.pdf()
        assert page.evaluate("window.onPaper") == "light"
        assert page.evaluate(theme) == "dark"


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
