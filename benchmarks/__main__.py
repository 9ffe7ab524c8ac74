"""Measure every figure, print them as one table, and store it for the book.

Usage: make bench                        all of them; the table is stored
       make bench ONLY="library scale"   some of them; nothing is stored

The end is an error where a bound is not kept.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import disk

from . import book, library, scale, widgets
from .measure import Figure, Result

ROOT = Path(__file__).parent.parent
STORED = ROOT / "book" / "_data" / "speed.json"
GROUPS: dict[str, tuple[tuple[Figure, ...], Callable[[Path], Iterable[Result]]]] = {
    "book": (book.FIGURES, book.measure),
    "library": (library.FIGURES, lambda _: library.measure()),
    "widgets": (widgets.FIGURES, lambda _: widgets.measure(ROOT / "_build" / "html")),
    "scale": (scale.FIGURES, scale.measure),
}


def machine() -> dict[str, str]:
    """Tell what the figures were measured on, without naming the machine."""
    info = Path("/proc/cpuinfo")
    names = [
        line.partition(":")[2].strip()
        for line in (info.read_text("utf-8").splitlines() if info.exists() else ())
        if line.startswith("model name")
    ]
    try:
        system = platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:  # not Linux
        system = f"{platform.system()} {platform.release()}"
    return {
        "date": f"{date.today()}",
        "processor": names[0] if names else platform.processor() or platform.machine(),
        "cores": f"{os.cpu_count()}",
        "python": platform.python_version(),
        "system": system,
    }


def table(lines: list[dict[str, Any]]) -> str:
    """Return the lines as one table for a terminal."""
    head = ["figure", "against", "measured", "spread", "turns", "bound", "kept"]
    rows = [
        [
            line["title"],
            line["against"] or "-",
            f"{line['value']:g} {line['unit']}",
            f"{line['low']:g} to {line['high']:g}",
            str(line["turns"]),
            f"{line['bound']:g}",
            "yes" if line["kept"] else "NO",
        ]
        for line in lines
    ]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in [head, *rows]
    )


def main(wanted: list[str]) -> int:
    """Measure the groups, print the table, store it if it is whole."""
    unknown = set(wanted) - set(GROUPS)
    if unknown:
        print(f"There is no group {', '.join(unknown)}; choose from {', '.join(GROUPS)}.")
        return 2
    load = os.getloadavg()[0]
    lines: list[dict[str, Any]] = []
    missing: list[str] = []
    for name in wanted or GROUPS:
        print(f"measuring: {name}", flush=True)
        figures, measure = GROUPS[name]
        try:
            with tempfile.TemporaryDirectory() as folder:
                lines += [found.line() for found in measure(Path(folder))]
        except Exception as error:  # tell it, and measure the other groups
            if disk.trouble_in(f"{error}", ROOT, 0):
                raise  # each of the others needs the disk as well
            print(f"{name} was not measured: {error}", file=sys.stderr)
            measured = {line["name"] for line in lines}
            missing += [figure.title for figure in figures if figure.name not in measured]
    print(table(lines))
    if not wanted:
        stored = {"machine": {**machine(), "load": f"{load:.1f}"}, "lines": lines}
        STORED.write_text(json.dumps({**stored, "missing": missing}, indent=1) + "\n", "utf-8")
    return int(bool(missing) or not all(line["kept"] for line in lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
