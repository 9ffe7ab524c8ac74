"""Copying the chapters for a student: nothing that was changed is lost."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.sign import NotebookNotary

from startlab import cli, notebooks

NAMES = sorted(path.name for path in notebooks.folder().glob("[0-9]*.ipynb"))
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _own_store(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sign nothing in the store of whoever runs the tests."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path_factory.mktemp("jupyter")))


def test_every_chapter_is_copied_with_its_tables_and_trusted(
    tmp_path: Path, capsys: Captured
) -> None:
    target = tmp_path / "mine"
    assert cli.main(["notebooks", str(target)]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"{len(NAMES)} notebooks written into {target}; ")
    assert "jupyter trust" not in said
    with NotebookNotary() as notary:
        for name in NAMES:
            notebook = nbformat.read(target / name, 4)
            assert notary.check_signature(notebook), name
            text = "".join(cell.source for cell in notebook.cells)
            for link in re.findall(r"\]\((?!https?:|#)([^)]*)\)", text):
                assert (target / link).is_file(), link
    assert (target / "models" / "inspection.py").exists()
    assert {path.name for path in (target / "data").iterdir()} == {
        path.name for path in (notebooks.HERE / "data").glob("*.csv")
    }


def test_no_file_of_a_student_is_lost(tmp_path: Path, capsys: Captured) -> None:
    """Nothing is written where something would be lost; with force, only what differs."""
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
    mine[0].unlink()
    assert notebooks.copy_notebooks(tmp_path) == NAMES[:1]


@pytest.mark.parametrize("place", ["models", "file/mine"])
def test_a_file_in_place_of_a_folder_stops_the_whole_copy(
    place: str, tmp_path: Path, capsys: Captured
) -> None:
    file = tmp_path / place.split("/")[0]
    file.write_text("mine", "utf-8")
    target = tmp_path if place == "models" else tmp_path / place
    assert cli.main(["notebooks", str(target)]) == cli.FAILED
    assert str(file) in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [file]


def test_where_nothing_can_sign_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(Path(__file__) / "no"))
    assert cli.main(["notebooks", str(tmp_path)]) == 0
    assert f"jupyter trust {tmp_path}/*.ipynb" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["csv.py", "pandas.py"])
def test_a_file_with_the_name_of_a_library_is_told(
    name: str, tmp_path: Path, capsys: Captured
) -> None:
    (tmp_path / name).write_text("raise SystemExit('mine was run')", "utf-8")
    assert cli.main(["lab", str(tmp_path)]) == cli.WRONG_USE
    assert f"{tmp_path / name} in place of the library; rename it." in capsys.readouterr().err


def test_lab_runs_no_file_of_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    run: list[list[str]] = []

    def note(words: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        run.append(words)
        return subprocess.CompletedProcess([], 0)

    monkeypatch.setattr(subprocess, "run", note)
    assert cli.main(["lab", str(tmp_path)]) == 0
    assert run
    assert all(words[:3] == [sys.executable, "-P", "-m"] for words in run)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert cli.main(["lab", str(tmp_path)]) == cli.FAILED
    assert "startlab[lab]" in capsys.readouterr().err


@pytest.mark.nightly  # make test runs the same cells where they stand
def test_a_copied_chapter_runs(tmp_path: Path) -> None:
    notebooks.copy_notebooks(tmp_path)
    chapter = next(tmp_path.glob("04_*.ipynb"))
    command = [sys.executable, "-m", "nbconvert", "--execute", "--to", "notebook", "--stdout"]
    done = subprocess.run([*command, str(chapter)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]
