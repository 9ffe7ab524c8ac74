"""Inspection models: sampling, inspection games, false alarms, zero-knowledge comparison."""

from __future__ import annotations

import math
import random
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache, partial
from typing import NamedTuple, TypeVar

import numpy as np

from startlab.checks import number, require_choice, whole
from startlab.errors import StartlabError

__all__ = [
    "Equilibrium",
    "Round",
    "Stage",
    "detection_probability",
    "inspection_equilibrium",
    "inspection_game_strategies",
    "inspection_game_value",
    "inspections_needed",
    "leadership_threshold",
    "posterior",
    "simulate_inspections",
    "zero_knowledge_alarm",
    "zero_knowledge_best_buckets",
    "zero_knowledge_readings",
    "zero_knowledge_round",
    "zero_knowledge_soundness",
]

Amount = TypeVar("Amount", float, Fraction)

METHODS = ("exact", "iaea", "jaech", "binomial")
NUMPY_LIMIT = 10**9  # Generator.hypergeometric takes smaller populations only


@lru_cache(maxsize=256)
def _decimal(value: float | Fraction) -> Fraction:
    """Read 0.95 as 19/20: a student means the decimal, not its nearest binary fraction."""
    stored = value if isinstance(value, Fraction) else Fraction(float(value))
    simple = stored.limit_denominator(10**7)
    near = abs(simple - stored) <= stored / 2**52
    return simple if near and 0 < simple < 1 else stored


def _missed(population: int, few: int, many: int, share: Fraction) -> Fraction:
    """Return the exact probability that no violation is recognised, term by term."""
    ways = sum(
        math.comb(many, k) * math.comb(population - many, few - k) * (1 - share) ** k
        for k in range(few + 1 if share < 1 else 1)
    )
    return Fraction(ways) / math.comb(population, few)


def _caught(population: int, few: int, many: int, share: float) -> float:
    """Return the probability that one is recognised, from all hypergeometric weights at once."""
    k = np.arange(max(0, few + many - population), few + 1, dtype=float)
    here = k[:-1]
    steps = np.log((few - here) * (many - here))
    steps -= np.log((here + 1) * (population - few - many + here + 1))
    logs = np.concatenate([[0.0], np.cumsum(steps)])
    weights = np.exp(logs - logs.max())
    # Summing what is caught, not what is missed, keeps a small probability's digits.
    caught = -(weights * np.expm1(k * math.log1p(-share))).sum() / weights.sum()
    return min(1.0, float(caught))


def detection_probability(
    population: int,
    violations: int,
    sample: int,
    *,
    identification: float = 1.0,
    replacement: bool = False,
) -> float:
    r"""Probability that a random sample finds at least one violation.

    .. math:: P = 1 - \sum_k \frac{\binom{d}{k}\binom{N-d}{n-k}}{\binom{N}{n}} (1-q)^k,

    which for :math:`q = 1` is :math:`1 - \binom{N-d}{n} / \binom{N}{n}`.

    Parameters
    ----------
    population : int
        Items that could be inspected, N (items).
    violations : int
        Items in violation, d (items).
    sample : int
        Items inspected, n (items).
    identification : float
        Probability q that an inspected violation is recognised (dimensionless).
    replacement : bool
        Draw each item anew from all N: then ``1 - (1 - q d / N) ** n`` and n may exceed N.

    Returns
    -------
    float
        Probability of detection, correct to 1e-12 for populations up to 1,000,000.

    Notes
    -----
    Source: Avenhaus and Canty, *Compliance Quantified* (1996). Left out: an evader who reacts
    to the notice of an inspection, a choice of items that is not random, and all other evidence
    (notifications, unique identifiers, satellites).

    Examples
    --------
    Ten inspections among 400 missiles, of which 40 carry one warhead too many:

    >>> round(detection_probability(400, 40, 10), 3)
    0.656
    >>> round(detection_probability(400, 40, 10, identification=0.5), 3)
    0.403
    """
    population = whole(population, "population", 1)
    violations = whole(violations, "violations", 0, population)
    sample = whole(sample, "sample", 0, None if replacement else population)
    number(identification, "identification", 0, 1)
    if not violations or not sample or not identification:
        return 0.0
    if replacement:
        caught = identification * violations / population
        return 1.0 if caught == 1 else -math.expm1(sample * math.log1p(-caught))
    few, many = sorted((violations, sample))
    # What is missed is below exp(-share * few * many / population), and this below a rounding.
    if identification * few * many > 38 * population:
        return 1.0
    if identification < 1:
        return _caught(population, few, many, float(identification))
    ways = math.perm(population, few)
    return (ways - math.perm(population - many, few)) / ways


