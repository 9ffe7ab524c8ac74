"""Chapter 11, What was offered for 2026: its game, its widget, its rows, its exercises."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from startlab import datasets
from startlab.checks import refusal, require_choice
from startlab.derived import by_side, offer_events, treaty_end
from startlab.exercises import exercise, writing
from startlab.figures import marks
from startlab.figures.play import Game, sorting
from startlab.figures.style import IN_TEXT, day

SIDES = {"RU": "Russia", "US": "United States", "other": "Others"}
COLOURS = {"RU": "ru", "US": "us", "other": "third"}
SOURCE = f"startlab, table events; sources reach {datasets.AS_OF}."
# Where each role goes in the game, and why each piece lies there. T07 can be argued either way.
PILES = {"promise": "A promise", "condition": "A condition", "reason": "A reason"}
NONE = "None of these"
WHY = {
    "T09": "It says why, and asks for nothing.",
    "T03": "It says what Russia would do: numbers, and nothing else of the treaty.",
    "T05": "If the other side does not, the promise falls.",
    "T08": "It keeps a decision open until after the year.",
    "T06": "The promise falls here too, and no test says when. Many reports left it out.",
    "T02": "It says how long the promise runs, and asks nothing of the other side.",
    "T07": "Both can be argued: it sets no rule, yet it says what would end the promise.",
    "T13": "It says what Russia can do in any case: a warning.",
}
# The stances of the voices on the offer, by the names of their lanes.
STANCES = {
    "support": "For",
    "conditional": "For, if",
    "neutral": "Open",
    "oppose": "Against",
}


def marking() -> Game:
    """Return the game in which the pieces of the statement are marked. Source: table offer_terms.

    Examples
    --------
    >>> marking().value()
    8
    """
    terms = datasets.load_offer_terms().set_index("term_id")
    asked = []
    for term, why in WHY.items():
        role = str(terms.role[term])
        pile = PILES.get(role, NONE) if term != "T07" else f"{PILES['condition']}|{NONE}"
        asked.append((f"“{terms.words[term]}”", pile, why))
    return sorting("statement", asked, [*PILES.values(), NONE])


def voices() -> pd.DataFrame:
    """Return a mark for each voice on the offer until the treaty ended, on the lane of its stance.

    Source: table positions.

    >>> voices().groupby(["lane", "side"], sort=False).size()["Against"].to_dict()
    {'US': 4}
    """
    table = datasets.load_positions().query("topic == 'offer'").astype({"side": "str"})
    table = table.assign(x=pd.to_datetime(table.date, format="mixed"))
    table = table[table.x <= treaty_end()]
    return (
        table.assign(
            lane=pd.Categorical(table.stance.map(STANCES), [*STANCES.values()], ordered=True),
            colour=table.side.map(COLOURS),
            marker=table.side.map({"RU": "square", "US": "circle", "other": "diamond"}),
        )
        .sort_values(["lane", "x"])
        .astype({"lane": "str"})
    )


def voices_in_words(rows: pd.DataFrame) -> str:
    """Say of each stance how many voices each side has."""
    told = []
    for lane, mine in rows.groupby("lane", sort=False):
        counts = mine.side.value_counts()
        told.append(
            f"{lane}: " + ", ".join(f"{SIDES[s]} {counts[s]}" for s in SIDES if s in counts)
        )
    return f"Voices on the offer until the treaty ended. {'. '.join(told)}."


def us_voice(comment: Any) -> str:
    """Tell who spoke for the US side on an element of the offer, from a cell of `us_comment`.

    >>> us_voice("No official comment was found.")
    'nobody'
    """
    if not isinstance(comment, str) or comment.startswith("No "):
        return "nobody"
    return "witnesses" if "Senate hearing" in comment else "officials"


def element_cells() -> pd.DataFrame:
    """Return a row for each cell of the figure of elements: stated or not, and who commented."""
    us = {
        "nobody": ("–", "muted", "", "open"),
        "witnesses": ("", "us", "circle", "open"),
        "officials": ("", "us", "circle", "filled"),
    }
    cells = []
    for term in datasets.load_offer_terms().itertuples():
        stated = ("absent", "limit") if term.in_statement == "absent" else ("stated", "ink")
        spoke = isinstance(term.russian_comment, str)
        russia = ("", "ru", "square") if spoke else ("–", "ru", "")
        cells += [
            (term.element, "In the offer", *stated, "", "filled"),
            (term.element, "Russia", *russia, "filled"),
            (term.element, "United States", *us[us_voice(term.us_comment)]),
        ]
    return pd.DataFrame(cells, columns=["row", "column", "text", "colour", "marker", "look"])


def elements_in_words() -> str:
    """Say how many elements are stated, which are absent, and on how many each side commented."""
    terms = datasets.load_offer_terms()
    absent = terms.element[terms.in_statement == "absent"]
    listed = "; ".join(name[0].lower() + name[1:] for name in absent)
    us = terms.us_comment.map(us_voice).value_counts()
    return (
        f"Of {len(terms)} elements, {len(terms) - len(absent)} are stated in the offer and "
        f"{len(absent)} are absent: {listed}. Russian officials commented on "
        f"{terms.russian_comment.notna().sum()}, US officials on {us['officials']}. On "
        f"{us['witnesses']} more only witnesses at a Senate hearing spoke. On {us['nobody']} no "
        "official US comment was found."
    )


def until_the_end() -> pd.DataFrame:
    """Return the entries from the offer to the day on which the treaty ended."""
    events = offer_events()
    return events[events.date <= treaty_end()]


def offer_walk(date: object = "2025-09-22", side: str = "RU") -> Figure:
    """Tell what one side had last said or done about the offer by a day from its date on.

    What names both Russia and the US counts for each. Source: table events.

    >>> offer_walk("2025-10-05", "US").get_label()
    'By 5 October 2025 the table has 2 entries for the United States: 2 said, 0 done. The last is of
    5 October 2025. Trump: sounds like a good idea.'
    """
    require_choice(side, SIDES, "side")
    by, events = pd.to_datetime(str(date), errors="coerce"), by_side(until_the_end())
    if not by >= events.date.min():  # nor is it where there is no such day
        raise refusal("date", date, f"a day from {day(events.date.min())} on, as 2025-10-05")
    seen = events[(events.side == side) & (events.date <= by)]
    last = seen[seen.date == seen.date.max()]
    rows = events.assign(
        lane=events.side.map(SIDES | {"US": "US"}),
        x=events.date,
        colour=events.side.map(COLOURS),
        marker=events.kind.map({"said": "circle", "done": "diamond"}),
        look=(events.date <= by).map({True: "filled", False: "open"}),
    ).sort_values(["kind", "date"])  # a diamond stands before a circle of the same day
    done, many = int((seen.kind == "done").sum()), len(last) > 1
    return marks.lanes(
        rows.set_index("side").loc[list(SIDES)].drop_duplicates(["lane", "x", "marker"]),
        title=f"{SIDES[side]}, by {day(by)}",
        units="Circle: said. Diamond: done. Hollow: later than the day chosen",
        source=SOURCE,
        across=[marks.Rule("", x=by, colour="ink")],
        x=(events.date.min(), treaty_end()),
        below=_entries_in_words(last),
        height=4.4,
        says=f"By {day(by)} the table has {len(seen)} {'entry' if len(seen) == 1 else 'entries'} "
        f"for {IN_TEXT.get(side, 'others')}: {len(seen) - done} said, {done} done. "
        f"{f'The last {len(last)} are' if many else 'The last is'} of {_about(last)}. "
        f"{'. '.join(last.title)}.",
    )


def _about(entries: pd.DataFrame) -> str:
    about = "" if (entries.precision == "day").all() else "about "
    return f"{about}{day(entries.date.iloc[0])}"


def _entries_in_words(entries: pd.DataFrame) -> pd.DataFrame:
    """Return rows for the mark `words`: a single entry with its description, many by title."""
    kinds = entries.kind + (entries.basis == "disputed").map({True: ", disputed", False: ""})
    if len(entries) > 2:
        texts = [f"{_about(entries)}, {len(entries)} entries", *entries.title + " (" + kinds + ")"]
        rows = pd.DataFrame({"text": texts, "colour": "ink", "bold": False})
        rows.loc[0, "colour"] = "muted"
        return rows
    lines = []
    for entry, kind in zip(entries.itertuples(), kinds, strict=True):
        actors = textwrap.shorten(str(entry.actors), 48, placeholder=" …")
        lines.append((f"{_about(entries)}, {kind}. {actors}", "muted", False))
        lines.append((str(entry.title), "ink", True))
        if len(entries) == 1:
            lines.append((str(entry.description), "ink", False))
    return pd.DataFrame(lines, columns=["text", "colour", "bold"])


@exercise("11.1", look="What was not in it?")
def _two_offers() -> Iterator[Any]:
    right = {"B", "E"}
    yield right, "The same word, a year, stood in two very different offers."
    yield right | {"A"}, "How long was the first offer to run?"
    yield right | {"C"}, "Was there a treaty left to keep alive after February 2026?"
    yield right | {"D"}, "What did the national security adviser do in October 2020?"
    yield {"B"}, "What would have become of inspections under each of the two?"
    yield {"E"}, "One of the two offers had no strings. Which?"
    yield set("ABCDE"), "Not all five. Some hold of both offers, or of the earlier one alone."
    yield {
        "A": "For: the later offer names one year. Against: so does the earlier, as the least.",
        "B": "For: two conditions stand in the later statement, none in the earlier. Against: a "
        "political freeze was added to the earlier one four days later.",
        "C": "For: somebody might call limits a part of the treaty. Against: only the earlier "
        "offer kept the treaty itself; the later began where it ended.",
        "D": "For: the later one was not accepted either. Against: a refusal on record is there "
        "of the earlier one alone.",
        "E": "For: the later one brings no verification back, the earlier kept the treaty that has "
        "it. Against: inspections were paused in 2020 as well.",
    }
    yield "Which sentences are true of one offer only, and of which?"
    yield "Read the row E017 of all_events, and ask each sentence of both offers."


@exercise("11.2", unit="days", look="What did Washington answer?")
def _longest_silence() -> Iterator[Any]:
    events = by_side(until_the_end())
    days = events.date[events.side == "US"].drop_duplicates().sort_values()
    gaps = days.diff().dropna().dt.days
    both = events.date[events.side != "other"].drop_duplicates().sort_values().diff().dt.days
    yield gaps.max(), "So long is our table silent. The government may have spoken elsewhere."
    yield gaps.max() - 1, "Take one date from the other; nothing has to be left out."
    yield gaps.iloc[-1], "That is the last gap. Is it the longest?"
    yield gaps.iloc[0], "That is the first gap. Is it the longest?"
    yield both.max(), "That is the longest gap of both sides together."
    yield round(gaps.mean()), "That is about the mean of the gaps. Which is the longest?"
    yield "Between which two neighbouring dates of this side is the gap?"
    yield "Keep one side of by_side(events), sort the dates, take .diff(), then .max()."


@exercise("11.3", look="How do the pieces fit?")
def _first_contracts() -> Iterator[Any]:
    right = {"A", "B"}
    yield right, "One step, two readings: a condition without a test leaves room for both."
    yield {"A"}, "Is there nothing to be said for the other reading?"
    yield {"B"}, "Is there nothing to be said for the other reading?"
    yield right | {"C"}, "What do the three limits count?"
    yield right | {"D"}, "Which promise of Washington's stands in the tables?"
    yield right | {"E"}, "What did Moscow still say of its ideas on 4 February 2026?"
    yield set("ABCDE"), "Not all five. Some claim more than anybody said."
    yield {
        "A": "For: Ryabkov counted to it steps in strategic defence that Russia could read as "
        "weakening its deterrent. Against: the statement gives no test of it.",
        "B": "For: a prototype stops no missile, and T07 speaks of carrying out. Against: "
        "preparations for interceptors in space are what Moscow ordered to be watched.",
        "C": "For: nothing speaks for it. Against: the limits count warheads, missiles, bombers "
        "and launchers, and no interceptors.",
        "D": "For: the president had said that the offer sounded like a good idea. Against: that "
        "is no promise, and none was found.",
        "E": "For: plans carried out could undo the effort. Against: three months later Moscow "
        "complained that its ideas were left unanswered, not that they had lapsed.",
    }
    yield "Which words of the statement could the contracts fall under, and do they have to?"
    yield "Compare the words of T06 and T07, and what Ryabkov said on 8 October 2025."


@writing("11.4", least=20, most=90)
def _correction() -> Iterator[Any]:
    yield (
        "Your headline has two errors. President Putin did not offer to extend New START, which "
        "could not be extended again; he offered to keep its three limits for a year if the "
        "United States acted alike and did not upset the balance of deterrence. And the "
        "president's post of 5 February turns an extension down, but it does not mention the offer."
    )
    yield (
        "Please print instead: “Treaty ends; Russia's conditional offer to keep its limits for a "
        "year was not taken up.” No formal answer is on record, and Moscow itself said on 2 "
        "October that this was no extension."
    )
    yield [
        "Limits, not the treaty: why an extension was not possible.",
        "Both conditions, or at least the word *conditional*.",
        "*Did not accept*, not *rejected*, with what the post does and does not say.",
        "A line that the paper could print, and no guess at motives.",
    ]
