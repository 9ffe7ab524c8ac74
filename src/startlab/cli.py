"""The command `startlab`: the tables, their sources, and whether all is as it was built."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import sys
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable, Sequence
from importlib import metadata
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

from startlab import __version__
from startlab.errors import StartlabError, nearest
from startlab.files import HERE, write_all, write_each, write_whole

if TYPE_CHECKING:
    import pandas as pd

FINE, FAILED, WRONG_USE = 0, 1, 2
FORMATS = ("csv", "json", "markdown")

EXAMPLES = """examples:
  startlab data                                         list the tables
  startlab data declarations                            print a table as CSV
  startlab data declarations --where party=US --format markdown
  startlab data events --where date=2026-02-05 --format json
  startlab data stockpiles --where country=China --where country=India -o asia.csv
  startlab source state-new-start-aggregate             say what a key in `source` stands for
  startlab check                                        say whether all is as it should be
  startlab notebooks lessons                            copy the chapters into ./lessons
  startlab lab lessons                                  and open them in JupyterLab
  startlab new chapter "What does it cost?"             begin a chapter of your own
  startlab release 05 12 --to ps1                       write notebooks to hand in
  startlab grade ps1/submitted --to scores.csv          and mark them

exit codes: 0 fine; 1 a check failed, or a file could not be read or written; 2 wrong use"""


class Failure(StartlabError):
    """Something that is not the user's mistake: exit code 1 instead of 2."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    >>> main(["source", "eprs-2021-limit"]) == WRONG_USE  # the sentence goes to stderr
    True
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help(sys.stderr)
        return WRONG_USE
    try:
        text, code = options.command(options)
        _print(text)
        return int(code)
    except StartlabError as error:
        said, code = str(error), FAILED if isinstance(error, Failure) else WRONG_USE
    except OSError as error:
        said, code = f"{error.filename or 'The output'}: {error.strerror}.", FAILED
    except KeyboardInterrupt:
        return 130  # as shells report an interrupt
    if sys.stderr:  # closed, it is None, and print would take stdout
        print(f"startlab: {said}", file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="startlab",
        description="The New START treaty as data: tables, sources, and a check of both.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"startlab {__version__}")
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    force = argparse.ArgumentParser(add_help=False)
    force.add_argument("--force", action="store_true", help="overwrite what is there")

    def command(
        name: str, run: Callable[..., Any], help: str, *shared: argparse.ArgumentParser
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=help, parents=shared, allow_abbrev=False)
        made.set_defaults(command=run)
        return made

    data = command("data", _show_data, "list the tables, or write one", force)
    data.add_argument("table", nargs="?", help="name of a table; without it the tables are listed")
    data.add_argument("--format", choices=FORMATS, help="how to write it (a table: csv)")
    data.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="COLUMN=VALUE",
        help="only rows with this value; several columns must all fit, of several values of one "
        "column any; COLUMN= finds missing values",
    )
    data.add_argument("-o", "--output", metavar="FILE", help="write to this file, whole or not")

    source = command("source", _show_source, "show what source keys stand for")
    source.add_argument("keys", nargs="+", metavar="KEY", help="as in the column `source`")

    command("check", _show_check, "check libraries, files, tables and sources")

    notebooks = command("notebooks", _show_notebooks, "copy the chapters of this version", force)
    lab = command("lab", _show_lab, "copy the chapters and open them in JupyterLab")
    for parser_ in (notebooks, lab):
        parser_.add_argument("folder", nargs="?", default="startlab", metavar="DIR")

    new = command("new", _show_new, "begin a chapter of your own, in a copy of the project", force)
    new.add_argument("what", choices=["chapter"])
    new.add_argument("title", metavar="TITLE", help='as a question: "What does it cost?"')

    release = command("release", _show_release, "write notebooks for students to hand in", force)
    release.add_argument("names", nargs="+", metavar="CHAPTER", help="such as 05, or 05.2 alone")
    release.add_argument("--to", required=True, metavar="DIR", help="where to write them")
    release.add_argument("--seed", default="", help="give each student other dates and quantities")
    release.add_argument("--for", dest="kind", choices=("nbgrader", "otter"), default="")

    grade = command(
        "grade", _show_grade, "mark a folder of hand-ins; runs none of their code", force
    )
    grade.add_argument("folder", metavar="DIR")
    grade.add_argument("--to", required=True, metavar="FILE", help="scores, as CSV")
    grade.add_argument("--answers", metavar="FILE", help="every answer, text and number of tries")
    grade.add_argument(
        "--for", dest="kind", default="", choices=("moodle", "canvas"), help="columns of these"
    )
    grade.add_argument("-j", "--jobs", type=int, default=1, metavar="N", help="processes")

    quiz = command("quiz", _show_quiz, "write exercises with their hints as a question bank", force)
    quiz.add_argument("names", nargs="+", metavar="CHAPTER", help="such as 05, or 05.2 alone")
    quiz.add_argument("--for", dest="kind", choices=("moodle", "qti"), required=True)
    quiz.add_argument("--to", metavar="FILE", help="quiz.xml for Moodle, quiz.zip for QTI 2.1")

    scorm = command("scorm", _show_scorm, "pack a chapter that reports completion and score", force)
    scorm.add_argument("chapter", metavar="CHAPTER", help="such as 05")
    scorm.add_argument("--site", default="_build/html", metavar="DIR", help="the built book")
    scorm.add_argument("--to", metavar="FILE", help="otherwise scorm_05.zip")
    return parser


