"""Chapter 02, What did each treaty limit: its rows, widgets and exercises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from startlab import datasets
from startlab.errors import StartlabError
from startlab.exercises import exercise, new_start_limit
from startlab.figures import marks
from startlab.figures.style import NAMES, day, month

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Shown in the figures of the limits: what each item counts, in a few words.
WORDS = {
    "icbm_launchers": "ICBM launchers",
    "slbm_launchers": "SLBM launchers",
    "modern_submarines": "modern missile submarines",
    "interceptors": "missile interceptors",
    "deployment_areas": "deployment areas",
    "intermediate_range_missiles": "intermediate-range missiles",
    "shorter_range_missiles": "shorter-range missiles",
    "delivery_vehicles": "missiles and bombers",
    "mirv_icbm_launchers": "ICBM launchers with MIRVs",
    "heavy_icbm_warheads": "warheads on heavy ICBMs",
    "mobile_icbm_warheads": "warheads on mobile ICBMs",
    "mirv_icbm_warheads_phase_2": "warheads on ICBMs with MIRVs",
    "slbm_warheads_phase_2": "warheads on SLBMs",
    "warheads": "warheads",
    "warheads_phase_2": "warheads",
    "deployed_vehicles": "deployed missiles and bombers",
    "deployed_warheads": "deployed warheads",
    "total_launchers": "launchers and bombers in all",
}
KINDS: dict[str, list[tuple[str, str]]] = {
    "warheads": [
        ("START I", "warheads"),
        ("START II", "warheads_phase_2"),
        ("SORT", "warheads"),
        ("New START", "deployed_warheads"),
    ],
    "missiles and bombers": [
        ("SALT II", "delivery_vehicles"),
        ("START I", "delivery_vehicles"),
        ("New START", "deployed_vehicles"),
        ("New START", "total_launchers"),
    ],
    "land-based missiles": [
        ("SALT I", "icbm_launchers"),
        ("SALT II", "mirv_icbm_launchers"),
        ("START I", "heavy_icbm_warheads"),
        ("START I", "mobile_icbm_warheads"),
        ("START II", "mirv_icbm_warheads_phase_2"),
    ],
    "submarine missiles": [
        ("SALT I", "slbm_launchers"),
        ("SALT I", "modern_submarines"),
        ("START II", "slbm_warheads_phase_2"),
    ],
    "missile defence": [
        ("ABM Treaty", "interceptors"),
        ("ABM Protocol", "interceptors"),
        ("ABM Treaty", "deployment_areas"),
        ("ABM Protocol", "deployment_areas"),
    ],
    "missiles of shorter range": [
        ("INF Treaty", "intermediate_range_missiles"),
        ("INF Treaty", "shorter_range_missiles"),
    ],
}
# The same unit, but not the same rule.
RULES = {
    ("START I", "warheads"): "warheads, by attribution",
    ("SORT", "warheads"): "warheads, not defined",
    ("New START", "deployed_warheads"): "warheads, a bomber as one",
}
SHOWN_FIRST = {
    "SALT I": ("icbm_launchers", "slbm_launchers", "modern_submarines"),
    "ABM Treaty": ("interceptors",),
    "ABM Protocol": ("interceptors",),
    "INF Treaty": ("intermediate_range_missiles", "shorter_range_missiles"),
    "START I": ("delivery_vehicles", "warheads"),
    "SORT": ("warheads",),
    "New START": ("deployed_vehicles", "deployed_warheads", "total_launchers"),
}
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
    treaties = datasets.load_treaties()
    own = treaties[~treaties.treaty.isin(PROTOCOLS)]
    return own.sort_values("signed", kind="stable")


def treaty_spans() -> pd.DataFrame:
    """Return for each treaty its signature, the wait, and the time in force, as rows of spans."""
    own = own_treaties()
    offensive = ~own.treaty.isin(["ABM Treaty", "INF Treaty"])
    own = own.assign(
        status=own.status.astype(str),
        lane=own.treaty,
        colour=offensive.map({True: "third", False: "muted"}),
    )
    never = own.in_force.isna()
    signed = own.assign(start=own.signed, end=own.signed, look="open")
    force = own.assign(start=own.in_force, end=own.ended, look="filled", words=own.status)
    wait = own.assign(start=own.signed, end=own.in_force, look="faint", words="")
    signed = signed.assign(words=own.status.where(never, ""))
    columns = ["lane", "start", "end", "look", "words", "colour"]
    rows: pd.DataFrame = pd.concat([signed, wait[~never], force[~never]])[columns]
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

    Examples
    --------
    >>> limits_of("warheads").query("look == 'filled'").number.tolist()
    [6000, 1700, 1550]
    """
    limits = datasets.load_limits()
    side = limits[limits.applies_to.isin(["each", party, "USSR" if party == "RU" else party])]
    side = side.set_index(["treaty", "item"])
    never = set(datasets.load_treaties().query("in_force.isna()").treaty)
    rows: list[tuple[str, int, str, str, str]] = []
    for treaty, item in KINDS[kind]:
        row: Any = side.loc[(treaty, item)]
        high = low = int(row.limit_value)
        words, label = RULES.get((treaty, item), WORDS[item]), f"{high:,}"
        if pd.notna(row.limit_min):
            low, label = int(row.limit_min), f"{row.limit_min:,} to {high:,}"
        if (treaty, f"{item}_base") in side.index:
            base: Any = side.loc[(treaty, f"{item}_base")]
            low = int(base.limit_value)
            label = f"{low:,}, by replacement {high:,}"
        words = f"{treaty}, {words}" + ", never in force" * (treaty in never)
        look = "open" if treaty in never else "filled"
        group = f"Counted in {row.unit}"
        rows.append((words, low, look, label, group))
        if low < high:
            rows.append((words, high - low, "hatched", label, group))
    table = pd.DataFrame(rows, columns=["words", "number", "look", "label", "group"])
    return table.assign(colour="limit")


