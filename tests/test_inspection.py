"""Inspection models against exact arithmetic, published numbers and scipy."""

import math
import random
import time
from collections import Counter
from fractions import Fraction
from functools import partial
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from startlab.models import inspection
from startlab.models.inspection import (
    detection_probability,
    inspection_equilibrium,
    inspection_game_strategies,
    inspection_game_value,
    inspections_needed,
    leadership_threshold,
    posterior,
    zero_knowledge_alarm,
    zero_knowledge_best_buckets,
    zero_knowledge_round,
    zero_knowledge_soundness,
)

# A slow machine is no failure of a law.
law = settings(deadline=None)

LEVELS = (0.95, 0.9, 0.8, 0.5, 0.2)


@st.composite
def inspections(draw, most=300):
    population = draw(st.integers(1, most))
    violations = draw(st.integers(0, population))
    return population, violations, draw(st.integers(0, population))


def exact_detection(population, violations, sample, identification=Fraction(1)):
    """Literal sum of the definition, in fractions."""
    missed = sum(
        Fraction(math.comb(violations, k) * math.comb(population - violations, sample - k))
        * (1 - identification) ** k
        for k in range(min(violations, sample) + 1)
    )
    return 1 - missed / math.comb(population, sample)


def near(found, chance, runs):
    """Tell whether a simulated share is within four standard errors of its exact chance."""
    return abs(found - chance) <= 4 * math.sqrt(chance * (1 - chance) / runs) + 1e-9


# Sampling; tables of published sizes are in `models/published_results.py`


@pytest.mark.parametrize(
    ("population", "violations", "sizes", "reached"),
    [
        (100, 1, (95, 95), 0.9500),
        (100, 5, (45, 46), 0.9538),
        (100, 10, (25, 26), 0.9521),
        (400, 4, (211, 211), 0.9510),
    ],
)
def test_table_of_sample_sizes(population, violations, sizes, reached):
    assert sizes == tuple(
        inspections_needed(population, violations, 0.95, method=m) for m in inspection.METHODS
    )
    assert round(detection_probability(population, violations, sizes[0]), 4) == reached


@pytest.mark.parametrize(("violations", "size"), [(1, 76), (2, 63), (5, 37), (10, 21)])
def test_published_tables_of_disease_surveillance(violations, size):
    # Example output printed with n.hypergeo of the R package RSurveillance 0.2.1 (Sergeant),
    # https://rdrr.io/cran/RSurveillance/man/n.hypergeo.html: the same formula as the IAEA's.
    assert inspections_needed(80, violations, 0.95, method="iaea") == size


@pytest.mark.nightly
def test_exact_size_lies_within_three_of_the_iaea_formula():
    # JNMM 44(3): the exact size is in {n_IAEA - 3, ..., n_IAEA}; every case up to 200 items.
    excess = Counter()
    for population in range(1, 201):
        for violations in range(1, population + 1):
            for confidence in LEVELS:
                needed = partial(inspections_needed, population, violations, confidence)
                exact = needed()
                excess[needed(method="iaea") - exact] += 1
    assert sum(excess.values()) == 100_500
    assert set(excess) == {0, 1, 2, 3}


@given(inspections(60), st.sampled_from(sorted(LEVELS)))
@law
def test_size_is_the_smallest_by_a_plain_scan(case, confidence):
    population, violations, _ = case
    violations = max(1, violations)
    wanted = Fraction(str(confidence))
    scan = (
        n for n in range(population + 1) if exact_detection(population, violations, n) >= wanted
    )
    assert inspections_needed(population, violations, confidence) == next(scan)


@pytest.mark.parametrize("confidence", [0.05, 0.1, 0.3, 1 - 0.7, 0.7, 0.9, 0.95, 0.99, 0.999])
@pytest.mark.parametrize("method", ["exact", "iaea"])
def test_ties_fall_on_the_right_side(confidence, method):
    # One violation: P is n / N itself, so N times a decimal is an exact tie.
    for population in (1000, 10_000, 1_000_000):
        wanted = round(confidence * population)
        assert inspections_needed(population, 1, confidence, method=method) == wanted


