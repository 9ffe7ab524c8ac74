"""Numbers in the prose of chapter 12."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from startlab.chapters.ch12 import VERDICTS, checked_claims
from startlab.figures.predict import stored
from startlab.sources import sources_of

from . import spelled

ALLOWED = {
    "watched 45 people": "the abstract of the study that is linked there",
    "ten historians, ten fact checkers": "the abstract of the study that is linked there",
    "at least one confirmed claim in four": "a statement to be judged",
    "25 students of Stanford": "the abstract of the study that is linked there",
    "February 5, 2026": "words of the report, in the row of claim R03",
}


FIVE = "S02 S12 S15 S22 S29", "W02 W06 W08 W09 W12"  # the claims that the cells show first


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
    claims = pd.concat([first, second]).set_index("claim_id")
    five, others = (claims.loc[ids.split()] for ids in FIVE)
    for words in ("Here are {} of the claims", "One of these {} is plainly wrong"):
        yield words, (spelled(len(five)),)
    assert list(five.index[five.verdict == "wrong"]) == ["S12"]
    yield "The other {} are imprecise", (spelled((five.verdict == "imprecise").sum()),)
    yield "{} of them: how many do we call confirmed", (spelled(len(others)).capitalize(),)
    yield "How many of these {} do we call confirmed", (spelled(len(others)),)
    confirmed = others[others.verdict == "confirmed"]
    assert len(confirmed) == stored()["12-second"]["truth"]
    yield "we confirm {}.", (spelled(len(confirmed)),)
    yield "{} are confirmed. A lawyer", (spelled(len(confirmed)).capitalize(),)
    yield "although {} of the {} leave something out", (
        spelled(confirmed.left_out.notna().sum()), spelled(len(confirmed)),
    )  # fmt: skip
    end = "with the United States"
    assert claims.words["W02"].endswith(end)
    yield (
        "W02 was printed without its last {} words",
        (spelled(end.count(" ") + 1),),
    )
    missing = first[first.verdict == "not found"]
    pictured = missing.claim.str.contains("picture|Illustration").sum()
    yield "{} of the {} claims that were not found belong to a picture", (
        spelled(pictured).capitalize(), spelled(number["not found"]),
    )  # fmt: skip
    own = first.dropna(subset="fault")
    yield "Of its {} faulty claims {} stand there", (len(own), (own.part == "US voices").sum())
    yield "It makes {} claims.", (len(second),)
    assert set(second.verdict) == {"confirmed", "imprecise"}
    yield (
        "Of {} claims {} are confirmed and {} are imprecise; none is wrong, and none could not be "
        "checked",
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
    assert (kinds.report.nunique() == 1).all()
    yield "No kind is found in both", ()
    yield "The {} faulty claims of both reports are of {} kinds", (
        len(faulty), spelled(kinds.ngroups),
    )  # fmt: skip
    yield "{} kinds of fault", (spelled(kinds.ngroups),)
    best = [min(s.rank for s in sources_of({"source": cell})) for cell in first.source.dropna()]
    ranks = [sum(rank in good for rank in best) for good in ("A", "AB", "ABC")]
    yield "Of the {} claims {} would be left", (len(first), ranks[0])
    yield "With rank A or B it is {}, and with the press {}.", tuple(ranks[1:])


def _confirmed(claims: pd.DataFrame, part: str) -> tuple[int, int]:
    mine = claims[claims.part == part]
    return int((mine.verdict == "confirmed").sum()), len(mine)
