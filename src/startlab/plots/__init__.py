"""Figures of the book: each function returns a matplotlib figure in the house style.

A figure says what is seen in its title, its units under the title, and its source and date at
the foot. Its label (``figure.get_label()``) tells in words what it shows.
"""

from startlab.plots.history import (
    limits_by_kind,
    limits_in_force,
    stockpile_lines,
    three_counts,
    treaty_timeline,
)
from startlab.plots.house import day, house_figure
from startlab.plots.rules import (
    attribution_bars,
    bomber_rule,
    model_force,
    russia_two_rules,
    start1_force,
    three_rules,
    us_force_2020,
)

__all__ = [
    "attribution_bars",
    "bomber_rule",
    "day",
    "house_figure",
    "limits_by_kind",
    "limits_in_force",
    "model_force",
    "russia_two_rules",
    "start1_force",
    "stockpile_lines",
    "three_counts",
    "three_rules",
    "treaty_timeline",
    "us_force_2020",
]
