"""Make the pages that are printed: the whole book as one long page, and a hand-out for a chapter.

One long page, so that Chromium itself makes the outline, the tags for screen readers and the
links from page to page. tools/make_pdf.py prints it.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from settings import config

from startlab import __version__
from startlab.edition import CHAPTER, SOLUTIONS

ROOT = Path(__file__).parent.parent
SITE = ROOT / "_build" / "html"
FOR_CLASS = "book/class/"
WASTE = (
    ".headerlink, script, form, details.hide, .startlab-fold > summary, .startlab-run, "
    ".startlab-chapter, .prev-next-footer"
)
EXERCISE = re.compile(r"\d\d\.\d+ (Read|Compute|Transfer|Code|Judge|Write)")
KINDS = {"book/index": "front", "book/glossary": "glossary", "book/catalogue": "small"}
# Room to write, in lines, by the kind of exercise.
ROOM = {"Read": 2, "Compute": 4, "Transfer": 4, "Code": 4, "Judge": 4, "Write": 6}
NUMBER = '<span class="page" data-of="{}">{}</span>'
Parts = Sequence[tuple[str, Sequence[str]]]


# --- pages of the site, made ready for paper


def mark(page: str, anchor: str = "") -> str:
    """Return the name of a place in the long page."""
    return f"{page.replace('/', '-')}--{anchor}" if anchor else page.replace("/", "-")


def article_of(name: str, inside: set[str]) -> Tag:
    """Return the text of one page: names unique, links turned inward, headings a step lower."""
    soup = BeautifulSoup((SITE / f"{name}.html").read_text("utf-8"), "html.parser")
    article = soup.select_one("article")
    assert article is not None, name
    for form in article.select("form.startlab-controls"):
        form.replace_with(_settings(form))
    for waste in article.select(WASTE):
        waste.decompose()
    for fold in article.select(".startlab-fold"):
        fold.unwrap()
    for stream in article.select(".cell_output"):
        if "Not answered yet" in stream.get_text():
            stream.decompose()
    _rename(article, name)
    for tag in article.select("img[src], a[href]"):
        _turn(tag, name, inside)
    for name_of_column in article.select("th"):
        name_of_column.replace_with(_breakable(name_of_column))
    for level in range(5, 0, -1):
        for heading in article.select(f"h{level}"):
            heading.name = f"h{level + 1}"
    for section in article.select("section[id$='--sources']"):
        section["class"] = "sources"
    article["id"] = mark(name)
    article["class"] = "solutions" if name.startswith(SOLUTIONS) else KINDS.get(name, "")
    return article


def _settings(form: Tag) -> Tag:
    """Return the controls of a widget as words: what each of them is set to."""
    said = []
    for control in form.select("p"):
        label, shown = control.select_one("label"), control.select_one("output, option[selected]")
        assert label is not None
        on = "yes" if control.select_one("input[checked]") else "no"
        said.append(f"{label.get_text()}: {shown.get_text() if shown else on}")
    line = Tag(name="p", attrs={"class": "startlab-set"})
    line.string = " · ".join(said)
    return line


def _breakable(cell: Tag) -> BeautifulSoup:
    """Let the long name of a column break at its underscores."""
    return BeautifulSoup(re.sub(r"(?<=\w)_(?=\w)", "_<wbr>", str(cell)), "html.parser")


def _rename(article: Tag, page: str) -> None:
    for tag in article.select("[id]"):
        tag["id"] = mark(page, str(tag["id"]))
    for attribute in ("aria-labelledby", "aria-describedby"):
        for tag in article.select(f"[{attribute}]"):
            tag[attribute] = mark(page, str(tag[attribute]))
    for tag in article.select("use"):
        tag["xlink:href"] = "#" + mark(page, str(tag["xlink:href"])[1:])
    for tag in article.select("[clip-path]"):
        tag["clip-path"] = re.sub(r"#(\w+)", lambda m: "#" + mark(page, m[1]), tag["clip-path"])


def _turn(tag: Tag, page: str, inside: set[str]) -> None:
    """Lead a link into the long page; one to a file keeps only its words: paper has no files."""
    attribute = "src" if tag.name == "img" else "href"
    parts = urlsplit(str(tag[attribute]))
    if parts.scheme or parts.netloc:
        return
    if not parts.path:
        tag[attribute] = f"#{mark(page, parts.fragment)}"
        return
    target = ((SITE / page).parent / parts.path).resolve()
    found = str(target.relative_to(SITE)).removesuffix(".html")
    if tag.name == "img":
        tag["src"] = target.as_uri()
    elif found in inside:
        tag["href"] = f"#{mark(found, parts.fragment)}"
    else:
        del tag["href"]


# --- the book


@cache
def title_of(page: str) -> str:
    """Return the title of one page of the site."""
    soup = BeautifulSoup((SITE / f"{page}.html").read_text("utf-8"), "html.parser")
    heading = soup.select_one("article h1")
    assert heading is not None, page
    for sign in heading.select(".headerlink"):
        sign.decompose()
    return heading.get_text()


def book_page(root: str, parts: Parts) -> str:
    """Return the whole book as one HTML page; its contents wait for `with_numbers`."""
    inside = {root, *(page for _, pages in parts for page in pages)}
    front = article_of(root, inside)
    cover = _cover(front)
    body = [str(front)]
    for caption, pages in parts:
        for page in pages:
            article = article_of(page, inside)
            found = CHAPTER.match(page)
            if found:
                article.insert(0, _paragraph("number", f"Chapter {int(found[1])}"))
            if page == pages[0]:
                part = Tag(name="h1", attrs={"class": "part", "id": mark("part", caption)})
                part.string = caption
                article.insert(0, part)
            body.append(str(article))
    heads = "".join(_running_head(page) for _, pages in parts for page in pages)
    return _document(config()["title"], heads, "", cover + _contents(parts), *body)


def _running_head(page: str) -> str:
    """Return the style that puts the title of a page over its sheets; solutions share one."""
    above = "book/solutions" if page.startswith(SOLUTIONS) else page
    return (
        f"#{mark(page)}{{page:{mark(above)}}}"
        f"@page {mark(above)}{{@top-center{{content:{_css_text(title_of(above))};"
        "font:8.5pt Helvetica,Arial,'Liberation Sans',sans-serif;color:#596273}}"
    )


def _document(title: str, rules: str, kind: str, *body: str) -> str:
    sheets = [SITE / "_static/pygments.css", ROOT / "tools/print.css"]
    links = "".join(f'<link rel="stylesheet" href="{sheet.as_uri()}">' for sheet in sheets)
    return (
        f'<!DOCTYPE html><html lang="{config()["language"]}" data-theme="light">'
        f'<head><meta charset="utf-8">'
        f"<title>{html.escape(title)}</title>{links}<style>{rules}</style></head>"
        f'<body class="{kind}">{"".join(body)}</body></html>'
    )


def _css_text(text: str) -> str:
    return '"' + re.sub(r'["\\<]', lambda m: f"\\{ord(m[0]):x} ", text) + '"'


def _paragraph(kind: str, text: str) -> Tag:
    made = Tag(name="p", attrs={"class": kind})
    made.string = text
    return made


def _cover(front: Tag) -> str:
    """Return the title page, and take from the landing page what it shows."""
    parts = ("h2", "h2 + p", ".startlab-explore", ".startlab-explore + p")
    title, lead, figure, caption = (front.select_one(what) for what in parts)
    assert title and lead and figure and caption
    words = title.decode_contents().replace(": ", ": <br>", 1)
    cover = (
        f'<div class="cover"><h1>{words}</h1>'
        f'<p class="lead">{lead.decode_contents()}</p>{figure}{caption}'
        f'<p class="by">{html.escape(config()["author"])} · version {__version__}<br>'
        f"© {html.escape(config()['copyright'])}</p></div>"
    )
    title.string = "About this book"
    lead.decompose()
    figure.decompose()
    caption.decompose()
    _raise_headings(front)  # it belongs to no part: its title is as high as theirs
    return cover


def _raise_headings(article: Tag) -> None:
    for level in range(2, 7):
        for heading in article.select(f"h{level}"):
            heading.name = f"h{level - 1}"


def _contents(parts: Parts) -> str:
    made = ['<nav class="contents"><h1 id="contents">Contents</h1>']
    for caption, pages in parts:
        made.append(f"<p>{html.escape(caption)}</p><ol>")
        for page in pages:
            found = CHAPTER.match(page)
            made.append(
                f'<li><a href="#{mark(page)}" data-number="{int(found[1]) if found else ""}">'
                f"<span>{html.escape(title_of(page))}</span><span class='dots'></span>"
                f"{NUMBER.format(page, '000')}</a></li>"
            )
        made.append("</ol>")
    return "".join([*made, "</nav>"])


def with_numbers(source: str, numbers: Mapping[str, int]) -> str:
    """Return the book with the page numbers of its contents."""
    for page, number in numbers.items():
        source = source.replace(NUMBER.format(page, "000"), NUMBER.format(page, number))
    return source


# --- the hand-outs


def _sheet(page: str) -> Tag:
    """Return the text of a page that is printed alone, without links."""
    article = article_of(page, {page})
    _raise_headings(article)
    for link in article.select("a"):
        link.unwrap()
    return article


def hand_out_page(page: str) -> str:
    """Return a work sheet: a chapter's questions, tables and figures, with room to write."""
    article = _sheet(page)
    for code in article.select(".cell_input"):
        code.decompose()
    number = CHAPTER.match(page)
    assert number is not None
    heading, *sections = article.select("article > section > h1, article > section > section")
    who = '<p class="who"><span>Name</span><span>Group</span><span>Date</span></p>'
    top = [str(tag) for tag in heading.find_next_siblings("p")]
    beside = (
        "Open beside this sheet, for explanations, controls and whole tables: "
        f"{Path(page).name}.ipynb, or the same chapter of the book."
    )
    return _document(
        f"{heading.get_text()} Hand-out",
        "",
        "hand-out",
        f'<p class="number">Hand-out · Chapter {int(number[1])}</p><article>{heading}{who}',
        *top,
        str(_paragraph("open", beside)),
        *(str(part) for section in sections for part in _for_class(section)),
        f"</article>{_licence()}",
    )


