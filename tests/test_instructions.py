"""What the pages tell instructors to type: each command is there, and those in a box are run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import EDITION, ROOT, SITE
from test_edition import with_contents

from startlab import __version__, cli

PAGES = [*ROOT.glob("book/*.md"), *ROOT.glob("book/class/*.md"), ROOT / "README.md"]
TEXTS = [path.read_text("utf-8") for path in PAGES]
COMMANDS = [
    line.removeprefix("$ ")
    for text in TEXTS
    for block in re.findall(r"^```console\n(.*?)^```$", text, re.M | re.S)
    for line in block.splitlines()
]


def test_every_target_that_is_named_is_one() -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M)
    in_code = {name for text in TEXTS for name in re.findall(r"`make ([a-z-]+)[^`]*`", text)}
    assert {"book", "pdf", "live"} <= in_code <= set(targets)


def test_every_subcommand_that_is_named_is_one() -> None:
    known = set(re.findall(r"startlab ([a-z]+)", cli.EXAMPLES))
    named = {name for text in TEXTS for name in re.findall(r"`startlab ([a-z]+)[^`]*`", text)}
    assert named
    assert named <= known


@pytest.mark.nightly
def test_every_command_in_a_box_runs(tmp_path: Path, site: Path) -> None:
    """In an edition of one chapter; what a student types, in an empty folder with a Python."""
    (chapter,) = (page for page in EDITION.chapters if "/05_" in page)
    project = with_contents(tmp_path / "project", {chapter}, solutions=False)
    empty = tmp_path / "empty"
    subprocess.run([sys.executable, "-m", "venv", empty / "own"], check=True)
    make = f"make VENV={sys.prefix} --assume-old={sys.prefix}/.ready"
    own = os.environ | {"PATH": f"{empty}/own/bin:{os.environ['PATH']}"}
    ours = os.environ | {"PYTHONPATH": str(project / "src")}
    assert len(COMMANDS) > 6
    for command in COMMANDS:
        line = command.replace("ADDRESS", SITE.as_uri()).replace("{version}", __version__)
        line = line.replace(".venv", sys.prefix)
        ourselves = line.startswith(("make ", sys.prefix))
        done = subprocess.run(
            re.sub("^make", make, line), shell=True, capture_output=True, text=True,
            cwd=project if ourselves else empty, env=ours if ourselves else own,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
