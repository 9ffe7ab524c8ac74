"""The command `startlab`: what it prints, what it refuses, and its exit codes."""

from __future__ import annotations

import importlib.metadata
import json
import os
import resource
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from conftest import ROOT

import startlab as sl
from startlab import cli, table_files
from startlab.sources import all_sources

TABLES = [table["name"] for table in table_files.datapackage()["resources"]]
COMMAND = [sys.executable, "-W", "error", "-m", "startlab"]
Captured = pytest.CaptureFixture[str]


def output(capsys: Captured, words: str) -> str:
    """Return what a command that succeeds prints."""
    assert cli.main(shlex.split(words)) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def sentence(capsys: Captured) -> str:
    """Return what went to stderr: one sentence, and nothing on stdout."""
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("startlab: ")
    assert err.count("\n") == 1
    assert err.endswith(".\n")
    return err


# -- startlab data, startlab source -------------------------------------------------------------


def test_data_lists_the_tables(capsys: Captured) -> None:
    head, *lines = output(capsys, "data").splitlines()
    assert head.split()[:2] == ["table", "rows"]
    assert [line.split()[0] for line in lines] == TABLES
    assert max(map(len, lines)) < 160
    assert [row["table"] for row in json.loads(output(capsys, "data --format json"))] == TABLES


@pytest.mark.parametrize("name", TABLES)
def test_every_format_holds_the_whole_table(name: str, capsys: Captured) -> None:
    text = table_files.DATA.joinpath(f"{name}.csv").read_text("utf-8")
    assert output(capsys, f"data {name}") == text
    frame = table_files.load(name)
    lines = output(capsys, f"data {name} --format markdown").splitlines()
    bars = {line.replace("\\\\", "").replace("\\|", "").count("|") for line in lines}
    assert bars == {len(frame.columns) + 1}
    assert len(lines) == len(frame) + 2
    written = output(capsys, f"data {name} --format json")
    assert "NaN" not in written
    rows = [list(map(table_files.as_text, row)) for row in frame.itertuples(index=False)]
    values = [[v if v is not None else "" for v in row.values()] for row in json.loads(written)]
    assert [list(map(str, row)) for row in values] == rows


def test_json_has_numbers_and_markdown_escapes(capsys: Captured) -> None:
    first, *_ = json.loads(output(capsys, "data declarations --format json"))
    assert (first["date"], first["deployed_warheads"]) == ("2011-02-05", 1537)
    assert cli.markdown_table(["a"], [["x|y\nz\\"]]).splitlines()[2] == "| x\\|y z\\\\ |"


@pytest.mark.parametrize(
    ("words", "column", "values"),
    [
        ("limits --where limit_value=1550", "treaty", ["New START"]),
        ("treaties --where ended=", "treaty", ["SALT II", "START II"]),
        (
            "declarations --where party=US --where date=2018-02-05 --where date=2018-09-01",
            "date",
            ["2018-02-05", "2018-09-01"],
        ),
    ],
)
def test_where(words: str, column: str, values: list[str], capsys: Captured) -> None:
    rows = json.loads(output(capsys, f"data {words} --format json"))
    assert [row[column] for row in rows] == values


def test_source_shows_one_key_or_a_whole_cell(capsys: Captured) -> None:
    text = output(capsys, "source 'eprs-2021-limits;state-new-start-aggregate'")
    assert str(sl.cite("state-new-start-aggregate")) in text
    assert "Rank B: reference work." in text


WRONG = [
    ("data declaration", "There is no table 'declaration'. Nearest: declarations"),
    ("data limits --where partie=US", "no column 'partie'. Nearest: article"),
    ("data limits --where 'treaty=New Start'", "treaty = 'New Start'. Nearest: New START"),
    ("data limits --where treaty", "Write --where COLUMN=VALUE, not 'treaty'"),
    ("source eprs-2021-limit", "no source 'eprs-2021-limit'. Nearest keys: eprs-2021-limits"),
    (f"data limits --force -o {os.devnull}", "is not a file"),
    ("data limits --force -o .", "is not a file"),
    ("notebooks ''", "The name of the folder is empty"),
    ("lab ''", "The name of the folder is empty"),
]


@pytest.mark.parametrize(("words", "says"), WRONG)
def test_wrong_use_is_one_sentence(
    words: str, says: str, capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(shlex.split(words)) == cli.WRONG_USE
    assert says in sentence(capsys)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("words", "code", "start"),
    [
        ("dat", 2, "usage: startlab"),
        ("data --format xml", 2, "usage: startlab"),
        ("source", 2, "usage: startlab"),
        ("--versio", 2, "usage: startlab"),  # no abbreviations
        ("--version", 0, f"startlab {sl.__version__}\n"),
        ("--help", 0, "usage: startlab"),
    ],
)
def test_wrong_words_exit_as_argparse_does(
    words: str, code: int, start: str, capsys: Captured
) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(words.split())
    assert left.value.code == code
    out, err = capsys.readouterr()
    assert (err if code else out).startswith(start)