@pytest.mark.parametrize(
    ("case", "options", "size"),
    [
        ((3, 1, 2 / 3), {}, 2),
        ((3, 1, Fraction(2, 3)), {}, 2),
        ((100, 2, 0.75), {"method": "iaea"}, 50),  # beta**(1/2) is 1/2
        ((10, 3, 1), {}, 8),
        ((10, 3, 0), {}, 0),
        ((7, 7, 1), {"method": "iaea"}, 7),
        ((np.int64(100), 1, np.float64(0.9)), {}, 90),
        ((100, 1, np.float32(0.5)), {}, 50),
    ],
)
def test_ties_of_other_kinds(case, options, size):
    assert inspections_needed(*case, **options) == size


@pytest.mark.parametrize(
    ("violations", "confidence"), [(1, 0.95), (65, 0.5), (1000, 0.95), (3000, 0.999999)]
)
def test_size_for_a_million_items_is_the_boundary(violations, confidence):
    n = inspections_needed(10**6, violations, confidence)
    below, at = (detection_probability(10**6, violations, size) for size in (n - 1, n))
    assert below < confidence <= at + 1e-15


@given(inspections(), st.sampled_from([0.001, 0.25, 0.5, 0.9, 1.0]))
@law
def test_detection_against_the_definition(case, share):
    exact = float(exact_detection(*case, Fraction(share)))
    assert detection_probability(*case, identification=share) == pytest.approx(exact, abs=1e-14)


@pytest.mark.parametrize(
    ("population", "violations", "sample", "share"),
    [
        (10**6, 700, 1500, 0.9),
        (10**6, 3000, 4000, 0.01),
        (10**5, 40, 9, 1e-9),
        (10**6, 2000, 64, 1),
        (10**6, 15_625, 64, 1),
        (10**5, 50_000, 66, 1),
        (10**4, 700, 700, 1),
    ],
)
def test_detection_among_many_items(population, violations, sample, share):
    few, many = sorted((violations, sample))
    quiet = 1 - Fraction(share)
    # Recurrence of the exact terms, started at k = 0, in 200 digits.
    scale = 10**200
    term = scale * math.perm(population - many, few) // math.perm(population, few)
    missed = 0
    for k in range(few + 1):
        missed += term
        term = term * (few - k) * (many - k) * quiet.numerator
        term //= (k + 1) * (population - many - few + k + 1) * quiet.denominator
    exact = float(1 - Fraction(missed, scale))
    found = detection_probability(population, violations, sample, identification=share)
    assert found == pytest.approx(exact, rel=1e-11, abs=1e-13)


@given(inspections(), st.floats(0, 1))
@law
def test_laws_of_detection(case, share):
    population, violations, sample = case
    found = detection_probability(population, violations, sample, identification=share)
    assert 0 <= found <= 1
    assert found <= detection_probability(population, violations, sample) + 1e-12
    swapped = detection_probability(population, sample, violations, identification=share)
    assert swapped == pytest.approx(found, rel=1e-9, abs=1e-12)
    if sample < population:
        more = detection_probability(population, violations, sample + 1, identification=share)
        assert more >= found - 1e-12
    if violations < population:
        more = detection_probability(population, violations + 1, sample, identification=share)
        assert more >= found - 1e-12


@pytest.mark.nightly
@given(inspections(2000))
@settings(law, max_examples=50)
def test_detection_against_scipy(case):
    from scipy import stats

    population, violations, sample = case
    oracle = stats.hypergeom.sf(0, population, violations, sample)
    assert detection_probability(*case) == pytest.approx(oracle, abs=1e-9)


@pytest.mark.parametrize(
    ("case", "options", "chance"),
    [
        ((10, 0, 5), {}, 0),
        ((10, 5, 0), {}, 0),
        ((10, 6, 5), {}, 1),
        ((10, 10, 1), {}, 1),
        ((10, 3, 10), {"identification": 0.5}, 7 / 8),
        ((10, 5, 5), {"identification": 0}, 0),
        ((10, 0, 5), {"identification": 0.5}, 0),
        ((10**6, 1, 1), {}, 1e-6),
        ((np.int64(10), np.int32(5), np.uint8(1)), {}, 0.5),
    ],
)
def test_edges_of_detection(case, options, chance):
    found = detection_probability(*case, **options)
    assert found == pytest.approx(chance, rel=1e-14)
    assert math.copysign(1, found) == 1  # a figure would say -0 %


# Inspection games

