"""Where the browser of the tests comes from, on machines that have none: with recorders for
apt-get and for playwright's installer.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import chromium
import pytest
from conftest import ROOT

Monkey = pytest.MonkeyPatch
APT = ["apt-get update", "apt-get install -y libatomic1", "apt-get install -y chromium"]


class Machine:
    """A machine without Chromium: what is on its PATH, and what was called there."""

    def __init__(self, folder: Path) -> None:
        self.programs = folder / "programs"
        self.programs.mkdir()
        self.own = folder / "chrome-of-playwright"
        self.log = folder / "log"
        self.log.touch()

    def add(
        self, name: str, last: str = "", makes: Path | None = None, needs: str = "true"
    ) -> Path:
        """Add a program that starts where `needs` holds, and that notes what it is called for.

        Called with the last word, it installs: it makes a program that starts.
        """
        path = self.programs / name
        lines = [
            "#!/bin/bash",
            f'{needs} || {{ echo "{name}: a library is missing" >&2; exit 127; }}',
            '[[ "$*" == *--version* ]] && exit 0',
            f'echo "{name} $*" >> {self.log}',
            f'[ "${{@: -1}}" = {last!r} ] && /bin/cp /bin/true {makes}' if makes else "exit 1",
        ]
        path.write_text("\n".join(lines), "utf-8")
        path.chmod(0o755)
        return path

    def calls(self) -> list[str]:
        return self.log.read_text("utf-8").splitlines()


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: Monkey) -> Machine:
    made = Machine(tmp_path)
    monkeypatch.setenv("PATH", str(made.programs))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(
        chromium, "_of_playwright", lambda: str(made.own) if made.own.exists() else None
    )
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(chromium, "PLAYWRIGHT", (str(made.add("python")), "-m", "playwright"))
    return made


def test_what_is_named_comes_first_then_the_path_then_playwright(
    machine: Machine, monkeypatch: Monkey
) -> None:
    assert chromium.find() is None
    machine.own.touch()
    assert chromium.find() == str(machine.own)
    for name in reversed(chromium.NAMES):
        machine.add(name)
        assert chromium.find() == str(machine.programs / name)
    monkeypatch.setenv("CHROMIUM", str(machine.add("mine")))
    assert chromium.find() == str(machine.programs / "mine")
    assert machine.calls() == []


def test_a_wrong_name_is_told_and_nothing_is_installed(
    machine: Machine, monkeypatch: Monkey
) -> None:
    machine.add("apt-get")
    machine.add("chromium")
    monkeypatch.setenv("CHROMIUM", "/no/such/chromium")
    told = chromium.main()
    assert told is not None
    assert "'/no/such/chromium', but there is no such program;" in told
    assert machine.calls() == []


def test_a_named_program_that_does_not_start_is_told(machine: Machine, monkeypatch: Monkey) -> None:
    machine.add("apt-get")
    mine = machine.add("mine", needs="false")
    monkeypatch.setenv("CHROMIUM", str(mine))
    told = chromium.main()
    assert told is not None
    assert f"{mine} does not start (mine: a library is missing);" in told
    assert machine.calls() == []


def test_root_installs_the_package(machine: Machine) -> None:
    machine.add("apt-get", last="chromium", makes=machine.programs / "chromium")
    assert chromium.main() is None
    assert machine.calls() == APT


def test_where_the_package_fails_playwright_installs_its_own(machine: Machine) -> None:
    machine.add("apt-get")
    machine.add("python", last="chromium", makes=machine.own)
    assert chromium.main() is None
    assert machine.calls() == [*APT, "python -m playwright install --with-deps chromium"]


def test_root_installs_what_playwright_itself_needs(machine: Machine) -> None:
    machine.add("chromium")
    library = machine.programs / "library"
    machine.add("python", needs=f"[ -e {library} ]")
    machine.add("apt-get", last="libatomic1", makes=library)
    assert chromium.fault() == "playwright does not start (python: a library is missing)"
    assert chromium.main() is None
    assert machine.calls() == APT


def test_a_chromium_that_does_not_start_is_told(machine: Machine) -> None:
    path = machine.add("chromium", needs="false")
    told = chromium.main()
    assert told is not None
    assert f"{path} does not start (chromium: a library is missing)" in told


def test_others_than_root_leave_apt_alone(machine: Machine, monkeypatch: Monkey) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    machine.add("apt-get", last="chromium", makes=machine.programs / "chromium")
    machine.add("python", last="chromium", makes=machine.own)
    assert chromium.main() is None
    assert machine.calls() == ["python -m playwright install chromium"]


def test_where_nothing_works_one_sentence_says_what_to_do(
    machine: Machine, capfd: pytest.CaptureFixture[str]
) -> None:
    machine.add("apt-get")
    assert chromium.main() == chromium.MISSING.format("there is none")
    assert len(machine.calls()) == 4
    out, err = capfd.readouterr()
    assert out.count("\n") == 1, "the installers' many lines are not shown"
    assert err == ""


def test_playwright_is_asked_for_its_own(tmp_path: Path) -> None:
    """Really asked, where there is no other: it has none in an empty folder."""
    away = {"PATH": str(tmp_path), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", "import chromium; print(chromium.find())"],
        cwd=ROOT / "tools", env=away, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "None\n", "")
