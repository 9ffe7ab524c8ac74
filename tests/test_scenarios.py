"""Upload paths against published ceilings, and the laws that paths must keep."""

import datetime
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from startlab.models.scenarios import (
    CAVEATS,
    NO_SOURCE,
    Baseline,
    Leg,
    Offer,
    Reaction,
    restraint,
    upload_capacity,
    upload_path,
)

FAS = "FAS estimate"
# (leg, deployed, most): FAS by way of the Bulletin 2023 and the Atomic Archive; FAS 2022.
US = [("ICBM", 400, 800), ("SLBM", 970, 1920), ("bomber", 300, 850)]
RUSSIA = [("ICBM", 812, 1185), ("SLBM", 576, 800), ("bomber", 200, 580)]


def path_of(party, rows, rate=10.0):
    """Make a path from what is deployed and the most that could be."""
    legs = [Leg(name, most - deployed, rate, FAS) for name, deployed, most in rows]
    return upload_path(Baseline(party, sum(row[1] for row in rows), FAS), legs, 365)


@pytest.mark.parametrize(
    ("party", "rows", "start", "ceiling", "percent"),
    [("US", US, 1670, 3570, 114), ("RU", RUSSIA, 1588, 2565, 62)],
)
def test_published_ceilings(party, rows, start, ceiling, percent):
    """The published totals and increases come out of the legs."""
    path = path_of(party, rows)
    assert path.warheads[0] == start
    assert path.ceiling == ceiling
    assert path.warheads[-1] == ceiling
    assert round(100 * (ceiling - start) / start) == percent


def test_russian_maxima_rebuild_from_missiles():
    """The published Russian maxima by missile type."""
    assert 40 * 10 + 6 * 1 + 9 + 18 + 60 + 173 * 4 == 1185
    assert 80 * 4 + 80 * 6 == 800


def test_capacity_is_the_smaller_number():
    """Places or warheads, whichever are fewer."""
    assert upload_capacity(400 * 3 - 400, 400) == 400
    assert upload_capacity(100, 400) == 100
    with pytest.raises(ValueError, match="reserve is -1: it must be a whole number from 0 up"):
        upload_capacity(1, -1)
    with pytest.raises(ValueError, match="reserve is None"):
        upload_capacity(1, None)


def test_path_by_hand():
    """Two legs, one delayed, followed by hand."""
    legs = [Leg("bomber", 100, 20, FAS), Leg("SLBM", 100, 5, FAS, delay=10)]
    path = upload_path(Baseline("US", 1000, FAS), legs, [0, 1, 5, 10, 11, 30, 99])
    assert path.warheads == (1000, 1020, 1100, 1100, 1105, 1200, 1200)
    assert [path.days_to(level) for level in (900, 1000, 1050, 1100, 1105, 1200, 1201)] == [
        0.0, 0.0, 2.5, 5.0, 11.0, 30.0, None,
    ]  # fmt: skip
    assert path.at(2.5) == 1050


def test_inversion_is_exact():
    """Thirds of a day come out as the nearest floating-point number."""
    path = upload_path(Baseline("US", 0, FAS), [Leg("a", 10, 3, FAS)], 10)
    assert path.days_to(1) == float(Fraction(1, 3))
    assert path.days_to(10) == float(Fraction(10, 3))
    assert path.at(Fraction(1, 3)) == 1.0


def test_a_leg_that_never_moves():
    """At rate zero a leg adds nothing, so its share is never reached."""
    path = upload_path(Baseline("US", 100, FAS), [Leg("a", 50, 0, FAS)], 10)
    assert (path.ceiling, path.warheads[-1], path.days_to(101)) == (100, 100.0, None)
    assert upload_path(Baseline("US", 100, FAS), [], 0).warheads == (100.0,)


def test_each_input_names_its_source():
    """Inputs without a source say so in so many words."""
    leg = Leg("SLBM", 950, 5, FAS, source="https://atomicarchive.com")
    path = upload_path(Baseline("US", 1670, FAS, "https://thebulletin.org"), [leg], 1)
    assert [entry.source for entry in path.inputs] == [
        "https://thebulletin.org",
        "https://atomicarchive.com",
        NO_SOURCE,
        NO_SOURCE,
    ]
    assert NO_SOURCE == "no published value: your assumption"
    assert path.caveats == CAVEATS
    assert "Capacity is not intent." in CAVEATS


