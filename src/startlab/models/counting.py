"""Treaty counting rules: one force, three ways to count it, and the room left under a limit.

A treaty number is what the rule counts. It is not a stockpile, and numbers counted under different
rules cannot be subtracted from one another. None, NaN and pandas.NA mean *missing*: a count that
needs the number is None, never 0. Left out: bombers converted to a non-nuclear role or in repair,
launchers in overhaul between two data exchanges, throw-weight, new types, downloading limits,
stored warheads, and disputes over what counts: pass each side's number to see both readings.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

import pandas as pd

from startlab.checks import refusal, require_choice, require_class, require_sequence, whole
from startlab.errors import StartlabError

KINDS = ("ICBM", "SLBM", "heavy bomber")
BOMBER_KINDS = ("LRNA", "other")
ITEMS = ("vehicles", "launchers", "warheads")

# Heavy bombers with long-range nuclear ALCMs (LRNA) under START I:
# how many have a fixed attribution, that attribution, and the most one may be equipped for.
_LRNA = {"US": (150, 10, 20), "USSR": (180, 8, 16)}
# The Lisbon Protocol made four states one side of START I, with the rules for the USSR.
_SIDE = {"US": "US"} | dict.fromkeys(("USSR", "RU", "UA", "BY", "KZ"), "USSR")
LAST_DAY = pd.Timestamp("2026-02-05")  # of New START


@dataclass(frozen=True)
class ForceRow:
    """One type of strategic weapon of one party; a mapping with the same keys will do instead.

    Parameters
    ----------
    party, system, kind : str
        US, USSR, RU, UA, BY or KZ; name of the type (a type with two attributions or loadings takes
        two rows); ICBM, SLBM or heavy bomber.
    deployed, non_deployed : int
        Deployed missiles with their launchers, or bombers; non-deployed launchers or bombers.
    loaded, attributed : int, optional
        Warheads on all deployed missiles, or weapons on bombers and at their bases (SORT); warheads
        that START I attributes to one missile.
    bomber_kind, equipped : str, int, optional
        For START I: LRNA (equipped for long-range nuclear ALCMs) or other; ALCMs for which one LRNA
        bomber is equipped, at most 20 (US) or 16, used beyond the first 150 (US) or 180.
    empty : int, default 0
        Non-deployed launchers that START I takes to contain a missile: no test or training ones.

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
        require_choice(self.party, _SIDE, "party")
        require_choice(self.kind, KINDS, "kind")
        ranges = {"attributed": (1, None), "equipped": (1, _LRNA[_SIDE[self.party]][2])}
        for name in ("deployed", "non_deployed", "loaded", "attributed", "equipped", "empty"):
            value = _as_int(getattr(self, name))
            if name == "deployed" or not _missing(value):
                value = whole(value, f"{name} of {self.system}", *ranges.get(name, (0, None)))
            else:
                value = 0 if name == "empty" else None
            object.__setattr__(self, name, value)
        bomber, spare = self.kind == "heavy bomber", self.non_deployed or 0
        for name in ("attributed", "empty") if bomber else ("bomber_kind", "equipped"):
            if getattr(self, name):
                raise self._refusal(name, f"left out for kind {self.kind!r}")
        if self.empty > spare:
            raise self._refusal("empty", f"0 to {spare}, the non-deployed launchers")
        if self.bomber_kind is not None:
            require_choice(self.bomber_kind, BOMBER_KINDS, "bomber_kind")
        if not bomber and self.loaded and not self.deployed:
            raise self._refusal("loaded", "0, as no missile of the row is deployed")

    def _refusal(self, name: str, allowed: str) -> StartlabError:
        return refusal(f"{name} of {self.system}", getattr(self, name), allowed)


FIELDS = [field.name for field in fields(ForceRow)]


