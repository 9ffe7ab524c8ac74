"""Where the browser of the tests comes from, on a machine that has none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

SCRIPT = [sys.executable, str(ROOT / "tools/chromium.py")]


def add(folder: Path, name: str, does: str) -> None:
    program = folder / name
    program.write_text(f"#!/bin/sh\n{does}\n", "utf-8")
    program.chmod(0o755)


@pytest.mark.parametrize("named", [True, False])
def test_where_none_starts_one_sentence_says_what_to_install(tmp_path: Path, named: bool) -> None:
    log = tmp_path / "log"
    add(tmp_path, "apt-get", f'echo "$*" >> {log}')
    add(tmp_path, "chromium", "echo a library is missing >&2; exit 127")
    env = {"PATH": str(tmp_path), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)}
    if named:
        env["CHROMIUM"] = "/no/such/chromium"
    done = subprocess.run(SCRIPT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    sentence = done.stderr.splitlines()[-1]
    assert sentence.startswith("The browser tests need Chromium, and none starts here (")
    assert "Traceback" not in done.stderr
    assert log.exists() is not named  # what is named is not ours to install


def test_the_path_of_one_that_starts_is_printed(browser: object) -> None:
    done = subprocess.run(SCRIPT, capture_output=True, text=True, check=True)
    assert Path(done.stdout.strip()).is_file()
