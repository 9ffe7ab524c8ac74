"""Pictures of what a treaty counts, as a mark: each drawn in strokes, with a word beside it."""

import math
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from startlab.errors import StartlabError, nearest
from startlab.figures.axes import GAP, Rows, each_row
from startlab.figures.sentences import format_number, sentence
from startlab.figures.sheet import Sheet
from startlab.figures.style import (
    EDGE,
    LIGHT,
    LINE,
    TEXT,
    TITLE,
    WIDTH,
    balanced,
    wrapped,
    write_text,
)

SIZE = 0.5  # inches of one picture
BIG = 20  # points of the number of a counter
COUNTER = 0.85  # inches under the pictures for counters
MOST = 60  # pictures in a row of the table; more are not counted by eye

# A picture is strokes and areas in a square of ten by ten: "line" and "fill" with their corners.
Shape = tuple[str, str]
MISSILE = ("fill", "4.2,1.2 4.2,6 5,8 5.8,6 5.8,1.2")
SILO = [("line", "0.3,8 3,8 3,0.6 7,0.6 7,8 9.7,8")]
TUBE = [("line", "0,8.8 2.6,8.8 2.6,9.2 7.4,9.2 7.4,8.8 10,8.8"), ("line", "0,0.3 10,0.3"),
        ("line", "3,8.8 3,1 7,1 7,8.8")]  # fmt: skip
TRUCK = [("line", "0.4,4 9.6,4 9.6,6 8.2,6 8.2,4"),
         *(("fill", f"{x},2.2 {x + 0.5},3 {x + 1.3},3 {x + 1.8},2.2 {x + 1.3},1.4 {x + 0.5},1.4")
           for x in (0.5, 2.8, 5.1, 7.6))]  # fmt: skip
CANISTER = "0.4,4.8 7.6,4.8 7.6,7 0.4,7 0.4,4.8"
BOMBER = ("fill", "5,9.8 5.5,8.8 5.5,6.6 9.8,3.6 9.8,2.7 5.5,4 5.4,1.8 7,0.8 7,0.2 5,0.6 "
          "3,0.2 3,0.8 4.6,1.8 4.5,4 0.2,2.7 0.2,3.6 4.5,6.6 4.5,8.8")  # fmt: skip
PLATFORM = [("line", "0.4,2.4 9.6,2.4"), ("line", "2,2.4 2.6,0.4 7.4,0.4 8,2.4")]
STORE = [("line", "0.2,0.6 9.8,0.6"), ("line", "1,0.6 1,4 2.4,6.6 5,7.8 7.6,6.6 9,4 9,0.6")]
CROSS = [("line", "3.4,2.2 6.6,6.6"), ("line", "3.4,6.6 6.6,2.2")]


def _vehicle(x: float) -> Shape:
    """Return a reentry vehicle: a cone on its base."""
    return ("fill", f"{x - 1.1},2.7 {x},8.2 {x + 1.1},2.7")


