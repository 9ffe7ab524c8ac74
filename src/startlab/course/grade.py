"""Scores of a folder of hand-ins. Answers are read as values: no code of a student is run."""

import ast
import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from IPython.core.inputtransformer2 import TransformerManager

from startlab import exercises
from startlab.course.release import FACTS, REASON, TEXT, chosen, is_text, variant_of
from startlab.errors import StartlabError, as_line, safe_repr
from startlab.exercises import VARIANTS, all_exercises, check_typed

MOST_BYTES = 5_000_000
RIGHT, WRONG, TO_RUN, MISSING = "right", "not right", "run it", "unanswered"
TO_READ = "to be read"
ORDER = [RIGHT, TO_RUN, TO_READ, WRONG, MISSING]  # of two answers to one exercise the first counts
NAME = re.compile(r"answer_(\d\d)_(\d+)|student")
MAGIC = re.compile(r"\A\s*(?:%%(?:capture|prun|time)\b.*\n\s*)*")  # what follows runs as it stands
FORMULA = re.compile(r"[=@\t\r]|[-+](?![\d.]+$)")  # as spreadsheets see it


class Code:
    """Stands for an answer that is not a value but has to be run."""


class Release(NamedTuple):
    """What `startlab release` noted of what it handed out, and the files that it wrote."""

    title: str
    seed: str
    exercises: list[str]
    wrote: list[Path]


@dataclass
class Paper:
    """One hand-in: who, what was answered, and what there is to say of it."""

    file: str
    student: str = ""
    seed: str = ""
    given: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    tries: dict[str, int] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    status: dict[str, str] = field(default_factory=dict)

    @property
    def score(self) -> int:
        """How many answers are right."""
        return list(self.status.values()).count(RIGHT)


def is_right(ident: str, answer: object, seed: str = "", student: object = "") -> bool:
    """Tell whether an answer is right, in the variant of a student where there is a seed.

    >>> is_right("04.2", ...), is_right("04.2", "many")
    (False, False)
    """
    exercise = _variant_of(ident, seed, str(student) if ident in VARIANTS else "")
    if isinstance(answer, Typed):
        return check_typed(exercise, answer.answer, 1)[0] == RIGHT
    return exercises.is_right(exercise, answer)


_variant_of = cache(variant_of)  # one exercise for many students


def grade(folder: Path, *, jobs: int = 1) -> tuple[Release, list[Paper]]:
    """Mark every file of a folder.

    It holds notebooks that students filled in, files that the page saved with *Hand in*, or both,
    in any order of folders; the facts of the release lie in it or beside it. They are returned,
    with a paper for each student. Where two files of one student answer the same exercise, each
    file has a paper of its own, and a remark.
    """
    if not folder.is_dir():
        raise StartlabError(f"There is no folder {folder}.")
    release = _release(folder)
    files = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.name != FACTS
        and path not in release.wrote
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    ]
    if not files:
        raise StartlabError(f"There is nothing in {folder} to grade.")
    work = partial(_mark, folder=folder, release=release)
    if jobs == 1:
        papers = [work(path) for path in files]
    else:
        with ProcessPoolExecutor(jobs) as pool:
            papers = list(pool.map(work, files, chunksize=20))
    papers = [paper for each in _by_student(papers) for paper in _join(each)]
    for paper in papers:
        if paper.status and {*paper.status.values()} == {MISSING}:
            paper.remarks.append("empty: nothing is answered")
    return release, papers


def _by_student(papers: Iterable[Paper]) -> list[list[Paper]]:
    """Return the papers of each student, in the order of their first; a nameless one is alone."""
    groups: dict[str, list[Paper]] = {}
    for paper in papers:
        name = " ".join(paper.student.split()).casefold()
        groups.setdefault(name or f"/{paper.file}", []).append(paper)
    return list(groups.values())


def _join(papers: list[Paper]) -> list[Paper]:
    """Join the papers of a student, a notebook for each chapter, if no exercise is in two."""
    done = Counter(i for p in papers for i, status in p.status.items() if status != MISSING)
    if max(done.values(), default=0) > 1:
        for paper in papers:
            paper.remarks.append("more than one hand-in of this student")
        return papers
    return [_best(papers)]


