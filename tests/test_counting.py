"""The counting rules against published counts, and the laws they must keep."""

import csv
import dataclasses
import datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from startlab.models import counting
from startlab.models.counting import ForceRow, count_force, headroom

# START I Memorandum of Understanding, data of 1 September 1990:
# (system, kind, launchers, attributed warheads each).
US_1990 = [
    ("MM II", "ICBM", 450, 1),
    ("MM III", "ICBM", 500, 3),
    ("Peacekeeper", "ICBM", 50, 10),
    ("Poseidon C-3", "SLBM", 192, 10),
    ("Trident I", "SLBM", 384, 8),
    ("Trident II", "SLBM", 96, 8),
]
USSR_1990 = [
    ("SS-11", "ICBM", 326, 1),
    ("SS-13", "ICBM", 40, 1),
    ("SS-17", "ICBM", 47, 4),
    ("SS-18", "ICBM", 308, 10),
    ("SS-19", "ICBM", 300, 6),
    ("SS-24 (silo)", "ICBM", 56, 10),
    ("SS-24 (rail)", "ICBM", 33, 10),
    ("SS-25", "ICBM", 288, 1),
    ("SS-N-6", "SLBM", 192, 1),
    ("SS-N-8", "SLBM", 280, 1),
    ("SS-N-17", "SLBM", 12, 1),
    ("SS-N-18", "SLBM", 224, 3),
    ("SS-N-20", "SLBM", 120, 10),
    ("SS-N-23", "SLBM", 112, 4),
]
LIMITS = [
    {
        "treaty": "New START",
        "item": item,
        "applies_to": "each",
        "limit_value": value,
        "binds_from": "2018-02-05",
        "article": f"Article II 1({letter})",
    }
    for item, value, letter in [
        ("deployed_vehicles", 700, "a"),
        ("deployed_warheads", 1550, "b"),
        ("total_launchers", 800, "c"),
    ]
]


def missiles(party, rows):
    """Make force rows of missiles."""
    return [
        ForceRow(party, system, kind, launchers, attributed=attributed)
        for system, kind, launchers, attributed in rows
    ]


def bomber(party, system, deployed, bomber_kind=None, **more):
    """Make a force row of heavy bombers."""
    return ForceRow(party, system, "heavy bomber", deployed, bomber_kind=bomber_kind, **more)


def us_1990():
    """Return the US force of the 1990 exchange."""
    return [
        *missiles("US", US_1990),
        bomber("US", "B-52 (ALCM)", 189, "LRNA", equipped=12),
        bomber("US", "B-52 (non-ALCM)", 290, "other"),
        bomber("US", "B-1", 95, "other"),
        bomber("US", "B-2", 0, "other"),
    ]


def ussr_1990():
    """Return the Soviet force of the 1990 exchange."""
    return [
        *missiles("USSR", USSR_1990),
        bomber("USSR", "Bear (ALCM)", 84, "LRNA"),
        bomber("USSR", "Bear (non-ALCM)", 63, "other"),
        bomber("USSR", "Blackjack", 15, "LRNA"),
    ]


def us_2020():
    """Return the US force declared on 1 September 2020, with what START I would add."""
    return [
        {"party": "US", "system": "MM III", "kind": "ICBM", "deployed": 397, "non_deployed": 57,
         "loaded": 397, "attributed": 3, "empty": 53},
        {"party": "US", "system": "Trident II", "kind": "SLBM", "deployed": 230,
         "non_deployed": 50, "loaded": 1012, "attributed": 8, "empty": 50},
        {"party": "US", "system": "B-2A", "kind": "heavy bomber", "deployed": 12,
         "non_deployed": 8, "bomber_kind": "other", "loaded": 100},
        {"party": "US", "system": "B-52H", "kind": "heavy bomber", "deployed": 36,
         "non_deployed": 10, "bomber_kind": "LRNA", "loaded": 200},
    ]  # fmt: skip


