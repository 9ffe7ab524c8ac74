"""Upload paths against published ceilings, and the laws that paths must keep."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from startlab.models.scenarios import (
    Baseline,
    Leg,
    Offer,
    Reaction,
    restraint,
    upload_path,
)

FAS, TREATY = "FAS estimate", "New START"
START = Baseline("US", 1, FAS)


def test_path_by_hand():
    legs = [Leg("bomber", 100, 20, FAS), Leg("SLBM", 100, 5, FAS, delay=10), Leg("a", 50, 0, FAS)]
    path = upload_path(Baseline("US", 1000, FAS), legs, [0, 1, 5, 10, 11, 30, 99])
    assert path.warheads == [1000, 1020, 1100, 1100, 1105, 1200, 1200]
    assert [path.days_to(level) for level in (900, 1000, 1050, 1100, 1105, 1200, 1201)] == [
        0.0, 0.0, 2.5, 5.0, 11.0, 30.0, None,
    ]  # fmt: skip
    assert (path.at(2.5), path.ceiling) == (1050, 1200)  # a leg at rate zero adds nothing
    assert upload_path(Baseline("US", 100, FAS), [], 0).warheads == [100.0]


def test_bases_are_never_mixed():
    mixed = Baseline("US", 1419, TREATY), [Leg("bomber", 550, 1, FAS)]
    with pytest.raises(ValueError, match="basis of leg bomber is 'FAS estimate'.*'New START'"):
        upload_path(*mixed, 10)
    with pytest.raises(ValueError, match="counting basis of leg bomber"):
        Reaction(*mixed)
    with pytest.raises(ValueError, match="counting basis of baseline of US"):
        restraint(Offer(), [Reaction(START), Reaction(Baseline("RU", 1549, TREATY))])


# One year of restraint


def reactions(lag=30):
    """Make two sides at their last declared numbers, with invented legs."""
    return [
        Reaction(Baseline("US", 1419, TREATY), [Leg("SLBM", 900, 4, TREATY, 60)], lag),
        Reaction(Baseline("RU", 1549, TREATY), [Leg("SLBM", 220, 2, TREATY, 60)], lag),
    ]


def days(table):
    """Return days by scenario and party, as numbers or None."""
    return table.astype(object).where(table.notna(), None).to_dict()


def test_four_scenarios():
    model = restraint(Offer(), reactions())
    assert model.warheads.shape == (366, 8)
    # Russia's 1,551st warhead comes on day 60 + 2/2 = 61, the US one on day 60 + 132/4 = 93;
    # a side that keeps reacts 30 days later and needs 61 or 93 days to be over the limit itself.
    assert days(model.courses.over_limit_on) == {
        ("both keep", "US"): None, ("both keep", "RU"): None,
        ("only US keeps", "US"): 61 + 30 + 93, ("only US keeps", "RU"): 61,
        ("only RU keeps", "US"): 93, ("only RU keeps", "RU"): 93 + 30 + 61,
        ("both lapse", "US"): 93, ("both lapse", "RU"): 61,
    }  # fmt: skip
    reacts = model.courses.reacts_on.dropna()
    assert days(reacts) == {("only US keeps", "US"): 91, ("only RU keeps", "RU"): 123}
    kept = model.courses.keeps[lambda keeps: keeps].index
    assert [name[5:7] for name, party in kept if name != "both keep"] == ["US", "RU"]
    us = model.warheads["only US keeps", "US"]
    assert (us[0], us[91 + 60], us[91 + 61]) == (1419, 1419, 1423)
    assert set(model.warheads["both keep"].nunique()) == {1}
    alone, both = model.warheads["only US keeps", "RU"], model.warheads["both lapse", "RU"]
    assert alone.equals(both)
    assert (Offer().limit, Offer().days) == (1550, 365)


def test_no_lag_means_no_reaction():
    model = restraint(Offer(), reactions(lag=None))
    assert model.courses.reacts_on.isna().all()
    assert set(model.warheads["only US keeps", "US"]) == {1419}


def test_no_reaction_while_the_other_stays_within():
    """Reaching the limit is not exceeding it."""
    calm = Reaction(Baseline("RU", 1549, TREATY), [Leg("SLBM", 1, 1, TREATY)])
    model = restraint(Offer(), [reactions()[0], calm])
    assert model.warheads["only US keeps", "RU"][365] == 1550
    assert days(model.courses.over_limit_on)["only US keeps", "RU"] is None
    assert model.courses.reacts_on.isna().all()


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
    path = upload_path(start, parts, days)
    assert path.warheads == sorted(path.warheads)
    assert path.at(0) == start.warheads
    assert all(start.warheads <= value <= path.ceiling for value in path.warheads)


@settings(deadline=None, max_examples=100)
@given(starts, legs, st.fractions(0, 1))
def test_days_to_inverts_the_path(start, parts, share):
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
    path = upload_path(start, parts, 0)
    assert path.days_to(path.at(day)) <= day + 1e-6


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 1550), st.integers(0, 1550), legs, legs)
def test_restraint_never_adds_warheads(us, ru, us_legs, ru_legs):
    sides = [
        Reaction(Baseline("US", us, FAS), us_legs, 30),
        Reaction(Baseline("RU", ru, FAS), ru_legs, 0),
    ]
    found = restraint(Offer(basis=FAS, days=120), sides).warheads
    for party in ("US", "RU"):
        low, high = found["both keep", party], found["both lapse", party]
        assert found[f"only {party} keeps", party].between(low, high).all()
