"""Exercises of chapter 08: How many inspections are enough."""

from __future__ import annotations

from startlab import datasets
from startlab.exercises import Exercise, exercise
from startlab.inspection import detection_probability, inspections_needed

MISSILES = 400


def _quota(metric: str = "quota_type_one") -> int:
    table = datasets.load_inspections().set_index("metric")
    return int(table["value"][metric])


@exercise("08.1")
def _inspections_of_five_years() -> Exercise:
    one = _quota()
    return Exercise(
        answer=5 * one,
        praise="It is an upper bound: a party could also use less than its quota.",
        hint="Find the yearly quota of Type One in the table, then take five years of it.",
        mistakes=(
            (one, "That is the quota of one year."),
            (5 * _quota("quota_total"), "That takes both types. Type Two saw no deployed missile."),
            (5 * _quota("quota_type_two"), "That is the quota of Type Two."),
            (10 * one, "That is what both parties together could make."),
        ),
    )


@exercise("08.2")
def _chance_for_twenty() -> Exercise:
    sample, violations = _quota(), 20
    chance = detection_probability(MISSILES, violations, sample)
    again = detection_probability(MISSILES, violations, sample, replacement=True)
    return Exercise(
        answer=chance,
        praise="Adding up ten single probabilities would give a half; the true one is smaller.",
        hint="Call inspection.detection_probability with missiles, violations and inspections.",
        tolerance=0.0006,
        mistakes=(
            (1 - chance, "That is the probability that all inspections miss. Take it from one."),
            (
                sample * violations / MISSILES,
                "The probabilities of single inspections do not simply add up.",
            ),
            (violations / MISSILES, "That is the probability for a single inspection."),
            (100 * chance, "Right in per cent. Give it as a number between zero and one."),
            (again, "That takes missiles with replacement. No missile is inspected twice."),
            (
                detection_probability(MISSILES, sample, 2 * violations),
                "Check the order: missiles, then violations, then inspections.",
            ),
        ),
    )


@exercise("08.3")
def _inspections_for_eighty_per_cent() -> Exercise:
    violations, wanted = 10, 0.8
    exact = inspections_needed(MISSILES, violations, wanted)
    return Exercise(
        answer=exact,
        praise="One inspection fewer stays below the wanted probability.",
        hint="Call inspection.inspections_needed with missiles, violations and the probability.",
        mistakes=(
            (
                inspections_needed(MISSILES, violations, 0.95),
                "That is the size for 95 per cent. The question asks for 80.",
            ),
            (
                inspections_needed(MISSILES, violations, 1 - wanted),
                "That reaches 20 per cent. Is 80 per cent the probability to detect or to miss?",
            ),
            (
                inspections_needed(MISSILES, violations, wanted, method="binomial"),
                "That method takes missiles with replacement. Use the exact one.",
            ),
            (
                round(wanted * MISSILES),
                "That many are needed for one violation. Here there are ten.",
            ),
        ),
    )


@exercise("08.4")
def _supported_by_the_model() -> Exercise:
    sample = _quota()
    forty = detection_probability(MISSILES, 40, sample)
    single = detection_probability(MISSILES, 1, sample)
    half = detection_probability(MISSILES, 40, sample, identification=0.5)
    double = detection_probability(MISSILES, 40, 2 * sample)
    supported = {
        "A": single == 1,
        "B": forty > 0.5,
        "C": 1 - single > 0.9,
        "D": double >= 2 * forty,
        "E": half < 0.5,
    }
    right = frozenset(letter for letter, holds in supported.items() if holds)
    return Exercise(
        answer=right,
        praise="Each of these follows from a probability that you can compute.",
        hint="Compute the probability behind each sentence, then compare it with what is claimed.",
        mistakes=(
            (right | {"A"}, "A is too strong: with what probability do ten inspections miss?"),
            (right | {"D"}, "D fails: compare 10 and 20 inspections for forty violations."),
            (right - {"C"}, "C holds: compute the probability for one violation."),
            (right - {"E"}, "E holds: use identification=0.5."),
            (right - {"B"}, "B holds: the probability of detection is above one half."),
            (frozenset(supported), "Not all five. Some claim more than a probability can say."),
        ),
    )