def _best(papers: list[Paper]) -> Paper:
    """Return one paper with the best that a student has done of each exercise."""
    best = Paper("; ".join(paper.file for paper in papers), papers[0].student, papers[0].seed)
    best.remarks = [remark for paper in papers for remark in paper.remarks]
    for ident in dict.fromkeys(ident for paper in papers for ident in paper.status):
        done = [paper for paper in papers if ident in paper.status]
        paper = min(done, key=lambda paper: ORDER.index(paper.status[ident]))
        for part in ("status", "given", "texts", "tries"):
            if ident in getattr(paper, part):
                getattr(best, part)[ident] = getattr(paper, part)[ident]
    return best


def _release(folder: Path) -> Release:
    for place in (folder / FACTS, folder.resolve().parent / FACTS):
        try:
            facts = json.loads(place.read_text("utf-8"))
            wrote = [place.parent / name for name in facts.get("files", ())]
            title, seed = str(facts["title"]), str(facts["seed"])
            return Release(title, seed, chosen(facts["exercises"]), wrote)
        except FileNotFoundError:
            continue
        except (OSError, ValueError, KeyError, TypeError):
            raise StartlabError(f"{place} is not what `startlab release` wrote.") from None
    raise StartlabError(
        f"There is no {FACTS} in {folder} or beside it: `startlab release` wrote one, with the "
        "exercises and the seed."
    )


def _mark(path: Path, folder: Path, release: Release) -> Paper:
    """Read a file and check each answer again; whatever it is, there is a paper for it."""
    paper = Paper(str(path.relative_to(folder)))
    try:
        _read(path, paper)
    except StartlabError as error:
        paper.remarks.append(str(error))
        return paper
    except Exception:  # anything can be handed in
        paper.remarks.append("a damaged file")
        return paper
    if not paper.student:
        paper.student = str(Path(paper.file).with_suffix(""))
        paper.remarks.append("no name inside: that of the file stands for it")
    if paper.seed != release.seed:
        paper.remarks.append("asked with another seed, or with none")
    for ident in release.exercises:
        given = paper.given.get(ident, ...)
        if is_text(ident):
            paper.status[ident] = TO_READ if paper.texts.get(ident) else MISSING
        elif given is ... or isinstance(given, Code):
            paper.status[ident] = MISSING if given is ... else TO_RUN
        else:
            right = is_right(ident, given, release.seed, paper.student)
            paper.status[ident] = RIGHT if right else WRONG
    return paper


def _read(path: Path, paper: Paper) -> None:
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise StartlabError(f"larger than any hand-in: {size / 1e6:.0f} MB")
    if not size:
        raise StartlabError("an empty file")
    try:
        content = json.loads(path.read_text("utf-8-sig"))  # editors put a byte order mark there
    except (ValueError, RecursionError):
        raise StartlabError("neither a notebook nor a file of answers") from None
    if isinstance(content, dict) and isinstance(content.get("cells"), list):
        _read_notebook(content, paper)
    elif isinstance(content, dict) and content.get("startlab") == "hand-in":
        _read_page(content, paper)
    else:
        raise StartlabError("neither a notebook nor a file of answers")


def _read_page(content: dict[str, Any], paper: Paper) -> None:
    """Take what was typed or ticked; what the page said to it does not count."""
    paper.student = as_line(content["name"])
    for row in content["answers"]:
        ident, answer = row["exercise"], row["answer"]
        if ident not in all_exercises():
            continue  # it is of another edition
        texts = answer if isinstance(answer, list) else [answer]
        if not all(isinstance(text, str) for text in texts):
            raise TypeError
        paper.tries[ident] = int(row["tries"])
        if is_text(ident):
            paper.texts[ident] = as_line(answer)
        else:
            paper.given[ident] = Typed(answer)


class Typed(NamedTuple):
    """What was typed or ticked on a page, to be understood as the page does."""

    answer: Any


def _read_notebook(content: dict[str, Any], paper: Paper) -> None:
    paper.seed = str(content.get("metadata", {}).get("startlab", {}).get("seed", ""))
    ours = {"sl", "startlab"}
    for cell in content["cells"]:
        source = "".join(cell["source"])
        key = str(cell["metadata"].get("startlab", ""))
        if cell["cell_type"] == "markdown" and key.startswith("text-"):
            if source.strip() not in ("", TEXT, REASON):
                paper.texts[key.removeprefix("text-")] = as_line(source)
        elif cell["cell_type"] == "code":
            try:
                tree = _parsed(source)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                if found := NAME.search(source):
                    paper.remarks.append(f"the cell of {found[0]} cannot be read")
                continue
            for statement in tree.body:
                _read_statement(statement, paper)
            if _touches(tree, ours):
                paper.remarks.append("changes startlab itself, to no effect here")


