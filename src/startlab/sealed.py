"""Answers kept apart: an exercise can tell a right answer without holding it.

In place of each known answer stands a salted digest of its normal form, and what is said of it is
enciphered with that answer, so that only who gives it reads it. Whoever tries every number of a
small range still finds it: this is no lock.
"""

import json
import math
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Any


def seal(data: dict[str, Any]) -> dict[str, Any]:
    """Return the data of an exercise, as a page has them, without its answers and reasons.

    >>> cases = [[0, 0, "The rest.", [152]], [1, 0.5, "Too far.", [200]]]
    >>> sealed = seal({"answer": "152", "reasons": ["Why."], "cases": cases})
    >>> unseal(sealed, 152.0), unseal(sealed, 200.4), unseal(sealed, 201.0), unseal(sealed, "152")
    ((0, ['The rest.', 'Why.']), (1, ['Too far.']), None, None)
    """
    salt = sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:16]
    locks = [
        _lock(salt, role, tolerance, key, [says, *(data["reasons"] if role == 0 else [])])
        for role, tolerance, says, keys in data.get("cases", ())
        for key in keys
    ]
    return data | {"answer": "", "reasons": [], "salt": salt, "cases": locks}


def _lock(salt: str, role: int, tolerance: float, key: Any, says: list[str]) -> list[Any]:
    # One cell of a grid covers all that the tolerance allows, and nothing else.
    width = 2 * (tolerance + 1e-9) if tolerance and not isinstance(key, str) else 0
    start = (key - width / 2) % width if width else 0
    words = _normal(key, width, start)
    text = json.dumps(says, ensure_ascii=False).encode()
    return [role, width, start, _digest(salt, words), b64encode(_mix(salt, words, text)).decode()]


def unseal(data: dict[str, Any], given: float | str) -> tuple[int, list[str]] | None:
    """Return what role an answer has and what is said of it, or None where it is not known."""
    for role, width, start, digest, text in data["cases"]:
        words = _normal(given, width, start)
        if _digest(data["salt"], words) == digest:
            return role, json.loads(_mix(data["salt"], words, b64decode(text)))
    return None


def _normal(value: float | str, width: float, start: float) -> str:
    """Return a text, the cell of a number, or its first ten digits, as sealed.js does."""
    if isinstance(value, str):
        return f"text {value}"
    if not math.isfinite(value):
        return "none"
    if width:
        return f"cell {math.floor((value - start) / width)}"
    digits, exponent = f"{value + 0.0:.9e}".split("e")
    return f"{digits}e{int(exponent):+d}"


def _digest(salt: str, words: str) -> str:
    return sha256(f"{salt}:{words}".encode()).hexdigest()[:24]


def _mix(salt: str, words: str, text: bytes) -> bytes:
    """Encipher a text with an answer, or decipher it: the same step does both."""
    stream = b"".join(
        sha256(f"{salt}:{words}:{block}".encode()).digest() for block in range(len(text) // 32 + 1)
    )
    return bytes(one ^ other for one, other in zip(text, stream, strict=False))
