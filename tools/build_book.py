"""Build the book with Jupyter Book, warnings as errors: python tools/build_book.py [--all]."""

from __future__ import annotations

import contextlib
import gc
import io
import sys

import leave_out
import make_zip

# A build makes much and drops little: without collections it takes a tenth less time.
gc.disable()
leave_out.what_no_build_uses()
if "--all" not in sys.argv:
    leave_out.what_no_rebuild_uses()
leave_out.set_modules_aside()

from jupyter_book.cli.main import main  # noqa: E402


def build(*options: str) -> None:
    """Build what changed, or everything with --all, and pack the site."""
    command = ["build", ".", "-n", "-W", "--keep-going", "--quiet", *options]
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # what went wrong stands in stderr
            main(command, standalone_mode=False)
    except RuntimeError as error:
        raise SystemExit(f"The book was not built: {error.__cause__ or error}") from None
    make_zip.pack(make_zip.SITE, make_zip.SITE / make_zip.NAME)


if __name__ == "__main__":
    build(*sys.argv[1:])
