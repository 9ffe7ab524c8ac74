"""The built book as files: whole, without errors, without another host, and light."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import re
import struct
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote, urlsplit

import pandas as pd
import pytest
import startlab_book
import yaml
from book_metadata import chapter
from bs4 import BeautifulSoup
from conftest import EDITION, ROOT, SITE
from docutils import nodes
from docutils.core import publish_doctree
from lean_styles import Used, lean, without_unread
from settings import config
from startlab_figures import number_figures
from startlab_tables import join_headings, row_sources, set_numbers_right

from startlab.chapters.ch05 import declared_lines

PAGES = sorted(SITE.glob("book/**/*.html")) + sorted(SITE.glob("notebooks/**/*.html"))
MOST_GZIPPED = 150_000
MOST_REQUESTS = 22


def every_page(test: Callable[..., None]) -> Callable[..., None]:
    """Run a test for every page; what holds there holds for any edition."""
    pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
    return pytest.mark.edition(pages(test))


@cache
def soup(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text("utf-8"), "html.parser")


@cache
def gzipped(path: Path) -> int:
    return len(gzip.compress(path.read_bytes()))


def toc_files() -> list[str]:
    return EDITION.pages


@pytest.mark.edition
def test_every_page_of_the_contents_is_there(site: Path) -> None:
    assert len(PAGES) == len(toc_files())
    for name in toc_files():
        assert (site / f"{name}.html").exists(), name
    assert (site / "index.html").exists()


@every_page
def test_no_error_in_the_page(page: Path) -> None:
    text = soup(page)
    assert not text.select(".system-message, .problematic, .startlab-fault")
    assert "Traceback" not in text.get_text()
    assert len(text.select("article h1")) == 1


@every_page
def test_every_picture_has_words(page: Path) -> None:
    for image in soup(page).select("main img"):
        alt = image.get("alt", "")
        assert len(alt) > 20, image["src"]
        assert not re.search(r"\.(svg|png|jpg)", alt), "a file name is not a description"


@every_page
def test_every_table_has_its_own_name(page: Path) -> None:
    tables = soup(page).select("main table")
    names = [table.parent.get("aria-label") for table in tables]
    assert all(re.fullmatch(r"Table( \d+)?: .+", name or "") for name in names)
    assert len(set(names)) == len(names)


@every_page
def test_no_line_ends_within_a_date_or_the_name_of_a_treaty(page: Path) -> None:
    for words in soup(page).select("article :is(h1, h2, h3, p)"):
        if not words.find_parent(class_=["cell", "startlab-explore", "startlab-sources"]):
            parted = startlab_book.TOGETHER.search("".join(words.find_all(string=True)))
            assert not parted, words


@every_page
def test_figures_and_widgets_are_numbered_together(page: Path) -> None:
    shown = soup(page).select("figure:has(> img), .startlab-explore")
    chapter = re.match(r"(\d\d)_", page.name)
    for count, figure in enumerate(shown, start=1):
        number = f"{int(chapter[1])}.{count}" if chapter else str(count)
        if figure.name == "figure":
            assert not chapter or f"Fig. {number} " in figure.get_text()
            continue
        assert figure["id"] == f"fig-{number.replace('.', '-')}"
        assert json.loads(str(figure.select("script")[-1].string))["frames"]
        for attribute in ("for", "aria-labelledby"):
            for tag in figure.select(f"[{attribute}]"):
                assert figure.find(id=tag[attribute])


def test_the_figures_of_a_solution_are_its_own(tmp_path: Path) -> None:
    for page in ("notebooks/05_x", "notebooks/solutions/05_x"):
        stored = tmp_path / f"{page}.ipynb"
        stored.parent.mkdir(parents=True, exist_ok=True)
        stored.write_text('{"cells": []}', "utf-8")
        env = SimpleNamespace(docname=page, doc2path=lambda _, path=stored: path)
        doctree = publish_doctree(f".. figure:: a.svg\n\n   {page}.")
        number_figures(SimpleNamespace(env=env, outdir=tmp_path), doctree)
    for page in ("notebooks/05_x", "notebooks/solutions/05_x"):
        assert f": {page}" in (tmp_path / f"{page}.js").read_text("utf-8")


def test_columns_of_numbers_stand_at_the_right() -> None:
    table = pd.DataFrame(
        {"system": ["B-2A", "B-52H"], "count": [12, None], "share": ["1.5 %", "3 %"]}
    )
    told = BeautifulSoup(
        set_numbers_right(table.astype({"count": "Int64"}).to_html()), "html.parser"
    )
    right = [cell.text for cell in told.select(".startlab-number")]
    assert right == ["count", "share", "12", "1.5 %", "<NA>", "3 %"]


def test_headings_of_a_table_stand_in_one_line() -> None:
    table = pd.DataFrame({"m = 0": ["-1", "-1/3"]}, index=pd.Index([1, 2], name="n"))
    joined = BeautifulSoup(join_headings(table.to_html()), "html.parser")
    assert [row.get_text(" ", strip=True) for row in joined.select("thead tr")] == ["n m = 0"]
    assert [row.get_text(" ", strip=True) for row in joined.select("tbody tr")] == [
        "1 -1",
        "2 -1/3",
    ]
    for other in (table.reset_index(), table.rename_axis(columns="inspections")):
        assert join_headings(other.to_html()) == other.to_html(), "nothing to join, or no room"


@every_page
def test_title_and_description(page: Path) -> None:
    head = soup(page).head
    assert head is not None
    assert config()["title"] in head.title.get_text()
    description = head.find("meta", attrs={"name": "description"})
    assert description is not None
    assert len(description["content"]) > 50
    assert head.find("link", rel="icon") is not None


@every_page
def test_a_phone_gets_an_icon_and_the_colours_of_the_page(page: Path, site: Path) -> None:
    head = soup(page).head
    assert f"--sl-edition: {config()['accent']};" in head.style.string
    (icon,) = head.select("link[rel=apple-touch-icon]")
    assert (page.parent / icon["href"]).resolve() == site / "_static/icon.png"
    rules = (site / "_static/book.css").read_text("utf-8")
    for mode in ("light", "dark"):
        (colour,) = head.select(f"meta[name=theme-color][media*={mode}]")
        assert f'data-theme="{mode}"]{{--pst-color-background: {colour["content"]};' in rules


@every_page
def test_a_link_to_the_page_shows_its_card(page: Path, site: Path) -> None:
    tags = soup(page).select("head meta[property^='og:']")
    card = {str(tag["property"]): str(tag["content"]) for tag in tags}
    title = soup(page).select_one("h1").get_text().replace("\N{NO-BREAK SPACE}", " ")
    assert card["og:title"] == title.removesuffix("#")
    assert card["og:description"]
    assert (site / re.sub("^https?://.*(?=_static/)", "", card["og:image"])).is_file()


def test_the_card_has_a_whole_address_where_the_edition_names_its_own() -> None:
    config = SimpleNamespace(html_baseurl="https://book.example.org/ours/", html_title="Ours")
    startlab_book.share_one_picture(SimpleNamespace(srcdir=ROOT), config)
    assert config.ogp_site_url == "https://book.example.org/ours/"
    assert config.ogp_image_alt == declared_lines().get_label()


@pytest.mark.edition
def test_the_card_has_its_size_and_is_drawn_from_the_data(site: Path) -> None:
    dots = (site / "_static/card.png").read_bytes()
    assert struct.unpack(">II", dots[16:24]) == (1200, 630)
    assert len(dots) < 200_000
    # The words of the figure lie in the file; `make notebooks` draws it anew.
    assert declared_lines().get_label().encode() in dots


def loaded(page: Path) -> list[str]:
    """Return every address that the page loads by itself."""
    found = []
    for tag in soup(page).select("[src], link[href], [poster], [srcset], object[data]"):
        if tag.name == "link" and set(tag.get("rel", [])) & {"next", "prev", "search", "canonical"}:
            continue
        found.append(tag.get("src") or tag.get("href") or tag.get("data") or "")
    return found


@every_page
def test_nothing_from_another_host(page: Path) -> None:
    for address in loaded(page):
        parts = urlsplit(address)
        assert not parts.netloc, f"{page.name} loads {address}"
        if parts.path and not address.startswith("data:"):
            assert (page.parent / unquote(parts.path)).exists(), f"{page.name}: {address}"
    text = re.sub(r'<a [^>]*href="[^"]*"', "", page.read_text("utf-8"))
    for host in ("unpkg.com", "jsdelivr", "cdnjs", "googleapis", "MathJax"):
        assert host not in text


@pytest.mark.edition
def test_style_sheets_load_nothing_from_another_host(site: Path) -> None:
    for sheet in site.glob("_static/**/*.css"):
        text = sheet.read_text("utf-8")
        assert not re.findall(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", text), sheet.name


@every_page
def test_inner_links_lead_somewhere(page: Path) -> None:
    for link in soup(page).select("main a[href]"):
        parts = urlsplit(link["href"])
        if parts.scheme or parts.netloc or not (parts.path or parts.fragment):
            continue
        target = (page.parent / unquote(parts.path)) if parts.path else page
        assert target.exists(), f"{page.name}: {link['href']}"
        if parts.fragment and target.suffix == ".html":
            assert soup(target.resolve()).find(id=unquote(parts.fragment)), (
                f"{page.name}: {link['href']}"
            )


@every_page
def test_side_bar_marks_the_page_and_leads_to_all(page: Path, site: Path) -> None:
    listed = soup(page).select("nav.bd-docs-nav a[href]")
    own = [link for link in listed if link["href"] == "#"]
    targets = {(page.parent / link["href"]).resolve() for link in listed if link not in own}
    # The landing page stands above the list, not in it.
    everywhere = {(site / f"{name}.html").resolve() for name in toc_files()[1:]}
    if page.relative_to(site).with_suffix("").as_posix() == toc_files()[0]:
        assert not own
        assert targets == everywhere
    else:
        assert len(own) == 1
        assert {"current", "active"} <= set(own[0].parent["class"])
        assert targets == everywhere - {page.resolve()}


@every_page
def test_the_sources_of_a_chapter_are_folded(page: Path) -> None:
    """One fold, closed, that says how many there are; the page's own words stay outside it."""
    section = soup(page).select_one("section#sources") if "notebooks" in page.parts else None
    lists = section.select(".startlab-sources") if section else []
    if section is None or not lists:
        return
    [fold] = section.select("details.startlab-fold:not([open])")
    assert all(fold in found.parents for found in lists)
    items = [str(item) for found in lists for item in found.select("li")]
    count = len(set(items))
    assert len(items) == count, "a source is listed twice"
    named = f"The {count} sources" if count > 1 else "The source"
    assert fold.summary.get_text() == f"{named} of this page"
    assert not [words for words in fold.select("p") if not words.find_parent(class_="cell")]
    assert not fold.select("h2, details")


