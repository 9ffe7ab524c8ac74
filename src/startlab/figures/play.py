"""Games: made in Python as states and moves, played in a notebook and in a page without a kernel.

The page gets the same data and the same random numbers: one seed and the same moves are one play.
"""

import html
import math
import random
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from numbers import Rational, Real
from typing import Any, NamedTuple, TypeAlias

import ipywidgets
from matplotlib.figure import Figure

from startlab.checks import require_choice, whole
from startlab.errors import StartlabError, nearest, readable, safe_repr
from startlab.figures.explore import PageWidget
from startlab.figures.explore_page import UNTRUSTED, as_json
from startlab.figures.style import LIGHT
from startlab.figures.svg import ROOT_STYLE, svg_lines
from startlab.files import DATA

Number: TypeAlias = float | Fraction
Outcome: TypeAlias = tuple[Any, ...]  # chance, state, and where they say more: points, sentence
Policy: TypeAlias = Callable[[str], str]
Picture: TypeAlias = str | Figure | Callable[[], Figure] | None
MOST_SEED = 2**32 - 1
NAME = r"(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*"
LOOKS = {
    "filled": 'fill="{0}" stroke="{0}"',
    "open": 'fill="var(--sl-paper,#fdfdfb)" stroke="{0}"',
    "faint": 'fill="{0}" fill-opacity=".25"',
    "none": "",
}
INKS = {name: f"var(--sl-{name},{light})" for name, light in LIGHT.items()}


@dataclass(frozen=True)
class State:
    """One state of a game: what a player sees, and what can be done there.

    In what it `says`, ``{turn}``, ``{done}`` and ``{points}`` become numbers. `moves` lead from a
    label to the name of the next state, or to a list of outcomes ``(chance, state, points,
    sentence)``, the last two where needed; a state without moves ends the game. The `picture` is
    SVG text, such as `board` makes, a figure, or a function that draws one when it is shown. The
    state `after` takes the place of this one when the rounds of the game are over.
    """

    says: str
    moves: Mapping[str, str | Sequence[Outcome]] = field(default_factory=dict)
    picture: Picture = None
    after: str = ""


class Place(NamedTuple):
    """Where a play stands: the state, the moves made, the points, and what happened last."""

    state: str
    done: int = 0
    points: Number = 0
    says: str = ""


