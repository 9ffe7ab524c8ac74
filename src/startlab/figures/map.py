"""A map as a mark: places on land, in a projection that keeps areas, with their names."""

import json
import math
from collections.abc import Iterator
from functools import cache
from itertools import combinations, product
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from startlab.figures.axes import GAP, MARKERS, Rows, each_row, marker_style
from startlab.figures.sheet import Sheet
from startlab.figures.style import EDGE, LIGHT, LINE, TEXT, WIDTH, length

Points = np.ndarray[Any, Any]
EARTH = 6371.0  # kilometres
MARGIN = 0.3  # inches from the outermost place to the border of its panel
SIZE = 0.11  # inches across a marker
HEADING = 0.25  # inches for the name of a panel
LEAST = 2000.0  # kilometres across a map of places that are near each other


def world_map(rows: Rows, **sheet: Any) -> Figure:
    """Draw places on a map: a panel for each side, all at one scale and each round its middle.

    Parameters
    ----------
    rows : DataFrame
        `name`, `latitude` and `longitude` in degrees, `kind` (each has a marker, named under the
        map), `panel` (a heading).
    **sheet
        What all marks take.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"name": ["Minot"], "latitude": [48.4], "longitude": [-101.3]})
    >>> rows = rows.assign(kind="air base", panel="United States")
    >>> world_map(rows, title="One base", units="place", source="startlab").get_label()
    'One base. United States, air base: Minot.'
    """
    page = Sheet(**sheet)
    rows = page.take("world_map", rows, "name", "latitude", "longitude", "kind")
    kinds = dict(zip(rows.kind.unique(), MARKERS, strict=False))
    rows["marker"] = rows.kind.map(kinds)
    panels = {}
    for panel, mine in rows.groupby("panel", sort=False):
        places = mine[["longitude", "latitude"]].to_numpy(float)
        middle = (places.min(0) + places.max(0)) / 2
        panels[panel] = mine, middle, project(places, middle)
    sizes = [np.ptp(places, axis=0) for *_, places in panels.values()]
    room = WIDTH - 2 * EDGE
    scale = (room - 2 * MARGIN - 0.9) / max(max(size[0] for size in sizes), LEAST)  # inches per km
    tall = [scale * size[1] + 2 * MARGIN for size in sizes]
    inside = 1.72 + sum(tall) + HEADING * len(tall)
    with page.draw((0, 1), inside=inside, left=EDGE, right=EDGE, below=0.55) as (fig, whole):
        box, high = whole.get_position(), fig.get_figheight()
        whole.remove()
        at = box.y1 * high
        for (panel, (mine, middle, places)), inches in zip(panels.items(), tall, strict=True):
            at -= HEADING + inches
            fig.text(EDGE / WIDTH, (at + inches + 0.06) / high, panel, weight="bold", size=TEXT,
                     color=LIGHT[mine.colour.iloc[0]])  # fmt: skip
            axes = fig.add_axes((EDGE / WIDTH, at / high, room / WIDTH, inches / high))
            axes.set(xlim=(0, room), ylim=(0, inches), xticks=[], yticks=[])
            axes.spines[:].set_visible(False)
            corner = (places.min(0) + places.max(0)) / 2 - np.array([room, inches]) / 2 / scale
            shapes = [(project(coast, middle) - corner) * scale for coast in land()]
            near = [s for s in shapes if (s.max(0) > 0).all() and (s.min(0) < (room, inches)).all()]
            grey = LIGHT["grid"]
            axes.add_collection(PolyCollection(near, facecolor=grey, edgecolor=grey, lw=0.4))
            spots = apart((places - corner) * scale)
            for place, (x, y) in zip(each_row(mine), spots, strict=True):
                axes.plot([x], [y], **marker_style(place))
            for name, spot, (x, y), ha in place_names(list(mine.name), spots, (room, inches)):
                if math.hypot(x - spot[0], y - spot[1]) > 0.25:  # too far off: a thin line leads
                    edge = y - 0.08 * np.sign(y - spot[1])
                    axes.plot((spot[0], x), (spot[1], edge), color=LIGHT["muted"], linewidth=0.6)
                axes.text(x, y, name, ha=ha, va="center")
        write_key(fig, kinds, at - 0.17, scale)
    names = rows.groupby(["panel", "kind"], sort=False).name.agg(", ".join)
    return page.finish(
        fig, (f"{', '.join(filter(None, key))}: {all_}." for key, all_ in names.items())
    )


def project(places: Points, middle: Points) -> Points:
    """Return kilometres east and north of a middle: Lambert's azimuthal equal-area projection."""
    (east, north), (east0, north0) = np.radians(places).T, np.radians(middle)
    turn = east - east0
    cos = np.sin(north0) * np.sin(north) + np.cos(north0) * np.cos(north) * np.cos(turn)
    stretch = EARTH * np.sqrt(2 / np.maximum(1 + cos, 0.05))
    up = np.cos(north0) * np.sin(north) - np.sin(north0) * np.cos(north) * np.cos(turn)
    return np.column_stack([stretch * np.cos(north) * np.sin(turn), stretch * up])


