"""Find a Chromium for the browser tests; run as a script, install one where none can be driven.

On a bare system even playwright's own program may not start, for want of a system library.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

PLAYWRIGHT = (sys.executable, "-m", "playwright")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "The browser tests need Chromium, and it could not be installed here: {}. "
    "Install the packages `chromium` and `libatomic1` (Fedora: `chromium`, `libatomic`) or Google "
    "Chrome, or name the program in the variable CHROMIUM, then run `make test` again."
)


def find() -> str | None:
    """Return the path of a Chromium: named by CHROMIUM, on the PATH, or playwright's own."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    return found or _of_playwright()


def _of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def fault() -> str | None:
    """Return why no Chromium can be driven here; None where one can."""
    reason = _reason(*PLAYWRIGHT, "--version")
    if reason:
        return f"playwright does not start ({reason})"
    path = find()
    if path is None:
        return "there is no such program" if os.environ.get("CHROMIUM") else "there is none"
    reason = _reason(path, "--version", "--no-sandbox")
    return f"{path} does not start ({reason})" if reason else None


def _reason(*command: str) -> str | None:
    """Run a program; return the first line that it says, or its code, where it fails."""
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    said = (done.stderr or done.stdout).strip().splitlines() or [f"code {done.returncode}"]
    return said[0] if done.returncode else None


def install() -> None:
    """Install Chromium: the system's package where we may, else playwright's own."""
    system = shutil.which("apt-get") is not None and os.geteuid() == 0
    if system:
        _run("apt-get", "update")
        for package in ("libatomic1", "chromium"):  # the first for playwright
            _run("apt-get", "install", "-y", package)
    if fault():
        _run(*PLAYWRIGHT, "install", *["--with-deps"] * system, "chromium")


def _run(*command: str) -> None:
    """Run an installer without its many lines: whether it worked is seen in what `fault` finds."""
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, check=False, capture_output=True, env=quiet)


def main() -> str | None:
    """Find or install Chromium; return a sentence where there is none that starts."""
    found = fault()
    if found is None:
        return None
    named = os.environ.get("CHROMIUM")
    if named:
        return f"The variable CHROMIUM names {named!r}, but {found}; name another, or unset it."
    print("Chromium is missing here: installing it, which takes a minute or two.", flush=True)
    install()
    found = fault()
    return MISSING.format(found) if found else None


if __name__ == "__main__":
    sys.exit(main())
