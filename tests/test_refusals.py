"""What no model takes: a wrong kind of argument, or one that does not fit another."""

import math

import pandas as pd
import pytest

from startlab.errors import StartlabError
from startlab.models.counting import ForceRow, count_force, headroom
from startlab.models.games import (
    AXELROD,
    ArmsRace,
    Game,
    assurance_threshold,
    classify,
    mixed_equilibrium,
    pure_equilibria,
    richardson,
    sustainable_discount,
    tournament,
)
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
from startlab.models.scenarios import Baseline, Leg, Offer, Reaction, restraint, upload_path

BASIS = "New START"
START, LEG = Baseline("US", 1, BASIS), Leg("ICBM", 5, 1, BASIS)
PATH, RACE = upload_path(START, [LEG], 3), richardson(1, 1, 2, 2, 1, 1)
SIDES = [Reaction(Baseline(party, 1549, BASIS)) for party in ("US", "RU")]
HUNT, CHICKEN = Game(T=3, R=4, P=2, S=0), Game(T=4, R=3, P=0, S=1)
LIMITS = pd.DataFrame({"item": ["total_launchers"], "limit_value": 800, "binds_from": "2018-02-05"})
LAUNCHERS = {"date": "2022-03-01", "total_launchers": 800}
MISSILES = {"party": "US", "system": "MM III", "kind": "ICBM", "deployed": 397, "non_deployed": 57}
BOMBERS = {"party": "US", "system": "B-52H", "kind": "heavy bomber", "deployed": 36}
FORCE = count_force([MISSILES], BASIS)

WRONG = [math.nan, math.inf, True, "5", None, object(), [], 1j, -1]
# Each function with a call that is right: of each argument named here every wrong value is refused,
# and 1.5 where a whole number stands. Labels may be anything; they stand in no dictionary.
CALLS = [
    (
        detection_probability,
        {"population": 10, "violations": 1, "sample": 1, "identification": 0.5},
    ),
    (inspections_needed, {"population": 10, "violations": 1, "confidence": 0.9, "method": "iaea"}),
    (inspection_game_value, {"periods": 3, "inspections": 1}),
    (inspection_game_strategies, {"periods": 3, "inspections": 1}),
    (leadership_threshold, {"gain": 1.0, "loss": 1.0}),
    (
        inspection_equilibrium,
        {"gain": 1.0, "loss": 1.0, "cost": 1.0, "caught": 2.0, "undetected": 12.0},
    ),
    (posterior, {"prior": 0.1, "detection": 0.9, "false_alarm": 0.1, "looks": 1}),
    (
        zero_knowledge_round,
        {"template": 1, "item": 1, "buckets": (1, 1), "total": 9, "tolerance": 3.0, "seed": 1},
    ),
    (lambda rng: zero_knowledge_round(1, 1, rng=rng, seed=1), {"rng": None}),
    (
        zero_knowledge_alarm,
        {"template": 1, "item": 1, "buckets": (1, 1), "total": 9, "tolerance": 3.0},
    ),
    (zero_knowledge_best_buckets, {"template": 1, "item": 1, "total": 9, "tolerance": 3.0}),
    (zero_knowledge_soundness, {"rounds": 2}),
    (Game, {"T": 5.0, "R": 3.0, "P": 1.0, "S": 0.0}),
    (AXELROD.payoff, {"own": "C", "other": "D"}),
    *((function, {"game": HUNT}) for function in (classify, pure_equilibria, mixed_equilibrium)),
    (assurance_threshold, {"game": HUNT}),
    (sustainable_discount, {"game": AXELROD, "lag": 1, "strategy": "grim trigger"}),
    (tournament, {"strategies": ["random"], "rounds": 2, "game": AXELROD, "seed": 0}),
    (ArmsRace, dict.fromkeys(("k", "l", "alpha", "beta", "g", "h"), 1.0)),
    (RACE.at, {"time": 1.0, "x0": 1.0, "y0": 1.0}),
    (RACE.trajectory, {"times": [1], "x0": 1.0, "y0": 1.0}),
    (lambda warheads: Baseline("US", warheads, BASIS), {"warheads": 1}),
    (
        lambda added, rate, delay: Leg("ICBM", added, rate, BASIS, delay),
        {"added": 1, "rate": 1.0, "delay": 0.0},
    ),
    (upload_path, {"baseline": START, "legs": [LEG], "days": 3}),
    (PATH.at, {"day": 1.0}),
    (PATH.days_to, {"level": 1.0}),
    (Offer, {"limit": 1, "days": 1}),
    (Reaction, {"baseline": START, "legs": [LEG], "lag": 1.0}),
    (restraint, {"offer": Offer(), "reactions": SIDES}),
    (
        lambda **numbers: ForceRow(system="MM III", **numbers),
        {"party": "US", "kind": "ICBM", "deployed": 1, "non_deployed": 1, "loaded": 1}
        | {"attributed": 1, "empty": 0},
    ),
    (lambda **kinds: ForceRow(**BOMBERS, **kinds), {"bomber_kind": "LRNA", "equipped": 1}),
    (count_force, {"force": [MISSILES], "rule": "START I"}),
    (FORCE.subtotal, {"item": "warheads", "kind": "ICBM"}),
    (headroom, {"declaration": LAUNCHERS, "limits": LIMITS}),
]
SIGNED = ("caught", "T", "R", "P", "S", "g", "h", "x0", "y0")
MISSING = ("non_deployed", "loaded", "attributed", "empty", "equipped")
FINE = (
    {name: [-1] for name in SIGNED}
    | {name: [math.nan, None] for name in MISSING}
    | {name: [None] for name in ("buckets", "rng", "bomber_kind", (Reaction, "lag"))}
    | {name: [[]] for name in ("legs", "times", (upload_path, "days"))}
)


