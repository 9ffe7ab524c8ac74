"""Numbers on the pages of the book that are no chapter, and in the README."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from conftest import PHONE, WIDE
from test_outputs import SMALLEST

from startlab import datasets
from startlab.derived import (
    declared_number,
    disputed_units,
    estimate_checks,
    force_of_1990,
    new_start_limit,
    quota,
)
from startlab.figures.play import texts
from startlab.models.published_results import results
from startlab.table_files import datapackage

from . import Account, Claim, class_pages, one, spelled

ROOT = Path(__file__).parents[2]
CHAPTERS = {path.name[:2]: path for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))}
LICENCE = "the version of a licence"
STANDARD = "a number of the WCAG"
INVENTED = "a statement to be judged, as in the chapter"


def python() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return str(project["requires-python"].removeprefix(">="))


def _cover() -> None:
    """Hold what the words beside the cover say of its two lines."""
    table = datasets.load_declarations()
    warheads = table.pivot(index="date", columns="party", values="deployed_warheads")
    assert warheads.loc["2018-02-05":].max().max() <= new_start_limit("deployed_warheads")
    assert warheads["RU"].idxmax().year == 2016
    assert f"{warheads['RU'].last_valid_index():%B %Y}" == "September 2022"
    assert (warheads.index[0].year, warheads.index[-1].year) == (2011, 2023)


def _steps() -> str:
    """Return how many steps it takes to add a fact."""
    return spelled(
        len(re.findall(r"^\d\. \*\*", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.M))
    )


def index() -> Iterator[Claim]:
    _cover()
    declared = datasets.load_declarations().query("party == 'RU'").set_index("date")
    numbers = declared.deployed_warheads.dropna()
    assert f"{numbers.idxmax():%Y-%m-%d}" == "2016-09-01"
    assert one("disputes", "date", dispute_id="soviet_icbm_mid_1963") == "1961"  # the guess
    paused = datasets.load_events().set_index("event_id").loc["E015"]
    assert paused.date.year == 2020 and "inspections never began again" in paused.description
    yield "Russia declared {} warheads in September 2013", (numbers["2013-09-01"],)
    yield "The limit of {} was to bind", (new_start_limit("deployed_warheads"),)
    yield "Russia climbed to {} in September 2016 and then", (numbers.max(),)
    yield "and Russia's to {} in September 2016. Then", (numbers.max(),)
    yield "Russia's stopped at {} in September 2016 and fell", (numbers.max(),)


def readme() -> Iterator[Claim]:
    _cover()
    yield "work the {} chapters", (spelled(len(CHAPTERS)),)
    tables = spelled(len(datapackage()["resources"]))  # said in a block of code
    assert f"sl.tables()  # all {tables} tables" in (ROOT / "README.md").read_text("utf-8")
    yield "shows how to add a fact in {} steps", (_steps(),)
    yield "with the limit of {} that began to bind", (new_start_limit("deployed_warheads"),)
    yield "git, make and Python {} or later", (python(),)


def how_to_read() -> Iterator[Claim]:
    yield "You need Python {} or later.", (python(),)


def publish() -> Iterator[Claim]:
    yield "In an empty folder, with Python {} or later:", (python(),)


MEASURED = {f"| {megabytes} MB |": "measured once" for megabytes in (132, 161)} | {
    "for 20 users": "measured once",
    "within 10 seconds": "measured once",
}


def glossary() -> Iterator[Claim]:
    yield "{} missiles out of several hundred", (spelled(quota("type_one")),)
    items = ("deployed_vehicles", "deployed_warheads", "total_launchers")
    yield (
        "{} deployed delivery vehicles, {} deployed warheads, and {} launchers and heavy bombers",
        tuple(map(new_start_limit, items)),
    )


def for_instructors() -> Iterator[Claim]:
    for number, path in CHAPTERS.items():
        chapter = path.read_text("utf-8")
        title = re.search(r'"# ([^"]*\?)', chapter)
        minutes = re.search(r"\*\*Time\*\* (\d+) minutes", chapter)
        assert title and minutes
        words = "### [{} {}](../notebooks/{})"
        yield words, (number, title[1], path.name)
        page = (ROOT / "book" / "for_instructors.md").read_text("utf-8")
        notes = page.split(words.format(number, title[1], path.name))[1].split("###")[0]
        assert f"**Time.** {minutes[1]} minutes." in notes, number
        for section in re.findall(r"\*([A-Z][^*]+\?)\*", notes):
            assert f"## {section}" in chapter.replace("*", ""), section
        yield "Hand-out. [_build/pdf/hand-outs/{}.pdf]", (path.stem,)
        yield "Time. {} minutes.", (minutes[1],)
    goals = page.split("goals of other courses")[1].split("\n\n")[2].splitlines()[2:]
    yield "{} goals of other courses", (spelled(len(goals)).capitalize(),)
    yield "One term ({} weeks)", (spelled(len(CHAPTERS) - 1),)
    yield "in the {} steps that", (_steps(),)
    ten = spelled(quota("type_one"))
    for words in ("how much {} inspections a year", "Which of the two can {} inspections"):
        yield words, (ten,)
    yield '"{} inspections', (ten.capitalize(),)
    yield "Set {} means of checking", (spelled(len(next(iter(texts("cheats").values())))),)
    cases = estimate_checks().off_by.notna().sum()
    yield "{} cases are few", (spelled(cases).capitalize(),)
    counts = 2 ** len(disputed_units())
    assert declared_number("2022-03-01", "US", "total_launchers") == new_start_limit(
        "total_launchers"
    )
    yield "Only one of {} counts fits under the limit", (spelled(counts),)
    limit = new_start_limit("deployed_warheads")
    vehicles, launchers = new_start_limit("deployed_vehicles"), new_start_limit("total_launchers")
    peak = declared_number("2016-09-01", "RU", "deployed_warheads")
    yield "Russia broke the treaty with {} warheads.", (peak,)
    yield "one limit for {} and another for {}?", (vehicles, launchers)
    yield '"{} covers all warheads."', (limit,)
    yield "would matter under a limit of {},", (limit,)
    yield (
        "Can {} also be {}?",
        (launchers, declared_number("2022-03-01", "US", "total_launchers") + _disputed()),
    )
    inspections = datasets.load_inspections()
    years = inspections[inspections.metric == "inspections_in_treaty_year"]
    yield "There were exactly {} inspections.", (years.value.sum(),)
    assert (years.qualifier == "at_most").any()
    upload = datasets.load_upload().set_index("row_id")
    counted = declared_number("2022-03-01", "RU", "deployed_warheads")
    yield "From {} to {} is an increase.", (counted, upload.potential_warheads["U14"])


def _disputed() -> int:
    return sum(disputed_units().values())


def catalogue() -> Iterator[Claim]:
    limit = new_start_limit("deployed_warheads")
    exchange = datasets.load_start1_exchange()
    totals = exchange[(exchange.date == "1990-09-01") & (exchange.system == "all systems")]
    both = tuple(totals.set_index("party").attributed_warheads[["US", "USSR"]])
    yield "numbers above {} were no breach", (limit,)
    yield "give {} warheads for the United States and {} for the USSR", both
    yield "add up to {} and {} attributed warheads", both
    yield "start from the treaty limit of {},", (limit,)
    yield "leaves out {} units", (_disputed(),)
    notes = datasets.load_notifications()
    seen = set(notes[notes.metric == "commission_session"].value.astype(int))
    missing = sorted(set(range(1, max(seen))) - seen)
    assert missing == [2, 6, 8, 9, 10, 12, 15, 16]
    inspections = datasets.load_inspections()
    yearly = inspections[inspections.metric == "inspections_in_treaty_year"]
    yield "New START treaty year, {} to {};", (yearly.treaty_year.min(), yearly.treaty_year.max())
    by_basis = yearly[yearly.qualifier == "derived"].treaty_year
    yield "For treaty years {} to {} the counts follow", (by_basis.min(), by_basis.max())
    bounds = yearly[yearly.qualifier == "at_most"].treaty_year
    yield "for years {} and {} only the quota", tuple(sorted(set(bounds)))
    assert datasets.load_events().title.str.len().max() < 80
    assert datasets.load_positions().quote.dropna().str.split().str.len().max() < 25
    assert (datasets.load_upload().added_launchers == 0).any()
    plan = datasets.load_categories()
    yield (
        "{} rows are a plan of 2014",
        (spelled(plan.category.str.startswith("planned_").sum()).capitalize(),),
    )
    parts = datasets.load_claims().report.value_counts()
    yield "signed by Pavel Morozov, in {} claims", (parts["Morozov"],)
    yield "22 September 2025, in {} claims", (parts["AP"],)
    yield "Reuters: {} claims of an early", (spelled(parts["Reuters"]),)
    agreements = datasets.load_limits().treaty.nunique()
    yield "Ceilings of {} agreements from 1972 to 2010", (spelled(agreements),)


def models() -> Iterator[Claim]:
    functions = results().model.nunique()
    assert results().url.str.startswith("https://").all()
    yield "{} functions stand on them;", (spelled(functions).capitalize(),)
    recipe = (ROOT / "Makefile").read_text("utf-8").split("\n$(BOOK):")[1].split("\n\n")[0]
    assert "pytest" not in recipe
    yield "`make book` runs none", ()
    rules = datasets.load_counting_rules()
    first = rules[rules.system.str.endswith("first 150") & (rules.applies_to == "US")]
    (each,) = first.value
    yield "cruise missiles as {} warheads each", (spelled(int(each)),)
    yield "and those beyond {} as they are equipped", (first.system.iloc[0].split()[-1],)
    (beyond,) = set(force_of_1990("US").equipped.dropna())
    yield "must carry: {} each", (beyond,)


def accessibility() -> Iterator[Claim]:
    yield "axe-core, at {} and {} pixels", (WIDE["width"], PHONE["width"])
    yield "from 320 to {} pixels", (WIDE["width"],)  # the ranges stand in test_access, browsers
    yield "under {} pixels on a phone", (int(SMALLEST),)


def nothing() -> tuple[Claim, ...]:
    return ()


ACCOUNTS = class_pages.ACCOUNTS | {
    "README": Account(readme, {"CC BY 4.0": LICENCE}),
    "book/index": Account(index, {}),
    "book/how_to_read": Account(how_to_read, {}),
    "book/for_instructors": Account(
        for_instructors,
        {
            "CC BY 4.0": LICENCE,
            "WCAG 2.2 AA": STANDARD,
            "in ten minutes": "a round time",
            "five minutes, in pairs": "a round time",
            "published pages of six courses": "those that were read when the table was made",
            "The four bars": "the bars of the figure that is named there",
            "at most twelve words": "the length that the task asks for",
            "One slip in a hundred moves": "the slips of chapter 13",
            "(90 minutes)": "the length of a lecture, chosen for the plan",
            "for 90 and for 180 minutes": class_pages.TIME,
            "three sessions of 90 minutes": "the length of a session, chosen for the plan",
            "the weeks of 08, 09, 10, 13 and 14": "numbers of chapters",
            "and 05 (the declared totals)": "the number of a chapter",
            "and 12 (verdicts on claims)": "the number of a chapter",
            "ran from 200 to 700": "estimate of 1961 in FRUS, linked in chapter 01",
            "among 400 missiles can": "the invented case of chapter 08",
            "With 5 per cent false alarms, 95 of 100 alarms are right.": INVENTED,
        },
    ),
    "book/publish": Account(publish, MEASURED),
    "book/course": Account(
        nothing,
        {
            "03.1, 03.2, 04.1, 05.1, 08.1, 09.1, 09.3, 10.1, 10.2, 13.1, 13.3 and 14.1": (
                "numbers of exercises, counted by test_course"
            ),
            "Twelve exercises have a hundred variants": "counted by test_course",
            "five times as quick": "measured once",
            "among five letters": "an example of a small choice",
            "QTI 2.1": "the number of a standard",
            "SCORM 1.2 and": "the number of a standard",
            "SCORM 2004": "the number of a standard",
            "from 0 to 2,000": "an example of a small range",
        },
    ),
    "book/solutions": Account(nothing, {}),
    "book/glossary": Account(
        glossary, {"There were many thousands": "over 25,000 in the table notifications"}
    ),
    "book/catalogue": Account(
        catalogue,
        {
            "Attribution 4.0": LICENCE,
            "CC BY 4.0": LICENCE,
            "to a tenth of a degree": "the precision of the coordinates, held by test_data",
            "about ten kilometres": "a tenth of a degree of latitude is 11 kilometres",
            "and 1(b)": "paragraphs of an article",
            "reference to 1(c)": "a paragraph of an article",
            "from 5 February to 4 February": "the treaty entered into force on 5 February",
            "30 September": "the end of a fiscal year of the United States",
            "ISO 3166-1 alpha-3": "the number of a standard",
            "ISO 8601": "the number of a standard",
            "added; 0 where": "held by an assertion above",
            "under 80 characters": "held by an assertion above",
            "Fewer than 25 words": "held by an assertion above",
            "2, 6, 8 to 10, 12, 15 and 16 are missing": "held by an assertion above",
        },
    ),
    "book/accessibility": Account(
        accessibility,
        {
            "(WCAG) 2.2": STANDARD,
            "WCAG 2.2 AA": STANDARD,
            "contrast of at least 4.5 to 1": STANDARD,
            "to 400 per cent": STANDARD,
            "(1.4.10, 1.4.12)": STANDARD,
            "(2.4.7)": STANDARD,
            "(2.1.1, 4.1.3)": STANDARD,
            "(1.4.13)": STANDARD,
            "29 November 2026": "the day on which the page was written",
        },
    ),
    "book/changes": Account(nothing, {}),
    "book/references": Account(nothing, {}),
    "notebooks/how_we_know_the_models_are_right": Account(
        models, {"stay between 0 and 1": "what a probability is"}
    ),
}