def _front(vehicles: int) -> list[Shape]:
    """Return the front of a missile with so many reentry vehicles, more than three in two tiers."""
    if vehicles <= 3:
        places = {1: (5.0,), 2: (3.4, 6.6), 3: (1.9, 5.0, 8.1)}[vehicles]
        return [*PLATFORM, *(_vehicle(x) for x in places)]
    cones: list[Shape] = []
    for base, number in ((2.7, vehicles - vehicles // 2), (6.3, vehicles // 2)):
        for n in range(number):
            x = 6 - number + 2 * n
            cones.append(("fill", f"{x - 0.8},{base} {x},{base + 3.2} {x + 0.8},{base}"))
    return [*PLATFORM, *cones]


def _cover(x: float) -> Shape:
    """Return a cover over a place of the front section: what is under it cannot be seen."""
    low, side, top = f"{x - 1.3},2.4", f"{x - 1.3},6.4 {x - 0.6},8.8", f"{x + 0.6},8.8"
    return ("line", f"{low} {side} {top} {x + 1.3},6.4 {x + 1.3},2.4")


PICTURES: dict[str, list[Shape]] = {
    "silo": [*SILO, MISSILE],
    "empty silo": SILO,
    "converted silo": [*SILO, *CROSS],
    "tube": [*TUBE, MISSILE],
    "empty tube": TUBE,
    "converted tube": [*TUBE, *CROSS],
    "mobile launcher": [*TRUCK, ("fill", CANISTER)],
    "empty mobile launcher": [*TRUCK, ("line", CANISTER)],
    "heavy bomber": [BOMBER],
    "stored warhead": [*STORE, ("fill", "3.8,0.6 5,5.6 6.2,0.6")],
    **{f"front with {n}": _front(n) for n in range(1, 11)},
    "covered front": [*PLATFORM, *map(_cover, (1.9, 5, 8.1))],
}


def pictograms(rows: Rows, *, each: int = 1, counters: Rows | None = None, **sheet: Any) -> Figure:
    """Draw a picture for each of what is counted, or for so many of them, under its words.

    Parameters
    ----------
    rows : DataFrame
        `kind`: silo, tube and mobile launcher, also "empty …"; "converted silo" and "converted
        tube"; heavy bomber; "front with 1" to "front with 10" and "covered front" (reentry
        vehicles of a missile); stored warhead; or a list of these. `count` (1 where it is not
        given); `label` (else the kind); `text` beside the pictures; `party`.
    each : int
        How many of them one picture stands for; the figure says so.
    counters : DataFrame, optional
        What is counted of all this, large and side by side: `words`, `number`, `text` below.
    **sheet
        What all marks take.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"kind": ["silo", "empty silo"], "count": [400, 50]})
    >>> pictograms(rows, each=50, title="Full", units="silos", source="startlab").get_label()
    'Full. silo: 400. empty silo: 50. One picture stands for 50.'
    """
    page = Sheet(**sheet)
    rows = page.take("pictograms", rows, "kind", count=1, text="")
    for kind in set(rows.kind.explode()) - set(PICTURES):
        raise StartlabError(f"No picture {kind!r}; nearest: {nearest(str(kind), PICTURES)}.")
    several = rows.kind.map(lambda kind: isinstance(kind, list))
    rows["count"] = rows["count"].where(~several, rows.kind.str.len())
    parts = [count / max(each, 1) for count in rows["count"]]
    shown = [math.ceil(part) for part in parts]
    if each < 1 or min(shown) < 0 or max(shown) > MOST:
        raise StartlabError(f"each is {each!r}: a row can have from 0 to {MOST} pictures.")
    rows["label"] = rows.label.where(rows.label != "", rows.kind)
    if (rows["count"] != 1).any():
        rows["label"] += (": " + rows["count"].map(format_number)).where(~several, "")
    beside = max(shown) <= 3  # few pictures: the words stand at their right, else over them
    step, across = SIZE + 0.06, 3 if beside else int((WIDTH - 2 * EDGE) / (SIZE + 0.06))
    indent = max(shown) * step + GAP if beside else 0.0
    wide = WIDTH - 2 * EDGE - indent
    heights = [
        LINE * (len(wrapped(row.label, weight="bold", width=wide))
                + len(wrapped(row.text, width=wide)) * bool(row.text))
        for row in each_row(rows)
    ]  # fmt: skip
    pictures = [step * math.ceil(n / across) for n in shown]
    tall = [max(h, p) if beside else h + p for h, p in zip(heights, pictures, strict=True)]
    last = f"One picture stands for {format_number(each)}." if each > 1 else ""
    under = [] if counters is None else list(each_row(counters))
    title = 0.23 * (len(balanced(page.title, TITLE, "bold")) - 1)  # what a second line takes
    inside = (
        1.1 + title + sum(tall) + 0.14 * len(tall) + (LINE if last else 0) + COUNTER * bool(under)
    )
    with page.draw((0, 1), inside=inside, left=0.0, right=0.0, below=0.08) as (fig, axes):
        low, at = (end * fig.get_figheight() for end in axes.get_position().intervaly)
        axes.set(xlim=(0, WIDTH), ylim=(low, at))
        axes.set_axis_off()
        for row, part, words_high, inches in zip(each_row(rows), parts, heights, tall, strict=True):
            head = at - (inches - words_high) / 2 - 0.02 if beside else at
            weight = "bold" if row.text or not beside else "normal"
            below = write_text(fig, row.label, head, indent=indent, weight=weight)
            if row.text:
                below = write_text(fig, row.text, below, indent=indent)
            first = at - (inches + SIZE) / 2 if beside else below - SIZE - 0.02
            for n in range(math.ceil(part)):
                corner = EDGE + step * (n % across), first - step * (n // across)
                kind = row.kind[n] if isinstance(row.kind, list) else row.kind
                draw_picture(axes, kind, corner, LIGHT[row.colour], min(1.0, part - n))
            at -= inches + 0.14
        if last:
            write_text(fig, last, at, color=LIGHT["muted"])
        for n, row in enumerate(under):
            place = EDGE + n * (WIDTH - 2 * EDGE) / len(under)
            _write_counter(fig, row, place, at - LINE * bool(last))
    said = [sentence(f"{row.label}. {row.text}".removesuffix(". ")) for row in each_row(rows)]
    said += [last] * bool(last) + [f"{r.words}: {r.number:,}, {r.text}." for r in under]
    return page.finish(fig, said)


def _write_counter(fig: Figure, row: Any, left: float, at: float) -> None:
    """Write name, number and a word below, from a place in inches."""
    lines: list[tuple[str, float, dict[str, Any]]] = [
        (row.words, 0.0, {"weight": "bold"}),
        (format_number(row.number), LINE, {"size": BIG}),
        (row.text, LINE + 0.36, {"color": LIGHT["muted"]}),
    ]
    for text, down, style in lines:
        place = left / WIDTH, (at - down) / fig.get_figheight()
        fig.text(*place, text, va="top", **{"size": TEXT, **style})


def draw_picture(
    axes: Axes, kind: str, corner: tuple[float, float], colour: str, share: float
) -> None:
    """Draw a picture, or its left share, with its lower left corner at a place in inches."""
    frame = Rectangle(corner, SIZE * share, SIZE, transform=axes.transData)
    for form, corners in PICTURES[kind]:
        points = [tuple(map(float, pair.split(","))) for pair in corners.split()]
        path = Path([(corner[0] + SIZE * x / 10, corner[1] + SIZE * y / 10) for x, y in points])
        filled = form == "fill"
        face = colour if filled else "none"
        patch = axes.add_patch(PathPatch(path, fc=face, ec=colour, lw=0 if filled else 1.3))
        if share < 1:
            patch.set_clip_path(frame)