DRESHER = {
    (2, 1): "-1/3", (3, 1): "-1/2", (3, 2): "-1/7",
    (4, 1): "-3/5", (4, 2): "-3/11", (4, 3): "-1/15",
}  # fmt: skip


def test_dresher_table():
    for periods in range(1, 5):
        for left in range(periods + 1):
            value = -1 if left == 0 else 0 if left == periods else DRESHER[periods, left]
            assert inspection_game_value(periods, left) == Fraction(value)


@given(st.integers(2, 60))
@law
def test_dresher_closed_forms_of_the_edges(periods):
    assert inspection_game_value(periods, 1) == Fraction(-(periods - 1), periods + 1)
    assert inspection_game_value(periods, periods - 1) == Fraction(-1, 2**periods - 1)
    assert inspection_game_value(periods, periods + 3) == 0


def test_dresher_recursion_agrees_with_the_sum_of_binomials():
    for (periods, left), stage in inspection_game_strategies(40, 20).items():
        assert stage.value == inspection_game_value(periods, left)


@given(st.integers(1, 14), st.integers(0, 14))
@settings(law, max_examples=40)
def test_dresher_strategies_are_a_saddle_point_at_every_state(periods, left):
    stages = inspection_game_strategies(periods, left)
    assert (periods, left) in stages
    for (n, m), stage in stages.items():
        assert 0 <= stage.inspect <= 1
        assert 0 <= stage.violate <= 1
        after_visit = inspection_game_value(n - 1, m - 1) if m else None
        stay = inspection_game_value(n - 1, m)
        inspect, violate = stage.inspect, stage.violate
        if m == 0:
            assert inspect == 0
            assert violate * -1 + (1 - violate) * stay <= stage.value
            continue
        legal = inspect * after_visit + (1 - inspect) * stay
        illegal = inspect - (1 - inspect)
        assert min(legal, illegal) == stage.value
        visit = (1 - violate) * after_visit + violate
        away = (1 - violate) * stay - violate
        assert max(visit, away) == stage.value


def test_dresher_game_is_large_enough_for_a_treaty():
    start = time.process_time()
    stages = inspection_game_strategies(200, 100)
    assert time.process_time() - start < 5
    assert stages[200, 100].value == inspection_game_value(200, 100)
    assert inspection_game_value(0, 0) == 0
    assert inspection_game_strategies(0, 3) == {}


@given(st.fractions(Fraction(1, 100), 100), st.fractions(0, 100))
@law
def test_leadership_deters(gain, loss):
    threshold = leadership_threshold(gain, loss)
    assert 0 < threshold <= 1
    assert (1 - threshold) * gain - threshold * loss == 0


@pytest.mark.nightly
def test_one_shot_game_against_nashpy():
    import nashpy as nash

    gain, loss, cost, caught, undetected = 3, 7, 1, 2, 9
    inspector = [[-cost, -caught - cost], [0, -undetected]]  # inspect or not; legal or violate
    inspectee = [[0, -loss], [0, gain]]
    ((row, column),) = nash.Game(inspector, inspectee).support_enumeration()
    found = inspection_equilibrium(gain, loss, cost=cost, caught=caught, undetected=undetected)
    assert (row[0], column[1]) == pytest.approx(found)
    assert found.inspect == leadership_threshold(gain, loss)


# False alarms


@given(st.floats(0.001, 0.999), st.floats(0.01, 1), st.floats(0.01, 1), st.integers(1, 20))
@law
def test_laws_of_the_posterior(prior, detection, false_alarm, looks):
    found = posterior(prior, detection, false_alarm, looks=looks)
    assert 0 <= found <= 1
    assert (found >= prior - 1e-12) == (detection >= false_alarm) or found == pytest.approx(prior)
    at_once = posterior(prior, 1 - (1 - detection) ** looks, 1 - (1 - false_alarm) ** looks)
    assert found == pytest.approx(at_once)
    if detection < 1 and false_alarm < 1:
        alarmed = prior * (1 - (1 - detection) ** looks) + (1 - prior) * (
            1 - (1 - false_alarm) ** looks
        )
        quiet = posterior(prior, (1 - detection) ** looks, (1 - false_alarm) ** looks)
        assert found * alarmed + quiet * (1 - alarmed) == pytest.approx(prior)


