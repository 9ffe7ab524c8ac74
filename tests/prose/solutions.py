"""Numbers in the solutions; what stands behind a chapter stands behind its solutions as well."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, log, sqrt

import pandas as pd

from startlab.chapters.ch01 import DOUBT, START
from startlab.chapters.ch10 import TOTAL, fails, rounds_needed
from startlab.chapters.ch12 import checked_claims
from startlab.chapters.ch15 import three_futures
from startlab.derived import bomber_mark, estimate_checks, stockpile
from startlab.exercises import all_exercises
from startlab.models.inspection import detection_probability

from . import Account, Claim, spelled

GROUP = 10_000  # tremors in the reckoning of 09.3


def nothing() -> tuple[Claim, ...]:
    return ()


def chapter_01() -> Iterator[Claim]:
    russia, total = stockpile("Russia"), stockpile("World")
    step = russia[2021] - russia[2020]
    assert total[2021] - total[2020] < step  # without it the sum fell
    yield "the row of Russia went up by {}", (step,)
    times = all_exercises()["01.1"]().answer / START
    yield "more than {} times what it began with", (spelled(int(times)),)
    yield "add up to {} / (1 − 0.8) = {}, because each is 0.8", (DOUBT, DOUBT * 5)
    row = stockpile("World", "published_world_total")[2015]
    assert 1 / 3 < 1 - total[2015] / row < 0.4
    yield "share is more than a third too small", ()


def chapter_02() -> Iterator[Claim]:
    yield "counts as {} here, any other as one", (spelled(bomber_mark("USSR")[1]),)


def chapter_03() -> Iterator[Claim]:
    mark, _ = bomber_mark("US")
    yield "The first {} take their part", (mark,)


def chapter_08() -> Iterator[Claim]:
    forty = detection_probability(400, 40, 10)
    yield "same forty violations gave {} before", (round(forty, 2),)
    missed = 1 - detection_probability(100, 40, 10)
    assert missed < 0.01  # almost surely
    assert (10 * 4 / 400, 10 * 40 / 400) == (0.1, 1)
    yield "four make about one tenth. For forty the sum would be one", ()


def chapter_10() -> Iterator[Claim]:
    assert ceil(log(0.01) / log(0.8)) == 3 * rounds_needed(Fraction(99, 100))
    yield "A fair coin needs a third of the rounds", ()
    yield "usual scatter of a full bucket, {} marbles", (spelled(round(sqrt(TOTAL))),)
    honest = 1 - (1 - fails(0, 2.5)) ** 10
    assert honest < 1 / 5
    yield "nearly one honest host in {} fails too", (spelled(round(1 / honest)),)


def chapter_12() -> Iterator[Claim]:
    both = pd.concat([checked_claims(), checked_claims("AP")])
    confirmed = both.verdict == "confirmed"
    assert 0.5 < (confirmed & both.left_out.isna()).mean() < 0.6
    yield "By the first rule {} in five are confirmed; by the second little more than half", (
        spelled(round(5 * confirmed.mean())),
    )  # fmt: skip


def chapter_14() -> Iterator[Claim]:
    yield "One ruler of {} is nearly right", (spelled(len(range(1966, 1996 + 1))),)


def chapter_15() -> Iterator[Claim]:
    courses = three_futures(1, 0).courses
    russia, us = (courses.over_limit_on["only US keeps", side] for side in ("RU", "US"))
    yield "is over on day {}, for it moves when Russia is over, {} days after the start", (
        us, spelled(russia),
    )  # fmt: skip


def chapter_09() -> Iterator[Claim]:
    tests, others = GROUP // 200, GROUP - GROUP // 200
    right, false = round(0.9 * tests), round(0.03 * others)
    yield (
        "Take {} tremors. Of {} tests {} raise an alarm, and of {} earthquakes about {}. "
        "Of {} alarms {} are right",
        (GROUP, tests, right, others, false, right + false, right),
    )
    yield "so of seven visits after an alarm about {} are made to an earthquake", (
        spelled(round(7 * false / (right + false))),
    )  # fmt: skip
    yield "finds a test once in {}.", (GROUP // tests,)


def chapter_06() -> Iterator[Claim]:
    missed = estimate_checks().off_by.dropna().astype(float)
    right = float(all_exercises()["06.3"]().answer)
    own = (missed - missed.mean()).abs().mean()
    yield "falls from {} to {}. Had each case", (missed.mean(), right)
    yield "it would seem to be {}, and", (own,)
    assert all(missed - missed.mean() < missed)
    assert (missed - missed.mean() < 0).sum() == 1
    number = len(missed)
    yield "pulls {} misses nearer to zero and throws the fourth", (spelled(number - 1),)
    for words in ("{} misses are few", "{} cases of which only one", "all {} misses have one sign"):
        yield words, (spelled(number),)
    yield "{} cases cannot tell a lean from chance", (spelled(number),)


ACCOUNTS = {
    "01": Account(
        chapter_01,
        {
            "rose by around 180": "SIPRI's press release of June 2021, linked in the text",
            "multiplied by 0.8": "a fifth is taken off, as the task says",
            "the doubts 250, 200, 160": "the doubt of the task and four fifths of it, twice",
        },
    ),
    "02": Account(chapter_02, {}),
    "03": Account(chapter_03, {}),
    "04": Account(nothing, {}),
    "05": Account(nothing, {}),
    "06": Account(chapter_06, {}),
    "07": Account(nothing, {}),
    "08": Account(
        chapter_08,
        {
            "eight times 12/150 is 0.64": "the case of the task",
            "Multiply the eight fractions": "the inspections of the task",
            "then ten of its missiles": "the inspections of a year",
            "in one year of four": "one of the four bases of the task",
            "weak evidence about four": "the case of the task",
            "adds four more": "the case of the task",
            "left of 90 per cent": "the probability of the task",
            "ten of 100 find one of 40": "the base and the violations of the task",
        },
    ),
    "09": Account(
        chapter_09,
        {
            "to check costs 45 cents": "a payoff of the task",
            "not to check costs 3 euros": "a payoff of the task",
            "Below the +1 stands −2, and": "the change that the task asks for",
            "$p - 2(1-p) = -2p$, which gives $p = 2/5$": "the step of the chapter, changed",
            "are worth −4/5.": "the answer, which the next cell computes",
        },
    ),
    "10": Account(
        chapter_10,
        {
            "with a chance of eight tenths": "the coin of the task",
            "one of its five rounds": "the rounds of the task",
        },
    ),
    "11": Account(nothing, {}),
    "12": Account(chapter_12, {}),
    "13": Account(
        nothing,
        {
            "both moves at a belief of 0.4. Holding": "the belief that the task assumes",
            "worth 0.4 R + 0.6 S, testing 0.4 T + 0.6 P": "the belief that the task assumes",
            "one move out of 200": "the rounds of the tournament in the task",
        },
    ),
    "14": Account(
        chapter_14,
        {
            "the fatigues give 0.20, the reactions 0.18": "products of coefficients of the task",
            "or day 60 if that is later": "the delay that the task assumes",
            "of the chapter said day 250": "the doctest of assumed_path has it",
        },
    ),
    "15": Account(chapter_15, {}),
}
