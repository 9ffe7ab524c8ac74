"""What the book needs of Sphinx beyond Jupyter Book: pages and links made from the data."""

import csv
import hashlib
import html
import json
import re
import shutil
import textwrap
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.search.en import SearchEnglish
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from startlab import sources, table_files
from startlab.cli import markdown_table
from startlab.edition import ABSENT, CHAPTER, Edition
from startlab.files import DATA
from startlab.notebooks import link_near, linked_files

LOGGER = logging.getLogger(__name__)
GLOSSARY, CATALOGUE, REFERENCES = "book/glossary", "book/catalogue", "book/references"
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
KEYS = re.compile(r"(<td[^>]*>)([a-z0-9-]+(?:;[a-z0-9-]+)*)(?=</td>)")
CITATIONS = '<ul class="startlab-sources">'
TERM = re.compile(r'<a class="startlab-term [^>]*#([\w-]+)"')
NOT_PROSE = (nodes.reference, nodes.title, nodes.literal, nodes.literal_block, nodes.raw,
             nodes.caption, nodes.table)  # fmt: skip
TOGETHER = re.compile(rf"(?<=T) (?=I+\b)|(?<=\d) (?={MONTHS})")


class DataCatalogue(SphinxDirective):
    """One section a table, from datapackage.json."""

    def run(self) -> list[nodes.Node]:
        """Return the nodes in place of the directive."""
        for name in ("datapackage.json", "references.bib"):
            self.env.note_dependency(str(DATA / name))
        text = "\n\n".join(_table_section(t) for t in table_files.datapackage()["resources"])
        return _parsed(self, text)


def _parsed(directive: SphinxDirective, text: str) -> list[nodes.Node]:
    edition, page = directive.config.startlab_edition, directive.env.docname
    text = edition.adapt_prose(page, text)
    return directive.parse_text_to_nodes(text, allow_section_headings=True)


def _table_section(table: dict[str, Any]) -> str:
    name, fields = table["name"], table["schema"]["fields"]
    frame = table_files.load(name)
    terms = "\n".join(f"- {source['title']}" for source in table["sources"])
    # A list, and rows set upright: both fit the width of a phone.
    columns = "\n".join(f"- `{f['name']}` ({_kind(f)}): {f['description']}" for f in fields)
    shown = [f["name"] for f in fields if f["name"] not in ("source", "original", "note")]
    first = [[column, *map(table_files.as_text, frame[column].head(2))] for column in shown]
    rows = [[_narrow(cell) for cell in row] for row in first]
    return f"""
({name}-table)=
## {table["title"]}

{table["description"]}

**Load it** with `sl.load_{name}()`. **Rows** {len(frame):,}. **As of** {table["startlab:as_of"]}.
**Licence** {table["licenses"][0]["title"]}.
**Download** <a href="../data/{table["path"]}" download>{table["path"]}</a>.

<div class="startlab-ask pst-js-only" data-ask="{name}"><button type="button" class="btn btn-sm"
aria-expanded="false">Look into the {len(frame):,} rows of {name}</button></div>

Columns:

{columns}

Sources and their terms:

{terms}

The first two rows, one column on each line:

{markdown_table(["Column", "First row", "Second row"], rows)}
"""


def _narrow(text: str) -> str:
    """Cut a long text short, and let a long name break at its underscores."""
    short = html.escape(textwrap.shorten(text, 70, placeholder=" …"))
    return short.replace("_", "_<wbr>")


def _kind(field: dict[str, Any]) -> str:
    return field["type"] + (f", {field['unit']}" if field.get("unit") else "")


class DataChanges(SphinxDirective):
    """What changed in the data, version by version, from CHANGELOG.md."""

    def run(self) -> list[nodes.Node]:
        """Return the nodes in place of the directive."""
        path = Path(self.env.srcdir) / "CHANGELOG.md"
        self.env.note_dependency(str(path))
        _, *versions = path.read_text("utf-8").partition("\n## ")
        return _parsed(self, "".join(versions))


