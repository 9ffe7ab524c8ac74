"""Copying the chapters for a student: nothing that was changed is lost."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.sign import NotebookNotary

import startlab as sl
from startlab import cli, notebooks

NAMES = sorted(path.name for path in notebooks.folder().glob("[0-9]*.ipynb"))


@pytest.fixture(autouse=True)
def _own_store(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sign nothing in the store of whoever runs the tests."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path_factory.mktemp("jupyter")))


def test_every_chapter_is_copied_with_its_tables(tmp_path: Path) -> None:
    target = tmp_path / "mine"
    assert notebooks.copy_notebooks(target) == NAMES
    for name in NAMES:
        text = "".join(cell.source for cell in nbformat.read(target / name, 4).cells)
        for link in re.findall(r"\]\((?!https?:|#)([^)]*)\)", text):
            assert (target / link).is_file(), link
    assert (target / "models" / "inspection.py").exists()
    assert {path.name for path in (target / "data").iterdir()} == {
        path.name for path in (notebooks.HERE / "data").glob("*.csv")
    }


def test_no_file_of_a_student_is_lost(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = [NAMES[0], "data/events.csv", "models/inspection.py"]
    mine = [tmp_path / name for name in names]
    for path in mine:
        path.parent.mkdir(exist_ok=True)
        path.write_text("mine", "utf-8")
    assert cli.main(["notebooks", str(tmp_path)]) == cli.WRONG_USE
    assert f"are kept: {', '.join(names)}. " in capsys.readouterr().err
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == mine
    assert {path.read_text("utf-8") for path in mine} == {"mine"}
    assert cli.main(["notebooks", str(tmp_path), "--force"]) == 0
    assert "mine" not in {path.read_text("utf-8") for path in mine}


@pytest.mark.parametrize("command", ["notebooks", "lab"])
def test_an_empty_name_is_no_folder(
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main([command, ""]) == cli.WRONG_USE
    assert "The name of the folder is empty" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_file_in_place_of_a_folder_stops_the_whole_copy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "models").write_text("mine", "utf-8")
    assert cli.main(["notebooks", str(tmp_path)]) == cli.FAILED
    assert "Could not write into" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["models"]


def test_copies_are_trusted_by_jupyter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "mine"
    assert cli.main(["notebooks", str(target)]) == 0
    assert "jupyter trust" not in capsys.readouterr().out
    with NotebookNotary() as notary:
        for name in NAMES:
            assert notary.check_signature(nbformat.read(target / name, 4)), name


def test_where_nothing_can_sign_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(Path(__file__) / "no"))
    assert cli.main(["notebooks", str(tmp_path)]) == 0
    assert f"jupyter trust {tmp_path}/*.ipynb" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["csv.py", "pandas.py"])
def test_a_file_with_the_name_of_a_library_is_told(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_text("raise SystemExit('mine was run')", "utf-8")
    assert cli.main(["lab", str(tmp_path)]) == cli.WRONG_USE
    assert f"{tmp_path / name} in place of the library; rename it." in capsys.readouterr().err


def test_lab_runs_no_file_of_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run: list[list[str]] = []
    monkeypatch.setattr(
        subprocess,
        "run",
        lambda words, **_: run.append(words) or subprocess.CompletedProcess([], 0),
    )
    assert cli.main(["lab", str(tmp_path)]) == 0
    assert all(words[:3] == [sys.executable, "-P", "-m"] for words in run)


def test_changed_work_is_kept(tmp_path: Path) -> None:
    notebooks.copy_notebooks(tmp_path)
    mine, lost = tmp_path / NAMES[0], tmp_path / NAMES[1]
    mine.write_text("my work", "utf-8")
    lost.unlink()
    with pytest.raises(sl.StartlabError, match=NAMES[0]):
        notebooks.copy_notebooks(tmp_path)
    assert mine.read_text("utf-8") == "my work"
    assert not lost.exists(), "nothing is written where something would be lost"
    assert notebooks.copy_notebooks(tmp_path, force=True) == NAMES[:2]


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "mine"
    assert cli.main(["notebooks", str(target)]) == 0
    assert f"{len(NAMES)} notebooks written" in capsys.readouterr().out
    (target / NAMES[0]).write_text("my work", "utf-8")
    assert cli.main(["notebooks", str(target)]) == 2
    assert "are kept" in capsys.readouterr().err
    assert cli.main(["notebooks", str(target), "--force"]) == 0


def test_folder_that_cannot_be_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    assert cli.main(["notebooks", str(tmp_path / "file" / "mine")]) == 1
    assert "Could not write into" in capsys.readouterr().err


def test_lab_without_jupyterlab(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert cli.main(["lab", str(tmp_path)]) == 1
    assert "startlab[lab]" in capsys.readouterr().err


def test_a_copied_chapter_runs(tmp_path: Path) -> None:
    notebooks.copy_notebooks(tmp_path)
    chapter = next(tmp_path.glob("04_*.ipynb"))
    command = [sys.executable, "-m", "nbconvert", "--execute", "--to", "notebook", "--stdout"]
    done = subprocess.run([*command, str(chapter)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]
