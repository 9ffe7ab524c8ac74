"""Notebooks that students hand in: the exercises of some chapters, without answers or solutions."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from startlab import __version__
from startlab.errors import StartlabError, nearest
from startlab.exercises import Exercise, all_exercises, answer_of
from startlab.notebooks import companions, folder, has_solution
from startlab.variants import reword, variant

Cell = dict[str, Any]
FACTS = "release.json"  # beside the notebooks, for whoever marks them
INTRODUCTION = """# {title}: to hand in

Write who you are in the first field. Then give each answer in place of its three dots, as a value:
a number, `"a text"`, or `["a", "list"]`. Calculate it in cells of your own, wherever you like, but
write the value itself into its field: your code is not run for the marks. Save this file and hand
it in."""
FIELD = "student = ...  # your name or number, as your teacher knows you"
REASON = "*Your reason, in a sentence or two, in place of this line.*"
TEXT = "*Your text, in place of this line.*"


def chosen(names: Iterable[str]) -> list[str]:
    """Return the numbers of exercises that are named, alone or by their chapter.

    >>> chosen(["4.2", "01.1"]), chosen(["04"])[:2]
    (['04.2', '01.1'], ['04.1', '04.2'])
    """
    known, found = list(all_exercises()), []
    for name in names:
        chapter, _, number = name.strip().partition(".")
        fits = [i for i in known if i.startswith(f"{chapter.zfill(2)}.") and number in ("", i[3:])]
        if not fits:
            chapters = sorted({ident[:2] for ident in known})
            raise StartlabError(
                f"There are no exercises {name!r}. Nearest: "
                f"{nearest(name, known if number else chapters)}."
            )
        found += [ident for ident in fits if ident not in found]
    return found


@cache
def _notebook(chapter: str, part: str = "") -> tuple[str, list[Cell]]:
    """Return the name and the cells of a chapter, or of its solutions."""
    for path in (folder() / part).glob(f"{chapter}_*.ipynb"):
        return path.stem, json.loads(path.read_text("utf-8"))["cells"]
    raise StartlabError(f"This edition has no {part or 'notebook'} of chapter {chapter}.")


def question(ident: str, seed: str = "", student: str = "") -> str:
    """Return what an exercise asks, in Markdown; with a seed in the variant of a student.

    >>> question("04.1").startswith("**04.1 ")
    True
    """
    _, cells = _notebook(ident[:2])
    for before, cell in pairwise(cells):
        text = "".join(before["source"])
        if f'check("{ident}"' in "".join(cell["source"]) and f"**{ident} " in text:
            asked = text[text.index(f"**{ident} ") :].strip()
            return reword(ident, asked, variant(ident, seed, student)) if seed else asked
    raise StartlabError(f"No chapter asks exercise {ident}.")


class Question(str):
    """The question of one student, as a notebook shows it."""

    __repr__ = _repr_markdown_ = str.__str__


def ask(ident: str, seed: str, student: object) -> Question:
    """Ask a student the own variant of an exercise: notebooks to hand in call it.

    >>> ask("04.1", "spring", ...)
    Write who you are into the first field, run it, and then run this cell again.
    """
    if student is ...:
        return Question(
            "Write who you are into the first field, run it, and then run this cell again."
        )
    return Question(question(ident, seed, str(student)))


@cache  # it is asked of each answer of each hand-in
def is_text(ident: str) -> bool:
    """Tell whether an exercise asks for a text, which people read and no command marks."""
    return not isinstance(all_exercises()[ident](), Exercise)


def variant_of(ident: str, seed: str = "", student: str = "") -> Exercise:
    """Return an exercise that can be marked, with a seed in the variant of a student."""
    made = all_exercises()[ident](**(variant(ident, seed, student) if seed else {}))
    if not isinstance(made, Exercise):
        raise StartlabError(f"Exercise {ident} asks for a text, which no command marks.")
    return made


def name_of(ident: str) -> str:
    """Return the name under which a notebook keeps an answer.

    >>> name_of("04.2")
    'answer_04_2'
    """
    return f"answer_{ident.replace('.', '_')}"


def release(
    names: Iterable[str], *, seed: str = "", kind: str = "", title: str = "startlab"
) -> dict[str, str | bytes]:
    """Return by name the notebooks to hand in, one a chapter, and the facts that `grade` needs.

    A chapter from outside the library brings the files that its notebook uses.

    Parameters
    ----------
    names : list of str
        Chapters or exercises: ``"05"``, ``"12.3"``.
    seed : str
        With any text, each student gets other dates, parties and quantities where an exercise
        allows it. The same seed and student give the same questions.
    kind : str
        ``"nbgrader"`` or ``"otter"`` for a master of theirs, with answers and hidden tests.
    title : str
        What this problem set is called.

    >>> list(release(["04.2"]))
    ['04_what_does_new_start_limit.ipynb', 'release.json']
    """
    idents = chosen(names)
    facts = {"startlab": "release", "version": __version__, "title": title, "seed": seed}
    files: dict[str, str | bytes] = {}
    for chapter in dict.fromkeys(ident[:2] for ident in idents):
        stem, _ = _notebook(chapter)
        mine = [ident for ident in idents if ident[:2] == chapter]
        cells = KINDS[kind](title, [*_head(chapter, seed)], mine, seed)
        files[f"{stem}.ipynb"] = _as_file(cells, seed, mine)
        beside = (path for path in companions() if path.stem == stem[3:])
        files |= {path.name: path.read_bytes() for path in beside}
    asked = facts | {"exercises": idents, "files": [*files]}
    return files | {FACTS: json.dumps(asked, ensure_ascii=False, indent=1) + "\n"}


def _head(chapter: str, seed: str) -> Iterator[Cell]:
    """Ask who it is, and make ready what questions speak of, as the solutions or the chapter do."""
    _, cells = _notebook(chapter)
    title = "".join(cells[0]["source"]).splitlines()[0].removeprefix("# ")
    yield _cell("markdown", INTRODUCTION.format(title=title).replace(".\n", ". "))
    yield _cell("code", FIELD, key="student")
    _, cells = _notebook(chapter, "solutions" if has_solution(chapter) else "")
    first = next("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    yield _cell("code", first + ("\nfrom startlab.course.release import ask" if seed else ""))


def _asked(ident: str, seed: str) -> Cell:
    if seed and variant(ident, seed):
        return _cell("code", f"ask({ident!r}, {seed!r}, student)", key=f"ask-{ident}")
    return _cell("markdown", question(ident))


def _plain(title: str, head: list[Cell], idents: list[str], seed: str) -> list[Cell]:
    cells = head
    for ident in idents:
        cells.append(_asked(ident, seed))
        if is_text(ident):
            cells.append(_cell("markdown", TEXT, key=f"text-{ident}"))
            continue
        cells.append(_cell("code", f"{name_of(ident)} = ...", key=f"answer-{ident}"))
        if " Judge.**" in question(ident):
            cells.append(_cell("markdown", REASON, key=f"text-{ident}"))
    return cells


def _answer(ident: str, seed: str) -> str:
    """Return the line that holds the right answer, for a master; a variant is that of nobody."""
    return f"{name_of(ident)} = {answer_of(variant_of(ident, seed, 'nobody'))!r}"


def _test(ident: str, seed: str) -> str:
    key = f", {seed!r}, student" if seed else ""
    return (
        "from startlab.course.grade import is_right\n"
        f"assert is_right({ident!r}, {name_of(ident)}{key})"
    )


def _nbgrader(title: str, head: list[Cell], idents: list[str], seed: str) -> list[Cell]:
    cells = []
    for cell in _plain(title, head, idents, seed):
        cells.append(cell)
        part, _, ident = cell["metadata"].get("startlab", "").partition("-")
        if part == "student":
            _for_nbgrader(cell, solution='student = "nobody"')
        elif part == "answer":
            _for_nbgrader(cell, solution=_answer(ident, seed))
            test = f"### BEGIN HIDDEN TESTS\n{_test(ident, seed)}\n### END HIDDEN TESTS"
            cells.append(_cell("code", f"# The marks of {ident}\n{test}", key=f"test-{ident}"))
            _for_nbgrader(cells[-1], points=1)
        elif part == "text" and is_text(ident):
            _for_nbgrader(cell, solution=TEXT, points=1)
    return cells


def _for_nbgrader(cell: Cell, *, solution: str = "", points: int = 0) -> None:
    """Say what nbgrader does with a cell: empty it of its solution, mark it, or both."""
    facts = {"schema_version": 3, "grade_id": _identity(cell["metadata"]["startlab"])}
    facts |= {"solution": bool(solution), "locked": not solution, "task": False}
    facts |= {"grade": bool(points)} | ({"points": points} if points else {})
    cell["metadata"]["nbgrader"] = facts
    if solution and cell["cell_type"] == "code":
        cell["source"] += f"\n### BEGIN SOLUTION\n{solution}\n### END SOLUTION"


def _otter(title: str, head: list[Cell], idents: list[str], seed: str) -> list[Cell]:
    head[1]["source"] = 'student = "nobody" # SOLUTION'
    about = f"# ASSIGNMENT CONFIG\nname: {json.dumps(title)}\ncheck_all_cell: false"
    cells = [_cell("raw", about), *head]
    for ident in idents:
        manual = is_text(ident)
        extra = "\nmanual: true" if manual else ""
        about = f"# BEGIN QUESTION\nname: q{ident.replace('.', '_')}\npoints: 1{extra}"
        answer = TEXT if manual else f"{_answer(ident, seed)} # SOLUTION"
        cells += [_cell("raw", about), _asked(ident, seed), _cell("raw", "# BEGIN SOLUTION")]
        cells += [_cell("markdown" if manual else "code", answer), _cell("raw", "# END SOLUTION")]
        if not manual:
            test = _cell("code", f"# HIDDEN\n{_test(ident, seed)}")
            cells += [_cell("raw", "# BEGIN TESTS"), test, _cell("raw", "# END TESTS")]
        cells.append(_cell("raw", "# END QUESTION"))
    return cells


Maker = Callable[[str, list[Cell], list[str], str], list[Cell]]
KINDS: dict[str, Maker] = {"": _plain, "nbgrader": _nbgrader, "otter": _otter}


def _cell(kind: str, source: str, *, key: str = "") -> Cell:
    cell: Cell = {"cell_type": kind, "metadata": {"startlab": key} if key else {}, "source": source}
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def _as_file(cells: list[Cell], seed: str, idents: list[str]) -> str:
    for number, cell in enumerate(cells):
        key = cell["metadata"].get("startlab", f"cell-{number}")
        cell["id"] = _identity(key)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    about = {"startlab": {"seed": seed, "exercises": idents}, "kernelspec": kernel}
    whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": about, "cells": cells}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _identity(key: str) -> str:
    return re.sub(r"[^\w-]", "-", key)