def _enough(population: int, violations: int, sample: int, beta: Fraction, share: Fraction) -> bool:
    """Is the probability of missing every violation at most beta? Exact at the boundary."""
    few, many = sorted((violations, sample))
    if share * few * many > (1 - math.log(beta)) * population:
        return True
    if share < 1:
        gap = (1 - _caught(population, few, many, float(share))) / float(beta) - 1
        if abs(gap) > 1e-9:
            return gap < 0
        return _missed(population, few, many, share) <= beta
    left = math.perm(population - many, few) * beta.denominator
    return left <= math.perm(population, few) * beta.numerator


def _round_up(estimate: float, enough: Callable[[int], bool]) -> int:
    """Return the ceiling of a float that is an integer more often than floats can tell."""
    nearest = round(estimate)
    if abs(estimate - nearest) > 1e-7:
        return math.ceil(estimate)
    return nearest if enough(nearest) else nearest + 1


def inspections_needed(
    population: int,
    violations: int,
    confidence: float | Fraction,
    *,
    method: str = "exact",
    identification: float | Fraction = 1.0,
) -> int:
    r"""Smallest sample that detects the violations with the wanted confidence.

    With :math:`\beta = 1 -` confidence the methods are the smallest n with

    - ``exact``: :math:`P(n) \ge 1 - \beta`, P from :func:`detection_probability`;
    - ``iaea``: :math:`n \ge N (1 - \beta^{1/d}) / q`;
    - ``jaech``: :math:`n \ge (N - (d-1)/2)(1 - \beta^{1/d})`, for :math:`q = 1` only;
    - ``binomial``: :math:`(1 - q d / N)^n \le \beta`, drawing with replacement; also the limit
      for a population so large that only the ratio d/N matters.

    Parameters
    ----------
    population : int
        Items that could be inspected, N (items).
    violations : int
        Items in violation, d, at least 1 (items).
    confidence : float or Fraction
        Wanted probability of detection, 0 to 1; 0.95 is read as 19/20.
    method : {"exact", "iaea", "jaech", "binomial"}
        Which formula.
    identification : float or Fraction
        Probability q that an inspected violation is recognised.

    Returns
    -------
    int
        Items to inspect.

    Notes
    -----
    Sources: the IAEA formula and its distance from the exact size, at most three items, in the
    *Journal of Nuclear Materials Management* 44(3); Jaech's form as in Kim, *A comparison of
    sample size calculation algorithms* (KAERI). Left out: as for
    :func:`detection_probability`, and the cost of an inspection.

    Examples
    --------
    >>> [inspections_needed(100, 5, 0.95, method=m) for m in ("exact", "iaea", "jaech")]
    [45, 46, 45]
    >>> inspections_needed(100, 1, 0.95)
    95
    """
    population = whole(population, "population", 1)
    violations = whole(violations, "violations", 1, population)
    beta = 1 - _decimal(number(confidence, "confidence", 0, 1))
    share = _decimal(number(identification, "identification", 0, 1))
    require_choice(method, METHODS, "method")
    if method == "jaech" and share != 1:
        raise StartlabError(
            f"identification is {identification!r}: it must be 1 for method 'jaech'"
        )
    caught = share * violations / population  # by one item, drawn with replacement
    if beta == 1:
        return 0
    if not share or (not beta and (share < 1 or (method == "binomial" and caught < 1))):
        raise StartlabError(
            f"confidence is {confidence!r}: it must be below 1 and identification above 0, "
            f"or method {method!r} never reaches it with identification {identification!r}"
        )
    if method == "exact" and not beta:
        return population - violations + 1
    if method == "binomial":
        if caught == 1:
            return 1
        size = math.log(beta) / math.log1p(-float(caught))
        return _round_up(size, lambda n: (1 - caught) ** n <= beta)
    if method == "exact":
        reaches = partial(_enough, population, violations, beta=beta, share=share)
        needed = 1 + bisect_left(range(1, population), True, key=reaches)
        possible = share == 1 or needed < population or reaches(population)
    else:
        # -expm1(log(beta)/d) is 1 - beta**(1/d) without the cancellation.
        part = -math.expm1(math.log(beta) / violations) if beta else 1.0
        items = Fraction(2 * population - (0 if method == "iaea" else violations - 1), 2) / share
        needed = _round_up(
            float(items) * part, lambda n: max(Fraction(0), 1 - n / items) ** violations <= beta
        )
        possible = needed <= population
    if not possible:
        raise StartlabError(
            f"confidence is {confidence!r}: it must be lower, as by method {method!r} not even all "
            f"{population} items reach it with identification {identification!r}"
        )
    return needed


