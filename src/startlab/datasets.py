"""The tables of startlab: one function a table, each row with its source and its basis."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pandas as pd

from startlab.errors import StartlabError, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

DATA = files("startlab").joinpath("data")
NUMBERS = {"integer": "Int64", "number": "float64"}

# Cells of these tables are sentences; pandas would cut them after 50 characters.
pd.set_option("display.max_colwidth", 400)


def load_declarations() -> pd.DataFrame:
    """Load the aggregate numbers that the parties declared under New START.

    What it is: the three numbers of each data exchange, for both parties, from 5 February 2011
    to 1 September 2022, and the numbers that the United States published for 1 March 2023.

    What is odd about it: a deployed heavy bomber counts as one warhead whatever it can carry;
    the limits bind only from 5 February 2018; there is no Russian row after 2022, because Russia
    suspended the exchange, and a missing row is not a zero.

    Returns
    -------
    pandas.DataFrame
        `date` (datetime), `party` (category: US, RU), `deployed_vehicles` (delivery vehicles),
        `deployed_warheads` (warheads), `total_launchers` (launchers and heavy bombers, deployed
        and non-deployed), `source`, `original`, `basis`, `note`. Counts are nullable integers.

    Raises
    ------
    StartlabError
        If the file is missing or damaged; the message names file, row and field.

    Notes
    -----
    Format: CSV, sorted by date and party. Sources: `sources_of`. Licence: CC BY 4.0.
    Version: that of startlab; changed values are listed in CHANGELOG.md.

    Examples
    --------
    >>> declared = load_declarations()
    >>> declared[declared.date == "2011-02-05"].deployed_warheads.tolist()
    [1537, 1800]
    """
    return load("declarations")


def load_limits() -> pd.DataFrame:
    """Load the numerical limits of the strategic arms treaties, SALT I to New START.

    What it is: one row a limit, with what it counts and the date from which it binds.

    What is odd about it: some limits hold for one party only; treaties that never entered into
    force are here too, with an empty `binds_from` or the date that they set; ranges have a
    `limit_min`.

    Returns
    -------
    pandas.DataFrame
        `treaty` (category), `item`, `item_counted`, `applies_to` (category), `limit_value`,
        `limit_min` (nullable integers, in `unit`), `unit` (category), `binds_from` (datetime),
        `article`, `source`, `original`, `basis`, `note`.

    Raises
    ------
    StartlabError
        If the file is missing or damaged; the message names file, row and field.

    Notes
    -----
    Format: CSV, sorted by treaty and item. Sources: `sources_of`. Licence: CC BY 4.0.
    Version: that of startlab; changed values are listed in CHANGELOG.md.

    Examples
    --------
    >>> limits = load_limits().query("treaty == 'New START'")
    >>> dict(zip(limits["item"], limits.limit_value.tolist()))
    {'deployed_vehicles': 700, 'deployed_warheads': 1550, 'total_launchers': 800}
    """
    return load("limits")


def load_events() -> pd.DataFrame:
    """Load the dated events around New START, April 2009 to June 2026.

    What it is: negotiation, signature, exchanges, inspections, disputes, the suspension, the
    offer of 22 September 2025, the end of the treaty and what was reported after it.

    What is odd about it: `precision` says how exact the date is; where only the month is known,
    the first day of it stands in `date`. An event that is not here may still have happened.

    Returns
    -------
    pandas.DataFrame
        `event_id`, `date` (datetime), `precision`, `category`, `confidence`, `basis`
        (categories), `actors`, `title`, `description`, `source`, `original`, `note` (text).

    Raises
    ------
    StartlabError
        If the file is missing or damaged; the message names file, row and field.

    Notes
    -----
    Format: CSV, sorted by date. Sources: `sources_of`. Licence: CC BY 4.0.
    Version: that of startlab; changed values are listed in CHANGELOG.md.

    Examples
    --------
    >>> events = load_events()
    >>> events[events.category == "entry_into_force"].date.dt.date.astype(str).tolist()
    ['2011-02-05']
    """
    return load("events")


def load(name: str) -> pd.DataFrame:
    """Load a table by its name.

    Parameters
    ----------
    name : str
        One of the tables in `datapackage.json`.

    Returns
    -------
    pandas.DataFrame
        A fresh copy: change it as you like.

    Raises
    ------
    StartlabError
        If there is no such table (the message lists the nearest names), or its file is missing
        or damaged (the message names file, row and field).

    Examples
    --------
    >>> load("limit")
    Traceback (most recent call last):
    startlab.errors.StartlabError: There is no table 'limit'. Nearest: limits.
    """
    return _read_once(name).copy()


@cache
def _read_once(name: str) -> pd.DataFrame:
    return read_table(DATA, resource(name))


@cache
def datapackage() -> dict[str, Any]:
    """Return the description of all tables (Data Package v2) as read from `datapackage.json`.

    Returns
    -------
    dict
        As in the file. Do not change it: it is read once.

    Examples
    --------
    >>> datapackage()["name"]
    'startlab'
    """
    package: dict[str, Any] = json.loads(DATA.joinpath("datapackage.json").read_text("utf-8"))
    return package


def resource(name: str) -> dict[str, Any]:
    """Return the description of one table: title, fields with types and units, licence, sources.

    Parameters
    ----------
    name : str
        One of the tables in `datapackage.json`.

    Returns
    -------
    dict
        A Data Package resource with its Table Schema.

    Raises
    ------
    StartlabError
        If there is no such table.

    Examples
    --------
    >>> resource("limits")["path"]
    'limits.csv'
    """
    tables = {table["name"]: table for table in datapackage()["resources"]}
    if name not in tables:
        raise StartlabError(f"There is no table {name!r}. Nearest: {nearest(name, tables)}.")
    found: dict[str, Any] = tables[name]
    return found


def read_table(folder: Traversable, table: dict[str, Any]) -> pd.DataFrame:
    """Read one CSV with the types that its schema names.

    Parameters
    ----------
    folder : Traversable
        Where the file lies.
    table : dict
        A Data Package resource: `path` and `schema`.

    Returns
    -------
    pandas.DataFrame
        Dates as datetimes, closed vocabularies as categories, counts as nullable integers.

    Raises
    ------
    StartlabError
        If the file is missing, or a column or a value does not fit the schema: the message
        names file, row (line of the file) and field.
    """
    path, fields = folder.joinpath(table["path"]), table["schema"]["fields"]
    try:
        with path.open("r", encoding="utf-8") as file:
            frame = pd.read_csv(
                file,
                dtype={f["name"]: _dtype(f) for f in fields if f["type"] != "date"},
                parse_dates=[f["name"] for f in fields if f["type"] == "date"],
                date_format="%Y-%m-%d",
                keep_default_na=False,
                na_values=[""],
            )
        _fit(frame, fields)
    except FileNotFoundError:
        raise StartlabError(
            f"The file {table['path']} is missing from startlab; install the package again."
        ) from None
    except (ValueError, TypeError) as error:
        reason = next(faults(path, table), f"{table['path']}: {error}")
        raise StartlabError(reason) from None
    return frame


def _dtype(field: dict[str, Any]) -> str:
    if field["type"] in NUMBERS:
        return NUMBERS[field["type"]]
    return "category" if "enum" in field.get("constraints", {}) else "str"


def _fit(frame: pd.DataFrame, fields: list[dict[str, Any]]) -> None:
    if list(frame.columns) != [field["name"] for field in fields]:
        raise ValueError("the columns are not those of the schema")
    for field in fields:
        column, constraints = frame[field["name"]], field.get("constraints", {})
        if constraints.get("required") and column.isna().any():
            raise ValueError(f"{field['name']} is empty in some row")
        if field["type"] == "date" and column.dtype.kind != "M":
            if column.notna().any():
                raise ValueError(f"{field['name']} holds something that is no date")
            frame[field["name"]] = pd.to_datetime(column)
        if "enum" in constraints:
            unknown = set(column.cat.categories) - set(constraints["enum"])
            if unknown:
                raise ValueError(f"{field['name']} holds {sorted(unknown)}")
            frame[field["name"]] = column.cat.set_categories(constraints["enum"])


def faults(path: Traversable, table: dict[str, Any]) -> Iterator[str]:
    """Find what is wrong in a CSV, row by row: slow, exact, for messages and for tests.

    Parameters
    ----------
    path : Traversable
        The CSV file.
    table : dict
        A Data Package resource with its Table Schema.

    Yields
    ------
    str
        One sentence a fault: file, line, field, value and what is allowed.

    Examples
    --------
    >>> list(faults(DATA / "limits.csv", resource("limits")))
    []
    """
    fields, name = table["schema"]["fields"], table["path"]
    try:
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines(keepends=True)))
    except UnicodeDecodeError as error:
        yield f"{name}: not UTF-8 text (byte {error.start})."
        return
    expected = [field["name"] for field in fields]
    if not rows or rows[0] != expected:
        yield f"{name}, line 1: the columns must be {', '.join(expected)}."
        return
    seen: dict[tuple[str, ...], int] = {}
    key = table["schema"].get("primaryKey", expected)
    for line, row in enumerate(rows[1:], start=2):
        if len(row) != len(fields):
            yield f"{name}, line {line}: {len(row)} values where {len(fields)} are wanted."
            continue
        for field, value in zip(fields, row, strict=True):
            reason = _reason(value, field)
            if reason:
                yield f"{name}, line {line}, field {field['name']}: {value!r} {reason}."
        ident = tuple(row[expected.index(part)] for part in key)
        if ident in seen:
            yield f"{name}, line {line}, field {key[0]}: {ident} stands in line {seen[ident]} too."
        seen[ident] = line


def _reason(value: str, field: dict[str, Any]) -> str:
    """Return why a value does not fit its field, or nothing."""
    constraints = field.get("constraints", {})
    if value == "":
        return "is not allowed: the field is required" if constraints.get("required") else ""
    if "enum" in constraints and value not in constraints["enum"]:
        return f"is unknown; nearest: {nearest(value, constraints['enum'])}"
    if "pattern" in constraints and not re.fullmatch(constraints["pattern"], value):
        return f"does not fit the pattern {constraints['pattern']}"
    if field["type"] == "date":
        return "" if _is_date(value) else "is not a date; write YYYY-MM-DD"
    if field["type"] in NUMBERS:
        return _number_reason(value, field["type"], constraints)
    return ""


def _number_reason(value: str, kind: str, constraints: dict[str, Any]) -> str:
    try:
        number = int(value) if kind == "integer" else float(value)
    except ValueError:
        return f"is not {'a whole number' if kind == 'integer' else 'a number'}"
    low, high = constraints.get("minimum"), constraints.get("maximum")
    if (low is not None and number < low) or (high is not None and number > high):
        return f"is outside {'' if low is None else low}..{'' if high is None else high}"
    return ""


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return len(value) == len("YYYY-MM-DD")
