"""Copying the chapters for a student: nothing that was changed is lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

import startlab as sl
from startlab import cli, lessons

NAMES = sorted(path.name for path in lessons.folder().glob("[0-9]*.ipynb"))


def test_every_chapter_is_copied_with_its_tables(tmp_path: Path) -> None:
    target = tmp_path / "mine"
    assert lessons.copy_notebooks(target) == NAMES
    for name in NAMES:
        text = "".join(cell.source for cell in nbformat.read(target / name, 4).cells)
        assert "src/startlab/data" not in text
    assert (target / "data" / "declarations.csv").exists()


def test_changed_work_is_kept(tmp_path: Path) -> None:
    lessons.copy_notebooks(tmp_path)
    mine, lost = tmp_path / NAMES[0], tmp_path / NAMES[1]
    mine.write_text("my work", "utf-8")
    lost.unlink()
    with pytest.raises(sl.StartlabError, match=NAMES[0]):
        lessons.copy_notebooks(tmp_path)
    assert mine.read_text("utf-8") == "my work"
    assert not lost.exists(), "nothing is written where something would be lost"
    assert lessons.copy_notebooks(tmp_path, force=True) == NAMES[:2]


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
    lessons.copy_notebooks(tmp_path)
    chapter = next(tmp_path.glob("04_*.ipynb"))
    command = [sys.executable, "-m", "nbconvert", "--execute", "--to", "notebook", "--stdout"]
    done = subprocess.run([*command, str(chapter)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]
