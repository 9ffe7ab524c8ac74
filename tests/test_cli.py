"""The command `startlab`: what it prints, what it refuses, and its exit codes."""

from __future__ import annotations

import csv
import importlib.metadata
import io
import json
import os
import resource
import shlex
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import startlab as sl
from startlab import cli, reading

TABLES = [table["name"] for table in reading.datapackage()["resources"]]
COMMAND = [sys.executable, "-W", "error", "-m", "startlab"]
Captured = pytest.CaptureFixture[str]


def sentence(capsys: Captured) -> str:
    """Return what went to stderr: one sentence, and nothing on stdout."""
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("startlab: ")
    assert err.count("\n") == 1
    assert err.endswith(".\n")
    return err


# -- startlab data ------------------------------------------------------------------------------


def test_data_lists_the_tables(capsys: Captured) -> None:
    assert cli.main(["data"]) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert head.split()[:2] == ["table", "rows"]
    assert [line.split()[0] for line in lines] == TABLES
    assert max(map(len, lines)) < 160


def test_the_list_comes_in_every_format(capsys: Captured) -> None:
    assert cli.main(["data", "--format", "json"]) == 0
    assert [row["table"] for row in json.loads(capsys.readouterr().out)] == TABLES


@pytest.mark.parametrize("name", TABLES)
def test_csv_is_the_file_itself(name: str, capsys: Captured) -> None:
    assert cli.main(["data", name]) == 0
    assert capsys.readouterr().out == reading.DATA.joinpath(f"{name}.csv").read_text("utf-8")


def test_json_has_numbers_and_nulls(capsys: Captured) -> None:
    assert cli.main(["data", "declarations", "--format", "json"]) == 0
    first, *_, last = json.loads(capsys.readouterr().out)
    assert (first["date"], first["deployed_warheads"]) == ("2011-02-05", 1537)
    assert last["original"] is None or isinstance(last["original"], str)
    by_day = json.dumps([first, last])
    assert "NaN" not in by_day
    assert len(_) == len(sl.load_declarations()) - 2


@pytest.mark.parametrize("name", TABLES)
def test_markdown_has_the_same_cells_on_every_line(name: str, capsys: Captured) -> None:
    assert cli.main(["data", name, "--format", "markdown"]) == 0
    lines = capsys.readouterr().out.splitlines()
    bars = {line.replace("\\\\", "").replace("\\|", "").count("|") for line in lines}
    assert bars == {len(reading.load(name).columns) + 1}
    assert len(lines) == len(reading.load(name)) + 2


def test_markdown_escapes_pipes_and_line_ends() -> None:
    assert cli.markdown_table(["a"], [["x|y\nz\\"]]).splitlines()[2] == "| x\\|y z\\\\ |"


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_where_takes_several_conditions(capsys: Captured) -> None:
    where = ["--where", "party=US", "--where", "date=2018-02-05", "--where", "date=2018-09-01"]
    assert cli.main(["data", "declarations", *where]) == 0
    rows = rows_of(capsys.readouterr().out)
    assert [(row["date"], row["party"]) for row in rows] == [
        ("2018-02-05", "US"),
        ("2018-09-01", "US"),
    ]


def test_where_finds_numbers_values_with_signs_and_missing_ones(capsys: Captured) -> None:
    assert cli.main(["data", "limits", "--where", "limit_value=1550"]) == 0
    assert [row["treaty"] for row in rows_of(capsys.readouterr().out)] == ["New START"]
    assert cli.main(["data", "treaties", "--where", "ended="]) == 0
    assert {row["treaty"] for row in rows_of(capsys.readouterr().out)} == {"SALT II", "START II"}


WRONG = [
    (["data", "declaration"], "There is no table 'declaration'. Nearest: declarations"),
    (["data", "limits", "--where", "partie=US"], "no column 'partie'. Nearest: article"),
    (["data", "limits", "--where", "treaty=New Start"], "treaty = 'New Start'. Nearest: New START"),
    (["data", "limits", "--where", "treaty"], "Write --where COLUMN=VALUE, not 'treaty'"),
    (["source", "eprs-2021-limit"], "no source 'eprs-2021-limit'. Nearest keys: eprs-2021-limits"),
]


@pytest.mark.parametrize(("words", "told"), WRONG)
def test_wrong_use_is_told_in_one_sentence(words: list[str], told: str, capsys: Captured) -> None:
    assert cli.main(words) == cli.WRONG_USE
    assert told in sentence(capsys)


@pytest.mark.parametrize("words", [["dat"], ["data", "--format", "xml"], ["source"], ["-x"]])
def test_wrong_words_exit_as_argparse_does(words: list[str], capsys: Captured) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(words)
    assert left.value.code == cli.WRONG_USE
    assert "usage: startlab" in capsys.readouterr().err


def test_no_command_shows_the_help(capsys: Captured) -> None:
    assert cli.main([]) == cli.WRONG_USE
    assert "examples:" in capsys.readouterr().err


