"""The built book in real Chromium with the network cut: every page, every control."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from browser import faults_of, key_to_figure
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


WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 375, "height": 800}
# The theme lets the keyboard into what scrolls, a moment after the width has changed.
SCROLLS_BY_KEYBOARD = """() => [...document.querySelectorAll("pre, .startlab-table")].every(
  (box) => box.scrollWidth <= box.clientWidth || box.tabIndex == 0,
)"""

# Contrast alone takes ten times as long as all other rules of axe, so the rules that read colours
# look at one text for each look: the same colour, size and ground give the same contrast. All
# others read no colours: they see the whole page, once on each width.
VIOLATIONS = """async (colours_only) => {
  const grounds = new Map([[null, ""]]);
  const ground = (element) => {
    if (!grounds.has(element)) {
      const style = getComputedStyle(element);
      const { backgroundColor: colour, backgroundImage: image, opacity, filter } = style;
      const clear = colour == "rgba(0, 0, 0, 0)" && image + opacity + filter == "none1none";
      const under = ground(element.parentElement);
      grounds.set(element, clear ? under : [under, colour, image, opacity, filter].join());
    }
    return grounds.get(element);
  };
  const looks = new Map();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const shown = element.checkVisibility({ visibilityProperty: true });
    if (!shown || !texts.currentNode.data.trim()) continue;
    const { color, fontSize, fontWeight } = getComputedStyle(element);
    const look = [color, fontSize, fontWeight, ground(element)].join();
    if (!looks.has(look)) looks.set(look, element);
  }
  const axes = { preload: false, resultTypes: ["violations"] };
  const colours = ["color-contrast", "link-in-text-block"];
  const rules = { "target-size": { enabled: true } };
  for (const rule of colours) rules[rule] = { enabled: false };
  const found = [await axe.run({ include: [...looks.values()] }, { ...axes, runOnly: colours })];
  if (!colours_only) found.push(await axe.run(document, { ...axes, rules }));
  return found.flatMap(({ violations }) => violations).map(
    ({ id, impact, nodes }) => [id, impact, nodes.length, nodes[0].html.slice(0, 200)].join(" | "),
  );
}"""


@contextmanager
def opened(browser: Browser, **options: object) -> Iterator[Page]:
    """Give an empty page that fails the test on any error or any request to another host."""
    context = browser.new_context(**options)
    page = context.new_page()
    faults = faults_of(page, ("http://localhost:", "data:", "blob:"))
    yield page
    context.close()
    assert not faults


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with opened(browser) as page:
        yield page


@pytest.mark.parametrize("name", [*NAMES, "search.html?q=headroom"])
def test_page_has_no_fault_and_is_accessible(browser: Browser, address: str, name: str) -> None:
    """Hold every rule of axe, of any impact, in both themes and on both widths."""
    with opened(browser, viewport=WIDE, reduced_motion="reduce") as page:
        page.goto(f"{address}/{name}")
        page.evaluate(AXE_SCRIPT)
        for viewport, themes in ((WIDE, ("light", "dark")), (PHONE, ("dark", "light"))):
            if page.viewport_size != viewport:
                page.set_viewport_size(viewport)
                page.wait_for_function(SCROLLS_BY_KEYBOARD)
            for theme in themes:
                page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
                found = page.evaluate(VIOLATIONS, theme != themes[0])
                assert not found, f"{theme}, {viewport['width']} pixels"


def test_redirect_is_accessible(browser: Browser, site: Path) -> None:
    text = (site / "index.html").read_text("utf-8")
    stays = re.sub(r'<meta http-equiv="refresh"[^>]*>', "", text)
    assert stays != text
    with opened(browser) as page:
        page.set_content(stays)
        page.evaluate(AXE_SCRIPT)
        assert not page.evaluate(VIOLATIONS, False)


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


# The style of what has the focus, or of the icon that stands for it.
RING = """() => {
  const focused = document.activeElement;
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(
    focused.querySelector(".toctree-toggle") ?? focused
  );
  return [focused.outerHTML.slice(0, 200), outlineStyle, parseFloat(outlineWidth), outlineColor];
}"""


@pytest.mark.parametrize("forced", ["active", "none"])
def test_every_stop_of_the_tab_key_is_seen(browser: Browser, address: str, forced: str) -> None:
    with opened(browser, viewport=WIDE, forced_colors=forced) as page:
        page.goto(f"{address}/{WITH_WIDGETS[0]}")
        seen = set()
        for _ in range(80):
            page.keyboard.press("Tab")
            html, style, width, colour = page.evaluate(RING)
            seen.add(html)
            assert style != "none", html
            assert width >= 2, html
            assert "rgba" not in colour or not colour.endswith(" 0)"), html
        assert len(seen) >= 60


def test_skip_link_leads_into_the_text(page: Page, address: str) -> None:
    page.goto(f"{address}/{WITH_WIDGETS[0]}")
    page.keyboard.press("Tab")
    assert page.locator("#pst-skip-link a").is_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_no_motion_where_the_reader_wants_none(browser: Browser, address: str) -> None:
    with opened(browser, reduced_motion="reduce") as page:
        page.goto(f"{address}/{WITH_WIDGETS[0]}")
        moving = page.evaluate(
            """() => [...document.querySelectorAll("*")].map((e) => getComputedStyle(e)).filter(
              (s) => s.scrollBehavior != "auto" || parseFloat(s.animationDuration) > 0
                || s.transitionDuration.split(",").some((time) => parseFloat(time) > 0)
            ).length"""
        )
        assert moving == 0
