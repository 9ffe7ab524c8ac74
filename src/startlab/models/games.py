"""Games of reciprocal restraint, and Richardson's arms race.

Each side keeps the ceiling, C, or uploads, D. Payoffs are ordinal opinions: argue about which
ordering fits before computing anything.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass
from fractions import Fraction
from itertools import combinations, product
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from startlab.checks import number, refusal, require_choice, whole
from startlab.errors import StartlabError

__all__ = [
    "STRATEGIES",
    "ArmsRace",
    "Game",
    "Standing",
    "assurance_threshold",
    "classify",
    "mixed_equilibrium",
    "pure_equilibria",
    "richardson",
    "risk_dominant",
    "sustainable_discount",
    "tournament",
]

Payoff: TypeAlias = float | Fraction
History: TypeAlias = Sequence[str]
Strategy: TypeAlias = Callable[[History, History, random.Random], str]


@dataclass(frozen=True)
class Game:
    """A symmetric two-by-two game with moves C (restrain) and D (upload).

    Attributes
    ----------
    T, R, P, S : float or Fraction
        Payoffs to the row player: T for D against C (temptation), R for C against C (reward), P for
        D against D (punishment), S for C against D (sucker), in one unit of utility. With
        Fractions every threshold comes out exact.

    Notes
    -----
    Source of the letters: Axelrod, *The Evolution of Cooperation* (1984). Left out: third
    parties, asymmetry, and states that are not of one mind.

    Examples
    --------
    >>> Game(T=5, R=3, P=1, S=0).payoff("D", "C")
    5
    """

    T: Payoff
    R: Payoff
    P: Payoff
    S: Payoff

    def __post_init__(self) -> None:
        """Refuse payoffs that are not finite numbers."""
        for name in "TRPS":
            number(getattr(self, name), name)

    def payoff(self, own: str, other: str) -> Payoff:
        """Payoff of playing ``own`` against ``other``, each ``"C"`` or ``"D"``."""
        pair = require_choice(own, "CD", "own") + require_choice(other, "CD", "other")
        return {"CC": self.R, "CD": self.S, "DC": self.T, "DD": self.P}[pair]


AXELROD = Game(T=5, R=3, P=1, S=0)


def classify(game: Game) -> str:
    """Name of the game that the ordering of T, R, P and S makes.

    ==================  ===================  ===========================================
    name                ordering             what rules it
    ==================  ===================  ===========================================
    prisoner's dilemma  T > R > P > S        D dominant, both prefer (C, C)
    deadlock            T > R, P > S, P > R  D dominant, both prefer (D, D)
    harmony             R > T, S > P, R > P  C dominant, both prefer (C, C)
    stag hunt           R > T >= P > S       two equilibria, (C, C) better
    chicken             T > R > S > P        two equilibria, one side yields
    coordination        R > T, P > S         the other orderings with those best replies
    anti-coordination   T > R, S > P         the other orderings with those best replies
    other               all the rest         C dominant yet P >= R, or a tie that decides
    ==================  ===================  ===========================================

    Source: Jervis, *World Politics* 30 (1978), for the contrast of dilemma and stag hunt. The
    name speaks of one play; that repeated play prefers (C, C) to taking turns needs 2 R > T + S
    too. Left out: asymmetric games.

    Examples
    --------
    >>> classify(Game(T=5, R=3, P=1, S=0)), classify(Game(T=3, R=4, P=2, S=0))
    ("prisoner's dilemma", 'stag hunt')
    """
    T, R, P, S = game.T, game.R, game.P, game.S
    orderings = {
        "prisoner's dilemma": T > R > P > S,
        "deadlock": T > R and P > S and P > R,
        "harmony": R > T and S > P and R > P,
        "stag hunt": R > T >= P > S,
        "chicken": T > R > S > P,
        "coordination": R > T and P > S,
        "anti-coordination": T > R and S > P,
    }
    return next((name for name, fits in orderings.items() if fits), "other")


def pure_equilibria(game: Game) -> list[tuple[str, str]]:
    """Pairs of moves from which neither side gains by changing alone.

    Weak equilibria are included, in the order CC, CD, DC, DD. Source: Nash, *Annals of
    Mathematics* 54 (1951). Left out: how the sides come to agree on one.

    Examples
    --------
    >>> pure_equilibria(Game(T=3, R=4, P=2, S=0))
    [('C', 'C'), ('D', 'D')]
    """
    pay, other = game.payoff, {"C": "D", "D": "C"}
    return [
        (a, b)
        for a, b in product("CD", repeat=2)
        if pay(a, b) >= pay(other[a], b) and pay(b, a) >= pay(other[b], a)
    ]


def mixed_equilibrium(game: Game) -> Payoff | None:
    r"""Probability of C in the equilibrium where both sides mix.

    .. math:: p = \frac{P - S}{(R - T) + (P - S)}

    It lies between 0 and 1; None where no such equilibrium exists or every mix is one (R = T and
    P = S). Source: Nash (1951). Left out: why a state would throw dice.

    Examples
    --------
    >>> mixed_equilibrium(Game(T=4, R=3, P=0, S=1))
    0.5
    """
    if (game.R - game.T) * (game.P - game.S) <= 0:
        return None
    return (game.P - game.S) / ((game.R - game.T) + (game.P - game.S))


def risk_dominant(game: Game) -> str | None:
    """Which of (C, C) and (D, D) is the safer of the two equilibria.

    (C, C) is risk-dominant, ``"C"``, if R - T > P - S: what a lone deviation from it costs is
    more. A tie is ``"neither"``; None if not both are strict equilibria. Source: Harsanyi and
    Selten, *A General Theory of Equilibrium Selection in Games* (1988). Left out: talking
    beforehand, and any way to verify what was said.

    Examples
    --------
    >>> risk_dominant(Game(T=3, R=4, P=2, S=0))
    'D'
    """
    from_c, from_d = game.R - game.T, game.P - game.S
    if from_c <= 0 or from_d <= 0:
        return None
    return "neither" if from_c == from_d else "C" if from_c > from_d else "D"


def assurance_threshold(game: Game) -> Payoff:
    r"""Belief in the other's restraint above which restraint is the better reply.

    .. math:: p^* = \frac{P - S}{(R - T) + (P - S)}

    The game must have R > T and P > S; any other is refused. Source: Schelling, *The Strategy of
    Conflict* (1960); Jervis (1978). Left out: where the belief comes from; inspections are one
    answer.

    Examples
    --------
    >>> assurance_threshold(Game(T=Fraction(3), R=Fraction(4), P=Fraction(2), S=Fraction(0)))
    Fraction(2, 3)
    """
    threshold = mixed_equilibrium(game)
    if threshold is None or game.R <= game.T:
        raise StartlabError(
            f"game is {game} ({classify(game)}): it must have R > T and P > S, or the best move "
            "does not turn on belief that way"
        )
    return threshold


def sustainable_discount(game: Game, lag: int = 0, *, strategy: str = "grim trigger") -> Payoff:
    r"""Smallest discount factor at which a threat keeps both sides restrained.

    A defection is answered in the next period if ``lag = 0``, the textbook case; with lag L it
    goes unseen for L periods more, so that it pays T for L + 1 periods. Then

    .. math:: \delta_{min} = \left(\frac{T-R}{T-P}\right)^{1/(L+1)} \quad\text{(grim trigger)},
       \qquad \delta_{min} = \max\left[\frac{T-R}{T-P}, \frac{T-R}{R-S}\right]^{1/(L+1)}
       \quad\text{(tit for tat)}.

    Grim trigger: restraint is worth R/(1 - d), defection
    (T (1 - d^(L+1)) + P d^(L+1))/(1 - d). Tit for tat with lag L answers the move of L + 1
    periods ago, so play splits into L + 1 separate games, each with factor d^(L+1).
    Where lag counts the *whole* delay k until the answer, as in some texts, k = L + 1.

    Parameters
    ----------
    game : Game
        A prisoner's dilemma, T > R > P > S, or a game with R >= T (utility).
    lag : int
        Periods a defection goes unseen beyond the one in which it happens, at least 0.
    strategy : {"grim trigger", "tit for tat"}
        The threat; ``"grim"`` is taken too.

    Returns
    -------
    float or Fraction
        Discount factor per period, 0 to 1; 0 if R >= T, when nothing tempts.

    Raises
    ------
    StartlabError
        For a game in which no threat of this kind can work.

    Notes
    -----
    Source: Axelrod, *The Evolution of Cooperation* (1984), without lag; the lag is derived above.
    For tit for tat the condition is that of a Nash equilibrium, not of subgame perfection. Left
    out: false alarms, and detection that is not certain.

    Examples
    --------
    Verification that shortens the lag widens what can be sustained:

    >>> [round(sustainable_discount(Game(T=5, R=3, P=1, S=0), lag), 3) for lag in (0, 1, 3)]
    [0.5, 0.707, 0.841]
    """
    lag = whole(lag, "lag")
    require_choice(strategy, ("grim trigger", "grim", "tit for tat"), "strategy")
    T, R, P, S = game.T, game.R, game.P, game.S
    if R >= T:
        return 0.0
    if not T > R > P > S:
        raise StartlabError(
            f"game is {game} ({classify(game)}): it must have T > R > P > S or R >= T"
        )
    ratio = (T - R) / (T - P)
    if strategy == "tit for tat":
        ratio = max(ratio, (T - R) / (R - S))
    if ratio >= 1:
        raise StartlabError(
            f"game is {game}: it must have 2 R > T + S, or taking turns beats restraint"
        )
    return ratio if lag == 0 else float(ratio) ** (1 / (lag + 1))


# Each strategy sees its own moves, the other's, and a generator of random numbers.
STRATEGIES: dict[str, Strategy] = {
    "always cooperate": lambda own, other, rng: "C",
    "always defect": lambda own, other, rng: "D",
    "alternator": lambda own, other, rng: "CD"[len(own) % 2],
    "grim trigger": lambda own, other, rng: "D" if "D" in other else "C",
    "random": lambda own, other, rng: rng.choice("CD"),
    "suspicious tit for tat": lambda own, other, rng: other[-1] if other else "D",
    "tit for tat": lambda own, other, rng: other[-1] if other else "C",
    "tit for two tats": lambda own, other, rng: "D" if list(other[-2:]) == ["D", "D"] else "C",
    "win-stay lose-shift": lambda own, other, rng: "C" if own[-1:] == other[-1:] else "D",
}


class Standing(NamedTuple):
    """One entry's result: its name, total score and average score per move."""

    name: str
    score: Payoff
    average: float


