"""Make what the theme writes light, safe and accessible, page by page as each is written."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

import pydata_sphinx_theme
from jinja2 import FileSystemBytecodeCache
from pygments import styles
from pygments.plugin import find_plugin_styles
from sphinx.environment.adapters.toctree import TocTree
from sphinx.jinja2glue import BuiltinTemplateLoader
from startlab_book import CHAPTER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bs4 import BeautifulSoup
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

THEME_SCRIPTS = Path(pydata_sphinx_theme.__file__).parent.joinpath(
    "theme/pydata_sphinx_theme/static/scripts"
)
ICON = re.compile(
    r'"?(?P<name>[a-z0-9-]+)"?:\[(?P<w>\d+),(?P<h>\d+),\[[^\]]*\],"\w+","(?P<path>[^"]+)"'
)
# The icons of the pages; a test finds any that is missing here.
ICONS = {"angle-left", "angle-right", "arrow-up", "bars", "chevron-down", "circle-half-stroke",
         "list", "magnifying-glass", "moon", "sun"}  # fmt: skip

WASTE = re.compile(
    r"""\s*(?:
    <script[^>]*fontawesome\.js[^>]*></script>          # 1.4 MB of icons: see replace_icon_script
    |<link[^>]*rel="preload"[^>]*as="script"[^>]*>      # delays the style sheets, gains nothing
    |<script>DOCUMENTATION_OPTIONS\.\w+\ =[^<]*</script>  # for parts that this book does not use
    |<meta\ name="docsearch:[^>]*>
    |<meta\ name="viewport"[^>]*initial-scale=1"\ ?/?>  # the page has one already
    )""",
    re.VERBOSE,
)
# The theme loads the whole search index with each page, for a search that this book leaves off.
SEARCH = re.compile(
    r'\s*<script src="[^"]*(?:searchtools|language_data|searchindex)\.js[^>]*></script>'
)
KEPT = ".side_bar"  # in the folder of the site: a whole build begins without it
BLOCKING = re.compile(r'<script (?=[^>]*src=")(?![^>]*\bdefer\b)')
INLINE = re.compile(r"<script(?![^>]*(?:src=|application/json))[^>]*>(.*?)</script>", re.DOTALL)


class LightTemplates(BuiltinTemplateLoader):
    """The templates of the theme, with each page mended before it is written."""

    def init(self, builder: Any, *args: Any, **options: Any) -> None:
        """Keep compiled templates between builds: a tenth of a rebuild is compiling them."""
        super().init(builder, *args, **options)
        compiled = Path(builder.outdir).parent / ".templates"
        compiled.mkdir(parents=True, exist_ok=True)
        self.environment.bytecode_cache = FileSystemBytecodeCache(str(compiled))

    def render(self, template: str, context: dict[str, Any]) -> str:  # type: ignore[override]
        """Return the page as it is published."""
        page = super().render(template, context)
        if not page.lstrip().startswith("<!DOCTYPE html>"):
            return page
        page = WASTE.sub("", page)
        if context.get("pagename") != "search":
            page = SEARCH.sub("", page)
        return allow_own_files_only(mend_markup(BLOCKING.sub("<script defer ", page)))


def offer_list_of_pages(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the side bar its list of pages, which the theme would make anew for each page.

    With 200 chapters that took most of the build, as the time grew with their square. It is kept
    for the next build: else an edit would spend a tenth of its time on it.
    """

    def list_of_pages(**options: Any) -> str:
        fingerprint, listed = _kept_list(app)
        if fingerprint != (now := _fingerprint(app)):
            theirs = context["generate_toctree_html"](**options)
            listed = _unmarked(theirs, app.builder.get_target_uri(page))
            Path(app.outdir, KEPT).write_text(f"{now}\n{listed}", "utf-8")
            _kept_list.cache_clear()
        return _marked(app, listed, page)

    context["list_of_pages"] = list_of_pages


