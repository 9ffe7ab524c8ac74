"""Published results beside ours: what the models must reproduce, case by case.

The tests hold every case; the page *How we know the models are right* shows them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

import pandas as pd

from startlab import datasets
from startlab.models import counting, games, inspection, scenarios

MOU = "START I data exchange of 1 September 1990"
RSURVEILLANCE = "RSurveillance 0.2.1, example of n.hypergeo"
RSURVEILLANCE_URL = "https://rdrr.io/cran/RSurveillance/man/n.hypergeo.html"
MOU_URL = "https://nuke.fas.org/control/start1/news/strtdata.htm"
_needed = inspection.inspections_needed
LAWRULES_URL = "https://lawrules.wordpress.com/2011/09/05/"


@dataclass(frozen=True)
class Case:
    """One published number and the call that must reproduce it.

    Attributes
    ----------
    model : str
        Module and function.
    what : str
        What the number is.
    published : float or Fraction
        As printed.
    source, url : str
        Who printed it, and where.
    compute : callable
        Gives our number.
    digits : int
        Decimal places that were printed.
    """

    model: str
    what: str
    published: float | Fraction
    source: str
    url: str
    compute: Callable[[], float | Fraction]
    digits: int = 0


def force_of_1990(party: str) -> list[counting.ForceRow]:
    """Return one side of the 1990 exchange by type, ready to be counted.

    Parameters
    ----------
    party : {"US", "USSR"}
        Whose force.

    Returns
    -------
    list of counting.ForceRow
        From the table `start1_exchange`; bombers with and without long-range cruise missiles.

    Examples
    --------
    >>> len(force_of_1990("US"))
    10
    """
    table = datasets.load_start1_exchange()
    rows = table[(table.date == "1990-09-01") & (table.party == party) & (table.kind == "by_type")]
    return [_force_row(row) for row in rows.to_dict("records")]


def _force_row(row: dict[Hashable, Any]) -> counting.ForceRow:
    party, system, leg = str(row["party"]), str(row["system"]), str(row["leg"])
    deployed = int(str(row["deployed_vehicles"]))
    if leg != "heavy bomber":
        attributed = int(str(row["warheads_per_vehicle"]))
        return counting.ForceRow(party, system, leg, deployed, attributed=attributed)
    carries = "(ALCM)" in system or system == "Blackjack"
    # The 39 US bombers beyond the first 150 count as equipped: 12 each gives the printed total.
    equipped = 12 if carries and party == "US" else None
    kind = "LRNA" if carries else "other"
    return counting.ForceRow(party, system, leg, deployed, bomber_kind=kind, equipped=equipped)


def _counted(party: str, item: str, kind: str | None = None) -> int:
    count = counting.count_force(force_of_1990(party), "START I")
    number = count.subtotal(item, kind) if kind else getattr(count, item)
    return int(number or 0)


def _counting_cases() -> list[Case]:
    printed = {
        "US": {"ICBM": (1000, 2450), "SLBM": (672, 5760), "heavy bomber": (574, 2353)},
        "USSR": {"ICBM": (1398, 6612), "SLBM": (940, 2804), "heavy bomber": (162, 855)},
    }
    totals = {"US": (2246, 10563), "USSR": (2500, 10271)}
    cases = []
    for party, legs in printed.items():
        wanted = [*legs.items(), (None, totals[party])]
        for kind, numbers in wanted:
            for item, number in zip(("vehicles", "warheads"), numbers, strict=True):
                what = f"{party}, {item} {f'on {kind}s' if kind else 'in all'}"
                cases.append(
                    Case(
                        "counting.count_force",
                        what,
                        number,
                        MOU,
                        MOU_URL,
                        partial(_counted, party, item, kind),
                    )
                )
    return cases


def _sample_size(population: int, share: Fraction, confidence: float) -> int:
    violations = -(-population * share.numerator // share.denominator)
    return _needed(population, violations, confidence, method="iaea")


def _sampling_cases() -> list[Case]:
    percent = Fraction(1, 100)
    printed = {100: 95, 200: 156, 500: 226, 1000: 259, 10000: 296}
    cases = [
        Case(
            "inspection.inspections_needed",
            f"{n:,} items, 1 % violations, confidence 0.95",
            size,
            RSURVEILLANCE,
            RSURVEILLANCE_URL,
            partial(_sample_size, n, percent, 0.95),
        )
        for n, size in printed.items()
    ]
    cases += [
        Case(
            "inspection.inspections_needed",
            f"100 items, 5 violations, confidence {c:g}",
            size,
            RSURVEILLANCE,
            RSURVEILLANCE_URL,
            partial(_needed, 100, 5, c, method="iaea"),
        )
        for c, size in {0.5: 13, 0.8: 28, 0.9: 37, 0.95: 46}.items()
    ]
    return [
        *cases,
        Case(
            "inspection.inspections_needed",
            "endless population, 1 in 1,000, confidence 0.95",
            2995,
            "reliability, documentation of the Python library",
            "https://reliability.readthedocs.io/",
            lambda: _needed(1000, 1, 0.95, method="binomial"),
        ),
        Case(
            "inspection.inspections_needed",
            "1,600 items, 16 violations, confidence 0.99",
            399,
            "Cannon and Roe (1982), recalculated by Hawkins (2003)",
            "https://www.scribd.com/doc/7215883",
            lambda: _needed(1600, 16, 0.99),
        ),
    ]


def _belief_cases() -> list[Case]:
    return [
        Case(
            "inspection.posterior",
            "prior 0.001, detection 1, false alarm 0.05",
            0.0196,
            "Casscells and others, NEJM (1978), in a note of Digitalis (2020)",
            "https://digitalis.us/notes/newsletter/notes-on-engineering-health-february-2020/",
            lambda: inspection.posterior(0.001, 1, 0.05),
            4,
        ),
        Case(
            "inspection.posterior",
            "prior 0.02, detection 0.9, false alarm 0.01",
            180 / 278,
            "Math in Society, example 20 (180 of 278)",
            "https://fliphtml5.com/ymgxw/",
            lambda: inspection.posterior(0.02, 0.9, 0.01),
            12,
        ),
        Case(
            "inspection.zero_knowledge_soundness",
            "chance to catch a cheat in one round",
            Fraction(1, 2),
            "Discover Magazine (2014) on Glaser, Barak and Goldston",
            "https://www.discovermagazine.com/technology/a-new-way-to-verify-nuclear-weapons-with-math",
            lambda: inspection.zero_knowledge_soundness(1),
            12,
        ),
    ]


def _score(name: str, players: int) -> float | Fraction:
    table = games.tournament(["always defect", *["tit for tat"] * (players - 1)], 200)
    return next(standing.score for standing in table if standing.name == name)


def _game_cases() -> list[Case]:
    source = "lawrules (2011): 600 n - 401 and 204 n - 4"
    cases = []
    for n in (2, 5, 10):
        scores = {"tit for tat": 600 * n - 401, "always defect": 204 * n - 4}
        for who, printed in scores.items():
            cases.append(
                Case(
                    "games.tournament",
                    f"{n} players, 200 moves, score of {who}",
                    printed,
                    source,
                    LAWRULES_URL,
                    partial(_score, who, n),
                )
            )
    hunt = games.Game(R=2, T=1, S=0, P=1)
    return [
        *cases,
        Case(
            "games.mixed_equilibrium",
            "stag hunt 2, 1, 0, 1: chance to hunt the stag",
            0.5,
            "Stag hunt, formal definition (Liquisearch)",
            "https://www.liquisearch.com/stag_hunt/formal_definition",
            lambda: games.mixed_equilibrium(hunt) or 0.0,
            12,
        ),
    ]


def _upload_cases() -> list[Case]:
    published = {
        "US": ([("ICBM", 400, 800), ("SLBM", 970, 1920), ("bomber", 300, 850)], 3570),
        "RU": ([("ICBM", 812, 1185), ("SLBM", 576, 800), ("bomber", 200, 580)], 2565),
    }
    return [
        Case(
            "scenarios.upload_path",
            f"{party}, most warheads that could be deployed",
            most,
            "Federation of American Scientists, Nuclear Notebook and Atomic Archive",
            "https://atomicarchive.com/almanac/forces/us-forces.html",
            partial(_ceiling, party, legs),
        )
        for party, (legs, most) in published.items()
    ]


def _ceiling(party: str, legs: list[tuple[str, int, int]]) -> int:
    basis = "FAS estimate"
    start = scenarios.Baseline(party, sum(now for _, now, _ in legs), basis)
    added = [scenarios.Leg(name, most - now, 1, basis) for name, now, most in legs]
    return int(scenarios.upload_path(start, added, 365).ceiling)


def cases() -> list[Case]:
    """Return every published result that the models must reproduce.

    Returns
    -------
    list of Case
        Model by model.

    Examples
    --------
    >>> cases()[0].what
    'US, vehicles on ICBMs'
    """
    return [
        *_counting_cases(),
        *_sampling_cases(),
        *_belief_cases(),
        *_game_cases(),
        *_upload_cases(),
    ]


def results() -> pd.DataFrame:
    """Return the published values beside ours.

    Returns
    -------
    pandas.DataFrame
        `model`, `what`, `published`, `ours`, `difference` (ours less published, after rounding
        to the printed digits), `source`, `url`.

    Examples
    --------
    >>> float(results().difference.abs().max())
    0.0
    """
    rows = []
    for case in cases():
        ours = case.compute()
        difference = round(float(ours), case.digits) - round(float(case.published), case.digits)
        rows.append(
            {
                "model": case.model,
                "what": case.what,
                "published": float(case.published),
                "ours": float(ours),
                "difference": difference,
                "source": case.source,
                "url": case.url,
            }
        )
    return pd.DataFrame(rows)
