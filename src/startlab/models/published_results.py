"""Published results beside ours: what the models must reproduce, case by case.

The doctest of `results` holds every case; the page *How we know the models are right* shows them.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from typing import NamedTuple, TypeAlias

import pandas as pd

from startlab.derived import force_of_1990
from startlab.models import counting, games, inspection, scenarios

# What a number is, the number as printed, what computes ours.
Row: TypeAlias = tuple[str, float | Fraction, Callable[[], float | Fraction]]


class Case(NamedTuple):
    """One published number and the call that must reproduce it.

    `model` is its module and function, `what` and `published` are what was printed, `digits` the
    decimal places of that.
    """

    model: str
    what: str
    published: float | Fraction
    source: str
    url: str
    compute: Callable[[], float | Fraction]
    digits: int = 0


def _counted(party: str, item: str, kind: str | None) -> int:
    """Count one side, or one kind of its weapons."""
    count = counting.count_force(force_of_1990(party), "START I")
    return int((count.subtotal(item, kind) if kind else getattr(count, item)) or 0)


def _exchange() -> Iterator[Row]:
    """Give vehicles and warheads, leg by leg and in all."""
    printed: dict[str, dict[str | None, tuple[int, int]]] = {
        "US": {"ICBM": (1000, 2450), "SLBM": (672, 5760), "heavy bomber": (574, 2353),
               None: (2246, 10563)},
        "USSR": {"ICBM": (1398, 6612), "SLBM": (940, 2804), "heavy bomber": (162, 855),
                 None: (2500, 10271)},
    }  # fmt: skip
    for party, legs in printed.items():
        for kind, numbers in legs.items():
            for item, number in zip(("vehicles", "warheads"), numbers, strict=True):
                what = f"{party}, {item} {f'on {kind}s' if kind else 'in all'}"
                yield what, number, partial(_counted, party, item, kind)


def _samples() -> Iterator[Row]:
    """Give sample sizes of the IAEA's formula."""
    needed = partial(inspection.inspections_needed, method="iaea")
    for n, size in {100: 95, 200: 156, 500: 226, 1000: 259, 10000: 296}.items():
        what = f"{n:,} items, 1 % violations, confidence 0.95"
        yield what, size, partial(needed, n, n // 100, 0.95)
    for c, size in {0.5: 13, 0.8: 28, 0.9: 37, 0.95: 46}.items():
        what = f"100 items, 5 violations, confidence {c:g}"
        yield what, size, partial(needed, 100, 5, c)


def _score(name: str, players: int) -> float | Fraction:
    """Return the score of a rule in a field of one defector."""
    table = games.tournament(["always defect", *["tit for tat"] * (players - 1)], 200)
    return int(table.set_index("strategy").score[[name]].iloc[0])


def _scores() -> Iterator[Row]:
    """Give the scores of one defector among players of tit for tat."""
    for n in (2, 5, 10):
        scores = {"tit for tat": 600 * n - 401, "always defect": 204 * n - 4}
        for who, printed in scores.items():
            yield f"{n} players, 200 moves, score of {who}", printed, partial(_score, who, n)


def _ceilings() -> Iterator[Row]:
    """Give the most warheads each side could deploy, from what each leg carries and could."""
    published = {
        "US": ([("ICBM", 400, 800), ("SLBM", 970, 1920), ("bomber", 300, 850)], 3570),
        "RU": ([("ICBM", 812, 1185), ("SLBM", 576, 800), ("bomber", 200, 580)], 2565),
    }
    basis = "FAS estimate"
    for party, (legs, most) in published.items():
        start = scenarios.Baseline(party, sum(now for _, now, _ in legs), basis)
        added = [scenarios.Leg(name, top - now, 1, basis) for name, now, top in legs]
        path = scenarios.upload_path(start, added, 0)
        yield f"{party}, most warheads that could be deployed", most, partial(int, path.ceiling)


def cases() -> list[Case]:
    """Return every published result that the models must reproduce, model by model.

    >>> cases()[0].what
    'US, vehicles on ICBMs'
    """
    needed, posterior = inspection.inspections_needed, inspection.posterior
    hunt = games.Game(R=2, T=1, S=0, P=1)
    sample, bayes = "inspection.inspections_needed", "inspection.posterior"
    groups: list[tuple[str, str, str, int, Iterator[Row] | list[Row]]] = [
        ("counting.count_force", "START I data as of 1 September 1990",
         "https://nuke.fas.org/control/start1/news/strtdata.htm", 0, _exchange()),
        (sample, "RSurveillance 0.2.1, example of n.hypergeo",
         "https://rdrr.io/cran/RSurveillance/man/n.hypergeo.html", 0, _samples()),
        (sample, "reliability, documentation of the Python library",
         "https://reliability.readthedocs.io/", 0,
         [("endless population (here 10**9), 1 in 1,000, confidence 0.95", 2995,
           partial(needed, 10**9, 10**6, 0.95))]),
        (sample, "Cannon and Roe (1982), recalculated by Hawkins (2003)",
         "https://www.scribd.com/doc/7215883", 0,
         [("1,600 items, 16 violations, confidence 0.99", 399, partial(needed, 1600, 16, 0.99))]),
        (bayes, "Casscells and others, NEJM (1978), in a note of Digitalis (2020)",
         "https://digitalis.us/notes/newsletter/notes-on-engineering-health-february-2020/", 4,
         [("prior 0.001, detection 1, false alarm 0.05", 0.0196,
           partial(posterior, 0.001, 1, 0.05))]),
        (bayes, "Math in Society, example 20 (180 of 278)", "https://fliphtml5.com/ymgxw/", 12,
         [("prior 0.02, detection 0.9, false alarm 0.01", 180 / 278,
           partial(posterior, 0.02, 0.9, 0.01))]),
        ("inspection.zero_knowledge_soundness",
         "Discover Magazine (2014) on Glaser, Barak and Goldston",
         "https://www.discovermagazine.com/technology/a-new-way-to-verify-nuclear-weapons-with-math",
         12, [("chance to catch a cheat in one round", Fraction(1, 2),
               partial(inspection.zero_knowledge_soundness, 1))]),
        ("games.tournament", "lawrules (2011): 600 n - 401 and 204 n - 4",
         "https://lawrules.wordpress.com/2011/09/05/", 0, _scores()),
        ("games.mixed_equilibrium", "Stag hunt, formal definition (Liquisearch)",
         "https://www.liquisearch.com/stag_hunt/formal_definition", 12,
         [("stag hunt 2, 1, 0, 1: chance to hunt the stag", 0.5,
           lambda: games.mixed_equilibrium(hunt) or 0.0)]),
        ("scenarios.upload_path",
         "Federation of American Scientists, Nuclear Notebook and Atomic Archive",
         "https://atomicarchive.com/almanac/forces/us-forces.html", 0, _ceilings()),
    ]  # fmt: skip
    return [
        Case(model, what, published, source, url, compute, digits)
        for model, source, url, digits, rows in groups
        for what, published, compute in rows
    ]


def results() -> pd.DataFrame:
    """Return the published values beside ours.

    `difference` is ours less published, after rounding to the printed digits.

    >>> bool(results().difference.eq(0).all())
    True
    """
    rows = []
    for case in cases():
        printed, ours = float(case.published), float(case.compute())
        difference = round(ours, case.digits) - round(printed, case.digits)
        rows.append((case.model, case.what, printed, ours, difference, case.source, case.url))
    names = ["model", "what", "published", "ours", "difference", "source", "url"]
    return pd.DataFrame(rows, columns=names)
