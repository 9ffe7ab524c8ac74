"""Numbers and sentences: what a figure says in words, as a screen reader reads it."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from startlab.figures.style import day, minus


def format_number(value: float, per_cent: bool = False) -> str:
    """Return a number as it is printed: 1,550, −0.25, 42 %, or 99.6 %."""
    if per_cent:
        share = float(round(100 * value, 1))
        if share in (0.0, 100.0) and value not in (0, 1):  # never a false 0 or 100
            return "under 0.1 %" if share == 0 else "over 99.9 %"
        whole = share.is_integer() or 10 <= share < 98.95
        return f"{share:.0f} %" if whole else f"{share:.1f} %"
    whole = float(value).is_integer() or abs(value) >= 100
    return minus(f"{value:,.0f}" if whole else f"{value:.3g}")


def sentence(text: str) -> str:
    """Return a text that ends like a sentence."""
    return text if text.endswith((".", ":", "?")) else f"{text}."


def join_names(names: Any) -> str:
    """Return the names of a panel and a place as words."""
    parts = names if isinstance(names, tuple) else (names,)
    return ", ".join(str(part).replace("\n", " ") for part in parts if part != "")


def describe_lines(rows: Any, points: Any, x_name: str, per_cent: bool) -> Iterator[str]:
    """Say of each line where it begins and ends, its extremes, and its points that have words."""
    if x_name:
        yield f"Across: {x_name}."
    for names, line in rows.groupby(["panel", "line"], sort=False):
        known = line.dropna(subset="y")
        ends = [known.iloc[0], known.iloc[-1]]
        first, last = (f"{format_number(row.y, per_cent)} {_when(row.x)}" for row in ends)
        text = f"from {first} to {last}"
        if len(known) > 1 and known.y.nunique() == 1:
            text += ", without a change"
        if known.y.max() > max(row.y for row in ends):
            text += f", highest {format_number(known.y.max(), per_cent)}"
        if known.y.min() < min(row.y for row in ends):
            text += f", lowest {format_number(known.y.min(), per_cent)}"
        said = {known.y.max(), known.y.min(), *(row.y for row in ends)}
        own = () if points is None else points[points.line == names[1]].itertuples()
        for point in own:
            if point.words and point.y not in said:
                text += f", {point.words} {_when(point.x)}"
        yield f"{join_names(names) or 'The line'}: {text}."


def describe_spans(rows: Any) -> Iterator[str]:
    """Say of each lane from when to when, or, where nothing lasts, how many dates it has."""
    for lane, mine in rows.groupby("lane", sort=False):
        known = mine.dropna(subset="start")
        if known.empty:
            yield sentence(lane)
        elif len(known) > 1 and not (known.end > known.start).any():
            first, last = day(known.start.min()), day(known.start.max())
            yield f"{lane}: {len(known)} dates, {first} to {last}."
        else:
            for span in known.itertuples():
                until = f" to {day(span.end)}" if span.end > span.start else ""
                yield f"{lane}: {day(span.start)}{until}."


def _when(x: Any) -> str:
    if isinstance(x, pd.Timestamp):
        return f"on {day(x)}"
    return f"{'in' if 1900 <= x <= 2100 else 'at'} {x:g}"
