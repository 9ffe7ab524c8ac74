"""A textbook that runs: the New START treaty, its limits, its data and the offer for 2026.

Import it as ``import startlab as sl``. Nothing heavy is loaded until a name that needs it is used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from startlab.errors import StartlabError, nearest

if TYPE_CHECKING:  # what stands below, for tools that read the code and do not run it
    from startlab.datasets import *  # noqa: F403
    from startlab.exercises import check as check
    from startlab.exercises import exercise as exercise
    from startlab.figures import marks as marks
    from startlab.figures.explore import explore as explore
    from startlab.figures.play import Game as Game
    from startlab.figures.play import State as State
    from startlab.figures.play import play as play
    from startlab.models import counting as counting
    from startlab.models import games as games
    from startlab.models import inspection as inspection
    from startlab.models import scenarios as scenarios
    from startlab.sources import add_bibliography as add_bibliography
    from startlab.sources import cite as cite
    from startlab.sources import sources_of as sources_of
    from startlab.table_files import read_package as read_package

__version__ = "0.1.0"

# The public functions by their module, which is imported when one of them is first used.
PUBLIC = {
    "datasets": """
        describe load_bases load_categories load_claims load_counting_rules load_declarations
        load_disputes load_events load_forces load_inspections load_limits load_means_of_checking
        load_notifications load_offer_terms load_positions load_start1_exchange load_stockpiles
        load_treaties load_upload tables
    """,
    "exercises": "check exercise",
    "figures.explore": "explore",
    "figures.play": "Game State play",
    "table_files": "read_package",
    "sources": "add_bibliography cite sources_of",
}
HOMES = {name: module for module, names in PUBLIC.items() for name in names.split()}
# Modules that a chapter imports from startlab, and where they are.
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
__all__ = ["StartlabError", *HOMES]


def __getattr__(name: str) -> object:
    if name in HOMES:
        return getattr(import_module(f"startlab.{HOMES[name]}"), name)
    if name in MODULES:
        return import_module(f"startlab.{MODULES[name]}")
    raise AttributeError(f"startlab has no {name!r}. Nearest: {nearest(name, [*HOMES, *MODULES])}.")


def __dir__() -> list[str]:
    return sorted({*__all__, *MODULES, "__version__"})