class Stage(NamedTuple):
    """One state of Dresher's game: its value and both sides' optimal mixed strategies."""

    value: Fraction
    inspect: Fraction
    violate: Fraction


def inspection_game_value(periods: int, inspections: int) -> Fraction:
    r"""Value to the inspector of Dresher's inspection game, exact.

    .. math:: I(n,m) = \frac{I(n-1,m) + I(n-1,m-1)}{I(n-1,m) + 2 - I(n-1,m-1)}
              = -\binom{n-1}{m} \Big/ \sum_{i=0}^{m} \binom{n}{i}

    for n periods and m inspections left, with :math:`I(n,0) = -1` for :math:`n \ge 1` and
    :math:`I(n,m) = 0` for :math:`m \ge n`. A violation caught pays +1, one not caught -1, none 0.

    Source: Dresher, RAND RM-2972-ARPA (1962); solved in sums of binomial coefficients by von
    Stengel, *Mathematics of Operations Research* 41 (2016). Left out: a treaty partner who gains
    from being shown to comply (the game is zero-sum), false alarms, a second violation.

    Examples
    --------
    >>> inspection_game_value(4, 2)
    Fraction(-3, 11)
    """
    n = whole(periods, "periods")
    m = whole(inspections, "inspections")
    if m >= n:
        return Fraction(0)
    return Fraction(-math.comb(n - 1, m), sum(math.comb(n, i) for i in range(m + 1)))


