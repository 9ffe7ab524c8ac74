"""The counting rules against published counts, and the laws they must keep.

The exchange of 1990, leg by leg, is in `models/published_results.py`.
"""

import dataclasses
import datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from startlab.derived import force_of_1990
from startlab.models import counting
from startlab.models.counting import ForceRow, count_force, headroom

LIMITS = pd.DataFrame({
    "treaty": "New START",
    "item": ["deployed_vehicles", "deployed_warheads", "total_launchers"],
    "limit_value": [700, 1550, 800],
    "binds_from": "2018-02-05",
})  # fmt: skip
# The US force declared on 1 September 2020, with what START I would add.
US_2020 = [
    {"party": "US", "system": "MM III", "kind": "ICBM", "deployed": 397, "non_deployed": 57,
     "loaded": 397, "attributed": 3, "empty": 53},
    {"party": "US", "system": "Trident II", "kind": "SLBM", "deployed": 230,
     "non_deployed": 50, "loaded": 1012, "attributed": 8, "empty": 50},
    {"party": "US", "system": "B-2A", "kind": "heavy bomber", "deployed": 12,
     "non_deployed": 8, "bomber_kind": "other", "loaded": 100},
    {"party": "US", "system": "B-52H", "kind": "heavy bomber", "deployed": 36,
     "non_deployed": 10, "bomber_kind": "LRNA", "loaded": 200},
]  # fmt: skip


def bomber(party, deployed, bomber_kind=None, equipped=None, **more):
    """Make a force row of heavy bombers."""
    kinds = {"bomber_kind": bomber_kind, "equipped": equipped}
    return ForceRow(party, "bomber", "heavy bomber", deployed, **kinds, **more)


def declaration(date, party, vehicles=None, warheads=None, launchers=None):
    """Make a row of declarations."""
    numbers = zip(LIMITS["item"], (vehicles, warheads, launchers), strict=True)
    return {"date": date, "party": party, **dict(numbers)}


US_2022 = declaration("2022-03-01", "US", 686, 1515, 800)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # Ten or eight for the first bombers, as equipped beyond, one for the others.
        ([bomber("US", 189, "LRNA", 12)], 1968),
        ([bomber("US", 150, "LRNA")], 1500),
        ([bomber("US", 151, "LRNA", 20)], 1520),
        ([bomber("USSR", 84, "LRNA")], 672),
        ([bomber("RU", 180, "LRNA")], 1440),
        ([bomber("RU", 181, "LRNA", 16)], 1456),
        ([bomber("US", 95, "other")], 95),
        ([bomber("US", 0, "other")], 0),
        # The fixed attribution is for the side, not for the type, and fills rows in their order.
        ([bomber("US", 100, "LRNA", 12), bomber("US", 60, "LRNA", 20)], 1500 + 10 * 20),
        ([bomber("US", 60, "LRNA", 20), bomber("US", 100, "LRNA", 12)], 1500 + 10 * 12),
        # The four successor states are one side with the Soviet rules.
        ([ForceRow("UA", "SS-19", "ICBM", 130, attributed=6), bomber("RU", 10, "LRNA")], 860),
        # Missing is not zero.
        ([bomber("US", 151, "LRNA")], None),
        ([bomber("US", 1)], None),
    ],
)
def test_start1_attributes(rows, expected):
    assert count_force(rows, "START I").warheads == expected


def test_start1_ignores_loading():
    force = force_of_1990("US").assign(loaded=lambda rows: rows.deployed.clip(upper=1))
    assert count_force(force, "START I").warheads == 10563


def test_same_force_under_three_rules():
    """One force, three counts; only New START gives the declared 675, 1,457 and 800."""
    start1, sort, new = (count_force(US_2020, rule) for rule in counting.RULES)
    assert start1.warheads == 450 * 3 + 280 * 8 + 12 + 36 * 10
    assert start1.vehicles == start1.launchers == 450 + 280 + 48
    assert start1.subtotal("vehicles", "ICBM") == 450  # Article III 2(a): empty is as if loaded
    assert start1.subtotal("warheads", "ICBM") == 1350
    assert any("III 2(a)" in step.article for step in start1.steps)
    assert (sort.vehicles, sort.launchers, sort.warheads) == (None, None, 397 + 1012 + 100 + 200)
    assert (new.vehicles, new.warheads, new.launchers) == (675, 1457, 800)
    assert new.subtotal("warheads", "SLBM") == 1457 - 48 - 397
    for count in (start1, sort, new):
        assert all(step.article.startswith(f"{count.rule}, Article ") for step in count.steps)
        added = [step.value for step in count.steps if step.item == "warheads"]
        assert sum(added) == count.warheads
    assert new.steps[-1] == (
        "warheads", "B-52H", "heavy bomber", "New START, Article III 2(b)",
        "36 deployed heavy bombers × 1", 36, 36, 1,
    )  # fmt: skip


def test_sort_says_whose_reading_it_is():
    ours = count_force(US_2020, "SORT")
    assert "No agreed counting rules" in ours.note
    assert "US reading" in ours.note
    theirs = count_force([ForceRow("RU", "SS-18", "ICBM", 2, loaded=20)], "SORT")
    assert "did not count so" in theirs.note


