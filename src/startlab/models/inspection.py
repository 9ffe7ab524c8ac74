"""Inspection models: sampling, inspection games, false alarms, zero-knowledge comparison.

Sampling: Avenhaus and Canty, *Compliance Quantified* (1996). Left out: an owner who reacts to the
notice of an inspection, a choice that is not random, and all other evidence.

Games: Dresher, RAND RM-2972-ARPA (1962); Maschler, *Naval Research Logistics Quarterly* 13 (1966);
Avenhaus, von Stengel and Zamir, *Inspection games* (2002). Left out: gains from being shown to
comply, a second violation, inspections that miss, announcements that are not believed.

Zero knowledge: Glaser, Barak and Goldston, *Nature* 510 (2014); Philippe and others, *Nature
Communications* 7 (2016) 12890. Left out: cups swapped unseen, an inspector who compares rounds.
"""

import math
import random
from bisect import bisect_left
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple, TypeVar

import numpy as np

from startlab.checks import number, refusal, require_choice, require_class, require_sequence, whole
from startlab.errors import StartlabError

Amount = TypeVar("Amount", float, Fraction)

METHODS = ("exact", "iaea")
MOST_ITEMS = 10**15  # beyond it floating point cannot tell whole numbers apart


def _decimal(value: float | Fraction) -> Fraction:
    """Read 0.95 as 19/20: a student means the decimal, not its nearest binary fraction."""
    stored = value if isinstance(value, Fraction) else Fraction(float(value))
    simple = stored.limit_denominator(10**7)
    near = abs(simple - stored) <= stored / 2**52
    return simple if near and 0 < simple < 1 else stored


def _missed(population: int, violations: int, sample: int) -> Fraction:
    """Return the exact probability that a sample holds no violation."""
    few, many = sorted((violations, sample))
    return Fraction(math.comb(population - many, few), math.comb(population, few))


def _caught(population: int, violations: int, sample: int, share: float) -> float:
    """Return the probability that one is recognised, from all hypergeometric weights at once."""
    few, many = sorted((violations, sample))
    k = np.arange(max(0, few + many - population), few + 1, dtype=float)
    here = k[:-1]
    ratios = (few - here) * (many - here) / ((here + 1) * (population - few - many + here + 1))
    logs = np.concatenate([[0.0], np.cumsum(np.log(ratios))])
    weights = np.exp(logs - logs.max())
    return float(-(weights * np.expm1(k * math.log1p(-share))).sum() / weights.sum())


def _any(chance: float, looks: int) -> float:
    """Return the probability that something happens in at least one of some looks."""
    return 0 - math.expm1(looks * math.log1p(-chance)) if chance < 1 else 1.0  # never -0.0


def detection_probability(
    population: int, violations: int, sample: int, *, identification: float = 1.0
) -> float:
    r"""Probability that a random sample, no item twice, finds at least one violation.

    .. math:: P = 1 - \sum_k \binom{d}{k}\binom{N-d}{n-k} (1-q)^k \Big/ \binom{N}{n}

    N items could be inspected, d are in violation, n are inspected; q is the probability that an
    inspected violation is recognised (`identification`).

    >>> round(detection_probability(400, 40, 10), 3)
    0.656
    """
    population = whole(population, "population", 1, MOST_ITEMS)
    violations = whole(violations, "violations", 0, population)
    sample = whole(sample, "sample", 0, population)
    share = number(identification, "identification", 0, 1)
    if not (violations and sample and share):
        return 0.0
    # What is missed is below exp(-q d n / N), and this below a rounding.
    if share * violations * sample > 38 * population:
        return 1.0
    if share < 1:  # the whole numbers of the exact sum would be too long
        return min(1.0, _caught(population, violations, sample, share))
    return float(1 - _missed(population, violations, sample))


