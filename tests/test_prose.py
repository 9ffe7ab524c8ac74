"""Every number in the prose of the book stands in the data, or has a reason to be there.

Each page of `_toc.yml`, and the README, has an account under `tests/prose/`:

- `claims()`: pairs of a fragment of the prose with ``{}`` in place of each number, and the
  numbers, computed from the tables and the models;
- `ALLOWED`: the few numbers that come from nowhere, each with its reason.

The same holds for numbers in words, from four up, and for shares: a third, a quarter.
One, two, three and half are turns of speech as well; where they state a fact, a claim holds them.

`chapter_NN.py` is the account of a chapter, `solutions.py` and `book_pages.py` hold those of the
other pages. Dates that stand in a table, and years, need no claim.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

import nbformat
import pytest
from conftest import EDITION
from prose import IN_WORDS, MONTHS, Account, book_pages, solutions

from startlab import datasets, table_files
from startlab.chapters.ch05 import explain_steps
from startlab.exercises import all_exercises
from startlab.figures.play import texts
from startlab.figures.predict import stored

ROOT = Path(__file__).parent.parent
PAGES = [*EDITION.pages, "README"]
CHAPTER = re.compile(r"notebooks/(?:solutions/)?(\d\d)_")
DATE = re.compile(rf"\b(\d{{1,2}}) ({MONTHS}) (\d{{4}})\b")
YEAR = re.compile(r"(?<![\d,.])(?:19|20)\d\d(?![\d,]\d|\d)")
NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?:/\d+)?")
LARGE = "|".join(sorted((word for word, n in IN_WORDS.items() if n > 3), key=len, reverse=True))
WORD = re.compile(
    rf"\b(?:{LARGE}|(?:hundred|thousand|million)s?|dozen"
    r"|a (?:third|fifth|tenth)(?= of| fewer| more| off)|(?:one|two) (?:third|fifth|tenth)s?"
    r"|quarters?)(?![-\w])",
    re.IGNORECASE,
)
# What a page itself lists, and how an answer is to be written: no facts from the data.
NO_FACT = re.compile(
    rf"\b(?:{LARGE}) (?:more )?"
    "(?:advisers|faults|questions|reasons|rows|rules|sentences|things|ways)"
    rf"|\b(?:{LARGE}) to (?:{LARGE}) sentences|a tenth of a per cent",
    re.IGNORECASE,
)
# Numbers that are names or places in the book, not claims about the world.
LABELS = re.compile(
    r"\d\d\.\d (?:Read|Compute|Transfer|Code|Judge|Write)|Time \d+ minutes"
    r"|Articles? [IVX]+(?: \d+(?:\([a-z]\))?)*"
    r"|[Cc]hapters? \d\d(?:(?:, \d\d)* and \d\d)?|exercises? \d\d\.\d|`[^`]*`|\]\([^)]*\)"
    r"|START [I]+"
)
EXERCISE = re.compile(r"exercises? (\d\d\.\d)")
# A block of code is dropped; of a directive such as a figure the words stay.
BLOCK = re.compile(r"^```(\{[^}]*\})?[^\n]*\n(.*?)^```$", re.DOTALL | re.MULTILINE)
MARKS = re.compile(r"^(?:\d+\. |:::.*$|:name:.*$|:gutter:.*$)|\*", re.MULTILINE)
every_page = pytest.mark.parametrize("page", PAGES)


def source(page: str) -> str:
    """Return the words of a page: of a notebook the Markdown cells and the captions."""
    if not page.startswith("notebooks/"):
        made = _descriptions(table_files.datapackage()) if page == "book/catalogue" else ()
        made = _asked("cover") if page == "book/index" else made
        return "\n\n".join([(ROOT / f"{page}.md").read_text("utf-8"), *made])
    cells = nbformat.read(ROOT / f"{page}.ipynb", as_version=4).cells
    captions = [cell.metadata.get("mystnb", {}).get("figure", {}).get("caption") for cell in cells]
    texts = [cell.source for cell in cells if cell.cell_type == "markdown"]
    return "\n\n".join([*texts, *filter(None, captions), *_asked(f"{page[10:12]}-")])


def _asked(names: str) -> Iterator[str]:
    """Yield what the widgets of a page ask first, and what they say to each answer."""
    for name, asked in stored().items():
        if name.startswith(names):
            answers = [*asked.get("choices", {}).items(), *asked.get("ranges", ())]
            yield "\n\n".join([asked["ask"], *(says for _, says in answers), asked.get("seen", "")])
            yield "\n\n".join(asked.get("choices", ()))


def _descriptions(part: object) -> Iterator[str]:
    """Yield what the catalogue says of the tables and of their columns."""
    if isinstance(part, dict):
        yield from (part[key] for key in ("title", "description") if key in part)
    for inner in part.values() if isinstance(part, dict) else part:
        if isinstance(inner, dict | list):
            yield from _descriptions(inner)


@cache
def prose(page: str) -> str:
    words = BLOCK.sub(lambda block: block[2] if block[1] else "", source(page))
    return re.sub(r"\s+", " ", MARKS.sub("", words))


def account(page: str) -> Account:
    number = CHAPTER.match(page)
    if number and "solutions/" not in page:
        chapter = importlib.import_module(f"prose.chapter_{number[1]}")
        return Account(chapter.claims, chapter.ALLOWED)
    accounts = solutions.ACCOUNTS if number else book_pages.ACCOUNTS
    key = number[1] if number else page
    if key not in accounts:
        pytest.fail(f"{page} has no account in tests/prose: say what stands behind its numbers")
    return accounts[key]


def written(value: object) -> str:
    """Return a number as the book writes it: 1,550; 0.75; 2/3; text as it is."""
    if isinstance(value, str | Fraction):
        return str(value)
    if isinstance(value, float):
        return f"{value:,g}"
    return f"{int(value):,}"  # type: ignore[call-overload]


@cache
def shown(page: str) -> list[str]:
    """Return what the claims of a page say, with their numbers in place."""
    return [words.format(*map(written, values)) for words, values in account(page).claims()]


@cache
def known_dates() -> frozenset[str]:
    dates: set[str] = set()
    for table in datasets.datapackage()["resources"]:
        frame = datasets.load(table["name"])
        for column in frame.select_dtypes("datetime"):
            dates |= {f"{day.day} {day:%B %Y}" for day in frame[column].dropna()}
    return frozenset(dates)


def with_its_chapter(page: str) -> list[str]:
    """A page of solutions repeats tasks: what stands behind the chapter stands behind them."""
    return [page, *(p for p in PAGES if p == page.replace("solutions/", "") and p != page)]


def without_claims(page: str, pages: list[str]) -> str:
    text = prose(page)
    for words in [words for each in pages for words in shown(each)]:
        text = text.replace(words, " ")
    return text


@every_page
def test_claims_stand_in_the_prose(page: str) -> None:
    text = prose(page)
    for words in shown(page):
        assert words in text, f"{page} does not say: {words}"


# A chapter may name the newest date of its own tables instead; then it says so.
REACH = re.compile(
    r"(?:\b[Aa]s of|\breach(?:es)?(?: to)?|\bhappened until|\bup to) "
    rf"\(?((?:{MONTHS}) 2026)(?!, the date of the newest)"
)
CODE = [*Path(table_files.__file__).parent.rglob("*.py"), *table_files.DATA.glob("*.csv")]


@pytest.mark.parametrize("page", [*PAGES, *CODE], ids=str)
def test_one_month_says_how_far_the_sources_reach(page: str | Path) -> None:
    text = page.read_text("utf-8") if isinstance(page, Path) else prose(page)
    assert set(REACH.findall(text)) <= {datasets.AS_OF}


def test_the_events_reach_as_far_as_is_said() -> None:
    as_of = table_files.resource("events")["startlab:as_of"]
    assert f"{date.fromisoformat(as_of):%B %Y}" == datasets.AS_OF


@every_page
def test_every_number_is_accounted_for(page: str) -> None:
    pages = with_its_chapter(page)
    text = without_claims(page, pages)
    allowed = [phrase for each in pages for phrase in account(each).allowed]
    for day in DATE.finditer(text):
        if day[0] in known_dates() or day[0] in allowed:
            text = re.sub(rf"\b{day[0]}\b", " ", text)
    text = LABELS.sub(" ", text)
    for phrase in sorted(allowed, key=len, reverse=True):
        text = text.replace(phrase, " ")
    text = YEAR.sub(" ", text)
    left = [text[max(0, m.start() - 40) : m.end() + 20] for m in NUMBER.finditer(text)]
    assert not left, f"{page} has numbers that nothing stands behind: {left}"


@every_page
def test_every_number_in_words_is_accounted_for(page: str) -> None:
    pages = with_its_chapter(page)
    text = NO_FACT.sub(" ", without_claims(page, pages))
    allowed = [phrase for each in pages for phrase in account(each).allowed]
    for phrase in sorted(allowed, key=len, reverse=True):
        text = text.replace(phrase, " ")
    left = [text[max(0, m.start() - 40) : m.end() + 20] for m in WORD.finditer(text)]
    assert not left, f"{page} has numbers in words that nothing stands behind: {left}"


@every_page
def test_allowed_numbers_are_used_and_have_a_reason(page: str) -> None:
    for phrase, reason in account(page).allowed.items():
        assert phrase in prose(page), f"{phrase!r} is allowed but not there"
        assert len(reason) > 10


@every_page
def test_exercises_that_are_named_exist(page: str) -> None:
    assert set(EXERCISE.findall(prose(page))) <= set(all_exercises())


@pytest.mark.parametrize(
    ("page", "date", "fault"),
    [
        (
            "notebooks/04_what_does_new_start_limit",
            "2016-09-01",
            "does not say: Russia declared 1,797 warheads",
        ),
        (
            "book/for_instructors",
            "2016-09-01",
            "does not say: Russia broke the treaty with 1,797 warheads",
        ),
        (
            "notebooks/solutions/03_what_counts_as_one_warhead",
            "2011-02-05",
            "numbers that nothing stands behind: .*to 1,537 in",
        ),
    ],
)
def test_a_changed_value_is_noticed(
    page: str, date: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One warhead more in one row of one table, and the prose no longer fits."""

    def hold() -> None:
        shown.cache_clear()
        test_claims_stand_in_the_prose(page)
        test_every_number_is_accounted_for(page)

    hold()
    changed = datasets.load_declarations()
    row = (changed.date == date) & (changed.party == "RU")
    changed.loc[row, "deployed_warheads"] += 1
    read_once = table_files._read_once
    tables = {"declarations": changed}
    monkeypatch.setattr(
        table_files,
        "_read_once",
        lambda name: tables[name] if name in tables else read_once(name),
    )
    with pytest.raises(AssertionError, match=fault):
        hold()
    shown.cache_clear()


