"""Games of reciprocal restraint, and Richardson's arms race.

Each side keeps the ceiling, C, or uploads, D. Payoffs are opinions; Fractions stay exact. Left out:
third parties, asymmetry, talking beforehand, and where a belief about the other side comes from.
"""

import math
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass
from fractions import Fraction
from itertools import combinations, product
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from startlab.checks import number, refusal, require_choice, require_class, require_sequence, whole
from startlab.errors import StartlabError

Payoff: TypeAlias = float | Fraction
History: TypeAlias = Sequence[str]
Strategy: TypeAlias = Callable[[History, History, random.Random], str]


@dataclass(frozen=True)
class Game:
    """A symmetric two-by-two game with moves C (restrain) and D (upload).

    Payoffs for D against C (temptation T), C against C (reward R), D against D (punishment P) and C
    against D (sucker S), in the letters of Axelrod (1984).

    >>> Game(T=5, R=3, P=1, S=0).payoff("D", "C")
    5
    """

    T: Payoff
    R: Payoff
    P: Payoff
    S: Payoff

    def __post_init__(self) -> None:
        for name in "TRPS":
            number(getattr(self, name), name)

    def payoff(self, own: str, other: str) -> Payoff:
        """Payoff of playing ``own`` against ``other``, each ``"C"`` or ``"D"``."""
        pair = require_choice(own, "CD", "own") + require_choice(other, "CD", "other")
        return {"CC": self.R, "CD": self.S, "DC": self.T, "DD": self.P}[pair]


AXELROD = Game(T=5, R=3, P=1, S=0)


def _payoffs(game: Game) -> tuple[Payoff, Payoff, Payoff, Payoff]:
    """Return T, R, P and S of what must be a game."""
    require_class(game, Game, "game")
    return game.T, game.R, game.P, game.S


def classify(game: Game) -> str:
    """Name of the game that the ordering of T, R, P and S makes, for one play.

    "other" where C is dominant yet P >= R, or a tie decides. Source: Jervis, *World Politics* 30
    (1978).

    >>> classify(Game(T=5, R=3, P=1, S=0)), classify(Game(T=3, R=4, P=2, S=0))
    ("prisoner's dilemma", 'stag hunt')
    """
    T, R, P, S = _payoffs(game)
    orderings = {
        "prisoner's dilemma": T > R > P > S,  # D dominant, both prefer (C, C)
        "deadlock": T > R and P > S and P > R,  # D dominant, both prefer (D, D)
        "harmony": R > T and S > P and R > P,  # C dominant, both prefer (C, C)
        "stag hunt": R > T >= P > S,  # two equilibria, (C, C) better
        "chicken": T > R > S > P,  # two equilibria, one side yields
        "coordination": R > T and P > S,  # the other orderings with these best replies
        "anti-coordination": T > R and S > P,
    }
    return next((name for name, fits in orderings.items() if fits), "other")


def pure_equilibria(game: Game) -> list[tuple[str, str]]:
    """Pairs of moves from which neither side gains by changing alone, weak ones included.

    >>> pure_equilibria(Game(T=3, R=4, P=2, S=0))
    [('C', 'C'), ('D', 'D')]
    """
    pay, other = require_class(game, Game, "game").payoff, {"C": "D", "D": "C"}
    return [
        (a, b)
        for a, b in product("CD", repeat=2)
        if pay(a, b) >= pay(other[a], b) and pay(b, a) >= pay(other[b], a)
    ]


def mixed_equilibrium(game: Game) -> Payoff | None:
    """Probability of C in the equilibrium where both sides mix: (P - S) / ((R - T) + (P - S)).

    None where no such equilibrium exists, or every mix is one (R = T and P = S).

    >>> mixed_equilibrium(Game(T=4, R=3, P=0, S=1))
    0.5
    """
    T, R, P, S = _payoffs(game)
    if (R - T) * (P - S) <= 0:
        return None
    return (P - S) / ((R - T) + (P - S))


