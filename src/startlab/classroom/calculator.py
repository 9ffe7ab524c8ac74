"""The calculator of the negotiation: both forces under a limit, by either rule for bombers."""

import pandas as pd
from matplotlib.figure import Figure

from startlab.classroom.negotiation import Text, counted
from startlab.figures import marks
from startlab.figures.style import NAMES

SOURCE = "US declared for 1 September 2020; Russia estimated, February 2022; startlab."


def warheads(limit: int = 1550, bomber: str = "one warhead") -> Figure:
    """Draw the warheads that a text would count, with what is left under its limit or over it.

    >>> warheads(1550, "weapons at its base").get_label()
    'A bomber counts as weapons at its base, the limit is 1,550. United States: 1,709 counted, 159
    must go. Russia: 1,588 counted, 38 must go.'
    """
    table = counted(Text(limit, 700, 800, bomber))
    rows = pd.DataFrame({"party": list(NAMES), "words": NAMES.values()})
    rows["number"] = table.warheads.loc[list(NAMES)].to_list()
    left = table.warheads_left
    words = [f"{n:,} left" if n >= 0 else f"{-n:,} must go" for n in left.loc[list(NAMES)]]
    counts = [f"{n:,}" for n in rows.number]
    rows["label"] = [f"{n}, {told}" for n, told in zip(counts, words, strict=True)]
    parts = zip(NAMES.values(), counts, words, strict=True)
    told = [f"{name}: {n} counted, {rest}." for name, n, rest in parts]
    title = f"A bomber counts as {bomber}"
    return marks.bars(
        rows,
        title=title,
        units="Warheads that the text would count",
        source=SOURCE,
        across=[marks.Rule(f"limit: {limit:,}", x=limit)],
        x=(0, 2300),
        says=f"{title}, the limit is {limit:,}. {' '.join(told)}",
    )
