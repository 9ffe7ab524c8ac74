"""The widget: controls over a figure, alive in a notebook and in a published page."""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
import html
import itertools
import json
import math
import numbers
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import ipywidgets
from matplotlib.figure import Figure

from startlab.errors import StartlabError, as_line, nearest, shown, told
from startlab.svg import svg_lines

MOST_FRAMES = 400
MOST_BYTES = 1_000_000
Frame = tuple[list[str], str]


@dataclass(frozen=True)
class Control:
    """One control of the widget: a name, a label, and the values that it can take.

    Attributes
    ----------
    name : str
        The argument of the function that it sets.
    label : str
        What the reader sees.
    kind : str
        ``"slider"`` for values in order, ``"choice"`` for names, ``"switch"`` for yes and no.
    options : tuple of (str, value)
        What the reader sees of each value, and the value.
    start : int
        Index of the value that is shown first.
    live : ipywidgets.Widget
        The same control for a live kernel.
    """

    name: str
    label: str
    kind: str
    options: tuple[tuple[str, Any], ...]
    start: int
    live: ipywidgets.Widget


class Explore(ipywidgets.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """A figure with controls: made by `explore`."""

    def __init__(self, function: Callable[..., Figure], controls: list[Control]) -> None:
        self._function = function
        self._controls = controls
        self._screen = ipywidgets.HTML()
        for control in controls:
            control.live.observe(self._redraw, names="value")
        super().__init__([*(control.live for control in controls), self._screen])
        self._redraw()

    def __repr__(self) -> str:
        """Return text without addresses: notebooks store it."""
        names = ", ".join(f"{c.name}: {len(c.options)} values" for c in self._controls)
        return f"explore({_name_of(self._function)}, {names})"

    def at(self, **values: Any) -> Figure:
        """Return the figure for given values; controls not named keep their first value.

        Parameters
        ----------
        **values
            Values of the controls, by name.

        Returns
        -------
        matplotlib.figure.Figure
            What the function returns.

        Raises
        ------
        StartlabError
            If a control or one of its values does not exist.
        """
        known = {control.name: control for control in self._controls}
        for name, value in values.items():
            if name not in known:
                raise StartlabError(f"No control {name!r}. Nearest: {nearest(name, known)}.")
            allowed = [option for _, option in known[name].options]
            if _place(value, allowed) is None:
                raise StartlabError(
                    f"{name} cannot be {shown(value)}; allowed: {_listed(map(shown, allowed))}."
                )
        start = {c.name: c.options[c.start][1] for c in self._controls}
        return _figure(self._function, start | values)

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
            If the frames are larger than `MOST_BYTES`.
        """
        grid = itertools.product(*(control.options for control in self._controls))
        frames = [self._frame({c.name: value for c, (_, value) in self._named(at)}) for at in grid]
        uid = "sl" + hashlib.sha256(repr(frames).encode()).hexdigest()[:8]
        frames = _named_apart(frames, uid)
        payload = _payload(frames)
        if len(payload) > MOST_BYTES:
            raise StartlabError(
                f"explore made {len(payload):,} bytes of figures, at most {MOST_BYTES:,} fit a "
                f"page; {_how_to_cut(self._controls)}, or draw fewer points."
            )
        lines, says = frames[self._first_index()]
        return _page_html(self._controls, "\n".join(lines), says, payload, uid)

    def _repr_mimebundle_(self, **options: Any) -> Any:
        bundle = super()._repr_mimebundle_(**options)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return {**data, "text/plain": repr(self), "text/html": self.to_html()}, metadata

    def _named(self, at: Iterable[tuple[str, Any]]) -> Iterable[tuple[Control, tuple[str, Any]]]:
        return zip(self._controls, at, strict=True)

    def _first_index(self) -> int:
        index = 0
        for control in self._controls:
            index = index * len(control.options) + control.start
        return index

    def _frame(self, values: dict[str, Any]) -> Frame:
        try:
            with _no_pause():
                figure = _figure(self._function, values)
                return svg_lines(figure), as_line(str(figure.get_label()))
        except Exception as error:  # whatever a student's function raises becomes a sentence
            labels = ", ".join(f"{name} = {_text(value)}" for name, value in values.items())
            says = f"No figure for {labels}. {told(error)}"
            return ['<p class="startlab-fault">' + html.escape(says) + "</p>"], says

    def _redraw(self, change: object = None) -> None:
        lines, says = self._frame({c.name: c.live.value for c in self._controls})
        shown, told = "\n".join(lines), html.escape(says)
        # A live kernel makes the text anew each time, and only a new alert is read aloud for sure.
        role = "alert" if change else "status"
        if lines[0].startswith("<svg"):
            shown = f'<div role="img" aria-label="{told}">{shown}</div><p role="{role}">{told}</p>'
        else:
            shown = f'<div role="{role}">{shown}</div>'
        self._screen.value = shown


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
        If a control is empty or of another kind, if the grid of values is larger than 400
        figures (the message says how to cut it), or if the function returns no figure.

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
        raise StartlabError(f"explore needs a function that draws a figure, not {shown(function)}.")
    if not controls:
        raise StartlabError("explore needs at least one control, for example year=range(2011, 23).")
    made = [_control(name, given) for name, given in controls.items()]
    frames = math.prod(len(control.options) for control in made)
    if frames > MOST_FRAMES:
        sizes = " x ".join(f"{len(control.options)} {control.name}" for control in made)
        raise StartlabError(
            f"explore would draw {frames:,} figures ({sizes}), at most {MOST_FRAMES}; "
            f"{_how_to_cut(made)}."
        )
    _require_figure(function, {c.name: c.options[c.start][1] for c in made})
    return Explore(function, made)


@contextmanager
def _no_pause() -> Iterator[None]:
    """Put off the garbage collector: a full collection takes longer than drawing a figure."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _require_figure(function: Callable[..., Figure], values: dict[str, Any]) -> None:
    try:
        _figure(function, values)
    except StartlabError:
        raise
    except Exception:  # told in place of the figure, for this and for every other value
        return


def _figure(function: Callable[..., Figure], values: dict[str, Any]) -> Figure:
    figure = function(**values)
    if not isinstance(figure, Figure):
        raise StartlabError(
            f"{_name_of(function)} returned {type(figure).__name__}, not a figure; "
            "end it with `return figure`."
        )
    return figure


def _name_of(function: Callable[..., Figure]) -> str:
    """Return the name of a function; a callable object has only that of its kind."""
    name = getattr(function, "__name__", None)
    return name if isinstance(name, str) else type(function).__name__


def _how_to_cut(controls: list[Control]) -> str:
    return _fewer(max(controls, key=lambda control: len(control.options)).name)


def _fewer(name: str) -> str:
    return f"give {name} fewer values, for example every second one ([::2])"


def _control(name: str, given: Any) -> Control:
    if not name.isidentifier():
        raise StartlabError(f"A control cannot be named {shown(name)}; use letters, digits and _.")
    try:
        return _read_control(name, given)
    except StartlabError:
        raise
    except Exception as error:  # what is given can be any object, even one that raises
        raise StartlabError(f"The control {name} cannot be read. {told(error)}.") from None


def _read_control(name: str, given: Any) -> Control:
    label = name.replace("_", " ").capitalize()
    if isinstance(given, ipywidgets.Widget):
        return _from_ipywidget(name, label, given)
    if isinstance(given, bool):
        live = ipywidgets.Checkbox(value=given, description=label)
        return Control(name, label, "switch", (("no", False), ("yes", True)), int(given), live)
    if isinstance(given, set | frozenset):
        raise StartlabError(f"The control {name} is a set, which has no order; give a list.")
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        raise StartlabError(
            f"The control {name} must be a range, a list, True or False, or an ipywidget, "
            f"not {shown(given)}."
        )
    options = _options(name, given)
    kind = "slider" if all(_in_order(value) for _, value in options) else "choice"
    make = ipywidgets.SelectionSlider if kind == "slider" else ipywidgets.Dropdown
    live = make(options=options, value=options[0][1], description=label, style=_WIDE)
    return Control(name, label, kind, options, 0, live)


_WIDE = {"description_width": "initial"}


def _options(name: str, given: Iterable[Any]) -> tuple[tuple[str, Any], ...]:
    """Return the values of a control with their labels; endless ones are not read to the end."""
    if isinstance(given, Mapping):
        given = ((_text(label), value) for label, value in given.items())
    options = tuple(_labelled(value) for value in itertools.islice(given, MOST_FRAMES + 1))
    if not options:
        raise StartlabError(f"The control {name} is empty; give it at least one value.")
    if len(options) > MOST_FRAMES:
        raise StartlabError(f"{name} has more than {MOST_FRAMES} values; {_fewer(name)}.")
    for _, value in options:
        if not _alike(value, value):
            raise StartlabError(
                f"The control {name} cannot have {shown(value)} as a value; use numbers, dates "
                "or names, and choose the rest inside the function."
            )
    return options


def _from_ipywidget(name: str, label: str, live: ipywidgets.Widget) -> Control:
    label = as_line(getattr(live, "description", "")) or label
    if isinstance(live, ipywidgets.Checkbox | ipywidgets.ToggleButton):
        options: tuple[tuple[str, Any], ...] = (("no", False), ("yes", True))
    elif hasattr(live, "options"):
        options = _options(name, live.options)
    elif hasattr(live, "min") and hasattr(live, "step"):
        options = _options(name, _stops(name, live))
    else:
        raise _unfit(name, live)
    values = [value for _, value in options]
    start = _place(live.value, values)
    if start is None:
        raise StartlabError(
            f"{name} starts at {shown(live.value)}, outside its values: "
            f"{_listed(map(shown, values))}."
        )
    kind = "choice"
    if isinstance(values[0], bool):
        kind = "switch"
    elif not hasattr(live, "options") or isinstance(live, ipywidgets.SelectionSlider):
        kind = "slider"
    return Control(name, label, kind, options, start, live)


def _stops(name: str, live: ipywidgets.Widget) -> Iterable[float]:
    try:
        steps = math.floor((live.max - live.min) / live.step + 1e-9)
    except (ArithmeticError, TypeError, ValueError):  # no bounds, no step, or no end
        raise _unfit(name, live) from None
    return (round(live.min + step * live.step, 10) for step in range(steps + 1))


def _unfit(name: str, live: ipywidgets.Widget) -> StartlabError:
    return StartlabError(
        f"The control {name} is a {type(live).__name__}; use one with options, "
        "or with min, max and step."
    )


def _place(wanted: Any, values: list[Any]) -> int | None:
    return next((n for n, value in enumerate(values) if _alike(value, wanted)), None)


def _alike(one: Any, other: Any) -> bool:
    """Say whether two values are equal; tables, nan and the like have no plain answer: no."""
    try:
        return bool(one == other)
    except Exception:
        return False


def _labelled(value: Any) -> tuple[str, Any]:
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], str):
        return as_line(value[0]), value[1]
    return _text(value), value


def _text(value: Any) -> str:
    try:
        if isinstance(value, dt.date):
            return f"{value.day} {value:%B %Y}"
        return as_line(f"{value:g}" if isinstance(value, float) else str(value))
    except Exception:  # a value that raises when it is written, or a date that is none
        return shown(value)


def _in_order(value: Any) -> bool:
    return isinstance(value, numbers.Real | dt.date) and not isinstance(value, bool)


def _listed(values: Iterable[str], most: int = 8) -> str:
    shown = list(values)
    return ", ".join(shown[:most]) + (f", … {shown[-1]}" if len(shown) > most else "")


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


def _page_html(controls: list[Control], svg: str, says: str, payload: str, uid: str) -> str:
    inputs = "\n".join(_input_html(control, f"{uid}-{control.name}") for control in controls)
    return f"""<div class="startlab-explore" id="{uid}">
<form class="startlab-controls" hidden>
{inputs}
</form>
<div class="startlab-frame" role="img" aria-labelledby="{uid}-says">
{svg}
</div>
<p class="startlab-says" id="{uid}-says">{html.escape(says)}</p>
<script type="application/json">{payload}</script>
</div>"""


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