def inspection_game_strategies(periods: int, inspections: int) -> dict[tuple[int, int], Stage]:
    r"""Optimal mixed strategies of both sides at every state the game can reach, exact.

    With :math:`u = I(n-1,m-1)` and :math:`v = I(n-1,m)` the stage game pays the inspector

    ==========  =====  =======
    .           legal  violate
    ==========  =====  =======
    inspect     u      +1
    stay away   v      -1
    ==========  =====  =======

    so the inspector inspects with :math:`(1+v)/(2+v-u)`, the inspectee violates with
    :math:`(v-u)/(2+v-u)`, and the value is :math:`(u+v)/(2+v-u)`. Where one side has several
    optimal strategies the plain one is given: violate at once when no inspection is left,
    inspect always when there are enough.

    The keys are ``(periods left, inspections left)``. Source and what is left out: see
    :func:`inspection_game_value`.

    Examples
    --------
    >>> inspection_game_strategies(3, 1)[3, 1]
    Stage(value=Fraction(-1, 2), inspect=Fraction(1, 4), violate=Fraction(1, 4))
    """
    start = whole(periods, "periods")
    most = whole(inspections, "inspections")
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
    """Announced probability of being caught that deters: inspector leadership.

    ``p* = D / (B + D)``, from ``(1 - p) D - p B <= 0``, exact if both arguments are Fractions.
    Announce at least this and hold to it, and legal behaviour is a best reply. If an inspection
    finds a violation only with probability P, compare P times the probability of inspecting.

    Parameters
    ----------
    gain : float or Fraction
        Inspectee's gain D from a violation that goes undetected, above 0 (utility).
    loss : float or Fraction
        Inspectee's loss B when caught, at least 0, same unit; being legal is worth 0.

    Notes
    -----
    Source: Maschler, *Naval Research Logistics Quarterly* 13 (1966); Avenhaus, von Stengel and
    Zamir, *Inspection games* (2002). Left out: an announcement that is not believed.

    Examples
    --------
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
    """Simultaneous-move equilibrium of the one-shot inspection game.

    Inspect with ``p* = D / (B + D)``, violate with ``q* = k / (c - a)``. Unlike leadership, the
    violation does not vanish: the inspector's own payoffs set how often it occurs.

    Parameters
    ----------
    gain, loss : float
        Inspectee: gain D if undetected, above 0; loss B if caught, above 0 (utility).
    cost : float
        Inspector's cost k of inspecting, above 0 and below ``undetected - caught`` (utility);
        paid whether or not the inspection finds anything.
    caught, undetected : float
        Inspector's loss a from a violation caught and c from one undetected (utility).

    Returns
    -------
    Equilibrium
        ``inspect`` and ``violate``, probabilities.

    Notes
    -----
    Source: Avenhaus, von Stengel and Zamir, *Inspection games* (2002). Left out: repetition,
    false alarms, an inspection that misses.

    Examples
    --------
    >>> inspection_equilibrium(1, 4, cost=1, caught=2, undetected=12)
    Equilibrium(inspect=0.2, violate=0.1)
    """
    number(gain, "gain", above=0)
    number(loss, "loss", above=0)
    number(caught, "caught")
    number(undetected, "undetected")
    number(cost, "cost", above=0)
    if cost >= undetected - caught:
        raise StartlabError(
            f"cost is {cost!r}: it must be below undetected - caught = {undetected - caught!r}, "
            "or the inspector never inspects"
        )
    return Equilibrium(gain / (gain + loss), cost / (undetected - caught))


def posterior(
    prior: float, detection: float, false_alarm: float, *, looks: int = 1, alarm: bool = True
) -> float:
    r"""Probability of a violation after an alarm, by Bayes' rule.

    .. math:: P(V \mid \text{alarm}) = \frac{\pi P_D}{\pi P_D + (1 - \pi) P_{FA}}

    With several independent looks the alarm is *at least one* look alarming:
    :math:`P_n = 1 - (1 - P)^n` for both probabilities. For n alarms in n looks, feed the result
    back as the next prior.

    Parameters
    ----------
    prior : float
        Probability of a violation before looking (dimensionless).
    detection : float
        Probability of an alarm in one look if there is a violation.
    false_alarm : float
        Probability of an alarm in one look if there is none.
    looks : int
        Number of independent looks, at least 1.
    alarm : bool
        True: an alarm was raised. False: all looks were quiet.

    Returns
    -------
    float
        Posterior probability of a violation.

    Notes
    -----
    Source: Avenhaus and Canty, *Compliance Quantified* (1996). Left out: looks that are not
    independent, and where the prior comes from; when small, it decides everything.

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
    happens = _any if alarm else _none
    seen_true, seen_false = happens(detection, looks), happens(false_alarm, looks)
    evidence = prior * seen_true + (1 - prior) * seen_false
    if not evidence:
        raise StartlabError(
            f"alarm is {alarm!r}: it must be {not alarm}, as this cannot happen with prior "
            f"{prior!r}, detection {detection!r} and false_alarm {false_alarm!r}"
        )
    return prior * seen_true / evidence


def _none(chance: float, looks: int) -> float:
    return (1 - chance) ** looks


def _any(chance: float, looks: int) -> float:
    return -math.expm1(looks * math.log1p(-chance)) if chance < 1 else 1.0


