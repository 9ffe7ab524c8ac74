"""Predict, then look: what a widget asks first, and what it says to each answer.

A prediction is a plain dict, or the name of one in `data/predictions.toml`:

- `ask`: the question; `seen`: what the figure shows, said after the answer; `at`: the controls of
  the state that answers it;
- `choices`: each choice with the sentence that fits it; or
- `ranges`: pairs of an upper end and a sentence for a number up to it, with `low`, `high`, `unit`,
  `digits`, `truth`, and `mark`, the axis ("x" or "y") on which the number is marked; or
- `draw` beside `ranges`: a line or a point to be drawn. `empty` is the figure to draw on; `x`,
  `labels` and `y` are the places, their names and the true values, and `start` is where the line
  begins. The highest value decides the sentence.

A sentence may hold ``{guess}``, the number, and ``{off}``, how far it is from the truth.
"""

import html
import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import ipywidgets
import pandas as pd
from matplotlib.figure import Figure

from startlab.errors import StartlabError, nearest, readable, safe_repr
from startlab.figures.axes import numbers
from startlab.figures.svg import named_apart, svg_lines
from startlab.files import DATA

KEYS = {"ask", "choices", "ranges", "low", "high", "unit", "digits", "truth", "mark", "draw"}
KEYS |= {"seen", "at"}
YOURS = 'style="fill:none;stroke:var(--sl-third,#3f7a3a);stroke-width:2.6;stroke-dasharray:5 3"'
NAMED = 'style="font-size:10.5px;fill:var(--sl-third,#3f7a3a);font-weight:700"'
SHOW, COMMIT = "Just show me", "That is my prediction"


