"""Chapter 06, what do the numbers hide: its widgets and exercises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from startlab import datasets
from startlab.checks import require_choice, whole
from startlab.derived import (
    declared_number,
    deployed_bombers,
    disputed_units,
    estimate_checks,
    new_start_limit,
)
from startlab.exercises import exercise, writing
from startlab.figures import marks
from startlab.figures.play import Game, sorting
from startlab.figures.style import NAMES, SHORT, day, month, number_of

# The units in dispute: their name, as a picture when counted and when not.
UNITS = {
    "us_trident_tubes": ("submarine tubes", "tube", "converted tube"),
    "us_b52h_converted": ("B-52H bombers", "heavy bomber", "heavy bomber"),
    "us_training_silos": ("training silos", "silo", "converted silo"),
}
# The day for which deployed bombers are known beside the published estimates, and what it is.
BOMBERS = {
    "US": ("2020-09-01", "Bombers declared for {}. Estimates; startlab."),
    "RU": ("2022-02-23", "All numbers estimated for {}. startlab."),
}
STOCK = {"US": "September 2023", "RU": "March 2023"}  # when the stockpiles were given


def count_again(tubes: bool = False, bombers: bool = False, silos: bool = False) -> Figure:
    """Draw the US units in dispute, and the total with those of them that are counted.

    All three together are the Russian account, none of them the US one. Source: table disputes.

    >>> count_again(True, True, True).get_label()
    'Counted: 800 as declared, 56 submarine tubes, 41 B-52H bombers and 4 training silos. That makes
    901, 101 above the limit of 800. This is the Russian account.'
    """
    units, limit = disputed_units(), new_start_limit("total_launchers")
    total = declared_number("2022-03-01", "US", "total_launchers")
    parts, rows = [f"{total} as declared"], []
    for (name, (words, kind, other)), counted in zip(
        UNITS.items(), (tubes, bombers, silos), strict=True
    ):
        label = f"{'Counted' if counted else 'Left out'}, {words}"
        colour = "us" if counted else "muted"
        rows.append((kind if counted else other, units[name], label, colour))
        if counted:
            total += units[name]
            parts.append(f"{units[name]} {words}")
    *most, last = parts
    listed = f"{', '.join(most)} and {last}" if most else last
    whose = {1: "the US account", 1 + len(UNITS): "the Russian account"}
    above = f"{total - limit} above" if total > limit else "at"
    return marks.pictograms(
        pd.DataFrame(rows, columns=["kind", "count", "label", "colour"]),
        each=4,
        title=f"US launchers and bombers: {total}",
        units=f"1 March 2022, deployed or not; the limit is {limit}",
        source="startlab, table disputes. As of March 2022.",
        height=5.2,
        says=f"Counted: {listed}. That makes {total}, {above} the limit of {limit}. This is "
        f"{whose.get(len(parts), 'neither account')}.",
    )


def dispute() -> Game:
    """Return the game of the dispute: what both sides say, what one says, what neither does.

    Examples
    --------
    >>> dispute().value()
    5
    """
    tubes, bombers, _ = disputed_units().values()
    both, one, neither = "Both say so", "Only one side does", "Neither, as far as we found"
    asked = [
        (f"{tubes} tubes and {bombers} bombers were converted.", both,
         "Washington declared them, and Moscow repeats the numbers."),
        ("What can no longer serve nuclear arms leaves the count.", both,
         "Moscow cites the paragraph, and Washington left the units out because of it."),
        ("The way they were converted fulfils the treaty.", one,
         "The State Department says so. The Foreign Ministry cannot verify it."),
        ("There is a way to verify it that needs no radical change.", one,
         "Deputy Minister Ryabkov said so in 2019. What the ideas were was not told."),
        ("A tube could be made ready again within a known number of days.", neither,
         "No number of days was found from either side. It may be the most important one."),
    ]  # fmt: skip
    return sorting("dispute", asked, [both, one, neither])


def bomber_loads(weapons: int = 6, party: str = "US") -> Figure:
    """Draw bombers counted as one beside an assumed load and two published estimates.

    `weapons` is your assumption for each deployed heavy bomber. Sources: tables categories (US) or
    forces (Russia), and upload.

    >>> bomber_loads(6, "US").get_label()
    'United States: 48 deployed heavy bombers count as 48 warheads. Assumed load of 6 each: 288
    weapons, 240 more than the treaty count. Published estimates: about 300 at bomber bases, about
    850 available. The assumption stays below both.'
    """
    name = NAMES[require_choice(party, NAMES, "party")]
    estimates = datasets.load_upload().query("party == @party and leg == 'heavy bomber'")
    estimate: Any = estimates.dropna(subset="potential_warheads").iloc[0]
    at_bases, available = int(estimate.baseline_warheads), int(estimate.potential_warheads)
    date, source = BOMBERS[party]
    bombers = deployed_bombers(party, date)
    load = bombers * whole(weapons, "weapons", 1, 16)
    rows = pd.DataFrame(
        [
            ("Treaty count, one a bomber", bombers, f"{bombers}", "filled"),
            (f"Your assumption, {weapons} a bomber", load, f"{load:,}", "hatched"),
            ("Estimate at bomber bases", at_bases, f"about {at_bases}", "open"),
            ("Estimate available", available, f"about {available}", "open"),
        ],
        columns=["words", "number", "label", "look"],
    )
    where = "equals the first" if load == at_bases else "lies between them"
    where = (
        "stays below both" if load < at_bases else "is above both" if load > available else where
    )
    more = f"{load - bombers:,} more than" if load > bombers else "the same as"
    return marks.bars(
        rows.assign(party=party),
        x=(0, 1150),
        title=f"{name}, {number_of('weapon', weapons)} a bomber",
        units="Weapons: filled by treaty rule, hatched assumed, open estimated",
        source=source.format(day(date)),
        says=f"{name}: {bombers} deployed heavy bombers count as {bombers} warheads. "
        f"Assumed load of {weapons} each: {load:,} weapons, {more} the treaty "
        f"count. Published estimates: about {at_bases} at bomber bases, about {available} "
        f"available. The assumption {where}.",
    )


def warhead_layers() -> pd.DataFrame:
    """Return four numbers of warheads for each party, from the declared one to the inventory.

    >>> warhead_layers().number.tolist()
    [1420, 1670, 3748, 5244, 1549, 1674, 4489, 5889]
    """
    declared, forces = datasets.load_declarations(), datasets.load_forces()
    whole = forces[(forces.date == "2023-01-01") & (forces.system == "all systems")]
    by_party: Any = declared[declared.date == "2022-09-01"].set_index("party").deployed_warheads
    estimated: Any = whole.set_index("party").warheads_deployed
    stocks: Any = datasets.load_stockpiles().query("year == 2023").set_index(["country", "measure"])
    rows = []
    for party, name in NAMES.items():
        stock = stocks.loc[(name, "stockpile")]
        counts = [
            ("declared as deployed, September 2022", by_party[party], "filled"),
            ("estimated as deployed, January 2023", estimated[party], "open"),
            (
                f"in the stockpile, {STOCK[party]}",
                stock.warheads,
                "filled" if stock.basis == "declared" else "open",
            ),
            ("with retired warheads, 2023", stocks.warheads[name, "inventory"], "open"),
        ]
        rows += [(name, words, int(number), look, party) for words, number, look in counts]
    return pd.DataFrame(rows, columns=["group", "words", "number", "look", "party"])


def estimates(error: int = 23) -> Figure:
    """Draw the rows of `estimate_checks`, open, and the declarations, filled.

    Where nothing was declared, a line reaches by the `error`, in warheads, to each side.

    >>> estimates(15).get_label().split(". ")[-1]
    'With an error of 15 the Russian sum of 2024 reaches from 1,553 to 1,583, above the limit.'
    """
    error = whole(error, "error", 0, 40)
    checks, limit = estimate_checks(), new_start_limit("deployed_warheads")
    rows: list[Any] = list(checks.itertuples())
    told = [
        f"{SHORT[row.party]}, {month(row.date)}: estimate {row.estimate:,}, "
        + ("nothing declared." if pd.isna(row.declared) else f"declared {row.declared:,}.")
        for row in rows
    ]
    table = checks.assign(
        lane=checks.party.map(SHORT) + ", " + checks.date.map(month),
        marker=checks.party.map({"US": "circle", "RU": "square"}),
        x=checks.estimate.astype(float),
    )
    alone = table.declared.isna()
    reach = {end: (table.x + way * error).where(alone) for end, way in (("low", -1), ("high", 1))}
    filled = table[~alone].assign(x=table.declared.astype("float64"), look="filled")
    russian = int(checks[checks.party == "RU"].estimate.iloc[-1])
    above = russian - error > limit
    verdict = f"is above {limit:,}" if above else "decides nothing"
    return marks.lanes(
        pd.concat([table.assign(look="open", **reach), filled]).sort_index(kind="stable"),
        across=[marks.Rule(f"limit {limit:,}", x=limit)],
        x=(1300, 1610),
        title=f"An error of {error}: Russia's sum {verdict}",
        units="Our sums of estimates by the treaty rule (open); declared (filled)",
        source="Our sums of outside estimates; the lines of 2024 are the error\n"
        "that you assume. Declared under New START. startlab. As of 2024.",
        says="Warheads by the rule of New START: our sums of outside estimates, and declarations. "
        f"{' '.join(told)} With an error of {error} the Russian sum of 2024 reaches from "
        f"{russian - error:,} to {russian + error:,}, "
        f"{'above the limit' if above else 'and so to both sides of the limit'}.",
    )


def published() -> pd.DataFrame:
    """Return a span for each date with published numbers, and one for what has none.

    >>> published().groupby("lane", sort=False).size().to_dict()
    {'US totals': 25, 'Russian totals': 24, 'US by type': 9, 'Russian by type: none': 1,
    'Inspections allowed': 1}
    """
    declared, types = datasets.load_declarations(), datasets.load_categories()
    events = datasets.load_events().set_index("event_id").date
    several = types[~types.category.astype(str).str.contains("planned|converted")]
    by_type = several.groupby("date").size()
    us, russia = (declared.date[declared.party == party] for party in ("US", "RU"))
    rows = [("US totals", date, date, "us") for date in us]
    rows += [("Russian totals", date, date, "ru") for date in russia]
    rows += [("US by type", date, date, "us") for date in by_type.index[by_type > 1]]
    rows.append(("Russian by type: none", pd.NaT, pd.NaT, "ru"))
    rows.append(("Inspections allowed", events["E011"], events["E015"], "third"))
    table = pd.DataFrame(rows, columns=["lane", "start", "end", "colour"])
    return table.assign(marker=table.colour.map({"ru": "square"}).fillna("circle"))


@exercise("06.1", unit="warheads", look="What can an outsider still say?")
def _sum_that_contradicts() -> Iterator[Any]:
    said, misses = 600, (12, 7, 31, 5)
    worst = max(misses)
    yield said + worst + 1, "Below that the sum and the state can both be right."
    yield said + worst, "Then the state may still have exactly what it says. One more."
    yield said + 1, "So small an excess may be the error of the sum."
    yield said + sum(misses), "The misses are of four dates, and do not add up."
    yield said + worst // 2, "That is half of the worst miss. Could the sum not miss by all of it?"
    yield said - worst, "That speaks for the state, if anything."
    yield "By how much can the sum be too high?"
    yield "Add the worst miss to what the state says. The next whole number contradicts it."


@exercise("06.2", unit="launchers", look="Can 800 also be 901?")
def _counted_again() -> Iterator[Any]:
    limit, declared, converted = 400, 385, 36
    yield (
        limit - declared,
        "With a margin a number can be a compromise. Without one, only a procedure.",
    )
    yield converted // 2, "Half seems fair. What is the total with it?"
    yield converted, "That is what the other side counts. What is the total with all of them?"
    yield declared + converted - limit, "So many must be left out. How many can be counted?"
    yield 0, "That is the case of 800. Here there is room."
    yield limit, "That is the total at the limit. How many of the converted ones are in it?"
    yield "How much room is there under the limit?"
    yield "Take the declared number off the limit."


@exercise("06.3", unit="warheads", tolerance=0.05, look="What can an outsider still say?")
def _mean_miss_when_left_out() -> Iterator[Any]:
    missed = estimate_checks().off_by.dropna().astype(float)
    left = pd.Series([miss - missed.drop(case).mean() for case, miss in missed.items()])
    own = (missed - missed.mean()).abs()
    yield left.abs().mean(), "It is better than no correction, and worse than it seems from inside."
    yield own.mean(), "There each case helped to correct itself. Leave it out of its own mean."
    yield missed.mean(), "That is the mean miss without any correction."
    yield left.abs().max(), "That is the largest of the four. What is their mean?"
    yield own.max(), "That is the largest, with each case in its own mean."
    yield left.mean(), "With their signs they cancel. Take .abs() first."
    yield "Take one case out, and compare its miss with the mean of those that stay."
    yield "In a loop over off_by, subtract off_by.drop(case).mean(); then .abs() and .mean()."


@exercise("06.4", look="What did each side find wrong with the other?")
def _who_was_right() -> Iterator[Any]:
    right = {"B", "D"}
    yield (
        right,
        "Both are about warheads, and about that year. Both come from a party, so weigh them.",
    )
    yield {"B"}, "One more: the other side may have seen something as well."
    yield {"D"}, "One more: a paper that nobody checked is still about the right thing."
    yield right | {"A"}, "What does a shut lid tell of the missile under it?"
    yield right | {"C"}, "Which days are in question, and which would these counts tell of?"
    yield right | {"E"}, "Can that total stay as it is while missiles are loaded?"
    yield set("ABCDE"), "Not all five. What is in question, and for which days?"
    yield {
        "A": "For: they need nobody's consent, and show how many silos there are. Against: nobody "
        "doubts the silos, and the load is under the lid.",
        "B": "For: they are about the very warheads, in the very year. Against: they come from the "
        "side that is charged, and nobody checked them.",
        "C": "For: only inspectors see under a nose cone. Against: what stands there in 2026 was "
        "perhaps put there in 2025.",
        "D": "For: a reader could see what *may have* rests on. Against: it comes from the side "
        "that makes the charge, which chooses what to show.",
        "E": "For: in 05.3 a fall of launchers spoke for a fall to come. Against: here it is a few "
        "warheads in one year, and the same launchers can carry more or fewer.",
    }
    yield "What does each of these count, and when?"
    yield "Strike what counts something else than warheads, and what tells of another year."


@writing("06.5", least=20, most=70)
def _finding() -> Iterator[Any]:
    yield (
        "Both governments agree that the United States converted 56 launch tubes and 41 bombers; "
        "Russia counts them still, as it cannot verify the result, and Washington holds that its "
        "procedures comply. Whether they do cannot be decided from published data, since no visit "
        "with an agreed standard has been reported."
    )
    yield (
        "We find no disagreement about numbers. We find one about a duty: the United States says "
        "that it has explained the conversions, Russia that it must be able to verify them, and "
        "the clause was available to us only in part."
    )
    yield [
        "What both sides accept, first.",
        "Each side's point in a verb that it would use itself.",
        "No word that decides the case, such as *violated* or *complied* without who says so.",
        "What would have to be seen before anybody could decide.",
    ]
