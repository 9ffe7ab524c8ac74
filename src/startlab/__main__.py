"""`python -m startlab` does what `startlab` does."""

from __future__ import annotations

import sys

from startlab.cli import main

if __name__ == "__main__":
    sys.exit(main())
