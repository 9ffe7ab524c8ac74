"""Chapter 02, What did each treaty limit: its rows, widgets and exercises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from startlab import datasets
from startlab.checks import require_choice, whole
from startlab.derived import limit, treaty_day
from startlab.exercises import exercise
from startlab.figures import marks
from startlab.figures.style import day, month

# The same unit, but not the same rule.
RULES = {
    "START I": "warheads, by attribution",
    "SORT": "warheads, not defined",
    "New START": "warheads, by another rule",
}
PROTOCOLS = ("ABM Protocol", "Lisbon Protocol")
LONG_RANGE = ("SALT I", "START I", "SORT", "New START")  # those that were ever in force
COUNTED = pd.Timestamp(1990, 9, 1)  # for which START I lists the forces of both sides
WHOSE = {"USSR": "Soviet", "US": "American"}
LIMITS = f"startlab, tables treaties and limits; sources reach {datasets.AS_OF}."
FORCES = "startlab: limits, start1_exchange; as of 1 September 1990."


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


def warhead_limits() -> pd.DataFrame:
    """Return the limits on warheads, treaty by treaty, as rows of bars; a range has a second row.

    >>> warhead_limits().query("look == 'filled'").number.tolist()
    [6000, 1700, 1550]
    """
    signed = datasets.load_treaties().set_index("treaty")
    table = datasets.load_limits().query("kind == 'warheads'").astype({"treaty": str})
    table = table.sort_values("treaty", key=lambda names: names.map(signed.signed))
    rows = []
    found: list[Any] = list(table.itertuples())
    for row in found:
        never = pd.isna(signed.in_force[row.treaty])
        words = f"{row.treaty}, {RULES.get(row.treaty, row.short_words)}"
        words += ", never in force" * never
        low = row.limit_value if pd.isna(row.limit_min) else row.limit_min
        rows.append((words, low, "open" if never else "filled", _value(row)))
        if low < row.limit_value:
            rows.append((words, row.limit_value - low, "hatched", _value(row)))
    table = pd.DataFrame(rows, columns=["words", "number", "look", "label"])
    return table.assign(colour="limit")


def silo_missiles() -> pd.DataFrame:
    """Return the missiles in silos of both sides on 1 September 1990, a row a type."""
    table = datasets.load_start1_exchange().query("date == @COUNTED and leg == 'ICBM'")
    mobile = table.system.str.contains("mobile")
    return table[(table.level == "by_type") & ~mobile].set_index("system")


def one_silo(missile: str = "Minuteman II") -> Figure:
    """Draw a silo, and the front of the missile in it with its reentry vehicles.

    The missiles are those of `silo_missiles`; their warheads are those that START I attributed.

    >>> one_silo("SS-18").get_label()
    'SS-18: one silo, 10 warheads. 1 launcher. The freeze counts this. 10 warheads. The freeze does
    not count these. 308 such missiles in 1990: 308 × 10 = 3,080 warheads.'
    """
    table = silo_missiles()
    row: Any = table.loc[require_choice(missile, table.index, "missile")]
    each, number = int(row.warheads_per_vehicle), int(row.deployed_vehicles)
    warheads = f"{each} warhead{'s' * (each > 1)}"
    return marks.pictograms(
        pd.DataFrame({
            "kind": ["silo", f"front with {each}"],
            "label": ["1 launcher", warheads],
            "text": ["The freeze counts this",
                     f"The freeze does not count these. {number} such missiles in 1990: "
                     f"{number} × {each} = {number * each:,} warheads"],
            "party": row.party,
        }),
        title=f"{missile}: one silo, {warheads}",
        units=f"{WHOSE[row.party]}, on land",
        source=FORCES,
        height=2.9,
    )  # fmt: skip


def under_a_freeze(party: str = "USSR") -> Figure:
    """Draw the silos that SALT I allowed, the missiles in silos in 1990, and the warheads on these.

    >>> under_a_freeze("US").get_label()
    'More warheads in fewer American silos. Most silos under SALT I: 1,054. Missiles in silos,
    1 September 1990: 1,000. Warheads attributed to them: 2,450. One picture stands for 250.'
    """
    mine = silo_missiles()
    mine = mine[mine.party == require_choice(party, WHOSE, "party")]
    launchers, warheads = mine.deployed_vehicles.sum(), mine.attributed_warheads.sum()
    return marks.pictograms(
        pd.DataFrame({
            "kind": ["silo", "silo", "front with 1"],
            "label": ["Most silos under SALT I", "Missiles in silos, 1 September 1990",
                      "Warheads attributed to them"],
            "count": [limit("SALT I", "icbm_launchers", party), int(launchers), int(warheads)],
            "party": party,
        }),
        each=250,
        title=f"More warheads in fewer {WHOSE[party]} silos",
        units="Silos and warheads",
        source=FORCES,
        height=5.4,
    )  # fmt: skip


def treaties_on(year: int = 1973) -> Figure:
    """Draw eight treaties in time, with a line on 6 February of a year from 1972 to 2026.

    The sentence gives the limits then in force. Sources: tables treaties and limits.

    >>> treaties_on(2004).get_label()
    'In force on 6 February 2004: INF Treaty: 0 intermediate-range missiles; 0 shorter-range
    missiles. START I: 1,600 missiles and bombers; 6,000 warheads; and 5 more limits. SORT: 1,700
    to 2,200 warheads, from December 2012. Signed, never in force: SALT II, START II.'
    """
    when = pd.Timestamp(whole(year, "year", 1972, 2026), 2, 6)
    names, told = _in_force(when)
    return marks.spans(
        treaty_spans(),
        across=[marks.Rule(day(when), x=when)],
        title=f"In force: {', '.join(names) or 'none of the eight'}",
        units="Ring: signed. Bar: in force. Grey: defence, shorter range",
        source=LIMITS,
        x=("1970-01-01", "2040-01-01"),
        says=f"In force on {day(when)}: {told}",
    )


def _in_force(when: pd.Timestamp) -> tuple[list[str], str]:
    """Return the treaties in force on a day, and in words their limits and what was waiting."""
    treaties = datasets.load_treaties().sort_values("signed", kind="stable")
    known = treaties[(treaties.signed <= when) & (treaties.treaty != "Lisbon Protocol")]
    current = list(known[(known.in_force <= when) & (known.ended > when)].treaty)
    if "ABM Protocol" in current:
        current.remove("ABM Treaty")
    names = ["ABM Treaty" if name == "ABM Protocol" else name for name in current]
    told = [f"{name}: {'; '.join(_limits_on(name, when))}." for name in current]
    words = " ".join(told or ["no treaty in the table."])
    words = words.replace("ABM Protocol", "ABM Treaty with Protocol")
    waiting = known[(known.in_force > when) & ~known.treaty.isin(PROTOCOLS)].treaty
    never = known[known.in_force.isna()].treaty
    for status, others in (("not yet in force", waiting), ("never in force", never)):
        if len(others):
            words += f" Signed, {status}: {', '.join(others)}."
    return names, words


def _limits_on(treaty: str, when: pd.Timestamp) -> list[str]:
    """Return the main limits of a treaty in words, with the month where it binds only later.

    START I came down in three phases: shown is the last that binds, or the first to come.
    """
    limits = datasets.load_limits().query("treaty == @treaty").sort_values("binds_from")
    told = []
    for _, steps in limits.groupby("main"):
        past = steps.binds_from[steps.binds_from <= when]
        first = past.max() if len(past) else steps.binds_from.min()
        values = [_value(row) for row in steps[steps.binds_from == first].itertuples()]
        later = "" if len(past) else f", from {month(first)}"
        told.append(f"{', '.join(values)} {steps.short_words.iloc[0]}{later}")
    if treaty == "START I":
        others = limits[limits.main.isna() & ~limits["item"].str.contains("_phase_")]
        last = others.binds_from.max()
        later = "" if last <= when else f", the last from {month(last)}"
        told.append(f"and {len(others)} more limits{later}")
    return told


def _value(row: Any) -> str:
    number = f"{row.limit_value:,}"
    if pd.notna(row.limit_min):
        number = f"{row.limit_min:,} to {number}"
    return number if row.applies_to == "each" else f"{row.applies_to} {number}"


@exercise("02.1", unit="warheads", tolerance=0.05, look="How did warheads multiply?",
          variants={"party": {"US": "the United States", "USSR": "the Soviet Union"}})  # fmt: skip
def _warheads_on_a_bomber(party: str = "USSR") -> Iterator[Any]:
    table = datasets.load_start1_exchange().query("date == @COUNTED and party == @party")
    groups = table[table.level != "by_type"].set_index("system")
    air, land = groups.loc["all heavy bombers"], groups.loc["all ICBMs"]
    carriers = table.query("level == 'by_type' and leg == 'heavy bomber' and deployed_vehicles > 0")
    types = carriers.attributed_warheads / carriers.deployed_vehicles
    yield (
        air.attributed_warheads / air.deployed_vehicles,
        "SALT I saw none of these, and START I gave each kind of bomber a number of its own.",
    )
    yield land.attributed_warheads / land.deployed_vehicles, "Those are the missiles on land."
    yield types.mean(), "There are not as many of each type. Divide all warheads by all bombers."
    yield air.attributed_warheads, "Those are all of them. How many is that for one bomber?"
    yield "Which two numbers of that day belong to the heavy bombers?"
    yield "Divide the attributed warheads of the heavy bombers by their number."


@exercise("02.2", tolerance=1, unit="days", look="When was each treaty in force?")
def _days_of_sort_alone() -> Iterator[Any]:
    end, start = treaty_day("START I", "ended"), treaty_day("New START", "in_force")
    sort, signed = treaty_day("SORT", "in_force"), treaty_day("New START", "signed")
    yield (
        (start - end).days,
        "SORT had no checks of its own, and those of START I had ended with it.",
    )
    yield (signed - end).days, "That counts to the signature. When did New START enter into force?"
    yield (start - sort).days, "That is all the time of SORT. From when on was it alone?"
    yield (end - sort).days, "In these days START I was in force beside it."
    yield (end - start).days, "Subtract the earlier date from the later one."
    yield "With which event does that time begin, and with which does it end?"
    yield "Subtract the end of START I from the entry of New START into force, and take the days."


@exercise("02.3", unit="days", look="When was each treaty in force?")
def _days_on_which_a_limit_binds() -> Iterator[Any]:
    days = [pd.Timestamp(year, 2, 6) for year in range(1973, 2027)]
    treaties = datasets.load_treaties().query("treaty in @LONG_RANGE").set_index("treaty")
    limits = datasets.load_limits().query("treaty in @LONG_RANGE").groupby("treaty", observed=True)
    treaties["binds"] = limits.binds_from.min().clip(lower=treaties.in_force)
    spans: list[Any] = list(treaties.itertuples())
    bound = sum(any(span.binds <= when < span.ended for span in spans) for when in days)
    lawful = sum(any(span.in_force <= when < span.ended for span in spans) for when in days)
    yield bound, "On fewer than half of these days did such a limit bind."
    yield lawful, "On so many a treaty was in force. From when did its limits bind?"
    yield len(days) - bound, "So many are without a binding limit. How many have one?"
    yield len(days), "That is all of them. SALT I had ended by 1978, for one."
    yield "Between which two dates does the limit of a treaty bind?"
    yield "For each treaty take the earliest `binds_from` and `ended`, and test each day between."


@exercise("02.4", look="What did the first agreement freeze?")
def _what_came_of_it_at_sea() -> Iterator[Any]:
    # The tables limits and start1_exchange: tubes of 1972, missiles of 1990; treaties: dates.
    ended = "C gives SALT I credit for 1990. When had it ended?"
    yield {"A", "B"}, "Numbers say what was; only dates say which rule was in force."
    yield {"A"}, "A can be defended. Which treaty on long-range arms was in force that day?"
    yield {"B"}, "B can be defended. Set the missiles of 1990 beside the base levels."
    yield {"A", "B", "C"}, ended
    yield {"A", "C"}, ended
    yield {"A", "B", "D"}, "D speaks of a breach. What did the ceilings at sea allow?"
    yield {"A", "D"}, "D speaks of a breach. What did the ceilings at sea allow?"
    yield set("ABCD"), "Two of them claim what the tables do not bear out."
    yield {
        "A": "For: both stood between base level and ceiling. Against: SALT I counted tubes, and "
        "the rows of 1990 count the missiles in them.",
        "B": "For: SALT I had ended, SALT II never began, and START I was not yet signed. Against: "
        "both had given their word, which is no law and still something.",
        "C": "For: in 1990 both were below. Against: SALT I ended in October 1977.",
        "D": "For: both had more than the base level. Against: a new tube was allowed if an older "
        "launcher went, and in 1990 the agreement was over.",
    }
    yield "Which of the four are about numbers, and which about dates?"
    yield "Set the SLBMs of 1990 beside base level and ceiling, then the day beside each treaty."
