"""Figures of what the declared numbers leave out, and of what was never declared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.dates import date2num

from startlab import datasets
from startlab.errors import StartlabError
from startlab.figures.style import LIGHT, month
from startlab.plots.house import (
    BARS,
    NAMES,
    PAPER,
    PARTY_STYLE,
    SHORT,
    central_limit,
    checked,
    day,
    house_figure,
    limit_line,
    rows_only,
    thousands,
    treaty_end,
    worded_bar,
    year_ticks,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# The launchers and bombers that Russia counts and the United States does not.
DISPUTED = {
    "us_trident_tubes": "converted submarine tubes",
    "us_b52h_converted": "converted bombers",
    "us_training_silos": "training silos",
}
READINGS = {
    "none": (),
    "tubes": ("us_trident_tubes",),
    "bombers": ("us_b52h_converted",),
    "silos": ("us_training_silos",),
    "all": tuple(DISPUTED),
}
# Estimates of warheads on missiles: party, day of the estimate, declaration set beside it,
# and where the number of bombers comes from. No declaration: None was published.
CHECKS = (
    ("US", "2019-04-01", "2019-03-01", "2017-09-01"),
    ("US", "2020-01-01", "2020-03-01", "2019-09-01"),
    ("RU", "2022-02-23", "2022-03-01", None),
    ("US", "2023-01-01", "2023-03-01", "2020-09-01"),
    ("RU", "2024-03-01", None, None),
    ("US", "2024-05-01", None, "2020-09-01"),
)


def disputed_units() -> dict[str, int]:
    """Return how many launchers and bombers Russia adds to the US total, by kind.

    Returns
    -------
    dict of str to int
        Keys of the table `disputes`, in a fixed order.

    Examples
    --------
    >>> disputed_units()
    {'us_trident_tubes': 56, 'us_b52h_converted': 41, 'us_training_silos': 4}
    """
    table = datasets.load_disputes()
    russian = table[table.side == "RU"].set_index("dispute_id").value
    return {name: int(russian[name]) for name in DISPUTED}


def launcher_readings(date: str = "2022-03-01", counted: str = "all") -> Figure:
    """Draw the US total of launchers and bombers as declared and as read otherwise.

    Parameters
    ----------
    date : str or datetime-like
        Date of a US declaration since September 2015.
    counted : {"none", "tubes", "bombers", "silos", "all"}
        Which of the disputed units are added. None is the US account, all is the Russian one.

    Returns
    -------
    matplotlib.figure.Figure
        Two lines in time and the limit, with the numbers of the chosen date.

    Raises
    ------
    StartlabError
        If there is no such declaration or no such reading.

    Examples
    --------
    >>> launcher_readings("2022-03-01", "all").get_label()
    '1 March 2022, US launchers and bombers, deployed or not: 800 as declared, at the limit of 800;
    901 with the 56 converted submarine tubes, 41 converted bombers and 4 training silos, 101 above
    it. This is the Russian account.'
    >>> launcher_readings("2017-03-01", "tubes").get_label()
    '1 March 2017, US launchers and bombers, deployed or not: 820 as declared, 20 above the limit of
    800, which did not bind yet. No Russian count for a date before 5 February 2018 was found; from
    then on the line adds the 56 converted submarine tubes.'
    """
    checked("counted", counted, {name: name for name in READINGS})
    limit, binds = central_limit("total_launchers")
    table = datasets.load_declarations()
    table = table[(table.party == "US") & (table.date >= "2015-09-01")].set_index("date")
    when = pd.Timestamp(date)
    if when not in table.index:
        raise StartlabError(f"There is no declaration of the US for {date} since September 2015.")
    totals = table.total_launchers.dropna().astype(int)
    units = disputed_units()
    added = sum(units[name] for name in READINGS[counted])
    later = totals[totals.index >= binds]
    with house_figure(
        f"US launchers and bombers, {day(when)}",
        "Deployed or not; the scale starts above zero",
        f"Declared numbers; disputed units by Russia's count. startlab. As of {day(when)}.",
        height=3.8,
    ) as (figure, axes):
        axes.set(xlim=(date2num(pd.Timestamp("2015-06-01")), date2num(pd.Timestamp("2023-06-01"))))
        axes.set(ylim=(770, 940))
        limit_line(axes, limit, binds)
        words: dict[str, Any] = {"color": LIGHT["limit"], "bbox": PAPER}
        axes.text(axes.get_xlim()[0] + 30, limit - 3, f"limit {limit}", va="top", **words)
        axes.plot(totals.index, totals, color=LIGHT["us"])
        if added:
            axes.plot(later.index, later + added, color=LIGHT["ru"], linestyle=(0, (5, 2)))
        total = None if when not in totals.index else int(totals[when])
        if total is not None:
            top = total + (added if when >= binds else 0)
            axes.vlines(date2num(when), 770, top, color=LIGHT["muted"], linewidth=1)
            _point(axes, when, total, LIGHT["us"], "round")
            if added and when >= binds:
                _point(axes, when, total + added, LIGHT["ru"], "projecting")
        whose = {"none": "", "all": "as Russia counts"}.get(counted, f"with the {counted}")
        note = f"{whose}: {(total or 0) + added}" if added else "nothing added"
        if total is None or when < binds:
            note = "no Russian count found" if added else note
        axes.text(0.02, 0.93, note, transform=axes.transAxes, color=LIGHT["ru"])
        axes.text(
            0.02,
            0.85,
            f"as declared: {'not in our sources' if total is None else total}",
            transform=axes.transAxes,
            color=LIGHT["us"],
        )
        year_ticks(axes, 2016, 2023, step=1)
    says = f"{day(when)}, US launchers and bombers, deployed or not: "
    if total is None:
        figure.set_label(f"{says}no number in the sources seen.")
        return figure
    says += f"{total:,} as declared, {_beside(total, limit)}"
    names = [f"{units[name]} {DISPUTED[name]}" for name in READINGS[counted]]
    listed = " and ".join([", ".join(names[:-1]), names[-1]]) if names[1:] else "".join(names)
    if when < binds:
        says += ", which did not bind yet."
        if added:
            says += (
                f" No Russian count for a date before {day(binds)} was found; from then on the "
                f"line adds the {listed}."
            )
    elif not added:
        says += ". With none of the disputed units added this is the US account."
    else:
        whose = "the Russian account" if counted == "all" else "neither side's account"
        above = total + added - limit
        says += f"; {total + added:,} with the {listed}, {above} above it. This is {whose}."
    figure.set_label(says)
    return figure


def _beside(number: int, limit: int) -> str:
    gap = number - limit
    place = f"{abs(gap):,} {'above' if gap > 0 else 'below'}" if gap else "at"
    return f"{place} the limit of {limit:,}"


def _point(axes: Axes, when: pd.Timestamp, value: float, colour: str, cap: Any) -> None:
    axes.plot([date2num(when)] * 2, [value] * 2, color=colour, linewidth=9, solid_capstyle=cap)


def bomber_loads(weapons: int = 6, party: str = "US") -> Figure:
    """Draw bombers counted as one beside an assumed load and two published estimates.

    Parameters
    ----------
    weapons : int
        Your assumption: weapons for each deployed heavy bomber.
    party : {"US", "RU"}
        Whose bombers.

    Returns
    -------
    matplotlib.figure.Figure
        Four bars: the treaty count, the assumption, and two estimates.

    Raises
    ------
    StartlabError
        If the party is not one of the two.

    Examples
    --------
    >>> bomber_loads(6, "US").get_label()
    'United States: 48 deployed heavy bombers count as 48 warheads. Assumed load of 6 each: 288
    weapons, 240 more than the treaty count. Published estimates: about 300 at bomber bases, about
    850 available. The assumption stays below both.'
    >>> bomber_loads(16, "RU").get_label()
    'Russia: 68 deployed heavy bombers count as 68 warheads. Assumed load of 16 each: 1,088
    weapons, 1,020 more than the treaty count. Published estimates: about 200 at bomber bases,
    about 580 available. The assumption is above both.'
    """
    checked("party", party, NAMES)
    upload = datasets.load_upload()
    row = upload[(upload.party == party) & (upload.leg == "heavy bomber")].dropna(
        subset=["potential_warheads"]
    )
    at_bases, available = int(row.baseline_warheads.iloc[0]), int(row.potential_warheads.iloc[0])
    bombers, source = _bombers(party)
    load = bombers * weapons
    colour = PARTY_STYLE[party]["color"]
    bars: list[tuple[str, dict[str, Any]]] = [
        (f"Treaty count, one a bomber: {bombers}", {"filled": bombers}),
        (f"Your assumption, {weapons} a bomber: {load:,}", {"hollow": load, "hatch": "//"}),
        (f"Estimate at bomber bases: about {at_bases}", {"hollow": at_bases}),
        (f"Estimate available: about {available}", {"hollow": available}),
    ]
    title = f"{NAMES[party]}, {weapons} weapon{'s' if weapons > 1 else ''} a bomber"
    units = "Weapons: filled by treaty rule, hatched assumed, open estimated"
    with house_figure(title, units, source, height=3.9, **BARS) as (figure, axes):
        for place, (words, bar) in enumerate(bars):
            worded_bar(axes, place, words, colour=colour, **bar)
        axes.set(xlim=(0, 1150), ylim=(-3.35, 0.6), yticks=[])
        rows_only(axes)
        thousands(axes.xaxis)
    if load > available:
        where = "is above both"
    elif load > at_bases:
        where = "lies between them"
    else:
        where = "stays below both" if load < at_bases else "equals the first"
    figure.set_label(
        f"{NAMES[party]}: {bombers} deployed heavy bombers count as {bombers} warheads. "
        f"Assumed load of {weapons} each: {load:,} weapons, "
        f"{f'{load - bombers:,} more than' if load > bombers else 'the same as'} the treaty "
        f"count. Published estimates: about {at_bases} at bomber bases, about {available} "
        f"available. The assumption {where}."
    )
    return figure


def _bombers(party: str) -> tuple[int, str]:
    """Return the last number of deployed bombers that is known, and what it rests on."""
    if party == "US":
        table = datasets.load_categories()
        rows = table[
            (table.system == "all heavy bombers") & (table.category == "deployed_heavy_bombers")
        ]
        last = rows.sort_values("date").iloc[-1]
        return int(last["count"]), f"Bombers declared for {day(last.date)}. Estimates; startlab."
    forces = datasets.load_forces()
    rows = forces[(forces.party == "RU") & (forces.system == "all heavy bombers")]
    last = rows[rows.warheads_max_load.notna()].iloc[-1]
    return int(last.launchers_deployed), f"All numbers estimated for {day(last.date)}. startlab."


def warhead_layers() -> Figure:
    """Draw four numbers of warheads for each party, from the declared one to the whole inventory.

    Returns
    -------
    matplotlib.figure.Figure
        Four bars a party: declared numbers filled, estimates open.

    Examples
    --------
    >>> warhead_layers().get_label()
    'Four numbers for each party, 2022 and 2023. United States: 1,420 declared as deployed, 1,670
    estimated as deployed, 3,748 in the stockpile, 5,244 with retired warheads. Russia: 1,549
    declared as deployed, 1,674 estimated as deployed, 4,489 in the stockpile, 5,889 with retired
    warheads.'
    """
    declared = datasets.load_declarations()
    last = declared[declared.date == "2022-09-01"].set_index("party").deployed_warheads
    forces = datasets.load_forces()
    whole = forces[(forces.date == "2023-01-01") & (forces.system == "all systems")]
    estimated = whole.set_index("party").warheads_deployed
    stocks = datasets.load_stockpiles()
    stocks = stocks[stocks.year == 2023]
    cells = zip(stocks.country.astype(str), stocks.measure.astype(str), strict=True)
    stock = dict(zip(cells, stocks.warheads.astype(int), strict=True))
    basis = stocks[stocks.measure == "stockpile"].set_index("country").basis
    sentences = []
    units = "Warheads: filled if declared, open if estimated"
    foot = "New START data; FAS, SIPRI, NNSA; startlab. As of September 2023."
    with house_figure("What one number leaves out", units, foot, height=5.9, **BARS) as (
        figure,
        axes,
    ):
        place = 0.0
        for party, country in NAMES.items():
            counts = [
                ("declared as deployed", int(last[party]), True),
                ("estimated as deployed", int(estimated[party]), False),
                ("in the stockpile", stock[country, "stockpile"], basis[country] == "declared"),
                ("with retired warheads", stock[country, "inventory"], False),
            ]
            colour = PARTY_STYLE[party]["color"]
            for words, number, filled in counts:
                name = f"{country}: " if words.startswith("declared") else ""
                bar = {"filled" if filled else "hollow": number}
                worded_bar(axes, place, f"{name}{number:,} {words}", colour=colour, **bar)
                place += 1
            place += 0.25
            listed = ", ".join(f"{number:,} {words}" for words, number, _ in counts)
            sentences.append(f"{country}: {listed}.")
        axes.set(xlim=(0, 6200), ylim=(-place + 0.85, 0.65), yticks=[])
        rows_only(axes)
        thousands(axes.xaxis)
    figure.set_label(f"Four numbers for each party, 2022 and 2023. {' '.join(sentences)}")
    return figure


def published_dates() -> Figure:
    """Draw for which dates numbers were published, by kind of number, from 2011 to 2026.

    Returns
    -------
    matplotlib.figure.Figure
        A dot a date; a bar for the time of inspections; nothing where nothing was published.

    Examples
    --------
    >>> published_dates().get_label()
    'What was published, from 2011 to the end of the treaty on 5 February 2026. US totals: 25 dates,
    the last 1 March 2023. Russian totals: 24 dates, the last 1 September 2022. US numbers by type
    in our tables: 9 dates, the last 1 September 2020. Russian numbers by type: none. Inspections:
    from 6 April 2011 to March 2020. After 1 March 2023 every row is empty.'
    """
    declared, types = datasets.load_declarations(), datasets.load_categories()
    events = datasets.load_events().set_index("event_id").date
    counted = types[~types.category.astype(str).str.contains("planned|converted")]
    several = counted.groupby("date").size()
    rows = [
        ("US totals", "US", declared[declared.party == "US"].date),
        ("Russian totals", "RU", declared[declared.party == "RU"].date),
        ("US by type", "US", pd.Series(several.index[several > 1])),
    ]
    stop, end = date2num(declared.date.max()), date2num(treaty_end())
    sentences = []
    foot = f"Tables declarations, categories, events; startlab. As of {datasets.AS_OF}."
    units = "A mark for each date for which our tables hold a number"
    with house_figure("Published, and not published", units, foot, height=3.9, left=1.42) as (
        figure,
        axes,
    ):
        axes.axvspan(stop, end, color=LIGHT["grid"], alpha=0.6, linewidth=0, zorder=0)
        axes.text((stop + end) / 2, -2, "none\nfound", ha="center", va="center")
        for place, (name, party, dates) in enumerate(rows):
            _dots(axes, dates, -place, party)
            what = name.replace("by type", "numbers by type in our tables")
            sentences.append(f"{what}: {len(dates)} dates, the last {day(dates.max())}.")
        axes.text(
            date2num(pd.Timestamp("2017-01-01")),
            -3,
            "none at any time",
            ha="center",
            va="center",
            color=LIGHT["ru"],
        )
        first, last = events["E011"], events["E015"]
        axes.barh(
            -4, date2num(last) - date2num(first), left=first, height=0.3, color=LIGHT["third"]
        )
        names = [*(name for name, _, _ in rows), "Russian by type", "Inspections"]
        axes.set_yticks([-place for place in range(len(names))], names)
        axes.axvline(end, color=LIGHT["limit"], linewidth=1.6)
        axes.text(end - 70, 0.55, "treaty ends", ha="right", color=LIGHT["limit"])
        axes.set(xlim=(pd.Timestamp("2010-09-01"), pd.Timestamp("2026-06-30")), ylim=(-4.6, 0.85))
        year_ticks(axes, 2011, 2026, step=3)
        rows_only(axes)
    figure.set_label(
        f"What was published, from 2011 to the end of the treaty on {day(treaty_end())}. "
        f"{' '.join(sentences)} Russian numbers by type: none. Inspections: from {day(first)} to "
        f"{month(last)}. After {day(declared.date.max())} every row is empty."
    )
    return figure


def _dots(axes: Axes, dates: pd.Series[pd.Timestamp], place: float, party: str) -> None:
    axes.plot(dates, [place] * len(dates), linestyle="none", ms=6, **PARTY_STYLE[party])


def estimate_checks() -> pd.DataFrame:
    """Return outside estimates turned into treaty counts, with the declarations beside them.

    The sums are our own arithmetic; no source that was seen prints them.

    Returns
    -------
    pandas.DataFrame
        A row an estimate: warheads on missiles, bombers (one each), their sum, the number
        declared within ten weeks, and declared less sum. Missing where nothing was declared.

    Examples
    --------
    >>> estimate_checks()[["party", "estimate", "declared", "off_by"]].values.tolist()
    [['US', 1349, 1365, 16], ['US', 1350, 1373, 23], ['RU', 1456, 1474, 18], ['US', 1418, 1419, 1],
    ['RU', 1568, <NA>, <NA>], ['US', 1418, <NA>, <NA>]]
    """
    forces, types = datasets.load_forces(), datasets.load_categories()
    declared = datasets.load_declarations().set_index(["date", "party"]).deployed_warheads
    bombers_declared = types[
        (types.system == "all heavy bombers") & (types.category == "deployed_heavy_bombers")
    ].set_index("date")["count"]
    rows = []
    for party, when, beside, bombers_when in CHECKS:
        mine = forces[(forces.party == party) & (forces.date == when)].set_index("system")
        missiles = sum(
            int(mine.warheads_deployed[name])
            for name in ("all ballistic missiles", "all ICBMs", "all SLBMs")
            if name in mine.index
        ) or sum(int(mine.warheads_deployed[name]) for name in ("Minuteman III", "Trident II"))
        bombers = (
            int(bombers_declared[pd.Timestamp(bombers_when)])
            if bombers_when
            else int(mine.launchers_deployed["all heavy bombers"])
        )
        number = int(declared[(pd.Timestamp(beside), party)]) if beside else None
        rows.append((party, pd.Timestamp(when), missiles, bombers, missiles + bombers, number))
    names = ["party", "date", "on_missiles", "bombers", "estimate", "declared"]
    table = pd.DataFrame(rows, columns=names).astype({"declared": "Int64"})
    return table.assign(off_by=table.declared - table.estimate)


def estimates_and_declarations() -> Figure:
    """Draw outside estimates, turned into treaty counts, beside the declarations of the time.

    Returns
    -------
    matplotlib.figure.Figure
        Open marks are estimates, filled marks declarations; a bar of the largest miss so far
        stands where nothing was declared.

    Examples
    --------
    >>> estimates_and_declarations().get_label()
    'Warheads by the rule of New START: our sums of outside estimates, and declarations. US, April
    2019: estimate 1,349, declared 1,365. US, January 2020: estimate 1,350, declared 1,373.
    Russia, February 2022: estimate 1,456, declared 1,474. US, January 2023: estimate 1,418,
    declared 1,419. Russia, March 2024: estimate 1,568, nothing declared. US, May 2024: estimate
    1,418, nothing declared. The largest miss is 23, more than the 18 between the Russian sum of
    2024 and the limit of 1,550, so that sum decides nothing.'
    """
    table = estimate_checks()
    miss, limit = int(table.off_by.abs().max()), central_limit("deployed_warheads")[0]
    sentences, names = [], []
    units = "Our sums of estimates by the treaty rule (open); declared (filled)"
    foot = f"Our arithmetic on outside estimates; bars +/- {miss}. startlab. As of 2024."
    with house_figure("Estimates beside declarations", units, foot, height=5.0, left=1.55) as (
        figure,
        axes,
    ):
        axes.axvline(limit, color=LIGHT["limit"], linewidth=1.6)
        axes.text(limit - 4, 0.55, f"limit {limit:,}", ha="right", color=LIGHT["limit"])
        for place, row in enumerate(table.to_dict("records")):
            party, estimate = str(row["party"]), int(row["estimate"])
            declared = None if pd.isna(row["declared"]) else int(row["declared"])
            colour, marker = PARTY_STYLE[party]["color"], PARTY_STYLE[party]["marker"]
            style: dict[str, Any] = {"marker": marker, "ms": 10, "mec": colour, "mew": 1.8}
            if declared is None:
                axes.hlines(-place, estimate - miss, estimate + miss, color=colour, linewidth=1.6)
            axes.plot(estimate, -place, mfc=LIGHT["paper"], **style)
            if declared is not None:
                axes.plot(declared, -place, mfc=colour, **style)
            name = SHORT[party]
            beside = "none" if declared is None else f"{declared:,}"
            names.append(
                f"{name}, {month(row['date'])[:3]} {row['date'].year}\n{estimate:,}, {beside}"
            )
            end = "nothing declared" if declared is None else f"declared {declared:,}"
            sentences.append(f"{name}, {month(row['date'])}: estimate {estimate:,}, {end}.")
        axes.set_yticks([-place for place in range(len(names))], names)
        axes.set(xlim=(1300, 1610), ylim=(0.5 - len(names), 0.9))
        rows_only(axes)
        thousands(axes.xaxis)
    last = int(table[table.party == "RU"].estimate.iloc[-1])
    over = f"between the Russian sum of 2024 and the limit of {limit:,}"
    verdict = f"{'more' if miss > abs(last - limit) else 'not more'} than the {abs(last - limit)}"
    figure.set_label(
        "Warheads by the rule of New START: our sums of outside estimates, and declarations. "
        f"{' '.join(sentences)} The largest miss is {miss}, {verdict} {over}"
        f"{', so that sum decides nothing' if miss > abs(last - limit) else ''}."
    )
    return figure
