"""Chapter 02, What did each treaty limit: its rows, widgets and exercises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from startlab import datasets
from startlab.checks import require_choice, whole
from startlab.exercises import exercise, new_start_limit
from startlab.figures import marks
from startlab.figures.style import day, month

# The same unit, but not the same rule.
RULES = {
    "START I": "warheads, by attribution",
    "SORT": "warheads, not defined",
    "New START": "warheads, a bomber as one",
}
UNITS = ["vehicles", "launchers", "submarines", "warheads", "interceptors", "areas", "missiles"]
WHOSE = {"US": "the United States", "RU": "the Soviet Union or Russia"}
PROTOCOLS = ("ABM Protocol", "Lisbon Protocol")
TREATIES = f"startlab, table treaties; sources reach {datasets.AS_OF}."
LIMITS = f"startlab, tables treaties and limits; sources reach {datasets.AS_OF}."


def limit(treaty: str, item: str, applies_to: str = "each") -> int:
    """Return one limit of one treaty."""
    table = datasets.load_limits()
    rows = table[(table.treaty == treaty) & (table["item"] == item)]
    return int(rows[rows.applies_to == applies_to].limit_value.iloc[0])


def treaty_day(treaty: str, column: str) -> pd.Timestamp:
    """Return a date of a treaty: such as `signed`, `in_force`, `ended`."""
    table = datasets.load_treaties().set_index("treaty")
    return pd.Timestamp(str(table.loc[treaty, column]))


def own_treaties() -> Any:
    """Return the treaties that are no protocol to another one, by signature."""
    treaties = datasets.load_treaties().astype({"status": str})
    own = treaties[~treaties.treaty.isin(PROTOCOLS)]
    return own.sort_values("signed", kind="stable")


def treaty_spans() -> pd.DataFrame:
    """Return for each treaty its signature, the wait, and the time in force, as rows of spans."""
    own = own_treaties().rename(columns={"treaty": "lane", "status": "words"})
    defence = own.lane.isin(["ABM Treaty", "INF Treaty"])
    own["colour"] = defence.map({True: "muted", False: "third"})
    never = own.in_force.isna()
    signed = own.assign(start=own.signed, end=own.signed, look="open")
    wait = own.assign(start=own.signed, end=own.in_force, look="faint", words="")
    force = own.assign(start=own.in_force, end=own.ended, look="filled")
    signed["words"] = own.words.where(never, "")
    rows: pd.DataFrame = pd.concat([signed, wait[~never], force[~never]])
    return rows


def treaties_in_words() -> str:
    """Say of each treaty when it was signed, when it was in force, and how it ended."""
    told = [
        f"{row.treaty}: signed {row.signed.year}, "
        + (f"in force {row.in_force.year} to {row.ended.year}, " if pd.notna(row.in_force) else "")
        + f"{row.status}."
        for row in own_treaties().itertuples()
    ]
    return f"{len(told)} treaties by signature. {' '.join(told)}"


def limits_of(kind: str = "warheads", party: str = "US") -> pd.DataFrame:
    """Return the limits on one kind of weapon, treaty by treaty, as rows of bars.

    A range, or room only for replacements, has a second row for its upper part.

    >>> limits_of("warheads").query("look == 'filled'").number.tolist()
    [6000, 1700, 1550]
    """
    table = datasets.load_limits()
    table = table[table.applies_to.isin(["each", party, "USSR" if party == "RU" else party])]
    treaties = datasets.load_treaties().set_index("treaty")
    base: Any = table.set_index(["treaty", "item"]).limit_value
    mine = table[table.kind == require_choice(kind, table.kind.dropna().unique(), "kind")]
    mine = mine.assign(
        place=mine.unit.astype(str).map(UNITS.index),
        signed=mine.treaty.astype(str).map(treaties.signed),
    ).sort_values(["place", "signed"], kind="stable")
    rows = []
    found: list[Any] = list(mine.itertuples())
    for row in found:
        never = pd.isna(treaties.in_force[row.treaty])
        high = low = row.limit_value
        label = f"{high:,}"
        if pd.notna(row.limit_min):
            low, label = row.limit_min, f"{row.limit_min:,} to {high:,}"
        if (row.treaty, f"{row.item}_base") in base.index:
            low = base[row.treaty, f"{row.item}_base"]
            label = f"{low:,}, by replacement {high:,}"
        what = RULES.get(row.treaty, row.short_words) if kind == "warheads" else row.short_words
        words = f"{row.treaty}, {what}{', never in force' * never}"
        rows.append((words, low, "open" if never else "filled", label, f"Counted in {row.unit}"))
        if low < high:
            rows.append((words, high - low, "hatched", label, f"Counted in {row.unit}"))
    columns = ["words", "number", "look", "label", "group"]
    return pd.DataFrame(rows, columns=columns).assign(colour="limit")


def limits_by_kind(kind: str = "warheads", party: str = "US") -> Figure:
    """Draw the limits on one kind of weapon, treaty by treaty, for one side.

    The kinds are those of the column `kind` of the table limits. Where the Soviet Union was the
    party, its limit stands for Russia.

    >>> limits_by_kind("missile defence", "RU").get_label()
    'Limits on missile defence, for the Soviet Union or Russia. Counted in interceptors. ABM Treaty,
    missile interceptors: 200. ABM Protocol, missile interceptors: 100. Counted in areas.
    ABM Treaty, deployment areas: 2. ABM Protocol, deployment areas: 1.'
    """
    whose = WHOSE[require_choice(party, WHOSE, "party")]
    figure = marks.bars(
        limits_of(kind, party),
        title=f"Limits on {kind}",
        units=f"For {whose}; open: never in force",
        source=LIMITS,
        height=5.3,
    )
    told = str(figure.get_label()).split(". ", 1)[1]
    figure.set_label(f"Limits on {kind}, for {whose}. {told}")
    return figure


def limits_in_force(year: int = 1998) -> Figure:
    """List the treaties in force on 6 February of a year from 1972 to 2026, with their limits.

    Sources: tables treaties and limits.

    >>> limits_in_force(2004).get_label()
    'In force on 6 February 2004: INF Treaty: 0 intermediate-range missiles; 0 shorter-range
    missiles. START I: 1,600 missiles and bombers; 6,000 warheads; and 5 more limits. SORT: 1,700
    to 2,200 warheads, from December 2012. Signed, never in force: SALT II, START II.'
    """
    when = pd.Timestamp(whole(year, "year", 1972, 2026), 2, 6)
    treaties = datasets.load_treaties().sort_values("signed", kind="stable")
    known = treaties[(treaties.signed <= when) & (treaties.treaty != "Lisbon Protocol")]
    current = known[(known.in_force <= when) & (known.ended > when)]
    if "ABM Protocol" in set(current.treaty):
        current = current[current.treaty != "ABM Treaty"]
    parts, told = [], []
    for treaty in current.treaty:
        name = "ABM Treaty with Protocol" if treaty == "ABM Protocol" else treaty
        limits = limits_on(treaty, when)
        parts += [pd.DataFrame({"text": [name], "bold": True}), limits]
        told.append(f"{name}: {'; '.join(limits.text)}.")
    if current.empty:
        parts = [pd.DataFrame({"text": ["No treaty in the table is in force"]})]
        told = ["no treaty in the table."]
    waiting = known[(known.in_force > when) & ~known.treaty.isin(PROTOCOLS)].treaty
    never = known[known.in_force.isna()].treaty
    for words, names in (("not yet in force", waiting), ("never in force", never)):
        if len(names):
            told.append(f"Signed, {words}: {', '.join(names)}.")
            parts.append(pd.DataFrame({"text": [told[-1][:-1]], "look": "faint"}))
    defaults = {"bold": False, "marker": "", "look": "filled", "colour": "ink"}
    rows = pd.concat(parts).reindex(columns=["text", *defaults]).astype(object)
    return marks.words(
        rows.fillna(defaults),
        title=f"In force on {day(when)}",
        units="Full square: the limit binds. Open: still to come",
        source=LIMITS,
        height=3.8,
        says=f"In force on {day(when)}: {' '.join(told)}",
    )


def limits_on(treaty: str, when: pd.Timestamp) -> pd.DataFrame:
    """Return the main limits of a treaty as words with a square: full where it binds on the day.

    START I came down in three phases: shown is the last that binds, or the first to come.
    """
    limits = datasets.load_limits().query("treaty == @treaty").sort_values("binds_from")
    rows = []
    for _, steps in limits.groupby("main"):
        past = steps.binds_from[steps.binds_from <= when]
        first = past.max() if len(past) else steps.binds_from.min()
        values = [_value(row) for row in steps[steps.binds_from == first].itertuples()]
        later = "" if len(past) else f", from {month(first)}"
        rows.append((f"{', '.join(values)} {steps.short_words.iloc[0]}{later}", bool(len(past))))
    if treaty == "START I":
        others = limits[limits.main.isna() & ~limits["item"].str.contains("_phase_")]
        last = others.binds_from.max()
        later = "" if last <= when else f", the last from {month(last)}"
        rows.append((f"and {len(others)} more limits{later}", last <= when))
    table = pd.DataFrame(rows, columns=["text", "binds"])
    look = table.binds.map({True: "filled", False: "open"})
    return table.assign(look=look, marker="square", colour="limit")


def _value(row: Any) -> str:
    number = f"{row.limit_value:,}"
    if pd.notna(row.limit_min):
        number = f"{row.limit_min:,} to {number}"
    return number if row.applies_to == "each" else f"{row.applies_to} {number}"


@exercise("02.1", look="When was each treaty in force?")
def _never_in_force() -> Iterator[Any]:
    table = datasets.load_treaties()
    names = frozenset(table[table.in_force.isna()].treaty)
    yield names, "A signature alone did not bring these two into force."
    for name in sorted(names):
        yield frozenset({name}), "That is one of them. There is another."
    withdrawn = frozenset(table[table.status == "withdrawn"].treaty)
    yield withdrawn, "Those were in force before a party withdrew."
    yield frozenset(table.treaty), "Most of these were in force for some years."
    yield "Which column tells that a treaty entered into force, and where is it empty?"
    yield "Look for rows without a date in the column in_force."


@exercise("02.2", tolerance=1, unit="days", look="When was each treaty in force?")
def _days_without_limits() -> Iterator[Any]:
    end = treaty_day("SALT I", "ended")
    start, signed = treaty_day("START I", "in_force"), treaty_day("START I", "signed")
    yield (start - end).days, "For all these days no limit on long-range weapons was in force."
    to_signature = (signed - end).days
    yield to_signature, "That counts to the signature. When did START I enter into force?"
    since_signature = (start - treaty_day("SALT I", "signed")).days
    yield since_signature, "That counts from the signature of SALT I. When did it end?"
    yield (end - start).days, "Subtract the earlier date from the later one."
    yield start.year - end.year, "Those are years. The question asks for days."
    yield "With which event does the gap begin, and with which does it end?"
    yield "Subtract the end of SALT I from the entry of START I into force, and take the days."


@exercise("02.3", unit="days", look="Which limits applied in a given year?")
def _days_of_sort() -> Iterator[Any]:
    limits = datasets.load_limits().query("treaty == 'SORT'")
    binds = pd.Timestamp(limits.binds_from.iloc[0])
    start, end = treaty_day("SORT", "in_force"), treaty_day("SORT", "ended")
    bound = max(0, (end - binds).days)
    yield bound, "The treaty ended before the day from which its limit was to bind."
    lasted = (end - start).days
    yield lasted, "So many days the treaty was in force. From when did it bind?"
    yield 1, "It was to bind on its last day. Did the treaty last until then?"
    yield (binds - end).days, "So many days were missing at the end."
    yield "From which day was the limit to bind, and was the treaty in force then?"
    yield "Compare binds_from in the table limits with the day on which SORT ended."


@exercise(
    "02.4", unit="warheads, or “cannot be told”", look="Why can two limits not be subtracted?"
)
def _no_difference() -> Iterator[Any]:
    start, new = limit("START I", "warheads"), new_start_limit("deployed_warheads")
    why = "The two treaties count by different rules. What does such a difference mean?"
    praise = "Two rules are at work, so the difference of the limits measures no force."
    yield "cannot be told", praise
    yield start - new, why
    yield new - start, why
    yield 0, "The force may well have become smaller. Do the limits tell by how much?"
    yield "What does one warhead mean in each of the two treaties?"
    yield "Ask whether the word warhead means the same in both treaties."
