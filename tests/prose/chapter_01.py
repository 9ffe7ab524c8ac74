"""Numbers in the prose of chapter 01."""

from __future__ import annotations

import re
from collections.abc import Iterator

from startlab import datasets
from startlab.chapters.ch01 import stockpile
from startlab.exercises import declared_number

from . import one

FAS_2010 = "fas.org/publication/stockpilenumber, linked in the text"
NEWS_1993 = "New York Times News Service in the Chicago Tribune, linked in the text"
ALLOWED = {
    "from 200, or perhaps fewer, to 700.": "estimate of 1961 in FRUS, linked in the text",
    "prepares for 700 missiles": "the same estimate of 1961",
    "a government that prepares for 200": "the same estimate of 1961",
    "off by 87": FAS_2010,
    "45,000 warheads": NEWS_1993,
    "12,000 more than was generally believed": NEWS_1993,
}


def number(text: str, pattern: str) -> int:
    """Return the number that a note gives after some words."""
    found = re.search(pattern, text)
    assert found, text
    return int(found[1].replace(",", ""))


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    us, russia = stockpile("United States"), stockpile("Russia")
    total, published = stockpile("World"), stockpile("World", "published_world_total")
    assert us.idxmax() == 1967
    assert len(us) == len(russia) == 82  # the prose says eighty-two
    assert russia[russia > 0].index[0] - us[us > 0].index[0] == 4  # and four years later
    assert russia.idxmax() == total.idxmax() == 1986
    assert (russia > us)[lambda later: later].index[0] == 1978
    yield "The United States had {} warheads in 1945 and {} in 1967", (us[1945], us[1967])
    yield "climbs to an estimated {} in 1986", (russia[1986],)
    yield (
        "The estimates for January 2026 are {} warheads for the United States and {} for Russia",
        (us[2026], russia[2026]),
    )

    forces = datasets.load_forces().query("party == 'US' and year == 2020 and kind == 'estimate'")
    parts = forces.set_index("system").warheads_deployed
    yield "declared a stockpile of {} warheads for 2020", (us[2020],)
    yield (
        "estimated {} to be deployed: {} on missiles and {} at bomber bases",
        tuple(parts[["all systems", "all ballistic missiles", "all heavy bombers"]]),
    )
    yield (
        "declared {} deployed warheads for 1 March 2020",
        (declared_number("2020-03-01", "US", "deployed_warheads"),),
    )
    yield (
        "published {} warheads for 1 March 2023",
        (declared_number("2023-03-01", "US", "deployed_warheads"),),
    )

    china = stockpile("China")
    states = [str(c) for c in datasets.load_stockpiles().country.unique() if c != "World"]
    assert len(states) == 10  # the caption says ten
    rises = {state: stockpile(state)[2026] - stockpile(state)[2010] for state in states}
    assert max(rises, key=lambda state: rises[state]) == "China"
    yield "rose from {} in 2010 to {} in 2026", (china[2010], china[2026])
    yield "South Africa had {} devices in 1989", (stockpile("South Africa")[1989],)
    korea = stockpile("North Korea")
    assert "revised" in one(
        "stockpiles", "note", country="North Korea", year=2021, measure="stockpile"
    )
    yield "from {} in 2020 to {} in 2021, but", (korea[2020], korea[2021])

    yield "declared {} warheads for September 2009", (us[2009],)
    guess = number(
        one("stockpiles", "note", country="United States", year=2015, measure="stockpile"),
        r"about ([\d,]+)",
    )
    yield "estimated about {} warheads", (guess,)
    yield "September 2014 and September 2015 were {} and {}", (us[2014], us[2015])
    misses = [(guess - us[year], round(100 * (guess / us[year] - 1), 1)) for year in (2014, 2015)]
    yield "stood {} above the first, which is {} per cent", misses[0]
    yield "and {} above the second, which is {} per cent", misses[1]
    assert 4 < misses[1][0] / misses[0][0] < 5  # four times as good
    guess_2023 = number(
        one("stockpiles", "note", country="United States", year=2023, measure="stockpile"),
        r"start of 2023 was ([\d,]+)",
    )
    yield "The estimate for the start of 2023 was {}", (guess_2023,)
    yield "for September 2023 was {}, which is {} more", (us[2023], us[2023] - guess_2023)
    yield "our table has {} for 1986", (russia[1986],)
    uk = number(
        one("stockpiles", "note", country="United Kingdom", year=2021, measure="stockpile"),
        r"gave (\d+)",
    )
    yield (
        "gave {} warheads for 2021 and the later edition gives {}",
        (uk, stockpile("United Kingdom")[2021]),
    )

    yield (
        "for 2010 the published row says {} warheads although the individual states add up to {}",
        (published[2010], total[2010]),
    )
    yield "its share is {} per cent", (round(100 * us[2010] / total[2010]),)
    yield "its share is only {} per cent", (round(100 * us[2010] / published[2010]),)
    yield "the published row fell from {} to {}", (published[2018], published[2022])
    yield "stockpiles rose from {} to {}", (total[2018], total[2022])
    risen = {state: stockpile(state)[2022] - stockpile(state)[2018] for state in states}
    assert sorted(states, key=lambda state: -risen[state])[:2] == ["Russia", "China"]
    yield "Russia and China went up by {} and {}", (risen["Russia"], risen["China"])
    yield "the world had {} fewer warheads", (published[2020] - total[2021],)
    yield "The sum itself rose by {} in that year", (total[2021] - total[2020],)