def assurance_threshold(game: Game) -> Payoff:
    """Belief in the other's restraint above which restraint is the better reply.

    As in `mixed_equilibrium`; the game must have R > T and P > S. Source: Jervis (1978).

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
    r"""Smallest discount factor a period, 0 to 1, at which a threat keeps both sides restrained.

    .. math:: \delta_{min} = \left(\frac{T-R}{T-P}\right)^{1/(L+1)} \quad\text{(grim trigger)},
       \qquad \delta_{min} = \max\left[\frac{T-R}{T-P}, \frac{T-R}{R-S}\right]^{1/(L+1)}
       \quad\text{(tit for tat)}.

    A defection pays T for L + 1 periods: the one in which it happens and L more unseen. Source:
    Axelrod (1984) without lag. For tit for tat it is the condition of a Nash equilibrium. Left
    out: false alarms, and detection that is not certain.

    The game is a prisoner's dilemma, T > R > P > S, or has R >= T, in which nothing tempts.

    >>> [round(sustainable_discount(Game(T=5, R=3, P=1, S=0), lag), 3) for lag in (0, 1, 3)]
    [0.5, 0.707, 0.841]
    """
    lag = whole(lag, "lag")
    require_choice(strategy, ("grim trigger", "tit for tat"), "strategy")
    T, R, P, S = _payoffs(game)
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


def tournament(
    strategies: Sequence[str | Strategy],
    rounds: int,
    *,
    game: Game = AXELROD,
    seed: int = 0,
) -> pd.DataFrame:
    """Round robin of repeated games: every entry meets every other, and its own twin.

    Source: Axelrod (1984). Left out: noise and an unknown end.

    Parameters
    ----------
    strategies : sequence of str or callable
        Names from ``STRATEGIES``, or functions of (own moves, other's moves, ``random.Random``)
        that return ``"C"`` or ``"D"``.
    rounds, game, seed : int, Game, int
        Moves in each game, payoffs of one move, and a seed for entries that draw at random.

    Returns
    -------
    pandas.DataFrame
        `strategy`, `score`, `average` (score a move), best first, equals in the order of entry.

    Examples
    --------
    >>> tournament(["always defect", "tit for tat"], 200).values.tolist()
    [['tit for tat', 799, 1.9975], ['always defect', 404, 1.01]]
    """
    rounds = whole(rounds, "rounds", 1)
    rng = random.Random(whole(seed, "seed"))
    require_class(game, Game, "game")
    given = require_sequence(strategies, "strategies")
    if not given:
        raise refusal("strategies", strategies, "a sequence of at least one")
    entries = [
        entry if callable(entry) else STRATEGIES[require_choice(entry, STRATEGIES, "strategy")]
        for entry in given
    ]
    scores: list[Payoff] = [0] * len(entries)
    for i, j in combinations(range(len(entries)), 2):
        first, second = _match(entries[i], entries[j], rounds, game, rng)
        scores[i] += first
        scores[j] += second
    for i, entry in enumerate(entries):
        scores[i] += _match(entry, entry, rounds, game, rng)[0]
    table = pd.DataFrame({
        "strategy": [e if isinstance(e, str) else getattr(e, "__name__", repr(e))
                     for e in given],
        "score": scores,
        "average": [float(score / (rounds * len(entries))) for score in scores],
    })  # fmt: skip
    return table.sort_values("score", ascending=False, kind="stable", ignore_index=True)


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
    """Richardson's arms race: ``dx/dt = k y - alpha x + g``, ``dy/dt = l x - beta y + h``.

    Source: Richardson, *Arms and Insecurity* (1960). Left out: budgets, technology, third
    parties, and that levels cannot fall below zero.

    Defence `k` and `l` are reactions to the other's level, fatigue `alpha` and `beta` the drag of
    one's own, all at least 0 (1/yr); `g` and `h` are grievance if positive, goodwill if negative
    (units of level per yr).

    >>> race = richardson(k=1, l=1, alpha=2, beta=2, g=1, h=1)
    >>> race.equilibrium, race.eigenvalues, race.stable
    ((1.0, 1.0), (-1.0, -3.0), True)
    """

    k: float
    l: float  # noqa: E741 - Richardson's letter
    alpha: float
    beta: float
    g: float
    h: float

    def __post_init__(self) -> None:
        for name in ("k", "l", "alpha", "beta", "g", "h"):
            number(getattr(self, name), name, *([0] if name not in "gh" else []))

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
        return [self.at(time, x0, y0) for time in require_sequence(times, "times")]


def _exponential(matrix: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the exponential of a matrix: its power series for a small step, squared up.

    Eigenvectors would not do: where both growth rates are the same there may be only one.
    """
    halvings = max(0, math.frexp(float(np.abs(matrix).sum()))[1] + 1)
    result = term = np.eye(len(matrix))
    for n in range(1, 18):
        term = term @ matrix / (n * 2**halvings)
        result = result + term
    for _ in range(halvings):
        result = result @ result
    return result


richardson = ArmsRace
