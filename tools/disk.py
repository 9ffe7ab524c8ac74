"""Say in one sentence that the disk cannot be written: before a command begins, or midway.

Usage: python tools/disk.py FOLDER MEGABYTES [COMMAND ...]

It needs nothing but Python: the Makefile calls it before anything is installed.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile

FULL = "free {megabytes} MB on that disk, then run it again"
CLOSED = "make it writable for you, or work in another folder"
ADVICE = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EROFS: CLOSED,
    errno.EACCES: CLOSED,
}
REASONS = {os.strerror(number): number for number in ADVICE}
WORDS = "|".join(REASONS)
# What Python, uv and this project write where a disk cannot be written.
SIGN = re.compile(
    rf"\[Errno (?P<errno>\d+)\] [^:\n]+(?:: '(?P<first>[^'\n]+)'(?: -> '(?P<second>[^'\n]+)')?)?"
    rf"|Could not write (?P<ours>/[^:\n]+): (?P<our_words>{WORDS})"
    rf"|(?P<words>{WORDS})"
)


def trouble(folder: Path, megabytes: int) -> str | None:
    """Return why a folder cannot take so many megabytes; None where it can."""
    folder = folder.absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder) as file:
            file.write(b"startlab")
        free = shutil.disk_usage(folder).free // 1_000_000
    except OSError as error:
        return f"Could not write into {folder}: {error.strerror}."
    if free < megabytes:
        return f"Could not write into {folder}: {megabytes} MB are needed, {free} MB are free."
    return None


def trouble_in(said: str, folder: Path, megabytes: int) -> str | None:
    """Return what a failed command says of the disk, as one sentence; None if it says nothing."""
    found = []
    for sign in SIGN.finditer(said):
        number = int(sign["errno"] or REASONS[sign["our_words"] or sign["words"]])
        place = sign["second"] or sign["first"] or sign["ours"]
        # Without a place, a missing permission may be that of a program or of the network.
        if number in ADVICE and (place or number != errno.EACCES):
            found.append((number, place))
    if not found:
        return None
    number, place = next((sign for sign in found if sign[1]), found[0])
    what = Path(place).absolute() if place else f"into {folder.absolute()}"
    advice = ADVICE[number].format(megabytes=megabytes)
    return f"Could not write {what}: {os.strerror(number)}; {advice}."


def run(command: list[str], folder: Path, megabytes: int) -> int | str:
    """Run a command, its errors held back till its end; return its code or the sentence."""
    with subprocess.Popen(command, stderr=subprocess.PIPE) as running:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the command gets it too, and tells us
        assert running.stderr is not None
        said = running.stderr.read().decode(errors="replace")
    if running.returncode:
        sentence = trouble_in(said, folder, megabytes)
        if sentence:
            return sentence
    sys.stderr.write(said)
    return running.returncode


def main(folder: str, megabytes: str, *command: str) -> int | str | None:
    """Look whether there is room, then run the command, if there is one."""
    place, needed = Path(folder), int(megabytes)
    found = trouble(place, needed)
    return found if found or not command else run(list(command), place, needed)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
