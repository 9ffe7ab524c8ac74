"""Numbers in the prose of chapter 07."""

from __future__ import annotations

from collections.abc import Iterator

from startlab import datasets
from startlab.chapters.ch07 import cheats, states_on
from startlab.derived import new_start_limit, quota
from startlab.figures.play import texts
from startlab.figures.predict import stored
from startlab.figures.style import day

CUMULATIVE = "inspections_cumulative"
ALLOWED = {
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
    assert facts["inspectors_in_team"] == 10  # the prose says ten Russians
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
    used = 7 * 2 * each  # seven treaty years, two parties
    total = inspections[inspections.metric == CUMULATIVE].set_index("end_date").value
    assert total["2018-02-05"] == used  # what was counted is what the quotas allowed
    yield "counted {} inspections by both sides together", (used,)
    yield "at least {} inspections, and at most {} if", (low, high)
    yield "fifteen years would have allowed {}.", (len(yearly) * each,)
    yield "Was Russia above {} warheads", (new_start_limit("deployed_warheads"),)
    signed = day(datasets.load_events().set_index("event_id").date["E032"])
    yield "The law that ordered it took effect on {}.", (signed.rsplit(" ", 1)[0],)
    assert yearly.treaty_year.max() == 15  # the prose says fifteen years
    bounds = yearly[yearly.qualifier == "at_most"].treaty_year
    assert set(bounds) == {8, 9}  # no count for years eight and nine
    by_year = yearly.groupby("treaty_year").value
    assert set(by_year.get_group(10)) == {2}  # two each in year ten
    assert yearly[yearly.treaty_year > 10].value.sum() == 0  # none in the five that were left
    bases = datasets.load_bases().groupby(["kind", "party"], observed=True).size()
    assert (bases["submarine base", "US"], bases["submarine base", "RU"]) == (2, 2)  # in words
    assert (bases["air base", "RU"], bases["air base", "US"]) == (2, 3)
    assert (bases["ICBM base", "RU"], bases["ICBM base", "US"]) == (11, 3)
    assert bases.groupby("party", observed=True).sum().to_dict() == {"RU": 15, "US": 8}
    matrix = {cheat: [look for look, _ in texts("cheats")[cheat].values()] for cheat in cheats()}
    alone = {cheat: looks.count("shows") for cheat, looks in matrix.items()}
    assert set(map(len, matrix.values())) == {8}
    of_use = alone[cheats()[0]] + matrix[cheats()[0]].count("helps")
    yield "Only {} of the {} shows it alone", (alone[cheats()[0]], 8)
    yield "But {} are of use, for three help them", (of_use,)
    assert of_use == stored()["07-cheat"]["truth"]
    assert matrix[cheats()[0]].count("helps") == 3
    assert sorted(alone.values()) == [0, 0, 1, 1, 1, 1]  # two of six no means shows alone
    assert all(rows["Telemetry"][0] != "shows" for rows in texts("cheats").values())
    early = {means for means, state in states_on("2020-04-01", "RU").items() if state == "works"}
    assert early == {"Own satellites", "Data exchange", "Notifications"}  # still work
    assert all(texts("cheats")[cheats()[0]][means][0] != "shows" for means in early)
