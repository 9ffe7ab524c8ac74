"""Numbers in the prose of chapter 08."""

from __future__ import annotations

import math
from collections.abc import Iterator

from startlab import datasets
from startlab.chapters.ch08 import simulated_years
from startlab.exercises import new_start_limit
from startlab.models.inspection import detection_probability, inspections_needed

ALLOWED = {
    "Four of 400 missiles": "a value chosen for the question of the widget",
    "invented party with 400 missiles": "a round number near the declared one, and said so",
    "four of the 400 missiles": "the invented case",
    "detected among 400 missiles": "the invented case",
    "Inspections needed among 400 missiles": "the invented case",
    "census of the 400 missiles": "the invented case",
    "twenty of 400 missiles": "the invented case",
    "ten of 400 missiles": "the invented case",
    "model support for 400 missiles": "the invented case",
    "ten of the 400 objects": "the invented case, as a game",
    "first with 40 violations among them": "the invented case, as a game",
    "8/10": "follows from two violations among ten missiles",
    "7/9": "follows from two violations among ten missiles",
    "6/8": "follows from two violations among ten missiles",
    "about 10, about 60 or about 200": "guesses offered to the student",
    "for example 95 per cent": "a wanted probability that the reader may change",
    "in our example 5 per cent": "what is left of 95 per cent",
    "For 95 per cent, a single": "a wanted probability that the reader may change",
    "for 95 per cent does fall": "a wanted probability that the reader may change",
    "$P = 1 -": "a formula of the chapter",
    "$N - (d-1)/2$": "a formula of the chapter",
    "n = N(1 - \\beta^{1/d})": "a formula of the chapter",
    "additional warhead on each of 40 missiles": "the invented case",
    "detection probability for 40": "the invented case",
    "stands for 500 simulated years": "the number of trials that was chosen",
    "detection probability of 80 per cent": "a wanted probability in an exercise",
}
METHODS = ("exact", "iaea", "jaech")
GRID = [(d, c) for d in (1, 2, 4, 10, 20, 40, 100, 200) for c in (0.5, 0.8, 0.9, 0.95, 0.99)]


def per_cent(chance: float, digits: int = 0) -> object:
    share = round(100 * chance, digits)
    return share if digits else int(share)


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    table = datasets.load_categories()
    missiles = table[(table.category == "deployed_missiles") & (table.date == "2020-09-01")]
    minuteman = int(missiles.set_index("system")["count"]["Minuteman III"])
    yield "there were {} deployed Minuteman III missiles", (minuteman,)
    quota = int(datasets.load_inspections().set_index("metric")["value"]["quota_type_one"])
    assert quota == 10  # the prose says ten
    few, many = (detection_probability(400, d, quota) for d in (4, 40))
    few5, many5 = (detection_probability(400, d, 5 * quota) for d in (4, 40))
    yield (
        "at least one of 40 violations with a probability of {} per cent, but at least one of "
        "four with a probability of only {} per cent",
        (per_cent(many), per_cent(few, 1)),
    )
    yield "raise these probabilities to {} and {} per cent", (per_cent(many5, 1), per_cent(few5))
    half = next(n for n in range(401) if detection_probability(400, 4, n) > 0.5)
    yield "passes one half at {} inspections", (half,)
    one, four, forty = (inspections_needed(400, d, 0.95) for d in (1, 4, 40))
    assert four > 20 * quota
    assert math.ceil(forty / quota) == 3
    yield "requires {} inspections and four violations require {}", (one, four)
    yield "Forty violations require {} inspections", (forty,)
    even = [inspections_needed(400, d, 0.5) for d in (1, 4, 40)]
    yield "{} inspections for one violation, {} for four and {} for forty", tuple(even)
    exact, iaea, jaech = (
        [inspections_needed(400, d, c, method=method) for d, c in GRID] for method in METHODS
    )
    over = [a - b for a, b in zip(iaea, exact, strict=True)]
    assert min(over) == 0  # never too few
    assert max(over) == 3  # at most three too many
    yield "In these {} cases the IAEA formula", (len(GRID),)
    same = sum(a == b for a, b in zip(jaech, exact, strict=True))
    yield "in {} of the {} cases", (same, len(GRID))
    two, twenty = (inspections_needed(400, d, 0.95) for d in (2, 20))
    yield "violations increase from {} to {}, the exact size", (20, 40)
    yield "from {} to {} inspections, but between one and two", (twenty, forty)
    yield "falls only from {} to {}", (one, two)
    unsure = detection_probability(400, 40, quota, identification=0.5)
    yield "violations falls from {} to {} per cent", (per_cent(many), per_cent(unsure))
    trials = simulated_years()
    assert trials.exact.between(trials.low, trials.high).all()
    yield "All {} dots lie within", (len(trials),)
    assert 400 / quota == 40  # forty years of the quota
    yield "detection in the first year with a probability of {} per cent", (per_cent(many),)
    yield "the probability increases to {} per cent", (per_cent(1 - (1 - many) ** 3),)
    yield "a limit of {} is a political judgement", (new_start_limit("deployed_warheads"),)
