"""Read the tables with the types of their schema, and say what is wrong in a damaged one."""

import csv
import io
import json
import math
import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from startlab.errors import StartlabError, nearest, readable, safe_repr
from startlab.files import DATA

# The form of a value by its type, and what is said of any other: Python's own int and float take
# 1_411 and inf too.
FORMS = {
    "date": ("[0-9]{4}-[0-9]{2}-[0-9]{2}", "is not a date; write YYYY-MM-DD"),
    "integer": (
        "-?[0-9]{1,18}",
        "is not a whole number; write at most 18 digits, and nothing else",
    ),
    "number": (
        r"-?[0-9]{1,18}(\.[0-9]+)?",
        "is not a number; write digits, with a point before decimals",
    ),
}


def load(name: str) -> pd.DataFrame:
    """Load a table by its name: a fresh copy each time, though the file is read once.

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
    """Return `datapackage.json`, which describes all tables. Do not change it: it is read once."""
    try:
        package: dict[str, Any] = json.loads(DATA.joinpath("datapackage.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise StartlabError(f"datapackage.json: {error}; install the package again.") from None
    return package


def resource(name: str) -> dict[str, Any]:
    """Return the Data Package resource of a table: title, fields with types, licence, sources.

    >>> resource("limits")["path"]
    'limits.csv'
    """
    tables = {table["name"]: table for table in datapackage()["resources"]}
    if name not in tables:
        raise StartlabError(f"There is no table {name!r}. Nearest: {nearest(name, tables)}.")
    found: dict[str, Any] = tables[name]
    return found


def as_text(value: Any) -> str:
    """Return a value of a loaded table as it stands in the file.

    >>> [as_text(value) for value in (pd.Timestamp("2018-02-05"), 1550, pd.NA)]
    ['2018-02-05', '1550', '']
    """
    if pd.isna(value):
        return ""
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)


def read_table(folder: Path, table: dict[str, Any]) -> pd.DataFrame:
    """Read the CSV of a Data Package resource with the types that its schema names.

    Dates become datetimes, closed vocabularies categories, counts nullable integers. The first
    value that does not fit the schema is refused: file, line and field.
    """
    rows = _rows(folder.joinpath(table["path"]))
    for fault in _faults_in(rows, table):
        raise StartlabError(fault)
    fields = table["schema"]["fields"]
    columns = list(zip(*(values for _, values in rows[1:]), strict=True)) or [()] * len(fields)
    return pd.DataFrame(
        {field["name"]: _column(v, field) for field, v in zip(fields, columns, strict=True)}
    )


def read_package(path: str | Path) -> dict[str, pd.DataFrame]:
    """Read the tables of a Data Package of one's own by their names, held against its schema.

    The path is that of the description, in the form of ``datapackage.json``; the tables lie beside
    it. StartlabError is raised if a file cannot be read, or a value does not fit (file, line and
    field are named).
    """
    file = Path(path)
    with readable(file.name):
        tables = json.loads(file.read_text("utf-8"))["resources"]
        return {table["name"]: read_table(file.parent, table) for table in tables}


def _column(values: Iterable[str], field: dict[str, Any]) -> Any:
    known: list[Any] = [value or None for value in values]
    if field["type"] == "date":
        return pd.to_datetime(known, format="%Y-%m-%d")
    if field["type"] == "integer":
        return pd.array([value and int(value) for value in known], dtype="Int64")
    if field["type"] == "number":
        return pd.Series([value and float(value) for value in known], dtype="float64")
    allowed = field.get("constraints", {}).get("enum")
    return pd.Categorical(known, allowed) if allowed else pd.Series(known, dtype="str")


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    """Return the rows of a CSV, each with the line on which it starts."""
    limit = csv.field_size_limit(2**31 - 1)
    try:
        # Spreadsheets put a byte order mark before the first column.
        reader = csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""))
        rows, line = [], 1
        for values in reader:
            rows.append((line, values))
            line = reader.line_num + 1
        return rows
    except FileNotFoundError:
        raise StartlabError(
            f"The file {path.name} is missing from startlab; install the package again."
        ) from None
    except UnicodeDecodeError as error:
        raise StartlabError(f"{path.name}: not UTF-8 text (byte {error.start}).") from None
    finally:
        csv.field_size_limit(limit)


def faults(path: Path, table: dict[str, Any]) -> list[str]:
    """Return all that is wrong in a CSV: file, line, field, value and what is allowed.

    >>> faults(DATA / "limits.csv", resource("limits"))
    []
    """
    return list(_faults_in(_rows(path), table))


def _faults_in(rows: list[tuple[int, list[str]]], table: dict[str, Any]) -> Iterator[str]:
    fields, name = table["schema"]["fields"], table["path"]
    expected = [field["name"] for field in fields]
    if not rows or rows[0][1] != expected:
        yield f"{name}, line 1: the columns must be {', '.join(expected)}."
        return
    key = table["schema"].get("primaryKey", expected)
    lines: dict[tuple[str, ...], int] = {}
    reasons: list[dict[str, str]] = [{} for _ in fields]  # most values stand in many rows
    for line, row in rows[1:]:
        if len(row) != len(fields):
            yield f"{name}, line {line}: {len(row)} values where {len(fields)} are wanted."
            continue
        for field, value, known in zip(fields, row, reasons, strict=True):
            if value not in known:
                known[value] = _reason(value, field)
            if known[value]:
                wrong = f"{safe_repr(value)} {known[value]}"
                yield f"{name}, line {line}, field {field['name']}: {wrong}."
        ident = tuple(row[expected.index(part)] for part in key)
        if ident in lines:
            yield f"{name}, line {line}, field {key[0]}: {ident} stands in line {lines[ident]} too."
        lines[ident] = line


def _reason(value: str, field: dict[str, Any]) -> str:
    """Return why a value does not fit its field, or nothing."""
    kind, constraints = field["type"], field.get("constraints", {})
    if value == "":
        return "is not allowed: the field is required" if constraints.get("required") else ""
    if "enum" in constraints and value not in constraints["enum"]:
        return f"is unknown; nearest: {nearest(value, constraints['enum'])}"
    if "pattern" in constraints and not re.fullmatch(constraints["pattern"], value):
        return f"does not fit the pattern {constraints['pattern']}"
    if kind not in FORMS:
        return ""
    form, otherwise = FORMS[kind]
    if not re.fullmatch(form, value):
        return otherwise
    if kind == "date":
        return "" if _is_date(value) else otherwise
    low, high = constraints.get("minimum", -math.inf), constraints.get("maximum", math.inf)
    if low <= float(value) <= high:
        return ""
    return f"is outside {low}..{high}".replace("-inf", "").replace("inf", "")


def _is_date(value: str) -> bool:
    try:
        return bool(date.fromisoformat(value))
    except ValueError:
        return False
