"""`python -m startlab` does what `startlab` does."""

import sys

from startlab.cli import main

if __name__ == "__main__":
    sys.exit(main())
