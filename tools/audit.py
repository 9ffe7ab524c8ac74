"""Hold the built book against the Nu HTML checker and Lighthouse.

Usage: python tools/audit.py      (after `make book`; needs Java, Node.js and Chromium)
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import chromium
from browser import QuietHandler, serve

ROOT = Path(__file__).parent.parent
SITE = ROOT / "_build" / "html"
TOOLS = ROOT / "_build" / "audit"
VERSIONS = {"vnu-jar": "26.9.27", "lighthouse": "12.8.2"}
NEEDED = {"java": "default-jre-headless", "node": "nodejs", "npm": "npm"}
PAGES = ("book/index", "notebooks/04_*", "notebooks/05_*", "notebooks/11_*")
LEAST = {"performance": 0.95, "accessibility": 1.0, "best-practices": 1.0, "seo": 1.0}
RUNS = 3

# What the checker says that is left as it is: words of its message, and why.
EXCEPTIONS = {
    "Trailing slash on void elements": "the theme and docutils write it; it changes nothing",
    "The “main” role is unnecessary": "the search of Sphinx finds the text of a page by this role",
    # It knows no site, so that 'self' fits nothing, and it takes no hashes.
    "Content Security Policy (meta tag)": "the browser tests hold the policy",
    "Consider using the “h1” element as a top": "docutils puts each heading into a section",
    "Article lacks heading": "the first heading of the article is its h1, which is not looked at",
}


def missing() -> str | None:
    """Return one sentence that names the first program that is not here."""
    for name, package in NEEDED.items():
        if shutil.which(name) is None:
            return f"The audit needs {name}; on Debian or Ubuntu: apt-get install {package}"
    if chromium.find() is None:
        return "The audit needs Chromium; on Debian or Ubuntu: apt-get install chromium"
    return None


def install() -> None:
    """Put the two programs, at their pinned versions, into a folder that git ignores."""
    names = [f"{name}@{version}" for name, version in VERSIONS.items()]
    quiet = ["--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund"]
    TOOLS.mkdir(parents=True, exist_ok=True)
    command = ["npm", "install", "--silent", *quiet, "--prefix", str(TOOLS), *names]
    subprocess.run(command, check=True)


def markup_faults(pages: list[Path]) -> list[str]:
    """Return what the Nu HTML checker says of the pages, without the exceptions."""
    jar = TOOLS / "node_modules/vnu-jar/build/dist/vnu.jar"
    command = ["java", "-jar", str(jar), "--format", "json", "--exit-zero-always", *map(str, pages)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    faults, used = [], set()
    for message in json.loads(said)["messages"]:
        known = next((words for words in EXCEPTIONS if words in message["message"]), None)
        if known:
            used.add(known)
            continue
        place = Path(urlsplit(message.get("url", "")).path).name
        faults.append(f"{place}:{message.get('lastLine', '')}: {message['message']}")
    faults += [
        f"No page needs this exception any more: {words}" for words in EXCEPTIONS.keys() - used
    ]
    return faults


class GzipHandler(QuietHandler):
    """Serves text compressed, as hosts on the web do."""

    def do_GET(self) -> None:
        """Send one file."""
        path = Path(self.translate_path(self.path))
        if path.suffix not in (".html", ".css", ".js", ".svg", ".json") or not path.is_file():
            super().do_GET()
            return
        body = gzip.compress(path.read_bytes())
        self.send_response(200)
        self.send_header("Content-Type", f"{self.guess_type(str(path))}; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=3600")
        self.end_headers()
        self.wfile.write(body)


def lighthouse(address: str) -> dict[str, Any]:
    """Return the report of Lighthouse on one page, on its simulated phone."""
    command = [
        str(TOOLS / "node_modules/.bin/lighthouse"),
        address,
        "--quiet",
        "--output=json",
        f"--only-categories={','.join(LEAST)}",
        "--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage",
    ]
    where = {"CHROME_PATH": str(chromium.find())}
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, env=os.environ | where
    )
    return dict(json.loads(done.stdout))


def scores(report: dict[str, Any]) -> dict[str, float]:
    """Return the score of each category."""
    return {name: report["categories"][name]["score"] or 0.0 for name in LEAST}


def best_report(address: str) -> dict[str, Any]:
    """Return the best of up to three runs: a busy machine makes a page slower, never faster."""
    reports: list[dict[str, Any]] = []
    while len(reports) < RUNS:
        reports.append(lighthouse(address))
        if scores(reports[-1])["performance"] >= LEAST["performance"]:
            return reports[-1]
    return max(reports, key=lambda report: scores(report)["performance"])


def causes(report: dict[str, Any]) -> list[str]:
    """Return what took points off."""
    found = []
    for name, least in LEAST.items():
        category = report["categories"][name]
        if (category["score"] or 0) >= least:
            continue
        for reference in category["auditRefs"]:
            audit = report["audits"][reference["id"]]
            if reference["weight"] and (audit["score"] or 0) < 0.9:
                found.append(f"{name}: {audit['title']} {audit.get('displayValue', '')}".strip())
    return found


def main() -> str | None:
    """Check every page, measure four, and print one table."""
    if sentence := missing():
        return sentence
    install()
    pages = [page.relative_to(SITE) for page in sorted(SITE.rglob("*.html"))]
    pages = [page for page in pages if page.parts[0] != "_static"]
    faults = markup_faults([SITE / page for page in pages])
    print(f"Nu HTML checker {VERSIONS['vnu-jar']}: {len(pages)} pages, {len(faults)} faults")
    print(f"\nLighthouse {VERSIONS['lighthouse']}, simulated phone", flush=True)
    print("".join(f"{head:>16}" for head in LEAST) + "  page")
    with serve(SITE, GzipHandler) as address:
        for pattern in PAGES:
            (page,) = SITE.glob(f"{pattern}.html")
            name = page.relative_to(SITE)
            report = best_report(f"{address}/{name}")
            print(
                "".join(f"{score:16.2f}" for score in scores(report).values()) + f"  {name}",
                flush=True,
            )
            faults += [f"{name}: {cause}" for cause in causes(report)]
    return "\n".join(["", *faults]) if faults else None


if __name__ == "__main__":
    sys.exit(main())
