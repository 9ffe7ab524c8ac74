"""Chapter 12, how should a news report be read: its rows, widgets and exercises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from startlab import datasets
from startlab.checks import require_choice, whole
from startlab.exercises import exercise
from startlab.figures import marks
from startlab.figures.style import day
from startlab.sources import RANKS, sources_of

# Each verdict: what it means, its mark and its colour.
VERDICTS = {
    "confirmed": ("better sources say the same", "circle", "third"),
    "imprecise": ("only partly true, or it misleads", "diamond", "limit"),
    "wrong": ("better sources contradict it", "cross", "ink"),
    "not found": ("no source to check it by", "square", "muted"),
}
SOURCE = "startlab, table claims. Sources to October 2026."


def checked_claims(report: str = "Morozov") -> pd.DataFrame:
    """Return the claims of one report ("Morozov" or "AP"), in its order, with ranks of sources.

    `ranks` are those of all the sources of a claim, the best first; `best_rank` is missing where
    there is no source.

    >>> checked_claims().set_index("claim_id").best_rank["S12"]
    'B'
    """
    claims = datasets.load_claims()
    claims = claims[claims.report == report].reset_index(drop=True)
    sources = [sources_of({"source": pd.Series([cell]).dropna()}) for cell in claims.source]
    ranks = pd.Series(["".join(sorted(one.rank for one in cited)) for cited in sources])
    return claims.assign(ranks=ranks, best_rank=ranks.str[:1].replace("", None))


def in_order(claims: pd.DataFrame, look: Any = "filled") -> pd.DataFrame:
    """Return a mark for each claim, at its place in the report, on the lane of its verdict."""
    lane = claims.verdict.astype(str)
    rows = pd.DataFrame({"x": claims.index + 1, "lane": lane, "look": look})
    rows["marker"] = lane.map({name: mark for name, (_, mark, _) in VERDICTS.items()})
    rows["colour"] = lane.map({name: colour for name, (_, _, colour) in VERDICTS.items()})
    return rows.sort_values("lane", key=lambda names: names.map(list(VERDICTS).index))


def counted(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `in_order` with the number of claims beside the name of each verdict."""
    rows = in_order(claims)
    return rows.assign(lane=rows.lane + ", " + rows.groupby("lane").x.transform("size").map(str))


def counts_in_words(claims: pd.DataFrame) -> str:
    """Say how many claims have each verdict."""
    numbers = in_order(claims).groupby("lane", sort=False).size()
    return " ".join(f"{verdict}: {number}." for verdict, number in numbers.items())


def parts(claims: pd.DataFrame) -> list[marks.Band]:
    """Return the parts of a report, to be shaded."""
    places = claims.assign(at=claims.index + 1).groupby("part", sort=False, observed=True)["at"]
    return [marks.Band(str(part), at.min() - 0.4, at.max() + 0.4) for part, at in places]


def news_claim(claim: str = "S01", show: str = "claim") -> Figure:
    """Show one claim: alone, to judge it yourself, or with our verdict and what the sources say.

    `claim` is a `claim_id`: S for the report signed Pavel Morozov, W for that of the AP; `show` is
    "claim" or "verdict". Source: table claims.

    >>> news_claim("S12", "verdict").get_label()[:74]
    'Claim S12: wrong. The general is Lieutenant General Andrew Jabbara. wrong:'
    """
    claims = datasets.load_claims().set_index("claim_id").loc[[claim]]
    row: Any = claims.iloc[0]
    cited = sources_of(claims.dropna(subset="source"))
    named = "; ".join(f"{one.author.split(' (')[0]} ({one.rank})" for one in cited)
    sources = f"Sources: {named or 'none was found'}."
    told = show == "verdict"
    names = [str(row.verdict)] if told else list(VERDICTS)
    texts = [(row.claim, "", "ink", True)]
    texts += [(f"{name}: {VERDICTS[name][0]}", *VERDICTS[name][1:], False) for name in names]
    if told:
        fault = f"{row.fault}." if pd.notna(row.fault) else None
        more = {
            "Kind of fault: ": fault,
            "": row.better_sources_say,
            "The report leaves out: ": row.left_out,
            "Note: ": row.note,
        }
        texts += [(f"{k}{v}", "", "ink", False) for k, v in more.items() if pd.notna(v)]
    texts.append((sources, "", "ink", False))
    when = f"It is about {day(row.date)}." if pd.notna(row.date) else "It is about no single day."
    quoted = f"The report has: “{row.words}”"
    asked = f"Claim {claim}: {row.claim} {quoted}. {sources} What is your verdict?"
    return marks.words(
        pd.DataFrame(texts, columns=["text", "marker", "colour", "bold"]),
        title=f"Claim {claim}" + (f": {row.verdict}" if told else ", for you to judge"),
        units=when if told else quoted,
        source=SOURCE,
        height=4.4,
        says="" if told else asked,
    )


