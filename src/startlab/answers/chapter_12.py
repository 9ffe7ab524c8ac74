"""Exercises of chapter 12: How should a news report be read."""

from __future__ import annotations

from startlab.exercises import Exercise, exercise
from startlab.plots.news import checked_claims


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
            (right | {"E"}, "E takes not found for wrong. The by-line could not be checked."),
            (right - {"B"}, "B holds: compare it with claims S04 and S05."),
            (right - {"D"}, "D holds: claim S25 is confirmed, and so is the second half."),
            (frozenset(printable), "Not all five. Look for the kinds of fault of this chapter."),
        ),
    )
