"""Figures of the declared numbers over time."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from startlab import datasets
from startlab.errors import StartlabError
from startlab.figures.style import LIGHT, month
from startlab.plots.house import (
    DECLARED_SOURCE,
    NAMES,
    PARTY_STYLE,
    QUANTITIES,
    SHORT,
    central_limit,
    checked,
    day,
    end_labels,
    house_figure,
    limit_line,
    minus,
    room_for,
    rows_only,
    thousands,
    year_ticks,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def declared_lines(
    quantity: str = "deployed_warheads", first_year: int = 2011, last_year: int = 2023
) -> Figure:
    """Draw one declared quantity of both parties over time, with its limit.

    Parameters
    ----------
    quantity : {"deployed_vehicles", "deployed_warheads", "total_launchers"}
        What to draw.
    first_year, last_year : int
        First and last calendar year shown, 2011 to 2023.

    Returns
    -------
    matplotlib.figure.Figure
        Two lines; the limit is dashed before 5 February 2018, from when it binds. A year in
        which Russia published nothing is marked as blank.

    Raises
    ------
    StartlabError
        If the quantity is unknown or the years hold no declaration.

    Examples
    --------
    >>> declared_lines("deployed_warheads", 2015, 2018).get_label()
    'Warheads counted as deployed, 2015 to 2018. United States: from 1,597 on 1 March 2015 to
    1,398 on 1 September 2018, highest 1,597, lowest 1,350. Russia: from 1,582 on 1 March 2015 to
    1,420 on 1 September 2018, highest 1,796, lowest 1,420.'
    >>> declared_lines("total_launchers", 2018, 2023).get_label()
    'Launchers and bombers, deployed or not, 2018 to 2023. United States: 800 on each date from
    5 February 2018 to 1 March 2023. Russia: from 779 on 5 February 2018 to 761 on 1 March 2022,
    highest 779, lowest 742. The table has no later number of Russia.'
    """
    checked("quantity", quantity, QUANTITIES)
    declared = datasets.load_declarations()
    declared = declared[declared.date.dt.year.between(first_year, last_year)]
    shown = declared[declared[quantity].notna()]
    if shown.empty:
        raise StartlabError(f"There is no declaration from {first_year} to {last_year}.")
    limit, binds = central_limit(quantity)
    title = f"{QUANTITIES[quantity].capitalize()}"
    foot = f"{DECLARED_SOURCE}. As of {day(shown.date.max())}."
    units = "Number declared by each party; the scale starts above zero"
    sentences, labels = [], [(f"limit {limit:,}", float(limit), LIGHT["limit"])]
    low, high = (
        int(v) for v in (min(shown[quantity].min(), limit), max(shown[quantity].max(), limit))
    )
    margin = 0.09 * (high - low) + 5
    with house_figure(title, units, foot, height=4.2, right=room_for(["limit 1,550"])) as (
        figure,
        axes,
    ):
        start, end = date2num(date(first_year, 1, 1)), date2num(date(last_year, 12, 31))
        axes.set(xlim=(start, end), ylim=(low - margin, high + margin))
        limit_line(axes, limit, binds)
        for party, name in NAMES.items():
            numbers = shown[shown.party == party].set_index("date")[quantity].astype(int)
            if numbers.empty:
                sentences.append(f"{name}: no number.")
                continue
            _line_with_dots(axes, numbers, party)
            labels.append((SHORT[party], float(numbers.iloc[-1]), PARTY_STYLE[party]["color"]))
            sentences.append(_course(name, numbers))
            if numbers.index[-1] < declared.date.max():
                sentences[-1] += f" The table has no later number of {name}."
        _mark_highest(axes, shown, quantity, limit, margin)
        _mark_blank(axes, declared, (limit - low + margin) / (high - low + 2 * margin))
        end_labels(axes, labels)
        year_ticks(axes, first_year, last_year)
        thousands(axes.yaxis)
    years = f"{first_year} to {last_year}" if first_year != last_year else str(first_year)
    figure.set_label(f"{title}, {years}. {' '.join(sentences)}")
    return figure


def _line_with_dots(axes: Axes, numbers: pd.Series[int], party: str) -> None:
    """Draw a line with its dots as two paths: matplotlib's markers take four times the bytes."""
    colour, marker = PARTY_STYLE[party]["color"], PARTY_STYLE[party]["marker"]
    axes.plot(numbers.index, numbers, color=colour)
    dates = numbers.index.repeat(3)
    points = numbers.to_numpy().repeat(3).astype("float64")
    points[2::3] = float("nan")  # a stroke of no length shows its caps: round or square
    cap: Any = {"o": "round", "s": "projecting"}[marker]
    axes.plot(dates, points, color=colour, linewidth=6, solid_capstyle=cap)


