"""A negotiation in class: two forces from the tables, a text with blanks, and its points.

The forces are counted by the rule that the text names. The points are ours, and open: they make
each delegation want what voices of its side asked for. They measure no government's interest.
"""

from dataclasses import dataclass
from functools import cache

import pandas as pd

from startlab import datasets
from startlab.checks import refusal, require_choice, whole
from startlab.derived import disputed_units
from startlab.models.counting import ForceRow, count_force

SIDES = ("US", "RU")
ITEMS = ["warheads", "vehicles", "launchers"]
# For each blank that is a choice, its words and what they are worth to the US and to Russia.
POINTS: dict[str, dict[str, tuple[int, int]]] = {
    "conversion": {
        "as each side declares": (10, 0),
        "shown to the other side": (6, 15),
        "only what is destroyed": (0, 15),
    },
    "verification": {
        "none": (0, 4),
        "data": (10, 8),
        "inspections": (25, 3),
        "inspections, visas and flights assured": (22, 10),
    },
    "third parties": {
        "not named": (3, 7),
        "China": (15, 5),
        "Britain and France": (2, 15),
        "all three": (11, 11),
    },
    "missile defence": {
        "not named": (10, 0),
        "consultation": (7, 10),
        "a way out": (4, 16),
        "limited in number": (0, 20),
    },
    "years": {"1": (1, 5), "2": (2, 5), "3": (3, 4), "5": (5, 3), "10": (4, 2)},
}
# What is computed from the count: most points for the US and for Russia.
COUNTED = {"little to cut": (20, 20), "room of one's own": (10, 5), "little room opposite": (5, 10)}
BOMBERS = {"one warhead": "New START", "weapons at its base": "SORT"}
NO_TEXT = 45


@dataclass(frozen=True)
class Text:
    """A text to sign: three limits, and a choice for each of the other blanks.

    >>> Text(1550, 700, 800).verification
    'none'
    """

    warheads: int
    vehicles: int
    launchers: int
    bomber: str = "one warhead"
    conversion: str = "as each side declares"
    verification: str = "none"
    third_parties: str = "not named"
    missile_defence: str = "not named"
    years: int = 1

    def __post_init__(self) -> None:
        for item in ITEMS:
            whole(getattr(self, item), item)
        if self.vehicles > self.launchers:
            raise refusal("vehicles", self.vehicles, f"0 to {self.launchers}, the launchers")
        require_choice(self.bomber, BOMBERS, "bomber")
        for issue in POINTS:
            require_choice(self.choice(issue), POINTS[issue], issue.replace(" ", "_"))

    def choice(self, issue: str) -> str:
        """Return the words chosen for an issue of `POINTS`."""
        return str(getattr(self, issue.replace(" ", "_")))


def forces() -> pd.DataFrame:
    """Return the forces on the table: the last ones that the tables give by kind.

    Of the United States as declared for 1 September 2020; of Russia as estimated for February 2022,
    with the launchers that it declared for 1 March 2022. Weapons at bases are estimates. `disputed`
    are converted units that Russia counts and the United States does not.

    >>> forces()[["missiles", "on_missiles", "bombers"]].values.tolist()
    [[627, 1409, 48], [466, 1388, 68]]
    """
    declared = datasets.load_declarations().set_index(["party", "date"]).total_launchers
    kinds = datasets.load_categories().set_index(["date", "system", "category"])["count"]
    parts = kinds["2020-09-01"]
    table = datasets.load_forces()
    russian = table[(table.party == "RU") & (table.date == "2022-02-23")].set_index("system")
    american = table[(table.party == "US") & (table.date == "2025-01-01")].set_index("system")
    silos, tubes = "all ICBMs", "all SLBMs"
    deployed, loaded = russian.launchers_deployed, russian.warheads_deployed
    rows = {
        "US": (
            parts["Minuteman III", "deployed_missiles"] + parts["Trident II", "deployed_missiles"],
            parts["all ICBMs and SLBMs", "warheads_on_deployed_missiles"],
            parts["all heavy bombers", "deployed_heavy_bombers"],
            american.warheads_deployed["all heavy bombers"],
            declared["US", "2020-09-01"],
            sum(disputed_units().values()),
        ),
        "RU": (
            deployed[silos] + deployed[tubes],
            loaded[silos] + loaded[tubes],
            deployed["all heavy bombers"],
            loaded["all heavy bombers"],
            declared["RU", "2022-03-01"],
            0,
        ),
    }
    names = ["missiles", "on_missiles", "bombers", "at_bases", "launchers", "disputed"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=names).astype(int)


def counted(text: Text) -> pd.DataFrame:
    """Return what the text counts of each force, and what is left under its limits (or over).

    >>> counted(Text(1550, 700, 800))[["warheads", "warheads_left"]].values.tolist()
    [[1457, 93], [1456, 94]]
    """
    table = _by_rule(BOMBERS[text.bomber], text.conversion == "only what is destroyed").copy()
    for item in ITEMS:
        table[f"{item}_left"] = getattr(text, item) - table[item]
    return table


@cache
def _by_rule(rule: str, with_disputed: bool) -> pd.DataFrame:
    """Count both forces, with the converted units or without."""
    rows = {}
    for party, force in forces().iterrows():
        side = str(party)
        # The split between ICBMs and SLBMs is not published for both, and no total needs it.
        missiles = ForceRow(side, "missiles", "SLBM", force.missiles, loaded=force.on_missiles)
        bombers = ForceRow(side, "bombers", "heavy bomber", force.bombers, loaded=force.at_bases)
        warheads = count_force([missiles, bombers], rule).warheads
        launchers = force.launchers + with_disputed * force.disputed
        rows[side] = (warheads, force.missiles + force.bombers, launchers)
    return pd.DataFrame.from_dict(rows, orient="index", columns=ITEMS).astype(int)


def score(text: Text | None) -> pd.DataFrame:
    """Return the points of each delegation for a signed text, or for none.

    Having to give up 20 per cent of what is counted takes all points for *little to cut*; room for
    10 per cent more warheads is all the room that counts.

    >>> score(Text(1550, 700, 800)).loc["total"].tolist()
    [52, 43]
    >>> score(None).loc["total"].tolist()
    [45, 45]
    """
    if text is None:
        return pd.DataFrame([[NO_TEXT, NO_TEXT]], index=["total"], columns=list(SIDES))
    table = counted(text)
    cut, room = {}, {}
    for side in SIDES:
        row = table.loc[side]
        shares = [row[f"{item}_left"] / row[item] for item in ITEMS]
        cut[side] = max(0.0, 1 - 5 * max(0, -min(shares)))
        room[side] = min(1.0, 10 * max(0, shares[0]))
    rows = {}
    for place, (side, other) in enumerate(zip(SIDES, SIDES[::-1], strict=True)):
        parts = (cut[side], room[side], 1 - room[other])
        most = [points[place] for points in COUNTED.values()]
        made = [round(points * part) for points, part in zip(most, parts, strict=True)]
        made += [values[text.choice(issue)][place] for issue, values in POINTS.items()]
        rows[side] = [*made, sum(made)]
    return pd.DataFrame(rows, index=[*COUNTED, *POINTS, "total"])
