"""Make what the theme writes light, safe and accessible, page by page as each is written."""

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.jinja2glue import BuiltinTemplateLoader

from startlab import __version__

# What docutils says of a window, as the theme does; settings of what this book does not use.
WASTE = re.compile(
    r'<meta name="viewport"[^>]*initial-scale=1" />'
    r"|\s*<script>DOCUMENTATION_OPTIONS\.\w+ =[^<]*</script>"
)
SIDE_BAR_ENTRY = re.compile(r'<li class="toctree-l1[^>]*><a [^>]*href="(?P<address>[^"]*)">')
CHAPTER = re.compile(r"(?:^|/)(\d\d)_")
# What the theme says about a button, in a way that wants a script of 81 KB.
TIP = re.compile(
    r'(?<=<button )(?P<before>(?!class="btn search-button-field)[^>]*?)(?:title="[^"]*" )?'
    r'(?:aria-label|data-bs-title|title)="(?P<tip>[^"]*)"(?:\s*data-bs-[\w-]+="[^"]*")+'
)
BLOCKING = re.compile(r'<script (?=[^>]*src=")(?![^>]*\bdefer\b)')
INLINE = re.compile(
    r"<script(?![^>]*(?:src=|application/(?:ld\+)?json))[^>]*>(.*?)</script>", re.DOTALL
)
PICTURE = re.compile(r'<img (?=[^>]*src="[^"]*_images/(?P<name>[^"/]+\.svg)")')
BOX = re.compile(r'viewBox="0 0 (\d+)[\d.]* (\d+)')


class PageTemplates(BuiltinTemplateLoader):
    """The templates of the theme, with each page mended before it is written."""

    def init(self, builder: Any, *args: Any, **options: Any) -> None:
        """Note whether `make live` builds: its script, which reloads pages, breaks the policy."""
        super().init(builder, *args, **options)
        self.builder = builder
        self.live = builder.tags.has("live")

    def render(self, template: str, context: dict[str, Any]) -> str:  # type: ignore[override]
        """Return the page as it is published."""
        page = super().render(template, context)
        if not page.lstrip().startswith("<!DOCTYPE html>"):
            return page
        page = mend_markup(BLOCKING.sub("<script defer ", WASTE.sub("", page)))
        page = number_chapters(page, context["pagename"])
        page = self.size_pictures(page)
        return page if self.live else allow_own_files_only(page)

    def size_pictures(self, page: str) -> str:
        """Keep room for each figure before it is loaded: the text below must not move."""
        paths = {name: path for path, name in self.builder.images.items()}

        def sized(found: re.Match[str]) -> str:
            box = BOX.search(Path(self.builder.srcdir, paths[found["name"]]).read_text("utf-8"))
            return f'{found[0]}width="{box[1]}" height="{box[2]}" ' if box else found[0]

        return PICTURE.sub(sized, page)


def number_chapters(page: str, own: str) -> str:
    """Write the number of each chapter before its title in the side bar."""

    def numbered(entry: re.Match[str]) -> str:
        chapter = CHAPTER.search(own if entry["address"] == "#" else entry["address"])
        if chapter is None:
            return entry[0]
        number = f"{int(chapter[1])}\N{NO-BREAK SPACE}"
        return f'{entry[0]}<span class="startlab-number-of">{number}</span>'

    return SIDE_BAR_ENTRY.sub(numbered, page)


def mend_markup(page: str) -> str:
    """Name nameless buttons, and make the side bar, with logo and contents, a landmark."""
    page = page.replace("<summary><span", '<summary aria-label="Show the pages below"><span')
    # The name of the button is what it shows: for those who tell their computer what to press.
    page = re.sub(r'(<button class="btn search-button-field[^>]*) aria-label="Search"', r"\1", page)
    page = TIP.sub(lambda m: f'{m["before"]}aria-label="{m["tip"]}" data-tip="{m["tip"]}"', page)
    # The button of folded code has words of its own.
    page = page.replace('<summary aria-label="Toggle hidden content">', "<summary>")
    side_bar = 'id="pst-primary-sidebar"'
    return page.replace(side_bar, f'{side_bar} role="complementary" aria-label="Book"')


def allow_own_files_only(page: str) -> str:
    """Add the Content-Security-Policy: own files, and the inline scripts by their hash."""
    hashes = " ".join(sorted({f"'sha256-{_hash(script)}'" for script in INLINE.findall(page)}))
    policy = (
        # Firefox fetches the next page beforehand, which default-src rules: so none of the rest.
        "default-src 'self'; object-src 'none'; frame-src 'none'; media-src 'none'; "
        "worker-src 'none'; manifest-src 'none'; "
        f"script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'"
    )
    rule = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return re.sub(r'(<meta charset="utf-8" ?/?>)', rf"\1\n    {rule}", page, count=1)


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def join_scripts(app: Sphinx) -> None:
    """Serve our scripts as one file without comments: a block each, after the one they share."""
    shared = Path(app.srcdir, "book/scripts/shared.js")
    others = sorted({*shared.parent.glob("*.js")} - {shared})
    blocks = "".join(f"{{\n{_bare(path)}}}\n" for path in others)
    joined = Path(app.outdir) / "_static/startlab.js"
    joined.parent.mkdir(parents=True, exist_ok=True)
    said = {"version": __version__, "book": f"{app.config.author}. {app.config.html_title}"}
    about = f"Object.assign(startlab, {json.dumps(said)});\n"
    joined.write_text(_bare(shared) + about + blocks, "utf-8")


def _bare(path: Path) -> str:
    """Return a script without indents and comments: a sixth of its weight on the line."""
    lines = [line.strip() for line in path.read_text("utf-8").splitlines()]
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))


def leave_out_waste(app: Sphinx, error: Exception | None) -> None:
    """Leave out what no page loads."""
    static = Path(app.outdir) / "_static"
    if not error:
        for pattern in ("*.map", "fontawesome.*", "bootstrap.js*", "fa-*.*", "*macros.html"):
            for waste in static.rglob(pattern):
                waste.unlink()


def setup(app: Sphinx) -> None:
    """Register the parts of this extension."""
    app.add_js_file("startlab.js", loading_method="defer")
    app.add_js_file("scripts/pydata-sphinx-theme.js", loading_method="defer", priority=900)
    app.connect("builder-inited", join_scripts)
    app.connect("build-finished", leave_out_waste)
