"""Figures of restraint as a game: payoffs, belief, patience, and a tournament of rules."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from startlab.figures.style import LIGHT
from startlab.plots.house import BARE, capital, house_figure, rows_only
from startlab.strategy import (
    Game,
    Payoff,
    assurance_threshold,
    classify,
    pure_equilibria,
    sustainable_discount,
    tournament,
)

FOOT = "Model startlab.strategy; payoffs are the reader's assumptions."
RULES = {
    "always cooperate": "always keep",
    "always defect": "always upload",
    "grim trigger": "grim trigger",
    "tit for tat": "tit for tat",
    "win-stay lose-shift": "win-stay lose-shift",
}
FIELDS = {
    "Five rules, one of each": tuple(RULES),
    "Six sides, four always keep": (
        *["always cooperate"] * 4,
        "always defect",
        "tit for tat",
    ),
}
LONGEST_LAG = 6


def payoff_matrix(T: float = 5, S: float = 0, R: float = 4, P: float = 2) -> Figure:
    """Draw the four outcomes of the game, with the kind of game and its equilibria.

    Parameters
    ----------
    T : float
        Payoff to a side that uploads while the other keeps the limits.
    S : float
        Payoff to a side that keeps them while the other uploads.
    R, P : float
        Payoffs to each side if both keep, and if both upload.

    Returns
    -------
    matplotlib.figure.Figure
        Two by two cells; a frame marks an equilibrium in pure moves.

    Examples
    --------
    >>> payoff_matrix(5, 0).get_label()
    "T = 5, R = 4, P = 2, S = 0: prisoner's dilemma. Equilibrium: both upload."
    >>> payoff_matrix(3, 0).get_label()
    'T = 3, R = 4, P = 2, S = 0: stag hunt. Equilibria: both keep; both upload.'
    """
    game = Game(T=T, R=R, P=P, S=S)
    kind, stable = _kind(game), pure_equilibria(game)
    title = capital(kind)
    units = "Payoff to you, then to the other side; a frame marks an equilibrium"
    with house_figure(title, units, FOOT, height=3.5, **BARE) as (figure, axes):
        for row, own in enumerate("CD"):
            axes.text(0.22, 1.5 - row, f"You\n{_move(own)}", ha="right", va="center")
            for column, other in enumerate("CD"):
                _cell(figure, 0.26 + column, 1 - row, game, own + other, (own, other) in stable)
        for column, other in enumerate("CD"):
            axes.text(0.75 + column, 2.05, f"The other {_move(other)}s", ha="center")
        axes.set(xlim=(-0.05, 2.3), ylim=(-0.04, 2.3))
        axes.axis("off")
    found = {"both keep": ("C", "C"), "both upload": ("D", "D"), "one keeps alone": ("C", "D")}
    words = [outcome for outcome, pair in found.items() if pair in stable]
    noun = "Equilibrium" if len(stable) == 1 else "Equilibria"
    payoffs = ", ".join(f"{name} = {getattr(game, name):g}" for name in "TRPS")
    figure.set_label(f"{payoffs}: {kind}. {noun}: {'; '.join(words)}.")
    return figure


def _kind(game: Game) -> str:
    if game.T == game.R or game.P == game.S:
        return "a tie between " + " and between ".join(
            pair
            for pair, tied in (("T and R", game.T == game.R), ("P and S", game.P == game.S))
            if tied
        )
    return classify(game)


def _move(move: str) -> str:
    return {"C": "keep", "D": "upload"}[move]


def _cell(figure: Figure, x: float, y: float, game: Game, moves: str, stable: bool) -> None:
    axes = figure.axes[0]
    edge: dict[str, Any] = {"edgecolor": LIGHT["grid"], "linewidth": 1}
    if stable:
        edge = {"edgecolor": LIGHT["third"], "linewidth": 3.5}
    axes.add_patch(Rectangle((x + 0.02, y + 0.04), 0.95, 0.9, facecolor="none", **edge))
    own, other = game.payoff(moves[0], moves[1]), game.payoff(moves[1], moves[0])
    axes.text(x + 0.5, y + 0.6, f"{own:g} and {other:g}", ha="center", va="center", size=15)
    letter = {"CC": "R, reward", "CD": "S, sucker", "DC": "T, temptation", "DD": "P, punishment"}
    words = f"yours: {letter[moves]}"
    axes.text(x + 0.5, y + 0.25, words, ha="center", va="center", color=LIGHT["muted"])


def belief_lines(T: float = 3, R: float = 4, P: float = 2, S: float = 0) -> Figure:
    """Draw what keeping and uploading are worth for each belief in the other's restraint.

    Parameters
    ----------
    T, R, P, S : float
        Payoffs with R > T and P > S.

    Returns
    -------
    matplotlib.figure.Figure
        Two lines that cross at the assurance threshold.

    Raises
    ------
    ValueError
        If the best move does not turn on belief that way.

    Examples
    --------
    >>> belief_lines().get_label()
    'Payoffs T = 3, R = 4, P = 2, S = 0. Keeping is the better move where the belief that the
    other side keeps is above 67 per cent; below it, uploading is. At an even chance keeping is
    worth 2 on average and uploading 2.5.'
    """
    game = Game(T=T, R=R, P=P, S=S)
    threshold = float(assurance_threshold(game))
    units = "Expected payoff, by belief that the other side keeps, per cent"
    with house_figure("How sure must you be?", units, FOOT, height=3.7, left=0.4, right=0.75) as (
        figure,
        axes,
    ):
        for move, low, high, colour, dash in (
            ("keep", S, R, LIGHT["third"], "-"),
            ("upload", P, T, LIGHT["limit"], "--"),
        ):
            axes.plot((0, 100), (low, high), color=colour, linestyle=dash)
            axes.text(102, high, move, color=colour, weight="bold", va="center")
        level = threshold * R + (1 - threshold) * S
        axes.plot([100 * threshold] * 2, [min(P, S), level], color=LIGHT["muted"], linewidth=1.2)
        axes.plot([100 * threshold], [level], marker="o", color=LIGHT["ink"], linestyle="none")
        axes.annotate(
            f"threshold {100 * threshold:.0f}%",
            (100 * threshold, level),
            xytext=(-9, 9),
            textcoords="offset points",
            ha="right",
        )
        axes.set(xlim=(0, 100), ylim=(min(P, S), max(R, T) * 1.08))
        axes.set_xticks(range(0, 101, 25), [f"{share}%" for share in range(0, 101, 25)])
    payoffs = ", ".join(f"{name} = {getattr(game, name):g}" for name in "TRPS")
    figure.set_label(
        f"Payoffs {payoffs}. Keeping is the better move where the belief that the other side "
        f"keeps is above {100 * threshold:.0f} per cent; below it, uploading is. At an even "
        f"chance keeping is worth {(R + S) / 2:g} on average and uploading {(T + P) / 2:g}."
    )
    return figure


def patience_curve(T: float = 5, lag: int = 0, R: float = 4, P: float = 2, S: float = 0) -> Figure:
    """Draw the least discount factor that holds both sides, by the lag of detection.

    Parameters
    ----------
    T : float
        Payoff to a side that uploads while the other keeps the limits.
    lag : int
        Periods that an upload goes unseen beyond the one in which it happens, 0 to 6.
    R, P, S : float
        The other payoffs; a prisoner's dilemma with 2 R > T + S.

    Returns
    -------
    matplotlib.figure.Figure
        One line for each of two threats, the chosen lag marked.

    Examples
    --------
    >>> patience_curve(5, 1).get_label()
    'T = 5, lag 1: each side must give the next period a weight of at least 0.58, under grim
    trigger as under tit for tat. With no lag 0.33 would do.'
    >>> patience_curve(7, 1).get_label()
    'T = 7, lag 1: each side must give the next period a weight of at least 0.77 under grim
    trigger and 0.87 under tit for tat. With no lag 0.60 and 0.75 would do.'
    """
    game = Game(T=T, R=R, P=P, S=S)
    lags = range(LONGEST_LAG + 1)
    threats = ("grim trigger", "tit for tat")
    grim, tat = ([_least(game, n, threat) for n in lags] for threat in threats)
    units = "Least discount factor, by periods that an upload goes unseen"
    title = f"How patient must both be? T = {T:g}, lag {lag}"
    with house_figure(title, units, FOOT, height=3.7, left=0.45, right=1.2) as (figure, axes):
        same = grim == tat
        names = ["both threats"] if same else ["grim trigger", "tit for tat"]
        colours = [LIGHT["third"], LIGHT["limit"]]
        for name, values, colour, dash in zip(
            names, (grim, tat), colours, ("-", "--"), strict=False
        ):
            axes.plot(lags, values, color=colour, linestyle=dash)
            axes.plot([lag], [values[lag]], marker="o", color=colour, linestyle="none")
            above = name == "tit for tat"
            axes.annotate(
                f"{values[lag]:.2f}",
                (lag, values[lag]),
                xytext=(0, 8) if above else (4, -7),
                textcoords="offset points",
                ha="right" if lag == LONGEST_LAG else "center" if above else "left",
                va="bottom" if above else "top",
                color=colour,
                weight="bold",
            )
            place = values[-1] + (0 if same else 0.05 if above else -0.05)
            axes.text(LONGEST_LAG + 0.2, place, name, color=colour, weight="bold", va="center")
        axes.set(xlim=(-0.4, LONGEST_LAG + 0.12), ylim=(0, 1.12))
        axes.set_xticks(lags, [str(n) for n in lags])
    figure.set_label(f"T = {T:g}, lag {lag}: {_patience_words(grim, tat, lag)}")
    return figure


def _least(game: Game, lag: int, threat: str) -> float:
    return float(sustainable_discount(game, lag, strategy=threat))


def _patience_words(grim: list[float], tat: list[float], lag: int) -> str:
    must = f"each side must give the next period a weight of at least {grim[lag]:.2f}"
    if grim == tat:
        words = f"{must}, under grim trigger as under tit for tat."
        return words + (f" With no lag {grim[0]:.2f} would do." if lag else "")
    words = f"{must} under grim trigger and {tat[lag]:.2f} under tit for tat."
    return words + (f" With no lag {grim[0]:.2f} and {tat[0]:.2f} would do." if lag else "")


def tournament_bars(rounds: int = 200) -> Figure:
    """Draw the average scores of rules for repeated play in two fields of rivals.

    Parameters
    ----------
    rounds : int
        Moves in each game.

    Returns
    -------
    matplotlib.figure.Figure
        One bar a rule; the best of each field is dark.

    Examples
    --------
    >>> tournament_bars().get_label()
    'Average score a move. Five rules, one of each: grim trigger 3.60, tit for tat 3.60,
    win-stay lose-shift 3.40, always keep 3.20, always upload 2.91. Six sides, four always keep:
    always upload 4.00, tit for tat 3.67, always keep 3.33.'
    """
    units = f"Average payoff; {rounds} moves against each rival and a copy of oneself"
    sentences = []
    rows = sum(len(set(field)) for field in FIELDS.values()) + 2 * len(FIELDS)
    with house_figure("Who scores best?", units, FOOT, height=1.5 + 0.3 * rows, left=1.75) as (
        figure,
        axes,
    ):
        place = 0.0
        for title, field in FIELDS.items():
            scores = rule_scores(field, rounds)
            axes.text(-0.54, place, title, transform=axes.get_yaxis_transform(), weight="bold")
            for rule, score in scores.items():
                place -= 1
                best = score == max(scores.values())
                colour = LIGHT["third"] if best else LIGHT["muted"]
                axes.barh(place, score, height=0.62, color=colour)
                axes.text(-0.08, place, rule, ha="right", va="center")
                axes.text(score + 0.06, place, f"{score:.2f}", va="center")
            place -= 1.9
            listed = ", ".join(f"{rule} {score:.2f}" for rule, score in scores.items())
            sentences.append(f"{title}: {listed}.")
        axes.set(xlim=(0, 4.4), ylim=(place + 1.3, 0.8), yticks=[])
        rows_only(axes)
    figure.set_label(f"Average score a move. {' '.join(sentences)}")
    return figure


def rule_scores(field: tuple[str, ...], rounds: int = 200) -> dict[str, float]:
    """Return the average score a move of each rule in a field, best first.

    Parameters
    ----------
    field : tuple of str
        Names of rules from `strategy.STRATEGIES`; repeats allowed.
    rounds : int
        Moves in each game.

    Returns
    -------
    dict of str to float
        By the name that the book uses.

    Examples
    --------
    >>> rule_scores(("always defect", "tit for tat"), 10)
    {'tit for tat': 2.9, 'always upload': 2.15}
    """
    five: dict[str, Payoff] = {"T": 5, "R": 4, "P": 2, "S": 0}
    game = Game(**five)
    standings = tournament(field, rounds, game=game)
    return {RULES[standing.name]: standing.average for standing in standings}