@dataclass(frozen=True)
class Game:
    """A game of one player against chance, or against a rival whose plan the states hold.

    Parameters
    ----------
    name : str
        Small letters, digits and hyphens; its address in a page is ``#game-`` and this name.
    states : mapping
        From names to `State`; the first one begins the game.
    rounds : int
        After so many moves a state that has `after` gives way to it; 0 for no such count.

    Raises
    ------
    StartlabError
        If it cannot be played as it is, and why.

    Examples
    --------
    >>> toss = State("Toss?", {"Toss": [(0.5, "end", 1), (0.5, "end", 0)]})
    >>> coin = Game("coin", {"start": toss, "end": State("You have {points}.")})
    >>> coin.value()
    0.5
    >>> coin.replay(17, ["Toss"])[-1].points
    0
    """

    name: str
    states: Mapping[str, State]
    rounds: int = 0

    def __post_init__(self) -> None:
        """Refuse a game that cannot be played as it is."""
        if type(self.name) is not str or not re.fullmatch(NAME, self.name):
            raise StartlabError(
                f"A game is named {safe_repr(self.name)}; a name has small letters, digits and "
                "hyphens, such as inspection-day."
            )
        whole(self.rounds, "rounds")
        with readable(f"The game {self.name}"):
            for name, state in self.states.items():
                self._check_words(name, state)
                for label in state.moves:
                    self._check(f"{label!r} in the state {name!r}", self.outcomes(name, label))
                if state.after and state.after not in self.states:
                    raise self._nowhere(f"After the rounds {name!r} leads to", state.after)
            if not self.states or not next(iter(self.states.values())).moves:
                raise StartlabError(f"The game {self.name} is empty: its first state has no moves.")
            reached = self._reached()
        if lost := [name for name in self.states if name not in reached]:
            raise StartlabError(f"No move of the game {self.name} reaches the state {lost[0]!r}.")

    def _check_words(self, name: object, state: State) -> None:
        picture = state.picture
        if not all(
            type(words) is str for words in (name, state.says, state.after, *state.moves)
        ) or not (type(picture) is str or isinstance(picture, Figure | None) or callable(picture)):
            raise StartlabError(
                f"The state {safe_repr(name)} of the game {self.name} is {safe_repr(state)}; its "
                "words and moves must be text, its picture SVG text, a figure, or a function that "
                "draws one."
            )

    def _check(self, move: str, outcomes: list[Outcome]) -> None:
        for outcome in outcomes:
            if (
                len(outcome) != 4
                or not all(isinstance(n, Real) and math.isfinite(n) for n in outcome[::2])
                or not all(type(words) is str for words in outcome[1::2])
            ):
                raise StartlabError(
                    f"The move {move} has the outcome {safe_repr(outcome)}; it must be (chance, "
                    "state, points, sentence), the last two where they are needed."
                )
            if outcome[1] not in self.states:
                raise self._nowhere(f"The move {move} leads to", outcome[1])
        total = sum(outcome[0] for outcome in outcomes)
        if abs(total - 1) > 1e-9 or any(outcome[0] < 0 for outcome in outcomes):
            raise StartlabError(
                f"The chances of the move {move} add up to {float(total):g}; they must add up to "
                "1, with none below 0."
            )

    def _nowhere(self, what: str, name: object) -> StartlabError:
        near = nearest(name, self.states)
        return StartlabError(f"{what} {safe_repr(name)}, which is no state; nearest: {near}.")

    def _reached(self) -> set[str]:
        """Return the states that can be reached."""
        waiting, seen = [next(iter(self.states))], set[str]()
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            after = self.states[name].after
            waiting += [after] if after and self.rounds else []
            for label in self.states[name].moves:
                waiting += [to for chance, to, *_ in self.outcomes(name, label) if chance]
        return seen

    def outcomes(self, state: str, label: str) -> list[Outcome]:
        """Return what a move can lead to, each outcome in four parts."""
        moves = self.states[state].moves
        if type(label) is not str or label not in moves:
            near = nearest(label, moves)
            raise StartlabError(f"There is no move {safe_repr(label)} here; nearest: {near}.")
        given = moves[label]
        if isinstance(given, str):
            return [(1, given, 0, "")]
        return [(*outcome, *(0, "")[len(outcome) - 2 :]) for outcome in given]

    def turn(self, at: Place, label: str, luck: float) -> Place:
        """Return where a move leads; `luck` is a number from 0 to below 1 that picks the outcome.

        The same sum in the same order as in the page, so that both pick the same outcome.
        """
        outcomes = self.outcomes(at.state, label)
        below, n = float(outcomes[0][0]), 0
        while luck >= below and n < len(outcomes) - 1:
            n += 1
            below += float(outcomes[n][0])
        _, name, points, says = outcomes[n]
        return Place(self._now(name, at.done + 1), at.done + 1, at.points + points, says)

    def _now(self, name: str, done: int) -> str:
        return self.states[name].after or name if self.rounds and done >= self.rounds else name

    def replay(self, seed: int, labels: Iterable[str]) -> list[Place]:
        """Return the places of a play, from the first on: one random number a move."""
        luck = mulberry32(seed)
        places = [Place(next(iter(self.states)))]
        for label in labels:
            places.append(self.turn(places[-1], label, next(luck)))
        return places

    def value(self, policy: Policy | None = None) -> Number:
        """Return the expected points, exact if all chances and points are.

        A policy gives for the name of a state the label of a move; by default it is the best play
        of somebody who sees every state. Raises StartlabError if the game can go on for ever.
        """
        known: dict[tuple[str, int], Number | None] = {}

        def worth(name: str, done: int) -> Number:
            key = name, min(done, self.rounds)
            if key not in known:
                known[key] = None
                moves = self.states[name].moves
                each = {label: gain(name, label, done + 1) for label in moves}
                best = max(each.values(), default=0)
                known[key] = each[policy(name)] if policy and moves else best
            found = known[key]
            if found is None:
                raise StartlabError(f"The game {self.name} can go on for ever: it has no value.")
            return found

        def gain(name: str, label: str, done: int) -> Number:
            total: Number = 0
            for p, to, points, _ in self.outcomes(name, label):
                total += p * (points + worth(self._now(to, done), done)) if p else 0
            return total

        try:
            return worth(next(iter(self.states)), 0)
        except RecursionError:
            raise StartlabError(f"The game {self.name} is too long to reckon its value.") from None

    def data(self) -> dict[str, Any]:
        """Return the game as the page gets it: names are places in lists, pictures share lines."""
        place = {name: n for n, name in enumerate(self.states)}
        lines: dict[str, int] = {}
        pictures: dict[tuple[int, ...], int] = {}
        states: list[dict[str, Any]] = []
        for state in self.states.values():
            drawn = tuple(lines.setdefault(line, len(lines)) for line in _lines(state.picture))
            picture = pictures.setdefault(drawn, len(pictures))
            states.append({"says": state.says, "picture": picture, "moves": []})
            if state.after:
                states[-1]["after"] = place[state.after]
        for made, (name, state) in zip(states, self.states.items(), strict=True):
            for label in state.moves:
                outcomes = [
                    [_plain(p), place[to], _plain(points), says]
                    for p, to, points, says in self.outcomes(name, label)
                ]
                made["moves"].append([label, outcomes])
        return {
            "rounds": self.rounds,
            "lines": list(lines),
            "pictures": list(pictures),
            "states": states,
        }


