"""Exercises of chapter 12: How should a news report be read."""

from __future__ import annotations

import pandas as pd

from startlab.exercises import Exercise, exercise
from startlab.plots.news import REPORTS, checked_claims


def _with_verdict(verdict: str) -> list[str]:
    claims = checked_claims()
    return sorted(claims[claims.verdict == verdict].claim_id)


@exercise("12.1")
def _wrong_claim() -> Exercise:
    (wrong,) = _with_verdict("wrong")
    not_found = "That claim was not found. This says nothing about its truth."
    imprecise = "That claim is imprecise: true in part. Look for the verdict wrong."
    right = "That claim is confirmed by better sources. Look for the verdict wrong."
    return Exercise(
        answer=wrong,
        praise="Better sources contradict it: they give another name.",
        hint="Filter the table by its column verdict, and read the claim_id.",
        mistakes=tuple(
            (claim, words)
            for verdict, words in (
                ("not found", not_found),
                ("imprecise", imprecise),
                ("confirmed", right),
            )
            for claim in _with_verdict(verdict)
        ),
    )


@exercise("12.2")
def _ranks_a_and_b() -> Exercise:
    best = checked_claims().best_rank
    enough = int(best.isin(["A", "B"]).sum())
    return Exercise(
        answer=enough,
        praise="For the rest the press is all there is, or nothing at all.",
        hint="Use .isin on the column best_rank with two letters, then .sum().",
        mistakes=(
            (int((best == "B").sum()), "Those have rank B at best. Add the claims with rank A."),
            (int((best == "A").sum()), "Those have a primary source. Rank B counts as well."),
            (int(best.notna().sum()), "Those have a source of some rank. Leave out rank C."),
            (len(best), "That is every claim of the report. Which have a good source?"),
        ),
    )


@exercise("12.3")
def _printable() -> Exercise:
    verdict = checked_claims().set_index("claim_id").verdict
    printable = {
        "A": verdict["S02"] == "confirmed",
        "B": bool((verdict[["S04", "S05"]] == "confirmed").all()),
        "C": verdict["S16"] == "confirmed",
        "D": verdict["S25"] == "confirmed",
        "E": verdict["S30"] == "wrong",
    }
    right = frozenset(letter for letter, holds in printable.items() if holds)
    return Exercise(
        answer=right,
        praise="Each of these rests on confirmed claims and adds nothing to them.",
        hint="Find the claim behind each sentence, and read its verdict and its note.",
        mistakes=(
            (right | {"A"}, "A repeats claim S02. What exactly did Russia offer to keep?"),
            (right | {"C"}, "C prints a back-translation as the words of the letter."),
            (right | {"E"}, "E takes not found for wrong. Nothing contradicts the two names."),
            (right - {"B"}, "B holds: compare it with claims S04 and S05."),
            (right - {"D"}, "D holds: claim S25 is confirmed, and so is the second half."),
            (frozenset(printable), "Not all five. Look for the kinds of fault of this chapter."),
        ),
    )


@exercise("12.4")
def _two_reports() -> Exercise:
    both = [checked_claims(report).set_index("claim_id") for report in REPORTS]
    fault = {report: set(rows.fault.dropna()) for report, rows in zip(REPORTS, both, strict=True)}
    verdict, left_out = (
        pd.concat([rows[name] for rows in both]) for name in ("verdict", "left_out")
    )
    holds = {
        "A": all("wider than the source" in kinds for kinds in fault.values()),
        "B": all("condition left out" not in kinds for kinds in fault.values()),
        "C": bool(left_out[["S25", "W13"]].str.contains("legally invalid").all()),
        "D": bool((verdict[["S30", "W17"]] == "confirmed").all()),
        "E": False,  # a verdict is about wording; none of the rows speaks of honesty
    }
    right = frozenset(letter for letter, so in holds.items() if so)
    return Exercise(
        answer=right,
        praise="The same rules find a fault of the same kind, and the same silence, in both.",
        hint="Look at the columns fault and left_out of both reports.",
        mistakes=(
            (right | {"B"}, "B fails for one report: what became of the condition in claim W06?"),
            (right | {"D"}, "D fails for one report: compare claims S30 and W17."),
            (right | {"E"}, "E goes from wording to honesty. A verdict says nothing of that."),
            (right - {"A"}, "A holds: compare claim S02 with W02 and W08."),
            (right - {"C"}, "C holds: read what is left out beside claims S25 and W13."),
            (frozenset(holds), "Not all five. Which need the same of both reports?"),
        ),
    )
