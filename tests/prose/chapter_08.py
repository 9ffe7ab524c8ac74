"""Numbers in the prose of chapter 08."""

from __future__ import annotations

from collections.abc import Iterator

from startlab import datasets
from startlab.derived import new_start_limit
from startlab.figures.predict import stored
from startlab.models.inspection import detection_probability, inspections_needed

from . import one, spelled

JUDGED = "a statement to be judged"

ALLOWED = {
    "permit us to sample 2 to 3 percent": "a senator's words, from the page linked there",
    "party with 400 missiles": "a round number near the declared one, and said so",
    "Some of the 400 carry": "the invented case",
    "First hide 40 of them": "the invented case",
    "among 400 missiles": "the invented case",
    "Four of the 400 missiles": "the invented case",
    "Four of 400 missiles": "the invented case",
    "draw of ten numbers out of 400": "the invented case",
    "the numbers 0 to 39": "the invented case: forty violations",
    "8/10": "follows from two violations among ten missiles",
    "7/9": "follows from two violations among ten missiles",
    "6/8": "follows from two violations among ten missiles",
    "say 95 per cent": "a wanted probability that the reader may change",
    "How many opened make it 95 per cent": "a wanted probability that the reader may change",
    "must be opened to make it 95 per cent": "a wanted probability that the reader may change",
    "be to make it 95 per cent": "a wanted probability that the reader may change",
    "certainty, not for 95 per cent": "a wanted probability that the reader may change",
    "two or three in a hundred": "the senator's share in words",
    "in how many of twenty years": "the years of the game",
    "ten missiles, two of them violations": "the case for a pencil",
    "eight of ten are in order": "the case for a pencil",
    "try it out ten thousand times": "the trials of the cell under it",
    "tried ten thousand times": "the trials of the cell",
    "four hidden": "the invented case",
    "Four of the 400": "the invented case",
    "Against four violations": "the invented case",
    "Would four warheads": "the invented case",
    "If four": "the invented case",
    "For four of 400": "the invented case",
    "a cheat with four of them is caught about once in ten years": JUDGED,
    "A cheat with forty is caught about ten times as often as one with four": JUDGED,
    "Then four violations are found": JUDGED,
    "After five quiet years a party with four": JUDGED,
    "hides four more each year is caught within four years": JUDGED,
    "find something among 40": "the invented case",
    "here 5 per cent": "what is left of 95 per cent",
    r"$$P = 1 - \frac{N-d}{N} \cdot \frac{N-d-1}{N-1}": "a formula of the chapter",
    r"\cdots \frac{N-d-n+1}{N-n+1}$$": "a formula of the chapter",
    "with probability $1 - n/N$": "a formula of the chapter",
    r"$$\beta = \left(1 - \frac{n}{N}\right)^d$$": "a formula of the chapter",
    r"$$n = N\,(1 - \beta^{1/d})$$": "a formula of the chapter",
    "central 1,550 warhead limit": "a senator's words, from the page linked there",
    "keeps 150 missiles, and 12 of them": "the invented case of an exercise",
    "probability do 8 inspections": "the invented case of an exercise",
    "holds 500 sealed drums": "the invented case of an exercise",
    "probability of 90 per cent if 10 of them": "the invented case of an exercise",
    "The 400 missiles stand at four bases of 100, and all 40": "the invented case of an exercise",
    "speak about 400 missiles": "the invented case",
}
METHODS = ("exact", "iaea")
GRID = [(d, c) for d in (1, 2, 4, 10, 20, 40, 100, 200) for c in (0.5, 0.8, 0.9, 0.95, 0.99)]


def per_cent(chance: float, digits: int = 0) -> object:
    share = round(100 * chance, digits)
    return share if digits else int(share)


