"""Exercises of chapter 11: What was offered for 2026."""

from __future__ import annotations

import pandas as pd

from startlab import datasets
from startlab.exercises import Exercise, exercise


def _event(ident: str) -> pd.Series:
    events = datasets.load_events()
    return events[events.event_id == ident].iloc[0]


def _days(first: object, last: object) -> int:
    return int((pd.Timestamp(str(last)) - pd.Timestamp(str(first))).days)


@exercise("11.1")
def _absent_elements() -> Exercise:
    terms = datasets.load_offer_terms()
    absent = frozenset(terms[terms.in_statement == "absent"].term_id)
    stated = frozenset(terms[terms.in_statement == "explicit"].term_id)
    no_us_word = frozenset(terms[terms.us_comment.isna()].term_id)
    return Exercise(
        answer=absent,
        praise="These were not part of the offer: it keeps numbers, and nothing else.",
        hint="Filter the table by its column in_statement, and give the values of term_id.",
        mistakes=(
            (stated, "These elements are stated. Which ones are absent?"),
            (frozenset({"T10"}), "Verification is one of them. Two more were left out."),
            (
                absent | {"T07"},
                "Interceptors are mentioned: T07 is stated, though not a condition.",
            ),
            (absent | {"T04"}, "T04 is stated: the remarks call the restraint voluntary."),
            (no_us_word, "There the US comment is missing. Look at the offer itself."),
        ),
    )


@exercise("11.2")
def _days_to_the_end() -> Exercise:
    made = _event("E050").date
    ended = datasets.load_treaties().set_index("treaty").ended["New START"]
    left = _days(made, ended)
    year = pd.Timestamp(str(ended)) + pd.DateOffset(years=1)
    return Exercise(
        answer=left,
        praise="So many days were left to agree on a text, and none was agreed.",
        hint="Take the date of the offer from the date on which the treaty ended, and use .days.",
        mistakes=(
            (
                left + 1,
                "You counted both the first and the last day. Take one date from the other.",
            ),
            (-left, "Take the earlier date from the later one."),
            (
                _days(made, year),
                "That runs to the end of the offered year. When did the treaty end?",
            ),
            (_days(ended, year), "That is the length of the offered year."),
        ),
    )


@exercise("11.3")
def _days_to_the_president() -> Exercise:
    events = datasets.load_events()
    made = _event("E050").date
    since = events[events.date >= made]
    his = since[since.actors.str.contains("Trump")].date.min()
    first_us = since[since.side == "US"].date.min()
    expires = _event("E073").date
    welcomed = _event("E058").date
    days = _days(made, his)
    return Exercise(
        answer=days,
        praise="His press secretary spoke on the day of the offer, he himself later.",
        hint="Keep the entries whose actors contain Trump, take the earliest date, subtract.",
        mistakes=(
            (_days(made, first_us), "That was his press secretary. The question is about him."),
            (
                _days(made, welcomed),
                "One too many: either both end days are counted, or it is the Kremlin's comment.",
            ),
            (_days(made, expires), "That is a later remark of his. Look for the earliest."),
        ),
    )


@exercise("11.4")
def _supported_wordings() -> Exercise:
    events = datasets.load_events()
    terms = datasets.load_offer_terms().set_index("term_id")
    since = events[events.date >= _event("E050").date]
    report = _event("E086")
    stated = terms.in_statement == "explicit"
    disputed = report.basis == "disputed"
    supported = {
        "A": bool((since.category == "extension").any()),
        "B": bool(stated[["T02", "T03", "T05", "T06"]].all()),
        "C": "does not mention the offer" not in str(_event("E087").note),
        "D": "no reciprocal undertaking" in str(terms.note["T05"]),
        "E": not disputed,
        "F": disputed and "knew of no" in str(report.note),
    }
    right = frozenset(letter for letter, holds in supported.items() if holds)
    return Exercise(
        answer=right,
        praise="Each of these can be traced to a row, and claims no more than the row.",
        hint="Look for a row behind each sentence, and read its columns basis and note.",
        mistakes=(
            (right | {"A"}, "A says extend the treaty. Why was that not possible?"),
            (right | {"C"}, "C claims a formal act. Is there a row with a formal reply?"),
            (right | {"E"}, "E tells a report as a fact. Read the column basis of E086."),
            (right - {"B"}, "B holds: compare it with T02, T03, T05 and T06."),
            (right - {"D"}, "D holds: read the note of T05."),
            (right - {"F"}, "F holds: it says no more than the entries E088, E103 and E111."),
            (frozenset(supported), "Not all six. Some claim more than a row says."),
        ),
    )
