"""Chapter 04, what does New START limit: its widget and exercises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from startlab import datasets
from startlab.derived import QUANTITIES
from startlab.errors import StartlabError
from startlab.exercises import declared_number, exercise, new_start_limit
from startlab.figures import marks
from startlab.figures.style import NAMES, day
from startlab.models import counting


def margins(date: object = "2018-02-05", party: str = "US") -> Figure:
    """Draw one declaration (the date of a data exchange, a party) as shares of the limits.

    Sources: tables declarations and limits; the margins are those of `counting.headroom`.

    >>> margins("2017-09-01", "RU").get_label()
    '1 September 2017, Russia: 501 deployed missiles and heavy bombers, 199 below the limit of 700
    that was to bind in February 2018; 1,561 warheads counted as deployed, 11 above 1,550; 790
    launchers and bombers, deployed or not, 10 below 800.'
    """
    table = datasets.load_declarations()
    found = table[(table.date == pd.Timestamp(str(date))) & (table.party == party)]
    if found.empty:
        raise StartlabError(f"There is no declaration of {party!r} for {date}.")
    limits = datasets.load_limits().query("treaty == 'New START'")
    rooms = counting.headroom(found.iloc[0], limits)
    binds = rooms.verdict.notna().any()
    words, told = zip(*[_room(room, bool(binds)) for room in rooms.itertuples()], strict=True)
    name, look = ("the limit", "solid") if binds else ("the limit to come", "dashed")
    return marks.bars(
        pd.DataFrame({"words": words, "number": rooms.utilisation.fillna(0).astype(float)}).assign(
            label="–", party=party
        ),
        across=[marks.Rule(name, x=1, look=look)],
        x=(0, 1.42),
        per_cent=True,
        title=f"{NAMES[party]}, {day(date)}",
        units="Declared number as a share of the limit",
        source=f"Declared under New START; startlab. As of {day(date)}.",
        says=f"{day(date)}, {NAMES[party]}: {'; '.join(told)}.",
    )


def _room(room: Any, binds: bool) -> tuple[str, str]:
    """Return the words over a bar, and what the sentence says of it."""
    what, limit = QUANTITIES[room.item], f"{room.limit:,}"
    if pd.isna(room.declared):
        return f"not known: {what}", f"{what}: no number in the sources seen"
    bar = f"{room.declared:,} of {limit} {what}"
    if room.item == "deployed_vehicles":
        limit = f"the limit of {limit}" + ("" if binds else " that was to bind in February 2018")
    gap = f"{abs(room.margin):,} {'above' if room.margin < 0 else 'below'}" if room.margin else "at"
    return bar, f"{room.declared:,} {what}, {gap} {limit}"


@exercise(
    "04.1", unit="launchers and bombers", look="Why is there one limit for 700 and another for 800?"
)
def _non_deployed_under_the_limits() -> Iterator[Any]:
    vehicles, launchers = new_start_limit("deployed_vehicles"), new_start_limit("total_launchers")
    yield launchers - vehicles, "The limit on all launchers leaves this much for empty ones."
    yield launchers, "That is the limit on deployed and non-deployed together."
    yield vehicles, "That is the limit on deployed missiles and bombers, all used up here."
    yield 0, "A party with every place filled may still have some empty launchers."
    yield "Which limit covers what is not deployed, and what else does it cover?"
    yield "Two limits are at work: one on deployed, one on deployed and non-deployed together."


@exercise("04.2", unit="warheads", look="How close did each side come?")
def _us_warhead_margin() -> Iterator[Any]:
    limit = new_start_limit("deployed_warheads")
    declared = declared_number("2018-09-01", "US", "deployed_warheads")
    yield limit - declared, "Margin is the limit less the declared number."
    yield declared, "That is the declared number. How far is it from the limit?"
    yield declared - limit, "Take the declared number from the limit, not the limit from it."
    other_party = declared_number("2018-09-01", "RU", "deployed_warheads")
    yield limit - other_party, "That is Russia's margin on the same day."
    other_date = declared_number("2018-02-05", "US", "deployed_warheads")
    yield limit - other_date, "That is the US margin on the day the limits began to bind."
    yield "Which party, which day and which limit does the question name?"
    yield "Find the row of the US for that date, then take its warheads from the limit."


@exercise("04.3", unit="declarations", look="When did the limits begin to bind?")
def _russian_breaches() -> Iterator[Any]:
    declared = datasets.load_declarations()
    above = declared.deployed_warheads > new_start_limit("deployed_warheads")
    russia, bound = declared.party == "RU", declared.date >= "2018-02-05"
    praise = "Every number above the limit was declared before the limit began to bind."
    yield int((russia & above & bound).sum()), praise
    hint = "So many were above the number. From which day did the limit bind?"
    yield int((russia & above).sum()), hint
    hint = "That counts both parties, and every date. Keep Russia, then mind the dates."
    yield int(above.sum()), hint
    hint = "So many declarations Russia made once the limit bound. Which were above it?"
    yield int((russia & bound).sum()), hint
    yield "Can a limit be broken before it binds?"
    yield "Keep only the rows above the limit, then only those from 5 February 2018 on."