def tournament(
    strategies: Sequence[str | Strategy],
    rounds: int,
    *,
    game: Game = AXELROD,
    twins: bool = True,
    seed: int = 0,
) -> list[Standing]:
    """Round robin of repeated games: every entry meets every other, and its own twin.

    Parameters
    ----------
    strategies : sequence of str or callable
        Names from ``STRATEGIES``, repeats allowed, or functions of (own moves, other's moves,
        ``random.Random``) that return ``"C"`` or ``"D"``. At least one.
    rounds : int
        Moves in each game, at least 1.
    game : Game
        Payoffs of one move; Axelrod's 5, 3, 1, 0 unless given.
    twins : bool
        Whether each entry also meets a copy of itself, as in Axelrod's tournaments.
    seed : int
        Seed for entries that draw at random.

    Returns
    -------
    list of Standing
        Highest score first; equal scores stay in the order of entry.

    Raises
    ------
    StartlabError
        For an unknown name, no entries, or a move that is neither C nor D.

    Notes
    -----
    Source: Axelrod, *The Evolution of Cooperation* (1984). Who wins depends on the design:
    Rapoport, Seale and Colman, *PLoS ONE* 10 (2015). Left out: noise and an unknown end.

    Examples
    --------
    >>> field = ["always defect", "tit for tat", "tit for tat"]
    >>> [(s.name, s.score) for s in tournament(field, 200)]
    [('tit for tat', 1399), ('tit for tat', 1399), ('always defect', 608)]
    """
    rounds = whole(rounds, "rounds", 1)
    rng = random.Random(whole(seed, "seed"))
    if isinstance(strategies, str) or not strategies:
        raise refusal("strategies", strategies, "a sequence of at least one")
    entries = [
        entry if callable(entry) else STRATEGIES[require_choice(entry, STRATEGIES, "strategy")]
        for entry in strategies
    ]
    scores: list[Payoff] = [0] * len(entries)
    for i, j in combinations(range(len(entries)), 2):
        first, second = _match(entries[i], entries[j], rounds, game, rng)
        scores[i] += first
        scores[j] += second
    for i, entry in enumerate(entries if twins else ()):
        scores[i] += _match(entry, entry, rounds, game, rng)[0]
    moves = rounds * (len(entries) - 1 + twins)
    names = [e if isinstance(e, str) else str(getattr(e, "__name__", repr(e))) for e in strategies]
    table = [
        Standing(name, score, float(score / moves) if moves else 0.0)
        for name, score in zip(names, scores, strict=True)
    ]
    return sorted(table, key=lambda standing: -standing.score)


