"""A prediction is answered alike in a kernel and on the page, and a figure can be taken along."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from browser import uncover
from conftest import PHONE, ROOT, SITE, WIDE, a_few_daily, comes_within_a_frame, opened
from matplotlib.figure import Figure
from PIL import Image
from playwright.sync_api import Browser, Page
from prose import IN_WORDS
from test_pages import PAGES

import startlab as sl
from startlab import marks
from startlab.chapters import ch05
from startlab.figures.predict import Prediction, read_prediction, stored

WITH_PREDICTION = [p for p in PAGES if "data-predict" in p.read_text("utf-8")]
CHOICE = {"ask": "Which?", "choices": {"this": "Yes.", "that & <b>": "No."}, "at": {"year": 2013}}
NUMBER = {"ask": "How many?", "low": 0, "high": 40, "truth": 20, "unit": "days",
          "at": {"year": 2012},
          "ranges": [[9.5, "Too few, by {off}."], [40, "{guess} is {off} off."]]}  # fmt: skip


def line(year: int = 2011) -> Figure:
    rows = pd.DataFrame({"line": "US", "x": range(0, 41, 10), "y": [4, 8, year % 10, 16, 9]})
    return marks.lines(rows, title=f"Year {year}", units="u", source="s", x=(0, 40), y=(0, 40))


def drawing(places: list[int], **more: Any) -> dict[str, Any]:
    parts = {"empty": line(), "start": (0, 4), "x": places, "labels": [str(n) for n in places]}
    return NUMBER | {"draw": parts | {"y": [20] * len(places)} | more}


# Name, what is given, guesses, what is said.
CASES: list[tuple[str, dict[str, Any], list[float], str]] = [
    ("choice", CHOICE, [0], "Your prediction: this. Yes."),
    ("choice", CHOICE, [1], "Your prediction: that & <b>. No."),
    ("number", NUMBER, [9], "Your prediction: 9 days. Too few, by 11."),
    ("number", NUMBER | {"mark": "x"}, [10], "Your prediction: 10 days. 10 is 10 off."),
    ("number", NUMBER | {"mark": "y", "digits": 2}, [2.675],
     "Your prediction: 2.68 days. Too few, by 17.33."),
    ("point", drawing([30]), [35], "35 is 15 off."),
    ("line", drawing([20, 30, 40]), [0, 40, 12], "40 is 16 off."),
    ("line", drawing([20, 30, 40]), [0, 9, 4], "Too few, by 16."),
]  # fmt: skip
# Commits to guesses as a reader does; returns what is said and the mark, and the milliseconds.
COMMIT = """([root, guesses, kernel]) => {
  root.classList.remove("startlab-shown");
  const form = root.querySelector(".startlab-predict");
  const fields = [...form.querySelectorAll("input")];
  if (fields[0].type == "radio") fields[guesses[0]].checked = true;
  else fields.forEach((field, n) => { field.step = "any"; field.value = guesses[n]; });
  root.offsetHeight;
  const began = performance.now();
  form.requestSubmit();
  const spent = performance.now() - began;
  const twin = document.createElement("div");
  twin.innerHTML = kernel;
  const guess = ":not(.startlab-canvas *).startlab-guess";
  const [own, other] = [root, twin].map((place) => place.querySelector(guess)?.outerHTML);
  return { said: root.querySelector(".startlab-verdict").textContent, alike: own === other,
           drawn: !!own, spent };
}"""


@pytest.fixture(scope="module")
def stage(browser: Browser, address: str) -> Iterator[Page]:
    """Give an empty page with the scripts and styles of the book."""
    with opened(browser, viewport=WIDE) as page:
        page.goto(f"{address}/search.html")
        yield page


def put(page: Page, widget: str) -> None:
    """Show one widget alone, brought to life by the scripts of the book."""
    page.evaluate("html => { document.querySelector('main').innerHTML = html; }", widget)
    script = (ROOT / "book/scripts/explore.js").read_text("utf-8")
    page.evaluate(f"{{{script}}}")


@pytest.mark.parametrize(("kind", "given", "guesses", "said"), CASES, ids=lambda v: str(v)[:20])
def test_kernel_and_page_answer_alike(
    stage: Page, kind: str, given: dict[str, Any], guesses: list[float], said: str
) -> None:
    widget = sl.explore(line, predict=given, year=range(2011, 2014))
    put(stage, widget.to_html())
    assert widget.predict(*guesses) == said
    _, slider, screen, _ = widget.children
    assert slider.value == given["at"]["year"]
    assert f"Year {slider.value}." in screen.value
    answer = stage.evaluate(
        COMMIT, [stage.query_selector(".startlab-explore"), guesses, screen.value]
    )
    assert answer["said"] == said
    assert answer["alike"], "the mark differs"
    assert answer["drawn"] == (kind in ("line", "point") or "mark" in given)
    stage.wait_for_function("document.activeElement.className == 'startlab-verdict'")
    slider.value = 2011
    assert "startlab-guess" not in screen.value, "a mark stands where it was not asked about"


def predictions(page: Path) -> list[Prediction]:
    """Return the predictions of a page of the book, in order."""
    if page.name == "index.html":
        return [read_prediction(ch05.line_to_draw("cover", "RU", ch05.WARHEADS))]
    notebook = json.loads((ROOT / "notebooks" / f"{page.stem}.ipynb").read_text("utf-8"))
    code = "\n".join("".join(cell["source"]) for cell in notebook["cells"])
    total = ch05.line_to_draw("05-total", "RU", "total_launchers")
    named = re.findall(r'predict=(?:"([^"]+)"|ch05)', code)
    return [read_prediction(name or total) for name in named]


def guesses_for(asked: Prediction) -> list[list[float]]:
    """Return a guess for each sentence, and those at the ends."""
    if asked.choices:
        return [[n] for n in range(len(asked.choices))]
    ends = {asked.low, asked.high, *(end for end in asked.upto if end <= asked.high)}
    many = len(asked.truth) if asked.draw else 1
    return [[end] * many for end in sorted(ends)] + [list(asked.truth)]


@pytest.mark.parametrize(
    "page", a_few_daily(WITH_PREDICTION, "index", "/05_", "/09_"), ids=lambda path: path.stem[:12]
)
def test_every_prediction_of_the_book(browser: Browser, address: str, page: Path) -> None:
    with opened(browser, viewport=PHONE) as shown:
        shown.goto(f"{address}/{page.relative_to(SITE)}")
        widgets = shown.query_selector_all("[data-predict]")
        asked = predictions(page)
        assert [w.get_attribute("data-predict") for w in widgets] == [a.kind for a in asked]
        for widget, each in zip(widgets, asked, strict=True):
            figure = widget.query_selector(".startlab-frame")
            assert figure and not figure.is_visible(), "the answer is shown before the question"
            heard = set()
            for guesses in guesses_for(each):
                answer = shown.evaluate(COMMIT, [widget, guesses, ""])
                assert answer["said"] == each.verdict(guesses)
                heard.add(re.sub(r"[\d,.]+", "", answer["said"]))
            assert len(heard) >= len(set(each.says)), "a sentence is never said"
            assert figure.is_visible()


@pytest.mark.nightly  # what else runs beside it would be measured too
def test_prediction_to_figure_is_fast(page: Page, address: str) -> None:
    chapter = next(page for page in WITH_PREDICTION if page.name.startswith("09"))
    page.goto(f"{address}/{chapter.relative_to(SITE)}")
    widget = page.query_selector("[data-predict]")

    def measure() -> list[float]:
        times = []
        for n in range(60):
            times.append(page.evaluate(COMMIT, [widget, [n % 3], ""])["spent"])
            page.evaluate("() => new Promise(requestAnimationFrame)")
        return times

    comes_within_a_frame(measure, least=60)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ("09-alarm", "There is no prediction '09-alarm'. Nearest: 09-alarms"),
        (7, "predict must be a dict or the name of a prediction, not 7"),
        (CHOICE | {"aks": "?"}, "A prediction has no 'aks'; it may have ask, at"),
        ({"ask": "?"}, "needs `ask`, and either `choices` or `ranges`"),
        (CHOICE | {"ranges": [[1, ""]]}, "needs `ask`, and either `choices` or `ranges`"),
        (CHOICE | {"choices": ["a"]}, "The prediction cannot be read"),
        (NUMBER | {"high": 50}, "The prediction cannot be read: the ends must rise"),
        (drawing([20], y=[1, 2]), "The prediction cannot be read: x, labels and y"),
        (drawing([20]) | {"low": 10}, "the end 9.5 must be from 10 to below 40, or a sentence is"),
        (NUMBER | {"ranges": [[40, "few"], [50, "many"]]}, "the end 40 must be from 0 to below 40"),
        (CHOICE | {"at": {"yaer": 1}}, "No control 'yaer'. Nearest: year"),
        (CHOICE | {"at": {"year": 1}}, "year cannot be 1; allowed: 2011, 2012, 2013"),
    ],
)
def test_what_is_no_prediction_is_told_in_one_sentence(given: Any, fault: str) -> None:
    with pytest.raises(sl.StartlabError, match=re.escape(fault)) as caught:
        sl.explore(line, predict=given, year=range(2011, 2014))
    assert "\n" not in str(caught.value)


def test_a_guess_outside_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(sl.StartlabError, match="A prediction must be from 0 to 40, not 41"):
        sl.explore(line, predict=NUMBER, year=[2012]).predict(41)
    with pytest.raises(sl.StartlabError, match="asks for no prediction"):
        sl.explore(line, year=[2012]).predict(41)


def test_a_kernel_asks_first_and_shows_on_request() -> None:
    widget = sl.explore(line, predict=CHOICE | {"seen": "It *fell*."}, year=range(2011, 2014))
    asked, _, choice, buttons = widget.children
    assert "Which?" in asked.value
    commit, look = buttons.children
    commit.click()
    assert widget.children[0] is asked, "nothing was chosen yet"
    choice.index = 1
    commit.click()
    told, *_, seen = widget.children
    assert told.value == '<p role="alert">Your prediction: that &amp; &lt;b&gt;. No.</p>'
    assert "It <em>fell</em>." in seen.value
    other = sl.explore(line, predict=drawing([30]), year=range(2011, 2014))
    other.children[2].value = 30
    assert "startlab-guess" in other.children[1].value, "drawn while the slider moves"
    other.children[-1].children[1].click()
    assert other.children[0].value == ""
    assert look is not None


# --- addresses


def test_an_address_opens_its_state(browser: Browser, address: str) -> None:
    chapter = next(page for page in WITH_PREDICTION if page.name.startswith("05"))
    with opened(browser, viewport=WIDE) as page:
        page.goto(f"{address}/{chapter.relative_to(SITE)}")
        widget = page.locator(".startlab-explore")
        name = widget.get_attribute("id")
        assert re.fullmatch(r"fig-5-\d", name or "")
        page.goto(f"{page.url}#{name}?first_year=2016&quantity=deployed+missiles+and+bombers")
        widget.locator(".startlab-says", has_text="Deployed missiles and heavy bombers").wait_for()
        assert widget.get_attribute("data-state") == (
            "quantity=deployed+missiles+and+bombers&first_year=2016&last_year=2023"
        )
        assert widget.evaluate("w => Math.abs(w.getBoundingClientRect().top)") < 200
        page.goto(f"{page.url.partition('#')[0]}#{name}?first_year=2050&party=XX")
        fault = widget.locator(".startlab-fault")
        assert fault.inner_text().startswith("The address asks for first_year=2050 and party=XX,")
        page.wait_for_timeout(50)
        assert "first_year=2011" in (widget.get_attribute("data-state") or "")


# --- what can be taken along


@pytest.mark.parametrize("scheme", a_few_daily(["http", "file"], "http"))
def test_a_figure_can_be_taken(browser: Browser, address: str, scheme: str) -> None:
    chapter = next(page for page in WITH_PREDICTION if page.name.startswith("05"))
    where = f"{address}/{chapter.relative_to(SITE)}" if scheme == "http" else chapter.as_uri()
    options = {"viewport": PHONE, "color_scheme": "dark", "accept_downloads": True}
    with opened(browser, ("http://localhost:", "file:"), **options) as page:
        page.goto(where)
        uncover(page)
        for figure in (page.locator("figure:has(.startlab-take)").first,
                       page.locator(".startlab-explore")):  # fmt: skip
            name = figure.get_attribute("id")
            figure.locator("summary").press("Enter")
            figure.locator(".startlab-take button").first.wait_for()
            got: dict[str, bytes] = {}
            for words in ("SVG", "PNG", "Rows (CSV)"):
                with page.expect_download() as waiting:
                    figure.get_by_role("button", name=words, exact=True).press("Enter")
                got[words] = Path(waiting.value.path()).read_bytes()
                assert waiting.value.suggested_filename.startswith(f"{name}.")
            assert got["SVG"].startswith(b"<svg") and b" xmlns=" in got["SVG"]
            drawn = Image.open(io.BytesIO(got["PNG"])).convert("RGB")
            assert drawn.width == 1080
            assert drawn.getpixel((2, 2)) == (0xFD, 0xFD, 0xFB), "a dark page gives a light picture"
            assert len(drawn.resize((200, 200)).getcolors(40_000)) > 20, "nothing is drawn"
            rows = pd.read_csv(io.BytesIO(got["Rows (CSV)"]))
            table = figure.locator(".startlab-take tr")
            assert table.count() == len(rows) + 1 > 2
            assert table.first.inner_text().split() == list(rows.columns)
            cited = figure.locator(".startlab-take p").nth(1).inner_text()
            assert re.search(r"startlab: New START in numbers\. Fig\. 5\.\d", cited)
            assert f"#{name}" in cited
        page.evaluate(AXE_SCRIPT)
        found = page.evaluate("axe.run('article', { preload: false, resultTypes: ['violations'] })")
        assert not found["violations"], "with all of it open"
        slider = page.locator(".startlab-controls input").first
        slider.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(50)
        cited = page.locator(".startlab-explore .startlab-take p").nth(1).inner_text()
        assert "first_year=2013" in cited, "rows and address follow the controls"


def test_stored_predictions_are_used_once() -> None:
    named = [asked for page in WITH_PREDICTION for asked in predictions(page)]
    assert len(named) == len(stored())


def test_the_truth_stands_in_what_is_told_afterwards() -> None:
    """The numbers there are held against the data by the tests of the prose."""
    numbers = {name: asked for name, asked in stored().items() if "truth" in asked}
    words = {
        n: " ".join([a["seen"], *(said for _, said in a["ranges"])]) for n, a in numbers.items()
    }
    small = {str(n): word for word, n in IN_WORDS.items()}
    for name, asked in numbers.items():
        number = f"{asked['truth']:,}"
        forms = rf"(?i)\b(?:{number}|{small.get(number, number)})\b"
        assert re.search(forms, words[name]), name


# Widgets that still print what they ask: in print, and where no script runs, the figure stands
# beside the question.
GIVEN_AWAY = {"cover": "its line is the figure of the front page, drawn or not"}


def printed_first(html: str) -> tuple[str, str]:
    """Return the sentence that a widget prints, and that of the state which answers it."""
    says = re.search(r'class="startlab-says" id="[^"]*">(.*?)</p>', html, re.DOTALL)
    data = re.search(r'<script type="application/json">(.*?)</script>', html, re.DOTALL)
    assert says
    assert data
    held = json.loads(data[1])
    return unescape(says[1]), held["frames"][held["predict"]["frame"]][0]


def test_no_widget_prints_what_it_asks() -> None:
    widgets = {"cover": (ROOT / "book/_static/cover.html").read_text("utf-8")}
    for page in ROOT.glob("notebooks/[01]*.ipynb"):
        for cell in json.loads(page.read_text("utf-8"))["cells"]:
            name = re.search(r'predict=(?:"([^"]+)"|ch05)', "".join(cell["source"]))
            if name and cell["cell_type"] == "code":
                output = next(out for out in cell["outputs"] if "data" in out)
                widgets[name[1] or "05-total"] = "".join(output["data"]["text/html"])
    assert widgets.keys() == stored().keys()
    given = set()
    for name, html in widgets.items():
        first, answer = printed_first(html)
        number = stored()[name].get("truth", "no number")
        truth = f"{number:,}" if isinstance(number, int | float) else number
        if first == answer or re.search(rf"(?<![\d.,]){truth}(?![\d]|[.,]\d)", first):
            given.add(name)
    assert given <= GIVEN_AWAY.keys()


def test_the_front_page_holds_the_widget_as_it_is_made_now() -> None:
    asked = ch05.line_to_draw("cover", "RU", ch05.WARHEADS)
    made = sl.explore(ch05.declared_lines, predict=asked).to_html()
    stored_one = (ROOT / "book/_static/cover.html").read_text("utf-8")
    assert stored_one == f"{made}\n", "make notebooks stores it anew"
