"""Numbers in the prose of chapter 01."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from statistics import mean

from startlab import datasets
from startlab.chapters.ch01 import (
    COST,
    DOUBT,
    ENDS,
    ERRORS,
    RIVALS,
    START,
    YEARS,
    _quarrel,
    counts,
    guessing_game,
)
from startlab.derived import declared_number, limit, stockpile

from . import one, spelled

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
    "both begin with 450": MODEL,
    "here 250": MODEL,
    "450 + 250 = 700": MODEL,
    "700 + 250 = 950": MODEL,
    "The doubt is 250 in the first year": MODEL,
    "run for 100 years": MODEL,
    "each year takes a fifth off": "the change that an exercise asks for",
    "Of every 100": "a way to ask for per cent",
    "of every 100": "a way to ask for per cent",
}


def value_of_guesses(plan: tuple[int, ...]) -> float:
    """Return what a plan of moves is worth in the fog; with counts it builds, and that costs."""
    game = guessing_game()

    def policy(state: str) -> str:
        moves = list(game.states[state].moves)
        year = int(state.removeprefix("guess ").split(":")[0])
        return moves[plan[year - 1]] if year <= YEARS else moves[1]

    return float(game.value(policy)) + COST


def against(began: int, move: int) -> tuple[float, float]:
    """Return what a move made each year loses against one rival, and where that one ends."""
    errors = (0,) if move == 2 else ERRORS
    worlds = [(0.0, began)]
    for year in range(1, YEARS + 1):
        own = START + DOUBT * year * (move == 1)
        ends = [(lost, _quarrel(own, has, error)) for lost, has in worlds for error in errors]
        worlds = [(lost - ENDS[end][0] + COST * (move == 1), now) for lost, (end, now) in ends]
    return mean(lost for lost, _ in worlds), mean(has for _, has in worlds)


def with_counts(began: int) -> tuple[str, float]:
    """Return the better move where both numbers are published, and what it loses."""
    games = guessing_game().states.items()
    archives = next(s for n, s in games if n.startswith("guess 4") and f"[({began}," in n)
    moves = {label: -float(outcome[0][2]) for label, outcome in archives.moves.items()}
    return min(moves.items(), key=lambda move: move[1])


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
    sixties = [limit("SALT I", "icbm_launchers", party) for party in ("US", "USSR")]
    yield "By 1972 they had {} and {} launchers", tuple(sixties)
    narrow = [estimate(f"US estimate ({end} end)") for end in ("low", "high")]
    assert narrow[1] < wide[0]  # below all guesses of the year before
    yield "for the same summer: [{} to {}", tuple(narrow)
    yield "to take {} as the least", (narrow[1],)
    yield "even the {} lay below the {} of", (narrow[1], wide[0])
    yield "and have {} missiles", (START,)
    yield "First come {} years in this fog", (spelled(YEARS),)
    yield "it presses you, and you lose {} points", (spelled(-ENDS["pressed"][0]),)
    yield "end the year ahead, you win {}.", (spelled(ENDS["ahead"][0]),)
    yield "build {} missiles for {} points", (DOUBT, spelled(COST))
    yield "once for all {} years", (spelled(YEARS),)
    moves = len(next(iter(guessing_game().states.values())).moves)
    plans = list(product(range(moves), repeat=YEARS))
    found = {plan: value_of_guesses(plan) for plan in plans}
    losses = [-round(found[plan], 1) for plan in sorted(plans, key=lambda p: found[p])]
    assert max(plans, key=lambda plan: found[plan]) == (1, 1, 1)  # it builds in every year
    yield "so we let all {} plans of {} moves", (len(plans), spelled(moves))
    yield "Of the {} plans the one that loses least", (len(plans),)
    build, publish = ([against(began, move) for began in RIVALS] for move in (1, 2))
    best = [with_counts(began) for began in RIVALS]
    stay = ("Stay", 0)
    assert [(move.split()[0], lost) for move, lost in best] == [stay, stay, ("Build", COST)]
    assert build[0][0] == build[1][0]
    assert publish[0][0] == publish[1][0] == 0
    yield (
        "began with {} or {}. To build in each year loses {} points, to publish in each year "
        "nothing. Where both publish you stay, and lose nothing.",
        (*RIVALS[:2], round(build[0][0], 1)),
    )
    yield "Where both publish you build once, and lose {}.", (spelled(COST),)
    yield "It began with {}. To build loses {} points, to publish {}.", (
        RIVALS[2], round(build[2][0], 1), publish[2][0],
    )  # fmt: skip
    averages = [mean(lost for lost, _ in column) for column in (build, publish)]
    assert [-round(found[move] * 3, 5) for move in ((1, 1, 1), (2, 2, 2))] == [
        round(3 * average, 5) for average in averages
    ]  # the game itself says the same
    yield "To build loses {} points, to publish {}.", (losses[-1], round(averages[1], 1))
    yield "you end at {} missiles and it at about {}", (
        START + YEARS * DOUBT, round(mean(has for _, has in build)),
    )  # fmt: skip

    before, left = us[1986] + russia[1986], us[2026] + russia[2026]
    yield "In 1986 they had {} between them", (before,)
    yield "In 1986 the two had {} warheads between them", (before,)
    yield "Of every 100 warheads {} are left", (round(100 * left / before),)
    yield "Close: {} of every 100 are left", (round(100 * left / before),)
    assert 1 / 8.2 < left / before < 1 / 7.5
    yield "About {} of eight are gone", (spelled(round(8 * (1 - left / before))),)
    before_last, last = (counts("US", year).dropna(subset="number") for year in (2023, 2024))
    assert (last["look"] == "open").all()
    yield "for 2024 {} bars are estimates, and the third is missing", (spelled(len(last)),)
    own = (before_last["look"] == "filled").sum()
    yield "{} numbers were declared for 2023, and none for 2024", (spelled(own).capitalize(),)
    yield "the estimates for January 2026 are {} and {}", (us[2026], russia[2026])
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
    yield "leaves these among the {}.", (rest,)
    yield "the armed forces keep for use: {}.", (us[2020],)
    yield "ready, on missiles or at bomber bases: about {}, or {} with", (three.iloc[0], 1750)
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
    yield "the sum of the {} states", (spelled(len(states)),)
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
    yield "from a later series, has {}", (russia[1986],)

    yield "the World row says {}, and the states add up to {}", (published[2010], total[2010])
    shares = [round(100 * us[2010] / whole[2010]) for whole in (published, total)]
    yield "its share is {} per cent or {}", tuple(shares)
    yield "the World row fell from {} to {}", (published[2018], published[2022])
    yield "stockpiles rose from {} to {}", (total[2018], total[2022])
    yield "the world had {} fewer warheads", (published[2020] - total[2021],)
    yield "The sum itself rose by {}.", (total[2021] - total[2020],)