def simulate_inspections(
    population: int,
    violations: int,
    sample: int,
    years: int = 10_000,
    *,
    seed: int,
    identification: float = 1.0,
) -> float:
    """Share of simulated inspection years in which a violation is detected.

    Each year draws ``sample`` items without replacement. The share estimates P of
    :func:`detection_probability`, whose arguments these are, with standard error
    ``sqrt(P (1 - P) / years)``. Same seed, same result.

    Source: the sampling model of Avenhaus and Canty (1996), simulated. Left out: as for
    :func:`detection_probability`.

    Examples
    --------
    >>> abs(simulate_inspections(400, 40, 10, 20_000, seed=1) - 0.656) < 0.02
    True
    """
    population = whole(population, "population", 1, NUMPY_LIMIT - 1)
    violations = whole(violations, "violations", 0, population)
    sample = whole(sample, "sample", 0, population)
    years = whole(years, "years", 1)
    rng = np.random.default_rng(whole(seed, "seed"))
    number(identification, "identification", 0, 1)
    drawn = rng.hypergeometric(violations, population - violations, sample, years)
    if identification < 1:
        drawn = rng.binomial(drawn, identification)
    return int(np.count_nonzero(drawn)) / years


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

    The host brings two closed cups, the template's and the item's, and two buckets filled to
    ``total`` minus each cup. The *inspector* decides by a coin which cup goes into which
    bucket; then both must read ``total``. An honest host (``item == template``) always passes
    and the reading says nothing of the secret. Without noise a cheat passes only if the coin
    favours him: 1/2. With noise he does better if he fills the buckets otherwise, see
    :func:`zero_knowledge_best_buckets`.

    Parameters
    ----------
    template, item : int
        Marbles in each cup, 0 to ``total`` (marbles).
    buckets : tuple of int, optional
        Marbles that the host puts into the buckets, 0 to ``total``; by default ``total`` minus
        each cup, as the protocol says.
    total : int
        What each bucket must read, at least 1 (marbles).
    noise : bool
        True: every count is Poisson, as with detectors. An honest reading is then
        Poisson(total) whatever the secret, since preload and signal add.
    tolerance : float
        With noise, standard deviations ``sqrt(total)`` that still pass.
    rng, seed
        A ``random.Random`` to draw from, or a seed for a new one; give one of them.

    Returns
    -------
    Round
        ``readings`` and ``passed``.

    Notes
    -----
    Source: Glaser, Barak and Goldston, *Nature* 510 (2014) 497-502; Philippe and others, *Nature
    Communications* 7 (2016) 12890. A toy with abstract objects. It shows sameness, not what
    the template is; a host who breaks the protocol can leak his own secret.

    Examples
    --------
    >>> zero_knowledge_round(37, 37, seed=1)
    Round(readings=(100, 100), passed=True)
    """
    total = whole(total, "total", 1)
    template = whole(template, "template", 0, total)
    item = whole(item, "item", 0, total)
    number(tolerance, "tolerance", 0)
    filled = _filled(template, item, buckets, total)
    if rng is None:
        if seed is None:
            raise StartlabError("seed is None: it must be an integer of at least 0, or give rng")
        rng = random.Random(whole(seed, "seed"))
    cups = (template, item) if rng.random() < 0.5 else (item, template)
    if noise:
        first = _poisson(filled[0], rng) + _poisson(cups[0], rng)
        second = _poisson(filled[1], rng) + _poisson(cups[1], rng)
        margin = tolerance * math.sqrt(total)
    else:
        first, second = filled[0] + cups[0], filled[1] + cups[1]
        margin = 0.0
    return Round((first, second), abs(first - total) <= margin and abs(second - total) <= margin)


def _filled(
    template: int, item: int, buckets: tuple[int, int] | None, total: int
) -> tuple[int, int]:
    """Return what the host puts into the buckets: his own choice, or what the protocol says."""
    if buckets is None:
        return total - template, total - item
    first, second = (whole(bucket, "buckets", 0, total) for bucket in buckets)
    return first, second


def _poisson(mean: int, rng: random.Random) -> int:
    arrivals, clock = 0, rng.expovariate(1)
    while clock < mean:
        arrivals += 1
        clock += rng.expovariate(1)
    return arrivals


def zero_knowledge_readings(
    template: int, item: int, rounds: int, *, total: int = 100, noise: bool = False, seed: int
) -> Counter[Round]:
    """Distribution of what the inspector sees in many rounds, to measure secrecy and soundness.

    Secrecy: for an honest host the distribution is the same for every secret. Soundness: for a
    cheat the share that passes is 1/2 a round. The arguments, the source and what is left out are
    those of :func:`zero_knowledge_round`; the seed is that of the inspector's coin and the noise.

    Examples
    --------
    >>> honest = [zero_knowledge_readings(s, s, 50, seed=1) for s in (12, 80)]
    >>> honest[0] == honest[1]
    True
    """
    rounds = whole(rounds, "rounds", 1)
    rng = random.Random(whole(seed, "seed"))
    return Counter(
        zero_knowledge_round(template, item, total=total, noise=noise, rng=rng)
        for _ in range(rounds)
    )


def zero_knowledge_alarm(
    template: int,
    item: int,
    *,
    buckets: tuple[int, int] | None = None,
    total: int = 100,
    tolerance: float = 3.0,
) -> float:
    r"""Probability that one round with noise fails.

    .. math:: 1 - \tfrac{1}{2} [p(a+t)\,p(b+i) + p(a+i)\,p(b+t)],

    where *a* and *b* are the buckets, *t* and *i* the cups, and :math:`p(m)` is the probability
    that a Poisson count with mean *m* lies within the tolerance of ``total``.

    The arguments, the source and what is left out are those of :func:`zero_knowledge_round`. Also
    left out: a host who fills the buckets without any scatter, and an inspector who compares many
    rounds.

    Examples
    --------
    An honest host, a cheat who fills as the protocol says, and one who chooses the middle:

    >>> round(zero_knowledge_alarm(37, 37), 4), round(zero_knowledge_alarm(37, 17), 3)
    (0.0047, 0.136)
    >>> round(zero_knowledge_alarm(37, 17, buckets=(73, 73)), 3)
    0.04
    """
    total = whole(total, "total", 1)
    template, item = whole(template, "template", 0, total), whole(item, "item", 0, total)
    number(tolerance, "tolerance", 0)
    first, second = _filled(template, item, buckets, total)
    fits = partial(_fits, total=total, tolerance=tolerance)
    in_order = fits(first + template) * fits(second + item)
    exchanged = fits(first + item) * fits(second + template)
    return 1 - (in_order + exchanged) / 2


def zero_knowledge_best_buckets(
    template: int, item: int, *, total: int = 100, tolerance: float = 3.0
) -> tuple[int, int]:
    """Try all fillings of the two buckets for the one with which a cheat fails least often.

    The arguments are those of :func:`zero_knowledge_round`. Of fillings that are equally good the
    first in order is returned; a lottery over fillings cannot do better than the best of them.

    Examples
    --------
    >>> zero_knowledge_best_buckets(37, 17)
    (71, 71)
    >>> round(zero_knowledge_alarm(37, 17, buckets=(71, 71)), 3)
    0.038
    """
    total = whole(total, "total", 1)
    template, item = whole(template, "template", 0, total), whole(item, "item", 0, total)
    number(tolerance, "tolerance", 0)
    fits = partial(_fits, total=total, tolerance=tolerance)
    held = [(fits(bucket + template), fits(bucket + item)) for bucket in range(total + 1)]
    return max(
        ((first, second) for first in range(total + 1) for second in range(total + 1)),
        key=lambda pair: held[pair[0]][0] * held[pair[1]][1] + held[pair[0]][1] * held[pair[1]][0],
    )


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
    round, so no filling passes more than half. Source: Glaser, Barak and Goldston (2014). Left
    out: noise, and cups swapped unseen.

    Examples
    --------
    >>> zero_knowledge_soundness(5)
    Fraction(31, 32)
    """
    return 1 - Fraction(1, 2 ** whole(rounds, "rounds"))