class Play(PageWidget):
    """A game that is being played: made by `play`."""

    def __init__(self, game: Game, seed: int) -> None:
        self.game, self.seed = game, seed
        self.labels: list[str] = []
        self._finished: list[Number] = []
        self._drawn: dict[str, str] = {}
        self._screen, self._log = ipywidgets.HTML(), ipywidgets.HTML()
        self._moves = [
            self._button("") for _ in range(max(len(state.moves) for state in game.states.values()))
        ]
        for number, button in enumerate(self._moves):
            button.on_click(lambda _, number=number: self._choose(number))
        undo, again = self._button("Undo"), self._button("Again")
        undo.on_click(lambda _: self.undo())
        again.on_click(lambda _: self.again())
        self._show("status")
        rows = [ipywidgets.HBox(row, layout={"flex_flow": "row wrap"}) for row in
                (self._moves, (undo, again))]  # fmt: skip
        super().__init__([self._screen, *rows, self._log])

    def __repr__(self) -> str:
        """Return text without addresses and without the seed: notebooks store it."""
        return f"play({self.game.name}, {len(self.game.states)} states)"

    @property
    def at(self) -> Place:
        """Where the play stands."""
        return self.game.replay(self.seed, self.labels)[-1]

    def move(self, label: str) -> Place:
        """Make a move by its label and return where it leads."""
        self.game.outcomes(self.at.state, label)
        self.labels.append(label)
        self._show("alert")
        return self.at

    def undo(self) -> None:
        """Take the last move back; the same move again has the same luck."""
        del self.labels[-1:]
        self._show("alert")

    def again(self) -> None:
        """Begin anew with the next seed."""
        if not self.game.states[self.at.state].moves:
            self._finished.append(self.at.points)
        self.labels, self.seed = [], (self.seed + 1) % (MOST_SEED + 1)
        self._show("alert")

    def to_html(self) -> str:
        """Return the game as HTML that needs no kernel: the first state, and all as data."""
        name, text = self.game.name, as_json(self.game.data())
        return (
            f'<div class="startlab-game" data-game="{name}" id="game-{name}">\n'
            f'{self._still_html()}\n<script type="application/json">{text}</script>\n</div>'
        )

    def _still_html(self) -> str:
        """Return the first state, with its moves as words: paper and pages without scripts."""
        name = next(iter(self.game.states))
        state = self.game.states[name]
        moves = "; ".join(label for label in state.moves)
        return (
            f'<div {UNTRUSTED}>\n<div class="startlab-frame">{self._picture(name)}</div>\n</div>\n'
            f'<p class="startlab-says">{_words(state.says, Place(name))}</p>\n'
            f'<p class="startlab-choices">Your moves: {html.escape(moves)}. To play, open the page '
            "with scripts on, or run the notebook.</p>"
        )

    def _picture(self, name: str) -> str:
        """Return the picture of a state, drawn when it is first shown."""
        if name not in self._drawn:
            self._drawn[name] = "\n".join(_lines(self.game.states[name].picture))
        return self._drawn[name]

    def _button(self, label: str) -> Any:
        return ipywidgets.Button(description=label, layout={"width": "auto"})

    def _choose(self, number: int) -> None:
        labels = list(self.game.states[self.at.state].moves)
        if number < len(labels):  # two clicks may come before the buttons have changed
            self.move(labels[number])

    def _show(self, role: str) -> None:
        places = self.game.replay(self.seed, self.labels)
        at, state = places[-1], self.game.states[places[-1].state]
        for n, button in enumerate(self._moves):
            button.description = list(state.moves)[n] if n < len(state.moves) else ""
            button.layout.display = "" if n < len(state.moves) else "none"
        says = " ".join(filter(None, [_words(at.says, at), _words(state.says, at)]))
        # A live kernel makes the text anew each time, and only a new alert is read aloud for sure.
        self._screen.value = f'<div>{self._picture(at.state)}</div><p role="{role}">{says}</p>'
        happened = "".join(
            f"<li>{html.escape(label)}. {_words(place.says, place)}</li>"
            for label, place in zip(self.labels[::-1], places[:0:-1], strict=True)
        )
        over = ""
        if self._finished:
            mean = sum(self._finished) / len(self._finished)
            average = _format_points(mean)
            over = f" Games finished: {len(self._finished)}; points on average: {average}."
        points = _format_points(at.points)
        self._log.value = (
            f"<p>Points: {points}. Seed: {self.seed}.{over}</p><ol reversed>{happened}</ol>"
        )


