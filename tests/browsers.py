"""Every page of the built book in Firefox and in WebKit, the engine of Safari: make browsers.

Both are driven by the commands of WebDriver: WebKit through its driver, Firefox through its own
Marionette, as Debian has no geckodriver. Chromium, which make test drives, goes to every width.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from browser import QuietHandler, serve
from conftest import ACT, opened
from playwright.sync_api import Browser
from test_access import SPACED, scrolls_sideways
from test_browser import AGREES, AT_END, KEYS, NAMES

PACKAGES = {"firefox": "firefox-esr", "WebKitWebDriver": "webkit2gtk-driver", "xvfb-run": "xvfb"}
CODES = {"ArrowLeft": "\ue012", "ArrowUp": "\ue013", "ArrowRight": "\ue014", "ArrowDown": "\ue015",
         "Space": " "}  # fmt: skip
# Put before the policy of each page: what goes wrong in it, as its own browser tells.
EAR = b"""<head><script>window.faults = [];
addEventListener("error", (e) => faults.push(e.message || e.target.outerHTML), true);
addEventListener("unhandledrejection", (e) => faults.push(String(e.reason)));
addEventListener("securitypolicyviolation", (e) => faults.push(e.violatedDirective + e.blockedURI));
console.error = console.warn = (...said) => faults.push(said.join(" "));
</script>"""
FIGURES = """return [...document.querySelectorAll(".startlab-explore")].map(
  (widget) => widget.querySelector(".startlab-frame").innerHTML + widget.innerText)"""
CONTROLS = f"""
for (const look of document.querySelectorAll(".startlab-predict [type=button]")) look.click();
window.controls = [...document.querySelectorAll(".startlab-controls :is(input, select)")];
// A figure that was uncovered takes the focus a moment later: the first key must not go there.
return new Promise((done) => setTimeout(
  () => done(controls.map((control) => [control.type, ({AT_END})(control)]))))"""
AGREE = f'return [...document.querySelectorAll(".startlab-explore")].every({AGREES})'


class Eavesdropper(QuietHandler):
    """Serves the pages with an ear in each."""

    def send_head(self) -> Any:
        """Return the file, with the ear where it is a page."""
        path = Path(self.translate_path(self.path))
        if path.suffix != ".html":
            return super().send_head()
        page = path.read_bytes().replace(b"<head>", EAR, 1)
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)
        return None


class Engine:
    """A browser that takes the commands of WebDriver."""

    def __init__(self, port: int, *command: str) -> None:
        self.port = port
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        for _ in range(300):
            try:
                socket.create_connection(("localhost", port)).close()
                break
            except OSError:
                time.sleep(0.1)

    def close(self) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(30)

    def press(self, key: str) -> None:
        steps = [{"type": kind, "value": CODES[key]} for kind in ("keyDown", "keyUp")]
        self.act({"actions": [{"type": "key", "id": "keys", "actions": steps}]})


class Firefox(Engine):
    def __init__(self, port: int, folder: Path) -> None:
        (folder / "user.js").write_text(f'user_pref("marionette.port", {port});\n')
        super().__init__(
            port, "firefox", "--headless", "--marionette", "--no-remote", "--profile", str(folder)
        )
        with socket.create_connection(("localhost", port)) as connection:
            self.stream = connection.makefile("rwb")  # which holds the connection open
        self._answer()
        self._send("NewSession")

    def close(self) -> None:
        self.stream.close()
        super().close()

    def _send(self, name: str, **options: Any) -> Any:
        message = json.dumps([0, 1, f"WebDriver:{name}", options]).encode()
        self.stream.write(b"%d:%b" % (len(message), message))
        self.stream.flush()
        *_, error, result = self._answer()
        assert not error, error
        return result

    def _answer(self) -> list[Any]:
        length = b""
        while (digit := self.stream.read(1)) != b":":
            length += digit
        answer: list[Any] = json.loads(self.stream.read(int(length)))
        return answer

    def go(self, address: str) -> None:
        self._send("Navigate", url=address)

    def run(self, script: str) -> Any:
        return self._send("ExecuteScript", script=script, args=[])["value"]

    def act(self, actions: dict[str, Any]) -> None:
        self._send("PerformActions", **actions)

    def back(self) -> None:
        self._send("Back")

    def reload(self) -> None:
        self._send("Refresh")


class WebKit(Engine):
    def __init__(self, port: int, folder: Path) -> None:
        super().__init__(port, "xvfb-run", "-a", "WebKitWebDriver", f"--port={port}")
        self.session = ""
        self.session = "/" + self._send("", capabilities={})["sessionId"]

    def _send(self, name: str, **options: Any) -> Any:
        with closing(http.client.HTTPConnection("localhost", self.port, timeout=120)) as driver:
            driver.request("POST", f"/session{self.session}{name}", json.dumps(options))
            answer = driver.getresponse()
            value = json.load(answer)["value"]
        assert answer.status == 200, value
        return value

    def go(self, address: str) -> None:
        self._send("/url", url=address)

    def run(self, script: str) -> Any:
        return self._send("/execute/sync", script=script, args=[])

    def act(self, actions: dict[str, Any]) -> None:
        self._send("/actions", **actions)

    def back(self) -> None:
        self._send("/back")

    def reload(self) -> None:
        self._send("/refresh")


@pytest.fixture(scope="module", params=[Firefox, WebKit])
def engine(request: Any, tmp_path_factory: Any) -> Iterator[Any]:
    missing = [package for program, package in PACKAGES.items() if not shutil.which(program)]
    if missing:
        pytest.exit(f"Firefox and WebKit are wanted; on Debian install {' '.join(missing)}.", 1)
    with socket.create_server(("localhost", 0)) as free:
        port = free.getsockname()[1]
    engine = request.param(port, tmp_path_factory.mktemp("profile"))
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def ears(site: Path) -> Iterator[str]:
    with serve(site, Eavesdropper) as address:
        yield address


@pytest.mark.parametrize("name", NAMES)
def test_page(engine: Any, ears: str, name: str) -> None:
    engine.go(f"{ears}/{name}")
    assert engine.run("return document.documentElement.dataset.theme") in ("light", "dark")
    for number, (kind, at_end) in enumerate(engine.run(CONTROLS)):
        before = engine.run(f"controls[{number}].focus(); {FIGURES}")
        engine.press(KEYS[kind][at_end])
        assert engine.run(FIGURES) != before, f"control {number}, a {kind}, changes nothing"
    assert engine.run(ACT) == []
    assert engine.run("return location.pathname") == f"/{name}", "a key left the page"
    engine.go(f"{ears}/search.html")
    engine.back()
    assert engine.run(AGREE), "figure and controls differ after the back button"
    faults = engine.run("return faults")
    engine.reload()
    assert engine.run(AGREE), "figure and controls differ after a reload"
    assert faults + engine.run("return faults") == []


@pytest.mark.parametrize("words", ["headroom", "1,550", "1550"])
def test_search_from_a_folder(engine: Any, site: Path, words: str) -> None:
    engine.go(f"{(site / 'search.html').as_uri()}?q={words}")
    for _ in range(50):
        found = engine.run("return document.querySelectorAll('#search-results li a').length")
        if found:
            break
        time.sleep(0.1)
    assert found


@pytest.mark.parametrize("name", NAMES)
def test_no_width_scrolls_sideways(browser: Browser, address: str, name: str) -> None:
    with opened(browser) as page:
        page.goto(f"{address}/{name}")
        assert not scrolls_sideways(page, range(320, 1281, 24))
        page.add_style_tag(content=SPACED)
        assert not scrolls_sideways(page, range(320, 1281, 96))