def test_no_account_is_left_over() -> None:
    assert set(book_pages.ACCOUNTS) <= set(PAGES)
    assert len(solutions.ACCOUNTS) == sum("solutions/" in page for page in PAGES)


def test_a_page_without_an_account_is_noticed() -> None:
    with pytest.raises(pytest.fail.Exception, match="book/new_page has no account in tests/prose"):
        account("book/new_page")


# Said once and found wrong or one-sided: the page, the old words, and what has to stand there.
MENDED = [
    ("01_why_count_weapons", "above the nearer of them", "a fair report gives both"),
    ("02_what_did_each_treaty_limit", "a freeze preserves whatever exists", "At sea it was not."),
    ("02_what_did_each_treaty_limit", "no citable source printed them", "After three years"),
    ("02_what_did_each_treaty_limit", "a disputed number", "a correction by one author"),
    ("03_what_counts_as_one_warhead", "nine tenths", "No step isolates"),
    ("04_what_does_new_start_limit", "there was little on the aircraft", "By the American account"),
    (
        "05_what_did_the_two_sides_declare",
        "but that removing one regiment",
        "could see into a silo",
    ),
    ("06_what_do_the_numbers_hide", "has a practical reason", "No count at the bases was agreed"),
    ("04_what_does_new_start_limit", "wanted no inspectors", "Inspectors could come to bomber"),
    ("04_what_does_new_start_limit", "and Russia refused", "Russia objected"),
    ("06_what_do_the_numbers_hide", "Russia refused", "can be told from the others"),
    ("06_what_do_the_numbers_hide", "What the rest of paragraph 3 asks. ", "unread by us"),
    ("06_what_do_the_numbers_hide", "the ministry mentioned four silos", "On 8 October 2018"),
    ("06_what_do_the_numbers_hide", "On 5 February 2018 the Foreign", "raised a concern about the"),
    (
        "04_what_does_new_start_limit",
        "because they include only what",
        "what two parties could agree",
    ),
    ("07_how_did_each_side_check_the_other", "[the treaty forbade", "shelters against the weather"),
    (
        "07_how_did_each_side_check_the_other",
        "its own data, and from",
        "it published, on 15 May 2023",
    ),
    ("08_how_many_inspections_are_enough", "against them. He", "breaks off after it"),
    ("09_when_to_inspect_when_to_cheat", "apart from afar", "automatic stations on Soviet soil"),
    ("09_when_to_inspect_when_to_cheat", "most said 95", "the most common answer was 95"),
    ("09_when_to_inspect_when_to_cheat", "thin slices", "when stays a secret of the draw"),
    ("10_can_a_warhead_be_counted_unseen", "comparison in which an honest", "with exact counting"),
    ("11_what_was_offered_for_2026", "leaves nothing out", "instead of extending it"),
    (
        "13_what_could_each_side_gain_from_restraint",
        "The letters are Robert Axelrod's",
        "became known through",
    ),
    ("14_what_if_nobody_holds_back", "you have eleven years of numbers", "were made later"),
    (
        "15_what_happened_after_5_february_2026",
        "from their last declared numbers",
        "of September 2022 and of March 2023",
    ),
]


