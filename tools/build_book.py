"""Build the book with Jupyter Book, warnings as errors: python tools/build_book.py [--all]."""

from __future__ import annotations

import gc
import sys

import leave_out
import make_zip

# A build makes much and drops little: without collections it takes a tenth less time.
gc.disable()
leave_out.what_no_build_uses()
if "--all" not in sys.argv:
    leave_out.what_no_rebuild_uses()

from jupyter_book.cli.main import main  # noqa: E402

if __name__ == "__main__":
    main(
        ["build", ".", "-n", "-W", "--keep-going", "--quiet", *sys.argv[1:]], standalone_mode=False
    )
    make_zip.pack(make_zip.SITE, make_zip.SITE / make_zip.NAME)
