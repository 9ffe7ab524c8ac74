"""Games, tournaments and Richardson's equations against published numbers and oracles."""

import importlib
import importlib.util
import math
import sys
import types
from dataclasses import astuple
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import permutations, product
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from startlab import StartlabError
from startlab.chapters.ch13 import DILEMMA, RIVALS, average_score
from startlab.models.games import (
    AXELROD,
    STRATEGIES,
    Game,
    classify,
    mixed_equilibrium,
    pure_equilibria,
    richardson,
    sustainable_discount,
    tournament,
)

law = settings(deadline=None)  # a slow machine is no failure of a law
STAG_HUNT = Game(T=3, R=4, P=2, S=0)
CHICKEN = Game(T=4, R=3, P=0, S=1)
payoffs = st.integers(-20, 20)
games = st.builds(Game, T=payoffs, R=payoffs, P=payoffs, S=payoffs)
orderings = [Game(*map(Fraction, order)) for order in permutations((4, 3, 2, 1))]


# One play


@pytest.mark.parametrize(
    ("game", "name"),
    [
        (AXELROD, "prisoner's dilemma"),
        (STAG_HUNT, "stag hunt"),
        (Game(T=2, R=4, P=2, S=0), "stag hunt"),  # the tie T = P
        (CHICKEN, "chicken"),
        (Game(T=2, R=4, P=0, S=1), "harmony"),
        (Game(T=1, R=4, P=0, S=2), "harmony"),
        (Game(T=4, R=2, P=3, S=1), "deadlock"),
        (Game(T=3, R=2, P=4, S=1), "deadlock"),
        (Game(T=1, R=4, P=3, S=2), "coordination"),
        (Game(T=4, R=2, P=1, S=3), "anti-coordination"),
        (Game(T=1, R=2, P=3, S=4), "other"),
        (Game(T=3, R=3, P=1, S=0), "other"),
        (Game(T=5, R=3, P=0, S=0), "other"),
        (Game(T=1, R=1, P=1, S=1), "other"),
    ],
)
def test_classification(game, name):
    assert classify(game) == name


def test_each_strict_ordering_has_one_name():
    names = [classify(game) for game in orderings]
    assert names.count("prisoner's dilemma") == names.count("chicken") == 1
    assert names.count("stag hunt") == 1
    assert names.count("deadlock") == names.count("harmony") == 5
    assert names.count("other") == 1


def swapped(game):
    """Exchange the names of the moves."""
    return Game(T=game.S, R=game.P, P=game.R, S=game.T)


@given(games)
@law
def test_exchanging_the_moves_exchanges_the_equilibria(game):
    flip = {"C": "D", "D": "C"}
    assert sorted((flip[a], flip[b]) for a, b in pure_equilibria(game)) == sorted(
        pure_equilibria(swapped(game))
    )
    assert {(b, a) for a, b in pure_equilibria(game)} == set(pure_equilibria(game))
    mixed, other = mixed_equilibrium(game), mixed_equilibrium(swapped(game))
    assert (mixed is None) == (other is None)
    if mixed is not None:
        assert mixed + other == pytest.approx(1)


@given(games, st.integers(1, 9), st.integers(-9, 9))
@law
def test_units_of_utility_do_not_matter(game, scale, shift):
    other = Game(*(scale * getattr(game, name) + shift for name in "TRPS"))
    assert classify(other) == classify(game)
    assert pure_equilibria(other) == pure_equilibria(game)
    assert mixed_equilibrium(other) == pytest.approx(mixed_equilibrium(game))


@pytest.mark.nightly
@given(games)
@settings(law, max_examples=60)
def test_equilibria_against_nashpy(game):
    import nashpy as nash

    assume(game.R != game.T and game.P != game.S)  # degenerate games have a continuum
    rows = [[game.R, game.S], [game.T, game.P]]
    columns = [[game.R, game.T], [game.S, game.P]]
    found = [((a == "C"), (b == "C")) for a, b in pure_equilibria(game)]
    mixed = mixed_equilibrium(game)
    if mixed is not None:
        found.append((mixed, mixed))
    oracle = [(row[0], column[0]) for row, column in nash.Game(rows, columns).support_enumeration()]
    assert len(found) == len(oracle)
    for pair, other in zip(sorted(found), sorted(oracle), strict=True):
        assert pair == pytest.approx(other)