def play(game: Game, /, seed: int | None = None) -> Play:
    """Play a game: in a live notebook and in a page without a kernel.

    Parameters
    ----------
    game : Game
        States, moves and what each leads to.
    seed : int, optional
        Where the random numbers begin, 0 to 4294967295, drawn at random if not given. The same
        seed and moves give the same play, here and in the page (``#game-name?seed=17``).

    Examples
    --------
    >>> toss = State("Toss?", {"Toss": [(0.5, "end", 1), (0.5, "end", 0)]})
    >>> play(Game("coin", {"start": toss, "end": State("You have {points}.")}), seed=17)
    play(coin, 2 states)
    """
    if not issubclass(type(game), Game):  # an object may say of itself what it likes
        raise StartlabError(f"play needs a Game, not {safe_repr(game)}.")
    given = random.randrange(1, 10_000) if seed is None else seed
    return Play(game, whole(given, "seed", 0, MOST_SEED))


def texts(name: str, **words: object) -> dict[str, Any]:
    """Return what a game says from a TOML file of the data, with words filled in."""
    text = DATA.joinpath(f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text.format(**words) if words else text)


def sorting(name: str, asked: Sequence[tuple[str, str, str]], piles: Sequence[str]) -> Game:
    """Return a game that shows sentences one by one, each to be put on a pile.

    Each is asked as the sentence, its pile (or several, parted by ``|``), and why it lies there.
    A sentence on its pile is a point.

    >>> sorting("food", [("An apple", "fruit", "It grows on a tree.")], ["fruit", "bread"]).value()
    1
    """
    many, states = len(asked), {}
    for n, (sentence, pile, why) in enumerate(asked, start=1):
        right = pile.split("|")
        then = f"{n + 1}" if n < many else "end"
        cells = [("filled" if m < n else "faint", "third", f"{m + 1}") for m in range(many)]
        moves = {
            move: [(1, then, int(move in right), why if move in right else
                    f"We put it elsewhere: {' or '.join(right).lower()}. {why}")]
            for move in piles
        }  # fmt: skip
        said = f"{n} of {many}: {sentence}"
        states[f"{n}"] = State(said, moves, board(cells, many, height=36))
    over = f"All {many} are sorted. On {{points}} of them you and we agree."
    return Game(name, {**states, "end": State(over)})