def declaration(date, party, vehicles, warheads, launchers):
    """Make a row of declarations."""
    return {
        "date": date,
        "party": party,
        "deployed_vehicles": vehicles,
        "deployed_warheads": warheads,
        "total_launchers": launchers,
    }


# START I


def test_us_exchange_of_1990():
    """The US total and subtotals of the 1990 exchange come out in full."""
    count = count_force(us_1990(), "START I")
    assert (count.vehicles, count.warheads) == (2246, 10563)
    assert count.subtotal("vehicles", "ICBM") == 1000
    assert count.subtotal("warheads", "ICBM") == 2450
    assert count.subtotal("vehicles", "SLBM") == 672
    assert count.subtotal("warheads", "SLBM") == 5760
    assert count.subtotal("vehicles", "heavy bomber") == 574
    assert count.subtotal("warheads", "heavy bomber") == 2353
    assert count.launchers == count.vehicles


def test_soviet_exchange_of_1990():
    """The Soviet total and subtotals of the 1990 exchange come out in full."""
    count = count_force(ussr_1990(), "START I")
    assert (count.vehicles, count.warheads) == (2500, 10271)
    assert count.subtotal("vehicles", "ICBM") == 1398
    assert count.subtotal("warheads", "ICBM") == 6612
    assert count.subtotal("vehicles", "SLBM") == 940
    assert count.subtotal("warheads", "SLBM") == 2804
    assert count.subtotal("vehicles", "heavy bomber") == 162
    assert count.subtotal("warheads", "heavy bomber") == 855


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (bomber("US", "B-52", 189, "LRNA", equipped=12), 1968),
        (bomber("US", "B-52", 150, "LRNA"), 1500),
        (bomber("US", "B-52", 151, "LRNA", equipped=20), 1520),
        (bomber("USSR", "Bear", 84, "LRNA"), 672),
        (bomber("USSR", "Blackjack", 15, "LRNA"), 120),
        (bomber("RU", "Bear", 180, "LRNA"), 1440),
        (bomber("RU", "Bear", 181, "LRNA", equipped=16), 1456),
        (bomber("US", "B-1", 95, "other"), 95),
    ],
)
def test_bomber_rule(row, expected):
    """Ten or eight for the first bombers, as equipped beyond, one for the others."""
    assert count_force([row], "START I").warheads == expected


def test_mobile_and_heavy_icbms():
    """The mobile and the heavy ICBMs of the 1990 exchange."""
    rows = {row.system: row for row in ussr_1990()}
    assert count_force([rows["SS-24 (rail)"], rows["SS-25"]], "START I").warheads == 618
    assert count_force([rows["SS-18"]], "START I").warheads == 3080


def test_the_first_150_are_filled_across_rows():
    """The fixed attribution is for the side, not for the type."""
    rows = [
        bomber("US", "B-52G", 100, "LRNA", equipped=12),
        bomber("US", "B-52H", 60, "LRNA", equipped=20),
    ]
    assert count_force(rows, "START I").warheads == 1500 + 10 * 20
    assert count_force(rows[::-1], "START I").warheads == 1500 + 10 * 12


def test_start1_successors_are_one_side():
    """The four successor states share the Soviet rules."""
    rows = [ForceRow("UA", "SS-19", "ICBM", 130, attributed=6), bomber("RU", "Bear", 10, "LRNA")]
    assert count_force(rows, "START I").warheads == 860


def test_start1_counts_empty_launchers_as_loaded():
    """Article III 2(a): an empty deployed launcher is taken to contain a missile."""
    count = count_force(us_2020(), "START I")
    assert count.subtotal("vehicles", "ICBM") == 450
    assert count.subtotal("warheads", "ICBM") == 1350
    assert any("III 2(a)" in step.article for step in count.steps)


