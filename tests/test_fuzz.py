"""Whatever is given to `explore`, `check` and `play`: an answer or one clear sentence comes back.

Two thousand cases each, the same ones in every run.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout, suppress
from decimal import Decimal
from fractions import Fraction
from functools import cache, partial
from io import StringIO
from itertools import count
from typing import Any

import ipywidgets
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

import startlab as sl
from startlab import exercises
from startlab.figures.explore import Explore
from startlab.figures.play import Game, State

CASES = settings(
    max_examples=2000,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
LONGEST_SENTENCE = 1000


def refuse(*_: object) -> Any:
    raise RuntimeError("do not look\nat \ud800 me")


OVERRIDDEN = "eq ne lt repr str format float int bool len iter getitem getattr sub contains"
METHODS = [f"__{name}__" for name in OVERRIDDEN.split()]
Hostile = type("Hostile", (), dict.fromkeys(METHODS, refuse) | {"__hash__": object.__hash__})
Unhashable = type("Unhashable", (Hostile,), {"__hash__": refuse})
Faceless = type("Faceless", (), {"__class__": property(refuse)})
HostileError = type("HostileError", (Exception,), {"__str__": refuse, "__repr__": refuse})
subclasses = {
    kind: type(f"Hostile{kind.__name__}", (kind,), dict.fromkeys(METHODS, refuse))
    for kind in (int, float, str, list, dict, set, dt.date)
}


Maker = Callable[[], Any]


def always(value: Any) -> Maker:
    return lambda: value


def cyclic() -> list[Any]:
    ring: list[Any] = [1]
    ring.append(ring)
    return ring


def deep() -> list[Any]:
    nested: list[Any] = []
    for _ in range(5000):
        nested = [nested]
    return nested


# Makers of what breaks careless code; made anew for each case.
ODDITIES: list[Maker] = [
    *(Hostile, Unhashable, Faceless, cyclic, deep, pd.DataFrame, Figure, count),
    *(partial(subclasses[kind], 1) for kind in (int, float)),
    *(subclasses[kind] for kind in (list, dict, set)),
    *(partial(subclasses[str], "1550"), partial(subclasses[dt.date], 2018, 2, 5)),
    *(partial(pd.Series, values) for values in ([1.5, None], ["A", "B"])),
    *(partial(pd.DataFrame, {"a": [1, 2]}), partial(pd.Index, [1])),
    partial(pd.Categorical, ["US", "RU"]),
    *(partial(np.array, [1, 2]), partial(np.array, 1550), partial(np.zeros, (3, 0))),
    *(partial(np.datetime64, text) for text in ("2018-02-05", "NaT")),
    *(partial(np.float32, 0.1), partial(np.bool_, True)),
    *(partial(pd.Timestamp, "2018-02-05", tz="UTC"), partial(pd.Timedelta, days=3)),
    *(partial(dt.time, 12), partial(Decimal, "NaN"), partial(Decimal, "1550")),
    *(partial(Fraction, 10**400), partial(iter, [1, 2])),
    lambda: (1 // 0 for _ in range(2)),
    *map(always, (len, int, object, dt.date, pd.NA, pd.NaT, ..., 1j, range(10**12))),
    *map(always, (10**5000, -(10**400), "x" * 100_000, "\ud800", "a\nb\0")),
]


def some(kind: type, makers: list[Maker]) -> Maker:
    """Return a maker of a list, a tuple, or a dict of what other makers make."""
    if kind is dict:
        return lambda: {f"name {n}": make() for n, make in enumerate(makers)}
    return lambda: kind(make() for make in makers)


# Makers and not values: hypothesis itself would look at them.
plain = st.one_of(
    st.integers(),
    st.sampled_from([None, True, False, 0, 1550, 700, 800, -1, 2018]),
    st.floats(),
    st.text(max_size=6),
    st.sampled_from(["US", "RU", "A", "1550", b"US", "</script>", "$\\frac$"]),
    st.dates(),
    st.sets(st.sampled_from("ABCDEF"), max_size=6),
).map(always)
simple = plain | st.sampled_from(ODDITIES)
several = st.builds(some, st.sampled_from([list, tuple, dict]), st.lists(simple, max_size=4))
anything = plain | st.sampled_from(ODDITIES) | several


def as_a_student_sees_it(call: Callable[[], object]) -> str:
    """Return what is printed, or the sentence of the error; any other error fails the test."""
    printed = StringIO()
    try:
        with redirect_stdout(printed):
            call()
    except sl.StartlabError as error:
        (line,) = error._render_traceback_()
        return line
    return printed.getvalue()


def is_one_sentence(text: str) -> bool:
    written = text.encode("utf-8").decode("utf-8")
    return written.count("\n") <= 1 and "Traceback" not in text and len(text) < LONGEST_SENTENCE


EXERCISES = exercises.all_exercises()
IDENTS = sorted(EXERCISES)


@pytest.fixture(scope="module")
def _answers_once() -> Iterator[None]:
    """Compute each answer once: the fuzz is of what students give."""
    with pytest.MonkeyPatch.context() as patch:
        once = {ident: cache(make) for ident, make in EXERCISES.items()}
        patch.setattr(exercises, "all_exercises", lambda: once)
        yield


@pytest.mark.nightly
@pytest.mark.usefixtures("_answers_once")
@CASES
@given(st.sampled_from(IDENTS), anything)
def test_check_answers_in_one_sentence(ident: str, answer: Maker) -> None:
    said = as_a_student_sees_it(lambda: print(sl.check(ident, answer()).says))
    assert is_one_sentence(said), said
    assert said.startswith(("Right. ", "Not yet. ", "Not answered yet", "Noted. "))
    assert said.rstrip().endswith((".", "?"))


@pytest.mark.parametrize("make", [always(0), always("4.11"), always(""), *ODDITIES])
def test_no_such_exercise(make: Maker) -> None:
    said = as_a_student_sees_it(lambda: sl.check(make(), 1))
    assert is_one_sentence(said), said
    assert said.startswith("startlab: There is no exercise ")


def blank(label: Any = "") -> Figure:
    figure = Figure(figsize=(1, 1))
    figure.set_label(label)
    return figure


def draws(**values: Any) -> Figure:
    return blank(f"Drawn for {len(values)} values.")


def raises(**values: Any) -> Figure:
    raise HostileError(values)


def raises_later(**values: Any) -> Figure:
    if next(iter(values.values())) in (1, "1", True):
        raise ValueError("several\nlines </script><script>\ud800 " * 50)
    return blank()


def returns(make: Maker) -> Callable[..., Any]:
    return lambda **_values: make()


def labels(make: Maker) -> Callable[..., Figure]:
    return lambda **_values: blank(make())


class Drawer:
    """A callable without a name."""

    def __call__(self, **_values: Any) -> Figure:
        return blank("Drawn.")


good = [draws, raises_later, partial(draws), Drawer()]
functions = st.one_of(
    st.sampled_from([*good, raises, len, lambda: blank(), Figure]).map(always),
    st.sampled_from(good).map(always),
    anything.map(returns).map(always),
    anything.map(labels).map(always),
    anything,
)
small = st.one_of(
    st.integers(0, 3), st.sampled_from([0.5, 1.5, math.nan, math.inf]), st.text(max_size=4)
)
W = ipywidgets
widgets = [
    *(partial(W.Dropdown, options=options) for options in ([], ["US", "RU"])),
    partial(W.Dropdown, options={"one": 1, "two": 2}, value=2),
    partial(W.Select, options=["US", "US"]),
    partial(W.SelectMultiple, options=["US", "RU"]),
    partial(W.SelectionRangeSlider, options=[1, 2, 3]),
    partial(W.SelectionSlider, options=["a"], description="<b>\ud800"),
    *(partial(W.IntSlider, min=1, max=4, value=2, step=step) for step in (1, 2)),
    *(partial(W.IntSlider, max=most) for most in (10**12, 10**400)),
    *(partial(W.IntSlider, step=-1), partial(W.FloatSlider, step=0)),
    *(partial(W.FloatSlider, max=math.inf), partial(W.FloatSlider, step=math.nan)),
    *(W.Output, W.HTML, W.Text, W.DatePicker, W.IntRangeSlider, W.FloatLogSlider),
    *(W.BoundedFloatText, W.Checkbox, W.ToggleButton, W.Play),
]
controls = st.one_of(
    st.lists(small, max_size=4).map(always),
    st.lists(st.tuples(st.text(max_size=3), small), max_size=3).map(always),
    st.dictionaries(st.integers(0, 3), small, max_size=3).map(always),
    st.builds(range, st.integers(-3, 4)).map(always),
    st.sampled_from(widgets),
    anything,
)
names = st.sampled_from(["year", "side", "año", "_x", "<b>", "", "a b", "x" * 500, "start"])


def use(function: Any, given: dict[str, Any]) -> None:
    """Do with a widget what a student, a live page and the book do."""
    widget: Explore = sl.explore(function, **given)
    html = widget._repr_mimebundle_()[0]["text/html"]
    (said,) = re.findall(r'<p class="startlab-says"[^>]*>([^<]*)</p>', html)
    assert is_one_sentence(said)
    for control in widget._controls:
        control.live.value = control.options[-1][1]
        assert is_one_sentence(re.sub("<svg.*</svg>", "", widget._screen.value, flags=re.DOTALL))


@pytest.mark.nightly
@pytest.mark.filterwarnings("ignore:Glyph:UserWarning")  # a label can be in any script
@CASES
@given(functions, st.dictionaries(names, controls, max_size=2))
def test_explore_draws_or_answers_in_one_sentence(function: Maker, given: dict[str, Maker]) -> None:
    made = {name: make() for name, make in given.items()}
    said = as_a_student_sees_it(lambda: use(function(), made))
    assert is_one_sentence(said), said
    assert not said or said.startswith("startlab: ")


@pytest.mark.parametrize("make", ODDITIES)
def test_no_such_value(make: Maker) -> None:
    widget = sl.explore(draws, year=[2011, 2012])
    said = as_a_student_sees_it(lambda: widget.at(year=make()))
    assert is_one_sentence(said), said
    assert said.startswith("startlab: year cannot be ")


# --- play: words as hostile as can be, and states, chances and points that may be anything

wordings = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        [
            "</script><script>",
            "<!--",
            "<img onerror=x>",
            "{points}{turn}",
            "{",
            "\ud800",
            "a\nb",
            "",
        ]
    ),
).map(always)
words_of_a_game = st.one_of(wordings, wordings, wordings, anything)
state_names = st.sampled_from(["a", "b", "c"]).map(always)
parts = st.one_of(
    st.sampled_from([0, 1, 0.5, Fraction(1, 2), -1, 3, math.nan]).map(always), anything
)
outcomes = st.lists(st.one_of(parts, state_names, words_of_a_game), max_size=5).map(
    lambda makers: some(tuple, makers)
)
fair = st.builds(
    lambda to, points, says: lambda: [(1, to(), points(), says())],
    state_names,
    st.sampled_from([0, 1, Fraction(1, 3)]).map(always),
    words_of_a_game,
)
leads = st.one_of(state_names, fair, fair, st.lists(outcomes, max_size=2).map(partial(some, list)))
moves = st.dictionaries(st.text(max_size=4), st.one_of(leads, leads, anything), max_size=2)
states = st.builds(
    lambda says, moves, picture, after: (
        lambda: State(says(), {label: make() for label, make in moves.items()}, picture(), after())
    ),
    words_of_a_game,
    moves,
    st.just(always(None)) | st.just(always(None)) | anything,
    st.one_of(st.just(always("")), state_names, anything),
)
names_of_games = st.one_of(st.just(always("coin")), st.just(always("coin")), anything)
counts = st.one_of(st.sampled_from([0, 0, 2]).map(always), anything)


def use_game(name: Any, states: Any, rounds: Any, seed: Any) -> None:
    """Do with a game what its author, a player and the book do."""
    game = Game(name, states, rounds)
    live = sl.play(game, seed)
    html = live.to_html()
    assert html.count("<script") == html.count("</script") == 1
    for _ in range(5):
        text = live._screen.value + live._log.value
        assert "<script" not in text
        assert "<img" not in text
        labels = list(game.states[live.at.state].moves)
        if not labels:
            break
        live.move(labels[-1])
    live.again()
    with suppress(sl.StartlabError):  # it may go on for ever
        game.value()


@pytest.mark.nightly
@CASES
@given(names_of_games, st.dictionaries(st.sampled_from("abc"), states | anything), counts, counts)
def test_play_plays_or_answers_in_one_sentence(
    name: Maker, made: dict[str, Maker], rounds: Maker, seed: Maker
) -> None:
    table = {key: make() for key, make in made.items()}
    said = as_a_student_sees_it(lambda: use_game(name(), table, rounds(), seed()))
    assert is_one_sentence(said), said
    assert not said or said.startswith("startlab: ")


@pytest.mark.parametrize("make", ODDITIES)
def test_no_such_game_or_move(make: Maker) -> None:
    states = {"a": State("Go?", {"Go": "b"}), "b": State("Gone.")}
    for call in (
        lambda: sl.play(make()),
        lambda: Game("coin", make()),
        lambda: sl.play(Game("coin", states), 1).move(make()),
    ):
        said = as_a_student_sees_it(call)
        assert is_one_sentence(said), said
        assert said.startswith("startlab: ")
