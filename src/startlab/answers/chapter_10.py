"""Exercises of chapter 10: Can a warhead be counted unseen."""

from __future__ import annotations

from fractions import Fraction

from startlab import inspection
from startlab.exercises import Exercise, exercise

CUP, TOTAL = 37, 100
WANTED = Fraction(99, 100)
ITEMS, ROUNDS = 8, 5


def rounds_needed(wanted: Fraction = WANTED) -> int:
    """Return the fewest rounds without noise that catch a cheat with a given probability."""
    rounds = 0
    while inspection.zero_knowledge_soundness(rounds) < wanted:
        rounds += 1
    return rounds


@exercise("10.1")
def _full_bucket() -> Exercise:
    first, second = inspection.zero_knowledge_round(CUP, CUP, total=TOTAL, seed=1).readings
    return Exercise(
        answer=first if first == second else (first, second),
        praise="The number is the same for every secret, so it tells nothing about the secret.",
        hint="Add what the host put into the bucket and what was poured from the cup.",
        mistakes=(
            (TOTAL - CUP, "That is in the bucket before the cup is poured. What is added?"),
            (CUP, "That is the number in one cup. The inspector never counts it alone."),
            (2 * CUP, "Those are both cups together. Each goes into a bucket of its own."),
            (TOTAL + CUP, "The host leaves room: he puts in the total less the cup."),
        ),
    )


@exercise("10.2")
def _rounds_for_certainty() -> Exercise:
    rounds = rounds_needed()
    return Exercise(
        answer=rounds,
        praise="Each round halves the chance to escape, so certainty grows quickly.",
        hint="Call zero_knowledge_soundness for 1, 2, 3 and so on until it reaches 0.99.",
        mistakes=(
            (rounds - 1, "Almost: the probability is still a little under the mark."),
            (rounds + 1, "That is enough, but one round fewer is enough as well."),
            (rounds_needed(Fraction(999, 1000)), "That gives 99.9 per cent. Fewer rounds will do."),
            (2, "Two rounds leave one cheat in four unseen. Halve again."),
            (100, "Chances do not add up that way. What is left after each round is halved."),
        ),
    )


@exercise("10.3")
def _dummy_among_items() -> Exercise:
    caught = inspection.zero_knowledge_soundness(ROUNDS)
    chosen = Fraction(1, ITEMS)
    return Exercise(
        answer=float(chosen * caught),
        praise="Choosing the item is the weak step: five rounds are nearly certain.",
        hint="Two things must happen: the dummy is chosen, and then a round fails.",
        tolerance=0.0009,
        mistakes=(
            (float(caught), "That holds if the dummy was chosen. How likely is that?"),
            (float(chosen), "That is the chance to choose the dummy. It must also fail a round."),
            (float(1 - chosen * caught), "That is the chance that it is not found."),
            (float(chosen / 2), "That is for one round. The inspector plays five."),
            (100 * float(chosen * caught), "Give a probability from 0 to 1, not per cent."),
        ),
    )


@exercise("10.4")
def _what_follows() -> Exercise:
    unlucky = 1 - inspection.zero_knowledge_soundness(20)
    dummies = inspection.zero_knowledge_round(0, 0, seed=1).passed
    secrets = [inspection.zero_knowledge_readings(n, n, 50, seed=1) for n in (12, 80)]
    hidden = secrets[0] == secrets[1]
    follows = {
        "A": unlucky < Fraction(1, 1000),
        "B": not dummies,
        "C": not hidden,
        "D": hidden,
        "E": False,  # the model has no place for items that are not presented
    }
    right = frozenset(letter for letter, holds in follows.items() if holds)
    return Exercise(
        answer=right,
        praise="Sameness is proved and the secret kept. All else needs other means.",
        hint="Ask of each sentence: would it also be true of two equal dummies?",
        mistakes=(
            (right | {"B"}, "Two equal dummies pass as well. Who vouches for the template?"),
            (right | {"C"}, "The reading is the same for every secret. What could be learned?"),
            (right | {"E"}, "The comparison says nothing about what was never presented."),
            (right - {"D"}, "D holds too: the readings of an honest host are always alike."),
            (right - {"A"}, "A holds too: a cheat passes twenty rounds less than once in 1,000."),
            (frozenset(follows), "Not all five. Some go beyond the two cups."),
        ),
    )
