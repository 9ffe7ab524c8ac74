"""The controls of a widget: what a student gives for each, read as labels and values."""

import datetime as dt
import itertools
import math
import numbers
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import ipywidgets
import numpy as np
import pandas as pd

from startlab.errors import StartlabError, as_line, nearest, readable, safe_repr
from startlab.figures.style import day

# Colab brings version 7, and keeps it loaded when version 8 is installed beside it.
if int(ipywidgets.__version__.partition(".")[0]) < 8:
    raise StartlabError(
        f"startlab needs ipywidgets 8, and this kernel has {ipywidgets.__version__}: run "
        "`%pip install --upgrade ipywidgets`, then restart the kernel."
    )
MOST_VALUES = 100_000  # more than a slider has places: some iterables have no end
IN_ORDER = (numbers.Real, dt.date, dt.timedelta, np.datetime64, pd.Period, pd.Interval)
Option = tuple[str, Any]


@dataclass
class Control:
    """One control: the argument that it sets, its label, its values, and the live widget.

    `kind` is "slider" for values in order, "choice" for names, "switch" for yes and no; `start` is
    the index of the value that is shown first.
    """

    name: str
    label: str
    kind: str
    options: tuple[Option, ...]
    start: int
    live: ipywidgets.Widget

    @property
    def values(self) -> list[Any]:
        """What the function may be given."""
        return [value for _, value in self.options]

    def place_of(self, given: Any) -> int:
        """Return the place of a value, which may be given by its label."""
        for n, (text, value) in enumerate(self.options):
            if alike(value, given) or alike(text, given):
                return n
        raise StartlabError(
            f"{self.name} cannot be {safe_repr(given)}; allowed: {listed(self.values)}."
        )


def read_controls(given: Mapping[str, Any], start: Any, labels: Any) -> list[Control]:
    """Return the controls, where some begin at a value or have a label that is given beside."""
    controls = [read_control(name, each) for name, each in given.items()]
    for name, value in _by_name("start", start):
        control = control_named(name, controls)
        control.start = control.place_of(value)
        control.live.value = control.values[control.start]
    for name, label in _by_name("labels", labels):
        control = control_named(name, controls)
        if not isinstance(label, str):
            raise StartlabError(f"The label of {name} must be words, not {safe_repr(label)}.")
        control.label = control.live.description = as_line(label)
    return controls


def _by_name(keyword: str, given: Any) -> list[tuple[Any, Any]]:
    """Return what `start` or `labels` give, by the names of controls."""
    if given is None:
        return []
    if not isinstance(given, Mapping):
        raise StartlabError(
            f"{keyword} must be a dict by the names of controls, not {safe_repr(given)}."
        )
    with readable(keyword):
        return list(given.items())


def control_named(name: Any, controls: Iterable[Control]) -> Control:
    """Return a control by its name; refuse any other with the nearest ones."""
    by_name = {control.name: control for control in controls}
    if not isinstance(name, str) or name not in by_name:
        raise StartlabError(f"No control {safe_repr(name)}. Nearest: {nearest(name, by_name)}.")
    return by_name[name]


def read_control(name: str, given: Any) -> Control:
    """Return the control for what was given, or raise with what may be given."""
    if not name.isidentifier():
        raise StartlabError(
            f"A control cannot be named {safe_repr(name)}; use letters, digits and _."
        )
    with readable(f"The control {name}"):
        return _read(name, given)


def _read(name: str, given: Any) -> Control:
    label = name.replace("_", " ").capitalize()
    if isinstance(given, ipywidgets.Widget):
        return _from_widget(name, as_line(getattr(given, "description", "")) or label, given)
    if isinstance(given, bool):
        live = ipywidgets.Checkbox(value=given, description=label)
        return Control(name, label, "switch", (("no", False), ("yes", True)), int(given), live)
    if isinstance(given, set | frozenset):
        raise StartlabError(f"The control {name} is a set, which has no order; give a list.")
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        raise StartlabError(
            f"The control {name} must be a range, a list, True or False, or an ipywidget, "
            f"not {safe_repr(given)}."
        )
    options = _options(name, given)
    if all(isinstance(value, IN_ORDER) and not isinstance(value, bool) for _, value in options):
        return _slider(name, label, options, 0)
    live = ipywidgets.Dropdown(options=options, description=label, style=_WIDE)
    return Control(name, label, "choice", options, 0, live)


