"""Who imports whom, and that importing startlab is cheap."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "startlab"
STANDARD = sys.stdlib_module_names
MODELS = {"counting", "games", "inspection", "models", "scenarios"}

# What each module may import: names of startlab, and packages from outside.
ALLOWED: dict[str, tuple[set[str], set[str]]] = {
    "__init__": ({"errors"}, set()),
    "errors": (set(), set()),
    "sources": ({"errors", "files"}, set()),
    "table_files": ({"errors", "files"}, {"pandas"}),
    "datasets": ({"table_files"}, {"pandas"}),
    "checks": ({"errors"}, set()),
    "models": ({"checks", "errors"}, {"numpy", "pandas"}),
    # What is printed elsewhere is computed from a table too.
    "models/published_results.py": ({"derived", "models"}, {"pandas"}),
    "figures": (
        {"checks", "errors", "figures", "files"},
        {"pandas", "matplotlib", "numpy", "ipywidgets"},
    ),
    "sealed": (set(), set()),
    "answers": (set(), {"pandas"}),
    "exercises": ({"answers", "errors", "notebooks", "sealed"}, {"pandas"}),
    "variants": ({"errors", "exercises"}, set()),
    "derived": ({"checks", "errors", "sources", "datasets", "figures"} | MODELS, {"pandas"}),
    "classroom": (
        {"errors", "checks", "classroom", "datasets", "derived", "figures"} | MODELS,
        {"pandas", "matplotlib"},
    ),
    "chapters": (
        {"errors", "checks", "sources", "datasets", "derived", "exercises", "figures"} | MODELS,
        {"pandas", "matplotlib", "numpy"},
    ),
    "edition": (set(), set()),
    "template": ({"errors"}, set()),
    "files": ({"errors"}, set()),
    "notebooks": ({"edition", "errors", "files"}, set()),
    "course": (
        {"__version__", "course", "errors", "exercises", "notebooks", "variants"},
        {"IPython"},
    ),
    "cli": ({"errors", "files", "__version__"}, set()),
    "__main__": ({"cli"}, set()),
}
FILES = sorted(SOURCE.rglob("*.py"))


def module_of(path: Path) -> str:
    inside = path.relative_to(SOURCE)
    return str(inside) if str(inside) in ALLOWED else inside.parts[0].removesuffix(".py")


def imports_at_top(path: Path) -> set[str]:
    """Return the modules that a file imports when it is imported itself, by full name."""
    names: set[str] = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            names |= {f"{module}.{a.name}" if module == "startlab" else module for a in node.names}
    return names


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_import_rules(path: Path) -> None:
    ours, others = ALLOWED[module_of(path)]
    for name in imports_at_top(path):
        head, *rest = name.split(".")
        if head == "startlab":
            assert rest[0] in ours, f"{path.name} may not import startlab.{rest[0]}"
        else:
            assert head in STANDARD or head in others, f"{path.name} may not import {head}"


def run(code: str, *options: str) -> str:
    command = [sys.executable, *options, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_import_is_cheap() -> None:
    loaded = run("import sys, startlab; print(*sys.modules)").split()
    heavy = {"pandas", "numpy", "matplotlib", "ipywidgets", "IPython"}
    assert not heavy & set(loaded)


def test_every_public_name_is_there() -> None:
    import startlab as sl

    for name in [*sl.__all__, *sl.HOMES, *sl.MODULES]:
        assert getattr(sl, name) is not None
    assert callable(sl.explore)
    assert set(sl.__all__) <= set(dir(sl))


def test_unknown_name_lists_the_nearest() -> None:
    import startlab as sl

    with pytest.raises(AttributeError, match="load_limits"):
        _ = sl.load_limit


def test_old_widgets_are_told_in_a_sentence() -> None:
    code = "import ipywidgets; ipywidgets.__version__ = '7.7.1'; import startlab; startlab.explore"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    said = done.stderr.splitlines()[-1]
    assert said.endswith(
        "startlab needs ipywidgets 8, and this kernel has 7.7.1: run `%pip install --upgrade "
        "ipywidgets`, then restart the kernel."
    )


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_what_leads_to_a_file_names_one_that_is_there(page: str) -> None:
    root = SOURCE.parent.parent
    text = (root / page).read_text("utf-8").replace("DIR", "")
    files = [path.as_posix() for top in ("src", "book", "tools", "tests", "notebooks", "hub")
             for path in (root / top).rglob("*")]  # fmt: skip
    named = re.findall(r"`([\w./]+\.(?:py|js|toml|json|bib|css|md))`", text)
    [row] = re.findall(r"^\| `src/startlab/` \|.*$", text, re.M) or [""]
    modules = [f"startlab/{name.strip('/')}" for name in re.findall(r"`([a-z_]+/?)`", row)]
    top = [path.name for path in root.iterdir()]
    assert named or modules
    for name in (*named, *modules):
        ends = (f"/{name}", f"/{name}.py")
        assert name in top or any(path.endswith(ends) for path in files), name
