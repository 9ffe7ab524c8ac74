"""Numbers in the prose of chapter 07."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

import pandas as pd

from startlab import datasets
from startlab.chapters.ch07 import cheats, states_on
from startlab.derived import QUANTITIES, new_start_limit, quota
from startlab.figures.play import texts
from startlab.figures.predict import stored
from startlab.figures.style import day

from . import spelled

CUMULATIVE = "inspections_cumulative"
ALLOWED = {
    "eight American escorts": "from the page linked there",
    "more than 24 hours": "an example of a notification, from the page linked in the text",
    "On 21 August 2011 a message": "the day on which Minot was told, from the page linked there",
    "On the 23rd": "the day of the inspection, from the same page",
    "on the 13th the first American team": "the day of the row first_inspection, held below",
    "$$7 \\text{ years} \\times 2 \\text{ sides} \\times 18 = 252$$": "held by the next claim",
    "totals for 1 March it": "the day of the numbers in the row E124, held below",
    "the day to 1 April 2020": "a day on which the reader looks at the widget",
}


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    inspections = datasets.load_inspections()
    facts = inspections.set_index("metric").value
    yield "the hosts had {} hours to bring them to the base", (facts["time_to_base"],)
    team = spelled(int(facts["inspectors_in_team"]))
    for words in ("{} Russians", "What could {} people see"):
        yield words, (team,)
    yield "{} missiles opened out of several hundred", (spelled(quota("type_one")).capitalize(),)
    begin = day(inspections[inspections.treaty_year == 2].start_date.iloc[0]).rsplit(" ", 1)[0]
    each = quota("total")
    yield "at most {} times in a treaty year, which began on {}.", (quota("type_one"), begin)
    yield "non-deployed arms only, at most {} times", (quota("type_two"),)
    yield "Each side had these {} visits", (each,)
    old = inspections[(inspections.treaty == "START I") & (inspections.metric == CUMULATIVE)]
    assert {(day(row.start_date), day(row.end_date)) for row in old.itertuples()} == {
        ("31 July 1991", "4 August 2009")
    }
    counted = old.set_index("party").value
    yield "counted {} inspections by Americans and {} by Russians", (counted["US"], counted["RU"])
    told = datasets.load_events().set_index("event_id").loc["E124"]
    assert (day(told.date), told.title) == (
        "15 May 2023", "US publishes its numbers without an exchange"
    )  # fmt: skip
    first = inspections[inspections.metric == "first_inspection"].set_index("treaty").start_date
    opened = datasets.load_events().set_index("event_id").date["E011"]
    assert (day(opened), day(first["New START"])) == ("6 April 2011", "13 April 2011")
    assert texts("cheats")["Ten missiles in a store that is on no list"]["Commission"][0] == "helps"
    yearly = inspections[inspections.metric == "inspections_in_treaty_year"]
    low, high = yearly.value[yearly.qualifier != "at_most"].sum(), yearly.value.sum()
    assert each == 18  # and so in the formula
    years = (pd.Timestamp("2018-02-05") - pd.Timestamp("2011-02-05")).days // 365
    used = years * 2 * each
    for words in ("quotas allowed in those {} years", "used every visit in all {} years"):
        yield words, (spelled(years),)
    total = inspections[inspections.metric == CUMULATIVE].set_index("end_date").value
    assert total["2018-02-05"] == used  # what was counted is what the quotas allowed
    yield "counted {} inspections by both sides together", (used,)
    yield "Was Russia above {} warheads", (new_start_limit("deployed_warheads"),)
    signed = day(datasets.load_events().set_index("event_id").date["E032"])
    yield "The law that ordered it took effect on {}.", (signed.rsplit(" ", 1)[0],)
    last = int(yearly.treaty_year.max())
    yield "read {} years in one strip", (spelled(last),)
    yield "The quotas of {} years would have allowed {}.", (spelled(last), len(yearly) * each)
    by_basis = yearly[yearly.qualifier == "derived"].treaty_year
    yield (
        "the numbers for years {} to {}, and yet",
        tuple(spelled(int(year)) for year in (by_basis.min(), by_basis.max())),
    )
    bounds = sorted(set(yearly[yearly.qualifier == "at_most"].treaty_year))
    unknown = [spelled(int(year)) for year in bounds]
    yield "For years {} and {} we found no count", tuple(unknown)
    yield "at least {} inspections, and at most {} if years {} and {} were", (low, high, *unknown)
    pause = datasets.load_events().set_index("event_id").date["E015"]
    broken = yearly[yearly.start_date <= pause].sort_values("start_date").iloc[-2:]
    (number,), (made,) = set(broken.treaty_year), set(broken.value)
    assert (pause - broken.start_date.iloc[0]).days < 60
    yield "Year {} was not two months old, and each side had made {} inspections", (
        spelled(int(number)), spelled(int(made)),
    )  # fmt: skip
    assert yearly[yearly.treaty_year > number].value.sum() == 0
    yield "In the rest of that year, and in the {} left, there was none", (
        spelled(last - int(number)),
    )  # fmt: skip
    means = datasets.load_means_of_checking().query("means in ['Data exchange', 'Notifications']")
    stops = means[(means.state != "works") & (means.since < "2026")].since
    yield "Inspectors stayed at home {} years before the suspension", (
        spelled(round((stops.min() - pause).days / 365.25)),
    )  # fmt: skip
    yield "Then they broke off within {} months", (
        spelled(ceil((stops.max() - stops.min()).days / 30.44)),
    )  # fmt: skip
    months = {date.month for date in datasets.load_declarations().date if date.day == 1}
    yield "every {} months numbers, places", (spelled(max(months) - min(months)),)
    yield "Yet its {} totals for 1 March", (spelled(len(QUANTITIES)),)
    bases = datasets.load_bases().groupby(["kind", "party"], observed=True).size()
    assert bases["submarine base", "US"] == bases["submarine base", "RU"]
    yield (
        "Russia kept its land-based ones at {} bases, and the United States at {}. Of bases for "
        "submarines each had {}, of those for bombers Russia {} and the United States {}.",
        tuple(
            spelled(bases[base])
            for base in (
                ("ICBM base", "RU"), ("ICBM base", "US"), ("submarine base", "US"),
                ("air base", "RU"), ("air base", "US"),
            )
        ),
    )  # fmt: skip
    yield "Did it have more of all {} kinds", (spelled(bases.index.unique("kind").size),)
    assert bases.groupby("party", observed=True).sum().to_dict() == {"RU": 15, "US": 8}
    matrix = {cheat: [look for look, _ in texts("cheats")[cheat].values()] for cheat in cheats()}
    alone = {cheat: looks.count("shows") for cheat, looks in matrix.items()}
    (number,) = set(map(len, matrix.values()))
    every, kinds = spelled(number), spelled(len(matrix))
    yield "set {} means of checking against {} cheats", (every, kinds)
    yield "matched {} means with {} cheats", (every, kinds)
    for words in ("one of {} means of verification", "of the {} are of", "of the {} means are of"):
        yield words, (every,)
    yield "Try the other {} cheats", (spelled(len(matrix) - 1),)
    shows, helps = alone[cheats()[0]], matrix[cheats()[0]].count("helps")
    yield "Only {} of the {} shows it alone", (shows, number)
    yield "But {} are of use, for {} help them", (shows + helps, spelled(helps))
    yield "{} shows it, and {} help", (spelled(shows), spelled(helps))
    assert shows + helps == stored()["07-cheat"]["truth"]
    assert set(alone.values()) == {0, 1}
    unseen = list(alone.values()).count(0)
    yield "{} cheats are shown by no means alone", (spelled(unseen).capitalize(),)
    assert all(rows["Telemetry"][0] != "shows" for rows in texts("cheats").values())
    early = {means for means, state in states_on("2020-04-01", "RU").items() if state == "works"}
    assert early == {"Own satellites", "Data exchange", "Notifications"}  # still work
    assert all(texts("cheats")[cheats()[0]][means][0] != "shows" for means in early)