def _parsed(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError:  # with a line of IPython in it, it ran for the student
        code = MAGIC.sub("", source)
        if code.startswith("%%"):  # no Python
            raise
        plain = TransformerManager().transform_cell(code)  # type: ignore[no-untyped-call]
        return ast.parse(plain)


def _read_statement(statement: ast.stmt, paper: Paper) -> None:
    """Take the value that a statement gives to an answer; whatever else it does is code."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
            name = NAME.fullmatch(node.id)
            value = _value(statement) if name else None
            if name and name[1]:
                paper.given[f"{name[1]}.{name[2]}"] = value
            elif name and isinstance(value, str | int):
                paper.student = as_line(str(value))


def _value(statement: ast.stmt) -> Any:
    if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value:
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        if all(isinstance(target, ast.Name) for target in targets):
            try:
                return ast.literal_eval(statement.value)
            except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
                pass
    return Code()


def _touches(tree: ast.Module, ours: set[str]) -> bool:
    """Tell whether a cell puts something into a module of startlab; `ours` are their names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            within = getattr(node, "module", None) or ""
            for alias in node.names:
                if f"{within}.{alias.name}".strip(".").startswith("startlab"):
                    ours.add(alias.asname or alias.name.partition(".")[0])
        target: list[ast.expr] = []
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "setattr":
            target = node.args[:1]
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store):
            target = [node]
        for part in target:
            while isinstance(part, ast.Attribute | ast.Subscript):
                part = part.value
            if isinstance(part, ast.Name) and part.id in ours:
                return True
    return False


# --- tables


def scores(release: Release, papers: list[Paper]) -> str:
    """Return a CSV with a line for each paper: scores, and what there is to say of it."""
    head = ["student", "file", *release.exercises, "score", "of", TO_RUN, "remarks"]
    of, lines = _most(release), []
    for paper in papers:
        statuses = [paper.status.get(ident, "") for ident in release.exercises]
        remarks = "; ".join(dict.fromkeys(paper.remarks))
        lines.append([paper.student, paper.file, *statuses, paper.score, of,
                      statuses.count(TO_RUN), remarks])  # fmt: skip
    return as_csv(head, lines)


def _most(release: Release) -> int:
    return sum(not is_text(ident) for ident in release.exercises)


def answers(release: Release, papers: list[Paper]) -> str:
    """Return a CSV with a line for each answer of each hand-in: answer, tries, reason or text."""
    head = ["student", "file", "exercise", "status", "answer", "tries", "text"]
    return as_csv(head, (
        [p.student, p.file, ident, p.status.get(ident, ""), _shown(p.given.get(ident)),
         p.tries.get(ident, ""), p.texts.get(ident, "")]
        for p in papers for ident in release.exercises
    ))  # fmt: skip


def _shown(given: Any) -> str:
    if given is None or given is ... or isinstance(given, Code):
        return ""
    return safe_repr(given.answer if isinstance(given, Typed) else given, most=200)


def _one_each(papers: list[Paper]) -> list[Paper]:
    return [_best(each) for each in _by_student(papers) if each[0].student]


def for_moodle(release: Release, papers: list[Paper]) -> str:
    """Return the scores as Moodle's *Grades, Import, CSV file* takes them."""
    best = _one_each(papers)
    mails = bool(best) and all("@" in paper.student for paper in best)
    who, title = "Email address" if mails else "Username", release.title
    lines = ([p.student, p.score, "; ".join(map(": ".join, p.status.items()))] for p in best)
    return as_csv([who, title, f"{title} (feedback)"], lines)


def for_canvas(release: Release, papers: list[Paper]) -> str:
    """Return the scores as Canvas' *Gradebook, Import* takes them."""
    lines = [["    Points Possible", "", "", "", "", _most(release)]]
    lines += [[p.student, "", "", p.student, "", p.score] for p in _one_each(papers)]
    return as_csv(["Student", "ID", "SIS User ID", "SIS Login ID", "Section", release.title], lines)


FORMATS = {"": scores, "moodle": for_moodle, "canvas": for_canvas}


def as_csv(head: list[str], lines: Iterable[list[Any]]) -> str:
    """Return a table as CSV, in which no text of a student is taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    for line in lines:
        writer.writerow([f"'{v}" if FORMULA.match(str(v)) else v for v in line])
    return text.getvalue()