def test_missing_is_not_zero():
    row = {"party": "RU", "system": "SS-18", "kind": "ICBM", "deployed": 46, "loaded": pd.NA}
    new = count_force([row], "New START")
    assert (new.vehicles, new.launchers, new.warheads) == (46, None, None)
    assert new.subtotal("warheads", "ICBM") is None
    assert count_force([row], "START I").warheads is None


def test_any_form_of_rows_will_do():
    table = pd.DataFrame(US_2020)
    forms = [US_2020, table, (row for _, row in table.iterrows())]
    forms.append([ForceRow(**row) for row in US_2020])
    counts = [count_force(form, "New START") for form in forms]
    assert counts == [counts[0]] * len(forms)


# Limits


@pytest.mark.parametrize(
    ("row", "margins", "note"),
    [
        (("2018-09-01", "US", 659, 1398, 800), (41, 152, 0), "binds"),
        (("2020-09-01", "RU", 510, 1447, 764), (190, 103, 36), "binds"),
        (("2022-03-01", "US", 686, 1515, 800), (14, 35, 0), "binds"),
        (("2023-03-01", "US", 662, 1419, 800), (38, 131, 0), "binds"),
        # 800 as the United States declares, 901 as Russia counts.
        (("2022-03-01", "US", 686, 1515, 800 + 56 + 41 + 4), (14, 35, -101), "binds"),
        # More than 1,550 warheads before 5 February 2018 is not a breach.
        (("2014-09-01", "RU", 528, 1643, 911), (172, -93, -111), "does not bind yet"),
    ],
)
def test_published_margins(row, margins, note):
    rooms = headroom(declaration(*row), LIMITS)
    assert tuple(rooms.margin) == margins
    assert set(rooms.note) == {note}
    verdicts = ["exceeds" if margin < 0 else "within" for margin in margins]
    assert rooms.verdict.isna().all() if note != "binds" else list(rooms.verdict) == verdicts
    assert rooms.utilisation[1] == row[3] / 1550


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
    room = headroom(declaration(on, "RU", 523, 1765, 816), LIMITS).iloc[1]
    assert (None if pd.isna(room.verdict) else room.verdict, room.note) == (verdict, note)


@pytest.mark.parametrize("blank", [None, float("nan"), pd.NA, pd.NaT])
def test_a_missing_russian_number_is_missing(blank):
    """After 2023 there is no declared Russian number: missing, not zero."""
    table = pd.DataFrame([declaration("2023-03-01", "RU", blank, blank, blank)])
    for row in (table.iloc[0], table.assign(date=pd.to_datetime(table.date)).iloc[0]):
        rooms = headroom(row, LIMITS)
        assert rooms[["declared", "margin", "utilisation", "verdict"]].isna().all(axis=None)
        assert rooms.note.str.contains("not zero").all()


def test_only_the_limits_of_the_treaty():
    salt = {"treaty": "SALT I", "item": "total_launchers", "limit_value": 1054}
    assert len(headroom(US_2022, pd.concat([LIMITS, pd.DataFrame([salt])]))) == 3


# Laws

law = settings(deadline=None, max_examples=60)
number = st.integers(0, 300)


@st.composite
def forces(draw):
    """Draw a force of one side with every number known."""
    party, force = draw(st.sampled_from(["US", "USSR", "RU"])), []
    for index in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(counting.KINDS))
        row = {"deployed": draw(number), "non_deployed": draw(number), "loaded": draw(number)}
        if kind == "heavy bomber":
            row["bomber_kind"] = draw(st.sampled_from(["LRNA", "other"]))
            row["equipped"] = draw(st.integers(1, 16))
        else:
            row["loaded"] = row["loaded"] if row["deployed"] else 0
            row["attributed"] = draw(st.integers(1, 14))
            row["empty"] = draw(st.integers(0, row["non_deployed"]))
        force.append(ForceRow(party, f"type {index}", kind, **row))
    return force


@law
@given(forces(), st.data())
def test_adding_never_lowers_a_count(force, data):
    which = data.draw(st.integers(0, len(force) - 1))
    name = data.draw(st.sampled_from(["deployed", "non_deployed"]))
    more = getattr(force[which], name) + data.draw(st.integers(1, 50))
    grown = [*force[:which], dataclasses.replace(force[which], **{name: more}), *force[which + 1 :]]
    for rule in counting.RULES:
        before, after = count_force(force, rule), count_force(grown, rule)
        for item in counting.ITEMS:
            low, high = getattr(before, item), getattr(after, item)
            assert (low is None and high is None) or low <= high


@law
@given(forces())
def test_kinds_add_up_and_a_vehicle_is_a_launcher(force):
    for rule in counting.RULES:
        count = count_force(force, rule)
        assert sum(count.subtotal("warheads", kind) for kind in counting.KINDS) == count.warheads
        if rule != "SORT":
            assert count.vehicles <= count.launchers


@law
@given(st.integers(0, 3000), st.integers(0, 3000), st.dates())
def test_margin_and_declared_make_the_limit(declared, limit, day):
    """The verdict follows the sign of the margin, and only while the limit binds."""
    row = {"item": "x", "limit_value": limit, "binds_from": "2018-02-05"}
    room = headroom({"date": day, "x": declared}, pd.DataFrame([row])).iloc[0]
    assert room.margin + room.declared == room.limit
    in_force = datetime.date(2018, 2, 5) <= day <= datetime.date(2026, 2, 5)
    assert (room.verdict is not pd.NA) == in_force
    if in_force:
        assert (room.verdict == "within") == (room.margin >= 0)