def inspections_needed(
    population: int, violations: int, confidence: float | Fraction, *, method: str = "exact"
) -> int:
    r"""Smallest sample that detects the violations with the wanted confidence.

    With :math:`\beta = 1 -` confidence: ``exact`` is the smallest n with :math:`P(n) \ge 1 -
    \beta`, P from `detection_probability`; ``iaea`` the smallest :math:`n \ge N (1 -
    \beta^{1/d})`, at most three items more (*Journal of Nuclear Materials Management* 44(3)).

    A confidence of 0.95 is read as 19/20.

    >>> [inspections_needed(100, 5, 0.95, method=m) for m in ("exact", "iaea")]
    [45, 46]
    """
    population = whole(population, "population", 1, MOST_ITEMS)
    violations = whole(violations, "violations", 1, population)
    beta = 1 - _decimal(number(confidence, "confidence", 0, 1))
    require_choice(method, METHODS, "method")
    if method == "iaea":
        # -expm1(log(beta)/d) is 1 - beta**(1/d) without the cancellation.
        part = -math.expm1(math.log(beta) / violations) if beta else 1.0
        return math.ceil(round(population * part, 7))  # a whole number, where floats cannot tell
    # What is missed is below exp(-d n / N): no need to compute it far below beta.
    plenty = (1 - math.log(beta)) * population / violations if beta else math.inf

    def reaches(n: int) -> bool:
        return n > plenty or _missed(population, violations, n) <= beta

    return bisect_left(range(population + 1), True, key=reaches)


class Stage(NamedTuple):
    """One state of Dresher's game: its value and both sides' optimal mixed strategies."""

    value: Fraction
    inspect: Fraction
    violate: Fraction


def inspection_game_value(periods: int, inspections: int) -> Fraction:
    r"""Value to the inspector of Dresher's inspection game, exact.

    .. math:: I(n,m) = \frac{I(n-1,m) + I(n-1,m-1)}{I(n-1,m) + 2 - I(n-1,m-1)}
              = -\binom{n-1}{m} \Big/ \sum_{i=0}^{m} \binom{n}{i}

    for n periods and m inspections left; -1 if none is left, 0 if there are enough. A violation
    caught pays +1, one not caught -1, none 0.

    >>> inspection_game_value(4, 2)
    Fraction(-3, 11)
    """
    n, m = whole(periods, "periods"), whole(inspections, "inspections")
    if m >= n:
        return Fraction(0)
    return Fraction(-math.comb(n - 1, m), sum(math.comb(n, i) for i in range(m + 1)))


def inspection_game_strategies(periods: int, inspections: int) -> dict[tuple[int, int], Stage]:
    r"""Optimal mixed strategies of both sides by ``(periods left, inspections left)``, exact.

    With :math:`u = I(n-1,m-1)` and :math:`v = I(n-1,m)` the inspector who inspects gets u (legal)
    or +1 (violation), who stays away v or -1: inspect with :math:`(1+v)/(2+v-u)`, violate with
    :math:`(v-u)/(2+v-u)`. With none left a violation comes at once; with enough, inspect always.

    >>> inspection_game_strategies(3, 1)[3, 1]
    Stage(value=Fraction(-1, 2), inspect=Fraction(1, 4), violate=Fraction(1, 4))
    """
    start, most = whole(periods, "periods"), whole(inspections, "inspections")
    stages: dict[tuple[int, int], Stage] = {}
    for n in range(1, start + 1):
        for m in range(max(0, most - (start - n)), most + 1):
            if m >= n:
                stages[n, m] = Stage(Fraction(0), Fraction(1), Fraction(0))
            elif m == 0:
                stages[n, m] = Stage(Fraction(-1), Fraction(0), Fraction(1))
            else:
                u, v = stages[n - 1, m - 1].value, stages[n - 1, m].value
                scale = 2 + v - u
                stages[n, m] = Stage((u + v) / scale, (1 + v) / scale, (v - u) / scale)
    return stages


def leadership_threshold(gain: Amount, loss: Amount) -> Amount:
    """Announced probability of being caught that deters, ``D / (B + D)``.

    For the inspectee's gain D if undetected and loss B if caught (utility; being legal is worth 0).
    If an inspection finds a violation only with probability P, compare P times the probability of
    inspecting.

    >>> leadership_threshold(1, 4)
    0.2
    """
    number(gain, "gain", above=0)
    number(loss, "loss", 0)
    return gain / (gain + loss)


