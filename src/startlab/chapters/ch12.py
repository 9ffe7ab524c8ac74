"""Chapter 12, how should a news report be read: its rows, widgets and exercises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from startlab import datasets
from startlab.checks import require_choice
from startlab.exercises import exercise, writing
from startlab.figures import marks
from startlab.figures.style import day
from startlab.sources import sources_of

# Each verdict: what it means, its mark and its colour.
VERDICTS = {
    "confirmed": ("better sources say the same", "circle", "third"),
    "imprecise": ("only partly true, or it misleads", "diamond", "limit"),
    "wrong": ("better sources contradict it", "cross", "ink"),
    "not found": ("no source to check it by", "square", "muted"),
}
SOURCE = "startlab, table claims. Sources to October 2026."


def checked_claims(report: str = "Morozov") -> pd.DataFrame:
    """Return the claims of a report ("Morozov", "AP", "Reuters"), in its order.

    >>> checked_claims().claim_id.tolist()[:3]
    ['S01', 'S02', 'S03']
    """
    claims = datasets.load_claims()
    require_choice(report, claims.report.unique(), "report")
    return claims[claims.report == report].reset_index(drop=True)


def in_order(claims: pd.DataFrame) -> pd.DataFrame:
    """Return a mark for each claim, at its place in the report, on the lane of its verdict."""
    lane = claims.verdict.astype(str)
    rows = pd.DataFrame({"x": claims.index + 1, "lane": lane, "look": "filled"})
    rows["marker"] = lane.map({name: mark for name, (_, mark, _) in VERDICTS.items()})
    rows["colour"] = lane.map({name: colour for name, (_, _, colour) in VERDICTS.items()})
    return rows.sort_values("lane", key=lambda names: names.map(list(VERDICTS).index))


def parts(claims: pd.DataFrame) -> list[marks.Band]:
    """Return the parts of a report, to be shaded."""
    places = claims.assign(at=claims.index + 1).groupby("part", sort=False, observed=True)["at"]
    return [marks.Band(str(part), at.min() - 0.4, at.max() + 0.4) for part, at in places]


def news_claim(claim: str = "S01", show: str = "words") -> Figure:
    """Show one claim: in the report's own words, beside what others say, or with our verdict.

    `claim` is a `claim_id`: S for the report signed Pavel Morozov, W for that of the AP; `show` is
    "words", "others" or "verdict". Source: table claims.

    >>> news_claim("S12", "verdict").get_label()[:30]
    'Claim S12: wrong. “Lieutenant '
    """
    steps = ["words", "others", "verdict"]
    step = steps.index(require_choice(show, steps, "show"))
    claims = datasets.load_claims().set_index("claim_id")
    row: Any = claims.loc[require_choice(claim, claims.index, "claim")]
    cited = sources_of({"source": row.source}) if pd.notna(row.source) else []
    named = "; ".join(f"{one.author.split(' (')[0]} ({one.rank})" for one in cited)
    texts = [(f"“{row.words}”", "", "ink", True), (str(row.claim), "", "ink", False)]
    if step:
        found = [row.better_sources_say, f"Sources: {named or 'none was found'}."]
        texts += [(text, "", "muted", False) for text in found]
    verdicts = [str(row.verdict)] if step == 2 else list(VERDICTS)
    texts += [(f"{name}: {VERDICTS[name][0]}", *VERDICTS[name][1:], False) for name in verdicts]
    if step == 2:
        fault = f"{row.fault}." if pd.notna(row.fault) else None
        more = {"Kind of fault: ": fault, "Left out: ": row.left_out, "Note: ": row.note}
        texts += [(f"{k}{v}", "", "ink", False) for k, v in more.items() if pd.notna(v)]
    heads = ["in its own words", "and what others say", str(row.verdict)]
    said = ". ".join(text.rstrip(".") for text, marker, *_ in texts if not marker)
    when = f"It is about {day(row.date)}." if pd.notna(row.date) else "It is about no single day."
    ask = "" if step == 2 else f" {when} What is your verdict?"
    return marks.words(
        pd.DataFrame(texts, columns=["text", "marker", "colour", "bold"]),
        title=f"Claim {claim}: {heads[step]}",
        units=when,
        source=SOURCE,
        height=4.6,
        says=f"Claim {claim}: {heads[step]}. {said}.{ask}",
    )


@exercise("12.1", look="What kinds of fault are there?")
def _third_report() -> Iterator[Any]:
    # The rows R01 to R04 of the table.
    right = {"A", "B"}
    yield right, "A later version of the agency wrote of limits that are kept voluntarily."
    yield {"A"}, "How many conditions did the statement have?"
    yield {"B"}, "What can be extended: the treaty, or its limits?"
    yield right | {"C"}, "On which day did the treaty end?"
    yield right | {"D"}, "What does the treaty cap? Compare the words with claim W08."
    yield set("ABCD"), "Not all four. Two are as exact as the treaty."
    yield {
        "A": "For: many wrote so, and a reader grasps it at once. Against: the treaty could not be "
        "extended again; its limits were to be kept.",
        "B": "For: it is a condition, and it was named. Against: the second one is missing.",
        "C": "For: the date is that of all sources. Against: nothing.",
        "D": "For: the word strategic stands there, and so does deploy. Against: it gives no "
        "number, which a short report may leave out.",
    }
    yield "Which kinds of fault did you meet in the other two reports?"
    yield "Compare each piece with the treaty and with the two conditions of the offer."


@exercise("12.2", tolerance=0.005, look="Is a confirmed claim complete?")
def _whole_and_confirmed() -> Iterator[Any]:
    claims = pd.concat([checked_claims(), checked_claims("AP")])
    confirmed = claims.verdict == "confirmed"
    whole_too = confirmed & claims.left_out.isna()
    yield (
        whole_too.mean(),
        "Little more than half, by the stricter rule. The rule decides, not the report.",
    )
    yield confirmed.mean(), "Those are all that are confirmed. Leave out those that lack something."
    yield whole_too[claims.report == "Morozov"].mean(), "That is the first report alone."
    yield whole_too[claims.report == "AP"].mean(), "That is the report of the AP alone."
    yield claims.left_out.isna().mean(), "Those lack nothing, but not all of them are confirmed."
    yield "Which two things must hold of a claim?"
    yield "Join two conditions with &, one on verdict and one on left_out, and take .mean()."


@exercise("12.3", look="Is a confirmed claim complete?")
def _two_reports() -> Iterator[Any]:
    # A: W16. B: S25, S27, W04, W13. C and D are counted; a verdict is about wording, not honesty.
    holds = {"A": False, "B": True, "C": True, "D": True, "E": False}
    for report in ("Morozov", "AP"):
        claims = checked_claims(report)
        faults = claims.part[claims.fault.notna()]
        lacking = claims.left_out[claims.verdict == "confirmed"].notna().mean()
        holds["C"] &= lacking >= 1 / 4
        holds["D"] &= (faults == "the offer").mean() > 0.5
    right = {letter for letter, true in holds.items() if true}
    yield right, "Who meets one such gap may see a motive in it. Here the gaps point both ways."
    yield right | {"A"}, "A fails for one report: read on after claim W13."
    yield right | {"D"}, "D fails for one report: count the faults by part."
    yield right | {"E"}, "E goes from wording to honesty. A verdict says nothing of that."
    yield right - {"B"}, "More holds: whom would each missing piece have helped?"
    yield right - {"C"}, "More holds: count the confirmed claims, and those beside a gap."
    yield set(holds), "Not all five. Which need the same of both reports?"
    yield {
        "A": "For: beside claim S25 the promise is missing. Against: the AP tells of it, three "
        "claims after the suspension.",
        "B": "For: each report lacks a reason of Washington and a view or promise of Moscow. "
        "Against: whom a missing piece would help is itself a judgement.",
        "C": "For: it is 9 of 25 and 4 of 15. Against: another reader would find other gaps.",
        "D": "For: the AP has both of its faults there. Against: the first report has none there.",
        "E": "For: their verdicts do differ. Against: a verdict judges wording, which shows "
        "no intention.",
    }
    yield "Have you read the same columns for both reports?"
    yield "Look at the columns part, fault and left_out of both reports."


@exercise("12.4", look="Where do its faults stand?")
def _ratified() -> Iterator[Any]:
    # The row S23.
    right = {"A", "B"}
    yield (
        right,
        "We chose the first, as we did for W08. Whoever chooses the second must fault both.",
    )
    yield {"A"}, "Is there nothing to be said for being more exact?"
    yield {"B"}, "Is there nothing to be said for common usage? Look at the four rules."
    yield right | {"C"}, "Did he sign anything?"
    yield right | {"D"}, "Are two copies of one phrase two sources?"
    yield right | {"E"}, "Was there nothing to check the claim by?"
    yield set("ABCDE"), "Not all five. Some of them go far beyond the row."
    yield {
        "A": "For: agencies write so, and normal usage is no fault. Against: two different acts "
        "of two different bodies become one.",
        "B": "For: parliament ratified, and the president signed the law two days later. Against: "
        "few readers would be misled.",
        "C": "For: parliament voted first. Against: without his signature there was no law.",
        "D": "For: the phrase is the same. Against: a copy is no second source.",
        "E": "For: the phrase is the same. Against: both acts are on record elsewhere.",
    }
    yield "What did parliament do, what did the president do, and what would a reader understand?"
    yield "Read the claim S23 with its note, and the four rules that keep verdicts even."


@writing("12.5", least=40, most=160)
def _own_report() -> Iterator[Any]:
    yield (
        "Report: a national daily, 22 September 2025, no author, agency named as source. Claim: "
        "Russia will keep the treaty for a year. Others: the full reprint and the Foreign "
        "Ministry speak of limits and of two conditions. Verdict: imprecise, wider than its "
        "source. Left out: both conditions. Not checked: whether the agency wrote this or the "
        "desk shortened it."
    )
    yield (
        "I left the page after the first line and looked for the outlet: it belongs to a party. "
        "That told me where to look, and not what is true. Of three claims two were confirmed by "
        "a source that the outlet does not own. The third, a quotation, I found in another "
        "wording in the original; I call it imprecise and would print the original."
    )
    yield [
        "Who stands behind the report, and how you found out without its own page.",
        "At least one claim in the report's own words.",
        "Two sources that did not copy each other, with their ranks.",
        "The narrowest verdict that fits, and what you could not check.",
        "No judgement about the honesty of the writer.",
    ]
