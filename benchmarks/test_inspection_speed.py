"""Figures that the inspection models must reach: `pytest benchmarks`."""

import time
from fractions import Fraction
from statistics import median

import pytest

from startlab.inspection import (
    detection_probability,
    inspection_game_strategies,
    inspection_game_value,
    inspections_needed,
    simulate_inspections,
)

CASES = [(10_000, 5, 2000), (10_000, 100, 300), (10_000, 600, 600), (10_000, 5000, 4000)]
YEARS = 1_000_000


def seconds(function, *args, repeat=15, number=1, **kwargs):
    """Median time of a call; medians do not care about a busy machine's outliers."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        for _ in range(number):
            function(*args, **kwargs)
        times.append((time.perf_counter() - start) / number)
    return median(times)


@pytest.mark.parametrize("case", CASES)
def test_detection_within_five_times_scipy(benchmark, case):
    stats = pytest.importorskip("scipy.stats")
    population, violations, sample = case
    benchmark(detection_probability, *case)
    ours = seconds(detection_probability, *case, number=20)
    oracle = seconds(stats.hypergeom.sf, 0, population, violations, sample, number=20)
    benchmark.extra_info["times scipy"] = ours / oracle
    assert ours < 5 * oracle


@pytest.mark.parametrize("violations", [1, 64, 1000, 6000, 100_000])
@pytest.mark.parametrize("confidence", [0.95, 0.999999])
def test_sample_size_of_a_million_items_under_10_ms(benchmark, violations, confidence):
    benchmark(inspections_needed, 10**6, violations, confidence)
    assert seconds(inspections_needed, 10**6, violations, confidence) < 0.010


def test_dresher_game_of_200_periods_under_a_second(benchmark):
    stages = benchmark.pedantic(inspection_game_strategies, (200, 100), rounds=3)
    assert stages[200, 100].value == inspection_game_value(200, 100)
    assert type(stages[200, 100].inspect) is Fraction
    assert seconds(inspection_game_strategies, 200, 100, repeat=3) < 1


@pytest.mark.parametrize("case", [(400, 40, 10), (400, 4, 50), (10_000, 100, 300)])
def test_simulation_at_half_the_speed_of_numpy(benchmark, case):
    np = pytest.importorskip("numpy")
    population, violations, sample = case

    def bare():
        np.random.default_rng(1).hypergeometric(violations, population - violations, sample, YEARS)

    benchmark.pedantic(simulate_inspections, (*case, YEARS), {"seed": 1}, rounds=3)
    ours = seconds(simulate_inspections, *case, YEARS, seed=1, repeat=7)
    oracle = seconds(bare, repeat=7)
    benchmark.extra_info["times numpy"] = ours / oracle
    assert ours < 2 * oracle
