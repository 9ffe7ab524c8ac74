"""Chapter 11, What was offered for 2026: its widget, its rows, its exercises."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from startlab import datasets
from startlab.checks import require_choice
from startlab.derived import by_side, offer_events, treaty_end
from startlab.errors import StartlabError
from startlab.exercises import exercise
from startlab.figures import marks
from startlab.figures.style import IN_TEXT, day, month

SIDES = {"RU": "Russia", "US": "United States", "other": "Others"}
COLOURS = {"RU": "ru", "US": "us", "other": "third"}
SOURCE = f"startlab, table events; sources reach {datasets.AS_OF}."


def us_voice(comment: object) -> str:
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


def entries_by_month() -> pd.DataFrame:
    """Return how many entries each side has in each month since the offer, said and done apart."""
    events = by_side(offer_events())
    events["month"] = events.date.dt.to_period("M")
    months = pd.period_range(events.month.min(), events.month.max(), freq="M")
    keys: Any = {"side": list(SIDES), "month": months, "kind": ["said", "done"]}
    every: Any = pd.MultiIndex.from_product(keys.values(), names=[*keys])
    entries = events.groupby([*keys]).size().reindex(every, fill_value=0).reset_index(name="number")
    return entries.assign(x=[f"{month(each)[:3]}\n{each.year}" for each in entries.month])


def months_in_words(entries: pd.DataFrame) -> str:
    """Say of each side how many entries it has, and in which month the most."""
    told = []
    for side, name in SIDES.items():
        mine = entries[entries.side == side]
        each = mine.groupby("month").number.sum()
        done = mine.number[mine.kind == "done"].sum()
        most = month(each.idxmax())
        told.append(f"{name}: {each.sum()}, of them {done} done; most in {most}, {each.max()}.")
    return " ".join(told)


def offer_walk(date: object = "2025-09-22", side: str = "RU") -> Figure:
    """Tell what one side had last said or done about the offer by a day from its date on.

    What names both Russia and the US counts for each. Source: table events.

    >>> offer_walk("2025-10-05", "US").get_label()
    'By 5 October 2025 the table has 2 entries for the United States: 2 said, 0 done. The last is of
    5 October 2025. Trump: sounds like a good idea.'
    """
    require_choice(side, SIDES, "side")
    by, events = pd.Timestamp(str(date)), by_side(offer_events())
    if by < events.date.min():
        raise StartlabError(f"The offer was made on {day(events.date.min())}; give a later day.")
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
        across=[marks.Rule("", x=by, colour="ink"), marks.Rule("treaty ends", x=treaty_end())],
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


def _days(first: Any, last: Any) -> int:
    return int((last - first).days)


@exercise("11.1", look="What was not in it?")
def _absent_elements() -> Iterator[Any]:
    terms = datasets.load_offer_terms()
    absent = {*terms[terms.in_statement == "absent"].term_id}
    yield absent, "These were not part of the offer: it keeps numbers, and nothing else."
    stated = {*terms[terms.in_statement == "explicit"].term_id}
    yield stated, "These elements are stated. Which ones are absent?"
    yield {"T10"}, "Verification is one of them. Two more were left out."
    yield absent | {"T07"}, "Interceptors are mentioned: T07 is stated, though not a condition."
    yield absent | {"T04"}, "T04 is stated: the remarks call the restraint voluntary."
    no_us_word = {*terms[terms.us_comment.isna()].term_id}
    yield no_us_word, "There the US comment is missing. Look at the offer itself."
    yield "What does the column in_statement say of each element?"
    yield "Filter the table by its column in_statement, and give the values of term_id."


@exercise("11.2", unit="days", look="How did the treaty end?")
def _days_to_the_end() -> Iterator[Any]:
    made, ended = offer_events().date.min(), treaty_end()
    year = ended + pd.DateOffset(years=1)
    left = _days(made, ended)
    yield left, "So many days were left to agree on a text, and none was agreed."
    yield left + 1, "You counted both the first and the last day. Take one date from the other."
    yield -left, "Take the earlier date from the later one."
    yield _days(made, year), "That runs to the end of the offered year. When did the treaty end?"
    yield _days(ended, year), "That is the length of the offered year."
    yield "On which day was the offer made, and on which did the treaty end?"
    yield "Take the date of the offer from the date on which the treaty ended, and use .days."


@exercise("11.3", unit="days", look="Who offered what?")
def _days_to_the_president() -> Iterator[Any]:
    events = offer_events()
    made, dates = events.date.min(), events.set_index("event_id").date
    his = events[events.actors.str.contains("Trump")].date.min()
    first_us = events[events.side == "US"].date.min()
    yield _days(made, his), "His press secretary spoke on the day of the offer, he himself later."
    yield _days(made, first_us), "That was his press secretary. The question is about him."
    yield (
        _days(made, dates["E058"]),
        "One too many: either both end days are counted, or it is the Kremlin's comment.",
    )
    yield _days(made, dates["E073"]), "That is a later remark of his. Look for the earliest."
    yield "Who acts in the entry that you counted to?"
    yield "Keep the entries whose actors contain Trump, take the earliest date, subtract."


@exercise("11.4", look="What was said, and what was done?")
def _supported_wordings() -> Iterator[Any]:
    right = {"B", "D", "F"}
    yield right, "Each of these can be traced to a row, and claims no more than the row."
    yield right | {"A"}, "A says extend the treaty. Why was that not possible?"
    yield right | {"C"}, "C claims a formal act. Is there a row with a formal reply?"
    yield right | {"E"}, "E tells a report as a fact. Read the column basis of E086."
    yield right - {"B"}, "B holds: compare it with T02, T03, T05 and T06."
    yield right - {"D"}, "D holds: read the note of T05."
    yield right - {"F"}, "F holds: it says no more than the entries E088, E103 and E111."
    yield set("ABCDEF"), "Not all six. Some claim more than a row says."
    yield {
        "A": "For: many papers called it so. Against: the treaty allowed no second prolongation, "
        "and Moscow denied that it was one.",
        "B": "For: the statement names the limits, the year and both conditions. Against: the "
        "words leave open what would break the second condition.",
        "C": "For: some agencies called a post by President Trump a rejection. Against: the post "
        "does not mention the offer, and no formal reply was found.",
        "D": "For: no row holds one. Against: not found is not proof of absence, and the "
        "sentence says no more than that.",
        "E": "For: Axios reported something close to it from unnamed sources. Against: no "
        "official confirmed it by name; US officials knew of none, and Russian ones called "
        "it speculation.",
        "F": "For: each part has an entry of its own, with a name or an outlet. Against: none of "
        "the entries.",
    }
    yield "Does the row behind each sentence say as much as the sentence?"
    yield "Look for a row behind each sentence, and read its columns basis and note."