def _show_new(options: argparse.Namespace) -> tuple[str, int]:
    from startlab.template import new_chapter

    made = new_chapter(options.title, Path())
    write_all(Path(), {str(path): text for path, text in made.items()}, force=options.force)
    page = next(iter(made)).with_suffix("").as_posix()
    steps = f"Name it in _toc.yml, `- file: {page}`, then: make notebooks ONLY={page[10:12]}"
    return "".join(f"wrote {path}\n" for path in made) + f"{steps}\n", FINE


def _print(text: str) -> None:
    """Print a text as UTF-8, whoever listens: a closed pipe is no error."""
    if text and sys.stdout is None:
        raise Failure("The output is closed.")
    try:
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", newline="\n")
        print(text, end="", flush=True)
    except OSError as error:
        # What is left in the buffer must not be written again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            raise


def _show_data(options: argparse.Namespace) -> tuple[str, int]:
    from startlab import datasets, table_files

    _read(table_files.datapackage)
    if options.table is None:
        frame = _read(datasets.tables)
    else:
        table_files.resource(options.table)  # an unknown name is wrong use
        frame = _read(table_files.load, options.table)
    frame = select(frame, options.where)
    kind = options.format or ("csv" if options.table or options.output else "text")
    text = {"csv": _csv, "json": _json, "markdown": _markdown, "text": _aligned}[kind](frame)
    if options.output in (None, "-"):
        return text, FINE
    write_whole(Path(options.output), text, force=options.force)
    return "", FINE


def _read(reader: Callable[..., Any], *names: str) -> Any:
    """Read what came with the package: a fault in it is not the user's mistake."""
    try:
        return reader(*names)
    except StartlabError as error:
        raise Failure(str(error)) from None


def select(frame: pd.DataFrame, conditions: Iterable[str]) -> pd.DataFrame:
    """Keep the rows that fit conditions such as ``party=US``.

    >>> from startlab import load_limits
    >>> select(load_limits(), ["treaty=New START", "unit=warheads"]).limit_value.tolist()
    [1550]
    """
    from startlab.table_files import as_text

    wanted: dict[str, set[str]] = {}
    for condition in conditions:
        column, equals, value = condition.partition("=")
        if not equals:
            raise StartlabError(f"Write --where COLUMN=VALUE, not {condition!r}.")
        if column not in frame:
            raise StartlabError(
                f"There is no column {column!r}. {_nearest(column, map(str, frame))}"
            )
        known = set(map(as_text, frame[column]))
        if value not in known:
            raise StartlabError(f"No row has {column} = {value!r}. {_nearest(value, known)}")
        wanted.setdefault(column, set()).add(value)
    for column, values in wanted.items():
        frame = frame[[as_text(value) in values for value in frame[column]]]
    return frame


def _nearest(name: str, known: Iterable[str]) -> str:
    """Return the nearest names; of columns of sentences the shortest ones at least."""
    return f"Nearest: {nearest(name, sorted(known, key=lambda text: (len(text), text)))}."


