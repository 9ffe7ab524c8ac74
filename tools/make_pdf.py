"""Print the built book: one PDF of everything, and a hand-out for each chapter.

Usage: python tools/make_pdf.py      (after `make book`; writes into _build/pdf)

All pages are put into one long page first, so that Chromium itself makes the outline, the tags
for screen readers and the links from page to page.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

import chromium
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Page, sync_playwright
from toc import toc_pages

ROOT = Path(__file__).parent.parent
SITE = ROOT / "_build" / "html"
OUT = ROOT / "_build" / "pdf"
FOOTER = (
    '<p style="font-size:8px;width:100%;text-align:center;font-family:sans-serif">'
    '<span class="pageNumber"></span> / <span class="totalPages"></span></p>'
)
PAPER = {
    "format": "A4",
    "margin": {"top": "18mm", "bottom": "18mm", "left": "18mm", "right": "18mm"},
    "print_background": True,
    "display_header_footer": True,
    "header_template": "<span></span>",
    "footer_template": FOOTER,
    "outline": True,
    "tagged": True,
}


def mark(page: str, anchor: str = "") -> str:
    """Return the name of a place in the long page."""
    return f"{page.replace('/', '-')}--{anchor}" if anchor else page.replace("/", "-")


def long_page(names: list[str]) -> str:
    """Return the whole book as one HTML page, with all its links leading inside."""
    first = BeautifulSoup((SITE / f"{names[0]}.html").read_text("utf-8"), "html.parser")
    sheets = "".join(str(link) for link in first.select('head link[rel="stylesheet"]')).replace(
        'href="../', 'href="'
    )
    articles = "\n".join(str(article_of(name, set(names))) for name in names)
    return (
        f'<!DOCTYPE html><html lang="en" data-theme="light"><head><meta charset="utf-8">'
        f"<title>startlab: New START in numbers</title>{sheets}</head>"
        f'<body class="startlab-print"><main class="bd-content">{articles}</main></body></html>'
    )


def article_of(name: str, inside: set[str]) -> Tag:
    """Return the text of one page, its names made unique and its links turned inward."""
    soup = BeautifulSoup((SITE / f"{name}.html").read_text("utf-8"), "html.parser")
    article = soup.select_one("article")
    assert article is not None, name
    for waste in article.select(".headerlink, script, form, .startlab-run, .prev-next-footer"):
        waste.decompose()
    for tag in article.select("[id]"):
        tag["id"] = mark(name, str(tag["id"]))
    for tag in article.select("[aria-labelledby], [aria-describedby]"):
        for attribute in ("aria-labelledby", "aria-describedby"):
            if tag.get(attribute):
                tag[attribute] = mark(name, str(tag[attribute]))
    for tag in article.select("use"):
        tag["xlink:href"] = "#" + mark(name, str(tag["xlink:href"])[1:])
    for tag in article.select("[clip-path]"):
        tag["clip-path"] = re.sub(r"#(\w+)", lambda m: "#" + mark(name, m[1]), tag["clip-path"])
    for tag in article.select("img[src], a[href]"):
        attribute = "src" if tag.name == "img" else "href"
        tag[attribute] = _turned(name, str(tag[attribute]), inside)
    article["id"] = mark(name)
    return article


def _turned(name: str, address: str, inside: set[str]) -> str:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return address
    if not parts.path:
        return f"#{mark(name, parts.fragment)}"
    target = ((SITE / name).parent / parts.path).resolve().relative_to(SITE)
    page = str(target).removesuffix(".html")
    return f"#{mark(page, parts.fragment)}" if page in inside else str(target)


# On paper a link to a file beside the page leads nowhere: only its words stay.
UNLINK = """() => {
  for (const link of document.querySelectorAll("a[href]")) {
    if (!/^(https?:|#)/.test(link.getAttribute("href"))) link.removeAttribute("href");
  }
}"""


def print_page(page: Page, address: str, target: Path) -> None:
    """Print one address."""
    page.goto(address)
    page.emulate_media(media="print", color_scheme="light")
    page.evaluate(UNLINK)
    page.pdf(path=str(target), **PAPER)
    print(f"wrote {target.relative_to(ROOT)}")


def main() -> str | None:
    """Print the book and the hand-outs."""
    browser_path = chromium.find()
    if browser_path is None:
        return chromium.MISSING
    names = toc_pages()
    (OUT / "hand-outs").mkdir(parents=True, exist_ok=True)
    whole = SITE / "_whole_book.html"
    whole.write_text(long_page(names), "utf-8")
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=browser_path,
                args=["--no-sandbox", "--disable-background-networking"],
            )
            page = browser.new_page()
            print_page(page, whole.as_uri(), OUT / "startlab.pdf")
            for name in names:
                if re.match(r"notebooks/\d\d_", name):
                    hand_out = OUT / "hand-outs" / f"{Path(name).name}.pdf"
                    print_page(page, (SITE / f"{name}.html").as_uri(), hand_out)
            browser.close()
    finally:
        whole.unlink()
    return None


if __name__ == "__main__":
    sys.exit(main())