# Repeated play


def test_discounts_that_stay_exact_or_are_none():
    exact = Game(*map(Fraction, (5, 3, 1, 0)))
    assert sustainable_discount(exact, strategy="tit for tat") == Fraction(2, 3)
    assert sustainable_discount(STAG_HUNT, 3) == 0


dilemmas = st.lists(payoffs, min_size=4, max_size=4, unique=True).map(
    lambda values: Game(*sorted(values, reverse=True))
)


@given(dilemmas, st.integers(0, 6))
@law
def test_grim_trigger_by_adding_up_the_payoffs(game, lag):
    delta = float(sustainable_discount(game, lag))
    for factor, tempted in ((min(delta * 1.02, 0.9999), False), (delta * 0.98, True)):
        if not delta < 0.98:
            continue
        periods = int(math.log(1e-12) / math.log(factor)) if factor else 1
        periods = max(periods, lag + 2)
        restrain = math.fsum(game.R * factor**t for t in range(periods))
        defect = math.fsum((game.T if t <= lag else game.P) * factor**t for t in range(periods))
        assert (defect > restrain) == tempted


def value_of(game, plan, factor, lag, periods):
    """Discounted payoff of a plan against tit for tat that answers lag + 1 periods later."""
    own = [plan[t % len(plan)] for t in range(periods)]
    other = ["C" if t <= lag else own[t - lag - 1] for t in range(periods)]
    return math.fsum(
        game.payoff(a, b) * factor**t for t, (a, b) in enumerate(zip(own, other, strict=True))
    )


@pytest.mark.parametrize("lag", [0, 1, 2])
def test_lagged_tit_for_tat_against_every_short_cycle(lag):
    delta = float(sustainable_discount(AXELROD, lag, strategy="tit for tat"))
    for factor, tempted in ((delta + 0.01, False), (delta - 0.01, True)):
        best = max(
            value_of(AXELROD, plan, factor, lag, 600)
            for length in range(1, 7)
            for plan in product("CD", repeat=length)
        )
        steady = value_of(AXELROD, "C", factor, lag, 600)
        assert (best > steady + 1e-9) == tempted


@given(dilemmas, st.integers(0, 5))
@law
def test_a_longer_lag_never_helps(game, lag):
    assert sustainable_discount(game, lag) < sustainable_discount(game, lag + 1) < 1


LIBRARY = {
    "always cooperate": ("cooperator", "Cooperator"),
    "always defect": ("defector", "Defector"),
    "alternator": ("alternator", "Alternator"),
    "grim trigger": ("grudger", "Grudger"),
    "suspicious tit for tat": ("titfortat", "SuspiciousTitForTat"),
    "tit for tat": ("titfortat", "TitForTat"),
    "tit for two tats": ("titfortat", "TitFor2Tats"),
    "win-stay lose-shift": ("memoryone", "WinStayLoseShift"),
}


@pytest.fixture
def axelrod():
    """The axelrod library without its index of all players, which takes 11 s to import."""
    spec = importlib.util.find_spec("axelrod")
    if spec is None or spec.origin is None:
        pytest.fail("axelrod is not installed; run: make oracles")
    players = types.ModuleType("axelrod.strategies")
    players.__path__ = [str(Path(spec.origin).parent / "strategies")]
    players.TitForTat = None  # named as a default elsewhere in the library
    sys.modules["axelrod.strategies"] = players
    yield importlib.import_module("axelrod")
    for name in [name for name in sys.modules if name.split(".")[0] == "axelrod"]:
        del sys.modules[name]  # nobody else should meet the stand-in


