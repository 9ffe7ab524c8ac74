"""Show the book, and build it again at each edit of a page: python tools/live.py PORT SOURCE...

`make live` does it. While the author thinks, the next build has begun: all is loaded, and what is
known of the book is read, so that after the edit only the page itself is left to do.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from multiprocessing import get_context
from pathlib import Path
from subprocess import DEVNULL
from typing import Any, NoReturn

SITE = Path("_build/html")
MARK = SITE / ".complete"  # as in the Makefile: the book is as its sources were at that time
PAGE = re.compile(r"notebooks/.*\.ipynb|book/.*\.md")
MORE = 3  # the code of a build that ends because it takes more than a page
PAUSE = 0.05  # seconds between two looks at the sources


def main(port: str, *sources: str) -> NoReturn:
    """Serve the book and build it at each edit, till Ctrl+C."""
    for number in (signal.SIGINT, signal.SIGTERM):  # even where a script started us, deaf to them
        signal.signal(number, signal.default_int_handler)
    try:
        socket.create_server(("localhost", int(port))).close()
    except OSError:
        sys.exit(f"Port {port} is taken; name another: make live PORT={int(port) + 1}")
    serve = ["-m", "http.server", port, "--bind", "localhost", "--directory", str(SITE)]
    with subprocess.Popen([sys.executable, *serve], stdout=DEVNULL, stderr=DEVNULL) as server:
        try:
            print(f"The book is on http://localhost:{port}. Save a page, then reload it there.")
            while (code := build_in_child(sources)) == 0:
                pass
            build_all(sources, failed=code != MORE)
        except KeyboardInterrupt:
            sys.exit()
        finally:
            server.terminate()
    os.execvp("make", ["make", "live", f"PORT={port}"])  # with tools and extensions as they are now


def build_in_child(sources: tuple[str, ...]) -> int | None:
    """Build once in a process of its own, as Sphinx builds but once in each; return its code."""
    child = get_context("spawn").Process(target=build_at_next_edit, args=sources)
    child.start()
    try:
        child.join()
    finally:
        child.terminate()
    return child.exitcode


def build_at_next_edit(*sources: str) -> None:
    """Prepare a build, wait for an edit, and build; exit if it takes more than a page."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent
    import build_book  # leaves out what a rebuild does not use, so it comes before Sphinx
    import leave_out
    from sphinx.application import Sphinx

    build, seen = Sphinx.build, 0.0

    def wait_and_build(app: Sphinx, *args: Any, **options: Any) -> None:
        nonlocal seen
        print("Ready.", file=sys.__stdout__, flush=True)
        seen, edited = wait_for_edit(sources, since=MARK.stat().st_mtime_ns)
        if not all(PAGE.fullmatch(name) for name in edited):
            sys.exit(MORE)
        MARK.unlink()
        build(app, *args, **options)

    Sphinx.build = wait_and_build  # type: ignore[method-assign]
    leave_out.build_all = lambda: sys.exit(MORE)
    build_book.build()
    MARK.touch()
    os.utime(MARK, (seen, seen))  # what was edited since then is still to be built
    print(f"Built in {time.time() - seen:.1f} s.", flush=True)


def build_all(sources: tuple[str, ...], *, failed: bool) -> None:
    """Run `make book` till it succeeds, each time after an edit."""
    while failed or subprocess.run(["make", "book"], check=False).returncode:
        print("Mend this and save: then all is built again.", flush=True)
        wait_for_edit(sources, since=time.time_ns())
        failed = False


def wait_for_edit(sources: tuple[str, ...], since: int) -> tuple[float, list[str]]:
    """Return when edits were seen, and which files they are in, once these are saved."""
    before: dict[str, int] = {}
    while True:
        seen = time.time()
        edited = {name: when for name in sources if (when := edited_at(name)) > since}
        if edited and edited == before:
            return seen, list(edited)
        before = edited
        time.sleep(PAUSE)


def edited_at(name: str) -> int:
    """Return when a file was written, in nanoseconds; the end of time if it is no more."""
    try:
        return Path(name).stat().st_mtime_ns
    except FileNotFoundError:
        return sys.maxsize


if __name__ == "__main__":
    main(*sys.argv[1:])
