"""A read-only or full disk: one sentence, no traceback, and nothing half-written."""

from __future__ import annotations

import errno
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import disk
import pytest
import refresh
from conftest import ROOT

from startlab import cli, lessons

BASE = Path(sys.base_prefix) / "bin" / "python3"
STARTLAB = [sys.executable, "-W", "error", "-m", "startlab.cli"]
READ_ONLY = "mount --bind {folder} {folder} && mount -o remount,ro,bind {folder}"
FULL = "mount -t tmpfs -o size={kilobytes}k tmpfs {folder}"
ALONE = ["unshare", "--map-root-user", "--mount", "sh", "-c"]
MOUNTS = sys.platform == "linux" and subprocess.run([*ALONE, "true"], check=False).returncode == 0
mounts = pytest.mark.skipif(not MOUNTS, reason="this system lets no user mount a folder")


def run_where(mount: str, command: list[str], cwd: Path = ROOT) -> tuple[int, str, str]:
    """Run a command that alone sees the mounted folder; give its code, errors and what is left."""
    folder = mount.split()[-1]
    script = f"{mount} && {{ {shlex.join(command)} >&2; code=$?; find {folder}; exit $code; }}"
    done = subprocess.run([*ALONE, script], cwd=cwd, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr, done.stdout


def holds_one_sentence(said: str, reason: str) -> None:
    (line,) = [line for line in said.splitlines() if not line.startswith("make")]
    assert "Could not write" in line
    assert line.endswith(f"{reason}.")


def told_of_the_full_disk(said: str, place: Path, megabytes: int) -> None:
    (line,) = [line for line in said.splitlines() if not line.startswith("make")]
    reason = f"No space left on device; free {megabytes} MB on that disk, then run it again."
    assert re.fullmatch(rf"Could not write (into )?{place}\S*: {reason}", line), said


@mounts
@pytest.mark.parametrize(
    ("mount", "reason"),
    [(READ_ONLY, "Read-only file system"), (FULL, "No space left on device")],
    ids=["read-only", "full"],
)
@pytest.mark.parametrize(
    "words", [["notebooks", "{folder}"], ["data", "stockpiles", "-o", "{folder}/x.csv"]], ids=str
)
def test_command(mount: str, reason: str, words: list[str], tmp_path: Path) -> None:
    command = [*STARTLAB, *(word.format(folder=tmp_path) for word in words)]
    code, said, left = run_where(mount.format(folder=tmp_path, kilobytes=32), command)
    assert code == cli.FAILED
    holds_one_sentence(said, reason)
    assert not [line for line in left.split() if line not in (f"{tmp_path}", f"{tmp_path}/data")]


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """Copy what make needs to begin; none of these builds gets further."""
    files = ["Makefile", "requirements.txt", "pyproject.toml"]
    for part in [*files, "_config.yml", "_toc.yml", "CHANGELOG.md"]:
        shutil.copy2(ROOT / part, tmp_path)
    shutil.copytree(ROOT / "tools", tmp_path / "tools")
    for folder in ("_build", "book", "notebooks", "src/startlab"):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


@mounts
@pytest.mark.parametrize(
    ("target", "folder"), [("book", "_build"), ("pdf", "_build"), ("notebooks", "notebooks")]
)
@pytest.mark.parametrize("full", [False, True], ids=["read-only", "full"])
def test_make(target: str, folder: str, full: bool, bare: Path) -> None:
    marks = [f"--old-file={sys.prefix}/.ready"] + ["--old-file=_build/html/.complete"] * (
        target == "pdf"
    )
    command = ["make", target, f"VENV={sys.prefix}", *marks]
    place = bare / folder
    mount = FULL.format(folder=place, kilobytes=512) if full else READ_ONLY.format(folder=place)
    code, said, left = run_where(mount, command, cwd=bare)
    assert code != 0
    if full:
        holds_one_sentence(said, "MB are needed, 0 MB are free")
    else:
        holds_one_sentence(said, "Read-only file system")
    assert left.split() == [str(place)]


@mounts
def test_nothing_is_installed_where_nothing_can_be(bare: Path) -> None:
    command = ["make", f"--directory={bare}", "book", f"PYTHON={sys.executable}"]
    code, said, left = run_where(READ_ONLY.format(folder=bare), command)
    assert code != 0
    holds_one_sentence(said, "Read-only file system")
    assert ".venv" not in left


SEEN = {  # what was said on disks that filled up midway: Sphinx, pip, uv, and our own
    """WARNING: cannot copy downloadable file '/a.csv': [Errno 28] No space left on device
OSError: [Errno 28] No space left on device: '/x/_build/a.tmp'""": "/x/_build/a.tmp",
    "OSError: [Errno 28] Kein Platz mehr: '/from/a.svg' -> '/to/a.svg'": "/to/a.svg",
    "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device": None,
    "cause: failed to copy file from /a to /b: No space left on device (os error 28)": None,
    "01.ipynb failed: Could not write /x/01.ipynb: No space left on device.": "/x/01.ipynb",
}


@pytest.mark.parametrize(("said", "place"), SEEN.items(), ids=range(len(SEEN)))
def test_full_disk_is_seen_in_what_a_command_says(
    said: str, place: str | None, tmp_path: Path
) -> None:
    where = place or f"into {tmp_path}"
    assert disk.trouble_in(said, tmp_path, 70) == (
        f"Could not write {where}: No space left on device; "
        "free 70 MB on that disk, then run it again."
    )


def test_other_failures_are_told_as_they_are(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for said in ("KeyError: 28", "[Errno 13] Permission denied", "[Errno 2] No such file: '/a'"):
        script = f"echo begun; echo {shlex.quote(said)} >&2; exit 3"
        assert disk.main(str(tmp_path), "1", "sh", "-c", script) == 3
        assert capfd.readouterr() == ("begun\n", f"{said}\n")
    assert disk.main(str(tmp_path), "1", "sh", "-c", "echo beware >&2") == 0
    assert capfd.readouterr().err == "beware\n"


def test_missing_permission_is_told(tmp_path: Path) -> None:
    said = f"PermissionError: [Errno 13] Permission denied: '{tmp_path}/a.html'"
    assert disk.trouble_in(said, tmp_path, 1) == (
        f"Could not write {tmp_path}/a.html: Permission denied; "
        "make it writable for you, or work in another folder."
    )


@mounts
def test_environment_that_fills_the_disk_is_told(bare: Path) -> None:
    (bare / ".venv").mkdir()
    mount = f"mount -t tmpfs -o size=1600m,nr_inodes=20 tmpfs {bare}/.venv"
    code, said, left = run_where(mount, ["make", ".venv/.ready", f"PYTHON={BASE}"], cwd=bare)
    assert code != 0
    told_of_the_full_disk(said, bare / ".venv", megabytes=1500)
    assert ".ready" not in left


def test_chapters_are_copied_all_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lessons.copy_notebooks(tmp_path / "mine")
    mine = tmp_path / "mine" / sorted(lessons.folder().glob("[0-9]*.ipynb"))[0].name
    mine.write_text("my work", "utf-8")
    before = {path: path.read_bytes() for path in (tmp_path / "mine").rglob("*") if path.is_file()}
    left = [3]
    write = Path.write_bytes

    def fill_up(path: Path, content: bytes) -> int:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", fill_up)
    for folder in ("mine", "new"):
        left[0] = 3
        assert cli.main(["notebooks", str(tmp_path / folder), "--force"]) == cli.FAILED
        assert capsys.readouterr().err.endswith(": No space left on device.\n")
    after = {path: path.read_bytes() for path in (tmp_path / "mine").rglob("*") if path.is_file()}
    assert after == before
    assert not (tmp_path / "new").exists()


def test_work_that_is_no_text_is_kept(tmp_path: Path) -> None:
    lessons.copy_notebooks(tmp_path)
    mine = next(tmp_path.glob("01_*.ipynb"))
    mine.write_bytes(b"\xff\xfe")
    assert cli.main(["notebooks", str(tmp_path)]) == cli.WRONG_USE
    assert mine.read_bytes() == b"\xff\xfe"


def test_room_is_counted(tmp_path: Path) -> None:
    assert disk.trouble(tmp_path / "new", 1) is None
    told = disk.trouble(tmp_path, 10**9)
    assert told is not None
    assert "1000000000 MB are needed" in told


def test_refreshed_notebook_is_stored_whole_or_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    chapter = tmp_path / "01.ipynb"
    stored = (ROOT / "notebooks/how_we_know_the_models_are_right.ipynb").read_text("utf-8")
    chapter.write_text(stored, "utf-8")

    def write(path: Path, _: bytes) -> None:
        path.touch()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(refresh, "execute", lambda notebook, _folder: notebook.cells.pop())
    for drawing in ("draw_cover", "draw_card"):
        monkeypatch.setattr(refresh, drawing, lambda: None)
    monkeypatch.setattr(Path, "write_bytes", write)
    assert refresh.main([str(chapter), str(chapter)]) == 1, "the second is left"
    err = capsys.readouterr().err
    assert err == f"01.ipynb failed: Could not write {chapter}: No space left on device.\n"
    assert chapter.read_text("utf-8") == stored
    assert list(tmp_path.iterdir()) == [chapter]
