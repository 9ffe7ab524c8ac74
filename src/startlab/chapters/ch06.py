"""Chapter 06, what do the numbers hide: its widgets and exercises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from startlab import datasets
from startlab.checks import require_choice
from startlab.derived import DISPUTED, central_limit, disputed_units, estimate_checks
from startlab.errors import StartlabError
from startlab.exercises import declared_number, exercise, new_start_limit
from startlab.figures import marks
from startlab.figures.style import NAMES, SHORT, day, month

READINGS = {
    "none": (),
    "tubes": ("us_trident_tubes",),
    "bombers": ("us_b52h_converted",),
    "silos": ("us_training_silos",),
    "all": tuple(DISPUTED),
}


def launcher_readings(date: object = "2022-03-01", counted: str = "all") -> Figure:
    """Draw the US total of launchers and bombers as declared and as read otherwise.

    The date is that of a US declaration since September 2015; `counted` (a key of `READINGS`)
    says which disputed units are added: none is the US account, all is the Russian one.

    >>> launcher_readings("2022-03-01", "all").get_label()
    '1 March 2022, US launchers and bombers, deployed or not: 800 as declared, at the limit of 800;
    901 with the 56 converted submarine tubes, 41 converted bombers and 4 training silos, 101 above
    it. This is the Russian account.'
    """
    names = READINGS[require_choice(counted, READINGS, "counted")]
    limit, binds = central_limit("total_launchers")
    table = datasets.load_declarations()
    table = table[(table.party == "US") & (table.date >= "2015-09-01")].set_index("date")
    when = pd.Timestamp(str(date))
    if when not in table.index:
        raise StartlabError(f"There is no declaration of the US for {date} since September 2015.")
    totals = table.total_launchers.dropna().astype(int)
    total, added = totals.get(when), sum(disputed_units()[name] for name in names)
    rows = pd.DataFrame({"line": "declared", "x": totals.index, "y": totals.array, "colour": "us"})
    if added:
        read = rows[rows.x >= binds].assign(y=lambda later: later.y + added, look="dashed")
        read["line"] = "Russia's count" if counted == "all" else f"with the {counted}"
        rows = pd.concat([rows.assign(look="solid"), read.assign(colour="ru")])
    title = "no number found" if total is None else f"{total} as declared"
    title = f"{total} or {total + added}" if total and added and when >= binds else title
    return marks.lines(
        rows.assign(dot=rows.x == when),
        across=[
            marks.Rule(f"limit {limit}", y=limit),
            marks.Rule("it binds", x=binds, look="dashed"),
            marks.Rule(day(when), x=when, colour="muted", look="dotted"),
        ],
        x=(pd.Timestamp("2015-06-01"), pd.Timestamp("2023-06-01")),
        y=(770, 940),
        title=f"US launchers and bombers: {title}",
        units="Deployed or not; the scale starts above zero",
        source=f"Declared numbers; disputed units by Russia's count. startlab. As of {day(when)}.",
        says=f"{day(when)}, US launchers and bombers, deployed or not: "
        + _readings_in_words(total, counted, when >= binds),
        height=3.8,
    )


def _readings_in_words(total: Any, counted: str, bound: bool) -> str:
    if total is None:
        return "no number in the sources seen."
    units, (limit, binds) = disputed_units(), central_limit("total_launchers")
    *most, last = [f"{units[name]} {DISPUTED[name]}" for name in READINGS[counted]] or [""]
    listed = " and ".join([*filter(None, [", ".join(most)]), last])
    gap = f"{abs(total - limit)} {'above' if total > limit else 'below'}"
    says = f"{total} as declared, {gap if total != limit else 'at'} the limit of {limit}"
    if not bound:
        found = f"No Russian count for a date before {day(binds)} was found; from then on the "
        later = f" {found}line adds the {listed}." if listed else ""
        return f"{says}, which did not bind yet.{later}"
    if not listed:
        return f"{says}. With none of the disputed units added this is the US account."
    whose = "the Russian account" if counted == "all" else "neither side's account"
    read = total + sum(units[name] for name in READINGS[counted])
    return f"{says}; {read} with the {listed}, {read - limit} above it. This is {whose}."


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
    bombers, source = _bombers(party)
    load = bombers * weapons
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
        title=f"{name}, {weapons} weapon{'s' if weapons > 1 else ''} a bomber",
        units="Weapons: filled by treaty rule, hatched assumed, open estimated",
        source=source,
        says=f"{name}: {bombers} deployed heavy bombers count as {bombers} warheads. "
        f"Assumed load of {weapons} each: {load:,} weapons, {more} the treaty "
        f"count. Published estimates: about {at_bases} at bomber bases, about {available} "
        f"available. The assumption {where}.",
    )


def _bombers(party: str) -> tuple[int, str]:
    """Return the last number of deployed bombers that is known, and what it rests on."""
    if party == "US":
        table = datasets.load_categories().sort_values("date")
        rows = table[table.system == "all heavy bombers"]
        last = rows[rows.category == "deployed_heavy_bombers"].iloc[-1]
        return int(last["count"]), f"Bombers declared for {day(last.date)}. Estimates; startlab."
    forces = datasets.load_forces().query("party == 'RU' and system == 'all heavy bombers'")
    last = forces.dropna(subset="warheads_max_load").iloc[-1]
    return int(last.launchers_deployed), f"All numbers estimated for {day(last.date)}. startlab."


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
            ("declared as deployed", by_party[party], "filled"),
            ("estimated as deployed", estimated[party], "open"),
            ("in the stockpile", stock.warheads, "filled" if stock.basis == "declared" else "open"),
            ("with retired warheads", stocks.warheads[name, "inventory"], "open"),
        ]
        rows += [(name, words, int(number), look, party) for words, number, look in counts]
    return pd.DataFrame(rows, columns=["group", "words", "number", "look", "party"])


def estimates_beside_declarations() -> pd.DataFrame:
    """Return the rows of `estimate_checks` as marks: estimates open, declarations filled.

    Where nothing was declared, the estimate reaches from `low` to `high` by the largest miss.
    """
    table = estimate_checks()
    table["lane"] = table.party.map(SHORT) + ", " + table.date.map(month)
    table["marker"] = table.party.map({"US": "circle", "RU": "square"})
    miss, alone = int(table.off_by.abs().max()), table.declared.isna()
    open_ = table.assign(x=table.estimate.astype(float), look="open")
    open_["low"], open_["high"] = ((open_.x + way * miss).where(alone) for way in (-1, 1))
    filled = table[~alone].assign(x=table.declared.astype("float64"), look="filled")
    return pd.concat([open_, filled]).sort_index(kind="stable")


def estimates_in_words(checks: pd.DataFrame) -> str:
    """Return each estimate beside its declaration, and what the largest miss means."""
    miss, limit = int(checks.off_by.abs().max()), central_limit("deployed_warheads")[0]
    rows: list[Any] = list(checks.itertuples())
    told = [
        f"{SHORT[row.party]}, {month(row.date)}: estimate {row.estimate:,}, "
        + ("nothing declared." if pd.isna(row.declared) else f"declared {row.declared:,}.")
        for row in rows
    ]
    gap = abs(int(checks[checks.party == "RU"].estimate.iloc[-1]) - limit)
    means = f"more than the {gap}" if miss > gap else f"not more than the {gap}"
    end = ", so that sum decides nothing" if miss > gap else ""
    return (
        "Warheads by the rule of New START: our sums of outside estimates, and declarations. "
        f"{' '.join(told)} The largest miss is {miss}, {means} between the Russian sum of 2024 "
        f"and the limit of {limit:,}{end}."
    )


def published() -> pd.DataFrame:
    """Return a span for each date with published numbers, and one for what has none.

    >>> published().groupby("lane", sort=False).size().to_dict()
    {'US totals': 25, 'Russian totals': 24, 'US by type': 9, 'Russian by type: none': 1,
    'Inspections': 1}
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
    rows.append(("Inspections", events["E011"], events["E015"], "third"))
    table = pd.DataFrame(rows, columns=["lane", "start", "end", "colour"])
    return table.assign(marker=table.colour.map({"ru": "square"}).fillna("circle"))


