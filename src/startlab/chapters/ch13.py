"""Chapter 13, what could each side gain from restraint: its rows, widgets and exercises."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from startlab.checks import number, refusal, require_choice, whole
from startlab.exercises import exercise, stated
from startlab.figures import marks, play
from startlab.models.games import (
    AXELROD,
    STRATEGIES,
    Game,
    classify,
    pure_equilibria,
    sustainable_discount,
    tournament,
)

SOURCE = "Model of two sides; payoffs are the reader's assumptions."
DILEMMA = Game(T=5, R=4, P=2, S=0)
MOVES = {"C": "keep", "D": "upload"}
LETTERS = {"CC": "R, reward", "CD": "S, sucker", "DC": "T, temptation", "DD": "P, punishment"}
RULES = {"always cooperate": "always keep", "always defect": "always upload"}
KEEP, UPLOAD, TAT = "always cooperate", "always defect", "tit for tat"
LONGEST_LAG = 6
RIVALS = (TAT, "grim trigger", KEEP, UPLOAD, "win-stay lose-shift")
SLIPS = {"It never slips": Fraction(0), "Once in 10": Fraction(1, 10), "Once in 4": Fraction(1, 4)}
LONG = 100  # half-years in which a rule shows what it is worth


def outcomes(game: Game) -> pd.DataFrame:
    """Return the four outcomes of a game, those framed from which neither side would move."""
    if not isinstance(game, Game):
        raise refusal("game", game, "a Game, as Game(T=5, R=4, P=2, S=0)")
    stable = pure_equilibria(game)
    rows = []
    for own, other in ("CC", "CD", "DC", "DD"):
        both = f"{game.payoff(own, other):g} and {game.payoff(other, own):g}"
        text = f"{both}\nyours: {LETTERS[own + other]}"
        framed = (own, other) in stable
        rows.append((f"You {MOVES[own]}", f"The other {MOVES[other]}s", text, framed))
    table = pd.DataFrame(rows, columns=["row", "column", "text", "framed"])
    return table.assign(colour=table.framed.map({True: "third", False: "ink"}), bold=table.framed)


def payoff_matrix(T: float = 5, S: float = 0, R: float = 4, P: float = 2) -> Figure:
    """Draw the four outcomes of the game, with the kind of game and its equilibria.

    The payoffs: T to a side that uploads while the other keeps the limits, S to the other; R to
    each if both keep, P if both upload.

    >>> payoff_matrix(3, 0).get_label()
    'T = 3, R = 4, P = 2, S = 0: stag hunt. Equilibria: both keep; both upload.'
    """
    game = Game(T=T, R=R, P=P, S=S)
    ties = " and between ".join(["T and R"] * (T == R) + ["P and S"] * (P == S))
    kind = f"a tie between {ties}" if ties else classify(game)
    stable = pure_equilibria(game)
    found = {"both keep": ("C", "C"), "both upload": ("D", "D"), "one keeps alone": ("C", "D")}
    names = [outcome for outcome, pair in found.items() if pair in stable]
    return marks.grid(
        outcomes(game),
        title=kind[0].upper() + kind[1:],
        units="Payoff to you, then to the other side; a frame marks an equilibrium",
        source=SOURCE,
        row_step=0.75,
        says=f"T = {T:g}, R = {R:g}, P = {P:g}, S = {S:g}: {kind}. "
        f"Equilibri{'um' if len(stable) == 1 else 'a'}: {'; '.join(names)}.",
    )


def patience_curve(T: float = 5, lag: int = 0, R: float = 4, P: float = 2, S: float = 0) -> Figure:
    """Draw the least discount factor that holds both sides, by the lag of detection.

    An upload goes unseen for `lag` periods (0 to 6) beyond the one in which it happens. The
    payoffs, as in `payoff_matrix`, are those of a prisoner's dilemma with 2 R > T + S.

    >>> patience_curve(7, 1).get_label()
    'T = 7, lag 1: each side must give the next period a weight of at least 0.77 under grim
    trigger and 0.87 under tit for tat. With no lag 0.60 and 0.75 would do.'
    """
    whole(lag, "lag", 0, LONGEST_LAG)
    game, lags = Game(T=T, R=R, P=P, S=S), range(LONGEST_LAG + 1)
    grim, tat = (
        [float(sustainable_discount(game, n, strategy=threat)) for n in lags]
        for threat in ("grim trigger", TAT)
    )
    rows = [
        pd.DataFrame({"line": "grim trigger", "x": lags, "y": grim, "colour": "third"}),
        pd.DataFrame({"line": TAT, "x": lags, "y": tat, "colour": "limit", "look": "dashed"}),
    ]
    if grim == tat:
        least, before = f"{grim[lag]:.2f}", f"{grim[0]:.2f}"
        told = f"{least}, under grim trigger as under tit for tat."
    else:
        least, before = (f"{grim[n]:.2f} and {tat[n]:.2f}" for n in (lag, 0))
        told = f"{grim[lag]:.2f} under grim trigger and {tat[lag]:.2f} under tit for tat."
    return marks.lines(
        pd.concat(rows).fillna({"look": "solid"}).assign(dot=lambda lines: lines.x == lag),
        across=[marks.Rule(f"at least {least}", x=lag, colour="muted", look="dotted")],
        x=(-0.3, LONGEST_LAG + 0.3),
        y=(0, 1.12),
        x_name="periods that an upload goes unseen",
        title=f"How patient must both be? T = {T:g}, lag {lag}",
        units="Least discount factor",
        source=SOURCE,
        says=f"T = {T:g}, lag {lag}: each side must give the next period a weight of at least "
        + told + (f" With no lag {before} would do." if lag else ""),
    )  # fmt: skip


def mistakes(rule: str = TAT, slip: float = 0) -> Figure:
    """Draw what a rule scores against each of the five rivals where both sides slip at times.

    `rule` is one of `RIVALS`; `slip` is the chance that a side does what its rule does not say.

    >>> mistakes("tit for tat", 0.01).get_label().split(". ")[1]
    'Against a copy of itself it scores 3.23 a half-year, against all five 3.04 on average.'
    """
    scores = {rival: average_score(rule, rival, slip) for rival in RIVALS}
    name = RULES.get(rule, rule)
    mean = sum(scores.values()) / len(scores)
    often = f"one slip in {1 / slip:.0f} moves" if slip else "no slips"
    rows = [(RULES.get(rival, rival), score, "muted") for rival, score in scores.items()]
    table = pd.DataFrame(
        [*rows, ("all five", mean, "third")], columns=["words", "number", "colour"]
    )
    return marks.bars(
        table.assign(label=table.number.map("{:.2f}".format)),
        x=(0, 6.2),
        beside=True,
        title=f"{name.capitalize()}, {often}",
        units=f"Average payoff a half-year against each rival, over {LONG} half-years",
        source=SOURCE,
        says=f"{name.capitalize()}, {often}. Against a copy of itself it scores "
        f"{scores[rule]:.2f} a half-year, against all five {mean:.2f} on average.",
    )


def average_score(rule: str, rival: str, slip: float = 0, rounds: int = LONG) -> float:
    """Return the expected payoff a half-year of a rule against a rival, if both slip at times.

    Both are of `RIVALS`, which look back at one move, or ask whether there ever was an upload.

    >>> round(average_score("tit for tat", "always defect", 0, 10), 3)
    1.8
    """
    require_choice(rule, RIVALS, "rule")
    require_choice(rival, RIVALS, "rival")
    number(slip, "slip", 0, 1)
    whole(rounds, "rounds", 1)
    chances, total, luck = {("", ""): 1.0}, 0.0, random.Random(0)
    for _ in range(rounds):
        after: dict[tuple[str, str], float] = {}
        for (ours, theirs), p in chances.items():
            meant = STRATEGIES[rule](ours, theirs, luck), STRATEGIES[rival](theirs, ours, luck)
            for own, other in product("CD", repeat=2):
                share = p * math.prod(
                    slip if m != w else 1 - slip for m, w in zip((own, other), meant, strict=True)
                )
                total += share * float(DILEMMA.payoff(own, other))
                key = _remember(ours, own), _remember(theirs, other)
                after[key] = after.get(key, 0.0) + share
        chances = after
    return total / rounds


def _remember(moves: str, last: str) -> str:
    """Keep all that a rule here looks at: the last move, and whether there ever was an upload."""
    return ("D" if "D" in moves else "") + last


def name_the_rule(rounds: int = 10) -> play.Game:
    """Return the repeated dilemma against a rule that is drawn, and to be named in the end.

    The reader first says how often the other side slips: does what its rule does not say.

    >>> [end.points for end in name_the_rule().replay(4, ["It never slips", "Keep", "Keep"])]
    [0, 0, 4, 8]
    """
    whole(rounds, "rounds", 1)
    says = "Before you begin: how often does the other side slip, and do what it did not mean?"
    each = Fraction(1, len(RIVALS))
    drawn = "Its rule is drawn, and hidden from you."
    start = {label: [(each, f"{r} {label}  ", 0, drawn) for r in RIVALS] for label in SLIPS}
    states = {"start": play.State(says, start, _last_round(""))}
    waiting = [(rule, label, "", "") for rule in RIVALS for label in SLIPS]
    says = f"Half-year {{done}} of {rounds}; you have {{points}} points. What do you do?"
    while waiting:
        rule, label, theirs, ours = waiting.pop()
        name = f"{rule} {label} {theirs} {ours}"
        if name not in states:
            moves = _half_year(rule, label, theirs, ours)
            picture = _last_round(ours[-1:] + theirs)
            states[name] = play.State(says, moves, picture, f"{rule}: name it")
            reached = (to for outcomes in moves.values() for _, to, *_ in outcomes)
            waiting += [(rule, label, *to.rsplit(" ", 2)[1:]) for to in reached]
    says = f"{rounds} half-years are over, and you have {{points}} points. Which rule was it?"
    for rule in RIVALS:
        wrong = [(1, "end", 0, f"No: it was {RULES.get(rule, rule)}.")]
        guesses = {RULES.get(guess, guess).capitalize(): wrong for guess in RIVALS}
        guesses[RULES.get(rule, rule).capitalize()] = [(1, "end", 5, "Right: five points more.")]
        states[f"{rule}: name it"] = play.State(says, guesses, _last_round(""))
    states["end"] = play.State("You end with {points} points.", {}, _last_round(""))
    return play.Game("name-the-rule", states, rounds + 1)


def _half_year(rule: str, label: str, theirs: str, ours: str) -> dict[str, list[play.Outcome]]:
    """Return both moves after a history, each with what the rule says and with its slip."""
    meant = STRATEGIES[rule](theirs, ours, random.Random(0))
    return {
        MOVES[own].capitalize(): [
            (
                1 - SLIPS[label] if other == meant else SLIPS[label],
                f"{rule} {label} {other} {_remember(ours, own)}",
                DILEMMA.payoff(own, other),
                f"You {MOVES[own]}, the other side {MOVES[other]}s: "
                f"{DILEMMA.payoff(own, other)} for you.",
            )
            for other in "CD"
            if other == meant or SLIPS[label]
        ]
        for own in "CD"
    }


def _last_round(pair: str) -> str:
    """Draw the four outcomes, that of the last round filled."""
    cells = [
        ("filled" if own + other == pair else "open", "third" if own == other == "C" else "ink",
         f"you {MOVES[own]}, it {MOVES[other]}s\n{DILEMMA.payoff(own, other)} for you")
        for own in "CD" for other in "CD"
    ]  # fmt: skip
    return play.board(cells, 2, height=60, words="filled: the last half-year" if pair else "")


@exercise(
    "13.1",
    tolerance=0.01,
    look="How sure must you be?",
    variants={
        "T": stated("T", range(6, 9)),
        "R": stated("R", range(9, 13)),
        "P": stated("P", range(3, 6)),
        "belief": [0.3, 0.4, 0.6],
    },
)
def _worth_of_restraint_alone(
    T: int = 6, R: int = 10, P: int = 5, belief: float = 0.4
) -> Iterator[Any]:
    alone = P - belief * (R - T) / (1 - belief)
    praise = f"Below {alone:.3g} the risk of being deceived outweighs what restraint brings."
    if 0.45 < alone / P < 0.5:
        praise = (
            "Whoever is deceived must still come out with nearly half of what testing together "
            "brings."
        )
    yield alone, praise
    yield P - belief * (R - T), "The doubt counts as well: divide by the chance of being deceived."
    yield (P - 0) / (R - T + P), "That is the belief that S = 0 needs. Here S is to be found."
    yield P, "At S = P no belief at all is needed. Less will do."
    yield f"At which S are both moves worth the same to a side that believes with {belief}?"
    yield (
        f"Write down what each move is worth at a belief of {belief}, set both equal, and solve "
        "for S."
    )


@exercise("13.2", tolerance=0.005, look="What do mistakes do to a good rule?")
def _average_of_the_suspicious() -> Iterator[Any]:
    def average(rule: str, game: Game = DILEMMA) -> float:
        table = tournament([*RIVALS, rule], 200, game=game)
        return float(table[table.strategy == rule].average.iloc[0])

    suspicious = "suspicious tit for tat"
    yield average(suspicious), "One hostile first move, and even two copies never trust each other."
    yield average(TAT), "That rule begins by keeping. Yours begins with an upload."
    yield average(suspicious, AXELROD), "Give the payoffs of this chapter: game=ch13.DILEMMA."
    yield average(UPLOAD), "That rule always uploads. Yours only begins so, then it copies."
    yield "What does your rule return while the list of the other's moves is empty?"
    yield "Return other[-1] if other holds a move, else D; then read its row in the tournament."


@exercise(
    "13.3",
    unit="half-years",
    look="Can the future hold both sides back?",
    variants={
        "T": stated("T", range(5, 10)),
        "P": stated("P", range(1, 4)),
        "patience": [0.7, 0.75, 0.8, 0.85, 0.9, 0.92, 0.94, 0.96],
    },
)
def _longest_lag(T: int = 6, P: int = 1, patience: float = 0.8) -> Iterator[Any]:
    game = Game(T=T, R=4, P=P, S=0)
    holds = [lag for lag in range(40) if sustainable_discount(game, lag) <= patience]
    if not holds:
        return
    longest = max(holds)
    yield longest, "One half-year more, and the answer comes too late for this patience."
    yield longest + 1, "At that lag the least factor is above theirs. Or did you count L + 1?"
    yield longest - 1, f"That lag works, but a longer one works too. Is P = {P} in your formula?"
    yield 0, "With no lag it holds easily. How far can the lag grow?"
    yield "Which factor does each lag require, and is it above theirs?"
    yield "Let sustainable_discount run over several lags and compare each with the patience."


@exercise("13.4", look="Which game do the experts see?")
def _what_he_fears() -> Iterator[Any]:
    # R above P, so that he would keep, and P above S, so that he fears it: the solution asks both.
    yield {"A", "B"}, "In one game inspectors raise a belief, in the other they shorten a lag."
    yield {"B"}, "The stag hunt fits. What does verification do for the patience of the other game?"
    yield {"A"}, "The dilemma fits. Could a side speak so that likes restraint best of all?"
    yield {"A", "B", "C"}, "Which of the three gives a side that fears an upload a reason to keep?"
    yield (
        {"A", "B", "D"},
        "In one of the three both would rather upload. What could inspectors change?",
    )
    yield set("ABCD"), "Not all four. Compare P with R, and P with S."
    yield {
        "A": "For: inspectors shorten the lag, and a quick answer can hold both back. Against: "
        "nothing in his words puts an advantage above restraint.",
        "B": "For: inspectors raise the belief that the other keeps. Against: nothing in his words "
        "puts restraint above an advantage.",
        "C": "For: there too one may be deceived. Against: to be deceived is better there than to "
        "upload together, so that fear of an upload is a reason to keep.",
        "D": "For: he wanted China covered as well. Against: in deadlock no inspector changes "
        "what either side wants.",
    }
    yield "What does he fear, and what would inspectors change about it?"
    yield "Keep each game in which restraint together is best of R, P and S, and S the worst."
