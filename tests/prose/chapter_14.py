"""Numbers in the prose of chapter 14."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from startlab import datasets
from startlab.chapters.ch14 import (
    GRIEVANCE,
    START_X,
    START_Y,
    assumed_path,
    stockpile_series,
    straight_line,
    whole_forces,
)
from startlab.exercises import declared_number, new_start_limit
from startlab.figures.style import day, month
from startlab.models.games import richardson

ALLOWED = {
    "With a delay of 60 days the rate doubles": "a value chosen for the question of the widget",
    "Fatigue stays at 0.8": "a value chosen for the question of the widget",
    "rises from 0.4 to 0.8": "a value chosen for the question of the widget",
    r"r\,\max(0,\, t - \tau)": "part of the formula, as in the docstring of the model",
    "with a delay of 60 days?": "one of the delays that the reader may assume",
    "increases from 0.4 to 0.8": "coefficients that the reader sets in the widget",
    "If fatigue remains at 0.8": "a coefficient that the reader sets in the widget",
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
    upload = datasets.load_upload().set_index("row_id")
    shown = whole_forces()
    russian = shown.potential_warheads[shown.party == "RU"]
    american = shown.potential_warheads[shown.party == "US"]
    yield "results for Russia lie between {} and {},", (russian.min(), russian.max())
    yield "the United States extend from {} to {}.", (american.min(), american.max())
    counted = declared_number("2022-03-01", "RU", "deployed_warheads")
    estimate, bombers = upload.baseline_warheads["U14"], upload.baseline_warheads["U13"]
    assert (date(2022, 3, 1) - date.fromisoformat(upload.as_of["U14"])).days < 7
    yield "names {} warheads, and the estimate", (counted,)
    yield "names {}, of which {} belong to bombers", (estimate, bombers)
    assert upload.percent_increase["U18"] == 100
    assert upload.published["U18"] == "2023-02-07"
    yield "wrote on {} that both", (day(upload.published["U18"]),)
    since = [upload.percent_increase[row] for row in ("U14", "U17", "U19")]
    yield "an increase of {} to {} per cent", (min(since), max(since))
    yield "CBO estimate of {}, which", (upload.potential_warheads["U06"],)
    yield "Concerned Scientists wrote on {} that each", (day(upload.published["U21"]),)
    anchor = upload.loc["U21"]
    pair = [round(anchor.added_warheads / anchor[f"time_{end}_days"]) for end in ("max", "min")]
    yield "Between {} and {} weapons a day", tuple(pair)
    bound = upload[upload.added_warheads.notna() & upload.time_max_days.notna()]
    assert list(bound.index) == ["U21"]  # a single row names both a number and a time
    assert (anchor.time_min_days, anchor.time_max_days) == (7, 56)  # one to eight weeks
    assert pair[0] <= 10 <= 2 * pair[0]  # the highest rate of the widget, ten
    assert "more warheads on each missile" in upload.note["U05"]
    yield "from {} days to {}.", (_reached(1, 0), _reached(2, 0))
    yield "With a delay of {} days it falls from {} to {},", (60, _reached(1, 60), _reached(2, 60))
    yield (
        "a delay of {} days, preparation takes up {} of the {} days",
        (180, 180, _reached(10, 180)),
    )
    reported = datasets.load_events().set_index("event_id").date["E101"]
    yield "About {} {} the Global", (reported.day, month(reported).split()[0])
    yield "The limit of {} does not appear", (new_start_limit("deployed_warheads"),)
    assert _level(0.8, 0.8) is None
    yield "moves from {} units to {} at a reaction of {}", (_level(0.4, 0.8), _level(0.6, 0.8), 0.6)
    yield "it disappears at {}, where in the end both", (0.8,)
    runaway = richardson(k=1, l=1, alpha=0.8, beta=0.8, g=GRIEVANCE, h=GRIEVANCE)
    assert not runaway.stable
    ends = {round(level, 1) for level in runaway.at(10, START_X, START_Y)}
    yield "At a reaction of {} the race is not stable, and after ten", (1,)
    yield "both sides stand at {} units", tuple(ends)
    fitted = stockpile_series("RU", 1976, 1986)
    assert len(fitted) == 11  # the prose says eleven values
    away = max(abs(v - straight_line("RU", 1976, 1986, y)) for y, v in fitted.items())
    yield "lies further than {} warheads from it", (round(away),)
    for party, words in (
        ("RU", "it announces {} warheads, although the table estimates {} for Russia"),
        ("US", "announces {}, and the number declared afterwards is {}"),
    ):
        real = stockpile_series(party, 1986, 1996)[1996]
        yield words, (round(straight_line(party, 1976, 1986, 1996)), real)
    missiles = upload.baseline_warheads["U07"]
    assert upload.potential_warheads["U23"] == 3 * missiles
    yield "each of {} missiles has three places", (missiles,)
    yield "if {} suitable warheads", (upload.added_warheads["U07"],)
    yield "The increase from {} to {} warheads", (counted, upload.potential_warheads["U14"])
