"""Exercises of chapter 14: What if nobody holds back."""

from __future__ import annotations

from statistics import linear_regression

from startlab import datasets
from startlab.exercises import Exercise, declared_number, exercise, new_start_limit
from startlab.models.scenarios import upload_capacity
from startlab.strategy import richardson

FITTED = range(1976, 1987)


@exercise("14.1")
def _rows_from_the_limit() -> Exercise:
    upload = datasets.load_upload()
    limit = new_start_limit("deployed_warheads")
    equal = upload[upload.baseline_warheads == limit]
    right = frozenset(equal.row_id)
    given = upload.baseline_warheads.notna()
    return Exercise(
        answer=right,
        praise="Only these may stand beside the limit, and one of them counts by other rules.",
        hint="Compare the column baseline_warheads with the limit, and give the values of row_id.",
        mistakes=(
            (frozenset(equal[equal.party == "US"].row_id), "One more row, of Russia, does so too."),
            (frozenset(equal[equal.party == "RU"].row_id), "Rows of the United States do so too."),
            (frozenset(upload[given].row_id), "These rows have some baseline. Which equal it?"),
            (
                frozenset(upload[given & (upload.leg == "all")].row_id),
                "These are all rows for a whole force. Which start at the limit?",
            ),
        ),
    )


@exercise("14.2")
def _most_that_fit() -> Exercise:
    upload = datasets.load_upload().set_index("row_id")
    missiles = int(upload.baseline_warheads["U07"])
    places = int(upload.potential_warheads["U23"])
    reserve = int(upload.added_warheads["U07"])
    empty = places - missiles
    added = upload_capacity(empty, reserve)
    return Exercise(
        answer=added,
        praise="The smaller of the two numbers decides: here the reserve, not the places.",
        hint="Count the empty places and the warheads in reserve. Which of them runs out first?",
        mistakes=(
            (empty, "So many places are empty. Are there as many warheads to fill them?"),
            (places, "That counts every place, the filled ones included."),
        ),
    )


@exercise("14.3")
def _level_of_rest() -> Exercise:
    k, fatigue, grievance = 0.6, 1.0, 2.0
    race = richardson(k=k, l=k, alpha=fatigue, beta=fatigue, g=grievance, h=grievance)
    level = race.equilibrium[0] if race.equilibrium else 0.0
    return Exercise(
        answer=level,
        tolerance=0.01,
        praise="Each side stands higher than its own grievance explains, because of the other.",
        hint="Build the race with strategy.richardson and read its equilibrium.",
        mistakes=(
            (grievance / fatigue, "That leaves out the reaction to the other side."),
            (grievance / (fatigue + k), "The reaction raises the level: fatigue less k, not plus."),
            (
                grievance * (k + fatigue),
                "Divide this by the determinant: fatigue squared less k squared.",
            ),
            (grievance / fatigue / k, "Set both changes to zero and solve for the level."),
        ),
    )


@exercise("14.4")
def _supported() -> Exercise:
    upload = datasets.load_upload().set_index("row_id")
    declared = declared_number("2022-03-01", "RU", "deployed_warheads")
    race = richardson(k=0.4, l=0.4, alpha=0.8, beta=0.8, g=1, h=1)
    supported = {
        "A": declared == upload.baseline_warheads["U14"],
        "B": not upload.time_text.str.contains("a day|per day", na=False).any(),
        "C": all(_overestimated(country) for country in ("United States", "Russia")),
        "D": race.stable and race.alpha > race.k,
        "E": "decided" in " ".join(upload.note.dropna()),
    }
    right = frozenset(letter for letter, holds in supported.items() if holds)
    return Exercise(
        answer=right,
        praise="Each of these can be checked on this page, and claims no more than was computed.",
        hint="Ask what each number counts, and whether the sentence goes beyond the table.",
        mistakes=(
            (right | {"A"}, "A mixes two ways of counting: where do its two numbers come from?"),
            (right | {"E"}, "E takes a capacity for a decision."),
            (right | {"A", "E"}, "A mixes two ways of counting, and E takes capacity for intent."),
            (right - {"B"}, "B holds: from U21 a rate can be derived, but none was published."),
            (right - {"C"}, "C holds: compare the open and the filled marks of 1996."),
            (right - {"D"}, "D holds: set fatigue above the reaction in the second widget."),
        ),
    )


def _overestimated(country: str) -> bool:
    table = datasets.load_stockpiles()
    rows = table[(table.country == country) & (table.measure == "stockpile")]
    numbers = rows.set_index("year").warheads.astype(float)
    slope, level = linear_regression(
        [float(year) for year in FITTED], [float(numbers[year]) for year in FITTED]
    )
    return bool(level + slope * 1996 > numbers[1996])