def _course(name: str, numbers: pd.Series[int]) -> str:
    """Say in words how a declared number went."""
    first, last = day(numbers.index[0]), day(numbers.index[-1])
    if len(numbers) == 1:
        return f"{name}: {numbers.iloc[0]:,} on {first}."
    if numbers.nunique() == 1:
        return f"{name}: {numbers.iloc[0]:,} on each date from {first} to {last}."
    return (
        f"{name}: from {numbers.iloc[0]:,} on {first} to {numbers.iloc[-1]:,} on {last}, "
        f"highest {numbers.max():,}, lowest {numbers.min():,}."
    )


def _mark_highest(
    axes: Axes, shown: pd.DataFrame, quantity: str, limit: int, margin: float
) -> None:
    """Print the highest number of a party, where neither the other line nor the limit is."""
    wide = shown.pivot(index="date", columns="party", values=quantity).astype("float64")
    start, end = axes.get_xlim()
    for party in wide.columns:
        numbers = wide[party].dropna()
        when, value = numbers.index[int(numbers.argmax())], float(numbers.max())
        others = wide.drop(columns=party)[wide.index == when]
        crowded = bool((others > value - 0.5 * margin).any(axis=None))
        if crowded or value <= limit < value + 1.5 * margin:
            continue
        place = (date2num(when) - start) / (end - start)
        axes.annotate(
            f"{value:,.0f}",
            (when, value),
            xytext=(0, 5),
            textcoords="offset points",
            ha="left" if place < 0.06 else "right" if place > 0.94 else "center",
            color=PARTY_STYLE[party]["color"],
        )


def _mark_blank(axes: Axes, declared: pd.DataFrame, limit_place: float) -> None:
    """Mark the time in which one party published and the other did not."""
    parties = declared.groupby("date").party.nunique()
    alone = parties[parties < len(NAMES)]
    if alone.empty:
        return
    begin, end = date2num(alone.index[0]), axes.get_xlim()[1]
    axes.axvspan(begin, end, color=LIGHT["grid"], alpha=0.6, linewidth=0, zorder=0)
    top = limit_place < 0.5
    axes.text(
        (begin + end) / 2,
        0.985 if top else 0.015,
        "no Russian data",
        transform=axes.get_xaxis_transform(),
        rotation=90,
        ha="center",
        va="top" if top else "bottom",
        color=LIGHT["ru"],
    )


