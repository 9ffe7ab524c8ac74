"""The marks: whatever the rows say, nothing is cut off, and what is missing is told."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from startlab import load_bases
from startlab.errors import StartlabError
from startlab.figures import marks
from startlab.figures.map import project
from startlab.figures.marks import Band, Rule
from startlab.figures.pictograms import MOST, PICTURES
from startlab.figures.style import LIGHT, SMALLEST, WIDTH

HEAD = {"title": "What is found", "units": "What is counted", "source": "Source: a test."}
DAYS = pd.to_datetime(["2011-02-05", "2018-02-05", "2026-02-05"])
NAMES = ["a", "Data exchange", "Words that speak of launchers and heavy bombers"]
ROWS: dict[str, pd.DataFrame] = {
    "lines": pd.DataFrame({"line": NAMES[:2] * 3, "x": [*DAYS, *DAYS], "y": [1, 5, 2, 9, 3, 1550]}),
    "bars": pd.DataFrame({"words": NAMES, "number": [3.0, 1550, 0], "look": "open"}),
    "columns": pd.DataFrame({"x": ["2011", "2012", "2013"], "number": [3, -5, 1550], "label": "n"}),
    "spans": pd.DataFrame({"lane": NAMES, "start": DAYS[0], "end": DAYS, "words": "paused"}),
    "lanes": pd.DataFrame({"lane": NAMES, "x": DAYS}),
    "words": pd.DataFrame({"text": [" ".join(NAMES * 4), *NAMES], "marker": ["", *["square"] * 3]}),
    "pictograms": pd.DataFrame({"kind": ["silo", "heavy bomber"], "label": NAMES[1:]}),
    "world_map": pd.DataFrame(
        {
            "name": NAMES,
            "latitude": [41.1, 48.4, 48.4],
            "longitude": [-104.8, -101.3, -101.3],
            "kind": ["ICBM base", "ICBM base", "air base"],
            "panel": ["US", "US", "Russia"],
        }
    ),
    "grid": pd.DataFrame({"row": NAMES, "column": ["In the offer", "US", "US"], "text": "stated"}),
}
ACROSS = [Rule("the treaty ends", x=DAYS[2]), Rule("it binds", x=DAYS[1], look="dashed")]
mark = pytest.mark.parametrize("name", ROWS)


def draw(name: str, rows: pd.DataFrame, **options: Any) -> Figure:
    function: Callable[..., Figure] = getattr(marks, name)
    return function(rows, **{**HEAD, **options})


def is_whole(figure: Figure) -> None:
    """Hold that no word is cut off at the border, and none is too small for a phone."""
    figure.set_dpi(300)
    drawn, (width, height) = figure.get_tightbbox(), figure.get_size_inches()
    assert width == WIDTH
    assert 0 <= drawn.x0 < drawn.x1 <= width
    assert 0 <= drawn.y0 < drawn.y1 <= height
    texts = figure.findobj(Text)
    assert min(text.get_fontsize() for text in texts if text.get_text()) >= SMALLEST


@mark
def test_nothing_is_cut_off_and_the_rows_are_told(name: str) -> None:
    options = {"across": ACROSS} if name in ("lines", "spans", "lanes") else {}
    if name == "lanes":
        options = {"across": [*ACROSS, Band("in force", *DAYS[::2])]}
    figure = draw(name, ROWS[name], **options)
    is_whole(figure)
    assert figure.get_label().startswith("What is found. ")
    assert draw(name, ROWS[name], says="Said.").get_label() == "Said."


@mark
def test_a_mark_lists_what_it_takes(name: str) -> None:
    told = inspect.getdoc(getattr(marks, name)) or ""
    assert "\nParameters\n----------\nrows : DataFrame\n" in told


@mark
def test_a_missing_column_no_rows_and_an_unknown_colour_are_told(name: str) -> None:
    needed = ROWS[name].columns[0]
    with pytest.raises(StartlabError, match=f"The mark {name} needs the column '{needed}'"):
        draw(name, ROWS[name].drop(columns=needed))
    with pytest.raises(StartlabError, match="has no rows to draw"):
        draw(name, ROWS[name].iloc[:0])
    with pytest.raises(StartlabError, match="No colour 'reddish'"):
        draw(name, ROWS[name].assign(colour="reddish"))


# What is drawn of a number, and how long it is in the units of its axis.
LONG = {
    "bars": Rectangle.get_width, "columns": Rectangle.get_height, "spans": Rectangle.get_width,
}  # fmt: skip


@pytest.mark.parametrize("name", LONG)
@settings(deadline=None, max_examples=15)
@given(
    numbers=st.lists(
        st.floats(-1000, 40_000).map(lambda n: round(n, 3)), min_size=1, max_size=6, unique=True
    ),
    colour=st.sampled_from([*LIGHT]),
    beside=st.booleans(),
)
def test_a_bar_is_whole_and_as_long_as_its_number(
    name: str, numbers: list[float], colour: str, beside: bool
) -> None:
    if name == "spans":
        numbers = [abs(number) for number in numbers]
        numbers = [int(number) + 1 for number in numbers]  # days
    each = [f"bar {place}" for place in range(len(numbers))]
    rows = pd.DataFrame(
        {"words": each, "x": each, "lane": each, "number": numbers, "start": DAYS[0]}
    )
    rows = rows.assign(colour=colour, end=rows.start + pd.to_timedelta(numbers, "D"))
    figure = draw(name, rows, **({"beside": beside} if name == "bars" else {}))
    is_whole(figure)
    (axes,) = figure.axes
    assert [LONG[name](bar) for bar in axes.patches] == pytest.approx(numbers)
    if name != "spans":  # and it stands on zero, which is on the axis
        (low, high), foot = (axes.get_xlim(), "x") if name == "bars" else (axes.get_ylim(), "y")
        assert low <= min(0, *numbers) <= max(0, *numbers) <= high
        assert {getattr(bar, f"get_{foot}")() for bar in axes.patches} == {0}


@pytest.mark.parametrize("numbers", [[-40.0, -2.5], [-1000], [-700, 3]])
@pytest.mark.parametrize("beside", [False, True])
def test_bars_below_zero_are_whole_with_their_words(numbers: list[float], beside: bool) -> None:
    rows = pd.DataFrame({"words": [f"bar {n}" for n in numbers], "number": numbers})
    is_whole(draw("bars", rows, beside=beside))


@pytest.mark.parametrize("ends", [(0, 1), (-1, 0), (0, 1_000_000), (0, 0.9)])
def test_room_is_left_for_each_number_of_an_axis(ends: tuple[float, float]) -> None:
    rows = pd.DataFrame({"line": "US", "x": [2011, 2012], "y": ends})
    is_whole(draw("lines", rows, y=ends))


@settings(deadline=None, max_examples=15)
@given(st.lists(st.floats(-1000, 40_000), min_size=2, max_size=8), st.text(max_size=12))
def test_lines_of_any_numbers_are_whole(numbers: list[float], words: str) -> None:
    rows = pd.DataFrame({"line": "Russia", "x": range(len(numbers)), "y": numbers})
    band = Band("fitted years", 0, 1)
    points = pd.DataFrame({"x": [0], "y": numbers[:1], "words": ["1,550"], "side": "below"})
    is_whole(draw("lines", rows, across=[Rule("limit", y=5.0), band], points=points))


def test_labels_at_the_ends_of_lines_stay_apart() -> None:
    rows = pd.DataFrame({"line": ["US", "US", "Russia", "Russia"], "x": [1, 2] * 2, "y": 5.0})
    (axes,) = draw("lines", rows).axes
    places = [text.get_position()[1] for text in axes.texts if text.get_text() in ("US", "Russia")]
    assert abs(places[0] - places[1]) > 0.05


def test_bars_with_the_same_words_are_stacked() -> None:
    rows = pd.DataFrame({"words": "START I", "number": [8210, 2353], "look": ["filled", "open"]})
    figure = draw("bars", rows)
    assert [patch.get_x() for patch in figure.axes[0].patches] == [0, 8210]
    assert figure.get_label() == "What is found. START I: 10,563."


def test_years_have_no_comma_and_names_stay_beside_the_axes() -> None:
    rows = pd.DataFrame({"line": NAMES[:2] * 2, "x": [1966, 1966, 1996, 1996], "y": [1, 2, 30, 40]})
    figure = draw("lines", rows, y=(0, 12))
    figure.draw_without_rendering()
    (axes,) = figure.axes
    assert {tick.get_text() for tick in axes.get_xticklabels()} <= {*map(str, range(1950, 2010))}
    assert max(text.get_position()[1] for text in axes.texts) == 1.0


def test_a_line_is_solid_where_its_rows_say_so_and_a_single_solid_row_is_marked() -> None:
    looks = ["solid", "solid", "dashed", "solid", "dashed"]
    rows = pd.DataFrame({"line": "US", "x": range(5), "y": range(5), "look": looks})
    broken, solid, mark = draw("lines", rows).axes[0].lines
    assert broken.is_dashed() and not solid.is_dashed()
    assert pd.Series(solid.get_ydata()).dropna().tolist() == [0, 1, 3]
    assert set(mark.get_xdata()) == {3}


def test_headings_and_frames_are_told() -> None:
    rows = pd.DataFrame({"words": ["a", "b", "a"], "number": [1, 2, 3], "group": ["x", "x", "y"]})
    assert draw("bars", rows).get_label() == "What is found. x. a: 1. b: 2. y. a: 3."
    cells = pd.DataFrame({"row": ["you"], "column": ["I"], "text": ["4\nR"], "framed": [True]})
    assert draw("grid", cells).get_label() == "What is found. you, I: 4, R, framed."


LINE = pd.DataFrame({"line": "one year", "x": range(4), "y": [0.0, 2, 5, 9]})
SPANS = pd.DataFrame(
    {
        "lane": ["totals"] * 3 + ["by type: none", "visits", "visits"],
        "start": [*DAYS, pd.NaT, DAYS[0], DAYS[1]],
        "end": [*DAYS, pd.NaT, DAYS[1], DAYS[1]],
    }
)


@pytest.mark.parametrize(
    ("name", "rows", "options", "told"),
    [
        ("lines", LINE, {"points": LINE.assign(words=[*"abc", ""])},
         "What is found. one year: from 0 at 0 to 9 at 3, b at 1, c at 2."),
        ("lines", LINE, {"points": LINE.assign(words="a", line="5 years"), "x_name": "violations"},
         "What is found. Across: violations. one year: from 0 at 0 to 9 at 3."),
        ("lines", LINE.assign(y=[0, 9, 5, 1]), {"points": LINE.assign(words="9", y=9)[1:2]},
         "What is found. one year: from 0 at 0 to 1 at 3, highest 9."),
        ("lines", LINE, {"title": "How many?"}, "How many? one year: from 0 at 0 to 9 at 3."),
        ("spans", SPANS, {}, "What is found. totals: 3 dates, 5 February 2011 to 5 February 2026. "
         "by type: none. visits: 5 February 2011 to 5 February 2018. visits: 5 February 2018."),
    ],
)  # fmt: skip
def test_points_dates_and_axes_are_told(
    name: str, rows: pd.DataFrame, options: dict[str, Any], told: str
) -> None:
    assert draw(name, rows, **options).get_label() == told


def test_lanes_stay_where_they_are_whatever_is_written_under_them() -> None:
    rows = pd.DataFrame({"lane": ["US", "Russia"], "x": [1, 2]})
    short, long = (pd.DataFrame({"text": ["An entry."] * many}) for many in (1, 3))
    places = {
        str(draw("lanes", rows, below=text, height=4.0).axes[0].get_position())
        for text in (short, long)
    }
    assert len(places) == 1


def test_parties_in_a_lane_are_named_once_and_stand_inside_the_axes() -> None:
    days = ["2011-02-05", "2015-02-05", "2020-02-05"]
    rows = pd.DataFrame({"lane": "Visits", "party": ["US", "US", "RU"], "start": days})
    axes = draw("spans", rows.assign(end="2026-02-05")).axes[0]
    assert [text.get_text() for text in axes.texts].count("US") == 1
    assert min(bar.get_y() for bar in axes.patches) >= axes.get_ylim()[0]


@pytest.mark.parametrize("end", [7, 45, 190, 365, 1000, 1700, 12_000])
def test_numbers_along_an_axis_are_round(end: int) -> None:
    rows = pd.DataFrame({"line": "US", "x": [0, end], "y": [0, 1]})
    places = draw("lines", rows, x=(0, end)).axes[0].get_xticks()
    step = np.diff(places)[0] / 10 ** np.floor(np.log10(np.diff(places)[0]))
    assert round(step, 6) in (1, 2, 2.5, 5)


def test_a_picture_stands_for_each_or_for_so_many() -> None:
    rows = pd.DataFrame({"kind": ["silo", "empty silo"], "count": [400, 50], "party": "US"})
    figure = draw("pictograms", rows, each=20)
    is_whole(figure)
    drawn = [len(PICTURES["silo"])] * 20 + [len(PICTURES["empty silo"])] * 3
    assert len(figure.axes[0].patches) == sum(drawn)
    ends = "silo: 400. empty silo: 50. One picture stands for 20."
    assert figure.get_label() == f"What is found. {ends}"
    for kind in PICTURES:
        for title in ("What is found", "What is found, told so long that it takes a second line"):
            rows = pd.DataFrame({"kind": [kind], "text": " ".join(NAMES)})
            figure = draw("pictograms", rows, title=title)
            is_whole(figure)
            (axes,) = figure.axes
            low, _ = axes.get_ylim()
            ends = [
                path.get_path().get_extents(path.get_patch_transform()) for path in axes.patches
            ]
            assert low <= min(end.y0 for end in ends), "a picture is cut off"


@pytest.mark.parametrize(
    ("kind", "count", "each", "told"),
    [("silos", 1, 1, "No picture 'silos'; nearest: silo"),
     ("silo", MOST + 1, 1, "each is 1: a row can have"), ("silo", -1, 1, "each is 1"),
     ("silo", 1, 0, "each is 0")],
)  # fmt: skip
def test_a_picture_that_cannot_be_drawn_is_told(
    kind: str, count: int, each: int, told: str
) -> None:
    with pytest.raises(StartlabError, match=told):
        draw("pictograms", pd.DataFrame({"kind": [kind], "count": [count]}), each=each)


def test_the_projection_keeps_areas() -> None:
    for place in ([30.0, 50.0], [95.0, 60.0], [160.0, 70.0]):
        corners = np.add(place, [[0, 0], [0.01, 0], [0.01, 0.01], [0, 0.01]])
        x, y = project(corners, np.array([95.0, 60.0])).T
        area = abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2
        sphere = 6371**2 * np.radians(0.01) ** 2 * np.cos(np.radians(place[1] + 0.005))
        assert area == pytest.approx(sphere, rel=1e-3)


def test_on_the_map_of_the_bases_no_name_covers_another_or_a_marker() -> None:
    bases = load_bases()
    figure = draw("world_map", bases.assign(panel=bases.party))
    is_whole(figure)
    for axes in figure.axes:
        boxes = [text.get_window_extent() for text in axes.texts]
        markers = [axes.transData.transform(line.get_xydata()[0]) for line in axes.lines
                   if line.get_marker() != "None"]  # fmt: skip
        assert len(markers) == (bases.party == ("US" if len(boxes) == 7 else "RU")).sum()
        for n, box in enumerate(boxes):
            assert not any(box.overlaps(other) for other in boxes[:n])
            assert not any(box.contains(x, y) for x, y in markers)