def test_start1_ignores_loading():
    """Attribution does not depend on what is loaded."""
    full = [dataclasses.replace(row, loaded=1) for row in us_1990() if row.deployed]
    assert count_force(full, "START I").warheads == 10563


# New START and SORT


def test_us_declaration_of_september_2020():
    """The US declaration of 1 September 2020: 675, 1,457 and 800."""
    count = count_force(us_2020(), "New START")
    assert (count.vehicles, count.warheads, count.launchers) == (675, 1457, 800)
    assert count.subtotal("warheads", "SLBM") == 1457 - 48 - 397
    assert round(1012 / 230, 2) == 4.40


def test_same_force_under_three_rules():
    """One force, three counts; only New START gives the declared one."""
    counts = {rule: count_force(us_2020(), rule) for rule in counting.RULES}
    assert counts["START I"].warheads == 450 * 3 + 280 * 8 + 12 + 36 * 10
    assert counts["SORT"].warheads == 397 + 1012 + 100 + 200
    assert counts["New START"].warheads == 1457
    assert counts["START I"].vehicles == 450 + 280 + 48
    assert (counts["SORT"].vehicles, counts["SORT"].launchers) == (None, None)


def test_sort_says_whose_reading_it_is():
    """SORT has no agreed rules, and the count says so."""
    ours = count_force(us_2020(), "SORT")
    assert "= not counted [SORT, Article I]" in str(ours.steps[0])
    assert "No agreed counting rules" in ours.note and "US reading" in ours.note
    theirs = count_force([ForceRow("RU", "SS-18", "ICBM", 2, loaded=20)], "SORT")
    assert "did not count so" in theirs.note


def test_steps_name_the_article_and_add_up():
    """Each step names an article; the steps of an item add up to its total."""
    for rule, force in [("START I", us_1990()), ("New START", us_2020()), ("SORT", us_2020())]:
        count = count_force(force, rule)
        assert all(step.article.startswith(f"{rule}, Article ") for step in count.steps)
        added = sum(step.value for step in count.steps if step.item == "warheads")
        assert added == count.warheads
    lines = str(count_force(us_2020(), "New START")).splitlines()
    assert lines[-2] == "New START: vehicles: 675, launchers: 800, warheads: 1,457"
    assert "warheads: B-52H: 36 deployed heavy bombers x 1 = 36 [New START, Article III 2(b)]" in (
        lines
    )


def test_missing_is_not_zero():
    """A count that needs a missing number is None, and the step says what is missing."""
    row = {"party": "RU", "system": "SS-18", "kind": "ICBM", "deployed": 46, "loaded": pd.NA}
    new = count_force([row], "New START")
    assert (new.vehicles, new.launchers, new.warheads) == (46, None, None)
    assert count_force([row], "START I").warheads is None
    assert "missing" in str(new.steps[-1])
    assert count_force([bomber("US", "B-52", 151, "LRNA")], "START I").warheads is None
    assert count_force([bomber("US", "B-52", 1)], "START I").warheads is None


def test_force_as_a_pandas_table():
    """A table, its rows and its records all give the same count."""
    table = pd.DataFrame(us_2020())
    expected = count_force(us_2020(), "New START")
    assert count_force(table, "New START") == expected
    assert count_force((row for _, row in table.iterrows()), "New START") == expected
    assert count_force(table.itertuples(), "New START") == expected
    assert count_force([ForceRow(**row) for row in us_2020()], "New START") == expected


