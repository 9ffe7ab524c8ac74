"""Exercises of chapter 06: What do the numbers hide."""

from __future__ import annotations

from startlab import datasets
from startlab.exercises import Exercise, declared_number, exercise, new_start_limit
from startlab.plots.hidden import estimate_checks

# In the order of the Russian account: tubes, bombers, silos.
DISPUTED = ("us_trident_tubes", "us_b52h_converted", "us_training_silos")


def _russian(matter: str) -> int:
    table = datasets.load_disputes()
    rows = table[(table.dispute_id == matter) & (table.side == "RU")]
    return int(rows.value.dropna().iloc[0])


@exercise("06.1")
def _above_on_the_russian_account() -> Exercise:
    total, limit = _russian("us_launchers_total"), new_start_limit("total_launchers")
    tubes, bombers, silos = (_russian(matter) for matter in DISPUTED)
    return Exercise(
        answer=total - limit,
        praise="On the other account nothing has to go: the declared total is at the limit.",
        hint="Take the Russian total from the table and subtract the limit.",
        mistakes=(
            (total, "That is the total on the Russian account. How far is it above the limit?"),
            (tubes + bombers, "The four training silos are missing from this sum."),
            (tubes + silos, "The converted bombers are missing from this sum."),
            (tubes, "Those are the submarine tubes alone. Three kinds of units are in dispute."),
            (0, "That is the account of the United States. The question asks for the other one."),
        ),
    )


@exercise("06.2")
def _total_with_a_load_on_bombers() -> Exercise:
    types = datasets.load_categories()
    rows = types[(types.date == "2020-09-01") & (types.system == "all heavy bombers")]
    bombers = int(rows.set_index("category")["count"]["deployed_heavy_bombers"])
    declared, load = declared_number("2020-09-01", "US", "deployed_warheads"), 16
    return Exercise(
        answer=declared - bombers + bombers * load,
        praise="The bombers leave the total as one each and come back with the load.",
        hint="Take one for each bomber off the declared number, then add the load of all bombers.",
        mistakes=(
            (
                declared + bombers * load,
                "The bombers are in this sum twice: as one each and with the load.",
            ),
            (bombers * load, "That is the load of the bombers alone. Add the missiles."),
            (declared - bombers, "Those are the missiles alone. Add the load of the bombers."),
            (declared, "That counts a bomber as one. Replace the one by the load."),
        ),
    )


@exercise("06.3")
def _miss_of_2022() -> Exercise:
    table = estimate_checks()
    row = table[(table.party == "RU") & (table.date == "2022-02-23")].iloc[0]
    declared = int(row.declared)
    other = table[(table.party == "US") & (table.date == "2020-01-01")].iloc[0]
    forces = datasets.load_forces()
    whole = forces[(forces.date == "2022-02-23") & (forces.system == "all systems")]
    return Exercise(
        answer=declared - int(row.estimate),
        praise="The estimate was low by little more than one in a hundred.",
        hint="Find the row of that month, and subtract the estimate from the declared number.",
        mistakes=(
            (int(row.estimate) - declared, "The size is right. Give it without a sign."),
            (int(other.off_by), "That is the miss of January 2020 for the United States."),
            (
                declared - int(row.on_missiles),
                "That leaves the bombers out. Add one for each bomber to the missiles.",
            ),
            (
                int(whole.warheads_deployed.iloc[0]) - declared,
                "That estimate counts weapons at bomber bases. Use one for each bomber.",
            ),
        ),
    )


@exercise("06.4")
def _what_the_tables_support() -> Exercise:
    declared, disputes = datasets.load_declarations(), datasets.load_disputes()
    mine = disputes[disputes.dispute_id == "russian_warheads_2024"]
    sides = set(mine[mine.date < "2026"].side)
    unknown = declared[(declared.party == "RU") & (declared.date >= "2024-01-01")].empty
    letters = {"B": unknown, "C": "US" in sides, "D": "RU" in sides}
    supported = frozenset(letter for letter, stands in letters.items() if stands)
    return Exercise(
        answer=supported,
        praise="Two sides said something, and no number was declared.",
        hint="Ask of each sentence whether a row says it. Words of a side are not a count.",
        mistakes=(
            (supported | {"A"}, "No declared number is not a number of zero."),
            (supported | {"E"}, "That number holds for 1 September 2022, two years before."),
            (
                supported - {"C"},
                "One side's words are missing: look at the report of January 2025.",
            ),
            (supported - {"D"}, "One side's words are missing: look at December 2024."),
            (frozenset({"B"}), "Right about the number. Both sides also said something."),
        ),
    )