def _csv(frame: pd.DataFrame) -> str:
    return frame.to_csv(index=False, date_format="%Y-%m-%d", lineterminator="\n")


def _json(frame: pd.DataFrame) -> str:
    records = frame.astype(object).where(frame.notna(), None).to_dict("records")
    text = json.dumps(records, ensure_ascii=False, indent=2, default=lambda day: f"{day:%Y-%m-%d}")
    return text + "\n"


def _cells(frame: pd.DataFrame) -> tuple[list[str], list[list[str]]]:
    """Return the names of the columns, and the rows as text."""
    from startlab.table_files import as_text

    return [*map(str, frame)], [[*map(as_text, row)] for row in frame.itertuples(index=False)]


def _markdown(frame: pd.DataFrame) -> str:
    return markdown_table(*_cells(frame)) + "\n"


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    r"""Write a table in Markdown; pipes and line ends in the cells are escaped.

    >>> print(markdown_table(["side", "said"], [["US", "yes | no"]]))
    | side | said |
    | --- | --- |
    | US | yes \| no |
    """

    def line(cells: Iterable[str]) -> str:
        escaped = (re.sub(r"[\\|]", r"\\\g<0>", cell).replace("\n", " ") for cell in cells)
        return f"| {' | '.join(escaped)} |"

    return "\n".join([line(head), line(["---"] * len(head)), *map(line, rows)])


def _aligned(frame: pd.DataFrame) -> str:
    """Write the list of tables for a terminal: titles last, as they are long."""
    head, rows = _cells(frame[[*frame.columns.drop("title"), "title"]])
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = [[cell.ljust(w) for cell, w in zip(row, widths, strict=True)] for row in (head, *rows)]
    return "".join("  ".join(line).rstrip() + "\n" for line in lines)


def _show_source(options: argparse.Namespace) -> tuple[str, int]:
    from startlab.sources import RANKS, cite

    entries = [
        f"{source.key}\n  {source}\n  Rank {source.rank}: {RANKS[source.rank]}.\n"
        + (f"  {source.note}\n" if source.note else "")
        for source in [cite(key) for keys in options.keys for key in keys.split(";")]
    ]
    return "\n".join(entries), FINE


def _show_notebooks(options: argparse.Namespace) -> tuple[str, int]:
    from startlab.notebooks import copy_notebooks, sign_notebooks

    target = _folder(options.folder)
    copied = copy_notebooks(target, force=options.force)
    text = f"{len(copied)} notebooks written into {target}; open them: startlab lab {target}\n"
    if not sign_notebooks(target):
        text += (
            f"Where JupyterLab is installed, let it trust them: jupyter trust {target}/*.ipynb\n"
        )
    return text, FINE


def _folder(name: str) -> Path:
    if not name.strip():
        raise StartlabError("The name of the folder is empty; name one, or write . for this one.")
    return Path(name)


def _show_lab(options: argparse.Namespace) -> tuple[str, int]:
    from importlib.util import find_spec
    from subprocess import run

    from startlab.template import TAKEN

    target = _folder(options.folder)
    if find_spec("jupyterlab") is None:
        raise Failure("JupyterLab is not installed; install it with: pip install 'startlab[lab]'.")
    for path in sorted(target.glob("*.py")):
        if path.stem in TAKEN:
            raise StartlabError(f"Notebooks would run {path} in place of the library; rename it.")
    if not any(target.glob("[0-9]*.ipynb")):  # chapters that are there are kept
        _show_notebooks(argparse.Namespace(folder=options.folder, force=False))
    # -P: no file of the folder from which the command is given is run in place of a library.
    command = [sys.executable, "-P", "-m", "jupyterlab", f"--notebook-dir={target}"]
    return "", run(command, check=False).returncode


def _show_release(options: argparse.Namespace) -> tuple[str, int]:
    from startlab.course.release import release

    target = _folder(options.to)
    title = target.resolve().name  # of . too
    files = release(options.names, seed=options.seed, kind=options.kind, title=title)
    write_all(target, files, force=options.force)
    return "".join(f"{target / name}\n" for name in files), FINE