@cache
def land() -> list[Points]:
    """Return the coast lines of the north, in degrees; the file tells where they come from."""
    text = Path(__file__).with_name("coast.json").read_text("utf-8")
    return [np.array(coast).reshape(-1, 2) / 10 for coast in json.loads(text)["land"]]


def apart(spots: Points) -> Points:
    """Move markers that would hide each other until they touch."""
    spots = spots.copy()
    for _ in range(20):
        for one, other in combinations(range(len(spots)), 2):
            gap = spots[other] - spots[one]
            distance = math.hypot(*gap)
            if distance < SIZE:
                way = gap / distance if distance else np.array([1.0, 0.0])
                spots[one] -= way * (SIZE - distance) / 2
                spots[other] += way * (SIZE - distance) / 2
    return spots


def place_names(
    names: list[str], spots: Points, room: tuple[float, float]
) -> Iterator[tuple[str, Any, Any, str]]:
    """Set each name once near its place, where it covers no marker, no name and no leader.

    Yields the name, its marker, where its text begins, is centred or ends, and which of these.
    """
    half = SIZE / 2
    taken: list[Any] = []
    crowd = (np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1)) < 0.7).sum(1)
    order = sorted(range(len(names)), key=lambda n: -crowd[n])
    for n in order:
        if names[n] in names[:n]:
            continue
        spot, wide = spots[n], length(names[n])
        rest = []  # a name keeps away from other markers: it could be read as theirs
        for other, (x, y) in zip(names, spots, strict=True):
            near = half + 0.09 * (other != names[n])
            rest.append((x - near, y - near, x + near, y + near))
        rest += taken
        best: Any = (math.inf,)
        for far, (right, up) in product((0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6), SIDES):
            ha = {1: "left", -1: "right", 0: "center"}[right]
            x = spot[0] + right * (half + GAP / 2 + far)
            y = spot[1] + up * (half + 0.1 + far)
            left = x - wide * {"left": 0, "right": 1, "center": 0.5}[ha]
            moved = min(max(left, 0.0), max(room[0] - wide, 0.0)) - left
            x, left = x + moved, left + moved
            box = (left, y - 0.075, left + wide, y + 0.075)
            end = np.array([x, y - 0.08 * np.sign(up)])
            line = [spot + share * (end - spot) for share in (0.35, 0.5, 0.65, 0.8)] if far else []
            specks = [(u - 0.02, v - 0.02, u + 0.02, v + 0.02) for u, v in line]
            out = min(box[1], room[1] - box[3]) < 0
            over = sum(_cover(box, other) for other in rest)
            crossed = sum(
                _cover(speck, other) > 0 for speck in specks for other in rest[len(spots) :]
            )
            cost = 100 * (over + out) + crossed + far
            if cost < best[0]:
                best = cost, box, ha, np.array([x, y]), specks
        taken += [best[1], *best[4]]
        yield names[n], spot, best[3], best[2]


# Right or left, and how far up: beside the place first.
SIDES = [(1, 0), (-1, 0), (0, 1), (0, -1), *((x, y) for y in (0.5, -0.5, 1, -1) for x in (1, -1))]


def _cover(one: Any, other: Any) -> float:
    """Return the area that two boxes share."""
    wide = float(min(one[2], other[2]) - max(one[0], other[0]))
    tall = float(min(one[3], other[3]) - max(one[1], other[1]))
    return max(wide, 0.0) * max(tall, 0.0)


def write_key(fig: Figure, kinds: dict[str, str], at: float, scale: float) -> None:
    """Name the markers from a height in inches down, and show how long some kilometres are."""
    x, high = EDGE + 0.06, fig.get_figheight()
    for words, marker in kinds.items():
        if x + SIZE + length(words) > WIDTH - EDGE:
            x, at = EDGE + 0.06, at - LINE
        style: dict[str, Any] = {"marker": MARKERS[marker], "markersize": 6.5, "ls": "none"}
        fig.add_artist(Line2D([x / WIDTH], [at / high], color=LIGHT["muted"], **style))
        fig.text((x + SIZE) / WIDTH, at / high, words, va="center_baseline")
        x += SIZE + length(words) + 0.22
    km = next(km for km in (1000, 500, 200, 100) if km * scale < 1.2)
    ends = [EDGE / WIDTH, (EDGE + km * scale) / WIDTH]
    fig.add_artist(Line2D(ends, [(at - LINE) / high] * 2, color=LIGHT["muted"], lw=1.5))
    fig.text(ends[1] + GAP / WIDTH, (at - LINE) / high, f"{km:,} km", va="center_baseline")