def write_all_pages_anew(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Return all pages where a title changed since the build before: each page shows it."""
    fingerprint, _ = _kept_list(app)
    return env.all_docs if fingerprint and fingerprint != _fingerprint(app) else ()


@cache
def _kept_list(app: Sphinx) -> tuple[str, str]:
    """Return the fingerprint of the list that is kept, and the list without marks of a page."""
    kept = Path(app.outdir, KEPT)
    fingerprint, _, listed = kept.read_text("utf-8").partition("\n") if kept.exists() else ("",) * 3
    return fingerprint, listed


@cache
def _fingerprint(app: Sphinx) -> str:
    """Return what tells one list of pages from another: contents and titles."""
    contents = [str(app.env.tocs[page]) for page in sorted(app.env.toctree_includes)]
    titles = [f"{page} {title}" for page, title in sorted(app.env.titles.items())]
    return hashlib.sha256("\n".join([*contents, *titles]).encode()).hexdigest()


def _unmarked(listed: BeautifulSoup, own: str) -> str:
    """Take off the marks of the page that the list was made for; lead from the root; number."""
    for tag in listed.select(".current"):
        tag["class"] = [name for name in tag["class"] if name not in ("current", "active")] or None
    for link in listed.select('a[href]:not([href*="://"])'):
        link["href"] = urljoin(f"/{own}", link["href"].removeprefix("#"))
        if chapter := CHAPTER.match(link["href"]):
            number = listed.new_tag("span", attrs={"class": "startlab-number-of"})
            number.string = f"{int(chapter[1])}\N{NO-BREAK SPACE}"
            link.insert(0, number)
    return str(listed)


def _marked(app: Sphinx, listed: str, page: str) -> str:
    """Mark the page, and the pages above it, and lead from the page."""
    for name in TocTree(app.env).get_toctree_ancestors(page):
        address = f"/{app.builder.get_target_uri(name)}"
        here = name == page
        listed = re.sub(
            rf'<li class="([^"]*)"><a class="([^"]*)" href="{re.escape(address)}">',
            rf'<li class="\1 current active"><a class="\2{" current" * here}" '
            rf'href="{"#" if here else address}">',
            listed,
        )
    return listed.replace('href="/', f'href="{"../" * page.count("/")}')


def mend_markup(page: str) -> str:
    """Name nameless buttons, and make the side bar, with logo and contents, a landmark."""
    page = page.replace("<summary><span", '<summary aria-label="Show the pages below"><span')
    side_bar = 'id="pst-primary-sidebar"'
    return page.replace(side_bar, f'{side_bar} role="complementary" aria-label="Book"')


def allow_own_files_only(page: str) -> str:
    """Add the Content-Security-Policy: own files, and the inline scripts by their hash."""
    hashes = " ".join(sorted({f"'sha256-{_hash(script)}'" for script in INLINE.findall(page)}))
    policy = (
        f"default-src 'none'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'"
    )
    rule = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return re.sub(r'(<meta charset="utf-8" ?/?>)', rf"\1\n    {rule}", page, count=1)


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


@cache
def icon_rules() -> str:
    """Return the style sheet of the few icons that stands in for the script of all icons."""
    found = ICON.finditer((THEME_SCRIPTS / "fontawesome.js").read_text("utf-8"))
    rules = {
        m["name"]: f'.fa-{m["name"]}{{--icon:url("data:image/svg+xml,{_icon(m)}")}}'
        for m in found
        if m["name"] in ICONS
    }
    base = (
        "[class*='fa-']:is(i,span){display:inline-block;width:1em;height:1em;"
        "background:currentColor;mask:var(--icon) center/contain no-repeat}"
        # The theme's own signs would fetch its font of icons, 156 KB.
        "[class*='fa-']:is(i,span)::before{content:none}"
    )
    return "\n".join([base, *rules.values()])


def _icon(found: re.Match[str]) -> str:
    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {found['w']} {found['h']}'>"
        f"<path d='{found['path']}'/></svg>"
    )
    return quote(svg, safe=" ='/:")


def replace_icon_script(app: Sphinx, error: Exception | None) -> None:
    """Serve the few icons that the pages use; leave out what no page loads."""
    static = Path(app.outdir) / "_static"
    if error or app.builder.format != "html":
        return
    sheet = static / "icons.css"
    if not sheet.exists():
        sheet.write_text(icon_rules(), "utf-8")
    for waste in [*static.rglob("*.map"), *static.rglob("fontawesome*")]:
        if waste.is_file():
            waste.unlink()


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the parts of this extension."""
    # The theme asks for these again and again; each time all installed packages were read.
    styles.find_plugin_styles = cache(lambda: list(find_plugin_styles()))  # type: ignore[assignment]
    app.add_css_file("icons.css")
    app.connect("env-updated", write_all_pages_anew)
    app.connect("html-page-context", offer_list_of_pages, priority=400)  # before the theme asks
    app.connect("build-finished", replace_icon_script)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