class Equilibrium(NamedTuple):
    """Mixed equilibrium of the one-shot inspection game."""

    inspect: float
    violate: float


def inspection_equilibrium(
    gain: float, loss: float, *, cost: float, caught: float, undetected: float
) -> Equilibrium:
    """Probabilities to inspect and to violate if both move once and at the same time.

    Inspect with ``D / (B + D)``, violate with ``k / (c - a)``: the inspectee's gain D if undetected
    and loss B if caught; the inspector's cost k of inspecting, loss a from a violation caught, c
    from one undetected (utility).

    >>> inspection_equilibrium(1, 4, cost=1, caught=2, undetected=12)
    Equilibrium(inspect=0.2, violate=0.1)
    """
    number(loss, "loss", above=0)
    inspect = leadership_threshold(gain, loss)
    number(caught, "caught")
    number(undetected, "undetected")
    number(cost, "cost", above=0)
    if cost >= undetected - caught:
        most = f"below undetected - caught = {undetected - caught!r}"
        raise refusal("cost", cost, f"{most}, or the inspector never inspects")
    return Equilibrium(inspect, cost / (undetected - caught))


def posterior(prior: float, detection: float, false_alarm: float, *, looks: int = 1) -> float:
    r"""Probability of a violation after an alarm, by Bayes' rule.

    .. math:: P(V \mid \text{alarm}) = \frac{\pi P_D}{\pi P_D + (1 - \pi) P_{FA}}

    With several independent looks the alarm is *at least one* look alarming. For n alarms in n
    looks, feed the result back as the next prior. Left out: where the prior comes from.

    Parameters
    ----------
    prior : float
        Probability of a violation before looking.
    detection, false_alarm : float
        Probability of an alarm in one look if there is a violation, and if there is none.
    looks : int
        Number of independent looks.

    Examples
    --------
    The base-rate question of Casscells and others (1978), where the answer is not 95 % but 2 %:

    >>> round(posterior(0.001, 1, 0.05), 4)
    0.0196
    """
    number(prior, "prior", 0, 1)
    number(detection, "detection", 0, 1)
    number(false_alarm, "false_alarm", 0, 1)
    looks = whole(looks, "looks", 1)
    seen_true, seen_false = _any(detection, looks), _any(false_alarm, looks)
    evidence = prior * seen_true + (1 - prior) * seen_false
    if not evidence:
        raise StartlabError(
            f"prior is {prior!r}: it must leave a chance of an alarm with detection {detection!r} "
            f"and false_alarm {false_alarm!r}"
        )
    return prior * seen_true / evidence


class Round(NamedTuple):
    """What the inspector sees in one round: two counts, and whether both are right."""

    readings: tuple[int, int]
    passed: bool


def zero_knowledge_round(
    template: int,
    item: int,
    *,
    buckets: tuple[int, int] | None = None,
    total: int = 100,
    noise: bool = False,
    tolerance: float = 3.0,
    rng: random.Random | None = None,
    seed: int | None = None,
) -> Round:
    """Play one round of marbles in cups to compare an item with a template.

    The host brings two closed cups and two buckets filled to ``total`` minus each cup. The
    inspector decides by a coin which cup goes into which bucket; then both must read ``total``.
    Left out: what the template is, and a host who leaks his own secret.

    Parameters
    ----------
    template, item, total : int
        Marbles in each cup, 0 to ``total``, and what each bucket must read.
    buckets : tuple of int, optional
        Marbles that the host puts into the buckets instead of ``total`` minus each cup.
    noise, tolerance : bool, float
        Whether every count is Poisson, as with detectors, and how many standard deviations
        ``sqrt(total)`` then still pass. An honest reading is Poisson(total) whatever the secret.
    rng, seed : random.Random, int
        What to draw from, or a seed for it; give one of them.

    Examples
    --------
    >>> zero_knowledge_round(37, 37, seed=1)
    Round(readings=(100, 100), passed=True)
    """
    template, item, first, second = _marbles(template, item, buckets, total, tolerance)
    if rng is None:
        if seed is None:
            raise refusal("seed", None, "an integer of at least 0, or give rng")
        rng = random.Random(whole(seed, "seed"))
    require_class(rng, random.Random, "rng")
    cups = (template, item) if rng.random() < 0.5 else (item, template)
    counts = [first, cups[0], second, cups[1]]
    if noise:
        counts = [_poisson(mean, rng) for mean in counts]
    readings = (counts[0] + counts[1], counts[2] + counts[3])
    margin = tolerance * math.sqrt(total) if noise else 0.0
    return Round(readings, all(abs(reading - total) <= margin for reading in readings))