class Step(NamedTuple):
    """One line of a count: which article gives which number for which row of the force.

    Where it is a product, `units` and `each` are its factors.
    """

    item: str
    system: str
    kind: str
    article: str
    text: str
    value: int | None
    units: int | None = None
    each: int | None = None


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

        >>> row = ForceRow("US", "Peacekeeper", "ICBM", deployed=50, attributed=10)
        >>> count_force([row], "START I").subtotal("warheads", "ICBM")
        500
        """
        require_choice(item, ITEMS, "item")
        require_choice(kind, KINDS, "kind")
        return _total(step for step in self.steps if step.item == item and step.kind in (kind, ""))


def _total(steps: Iterable[Step]) -> int | None:
    """Add, unless one is missing."""
    values = [step.value for step in steps]
    return None if None in values else sum(value or 0 for value in values)


def count_force(force: Iterable[ForceRow | Mapping[str, Any]] | Any, rule: str) -> ForceCount:
    """Count a force under START I, SORT or New START and show the steps.

    *START I* (Article III 1, 2, 4) attributes warheads to each launcher, also to an empty deployed
    one, and to LRNA bombers 10 each up to 150 (Soviet side: 8 up to 180), as equipped beyond; rows
    fill the first 150 in the order given, as the treaty does not say which are beyond. *SORT*
    (Article I) has no agreed rules and counts no vehicles; its warheads follow the US reading,
    "operationally deployed". *New START* (Article III 1 to 3) counts deployed missiles and bombers,
    the reentry vehicles on these missiles, one warhead for a bomber, and all launchers and bombers.

    The force is that of one side, one row for each type: a DataFrame, or a list of ForceRow.

    >>> mm = {"party": "US", "system": "MM III", "kind": "ICBM", "deployed": 397,
    ...       "non_deployed": 57, "loaded": 397, "attributed": 3, "empty": 53}
    >>> [count_force([mm], rule).warheads for rule in RULES]
    [1350, 397, 397]
    >>> count_force([mm], "New START").steps[1][3:]
    ('New START, Article III 3(a)', '397 deployed ICBM launchers × 1', 397, 397, 1)
    """
    require_choice(rule, RULES, "rule")
    given = (
        force.to_dict("records")
        if isinstance(force, pd.DataFrame)
        else require_sequence(force, "force")
    )
    rows = [_force_row(row) for row in given]
    sides = sorted({_SIDE[row.party] for row in rows})
    if len(sides) != 1:
        raise StartlabError(f"the force has rows of {len(sides)} sides {sides}: it must have one")
    make, note = RULES[rule]
    if rule == "SORT" and sides != ["US"]:
        note += ", applied here to another party, which did not count so"
    steps = tuple(make(rows))
    totals = {item: _total(step for step in steps if step.item == item) for item in ITEMS}
    return ForceCount(rule, **totals, steps=steps, note=f"{note}.")


def _force_row(row: Any) -> ForceRow:
    """Return a row as a `ForceRow`; of a mapping what it knows and what is not missing."""
    if isinstance(row, ForceRow):
        return row
    if not hasattr(row, "keys"):
        raise refusal("row", row, "a ForceRow or a mapping")
    given = {name: row[name] for name in FIELDS if name in row and not _missing(row[name])}
    for name in ("party", "system", "kind", "deployed"):
        if name not in given:
            raise StartlabError(f"{name} is missing: it must be given for each row of a force")
    return ForceRow(**given)


def _missing(value: Any) -> bool:
    """Tell whether a number is missing; a sequence is none, and refused where one is needed."""
    return bool(pd.api.types.is_scalar(value) and pd.isna(value))


def _as_int(value: Any) -> Any:
    """Return a whole number as such: in a column with a missing one, pandas makes floats of all."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _start1(rows: list[ForceRow]) -> Iterator[Step]:
    """Attribute warheads by type."""
    first, per_bomber, _ = _LRNA[_SIDE[rows[0].party]]
    left = first
    rule = "START I, Article III"
    for row in rows:
        bomber = row.kind == "heavy bomber"
        text = "deployed heavy bombers" if bomber else f"deployed {row.kind}s with launchers"
        units = [("1(b)" if bomber else "1(a)", text, row.deployed)]
        if row.empty:
            units.append(("2(a)", "empty launchers taken to contain a missile", row.empty))
        for item in ("vehicles", "launchers"):
            for place, text, number in units:
                yield _product(row, item, f"{rule} {place}", text, number, 1)
        article, parts = f"{rule} 4", list[tuple[str, int, int | None]]()
        if not bomber:
            article += ", with the Memorandum of Understanding"
            parts = [(f"{row.kind}s, attributed number", row.deployed + row.empty, row.attributed)]
        elif row.bomber_kind == "LRNA":
            fixed = min(row.deployed, left)
            left -= fixed
            parts = [(f"of the first {first} bombers", fixed, per_bomber)]
            if row.deployed > fixed:
                text = f"bombers beyond the first {first}, as equipped,"
                parts.append((text, row.deployed - fixed, row.equipped))
        elif row.bomber_kind == "other":
            parts = [("bombers without long-range nuclear ALCMs", row.deployed, 1)]
        else:
            parts = [("bombers of unknown kind", row.deployed, None)]
        for text, number, each in parts:
            yield _product(row, "warheads", article, text, number, each)


def _sort(rows: list[ForceRow]) -> Iterator[Step]:
    """Count what is operationally deployed."""
    rule = "SORT, Article I"
    none = "each party settles its own structure; SORT counts warheads only"
    for item in ("vehicles", "launchers"):
        yield Step(item, "all", "", rule, none, None)
    for row in rows:
        text = f"warheads on deployed {row.kind}s"
        if row.kind == "heavy bomber":
            text = "weapons on bombers or at their bases"
        yield Step("warheads", row.system, row.kind, rule, text, row.loaded)


