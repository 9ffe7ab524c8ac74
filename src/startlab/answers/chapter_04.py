"""Exercises of chapter 04: What does New START limit."""

from __future__ import annotations

from startlab import datasets
from startlab.exercises import Exercise, declared_number, exercise, new_start_limit


@exercise("04.1")
def _non_deployed_under_the_limits() -> Exercise:
    vehicles, launchers = new_start_limit("deployed_vehicles"), new_start_limit("total_launchers")
    return Exercise(
        answer=launchers - vehicles,
        praise="The limit on all launchers leaves this much for empty ones.",
        hint="Two limits are at work: one on deployed, one on deployed and non-deployed together.",
        mistakes=(
            (launchers, "That is the limit on deployed and non-deployed together."),
            (vehicles, "That is the limit on deployed missiles and bombers, all used up here."),
            (0, "A party with every place filled may still have some empty launchers."),
        ),
    )


@exercise("04.2")
def _us_warhead_margin() -> Exercise:
    limit = new_start_limit("deployed_warheads")
    declared = declared_number("2018-09-01", "US", "deployed_warheads")
    other_party = declared_number("2018-09-01", "RU", "deployed_warheads")
    other_date = declared_number("2018-02-05", "US", "deployed_warheads")
    return Exercise(
        answer=limit - declared,
        praise="Margin is the limit less the declared number.",
        hint="Find the row of the US for that date, then take its warheads from the limit.",
        mistakes=(
            (declared, "That is the declared number. How far is it from the limit?"),
            (declared - limit, "Take the declared number from the limit, not the limit from it."),
            (limit - other_party, "That is Russia's margin on the same day."),
            (limit - other_date, "That is the US margin on the day the limits began to bind."),
        ),
    )


@exercise("04.3")
def _russian_breaches() -> Exercise:
    limit = new_start_limit("deployed_warheads")
    declared = datasets.load_declarations()
    russia = declared[declared.party == "RU"]
    above = russia[russia.deployed_warheads > limit]
    binding = above[above.date >= "2018-02-05"]
    return Exercise(
        answer=len(binding),
        praise="Every number above the limit was declared before the limit began to bind.",
        hint="Keep only the rows above the limit, then only those from 5 February 2018 on.",
        mistakes=(
            (len(above), "So many were above the number. From which day did the limit bind?"),
            (
                int((declared.deployed_warheads > limit).sum()),
                "That counts both parties, and every date. Keep Russia, then mind the dates.",
            ),
            (
                int((russia.date >= "2018-02-05").sum()),
                "So many declarations Russia made once the limit bound. Which were above it?",
            ),
        ),
    )