class SourceList(SphinxDirective):
    """Every entry of references.bib with its rank, by author and date."""

    def run(self) -> list[nodes.Node]:
        """Return the nodes in place of the directive."""
        self.env.note_dependency(str(DATA / "references.bib"))
        items = nodes.bullet_list(classes=["startlab-sources"])
        for source in sorted(
            sources.all_sources(), key=lambda s: (s.author.casefold(), s.date, s.title)
        ):
            text = nodes.raw("", f'<p id="{source.key}">{source.to_html()}</p>', format="html")
            items += nodes.list_item("", text)
        return [items]


def offer_notebook(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Say under the title of a chapter how to get it and how to run it."""
    name = page.removeprefix("notebooks/") + ".ipynb"
    up = "../" * page.count("/")
    beside = "".join(
        f', <a href="{up}_sources/notebooks/{path.name}" download>{path.name}</a>'
        for path in app.config.startlab_edition.companions(page)
    )
    line = (
        f'<p class="startlab-run"><a href="{up}_sources/notebooks/{name}" download>'
        f"Download this notebook</a>{beside}. Run it with <code>make lab</code> in a copy "
        "of the project, or with <code>startlab lab</code> where startlab is installed.</p>"
    )
    title = next(iter(doctree.findall(nodes.title)))
    place = title.parent.index(title) + 1
    title.parent.insert(place, nodes.raw("", line, format="html"))
    if chapter := CHAPTER.match(page):
        above = f'<p class="startlab-chapter">Chapter {int(chapter[1])}</p>'
        title.parent.insert(place - 1, nodes.raw("", above, format="html"))


@cache
def _glossary(folder: Path) -> dict[str, tuple[str, str]]:
    """Return each word of the glossary, its anchor and its meaning; the longest words first."""
    text = (folder / f"{GLOSSARY}.md").read_text("utf-8")
    text = Edition(folder).adapt_prose(GLOSSARY, text).replace(ABSENT, ABSENT.strip("*"))
    found = re.findall(r"^## (.+)\n(.+)$", text, re.M)
    return {
        word: (re.sub(r"[^a-z0-9]+", "-", word.lower()), meaning)
        for word, meaning in sorted(found, key=lambda entry: -len(entry[0]))
    }


def link_first_uses(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Lead from the first use of a word in a chapter to the glossary; notebooks stay plain."""
    there = app.builder.get_relative_uri(page, GLOSSARY)
    texts = [text for text in doctree.findall(nodes.Text) if _is_plain_prose(text)]
    for word, (anchor, _) in _glossary(Path(app.srcdir)).items():
        # Before a capital it is part of a name: Strategic Arms Reduction Treaty.
        alone = rf"(?<![\w-]){re.escape(word)}s?(?![\w-])(?!(?-i: [A-Z]))"
        pattern = re.compile(alone, re.IGNORECASE)
        for place, text in enumerate(texts):
            straight = text.replace("’", "'")
            # The plain look before the pattern makes this twenty times as fast.
            found = word.lower() in straight.lower() and pattern.search(straight)
            if found:
                shown = text[found.start() : found.end()]
                link = nodes.reference("", shown, refuri=f"{there}#{anchor}", internal=True)
                link["classes"].append("startlab-term")
                before, after = nodes.Text(text[: found.start()]), nodes.Text(text[found.end() :])
                text.parent.replace(text, [before, link, after])
                texts[place : place + 1] = [before, after]
                break


def fold_sources(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Fold the lists of sources at the end of a chapter: they were up to two fifths of its text."""
    for section in doctree.findall(nodes.section):
        lists = [raw.astext() for raw in section.findall(nodes.raw) if CITATIONS in raw.astext()]
        cells = [at for at, part in enumerate(section) if "cell" in part.get("classes", ())]
        if "sources" in section["ids"] and lists:
            count = len({line for text in lists for line in text.splitlines() if "<li>" in line})
            named = f"The {count} sources" if count > 1 else "The source"
            start = f'<details class="startlab-fold"><summary>{named} of this page</summary>'
            section.insert(cells[0], nodes.raw("", start, format="html"))
            section.insert(cells[-1] + 2, nodes.raw("", "</details>", format="html"))


def link_data(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Lead from the tables that a chapter names under Data to their rows in the catalogue."""
    if not CHAPTER.match(page):
        return
    there = app.builder.get_relative_uri(page, CATALOGUE)
    lines = [s.parent for s in doctree.findall(nodes.strong) if s.astext() == "Data"]
    for name in [name for line in lines[:1] for name in line.findall(nodes.literal)]:
        if (DATA / f"{name.astext()}.csv").exists():
            anchor = f"{there}#{name.astext().replace('_', '-')}-table"
            link = nodes.reference("", "", refuri=anchor, internal=True)
            name.replace_self(link)
            link += name


def bring_tips(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Put the meaning of a word beside its link, and the citation beside a key in a table."""
    meanings = dict(_glossary(Path(app.srcdir)).values())
    body = TERM.sub(
        lambda m: f'{m[0]} data-tip="{html.escape(meanings[m[1]])}"', context.get("body", "")
    )
    cited = plain_citations()
    there = app.builder.get_relative_uri(page, REFERENCES)

    def linked(cell: re.Match[str]) -> str:
        keys = cell[2].split(";")
        links = (
            f'<a href="{there}#{key}" data-tip="{html.escape(cited[key])}">{key}</a>'
            for key in keys
        )
        return cell[1] + " ".join(links) if all(key in cited for key in keys) else cell[0]

    context["body"] = KEYS.sub(linked, body)


def _is_plain_prose(text: nodes.Text) -> bool:
    node, in_paragraph = text.parent, False
    while node is not None:
        if isinstance(node, NOT_PROSE) or (
            isinstance(node, nodes.section) and "sources" in node["ids"]
        ):
            return False
        in_paragraph |= isinstance(node, nodes.paragraph)
        node = node.parent
    return in_paragraph


def mend_notebook(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Do all this to the pages that are notebooks."""
    if page.startswith("notebooks/"):
        for step in (link_first_uses, link_data, fold_sources, offer_notebook):
            step(app, doctree, page)


def keep_together(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Let no line end between START and I, or within 5 February."""
    for text in [text for text in doctree.findall(nodes.Text) if _is_words(text)]:
        joined = TOGETHER.sub("\N{NO-BREAK SPACE}", text)
        if joined != text:
            text.parent.replace(text, nodes.Text(joined))


def _is_words(text: nodes.Text) -> bool:
    other = nodes.literal | nodes.literal_block | nodes.raw | nodes.math | nodes.math_block
    return isinstance(text.parent, nodes.TextElement) and not isinstance(text.parent, other)


def share_one_picture(app: Sphinx, config: Config) -> None:
    """Give sphinxext-opengraph the address and title of the edition, and its picture in words."""
    cover = (Path(app.srcdir) / "book/_static/cover.svg").read_text("utf-8")
    words = re.search(r'aria-label="([^"]*)"', cover)
    assert words is not None
    config.ogp_site_url, config.ogp_site_name = config.html_baseurl, config.html_title
    config.ogp_image_alt = html.unescape(words[1])


class SearchWithNumbers(SearchEnglish):
    """Finds numbers too, with and without their commas: Sphinx passes over what is only digits.

    The summary is wrapped to show a number as it was written, and not with its mark. To be dropped
    with https://github.com/sphinx-doc/sphinx/issues/776.
    """

    js_splitter_code = r"""
var splitQuery = (query) => query.replace(/(\d),(?=\d{3}(?!\d))/g, "$1")
  .match(/[\p{L}\p{N}_]+/gu)?.map((word) => word.replace(/^\d+$/, "_$&")) ?? [];
const summary = Search.makeSearchSummary;
const asWritten = (word) => (
  /^_\d+$/.test(word) ? [word.slice(1), (+word.slice(1)).toLocaleString("en")] : word
);
Search.makeSearchSummary = (text, words, at) => summary(text, [...words].flatMap(asWritten), at);
"""

    def split(self, input: str) -> list[str]:
        """Return the words of a text; a number is one word, with a mark before it."""
        words = super().split(re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", input))
        return [re.sub(r"^[0-9]+$", r"_\g<0>", word) for word in words]


def search_without_server(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Let the search page work from a folder too."""
    if page == "search":
        app.add_js_file("search_offline.js", loading_method="defer")


def publish_data(app: Sphinx, error: Exception | None) -> None:
    """Put the tables, their description and the bibliography beside the pages.

    The description gets the hash of each table, by which readers can tell a damaged copy. Each
    table is a script too: a page opened from a folder may load nothing else.
    """
    if error:
        return
    target = Path(app.outdir) / "data"
    shutil.copytree(DATA, target, ignore=shutil.ignore_patterns("*.toml"), dirs_exist_ok=True)
    for path in DATA.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            rows = json.dumps([*csv.reader(file)], ensure_ascii=False, separators=(",", ":"))
        (target / f"{path.stem}.js").write_text(f"startlab.tables.{path.stem} = {rows};", "utf-8")
    package = json.loads((target / "datapackage.json").read_text("utf-8"))
    for table in package["resources"]:
        content = (target / table["path"]).read_bytes()
        table["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
    text = json.dumps(package, ensure_ascii=False, indent=2)
    (target / "datapackage.json").write_text(f"{text}\n", "utf-8")
    text = f"startlab.sources = {json.dumps(plain_citations(), ensure_ascii=False)};"
    (target / "sources.js").write_text(text, "utf-8")


@cache
def plain_citations() -> dict[str, str]:
    """Return the citation of each source without its address, by key."""
    return {
        source.key: f"{str(source).removesuffix(source.url).strip()} Rank {source.rank}."
        for source in sources.all_sources()
    }


def publish_sources(app: Sphinx, error: Exception | None) -> None:
    """Offer each page's source as this edition has it, with what lies beside a notebook.

    Links of notebooks lead to the tables and models of this edition; without its address they lead
    where `startlab notebooks` puts the copies.
    """
    if error:
        return
    edition, site = app.config.startlab_edition, Path(app.outdir)
    for path in (path for page in edition.chapters for path in edition.companions(page)):
        shutil.copy(path, site / "_sources/notebooks" / path.name)
    for path in (*site.glob("_sources/**/*.ipynb"), *site.glob("_sources/**/*.md")):
        page = path.relative_to(site / "_sources").with_suffix("").as_posix()
        text = edition.adapt(page, path.read_text("utf-8"))
        for name, file in linked_files(text).items():
            (site / name).parent.mkdir(exist_ok=True)
            shutil.copy(file, site / name)
        path.write_text(link_near(text, app.config.html_baseurl), "utf-8")


def _mathml(node: nodes.math | nodes.math_block, *, as_block: bool = False) -> str:
    try:
        return str(tex2mathml(node.astext(), as_block=as_block))
    except MathError as error:
        LOGGER.warning("formula %r: %s", node.astext(), error, location=node)
        return ""


def write_math(self: Any, node: nodes.math) -> None:
    """Write inline mathematics as MathML: browsers set it without a script."""
    self.body.append(_mathml(node))
    raise nodes.SkipNode


def write_math_block(self: Any, node: nodes.math_block) -> None:
    """Write a formula on its own line as MathML."""
    self.body.append(f'<div class="math">{_mathml(node, as_block=True)}</div>')
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the parts of this extension."""
    app.add_directive("data-catalogue", DataCatalogue)
    app.add_directive("data-changes", DataChanges)
    app.add_directive("source-list", SourceList)
    app.add_search_language(SearchWithNumbers)
    app.add_html_math_renderer("mathml", (write_math, None), (write_math_block, None))
    app.connect("config-inited", share_one_picture)
    app.connect("doctree-resolved", mend_notebook)
    app.connect("doctree-resolved", keep_together)
    app.connect("html-page-context", bring_tips)
    app.connect("html-page-context", search_without_server)
    app.connect("build-finished", publish_data)
    app.connect("build-finished", publish_sources)