@every_page
def test_weight(page: Path) -> None:
    files = {page} | {
        page.parent / unquote(urlsplit(address).path)
        for address in loaded(page)
        if not address.startswith("data:")
    }
    weight = sum(gzipped(path.resolve()) for path in files)
    assert weight <= MOST_GZIPPED


@pytest.mark.edition
def test_no_leftover_defaults(site: Path) -> None:
    for page in PAGES:
        text = page.read_text("utf-8")
        for leftover in (
            "executablebooks/jupyter-book",
            "Jupyter Book community",
            "My Jupyter Book",
        ):
            assert leftover not in text, f"{page.name}: {leftover}"


@pytest.mark.edition
def test_data_files_are_published(site: Path) -> None:
    tables = sorted(path.name for path in (ROOT / "src/startlab/data").glob("*.csv"))
    assert sorted(path.name for path in (site / "data").glob("*.csv")) == tables


@every_page
def test_policy_allows_own_files_and_known_scripts_only(page: Path) -> None:
    policy = soup(page).find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert policy is not None
    allowed = dict(part.strip().split(" ", 1) for part in policy["content"].split(";"))
    # Firefox fetches the next page beforehand by default-src; what no page needs is closed by name.
    assert allowed["default-src"] == "'self'"
    for closed in ("object-src", "frame-src", "media-src", "worker-src", "manifest-src"):
        assert allowed[closed] == "'none'"
    assert "unsafe" not in allowed["script-src"]
    assert not re.search(r"https?:|\*", policy["content"])
    text = page.read_text("utf-8")
    assert not re.findall(r"<[^>]* on[a-z]+=\"", text), "a handler that the policy forbids"
    names = re.findall(r'<[^>]*? id="([^"]+)"', text)
    assert not {name for name in names if names.count(name) > 1}, "one name, one place"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (".a b, .c { top: 0 } .c { top: 0 }", ".a b{top: 0 ;}"),
        ("#own.a > b::before, b:not(.c) {top:0}", "#own.a > b::before,b:not(.c){top:0;}"),
        ("i{top:0} #c{top:0} .made{top:0} .startlab-x{top:0}", ".made{top:0;}.startlab-x{top:0;}"),
        ("@media print{.c{top:0}} @media print{b{top:0}}", "@media print{b{top:0;}}"),
        ("b{--m:0;--o:1;top:var(--o)}", "b{--o:1;top:var(--o);}"),
        ('b{--o:url("a;{}");--p:";";top:var(--o)}', 'b{--o:url("a;{}");top:var(--o);}'),
        ("@font-face{src:url(../fontawesome/a.woff2)} @page{margin:0}", "@page {margin:0}"),
    ],
)  # fmt: skip
def test_a_style_sheet_keeps_what_pages_and_scripts_use(written: str, kept: str) -> None:
    used = Used('<div class="a" id="own"><b>', ['element.className = "made";'])
    assert without_unread("".join(lean(written, used)), "") == kept


