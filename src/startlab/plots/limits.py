"""Figures of the central limits: one declaration against them, deployed and non-deployed."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from startlab import counting, datasets
from startlab.errors import StartlabError
from startlab.figures.style import LIGHT
from startlab.plots.house import (
    BARS,
    DECLARED_SOURCE,
    NAMES,
    PAPER,
    PARTY_STYLE,
    QUANTITIES,
    SHORT,
    central_limit,
    day,
    house_figure,
    rows_only,
    worded_bar,
)


def headroom_bars(date: str = "2018-02-05", party: str = "US") -> Figure:
    """Draw one declaration against the three central limits, as a share of each limit.

    Parameters
    ----------
    date : str or datetime-like
        Date of a data exchange.
    party : {"US", "RU"}
        Whose declaration.

    Returns
    -------
    matplotlib.figure.Figure
        Three bars; the label names each number and its margin.

    Raises
    ------
    StartlabError
        If there is no declaration of that party for that date.

    Examples
    --------
    >>> headroom_bars("2017-09-01", "RU").get_label()
    '1 September 2017, Russia: 501 deployed missiles and heavy bombers, 199 below the limit of 700
    that was to bind in February 2018; 1,561 warheads counted as deployed, 11 above 1,550; 790
    launchers and bombers, deployed or not, 10 below 800.'
    """
    declared = datasets.load_declarations()
    limits = datasets.load_limits().query("treaty == 'New START'")
    row = declared[(declared.date == pd.Timestamp(date)) & (declared.party == party)]
    if row.empty:
        raise StartlabError(f"There is no declaration of {party!r} for {date}.")
    lines: list[Any] = list(counting.headroom(row.iloc[0], limits).itertuples())
    binding = any(pd.notna(line.verdict) for line in lines)
    when = day(date)
    title = f"{NAMES[party]}, {when}"
    units = "Declared number as a share of the limit, per cent"
    foot = f"{DECLARED_SOURCE}. As of {when}."
    with house_figure(title, units, foot, height=3.6, **BARS) as (fig, ax):
        for place, line in enumerate(lines):
            share = 0 if pd.isna(line.utilisation) else 100 * line.utilisation
            ax.barh(-place, share, height=0.42, color=LIGHT[party.lower()])
            number = (
                "not known:" if pd.isna(line.declared) else f"{line.declared:,} of {line.limit:,}"
            )
            words = f"{number} {QUANTITIES[line.item]}"
            # The paper behind the words keeps the line of the limit out of them.
            ax.text(0, 0.32 - place, words, bbox=PAPER)
        ax.axvline(100, color=LIGHT["limit"], linestyle="-" if binding else (0, (4, 3)))
        word = "the limit" if binding else "the limit to come"
        ax.text(99, 0.72, word, color=LIGHT["limit"], ha="right")
        ax.set(xlim=(0, 142), ylim=(-2.5, 1.0), yticks=[])
        rows_only(ax)
    first, second, third = (_margin_words(line, binding) for line in lines)
    fig.set_label(f"{when}, {NAMES[party]}: {first}; {second}; {third}.")
    return fig


def _margin_words(line: Any, binding: bool) -> str:
    if pd.isna(line.margin):
        return f"{QUANTITIES[line.item]}: no number in the sources seen"
    margin = line.margin
    place = f"{abs(margin):,} {'below' if margin > 0 else 'above'}" if margin else "at"
    limit = f"{line.limit:,}"
    if line.item == "deployed_vehicles":
        limit = f"the limit of {limit}" + ("" if binding else " that was to bind in February 2018")
    return f"{line.declared:,} {QUANTITIES[line.item]}, {place} {limit}"


def deployed_and_non_deployed(date: str = "2018-02-05") -> Figure:
    """Draw how many launchers and bombers of each party are deployed and how many are not.

    Parameters
    ----------
    date : str or datetime-like
        Date of a data exchange of both parties.

    Returns
    -------
    matplotlib.figure.Figure
        One bar a party in two parts, with the limit on deployed and the limit on all.

    Raises
    ------
    StartlabError
        If the total of one of the parties for that date is not known.

    Examples
    --------
    >>> deployed_and_non_deployed("2020-09-01").get_label()
    '1 September 2020. United States: 675 deployed and 125 non-deployed, 800 in all.
    Russia: 510 deployed and 254 non-deployed, 764 in all.'
    """
    declared = datasets.load_declarations()
    rows = declared[declared.date == pd.Timestamp(date)].dropna(subset="total_launchers")
    rows = rows.set_index("party")
    if len(rows) < len(NAMES):
        raise StartlabError(f"There are no totals of both parties for {date}.")
    when, sentences = day(date), []
    units = "Launchers and heavy bombers, deployed and non-deployed"
    foot = f"{DECLARED_SOURCE}. As of {when}."
    with house_figure(f"Deployed and non-deployed, {when}", units, foot, height=3.2, **BARS) as (
        fig,
        ax,
    ):
        for place, (party, name) in enumerate(NAMES.items()):
            vehicles, total = (
                int(rows[c][party]) for c in ("deployed_vehicles", "total_launchers")
            )
            colour = PARTY_STYLE[party]["color"]
            spare = total - vehicles
            parts = f"{vehicles:,} deployed and {spare:,} non-deployed"
            words = f"{SHORT[party]}: {parts.replace(' and', ',')}"
            worded_bar(ax, place, words, filled=vehicles, hollow=spare, colour=colour)
            sentences.append(f"{name}: {parts}, {total:,} in all.")
        for item, word, side in (
            ("deployed_vehicles", "deployed", "right"),
            ("total_launchers", "all", "left"),
        ):
            limit, _ = central_limit(item)
            ax.axvline(limit, color=LIGHT["limit"], linewidth=1.6)
            place = limit + {"left": 6, "right": -6}[side]
            ax.text(place, 0.62, f"{word}: {limit}", color=LIGHT["limit"], ha=side)
        ax.set(xlim=(0, 910), ylim=(-1.35, 0.85), yticks=[])
        rows_only(ax)
    fig.set_label(f"{when}. {' '.join(sentences)}")
    return fig