def test_bases_are_never_mixed():
    """A leg counted on another basis than the baseline is refused."""
    with pytest.raises(ValueError, match="basis of leg bomber is 'FAS estimate'.*'New START'"):
        upload_path(Baseline("US", 1419, "New START"), [Leg("bomber", 550, 1, FAS)], 10)
    with pytest.raises(ValueError, match="counting basis of leg bomber"):
        Reaction(Baseline("US", 1419, "New START"), [Leg("bomber", 550, 1, FAS)])
    fas = Reaction(Baseline("US", 1419, FAS))
    with pytest.raises(ValueError, match="counting basis of baseline of US"):
        restraint(Offer(), [fas, Reaction(Baseline("RU", 1549, "New START"))])


def test_mappings_and_pandas_rows():
    """Mappings and rows of a table do as well as dataclasses."""
    table = pd.DataFrame(
        {"name": ["SLBM"], "added": [100.0], "rate": [2], "basis": [FAS], "delay": [np.nan]}
    )
    rows = (row for _, row in table.iterrows())
    path = upload_path({"party": "US", "warheads": "1419", "basis": FAS}, rows, np.int64(50))
    assert path.warheads[-1] == 1519
    assert path.legs[0] == Leg("SLBM", 100, 2, FAS)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Baseline("US", -1, FAS), "warheads of US is -1: it must be a whole number"),
        (lambda: Baseline("US", float("nan"), FAS), "warheads of US is nan"),
        (lambda: Leg("ICBM", -1, 1, FAS), "added of ICBM is -1"),
        (lambda: Leg("ICBM", 1, -0.5, FAS), "rate of ICBM is -0.5: it must be a finite number"),
        (lambda: Leg("ICBM", 1, float("nan"), FAS), "rate of ICBM is nan"),
        (lambda: Leg("ICBM", 1, float("inf"), FAS), "rate of ICBM is inf"),
        (lambda: Leg("ICBM", 1, 1, FAS, delay=-1), "delay of ICBM is -1"),
        (lambda: upload_path(Baseline("US", 1, FAS), [], -1), "days is -1"),
        (lambda: upload_path(Baseline("US", 1, FAS), [], None), "days is None"),
        (lambda: upload_path(Baseline("US", 1, FAS), [], [-1]), "day is -1"),
        (lambda: upload_path(Baseline("US", 1, FAS), [], 1).at(float("nan")), "day is nan"),
        (lambda: upload_path(Baseline("US", 1, FAS), [], 1).days_to(None), "level is None"),
        (lambda: upload_path({"party": "US", "basis": FAS}, [], 1), "warheads is missing"),
        (lambda: Reaction(Baseline("US", 1, FAS), lag=-3), "lag of US is -3"),
        (lambda: Offer(limit=-1), "limit is -1"),
        (lambda: Offer(starts="soon"), "starts is 'soon': it must be a date"),
    ],
)
def test_impossible_input(make, message):
    """What cannot be is refused, with the value and the allowed range."""
    with pytest.raises(ValueError, match=message):
        make()


# One year of restraint


def reactions(lag=30):
    """Make two sides at their last declared numbers, with invented legs."""
    basis = "New START"
    return [
        Reaction(Baseline("US", 1419, basis), [Leg("SLBM", 900, 4, basis, 60)], lag),
        Reaction(Baseline("RU", 1549, basis), [Leg("SLBM", 220, 2, basis, 60)], lag),
    ]


def courses(result):
    """Index the courses by scenario and party."""
    return {(course.scenario, course.party): course for course in result.courses}


def test_the_offer_as_made():
    """One year from 5 February 2026, under the treaty's warhead limit."""
    offer = Offer()
    assert (offer.limit, offer.days) == (1550, 365)
    assert offer.starts == datetime.date(2026, 2, 5)
    result = restraint(offer, reactions())
    assert len(result.courses) == 8
    assert all(len(course.warheads) == 366 for course in result.courses)


def test_four_scenarios():
    """Keeping, one side only, and both lapsing, followed by hand."""
    found = courses(restraint(Offer(), reactions()))
    assert set(found["both keep", "US"].warheads) == {1419}
    assert set(found["both keep", "RU"].warheads) == {1549}
    assert found["both keep", "US"].over_limit_on is None
    # Russia's 1,551st warhead comes on day 60 + 2/2 = 61.
    russia = found["only US keeps", "RU"]
    assert russia.over_limit_on == datetime.date(2026, 2, 5) + datetime.timedelta(61)
    us = found["only US keeps", "US"]
    assert us.reacts_on == datetime.date(2026, 2, 5) + datetime.timedelta(61 + 30)
    assert us.warheads[91 + 60] == 1419
    assert us.warheads[91 + 61] == 1423
    assert russia == russia.__class__(
        "only US keeps", "RU", False, found["both lapse", "RU"].warheads, russia.over_limit_on, None
    )
    # Russia keeps and its lag begins with the 1,551st US warhead, on day 60 + 132/4 = 93.
    assert found["only RU keeps", "RU"].reacts_on == datetime.date(2026, 2, 5) + (
        datetime.timedelta(93 + 30)
    )