@pytest.mark.parametrize(("page", "old", "new"), MENDED)
def test_what_was_mended_stays_mended(page: str, old: str, new: str) -> None:
    text = prose(f"notebooks/{page}")
    assert old not in text
    assert new in text


def test_the_steps_say_what_was_declared() -> None:
    """Each number in the replies of the game of chapter 05, its direction and its words."""
    declared = datasets.load_declarations().set_index(["party", "date"]).sort_index()
    types = datasets.load_categories().query("system == 'Trident II'")
    held = types[types.category == "deployed_missiles"].set_index("date")["count"]
    steps, states = texts("steps")["steps"], list(explain_steps().states.values())
    for asked, state in zip(steps, states, strict=False):
        own = declared.loc[asked["party"]]
        at = own.index.get_loc(asked["date"])
        now, before = own.iloc[at], own.iloc[at - 1]
        change = {
            "missiles and bombers were deployed": now.deployed_vehicles - before.deployed_vehicles,
            "launchers and bombers": now.total_launchers - before.total_launchers,
            "submarine missiles": held.get(own.index[at], 0) - held.get(own.index[at - 1], 0),
        }
        for cause, told in asked["causes"].items():
            assert not re.search(r"\d", told["says"].replace("SS-18", "")), told["says"]
            (outcome,) = state.moves[cause]
            says = outcome[3].replace("SS-18", "")
            for what, moved in change.items():
                for number, way in re.findall(rf"(\d+) (more|fewer) {what}", says):
                    assert int(number) == abs(moved) and (moved > 0) == (way == "more"), says
                says = re.sub(rf"\d+ (more|fewer) {what}", "", says)
            for number in re.findall(r"stood at (\d+) on both days", says):
                assert int(number) == now.total_launchers == before.total_launchers
            left = re.sub(r"stood at \d+ on both days", "", says)
            assert not re.search(r"\d|\b(?:two|three|four|five|six)\b", left), left
    regiment = steps[3]["causes"]["A regiment leaves duty"]["says"]
    assert "SS-18" in regiment and "Topol" in regiment  # Podvig named both
