"""Put into a wheel the chapters of this edition, and the modules of no other chapter."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCE = str(Path(__file__).parent.parent / "src")


class EditionHook(BuildHookInterface[Any]):
    """Hatchling calls this before it collects the files of a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the chapters as the edition publishes them, and name them for the wheel."""
        if version == "editable":
            return
        sys.path.insert(0, SOURCE)
        from startlab.edition import CHAPTER, Edition
        from startlab.notebooks import for_jupyter

        sys.path.remove(SOURCE)
        edition = Edition(Path(self.root))
        self.kept = TemporaryDirectory()
        for number, page in enumerate(p for p in edition.pages if p.startswith("notebooks/")):
            path = Path(self.kept.name) / str(number)
            path.write_text(for_jupyter(edition.notebook(page)), "utf-8")
            build_data["force_include"][str(path)] = f"startlab/{page}.ipynb"
            for beside in edition.companions(page):
                build_data["force_include"][str(beside)] = f"startlab/notebooks/{beside.name}"
        absent = [m[1] for page in edition.absent if (m := CHAPTER.fullmatch(page))]
        self.build_config.target_config["exclude"] = [
            f"src/startlab/chapters/ch{number}.py" for number in absent
        ]

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Take away what was written for the wheel."""
        if version != "editable":
            self.kept.cleanup()
