"""Every page of the built book for every reader: axe in both themes and widths, focus, motion."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from conftest import PHONE, WIDE, a_few_daily, opened
from playwright.sync_api import Browser, Page
from test_browser import NAMES, WITH_WIDGETS

# A dozen pages that stand for all: each kind of page, figure, widget, table and formula.
STAND_FOR_ALL = {
    *("book/index", "book/for_instructors", "book/glossary", "book/catalogue", "book/references"),
    *("notebooks/02_", "notebooks/05_", "notebooks/08_", "notebooks/09_", "notebooks/12_"),
    "notebooks/solutions/05_",
}
# A chapter with many words of the glossary, widgets, and more than 80 stops of the Tab key.
WORDY = next((name for name in WITH_WIDGETS if "/05_" in name), WITH_WIDGETS[-1])
PAGES_OF_EACH = a_few_daily(NAMES, *STAND_FOR_ALL)

# The theme lets the keyboard into what scrolls, a moment after the width has changed.
SCROLLS_BY_KEYBOARD = """() => [...document.querySelectorAll("pre, .startlab-table")].every(
  (box) => box.scrollWidth <= box.clientWidth || box.tabIndex == 0,
)"""

# Contrast alone takes ten times as long as all other rules of axe, so the rules that read colours
# look at one text for each look that no page before had: the same colour, size and ground give the
# same contrast. All others read no colours: they see the whole page, once on each width.
VIOLATIONS = """async ([known, colours_only]) => {
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
  const looks = new Map(known.map((look) => [look]));
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const shown = element.checkVisibility({ visibilityProperty: true });
    if (!shown || !texts.currentNode.data.trim()) continue;
    const { color, fontSize, fontWeight } = getComputedStyle(element);
    const around = getComputedStyle(element.parentElement).color;  // what a link stands out from
    const look = [color, around, fontSize, fontWeight, ground(element)].join();
    if (!looks.has(look)) looks.set(look, element);
  }
  const include = [...looks.values()].filter((element) => element);
  const axes = { preload: false, resultTypes: ["violations"] };
  const colours = ["color-contrast", "link-in-text-block"];
  const rules = { "target-size": { enabled: true } };
  rules["label-content-name-mismatch"] = { enabled: true };
  for (const rule of colours) rules[rule] = { enabled: false };
  const found = include.length ? [await axe.run({ include }, { ...axes, runOnly: colours })] : [];
  if (!colours_only) found.push(await axe.run(document, { ...axes, rules }));
  return [[...looks.keys()], found.flatMap(({ violations }) => violations).map(
    ({ id, impact, nodes }) => [id, impact, nodes.length, nodes[0].html.slice(0, 200)].join(" | "),
  )];
}"""
LOOKS: list[str] = []  # those found good


def violations(page: Page, *, theme: str = "", colours_only: bool = False) -> list[str]:
    """Return what axe finds, in a theme; colours are judged where they are new."""
    if theme:
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    looks, found = page.evaluate(VIOLATIONS, [LOOKS, colours_only])
    if not found:
        LOOKS[:] = looks
    return found


# How far the page moved while it was loaded, as web.dev counts: over 0.1 is felt.
SHIFT = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) sum += hadRecentInput ? 0 : value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 50);
})"""
# What a reader may set, and no page may lose by it: WCAG 2.2, 1.4.12.
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
  word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"""


def scrolls_sideways(page: Page, widths: Iterable[int]) -> list[int]:
    """Return the widths at which the page is wider than its window."""
    wrong = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append(width)
    return wrong


def hold_every_rule(browser: Browser, address: str, name: str) -> None:
    """Hold every rule of axe, of any impact, in both themes and on both widths."""
    with opened(browser, viewport=WIDE, reduced_motion="reduce") as page:
        page.goto(f"{address}/{name}")
        if not name.startswith("search"):  # where words come from other pages, one by one
            assert page.evaluate(SHIFT) < 0.01
        page.evaluate(AXE_SCRIPT)
        for viewport, themes in ((WIDE, ("light", "dark")), (PHONE, ("dark", "light"))):
            if page.viewport_size != viewport:
                page.set_viewport_size(viewport)
                page.wait_for_function(SCROLLS_BY_KEYBOARD)
            for theme in themes:
                found = violations(page, theme=theme, colours_only=theme != themes[0])
                assert not found, f"{theme}, {viewport['width']} pixels"
        assert not scrolls_sideways(page, (320, 375, 586, 738))
        page.add_style_tag(content=SPACED)
        assert not scrolls_sideways(page, (320,))


@pytest.mark.edition
@pytest.mark.parametrize("name", [*PAGES_OF_EACH, "search.html?q=headroom"])
def test_page_is_accessible(browser: Browser, address: str, name: str) -> None:
    hold_every_rule(browser, address, name)


@pytest.mark.edition
def test_redirect_is_accessible(browser: Browser, site: Path) -> None:
    text = (site / "index.html").read_text("utf-8")
    stays = re.sub(r'<meta http-equiv="refresh"[^>]*>', "", text)
    assert stays != text
    with opened(browser) as page:
        page.set_content(stays)
        page.evaluate(AXE_SCRIPT)
        assert not violations(page)


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
        page.goto(f"{address}/{WORDY}")
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


TIP = "() => document.querySelector('.startlab-tip:not([hidden])')?.textContent ?? ''"


def test_a_word_says_its_meaning_where_it_stands(browser: Browser, address: str) -> None:
    """On hover, where the pointer may go on to it, and on focus; Escape closes: WCAG 1.4.13."""
    with opened(browser, viewport=WIDE) as page:
        page.goto(f"{address}/{WORDY}")
        word, tip = page.locator("a.startlab-term").first, page.locator(".startlab-tip")
        meaning = word.get_attribute("data-tip")
        assert meaning
        word.hover()
        tip.wait_for()
        tip.hover()
        page.wait_for_timeout(400)
        assert page.evaluate(TIP) == meaning
        page.evaluate(AXE_SCRIPT)
        assert not violations(page)
        page.keyboard.press("Escape")
        assert page.evaluate(TIP) == ""
        page.keyboard.press("Tab")  # a key was last: what has the focus shows it
        word.focus()
        assert page.evaluate(TIP) == meaning
        assert word.get_attribute("aria-describedby") == tip.get_attribute("id")
        page.keyboard.press("Enter")
        page.wait_for_url("**/glossary.html#*")


def test_a_second_tap_follows_the_word(browser: Browser, address: str) -> None:
    with opened(browser, viewport=PHONE, has_touch=True) as page:
        page.goto(f"{address}/{WORDY}")
        word = page.locator("a.startlab-term").first
        word.tap()
        assert page.evaluate(TIP) == word.get_attribute("data-tip")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        page.locator("h1").tap()
        assert page.evaluate(TIP) == ""
        word.tap()
        word.tap()
        page.wait_for_url("**/glossary.html#*")


def test_the_buttons_of_the_theme_work(browser: Browser, address: str) -> None:
    """Without the script of 81 KB that the theme brings for the tips of these buttons."""
    with opened(browser, viewport=PHONE) as page:
        page.goto(f"{address}/{WORDY}")
        modes = []
        for _ in range(3):
            page.locator(".theme-switch-button").click()
            modes.append(page.evaluate("document.documentElement.dataset.mode"))
        assert sorted(modes) == ["auto", "dark", "light"]
        for drawer in ("primary", "secondary"):
            page.locator(f".{drawer}-toggle").click()
            assert page.locator(f"#pst-{drawer}-sidebar-modal a").first.is_visible()
            page.keyboard.press("Escape")
            assert page.locator(f"#pst-{drawer}-sidebar-modal[open]").count() == 0
        for top in (3000, 2000):
            page.evaluate(f"scrollTo(0, {top})")
            page.wait_for_function("top => scrollY == top", arg=top)
        page.locator("#pst-back-to-top").click()
        page.wait_for_function("() => scrollY == 0")
        page.keyboard.press("Control+k")
        assert page.locator("#pst-search-dialog input").is_visible()


def test_a_table_can_be_asked_from_a_folder(browser: Browser, site: Path) -> None:
    page = browser.new_page(viewport=WIDE)
    page.goto((site / "book/catalogue.html").as_uri())
    place = page.locator("[data-ask=events]")
    place.locator("button").press("Enter")
    rows, count = place.locator("tbody tr"), place.locator("> p")
    rows.first.wait_for()
    every = rows.count()
    assert count.inner_text() == f"{every} of {every} rows"
    place.get_by_label("word").fill("suspension putin")
    place.get_by_label("from").fill("2023")
    place.get_by_label("to").fill("2023-02")
    place.get_by_label("side").select_option("RU")
    assert 1 <= rows.count() < every / 5
    for text in rows.all_inner_texts():
        assert {"putin", "suspension"} <= set(re.findall(r"[a-z]+", text.lower()))
        assert re.search(r"\b2023-0[12]", text)
    for label in ("to", "word"):
        place.get_by_label(label).fill("")
    for order, turned in (("ascending", False), ("descending", True)):
        place.get_by_role("button", name="date").press("Enter")
        days = [row.split("\t")[1] for row in rows.all_inner_texts()]
        assert days == sorted(days, reverse=turned)
        assert len(days) > 2
        assert place.locator("th[aria-sort]").get_attribute("aria-sort") == order
    source = rows.first.locator("a").first
    assert source.get_attribute("data-tip")
    key = source.inner_text()
    source.press("Enter")
    page.wait_for_url(f"**/references.html#{key}")
    page.close()


def test_an_opened_table_is_accessible(browser: Browser, address: str) -> None:
    with opened(browser, viewport=PHONE, reduced_motion="reduce") as page:
        page.goto(f"{address}/book/catalogue.html")
        for place in page.locator("[data-ask]").all()[:5]:
            place.locator("button").first.click()
            place.locator("tbody tr").first.wait_for()
        page.evaluate(AXE_SCRIPT)
        for theme in ("light", "dark"):
            assert not violations(page, theme=theme, colours_only=theme == "dark")
        assert not scrolls_sideways(page, (320, 375))
