"""The exercises for a class, each played through once by scripted teams."""

from __future__ import annotations

import math
import random
import re
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from prose import class_pages

from startlab import datasets
from startlab.classroom import inspection, negotiation
from startlab.classroom.negotiation import Text, counted, score
from startlab.errors import StartlabError

BOOK = Path(__file__).parent.parent / "book" / "class"
OLD = Text(1550, 700, 800)


def totals(text: Text | None) -> tuple[int, int]:
    us, ru = score(text).loc["total"]
    return int(us), int(ru)


WORDS = [(*words, int(years)) for *words, years in product(*negotiation.POINTS.values())]


@cache
def texts() -> list[tuple[Text, tuple[int, int]]]:
    """Return every text that can be agreed, with what each side has of it."""
    every = (Text(1550, 700, 800, "one warhead", *words) for words in WORDS)
    return [(text, totals(text)) for text in every]


def negotiate(floors: tuple[int, int], *, rounds: int = 12) -> Text | None:
    """Two delegations that begin high and come down, to a floor each; the chair asks in turn."""
    for step in range(rounds):
        wants = [max(floor, 95 - 5 * step) for floor in floors]
        good = [
            t for t in texts() if all(got >= want for got, want in zip(t[1], wants, strict=True))
        ]
        if good:
            place = step % 2  # who proposes takes what is best for itself
            return max(good, key=lambda t: t[1][place])[0]
    return None


def test_two_delegations_reach_a_text() -> None:
    text = negotiate((45, 45))
    assert text is not None
    both = totals(text)
    assert min(both) > negotiation.NO_TEXT
    assert abs(both[0] - both[1]) <= 15
    # What each needs and the other can give is in it, without a rule that this should be so.
    assert text.verification.startswith("inspections")
    assert text.conversion == "shown to the other side"


@pytest.mark.parametrize("floors", [(90, 60), (70, 90), (85, 85)])
def test_delegations_that_do_not_move_go_home_without_a_text(floors: tuple[int, int]) -> None:
    assert negotiate(floors) is None
    assert totals(None) == (negotiation.NO_TEXT, negotiation.NO_TEXT)


def test_the_points_favour_neither_side() -> None:
    best = [max(both[place] for _, both in texts()) for place in (0, 1)]
    assert abs(best[0] - best[1]) <= 5
    assert max(both[0] for _, both in texts() if both[1] > 60) < best[0]  # what is best costs
    fit = sum(min(both) >= negotiation.NO_TEXT for _, both in texts())
    assert 0.5 < fit / len(texts()) < 0.9  # not every text is better than none
    offer = totals(replace(OLD, missile_defence="a way out"))
    assert negotiation.NO_TEXT < min(offer) < 50 < max(offer)  # as the page says
    for place in (0, 1):
        most = sum(points[place] for points in negotiation.COUNTED.values())
        most += sum(max(p[place] for p in c.values()) for c in negotiation.POINTS.values())
        assert most == 100


def test_the_count_is_that_of_the_declarations() -> None:
    """What the rule makes of the US force by kind is what was declared for that day in all."""
    table = datasets.load_declarations()
    row = table[(table.party == "US") & (table.date == "2020-09-01")].iloc[0]
    us = counted(OLD).loc["US"]
    assert us.warheads == row.deployed_warheads
    assert us.vehicles == row.deployed_vehicles
    assert us.launchers == row.total_launchers


@pytest.mark.parametrize(
    ("change", "loses", "gains"),
    [
        ({"bomber": "weapons at its base"}, "US", None),
        ({"conversion": "only what is destroyed"}, "US", "RU"),
        ({"conversion": "shown to the other side"}, "US", "RU"),
        ({"warheads": 1400}, "US", None),
        ({"third_parties": "China"}, "RU", "US"),
        ({"missile_defence": "a way out"}, "US", "RU"),
        ({"verification": "inspections"}, "RU", "US"),
        ({"years": 10}, "RU", "US"),
    ],
)
def test_each_blank_costs_somebody(change: dict, loses: str, gains: str | None) -> None:
    before, after = score(OLD).loc["total"], score(replace(OLD, **change)).loc["total"]
    assert after[loses] < before[loses]
    assert gains is None or after[gains] > before[gains]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"years": 4}, "years is '4': it must be one of 1, 2, 3, 5, 10"),
        ({"bomber": "two"}, "bomber is 'two': it must be one of one warhead"),
        ({"vehicles": 900}, "vehicles is 900: it must be 0 to 800, the launchers"),
        ({"warheads": -1}, "warheads is -1: it must be a whole number from 0 up"),
    ],
)
def test_a_text_that_cannot_be_is_refused(wrong: dict, says: str) -> None:
    with pytest.raises(StartlabError, match=re.escape(says)):
        replace(OLD, **wrong)


