"""The widget: controls over a figure, alive in a notebook and in a published page."""

from __future__ import annotations

import hashlib
import html
import itertools
import json
import math
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import ipywidgets
from matplotlib.figure import Figure

from startlab.errors import StartlabError, as_line, describe_error, nearest, safe_repr
from startlab.figures.explore_controls import (
    Control,
    alike,
    give_fewer,
    label_of,
    listed,
    read_control,
)
from startlab.figures.predict import COMMIT, SHOW, Prediction, read_prediction
from startlab.figures.style import FOR_PAGES, rows_as_text, session_kept
from startlab.figures.svg import svg_lines

MOST_FRAMES = 400
MOST_BYTES = 1_000_000
MOST_ROWS = 20_000  # bytes of rows behind the figures that a stored notebook holds


class Frame(NamedTuple):
    """What is shown in one state: the figure as lines of SVG, its sentence, its rows as CSV."""

    lines: list[str]
    says: str
    rows: list[str]


class PageWidget(ipywidgets.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """A widget of a live kernel that is also stored: for a page, or as its first state alone."""

    def to_html(self) -> str:
        """Return the widget as HTML that needs no kernel."""
        raise NotImplementedError

    def _still_html(self) -> str:
        """Return the first state alone, for a notebook that is opened again without its kernel."""
        raise NotImplementedError

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
        self._last: tuple[Figure | None, dict[str, Any]] = (None, {})
        self._answer = self._state(prediction.at) if prediction else {}
        self._first = self._frame(self._state({}), refuse=True)
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
            if name not in state:
                raise StartlabError(f"No control {name!r}. Nearest: {nearest(name, state)}.")
            options = next(c.options for c in self._controls if c.name == name)
            found = [own for text, own in options if alike(own, value) or alike(text, value)]
            if not found:
                allowed = listed(own for _, own in options)
                raise StartlabError(f"{name} cannot be {safe_repr(value)}; allowed: {allowed}.")
            state[name] = found[0]
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
        frames = [self._frame(values, rows=True) for values in states]
        uid = "sl" + hashlib.sha256(repr(frames).encode()).hexdigest()[:8]
        frames = _named_apart(frames, uid)
        prediction = self._prediction
        asked = {}
        if prediction:
            place, figure = states.index(self._answer), self._draw(self._answer)
            asked = {"predict": prediction.for_page(place, figure)}
        payload = _payload(frames, asked)
        if len(payload) > MOST_BYTES:
            raise StartlabError(
                f"explore made {len(payload):,} bytes of figures, at most {MOST_BYTES:,} fit a "
                f"page; {_how_to_cut(self._controls)}, or draw fewer points."
            )
        first = frames[states.index(self._state({}))]
        rows = _rows(frames, first)
        return _page_html(self._controls, first, payload, rows, uid, prediction)

    def _still_html(self) -> str:
        seen = _seen_html(self._prediction)
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
        last, last_values = self._last
        if figure is last and values != last_values:
            raise StartlabError(
                f"{name} returned the same figure for other values, with all that was drawn on it "
                "before; begin it with `figure, axes = plt.subplots()`."
            )
        self._last = (figure, values)
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
        self.children = [verdict, *self._shown, ipywidgets.HTML(_seen_html(self._prediction))]

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


def explore(function: Callable[..., Figure], /, *, predict: Any = None, **controls: Any) -> Explore:
    """Put controls over a figure: in a live notebook and in a page without a kernel.

    Parameters
    ----------
    function : callable
        Takes the controls as keyword arguments and returns a matplotlib figure. The label of
        the figure (``figure.set_label``) is the sentence that is shown, and read aloud by a
        screen reader, after each change.
    predict : dict or str, optional
        What the reader predicts before the figure is shown: see `startlab.figures.predict`.
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
        If a control is empty or of another kind, the function returns no figure, or the
        prediction cannot be read.

    Examples
    --------
    >>> def square(side):
    ...     figure = Figure()
    ...     figure.set_label(f"A square of side {side}.")
    ...     return figure
    >>> explore(square, side=range(1, 4))
    explore(square, side: 3 values)
    """
    if not callable(function):
        raise StartlabError(
            f"explore needs a function that draws a figure, not {safe_repr(function)}."
        )
    if not controls and predict is None:
        raise StartlabError("explore needs at least one control, for example year=range(2011, 23).")
    read = [read_control(name, given) for name, given in controls.items()]
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


def _named_apart(frames: list[Frame], uid: str) -> list[Frame]:
    """Return frames with numbered clip paths and markers: two widgets may share a page."""
    numbers: dict[str, int] = {}

    def numbered(found: re.Match[str]) -> str:
        return f"{found[1]}{uid}-{numbers.setdefault(found[2], len(numbers))}"

    name = re.compile(r'( id="| xlink:href="#|url\(#)(\w+)')
    return [f._replace(lines=[name.sub(numbered, line) for line in f.lines]) for f in frames]


def _runs(lines: list[str], pool: dict[str, int]) -> list[int]:
    """Return lines as runs of a pool of distinct ones, which grows: start, length, start, …."""
    runs: list[int] = []
    for line in lines:
        index = pool.setdefault(line, len(pool))
        if runs and runs[-2] + runs[-1] == index:
            runs[-1] += 1
        else:
            runs += [index, 1]
    return runs


def _payload(frames: list[Frame], asked: Mapping[str, Any] | None = None) -> str:
    """Return the frames as JSON: a pool of distinct lines, and runs of it for each frame.

    Styles are few and long: a line holds ``&3;`` for the fourth of them, which no SVG can hold.
    """
    styles: dict[str, int] = {}
    pool: dict[str, int] = {}

    def numbered(found: re.Match[str]) -> str:
        return f"&{styles.setdefault(found[0], len(styles))};"

    style = re.compile(r'( clip-path="[^"]*")? style="[^"]*"')
    packed = [
        [f.says, *_runs([style.sub(numbered, line) for line in f.lines], pool)] for f in frames
    ]
    return _as_json(
        {"styles": list(styles), "lines": list(pool), "frames": packed, **(asked or {})}
    )


def _rows(frames: list[Frame], first: Frame) -> str:
    """Return the rows behind the frames, packed alike; where they are many, of the first alone."""
    pool: dict[str, int] = {}
    runs = [_runs(frame.rows, pool) for frame in frames]
    text = _as_json({"lines": list(pool), "frames": runs}) if pool else ""
    return text if len(text) <= MOST_ROWS or len(frames) == 1 else _rows([first], first)


def _as_json(parts: Mapping[str, Any]) -> str:
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    # Nothing in the text may end or open a script or a comment in the page.
    text = text.replace("</", "<\\/")
    return re.sub(r"<(?=!|script)", r"\\u003c", text, flags=re.IGNORECASE)


# JupyterLab takes pictures and controls out of a notebook that it does not trust, and leaves their
# loose numbers. It also takes out this style; without it, its own class hides what is left.
UNTRUSTED = 'class="lm-Widget lm-mod-hidden" style="all:revert!important"'


def _page_html(
    controls: list[Control],
    first: Frame,
    payload: str,
    rows: str,
    uid: str,
    prediction: Prediction | None,
) -> str:
    inputs = "\n".join(_input_html(control, f"{uid}-{control.name}") for control in controls)
    svg, says = "\n".join(first.lines), html.escape(first.says)
    asks, form = (
        ("", "")
        if prediction is None
        else (f' data-predict="{prediction.kind}"', f"{prediction.form(uid)}\n")
    )
    packed = f'<script type="application/json" class="startlab-rows">{rows}</script>\n'
    return f"""<div class="startlab-explore" id="{uid}"{asks}>
<div {UNTRUSTED}>
<div class="startlab-stage">
{form}<form class="startlab-controls" hidden>
{inputs}
</form>
<div class="startlab-frame" role="img" aria-labelledby="{uid}-says">
{svg}
</div>
</div>
</div>
<p class="startlab-says" id="{uid}-says">{says}</p>
{_seen_html(prediction)}<script type="application/json">{payload}</script>
{packed if rows else ""}</div>"""


def _seen_html(prediction: Prediction | None) -> str:
    if prediction is None or not prediction.seen:
        return ""
    return f'<p class="startlab-seen">{prediction.seen_html()}</p>\n'


def _input_html(control: Control, ident: str) -> str:
    label = f'<label for="{ident}">{html.escape(control.label)}</label>'
    texts = [text for text, _ in control.options]
    if control.kind == "choice":
        options = "".join(
            f"<option{' selected' if n == control.start else ''}>{html.escape(text)}</option>"
            for n, text in enumerate(texts)
        )
        return f'<p>{label} <select id="{ident}">{options}</select></p>'
    if control.kind == "switch":
        checked = " checked" if control.start else ""
        return f'<p><input type="checkbox" id="{ident}"{checked}> {label}</p>'
    shown = html.escape(texts[control.start])
    return (
        f'<p>{label} <input type="range" id="{ident}" min="0" max="{len(texts) - 1}" '
        f'value="{control.start}" aria-valuetext="{shown}" '
        f"data-texts='{html.escape(json.dumps(texts, ensure_ascii=False))}'> "
        f'<output for="{ident}" aria-live="off">{shown}</output></p>'
    )
