"""Numbers in the prose of chapter 01."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from startlab import datasets
from startlab.chapters.ch01 import (
    COST,
    DOUBT,
    ENDS,
    RIVALS,
    START,
    YEARS,
    guessing_game,
    stockpile,
)
from startlab.derived import declared_number

from . import one

FAS_2010 = "fas.org/publication/stockpilenumber, linked in the text"
NEWS_1993 = "New York Times News Service in the Chicago Tribune, linked in the text"
MODEL = "the invented rivals of the game and of its model"
ALLOWED = {
    "87 too high": FAS_2010,
    "45,000 warheads": NEWS_1993,
    "about 45,000 stays": NEWS_1993,
    "12,000 more than was generally believed": NEWS_1993,
    "d = 0": MODEL,
    "450 + 2 × n × d": MODEL,
    "or for 250 fewer, or for 250 more": MODEL,
    "To build 250 missiles": MODEL,
    "both begin with 450": MODEL,
    "here 250": MODEL,
    "450 + 250 = 700": MODEL,
    "700 + 250 = 950": MODEL,
    "The doubt is 250 in the first year": MODEL,
    "run for 100 years": MODEL,
    "Of every 100": "a way to ask for per cent",
    "of every 100": "a way to ask for per cent",
}


def number(text: str, pattern: str) -> int:
    """Return the number that a note gives after some words."""
    found = re.search(pattern, text)
    assert found, text
    return int(found[1].replace(",", ""))


def value_of_guesses(plan: tuple[int, ...]) -> float:
    """Return what a plan of moves is worth in the fog; with counts it builds, and that costs."""
    game = guessing_game()

    def policy(state: str) -> str:
        moves = list(game.states[state].moves)
        year = int(state.removeprefix("guess ").split(":")[0])
        return moves[plan[year - 1]] if year <= YEARS else moves[1]

    return float(game.value(policy)) + COST


def estimate(side: str) -> int:
    return int(one("disputes", "value", dispute_id="soviet_icbm_mid_1963", side=side))


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    us, russia = stockpile("United States"), stockpile("Russia")
    total, published = stockpile("World"), stockpile("World", "published_world_total")
    assert us.idxmax() == 1967
    assert russia.idxmax() == total.idxmax() == 1986
    assert (russia > us)[lambda later: later].index[0] == 1978
    wide = [estimate(f"US agencies ({which} estimate)") for which in ("lowest", "highest")]
    yield "ran from {}, or perhaps fewer, to {}", tuple(wide)
    assert [START - DOUBT, START + DOUBT] == wide == [RIVALS[0], RIVALS[-1]]
    yield "The other has {}, {} or {}", RIVALS
    yield "The {} and the {} are those of 1961", tuple(wide)
    yield "What became of the {} to {}?", tuple(wide)
    narrow = [estimate(f"US estimate ({end} end)") for end in ("low", "high")]
    assert narrow[1] < wide[0]  # below all guesses of the year before
    yield "summer was now [{} to {}", tuple(narrow)
    yield "to take {} as the least", (narrow[1],)
    yield "even the {} lay below the {} of", (narrow[1], wide[0])
    yield "and have {} missiles", (START,)
    assert (ENDS["pressed"][0], ENDS["ahead"][0], COST) == (-5, 5, 2)  # in words
    plans = list(product(range(3), repeat=YEARS))
    found = {plan: value_of_guesses(plan) for plan in plans}
    losses = [-round(found[plan], 1) for plan in sorted(plans, key=lambda p: found[p])]
    assert max(plans, key=lambda plan: found[plan]) == (1, 1, 1)  # it builds in every year
    yield "We let all {} plans", (len(plans),)
    yield "from {} to {}, and the one", (losses[-1], losses[0])

    before, left = us[1986] + russia[1986], us[2026] + russia[2026]
    yield "In 1986 they had {} between them", (before,)
    yield "In 1986 the two had {} warheads between them", (before,)
    yield "Close: {} of every 100 are left", (round(100 * left / before),)
    assert 1 / 8.2 < left / before < 1 / 7.5  # seven of eight are gone
    yield "The estimates for January 2026 are {} and {}", (us[2026], russia[2026])
    yield "highest in 1967, with {} warheads", (us[1967],)
    yield "reached an estimated {} in 1986", (russia[1986],)

    forces = datasets.load_forces().query("party == 'US' and year == 2020 and kind == 'estimate'")
    parts = forces.set_index("system").warheads_deployed
    three = parts[["all systems", "all ballistic missiles", "all heavy bombers"]]
    yield "For 2020 Washington declared {} warheads", (us[2020],)
    yield "estimated that {} were deployed, {} on missiles and {} at bomber bases", tuple(three)
    assert "1,750 with the 150 bombs in Europe" in forces.set_index("system").note["all systems"]
    yield "give {} deployed warheads in another place", (1750,)
    yield "they add {} shorter-range bombs", (150,)
    rest = us[2020] - three.iloc[0]
    assert rest - 150 > us[2020] / 2  # most lay in store
    yield "That leaves {} in store", (rest,)
    yield "leaves among the {}.", (rest,)
    yield "the armed forces keep for use: {}.", (us[2020],)
    yield "on missiles or at bomber bases: about {}, or {} with", (three.iloc[0], 1750)
    yield (
        "follows the rule of New START: {} on 1 March 2020",
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

    yield "the American stockpile at {}", (us[2009] + 87,)
    yield "declared {} for that September", (us[2009],)
    before_that = us[2008], us[2008] - us[2009] - 87
    yield "Against the {} of the September before, it was {} too low", before_that
    guess = number(
        one("stockpiles", "note", country="United States", year=2015, measure="stockpile"),
        r"about ([\d,]+)",
    )
    yield "estimated about {}.", (guess,)
    yield "September 2014 and September 2015 were {} and {}", (us[2014], us[2015])
    misses = [round(100 * (guess / us[year] - 1), 1) for year in (2014, 2015)]
    yield "the guess is {} per cent too high, against the second {} per cent", tuple(misses)
    guess_2023 = number(
        one("stockpiles", "note", country="United States", year=2023, measure="stockpile"),
        r"start of 2023 was ([\d,]+)",
    )
    yield "For the start of 2023 the guess was {}", (guess_2023,)
    yield "for September 2023, was {}.", (us[2023],)
    yield "from a later series, has {}", (russia[1986],)

    yield "the World row says {}, and the states add up to {}", (published[2010], total[2010])
    shares = [round(100 * us[2010] / whole[2010]) for whole in (published, total)]
    yield "its share is {} per cent or {}", tuple(shares)
    yield "the World row fell from {} to {}", (published[2018], published[2022])
    yield "stockpiles rose from {} to {}", (total[2018], total[2022])
    yield "the world had {} fewer warheads", (published[2020] - total[2021],)
    yield "The sum itself rose by {}.", (total[2021] - total[2020],)
