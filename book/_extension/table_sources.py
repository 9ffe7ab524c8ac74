"""A last column for the tables of the chapters: the sources of each row, as numbered links."""

import csv
import html
import re
from functools import cache
from typing import Any, NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from startlab_book import DATA, REFERENCES, plain_citations

FRAME = re.compile(r'(?<=class="dataframe">).*?(?=</table>)', re.DOTALL)
ROW = re.compile(r"<tr[ >].*?(?=</tr>)", re.DOTALL)
CELL = re.compile(r"<(t[dh])(?=[ >])[^>]*>(.*?)</\1>", re.DOTALL)
MISSING = {"NaN", "NaT", "<NA>", "None"}
# They say which row, and alone they say nothing: other columns must be those of the table too.
KEYS = {"date", "party", "side", "country", "year", "system", "treaty"}
MOST_SOURCES = 4  # of a row: more means that it was found by chance


class Match(NamedTuple):
    """A table that a shown one was taken from: rows whose sources are known, and their keys."""

    found: int
    columns: int
    keys: list[list[str]]


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
    best = Match(0, 0, [[] for _ in rows])
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
        best = max(best, Match(sum(map(bool, keys)), len(shared), keys), key=lambda m: m[:2])
    return best.keys


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
        columns = [cell[2] for cell in CELL.finditer(head)]
        rows = [[cell[2] for cell in CELL.finditer(row)] for row in ROW.findall(rest)]
        if "source" in columns or any(len(row) != len(columns) for row in rows):
            return frame[0]
        keys = row_sources(columns, rows)
        if not any(keys):
            return frame[0]
        cells = (f'<td class="startlab-cite">{" ".join(map(link, found))}</td>' for found in keys)
        head = ROW.sub(lambda row: f"{row[0]}<th class='startlab-cite'>source</th>", head)
        return head + end + ROW.sub(lambda row: row[0] + next(cells), rest)

    return FRAME.sub(with_sources, body)


def cite_page(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Cite the rows of one page before it is written."""
    if page.startswith("notebooks/") and "body" in context:
        there = app.builder.get_relative_uri(page, REFERENCES)
        context["body"] = cite_tables(context["body"], there)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register this extension: after the tables are named and their headings joined."""
    app.connect("html-page-context", cite_page, priority=600)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
