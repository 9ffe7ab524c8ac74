"""Files of answers that readers save on a page: read, and each answer checked again."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from startlab.errors import StartlabError
from startlab.exercises import all_exercises, check_typed

MOST_BYTES = 1_000_000


@dataclass(frozen=True)
class HandIn:
    """A file of answers that a reader saved on a page."""

    name: str
    version: str  # of the book
    when: str  # it was saved, as the file has it
    answers: pd.DataFrame  # a row for each exercise, with its `status` as checked anew


def read_hand_in(path: str | Path) -> HandIn:
    """Read a file that a page saved with *Hand in*, and check each answer again.

    Raises
    ------
    StartlabError
        If the file cannot be read, is no such file, or was changed after it was saved. Whoever
        wants to can count the digest anew: that each answer is checked again is what counts.

    >>> read_hand_in("nobody.json")
    Traceback (most recent call last):
    startlab.errors.StartlabError: nobody.json cannot be read: No such file or directory.
    """
    name = Path(path).name
    try:
        if Path(path).stat().st_size > MOST_BYTES:
            raise StartlabError(f"{name} is larger than any file of answers.")
        content = json.loads(Path(path).read_text("utf-8"))
        kind, digest = content.pop("startlab"), content.pop("digest")
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        if (kind, digest) != ("hand-in", _digest(text)):
            raise StartlabError(f"{name} was changed after it was saved.")
        rows = [_checked(row) for row in content["answers"]]
        who, version, when = (str(content[key]) for key in ("name", "version", "when"))
    except OSError as error:
        raise StartlabError(f"{name} cannot be read: {error.strerror}.") from None
    except StartlabError:
        raise
    except Exception:  # anything can stand in a file
        raise StartlabError(f"{name} is no file of answers, or a damaged one.") from None
    columns = ["exercise", "answer", "status", "tries", "shown", "when"]
    return HandIn(who, version, when, pd.DataFrame(rows, columns=columns))


def _checked(row: dict[str, Any]) -> dict[str, Any]:
    answer = row["answer"]
    texts = answer if isinstance(answer, list) else [answer]
    if not all(isinstance(text, str) for text in texts):
        raise TypeError
    exercise = all_exercises()[row["exercise"]]()
    return row | {"status": check_typed(exercise, answer, 1)[0], "tries": int(row["tries"])}


def _digest(text: str) -> str:
    """Return the FNV-1a hash of a text, by its characters, as exercises.js counts it."""
    value = 2166136261
    for character in text:
        value = (value ^ ord(character)) * 16777619 & 0xFFFFFFFF
    return f"{value:08x}"
