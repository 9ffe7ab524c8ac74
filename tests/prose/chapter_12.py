"""Numbers in the prose of chapter 12."""

from __future__ import annotations

from collections.abc import Iterator

from startlab.plots.news import FAULTS, PARTS, VERDICTS, checked_claims

ALLOWED = {
    "about 4, about 12 or about 20": "guesses offered to the student",
    "START-3": "a name of the treaty, as claim S17 reports it",
    "the 1990s": "the decade that the row of claim S17 names",
    "27 January": "the day of the vote, in the row of claim S23",
    "29 January": "the day on which the law was signed, in the row of claim S23",
}


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    table = checked_claims()
    number = {verdict: int((table.verdict == verdict).sum()) for verdict in VERDICTS}
    all_of_them = len(table)
    assert all_of_them == 30, "the prose says thirty"
    confirmed = table.verdict == "confirmed"
    assert number["confirmed"] * 2 == all_of_them, "the prose says half"
    yield "the claims, {} of {}, are confirmed", (number["confirmed"], all_of_them)
    yield (
        "another {} are imprecise, {} is wrong and {} could not be checked",
        (number["imprecise"], number["wrong"], number["not found"]),
    )
    offer = table.claim_id < PARTS["US voices"]
    background = table.claim_id >= PARTS["background"]
    yield "offer itself {} of {} are confirmed", ((confirmed & offer).sum(), offer.sum())
    yield (
        "the proportion is lower, with {} of {}",
        ((confirmed & background).sum(), background.sum()),
    )
    voices = ~offer & ~background
    yield "lowest among the US voices, with {} of {}", ((confirmed & voices).sum(), voices.sum())
    faulty = table[table.verdict.isin(["imprecise", "wrong"])]
    assert set(faulty.claim_id) == {claim for listed in FAULTS.values() for claim in listed}
    assert len(FAULTS) == 6, "the prose says six kinds"
    yield "The {} claims belong to six kinds", (len(faulty),)
    yield "no kind has more than {} claims", (max(map(len, FAULTS.values())),)
    best = table.best_rank
    yield (
        "Of the confirmed claims, {} has a primary source, {} have a reference work and {} depend",
        tuple((best[confirmed] == rank).sum() for rank in "ABC"),
    )
    yield "How many of the {} claims could still be judged", (all_of_them,)
    yield "Primary sources alone leave {} claims", ((best == "A").sum(),)
    two = sum(_many(cell, "AB") >= 2 for cell in table.source)
    yield (
        "one source of rank A or B leaves {}, but the demand for two such sources leaves only {}",
        (best.isin(["A", "B"]).sum(), two),
    )
    yield "of the press or better {} claims can be judged", (best.isin(["A", "B", "C"]).sum(),)
    assert not (best == "D").any(), "the prose says that no row rests on rank D alone"


def _many(cell: object, ranks: str) -> int:
    from startlab import sources_of

    if not isinstance(cell, str):
        return 0
    return sum(source.rank in ranks for source in sources_of({"source": cell}))
