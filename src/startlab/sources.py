"""Bibliography keys to citations: every row of every table names its sources by key."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from startlab.errors import StartlabError, nearest, safe_repr
from startlab.files import DATA

ENTRY = re.compile(r"^@misc\{(?P<key>[a-z0-9-]+),\n(?P<body>.*?)^\}", re.MULTILINE | re.DOTALL)
FIELD = re.compile(r"^\s*(?P<name>\w+)\s*=\s*\{(?P<value>.*)\},?\s*$", re.MULTILINE)
RANKS = {
    "A": "primary: treaty texts, governments' own pages",
    "B": "reference work",
    "C": "established press or agency",
    "D": "anything else",
}


@dataclass(frozen=True)
class Source:
    """One entry of the bibliography, with its `key` as in the `source` column of a table.

    Who published it, what, when (ISO, as exactly as known), where, how it was seen (`note`), and
    its `rank` as in `RANKS`. Empty where unknown.
    """

    key: str
    author: str
    title: str
    date: str
    url: str
    note: str
    rank: str

    def __str__(self) -> str:
        dated = f"{self.author} ({self.date})" if self.date else self.author
        return f"{dated}{_stop(dated)} {self.title}{_stop(self.title)} {self.url}"

    def to_html(self) -> str:
        """Return the citation as HTML with a link."""
        author, date, title, url = map(html.escape, (self.author, self.date, self.title, self.url))
        dated = f"{author} ({date})" if date else author
        linked = f'<a href="{url}">{title}</a>' if url else title
        return f"{dated}{_stop(dated)} {linked}{_stop(self.title)} Rank {self.rank}."


def _stop(text: str) -> str:
    return "" if text.endswith((".", "?", "!")) else "."


class Citations(list[Source]):
    """A list of sources that shows itself as a list of links in a notebook."""

    def __repr__(self) -> str:
        return "\n".join(map(str, self))

    def _repr_html_(self) -> str:
        items = "\n".join(f"<li>{source.to_html()}</li>" for source in self)
        return f'<ul class="startlab-sources">\n{items}\n</ul>'


def cite(key: str) -> Source:
    """Return one entry of the bibliography; it prints as author, date, title, address.

    Raises
    ------
    StartlabError
        If there is no such key; the message names the nearest ones.

    Examples
    --------
    >>> cite("state-new-start-aggregate").rank
    'A'
    """
    bibliography = _bibliography()
    if key not in bibliography:
        raise StartlabError(
            f"There is no source {key!r}. Nearest keys: {nearest(key, bibliography)}."
        )
    return bibliography[key]


def sources_of(*tables: Any) -> Citations:
    """Return the citations behind tables, selections of their rows, or single rows.

    Each once, in the order in which the rows name them.

    Raises
    ------
    StartlabError
        If there is no `source` column, or a key in it is unknown.

    Examples
    --------
    >>> sources_of({"source": "state-new-start-aggregate"})[0].author
    'U.S. Department of State'
    """
    cells: list[Any] = []
    for rows in tables or (None,):
        try:
            column = rows["source"]
        except (KeyError, IndexError, TypeError):
            raise StartlabError(
                "sources_of needs rows of a startlab table with their `source` column; "
                "select rows with table[table.party == 'US'], and keep that column."
            ) from None
        if not isinstance(column, Iterable):
            raise StartlabError(
                f"A source must be text such as 'key' or 'key;key', not {column!r}."
            )
        cells.extend([column] if isinstance(column, str) else column)
    keys = dict.fromkeys(key for cell in cells for key in str(cell).split(";"))
    return Citations(map(cite, keys))


@cache
def _bibliography() -> dict[str, Source]:
    try:
        text = DATA.joinpath("references.bib").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StartlabError(f"references.bib: {error}; install the package again.") from None
    return read_bibliography(text)


def add_bibliography(path: str | Path) -> None:
    """Let `cite` and `sources_of` know the sources of a chapter of one's own as well.

    They are in a file in the form of `references.bib`, in UTF-8. StartlabError is raised if it
    cannot be read, or a key in it stands for another source already.
    """
    file = Path(path)
    try:
        added = read_bibliography(file.read_text(encoding="utf-8"), file.name)
    except (OSError, UnicodeDecodeError) as error:
        raise StartlabError(f"{file.name}: {error}.") from None
    known = _bibliography()
    for key, source in added.items():
        if known.setdefault(key, source) != source:
            raise StartlabError(f"{file.name}: the key {key!r} stands for another source.")


def read_bibliography(text: str, name: str = "references.bib") -> dict[str, Source]:
    """Read BibTeX in the plain form of `references.bib`; StartlabError names what has another."""
    rest = ENTRY.sub(lambda entry: FIELD.sub("", entry["body"]), text)
    if unread := rest.strip():
        raise StartlabError(
            f"{name}: {safe_repr(unread.splitlines()[0])} cannot be read. An entry begins with "
            "@misc{key, where the key has small letters, digits and hyphens; each field stands on "
            "one line, as title = {...}, and the last line is }."
        )
    entries: dict[str, Source] = {}
    for match in ENTRY.finditer(text):
        key = match["key"]
        fields = {m["name"]: m["value"].strip("{}") for m in FIELD.finditer(match["body"])}
        rank = re.search(r"\brank-([ABCD])\b", fields.get("keywords", ""))
        if key in entries:
            raise StartlabError(f"{name}: the key {key!r} stands twice.")
        if rank is None or not fields.get("title") or not fields.get("author"):
            raise StartlabError(
                f"{name}: {key!r} needs an author, a title and a rank "
                "(keywords = {rank-A}, -B, -C or -D)."
            )
        entries[key] = Source(
            key=key,
            author=_plain(fields["author"]),
            title=_plain(fields["title"]),
            date=fields.get("date") or fields.get("year", ""),
            url=fields.get("url", ""),
            note=_plain(fields.get("note", "")),
            rank=rank[1],
        )
    return entries


def _plain(text: str) -> str:
    return text.replace("{", "").replace("}", "").replace("\\&", "&")


def all_sources() -> list[Source]:
    """Return the whole bibliography, in the order of its keys."""
    return list(_bibliography().values())
