"""Figures of the two news reports: their claims, verdicts, sources and faults."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import pandas as pd

from startlab import datasets
from startlab.errors import StartlabError
from startlab.figures.style import LIGHT
from startlab.plots.house import (
    BARE,
    BARS,
    PAPER,
    capital,
    checked,
    day,
    house_figure,
    listed,
    newest_source,
    under,
    written,
)
from startlab.sources import RANKS, sources_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

VERDICTS = ("confirmed", "imprecise", "wrong", "not found")
STYLES = {
    "confirmed": {"marker": "o", "color": LIGHT["third"]},
    "imprecise": {"marker": "D", "color": LIGHT["limit"]},
    "wrong": {"marker": "X", "color": LIGHT["ink"]},
    "not found": {"marker": "s", "color": LIGHT["muted"]},
}
MEANINGS = {
    "confirmed": "better sources say the same",
    "imprecise": "only partly true, or it misleads",
    "wrong": "better sources contradict it",
    "not found": "no source to check it by",
}
REPORTS = {"Morozov": "signed Pavel Morozov", "AP": "of the Associated Press"}
MODES = {"claim": "the claim alone", "verdict": "with our verdict"}


def checked_claims(report: str = "Morozov") -> pd.DataFrame:
    """Return the claims of one report with what stands behind each verdict.

    Parameters
    ----------
    report : {"Morozov", "AP"}
        Which report.

    Returns
    -------
    pandas.DataFrame
        Rows of the table `claims` with two more columns: `best_rank` (the best rank among the
        sources of a claim, missing where it has none) and `source_count`.

    Examples
    --------
    >>> checked_claims().set_index("claim_id").best_rank["S12"]
    'B'
    """
    checked("report", report, REPORTS)
    claims = datasets.load_claims()
    claims = claims[claims.report == report].reset_index(drop=True)
    ranks = [_ranks(cell) for cell in claims.source]
    return claims.assign(
        best_rank=pd.Series([min(found, default=None) for found in ranks], dtype="str"),
        source_count=[len(found) for found in ranks],
    )


def _ranks(cell: object) -> list[str]:
    """Return the rank of each source in one cell, the best first."""
    if not isinstance(cell, str):
        return []
    return sorted(source.rank for source in sources_of({"source": cell}))


def _foot(claims: pd.DataFrame) -> str:
    return f"startlab, table claims. Newest source: {newest_source(claims)}."


def _strip(ax: Axes, claims: pd.DataFrame, stands: pd.Series) -> dict[str, int]:
    """Draw a row of marks a verdict, in the order of the report; return how many stand."""
    counts: dict[str, int] = {}
    for row, verdict in enumerate(VERDICTS):
        mine = claims[claims.verdict == verdict]
        full = stands[mine.index]
        style = STYLES[verdict]
        for part, face in ((mine[full], style["color"]), (mine[~full], "none")):
            ax.scatter(
                part.index + 1,
                [-row] * len(part),
                s=52,
                marker=style["marker"],
                color=face,
                edgecolor=style["color"],
                linewidth=1.1,
            )
        counts[verdict] = int(full.sum())
        shown = str(len(mine)) if full.all() else f"{counts[verdict]} of {len(mine)}"
        ax.text(0.4, 0.37 - row, f"{verdict}: {shown}", color=style["color"], bbox=PAPER)
    starts = claims.drop_duplicates("part")
    firsts = list(starts.index + 1)
    labels = [f"{row.claim_id}\n{row.part}" for row in starts.itertuples()]
    ax.set_xticks(firsts, labels, ha="left")
    for first in firsts[1:]:
        ax.axvline(first - 0.5, color=LIGHT["grid"], linewidth=1.2)
    ax.set(xlim=(0.2, len(claims) + 0.8), ylim=(0.4 - len(VERDICTS), 0.75), yticks=[])
    ax.tick_params(axis="x", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(visible=False)
    return counts


def _counted(counts: dict[str, int]) -> str:
    listed = [f"{number} {verdict}" for verdict, number in counts.items()]
    return f"{', '.join(listed[:-1])} and {listed[-1]}"


def news_verdicts(report: str = "Morozov") -> Figure:
    """Draw the claims of a report in their order, a row a verdict.

    Parameters
    ----------
    report : {"Morozov", "AP"}
        Which report.

    Returns
    -------
    matplotlib.figure.Figure
        Four rows of marks.

    Examples
    --------
    >>> news_verdicts().get_label()
    'Of 32 claims 21 are confirmed, 7 imprecise, 1 wrong and 3 not found. The offer, from S01:
    7 of 11 confirmed. US voices, from S11: 3 of 7 confirmed. Background, from S17: 11 of 14
    confirmed.'
    """
    claims = checked_claims(report)
    units = f"The report {REPORTS[report]}, in its order; one mark a claim"
    title = f"{len(claims)} claims, four verdicts"
    with house_figure(title, units, _foot(claims), height=3.8, **BARS, below=0.48) as (fig, ax):
        counts = _strip(ax, claims, claims.verdict.notna())
    parts = []
    for part, mine in claims.groupby("part", sort=False, observed=True):
        sure = int((mine.verdict == "confirmed").sum())
        first = mine.claim_id.iloc[0]
        parts.append(f"{capital(str(part))}, from {first}: {sure} of {len(mine)} confirmed.")
    found = _counted(counts).replace(" confirmed", " are confirmed", 1)
    fig.set_label(f"Of {len(claims)} claims {found}. {' '.join(parts)}")
    return fig


def news_ranks() -> Figure:
    """Draw the best rank among the sources behind each verdict.

    Returns
    -------
    matplotlib.figure.Figure
        A bar a verdict, a box a claim, with the letter of its best rank.

    Examples
    --------
    >>> news_ranks().get_label()
    'Best source of each claim. Confirmed, 21: 4 rank A, 12 rank B, 5 rank C. Imprecise, 7:
    4 rank A, 2 rank B, 1 rank C. Wrong, 1: 1 rank B. Not found, 3: 1 rank C, 2 without a source.'
    """
    claims = checked_claims()
    faces = {"A": LIGHT["ink"], "B": LIGHT["muted"], "C": LIGHT["grid"], "": LIGHT["paper"]}
    sentences = []
    units = "One box a claim. A: primary, B: reference, C: press"
    with house_figure(
        "The best source of each claim",
        units,
        _foot(claims),
        height=3.9,
        left=0.1,
        right=0.1,
        below=0.1,
    ) as made:
        fig, ax = made
        for row, verdict in enumerate(VERDICTS):
            best = claims.best_rank[claims.verdict == verdict].fillna("").sort_values()
            best = pd.Series(sorted(best, key=lambda rank: rank or "Z"))
            for place, rank in enumerate(best):
                ax.bar(place, 0.5, 0.9, -row, color=faces[rank], ec=LIGHT["muted"], lw=0.9)
                light = rank in "AB" and rank
                colour = LIGHT["paper"] if light else LIGHT["ink"]
                ax.text(place, 0.25 - row, rank or "–", ha="center", va="center", color=colour)
            words = f"{verdict}: {len(best)}"
            ax.text(-0.45, 0.6 - row, words, color=STYLES[verdict]["color"])
            counts = best.value_counts(sort=False)
            listed = [f"{n} rank {rank}" if rank else f"{n} without a source"
                      for rank, n in counts.items()]  # fmt: skip
            sentences.append(f"{capital(verdict)}, {len(best)}: {', '.join(listed)}.")
        ax.set(xlim=(-0.6, claims.verdict.value_counts().max() - 0.4), ylim=(-3.15, 0.9))
        ax.set_axis_off()
    fig.set_label(f"Best source of each claim. {' '.join(sentences)}")
    return fig


def news_faults() -> Figure:
    """Draw the kinds of fault, with the claims of both reports that have each.

    Returns
    -------
    matplotlib.figure.Figure
        A row a kind, a box a claim.

    Examples
    --------
    >>> news_faults().get_label()
    "The 12 claims that are imprecise or wrong. Wider than the source: S02, W02, W08. Two things
    merged: S09, S23. Name of a person: S12. Words that are not the speaker's: S14, S15, S16.
    Remark without its date: S29. Condition left out: W01, W06."
    """
    claims = datasets.load_claims()
    faulty = claims.dropna(subset="fault")
    sentences = []
    units = "One box a claim that is imprecise or wrong. S: Morozov, W: AP"
    with house_figure("Six kinds of fault", units, _foot(claims), height=3.9, **BARE) as (fig, ax):
        for row, (kind, mine) in enumerate(faulty.groupby("fault", sort=False, observed=True)):
            ax.text(0, -row, str(kind), va="center")
            for place, claim in enumerate(mine.itertuples()):
                colour = STYLES[str(claim.verdict)]["color"]
                left = 5.9 + place * 1.35
                ax.bar(left, 0.66, 1.15, -row - 0.33, color=LIGHT["paper"], ec=colour, lw=1.4)
                words: dict[str, Any] = {"ha": "center", "va": "center", "color": colour}
                ax.text(left, -row, str(claim.claim_id), **words)
            sentences.append(f"{capital(str(kind))}: {', '.join(mine.claim_id)}.")
        ax.set(xlim=(0, 10), ylim=(0.6 - len(sentences), 0.6))
        ax.set_axis_off()
    fig.set_label(f"The {len(faulty)} claims that are imprecise or wrong. {' '.join(sentences)}")
    return fig


def news_claim(claim: str = "S01", show: str = "claim") -> Figure:
    """Show one claim with its sources: alone, or with the verdict and what the sources say.

    Parameters
    ----------
    claim : str
        Its `claim_id`: S for the report signed Pavel Morozov, W for that of the AP.
    show : {"claim", "verdict"}
        The claim alone, to judge it yourself, or with our verdict.

    Returns
    -------
    matplotlib.figure.Figure
        The words of the table, wrapped.

    Raises
    ------
    StartlabError
        If there is no such claim, or `show` is neither word.

    Examples
    --------
    >>> news_claim("S10").get_label()
    'S10: Illustration captioned as a Topol-M ICBM. In the report: "Topol-M ICBM". Sources to
    check: none was found. What is your verdict?'
    >>> news_claim("S12", "verdict").get_label()[:24]
    'S12 is wrong (name of a '
    """
    checked("show", show, MODES)
    every = datasets.load_claims().set_index("claim_id").report
    checked("claim", claim, dict(every))
    claims = checked_claims(every[claim])
    row = claims[claims.claim_id == claim].iloc[0]
    told = show == "verdict"
    title = f"Claim {row.claim_id}" + (f": {row.verdict}" if told else "")
    units = f"The claim in our words. The report has: “{row.words}”"
    if told:
        units = f"It is about {day(row.date)}" if pd.notna(row.date) else "About no single day"
        units = f"{capital(row.fault)}. {units}" if isinstance(row.fault, str) else units
    with house_figure(title, units, _foot(claims), height=4.6, **BARS, below=3.1) as (fig, ax):
        _places(ax, claims, row, told)
        at = under(fig, 0.08)
        at = written(fig, str(row.claim), at, "bold") - 0.1
        if told:
            at = _judged(fig, row, at)
        else:
            at = written(fig, "Which of the four is it?", at) - 0.03
            for verdict, words in MEANINGS.items():
                at = listed(fig, f"{verdict}: {words}", at, STYLES[verdict], "ink")
            at -= 0.1
        written(fig, _sources_line(row), at)
    fig.set_label(_claim_words(row, told))
    return fig


def _places(ax: Axes, claims: pd.DataFrame, row: pd.Series, told: bool) -> None:
    """Draw a small mark a claim: where in the report this one stands."""
    at = int(str(row.name)) + 1
    ax.scatter(claims.index + 1, [0] * len(claims), s=16, color=LIGHT["grid"])
    style = STYLES[str(row.verdict)] if told else {"marker": "o", "color": LIGHT["ink"]}
    ax.scatter([at], [0], s=90, marker=style["marker"], color=style["color"])
    ax.set(xlim=(0, len(claims) + 1), ylim=(-1, 1))
    ax.set_axis_off()


def _judged(fig: Figure, row: pd.Series, at: float) -> float:
    at = written(fig, str(row.better_sources_say), at) - 0.1
    for name, words in (("The report leaves out", row.left_out), ("Note", row.note)):
        if isinstance(words, str):
            at = written(fig, f"{name}: {words}", at) - 0.1
    return at


def _sources_line(row: pd.Series) -> str:
    if not isinstance(row.source, str):
        return "Sources: none was found."
    named = [f"{_short(s.author)} ({s.rank})" for s in sources_of({"source": row.source})]
    return f"Sources: {'; '.join(named)}."


def _short(author: str) -> str:
    return textwrap.shorten(author.split(" (")[0], 44, placeholder=" …")


def _claim_words(row: pd.Series, told: bool) -> str:
    count = int(row.source_count)
    if not told:
        listed = f"{count}, the best of rank {row.best_rank}" if count else "none was found"
        return (
            f'{row.claim_id}: {row.claim} In the report: "{row.words}". '
            f"Sources to check: {listed}. What is your verdict?"
        )
    kind = f" ({row.fault})" if isinstance(row.fault, str) else ""
    return (
        f"{row.claim_id} is {row.verdict}{kind}. The claim: {row.claim} "
        f"The sources: {row.better_sources_say}"
    ).replace("is not found", "was not found")


def news_standing(weakest: str = "C", needed: int = 1) -> Figure:
    """Draw how many claims can still be judged when the demands on sources rise.

    Parameters
    ----------
    weakest : {"A", "B", "C", "D"}
        The weakest rank that counts.
    needed : int
        How many sources of that rank or better a claim needs.

    Returns
    -------
    matplotlib.figure.Figure
        Four rows of marks: filled where a claim has enough sources, hollow where not.

    Raises
    ------
    StartlabError
        If there is no such rank, or less than one source is asked for.

    Examples
    --------
    >>> news_standing("A").get_label()
    'With at least 1 source of rank A, 8 of 32 claims can be judged: 4 confirmed, 4 imprecise,
    0 wrong and 0 not found. The other 24 lack such sources.'
    """
    checked("weakest", weakest, RANKS)
    if needed < 1:
        raise StartlabError(f"needed is {needed}: ask for at least one source.")
    claims = checked_claims()
    enough = [sum(rank <= weakest for rank in _ranks(cell)) >= needed for cell in claims.source]
    stands = pd.Series(enough, index=claims.index)
    many = "source" if needed == 1 else "sources"
    rank = "rank A" if weakest == "A" else f"rank A to {weakest}"
    title = f"{stands.sum()} of {len(claims)} claims can be judged"
    units = f"Filled: at least {needed} {many} of {rank}. Hollow: fewer"
    with house_figure(title, units, _foot(claims), height=3.8, **BARS, below=0.48) as (fig, ax):
        counts = _strip(ax, claims, stands)
    left = len(claims) - int(stands.sum())
    fig.set_label(
        f"With at least {needed} {many} of {rank}, {stands.sum()} of {len(claims)} claims can be "
        f"judged: {_counted(counts)}. The other {left} lack such sources."
    )
    return fig