def _show_grade(options: argparse.Namespace) -> tuple[str, int]:
    from startlab.course import grade as course

    if options.jobs < 1:
        raise StartlabError(f"-j is {options.jobs}: it must be 1 or more.")
    release, papers = course.grade(Path(options.folder), jobs=options.jobs)
    tables = [(Path(options.to), course.FORMATS[options.kind](release, papers))]
    if options.answers:
        tables.append((Path(options.answers), course.answers(release, papers)))
    write_each(tables, force=options.force)
    noted = [f"  {p.file}: {'; '.join(dict.fromkeys(p.remarks))}\n" for p in papers if p.remarks]
    text = f"Lines: {len(papers)}. To look at: {len(noted)}\n" + "".join(noted)
    if blank := [path.name for path in release.wrote if path.parent == Path(options.folder)]:
        text += f"Left out, as `startlab release` wrote them: {', '.join(blank)}\n"
    return text, FINE


def _show_quiz(options: argparse.Namespace) -> tuple[str, int]:
    from startlab.course.quiz import quiz

    target = Path(options.to or ("quiz.xml" if options.kind == "moodle" else "quiz.zip"))
    write_whole(target, quiz(options.names, options.kind), force=options.force)
    return f"{target}\n", FINE


def _show_scorm(options: argparse.Namespace) -> tuple[str, int]:
    from startlab.course.scorm import scorm

    content = scorm(options.chapter, Path(options.site))
    target = Path(options.to or f"scorm_{options.chapter.strip().zfill(2)}.zip")
    write_whole(target, content, force=options.force)
    return f"{target}\n", FINE


def _show_check(_options: argparse.Namespace) -> tuple[str, int]:
    about = (f"startlab {__version__}, {HERE}", "")
    checks = [about, _libraries(), _kernel(), *_files(), _contents()]
    lines = [f"{'FAILED' if advice else 'ok    '}  {found}" for found, advice in checks]
    advice = dict.fromkeys(advice for _, advice in checks if advice)
    lines += ["", *advice] if advice else ["", f"All {len(checks)} checks passed."]
    return "\n".join(lines) + "\n", FAILED if advice else FINE


Check = tuple[str, str]  # what was found, and what to do: nothing where all is well
INSTALL_AGAIN = "Install startlab again: python -m pip install --force-reinstall startlab."
LAB = 'Install what opens the chapters: python -m pip install "startlab[lab]".'


def _libraries() -> Check:
    """Return the versions that a report of a fault should name."""
    found = [f"Python {'.'.join(map(str, sys.version_info[:3]))}"]
    for name in ("pandas", "matplotlib", "ipywidgets"):
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            return f"{name} is missing", INSTALL_AGAIN
    return f"{', '.join(found)} (do they fit? python -m pip check)", ""


def _kernel() -> Check:
    from importlib.util import find_spec

    if find_spec("ipykernel"):
        return "a kernel for notebooks", ""
    return "no kernel for notebooks", LAB


def _files() -> list[Check]:
    """Compare each file of the package with what the installer recorded of it."""
    try:
        files = metadata.files("startlab") or []
    except metadata.PackageNotFoundError:
        files = []
    recorded = {Path(str(file.locate())).resolve(): file.hash.value for file in files if file.hash}
    ours = {path: value for path, value in recorded.items() if HERE.resolve() in path.parents}
    if not ours:
        return [("files of a source tree (what has changed? git status)", "")]
    changed = [path.relative_to(HERE.resolve()) for path in ours if _digest(path) != ours[path]]
    if changed:
        return [(f"{path} is not as it was installed", INSTALL_AGAIN) for path in changed]
    return [(f"{len(ours)} files, as they were installed", "")]


def _digest(path: Path) -> str:
    """Return what installers record of a file; of one that cannot be read, nothing."""
    try:
        found = hashlib.sha256(path.read_bytes()).digest()
    except OSError:
        return ""
    return urlsafe_b64encode(found).rstrip(b"=").decode()


def _contents() -> Check:
    try:
        from startlab.datasets import tables
        from startlab.sources import all_sources

        return f"{len(tables())} tables, {len(all_sources()):,} sources", ""
    except (ImportError, StartlabError) as error:
        return str(error), INSTALL_AGAIN
