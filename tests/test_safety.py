"""Text from tables and students stays text, and the pages' policy stops what is not the site's."""

from __future__ import annotations

import html
from pathlib import Path

import pandas as pd
import pytest
from conftest import ACT
from playwright.sync_api import Browser, Route

import startlab as sl
from startlab import sources, table_files

EVIL = '"><script>window.hit = true</script><img src=x onerror="window.hit = true">'
POLICY = "Content Security Policy"  # as Chromium names it in the console


def test_a_script_in_a_table_is_shown_as_text_in_the_catalogue(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import startlab_book
    from markdown_it import MarkdownIt

    table = next(t for t in table_files.datapackage()["resources"] if t["name"] == "treaties")
    frame = table_files.load("treaties").assign(status=EVIL)
    monkeypatch.setattr(table_files, "load", lambda name: frame)
    page = MarkdownIt().enable("table").render(startlab_book._table_section(table))
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page


def test_a_script_in_the_bibliography_is_shown_as_text() -> None:
    source = sources.Source(
        "evil", EVIL, EVIL, EVIL, "https://example.org/" + EVIL, note=EVIL, rank="B"
    )
    assert "<script" not in source.to_html()
    assert "<img" not in source.to_html()
    assert html.escape(EVIL) in source.to_html()


def test_a_script_in_a_table_is_shown_as_text_in_a_notebook() -> None:
    shown = pd.DataFrame({"note": [EVIL]})._repr_html_()
    assert "<script" not in shown
    assert "<img" not in shown


def test_a_students_text_does_not_come_back() -> None:
    said = repr(sl.check("12.1", EVIL))
    assert said.startswith("Exercise 12.1. Not yet.")
    assert "script" not in said
    with pytest.raises(sl.StartlabError, match="no exercise"):
        sl.check(EVIL, 1)


@pytest.mark.parametrize("name", ["book/index.html", "notebooks/04_what_does_new_start_limit.html"])
def test_the_policy_stops_what_is_not_the_sites(browser: Browser, address: str, name: str) -> None:
    """Put what an attacker would into the page, as if the text of a table had become markup."""

    def with_evil(route: Route) -> None:
        answer = route.fetch()
        body = answer.text().replace(
            "<h1>",
            f'<h1><b title="{EVIL}</b><a id="evil" href="javascript:window.hit = true">x</a>'
            '<script src="https://example.org/evil.js"></script>',
            1,
        )
        route.fulfill(response=answer, body=body)

    context = browser.new_context()
    page = context.new_page()
    stopped: list[str] = []
    page.on("console", lambda m: stopped.append(m.text) if POLICY in m.text else None)
    page.route(f"**/{Path(name).name}", with_evil)
    page.goto(f"{address}/{name}")
    page.locator("#evil").dispatch_event("click")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.hit") is None
    assert len(stopped) >= 4, stopped  # the script, the handler, the link and the other host
    context.close()


@pytest.mark.parametrize("chapter", ["04_", "09_"])
def test_a_frame_of_another_site_may_hold_a_page(
    browser: Browser, site: Path, address: str, chapter: str
) -> None:
    """As a course platform shows it: scripts and forms work, nothing can be stored."""
    name = next(site.glob(f"notebooks/{chapter}*.html")).name
    page = browser.new_context().new_page()  # the theme complains in the console
    source = f"{address}/notebooks/{name}"
    page.set_content(f'<iframe sandbox="allow-scripts allow-forms" src="{source}"></iframe>')
    frame = page.frames[1]
    frame.wait_for_selector(".startlab-check form")
    assert frame.evaluate(f"() => {{{ACT}}}") == []
    page.context.close()
