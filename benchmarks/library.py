"""Tables beside pandas, models beside scipy and numpy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

from startlab import reading
from startlab.inspection import (
    detection_probability,
    inspection_game_strategies,
    inspections_needed,
    simulate_inspections,
)

from .measure import Figure, Result, in_turns, result, seconds

LOAD = Figure("table_load", "First load of the largest table", "pandas.read_csv", "times", 1.3)
CHANCE = Figure("detection", "Exact chance of detection", "scipy.stats.hypergeom", "times", 5)
YEARS = Figure("simulation", "A million simulated years", "numpy's generator", "times", 2)
SIZE = Figure("sample_size", "Sample size for a million items", "", "ms", 10)
GAME = Figure("inspection_game", "Inspection game of 200 periods", "", "s", 1)
FIGURES = (LOAD, CHANCE, YEARS, SIZE, GAME)

LARGEST = max(
    (table["name"] for table in reading.datapackage()["resources"]),
    key=lambda name: Path(str(reading.DATA), f"{name}.csv").stat().st_size,
)
# Population, violations, sample: few and many of each. The slowest case is the one told.
CHANCES = [(10_000, 5, 2000), (10_000, 100, 300), (10_000, 600, 600), (10_000, 5000, 4000)]
SIMULATED = [(400, 40, 10), (400, 4, 50), (10_000, 100, 300)]
SIZES = [(v, level) for v in (1, 64, 1000, 6000, 100_000) for level in (0.95, 0.999999)]


def _first_load() -> pd.DataFrame:
    reading._categories.cache_clear()  # as on the very first load
    return reading.read_table(reading.DATA, reading.resource(LARGEST))


def _bare_load() -> Callable[[], pd.DataFrame]:
    """Return what a reader who knows the types would write without startlab."""
    dtypes = reading.load(LARGEST).dtypes
    days = [column for column, dtype in dtypes.items() if dtype.kind == "M"]
    lists = {c: list(d.categories) for c, d in dtypes.items() if hasattr(d, "categories")}
    plain = dtypes.drop([*days, *lists]).to_dict()
    path = Path(str(reading.DATA), f"{LARGEST}.csv")

    def read() -> pd.DataFrame:
        closed = {column: pd.CategoricalDtype(values) for column, values in lists.items()}
        return pd.read_csv(path, dtype=plain | closed, parse_dates=days)

    return read


def _bare_simulation(population: int, violations: int, sample: int) -> object:
    generator = np.random.default_rng(1)
    return generator.hypergeometric(violations, population - violations, sample, 1_000_000)


def _slowest(found: list[Result]) -> Result:
    return max(found, key=lambda one: one.value)


def measure() -> Iterator[Result]:
    """Yield one result a figure."""
    bare = _bare_load()
    pd.testing.assert_frame_equal(_first_load(), bare())
    yield in_turns(LOAD, _first_load, bare, turns=150)
    yield _slowest(
        [
            in_turns(
                CHANCE,
                partial(detection_probability, *case),
                partial(stats.hypergeom.sf, 0, case[0], case[1], case[2]),
                turns=25,
                number=20,
            )
            for case in CHANCES
        ]
    )
    yield _slowest(
        [
            in_turns(
                YEARS,
                partial(simulate_inspections, *case, 1_000_000, seed=1),
                partial(_bare_simulation, *case),
                turns=7,
            )
            for case in SIMULATED
        ]
    )
    yield _slowest(
        [
            result(SIZE, [1000 * seconds(partial(inspections_needed, 10**6, *c)) for _ in range(9)])
            for c in SIZES
        ]
    )
    game = partial(inspection_game_strategies, 200, 100)
    yield result(GAME, [seconds(game) for _ in range(5)])
