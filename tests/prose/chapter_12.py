"""Numbers in the prose of chapter 12."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from startlab.chapters.ch12 import VERDICTS, checked_claims

ALLOWED = {
    "watched 45 people": "the abstract of the study that is linked there",
    "25 students of Stanford": "the abstract of the study that is linked there",
    "February 5, 2026": "words of the report, in the row of claim R03",
}


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    first, second = checked_claims(), checked_claims("AP")
    number = {verdict: int((first.verdict == verdict).sum()) for verdict in VERDICTS}
    yield "One of its {} claims is plainly wrong", (len(first),)
    yield (
        "Of {} claims {} are confirmed, {} are imprecise, {} is wrong and {} could not be checked",
        (
            len(first),
            *(number[verdict] for verdict in ("confirmed", "imprecise", "wrong", "not found")),
        ),
    )
    yield "On the offer itself {} of {} are confirmed, both", _confirmed(first, "the offer")
    yield "and in the background {} of {}.", _confirmed(first, "background")
    yield "Among the US voices it is only {} of {}.", _confirmed(first, "US voices")
    own = first.dropna(subset="fault")
    yield "Of its {} faulty claims {} stand there", (len(own), (own.part == "US voices").sum())
    yield "It makes {} claims.", (len(second),)
    assert set(second.verdict) == {"confirmed", "imprecise"}, "the prose says none is wrong"
    yield (
        "Of {} claims {} are confirmed and {} are imprecise",
        (
            len(second),
            *((second.verdict == verdict).sum() for verdict in ("confirmed", "imprecise")),
        ),
    )
    assert set(second.part[second.fault.notna()]) == {"the offer"}, "both faults stand there"
    yield "of the offer, with {} of {} confirmed", _confirmed(second, "the offer")
    yield "in the background it is {} of {}. A milder", _confirmed(second, "background")
    faulty = pd.concat([first, second]).dropna(subset="fault")
    kinds = faulty.groupby("fault", observed=True)
    assert kinds.ngroups == 5, "the prose says five kinds"
    assert (kinds.report.nunique() == 1).all(), "the prose says that no kind is found in both"
    yield "The {} faulty claims of both reports are of five kinds", (len(faulty),)
    ranks = [first.best_rank.isin(list(good)).sum() for good in ("A", "AB", "ABC")]
    yield "Of the {} claims {} would be left", (len(first), ranks[0])
    yield "With rank A or B it is {}, and with the press {}.", tuple(ranks[1:])


def _confirmed(claims: pd.DataFrame, part: str) -> tuple[int, int]:
    mine = claims[claims.part == part]
    return int((mine.verdict == "confirmed").sum()), len(mine)