@every_page
def test_one_style_sheet(page: Path) -> None:
    (sheet,) = soup(page).select("link[rel=stylesheet]")
    assert re.search(r"_static/book\.css\?v=[0-9a-f]{8}$", sheet["href"])


@every_page
def test_every_icon_of_the_page_is_served(page: Path, site: Path) -> None:
    used = {
        name
        for tag in soup(page).select("i.fa-solid, span.fa-solid")
        for name in tag["class"]
        if name.startswith("fa-") and name not in ("fa-solid", "fa-lg")
    }
    sheet = (site / "_static/book.css").read_text("utf-8")
    assert not {name for name in used if f".{name}{{" not in sheet}


@every_page
def test_few_requests(page: Path) -> None:
    assert 1 + len({urlsplit(address).path for address in loaded(page)}) <= MOST_REQUESTS


def titles_of_chapters() -> dict[str, str]:
    pages = [
        page for page in PAGES if re.match(r"\d\d_", page.name) and "solutions" not in str(page)
    ]
    return {plain(soup(page).select_one("h1").contents[0]): page.name for page in pages}


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@every_page
def test_the_title_of_another_chapter_leads_there(page: Path) -> None:
    """In the notebook itself, so that it does in Jupyter too."""
    if "notebooks" in page.parts:
        titles = titles_of_chapters()
        for said in soup(page).select("article em"):
            assert titles.get(plain(said.get_text()), page.name) == page.name


