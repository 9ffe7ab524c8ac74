"""The widget: controls over a figure, alive in a notebook and in a published page."""

import hashlib
import html
import itertools
import math
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import ipywidgets
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from startlab.errors import StartlabError, as_line, describe_error, safe_repr
from startlab.figures.explore_controls import (
    Control,
    control_named,
    give_fewer,
    label_of,
    read_controls,
)
from startlab.figures.explore_page import UNTRUSTED, Frame, packed_frames, packed_rows, page_html
from startlab.figures.predict import COMMIT, SHOW, Prediction, read_prediction
from startlab.figures.style import FOR_PAGES, rows_as_text, session_kept
from startlab.figures.svg import named_apart, svg_lines

MOST_FRAMES = 400
MOST_BYTES = 1_000_000


class PageWidget(ipywidgets.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """A widget of a live kernel that is also stored: for a page, or as its first state alone."""

    to_html: Callable[[], str]  # the widget as HTML that needs no kernel
    _still_html: Callable[[], str]  # the first state, for a notebook opened without its kernel

    def _repr_mimebundle_(self, **options: Any) -> Any:
        bundle = super()._repr_mimebundle_(**options)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        drawn = self.to_html() if os.environ.get(FOR_PAGES) else self._still_html()
        return {**data, "text/plain": repr(self), "text/html": drawn}, metadata


class Explore(PageWidget):
    """A figure with controls: made by `explore`."""

    def __init__(
        self,
        function: Callable[..., Figure],
        controls: list[Control],
        prediction: Prediction | None = None,
    ) -> None:
        self._function = function
        self._controls = controls
        self._prediction = prediction
        self._guesses: list[float] = []
        self._screen = ipywidgets.HTML()
        self._parts: set[Artist] = set()  # of the last figure
        self._answer = self._state(prediction.at) if prediction else {}
        self._first = self._frame(self._state({}), refuse=True, rows=True)
        self._show(self._first)
        for control in controls:
            control.live.observe(self._redraw, names="value")
        self._shown = [*(control.live for control in controls), self._screen]
        super().__init__(self._ask(prediction) if prediction else self._shown)

    def __repr__(self) -> str:
        """Return text without addresses: notebooks store it."""
        names = [f"{c.name}: {len(c.options)} values" for c in self._controls]
        return f"explore({', '.join([_name_of(self._function), *names])})"

    def at(self, **values: Any) -> Figure:
        """Return the figure for given values; controls not named keep their first value."""
        return self._draw(self._state(values))

    def _state(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the value of each control where some are named, by value or by label."""
        state = {control.name: control.options[control.start][1] for control in self._controls}
        for name, value in values.items():
            control = control_named(name, self._controls)
            state[name] = control.values[control.place_of(value)]
        return state

    def predict(self, *guesses: float) -> str:
        """Commit to a prediction, as the button does; return what is said to it.

        A choice is given by its place, from 0; a line by one number for each of its places.
        """
        if self._prediction is None:
            raise StartlabError("This widget asks for no prediction.")
        said = self._prediction.verdict(guesses)
        self._guesses = list(guesses)
        self._reveal(said)
        return said

    def to_html(self) -> str:
        """Return the widget as HTML that needs no kernel: every figure, drawn beforehand.

        It holds the first figure, its controls (shown by the script of the book) and the frames
        as a pool of lines with indices: the same bytes on every run.
        """
        frames_needed = math.prod(len(control.options) for control in self._controls)
        if frames_needed > MOST_FRAMES:
            sizes = " x ".join(f"{len(c.options)} {c.name}" for c in self._controls)
            raise StartlabError(
                f"explore would draw {frames_needed:,} figures ({sizes}), at most {MOST_FRAMES} "
                f"fit a page; {_how_to_cut(self._controls)}."
            )
        names = [control.name for control in self._controls]
        grid = itertools.product(*(control.values for control in self._controls))
        states = [dict(zip(names, values, strict=True)) for values in grid]
        drawn = [] if self._guesses else [self._state({})]  # already
        frames = [self._first if v in drawn else self._frame(v, rows=True) for v in states]
        uid = "sl" + hashlib.sha256(repr(frames).encode()).hexdigest()[:8]
        known: dict[str, int] = {}
        frames = [f._replace(lines=named_apart(f.lines, uid, known)) for f in frames]
        prediction = self._prediction
        asked = {}
        if prediction:
            place, figure = states.index(self._answer), self._draw(self._answer)
            asked = {"predict": prediction.for_page(place, figure)}
        payload = packed_frames(frames, asked)
        if len(payload) > MOST_BYTES:
            raise StartlabError(
                f"explore made {len(payload):,} bytes of figures, at most {MOST_BYTES:,} fit a "
                f"page; {_how_to_cut(self._controls)}, or draw fewer points."
            )
        first = frames[states.index(self._state({}))]
        rows = packed_rows(frames, first)
        return page_html(self._controls, first, payload, rows, uid, prediction)

    def _still_html(self) -> str:
        seen = self._prediction.seen_html() if self._prediction else ""
        drawn = "\n".join(self._first.lines)
        return f"<div {UNTRUSTED}>\n{drawn}\n</div>\n<p>{html.escape(self._first.says)}</p>{seen}"

    def _frame(self, values: dict[str, Any], refuse: bool = False, rows: bool = False) -> Frame:
        try:
            figure = self._draw(values)
            lines = svg_lines(figure)
            if self._prediction and self._guesses and values == self._answer:
                lines.insert(-1, self._prediction.marked(figure, self._guesses))
            behind = rows_as_text(figure) if rows else []
            return Frame(lines, as_line(str(figure.get_label())), behind)
        except Exception as error:  # whatever a student's function raises becomes a sentence
            if refuse and isinstance(error, StartlabError):
                raise
            labels = ", ".join(f"{name} = {label_of(value)}" for name, value in values.items())
            says = f"No figure for {labels}. {describe_error(error)}"
            return Frame([f'<p class="startlab-fault">{html.escape(says)}</p>'], says, [])

    def _draw(self, values: dict[str, Any]) -> Figure:
        with session_kept(), _pyplot_kept() as opened:
            figure = self._function(**values)
            if figure is None:  # drawn with pyplot and not returned, as students write it
                drawn = [each for each in opened() if each.axes]
                figure = drawn[0] if len(drawn) == 1 else None
        name = _name_of(self._function)
        if not isinstance(figure, Figure):
            raise StartlabError(
                f"{name} returned {type(figure).__name__}, not a figure; begin it with "
                "`figure, axes = plt.subplots()` and end it with `return figure`."
            )
        parts = {part for whole in (figure, *figure.axes) for part in whole.get_children()}
        if set() < self._parts < parts:  # a figure that was kept and not drawn on has the same
            raise StartlabError(
                f"{name} drew on the figure that it returned last, over all that was there; begin "
                "it with `figure, axes = plt.subplots()`."
            )
        self._parts = parts
        return figure

    def _ask(self, prediction: Prediction) -> list[ipywidgets.Widget]:
        """Return the question as widgets; its buttons bring what is asked about."""
        asked, given = prediction.live()
        commit, look = (ipywidgets.Button(description=words) for words in (COMMIT, SHOW))
        empty = ipywidgets.HTML()

        def guesses() -> list[float]:
            return [widget.value for widget in given]

        figure = (prediction.draw or {}).get("empty")
        *lines, end = svg_lines(figure) if figure else [""]

        def draw(_change: object = None) -> None:
            if figure:
                empty.value = "\n".join([*lines, prediction.marked(figure, guesses()), end])

        for widget in given:
            widget.observe(draw, names="value")
        draw()
        commit.on_click(lambda _: None if None in guesses() else self.predict(*guesses()))
        look.on_click(lambda _: self._reveal(""))
        return [asked, empty, *given, ipywidgets.HBox([commit, look])]

    def _reveal(self, said: str) -> None:
        """Show the state that was asked about, with what is said to the prediction."""
        verdict = ipywidgets.HTML(f'<p role="alert">{html.escape(said)}</p>' if said else "")
        for control in self._controls:
            control.live.value = self._answer[control.name]
        self._show(self._frame(self._answer))
        seen = self._prediction.seen_html() if self._prediction else ""
        self.children = [verdict, *self._shown, ipywidgets.HTML(seen)]

    def _redraw(self, _change: object) -> None:
        self._show(self._frame({c.name: c.live.value for c in self._controls}), role="alert")

    def _show(self, frame: Frame, role: str = "status") -> None:
        # A live kernel makes the text anew each time, and only a new alert is read aloud for sure.
        lines, says, _ = frame
        drawn, words = "\n".join(lines), html.escape(says)
        self._screen.value = (
            f'<div role="img" aria-label="{words}">{drawn}</div><p role="{role}">{words}</p>'
            if lines[0].startswith("<svg")
            else f'<div role="{role}">{drawn}</div>'
        )


def explore(
    function: Callable[..., Figure],
    /,
    *,
    predict: Any = None,
    start: Mapping[str, Any] | None = None,
    labels: Mapping[str, str] | None = None,
    **controls: Any,
) -> Explore:
    """Put controls over a figure: in a live notebook and in a page without a kernel.

    Parameters
    ----------
    function : callable
        Takes the controls as keyword arguments and returns a matplotlib figure. The label of
        the figure (``figure.set_label``) is the sentence that is shown, and read aloud by a
        screen reader, after each change.
    predict : dict or str, optional
        What the reader predicts before the figure is shown: see `startlab.figures.predict`.
    start : dict, optional
        By the name of a control, the value (or its label) that is shown first; without it, the
        first one.
    labels : dict, optional
        By the name of a control, what stands beside it; without it, the name in words.
    **controls
        One a keyword argument: a ``range`` or a list of numbers or dates (a slider), a list of
        names (a choice), a list of ``(label, value)`` pairs or a dict of them, ``True`` or
        ``False`` (a switch), or an ipywidget with options or with `min`, `max` and `step`.

    Returns
    -------
    Explore
        Show it as the last line of a cell.

    Raises
    ------
    StartlabError
        If a control is empty or of another kind, `start` or `labels` name a control or a value
        that there is not, the function returns no figure, or the prediction cannot be read.

    Examples
    --------
    >>> def square(side):
    ...     figure = Figure()
    ...     figure.set_label(f"A square of side {side}.")
    ...     return figure
    >>> explore(square, start={"side": 2}, labels={"side": "Side, metres"}, side=range(1, 4))
    explore(square, side: 3 values)
    """
    if not callable(function):
        raise StartlabError(
            f"explore needs a function that draws a figure, not {safe_repr(function)}."
        )
    if not controls and predict is None:
        raise StartlabError("explore needs at least one control, for example year=range(2011, 23).")
    read = read_controls(controls, start, labels)
    return Explore(function, read, None if predict is None else read_prediction(predict))


@contextmanager
def _pyplot_kept() -> Iterator[Callable[[], list[Figure]]]:
    """Give what is drawn with pyplot a figure of its own, and close all that is opened."""
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    own = _open_in_pyplot()
    if pyplot:
        pyplot.figure()  # or the function would draw on the student's last one
        show, pyplot.show = pyplot.show, lambda *_, **__: None  # would print each figure once more
    try:
        yield lambda: [
            sys.modules["matplotlib.pyplot"].figure(number) for number in _open_in_pyplot() - own
        ]
    finally:
        if pyplot:
            pyplot.show = show
        for number in _open_in_pyplot() - own:
            sys.modules["matplotlib.pyplot"].close(number)


def _open_in_pyplot() -> set[int]:
    pyplot = sys.modules.get("matplotlib.pyplot")
    return set(pyplot.get_fignums()) if pyplot else set()


def _name_of(function: Callable[..., Figure]) -> str:
    """Return the name of a function; a callable object has only that of its kind."""
    name = getattr(function, "__name__", None)
    return name if isinstance(name, str) else type(function).__name__


def _how_to_cut(controls: list[Control]) -> str:
    return give_fewer(max(controls, key=lambda control: len(control.options)).name)
