"""Find a Chromium for the browser tests; run as a script, install one where there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "The browser tests need Chromium, and it could not be installed here. "
    "Install the package `chromium` (Debian, Fedora) or Google Chrome, "
    "or name the program in the variable CHROMIUM, then run `make test` again."
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


def install() -> None:
    """Install Chromium: Debian's package where we may, else playwright's own."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        _run("apt-get", "update")
        _run("apt-get", "install", "-y", "chromium")
    if find() is None:
        _run(sys.executable, "-m", "playwright", "install", "chromium")


def _run(*command: str) -> None:
    """Run an installer without its many lines: whether it worked is seen in what `find` finds."""
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, check=False, capture_output=True, env=quiet)


def main() -> str | None:
    """Find or install Chromium; return a sentence where there is none."""
    if find():
        return None
    named = os.environ.get("CHROMIUM")
    if named:
        return f"The variable CHROMIUM names {named!r}, which is no program; name one, or unset it."
    print("Chromium is missing here: installing it, which takes a minute or two.", flush=True)
    install()
    return None if find() else MISSING


if __name__ == "__main__":
    sys.exit(main())
