"""Figures of the book: each function returns a matplotlib figure in the house style.

A figure says what is seen in its title, its units under the title, and its source and date at
the foot. Its label (``figure.get_label()``) tells in words what it shows.
"""

from startlab.plots.declared import declared_lines, exchange_steps, submarine_tubes
from startlab.plots.hidden import (
    bomber_loads,
    disputed_units,
    estimate_checks,
    estimates_and_declarations,
    launcher_readings,
    published_dates,
    warhead_layers,
)
from startlab.plots.history import (
    limits_by_kind,
    limits_in_force,
    stockpile_lines,
    three_counts,
    treaty_timeline,
)
from startlab.plots.house import day, house_figure
from startlab.plots.limits import deployed_and_non_deployed, headroom_bars
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
    "bomber_loads",
    "bomber_rule",
    "day",
    "declared_lines",
    "deployed_and_non_deployed",
    "disputed_units",
    "estimate_checks",
    "estimates_and_declarations",
    "exchange_steps",
    "headroom_bars",
    "house_figure",
    "launcher_readings",
    "limits_by_kind",
    "limits_in_force",
    "model_force",
    "published_dates",
    "russia_two_rules",
    "start1_force",
    "stockpile_lines",
    "submarine_tubes",
    "three_counts",
    "three_rules",
    "treaty_timeline",
    "us_force_2020",
    "warhead_layers",
]
