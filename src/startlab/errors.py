"""Errors that a student can read: one sentence, with the nearest valid names."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class StartlabError(ValueError):
    """A mistake in the use of startlab, told in one sentence.

    In a notebook only the sentence is shown: the traceback of a wrong name helps nobody.

    Examples
    --------
    >>> raise StartlabError("There is no table 'limit'.")
    Traceback (most recent call last):
    startlab.errors.StartlabError: There is no table 'limit'.
    """

    def _render_traceback_(self) -> list[str]:
        return [f"startlab: {self}"]


def nearest(name: object, names: Iterable[str], most: int = 5) -> str:
    """Return the names that look most like `name`, or the first ones where none does.

    Parameters
    ----------
    name : object
        What was asked for.
    names : iterable of str
        What there is.
    most : int
        How many names to return at the most.

    Returns
    -------
    str
        Names joined by commas, for the end of an error sentence.

    Examples
    --------
    >>> nearest("limit", ["declarations", "events", "limits"])
    'limits'
    """
    known = list(names)
    close = difflib.get_close_matches(str(name), known, n=most, cutoff=0.5)
    return ", ".join(close or known[:most])
