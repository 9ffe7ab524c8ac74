"""The functions of the chapters: whoever calls one with a wrong value reads what is allowed."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest
from conftest import ROOT

from startlab import StartlabError, counting
from startlab.chapters import ch15
from startlab.chapters.ch03 import products
from startlab.derived import force_of_1990

MODULES = ["startlab.derived", *(f"startlab.chapters.ch{number:02}" for number in range(1, 16))]
# Wrong values by what a parameter is said to take; rows and truth values are not asked about.
WRONG: dict[str, list[Any]] = {
    "str": ["no such", 3],
    "int": [-1, "many"],
    "float": [-1.0, "much"],
    "object": ["no such"],
}
PAYOFFS = ["T", "R", "P", "S"]  # may be negative
# More than a figure or a table holds, by module, function and parameter.
TOO_MUCH: dict[str, Any] = {
    "ch01.three_counts.year": 2026,
    "ch01.stockpile_lines.years": "2026 to 1945",
    "ch03.bomber_rule.bombers": 300,
    "ch03.small_force.loading": 4,
    "ch04.three_counters.converted": 7,
    "ch05.declared_lines.first_year": 2024,
    "ch05.declared_lines.last_year": 2010,
    "ch05.step.date": "2011-02-05",
    "ch06.bomber_loads.weapons": 17,
    "ch07.states_on.date": "2010-01-01",
    "ch08.detection_road.violations": 401,
    "ch09.alarm_tree.prior": 1.5,
    "ch09.game_stage.periods": 0,
    "ch09.inspector_or_not.periods": 2,
    "ch10.fails.difference": 61,
    "ch10.fill_and_pour.bucket_b": 101,
    "ch10.rounds_and_catch.rounds": 11,
    "ch10.rounds_needed.luck": 1,
    "ch10.rounds_needed.wanted": "much",
    "ch10.two_secrets.second_secret": 101,
    "ch11.offer_walk.date": "2025-09-21",
    "ch13.average_score.rival": "alternator",
    "ch13.mistakes.slip": 1.1,
    "ch13.outcomes.game": "stag hunt",
    "ch13.patience_curve.lag": 7,
    "ch14.reaction_lines.fatigue": 0,
    "ch14.richardson_fit.last": 1978,
    "ch14.ruler.last": 1997,
    "ch14.straight_line.first": 1944,
    "ch14.upload_curve.rate": 0,
    "derived.declared_number.date": "2011-02-06",
    "derived.deployed_bombers.date": "2000-01-01",
}
# A right value for each parameter that has no default.
RIGHT: dict[str, Any] = {
    "applies_to": "each", "bombers": 150, "column": "signed", "country": "Russia",
    "date": "2020-09-01", "delay": 60, "difference": 20, "first": 1976, "item": "deployed_warheads",
    "kind": "total", "lag": 90, "last": 1986, "name": "05-total", "party": "US",
    "quantity": "total_launchers", "rate": 2, "rival": "tit for tat", "rule": "tit for tat",
    "share": 0.5, "side_checked": "RU", "system": "MX", "tolerance": 3.0, "treaty": "New START",
    "until": 1996, "wanted": 0.9, "year": 2020,
}  # fmt: skip


def wrong_calls() -> Iterator[Any]:
    """Yield every public function with a wrong value for each of its parameters in turn."""
    for module in map(import_module, MODULES):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ != module.__name__ or name.startswith("_"):
                continue
            for parameter in inspect.signature(function).parameters.values():
                path = f"{module.__name__.rsplit('.')[-1]}.{name}.{parameter.name}"
                more = [TOO_MUCH[path]] if path in TOO_MUCH else []
                wrong = WRONG.get(parameter.annotation, []) + more
                for value in wrong[1:] if parameter.name in PAYOFFS else wrong:
                    yield pytest.param(function, parameter.name, value, id=f"{path}-{value}")


CALLS = list(wrong_calls())


@pytest.mark.parametrize(("function", "wrong", "value"), CALLS)
def test_a_wrong_value_is_named_with_what_is_allowed(function: Any, wrong: str, value: Any) -> None:
    parameters = inspect.signature(function).parameters.values()
    given = {p.name: RIGHT[p.name] for p in parameters if p.name != wrong and p.default is p.empty}
    told = rf"^{wrong}\b.* is '?{re.escape(str(value))}'?: it must be "
    with pytest.raises(StartlabError, match=told):
        function(**given | {wrong: value})


def test_every_value_that_is_too_much_belongs_to_a_parameter() -> None:
    tried = [case.id for case in CALLS]
    assert all(f"{path}-{value}" in tried for path, value in TOO_MUCH.items())


def test_a_choice_of_chapter_15_shows_words() -> None:
    (path,) = (ROOT / "notebooks").glob("15_*.ipynb")
    shown = re.search(r'-status\\">(.*?)</select>', path.read_text("utf-8"))
    assert shown
    assert re.findall(r"<option[^>]*>([^<]*)<", shown[1]) == list(ch15.STATUSES.values())


def test_a_product_does_not_hang_on_the_words_of_a_step() -> None:
    count = counting.count_force(force_of_1990("US"), "START I")
    reworded = replace(count, steps=tuple(step._replace(text="reworded") for step in count.steps))
    assert products(reworded).label.tolist() == products(count).label.tolist()
