"""Variants of an exercise: other dates, parties and quantities, the same for the same student."""

import re
from collections.abc import Mapping
from hashlib import sha256
from itertools import product
from typing import Any

from startlab.errors import StartlabError
from startlab.exercises import EXERCISES, VARIANTS, NoQuestionError, all_exercises, kept_apart

MOST_TRIALS = 1_000  # to find a variant that makes a question


def variants_of(ident: str) -> list[dict[str, Any]]:
    """Return the values of every variant of an exercise, those of the page first.

    >>> from startlab.exercises import exercise
    >>> parties = {"US": "America", "RU": "Russia"}
    >>> @exercise("00.3", variants={"load": [16, 1200], "party": parties})
    ... def _(load=16, party="US"):
    ...     yield 2 * load, "Two bombers carry twice the load of one."
    ...     yield load, "That is one bomber."
    ...     yield "How many bombers are there?"
    ...     yield "Multiply the load by the number of bombers."
    >>> variants_of("00.3")[:2], EXERCISES["00.3"](load=1200).answer
    ([{'load': 16, 'party': 'US'}, {'load': 16, 'party': 'RU'}], 2400)
    >>> reword("00.3", "America has 16 on each of 2.", {"load": 1200, "party": "RU"})
    'Russia has 1,200 on each of 2.'
    >>> variant("00.3", "autumn", "Ada Lovelace") == variant("00.3", "autumn", " ada  lovelace")
    True
    >>> del EXERCISES["00.3"], VARIANTS["00.3"]
    """
    all_exercises()  # those of all chapters are known from now on
    grid = VARIANTS.get(ident, {})
    return [dict(zip(grid, values, strict=True)) for values in product(*grid.values())]


def variant(ident: str, *key: str) -> dict[str, Any]:
    """Return the values of one variant, for a seed and the name of a student, say.

    The same for the same key whenever it is asked for; case and blanks do not count.
    """
    grid = variants_of(ident)
    words = "\n".join([ident, *(" ".join(part.split()).casefold() for part in key)])
    for trial in range(MOST_TRIALS):
        number = int.from_bytes(sha256(f"{words}\n{trial}".encode()).digest()[:8], "big")
        place = number % len(grid)
        if not grid[place] or _makes_question(ident, place, grid[place]):
            return grid[place]
    raise StartlabError(f"Hardly any variant of {ident} makes a question.")


def _makes_question(ident: str, place: int, values: Mapping[str, Any]) -> bool:
    if ident in kept_apart():
        return place not in kept_apart()[ident]["blank"]
    try:
        EXERCISES[ident](**values)
    except NoQuestionError:
        return False
    return True


def blank_variants(ident: str) -> list[int]:
    """Return the places of the variants that make no question, for an edition that seals them."""
    grid = variants_of(ident) if ident in VARIANTS else []
    return [n for n, values in enumerate(grid) if not _makes_question(ident, n, values)]


def reword(ident: str, question: str, values: Mapping[str, Any]) -> str:
    """Put the words of a variant into a question in place of those that stand on the page."""
    grid = VARIANTS.get(ident, {})
    new = {next(iter(grid[name].values())): grid[name][value] for name, value in values.items()}
    either = "|".join(re.escape(words) for words in sorted(new, key=len, reverse=True))
    whole = rf"(?<!\w)(?<!\d[.,])(?:{either})(?!\w|[.,]\d)"
    return re.sub(whole, lambda found: new[found[0]], question) if new else question