@every_page
def test_a_word_brings_its_meaning(page: Path, site: Path) -> None:
    for link in soup(page).select("a.startlab-term"):
        entry = soup(site / "book/glossary.html").find(id=urlsplit(link["href"]).fragment)
        assert without_marks(link["data-tip"]) == without_marks(entry.select_one("p").get_text())


@pytest.mark.edition
def test_a_key_in_a_table_leads_to_its_source(site: Path) -> None:
    links = [a for page in PAGES for a in soup(page).select("td a[data-tip]")]
    assert links
    for link in links:
        source = soup(site / "book/references.html").find(id=link["href"].partition("#")[2])
        assert without_marks(link["data-tip"]) == without_marks(source.get_text())


def without_marks(text: str) -> str:
    """Leave out what a page writes in its own way: blanks, quotation marks, dashes."""
    return re.sub(r"\W", "", text)


@pytest.mark.edition
def test_a_table_is_there_as_a_script_too(site: Path) -> None:
    for path in sorted((site / "data").glob("*.csv")):
        start, rows = path.with_suffix(".js").read_text("utf-8").split(" = ", 1)
        assert start == f"startlab.tables.{path.stem}"
        with path.open(encoding="utf-8", newline="") as file:
            assert json.loads(rows.removesuffix(";")) == [*csv.reader(file)]


