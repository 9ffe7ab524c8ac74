"""Loading: types, copies, the codebook, the wheel, and what a damaged file says."""

from __future__ import annotations

import copy
import csv
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest

import startlab as sl
from startlab import cli, datasets, reading

TABLES = [table["name"] for table in reading.datapackage()["resources"]]


@pytest.mark.parametrize("name", TABLES)
def test_types_follow_the_schema(name: str) -> None:
    frame = reading.load(name)
    for field in reading.resource(name)["schema"]["fields"]:
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
    monkeypatch.setattr(reading, "read_table", lambda *_: pytest.fail("read again"))
    sl.load_events()


def test_unknown_table_names_the_nearest() -> None:
    with pytest.raises(sl.StartlabError, match="declarations"):
        reading.load("declaration")
    with pytest.raises(sl.StartlabError, match="Nearest: stockpiles"):
        sl.describe("stockpile")


# -- One function and one docstring a table -----------------------------------------------------


@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_its_function(name: str) -> None:
    pd.testing.assert_frame_equal(getattr(sl, f"load_{name}")(), reading.load(name))


@pytest.mark.parametrize("name", TABLES)
def test_docstrings_say_what_is_odd_and_lead_to_the_columns(name: str) -> None:
    text = getattr(datasets, f"load_{name}").__doc__
    assert f'``describe("{name}")``' in text
    summary, odd, *_ = text.split("\n\n")
    assert summary.startswith("Load ")
    assert len(odd) > 80
    assert ">>> " in text


# Where the key alone would not put rows that are read together side by side.
ORDER = {"events": ["date"], "forces": ["party", "date"]}


@pytest.mark.parametrize("name", TABLES)
def test_rows_stand_in_the_order_of_their_key(name: str) -> None:
    columns = ORDER.get(name) or reading.resource(name)["schema"]["primaryKey"]
    keys = reading.load(name)[columns].map(reading.as_text).to_numpy().tolist()
    late = next((i for i in range(1, len(keys)) if keys[i] < keys[i - 1]), None)
    assert late is None, f"{name}.csv, line {late + 2}, field {columns[0]}: not in its place"


def test_tables_lists_them_all() -> None:
    listed = sl.tables().set_index("table")
    assert list(listed.index) == TABLES
    assert listed.rows.to_dict() == {name: len(reading.load(name)) for name in TABLES}
    assert listed.loc["stockpiles", ["first_year", "last_year"]].tolist() == [1945, 2026]
    assert (listed.last_year.dropna() <= listed.as_of.dt.year[listed.last_year.notna()]).all()
    assert listed.as_of.notna().all()
    assert set(listed.licence) == {"CC-BY-4.0"}