def test_no_command_shows_the_help(capsys: Captured) -> None:
    assert cli.main([]) == cli.WRONG_USE
    assert "examples:" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (sl.StartlabError("limits.csv, line 2, field date: '5' is not a date."), 1, "line 2"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_what_is_not_the_users_mistake(
    error: BaseException, code: int, says: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    def damaged(_name: str) -> None:
        raise error

    monkeypatch.setattr(table_files, "load", damaged)
    assert cli.main(["data", "limits"]) == code
    assert capsys.readouterr() == ("", "") if not says else says in sentence(capsys)


# -- Files --------------------------------------------------------------------------------------


def test_a_file_is_written_whole_and_overwritten_only_with_force(
    tmp_path: Path, capsys: Captured
) -> None:
    target = tmp_path / "limits.csv"
    target.write_text("mine")
    assert cli.main(["data", "limits", "-o", str(target)]) == cli.WRONG_USE
    assert "is there already; overwrite it with --force" in sentence(capsys)
    assert target.read_text() == "mine"
    assert output(capsys, f"data limits --force -o {target}") == ""
    assert target.read_bytes() == table_files.DATA.joinpath("limits.csv").read_bytes()
    assert list(tmp_path.iterdir()) == [target]


def small_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))


@pytest.mark.parametrize(
    ("folder", "limit", "says"),
    [
        ("no", None, "No such file or directory"),
        (".", small_files, "File too large"),
    ],
)
def test_what_cannot_be_written_is_not_left_in_part(
    folder: str, limit: object, says: str, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text("mine")
    target = tmp_path / folder / "mine.csv"
    words = ["data", "stockpiles", "--force", "-o", str(target)]
    done = subprocess.run([*COMMAND, *words], capture_output=True, text=True, preexec_fn=limit)
    assert (done.returncode, done.stdout) == (cli.FAILED, "")
    assert done.stderr == f"startlab: {target}: {says}.\n"
    assert [path.read_text() for path in tmp_path.iterdir()] == ["mine"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux only")
@pytest.mark.parametrize(
    ("words", "into", "code", "said"),
    [
        ("data limits", ">&-", 1, "startlab: The output is closed.\n"),
        ("data limits -o limits.csv", ">&-", 0, ""),
        ("data limit", "2>&-", 2, ""),
        ("--version", ">&-", 0, f"startlab {sl.__version__}\n"),
        (
            "data limits",
            ">/dev/full",
            1,
            "startlab: The output: No space left on device.\n",
        ),
        ("data stockpiles", "| true", 0, ""),  # whoever listens stops: no error
    ],
)
def test_closed_output_is_at_most_one_sentence(
    words: str, into: str, code: int, said: str, tmp_path: Path
) -> None:
    line = ["bash", "-o", "pipefail", "-c", f"{shlex.join(COMMAND)} {words} {into}"]
    done = subprocess.run(line, capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", said)


def test_text_is_utf_8_whatever_the_terminal_says() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([*COMMAND, "data", "events"], capture_output=True, env=environment)
    assert done.stdout == table_files.DATA.joinpath("events.csv").read_bytes()


# -- startlab check -----------------------------------------------------------------------------


def test_check_passes_and_names_everything(capsys: Captured) -> None:
    lines = output(capsys, "check").splitlines()
    version = ".".join(map(str, sys.version_info[:3]))
    for line, start in zip(lines, [
        f"startlab {sl.__version__}, ",
        f"Python {version}, pandas {importlib.metadata.version('pandas')}, matplotlib ",
        "a kernel for notebooks",
        "files of a source tree",
        f"{len(TABLES)} tables, {len(all_sources()):,} sources",
    ], strict=False):  # fmt: skip
        assert line.startswith(f"ok      {start}")
    assert lines[5:] == ["", "All 5 checks passed."]


def test_check_tells_what_is_missing_or_damaged(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    def version(name: str) -> str:
        if name == "ipywidgets":
            raise importlib.metadata.PackageNotFoundError
        return "99.0rc1"

    def tables() -> None:
        raise sl.StartlabError("The file limits.csv is missing.")

    monkeypatch.setattr(cli.metadata, "version", version)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    monkeypatch.setattr("startlab.datasets.tables", tables)
    assert cli.main(["check"]) == cli.FAILED
    lines, _, advice = capsys.readouterr().out.partition("\n\n")
    assert [line for line in lines.splitlines() if line.startswith("FAILED  ")] == [
        "FAILED  ipywidgets is missing",
        "FAILED  no kernel for notebooks",
        "FAILED  The file limits.csv is missing.",
    ]
    assert "pip install --force-reinstall startlab" in advice
    assert 'pip install "startlab[lab]"' in advice


# -- The command itself -------------------------------------------------------------------------


def test_help_loads_nothing_heavy() -> None:
    code = "import sys, startlab.cli; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout
    assert not {"pandas", "numpy", "matplotlib"} & set(loaded.split())


def test_every_example_of_the_help_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path))
    # A copy of the project, to `new`, and something to `grade`.
    for place in ("_toc.yml", "notebooks/own", "tests/own", "ps1/submitted/ada"):
        (tmp_path / place).mkdir(parents=True) if "/" in place else (tmp_path / place).touch()
    (tmp_path / "ps1/submitted/ada.ipynb").touch()
    lines = [line.split("   ")[0].strip() for line in cli.EXAMPLES.splitlines()]
    commands = [line.removeprefix("startlab ") for line in lines if line.startswith("startlab ")]
    assert len(commands) >= 6
    for words in commands:
        if not words.startswith("lab"):  # it runs until somebody ends it
            output(capsys, words)


def test_what_pyproject_says_of_the_command_and_of_python() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["scripts"] == {"startlab": "startlab.cli:main"}
    assert project["requires-python"] == ">=3.11"
