"""Treaty counting rules: one force, three ways to count it, and the room left under a limit.

`count_force` applies the rules of START I, SORT or New START to a force and shows each step.
`headroom` sets a declaration against the limits of a treaty. Both take plain rows (dataclasses,
mappings, or rows of a pandas table) and need nothing but the standard library.

A treaty number is what the rule counts. It is not a stockpile, and numbers counted under different
rules cannot be subtracted from one another.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any, Literal, TypeVar

__all__ = ["RULES", "ForceCount", "ForceRow", "Headroom", "Step", "count_force", "headroom"]

KINDS = ("ICBM", "SLBM", "heavy bomber")
BOMBER_KINDS = ("LRNA", "other")
ITEMS = ("vehicles", "launchers", "warheads")

# Heavy bombers with long-range nuclear ALCMs (LRNA) under START I:
# how many have a fixed attribution, that attribution, and the most one may be equipped for.
_LRNA = {"US": (150, 10, 20), "USSR": (180, 8, 16)}
# The Lisbon Protocol made four states one side of START I, with the rules for the USSR.
_SIDE = {"US": "US"} | dict.fromkeys(("USSR", "RU", "UA", "BY", "KZ"), "USSR")
# Last day in force, for tables that have no column `binds_until`.
_LAST_DAY = {
    "START I": date(2009, 12, 5),
    "SORT": date(2011, 2, 4),
    "New START": date(2026, 2, 5),
}

_T = TypeVar("_T")


@dataclass(frozen=True)
class ForceRow:
    """One type of strategic weapon of one party.

    A mapping with the same keys will do instead; other keys are ignored, and None, NaN and
    pandas.NA mean *missing*. A count that needs a missing number is None, never 0.

    Parameters
    ----------
    party : str
        US, USSR, RU, UA, BY or KZ.
    system : str
        Name of the type. A type with two attributions or loadings takes two rows.
    kind : str
        ICBM, SLBM or heavy bomber.
    deployed : int
        Deployed missiles with their launchers, or deployed heavy bombers.
    non_deployed : int, optional
        Non-deployed launchers or heavy bombers. Only New START counts them.
    loaded : int, optional
        Warheads on all deployed missiles of the row together; for heavy bombers the weapons
        loaded on them or stored at their bases, as the caller gives them (used by SORT only).
    attributed : int, optional
        Warheads that START I attributes to one missile of this type.
    bomber_kind : str, optional
        LRNA (equipped for long-range nuclear ALCMs) or other. Used by START I.
    equipped : int, optional
        Long-range nuclear ALCMs for which one LRNA bomber is equipped: at most 20 (US) or 16.
        Used by START I for bombers beyond the first 150 (US) or 180.
    empty : int, default 0
        Of the non-deployed launchers, those that START I takes to contain a missile (operational
        silos and tubes, not test or training launchers).

    Examples
    --------
    >>> ForceRow("US", "MM III", "ICBM", deployed=397, non_deployed=57, loaded=397).kind
    'ICBM'
    """

    party: str
    system: str
    kind: str
    deployed: int
    non_deployed: int | None = None
    loaded: int | None = None
    attributed: int | None = None
    bomber_kind: str | None = None
    equipped: int | None = None
    empty: int = 0

    def __post_init__(self) -> None:
        """Refuse what no force can be."""
        choose(self.party, _SIDE, "party")
        choose(self.kind, KINDS, "kind")
        limits = {"attributed": (1, None), "equipped": (1, _LRNA[_SIDE[self.party]][2])}
        for name in ("deployed", "non_deployed", "loaded", "attributed", "equipped", "empty"):
            low, high = limits.get(name, (0, None))
            value = whole(getattr(self, name), f"{name} of {self.system}", low, high)
            object.__setattr__(self, name, value)
        if self.deployed is None:
            raise ValueError(f"deployed of {self.system} is missing: it must be 0 or more")
        object.__setattr__(self, "empty", self.empty or 0)
        if self.empty > (self.non_deployed or 0):
            raise ValueError(
                f"empty of {self.system} is {self.empty}: "
                f"it must be 0 to {self.non_deployed or 0}, the non-deployed launchers"
            )
        if self.kind == "heavy bomber":
            self._must_not_have("attributed", "empty")
            if self.bomber_kind is not None:
                choose(self.bomber_kind, BOMBER_KINDS, "bomber_kind")
        else:
            self._must_not_have("bomber_kind", "equipped")
            if self.loaded and not self.deployed:
                raise ValueError(
                    f"loaded of {self.system} is {self.loaded}: it must be 0, "
                    "as no missile of the row is deployed"
                )

    def _must_not_have(self, *names: str) -> None:
        for name in names:
            if getattr(self, name):
                raise ValueError(
                    f"{name} of {self.system} is {getattr(self, name)!r}: "
                    f"it must be left out for kind {self.kind!r}"
                )


@dataclass(frozen=True)
class Step:
    """One line of a count: which article gives which number for which row of the force."""

    item: str
    system: str
    kind: str
    article: str
    text: str
    value: int | None

    def __str__(self) -> str:
        """Return the step as one line of text."""
        none = "missing" if self.kind else "not counted"
        value = none if self.value is None else f"{self.value:,}"
        return f"{self.item}: {self.system}: {self.text} = {value} [{self.article}]"


@dataclass(frozen=True)
class ForceCount:
    """What a rule makes of a force. None: the rule has no such count, or a number is missing."""

    rule: str
    vehicles: int | None
    launchers: int | None
    warheads: int | None
    steps: tuple[Step, ...]
    note: str

    def subtotal(self, item: str, kind: str) -> int | None:
        """Add the steps of one item for one kind of weapon.

        Examples
        --------
        >>> row = ForceRow("US", "Peacekeeper", "ICBM", deployed=50, attributed=10)
        >>> count_force([row], "START I").subtotal("warheads", "ICBM")
        500
        """
        choose(item, ITEMS, "item")
        choose(kind, KINDS, "kind")
        return _total(s.value for s in self.steps if s.item == item and s.kind in (kind, ""))

    def __str__(self) -> str:
        """Return the steps, line by line, and the totals."""
        totals = (
            f"{item}: {'none' if value is None else format(value, ',')}"
            for item, value in zip(
                ITEMS, (self.vehicles, self.launchers, self.warheads), strict=True
            )
        )
        return "\n".join([*map(str, self.steps), f"{self.rule}: {', '.join(totals)}", self.note])


def count_force(force: Iterable[ForceRow | Mapping[str, Any]] | Any, rule: str) -> ForceCount:
    """Count a force under START I, SORT or New START and show the steps.

    Parameters
    ----------
    force : iterable of ForceRow or mappings, or a pandas DataFrame
        The force of one side, one row for each type.
    rule : {"START I", "SORT", "New START"}
        The treaty whose counting rules apply.

    Returns
    -------
    ForceCount
        Delivery vehicles, launchers (with heavy bombers) and warheads, with the steps.

    Raises
    ------
    ValueError
        For an unknown rule, party or kind, a negative count, a bomber equipped for more than the
        treaty allows, an empty force, or a force that mixes the two sides.

    Notes
    -----
    **START I** (Article III 1, 2, 4), `n` launchers of a type and `a` warheads attributed to it,
    whatever is loaded::

        vehicles = sum(n) + bombers
        warheads = sum(n * a) + 10 * min(m, 150) + equipped * max(0, m - 150) + other bombers

    with `m` LRNA bombers; for the Soviet side 8 and 180. An empty deployed launcher counts as if
    loaded. Rows fill the first 150 or 180 in the order given: the treaty does not say which
    bombers are the ones beyond. A missile and its launcher are one unit, so launchers equal
    vehicles.

    **SORT** (Article I) has no agreed counting rules and counts no vehicles. Warheads follow the
    US reading, "operationally deployed": loaded on missiles, plus weapons on bombers or at their
    bases. **New START** (Article III 1 to 3)::

        vehicles = deployed missiles + deployed bombers
        warheads = reentry vehicles on deployed missiles + 1 * deployed bombers
        launchers = deployed and non-deployed launchers and bombers

    Units: vehicles, launchers and warheads. Left out: bombers converted to a non-nuclear role,
    throw-weight, new types, downloading limits, stored warheads, and bombers that New START calls
    non-deployed because they are in repair: give them as deployed if START I is to count them.

    Examples
    --------
    >>> alcm = ForceRow("US", "B-52", "heavy bomber", 189, bomber_kind="LRNA", equipped=12)
    >>> print(count_force([alcm], "START I").warheads)
    1968
    >>> mm = {"party": "US", "system": "MM III", "kind": "ICBM", "deployed": 397,
    ...       "non_deployed": 57, "loaded": 397, "attributed": 3, "empty": 53}
    >>> [count_force([mm], rule).warheads for rule in RULES]
    [1350, 397, 397]
    >>> print(count_force([mm], "New START").steps[1])
    launchers: MM III: 397 deployed ICBM launchers x 1 = 397 [New START, Article III 3(a)]
    """
    choose(rule, RULES, "rule")
    rows = [row if isinstance(row, ForceRow) else build(ForceRow, row) for row in records(force)]
    sides = sorted({_SIDE[row.party] for row in rows})
    if len(sides) != 1:
        raise ValueError(f"the force has rows of {len(sides)} sides {sides}: it must have one")
    steps, note = RULES[rule](rows)
    totals = {item: _total(s.value for s in steps if s.item == item) for item in ITEMS}
    return ForceCount(rule, **totals, steps=tuple(steps), note=note)


def _start1(rows: list[ForceRow]) -> tuple[list[Step], str]:
    side = _SIDE[rows[0].party]
    fixed, per_bomber, _ = _LRNA[side]
    steps: list[Step] = []
    for row in rows:
        units = _start1_units(row)
        steps += units
        steps += [dataclasses.replace(step, item="launchers") for step in units]
        if row.bomber_kind == "LRNA":
            first = min(row.deployed, fixed)
            fixed -= first
            most = _LRNA[side][0]
            rule = "START I, Article III 4"
            steps.append(
                _product(row, "warheads", rule, f"of the first {most} bombers", first, per_bomber)
            )
            if row.deployed > first:
                text = f"bombers beyond the first {most}, as equipped,"
                steps.append(
                    _product(row, "warheads", rule, text, row.deployed - first, row.equipped)
                )
        elif row.kind == "heavy bomber":
            one = 1 if row.bomber_kind == "other" else None
            text = "bombers without long-range nuclear ALCMs" if one else "bombers of unknown kind"
            steps.append(
                _product(row, "warheads", "START I, Article III 4", text, row.deployed, one)
            )
        else:
            units_total = row.deployed + row.empty
            rule = "START I, Article III 4, with the Memorandum of Understanding"
            text = f"{row.kind}s, attributed number"
            steps.append(_product(row, "warheads", rule, text, units_total, row.attributed))
    return steps, "Attribution by type: what is really loaded plays no part."


def _start1_units(row: ForceRow) -> list[Step]:
    if row.kind == "heavy bomber":
        rule = "START I, Article III 1(b)"
        return [_product(row, "vehicles", rule, "deployed heavy bombers", row.deployed, 1)]
    rule = "START I, Article III 1(a)"
    text = f"deployed {row.kind}s with launchers"
    steps = [_product(row, "vehicles", rule, text, row.deployed, 1)]
    if row.empty:
        rule = "START I, Article III 2(a)"
        text = "empty launchers taken to contain a missile"
        steps.append(_product(row, "vehicles", rule, text, row.empty, 1))
    return steps


def _sort(rows: list[ForceRow]) -> tuple[list[Step], str]:
    rule = "SORT, Article I"
    none = "each party settles its own structure; SORT counts warheads only"
    steps = [Step(item, "all", "", rule, none, None) for item in ("vehicles", "launchers")]
    for row in rows:
        text = (
            "weapons on bombers or at their bases"
            if row.kind == "heavy bomber"
            else f"warheads on deployed {row.kind}s"
        )
        steps.append(Step("warheads", row.system, row.kind, rule, text, row.loaded))
    note = "No agreed counting rules: 'operationally deployed' is the US reading"
    if _SIDE[rows[0].party] != "US":
        note += ", applied here to another party, which did not count so"
    return steps, note + "."


def _new_start(rows: list[ForceRow]) -> tuple[list[Step], str]:
    # Seen in the treaty text: 1(a)-(c), 2(a)-(b), 3(a)-(d); the letters for bombers in 3 were not.
    letters = {"ICBM": ("(a)", "(a)", "(b)"), "SLBM": ("(b)", "(c)", "(d)")}
    rule = "New START, Article III "
    steps: list[Step] = []
    for row in rows:
        one, held, spare = letters.get(row.kind, ("(c)", "", ""))
        unit = "heavy bombers" if row.kind == "heavy bomber" else f"{row.kind} launchers"
        steps += [
            _product(row, "vehicles", f"{rule}1{one}", f"deployed {row.kind}s", row.deployed, 1),
            _product(row, "launchers", f"{rule}3{held}", f"deployed {unit}", row.deployed, 1),
            _product(
                row, "launchers", f"{rule}3{spare}", f"non-deployed {unit}", row.non_deployed, 1
            ),
        ]
        if row.kind == "heavy bomber":
            text = "deployed heavy bombers"
            steps.append(_product(row, "warheads", f"{rule}2(b)", text, row.deployed, 1))
        else:
            text = f"reentry vehicles on deployed {row.kind}s"
            steps.append(Step("warheads", row.system, row.kind, f"{rule}2(a)", text, row.loaded))
    return steps, "A deployed heavy bomber counts as one warhead, whatever it can carry."


RULES: dict[str, Callable[[list[ForceRow]], tuple[list[Step], str]]] = {
    "START I": _start1,
    "SORT": _sort,
    "New START": _new_start,
}


def _product(
    row: ForceRow, item: str, article: str, text: str, number: int | None, each: int | None
) -> Step:
    shown = f"{_show(number)} {text} x {_show(each)}"
    # None of something missing is still none.
    value = 0 if number == 0 else None if number is None or each is None else number * each
    return Step(item, row.system, row.kind, article, shown, value)


def _show(value: int | None) -> str:
    return "?" if value is None else str(value)


def _total(values: Iterable[int | None]) -> int | None:
    total = 0
    for value in values:
        if value is None:
            return None
        total += value
    return total


@dataclass(frozen=True)
class Headroom:
    """One limit against one declared number; `verdict` is None where none can be given."""

    treaty: str
    item: str
    declared: int | None
    limit: int
    margin: int | None
    utilisation: float | None
    on: date | None
    binds_from: date | None
    verdict: Literal["within", "exceeds"] | None
    note: str
    article: str


def headroom(
    declaration: Mapping[str, Any] | Any,
    limits: Iterable[Mapping[str, Any]] | Any,
    on: date | str | None = None,
    treaty: str = "New START",
) -> tuple[Headroom, ...]:
    """Set a declaration against the limits of a treaty.

    Parameters
    ----------
    declaration : mapping or pandas Series
        date, party and one number under each item (deployed_vehicles, deployed_warheads,
        total_launchers). A missing number stays missing: it is not zero.
    limits : iterable of mappings, or a pandas DataFrame
        Rows with item and limit_value; treaty, applies_to, binds_from, binds_until and article
        are used where given.
    on : date or str, optional
        The day on which a verdict is asked. By default the date of the declaration.
    treaty : str, default "New START"
        The treaty whose limits apply; rows that name no treaty are kept.

    Returns
    -------
    tuple of Headroom
        One for each limit. `margin` and `utilisation` are always given where a number was
        declared; `verdict` is "within" or "exceeds", or None with the reason in `note`.

    Raises
    ------
    ValueError
        For a negative or broken number, more deployed vehicles than launchers in all, an unknown
        treaty, or something that is not a date.

    Notes
    -----
    ::

        margin = limit - declared        (vehicles, launchers or warheads)
        utilisation = declared / limit   (no unit; None for a limit of zero)

    Source: New START, Article II 1. Its limits bind from 5 February 2018; the treaty ended on
    5 February 2026, after which there is a margin but no verdict. Left out: launchers in
    overhaul between two data exchanges, the lower bound of a range such as 1,700 to 2,200, and
    disputes over what counts: pass each side's number to see both readings.

    Examples
    --------
    >>> limit = {"treaty": "New START", "item": "total_launchers", "limit_value": 800,
    ...          "binds_from": "2018-02-05"}
    >>> us = {"date": "2022-03-01", "party": "US", "total_launchers": 800}
    >>> [(h.margin, h.verdict) for h in headroom(us, [limit])]
    [(0, 'within')]
    >>> [(h.margin, h.verdict) for h in headroom({**us, "total_launchers": 901}, [limit])]
    [(-101, 'exceeds')]
    >>> headroom(us, [limit], on="2014-09-01")[0].note
    'does not bind yet'
    """
    declared = mapping(declaration)
    day = as_date(on, "on") if on is not None else as_date(declared.get("date"), "date")
    vehicles = whole(declared.get("deployed_vehicles"), "deployed_vehicles")
    launchers = whole(declared.get("total_launchers"), "total_launchers")
    if vehicles is not None and launchers is not None and vehicles > launchers:
        raise ValueError(
            f"deployed_vehicles is {vehicles}: it must be 0 to {launchers}, the total_launchers"
        )
    rows = [mapping(row) for row in records(limits)]
    named = {str(row["treaty"]) for row in rows if not missing(row.get("treaty"))}
    if named:
        choose(treaty, named, "treaty")
    party = declared.get("party")
    return tuple(
        _one_headroom(declared, row, day, treaty)
        for row in rows
        if (missing(row.get("treaty")) or row["treaty"] == treaty)
        and _applies(row.get("applies_to"), party)
    )


def _applies(applies_to: Any, party: Any) -> bool:
    if missing(applies_to) or missing(party):
        return True
    names = str(applies_to).replace("/", " ").split()
    return "each" in names or "both" in names or str(party) in names


def _one_headroom(
    declared: Mapping[str, Any], row: Mapping[str, Any], on: date | None, treaty: str
) -> Headroom:
    item = str(row.get("item"))
    limit = whole(row.get("limit_value"), f"limit_value of {item}")
    if limit is None:
        raise ValueError(f"limit_value of {item} is missing: it must be 0 or more")
    number = whole(declared.get(item), item)
    binds_from = as_date(row.get("binds_from"), "binds_from")
    last_day = as_date(row.get("binds_until"), "binds_until") or _LAST_DAY.get(treaty)
    verdict: Literal["within", "exceeds"] | None = None
    if number is None:
        note = "no declared number: missing, not zero"
    elif on is None or binds_from is None:
        note = "no date, so no verdict"
    elif on < binds_from:
        note = "does not bind yet"
    elif last_day is not None and on > last_day:
        note = "no longer binds"
    else:
        verdict, note = ("within" if number <= limit else "exceeds"), "binds"
    return Headroom(
        treaty=treaty,
        item=item,
        declared=number,
        limit=limit,
        margin=None if number is None else limit - number,
        utilisation=None if number is None or limit == 0 else number / limit,
        on=on,
        binds_from=binds_from,
        verdict=verdict,
        note=note,
        article="" if missing(row.get("article")) else str(row["article"]),
    )


# Reading plain rows: also used by `scenarios`.


def missing(value: Any) -> bool:
    """Tell whether a value is None, NaN, an empty cell or one of pandas' missing values."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    return value == "" if isinstance(value, str) else bool(value != value)


