"""The built book in Chromium with the network cut, and how fast its controls are."""

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO

import chromium
from playwright.sync_api import Browser, Page, sync_playwright

# Notes when each key press reached the page and when the figure next changed.
STOPWATCH = """(slider) => {
  window.times = [];
  const frame = slider.closest(".startlab-explore").querySelector(".startlab-frame");
  let pressed = 0;
  addEventListener("keydown", (event) => { pressed = event.timeStamp; }, true);
  new MutationObserver(() => {
    window.times.push(performance.now() - pressed);
  }).observe(frame, { childList: true });
}"""


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_args: object) -> None:
        """Say nothing."""

    def copyfile(self, source: BinaryIO, outputfile: BinaryIO) -> None:
        """Send one file, if the browser is still there."""
        with suppress(ConnectionError):  # the browser has left the page
            super().copyfile(source, outputfile)


@contextmanager
def serve(folder: Path, kind: type[QuietHandler] = QuietHandler) -> Iterator[str]:
    """Serve a folder on localhost and give its address."""
    handler = functools.partial(kind, directory=str(folder))
    with ThreadingHTTPServer(("localhost", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()


def faults_of(page: Page, allowed: tuple[str, ...]) -> list[str]:
    """Return a list that grows with each error of a page and each request to another place."""
    faults: list[str] = []

    def watch(message: str, wrong: bool = True) -> None:
        if wrong:
            faults.append(message)

    page.on("console", lambda m: watch(m.text, m.type in ("error", "warning")))
    page.on("pageerror", lambda error: watch(str(error)))
    # An aborted request is one that the next page, or a download, has cut short.
    page.on("requestfailed", lambda r: watch(f"failed: {r.url}", r.failure != "net::ERR_ABORTED"))
    page.on("request", lambda r: watch(f"left the site: {r.url}", not r.url.startswith(allowed)))
    page.on("response", lambda r: watch(f"{r.status}: {r.url}", r.status >= 400))
    return faults


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Start Chromium; every name but localhost is unknown to it."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium.find(),
            args=[
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
                "--disable-background-networking",
                "--no-sandbox",
            ],
        )
        yield started
        started.close()


def uncover(page: Page) -> None:
    """Press *just show me* wherever a prediction is asked."""
    page.evaluate(
        "document.querySelectorAll('.startlab-predict [type=button]').forEach(b => b.click())"
    )


def key_to_figure(page: Page, presses: int = 100) -> list[float]:
    """Press arrow keys on the longest slider; return the milliseconds to each changed figure."""
    uncover(page)
    sliders = page.locator(".startlab-explore input[type=range]").all()
    slider = max(sliders, key=lambda slider: int(slider.get_attribute("max") or 0))
    slider.focus()
    slider.evaluate(STOPWATCH)
    for press in range(presses):
        page.keyboard.press("ArrowRight" if press // 10 % 2 == 0 else "ArrowLeft")
        page.evaluate("() => new Promise(requestAnimationFrame)")
    return list(page.evaluate("() => window.times"))
