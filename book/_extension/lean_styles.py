"""Join the style sheets of the pages into one, without the rules that no page can use."""

import hashlib
import re
from pathlib import Path

import tinycss2
from sphinx.application import Sphinx
from tinycss2.ast import AtRule, Declaration, Node, QualifiedRule

FILE = r'="(?P<up>[./]*)_static/(?P<name>[^"?]+)'
SHEET = re.compile(rf'\s*<link (?=[^>]*rel="stylesheet")[^>]*href{FILE}[^>]*>')
SCRIPT = re.compile(rf"<script [^>]*src{FILE}")
NAMES = re.compile(r'(?:class|id)="([^"]*)"')
TAGS = re.compile(r"<([a-z][a-z0-9-]*)")
WORDS = re.compile(r"[\w-]+")
VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")
SETTING = re.compile(r'(?<=[{;])(--[\w-]+):((?:"[^"]*"|[^;{}"])*)(?:;|(?=}))')


class Used:
    """What the pages and their scripts name: classes, ids, elements."""

    def __init__(self, markup: str, scripts: list[str]) -> None:
        words = {word for script in scripts for word in WORDS.findall(script)}
        self.names = words.union(*(names.split() for names in NAMES.findall(markup)))
        self.tags = words.union(TAGS.findall(markup))

    def has(self, selector: list[Node]) -> bool:
        """Tell whether all that a selector names is there; what stands in brackets is believed."""
        before = ""
        for part in selector:
            known = {".": self.names, ":": None}.get(before, self.tags)
            known = self.names if part.type == "hash" else known if part.type == "ident" else None
            # Our scripts may put the names of our own classes together.
            if known and part.value not in known and not part.value.startswith("startlab"):
                return False
            before = part.value if part.type == "literal" else ""
        return True


def lean(css: str, used: Used) -> list[str]:
    """Return the rules of a style sheet that something uses, without comments."""
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return [text for rule in rules if (text := _kept(rule, used))]


def _kept(rule: Node, used: Used) -> str:
    if isinstance(rule, QualifiedRule):
        selectors = ",".join(_text(each) for each in _split(rule.prelude) if used.has(each))
        found = tinycss2.parse_blocks_contents(rule.content, True, True)  # no comments, no blanks
        body = _text([each for each in found if isinstance(each, Declaration)])
        return f"{selectors}{{{body}}}" if selectors and body else ""
    if not isinstance(rule, AtRule) or rule.at_keyword in ("charset", "import"):
        return ""
    head, body = f"@{rule.at_keyword} {_text(rule.prelude)}", _text(rule.content or [])
    if rule.at_keyword in ("media", "supports"):
        body = "".join(lean(body, used))
    # The font of icons is never asked for: icons.css draws the few that are used.
    unused = not body or (rule.at_keyword == "font-face" and "fontawesome" in body)
    return "" if unused else f"{head}{{{body}}}"


def _split(prelude: list[Node]) -> list[list[Node]]:
    selectors: list[list[Node]] = [[]]
    for part in prelude:
        if part == ",":
            selectors.append([])
        else:
            selectors[-1].append(part)
    return selectors


def _text(nodes: list[Node]) -> str:
    return re.sub(r"\s+", " ", tinycss2.serialize(nodes).replace("/**/", "")).strip()


def without_unread(css: str, pages: str) -> str:
    """Leave out the variables that nothing reads: most of those of the theme."""
    read = {*VARIABLE.findall(css), *VARIABLE.findall(pages)}
    return SETTING.sub(lambda m: m[0] if m[1] in read else "", css)


def join_sheets(app: Sphinx, error: Exception | None) -> None:
    """Write book.css, and let each page load it in the place of all others."""
    if error or app.builder.tags.has("live"):
        return
    static = Path(app.outdir) / "_static"
    pages = {path: path.read_text("utf-8") for path in Path(app.outdir).rglob("*.html")}
    sheets, scripts = (
        dict.fromkeys(m["name"] for text in pages.values() for m in kind.finditer(text))
        for kind in (SHEET, SCRIPT)
    )
    markup = "".join(pages.values())
    code = [(static / name).read_text("utf-8") for name in scripts]
    used = Used(markup, code)
    rules = [rule for name in sheets for rule in lean(_read(static / name), used)]
    css = without_unread("".join(rules), markup + "".join(code))
    (static / "book.css").write_text(css, "utf-8")
    version = hashlib.sha256(css.encode()).hexdigest()[:8]
    for path, text in pages.items():
        if first := SHEET.search(text):
            link = f'<link rel="stylesheet" href="{first["up"]}_static/book.css?v={version}">'
            rest = SHEET.sub("", text[first.end() :])
            path.write_text(f"{text[: first.start()]}\n    {link}{rest}", "utf-8")
    for name in sheets:
        (static / name).unlink()


def _read(path: Path) -> str:
    """Return a style sheet with those that it imports in their place."""
    text = path.read_text("utf-8")
    return re.sub(r'@import "([^"]+)";', lambda m: _read(path.parent / m[1]), text)


def setup(app: Sphinx) -> None:
    """Join the style sheets once all pages are written."""
    app.connect("build-finished", join_sheets, priority=900)  # the theme writes pygments.css then
