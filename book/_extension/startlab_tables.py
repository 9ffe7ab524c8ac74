"""Tables that a keyboard can scroll and a screen reader can tell apart; rows cite sources."""

import csv
import html
import itertools
import re
from collections import Counter
from functools import cache
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from startlab_book import REFERENCES, plain_citations

from startlab.files import DATA

# pandas writes a style sheet before each table; the theme puts other tables into a box of its own.
PANDAS = r'<div>\s*<style scoped>.*?</style>\s*<table border="1" '
MARKDOWN = r'<div class="pst-scrollable-table-container"><table '
HEADING = r"<h[1-6][^>]*>(?P<heading>.*?)</h[1-6]>"
PARTS = re.compile(f"{HEADING}|(?P<pandas>{PANDAS})|(?P<markdown>{MARKDOWN})", re.DOTALL)
FRAME = re.compile(r'(?<=class="dataframe">).*?(?=</table>)', re.DOTALL)
ROW = re.compile(r"<tr[ >].*?(?=</tr>)", re.DOTALL)
CELL = re.compile(r"<(t[dh])(?: [^>]*)?>(.*?)</\1>", re.DOTALL)
NUMBER = re.compile(r"[-−]?[\d,]+([./]\d+)?( %)?")
MISSING = {"", "NaN", "NaT", "<NA>", "&lt;NA&gt;", "None"}
DATE = re.compile(r"<(t[dh])>((?:<p>)?\d{4}-\d\d-\d\d)(?=<)")
# Sentences and half sentences, which a phone must not set a word a line.
LONG = re.compile(r"<td>(?=[^<]{80})")
MIDDLE = re.compile(r"<td>(?=[^<]{28})")
RANK = re.compile(r" Rank (?=[A-D]\.)")
# They say which row, and alone they say nothing: other columns must be those of the table too.
KEYS = {"date", "party", "side", "country", "year", "system", "treaty"}
MOST_SOURCES = 4  # of a row: more means that it was found by chance


def name_tables(body: str) -> str:
    """Return the page with each table in a box that scrolls and is named after its section."""
    heading = ""
    seen: Counter[str] = Counter()

    def replaced(part: re.Match[str]) -> str:
        nonlocal heading
        if part["heading"] is not None:
            heading = _plain(part["heading"])
            return part[0]
        seen[heading] += 1
        number = f" {seen[heading]}" if seen[heading] > 1 else ""
        name = html.escape(f"Table{number}: {heading}")
        return (
            '<div class="startlab-table pst-scrollable-table-container" role="region" '
            f'aria-label="{name}" tabindex="0"><table '
        )

    return PARTS.sub(replaced, body)


def _cells(part: str) -> list[list[str]]:
    """Return what stands in the cells of each row."""
    return [[cell[2] for cell in CELL.finditer(row)] for row in ROW.findall(part)]


def join_headings(body: str) -> str:
    """Return the page with the name of the index beside those of the columns, in one line."""
    return FRAME.sub(_one_heading, body)


def _one_heading(table: re.Match[str]) -> str:
    head, end, rest = table[0].partition("</thead>")
    rows = _cells(head)
    if len(rows) != 2 or len(rows[0]) != len(rows[1]):
        return table[0]
    if any(above and below for above, below in zip(*rows, strict=True)):
        return table[0]
    names = "".join(f"<th>{above or below}</th>" for above, below in zip(*rows, strict=True))
    return f"<thead><tr>{names}</tr>{end}{rest}"


def set_numbers_right(body: str) -> str:
    """Return the page with columns of numbers marked, to be set at the right, digit under digit."""
    return FRAME.sub(_numbers_right, body)


def _numbers_right(table: re.Match[str]) -> str:
    columns = [*zip(*_cells(table[0].partition("</thead>")[2]), strict=False)]
    numeric = {at for at, texts in enumerate(columns) if at and _are_numbers(texts)}

    def marked(row: re.Match[str]) -> str:
        places = itertools.count()

        def cell(found: re.Match[str]) -> str:
            if next(places) in numeric and found[2]:
                return f'<{found[1]} class="startlab-number">{found[2]}</{found[1]}>'
            return found[0]

        return CELL.sub(cell, row[0])

    return ROW.sub(marked, table[0])


