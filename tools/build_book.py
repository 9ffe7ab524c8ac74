"""Build the book from the stored notebooks, warnings as errors: python tools/build_book.py.

With --look, only say what is wrong with the notebooks: `make live` does so.
"""

import contextlib
import fcntl
import io
import json
import shutil
import sys
from pathlib import Path

import make_zip
import settings

ROOT = Path(__file__).parent.parent
SITE = ROOT / "_build" / "html"
COMPLETE = SITE / ".complete"  # written last: a build that was stopped is made again


def faults() -> list[str]:
    """Return a sentence for each notebook that cannot be published as it is."""
    found = []
    for path in sorted(ROOT.glob("notebooks/**/*.ipynb")):
        name, again = path.relative_to(ROOT), f"make notebooks ONLY={path.name[:2]}"
        if "/." in name.as_posix():
            continue  # Jupyter's copy of an opened notebook
        text = path.read_text("utf-8")
        if "\n<<<<<<< " in text:
            found.append(f"{name} has conflict marks: choose a side, then run {again}.")
            continue
        try:
            cells = json.loads(text)["cells"]
        except (ValueError, KeyError):
            found.append(f"{name} is not a notebook: restore it from git.")
            continue
        if any(c["cell_type"] == "code" and not c["execution_count"] for c in cells):
            found.append(f"{name} has cells without stored outputs: run {again}.")
    return found


def build() -> None:
    """Build every page anew, so that an edit gives what building from nothing gives."""
    from hatchling.builders.wheel import WheelBuilder
    from jupyter_book.cli.main import main as jupyter_book

    if not settings.card_is_current():
        import refresh  # draws with matplotlib, and seldom

        refresh.draw_card()
    for folder in ("html", ".doctrees", "jupyter_execute"):
        shutil.rmtree(ROOT / "_build" / folder, ignore_errors=True)
    try:
        options = ["-n", "-W", "--keep-going", "--all", "--quiet"]
        with contextlib.redirect_stdout(io.StringIO()):  # what went wrong stands in stderr
            jupyter_book(["build", str(ROOT), *options], standalone_mode=False)
    except RuntimeError as error:
        raise SystemExit(f"The book was not built: {error.__cause__ or error}") from None
    with contextlib.redirect_stdout(io.StringIO()):
        [*WheelBuilder(str(ROOT)).build(directory=str(SITE), versions=["standard"])]
    make_zip.pack(SITE, SITE / make_zip.NAME)
    COMPLETE.touch()


def main() -> None:
    """Look at the notebooks, then build, one build at a time."""
    if found := faults():
        raise SystemExit("\n".join(found))
    if "--look" not in sys.argv:
        lock = ROOT / "_build" / ".lock"
        lock.parent.mkdir(exist_ok=True)
        with lock.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            build()


if __name__ == "__main__":
    main()
