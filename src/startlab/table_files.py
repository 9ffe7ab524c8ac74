"""Read the tables with the types of their schema, and say what is wrong in a damaged one."""

import csv
import json
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from startlab.errors import StartlabError, nearest, readable, safe_repr
from startlab.files import DATA

# For each type of field: the form of a value, what reads it, the type of the column, and what to
# write. Python's own int and float take 1_411 and inf too.
TYPES: dict[str, tuple[str, Callable[[str], Any], str, str]] = {
    "date": ("[0-9]{4}-[0-9]{2}-[0-9]{2}", date.fromisoformat, "datetime64[us]", "YYYY-MM-DD"),
    "integer": ("-?[0-9]{1,18}", int, "Int64", "at most 18 digits, and nothing else"),
    "number": (r"-?[0-9]{1,18}(\.[0-9]+)?", float, "float64", "digits, a point before decimals"),
}
TEXT = ("(?s).*", str, "str", "")


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
    value that is not of its type is refused: file, line and field. The other rules of a schema,
    such as bounds and keys, are for `frictionless validate`.
    """
    path, fields = folder / table["path"], table["schema"]["fields"]
    names = [field["name"] for field in fields]
    with readable(path.name), path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        rows: dict[int, list[str]] = {}  # by the line on which each ends
        for row in reader:
            rows[reader.line_num] = row
    if rows.pop(1, []) != names:
        raise StartlabError(f"{path.name}, line 1: the columns must be {', '.join(names)}.")
    for line, row in rows.items():
        if len(row) != len(names):
            wrong = f"{len(row)} values where {len(names)} are wanted"
            raise StartlabError(f"{path.name}, line {line}: {wrong}.")
    columns = {}
    for place, field in enumerate(fields):
        values = {line: row[place] for line, row in rows.items()}
        columns[field["name"]] = _column(values, field, path.name)
    return pd.DataFrame(columns)


def _column(values: dict[int, str], field: dict[str, Any], file: str) -> Any:
    """Return the values of a field, which stand by their lines, with its type."""
    read: dict[str, Any] = {}  # most values stand in many rows
    for line, value in values.items():
        try:
            if value not in read:
                read[value] = _typed(value, field)
        except ValueError as reason:
            wrong = f"{safe_repr(value)} {reason}"
            raise StartlabError(f"{file}, line {line}, field {field['name']}: {wrong}.") from None
    allowed = field.get("constraints", {}).get("enum")
    kind = pd.CategoricalDtype(allowed) if allowed else TYPES.get(field["type"], TEXT)[2]
    return pd.Series([read[value] for value in values.values()], dtype=kind)


def _typed(value: str, field: dict[str, Any]) -> Any:
    """Return a value with its type; ValueError says why it has another."""
    constraints = field.get("constraints", {})
    if not value and constraints.get("required"):
        raise ValueError("is not allowed: the field is required")
    if not value:
        return None
    if value not in (allowed := constraints.get("enum", [value])):
        raise ValueError(f"is unknown; nearest: {nearest(value, allowed)}")
    form, read, _, write = TYPES.get(field["type"], TEXT)
    with suppress(ValueError):  # of a day that its month has not
        if re.fullmatch(form, value):
            return read(value)
    raise ValueError(f"is no {field['type']}: write {write}")


def read_package(path: str | Path) -> dict[str, pd.DataFrame]:
    """Read the tables of a Data Package of one's own by their names, with the types of its schema.

    The path is that of the description, in the form of ``datapackage.json``; the tables lie beside
    it. StartlabError is raised if a file cannot be read, or a value is not of its type (file, line
    and field are named).
    """
    file = Path(path)
    with readable(file.name):
        tables = json.loads(file.read_text("utf-8"))["resources"]
        return {table["name"]: read_table(file.parent, table) for table in tables}
