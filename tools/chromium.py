"""Find the Chromium of the browser tests, install one where none starts, and print its path."""

import os
import shutil
import subprocess
import sys

# The first draws the same pages without windows, and needs a quarter less time.
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "The browser tests need Chromium, and none starts here ({}). Install the packages `chromium` "
    "and `libatomic1` (Fedora: `chromium`, `libatomic`) or Google Chrome, or name the program in "
    "the variable CHROMIUM, then run the command again."
)
START = """
import sys; from playwright.sync_api import sync_playwright
with sync_playwright() as p:
    p.chromium.launch(executable_path=sys.argv[1] or None, args=["--no-sandbox"]).close()
    print(sys.argv[1] or p.chromium.executable_path)"""


def find() -> str | None:
    """Return the path that CHROMIUM names, or one on the PATH; None means playwright's own."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, check=False, capture_output=True, text=True, env=quiet)


if __name__ == "__main__":
    started = _run(sys.executable, "-c", START, find() or "")
    if started.returncode and not os.environ.get("CHROMIUM"):
        print("Chromium is missing here: installing it takes a minute or two.", file=sys.stderr)
        if shutil.which("apt-get") and os.geteuid() == 0:
            _run("apt-get", "update")
            for package in ("libatomic1", SHELL):  # playwright needs the first
                _run("apt-get", "install", "-y", package)
        if not find():
            _run(sys.executable, "-m", "playwright", "install", "--only-shell", "chromium")
        started = _run(sys.executable, "-c", START, find() or "")
    said = (started.stdout or started.stderr).strip().splitlines() or [f"code {started.returncode}"]
    sys.exit(MISSING.format(said[-1].strip())) if started.returncode else print(said[-1])