def test_a_damaged_table_is_not_the_users_mistake(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    def damaged(name: str) -> None:
        raise sl.StartlabError(f"{name}.csv, line 2, field date: '5' is not a date.")

    monkeypatch.setattr(reading, "load", damaged)
    assert cli.main(["data", "limits"]) == cli.FAILED
    assert "limits.csv, line 2, field date" in sentence(capsys)


# -- Files --------------------------------------------------------------------------------------


def test_output_goes_to_a_file_and_nothing_else_stays(tmp_path: Path, capsys: Captured) -> None:
    target = tmp_path / "limits.csv"
    assert cli.main(["data", "limits", "-o", str(target)]) == 0
    assert capsys.readouterr() == ("", "")
    assert target.read_bytes() == reading.DATA.joinpath("limits.csv").read_bytes()
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_is_overwritten_only_with_force(tmp_path: Path, capsys: Captured) -> None:
    target = tmp_path / "mine.csv"
    target.write_text("mine")
    words = ["data", "limits", "-o", str(target)]
    assert cli.main(words) == cli.WRONG_USE
    assert "is there already; overwrite it with --force" in sentence(capsys)
    assert target.read_text() == "mine"
    assert cli.main([*words, "--force"]) == 0
    assert target.read_text("utf-8").startswith("treaty,item,")


def test_only_files_are_overwritten(tmp_path: Path, capsys: Captured) -> None:
    for target in [tmp_path, Path(os.devnull)]:
        assert cli.main(["data", "limits", "-o", str(target), "--force"]) == cli.WRONG_USE
        assert "is not a file" in sentence(capsys)


def test_missing_folder(tmp_path: Path, capsys: Captured) -> None:
    assert cli.main(["data", "limits", "-o", str(tmp_path / "no" / "x.csv")]) == cli.FAILED
    assert "No such file or directory" in sentence(capsys)


@pytest.fixture
def read_only() -> Iterator[Path]:
    """Make a folder in which nobody may write; root may everywhere, so it steps down."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o555)
        root = os.geteuid() == 0
        if root:
            os.seteuid(65534)
        try:
            yield folder
        finally:
            if root:
                os.seteuid(0)
            folder.chmod(0o755)


def test_read_only_folder(read_only: Path, capsys: Captured) -> None:
    reading.load("limits")
    assert cli.main(["data", "limits", "-o", str(read_only / "x.csv")]) == cli.FAILED
    assert "Could not write" in (told := sentence(capsys))
    assert "Permission denied" in told
    assert not list(read_only.iterdir())


def small_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))


def test_a_file_that_does_not_fit_is_not_left_in_part(tmp_path: Path) -> None:
    target = tmp_path / "stockpiles.csv"
    target.write_text("mine")
    words = ["data", "stockpiles", "--force", "-o", str(target)]
    done = subprocess.run(
        [*COMMAND, *words], capture_output=True, text=True, preexec_fn=small_files
    )
    assert (done.returncode, done.stdout) == (cli.FAILED, "")
    assert done.stderr == f"startlab: Could not write {target}: File too large.\n"
    assert target.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux only")
def test_full_disk_is_one_sentence() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COMMAND, "data", "limits"], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == cli.FAILED
    assert done.stderr == "startlab: Could not write the output: No space left on device.\n"


def test_closed_pipe_is_quiet() -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen([*COMMAND, "data", "stockpiles"], stdout=pipe, stderr=pipe) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


@pytest.mark.parametrize(
    ("words", "closed", "code", "said"),
    [
        ("data limits", ">&-", cli.FAILED, "startlab: Could not write the output: it is closed.\n"),
        ("data limits -o limits.csv", ">&-", 0, ""),
        ("data limit", "2>&-", cli.WRONG_USE, ""),
        ("--version", ">&-", 0, f"startlab {sl.__version__}\n"),
    ],
)
def test_closed_output_is_at_most_one_sentence(
    words: str, closed: str, code: int, said: str, tmp_path: Path
) -> None:
    line = f"{shlex.join(COMMAND)} {words} {closed}"
    done = subprocess.run(line, shell=True, capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", said)


def test_text_is_utf_8_whatever_the_terminal_says() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([*COMMAND, "data", "events"], capture_output=True, env=environment)
    assert done.stdout == reading.DATA.joinpath("events.csv").read_bytes()


# -- startlab source ----------------------------------------------------------------------------


def test_source_shows_one_key_or_a_whole_cell(capsys: Captured) -> None:
    assert cli.main(["source", "eprs-2021-limits;state-new-start-aggregate"]) == 0
    text = capsys.readouterr().out
    assert str(sl.cite("state-new-start-aggregate")) in text
    assert "Rank B: reference work." in text


# -- startlab check -----------------------------------------------------------------------------


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy the data to the place where an installed package would have them."""
    folder = tmp_path / "site-packages" / "startlab" / "data"
    shutil.copytree(str(reading.DATA), folder)
    monkeypatch.setattr(cli, "DATA", folder)
    return folder


def test_check_passes_and_names_everything(capsys: Captured) -> None:
    assert cli.main(["check"]) == 0
    text = capsys.readouterr().out
    assert text.startswith(f"ok      startlab {sl.__version__}, ")
    for name in [f"Python {sys.version_info[0]}.", "pandas ", "matplotlib ", "ipywidgets "]:
        assert f"ok      {name}" in text
    for name in TABLES:
        assert f"ok      {name}.csv, sha256:" in text
    assert text.endswith("checks passed.\n")


def test_check_tells_a_changed_and_a_missing_table(data: Path, capsys: Captured) -> None:
    with (data / "limits.csv").open("a") as file:
        file.write("more\n")
    (data / "claims.csv").unlink()
    assert cli.main(["check"]) == cli.FAILED
    lines = capsys.readouterr().out.splitlines()
    failed = [line for line in lines if line.startswith("FAILED")]
    assert len(failed) == 2
    assert "limits.csv, sha256:" in failed[0]
    assert "was built with sha256:" in failed[0]
    assert failed[1] == "FAILED  claims.csv: No such file or directory"
    assert lines[-1].startswith("Install startlab again: ")


def test_check_tells_a_damaged_description(data: Path, capsys: Captured) -> None:
    (data / "datapackage.json").write_text("{")
    assert cli.main(["check"]) == cli.FAILED
    assert "FAILED  datapackage.json: " in capsys.readouterr().out


def test_check_tells_old_and_missing_libraries(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    def version(name: str) -> str:
        if name == "ipywidgets":
            raise importlib.metadata.PackageNotFoundError
        return "1.5.3" if name == "pandas" else "99.0rc1"

    monkeypatch.setattr(cli.metadata, "version", version)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert cli.main(["check"]) == cli.FAILED
    text = capsys.readouterr().out
    assert "FAILED  pandas 1.5.3, needs 3.0 or later" in text
    assert 'Install pandas: python -m pip install "pandas>=3.0".' in text
    assert "FAILED  ipywidgets is missing" in text
    assert "ok      matplotlib 99.0rc1" in text
    assert "FAILED  no kernel for notebooks" in text
    assert 'python -m pip install "startlab[lab]"' in text


def test_record_is_for_the_source_tree(data: Path, capsys: Captured) -> None:
    with (data / "limits.csv").open("a") as file:
        file.write("more\n")
    assert cli.main(["check", "--record"]) == cli.WRONG_USE
    assert "in the source tree, not in an installed startlab" in sentence(capsys)
    (data.parents[2] / "pyproject.toml").touch()
    assert cli.main(["check", "--record"]) == 0
    assert capsys.readouterr().out.startswith("recorded limits.csv\n")
    assert cli.main(["check"]) == 0


def test_recording_nothing_new_changes_no_byte(data: Path) -> None:
    before = (data / "datapackage.json").read_bytes()
    cli.record_hashes(data)
    package = json.loads(before)
    package["resources"][0]["hash"] = "sha256:0"
    (data / "datapackage.json").write_text(json.dumps(package), "utf-8")
    assert cli.record_hashes(data) == ["treaties.csv"]
    assert (data / "datapackage.json").read_bytes() == before


# -- The command itself -------------------------------------------------------------------------


def test_version_and_help(capsys: Captured) -> None:
    for words, start in [(["--version"], f"startlab {sl.__version__}\n"), (["--help"], "usage: ")]:
        with pytest.raises(SystemExit) as left:
            cli.main(words)
        assert left.value.code == 0
        assert capsys.readouterr().out.startswith(start)


def test_help_loads_nothing_heavy() -> None:
    code = "import sys, startlab.cli; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout
    assert not {"pandas", "numpy", "matplotlib"} & set(loaded.split())


def test_every_example_of_the_help_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path))
    lines = [line.split("   ")[0].strip() for line in cli.EXAMPLES.splitlines()]
    commands = [line.split() for line in lines if line.startswith("startlab ")]
    assert len(commands) >= 6
    for _, *words in commands:
        if words[0] != "lab":  # it runs until somebody ends it
            assert cli.main(words) == 0, words
    assert capsys.readouterr().err == ""


def test_the_command_is_declared() -> None:
    root = Path(__file__).parent.parent
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["scripts"] == {"startlab": "startlab.cli:main"}


def test_an_older_python_hears_what_is_needed() -> None:
    code = "import sys; sys.version_info = (3, 10, 12, 'final', 0); import startlab"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    sentence = "ImportError: startlab needs Python 3.11 or later; this is Python 3.10.12\n"
    assert done.stderr.endswith(sentence)
    root = Path(__file__).parent.parent
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["requires-python"] == ">=3.11"


def test_interrupt_is_quiet(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    def stop(_name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(reading, "load", stop)
    assert cli.main(["data", "limits"]) == 130
    assert capsys.readouterr() == ("", "")