_WIDE = {"description_width": "initial"}


def _slider(name: str, label: str, options: tuple[Option, ...], start: int) -> Control:
    live = ipywidgets.SelectionSlider(options=options, index=start, description=label, style=_WIDE)
    return Control(name, label, "slider", options, start, live)


def _from_widget(name: str, label: str, live: ipywidgets.Widget) -> Control:
    if isinstance(live, ipywidgets.Checkbox | ipywidgets.ToggleButton):
        return Control(name, label, "switch", (("no", False), ("yes", True)), int(live.value), live)
    own_options = hasattr(live, "options") and hasattr(live, "index")  # a Combobox takes any text
    options = _options(name, live.options if own_options else _stops(name, live))
    values = [value for _, value in options]
    start = next((n for n, value in enumerate(values) if alike(value, live.value)), None)
    if start is None:
        raise StartlabError(
            f"{name} starts at {safe_repr(live.value)}, outside its values: {listed(values)}."
        )
    if not own_options:  # on its own it could stop between the values that a page has
        return _slider(name, label, options, start)
    kind = "slider" if isinstance(live, ipywidgets.SelectionSlider) else "choice"
    return Control(name, label, kind, options, start, live)


def _stops(name: str, live: ipywidgets.Widget) -> Iterator[float]:
    """Return where a numeric widget stops: from its lowest value on, in its steps."""
    try:
        steps = math.floor((live.max - live.min) / live.step + 1e-9)
    except (AttributeError, ArithmeticError, TypeError, ValueError):  # no bounds, step or end
        raise StartlabError(
            f"The control {name} is a {type(live).__name__}; use one with options, "
            "or with min, max and step."
        ) from None
    stops = (live.min + step * live.step for step in range(steps + 1))
    if hasattr(live, "base"):
        stops = (live.base**stop for stop in stops)
    return (stop if isinstance(stop, int) else float(f"{stop:.14g}") for stop in stops)


def _options(name: str, given: Iterable[Any]) -> tuple[Option, ...]:
    """Return the values of a control with their labels; endless ones are not read to the end."""
    if isinstance(given, Mapping):
        given = [(as_line(str(label)), value) for label, value in given.items()]
    values = list(itertools.islice(given, MOST_VALUES + 1))
    if not values:
        raise StartlabError(f"The control {name} is empty; give it at least one value.")
    if len(values) > MOST_VALUES:
        raise StartlabError(f"{name} has more than {MOST_VALUES:,} values; {give_fewer('it')}.")
    options = _labelled(values)
    for _, value in options:
        if not alike(value, value):
            raise StartlabError(
                f"The control {name} cannot have {safe_repr(value)} as a value; use numbers, dates "
                "or names, and choose the rest inside the function."
            )
    return options


def give_fewer(name: str) -> str:
    """Return what to do about a control with too many values."""
    return f"give {name} fewer values, for example every second one ([::2])"


def _labelled(values: list[Any]) -> tuple[Option, ...]:
    pairs = [
        (as_line(value[0]), value[1])
        if isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], str)
        else (None, value)
        for value in values
    ]
    texts = [text if text is not None else label_of(value) for text, value in pairs]
    often = Counter(texts)  # values that differ must not look the same
    return tuple(
        (text if given or often[text] == 1 else as_line(str(value)), value)
        for text, (given, value) in zip(texts, pairs, strict=True)
    )


def label_of(value: Any) -> str:
    """Return what the reader sees of a value."""
    try:
        if isinstance(value, dt.date | np.datetime64):
            stamp = pd.Timestamp(value)
            clock = "" if stamp == stamp.normalize() else f", {stamp.hour}:{stamp.minute:02d}"
            return f"{day(stamp)}{clock}"
        return as_line(f"{value:g}" if isinstance(value, float) else str(value))
    except Exception:  # a value that raises when it is written, or a date that is none
        return safe_repr(value)


def alike(one: Any, other: Any) -> bool:
    """Say whether two values are equal; tables, nan and the like have no plain answer: no."""
    try:
        return bool(one == other)
    except Exception:
        return False


def listed(values: Iterable[Any]) -> str:
    """Return values as a list in words, cut where it is long."""
    texts = [safe_repr(value) for value in values]
    return ", ".join(texts[:8]) + (f", … {texts[-1]}" if len(texts) > 8 else "")
