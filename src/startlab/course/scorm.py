"""A chapter as a SCORM package: it reports completion and score to the system that shows it."""

import re
from pathlib import Path
from posixpath import dirname, join, normpath
from xml.sax.saxutils import escape

from startlab.course.quiz import packed
from startlab.errors import StartlabError

REPORTER = "scorm.js"
REFERENCE = re.compile(r'(?:src|href)="([^"#?:]+)[^"]*"|url\(["\']?([^"\')#?:]+)')
LINK = re.compile(r'<a\b[^>]*\bhref="([^"#:]*\.html)(?:#[^"]*)?"[^>]*>(.*?)</a>', re.DOTALL)
ELSEWHERE = re.compile(r'<link\b[^>]*href="[^"]*\.html"[^>]*>')  # search, next, previous
MANIFEST = """<?xml version="1.0" encoding="utf-8"?>
<manifest identifier="startlab-{number}" version="1.2"
  xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
  <organizations default="startlab">
    <organization identifier="startlab"><title>{title}</title>
      <item identifier="chapter" identifierref="page"><title>{title}</title></item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="page" type="webcontent" adlcp:scormtype="sco" href="{page}">
{files}
    </resource>
  </resources>
</manifest>
"""


def scorm(chapter: str, site: Path) -> bytes:
    """Return a zip that holds one chapter of a built book, for SCORM 1.2 and 2004.

    The chapter is given by its number, such as ``"05"``.
    """
    number = chapter.strip().zfill(2)
    pages = sorted(p for p in site.glob("notebooks/*_*.html") if p.name.startswith(f"{number}_"))
    if not pages:
        raise StartlabError(
            f"There is no chapter {chapter!r} in {site}: build the book, or name its folder with "
            "--site."
        )
    page = pages[0].relative_to(site).as_posix()
    text = LINK.sub(
        lambda link: link[0] if link[1] == pages[0].name else f"<span>{link[2]}</span>",
        ELSEWHERE.sub("", pages[0].read_text("utf-8")),
    )
    kept = {name: (site / name).read_bytes() for name in _used(site, page, text)}
    reporting = f'<script src="../{REPORTER}" defer></script></body>'
    kept[page] = text.replace("</body>", reporting).encode()
    kept[REPORTER] = Path(__file__).with_name(REPORTER).read_bytes()
    title = re.search(r"<title>(.*?)</title>", text, re.DOTALL)
    listed = "\n".join(f'      <file href="{escape(name)}"/>' for name in sorted(kept))
    manifest = MANIFEST.format(
        number=number, title=title[1] if title else chapter, page=page, files=listed
    )
    return packed({"imsmanifest.xml": manifest.encode()} | dict(sorted(kept.items())))


def _used(site: Path, page: str, text: str) -> set[str]:
    """Return the files that a page uses, and those that its style sheets use."""
    found: set[str] = set()
    open_ = [(page, text)]
    while open_:
        where, content = open_.pop()
        for reference in REFERENCE.finditer(content):
            name = normpath(join(dirname(where), reference[1] or reference[2]))
            path = site / name
            if name in found or path.suffix == ".html" or not path.is_file():
                continue
            found.add(name)
            if path.suffix == ".css":
                open_.append((name, path.read_text("utf-8")))
    return found
