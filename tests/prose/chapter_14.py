"""Numbers in the prose of chapter 14."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from startlab import StartlabError, datasets
from startlab.chapters.ch14 import (
    BY_LEG,
    GRIEVANCE,
    START_X,
    START_Y,
    assumed_path,
    richardson_fit,
    straight_line,
    whole_forces,
)
from startlab.derived import declared_number, new_start_limit, stockpile
from startlab.figures.style import day, month
from startlab.models.games import richardson

from . import spelled

ALLOWED = {
    "4 December 2019": "the date of the testimony in row U03, checked below",
    "The slider jumps by five years": "the steps of the slider in the chapter",
    "missed by tens of thousands": "the first figure of the chapter, held below",
    "with 60 days of waiting": "a delay that the reader may assume",
    "With fatigue 0.8 and reaction 0.4": "values chosen for the question of the widget",
    "grow to 0.8, as strong": "a value of the slider, checked below",
    "That is so at 0.6, where": "a value of the slider, checked below",
    "At 0.8 they do not": "a value of the slider, checked below",
    r"r\,\max(0,\, t - \tau)": "part of the formula, as in the docstring of the model",
    "reaction 0.4, fatigue 0.8 and grievance 1": "coefficients of the worked example",
    "so 0.4x + 1 = 0.8x": "the worked example",
    "both grievances are 1.": "a coefficient of the exercise",
    "loads 5 warheads a day": "the rate that an exercise assumes",
    "only from day 60": "the delay that an exercise assumes",
}


def _reached(rate: float, delay: float) -> int:
    path = assumed_path("US", rate, delay)
    full = path.days_to(path.ceiling)
    assert full == int(full)
    return int(full)


def _level(k: float, fatigue: float) -> float | None:
    race = richardson(k=k, l=k, alpha=fatigue, beta=fatigue, g=GRIEVANCE, h=GRIEVANCE)
    return round(race.equilibrium[0], 6) if race.equilibrium else None


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    fitted, announced = stockpile("Russia").loc[1976:1986], straight_line("RU", 1976, 1986, 1996)
    yield "The Soviet stockpile of {} years", (spelled(len(fitted)),)
    for words in (
        "and the {} before it",
        "ruler that fitted for {} years",
        "than half in {} years",
    ):
        yield words, (spelled(1986 - 1976),)
    yield "draws it on for {} more", (spelled(1996 - 1986),)
    yield "drawn on for {} more", (spelled(1996 - 1986),)
    yield "{} years later there is no treaty", (spelled(2026 - 1986).capitalize(),)
    assert fitted.is_monotonic_increasing
    real = stockpile("Russia")[1996]
    yield "from 1976 to 1986, to {} warheads", (fitted[1986],)
    yield "The ruler says {} warheads", (round(announced),)
    yield "on its way to {}?", (round(announced),)
    assert real < fitted[1986] / 2  # it fell by more than half
    assert announced - real > 20_000  # tens of thousands
    away = max(abs(v - straight_line("RU", 1976, 1986, y)) for y, v in fitted.items())
    yield (
        "The table says {}. The line says {}, although no value of the fitted years lies further "
        "than {} warheads",
        (real, round(announced), round(away)),
    )
    yield "gives the United States {} warheads", (round(straight_line("US", 1956, 1966, 1976)),)
    assert max(straight_line(party, 1986, 1996, 2006) for party in ("US", "RU")) < 0
    notes = datasets.load_events().set_index("event_id").note
    assert "perhaps 17,000 tactical weapons" in notes["E156"]
    yield "of perhaps {} weapons withdrawn", (17_000,)
    yield from _capacities()
    yield from _times()
    yield from _races()


def _capacities() -> Iterator[tuple[str, tuple[object, ...]]]:
    upload = datasets.load_upload().set_index("row_id")
    missiles, loadable = upload.baseline_warheads["U07"], upload.potential_warheads["U07"]
    yield "The United States has {} such missiles, with one", (missiles,)
    most = int(upload.potential_warheads["U23"] / missiles)
    yield "At first each had {}, and", (spelled(most),)
    yield "that it could have {} again", (spelled(most),)
    assert loadable == missiles / 2 * most + missiles / 2
    yield (
        "half of the missiles are made for a single warhead and the other half for up to {}",
        (spelled(most),),
    )
    yield "That makes {} places, if all", (most * missiles,)
    yield "It counts {} such warheads in all, so that {} could", (loadable, loadable - missiles)
    assert upload.published["U03"] == "2019-12-04"
    yield "Russia might reach {} warheads", (upload.potential_warheads["U03"],)
    shown = whole_forces()
    russian = shown.potential_warheads[shown.party == "RU"]
    american = shown.potential_warheads[shown.party == "US"]
    yield "the results lie between {} and {}, and", (russian.min(), russian.max())
    yield "the one for the United States is {}.", (american.item(),)
    asked = upload.potential_warheads[upload.publisher == "Congressional Budget Office"]
    yield "a return to the levels of {} old treaties", (spelled(len(asked)),)
    yield "The levels run from {} to {} warheads", (asked.min(), asked.max())
    counted = declared_number("2022-03-01", "RU", "deployed_warheads")
    estimate, bombers = upload.baseline_warheads["U14"], upload.baseline_warheads["U13"]
    assert (date(2022, 3, 1) - date.fromisoformat(upload.as_of["U14"])).days < 7
    yield "Russia declared {} warheads for", (counted,)
    yield "estimated {}, of which {} belong to bombers", (estimate, bombers)
    limit, ends = new_start_limit("deployed_warheads"), upload.potential_warheads
    assert set(upload.baseline_warheads[["U04", "U06"]]) == {limit}
    for letter, row in (("A", "U04"), ("D", "U06")):
        words = f"{letter}: {{}}, from the limit of {{}} to the {{}} of the CBO's"
        yield words, (ends[row] - limit, limit, ends[row])
    own = upload.loc["U10"]
    yield (
        "B: {}, from the {} of AtomicArchive to its {}.",
        (own.added_warheads, own.baseline_warheads, own.potential_warheads),
    )
    mixed = own.potential_warheads
    yield "C: {}, from the limit of {} to the {} of AtomicArchive", (mixed - limit, limit, mixed)
    yield "E: {}, the most that one", (upload.added_warheads[BY_LEG["US"]].max(),)


def _times() -> Iterator[tuple[str, tuple[object, ...]]]:
    upload = datasets.load_upload().set_index("row_id")
    anchor = upload.loc["U21"]
    pair = [round(anchor.added_warheads / anchor[f"time_{end}_days"]) for end in ("max", "min")]
    yield "{} weapons for US bomber bases", (anchor.added_warheads,)
    yield "that is between {} and {} a day", tuple(pair)
    bound = upload[upload.added_warheads.notna() & upload.time_max_days.notna()]
    assert list(bound.index) == ["U21"]  # a single row names both a number and a time
    weeks = [spelled(int(anchor[f"time_{end}_days"]) // 7) for end in ("min", "max")]
    yield "If weeks means {} to {}", tuple(weeks)
    room = upload.added_warheads["U09"]
    yield "have room for {} more weapons", (room,)
    yield "they are full on day {}", (room / 2,)
    boats = upload.added_warheads["U08"]
    yield "have their {} places full on day 60 + {} = {}.", (boats, boats / 2, _reached(2, 60))
    yield (
        "at {} a day and a delay of {} days, waiting takes {} of the {} days",
        (spelled(10), 180, 180, _reached(10, 180)),
    )
    yield "The limit of {} is missing in this", (new_start_limit("deployed_warheads"),)
    legs = upload.loc[BY_LEG["US"]].set_index("leg").added_warheads
    yield (
        "The {} of the bombers come first, then the {} of land-based missiles, then the {} of",
        (legs["heavy bomber"], legs["ICBM"], legs["SLBM"]),
    )
    reported = datasets.load_events().set_index("event_id").date["E101"]
    yield "About {} {} the Global", (reported.day, month(reported).split()[0])
    assert day(datasets.load_events().set_index("event_id").date["E099"]) == "11 February 2026"


def _races() -> Iterator[tuple[str, tuple[object, ...]]]:
    yield "and both rest at {}.", (_level(0.4, 0.8),)
    yield "both sides rest at {} units", (_level(0.4, 0.8),)
    yield "At {} both still rest, at {} units", (0.6, _level(0.6, 0.8))
    assert _level(0.6, 0.8) == 2 * (_level(0.4, 0.8) or 0)
    yield "for half as much reaction again doubles the level", ()
    assert _level(0.8, 0.8) is None
    fit = richardson_fit(1976, 1986)
    yield "the United States a negative reaction, as if", ()
    with pytest.raises(StartlabError, match=f"k is {fit['k']}"):  # the text says that it refuses
        richardson(**fit)
    runaway = richardson(k=1, l=1, alpha=0.8, beta=0.8, g=GRIEVANCE, h=GRIEVANCE)
    assert not runaway.stable
    ends = {round(level, 1) for level in runaway.at(10, START_X, START_Y)}
    words = "At {} the lines lean apart, every year adds more than the year before, and after {}"
    yield f"{words} years both stand at {{}} units", (1, spelled(10), *ends)
