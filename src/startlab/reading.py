"""Read the tables with the types of their schema, and say what is wrong in a damaged one."""

from __future__ import annotations

import csv
import json
import re
import warnings
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


def load(name: str) -> pd.DataFrame:
    """Load a table by its name.

    Parameters
    ----------
    name : str
        One of the tables in `datapackage.json`.

    Returns
    -------
    pandas.DataFrame
        A fresh copy: change it as you like. The file is read once.

    Raises
    ------
    StartlabError
        If there is no such table (the message lists the nearest names), or its file is missing
        or damaged (the message names file, row and field).

    Examples
    --------
    >>> load("stockpile")
    Traceback (most recent call last):
    startlab.errors.StartlabError: There is no table 'stockpile'. Nearest: stockpiles.
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


def as_text(value: Any) -> str:
    """Write one value of a table as it stands in the file.

    Parameters
    ----------
    value : object
        A cell of a loaded table.

    Returns
    -------
    str
        Dates as YYYY-MM-DD, a missing value as the empty text.

    Examples
    --------
    >>> [as_text(value) for value in (pd.Timestamp("2018-02-05"), 1550, pd.NA)]
    ['2018-02-05', '1550', '']
    """
    if pd.isna(value):
        return ""
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)


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
        with path.open("rb") as file, warnings.catch_warnings():
            # An unknown value is told below, by line and field; pandas 3 would only warn of it.
            warnings.filterwarnings("ignore", "Constructing a Categorical")
            frame = pd.read_csv(
                file,
                dtype={f["name"]: _dtype(f) for f in fields if f["type"] != "date"},
                parse_dates=[f["name"] for f in fields if f["type"] == "date"],
                date_format="%Y-%m-%d",
                keep_default_na=False,
                na_values=[""],
                low_memory=False,
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


def _dtype(field: dict[str, Any]) -> Any:
    if field["type"] in NUMBERS:
        return NUMBERS[field["type"]]
    constraints = field.get("constraints", {})
    if "enum" not in constraints:
        return "str"
    # Named categories are read faster, but pandas turns an unknown value into a missing one:
    # that is told apart only where none may be missing.
    return _categories(tuple(constraints["enum"])) if constraints.get("required") else "category"


@cache
def _categories(values: tuple[str, ...]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(list(values))


def _fit(frame: pd.DataFrame, fields: list[dict[str, Any]]) -> None:
    """Hold a table against its schema, and give its categories their fixed order."""
    if list(frame.columns) != [field["name"] for field in fields]:
        raise ValueError("the columns are not those of the schema")
    for field in fields:
        name, constraints = field["name"], field.get("constraints", {})
        if constraints.get("required") and frame[name].hasnans:
            raise ValueError(f"{name} is empty, or unknown, in some row")
        if field["type"] == "date" and frame[name].dtype.kind != "M":
            if frame[name].notna().any():
                raise ValueError(f"{name} holds something that is no date")
            frame[name] = pd.to_datetime(frame[name])
        elif "enum" in constraints and not constraints.get("required"):
            unknown = set(frame[name].cat.categories) - set(constraints["enum"])
            if unknown:
                raise ValueError(f"{name} holds {sorted(unknown)}")
            frame[name] = frame[name].cat.set_categories(constraints["enum"])


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
