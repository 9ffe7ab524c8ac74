"""Errors that a student can read: one sentence, with the nearest valid names."""

import difflib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager


class StartlabError(ValueError):
    """A mistake in the use of startlab, told in one sentence.

    In a notebook only the sentence is shown: the traceback of a wrong name helps nobody.

    >>> raise StartlabError("There is no table 'limit'.")
    Traceback (most recent call last):
    startlab.errors.StartlabError: There is no table 'limit'.
    """

    def _render_traceback_(self) -> list[str]:
        return [f"startlab: {self}"]


def safe_repr(value: object, most: int = 80) -> str:
    """Return any value as one short line, even one that raises when it is looked at.

    >>> safe_repr("limit"), safe_repr(range(10**9)), safe_repr("n" * 100, most=9)
    ("'limit'", 'range(0, 1000000000)', "'nnnnnn …")
    """
    try:
        text = repr(value)
    except Exception:  # its own code, or a number with more digits than Python writes
        text = f"a {type(value).__name__} that cannot be shown"
    line = as_line(text)
    return line if len(line) <= most else f"{line[: most - 2]} …"


def describe_error(error: Exception) -> str:
    """Return the kind and the message of an error as one line, even where it cannot be printed.

    >>> describe_error(ValueError("no such year"))
    'ValueError: no such year'
    """
    try:
        message = as_line(str(error))[:300]
    except Exception:  # its own code raises
        message = "it cannot be shown"
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


@contextmanager
def readable(what: str) -> Iterator[None]:
    """Say in one sentence what cannot be read: what is given can be any object.

    >>> with readable("The control year"):
    ...     int("2011 or so")
    Traceback (most recent call last):
    startlab.errors.StartlabError: The control year cannot be read. ValueError: invalid literal for
    int() with base 10: '2011 or so'.
    """
    try:
        yield
    except StartlabError:
        raise
    except Exception as error:  # its own code may raise whatever it likes
        raise StartlabError(f"{what} cannot be read. {describe_error(error)}.") from None


def as_line(text: str) -> str:
    r"""Return a text on one line, without the half characters that no file can hold.

    >>> as_line("one sentence\n  on two lines \ud800")
    'one sentence on two lines ?'
    """
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())


def nearest(name: object, names: Iterable[str], most: int = 5) -> str:
    """Return the names that look most like `name`, or the first ones where none does.

    >>> nearest("limit", ["declarations", "events", "limits"])
    'limits'
    """
    known = list(names)
    close = difflib.get_close_matches(safe_repr(name).strip("'\""), known, n=most, cutoff=0.5)
    return ", ".join(close or known[:most])