def news_standing(weakest: str = "C", needed: int = 1) -> Figure:
    """Draw which claims can still be judged when the demands on sources rise.

    A claim needs so many sources of the `weakest` rank (A to D) or better. Source: table claims.

    >>> news_standing("A").get_label()
    'With at least 1 source of rank A, 8 of 32 claims can be judged: 4 confirmed, 4 imprecise,
    0 wrong and 0 not found. The other 24 lack such sources.'
    """
    require_choice(weakest, RANKS, "weakest")
    claims = checked_claims()
    good = claims.ranks.map(lambda ranks: sum(rank <= weakest for rank in ranks))
    enough = good >= whole(needed, "needed", 1)
    stand, verdicts = enough.sum(), claims.verdict[enough]
    demand = f"at least {needed} source{'s' * (needed > 1)} of rank A"
    demand += f" to {weakest}" * (weakest != "A")
    *most, last = [f"{(verdicts == verdict).sum()} {verdict}" for verdict in VERDICTS]
    return marks.lanes(
        in_order(claims, enough.map({True: "filled", False: "open"})),
        title=f"{stand} of {len(claims)} claims can be judged",
        units=f"Filled: {demand}. Open: fewer",
        source=SOURCE,
        across=parts(claims),
        x=(0, len(claims) + 1),
        says=f"With {demand}, {stand} of {len(claims)} claims can be judged: {', '.join(most)} "
        f"and {last}. The other {len(claims) - stand} lack such sources.",
    )


@exercise("12.1", look="How many of the claims hold, and where do the faults stand?")
def _wrong_claim() -> Iterator[Any]:
    verdicts = checked_claims().set_index("claim_id").verdict
    (wrong,) = verdicts.index[verdicts == "wrong"]
    yield wrong, "Better sources contradict it: they give another name."
    for verdict, words in (
        ("not found", "That claim was not found. This says nothing about its truth."),
        ("imprecise", "That claim is imprecise: true in part. Look for the verdict wrong."),
        ("confirmed", "That claim is confirmed by better sources. Look for the verdict wrong."),
    ):
        for claim in verdicts.index[verdicts == verdict]:
            yield claim, words
    yield "What does the column verdict say of that claim?"
    yield "Filter the table by its column verdict, and read the claim_id."


@exercise("12.2", unit="claims", look="How strong are the sources?")
def _ranks_a_and_b() -> Iterator[Any]:
    best = checked_claims().best_rank
    yield best.isin(["A", "B"]).sum(), "For the rest the press is all there is, or nothing at all."
    yield (best == "B").sum(), "Those have rank B at best. Add the claims with rank A."
    yield (best == "A").sum(), "Those have a primary source. Rank B counts as well."
    yield best.notna().sum(), "Those have a source of some rank. Leave out rank C."
    yield len(best), "That is every claim of the report. Which have a good source?"
    yield "Which ranks does the question name?"
    yield "Use .isin on the column best_rank with two letters, then .sum()."


@exercise("12.3", look="What kinds of fault can a careful reader recognise?")
def _printable() -> Iterator[Any]:
    # S04, S05 and S25 are confirmed; S02 and S16 are imprecise, and S30 was not found.
    yield {"B", "D"}, "Each of these rests on confirmed claims and adds nothing to them."
    yield {"A", "B", "D"}, "A repeats claim S02. What exactly did Russia offer to keep?"
    yield {"B", "C", "D"}, "C prints a back-translation as the words of the letter."
    yield {"B", "D", "E"}, "E takes not found for wrong. Nothing contradicts the two names."
    yield {"D"}, "B holds: compare it with claims S04 and S05."
    yield {"B"}, "D holds: claim S25 is confirmed, and so is the second half."
    yield set("ABCDE"), "Not all five. Look for the kinds of fault of this chapter."
    yield {
        "A": "For: it gives date and voluntariness rightly. Against: the limits were offered, "
        "not compliance with the treaty, and the name is that of another treaty.",
        "B": "For: both conditions stand in several reports and translations. Against: "
        "translations differ in a few words, not in sense.",
        "C": "For: the sense is that of the letter. Against: the words are a translation back "
        "from Russian, and quotation marks promise the words themselves.",
        "D": "For: the announcement and its limits are confirmed. Against: Washington called the "
        "step legally invalid, which is another matter.",
        "E": "For: neither name could be confirmed. Against: not found does not mean wrong; an "
        "editor of one of these names is known elsewhere.",
    }
    yield "Which claim stands behind each sentence, and what was its verdict?"
    yield "Find the claim behind each sentence, and read its verdict and its note."


@exercise("12.4", look="How does a second report fare under the same rules?")
def _two_reports() -> Iterator[Any]:
    # The rows: S02, W02 and W08 for A; W01 and W06 for B; S25 and W13 for C; S30 for D. A verdict
    # is about wording, and no row speaks of honesty.
    yield {"A", "C"}, "The same rules find the same kind of fault and of silence in both."
    yield {"A", "B", "C"}, "B fails for one report: what became of the condition in claim W06?"
    yield {"A", "C", "D"}, "D fails for one report: compare claims S30 and W17."
    yield {"A", "C", "E"}, "E goes from wording to honesty. A verdict says nothing of that."
    yield {"C"}, "A holds: compare claim S02 with W02 and W08."
    yield {"A"}, "C holds: read what is left out beside claims S25 and W13."
    yield set("ABCDE"), "Not all five. Which need the same of both reports?"
    yield {
        "A": "For: one has the treaty where its limits are meant, the other the last pact and "
        "all warheads. Against: the two widen different things.",
        "B": "For: the first report quotes both conditions. Against: the other makes a decision "
        "and an expectation of them.",
        "C": "For: the column left_out names it beside both claims. Against: each may have left "
        "it out for want of room; the sentence gives no motive.",
        "D": "For: the agency's text was found in several newspapers. Against: the by-line of "
        "the other report was not found.",
        "E": "For: their verdicts do differ. Against: a verdict judges wording, and both reports "
        "have faults of the same kind.",
    }
    yield "Have you read the same columns for both reports?"
    yield "Look at the columns fault and left_out of both reports."
