"""Chapter 13, what could each side gain from restraint: its rows, widgets and exercises."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from startlab.exercises import exercise
from startlab.figures import marks, play
from startlab.models.games import (
    STRATEGIES,
    Game,
    assurance_threshold,
    classify,
    pure_equilibria,
    sustainable_discount,
    tournament,
)

SOURCE = "Model of two sides; payoffs are the reader's assumptions."
DILEMMA = Game(T=5, R=4, P=2, S=0)
HUNT = Game(T=3, R=4, P=2, S=0)
MOVES = {"C": "keep", "D": "upload"}
LETTERS = {"CC": "R, reward", "CD": "S, sucker", "DC": "T, temptation", "DD": "P, punishment"}
RULES = {"always cooperate": "always keep", "always defect": "always upload"}
KEEP, UPLOAD, TAT = "always cooperate", "always defect", "tit for tat"
FIELDS = {
    "Five rules, one of each": [KEEP, UPLOAD, "grim trigger", TAT, "win-stay lose-shift"],
    "Six sides, four always keep": [KEEP, KEEP, KEEP, KEEP, UPLOAD, TAT],
}
LONGEST_LAG = 6
RIVALS = ("tit for tat", "grim trigger", "always defect", "win-stay lose-shift")


def outcomes(game: Game) -> pd.DataFrame:
    """Return the four outcomes of a game, those framed from which neither side would move."""
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


def rule_scores(field: list[str], rounds: int = 200) -> dict[str, float]:
    """Return the average score a move of each rule in a field of rivals, best first.

    >>> rule_scores(["always defect", "tit for tat"], 10)
    {'tit for tat': 2.9, 'always upload': 2.15}
    """
    table = tournament(field, rounds, game=DILEMMA)
    return dict(zip(table.strategy.replace(RULES), table.average, strict=True))


def scores() -> pd.DataFrame:
    """Return the average score of each rule in both fields, the best of each in a colour.

    >>> scores().label.tolist()
    ['3.60', '3.60', '3.40', '3.20', '2.91', '4.00', '3.67', '3.33']
    """
    rows = [
        (group, *score) for group, field in FIELDS.items() for score in rule_scores(field).items()
    ]
    table = pd.DataFrame(rows, columns=["group", "words", "number"])
    best = table.number == table.groupby("group").number.transform("max")
    colour = best.map({True: "third", False: "muted"})
    return table.assign(label=table.number.map("{:.2f}".format), colour=colour)


def name_the_rule(rounds: int = 10, slip: Fraction = Fraction(1, 10)) -> play.Game:
    """Return the repeated dilemma against a rule that is drawn, and to be named in the end.

    Parameters
    ----------
    rounds : int
        Half-years before the rule must be named.
    slip : Fraction
        Chance that the other side does what its rule does not say.

    Examples
    --------
    >>> [end.points for end in name_the_rule().replay(4, ["Keep"] * 3)]
    [0, 4, 8, 12]
    """
    start: dict[str, list[play.Outcome]] = {"Keep": [], "Upload": []}
    says = f"Half-year {{turn}} of {rounds}. The other side follows a rule. What do you do?"
    states = {"start": play.State(says, start, _last_round(""))}
    for rule in RIVALS:
        for label, outcomes in _half_year(rule, "", "", slip).items():
            start[label] += [(p / len(RIVALS), *rest) for p, *rest in outcomes]
        # All that a rule here looks at: the last moves, and whether this side ever uploaded.
        for theirs, ours in product("CD", ("C", "D", "DC", "DD")):
            says = f"Half-year {{turn}} of {rounds}; you have {{points}} points. What do you do?"
            moves, picture = _half_year(rule, theirs, ours, slip), _last_round(ours[-1] + theirs)
            states[f"{rule} {theirs} {ours}"] = play.State(says, moves, picture, f"{rule}: name it")
        guesses = {
            RULES.get(guess, guess).capitalize(): [
                (1, "end", 5, "Right: five points more.")
                if guess == rule
                else (1, "end", 0, f"No: it was {RULES.get(rule, rule)}.")
            ]
            for guess in RIVALS
        }
        says = f"{rounds} half-years are over, and you have {{points}} points. Which rule was it?"
        states[f"{rule}: name it"] = play.State(says, guesses, _last_round(""))
    states["end"] = play.State("You end with {points} points.", {}, _last_round(""))
    return play.Game("name-the-rule", states, rounds)


def _half_year(rule: str, theirs: str, ours: str, slip: Fraction) -> dict[str, list[play.Outcome]]:
    """Return both moves after a history, each with what the rule says and with its slip."""
    meant = STRATEGIES[rule](list(theirs), list(ours), random.Random(0))
    seen = "D" if "D" in ours else ""
    return {
        MOVES[own].capitalize(): [
            (
                1 - slip if other == meant else slip,
                f"{rule} {other} {seen}{own}",
                DILEMMA.payoff(own, other),
                f"You {MOVES[own]}, the other side {MOVES[other]}s: "
                f"{DILEMMA.payoff(own, other)} for you.",
            )
            for other in "CD"
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


@exercise("13.1", look="Which order of payoffs fits?")
def _name_of_the_order() -> Iterator[Any]:
    yield (
        classify(Game(T=4, R=3, P=1, S=2)),
        "Here the worst outcome is that nobody gives way.",
    )
    yield classify(DILEMMA), "In that game S is worse than P. Which of them is last here?"
    yield classify(HUNT), "In that game mutual restraint is better than T. Is it here?"
    yield (
        classify(Game(T=5, R=2, P=4, S=0)),
        "In that game uploading together is preferred to restraint.",
    )
    yield "In which order do the letters T, R, S and P stand here?"
    yield "Write the letters in the order of preference and compare it with the widget."


@exercise("13.2", tolerance=0.005, look="How certain must a side be?")
def _fall_of_the_threshold() -> Iterator[Any]:
    before, after = (
        assurance_threshold(Game(T=Fraction(3), R=Fraction(4), P=Fraction(2), S=Fraction(s)))
        for s in (0, 1)
    )
    fall = float(before - after)
    yield fall, "A smaller loss when deceived makes restraint the better move at lower trust."
    yield float(after), "That is the new threshold. By how much did it fall?"
    yield float(before), "That is the threshold before the warning."
    yield -fall, "The size of the fall is asked for: take the new value from the old."
    yield float(after / before), "You divided. The fall is a difference."
    yield round(100 * fall, 1), "That looks like a percentage; give a fraction or decimal."
    yield "What is the threshold before the warning, and what is it after?"
    yield "Compute the threshold twice, with the old S and the new, and take the difference."


@exercise("13.3", unit="periods", look="Why does verification matter to restraint?")
def _longest_lag() -> Iterator[Any]:
    game, patience = Game(T=6, R=4, P=2, S=0), 0.8
    longest = max(lag for lag in range(40) if sustainable_discount(game, lag) <= patience)
    yield longest, "One period more, and the threat comes too late for this patience."
    yield longest + 1, "At that lag the least factor is above their own. Or did you count L + 1?"
    yield 0, "With no lag it holds easily. How far can the lag grow?"
    yield longest - 1, "That lag works, but a longer one works too."
    yield "Which factor does each lag require, and is it above theirs?"
    yield "Let sustainable_discount run over several lags and compare each with the patience."


@exercise("13.4", look="What does the model leave out?")
def _what_follows() -> Iterator[Any]:
    # A: `pure_equilibria`. B: `sustainable_discount`. D fails in the second field of `scores`,
    # and no model holds the payoffs of two states, as C would need.
    yield (
        {"A", "B"},
        "These follow from the payoffs alone, whatever a reader thinks of the two states.",
    )
    yield set("ABC"), "C is a claim about what governments want. No model shows that."
    yield set("ABD"), "Look at the second tournament: which rule came first there?"
    yield set("ABCD"), "Two of them claim more than any model on this page."
    yield {"B"}, "A holds: look at the equilibria of the stag hunt."
    yield {"A"}, "B holds: move the lag in the second widget."
    yield {
        "A": "For: neither side gains by leaving it alone. Against: it is not the only one.",
        "B": "For: the later it is detected, the longer the gain of an upload lasts. Against: "
        "this holds for grim trigger, the rule of the chapter.",
        "C": "For: some authors read the payoffs so. Against: others read a stag hunt or a "
        "deadlock; no model shows what governments want.",
        "D": "For: it comes first in one of the tournaments. Against: among other rules it does "
        "not.",
    }
    yield "Does the sentence speak of the model, or of the world?"
    yield "Ask of each sentence which function on this page would show it."
