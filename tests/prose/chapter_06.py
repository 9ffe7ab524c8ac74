"""Numbers in the prose of chapter 06."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

import pandas as pd

from startlab import datasets
from startlab.chapters.ch06 import warhead_layers
from startlab.derived import declared_number, disputed_units, estimate_checks, new_start_limit

from . import one, spelled

ALLOWED = {
    "a load of six": "chosen for the worked example",
    "counts on ten Russian missiles": "an invented piece of news for the exercise",
    "puts 3 weapons": "a value of the control, put into an article's mouth",
    "to the 3?": "a value of the control, put into an article's mouth",
    "Now move to 16.": "the last value of the control",
    "an error of 15 it stays above, with 20 it": "values of the control, held below",
    "Paragraph 3": "the paragraph of the Protocol, in the row of 8 October 2018",
    "paragraph 2": "the paragraph of the Protocol, in the row of 8 October 2018",
    "it has no more than 600 warheads": "an invented case",
    "off by 12, 7, 31 and 5": "an invented case",
    "the limit is 400. A state declares 385 launchers and has converted 36": "an invented case",
    "How many of the 36 can": "invented, for the exercise",
    "about 1,400 warheads": "a round number for the four sums, held below",
    "a claim of 1,400 for that year, or of 1,750": "invented claims, far from the sum, held below",
    "× 6 =": "the load of the worked example",
    "8 October 2018": "a date in the table disputes, whose column of dates is text",
    "17 January 2025": "a date in the table disputes, whose column of dates is text",
    "29 December 2024": "a date in the table disputes, whose column of dates is text",
    "8 February 2023": "a date in the table disputes, whose column of dates is text",
}


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    said = datasets.load_disputes()
    days = {
        f"{day.day} {day:%B %Y}" for day in map(pd.Timestamp, said.date[said.date.str.len() == 10])
    }
    assert {"8 October 2018", "17 January 2025", "29 December 2024", "8 February 2023"} <= days

    us_2022 = declared_number("2022-09-01", "US", "deployed_warheads")
    ru_2022 = declared_number("2022-09-01", "RU", "deployed_warheads")
    stockpile = one(
        "stockpiles", "warheads", country="United States", year=2023, measure="stockpile"
    )
    assert stockpile > 2 * us_2022
    bars = warhead_layers().drop_duplicates(["words", "party"])
    yield "Only {} of the {} bars are filled", (
        spelled((bars["look"] == "filled").sum()), spelled(len(bars)),
    )  # fmt: skip
    yield "{} numbers of warheads for each party", (spelled(len(bars) // 2).capitalize(),)
    yield "a stockpile of {} for September 2023, more than twice the {} that", (stockpile, us_2022)
    yield "beyond the {} of its last declaration", (ru_2022,)

    types = datasets.load_categories()
    rows = types[(types.date == "2020-09-01") & (types.system == "all heavy bombers")]
    bombers = int(rows.set_index("category")["count"]["deployed_heavy_bombers"])
    upload = datasets.load_upload().set_index("row_id")
    at_bases, available = (
        int(upload.loc["U09", name]) for name in ("baseline_warheads", "potential_warheads")
    )
    russian = int(upload.loc["U13", "potential_warheads"])
    forces = datasets.load_forces()
    ru = forces[(forces.party == "RU") & (forces.date == "2022-02-23")].set_index("system")
    ru_bombers = int(ru.launchers_deployed["all heavy bombers"])
    total = declared_number("2020-09-01", "US", "deployed_warheads")
    limit = new_start_limit("deployed_warheads")
    yield "Washington declared {} warheads, and {} of them stood for bombers", (total, bombers)
    yield (
        "six on each: {} − {} + {} × 6 = {}.",
        (total, bombers, bombers, total - bombers + 6 * bombers),
    )
    yield "the limit of {}, because the treaty", (limit,)
    lying = int(upload.loc["U13", "baseline_warheads"])
    assert abs(3 * ru_bombers - lying) < 5  # almost as many
    yield "Russia's {} bombers. Observers", (ru_bombers,)
    yield "one for each of about {} bombers", (ru_bombers,)
    yield "puts three weapons on each of the {}. What", (ru_bombers,)
    yield "about {} lie at the bases, and that about {} are available", (lying, russian)
    yield "about {} weapons at the bases, about {} available anywhere", (lying, russian)
    yield "what could be carried, full or empty: about {}.", (800,)
    yield "Three on each make {}, almost the {} at the bases", (3 * ru_bombers, lying)
    yield "{} times {} is {}, close to {}, but", (3, ru_bombers, 3 * ru_bombers, lying)
    for words in ("It takes {} weapons, and", "So it is: {} weapons could"):
        yield words, (3 * ru_bombers,)
    yield "That makes {}, almost twice the {} that", (16 * ru_bombers, russian)
    yield "for the {} is an estimate as well", (russian,)
    yield (
        "about {} weapons at the bases, is a little over {} on each bomber, and the second almost "
        "{}",
        (at_bases, spelled(at_bases // bombers), ceil(available / bombers)),
    )
    assert at_bases / bombers % 1 < 0.3 and available / bombers % 1 > 0.7
    assert 1.8 * russian < 16 * ru_bombers < 2 * russian
    assert "6 to 16 cruise missiles" in ru.note["Bear-H"]
    assert "could carry about 800;" in ru.note["all heavy bombers"]
    yield "since some of these bombers can carry {}.", (16,)

    tubes, converted, silos = disputed_units().values()
    added, ceiling = tubes + converted + silos, new_start_limit("total_launchers")
    declared = declared_number("2022-03-01", "US", "total_launchers")
    assert declared == ceiling
    few = spelled(silos)
    yield "added the {} numbers up", (spelled(len(disputed_units())),)
    voices = said[said.dispute_id == "us_conversions_confirmed"].side.value_counts()
    assert voices["US"] == voices["RU"]
    yield "{} voices from each side, on one point", (spelled(voices["US"]).capitalize(),)
    yield "Can {} also be {}?", (declared, declared + added)
    yield "Washington declared {} launchers and bombers", (declared,)
    yield "counted {} more, which makes {}", (added, declared + added)
    yield "a dispute over {} launchers", (added,)
    yield "is made of {} submarine tubes, {} bombers and {} silos", (tubes, converted, few)
    yield "Washington leaves out {} launchers by calling", (few,)
    (each, boats) = 4, 14
    assert each * boats == tubes
    yield "{} tubes on each of the {} boats", (spelled(each), boats)
    yield "{} times {} is {}, and {} tubes had left the count", (
        spelled(each).capitalize(), boats, tubes, tubes,
    )  # fmt: skip
    done = types[types.category == "launch_tubes_converted_cumulative"]
    assert (done.date.max(), int(done["count"].max())) == (pd.Timestamp("2017-09-01"), tubes)
    yield "The {} B-52H bombers were converted too", (converted,)
    yield "So {} tubes matter", (tubes,)
    yield "Write the finding on the {} tubes", (tubes,)
    yield ") to {} units above the limit", (added,)
    yield "Washington had declared {} exactly", (declared,)
    yield "the {} silos alone make {}", (few, declared + silos)
    yield "Every number between {} and {} is a breach", (declared + 1, declared + added)
    yield "the limit and the {} stand", (declared,)

    checks = estimate_checks()
    misses = tuple(int(miss) for miss in checks.off_by.dropna())
    last = int(checks[checks.party == "RU"].estimate.iloc[-1])
    assert checks.estimate.dropna()[checks.declared.notna()].between(1340, 1460).all()
    assert last - 15 > limit > last - 20  # the control of the widget
    assert min(last - 1400, 1750 - last) > 5 * max(misses)
    share = spelled(round(checks.declared[checks.off_by.idxmax()] / max(misses)))
    yield "was only one warhead in {}", (share,)
    number = spelled(len(misses))
    for words in (
        "For {} dates we can set", "Each of the {} sums comes", "All {} sums were below",
        "All {} misses have the same sign",
    ):  # fmt: skip
        yield words, (number,)
    for words in ("{} cases make no margin", "{} times an outside estimate"):
        yield words, (number.capitalize(),)
    yield "the mean `off_by` of the other {}", (spelled(len(misses) - 1),)
    yield "The worst missed by {}, the others by {}, {} and {}.", (
        misses[1], misses[0], misses[2], misses[3],
    )  # fmt: skip
    yield "Russia's sum lies {} above the limit", (last - limit,)
    for words in ("Close: it was {}, about one warhead in {}", "only {}, about one warhead in {}"):
        yield words, (max(misses), share)
    yield "the worst miss was {}.", (max(misses),)
    assert last - max(misses) < limit < last + max(misses)
    parts = datasets.load_forces()
    parts = parts[(parts.party == "RU") & (parts.date == "2024-03-01")].set_index("system")
    land, sea = (int(parts.warheads_deployed[name]) for name in ("all ICBMs", "all SLBMs"))
    planes = int(parts.launchers_deployed["all heavy bombers"])
    assert land + sea + planes == last
    assert all(miss > 0 for miss in misses)
    assert last - limit < max(misses)  # the error is larger than the distance
    yield (
        "adds {} warheads on land-based missiles, {} on submarine missiles and one for each of {}",
        (land, sea, planes),
    )
    yield (
        "comes to {}, which is {} above the limit. But the method has been off by as much as {}.",
        (last, last - limit, max(misses)),
    )