def limits_by_kind(kind: str = "warheads", party: str = "US") -> Figure:
    """Draw the limits on one kind of weapon, treaty by treaty.

    Parameters
    ----------
    kind : str
        "warheads", "missiles and bombers", "land-based missiles", "submarine missiles",
        "missile defence" or "missiles of shorter range".
    party : {"US", "RU"}
        Whose limit; for Russia that of the Soviet Union where it was the party.

    Examples
    --------
    >>> limits_by_kind("missile defence", "RU").get_label()
    'Limits on missile defence, for the Soviet Union or Russia. Counted in interceptors. ABM Treaty,
    missile interceptors: 200. ABM Protocol, missile interceptors: 100. Counted in areas.
    ABM Treaty, deployment areas: 2. ABM Protocol, deployment areas: 1.'
    """
    for value, allowed in ((kind, KINDS), (party, NAMES)):
        if value not in allowed:
            raise StartlabError(f"No limits for {value!r}; choose from {', '.join(allowed)}.")
    name = {"US": "the United States", "RU": "the Soviet Union or Russia"}[party]
    figure = marks.bars(
        limits_of(kind, party),
        title=f"Limits on {kind}",
        units=f"For {name}; open: never in force",
        source=LIMITS,
        height=5.3,
    )
    told = str(figure.get_label()).split(". ", 1)[1]
    figure.set_label(f"Limits on {kind}, for {name}. {told}")
    return figure


def limits_in_force(year: int = 1998) -> Figure:
    """List the treaties in force on 6 February of a year, with their main limits.

    Parameters
    ----------
    year : int
        From 1972 to 2026.

    Examples
    --------
    >>> limits_in_force(2004).get_label()
    'In force on 6 February 2004: INF Treaty: 0 intermediate-range missiles; 0 shorter-range
    missiles. START I: 1,600 missiles and bombers; 6,000 warheads; and 5 more limits. SORT: 1,700
    to 2,200 warheads, from December 2012. Signed, never in force: SALT II, START II.'
    """
    if not 1972 <= year <= 2026:
        raise StartlabError(f"year cannot be {year!r}; the treaties run from 1972 to 2026.")
    when = pd.Timestamp(year, 2, 6)
    treaties = datasets.load_treaties().sort_values("signed", kind="stable")
    known = treaties[(treaties.signed <= when) & (treaties.treaty != "Lisbon Protocol")]
    current = known[(known.in_force <= when) & (known.ended > when)]
    if "ABM Protocol" in set(current.treaty):
        current = current[current.treaty != "ABM Treaty"]
    rows: list[dict[str, Any]] = []
    told = []
    for treaty in current.treaty:
        name = "ABM Treaty with Protocol" if treaty == "ABM Protocol" else treaty
        found = limits_on(treaty, when)
        rows.append({"text": name, "bold": True})
        rows += [
            {"text": words, "marker": "square", "look": "filled" if binds else "open"}
            for binds, words in found
        ]
        told.append(f"{name}: {'; '.join(words for _, words in found)}.")
    if current.empty:
        rows.append({"text": "No treaty in the table is in force"})
        told.append("no treaty in the table.")
    others = _not_in_force(known, when)
    rows += [{"text": words, "look": "faint"} for words in others]
    told += [f"{words}." for words in others]
    table = pd.DataFrame(rows, columns=["text", "bold", "marker", "look"])
    table = table.fillna({"bold": False, "marker": "", "look": "filled"})
    return marks.words(
        table.assign(colour=table.marker.map({"square": "limit"}).fillna("ink")),
        title=f"In force on {day(when)}",
        units="Full square: the limit binds. Open: still to come",
        source=LIMITS,
        height=3.8,
        says=f"In force on {day(when)}: {' '.join(told)}",
    )