@pytest.mark.parametrize("name", TABLES)
def test_describe_prints_the_codebook(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    sl.describe(name)
    text = capsys.readouterr().out
    table = reading.resource(name)
    assert text.startswith(f"{name}: {table['title']}\n")
    for field in table["schema"]["fields"]:
        assert f"\n{field['name']} ({field['type']}" in text
    assert max(map(len, text.splitlines()[1:])) <= 100


# -- The wheel ----------------------------------------------------------------------------------

ROOT = Path(__file__).parent.parent
MOST_BYTES = 1_000_000
LOAD_ALL = """
import sys
unzipped, source = sys.argv[1:]
sys.path[:] = [unzipped, *(path for path in sys.path if path != source)]
import socket
socket.socket = None  # no network
import startlab as sl
for name in sl.tables().table:
    assert len(sl.sources_of(getattr(sl, f"load_{name}")().dropna(subset=["source"])))
from startlab import cli
assert cli.main(["check"]) == 0
ours = [m.__file__ for n, m in sys.modules.items() if n.partition(".")[0] == "startlab"]
assert all(path.startswith(unzipped) for path in ours), ours
"""


def test_the_wheel_is_small_and_holds_every_table(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.stat().st_size <= MOST_BYTES
    unzipped = tmp_path / "unzipped"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(unzipped)
    loaded = subprocess.run(
        [sys.executable, "-c", LOAD_ALL, str(unzipped), str(ROOT / "src")],
        cwd=tmp_path,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )
    assert loaded.returncode == 0, loaded.stderr
    for name in TABLES:
        assert f"ok      {name}.csv, sha256:" in loaded.stdout


# -- Damage -------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(str(reading.DATA.joinpath("declarations.csv")), tmp_path)
    return tmp_path


def load_from(folder: Path) -> pd.DataFrame:
    return reading.read_table(folder, reading.resource("declarations"))


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
    # What a spreadsheet makes of it.
    ("2011-02-05,RU,521", "05/02/2011,RU,521", ["line 2", "date", "05/02/2011"]),
    ("2011-02-05,RU,521", "2011-W05-6,RU,521", ["line 2", "date", "2011-W05-6"]),
    ("2011-02-05,RU,521", "2011-02-05,RU,inf", ["line 2", "deployed_vehicles", "inf"]),
    ("2011-02-05,RU,521", "2011-02-05,RU,nan", ["line 2", "deployed_vehicles", "nan"]),
    ("2011-02-05,RU,521", "2011-02-05,RU,1_411", ["line 2", "deployed_vehicles", "1_411"]),
    ("2011-02-05,RU,521", '2011-02-05,RU,"1,411"', ["line 2", "deployed_vehicles", "1,411"]),
    ("2011-02-05,RU,521", f"2011-02-05,RU,{2**63}", ["line 2", "deployed_vehicles", str(2**63)]),
    ("2011-02-05,RU,521", f"2011-02-05,RU,{'9' * 5000}", ["line 2", "deployed_vehicles", "999"]),
    ("2011-02-05,RU,521", "2011-02-05,RU,52\0", ["line 2", "deployed_vehicles", "52"]),
    ("2011-02-05,RU,521", '2011-02-05,RU,"521', ["line 2", "values where 9"]),
    ("date,party", "date;party", ["line 1", "columns"]),
    ("declared,Data", "declared\n,Data", ["line 2", "8 values where 9"]),
    ("\n2011-02-05,US", "\n\n2011-02-05,US", ["line 3", "0 values where 9"]),
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


@pytest.mark.parametrize("kept", ["two\nlines\r\nand\x0bmore\u2028", "n" * 200_000])
def test_the_line_is_right_after_long_and_broken_cells(folder: Path, kept: str) -> None:
    path = folder / "declarations.csv"
    before = csv.field_size_limit()
    rows = list(csv.reader(path.read_text("utf-8").splitlines()))
    rows[1][-1] = kept
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    assert load_from(folder).note[0] == kept.replace("\r\n", "\n")
    rows[3][2] = "inf"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    line = 4 + kept.count("\n")
    with pytest.raises(sl.StartlabError, match=f"line {line}, field deployed_vehicles: 'inf' is"):
        load_from(folder)
    assert csv.field_size_limit() == before


def test_an_infinite_number_is_told(tmp_path: Path) -> None:
    text = reading.DATA.joinpath("start1_exchange.csv").read_text("utf-8")
    (tmp_path / "start1_exchange.csv").write_text(re.sub(r",\d+\.\d,", ",inf,", text))
    with pytest.raises(sl.StartlabError, match=r"field \w+: 'inf' is not a number; write"):
        reading.read_table(tmp_path, reading.resource("start1_exchange"))


def test_a_damaged_description_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "datapackage.json").write_text("{")
    monkeypatch.setattr(reading, "DATA", tmp_path)
    monkeypatch.setattr(reading, "datapackage", reading.datapackage.__wrapped__)
    with pytest.raises(sl.StartlabError, match=r"datapackage\.json: .*; install the package again"):
        reading.resource("limits")
    assert cli.main(["data", "limits"]) == cli.FAILED
    assert "datapackage.json" in capsys.readouterr().err


def test_file_that_is_no_text(folder: Path) -> None:
    (folder / "declarations.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(sl.StartlabError, match=r"declarations\.csv: not UTF-8"):
        load_from(folder)


def test_faults_tell_what_reading_lets_pass(folder: Path) -> None:
    table = copy.deepcopy(reading.resource("declarations"))
    path = folder / "declarations.csv"
    rows = path.read_text("utf-8").splitlines(keepends=True)
    changed = rows[2].replace(",1800,", ",-5,")
    path.write_text("".join([*rows[:2], changed, rows[1], *rows[3:]]), "utf-8")
    found = reading.faults(path, table)
    assert any("line 3, field deployed_warheads: '-5' is outside 0.." in fault for fault in found)
    assert any("line 4" in fault and "stands in line 2 too" in fault for fault in found)


def test_an_unknown_word_where_none_is_needed_is_told(tmp_path: Path) -> None:
    text = reading.DATA.joinpath("disputes.csv").read_text("utf-8")
    (tmp_path / "disputes.csv").write_text(text.replace(",silos,", ",silo,", 1), "utf-8")
    with pytest.raises(sl.StartlabError, match=r"disputes\.csv, line \d+, field unit: 'silo' is"):
        reading.read_table(tmp_path, reading.resource("disputes"))
