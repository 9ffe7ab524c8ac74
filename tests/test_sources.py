"""Citations: keys, frames, and the plain form of BibTeX that we read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import startlab as sl
from startlab import sources, table_files
from startlab.sources import Citations, all_sources, read_bibliography

ENTRY = """@misc{some-2018-page,
  author = {{Some Office}},
  title = {A <b>page</b> \\& more},
  year = {2018},
  url = {https://example.org/a?b=1&c=2},
  keywords = {rank-B},
}
"""


def without(field: str) -> str:
    return "\n".join(row for row in ENTRY.splitlines() if not row.startswith(f"  {field}"))


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: sl.cite("state-new-start-agregate"), "Nearest keys: state-new-start-aggregate"),
        (sl.sources_of, "sources_of needs rows"),
        *((lambda wrong=wrong: sl.sources_of(wrong), "source") for wrong in [None, 3, {}, [], "x"]),
        (lambda: sl.sources_of(sl.load_limits(), None), "sources_of needs rows"),
        (lambda: read_bibliography(ENTRY + ENTRY), "'some-2018-page' stands twice"),
        *(
            (lambda field=field: read_bibliography(without(field)), "'some-2018-page' needs")
            for field in ["title", "author", "keywords"]
        ),
    ],
)
def test_what_is_refused_in_one_sentence(call, says: str) -> None:
    with pytest.raises(sl.StartlabError, match=says):
        call()


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("@misc{some-2018-page", "@article{some-2019-page", "@article{some-2019-page,"),
        ("some-2018-page", "smith_2020", "@misc{smith_2020,"),
        ("{A <b>", "{A\n  <b>", "title = {A"),
        ("{2018},", '"2018",', 'year = "2018",'),
        ("},\n}\n", "}}\n", "@misc{some-2018-page,"),
    ],
)
def test_what_another_program_writes_is_not_passed_over(old: str, new: str, line: str) -> None:
    with pytest.raises(sl.StartlabError, match=f"b.bib: '{re.escape(line)}' cannot be read"):
        read_bibliography(ENTRY + ENTRY.replace(old, new), "b.bib")


def test_a_missing_bibliography_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "DATA", tmp_path)
    with pytest.raises(sl.StartlabError, match=r"references\.bib.*; install the package again\."):
        sources._bibliography.__wrapped__()


def test_sources_of_a_selection_or_a_row_names_only_its_sources() -> None:
    declared = sl.load_declarations()
    first = declared[declared.date == "2011-02-05"]
    found = sl.sources_of(first)
    assert {source.key for source in found} == set(";".join(first.source).split(";"))
    assert len(found) < len(sl.sources_of(declared))
    row = sl.load_limits().iloc[0]
    assert [s.key for s in sl.sources_of(row)] == row["source"].split(";")
    limit, last = row["source"].split(";"), ";".join(declared[-4:].source).split(";")
    together = sl.sources_of(row, declared[-4:], {"source": limit[0]}, first)
    named = [*limit, *last, *(source.key for source in found)]
    assert [source.key for source in together] == list(dict.fromkeys(named))


def test_citations_escape_markup() -> None:
    html = Citations(read_bibliography(ENTRY).values())._repr_html_()
    assert "<b>" not in html
    assert "&lt;b&gt;page&lt;/b&gt; &amp; more" in html
    assert 'href="https://example.org/a?b=1&amp;c=2"' in html


def test_every_entry_is_read_and_has_an_address() -> None:
    text = table_files.DATA.joinpath("references.bib").read_text("utf-8")
    assert len(all_sources()) == text.count("\n@") + text.startswith("@")
    assert all(source.url.startswith("http") for source in all_sources())