def _match(
    first: Strategy, second: Strategy, rounds: int, game: Game, rng: random.Random
) -> tuple[Payoff, Payoff]:
    """Play one game and add up both scores."""
    ours: list[str] = []
    theirs: list[str] = []
    for _ in range(rounds):
        own, other = first(ours, theirs, rng), second(theirs, ours, rng)
        ours.append(own)
        theirs.append(other)
    return sum(map(game.payoff, ours, theirs)), sum(map(game.payoff, theirs, ours))


@dataclass(frozen=True)
class ArmsRace:
    """Richardson's two linear equations; build it with :func:`richardson`."""

    k: float
    l: float  # noqa: E741 - Richardson's letter
    alpha: float
    beta: float
    g: float
    h: float

    @property
    def determinant(self) -> float:
        """``alpha beta - k l`` (1/yr^2), zero where rounding cannot tell it from zero."""
        fatigue, defence = self.alpha * self.beta, self.k * self.l
        gap = fatigue - defence
        return 0.0 if abs(gap) <= 1e-15 * max(fatigue, defence) else gap

    @property
    def eigenvalues(self) -> tuple[float, float]:
        """Growth rates of the two modes, larger first (1/yr); always real."""
        spread = math.hypot(self.alpha - self.beta, 2 * math.sqrt(self.k * self.l))
        lower = -(self.alpha + self.beta + spread) / 2
        # The product is the determinant: adding the spread would cancel near a singular race.
        return (max(lower, self.determinant / lower) if lower else 0.0, lower)

    @property
    def stable(self) -> bool:
        """Whether ``alpha beta > k l``: every course ends at the equilibrium."""
        return self.determinant > 0

    @property
    def equilibrium(self) -> tuple[float, float] | None:
        """Levels that stay as they are; None where ``alpha beta = k l`` leaves none or a line."""
        if not self.determinant:
            return None
        return (
            (self.k * self.h + self.beta * self.g) / self.determinant,
            (self.l * self.g + self.alpha * self.h) / self.determinant,
        )

    def at(self, time: float, x0: float, y0: float) -> tuple[float, float]:
        """Levels after ``time`` years from ``(x0, y0)``."""
        number(time, "time", 0)
        number(x0, "x0")
        number(y0, "y0")
        growth = self.eigenvalues[0]
        if growth * time > 700:
            raise refusal(
                "time", time, f"below {700 / growth:.4g}, or this race outgrows floating point"
            )
        k, l, alpha, beta, g, h = map(float, astuple(self))  # noqa: E741
        # With a third level that is always 1 the equations are one matrix.
        matrix = np.array([[-alpha, k, g], [l, -beta, h], [0, 0, 0]])
        x, y, _ = _exponential(matrix * float(time)) @ (float(x0), float(y0), 1.0)
        return float(x), float(y)

    def trajectory(self, times: Iterable[float], x0: float, y0: float) -> list[tuple[float, float]]:
        """Levels at each of ``times`` (years after the start at ``(x0, y0)``)."""
        return [self.at(time, x0, y0) for time in times]