# Impossible input


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"deployed": -1}, "deployed of MM III is -1: it must be a whole number from 0 up"),
        ({"deployed": 1.5}, "deployed of MM III is 1.5"),
        ({"deployed": float("nan")}, "deployed is missing"),
        ({"deployed": float("inf")}, "deployed of MM III is inf"),
        ({"deployed": True}, "deployed of MM III is True"),
        ({"deployed": "many"}, "deployed of MM III is 'many'"),
        ({"non_deployed": -4}, "non_deployed of MM III is -4"),
        ({"empty": 58}, "empty of MM III is 58: it must be 0 to 57"),
        ({"attributed": 0}, "attributed of MM III is 0: it must be a whole number from 1 up"),
        ({"kind": "ICMB"}, "kind is 'ICMB'.*nearest: ICBM"),
        ({"party": "USA"}, "party is 'USA'.*nearest: US"),
        ({"bomber_kind": "other"}, "bomber_kind of MM III is 'other': it must be left out"),
        ({"deployed": 0}, "loaded of MM III is 397: it must be 0"),
    ],
)
def test_impossible_row(change, message):
    """What no force can be is refused, with the value and the allowed range."""
    with pytest.raises(ValueError, match=message):
        count_force([{**us_2020()[0], **change}], "New START")


def test_impossible_bombers():
    """The treaty's ceilings on equipping a bomber hold, and bombers have no attribution."""
    with pytest.raises(ValueError, match="equipped of B-52 is 21: .* from 1 to 20"):
        bomber("US", "B-52", 1, "LRNA", equipped=21)
    with pytest.raises(ValueError, match="equipped of Bear is 17: .* from 1 to 16"):
        bomber("USSR", "Bear", 1, "LRNA", equipped=17)
    with pytest.raises(ValueError, match="attributed of B-1 is 1"):
        bomber("US", "B-1", 1, "other", attributed=1)
    with pytest.raises(ValueError, match="bomber_kind is 'lrna'"):
        bomber("US", "B-1", 1, "lrna")


def test_impossible_force():
    """An unknown rule, an empty force and a mixture of sides are refused."""
    with pytest.raises(ValueError, match="rule is 'NEW START'.*nearest: New START"):
        count_force(us_2020(), "NEW START")
    with pytest.raises(ValueError, match="rows of 0 sides"):
        count_force([], "START I")
    with pytest.raises(ValueError, match="rows of 2 sides"):
        count_force(us_1990() + ussr_1990(), "START I")
    with pytest.raises(ValueError, match="row is 'MM III': it must be a mapping"):
        count_force(["MM III"], "START I")


# Limits


@pytest.mark.parametrize(
    ("row", "margins"),
    [
        (("2018-09-01", "US", 659, 1398, 800), (41, 152, 0)),
        (("2018-09-01", "RU", 517, 1420, 775), (183, 130, 25)),
        (("2020-09-01", "US", 675, 1457, 800), (25, 93, 0)),
        (("2020-09-01", "RU", 510, 1447, 764), (190, 103, 36)),
        (("2022-03-01", "US", 686, 1515, 800), (14, 35, 0)),
        (("2022-03-01", "RU", 526, 1474, 761), (174, 76, 39)),
        (("2023-03-01", "US", 662, 1419, 800), (38, 131, 0)),
    ],
)
def test_published_margins(row, margins):
    """The margins of the published declarations."""
    rooms = headroom(declaration(*row), LIMITS)
    assert tuple(rooms.margin) == margins
    assert set(rooms.verdict) == {"within"}
    assert rooms.utilisation[1] == row[3] / 1550
    assert rooms.article[2] == "Article II 1(c)"


@pytest.mark.parametrize(
    "row", [("2014-09-01", "RU", 528, 1643, 911), ("2017-03-01", "RU", 523, 1765, 816)]
)
def test_no_breach_before_the_limits_bind(row):
    """More than 1,550 warheads before 5 February 2018 is not a breach."""
    warheads = headroom(declaration(*row), LIMITS).iloc[1]
    assert warheads.margin == 1550 - row[3] < 0
    assert warheads.verdict is pd.NA
    assert warheads.note == "does not bind yet"


