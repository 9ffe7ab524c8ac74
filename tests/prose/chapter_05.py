"""Numbers in the prose of chapter 05."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from startlab import datasets
from startlab.derived import QUANTITIES, declared_number, new_start_limit
from startlab.figures.play import texts

from . import spelled

ALLOWED = {
    "1 March 2018": "the usual day for which the table has no row, as the prose says",
    "which carries four": "an invented case",
    "an inspector who finds four": "an invented case",
    "between two and four US submarines": "the Arms Control Association, linked there",
    "On 1 March one boat is": "an invented case for the exercise",
    "on 1 September two are": "an invented case for the exercise",
    "The total is 118 silos, and the list beneath it names 120": "invented, for the exercise",
    "A store with 30 missiles": "invented, for the exercise",
    "A navy has 4 submarines with 12 tubes each, and 5": "an invented case for the exercise",
}
WARHEADS, TOTAL = "deployed_warheads", "total_launchers"


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    declared = datasets.load_declarations()
    russia = declared[declared.party == "RU"].set_index("date")
    begin, later, end = (russia.loc[day] for day in ("2013-09-01", "2016-09-01", "2021-09-01"))
    yield (
        "declared {} launchers and bombers for 1 September 2013, with {} warheads. "
        "{} years later it declared {}",
        (begin[TOTAL], begin[WARHEADS], spelled(2016 - 2013).capitalize(), later[WARHEADS]),
    )
    yield "in September 2016 than {} years before", (spelled(2016 - 2013),)
    span = declared.date.max().year - declared.date.min().year
    yield "You will read {} years of declared numbers", (spelled(span),)
    for words in ("explain {} steps beside an expert", "For each of {} steps pick a cause"):
        yield words, (spelled(len(texts("steps")["steps"])),)
    peak = russia[TOTAL]["2013-09-01":"2016-09-01"]
    assert peak.idxmax() == pd.Timestamp("2014-09-01")
    yield "went from {} to {}, the launchers and bombers rose from {} to {} in the first year, " \
        "and then fell to {}", (
        begin[WARHEADS], later[WARHEADS], begin[TOTAL], peak.max(), later[TOTAL],
    )  # fmt: skip
    for words in (
        "one rose to {} first,",
        "one reached {}, in the first",
        "for one year only, to {},",
    ):
        yield words, (peak.max(),)
    yield "and then fell to {}, although", (end[TOTAL],)
    by_date = declared.pivot(index="date", columns="party", values=WARHEADS)
    exchanged = by_date.dropna().astype(int)
    usual = exchanged.index.drop(pd.to_datetime(["2011-02-05", "2018-02-05"]))
    assert {(day.day, day.month) for day in usual} == {(1, 3), (1, 9)}
    assert pd.Timestamp("2018-03-01") not in by_date.index
    yield "Twice a year each party", ()
    yield "the public got {} totals for each", (spelled(len(QUANTITIES)),)
    yield "on a fixed day, {} March or {} September", (1, 1)
    war = [declared_number("2022-03-01", party, WARHEADS) for party in ("US", "RU")]
    yield "{} warheads for the United States, {} for Russia", tuple(war)
    yield from _paths(by_date, exchanged)
    yield from _steps(exchanged)
    yield from _tubes()
    yield from _totals(declared)
    yield from _tasks(declared)
    last = int(exchanged.RU.iloc[-1])
    yield "Nor is the blank {} again", (last,)
    assert by_date.index.max() == pd.Timestamp("2023-03-01")
    assert set(declared.basis) == {"declared"}
    single = declared[~declared.source.str.contains(";")]
    assert set(single.date) == {pd.Timestamp("2021-09-01")}
    yield "One exchange, that of 1 September 2021, rests on one source", ()
    september = declared[(declared.date == "2014-09-01") & (declared.party == "RU")].iloc[0]
    wrong = declared_number("2014-09-01", "US", WARHEADS)
    assert str(wrong) in september.note
    yield "gives Russia {} warheads for September 2014, which is the US number", (wrong,)


def _tasks(declared: pd.DataFrame) -> Iterator[tuple[str, tuple[object, ...]]]:
    russia = declared[declared.party == "RU"].set_index("date")
    total = russia[TOTAL]
    months = (pd.Period("2016-09", "M") - pd.Period("2014-03", "M")).n
    yield "had fallen from {} to {} in {}", (
        total["2014-03-01"], total["2016-09-01"], spelled(months),
    )  # fmt: skip
    rises = russia[WARHEADS].diff()["2015-09-01":"2016-09-01"]
    assert (rises > 0).all()
    yield "Its warheads had risen {} times in a row", (spelled(len(rises)),)
    yield "Its warheads stood at {} in", (russia[WARHEADS]["2018-02-05"],)
    months = (pd.Period("2018-02", "M") - pd.Period("2016-10", "M")).n
    yield "A limit of {} would bind it {} months later", (
        new_start_limit(WARHEADS), spelled(months),
    )  # fmt: skip
    fall = russia[WARHEADS]["2017-03-01"] - russia[WARHEADS]["2017-09-01"]
    yield "Russia declared {} warheads fewer", (fall,)


def _paths(
    by_date: pd.DataFrame, exchanged: pd.DataFrame
) -> Iterator[tuple[str, tuple[object, ...]]]:
    limit = new_start_limit(WARHEADS)
    us, russia = by_date["US"], by_date["RU"].dropna()
    assert us[us <= limit].index[0] == pd.Timestamp("2015-09-01")
    first = declared_number("2011-02-05", "US", WARHEADS)
    yield "at {} or below by February 2018", (limit,)
    climbs = us[:"2015-09-01"].astype(int)[us[:"2015-09-01"].diff() > 0]
    assert len(climbs) == 2 and climbs.index[1] == pd.Timestamp("2014-09-01")
    after = us["2015-09-01":"2018-02-05"].astype(int).diff()
    assert (after > 0).sum() == 1
    low = declared_number("2014-03-01", "US", WARHEADS)
    yield "The American line falls from {} and passes", (first,)
    yield "climbs twice, the larger time from {} to {}, and once more", (low, climbs.iloc[1])
    low, high = (declared_number(day, "RU", WARHEADS) for day in ("2013-09-01", "2016-09-01"))
    assert high == russia.max()
    assert low == russia[:"2016-09-01"].min()
    bound = declared_number("2018-02-05", "RU", WARHEADS)
    yield "falls to {}, climbs to {} in September 2016, and is at {} on the day", (low, high, bound)
    last = int(russia.iloc[-1])
    yield "last point, {}, is {} below", (last, spelled(limit - last))
    yield "the United States down from {}, Russia up to {}", (first, high)


def _steps(exchanged: pd.DataFrame) -> Iterator[tuple[str, tuple[object, ...]]]:
    steps = exchanged.RU.diff().dropna().astype(int)
    large = spelled((steps.abs() >= 100).sum())
    yield "{} of Russia's {} are of a hundred", (large, len(steps))
    assert steps.idxmin() == pd.Timestamp("2017-09-01")


def _tubes() -> Iterator[tuple[str, tuple[object, ...]]]:
    table = datasets.load_categories()
    trident = table[table.system == "Trident II"].set_index(["date", "category"])["count"]

    def count(date: str, category: str) -> int:
        return int(trident[(pd.Timestamp(date), category)])

    tubes = {
        date: count(date, "deployed_and_non_deployed_launchers")
        for date in ("2013-03-01", "2014-09-01", "2017-09-01")
    }
    assert tubes["2013-03-01"] == tubes["2014-09-01"]
    filled = {date: count(date, "deployed_missiles") for date in ("2013-03-01", "2014-09-01")}
    yield "In March 2013, {} of the {} tubes were empty. In September 2014 it was {}. So {} more", (
        tubes["2013-03-01"] - filled["2013-03-01"],
        tubes["2013-03-01"],
        tubes["2014-09-01"] - filled["2014-09-01"],
        filled["2014-09-01"] - filled["2013-03-01"],
    )  # fmt: skip
    half = filled["2014-09-01"] - count("2014-03-01", "deployed_missiles")
    yield "counted as deployed, {} of them since March 2014", (half,)
    yield "{} tubes had been converted, and {} remained", (
        count("2017-09-01", "launch_tubes_converted_cumulative"), tubes["2017-09-01"],
    )  # fmt: skip
    assert set(table.party) == {"US"}  # the prose says that Russia has no such table


def _totals(declared: pd.DataFrame) -> Iterator[tuple[str, tuple[object, ...]]]:
    total = declared.pivot(index="date", columns="party", values=TOTAL)
    moves = total.astype(float).diff().abs().mean()
    for item in ("deployed_vehicles", WARHEADS):  # the prose: the total moves least, as a rule
        other = declared.pivot(index="date", columns="party", values=item).astype(float)
        assert (other.diff().abs().mean() > moves).all()
    us = total.US.dropna()
    flat = us[us.index >= "2017-09-01"]
    assert flat.nunique() == 1
    assert (us[us.index < "2017-09-01"] != flat.iloc[0]).all()
    yield "The American total came down to {} in September 2017", (flat.iloc[0],)
    both = total.dropna()
    assert (both.RU < both.US).all()
    near = both[both.US - both.RU == 1]
    assert list(near.index) == list(pd.to_datetime(["2014-09-01", "2016-09-01"]))
    numbers = tuple(near[["RU", "US"]].to_numpy().ravel())
    yield "in September 2014 ({} against {}) and in September 2016 ({} against {})", numbers
    limit = new_start_limit("deployed_vehicles")
    assert declared[declared.party == "RU"].deployed_vehicles.max() < limit
    yield "stayed below {} throughout", (limit,)
    assert total.RU.dropna().index[-1] == pd.Timestamp("2022-03-01")
    first = declared[declared.date == "2011-02-05"].set_index("party")
    above = {
        party: [
            item
            for item in ("deployed_vehicles", WARHEADS, TOTAL)
            if first.loc[party, item] > new_start_limit(item)
        ]
        for party in ("US", "RU")
    }
    assert len(above["US"]) == len(QUANTITIES)
    yield "began above all {} limits, and Russia below {} of them", (
        spelled(len(above["US"])), spelled(len(QUANTITIES) - len(above["RU"])),
    )  # fmt: skip
