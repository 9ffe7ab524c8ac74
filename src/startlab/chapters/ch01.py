"""Chapter 01, Why count weapons: a game, two widgets and the exercises."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from startlab import datasets
from startlab.checks import refusal, require_choice, whole
from startlab.derived import stockpile
from startlab.exercises import exercise
from startlab.figures import marks, play
from startlab.figures.style import NAMES, day

START, DOUBT, YEARS = 450, 250, 3  # the invented rivals: missiles, and how far a guess is off
ERRORS = (-DOUBT, 0, DOUBT)
RIVALS = tuple(START + error for error in ERRORS)  # what the other may have, all equally likely
COST = 2  # points for 250 missiles
ENDS = {
    "pressed": (-5, "It takes you for the weaker and presses you."),
    "ahead": (5, "You end the year ahead and get your way."),
    "even": (0, "A quiet year, without a quarrel."),
}
SQUARE = 50  # missiles in a square of the picture
FIRST, LAST = 1945, 2026  # years of the table stockpiles
EVENTS = ["SALT I", "START I", "New START"]
# What is shown together: the title, and the lines with their colours.
GROUPS = {
    "two": ("Seven of eight are gone since 1986", {"US": "us", "Russia": "ru"}),
    "other three": (
        "Stockpiles of China, France and the UK",
        {"China": "third", "France": "muted", "UK": "ink"},
    ),
    "south asia": ("Stockpiles of India and Pakistan", {"India": "third", "Pakistan": "ink"}),
    "others": (
        "Israel, North Korea and South Africa",
        {"Israel": "third", "North Korea": "ink", "South Africa": "muted"},
    ),
    "world": (
        "The World row and the sum of the states",
        {"published": "muted", "sum of states": "ink"},
    ),
}
STOCKPILES = f"startlab, table stockpiles; sources reach {datasets.AS_OF}."
COUNTS = f"startlab: stockpiles, forces, declarations; to {datasets.AS_OF}."
LINES = {"United States": "US", "United Kingdom": "UK", "World": "sum of states"}


def stockpile_lines(countries: str = "two", years: str = "1945 to 2026") -> Figure:
    """Draw the stockpiles of some states (a key of `GROUPS`) between two years.

    Russia is the Soviet Union to 1991. Source: table stockpiles.

    >>> stockpile_lines("south asia", "2005 to 2026").get_label()
    'Stockpiles of India and Pakistan. India: from 38 in 2005 to 190 in 2026. Pakistan: from 44 in
    2005 to 170 in 2026.'
    """
    title, colours = GROUPS[require_choice(countries, GROUPS, "countries")]
    span = re.fullmatch(r"(\d{4}) to (\d{4})", str(years))
    first, last = map(int, span.groups()) if span else (0, 0)
    if not FIRST <= first < last <= LAST:
        raise refusal("years", years, f"two years such as '{FIRST} to {LAST}', the longest span")
    table = datasets.load_stockpiles().query("year >= @first and year <= @last")
    line = table.country.astype(str).replace(LINES)
    line = line.mask(table.measure == "published_world_total", "published")
    rows = pd.DataFrame({"line": line, "x": table.year, "y": table.warheads.astype(int)})
    rows["colour"] = line.map(colours)
    broken = line.map(dict(zip(colours, ("dashed", "dotted", "dashed"), strict=False)))
    rows["look"] = broken.mask(table.basis == "declared", "solid")
    rows = rows[line.isin(list(colours)) & (table.measure != "inventory")]
    rows = rows.sort_values("line", key=lambda names: names.map([*colours].index), kind="stable")
    most = int(rows.y.max())
    # The highest number is written, but not where the names of the lines stand.
    top = rows[(rows.y == most) & (rows.x < last - 0.1 * (last - first)) & (most > 0)][:1]
    units = "Warheads; solid: declared, broken: estimated"
    two = countries == "two"
    if two and (first, last) != (FIRST, LAST):
        title = "Stockpiles of the two largest states"
    signed = datasets.load_treaties().set_index("treaty").signed.dt.year[EVENTS if two else []]
    return marks.lines(
        rows,
        across=[
            marks.Rule(name, x=year, colour="muted", look="dotted")
            for name, year in signed.items()
            if first < year < last - 0.1 * (last - first)
        ],
        title=title,
        units="Warheads, estimated; two ways to add them up" if countries == "world" else units,
        source=STOCKPILES,
        points=None if top.empty else top.assign(words=f"{most:,}", look="filled"),
        y=(0, max(10, 1.1 * most)),
    )


def counts(party: str, year: int) -> pd.DataFrame:
    """Return three counts of one party in one year as bars; one not known has no number.

    >>> counts("US", 2020).number.tolist()
    [3750.0, 1600.0, 1373.0]
    """
    name = NAMES[require_choice(party, NAMES, "party")]
    year = whole(year, "year", 2011, 2025)
    stock = datasets.load_stockpiles().query("measure == 'stockpile' and year == @year")
    stock = stock[stock.country == name]
    forces = datasets.load_forces().query("system == 'all systems' and kind == 'estimate'")
    forces = forces.query("party == @party and year == @year").dropna(subset="warheads_deployed")
    declared = datasets.load_declarations().query("party == @party and date.dt.year == @year")
    words = "Counted under New START" + "".join(f", {day(date)}" for date in declared.date[:1])
    bars = pd.DataFrame({
        "words": ["In the stockpile", "Deployed", words],
        "number": [float(max(column[:1], default=float("nan"))) for column in
                   (stock.warheads, forces.warheads_deployed, declared.deployed_warheads)],
        "look": ["filled" if declares else "open" for declares in
                 ((stock.basis == "declared").all(), False, len(declared))],
    })  # fmt: skip
    known = bars.number.map("{:,.0f}".format).where(bars.number.notna(), "not known")
    return bars.assign(party=party, label=known)


def three_counts(party: str = "US", year: int = 2020) -> Figure:
    """Draw three counts of one party in a year from 2011 to 2025.

    Sources: tables stockpiles, forces (estimates) and declarations.

    >>> three_counts("RU", 2023).get_label()
    'Russia, 2023: three counts. In the stockpile: 4,489. Deployed: 1,674. Counted under New START:
    not known.'
    """
    return marks.bars(
        counts(party, year),
        title=f"{NAMES[party]}, {year}: three counts",
        units="Warheads; filled: declared, open: estimated",
        source=COUNTS,
        x=(0, 5000),
    )


def whereabouts() -> pd.DataFrame:
    """Return where the US warheads of 2020 were, as rows of pictograms; the rest is in store.

    >>> whereabouts()["count"].tolist()
    [1300, 300, 2150]
    """
    forces = datasets.load_forces().query("party == 'US' and year == 2020")
    parts = forces[forces.kind == "estimate"].set_index("system").warheads_deployed
    missiles, bases = parts["all ballistic missiles"], parts["all heavy bombers"]
    numbers = [missiles, bases, stockpile(NAMES["US"])[2020] - missiles - bases]
    return pd.DataFrame({
        "kind": ["front with 1", "heavy bomber", "stored warhead"],
        "label": ["On missiles", "At bomber bases", "In store"],
        "count": [int(number) for number in numbers],
        "party": "US",
    })  # fmt: skip


def _race(doubt: float = DOUBT, years: int = YEARS, better: float = 0) -> tuple[float, float]:
    """Return both forces after some years in which each builds for the most the other may have.

    The doubt falls by the share `better` after each year.

    >>> _race()
    (1700, 1950)
    """
    yours: float = START
    theirs: float = START
    for _ in range(years):
        yours = max(yours, theirs + doubt)
        theirs = max(theirs, yours + doubt)
        doubt *= 1 - better
    return yours, theirs


def guessing_game() -> play.Game:
    """Return the game of two rivals: three years of guesses, then the same years with counts.

    Examples
    --------
    >>> game = guessing_game()
    >>> round(float(game.value(lambda state: next(iter(game.states[state].moves)))), 1)
    -11.0
    """
    states: dict[str, play.State] = {}
    _guess(states, 1, START, [(began, began) for began in RIVALS], set(RIVALS))
    return play.Game("guessing-game", dict(reversed(states.items())))  # the first was made last


def _guess(
    states: dict[str, play.State], year: int, yours: int, rivals: list[Any], could: set[int]
) -> str:
    """Add a year of guesses, after all that can follow it, and return its name.

    The rival is one of `rivals` (what it began with, and has); for all you know it has one of
    `could`.
    """
    low, high = min(could), max(could)
    name = f"guess {year}: {yours} against {rivals} of {low} to {high}"
    if name in states:
        return name
    if year > YEARS:
        states[name] = _archives(states, yours, *rivals[0])
        return name
    moves: dict[str, Any] = {}
    for label, own, errors in (
        (f"Stay at {yours:,}", yours, ERRORS),
        (f"Build to {yours + DOUBT:,}, for {COST} points", yours + DOUBT, ERRORS),
        (f"Publish {yours:,}", yours, (0,)),
    ):
        found: Counter[tuple[Any, ...]] = Counter()
        for (began, theirs), error in product(rivals, errors):
            end, now = _quarrel(own, theirs, error)
            ends = (_quarrel(own, each, other) for each, other in product(could, errors))
            left = {each for other, each in ends if other == end}
            to = _guess(states, year + 1, own, [(began, now)], left if year < YEARS else {now})
            points, told = ENDS[end]
            found[to, points - COST * (own > yours), told] += 1
        moves[label] = [(Fraction(n, found.total()), *end) for end, n in found.items()]
    knows = f"{low:,}" if low == high else f"from {low:,} to {high:,}"
    says = (
        f"Year {year} of {YEARS} in the fog. You have {yours:,} missiles. The rival, you reckon, "
        f"has {knows}. What do you do?"
    )
    states[name] = play.State(says, moves, _squares(yours, low, high))
    return name


def _quarrel(own: int, theirs: int, error: int) -> tuple[str, int]:
    """Return how a year ends, and what the rival has then; it takes you for `own` + `error`."""
    now = max(theirs, own + error)
    return "pressed" if own + error < theirs else "ahead" if now < own else "even", now


def _archives(states: dict[str, play.State], yours: int, began: int, theirs: int) -> play.State:
    """Return the state after the guesses, in which the years begin again with counts."""
    moves: dict[str, Any] = {}
    build = f"Build to {START + DOUBT}, for {COST} points"
    for label, own in ((f"Stay at {START}", START), (build, START + DOUBT)):
        end, now = _quarrel(own, began, 0)
        points = YEARS * ENDS[end][0] - COST * (own > START)
        told = "presses you year after year" if now > own else "never goes beyond it"
        last, lost = f"count {own} {now}", f"{-points} points lost" if points else "no point lost"
        says = f"Both counts known, you end at {own} and the rival at {now}, with {lost} in "
        says += "three years. In all you have {points}."
        states[last] = play.State(says, picture=_squares(own, now, now))
        moves[label] = [(1, last, points, f"It reads your count, and {told}.")]
    return play.State(
        f"The archives open: it began with {began} missiles. You have {yours:,}, it has "
        f"{theirs:,}, your points are {{points}}. Live the years again from {START}, with both "
        "numbers published. You choose once for all three years. What do you do?",
        moves,
        _squares(yours, theirs, theirs),
    )


def _squares(yours: int, low: int, high: int) -> str:
    """Draw both forces in squares, the rival's pale where it may or may not be there."""
    cells: list[tuple[str, ...]] = []
    for name, sure, most, colour in (("you", yours, yours, "third"), ("it", low, high, "limit")):
        looks = ["filled"] * (sure // SQUARE) + ["faint"] * ((most - sure) // SQUARE)
        looks += ["none"] * (40 - len(looks))
        for row in (0, 20):
            head: list[tuple[str, ...]] = [("none", colour)] * 3
            if row == 0:
                head[1] = ("none", colour, name)
            cells += head + [(look, colour) for look in looks[row : row + 20]]
    return play.board(cells, 23, words=f"a square: {SQUARE} missiles; pale: perhaps")


@exercise("01.1", unit="missiles", tolerance=1, look="What do you build against an unknown number?")
def _where_the_race_settles() -> Iterator[Any]:
    end = _race(DOUBT, 100, better=0.2)[1]
    added = end - START
    yield round(end), "Doubt that shrinks ends the race by itself, and late: each year adds less."
    yield round(added), "So many are added. With how many did it begin?"
    yield round(START + added / 2), "In each year there are two steps: yours and the rival's."
    yield _race(DOUBT, 100)[1], "The doubt stayed at 250. Make it smaller within the loop."
    yield (
        round(START + 0.8 * added),
        "The first year still has the whole doubt. Make it smaller at the end of the year.",
    )
    yield "How large is the doubt in the second year, and in the third?"
    yield "Put `doubt = 0.8 * doubt` as the last line of the loop and run it for 100 years."


@exercise("01.2", tolerance=0.05, unit="per cent", look="What can a sum hide?",
          variants={"year": {y: str(y) for y in (2012, 2014, 2015, 2016, 2020)}})  # fmt: skip
def _share_of_china(year: int = 2015) -> Iterator[Any]:
    china, total = stockpile("China")[year], stockpile("World")[year]
    published = stockpile("World", "published_world_total")[year]
    yield (
        100 * china / total,
        "Both numbers leave out retired warheads, so the share means something.",
    )
    yield (
        100 * china / published,
        "That is the editor's share: the World row has retired warheads too.",
    )
    yield 100 * published / total, "That compares the two totals. Which state is asked for?"
    two = total - stockpile("United States")[year] - stockpile("Russia")[year]
    yield 100 * china / two, "That is its share among the smaller arsenals."
    yield "Which total leaves out the same warheads as the row of a state does?"
    yield "Divide the row of China by the sum of the states, both of that year."


@exercise("01.3", unit="warheads", look="What can a sum hide?")
def _change_without_russia() -> Iterator[Any]:
    total, published = stockpile("World"), stockpile("World", "published_world_total")
    whole, russian, american = (
        numbers[2021] - numbers[2020]
        for numbers in (total, stockpile("Russia"), stockpile("United States"))
    )
    mixed = "The two numbers have different contents."
    yield whole - russian, "One estimate decides whether the sum rose or fell."
    yield whole, "That is the change with Russia. Leave its row out of both years."
    yield russian, "That is the change of Russia alone. What did all the others do?"
    yield russian - whole, "The size is right. Did the sum rise or fall?"
    yield american, "That is the United States alone."
    yield total[2021] - published[2020], mixed
    yield published[2020] - total[2021], mixed
    yield (
        published[2021] - published[2020],
        "That is the change of the published row, which counts retired warheads too.",
    )
    yield "Which rows are left in the sum when Russia is taken out of both years?"
    yield "Take the column Russia from the column World, then 2021 less 2020."


@exercise("01.4", look="What would a count change?")
def _what_can_be_defended() -> Iterator[Any]:
    # The estimates of 1961 and 1962 in the table disputes, and the game of this chapter.
    yield (
        {"A", "B"},
        "The same fact supports both. Which weighs more is what governments dispute to this day.",
    )
    yield {"A"}, "A can be defended. What did the doubt of 1961 make Washington plan for?"
    yield {"B"}, "B can be defended. What would a weak side lose by a true and small number?"
    yield {"A", "B", "C"}, "C claims a proof. What could a published number leave out?"
    always = "D says always. What does the rival of the game do that takes you for fewer?"
    yield {"A", "B", "D"}, always
    yield {"B", "D"}, always
    yield set("ABCD"), "Two of them claim more than this chapter can show."
    yield {
        "A": "For: the guesses of 1961 lay far above those of 1962, and who guesses high may "
        "be careful. Against: who guesses high also builds.",
        "B": "For: who plans for the most that may be there builds for it. Against: a small number "
        "that all can see may invite pressure.",
        "C": "For: a published number can be compared with what satellites see. Against: it says "
        "nothing of what lies where nobody looks.",
        "D": "For: it often does. Against: in the game a rival that takes you for fewer than you "
        "have builds nothing.",
    }
    yield "Which of the four claim no more than the chapter has shown?"
    yield "Ask of each whether one case against it, in the game or in 1961, would sink it."
