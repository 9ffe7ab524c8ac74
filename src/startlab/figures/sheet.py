"""What every mark has around its axes: title, units, source, rules and bands with their words."""

import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from startlab.errors import StartlabError, nearest
from startlab.figures.axes import DASHES, Rows, place_of
from startlab.figures.sentences import sentence
from startlab.figures.style import LIGHT, LINE, WIDTH, HouseFigure, frame, length

PARTY_COLOURS = {"US": "us", "RU": "ru", "USSR": "ru"}
# The columns that rows may have, and what holds where they do not.
DEFAULTS: dict[str, Any] = {
    "look": "filled", "marker": "circle", "words": "", "label": "", "group": "", "panel": "",
    "party": "", "side": "above", "low": math.nan, "high": math.nan,
    "dot": False, "bold": False, "framed": False,
}  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """A line across a figure, with words: a limit (`y`), a day or a threshold (`x`)."""

    words: str
    x: Any = None
    y: float | None = None
    colour: str = "limit"
    look: str = "solid"


@dataclass(frozen=True)
class Band:
    """A part of the horizontal axis that is shaded, with words above it."""

    words: str
    start: Any
    end: Any


@dataclass
class Sheet:
    """What stands around the axes of every mark; the module `marks` tells what each is."""

    title: str
    units: str
    source: str
    says: str = ""
    across: Iterable[Rule | Band] = ()
    height: float | None = None

    def __post_init__(self) -> None:
        self.across = list(self.across)
        rules = [rule for rule in self.across if isinstance(rule, Rule) and rule.y is not None]
        self.y_rules = [(rule.words, float(rule.y or 0), LIGHT[rule.colour]) for rule in rules]

    @contextmanager
    def draw(
        self, ends: tuple[float, float], *, inside: float = 0, above: float = 0,
        keep: bool = False, **room: float,
    ) -> Iterator[tuple[HouseFigure, Axes]]:  # fmt: skip
        """Set up the axes, `inside` inches for the rows and what is under them; write the rules.

        With `keep`, what a given height leaves over stands below and the rows stay in place.
        """
        words = words_above(self.across, *ends, WIDTH - room["left"] - room["right"])
        above += LINE * (1 + max((level for level, *_ in words), default=-1))
        height = self.height or inside + above
        below = room.pop("below", 0.36) + (max(0.0, height - inside - above) if keep else 0)
        with frame(self.title, self.units, self.source, height=height, above=above, below=below,
                   **room) as (fig, axes):  # fmt: skip
            yield fig, axes
            for level, share, text, colour in words:
                fig.axes[-1].annotate(
                    text, (share, 1), xycoords="axes fraction", textcoords="offset points",
                    xytext=(0, 3 + 72 * LINE * level), ha="center", va="bottom",
                    color=LIGHT[colour])  # fmt: skip

    def take(self, mark: str, rows: Rows, *needed: str, **defaults: Any) -> Rows:
        """Return the rows with every column that a mark reads, and keep them as they are given."""
        self.rows = rows
        return with_defaults(mark, rows, *needed, **defaults)

    def finish(self, fig: HouseFigure, sentences: Iterable[str]) -> Figure:
        """Give the figure its rows, and the sentence that stands for it."""
        fig.rows = self.rows
        fig.set_label(self.says or f"{sentence(self.title)} {' '.join(sentences)}")
        return fig


def with_defaults(mark: str, rows: Rows, *needed: str, **defaults: Any) -> Rows:
    """Return the rows with every column that a mark reads, or raise with what is missing."""
    for name in needed:
        if name not in rows:
            raise StartlabError(
                f"The mark {mark} needs the column {name!r}; the rows have "
                f"{', '.join(map(str, rows.columns))}."
            )
    if rows.empty:
        raise StartlabError(f"The mark {mark} has no rows to draw.")
    rows = rows.reset_index(drop=True).copy()
    if "colour" not in rows:
        known = rows["party"].astype(str).map(PARTY_COLOURS) if "party" in rows else None
        rows["colour"] = "ink" if known is None else known.fillna("ink")
    for name, value in (DEFAULTS | defaults).items():
        if name not in rows:
            rows[name] = value
    for colour in set(rows.colour) - set(LIGHT):
        raise StartlabError(f"No colour {colour!r}; nearest: {nearest(colour, LIGHT)}.")
    return rows


def draw_across(axes: Axes, rules: Iterable[Rule | Band]) -> None:
    """Draw limits and days as lines, and shade bands."""
    for rule in rules:
        if isinstance(rule, Band):
            ends = place_of(rule.start), place_of(rule.end)
            axes.axvspan(*ends, color=LIGHT["grid"], alpha=0.6, linewidth=0, zorder=0)
            continue
        style = {"color": LIGHT[rule.colour], "linestyle": DASHES[rule.look], "linewidth": 1.5}
        if rule.x is not None:
            axes.axvline(place_of(rule.x), **style)
        else:
            axes.axhline(float(rule.y or 0), **style)


def words_above(
    rules: Iterable[Rule | Band], start: float, end: float, inches: float
) -> list[tuple[int, float, str, str]]:
    """Set the words of days and bands over the axes: a level, a share of the width, words, colour.

    Words that would touch stand on different levels.
    """
    placed: list[tuple[int, float, str, str]] = []
    taken: list[list[tuple[float, float]]] = []
    for rule in rules:
        if isinstance(rule, Rule) and (rule.x is None or not rule.words):
            continue
        if isinstance(rule, Band):
            at, colour = (place_of(rule.start) + place_of(rule.end)) / 2, "muted"
        else:
            at, colour = place_of(rule.x), rule.colour
        share, half = (at - start) / (end - start), length(rule.words) / 2 / inches
        share = min(max(share, half), 1 - half) if half < 0.5 else 0.5
        mine = (share - half - 0.02, share + half + 0.02)
        free = (
            n for n, row in enumerate(taken) if all(a >= mine[1] or b <= mine[0] for a, b in row)
        )
        level = next(free, len(taken))
        if level == len(taken):
            taken.append([])
        taken[level].append(mine)
        placed.append((level, share, rule.words, colour))
    return placed