def stated(page: Path) -> dict[str, Any]:
    (block,) = soup(page).select("script[type='application/ld+json']")
    found: dict[str, Any] = json.loads(block.string)
    return found


def test_pages_state_what_they_are(site: Path) -> None:
    book = stated(site / "book/index.html")
    chapters = titles_of_chapters()
    assert book["@type"] == "Book"
    assert [part["name"] for part in book["hasPart"]] == [*chapters]
    for title, name in chapters.items():
        said, page = stated(site / "notebooks" / name), soup(site / "notebooks" / name)
        assert (said["@type"], said["name"]) == ("LearningResource", title)
        assert f"Time {said['timeRequired'][2:-1]} minutes" in plain(page.get_text())
        assert without_marks(said["teaches"]) in without_marks(page.get_text())
        assert without_marks(said["competencyRequired"]) in without_marks(page.get_text())
    sets = stated(site / "book/catalogue.html")["@graph"]
    files = {site / "book" / one["distribution"]["contentUrl"] for one in sets}
    assert {file.resolve() for file in files} == {*(site / "data").glob("*.csv")}


def test_croissant_names_every_file_and_column(site: Path) -> None:
    """What the standard asks beyond this, mlcroissant asks in make audit; it brings 350 MB."""
    said = json.loads((site / "data/croissant.json").read_text("utf-8"))
    files = {file["@id"]: file["sha256"] for file in said["distribution"]}
    tables = {path.name: path for path in (site / "data").glob("*.csv")}
    assert files == {n: hashlib.sha256(p.read_bytes()).hexdigest() for n, p in tables.items()}
    package = json.loads((site / "data/datapackage.json").read_text("utf-8"))
    assert {t["path"]: t["hash"].removeprefix("sha256:") for t in package["resources"]} == files
    for record in said["recordSet"]:
        columns = pd.read_csv(tables[f"{record['name']}.csv"], nrows=1).columns
        assert [f["source"]["extract"]["column"] for f in record["field"]] == [*columns]


def test_a_chapter_may_state_its_time_in_words() -> None:
    config = SimpleNamespace(author="A. Teacher", html_title="Ours", language="en")
    env = SimpleNamespace(titles={"notebooks/16_x": nodes.title("", "What?")})
    doctree = publish_doctree("You will learn.\n\nTime an hour.")
    said = chapter(SimpleNamespace(env=env, config=config), "notebooks/16_x", doctree)
    assert said["teaches"] == "learn"
    assert "timeRequired" not in said


def test_what_leads_machines_here_agrees(site: Path) -> None:
    for name in re.findall(r"\]\((.+?)\)", (site / "llms.txt").read_text("utf-8")):
        assert (site / name).exists()
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    asked = json.loads((ROOT / ".zenodo.json").read_text("utf-8"))
    for there, here in (("title",) * 2, ("version",) * 2, ("keywords",) * 2,
                        ("description", "abstract"), ("creators", "authors")):  # fmt: skip
        assert asked[there] == cited[here]


WARHEADS = "warheads on deployed icbms and slbms, and one for each deployed heavy bomber"


@pytest.mark.parametrize(
    ("columns", "row", "cited"),
    [
        (["", "item_counted", "limit_value"], ["7", WARHEADS, "1550"], True),
        (["", "item_counted", "limit_value"], ["7", WARHEADS, "1551"], False),
        (["date", "party", "share"], ["2018-02-05", "us", "0.9"], False),
    ],
    ids=["a row of a table", "another number", "a computed number"],
)
def test_a_row_is_cited_where_it_stands_in_a_table(
    columns: list[str], row: list[str], cited: bool
) -> None:
    [keys] = row_sources(columns, [row])
    assert ("state-new-start-aggregate" in keys) == bool(keys) == cited


def test_a_reader_can_ask_each_number_of_a_table(site: Path) -> None:
    cells = [cell for page in PAGES for cell in soup(page).select("td.startlab-cite")]
    cited = [cell for cell in cells if cell.select("a[data-tip][aria-label]")]
    assert len(cited) >= 0.9 * len(cells) > 50
