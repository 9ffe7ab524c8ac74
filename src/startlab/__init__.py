"""A textbook that runs: the New START treaty, its limits, its data and the offer for 2026.

Import it as ``import startlab as sl``. Nothing heavy is loaded until a name that needs it is used.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

from startlab.errors import StartlabError, nearest

if TYPE_CHECKING:
    from startlab.datasets import (
        describe,
        load_categories,
        load_claims,
        load_counting_rules,
        load_declarations,
        load_disputes,
        load_events,
        load_forces,
        load_inspections,
        load_limits,
        load_means_of_checking,
        load_notifications,
        load_offer_terms,
        load_positions,
        load_start1_exchange,
        load_stockpiles,
        load_treaties,
        load_upload,
        tables,
    )
    from startlab.exercises import check
    from startlab.figures.explore import explore
    from startlab.models import counting as counting
    from startlab.models import games as games
    from startlab.models import inspection as inspection
    from startlab.models import scenarios as scenarios
    from startlab.sources import cite, sources_of

if sys.version_info < (3, 11):  # noqa: UP036 - from a source tree nobody else says so
    raise ImportError(
        "startlab needs Python 3.11 or later; this is Python "
        + ".".join(map(str, sys.version_info[:3]))
    )

__version__ = "0.1.0"

# Where each public name lives; the module is imported when the name is first used.
HOMES = {
    "cite": "sources",
    "sources_of": "sources",
    "tables": "datasets",
    "describe": "datasets",
    "load_treaties": "datasets",
    "load_limits": "datasets",
    "load_means_of_checking": "datasets",
    "load_counting_rules": "datasets",
    "load_declarations": "datasets",
    "load_categories": "datasets",
    "load_start1_exchange": "datasets",
    "load_inspections": "datasets",
    "load_notifications": "datasets",
    "load_forces": "datasets",
    "load_stockpiles": "datasets",
    "load_upload": "datasets",
    "load_events": "datasets",
    "load_offer_terms": "datasets",
    "load_positions": "datasets",
    "load_claims": "datasets",
    "load_disputes": "datasets",
    "explore": "figures.explore",
    "check": "exercises",
}
# Modules that a chapter imports by a short name, and where they are.
MODULES = {
    "counting": "models.counting",
    "datasets": "datasets",
    "exercises": "exercises",
    "games": "models.games",
    "inspection": "models.inspection",
    "marks": "figures.marks",
    "scenarios": "models.scenarios",
    "sources": "sources",
}
__all__ = [
    "StartlabError",
    "check",
    "cite",
    "describe",
    "explore",
    "load_categories",
    "load_claims",
    "load_counting_rules",
    "load_declarations",
    "load_disputes",
    "load_events",
    "load_forces",
    "load_inspections",
    "load_limits",
    "load_means_of_checking",
    "load_notifications",
    "load_offer_terms",
    "load_positions",
    "load_start1_exchange",
    "load_stockpiles",
    "load_treaties",
    "load_upload",
    "sources_of",
    "tables",
]


def __getattr__(name: str) -> object:
    if name in HOMES:
        return getattr(import_module(f"startlab.{HOMES[name]}"), name)
    if name in MODULES:
        return import_module(f"startlab.{MODULES[name]}")
    known = [*HOMES, *MODULES]
    raise AttributeError(f"startlab has no {name!r}. Nearest: {nearest(name, known)}.")


def __dir__() -> list[str]:
    return sorted({*HOMES, *MODULES, "StartlabError", "__version__"})