def exchange_steps(quantity: str = "deployed_warheads", party: str = "RU") -> Figure:
    """Draw the change of one declared quantity from each exchange to the next.

    Parameters
    ----------
    quantity : {"deployed_vehicles", "deployed_warheads", "total_launchers"}
        What to draw.
    party : {"US", "RU"}
        Whose declarations. Numbers published without an exchange are left out.

    Returns
    -------
    matplotlib.figure.Figure
        One bar an exchange, up for a rise and down for a fall.

    Raises
    ------
    StartlabError
        If the quantity or the party is unknown.

    Examples
    --------
    >>> exchange_steps().get_label()
    'Change in warheads counted as deployed, Russia, from each exchange to the next. Largest
    rise: 131 up to 1 September 2014. Largest fall: 204 up to 1 September 2017.'
    """
    checked("quantity", quantity, QUANTITIES)
    checked("party", party, NAMES)
    declared = datasets.load_declarations()
    exchanged = declared.groupby("date").party.transform("nunique") == len(NAMES)
    rows = declared[exchanged & (declared.party == party) & declared[quantity].notna()]
    steps: pd.Series[int] = rows.set_index("date")[quantity].astype(int).diff().dropna().astype(int)
    rise, fall = (steps.index[int(n)] for n in (steps.argmax(), steps.argmin()))
    title = f"Change in {QUANTITIES[quantity]}, {NAMES[party]}"
    foot = f"{DECLARED_SOURCE}. As of {day(rows.date.max())}."
    with house_figure(title, "Change since the exchange before", foot) as (figure, axes):
        axes.bar(steps.index, steps, width=100, color=PARTY_STYLE[party]["color"])
        axes.axhline(0, color=LIGHT["muted"], linewidth=1)
        for when in (rise, fall):
            value = int(steps.loc[when])
            axes.annotate(
                _signed(value),
                (when, value),
                xytext=(0, 4 if value > 0 else -4),
                textcoords="offset points",
                ha="center",
                va="bottom" if value > 0 else "top",
            )
        axes.margins(y=0.15)
        axes.yaxis.set_major_formatter(lambda value, _: _signed(value))
        year_ticks(axes, int(steps.index.min().year), int(steps.index.max().year))
    figure.set_label(
        f"{title}, from each exchange to the next. "
        f"Largest rise: {steps.max():,} up to {day(rise)}. "
        f"Largest fall: {-steps.min():,} up to {day(fall)}."
    )
    return figure


def _signed(value: float) -> str:
    return minus(f"{value:+,.0f}") if value else "0"


def submarine_tubes() -> Figure:
    """Draw how many launch tubes of US submarines held a missile on the dates that are known.

    Returns
    -------
    matplotlib.figure.Figure
        A bar a date: the filled part is deployed missiles, the open part empty tubes.

    Examples
    --------
    >>> submarine_tubes().get_label()
    'Trident II launch tubes of the United States and the missiles in them. 1 September 2011: 249
    of 336 filled. 1 March 2013: 232 of 336 filled. 1 September 2014: 260 of 336 filled.
    1 September 2017: 212 of 280 filled. 1 September 2020: 230 of 280 filled.'
    """
    table = datasets.load_categories()
    items = {"deployed_missiles": "filled", "deployed_and_non_deployed_launchers": "tubes"}
    rows = table[(table.system == "Trident II") & table.category.isin(list(items))]
    wide = rows.assign(item=rows.category.map(items).astype(str)).pivot(
        index="date", columns="item", values="count"
    )
    known = wide.dropna().astype(int)
    colour, sentences = PARTY_STYLE["US"]["color"], []
    foot = f"Declared, in part derived; compiled by startlab. As of {day(known.index[-1])}."
    units = "Trident II launch tubes: filled with a missile, or empty"
    with house_figure("Missiles in US submarine tubes", units, foot, left=1.42) as (figure, axes):
        for place, (when, filled, tubes) in enumerate(known[["filled", "tubes"]].itertuples()):
            axes.barh(-place, filled, height=0.6, color=colour)
            axes.barh(-place, tubes - filled, left=filled, height=0.6, fc="none", ec=colour)
            axes.text(
                6, -place, f"{filled} filled", va="center", color=LIGHT["paper"], weight="bold"
            )
            axes.text(tubes + 6, -place, f"{tubes - filled} empty", va="center")
            sentences.append(f"{day(when)}: {filled} of {tubes} filled.")
        names = [f"{month(when)}" for when in known.index]
        axes.set_yticks([-place for place in range(len(known))], names)
        rows_only(axes)
        axes.set_xlim(0, 430)
    figure.set_label(
        "Trident II launch tubes of the United States and the missiles in them. "
        f"{' '.join(sentences)}"
    )
    return figure