def mulberry32(seed: int) -> Iterator[float]:
    """Yield random numbers from 0 to below 1, the same as `startlab.random` in the page."""
    while True:
        seed = (seed + 0x6D2B79F5) & MOST_SEED
        mixed = (seed ^ (seed >> 15)) * (seed | 1) & MOST_SEED
        mixed ^= mixed + ((mixed ^ (mixed >> 7)) * (mixed | 61) & MOST_SEED) & MOST_SEED
        yield (mixed ^ (mixed >> 14)) / 2**32


def board(
    cells: Sequence[tuple[str, ...]], columns: int, *, height: int = 0, words: str = ""
) -> str:
    """Return a picture of cells in rows as SVG text, with `words` below.

    Each is ``(look, colour)`` or ``(look, colour, text)``; a look is filled, open, faint or none.
    There are so many `columns` in a row of 360; without a `height` cells are squares.
    """
    side = round(360 / columns)
    tall, wide = height or side, side * columns
    edge = max(1, round(min(side, tall) / 12))
    paths: dict[tuple[str, str], str] = {}
    texts: list[str] = []
    for n, (look, colour, *text) in enumerate(cells):
        require_choice(look, LOOKS, "look")
        require_choice(colour, INKS, "colour")
        x, y = n % columns * side, n // columns * tall
        box = f"M{x + edge} {y + edge}h{side - 2 * edge}v{tall - 2 * edge}h{2 * edge - side}z"
        paths[look, colour] = paths.get((look, colour), "") + box
        ink = INKS["paper" if look == "filled" else "ink"]
        lines = text[0].split("\n") if text else []
        texts += [
            f'<text x="{x + side / 2:g}" y="{y + tall / 2 + 17 * n - 8.5 * len(lines) + 13:g}" '
            f'fill="{ink}">{html.escape(line)}</text>'
            for n, line in enumerate(lines)
        ]
    bottom = math.ceil(len(cells) / columns) * tall
    if words:
        place = f'x="{wide / 2:g}" y="{bottom + 18}"'
        texts.append(f'<text {place} fill="{INKS["ink"]}">{html.escape(words)}</text>')
    drawn = [
        f'<path {LOOKS[look].format(INKS[colour])} stroke-width="{min(edge, 2)}" d="{box}"/>'
        for (look, colour), box in paths.items()
        if LOOKS[look]
    ]
    top = (
        f'<svg style="{ROOT_STYLE}" viewBox="0 0 {wide} {bottom + 26 * bool(words)}" '
        f'width="{wide}" font-size="13" text-anchor="middle">'
    )
    return "\n".join([top, *drawn, *texts, "</svg>"])


def _lines(picture: Picture) -> list[str]:
    if callable(picture):
        with readable("The picture of a state"):
            return svg_lines(picture())
    if isinstance(picture, Figure):
        return svg_lines(picture)
    return picture.split("\n") if picture else []


def _plain(number: Any) -> float:
    """Return a number as JSON takes it, a whole one without a point."""
    whole = isinstance(number, Rational) and number.denominator == 1
    return int(number) if whole else float(number)


def _format_points(points: Number) -> str:
    """Return points as they are shown: two decimals at the most, with a true minus."""
    return f"{round(float(points), 2):g}".replace("-", "\N{MINUS SIGN}")


def _words(says: str, at: Place) -> str:
    """Return a sentence with its numbers in place, as HTML."""
    numbers = {"turn": str(at.done + 1), "done": str(at.done), "points": _format_points(at.points)}
    return re.sub(
        r"\{(turn|done|points)\}", lambda n: numbers[n[1]], html.escape(says, quote=False)
    )
