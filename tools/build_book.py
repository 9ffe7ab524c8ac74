"""Build the book with Jupyter Book, warnings as errors: python tools/build_book.py [--all]."""

from __future__ import annotations

import gc
import sys

# A build makes much and drops little: fewer collections save a tenth of its time.
gc.set_threshold(200_000)
# jsonschema reads 38 grammars of web addresses when this is there: half of the time that a
# rebuild takes, for a check that nothing in the book asks for.
sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]

from jupyter_book.cli.main import main  # noqa: E402

if __name__ == "__main__":
    main(["build", ".", "-n", "-W", "--keep-going", "--quiet", *sys.argv[1:]])