def class_page(page: str) -> str:
    """Return the sheets of an exercise for a class, which begin where the page says so."""
    article = _sheet(page)
    return _document(f"{title_of(page)}: sheets", "", "hand-out", str(article), str(_licence()))


def _licence() -> Tag:
    return _paragraph("licence", f"From “{config()['title']}”. © {config()['copyright']}.")


def _for_class(section: Tag) -> Iterator[Tag]:
    """Give what a class needs of one section of a chapter."""
    kind = str(section["id"]).rpartition("--")[2]
    heading = section.select_one("h2")
    assert heading is not None
    if kind == "sources":
        return
    yield heading
    if kind == "exercises":
        yield from _exercises(section)
    elif kind == "you-have":
        ticks = section.select_one("ul")
        assert ticks is not None
        made = Tag(name="div", attrs={"class": "ticks"})
        made.append(ticks)
        yield made
    else:
        yield from _evidence(section)


def _evidence(section: Tag) -> Iterator[Tag]:
    """Give the tables, figures and predictions of a section, and room to answer its question."""
    for tag in section.find_all(["p", "div"], recursive=False):
        if tag.name == "div":
            for answer in tag.select(".startlab-seen"):
                answer.decompose()
            yield tag
        elif tag.get_text().startswith("Predict first"):
            yield tag
            yield _lines(2)
    yield _lines(2)


def _exercises(section: Tag) -> Iterator[Tag]:
    """Give each exercise, in one piece, with room for its answer."""
    task: Tag | None = None
    kind = ""
    for tag in section.find_all(["p", "ul", "ol", "div"], recursive=False):
        found = EXERCISE.match(tag.get_text())
        if found:
            task, kind = Tag(name="div", attrs={"class": "task"}), found[1]
        if task is not None and tag.name != "div":
            task.append(tag)
        elif task is not None:
            task.append(_lines(ROOM[kind]))
            yield task
            task = None


def _lines(count: int) -> Tag:
    made = Tag(name="div", attrs={"class": "lines"})
    for _ in range(count):
        made.append(Tag(name="i"))
    return made
