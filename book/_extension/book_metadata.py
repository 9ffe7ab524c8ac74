"""Tell machines what the book is: schema.org in its pages, Croissant for the data, llms.txt."""

import json
import re
from pathlib import Path
from typing import Any

import yaml
from docutils import nodes
from sphinx.application import Sphinx

from startlab.edition import CHAPTER
from startlab.table_files import datapackage

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
# What a chapter says of itself in its first lines.
LINES = {
    "teaches": re.compile(r"You will (.+?)\.?$"),
    "competencyRequired": re.compile(r"You need (.+?)(?:\.$| · |$)"),
    "timeRequired": re.compile(r"Time (\d+) minutes"),
}
CROISSANT = "http://mlcommons.org/croissant/"
# The context of the standard, which its readers want whole.
TERMS = """citeAs column equivalentProperty extract field fileProperty fileObject fileSet format
includes isLiveDataset jsonPath key md5 parentField path recordSet references regex repeated replace
samplingRate separator source subField transform"""
CONTEXT = {term: f"cr:{term}" for term in TERMS.split()} | {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": CROISSANT,
    "rai": f"{CROISSANT}RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
}
TYPES = {"string": "sc:Text", "integer": "sc:Integer", "number": "sc:Float", "date": "sc:Date"}


def book_of(app: Sphinx) -> dict[str, Any]:
    """Return what all parts say of the whole."""
    authors = {"@type": "Organization", "name": app.config.author}
    return {"name": app.config.html_title, "author": authors, "inLanguage": app.config.language,
            "license": LICENCE, "isAccessibleForFree": True}  # fmt: skip


def chapter(app: Sphinx, page: str, doctree: nodes.document) -> dict[str, Any]:
    """Return a chapter as a learning resource, from its own first lines."""
    found = {}
    for paragraph in doctree.findall(nodes.paragraph):
        for name, pattern in LINES.items():
            if match := pattern.search(" ".join(paragraph.astext().split())):
                found.setdefault(name, match[1])
    if "timeRequired" in found:
        found["timeRequired"] = f"PT{found['timeRequired']}M"
    of = book_of(app) | {"name": app.env.titles[page].astext()}
    return of | found | {
        "@type": "LearningResource",
        "learningResourceType": "textbook chapter",
        "educationalLevel": "undergraduate",
        "position": int(CHAPTER.match(page)[1]),  # type: ignore[index]
        "isPartOf": {"@type": "Book", "name": app.config.html_title},
    }  # fmt: skip


def dataset(app: Sphinx, table: dict[str, Any]) -> dict[str, Any]:
    """Return a table as a data set with its file."""
    base = app.config.html_baseurl or "../"
    return {
        "@type": "Dataset",
        "name": table["title"],
        "description": table["description"],
        "license": table["licenses"][0]["path"],
        "creator": book_of(app)["author"],
        "version": datapackage()["version"],
        "dateModified": table["startlab:as_of"],
        "variableMeasured": [field["name"] for field in table["schema"]["fields"]],
        "distribution": {
            "@type": "DataDownload",
            "encodingFormat": table["mediatype"],
            "contentUrl": f"{base}data/{table['path']}",
        },
    }


def describe_page(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Put what a page is into its head, as data that nothing runs."""
    if page == app.config.root_doc or page == "book/index":
        said: Any = book_of(app) | {"@type": "Book", "hasPart": [
            {"@type": "LearningResource", "name": app.env.titles[name].astext()}
            for name in app.env.titles if CHAPTER.match(name)
        ]}  # fmt: skip
    elif CHAPTER.match(page) and doctree is not None:
        said = chapter(app, page, doctree)
    elif page == "book/catalogue":
        said = {"@graph": [dataset(app, table) for table in datapackage()["resources"]]}
    else:
        return
    text = json.dumps({"@context": "https://schema.org"} | said, ensure_ascii=False)
    text = text.replace("</", r"<\/")  # or a word could end the block
    block = f'<script type="application/ld+json">{text}</script>'
    context["metatags"] = context.get("metatags", "") + block


def croissant(package: dict[str, Any]) -> dict[str, Any]:
    """Return the data package in the words of Croissant 1.0, which finders of data sets read."""
    resources = package["resources"]
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": f"{CROISSANT}1.0",
        **{key: package[key] for key in ("name", "description", "version")},
        "url": "../book/catalogue.html",
        "license": LICENCE,
        "datePublished": package["created"][:10],
        "creator": {"@type": "Organization", "name": package["contributors"][0]["title"]},
        "citeAs": f"{package['contributors'][0]['title']}: {package['title']}, "
                  f"version {package['version']}.",
        "distribution": [
            {"@type": "cr:FileObject", "@id": table["path"], "name": table["path"],
             "contentUrl": table["path"], "encodingFormat": table["mediatype"],
             "sha256": table["hash"].removeprefix("sha256:")}
            for table in resources
        ],
        "recordSet": [
            {"@type": "cr:RecordSet", "@id": table["name"], "name": table["name"],
             "description": table["description"],
             "field": [_field(table, field) for field in table["schema"]["fields"]]}
            for table in resources
        ],
    }  # fmt: skip


def _field(table: dict[str, Any], field: dict[str, Any]) -> dict[str, Any]:
    source = {"fileObject": {"@id": table["path"]}, "extract": {"column": field["name"]}}
    return {
        "@type": "cr:Field",
        "@id": f"{table['name']}/{field['name']}",
        "name": field["name"],
        "description": field["description"],
        "dataType": TYPES[field["type"]],
        "source": source,
    }


def write_files(app: Sphinx, error: Exception | None) -> None:
    """Write croissant.json beside the tables, and llms.txt, which leads to all pages."""
    if error:
        return
    site, base = Path(app.outdir), app.config.html_baseurl
    package = json.loads((site / "data/datapackage.json").read_text("utf-8"))  # with hashes
    text = json.dumps(croissant(package), ensure_ascii=False, indent=1)
    (site / "data/croissant.json").write_text(text, "utf-8")
    pages = [
        f"- [{title.astext()}]({base}{name}.html)" for name, title in sorted(app.env.titles.items())
    ]
    files = [f"- [All tables, as a Croissant file]({base}data/croissant.json)"]
    files += [
        f"- [{t['title']}]({base}data/{t['path']}): {t['description'].partition('. ')[0]}."
        for t in datapackage()["resources"]
    ]
    about = yaml.safe_load(Path(app.srcdir, "CITATION.cff").read_text("utf-8"))["abstract"]
    text = "\n".join(
        [f"# {app.config.html_title}", "", f"> {about}", "", "## Pages", "", *pages,
         "", "## Data", "", *files, ""]
    )  # fmt: skip
    (site / "llms.txt").write_text(text, "utf-8")


def setup(app: Sphinx) -> None:
    """Register the parts of this extension."""
    app.connect("html-page-context", describe_page)
    app.connect("build-finished", write_files, priority=600)  # beside the tables, once they lie
