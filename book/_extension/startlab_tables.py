"""Tables that a keyboard can scroll and a screen reader can tell apart."""

import html
import itertools
import re
from collections import Counter
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

# pandas writes a style sheet before each table; the theme puts other tables into a box of its own.
PANDAS = r'<div>\s*<style scoped>.*?</style>\s*<table border="1" '
MARKDOWN = r'<div class="pst-scrollable-table-container"><table '
HEADING = r"<h[1-6][^>]*>(?P<heading>.*?)</h[1-6]>"
PARTS = re.compile(f"{HEADING}|(?P<pandas>{PANDAS})|(?P<markdown>{MARKDOWN})", re.DOTALL)
FRAME = re.compile(r'(?<=class="dataframe">).*?(?=</table>)', re.DOTALL)
ROW = re.compile(r"<tr[^>]*>.*?</tr>", re.DOTALL)
CELL = re.compile(r"<(t[dh])>(.*?)</\1>", re.DOTALL)
NUMBER = re.compile(r"[-−]?[\d,]+([./]\d+)?( %)?")
MISSING = {"", "NaN", "NaT", "&lt;NA&gt;", "None"}
DATE = re.compile(r"<(t[dh])>((?:<p>)?\d{4}-\d\d-\d\d)(?=<)")
# Sentences and half sentences, which a phone must not set a word a line.
LONG = re.compile(r"<td>(?=[^<]{80})")
MIDDLE = re.compile(r"<td>(?=[^<]{28})")
RANK = re.compile(r" Rank (?=[A-D]\.)")


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


def join_headings(body: str) -> str:
    """Return the page with the name of the index beside those of the columns, in one line."""
    return FRAME.sub(_one_heading, body)


def _one_heading(table: re.Match[str]) -> str:
    head, end, rest = table[0].partition("</thead>")
    rows = [[cell[2] for cell in CELL.finditer(row)] for row in ROW.findall(head)]
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
    body = ROW.findall(table[0].partition("</thead>")[2])
    columns = [*zip(*([cell[2] for cell in CELL.finditer(row)] for row in body), strict=False)]
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


def mend_tables(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Mend the tables of one page before it is written."""
    if "body" in context:
        body = set_numbers_right(join_headings(name_tables(context["body"])))
        context["body"] = mend_cells(body)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the parts of this extension."""
    app.connect("html-page-context", mend_tables)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