@pytest.mark.nightly
def test_every_match_against_the_axelrod_library(axelrod):
    def player(name):
        module, cls = LIBRARY[name]
        return getattr(importlib.import_module(f"axelrod.strategies.{module}"), cls)()

    for first, second in product(LIBRARY, repeat=2):
        match = axelrod.Match([player(first), player(second)], turns=60)
        match.play()
        scores = match.final_score()
        if first == second:
            assert tournament([first], 60).score[0] == scores[0]
        else:
            ours = tournament([first, second], 60).set_index("strategy").score
            twins = [tournament([name], 60).score[0] for name in (first, second)]
            assert (ours[first] - twins[0], ours[second] - twins[1]) == scores
    assert set(STRATEGIES) == {*LIBRARY, "random"}


@pytest.mark.parametrize(
    ("name", "moves"),
    [
        ("always cooperate", "CCCCCCC"),
        ("always defect", "DDDDDDD"),
        ("alternator", "CDCDCDC"),
        ("grim trigger", "CCCDDDD"),
        ("suspicious tit for tat", "DCCDDCD"),
        ("tit for tat", "CCCDDCD"),
        ("tit for two tats", "CCCCDCC"),
        ("win-stay lose-shift", "CCCDCCD"),
    ],
)
def test_moves_of_each_rule_by_hand(name, moves):
    own = ""
    for turn in range(7):
        own += STRATEGIES[name](own, "CCDDCDC"[:turn], None)
    assert own == moves


def test_random_entries_are_repeatable():
    runs = [tournament(["random", "tit for tat", "random"], 50, seed=seed) for seed in (4, 4, 5)]
    assert runs[0].equals(runs[1])
    assert not runs[0].equals(runs[2])
    average = tournament(["random", "random"], 4000, seed=1).average[0]
    assert average == pytest.approx((5 + 3 + 1 + 0) / 4, abs=0.15)


def test_expected_scores_of_chapter_13_are_those_of_the_tournament():
    for pair in product(STRATEGIES, repeat=2):
        if not set(pair) <= set(RIVALS):
            with pytest.raises(StartlabError, match="(rule|rival) is '.*': it must be one of tit"):
                average_score(*pair, rounds=20)
        elif pair[0] != pair[1]:
            table = tournament(pair, 20, game=DILEMMA).set_index("strategy")
            both = [average_score(pair[0], rule, rounds=20) for rule in pair]
            assert sum(both) / 2 == pytest.approx(table.average[pair[0]])


def test_a_function_of_your_own():
    def defect_on_tenth(own, other, rng):
        return "D" if len(own) % 10 == 9 else "C"

    table = tournament([defect_on_tenth, "tit for tat"], 20)
    assert set(table.strategy) == {"defect_on_tenth", "tit for tat"}
    alone = tournament([defect_on_tenth], 5)
    assert alone.values.tolist() == [["defect_on_tenth", 15, 3.0]]
    exact = tournament(["tit for tat"], 2, game=Game(*map(Fraction, ("5/3", "1/3", 0, 0))))
    assert exact.score[0] == Fraction(2, 3)


# Richardson


def test_richardsons_own_guess_is_unstable():
    race = richardson(k=0.9, l=0.9, alpha=0.2, beta=0.2, g=0, h=0)
    assert race.eigenvalues == pytest.approx((0.7, -1.1))
    assert not race.stable


def test_trajectory_before_1914():
    # Sum of both alliances: 194 + 5.2 exp(0.73 t), from k - alpha = 0.73 and g + h = -0.73 x 194.
    race = richardson(k=0.93, l=0.93, alpha=0.2, beta=0.2, g=-0.73 * 97, h=-0.73 * 97)
    course = race.trajectory(range(5), 100, 99.2)
    assert [round(x + y, 1) for x, y in course] == [199.2, 204.8, 216.4, 240.5, 290.4]