@pytest.mark.parametrize(("function", "right"), CALLS)
def test_a_wrong_kind_of_argument_is_named(function, right):
    function(**right)
    for name, value in right.items():
        for wrong in [*WRONG, *([1.5] if type(value) is int else [])]:
            fine = FINE.get((function, name), FINE.get(name, []))
            if any(wrong is value or wrong == value for value in fine):
                function(**{**right, name: wrong})
                continue
            with pytest.raises(StartlabError, match=rf"\b{name}\b") as told:
                function(**{**right, name: wrong})
            assert "\n" not in str(told.value)


# What is of the right kind, and does not fit: the range, another argument, or a name nearly right.
UNFIT = [
    (lambda: detection_probability(10, 11, 1), "violations is 11"),
    (lambda: detection_probability(10, 1, 11), "sample is 11"),
    (lambda: detection_probability(0, 0, 0), "population is 0"),
    (lambda: detection_probability(10**400, 1, 1), "population is 1000"),
    (lambda: detection_probability(10, 1, 1, identification=1.1), "identification is 1.1"),
    (lambda: inspections_needed(10, 0, 0.9), "violations is 0"),
    (lambda: inspections_needed(10**400, 1, 0.9), "population is 1000"),
    (lambda: inspections_needed(10, 1, 1.5), "confidence is 1.5: it must be a number from 0 to 1"),
    (lambda: inspections_needed(10, 1, 0.9, method="exakt"), "nearest: exact"),
    (lambda: leadership_threshold(0, 1), "gain is 0"),
    (lambda: inspection_equilibrium(1, 1, cost=5, caught=1, undetected=2), "cost is 5"),
    (lambda: posterior(2, 0.5, 0.5), "prior is 2"),
    (lambda: posterior(0.5, 0.5, 0.5, looks=0), "looks is 0"),
    (lambda: posterior(0, 0.5, 0), "prior is 0: it must leave a chance of an alarm"),
    (lambda: zero_knowledge_round(101, 1, seed=1), "template is 101"),
    (lambda: zero_knowledge_round(1, 1), "seed is None"),
    (lambda: zero_knowledge_alarm(1, 1, buckets=(101, 0)), "buckets is 101"),
    (lambda: zero_knowledge_alarm(1, 1, buckets=(1,)), "buckets is .*: it must be two numbers"),
    (lambda: assurance_threshold(AXELROD), "R > T and P > S"),
    (lambda: assurance_threshold(CHICKEN), "R > T and P > S"),
    (lambda: sustainable_discount(AXELROD, strategy="tit for tats"), "nearest: tit for tat"),
    (lambda: sustainable_discount(CHICKEN), "T > R > P > S"),
    (lambda: sustainable_discount(Game(9, 3, 1, 0), strategy="tit for tat"), r"2 R > T \+ S"),
    (lambda: sustainable_discount(5), "game is 5: it must be of the class Game"),
    (lambda: tournament(["tit for tot"], 10), "nearest: tit for tat"),
    (lambda: tournament([3], 10), "strategy is 3"),
    (lambda: tournament("tit for tat", 10), "strategies is 'tit for tat': it must be a sequence"),
    (lambda: tournament([], 10), "at least one"),
    (lambda: tournament([lambda own, other, rng: "X"], 5), "own is 'X'"),
    (lambda: tournament(["random"], 0), "rounds is 0"),
    (lambda: richardson(2, 2, 1, 1, 0, 0).at(1000, 1, 1), "below 700"),
    (lambda: Baseline("US", -1, BASIS), "warheads of US is -1: it must be a whole number"),
    (lambda: Leg("ICBM", 1, -0.5, BASIS), "rate of ICBM is -0.5: it must be a finite number"),
    (lambda: upload_path(START, [5], 1), "leg is 5: it must be of the class Leg"),
    (lambda: upload_path(START, [], [-1]), "day is -1"),
    (lambda: restraint(Offer(), SIDES[:1]), "must be those of two sides"),
    (lambda: restraint(Offer(), SIDES[:1] * 2), "must be those of two sides"),
    (
        lambda: restraint(Offer(limit=1500), SIDES),
        "warheads of US is 1549: it must be 0 to 1500",
    ),
    (lambda: ForceRow(**MISSILES, empty=58), "empty of MM III is 58: it must be 0 to 57"),
    (lambda: ForceRow(**MISSILES, attributed=0), "attributed of MM III is 0: .* from 1 up"),
    (lambda: ForceRow(**MISSILES | {"kind": "ICMB"}), "kind is 'ICMB'.*nearest: ICBM"),
    (lambda: ForceRow(**MISSILES | {"party": "USA"}), "party is 'USA'.*nearest: US"),
    (lambda: ForceRow(**MISSILES, bomber_kind="other"), "bomber_kind of MM III is 'other'"),
    (lambda: ForceRow(**MISSILES | {"deployed": 0, "loaded": 1}), "loaded of MM III is 1: .* be 0"),
    (lambda: count_force([MISSILES | {"deployed": math.nan}], BASIS), "deployed is missing"),
    (lambda: ForceRow(**BOMBERS, bomber_kind="LRNA", equipped=21), "equipped .* from 1 to 20"),
    (
        lambda: ForceRow(**BOMBERS | {"party": "USSR"}, bomber_kind="LRNA", equipped=17),
        "equipped .* from 1 to 16",
    ),
    (lambda: ForceRow(**BOMBERS, bomber_kind="other", attributed=1), "attributed of B-52H is 1"),
    (lambda: count_force([MISSILES], "NEW START"), "rule is 'NEW START'.*nearest: New START"),
    (lambda: count_force([], "START I"), "rows of 0 sides"),
    (
        lambda: count_force([BOMBERS, BOMBERS | {"party": "RU"}], "START I"),
        r"rows of 2 sides \['US', 'USSR'\]: it must have one",
    ),
    (lambda: count_force(["MM III"], "START I"), "row is 'MM III': it must be a ForceRow"),
    (lambda: FORCE.subtotal("warheads", "SLMB"), "kind is 'SLMB'.*nearest: SLBM"),
    (
        lambda: headroom(LAUNCHERS | {"total_launchers": -1}, LIMITS),
        "total_launchers is -1: it must be a whole number from 0",
    ),
    (
        lambda: headroom(LAUNCHERS | {"deployed_vehicles": 801}, LIMITS),
        "deployed_vehicles is 801: it must be 0 to 800",
    ),
    (
        lambda: headroom(LAUNCHERS | {"date": "last spring"}, LIMITS),
        "date is 'last spring': it must be a date",
    ),
]


@pytest.mark.parametrize(("call", "message"), UNFIT)
def test_what_does_not_fit_is_named(call, message):
    with pytest.raises(StartlabError, match=message):
        call()
