"""Figures of the book: each function returns a matplotlib figure in the house style.

A figure says what is seen in its title, its units under the title, and its source and date at
the foot. Its label (``figure.get_label()``) tells in words what it shows.
"""

from startlab.plots.history import (
    limits_by_kind,
    limits_in_force,
    treaty_timeline,
)
from startlab.plots.house import day, house_figure

__all__ = [
    "day",
    "house_figure",
    "limits_by_kind",
    "limits_in_force",
    "treaty_timeline",
]