def test_no_lag_means_no_reaction():
    """A side without a lag keeps through the year."""
    found = courses(restraint(Offer(), reactions(lag=None)))
    assert set(found["only US keeps", "US"].warheads) == {1419}
    assert found["only US keeps", "US"].reacts_on is None


def test_no_reaction_while_the_other_stays_within():
    """Reaching the limit is not exceeding it."""
    basis = "New START"
    calm = Reaction(Baseline("RU", 1549, basis), [Leg("SLBM", 1, 1, basis)])
    found = courses(restraint(Offer(), [reactions()[0], calm]))
    assert found["only US keeps", "RU"].warheads[-1] == 1550
    assert found["only US keeps", "RU"].over_limit_on is None
    assert found["only US keeps", "US"].reacts_on is None


def test_inputs_of_restraint_name_their_sources():
    """The offer has a source; lags and rates are the reader's assumptions."""
    inputs = {entry.name: entry for entry in restraint(Offer(), reactions()).inputs}
    assert "22 September 2025" in inputs["limit"].source
    assert inputs["US lag"].source == NO_SOURCE
    assert inputs["RU SLBM rate"].source == NO_SOURCE


def test_restraint_from_mappings():
    """Plain nested mappings do as well."""
    sides = [
        {
            "baseline": {"party": party, "warheads": 1500, "basis": "New START"},
            "legs": [{"name": "SLBM", "added": 100, "rate": 1, "basis": "New START"}],
        }
        for party in ("US", "RU")
    ]
    result = restraint({"starts": "2026-02-05", "days": 10}, sides)
    assert courses(result)["both lapse", "US"].warheads[-1] == 1510


def test_restraint_refuses():
    """Two different sides, both within the limit at the start."""
    us, _ = reactions()
    with pytest.raises(ValueError, match="must be those of two sides"):
        restraint(Offer(), [us])
    with pytest.raises(ValueError, match="must be those of two sides"):
        restraint(Offer(), [us, us])
    over = Reaction(Baseline("RU", 1765, "New START"))
    with pytest.raises(ValueError, match="warheads of RU is 1765: it must be 0 to 1550"):
        restraint(Offer(), [us, over])


# Laws

legs = st.lists(
    st.builds(
        Leg,
        name=st.just("leg"),
        added=st.integers(0, 2000),
        rate=st.floats(0.01, 500),
        basis=st.just(FAS),
        delay=st.floats(0, 400),
    ),
    max_size=4,
)
starts = st.integers(0, 3000).map(lambda warheads: Baseline("US", warheads, FAS))


@settings(deadline=None, max_examples=60)
@given(starts, legs, st.lists(st.floats(0, 1e5), min_size=2, max_size=6).map(sorted))
def test_path_rises_within_its_bounds(start, parts, days):
    """A path never falls, starts at the baseline and stays below its ceiling."""
    path = upload_path(start, parts, days)
    assert list(path.warheads) == sorted(path.warheads)
    assert path.at(0) == start.warheads
    assert all(start.warheads <= value <= path.ceiling for value in path.warheads)


@settings(deadline=None, max_examples=100)
@given(starts, legs, st.fractions(0, 1))
def test_days_to_inverts_the_path(start, parts, share):
    """The day of a level gives the level back, and no earlier day reaches it."""
    path = upload_path(start, parts, 0)
    level = start.warheads + share * (path.ceiling - start.warheads)
    day = path.days_to(level)
    assert path.at(day) == pytest.approx(float(level), rel=1e-9, abs=1e-6)
    if day > 0.01:
        assert path.at(day - 0.01) <= float(level)
    assert path.days_to(path.ceiling + 1) is None


@settings(deadline=None, max_examples=60)
@given(starts, legs, st.floats(0, 1e4))
def test_no_day_is_later_than_needed(start, parts, day):
    """The first day of the level on a day is no later than that day."""
    path = upload_path(start, parts, 0)
    assert path.days_to(path.at(day)) <= day + 1e-6


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 1550), st.integers(0, 1550), legs, legs)
def test_restraint_never_adds_warheads(us, ru, us_legs, ru_legs):
    """Keeping is never above lapsing, on any day."""
    sides = [
        Reaction(Baseline("US", us, FAS), us_legs, 30),
        Reaction(Baseline("RU", ru, FAS), ru_legs, 0),
    ]
    found = courses(restraint(Offer(basis=FAS, days=120), sides))
    for party in ("US", "RU"):
        low, high = found["both keep", party].warheads, found["both lapse", party].warheads
        middle = found[f"only {party} keeps", party].warheads
        assert all(a <= b <= c for a, b, c in zip(low, middle, high, strict=True))