# -- The inspection ----------------------------------------------------------------------------


@pytest.mark.parametrize(("violations", "visits"), [(0, 6), (1, 3), (1, 6), (2, 6), (4, 3), (4, 6)])
def test_inspectors_who_draw_lots_catch_as_often_as_the_models_say(
    violations: int, visits: int
) -> None:
    rng, rounds, caught = random.Random(5), 200, 0
    for seed in range(rounds):
        sheet = inspection.host_sheet(violations, seed=seed)
        report = inspection.visit(sheet, rng.sample(range(1, inspection.SILOS + 1), visits))
        hidden = set(sheet.silo[sheet.loaded > sheet.declared])
        assert set(report.confirmed) <= set(report.alarms) & hidden  # nobody honest is accused
        caught += bool(report.confirmed)
    chance = inspection.chance(violations, visits)
    assert abs(caught / rounds - chance) <= 3.5 * math.sqrt(chance * (1 - chance) / rounds)


def test_a_round_of_the_exercise() -> None:
    """Host D against inspectors who visit six silos in the middle, then all."""
    violations, seed = class_pages.SHEETS["D"]
    sheet = inspection.host_sheet(violations, seed=seed)
    assert inspection.visit(sheet, range(4, 10)) == inspection.Report((), ())
    everything = inspection.visit(sheet, range(1, inspection.SILOS + 1))
    assert 0 < len(everything.confirmed) <= len(everything.alarms) < violations
    alone = inspection.visit(sheet, range(1, inspection.SILOS + 1), comparisons=0)
    assert alone == inspection.Report(everything.alarms, ())
    with pytest.raises(StartlabError, match="silo is 21: it must be a number from 1 to 20"):
        inspection.visit(sheet, [21])


def test_with_three_visits_hiding_pays_and_with_six_it_does_not() -> None:
    for violations, _ in list(class_pages.SHEETS.values())[1:]:
        assert inspection.host_points(violations, 3) > 0 > inspection.host_points(violations, 6)


def test_the_honest_sheet_has_a_false_alarm_and_no_sheet_shows_its_letter() -> None:
    for violations, seed in class_pages.SHEETS.values():
        sheet = inspection.host_sheet(violations, seed=seed)
        assert (sheet.loaded - sheet.declared).sum() == violations
        honest = sheet[sheet.loaded == sheet.declared]
        assert (honest.filter(like="compared") == "same").all(axis=None)
        if not violations:
            assert (honest.seen != honest.declared).sum() == 1


# -- The memos ---------------------------------------------------------------------------------

ROW = {"offer_terms": "term_id", "positions": "position_id", "upload": "row_id"}
MEMOS = re.findall(r"## A model memo: .*?(?=<hr)", (BOOK / "memo.md").read_text("utf-8"), re.S)


@pytest.mark.parametrize("memo", MEMOS, ids=["declare", "checks first"])
def test_a_model_memo_is_a_page_and_knows_nothing_of_later(memo: str) -> None:
    assert 300 <= len(memo.split()) <= 420
    for part in ("Advice", "What is offered", "Why", "The case against", "What we do not know"):
        assert f"**{part}.**" in memo
    keys = set(re.findall(r"\b([TPU]\d\d)\b", memo))
    found = {}
    for name, column in ROW.items():
        table = datasets.load(name)
        found |= dict(zip(table[column], table.get("date", table[column]), strict=True))
    assert len(keys) >= 7
    assert keys <= set(found)
    for key in keys:
        day = found[key]
        assert key[0] != "P" or pd.Timestamp(day) <= pd.Timestamp("2026-02-02"), key
    assert {"T02", "T03", "T05", "T06", "T10"} <= keys  # one year, both conditions, no checks
    assert "extension" in memo
