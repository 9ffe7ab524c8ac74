"""What a page gets of a widget: its figures packed as data, its controls as HTML."""

import html
import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from startlab.figures.explore_controls import Control
from startlab.figures.predict import Prediction

MOST_ROWS = 20_000  # bytes of rows behind the figures that a stored notebook holds
# JupyterLab takes pictures and controls out of a notebook that it does not trust, and leaves their
# loose numbers. It also takes out this style; without it, its own class hides what is left.
UNTRUSTED = 'class="lm-Widget lm-mod-hidden" style="all:revert!important"'


class Frame(NamedTuple):
    """What is shown in one state: the figure as lines of SVG, its sentence, its rows as CSV."""

    lines: list[str]
    says: str
    rows: list[str]


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


def packed_frames(frames: list[Frame], asked: Mapping[str, Any] | None = None) -> str:
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
    return as_json({"styles": list(styles), "lines": list(pool), "frames": packed, **(asked or {})})


def packed_rows(frames: list[Frame], first: Frame) -> str:
    """Return the rows behind the frames, packed alike; where they are many, of the first alone."""
    pool: dict[str, int] = {}
    runs = [_runs(frame.rows, pool) for frame in frames]
    text = as_json({"lines": list(pool), "frames": runs}) if pool else ""
    return text if len(text) <= MOST_ROWS or len(frames) == 1 else packed_rows([first], first)


def as_json(parts: Mapping[str, Any]) -> str:
    """Return data as JSON that can stand in a script of a page."""
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    # Nothing in the text may end or open a script or a comment in the page.
    text = text.replace("</", "<\\/")
    return re.sub(r"<(?=!|script)", r"\\u003c", text, flags=re.IGNORECASE)


def page_html(
    controls: list[Control],
    first: Frame,
    payload: str,
    rows: str,
    uid: str,
    prediction: Prediction | None,
) -> str:
    """Return a widget as HTML: question, controls, first frame, and all frames as data."""
    inputs = "\n".join(_input_html(control, f"{uid}-{control.name}") for control in controls)
    svg, says = "\n".join(first.lines), html.escape(first.says)
    asks = form = seen = ""
    if prediction:
        asks, form = f' data-predict="{prediction.kind}"', f"{prediction.form(uid)}\n"
        seen = prediction.seen_html()
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
{seen}<script type="application/json">{payload}</script>
{packed if rows else ""}</div>"""


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
