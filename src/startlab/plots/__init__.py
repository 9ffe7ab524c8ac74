"""Figures of the book: each function returns a matplotlib figure in the house style.

A figure says what is seen in its title, its units under the title, and its source and date at
the foot. Its label (``figure.get_label()``) tells in words what it shows.
"""

from startlab.plots.declared import declared_lines, exchange_steps, submarine_tubes
from startlab.plots.house import day, house_figure
from startlab.plots.limits import deployed_and_non_deployed, headroom_bars
from startlab.plots.offer import (
    offer_elements,
    offer_events,
    offer_months,
    offer_span,
    offer_walk,
)
from startlab.svg import show_figures_as_svg

__all__ = [
    "day",
    "declared_lines",
    "deployed_and_non_deployed",
    "exchange_steps",
    "headroom_bars",
    "house_figure",
    "offer_elements",
    "offer_events",
    "offer_months",
    "offer_span",
    "offer_walk",
    "submarine_tubes",
]

show_figures_as_svg()
