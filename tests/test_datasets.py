"""Loading: types, copies, the codebook, the wheel, and what a damaged file says."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import frictionless
import pandas as pd
import pytest
from conftest import ROOT

import startlab as sl
from startlab import cli, table_files

TABLES = [table["name"] for table in table_files.datapackage()["resources"]]


EVERY_TABLE = pytest.mark.parametrize("name", TABLES)


# -- One function, one docstring and one entry of the codebook per table ------------------------


@EVERY_TABLE
def test_every_table_has_its_function(name: str) -> None:
    loader = getattr(sl, f"load_{name}")
    frame = loader()
    pd.testing.assert_frame_equal(frame, table_files.load(name))
    for field in table_files.resource(name)["schema"]["fields"]:
        dtype = frame[field["name"]].dtype
        if field["type"] == "date":
            assert dtype.kind == "M"
        elif field["type"] == "integer":
            assert dtype == pd.Int64Dtype()
        elif "enum" in field.get("constraints", {}):
            assert isinstance(dtype, pd.CategoricalDtype)
    summary, example, *_ = loader.__doc__.split("\n\n")
    assert summary.startswith("Load ")
    assert summary.endswith(f'. See ``describe("{name}")``.')
    assert example.startswith("    >>> ")


@EVERY_TABLE
def test_describe_prints_the_codebook(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    sl.describe(name)
    text = capsys.readouterr().out
    table = table_files.resource(name)
    assert text.startswith(f"{name}: {table['title']}\n")
    assert " ".join(table["description"].split()) in " ".join(text.split())
    assert len(table["description"]) > 300  # what is odd stands there, and nowhere else
    for field in table["schema"]["fields"]:
        assert f"\n{field['name']} ({field['type']}" in text
    assert max(map(len, text.splitlines()[1:])) <= 100


def test_a_loaded_table_is_a_copy_of_what_was_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = sl.load_limits()
    mine.loc[:, "limit_value"] = 0
    monkeypatch.setattr(table_files, "read_table", lambda *_: pytest.fail("read again"))
    assert sl.load_limits().limit_value.max() > 0


def test_unknown_table_names_the_nearest() -> None:
    with pytest.raises(sl.StartlabError, match="Nearest: stockpiles"):
        sl.describe("stockpile")


# Where the key alone would not put rows that are read together side by side.
ORDER = {"events": ["date"], "forces": ["party", "date"]}


@EVERY_TABLE
def test_rows_stand_in_the_order_of_their_key(name: str) -> None:
    columns = ORDER.get(name) or table_files.resource(name)["schema"]["primaryKey"]
    keys = table_files.load(name)[columns].map(table_files.as_text).to_numpy().tolist()
    late = next((i for i in range(1, len(keys)) if keys[i] < keys[i - 1]), None)
    assert late is None, f"{name}.csv, line {late + 2}, field {columns[0]}: not in its place"


def test_tables_lists_them_all() -> None:
    listed = sl.tables().set_index("table")
    assert list(listed.index) == TABLES
    assert listed.rows.to_dict() == {name: len(table_files.load(name)) for name in TABLES}
    assert listed.loc["stockpiles", ["first_year", "last_year"]].tolist() == [1945, 2026]
    assert (listed.last_year.dropna() <= listed.as_of.dt.year[listed.last_year.notna()]).all()
    assert listed.as_of.notna().all()
    assert set(listed.licence) == {"CC-BY-4.0"}


# -- The wheel ----------------------------------------------------------------------------------

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
from pathlib import Path
from startlab import cli
assert cli.main(["check"]) == 0
limits = Path(unzipped, "startlab/data/limits.csv")
limits.write_text(limits.read_text("utf-8").replace("1550", "1551"), "utf-8")
Path(unzipped, "startlab/data/forces.csv").unlink()
assert cli.main(["check"]) == 1
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
    good, _, bad = loaded.stdout.partition("All 5 checks passed.\n")
    assert " files, as they were installed\n" in good
    assert sorted(line for line in bad.splitlines() if line.startswith("FAILED")) == [
        f"FAILED  data/{name}.csv is not as it was installed" for name in ("forces", "limits")
    ]
    assert "Install startlab again: " in bad


# -- Damage -------------------------------------------------------------------------------------


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return Path(shutil.copy(str(table_files.DATA.joinpath("declarations.csv")), tmp_path))


def refusal(path: Path) -> str:
    """Return the sentence that the reading of a damaged table ends with."""
    with pytest.raises(sl.StartlabError) as caught:
        table_files.read_table(path.parent, table_files.resource(path.stem))
    return str(caught.value)


# What is done to the second line, and what the sentence names: line, field, value.
FIRST = "2011-02-05,RU,521"
VEHICLES = ["line 2", "deployed_vehicles"]
DAMAGES = [
    (FIRST, "2011-02-35,RU,521", ["line 2, field date: '2011-02-35' is no date: write YYYY"]),
    (FIRST, "2011-02-05,RUS,521", ["line 2, field party: 'RUS' is unknown; nearest"]),
    (FIRST, "2011-02-05,,521", ["line 2", "party", "required"]),
    ("2011-02-05,RU,521,", "2011-02-05,RU,", ["line 2: 8 values where 9"]),
    # What a spreadsheet makes of it.
    (FIRST, "05/02/2011,RU,521", ["line 2", "date", "05/02/2011"]),
    (FIRST, "2011-W05-6,RU,521", ["line 2", "date", "2011-W05-6"]),
    *(
        (FIRST, f"2011-02-05,RU,{value}", [*VEHICLES, f"'{value[:30]}"])
        for value in ["five", "52.5", "inf", "nan", "1_411", str(2**63), "9" * 5000]
    ),
    (FIRST, '2011-02-05,RU,"1,411"', [*VEHICLES, "'1,411'"]),
    (FIRST, "2011-02-05,RU,52\0", [*VEHICLES, "52"]),
    (FIRST, '2011-02-05,RU,"521', ["line 2", "values where 9"]),
    ("date,party", "day,party", ["line 1", "columns"]),
    ("date,party", "date;party", ["line 1", "columns"]),
    ("declared,Data", "declared\n,Data", ["line 2", "8 values where 9"]),
    ("\n2011-02-05,US", "\n2011-02-05,US,", ["line 3", "10 values where 9"]),
    ("\n2011-02-05,US", "\n\n2011-02-05,US", ["line 3", "0 values where 9"]),
]


@pytest.mark.parametrize(("old", "new", "named"), DAMAGES)
def test_damaged_file_names_line_and_field(
    path: Path, old: str, new: str, named: list[str]
) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    said = refusal(path)
    for part in ["declarations.csv", *named]:
        assert part in said


def damage(name: str, old: str, new: str, folder: Path) -> Path:
    text = table_files.DATA.joinpath(f"{name}.csv").read_text("utf-8")
    path = folder / f"{name}.csv"
    path.write_text(re.sub(old, new, text, count=1), "utf-8")
    return path


# Table, a pattern, what takes its place, and the sentence.
OTHERS = [
    ("start1_exchange", r",\d+\.\d,", ",inf,", r"field \w+: 'inf' is no number: write"),
    ("disputes", ",silos,", ",silo,", r"disputes\.csv, line \d+, field unit: 'silo' is"),
]


@pytest.mark.parametrize(("name", "old", "new", "says"), OTHERS)
def test_damage_in_other_tables(name: str, old: str, new: str, says: str, tmp_path: Path) -> None:
    assert re.search(says, refusal(damage(name, old, new, tmp_path)))


RULES = [
    ("positions", r"\nP01,", "\nQ01,", "pattern"),
    ("declarations", ",1800,", ",-5,", "minimum"),
    ("declarations", "2011-02-05,R", "2024-02-05,R", "maximum"),
    ("declarations", "(?<=2011-02-05,)US", "RU", "primary key"),
]


@pytest.mark.parametrize(("name", "old", "new", "rule"), RULES)
def test_what_no_type_tells_the_checker_of_the_standard_does(
    name: str, old: str, new: str, rule: str, tmp_path: Path
) -> None:
    damage(name, old, new, tmp_path)
    report = frictionless.validate(table_files.resource(name), basepath=str(tmp_path))
    ((said,),) = report.flatten(["message"])
    assert rule in said.lower()
    assert re.search('row at position "[23]"', said, re.IGNORECASE)


@pytest.mark.parametrize("damaged", [b"\xff\xfe\x00", b"", None])
def test_a_file_that_is_missing_or_no_text(path: Path, damaged: bytes | None) -> None:
    path.unlink() if damaged is None else path.write_bytes(damaged)
    assert refusal(path).startswith("declarations.csv")


def test_the_line_is_right_after_broken_cells(path: Path) -> None:
    kept = "two\nlines\r\nand\x0bmore\u2028"
    rows = list(csv.reader(path.read_text("utf-8").splitlines()))
    rows[1][-1] = kept
    write(path, rows)
    frame = table_files.read_table(path.parent, table_files.resource("declarations"))
    assert frame.note[0] == kept
    rows[3][2] = "inf"
    write(path, rows)
    assert f"line {4 + kept.count(chr(10))}, field deployed_vehicles: 'inf' is" in refusal(path)


def test_a_type_that_we_do_not_read_stays_text(tmp_path: Path) -> None:
    fields = [{"name": "open", "type": "boolean"}, {"name": "day", "type": "date"}]
    table = {"name": "own", "path": "own.csv", "schema": {"fields": fields}}
    (tmp_path / "own.json").write_text(json.dumps({"resources": [table]}), "utf-8")
    (tmp_path / "own.csv").write_text("open,day\ntrue,2018-02-05\n,\n", "utf-8")
    read = sl.read_package(tmp_path / "own.json")["own"]
    assert [table_files.as_text(value) for value in read.open] == ["true", ""]
    assert read.day.dtype.kind == "M"


def write(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def test_a_damaged_description_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "datapackage.json").write_text("{")
    monkeypatch.setattr(table_files, "DATA", tmp_path)
    monkeypatch.setattr(table_files, "datapackage", table_files.datapackage.__wrapped__)
    with pytest.raises(sl.StartlabError, match=r"datapackage\.json: .*; install the package again"):
        table_files.resource("limits")
    assert cli.main(["data", "limits"]) == cli.FAILED
    assert "datapackage.json" in capsys.readouterr().err