def publication_in_words(rows: pd.DataFrame) -> str:
    """Return how many dates each kind of number has, and the last of them."""
    days, spans = rows[rows.start == rows.end], rows[rows.start < rows.end].itertuples()
    told = [
        f"{lane}: {len(dates)} dates, the last {day(dates.max())}."
        for lane, dates in days.groupby("lane", sort=False).end
    ]
    told += [f"{span.lane}: from {day(span.start)} to {month(span.end)}." for span in spans]
    return (
        "What was published, from 2011 to the end of the treaty. "
        f"{' '.join(told)} Russian numbers by type: none. "
        f"After {day(days.end.max())} the tables hold no number."
    )


def _russian(matter: str) -> int:
    table = datasets.load_disputes()
    rows = table[(table.dispute_id == matter) & (table.side == "RU")]
    return int(rows.value.dropna().iloc[0])


@exercise("06.1", unit="launchers and bombers", look="Are there 800 launchers, or 901?")
def _above_on_the_russian_account() -> Iterator[Any]:
    total, limit = _russian("us_launchers_total"), new_start_limit("total_launchers")
    tubes, bombers, silos = disputed_units().values()
    praise = "On the other account nothing has to go: the declared total is at the limit."
    yield total - limit, praise
    yield total, "That is the total on the Russian account. How far is it above the limit?"
    yield tubes + bombers, "The four training silos are missing from this sum."
    yield tubes + silos, "The converted bombers are missing from this sum."
    yield tubes, "Those are the submarine tubes alone. Three kinds of units are in dispute."
    yield 0, "That is the account of the United States. The question asks for the other one."
    yield "Which total does the Russian account give for that day?"
    yield "Take the Russian total from the table and subtract the limit."


