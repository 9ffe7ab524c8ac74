"""Let the whole book follow `_toc.yml` and `_config.yml`, in which an edition is written once."""

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from startlab import __version__
from startlab.edition import CHAPTER, Edition
from startlab.sources import add_bibliography

OFFER = re.compile(r"<p[^>]*>Or read its <a [^>]*>solution</a>\.</p>\s*")


def take_settings(app: Sphinx, config: Config) -> None:
    """Take what the title and the author say to other settings; leave absent solutions out."""
    config.startlab_edition = Edition(Path(app.srcdir))
    for path in sorted(Path(app.srcdir).glob("notebooks/*.bib")):
        add_bibliography(path)
    config.copyright = config.copyright.format(author=config.author)
    config.html_context["accent"] = config.startlab_accent
    name = config.html_title.partition(":")[0]
    config.html_theme_options["logo"] |= {"text": name, "alt_text": f"{name}, home"}
    config.exclude_patterns = [
        *config.exclude_patterns,
        *(f"{page}.*" for page in config.startlab_edition.absent),
    ]


def adapt_source(app: Sphinx, page: str, source: list[str]) -> None:
    """Name what this edition leaves out as absent, before a page is read."""
    source[0] = app.config.startlab_edition.adapt(page, source[0])
    if page.startswith("book/"):
        source[0] = source[0].replace("{version}", __version__)
    if page == app.config.root_doc:  # its title is that of the book
        source[0] = re.sub("^# .+", lambda _: f"# {app.config.html_title}", source[0], count=1)


def leave_out_solutions(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Offer no solution beside an exercise where the edition has none for the chapter."""
    chapter = CHAPTER.fullmatch(page)
    if chapter and not app.config.startlab_edition.is_solved(chapter[1]):
        context["body"] = OFFER.sub("", context.get("body", ""))


def setup(app: Sphinx) -> None:
    """Register the parts of this extension."""
    app.add_config_value("startlab_edition", None, "")
    app.add_config_value("startlab_accent", "#1a5fa8", "html", str)
    app.connect("config-inited", take_settings, priority=100)  # before the contents are read
    app.connect("source-read", adapt_source)
    app.connect("html-page-context", leave_out_solutions)
