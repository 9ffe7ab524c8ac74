"""Loading: types, copies, and what a damaged file says."""

from __future__ import annotations

import copy
import shutil
from pathlib import Path

import pandas as pd
import pytest

import startlab as sl
from startlab import datasets

TABLES = [table["name"] for table in datasets.datapackage()["resources"]]


@pytest.mark.parametrize("name", TABLES)
def test_types_follow_the_schema(name: str) -> None:
    frame = datasets.load(name)
    for field in datasets.resource(name)["schema"]["fields"]:
        dtype = frame[field["name"]].dtype
        if field["type"] == "date":
            assert dtype.kind == "M"
        elif field["type"] == "integer":
            assert dtype == pd.Int64Dtype()
        elif "enum" in field.get("constraints", {}):
            assert isinstance(dtype, pd.CategoricalDtype)


def test_a_loaded_table_is_a_copy() -> None:
    first = sl.load_limits()
    first.loc[:, "limit_value"] = 0
    assert sl.load_limits().limit_value.max() > 0


def test_the_file_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    sl.load_events()
    monkeypatch.setattr(datasets, "read_table", lambda *_: pytest.fail("read again"))
    sl.load_events()


def test_unknown_table_names_the_nearest() -> None:
    with pytest.raises(sl.StartlabError, match="declarations"):
        datasets.load("declaration")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(str(datasets.DATA.joinpath("declarations.csv")), tmp_path)
    return tmp_path


def load_from(folder: Path) -> pd.DataFrame:
    return datasets.read_table(folder, datasets.resource("declarations"))


def test_missing_file(folder: Path) -> None:
    (folder / "declarations.csv").unlink()
    with pytest.raises(sl.StartlabError, match=r"declarations\.csv is missing"):
        load_from(folder)


# What is done to the file, and what the message must name: line, field, value.
DAMAGES = [
    ("2011-02-05,RU,521", "2011-02-35,RU,521", ["line 2", "date", "2011-02-35"]),
    ("2011-02-05,RU,521", "2011-02-05,RUS,521", ["line 2", "party", "RUS", "nearest"]),
    ("2011-02-05,RU,521", "2011-02-05,RU,five", ["line 2", "deployed_vehicles", "five"]),
    ("2011-02-05,RU,521", "2011-02-05,RU,52.5", ["line 2", "deployed_vehicles", "52.5"]),
    ("2011-02-05,RU,521", "2011-02-05,,521", ["line 2", "party", "required"]),
    ("date,party", "day,party", ["line 1", "columns"]),
    ("2011-02-05,RU,521,", "2011-02-05,RU,", ["line 2", "values"]),
]


@pytest.mark.parametrize(("old", "new", "named"), DAMAGES)
def test_damaged_file_names_line_and_field(
    folder: Path, old: str, new: str, named: list[str]
) -> None:
    path = folder / "declarations.csv"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(sl.StartlabError) as caught:
        load_from(folder)
    for part in ["declarations.csv", *named]:
        assert part in str(caught.value)


def test_file_that_is_no_text(folder: Path) -> None:
    (folder / "declarations.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(sl.StartlabError, match=r"declarations\.csv: not UTF-8"):
        load_from(folder)


def test_faults_tell_what_reading_lets_pass(folder: Path) -> None:
    table = copy.deepcopy(datasets.resource("declarations"))
    path = folder / "declarations.csv"
    rows = path.read_text("utf-8").splitlines(keepends=True)
    changed = rows[2].replace(",1800,", ",-5,")
    path.write_text("".join([*rows[:2], changed, rows[1], *rows[3:]]), "utf-8")
    found = list(datasets.faults(path, table))
    assert any("line 3, field deployed_warheads: '-5' is outside 0.." in fault for fault in found)
    assert any("line 4" in fault and "stands in line 2 too" in fault for fault in found)