@exercise("06.2", unit="warheads", look="How many weapons are behind a bomber that counts as one?")
def _total_with_a_load_on_bombers() -> Iterator[Any]:
    types = datasets.load_categories()
    rows = types[(types.date == "2020-09-01") & (types.system == "all heavy bombers")]
    bombers = int(rows.set_index("category")["count"]["deployed_heavy_bombers"])
    declared, load = declared_number("2020-09-01", "US", "deployed_warheads"), 16
    praise = "The bombers leave the total as one each and come back with the load."
    yield declared - bombers + bombers * load, praise
    hint = "The bombers are in this sum twice: as one each and with the load."
    yield declared + bombers * load, hint
    yield bombers * load, "That is the load of the bombers alone. Add the missiles."
    yield declared - bombers, "Those are the missiles alone. Add the load of the bombers."
    yield declared, "That counts a bomber as one. Replace the one by the load."
    yield "What do the bombers add to the declared number, and what would they add with a load?"
    yield "Take one for each bomber off the declared number, then add the load of all bombers."


@exercise("06.3", unit="warheads", look="What can an outsider still say?")
def _miss_of_2022() -> Iterator[Any]:
    table = estimate_checks()
    row = table[(table.party == "RU") & (table.date == "2022-02-23")].iloc[0]
    other = table[(table.party == "US") & (table.date == "2020-01-01")].iloc[0]
    declared, estimate = int(row.declared), int(row.estimate)
    yield declared - estimate, "The estimate was low by little more than one in a hundred."
    yield estimate - declared, "The size is right. Give it without a sign."
    yield int(other.off_by), "That is the miss of January 2020 for the United States."
    hint = "That leaves the bombers out. Add one for each bomber to the missiles."
    yield declared - int(row.on_missiles), hint
    forces = datasets.load_forces()
    whole = forces[(forces.date == "2022-02-23") & (forces.system == "all systems")]
    hint = "That estimate counts weapons at bomber bases. Use one for each bomber."
    yield int(whole.warheads_deployed.iloc[0]) - declared, hint
    yield "Which two numbers speak of the same force, one declared and one estimated?"
    yield "Find the row of that month, and subtract the estimate from the declared number."


@exercise("06.4", look="What is missing after 2023?")
def _what_the_tables_support() -> Iterator[Any]:
    # B: no row of declarations; C and D: rows of the dispute russian_warheads_2024 before 2026.
    supported = frozenset("BCD")
    yield supported, "Two sides said something, and no number was declared."
    yield supported | {"A"}, "No declared number is not a number of zero."
    yield supported | {"E"}, "That number holds for 1 September 2022, two years before."
    hint = "One side's words are missing: look at the report of January 2025."
    yield supported - {"C"}, hint
    yield supported - {"D"}, "One side's words are missing: look at December 2024."
    yield frozenset("B"), "Right about the number. Both sides also said something."
    yield {
        "A": "For: the table shows nothing for Russia. Against: a number that was not declared "
        "is not a number of zero.",
        "B": "For: the last Russian row is two years older. Against: nothing in the tables; an "
        "estimate is not a declaration.",
        "C": "For: the report of January 2025 says so, with the words “may have” and “a small "
        "number”. Against: Russia said that it kept to the limits; this does not change "
        "what was reported.",
        "D": "For: Foreign Minister Lavrov said so in December 2024. Against: nobody could "
        "inspect; the sentence claims only that it was said.",
        "E": "For: it is the last number that Russia declared. Against: it holds for 1 September "
        "2022, and nothing shows that it stayed.",
    }
    yield "Is it a declared number, the words of one side, or neither?"
    yield "Ask of each sentence whether a row says it. Words of a side are not a count."