def _are_numbers(texts: tuple[str, ...]) -> bool:
    known = [text for text in texts if text not in MISSING]
    return bool(known) and all(NUMBER.fullmatch(text) for text in known)


def mend_cells(body: str) -> str:
    """Return the page without empty headings, with dates and ranks in one piece, sentences wide."""
    body = DATE.sub(r'<\1 class="startlab-date">\2', body.replace("<th></th>", "<td></td>"))
    body = MIDDLE.sub('<td class="startlab-middle">', LONG.sub('<td class="startlab-long">', body))
    return RANK.sub(" Rank&nbsp;", body)


def _plain(heading: str) -> str:
    words = re.sub(r'<a class="headerlink".*?</a>|<[^>]+>', "", heading, flags=re.DOTALL)
    return " ".join(html.unescape(words).split())


@cache
def _tables() -> list[list[dict[str, str]]]:
    tables = []
    for path in sorted(DATA.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = [*csv.DictReader(file)]
        if "source" in rows[0]:
            tables.append(rows)
    return tables


def _text(cell: str) -> str:
    """Return what a cell says, as it stands in the file: 1,550 and 1550.0 are 1550."""
    text = html.unescape(re.sub(r"<[^>]+>", "", cell)).strip()
    text = re.sub(r"(?<=\d),(?=\d{3})|(?<=\d)\.0+$", "", text)
    return "" if text in MISSING else text.casefold()


def row_sources(columns: list[str], rows: list[list[str]]) -> list[list[str]]:
    """Return the keys of the sources behind each row; none for what was computed.

    A row is looked for in every table by the columns that both have.
    """
    none: list[list[str]] = [[] for _ in rows]
    matches = [(0, 0, none)]  # rows found, columns compared, the keys of each row
    for table in _tables():
        shared = [at for at, name in enumerate(columns) if name in table[0]]
        if len(shared) < 2 or {columns[at] for at in shared} <= KEYS:
            continue
        sources: dict[tuple[str, ...], dict[str, None]] = {}
        for row in table:
            known = tuple(_text(row[columns[at]]) for at in shared)
            sources.setdefault(known, {}).update(
                dict.fromkeys(filter(None, row["source"].split(";")))
            )
        keys = [[*sources.get(tuple(_text(row[at]) for at in shared), ())] for row in rows]
        keys = [found if len(found) <= MOST_SOURCES else [] for found in keys]
        matches.append((sum(map(bool, keys)), len(shared), keys))
    return max(matches, key=lambda match: match[:2])[2]


def cite_tables(body: str, there: str) -> str:
    """Return the page with the sources of each row in a last column; `there` lists them."""
    numbers: dict[str, int] = {}
    cited = plain_citations()

    def link(key: str) -> str:
        number = numbers.setdefault(key, len(numbers) + 1)
        return (
            f'<a href="{there}#{key}" aria-label="Source {number}" '
            f'data-tip="{html.escape(cited[key])}">{number}</a>'
        )

    def with_sources(frame: re.Match[str]) -> str:
        head, end, rest = frame[0].partition("</thead>")
        columns, rows = [name for row in _cells(head) for name in row], _cells(rest)
        if "source" in columns or any(len(row) != len(columns) for row in rows):
            return frame[0]
        keys = row_sources(columns, rows)
        if not any(keys):
            return frame[0]
        cells = (f'<td class="startlab-cite">{" ".join(map(link, found))}</td>' for found in keys)
        head = ROW.sub(lambda row: f"{row[0]}<th class='startlab-cite'>source</th>", head)
        return head + end + ROW.sub(lambda row: row[0] + next(cells), rest)

    return FRAME.sub(with_sources, body)


def mend_tables(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Mend the tables of one page before it is written, and cite the rows of a chapter."""
    if "body" in context:
        body = mend_cells(set_numbers_right(join_headings(name_tables(context["body"]))))
        if page.startswith("notebooks/"):
            body = cite_tables(body, app.builder.get_relative_uri(page, REFERENCES))
        context["body"] = body


def setup(app: Sphinx) -> None:
    """Register the parts of this extension."""
    app.connect("html-page-context", mend_tables)