def test_many_looks_raise_false_alarms_too():
    assert round(posterior(0.01, 0.9, 0.05), 3) == 0.154
    assert posterior(0.01, 0.9, 0.05, looks=14) < posterior(0.01, 0.9, 0.05)


# Zero-knowledge comparison


def readings_of(template, item, rounds, *, seed, **how):
    """Count what the inspector sees in many rounds."""
    rng = random.Random(seed)
    return Counter(zero_knowledge_round(template, item, rng=rng, **how) for _ in range(rounds))


@pytest.mark.parametrize("secret", [0, 1, 37, 100])
def test_honest_host_always_passes_and_shows_nothing(secret):
    assert readings_of(secret, secret, 200, seed=1) == {((100, 100), True): 200}


@pytest.mark.parametrize(("template", "item"), [(37, 38), (0, 100), (90, 10)])
def test_cheat_passes_half_the_rounds(template, item):
    rounds = 4000
    seen = readings_of(template, item, rounds, seed=5)
    passed = sum(times for outcome, times in seen.items() if outcome.passed)
    assert near(passed / rounds, 0.5, rounds)


def test_soundness():
    assert [zero_knowledge_soundness(k) for k in (0, 1, 5)] == [0, Fraction(1, 2), Fraction(31, 32)]
    rng = random.Random(2)
    runs = [zero_knowledge_round(3, 4, rng=rng).passed for _ in range(12_000)]
    caught = [not all(runs[start : start + 3]) for start in range(0, 12_000, 3)]
    assert near(sum(caught) / 4000, zero_knowledge_soundness(3), 4000)


@pytest.mark.nightly
def test_noisy_readings_hide_the_secret():
    from scipy import stats

    readings = []
    for secret, seed in ((20, 1), (180, 2)):
        seen = readings_of(secret, secret, 1500, total=200, noise=True, seed=seed)
        readings.append([outcome.readings[0] for outcome in seen.elements()])
    assert stats.ks_2samp(*readings).pvalue > 0.01
    mean = sum(readings[0]) / len(readings[0])
    assert abs(mean - 200) < 4 * math.sqrt(200 / len(readings[0]))


@pytest.mark.nightly
@pytest.mark.parametrize("tolerance", [1, 2, 3])
@pytest.mark.parametrize(("template", "item"), [(37, 17), (60, 53), (100, 0), (80, 40)])
def test_best_cheat_is_the_best_of_all_fillings(template, item, tolerance):
    """Against scipy: a matrix of every filling of both buckets, and its largest entry."""
    from scipy.stats import poisson

    means = list(range(201))
    fits = poisson.cdf(100 + 10 * tolerance, means) - poisson.cdf(99 - 10 * tolerance, means)
    passes = {
        (a, b): (fits[a + template] * fits[b + item] + fits[a + item] * fits[b + template]) / 2
        for a, b in product(range(101), repeat=2)
    }
    best = zero_knowledge_best_buckets(template, item, tolerance=tolerance)
    fails = partial(zero_knowledge_alarm, template, item, tolerance=tolerance)
    assert fails(buckets=best) == pytest.approx(1 - max(passes.values()), abs=1e-12)
    assert fails(buckets=best) <= fails() == pytest.approx(1 - passes[100 - template, 100 - item])


@pytest.mark.parametrize("buckets", [None, (71, 71), (83, 63)])
def test_alarm_chance_against_simulated_rounds(buckets):
    rng, rounds = random.Random(6), 4000
    failed = sum(
        not zero_knowledge_round(37, 17, buckets=buckets, noise=True, rng=rng).passed
        for _ in range(rounds)
    )
    exact = zero_knowledge_alarm(37, 17, buckets=buckets)
    assert near(failed / rounds, exact, rounds)


@pytest.mark.parametrize("share", [0.01, 0.03, 0.05])
def test_noisy_substitute_shifts_by_f_root_n(share):
    total, shift = 5000, round(share * 5000)
    seen = readings_of(shift, 0, 60, total=total, noise=True, seed=4)
    apart = [abs(r.readings[0] - r.readings[1]) for r in seen.elements()]
    # Both buckets move, apart by 2 z standard deviations, whenever the coin is against the cheat.
    assert max(apart) > 2 * shift - 4 * math.sqrt(2 * total)