def _marbles(
    template: int, item: int, buckets: tuple[int, int] | None, total: int, tolerance: float
) -> tuple[int, int, int, int]:
    """Return the marbles in both cups and, as the host or the protocol says, in both buckets."""
    total = whole(total, "total", 1)
    number(tolerance, "tolerance", 0)
    template, item = whole(template, "template", 0, total), whole(item, "item", 0, total)
    filled = (
        (total - template, total - item)
        if buckets is None
        else require_sequence(buckets, "buckets")
    )
    if len(filled) != 2:
        raise refusal("buckets", buckets, "two numbers of marbles")
    first, second = filled
    return template, item, whole(first, "buckets", 0, total), whole(second, "buckets", 0, total)


def _poisson(mean: int, rng: random.Random) -> int:
    arrivals, clock = 0, rng.expovariate(1)
    while clock < mean:
        arrivals += 1
        clock += rng.expovariate(1)
    return arrivals


def zero_knowledge_alarm(
    template: int,
    item: int,
    *,
    buckets: tuple[int, int] | None = None,
    total: int = 100,
    tolerance: float = 3.0,
) -> float:
    r"""Probability that one `zero_knowledge_round` with noise fails.

    It is :math:`1 - \tfrac{1}{2} [p(a+t)\,p(b+i) + p(a+i)\,p(b+t)]` for buckets a and b, cups t
    and i, and :math:`p(m)` the probability that a Poisson count with mean m lies within the
    tolerance of ``total``.

    A cheat who fills as the protocol says, and one who chooses the middle:

    >>> round(zero_knowledge_alarm(37, 17), 3)
    0.136
    >>> round(zero_knowledge_alarm(37, 17, buckets=(73, 73)), 3)
    0.04
    """
    template, item, first, second = _marbles(template, item, buckets, total, tolerance)
    means = (first + template, second + item, first + item, second + template)
    ordered, unordered, swapped, other = (_fits(mean, total, tolerance) for mean in means)
    return max(0.0, 1 - (ordered * unordered + swapped * other) / 2)


def zero_knowledge_best_buckets(
    template: int, item: int, *, total: int = 100, tolerance: float = 3.0
) -> tuple[int, int]:
    """Try all fillings of the two buckets for the one with which a cheat fails least often.

    Of equally good ones the first; a lottery over fillings cannot do better than the best.

    >>> zero_knowledge_best_buckets(37, 17)
    (71, 71)
    """
    template, item, *_ = _marbles(template, item, None, total, tolerance)
    fits = np.array([_fits(mean, total, tolerance) for mean in range(2 * total + 1)])
    with_template, with_item = (fits[cup : cup + total + 1] for cup in (template, item))
    passes = np.outer(with_template, with_item) + np.outer(with_item, with_template)
    first, second = divmod(int(passes.argmax()), total + 1)
    return first, second


@lru_cache(maxsize=4096)
def _fits(mean: int, total: int, tolerance: float) -> float:
    """Return how often a Poisson count with this mean lies within the tolerance of the total."""
    margin = math.floor(tolerance * math.sqrt(total))
    counts = range(max(0, total - margin), total + margin + 1)
    if not mean:
        return float(0 in counts)
    return math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in counts)


def zero_knowledge_soundness(rounds: int) -> Fraction:
    """Probability ``1 - 2**-k`` that k rounds without noise catch a cheating host, exact.

    It is that of the cheat's best filling of the buckets: unequal cups cannot be right both ways
    round, so no filling passes more than half.

    >>> zero_knowledge_soundness(5)
    Fraction(31, 32)
    """
    return 1 - Fraction(1, 2 ** whole(rounds, "rounds"))
