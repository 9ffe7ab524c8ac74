"""The built book in real Chromium with the network cut: every page, every control."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from browser import key_to_figure, uncover
from conftest import OUTSIDE, PHONE, SITE, WIDE, a_few_daily, comes_within_a_frame, opened
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


def test_the_icon_of_phones_is_the_favicon(browser: Browser, site: Path) -> None:
    favicon = (site / "_static/favicon.svg").read_text("utf-8").replace(' rx="12"', "")
    with opened(browser, viewport={"width": 180, "height": 180}) as page:
        page.set_content(f"<style>body{{margin:0}}svg{{display:block}}</style>{favicon}")
        drawn = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    stored = Image.open(site / "_static/icon.png").convert("RGB")
    assert stored.size == drawn.size
    assert max(ImageStat.Stat(ImageChops.difference(stored, drawn)).mean) < 1


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
# Words of a picture that stand outside of it: for a widget in each of its states.
CUT_OFF = (
    f"widget => {{ {OUTSIDE}"
    + """
  const controls = [...widget.querySelectorAll(".startlab-controls :is(input, select)")];
  const size = c => c.options ? c.options.length : c.type == "checkbox" ? 2 : +c.max + 1;
  const set = (c, n) => c.options ? (c.selectedIndex = n) : c.type == "checkbox"
    ? (c.checked = n == 1) : (c.value = n);
  const wrong = new Set();
  const total = controls.reduce((all, c) => all * size(c), 1);
  for (let at = 0; at < total; at += Math.max(1, Math.floor(total / 40))) {
    let rest = at;
    for (const c of [...controls].reverse()) {
      set(c, rest % size(c));
      rest = Math.floor(rest / size(c));
    }
    controls[0]?.dispatchEvent(new Event("input", { bubbles: true }));
    for (const word of outside(widget.querySelector("svg"))) wrong.add(word);
  }
  return [...wrong];
}"""
)
# The figure and the words are those of the controls: to draw them again changes nothing.
AGREES = """widget => {
  const look = () => widget.innerText + widget.querySelector(".startlab-frame").innerHTML;
  const before = look();
  const control = widget.querySelector(".startlab-controls :is(input, select)");
  control?.dispatchEvent(new Event("input", { bubbles: true }));
  return before == look();
}"""


def move_every_control(page: Page) -> None:
    """Press the keys of each control: figure and sentence change, the page does not."""
    name = page.url
    for widget in page.locator(".startlab-explore").all():
        frame, says = widget.locator(".startlab-frame"), widget.locator(".startlab-says")
        controls = widget.locator(".startlab-controls :is(input, select)")
        for control in controls.all():
            before = frame.inner_html(), says.inner_text()
            control.focus()
            key, key_at_end = KEYS[control.evaluate("control => control.type")]
            page.keyboard.press(key_at_end if control.evaluate(AT_END) else key)
            after = frame.inner_html(), says.inner_text()
            assert before[0] != after[0], f"{control.get_attribute('id')} changes nothing"
            assert before[1] != after[1], f"{control.get_attribute('id')} says nothing new"
            for key in ("ArrowRight", "ArrowLeft"):
                page.keyboard.press(key)
    assert page.url == name, "the key left the page"


@pytest.mark.edition
@pytest.mark.parametrize("name", a_few_daily(WITH_WIDGETS, "index", "/05_", "/12_"))
def test_every_widget_follows_its_controls(browser: Browser, address: str, name: str) -> None:
    with opened(browser, viewport=WIDE) as page:
        page.goto(f"{address}/{name}")
        widgets = page.locator(".startlab-explore")
        assert widgets.count() >= 1
        uncover(page)
        move_every_control(page)
        for widget in widgets.all():
            assert not widget.evaluate(CUT_OFF)
        page.evaluate("for (const form of document.forms) form.reset()")
        page.evaluate("() => new Promise((done) => setTimeout(done))")
        assert all(widget.evaluate(AGREES) for widget in widgets.all()), "after a reset"
        move_every_control(page)
        page.goto(f"{address}/book/index.html")
        page.go_back()
        assert all(widget.evaluate(AGREES) for widget in widgets.all()), "after the back button"
        for viewport in (WIDE, PHONE):
            page.set_viewport_size(viewport)
            for widget in widgets.all():
                assert len(widget.evaluate(HEIGHTS)) <= 1, "a slider moves the text below"


# All words that regions of the page would have had read aloud since.
LISTEN = """() => {
  window.heard = [];
  const live = "[aria-live]:not([aria-live=off]), [role=status], output:not([aria-live=off])";
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      const region = (target.closest ? target : target.parentElement).closest(live);
      if (region?.textContent) window.heard.push(region.textContent);
    }
  }).observe(document.body, { childList: true, characterData: true, subtree: true });
}"""


def test_a_held_slider_is_read_aloud_once(page: Page, address: str) -> None:
    page.goto(f"{address}/{WITH_WIDGETS[-1]}")
    uncover(page)
    page.wait_for_timeout(800)
    page.evaluate(LISTEN)
    widget = page.locator(".startlab-explore:has(input[type=range])").first
    widget.locator("input[type=range]").first.focus()
    for _ in range(15):
        page.keyboard.press("ArrowRight", delay=30)
    assert page.evaluate("heard") == []
    page.wait_for_function("() => heard.length")
    page.wait_for_timeout(200)
    assert page.evaluate("heard") == [widget.locator(".startlab-says").inner_text()]


def test_no_word_of_a_figure_is_cut_off(browser: Browser, site: Path) -> None:
    page = browser.new_page()
    figures = [*site.glob("_images/*.svg"), site / "_static/cover.svg"]
    assert len(figures) > 20
    for path in figures:
        page.goto(path.as_uri())
        words = page.evaluate(f"() => {{ {OUTSIDE} return outside(document.documentElement) }}")
        assert not words, path.name
    page.close()


@pytest.mark.edition
@pytest.mark.parametrize("name", a_few_daily(WITH_WIDGETS, "index", "/05_", "/12_"))
def test_first_figure_shows_without_scripts_and_in_print(
    browser: Browser, address: str, name: str
) -> None:
    context = browser.new_context(java_script_enabled=False, color_scheme="dark")
    page = context.new_page()
    page.goto(f"{address}/{name}")
    assert page.locator("html").get_attribute("data-theme") == "light"
    assert page.locator(".logo__image:visible").count() == 1
    for media in ("screen", "print"):
        page.emulate_media(media=media)
        for widget in page.locator(".startlab-explore").all():
            assert widget.locator(".startlab-frame svg").is_visible()
            assert not widget.locator("form:visible").count(), "a dead control is shown"
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_is_set_before_any_script_is_loaded(
    browser: Browser, address: str, scheme: str
) -> None:
    page = browser.new_page(color_scheme=scheme)
    page.route("**/*.js*", lambda route: route.abort())
    page.goto(f"{address}/{WITH_WIDGETS[0]}")
    assert page.locator("html").get_attribute("data-theme") == scheme
    page.close()


def test_a_dark_page_prints_light(browser: Browser, address: str) -> None:
    theme = "document.documentElement.dataset.theme"
    with opened(browser, color_scheme="dark") as page:
        page.goto(f"{address}/{WITH_WIDGETS[0]}")
        assert page.evaluate(theme) == "dark"
        page.evaluate(f"addEventListener('beforeprint', () => {{ window.onPaper = {theme}; }})")
        page.pdf()
        assert page.evaluate("window.onPaper") == "light"
        assert page.evaluate(theme) == "dark"


@pytest.mark.nightly  # what else runs beside it would be measured too
def test_key_press_to_figure_is_fast(page: Page, address: str) -> None:
    long_slider = next(name for name in WITH_WIDGETS if "04_" in name)
    page.goto(f"{address}/{long_slider}")
    comes_within_a_frame(lambda: key_to_figure(page), least=95)


@pytest.mark.parametrize("words", ["headroom", "1,550", "1550", "700"])
def test_search_finds(page: Page, address: str, words: str) -> None:
    page.goto(f"{address}/search.html?q={words}")
    first = page.locator("#search-results li:has-text('What does New START limit?')").first
    first.wait_for()
    assert page.locator("#search-results li a").count() >= 1
