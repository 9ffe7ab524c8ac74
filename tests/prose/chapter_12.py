"""Numbers in the prose of chapter 12."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from startlab import sources_of
from startlab.chapters.ch12 import VERDICTS, checked_claims

ALLOWED = {
    "watched 45 people": "the abstract of the study that is linked there",
    "25 students of Stanford": "the abstract of the study that is linked there",
    "February 5, 2026": "words of the report, in the row of claim R03",
}


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    first, second = checked_claims(), checked_claims("AP")
    yield "Of how many of the {} can you still speak?", (len(first),)
    number = {verdict: int((first.verdict == verdict).sum()) for verdict in VERDICTS}
    yield "One of its {} claims is plainly wrong", (len(first),)
    yield (
        "Of {} claims {} are confirmed, {} are imprecise, {} is wrong and {} could not be checked",
        (
            len(first),
            *(number[verdict] for verdict in ("confirmed", "imprecise", "wrong", "not found")),
        ),
    )
    yield "holds best, with {} of {} confirmed", _confirmed(first, "background")
    yield "offer itself it is {} of {}, both", _confirmed(first, "the offer")
    yield "among the US voices only {} of {}.", _confirmed(first, "US voices")
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
    yield "On the offer {} of {} are confirmed", _confirmed(second, "the offer")
    yield "in the background {} of {}.", _confirmed(second, "background")
    faulty = pd.concat([first, second]).dropna(subset="fault")
    kinds = faulty.groupby("fault", observed=True)
    assert kinds.ngroups == 6, "the prose says six kinds"
    both = [kind for kind, rows in kinds if rows.report.nunique() == 2]
    assert both == ["wider than the source"], "the prose says that one kind is found in both"
    yield "The {} faulty claims of both reports are of six kinds", (len(faulty),)
    best = first.best_rank
    yield "Primary sources alone leave {} claims", ((best == "A").sum(),)
    two = sum(_many(cell, "AB") >= 2 for cell in first.source)
    yield (
        "one source of rank A or B leaves {}, but two such sources for each leave only {}",
        (best.isin(["A", "B"]).sum(), two),
    )
    yield "of the press or better {} claims have", (best.isin(["A", "B", "C"]).sum(),)
    assert not (best == "D").any(), "the prose says that no row rests on rank D alone"


def _confirmed(claims: pd.DataFrame, part: str) -> tuple[int, int]:
    mine = claims[claims.part == part]
    return int((mine.verdict == "confirmed").sum()), len(mine)


def _many(cell: object, ranks: str) -> int:
    if not isinstance(cell, str):
        return 0
    return sum(source.rank in ranks for source in sources_of({"source": cell}))
