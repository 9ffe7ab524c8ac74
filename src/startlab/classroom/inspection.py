"""An inspection in class: a host with a hidden sheet, inspectors with a few visits.

A visit counts objects under covers: an additional warhead is seen four times out of five, and one
honest silo in twenty looks wrong. What looks wrong may be compared with a template, as with cups
and buckets: each comparison finds an additional warhead every second time, and never accuses an
honest silo. The base is invented, and so are these numbers.
"""

import random
from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

from startlab.checks import refusal, whole
from startlab.models.inspection import detection_probability, zero_knowledge_soundness

SILOS = 20
SEEN, FALSE_ALARM, COMPARISONS = 0.8, 0.05, 2
COMPARED = [f"compared_{i + 1}" for i in range(COMPARISONS)]
LOSS = 5  # the host's points if a violation is confirmed; hidden warheads are worth one each


class Report(NamedTuple):
    """What inspectors can write: silos that looked wrong, and those where a comparison failed."""

    alarms: tuple[int, ...]
    confirmed: tuple[int, ...]


def host_sheet(violations: int, *, seed: int) -> pd.DataFrame:
    """Return the hidden sheet of a host with so many silos in violation.

    For each silo: the warheads declared and loaded, how many the inspectors will see, and how each
    comparison comes out. Same seed, same sheet.

    >>> sheet = host_sheet(2, seed=1)
    >>> int((sheet.loaded - sheet.declared).sum())
    2
    """
    rng = random.Random(whole(seed, "seed"))
    wrong = rng.sample(range(1, SILOS + 1), whole(violations, "violations", 0, SILOS))
    rows = []
    for silo in range(1, SILOS + 1):
        extra = silo in wrong
        declared = rng.choice((1, 2, 3))
        more = rng.random() < (SEEN if extra else FALSE_ALARM)
        compared = [extra and rng.random() < 0.5 for _ in range(COMPARISONS)]
        words = ["differs" if failed else "same" for failed in compared]
        rows.append((silo, declared, declared + extra, declared + more, *words))
    return pd.DataFrame(rows, columns=["silo", "declared", "loaded", "seen", *COMPARED])


def visit(sheet: pd.DataFrame, silos: Iterable[int], comparisons: int = COMPARISONS) -> Report:
    """Return what visits to some silos bring, if each that looks wrong is compared.

    >>> visit(host_sheet(0, seed=1), range(1, SILOS + 1)).confirmed
    ()
    """
    whole(comparisons, "comparisons", 0, COMPARISONS)
    rows = sheet.set_index("silo")
    chosen = list(silos)
    for silo in chosen:
        if silo not in rows.index:
            raise refusal("silo", silo, f"a number from 1 to {SILOS}")
    alarms = tuple(i for i in chosen if rows.seen[i] != rows.declared[i])
    compared = rows[COMPARED[:comparisons]]
    confirmed = tuple(i for i in alarms if "differs" in set(compared.loc[i]))
    return Report(alarms, confirmed)


def chance(violations: int, visits: int, comparisons: int = COMPARISONS) -> float:
    """Return the probability that visits to silos drawn at random confirm a violation.

    That of chapter 08, where a visited violation is recognised if it is seen (chapter 09) and a
    comparison fails (chapter 10): 0.8 times 3/4 with two comparisons.

    >>> round(chance(1, 6), 2), round(chance(4, 6), 2)
    (0.18, 0.56)
    """
    recognised = SEEN * float(zero_knowledge_soundness(comparisons))
    return detection_probability(SILOS, violations, visits, identification=recognised)


def host_points(violations: int, visits: int) -> float:
    """Return what a host may expect: one point for each hidden warhead, or the loss if caught.

    >>> host_points(2, 3) > 0 > host_points(2, 6)
    True
    """
    caught = chance(violations, visits)
    return violations * (1 - caught) - LOSS * caught
