"""Numbers in the prose of chapter 10."""

from __future__ import annotations

from collections.abc import Iterator

from startlab import inspection
from startlab.chapters.ch10 import CUP, FIRST_SECRET, TOTAL, WANTED, fails, two_secrets

ALLOWED = {
    "$P = 1 - 2^{-k}$": "the formula that zero_knowledge_soundness computes",
    "$1 - 2^{-k}$": "the formula that zero_knowledge_soundness computes",
    "Nature 510 (2014)": "volume of the journal",
    "Nature Communications 7 (2016), 12890": "volume and number of the paper",
}
ITEM, ROUNDS, THRESHOLDS = 30, 10, (1.0, 2.0, 3.0)


def percent(share: float) -> float:
    """Return a share in per cent with two digits that count, or one decimal above ten."""
    return float(f"{100 * share:.2g}") if share < 0.1 else round(100 * share)


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    yield "into each he puts {} marbles less", (TOTAL,)
    yield "contains exactly {}. If the host", (TOTAL,)
    yield "contains {} marbles and the item contains only {}, what", (CUP, ITEM)
    yield "for a template of {} marbles and an item of {}.", (CUP, ITEM)
    yield "with {} and {} marbles, and as long as nothing", (TOTAL - CUP, TOTAL - ITEM)
    swapped = next(
        seen.readings
        for seen in inspection.zero_knowledge_readings(CUP, ITEM, 64, seed=1)
        if not seen.passed
    )
    yield "both buckets contain {} and he passes", (TOTAL,)
    yield "the buckets contain {} and {}, and the inspector", swapped
    yield "never read anything but {}.", (TOTAL,)
    five = inspection.zero_knowledge_soundness(5)
    escapes = 1 - inspection.zero_knowledge_soundness(ROUNDS)
    yield "exposure is {} per cent", (round(100 * float(five), 1),)
    yield "only one cheating host in {} escapes", (escapes.denominator,)
    yield "bucket of an honest host contains {} whatever", (TOTAL,)
    yield "an expected {} marbles", (TOTAL,)
    yield "any other bucket of {}, no matter", (TOTAL,)
    yield "that of the first remains {}, and", (FIRST_SECRET,)
    assert two_secrets(80, "cup").get_label().endswith("right in 100 % of cases.")
    yield "secrets of {} and {} are distinguished", (FIRST_SECRET, 80)
    yield "must contain exactly {}. The inspector", (TOTAL,)
    cups = (CUP, CUP - 20)
    yield "The cups contain {} and {} marbles, and a reading may be off by {}.", (*cups, 30)
    yield "the buckets contain {} and {}.", tuple(TOTAL - cup for cup in cups)
    best = inspection.zero_knowledge_best_buckets(*cups)
    assert best[0] == best[1] < TOTAL - sum(cups) / 2  # alike, a little less than the middle
    readings = best[0] + cups[0], best[1] + cups[1]
    yield "of {} and {} marbles he puts {} into each", (*cups, best[0])
    yield "the expected readings are {} and {} either way", readings
    narrow, middle, wide = (percent(fails(0, t)) for t in THRESHOLDS)
    sizes = [int(t * TOTAL**0.5) for t in THRESHOLDS]
    yield (
        "a threshold of {} marbles fails in {} per cent of the rounds, one of {} in {} per cent, "
        "and one of {} in only {} per cent",
        (sizes[0], narrow, sizes[1], middle, sizes[2], wide),
    )
    some, many = (percent(fails(d, 3.0)) for d in (20, 60))
    yield (
        "threshold of {} marbles, cups that differ by {} fail in only {} per cent of the rounds, "
        "and cups that differ by {} in {} per cent",
        (sizes[2], 20, some, 60, many),
    )
    by_rule = inspection.zero_knowledge_alarm(*cups)
    yield "for a difference of {} he fails in {} per cent", (20, percent(by_rule))
    yield "ten rounds with a threshold of {} marbles", (sizes[2],)
    honest = 1 - (1 - fails(0, 3.0)) ** ROUNDS
    yield "In ten rounds {} per cent of honest hosts", (round(100 * honest, 1),)
    yield (
        "whose cups differ by {} marbles, {} per cent escape if they fill both buckets for the "
        "middle, and only {} per cent",
        (20, *(round(100 * (1 - once) ** ROUNDS, 1) for once in (fails(20, 3.0), by_rule))),
    )
    yield "readings of {} and {} disclose", swapped
    yield "his cups differ by {} marbles", (CUP - ITEM,)
    yield "an honest host has {} marbles", (CUP,)
    yield "a probability of {} per cent or more", (int(100 * WANTED),)
