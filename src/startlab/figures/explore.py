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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import ipywidgets
from matplotlib.figure import Figure

from startlab.errors import StartlabError, as_line, describe_error, nearest, safe_repr
from startlab.figures.controls import (
    Control,
    give_fewer,
    label_of,
    listed,
    place_of_value,
    read_control,
)
from startlab.figures.style import session_kept
from startlab.figures.svg import svg_lines

# Set where notebooks are run to be stored: only then is every state drawn, for a page.
FOR_PAGES = "STARTLAB_DRAW_ALL_STATES"
MOST_FRAMES = 400
MOST_BYTES = 1_000_000
Frame = tuple[list[str], str]


class Explore(ipywidgets.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """A figure with controls: made by `explore`."""

    def __init__(self, function: Callable[..., Figure], controls: list[Control]) -> None:
        self._function = function
        self._controls = controls
        self._screen = ipywidgets.HTML()
        self._last: tuple[Figure | None, dict[str, Any]] = (None, {})
        start = {c.name: c.options[c.start][1] for c in controls}
        self._first = self._frame(start, refuse=True)
        self._show(self._first)
        for control in controls:
            control.live.observe(self._redraw, names="value")
        super().__init__([*(control.live for control in controls), self._screen])

    def __repr__(self) -> str:
        """Return text without addresses: notebooks store it."""
        names = ", ".join(f"{c.name}: {len(c.options)} values" for c in self._controls)
        return f"explore({_name_of(self._function)}, {names})"

    def at(self, **values: Any) -> Figure:
        """Return the figure for given values; controls not named keep their first value.

        Raises
        ------
        StartlabError
            If a control or one of its values does not exist.
        """
        known = {control.name: control for control in self._controls}
        for name, value in values.items():
            if name not in known:
                raise StartlabError(f"No control {name!r}. Nearest: {nearest(name, known)}.")
            if place_of_value(value, known[name].values) is None:
                raise StartlabError(
                    f"{name} cannot be {safe_repr(value)}; allowed: {listed(known[name].values)}."
                )
        start = {c.name: c.options[c.start][1] for c in self._controls}
        return self._draw(start | values)

    def to_html(self) -> str:
        """Return the widget as HTML that needs no kernel: every figure, drawn beforehand.

        Returns
        -------
        str
            A ``<div>`` with the first figure, its controls (shown by the script of the book) and
            the frames as a pool of lines with indices. The same bytes on every run.

        Raises
        ------
        StartlabError
            If there are more frames than `MOST_FRAMES`, or more bytes than `MOST_BYTES`.
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
        frames = [self._frame(dict(zip(names, values, strict=True))) for values in grid]
        uid = "sl" + hashlib.sha256(repr(frames).encode()).hexdigest()[:8]
        frames = _named_apart(frames, uid)
        payload = _payload(frames)
        if len(payload) > MOST_BYTES:
            raise StartlabError(
                f"explore made {len(payload):,} bytes of figures, at most {MOST_BYTES:,} fit a "
                f"page; {_how_to_cut(self._controls)}, or draw fewer points."
            )
        first = 0
        for control in self._controls:
            first = first * len(control.options) + control.start
        return _page_html(self._controls, frames[first], payload, uid)

    def _repr_mimebundle_(self, **options: Any) -> Any:
        bundle = super()._repr_mimebundle_(**options)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        drawn = self.to_html() if os.environ.get(FOR_PAGES) else _still_html(self._first)
        return {**data, "text/plain": repr(self), "text/html": drawn}, metadata

    def _frame(self, values: dict[str, Any], *, refuse: bool = False) -> Frame:
        try:
            figure = self._draw(values)
            return svg_lines(figure), as_line(str(figure.get_label()))
        except Exception as error:  # whatever a student's function raises becomes a sentence
            if refuse and isinstance(error, StartlabError):
                raise
            labels = ", ".join(f"{name} = {label_of(value)}" for name, value in values.items())
            says = f"No figure for {labels}. {describe_error(error)}"
            return ['<p class="startlab-fault">' + html.escape(says) + "</p>"], says

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

    def _redraw(self, _change: object) -> None:
        self._show(self._frame({c.name: c.live.value for c in self._controls}), role="alert")

    def _show(self, frame: Frame, role: str = "status") -> None:
        # A live kernel makes the text anew each time, and only a new alert is read aloud for sure.
        lines, says = frame
        drawn, words = "\n".join(lines), html.escape(says)
        self._screen.value = (
            f'<div role="img" aria-label="{words}">{drawn}</div><p role="{role}">{words}</p>'
            if lines[0].startswith("<svg")
            else f'<div role="{role}">{drawn}</div>'
        )


def explore(function: Callable[..., Figure], /, **controls: Any) -> Explore:
    """Put controls over a figure: in a live notebook and in a page without a kernel.

    Parameters
    ----------
    function : callable
        Takes the controls as keyword arguments and returns a matplotlib figure. The label of
        the figure (``figure.set_label``) is the sentence that is shown, and read aloud by a
        screen reader, after each change.
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
        If a control is empty or of another kind, or if the function returns no figure.

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
    if not controls:
        raise StartlabError("explore needs at least one control, for example year=range(2011, 23).")
    return Explore(function, [read_control(name, given) for name, given in controls.items()])


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
        return f"{found[1]}{uid}{numbers.setdefault(found[2], len(numbers))}"

    name = re.compile(r'( id="| xlink:href="#|url\(#)(\w+)')
    return [([name.sub(numbered, line) for line in lines], says) for lines, says in frames]


def _payload(frames: list[Frame]) -> str:
    """Return the frames as JSON: a pool of distinct lines, and runs of it for each frame.

    Styles are few and long: a line holds ``&3;`` for the fourth of them, which no SVG can hold.
    """
    styles: dict[str, int] = {}
    pool: dict[str, int] = {}
    packed = []

    def numbered(found: re.Match[str]) -> str:
        return f"&{styles.setdefault(found[0], len(styles))};"

    for lines, says in frames:
        runs: list[int] = []
        for line in lines:
            line = re.sub(r'( clip-path="[^"]*")? style="[^"]*"', numbered, line)
            index = pool.setdefault(line, len(pool))
            if runs and runs[-2] + runs[-1] == index:
                runs[-1] += 1
            else:
                runs += [index, 1]
        packed.append([says, *runs])
    parts = {"styles": list(styles), "lines": list(pool), "frames": packed}
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    # Nothing in the text may end or open a script or a comment in the page.
    text = text.replace("</", "<\\/")
    return re.sub(r"<(?=!|script)", r"\\u003c", text, flags=re.IGNORECASE)


# JupyterLab takes pictures and controls out of a notebook that it does not trust, and leaves their
# loose numbers. It also takes out this style; without it, its own class hides what is left.
UNTRUSTED = 'class="lm-Widget lm-mod-hidden" style="all:revert!important"'


def _page_html(controls: list[Control], first: Frame, payload: str, uid: str) -> str:
    inputs = "\n".join(_input_html(control, f"{uid}-{control.name}") for control in controls)
    svg, says = "\n".join(first[0]), html.escape(first[1])
    return f"""<div class="startlab-explore" id="{uid}">
<div {UNTRUSTED}>
<form class="startlab-controls" hidden>
{inputs}
</form>
<div class="startlab-frame" role="img" aria-labelledby="{uid}-says">
{svg}
</div>
</div>
<p class="startlab-says" id="{uid}-says">{says}</p>
<script type="application/json">{payload}</script>
</div>"""


def _still_html(first: Frame) -> str:
    """Return the first state alone, for a notebook that is opened again without its kernel."""
    return (
        f"<div {UNTRUSTED}>\n" + "\n".join(first[0]) + f"\n</div>\n<p>{html.escape(first[1])}</p>"
    )


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