@pytest.mark.parametrize(
    ("on", "verdict", "note"),
    [
        ("2018-02-04", None, "does not bind yet"),
        ("2018-02-05", "exceeds", "binds"),
        (datetime.date(2026, 2, 5), "exceeds", "binds"),
        (datetime.datetime(2026, 2, 6), None, "no longer binds"),
        (pd.Timestamp("2018-02-05"), "exceeds", "binds"),
    ],
)
def test_days_on_which_a_limit_binds(on, verdict, note):
    """A limit gives a verdict from the day it binds to the last day in force."""
    room = headroom(declaration("2017-03-01", "RU", 523, 1765, 816), LIMITS, on=on).iloc[1]
    assert (None if pd.isna(room.verdict) else room.verdict, room.note) == (verdict, note)


def test_both_readings_of_the_launcher_dispute():
    """800 as the United States declares, 901 as Russia counts."""
    us = declaration("2022-03-01", "US", 686, 1515, 800)
    claimed = {**us, "total_launchers": 800 + 56 + 41 + 4}
    assert [headroom(row, LIMITS).margin[2] for row in (us, claimed)] == [0, -101]
    assert [headroom(row, LIMITS).verdict[2] for row in (us, claimed)] == ["within", "exceeds"]


@pytest.mark.parametrize("blank", [None, float("nan"), pd.NA, pd.NaT, ""])
def test_a_missing_russian_number_is_missing(blank):
    """After 2023 there is no declared Russian number: missing, not zero."""
    rooms = headroom(declaration("2023-03-01", "RU", blank, blank, blank), LIMITS)
    assert rooms[["declared", "margin", "utilisation", "verdict"]].isna().all(axis=None)
    assert rooms.note.str.contains("not zero").all()


def test_headroom_with_pandas():
    """A row of a table against a table of limits, with missing cells."""
    table = pd.DataFrame(
        [
            declaration("2022-03-01", "US", 686, 1515, 800),
            declaration("2023-03-01", "RU", None, None, None),
        ]
    )
    table["date"] = pd.to_datetime(table["date"])
    rooms = [headroom(row, pd.DataFrame(LIMITS)) for _, row in table.iterrows()]
    assert list(rooms[0].margin) == [14, 35, 0]
    assert rooms[1].margin.isna().all()


def test_only_the_limits_of_the_treaty_and_the_party():
    """Limits of another treaty or another party are left out."""
    salt = {"treaty": "SALT I", "item": "launchers", "limit_value": 1054, "applies_to": "US"}
    theirs = {**salt, "applies_to": "USSR", "limit_value": 1618}
    rows = [*LIMITS, salt, theirs]
    us = {**declaration("2022-03-01", "US", 686, 1515, 800), "launchers": 1054}
    assert len(headroom(us, rows)) == 3
    assert list(headroom(us, rows, treaty="SALT I").limit) == [1054]
    assert headroom(us, rows, treaty="SALT I").note[0] == "no date, so no verdict"
    ussr = {**us, "party": "USSR"}
    assert list(headroom(ussr, rows, treaty="SALT I").limit) == [1618]


def test_a_limit_of_zero_has_no_utilisation():
    """Nothing can be divided by a limit of zero."""
    row = {"item": "mirv", "limit_value": 0, "binds_from": "2003-01-01", "binds_until": None}
    room = headroom({"date": "2004-01-01", "mirv": 0}, [row], treaty="START II").iloc[0]
    assert (room.margin, room.utilisation, room.verdict) == (0, pd.NA, "within")


def test_sort_never_bound():
    """SORT's limit was for the end of 2012; the treaty ended in February 2011."""
    row = {"treaty": "SORT", "item": "warheads", "limit_value": 2200, "binds_from": "2012-12-31"}
    for day, note in [("2011-02-04", "does not bind yet"), ("2013-01-01", "no longer binds")]:
        room = headroom({"date": day, "warheads": 2000}, [row], treaty="SORT").iloc[0]
        assert (room.verdict, room.note) == (pd.NA, note)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"deployed_warheads": -1}, "deployed_warheads is -1: it must be a whole number from 0"),
        ({"deployed_vehicles": 801}, "deployed_vehicles is 801: it must be 0 to 800"),
        ({"date": "last spring"}, "date is 'last spring': it must be a date"),
    ],
)
def test_impossible_declaration(change, message):
    """A declaration that cannot be is refused."""
    with pytest.raises(ValueError, match=message):
        headroom({**declaration("2022-03-01", "US", 686, 1515, 800), **change}, LIMITS)