def _exponential(matrix: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the exponential of a matrix: its power series for a small step, squared up."""
    size = float(np.abs(matrix).sum())
    halvings = max(0, math.frexp(size)[1] + 1)
    step = matrix / 2**halvings
    result = term = np.eye(len(matrix))
    for n in range(1, 18):
        term = term @ step / n
        result = result + term
    for _ in range(halvings):
        result = result @ result
    return result


def richardson(
    k: float,
    l: float,  # noqa: E741 - Richardson's letter
    alpha: float,
    beta: float,
    g: float,
    h: float,
) -> ArmsRace:
    r"""Richardson's arms race.

    .. math:: \dot x = k y - \alpha x + g, \qquad \dot y = l x - \beta y + h

    Equilibrium :math:`x^* = (kh + \beta g)/(\alpha\beta - kl)`, :math:`y^* = (lg + \alpha
    h)/(\alpha\beta - kl)`; growth rates :math:`\lambda = \frac12[-(\alpha+\beta) \pm
    \sqrt{(\alpha-\beta)^2 + 4kl}]`; stable if and only if :math:`\alpha\beta > kl`.

    Parameters
    ----------
    k, l : float
        Defence: reaction to the other's level, at least 0 (1/yr).
    alpha, beta : float
        Fatigue: drag of one's own level, at least 0 (1/yr).
    g, h : float
        Grievance if positive, goodwill if negative (units of level per yr).

    Returns
    -------
    ArmsRace
        With ``equilibrium``, ``eigenvalues``, ``stable``, ``at(time, x0, y0)`` and
        ``trajectory(times, x0, y0)``.

    Notes
    -----
    Source: Richardson, *Generalized Foreign Politics* (1939) and *Arms and Insecurity* (1960).
    Left out: budgets, technology, third parties, and that levels cannot fall below zero. A
    good fit to a few years is no forecast.

    Examples
    --------
    >>> race = richardson(k=1, l=1, alpha=2, beta=2, g=1, h=1)
    >>> race.equilibrium, race.eigenvalues, race.stable
    ((1.0, 1.0), (-1.0, -3.0), True)
    """
    for name, value in (("k", k), ("l", l), ("alpha", alpha), ("beta", beta)):
        number(value, name, 0)
    return ArmsRace(k, l, alpha, beta, number(g, "g"), number(h, "h"))
