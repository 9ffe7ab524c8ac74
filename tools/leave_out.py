"""Keep a build from loading what it does not use: half of the time of a rebuild after an edit.

A rebuild that turns out to need a part that was left out begins again as a whole build.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

OTHER_FORMATS = {
    *(f"sphinx.builders.{name}" for name in ("changes", "epub3", "linkcheck", "manpage")),
    *(f"sphinx.builders.{name}" for name in ("texinfo", "text", "xml")),
    *(f"sphinxcontrib.{name}help" for name in ("apple", "dev", "html", "qt")),
}
# Packages that Sphinx, the theme and myst-nb load at each start, and what for.
UNUSED = {
    "jupyter_client": "runs notebooks, which this book never does",
    "myst_nb.core.execute.cache": "runs notebooks",
    "myst_nb.core.execute.direct": "runs notebooks",
    "myst_nb.core.execute.inline": "runs notebooks",
    "jsonschema": "checks _config.yml, whose change builds all; explains a broken notebook",
    "requests": "asks the network",
    "urllib3": "asks the network",
}
OPTIONAL = ("chardet", "charset_normalizer")  # what loads these can do without


def what_no_build_uses() -> None:
    """Leave out one slow import and the writers of other formats.

    A rebuild must leave out the same writers as the whole build before it: Sphinx compares their
    settings, and would write all pages anew where some are missing.
    """
    # jsonschema reads 38 grammars of web addresses where this is installed.
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]

    from sphinx import application

    application.builtin_extensions = tuple(
        name for name in application.builtin_extensions if name not in OTHER_FORMATS
    )


def what_no_rebuild_uses() -> None:
    """Leave out what only a whole build needs."""
    sys.meta_path.insert(0, _Finder())
    sys.modules.update(dict.fromkeys(OPTIONAL))  # type: ignore[arg-type]
    logging.disable(logging.DEBUG)

    import jupyter_book.config
    import pydata_sphinx_theme
    import yaml
    from sphinx.builders.html import StandaloneHTMLBuilder

    yaml.SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    # A change of the configuration, or of a file that is only copied, builds all.
    jupyter_book.config.validate_yaml = lambda *args, **options: None
    StandaloneHTMLBuilder.copy_static_files = lambda self: None  # type: ignore[method-assign]
    pydata_sphinx_theme.pygments.overwrite_pygments_css = lambda app, error: None


def set_modules_aside() -> None:
    """Load the parts that each build uses, and hide them from sphinx_external_toc.

    It looks through all objects that Python knows, which took a sixth of a rebuild, for one that
    Sphinx makes later.
    """
    for name in ("myst_nb.sphinx_ext", "myst_parser.sphinx_ext.main", "sphinx_book_theme"):
        import_module(name)
    gc.freeze()


def build_all() -> NoReturn:
    """Begin again as a whole build."""
    script = Path(__file__).with_name("build_book.py")
    os.execv(sys.executable, [sys.executable, str(script), "--all"])


class _Unused(Exception):
    """Stands for each name of an unused module: may be derived from and made, but not used."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__()

    def __getattr__(self, name: str) -> NoReturn:
        build_all()


class _UnusedModule(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (_Unused,), {})


class _Finder(MetaPathFinder, Loader):
    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find unused modules, and what is in them, before anything else does."""
        unused = name in UNUSED or name.partition(".")[0] in UNUSED
        return ModuleSpec(name, self, is_package=True) if unused else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return a module of nothing but stand-ins."""
        return _UnusedModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing: there is nothing in it."""
