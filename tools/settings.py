"""What `_config.yml` says of an edition: title, author, copyright, language, accent colour."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
CARD = ROOT / "book" / "_static" / "card.png"


@cache
def config() -> dict[str, str]:
    """Return the settings of the book, as texts."""
    settings: dict[str, Any] = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    sphinx = settings["sphinx"]["config"]
    return {
        "title": settings["title"],
        "author": settings["author"],
        "copyright": settings["copyright"].format(author=settings["author"]),
        "language": sphinx["language"],
        "accent": sphinx["startlab_accent"],
    }


def card_mark() -> str:
    """Return what the picture beside links carries of title and colour."""
    return hashlib.sha256(f"{config()['title']}, {config()['accent']}".encode()).hexdigest()


def card_is_current() -> bool:
    """Tell whether that picture is of this edition."""
    return card_mark().encode() in CARD.read_bytes()