def choose(value: Any, allowed: Iterable[str], name: str) -> None:
    """Refuse a name that is not allowed, and name the nearest ones."""
    names = list(allowed)
    if value not in names:
        near = get_close_matches(str(value), names, n=3, cutoff=0.4)
        hint = f"; did you mean {' or '.join(map(repr, near))}?" if near else ""
        raise ValueError(f"{name} is {value!r}: it must be one of {sorted(names)}{hint}")


def whole(value: Any, name: str, low: int = 0, high: int | None = None) -> int | None:
    """Read a whole number within a range; a missing value stays None."""
    if missing(value):
        return None
    span = f"a whole number from {low} {'up' if high is None else f'to {high}'}"
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not number.is_integer() or number < low or (high is not None and number > high):
        raise ValueError(f"{name} is {value!r}: it must be {span}")
    return int(number)


def as_date(value: Any, name: str) -> date | None:
    """Read a date, datetime, pandas Timestamp or ISO string; a missing value stays None."""
    if missing(value):
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return datetime.fromisoformat(str(value)).date()
    except ValueError:
        raise ValueError(f"{name} is {value!r}: it must be a date such as 2018-02-05") from None


def mapping(row: Any) -> Mapping[str, Any]:
    """Read one row as a mapping: a mapping, a pandas Series, a named tuple or a dataclass."""
    if dataclasses.is_dataclass(row) and not isinstance(row, type):
        return {field.name: getattr(row, field.name) for field in dataclasses.fields(row)}
    if hasattr(row, "_asdict"):
        row = row._asdict()
    if not hasattr(row, "keys"):
        raise TypeError(f"a row must be a mapping or a dataclass, not {type(row).__name__}")
    return {str(key): row[key] for key in row.keys()}  # noqa: SIM118 - a Series iterates values


def records(table: Any) -> list[Any]:
    """Return the rows of a table: an iterable of rows or a pandas DataFrame."""
    return list(table.to_dict("records") if hasattr(table, "columns") else table)


def build(cls: type[_T], row: Any) -> _T:
    """Make a dataclass from the keys of a row that it knows; missing values take the default."""
    given = mapping(row)
    known: dict[str, Any] = {}
    for field in dataclasses.fields(cls):  # type: ignore[arg-type]
        if not missing(given.get(field.name)):
            known[field.name] = given[field.name]
        elif field.default is dataclasses.MISSING:
            raise ValueError(f"{field.name} is missing: a {cls.__name__} must have it")
    return cls(**known)
