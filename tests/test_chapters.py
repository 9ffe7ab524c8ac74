"""The functions of the chapters: whoever calls one with a wrong value reads what is allowed."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest

from startlab import StartlabError, counting
from startlab.chapters.ch03 import products
from startlab.derived import force_of_1990

MODULES = ["startlab.derived", *(f"startlab.chapters.ch{number:02}" for number in range(1, 9))]
# Wrong values by what a parameter is said to take; rows and truth values are not asked about.
WRONG: dict[str, list[Any]] = {
    "str": ["no such", 3],
    "int": [-1, "many"],
    "float": [-1.0, "much"],
    "object": ["no such"],
}
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
    "derived.declared_number.date": "2011-02-06",
    "derived.deployed_bombers.date": "2000-01-01",
}
# A right value for each parameter that has no default.
RIGHT: dict[str, Any] = {
    "applies_to": "each", "bombers": 150, "column": "signed", "country": "Russia",
    "date": "2020-09-01", "item": "deployed_warheads", "kind": "total", "name": "05-total",
    "party": "US", "quantity": "total_launchers", "side_checked": "RU", "system": "MX",
    "treaty": "New START", "year": 2020,
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
                for value in WRONG.get(parameter.annotation, []) + more:
                    yield pytest.param(function, parameter.name, value, id=f"{path}-{value}")


CALLS = list(wrong_calls())


@pytest.mark.parametrize(("function", "wrong", "value"), CALLS)
def test_a_wrong_value_is_named_with_what_is_allowed(function: Any, wrong: str, value: Any) -> None:
    parameters = inspect.signature(function).parameters.values()
    given = {p.name: RIGHT[p.name] for p in parameters if p.default is p.empty}
    told = rf"^{wrong}\b.* is '?{re.escape(str(value))}'?: it must be "
    with pytest.raises(StartlabError, match=told):
        function(**given | {wrong: value})


def test_every_value_that_is_too_much_belongs_to_a_parameter() -> None:
    tried = [case.id for case in CALLS]
    assert all(f"{path}-{value}" in tried for path, value in TOO_MUCH.items())


def test_a_product_does_not_hang_on_the_words_of_a_step() -> None:
    count = counting.count_force(force_of_1990("US"), "START I")
    reworded = replace(count, steps=tuple(step._replace(text="reworded") for step in count.steps))
    assert products(reworded).label.tolist() == products(count).label.tolist()