def test_impossible_limits():
    """An unknown treaty and a limit without a number are refused."""
    us = declaration("2022-03-01", "US", 686, 1515, 800)
    with pytest.raises(ValueError, match="treaty is 'New Start'.*nearest: New START"):
        headroom(us, LIMITS, treaty="New Start")
    with pytest.raises(ValueError, match="limit_value of deployed_vehicles is None"):
        headroom(us, [{**LIMITS[0], "limit_value": None}])


# Laws


@st.composite
def rows_of_a_force(draw):
    """Draw a force of one side with every number known."""
    party = draw(st.sampled_from(["US", "USSR", "RU"]))
    number = st.integers(0, 300)
    force = []
    for index in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(counting.KINDS))
        deployed, spare = draw(number), draw(number)
        row = {
            "party": party,
            "system": f"type {index}",
            "kind": kind,
            "deployed": deployed,
            "non_deployed": spare,
        }
        if kind == "heavy bomber":
            row["loaded"] = draw(number)
            row["bomber_kind"] = draw(st.sampled_from(["LRNA", "other"]))
            row["equipped"] = draw(st.integers(1, 16))
        else:
            row["loaded"] = draw(number) if deployed else 0
            row["attributed"] = draw(st.integers(1, 14))
            row["empty"] = draw(st.integers(0, spare))
        force.append(ForceRow(**row))
    return force


@settings(deadline=None, max_examples=60)
@given(rows_of_a_force(), st.data())
def test_adding_never_lowers_a_count(force, data):
    """More launchers, deployed or not, never lower any count."""
    which = data.draw(st.integers(0, len(force) - 1))
    more = data.draw(st.integers(1, 50))
    name = data.draw(st.sampled_from(["deployed", "non_deployed"]))
    grown = list(force)
    grown[which] = dataclasses.replace(force[which], **{name: getattr(force[which], name) + more})
    for rule in counting.RULES:
        before, after = count_force(force, rule), count_force(grown, rule)
        for item in counting.ITEMS:
            low, high = getattr(before, item), getattr(after, item)
            assert (low is None and high is None) or low <= high


@settings(deadline=None, max_examples=60)
@given(rows_of_a_force())
def test_kinds_add_up_and_bounds_hold(force):
    """The three kinds add up, and a vehicle is also a launcher."""
    for rule in counting.RULES:
        count = count_force(force, rule)
        assert sum(count.subtotal("warheads", kind) for kind in counting.KINDS) == count.warheads
        if rule != "SORT":
            assert count.vehicles <= count.launchers


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 3000), st.integers(0, 3000), st.dates())
def test_margin_and_declared_make_the_limit(declared, limit, day):
    """Margin plus declared is the limit; the verdict follows the sign of the margin."""
    row = {"item": "x", "limit_value": limit, "binds_from": "2018-02-05"}
    room = headroom({"date": day, "x": declared}, [row]).iloc[0]
    assert room.margin + room.declared == room.limit
    in_force = datetime.date(2018, 2, 5) <= day <= datetime.date(2026, 2, 5)
    assert (room.verdict is not pd.NA) == in_force
    if in_force:
        assert (room.verdict == "within") == (room.margin >= 0)


def test_rows_of_a_csv_reader():
    """Cells that are text will do."""
    text = ["party,system,kind,deployed,non_deployed,loaded", "US,MM III,ICBM,397,57,397"]
    assert count_force(csv.DictReader(text), "New START").launchers == 454