@dataclass(frozen=True)
class Prediction:
    """A prediction that was read: of a choice, of a number, or of a line."""

    ask: str
    says: list[str]
    seen: str = ""
    at: Mapping[str, Any] = field(default_factory=dict)
    choices: list[str] = field(default_factory=list)
    upto: list[float] = field(default_factory=list)
    low: float = 0
    high: float = math.inf
    digits: int = 0
    unit: str = ""
    truth: Sequence[float] = ()
    mark: str = ""
    draw: Mapping[str, Any] | None = None

    @property
    def kind(self) -> str:
        """What the reader does: a choice, a number, or to draw."""
        return "choice" if self.choices else "draw" if self.draw else "number"

    def verdict(self, guesses: Sequence[float]) -> str:
        """Return what is said: to the choice with a number, to a number, or to those of a line."""
        if self.choices:
            return f"Your prediction: {self.choices[int(guesses[0])]}. {self.says[int(guesses[0])]}"
        for guess in guesses:
            if not self.low <= guess <= self.high:
                raise StartlabError(
                    f"A prediction must be from {self.low:,} to {self.high:,}, "
                    f"not {safe_repr(guess)}."
                )
        guess = max(guesses)
        said = next(says for upto, says in zip(self.upto, self.says, strict=True) if guess <= upto)
        off = sum(abs(g - t) for g, t in zip(guesses, self.truth, strict=False)) / len(guesses)
        said = said.replace("{guess}", self.format_number(guess)).replace(
            "{off}", self.format_number(off)
        )
        number = f"{self.format_number(guess)} {self.unit}".strip()
        return said if self.draw else f"Your prediction: {number}. {said}"

    def format_number(self, number: float) -> str:
        """Return a number as the page writes it."""
        return f"{_rounded(number, self.digits):,.{self.digits}f}"

    def marking(self, figure: Figure) -> dict[str, Any] | None:
        """Return how a guess is drawn in a figure: its SVG, with gaps for what the reader gave."""
        if not (self.mark or self.draw):
            return None
        axes, up = figure.axes[0], figure.get_figheight() * 72
        (left, bottom), (right, top) = axes.transAxes.transform([(0, 0), (1, 1)]) * 72 / figure.dpi
        low, high = axes.get_xlim() if self.mark == "x" else axes.get_ylim()
        ends = (left, right) if self.mark == "x" else (up - bottom, up - top)
        slope = float(ends[1] - ends[0]) / float(high - low)
        within = sorted(map(float, ends))
        made: dict[str, Any] = {"axis": [float(ends[0] - slope * low), slope, *within]}
        y, foot = _short(up - top), _short(up - bottom)
        if self.draw:
            places = [self.draw["start"][0], *self.draw["x"]]
            at = axes.transData.transform([(x, 0) for x in numbers(pd.Series(places))])[:, 0]
            made["x"] = [_rounded(x, 1) for x in at * 72 / figure.dpi]
            made["svg"] = f'<polyline class="startlab-guess" points="{{points}}" {YOURS}/>'
        else:
            across, line, word = "{p} 0", f"M0 {y}V{foot}", f'x="5" y="{_short(up - bottom - 6)}"'
            if self.mark == "y":
                across, line = "0 {p}", f"M{_short(left)} 0H{_short(right)}"
                word = f'x="{_short(left + 5)}" y="-4"'
            made["svg"] = (
                f'<g class="startlab-guess" transform="translate({across})">'
                f'<path d="{line}" {YOURS}/><text {word} {NAMED}>you</text></g>'
            )
        return made

    def marked(self, figure: Figure, guesses: Sequence[float]) -> str:
        """Return the SVG of a guess in a figure, empty where it has no place there."""
        marking = self.marking(figure)
        if marking is None:
            return ""
        start, slope, *ends = marking["axis"]
        values = [self.draw["start"][1], *guesses] if self.draw else guesses
        places = [_short(min(max(start + slope * v, ends[0]), ends[1])) for v in values]
        pairs = zip(map(_short, marking.get("x", ())), places, strict=False)
        points = " ".join(f"{x} {y}" for x, y in pairs)
        return str(marking["svg"]).replace("{points}", points).replace("{p}", places[0])

    def for_page(self, frame: int, figure: Figure) -> dict[str, Any]:
        """Return what the script of the page needs to say and draw the same."""
        data = {"frame": frame, "choices": self.choices, "says": self.says, "unit": self.unit}
        data |= {"upto": [None if math.isinf(u) else u for u in self.upto]}
        data |= {"truth": list(self.truth), "digits": self.digits, "mark": self.marking(figure)}
        if self.draw:
            data |= {"start": self.draw["start"][1], "canvas": self.marking(self.draw["empty"])}
        return {key: value for key, value in data.items() if value not in (None, [], "")}

    def form(self, uid: str) -> str:
        """Return the question as a form that the script of the page brings to life."""
        ask, fields = html.escape(self.ask), ""
        for n, choice in enumerate(self.choices):
            fields += (
                f'<label><input type="radio" name="{uid}-guess" value="{n}" required> '
                f"{html.escape(choice)}</label>\n"
            )
        bounds = f'min="{self.low}" max="{self.high}" step="{10.0**-self.digits:g}" required'
        field = f'<input type="number" {bounds}>'
        if self.draw:
            # Other pictures of the page have the same ticks, and so the same names for them.
            lines = named_apart(svg_lines(self.draw["empty"]), f"{uid}-canvas", {})
            canvas = "\n".join(lines)
            years = "\n".join(
                f"<label>{html.escape(label)} {field}</label>" for label in self.draw["labels"]
            )
            fields = f"""<div class="startlab-canvas" aria-hidden="true">{canvas}</div>
<div class="startlab-numbers">{years}</div>
"""
        elif not self.choices:
            fields = f"<label>{field} {html.escape(self.unit or 'your number')}</label>\n"
        return f"""<form class="startlab-predict" hidden>
<fieldset><legend>{ask}</legend>
{fields}</fieldset>
<p><button>{COMMIT}</button> <button type="button">{SHOW}</button></p>
</form>"""

    def seen_html(self) -> str:
        """Return what the figure shows, said under it: of Markdown it may hold the least."""
        text = html.escape(self.seen, quote=False)
        text = re.sub(r"\[([^]]+)\]\(([^)\s]+)\)", r'<a href="\2">\1</a>', text)
        text = re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", text)
        text = re.sub(r"\*([^*]+)\*", r"<em>\1</em>", text)
        text = re.sub(r"`([^`]+)`", r"<code>\1</code>", text)
        return f'<p class="startlab-seen">{text}</p>\n' if text else ""

    def live(self) -> tuple[ipywidgets.Widget, list[ipywidgets.Widget]]:
        """Return the question as widgets of a kernel, and those that hold the answer."""
        if self.choices:
            options = [(choice, n) for n, choice in enumerate(self.choices)]
            given = [ipywidgets.RadioButtons(options=options, index=None)]
        else:
            labels = self.draw["labels"] if self.draw else [self.unit]
            kind = ipywidgets.FloatSlider if self.draw else ipywidgets.BoundedFloatText
            begin = self.draw["start"][1] if self.draw else self.low
            bounds = {"min": self.low, "max": self.high, "step": 10.0**-self.digits}
            given = [kind(value=begin, description=label, **bounds) for label in labels]
        return ipywidgets.HTML(f"<p>{html.escape(self.ask)}</p>"), given


