"""An edition of the book: what `_toc.yml` holds, and how its texts name what it leaves out.

Only a source tree has a `_toc.yml`; a wheel holds what the edition held from which it was built.
"""

import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from posixpath import dirname, join, normpath

ABSENT = "*(not in this edition)*"
LAST = "**Next:** this was the last chapter of this edition."
CHAPTER = re.compile(r"notebooks/(\d\d)_(\w+)")
BESIDE = (".py", ".csv", ".json", ".bib")  # what a chapter of one's own brings with it
SOLUTIONS = "notebooks/solutions/"
ENTRY = re.compile(r"[ -]*(root|caption|file|glob): *(['\"]?)(.+?)\2 *(?:#.*)?")
LINK = re.compile(r"\[([^\[\]]+)\]\(([^()\s#:]+)\.(?:ipynb|md)(?:#[^()\s]*)?\)")
# "chapters 07, 08 and 09", "Chapters 03 (the rule) and 05": with what stands between the numbers.
NUMBERS = re.compile(
    r"\b(?:chapter|exercise)s?[ \N{NO-BREAK SPACE}]\d\d(?:\.\d)?"
    r"(?:(?: \([^()]*\))?(?:,| and|, and| or) \d\d(?:\.\d)?)*\b",
    re.IGNORECASE,
)
NUMBER = re.compile(r"\b(\d\d)(?:\.\d)?\b(?![^(]*\))")
NEXT = re.compile(r"^\*\*Next:\*\*.*$", re.MULTILINE)
HEADING = re.compile(r"(#+) \[[^\]]*\]\(([^()\s#]+)\.ipynb\)")


@dataclass(frozen=True)
class Edition:
    """The edition of a source tree. Pages are named by their paths, without endings."""

    root: Path

    @cached_property
    def parts(self) -> list[tuple[str, list[str]]]:
        """Each part: its caption and its pages; the first has no caption, and the landing page."""
        lines = (self.root / "_toc.yml").read_text("utf-8").splitlines()
        entries = [found.group(1, 3) for line in lines if (found := ENTRY.fullmatch(line))]
        chapters = {Path(value).name for kind, value in entries if kind == "file"}
        parts: list[tuple[str, list[str]]] = []
        for kind, value in entries:
            if kind in ("root", "caption"):
                parts.append(("", [value]) if kind == "root" else (value, []))
            elif kind == "file":
                parts[-1][1].append(value)
            else:  # the solutions, of chapters that are there
                paths = sorted(path for path in self.root.glob(value) if path.stem in chapters)
                names = (path.relative_to(self.root).with_suffix("") for path in paths)
                parts[-1][1].extend(name.as_posix() for name in names)
        return parts

    @cached_property
    def pages(self) -> list[str]:
        """All pages, in the order of the contents, the landing page first."""
        return [page for _, pages in self.parts for page in pages]

    @cached_property
    def chapters(self) -> list[str]:
        """The chapters, in their order."""
        return [page for page in self.pages if CHAPTER.fullmatch(page)]

    @cached_property
    def absent(self) -> list[str]:
        """The notebooks and prose pages of the source tree that this edition leaves out."""
        found = [*self.root.glob("notebooks/**/*.ipynb"), *self.root.glob("book/**/*.md")]
        names = {path.relative_to(self.root).with_suffix("").as_posix() for path in found}
        return sorted(
            name for name in names - {*self.pages} if "/." not in name
        )  # as Jupyter hides

    def is_solved(self, chapter: str) -> bool:
        """Tell whether the solutions of a chapter, named by its number, are in."""
        return any(page.startswith(f"{SOLUTIONS}{chapter}_") for page in self.pages)

    def companions(self, page: str) -> list[Path]:
        """Return what lies beside a chapter of one's own: module, table, description, sources."""
        found = CHAPTER.fullmatch(page)
        paths = [self.root / f"notebooks/{found[2]}{end}" for end in BESIDE] if found else []
        return [path for path in paths if path.is_file()]

    def notebook(self, page: str) -> str:
        """Return the text of a notebook as this edition publishes it."""
        return self.adapt(page, (self.root / f"{page}.ipynb").read_text("utf-8"))

    def adapt(self, page: str, text: str) -> str:
        """Return the source of a page as this edition publishes it; of a notebook, its prose."""
        if not page.startswith("notebooks/"):
            return self.adapt_prose(page, text)
        notebook = json.loads(text)
        changed = False
        for cell in notebook["cells"]:
            before = "".join(cell["source"])
            if cell["cell_type"] == "markdown" and before != (
                after := self.adapt_prose(page, before)
            ):
                cell["source"], changed = after.splitlines(keepends=True), True
        return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n" if changed else text

    def adapt_prose(self, page: str, text: str) -> str:
        """Return Markdown without what leads to, or is about, a page that is not there."""
        if page in self.chapters:
            text = NEXT.sub(lambda line: self._next(page, line[0]), text)
        text = self._without_sections(page, text)
        text = LINK.sub(lambda link: self._link(page, link), text)
        return NUMBERS.sub(lambda found: self._numbers(text, found), text)

    def _there(self, page: str, address: str) -> str:
        return normpath(join(dirname(page), address))

    def _next(self, page: str, line: str) -> str:
        """Lead to the chapter that follows here; what is said of another one is left out."""
        after = self.chapters[self.chapters.index(page) + 1 :]
        link = LINK.search(line)
        there = self._there(page, link[2]) if link else ""
        if not after:
            return LAST if there in self.absent else line
        if there == after[0]:
            return line
        return f"**Next:** [{self.title(after[0])}]({Path(after[0]).name}.ipynb)."

    def title(self, page: str) -> str:
        """Return the title of a chapter."""
        found = re.search(r'"# ([^"\\]+)', (self.root / f"{page}.ipynb").read_text("utf-8"))
        return found[1] if found else page

    def _without_sections(self, page: str, text: str) -> str:
        """Leave out each section whose title leads to an absent page."""
        kept, over = [], 0
        for line in text.splitlines(keepends=True):
            level = len(line) - len(line.lstrip("#"))
            if level and (not over or level <= over):
                heading = HEADING.match(line)
                over = level if heading and self._there(page, heading[2]) in self.absent else 0
            if not over:
                kept.append(line)
        return "".join(kept)

    def _link(self, page: str, link: re.Match[str]) -> str:
        there = self._there(page, link[2])
        if there not in self.absent:
            return link[0]
        if link[1] == "First chapter" and self.chapters:
            return f"[First chapter](../{self.chapters[0]}.ipynb)"
        return f"{link[1]} {ABSENT}"

    def _numbers(self, text: str, found: re.Match[str]) -> str:
        """Mark the numbers of absent chapters; in a row of a table leave them out beside others."""
        numbers = [(m, m[1] in self._absent_numbers) for m in NUMBER.finditer(found[0])]
        if not any(absent for _, absent in numbers):
            return found[0]
        if all(absent for _, absent in numbers):
            return f"{found[0]} {ABSENT}"
        if text[text.rfind("\n", 0, found.start()) + 1] == "|":
            there = [number[0] for number, absent in numbers if not absent]
            several = " and ".join([", ".join(there[:-1]), there[-1]]) if there[1:] else there[0]
            return f"{found[0].split()[0].rstrip('s')}{'s' if there[1:] else ''} {several}"
        marked = found[0]
        for number, absent in reversed(numbers):
            if absent:
                marked = f"{marked[: number.end()]} {ABSENT}{marked[number.end() :]}"
        return marked

    @cached_property
    def _absent_numbers(self) -> set[str]:
        return {m[1] for page in self.absent if (m := CHAPTER.fullmatch(page))}
