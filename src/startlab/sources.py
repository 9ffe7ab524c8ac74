"""Bibliography keys to citations: every row of every table names its sources by key."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Protocol

from startlab.errors import StartlabError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    """One entry of the bibliography.

    Attributes
    ----------
    key : str
        Name of the entry, as in the `source` column of a table.
    author, title, date, url, note : str
        Who published it, what, when (ISO, as exactly as known), where, and how it was seen.
        Empty where unknown.
    rank : str
        ``"A"`` primary, ``"B"`` reference work, ``"C"`` press or agency, ``"D"`` anything else.
    """

    key: str
    author: str
    title: str
    date: str
    url: str
    note: str
    rank: str

    def __str__(self) -> str:
        """Return the citation as one line of text."""
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
        """Return one citation a line."""
        return "\n".join(map(str, self))

    def _repr_html_(self) -> str:
        items = "\n".join(f"<li>{source.to_html()}</li>" for source in self)
        return f'<ul class="startlab-sources">\n{items}\n</ul>'


class _Frame(Protocol):
    """What `sources_of` needs of a DataFrame or of one of its rows."""

    def __getitem__(self, name: str, /) -> object: ...


def cite(key: str) -> Source:
    """Return one entry of the bibliography.

    Parameters
    ----------
    key : str
        A key from a `source` column.

    Returns
    -------
    Source
        Prints as one line: author, date, title, address.

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


def sources_of(rows: _Frame) -> Citations:
    """Return the citations behind a table, a selection of its rows, or one row.

    Parameters
    ----------
    rows : DataFrame or Series
        Anything taken from a table of startlab that still has its `source` column.

    Returns
    -------
    Citations
        A list of `Source`: each once, in the order in which the rows name them.

    Raises
    ------
    StartlabError
        If there is no `source` column, or a key in it is unknown.

    Examples
    --------
    >>> sources_of({"source": "state-new-start-aggregate"})[0].author
    'U.S. Department of State'
    """
    try:
        column = rows["source"]
    except (KeyError, IndexError, TypeError):
        raise StartlabError(
            "sources_of needs rows of a startlab table with their `source` column; "
            "select rows with table[table.party == 'US'], and keep that column."
        ) from None
    return Citations(cite(key) for key in _distinct_keys(column))


def _distinct_keys(column: object) -> Iterator[str]:
    cells = [column] if isinstance(column, str) else column
    if not isinstance(cells, Iterable):
        raise StartlabError(f"A source must be text such as 'key' or 'key;key', not {cells!r}.")
    seen = dict.fromkeys(key for cell in cells for key in str(cell).split(";"))
    yield from seen


@cache
def _bibliography() -> Mapping[str, Source]:
    try:
        text = files("startlab").joinpath("data/references.bib").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StartlabError(f"references.bib: {error}; install the package again.") from None
    return read_bibliography(text)


def read_bibliography(text: str) -> dict[str, Source]:
    """Read BibTeX text in the plain form that `references.bib` keeps to.

    Parameters
    ----------
    text : str
        Entries of the form ``@misc{key,``, one field a line, closed by ``}`` on a line.

    Returns
    -------
    dict of str to Source
        By key, in the order of the file.

    Raises
    ------
    StartlabError
        If a key stands twice, or an entry has no title, no author or no rank.

    Examples
    --------
    >>> entry = '''@misc{some-2018-page,
    ...   author = {{Some Office}},
    ...   title = {A page},
    ...   keywords = {rank-B},
    ... }'''
    >>> print(read_bibliography(entry)["some-2018-page"].author)
    Some Office
    """
    entries: dict[str, Source] = {}
    for match in ENTRY.finditer(text):
        key = match["key"]
        fields = {m["name"]: m["value"].strip("{}") for m in FIELD.finditer(match["body"])}
        rank = re.search(r"\brank-([ABCD])\b", fields.get("keywords", ""))
        if key in entries:
            raise StartlabError(f"references.bib: the key {key!r} stands twice.")
        if rank is None or not fields.get("title") or not fields.get("author"):
            raise StartlabError(
                f"references.bib: {key!r} needs an author, a title and a rank "
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
    """Return the whole bibliography, in the order of its keys.

    Returns
    -------
    list of Source
        Every entry of `references.bib`.

    Examples
    --------
    >>> len(all_sources()) > 100
    True
    """
    return list(_bibliography().values())