def claims() -> Iterator[tuple[str, tuple[object, ...]]]:
    table = datasets.load_categories()
    missiles = table[(table.category == "deployed_missiles") & (table.date == "2020-09-01")]
    minuteman = int(missiles.set_index("system")["count"]["Minuteman III"])
    yield "United States had {} deployed Minuteman III missiles", (minuteman,)
    quota = int(datasets.load_inspections().set_index("metric")["value"]["quota_type_one"])
    yield "A party could make {} Type One inspections", (quota,)
    ten = spelled(quota)
    yield "You will draw {} objects of {}", (ten, 400)
    yield "before {} find one with {} per cent", (ten, 95)
    yield "{} inspections a year open of {} missiles", (ten, 400)
    yield "{} inspections of {} missiles", (ten.capitalize(), 400)
    yield "{} inspections", (ten.capitalize(),)
    for words in (
        "{} inspections",
        "How small is {}?",
        "so {} is the most",
        "stands for {} missiles",
        "and draw {} objects",
        "same {} are weak",
        "open {} missiles there",
        "keep the {} visits",
    ):
        yield words, (ten,)
    yield "One is opened and {} stay shut", (spelled(400 // quota - 1),)
    lived = (
        one("treaties", "ended", treaty="New START").year
        - one("treaties", "in_force", treaty="New START").year
    )
    yield "A full round would take {} years, and the treaty lived for {}", (
        spelled(400 // quota), spelled(lived),
    )  # fmt: skip
    yield "“One missile in {} is opened each year", (spelled(400 // quota),)
    yield "If one missile in {} is a violation", (spelled(400 // 40),)
    yield "or {} in {} years", (spelled(5 * quota), spelled(5))
    few, many = (detection_probability(400, d, quota) for d in (4, 40))
    few5, many5 = (detection_probability(400, d, 5 * quota) for d in (4, 40))
    yield "detect at least one with a probability of {} per cent. If four", (per_cent(many),)
    yield "it is only {} per cent. Five years", (per_cent(few, 1),)
    yield "opened twice: then it is {} and {} per cent", (per_cent(many5, 1), per_cent(few5))
    half = next(n for n in range(401) if detection_probability(400, 4, n) > 0.5)
    near = inspections_needed(400, 4, 0.95)
    sure = next(n for n in range(401) if detection_probability(400, 4, n) == 1)
    yield "When {} have been opened, a catch is as likely as a miss.", (half,)
    yield "With {} opened, a catch is as likely as a miss.", (half,)
    yield "It takes {}, more than half", (near,)
    assert stored()["08-detect"]["truth"] == near
    yield "For certainty {} must be opened", (sure,)
    yield "Twice {} inspections", (half,)
    missed = 1 - detection_probability(400, 4, 2 * half)
    yield "they still miss in one case of {}", (spelled(round(1 / missed)),)
    yield "Each time {} more are opened", (half,)
    yield "The first {} bring you to one half; from {}", (half, 95)
    yield "per cent to certainty you need another {}.", (sure - near,)
    enough = next(d for d in range(401) if detection_probability(400, d, quota) >= 0.95)
    assert stored()["08-ten"]["truth"] == enough
    yield "With {} violations {} inspections are needed, and from {} on {} will", (
        100, spelled(inspections_needed(400, 100, 0.95)), enough, ten,
    )  # fmt: skip
    assert abs(enough / 400 - 1 / 4) < 0.01
    for words in ("a quarter of all missiles", "with a quarter of his missiles"):
        yield words, ()
    for words in ("violations with a probability of {} per cent. How", "From {} to 95 per cent"):
        yield words, (per_cent(many),)
    yield "of the misses only one in {} may be left", (spelled(round((1 - many) / 0.05)),)
    root = round(0.05**0.25, 3)
    by_hand = 400 * round(1 - root, 3)
    needed = inspections_needed(400, 4, 0.95, method="iaea")
    yield (
        "For four of 400 by hand: the fourth root of 0.05 is {}, and 400 times {} is {}, so {}",
        (root, round(1 - root, 3), round(by_hand, 1), needed),
    )
    assert inspections_needed(400, 4, 0.95) == needed
    single, two, twenty, forty = (inspections_needed(400, d, 0.95) for d in (1, 2, 20, 40))
    yield "one violation: it takes {} inspections. With two it still takes {}: {} missiles", (
        single, two, 400 - two,
    )  # fmt: skip
    missed = 1 - detection_probability(400, 2, two)
    yield "in one case of {} both violations are among them", (spelled(round(1 / missed)),)
    yield "20 violations take {} and 40 take {}", (twenty, forty)
    exact, iaea = (
        [inspections_needed(400, d, c, method=method) for d, c in GRID] for method in METHODS
    )
    over = [a - b for a, b in zip(iaea, exact, strict=True)]
    assert min(over) == 0  # never too few
    yield "asks for {} inspections too many at most", (spelled(max(over)),)
    unsure = detection_probability(400, 40, quota, identification=0.5)
    yield "the probability for 40 violations falls from {} to {} per", (
        per_cent(many), per_cent(unsure),
    )  # fmt: skip
    yield (
        "loading 40 missiles must expect to be caught in the first year with a probability of {}",
        (per_cent(many),),
    )
    three = 1 - (1 - many) ** 3  # drawn anew each year; else no missile is opened twice
    assert per_cent(three) == per_cent(detection_probability(400, 40, 3 * quota))
    assert many - unsure < many / 2
    yield "It does not fall by half", ()
    yield "Within three years it is {} per cent", (per_cent(three),)
    yield "under a limit of {}?", (new_start_limit("deployed_warheads"),)
    yield "for this one missile, not with {}.", (new_start_limit("deployed_warheads"),)
    yield "Inspectors open {} per cent of the missiles, so a cheat gets away with it in {}", (
        100 * quota / 400, 100 - 100 * quota / 400,
    )  # fmt: skip