def limits_on(treaty: str, when: pd.Timestamp) -> list[tuple[bool, str]]:
    """Return for each main limit of a treaty whether it binds on the day, and its words."""
    limits = datasets.load_limits()
    limits = limits[limits.treaty == treaty]
    found = []
    for item in SHOWN_FIRST[treaty]:
        # START I came down in three phases: the last that binds, or the first that is to come.
        rows = limits[limits["item"].str.fullmatch(rf"{item}(_phase_\d)?")]
        rows = rows.sort_values("binds_from", kind="stable")
        past = rows[rows.binds_from <= when]
        first = past.binds_from.iloc[-1] if len(past) else rows.binds_from.iloc[0]
        rows = rows[rows.binds_from == first]
        values = ", ".join(_value(row) for row in rows.itertuples())
        later = "" if len(past) else f", from {month(first)}"
        found.append((bool(len(past)), f"{values} {WORDS[item]}{later}"))
    if treaty == "START I":
        others = limits[~limits["item"].str.contains("_phase_")]
        others = others[~others["item"].isin(SHOWN_FIRST[treaty])]
        last = others.binds_from.max()
        later = "" if last <= when else f", the last from {month(last)}"
        found.append((last <= when, f"and {len(others)} more limits{later}"))
    return found


def _value(row: Any) -> str:
    number = f"{row.limit_value:,}"
    if pd.notna(row.limit_min):
        number = f"{row.limit_min:,} to {number}"
    return number if row.applies_to == "each" else f"{row.applies_to} {number}"


def _not_in_force(known: pd.DataFrame, when: pd.Timestamp) -> list[str]:
    waiting = known[(known.in_force > when) & ~known.treaty.isin(PROTOCOLS)].treaty
    never = known[known.in_force.isna()].treaty
    lines = []
    if len(waiting):
        lines.append(f"Signed, not yet in force: {', '.join(waiting)}")
    if len(never):
        lines.append(f"Signed, never in force: {', '.join(never)}")
    return lines


@exercise("02.1")
def _never_in_force() -> Iterator[Any]:
    table = datasets.load_treaties()
    names = frozenset(table[table.in_force.isna()].treaty)
    yield names, "A signature alone did not bring these two into force."
    for name in names:
        yield frozenset({name}), "That is one of them. There is another."
    withdrawn = frozenset(table[table.status == "withdrawn"].treaty)
    yield withdrawn, "Those were in force before a party withdrew."
    yield "Look for rows without a date in the column in_force."


@exercise("02.2", tolerance=1)
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
    yield "Subtract the end of SALT I from the entry of START I into force, and take the days."


@exercise("02.3")
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
    yield "Compare binds_from in the table limits with the day on which SORT ended."


@exercise("02.4")
def _no_difference() -> Iterator[Any]:
    start, new = limit("START I", "warheads"), new_start_limit("deployed_warheads")
    why = "The two treaties count by different rules. What does such a difference mean?"
    praise = "Two rules are at work, so the difference of the limits measures no force."
    yield "cannot be told", praise
    yield start - new, why
    yield new - start, why
    yield 0, "The force may well have become smaller. Do the limits tell by how much?"
    yield "Ask whether the word warhead means the same in both treaties."