def _new_start(rows: list[ForceRow]) -> Iterator[Step]:
    """Count what is on the missiles, and one for a bomber."""
    # Seen in the treaty text: 1(a)-(c), 2(a)-(b), 3(a)-(d); the letters for bombers in 3 were not.
    letters = {"ICBM": ("(a)", "(a)", "(b)"), "SLBM": ("(b)", "(c)", "(d)")}
    rule = "New START, Article III "
    for row in rows:
        one, held, spare = letters.get(row.kind, ("(c)", "", ""))
        bomber = row.kind == "heavy bomber"
        unit = "heavy bombers" if bomber else f"{row.kind} launchers"
        for item, place, text, number in (
            ("vehicles", f"1{one}", f"deployed {row.kind}s", row.deployed),
            ("launchers", f"3{held}", f"deployed {unit}", row.deployed),
            ("launchers", f"3{spare}", f"non-deployed {unit}", row.non_deployed),
        ):
            yield _product(row, item, rule + place, text, number, 1)
        if bomber:
            yield _product(row, "warheads", f"{rule}2(b)", f"deployed {unit}", row.deployed, 1)
        else:
            text = f"reentry vehicles on deployed {row.kind}s"
            yield Step("warheads", row.system, row.kind, f"{rule}2(a)", text, row.loaded)


# For each treaty what makes the steps, and what to know of the count.
RULES: dict[str, tuple[Callable[[list[ForceRow]], Iterator[Step]], str]] = {
    "START I": (_start1, "Attribution by type: what is really loaded plays no part"),
    "SORT": (_sort, "No agreed counting rules: 'operationally deployed' is the US reading"),
    "New START": (
        _new_start,
        "A deployed heavy bomber counts as one warhead, whatever it can carry",
    ),
}


def _product(
    row: ForceRow, item: str, article: str, text: str, number: int | None, each: int | None
) -> Step:
    """Multiply; none of something missing is still none."""
    words = [str("?" if value is None else value) for value in (number, each)]
    value = 0 if number == 0 else None if number is None or each is None else number * each
    text = f"{words[0]} {text} × {words[1]}"
    return Step(item, row.system, row.kind, article, text, value, number, each)


def headroom(declaration: Mapping[str, Any] | Any, limits: pd.DataFrame) -> pd.DataFrame:
    """Set a declaration against the limits of New START.

    The limits of Article II 1 bind from 5 February 2018; the treaty ended on 5 February 2026, after
    which there is a margin but no verdict.

    Parameters
    ----------
    declaration : mapping or pandas Series
        date and one number under each item. A missing number stays missing: it is not zero.
    limits : pandas.DataFrame
        Rows with item, limit_value and binds_from, as in the table `limits`.

    Returns
    -------
    pandas.DataFrame
        For each limit `margin` = limit - declared, `utilisation` = declared / limit, `verdict`
        ("within" or "exceeds", missing where none can be given) and `note` (why).

    Examples
    --------
    >>> limit = {"item": "total_launchers", "limit_value": 800, "binds_from": "2018-02-05"}
    >>> us = {"date": "2022-03-01", "party": "US", "total_launchers": 901}
    >>> headroom(us, pd.DataFrame([limit]))[["margin", "verdict", "note"]]
       margin  verdict   note
    0    -101  exceeds  binds
    """
    if not isinstance(declaration, Mapping | pd.Series):
        raise refusal("declaration", declaration, "one row: a mapping or a pandas Series")
    require_class(limits, pd.DataFrame, "limits")
    given: Any = declaration.get("date")
    day = pd.to_datetime(given, errors="coerce")
    if pd.isna(day):
        raise refusal("date", given, "a date such as 2018-02-05")
    vehicles, launchers = (_given(declaration, n) for n in ("deployed_vehicles", "total_launchers"))
    if vehicles is not None and launchers is not None and vehicles > launchers:
        raise refusal("deployed_vehicles", vehicles, f"0 to {launchers}, the total_launchers")
    rows = limits[limits.treaty == "New START"] if "treaty" in limits else limits
    rooms = pd.DataFrame({
        "item": rows["item"],
        "declared": pd.array([_given(declaration, item) for item in rows["item"]], "Int64"),
        "limit": rows.limit_value.astype("Int64"),
        "binds_from": pd.to_datetime(rows.binds_from),
    }).reset_index(drop=True)  # fmt: skip
    rooms["margin"] = rooms.limit - rooms.declared
    rooms["utilisation"] = rooms.declared / rooms.limit
    rooms["note"] = "no longer binds" if day > LAST_DAY else "binds"
    rooms.loc[rooms.binds_from > day, "note"] = "does not bind yet"
    rooms.loc[rooms.declared.isna(), "note"] = "no declared number: missing, not zero"
    verdict = (rooms.margin < 0).map({True: "exceeds", False: "within"}).astype("string")
    return rooms.assign(verdict=verdict.where(rooms.note == "binds"))


def _given(row: Mapping[str, Any] | Any, item: str) -> int | None:
    """Read a number that may be missing."""
    value = row.get(item)
    return None if _missing(value) else whole(_as_int(value), item)