def exponential(race, time, x0, y0):
    """Taylor series of the matrix exponential in 80 digits; scipy's expm keeps only nine."""
    with localcontext(prec=80):
        k, l, alpha, beta, g, h, t = map(Decimal, (*astuple(race), time))  # noqa: E741
        x, y, one = Decimal(x0), Decimal(y0), Decimal(1)
        total = [x, y]
        for n in range(1, 400):
            x, y = (k * y - alpha * x + g * one) * t / n, (l * x - beta * y + h * one) * t / n
            one = Decimal(0)
            total = [total[0] + x, total[1] + y]
        return float(total[0]), float(total[1])


rates = st.one_of(st.just(0.0), st.sampled_from([0.5, 1.0, 2.0]), st.floats(1e-9, 3))


@given(rates, rates, rates, rates, st.floats(-5, 5), st.floats(-5, 5), st.floats(0, 6))
@law
def test_trajectories_against_the_matrix_exponential(k, l, alpha, beta, g, h, time):  # noqa: E741
    race = richardson(k, l, alpha, beta, g, h)
    found, oracle = race.at(time, 3, 7), exponential(race, time, 3, 7)
    size = max(1, *map(abs, oracle))
    assert found == pytest.approx(oracle, rel=1e-11, abs=1e-11 * size)


@pytest.mark.parametrize(
    ("k", "l", "alpha", "beta"),
    [
        (1, 1, 1, 1),  # singular: growth without end, at a constant pace
        (2, 0.5, 1, 1),  # singular and asymmetric
        (0.3, 0.3, 0.1, 0.9),  # singular in decimals, not in binary
        (0, 0, 1, 1),  # equal eigenvalues, no coupling
        (1, 0, 1, 1),  # equal eigenvalues, one eigenvector
        (1, 0, 0, 0),  # both eigenvalues zero
        (0, 0, 0, 0),
        (1e-9, 1e-9, 1, 1),  # almost equal
        (1, 1, 1, 1 + 1e-9),  # almost singular
        (3, 2, 0, 0),
    ],
)
@pytest.mark.parametrize("time", [0, 1e-6, 0.3, 2, 9])
def test_special_cases_of_the_closed_form(k, l, alpha, beta, time):  # noqa: E741
    race = richardson(k, l, alpha, beta, 0.7, -0.4)
    assert race.at(time, 3, 7) == pytest.approx(exponential(race, time, 3, 7), rel=1e-13)
    assert race.at(0, 3, 7) == pytest.approx((3, 7))


@pytest.mark.parametrize("rates", [(1, 1, 1, 1), (0.3, 0.3, 0.1, 0.9)])
def test_singular_races_have_no_single_equilibrium(rates):
    race = richardson(*rates, 1, 1)
    assert (race.equilibrium, race.eigenvalues[0], race.stable) == (None, 0, False)
    assert richardson(1, 1, 1, 1, 1, 1).at(10, 0, 0) == pytest.approx((10, 10))


@given(rates, rates, rates, rates, st.floats(-5, 5), st.floats(-5, 5))
@law
def test_laws_of_the_arms_race(k, l, alpha, beta, g, h):  # noqa: E741
    race = richardson(k, l, alpha, beta, g, h)
    upper, lower = race.eigenvalues
    assert upper >= lower
    assert upper + lower == pytest.approx(-(alpha + beta), abs=1e-9)
    assert upper * lower == pytest.approx(race.determinant, abs=1e-9)
    assert race.stable == (upper < 0)
    mirror = richardson(l, k, beta, alpha, h, g)
    assert race.at(1, 2, 3) == pytest.approx(mirror.at(1, 3, 2)[::-1], rel=1e-9, abs=1e-9)
    halfway = race.at(0.5, 2, 3)
    assert race.at(0.5, *halfway) == pytest.approx(race.at(1, 2, 3), rel=1e-8, abs=1e-8)
    if race.determinant > 1e-3:
        assert race.at(1, *race.equilibrium) == pytest.approx(race.equilibrium, rel=1e-6, abs=1e-6)