def read_prediction(given: object) -> Prediction:
    """Return the prediction for a dict, or for the name of a stored one."""
    if isinstance(given, str):
        if given not in stored():
            near = nearest(given, stored())
            raise StartlabError(f"There is no prediction {given!r}. Nearest: {near}.")
        given = stored()[given]
    if not isinstance(given, Mapping):
        raise StartlabError(
            f"predict must be a dict or the name of a prediction, not {safe_repr(given)}."
        )
    unknown = [key for key in given if key not in KEYS]
    if unknown:
        raise StartlabError(
            f"A prediction has no {safe_repr(unknown[0])}; it may have {', '.join(sorted(KEYS))}."
        )
    choices, ranges = given.get("choices", ()), given.get("ranges", ())
    if not given.get("ask") or bool(choices) == bool(ranges):
        raise StartlabError("A prediction needs `ask`, and either `choices` or `ranges`.")
    rest = {key: given[key] for key in ("seen", "at", "unit", "digits", "mark") if key in given}
    with readable("The prediction"):
        if choices:
            pairs = [(str(choice), str(says)) for choice, says in dict(choices).items()]
            return Prediction(
                given["ask"], [says for _, says in pairs], choices=[c for c, _ in pairs], **rest
            )
        draw = given.get("draw")
        upto = [float(upto) for upto, _ in ranges]
        truth = [float(y) for y in (draw["y"] if draw else [given.get("truth", 0)])]
        low, high = given.get("low", 0), given["high"]
        if upto != sorted(upto) or upto[-1] < high or not low < high:
            raise StartlabError(
                "The prediction cannot be read: the ends must rise, the last to `high` or more"
            )
        if draw and not len(draw["x"]) == len(draw["labels"]) == len(truth):
            raise StartlabError(
                "The prediction cannot be read: x, labels and y of `draw` must be as many"
            )
        if unheard := [end for end in upto[:-1] if not low <= end < high]:
            raise StartlabError(
                f"The prediction cannot be read: the end {unheard[0]:,g} must be from {low:,} to "
                f"below {high:,}, or a sentence is never said"
            )
        return Prediction(
            given["ask"], [str(says) for _, says in ranges], upto=upto, low=low, high=high,
            truth=truth, draw=draw, **rest,
        )  # fmt: skip


@cache
def stored() -> dict[str, dict[str, Any]]:
    """Return the predictions of the chapters by name."""
    return tomllib.loads(DATA.joinpath("predictions.toml").read_text("utf-8"))


def _rounded(number: float, digits: int) -> float:
    """Round half up, as JavaScript does: the page must write the same."""
    scale = 10.0**digits
    return math.floor(number * scale + 0.5) / scale


def _short(number: float) -> str:
    return f"{_rounded(number, 1):g}"
