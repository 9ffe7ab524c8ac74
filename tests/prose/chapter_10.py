"""Numbers in the prose of chapter 10."""

from __future__ import annotations

from collections.abc import Iterator

from startlab import inspection, plots
from startlab.answers.chapter_10 import CUP, TOTAL, WANTED
from startlab.plots.unseen import FIRST_SECRET

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
    yield "with {} and {} marbles, which is the best", (TOTAL - CUP, TOTAL - ITEM)
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
    assert plots.two_secrets(80, "cup").get_label().endswith("right in 100 per cent of cases.")
    yield "secrets of {} and {} are distinguished", (FIRST_SECRET, 80)
    yield "must contain exactly {}. The inspector", (TOTAL,)
    narrow, middle, wide = (percent(plots.alarm_chance(0, t)) for t in THRESHOLDS)
    sizes = [int(t * TOTAL**0.5) for t in THRESHOLDS]
    yield (
        "a threshold of {} marbles fails in {} per cent of the rounds, one of {} in {} per cent, "
        "and one of {} in only {} per cent",
        (sizes[0], narrow, sizes[1], middle, sizes[2], wide),
    )
    some, many = (percent(plots.alarm_chance(d, 3.0)) for d in (20, 60))
    yield (
        "threshold of {} marbles, cups that differ by {} fail in {} per cent of the rounds, and "
        "cups that differ by {} in {} per cent",
        (sizes[2], 20, some, 60, many),
    )
    yield "ten rounds with a threshold of {} marbles", (sizes[2],)
    honest = 1 - (1 - plots.alarm_chance(0, 3.0)) ** ROUNDS
    missed = (1 - plots.alarm_chance(20, 3.0)) ** ROUNDS
    yield "In ten rounds {} per cent of honest hosts", (round(100 * honest, 1),)
    yield "and {} per cent of those cheats", (round(100 * missed, 1),)
    yield "whose cups differ by {} marbles. How", (20,)
    yield "readings of {} and {} disclose", swapped
    yield "his cups differ by {} marbles", (CUP - ITEM,)
    yield "an honest host has {} marbles", (CUP,)
    yield "a probability of {} per cent or more", (int(100 * WANTED),)
