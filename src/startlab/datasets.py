"""The tables of startlab: one function a table, each row with its source and its basis.

Every table ends with the same four columns: `source` (keys of the bibliography, best first),
`original` (the document that the page seen repeats), `basis` (declared, reported, estimated,
derived or disputed) and `note` (where something is odd). A missing value is missing, never 0;
counts are nullable integers, dates are datetimes, closed vocabularies are categories. Each
function returns a fresh copy, and raises `StartlabError` for a missing or damaged file.
"""

import textwrap
from typing import Any

import pandas as pd

from startlab.table_files import as_text, datapackage, load, resource

# How far the sources reach. Every page, notebook and figure that names a month says this one.
AS_OF = "October 2026"

# Columns that tell when, but are no full dates.
WHEN = {"year", "date", "as_of"}
WIDTH = 88


def tables() -> pd.DataFrame:
    """List the tables: how many rows, which years they cover, and up to when they are known.

    Returns
    -------
    pandas.DataFrame
        `table` (its name), `title`, `rows`, `first_year` and `last_year` (years of the dates in
        the table; missing where it has none), `as_of` (datetime: nothing later is in it),
        `licence`.

    Examples
    --------
    >>> tables().query("table == 'declarations'")[["rows", "first_year", "last_year"]]
       rows  first_year  last_year
    3    49        2011       2023
    """
    entries = pd.DataFrame([_entry(table) for table in datapackage()["resources"]])
    return entries.astype({"first_year": "Int64", "last_year": "Int64", "as_of": "datetime64[s]"})


def _entry(table: dict[str, Any]) -> dict[str, Any]:
    frame = load(table["name"])
    years = _years(frame, table["schema"]["fields"])
    return {
        "table": table["name"],
        "title": table["title"],
        "rows": len(frame),
        "first_year": min(years, default=None),
        "last_year": max(years, default=None),
        "as_of": table["startlab:as_of"],
        "licence": table["licenses"][0]["name"],
    }


def _years(frame: pd.DataFrame, fields: list[dict[str, Any]]) -> list[int]:
    """Return the years of all dates; some tables keep dates as text, to the month or year."""
    when = [f["name"] for f in fields if f["type"] == "date" or f["name"] in WHEN]
    return [int(as_text(value)[:4]) for name in when for value in frame[name].dropna()]


def describe(name: str) -> None:
    """Print the codebook entry of a table: what it holds, its columns, its terms.

    Raises
    ------
    StartlabError
        If there is no such table; the message lists the nearest names.

    Examples
    --------
    >>> describe("declarations")  # doctest: +ELLIPSIS
    declarations: Declared strategic forces under New START
    ...
    deployed_warheads (integer, warheads, required)
    ...
    """
    table = resource(name)
    schema = table["schema"]
    print(f"{name}: {table['title']}\n")
    print(textwrap.fill(table["description"], WIDTH))
    print(f"\nRows: {len(load(name))}. One row for each: {', '.join(schema['primaryKey'])}.")
    print(f"As of: {table['startlab:as_of']}. Licence: {table['licenses'][0]['title']}.")
    print("\nColumns")
    for field in schema["fields"]:
        print(f"{field['name']} ({_kind(field)})")
        print(textwrap.indent(textwrap.fill(_meaning(field), WIDTH - 4), "    "))
    print("\nSources and their terms")
    for source in table["sources"]:
        print(textwrap.fill(source["title"], WIDTH, initial_indent="- ", subsequent_indent="  "))


def _kind(field: dict[str, Any]) -> str:
    required = "required" if field.get("constraints", {}).get("required") else ""
    return ", ".join(filter(None, [field["type"], field.get("unit"), required]))


def _meaning(field: dict[str, Any]) -> str:
    allowed = field.get("constraints", {}).get("enum")
    return f"{field['description']}" + (f" One of: {', '.join(allowed)}." if allowed else "")


def load_treaties() -> pd.DataFrame:
    """Load the strategic arms treaties between the United States and the USSR or Russia.

    `parties` are those at signature; SALT II and START II never entered into force and have no
    `ended`; why three of the treaties ended is contested, and the note gives both accounts. Columns
    and terms: ``describe("treaties")``.

    >>> treaties = load_treaties().set_index("treaty")
    >>> treaties.ended["New START"].year - treaties.in_force["New START"].year
    15
    """
    return load("treaties")


def load_limits() -> pd.DataFrame:
    """Load the numerical limits of the strategic arms treaties, SALT I to New START.

    Some limits hold for one party only; treaties that never entered into force are here too, with
    an empty `binds_from` or the date that they set; ranges have a `limit_min`; limits of different
    treaties count different things. Columns and terms: ``describe("limits")``.

    >>> limits = load_limits().query("treaty == 'New START'")
    >>> dict(zip(limits["item"], limits.limit_value.tolist()))
    {'deployed_vehicles': 700, 'deployed_warheads': 1550, 'total_launchers': 800}
    """
    return load("limits")


def load_counting_rules() -> pd.DataFrame:
    """Load the counting rules of the treaties: what counts, and as how many.

    START I attributes a fixed number of warheads to a type of missile, whatever it carries; New
    START counts the warheads on it, and one for a bomber. Rules without a number have no `value`.
    Soviet missiles stand under their NATO names. Columns and terms: ``describe("counting_rules")``.

    >>> rules = load_counting_rules().query("treaty == 'START I' and system == 'SS-18'")
    >>> rules.rule.item(), int(rules.value.item())
    ('attributed warheads per missile', 10)
    """
    return load("counting_rules")


def load_declarations() -> pd.DataFrame:
    """Load the aggregate numbers that the parties declared under New START.

    A deployed heavy bomber counts as one warhead whatever it can carry; the limits bind only from 5
    February 2018; there is no Russian row after 2022, because Russia suspended its participation,
    and a missing row is not a zero. Columns and terms: ``describe("declarations")``.

    >>> declared = load_declarations()
    >>> declared[declared.date == "2011-02-05"].deployed_warheads.tolist()
    [1537, 1800]
    """
    return load("declarations")


def load_categories() -> pd.DataFrame:
    """Load the United States' declared numbers by type of missile, launcher and bomber.

    Groups stand beside their types, so a sum over all rows of a date counts twice; only 1 September
    2020 is complete; Russia published no numbers by type. Columns and terms:
    ``describe("categories")``.

    >>> types = load_categories().query("category == 'deployed_missiles'")
    >>> day = types[types.date == "2020-09-01"]
    >>> dict(zip(day.system, day["count"].tolist()))
    {'Minuteman III': 397, 'Trident II': 230}
    """
    return load("categories")


def load_start1_exchange() -> pd.DataFrame:
    """Load deployed vehicles and attributed warheads under START I, 1990 to 2009.

    Warheads are attributed by rule, not counted; `kind` tells types from subtotals and totals; rows
    of an analyst's count leave out systems no longer usable and are no treaty totals. Columns and
    terms: ``describe("start1_exchange")``.

    >>> totals = load_start1_exchange().query("kind == 'total'")
    >>> day = totals[totals.date == "1990-09-01"]
    >>> dict(zip(day.party, day.attributed_warheads.tolist()))
    {'US': 10563, 'USSR': 10271}
    """
    return load("start1_exchange")


def load_inspections() -> pd.DataFrame:
    """Load on-site inspections: quotas, numbers by treaty year, and what stopped them.

    For treaty years 2 to 7 the counts follow from a published total, for 8 and 9 only the quota is
    known: see `qualifier`. How inspections split into Type One and Type Two was not published.
    Columns and terms: ``describe("inspections")``.

    >>> quotas = load_inspections().query("metric.str.startswith('quota')")
    >>> dict(zip(quotas.metric, quotas.value.tolist()))
    {'quota_type_one': 10, 'quota_type_two': 8, 'quota_total': 18}
    """
    return load("inspections")


def load_notifications() -> pd.DataFrame:
    """Load notifications, data exchanges, exhibitions and sessions of the Commission.

    Published counts are round and thin after 2018: see `qualifier`; the two dates given for the end
    of notifications in 2023 both stand here, as disputed. Columns and terms:
    ``describe("notifications")``.

    >>> sent = load_notifications().query("metric == 'notifications_cumulative'")
    >>> int(sent.value.max())
    14600
    """
    return load("notifications")


def load_means_of_checking() -> pd.DataFrame:
    """Load the means of checking under New START, with the state of each and since when.

    A state lasts until the next row of the same means and party; ``"not known"`` is no guess that a
    means had ended. What a party could see on its own, by satellite, needed no consent. Columns and
    terms: ``describe("means_of_checking")``.

    >>> load_means_of_checking().query("means == 'Inspections' and party == 'RU'").state.tolist()
    ['works', 'paused', 'paused', 'ended', 'ended']
    """
    return load("means_of_checking")


def load_bases() -> pd.DataFrame:
    """Load the bases of both sides that Type One inspections under New START could visit.

    The lists that each side declared to the other are not public: the US rows follow from numbers
    that were published by base, the Russian ones from officials, agencies and analysts. Places are
    known to a tenth of a degree. Columns and terms: ``describe("bases")``.

    >>> bases = load_bases()
    >>> bases[bases.kind == "submarine base"].name.tolist()
    ['Gadzhiyevo', 'Vilyuchinsk', 'Bangor', 'Kings Bay']
    """
    return load("bases")


def load_forces() -> pd.DataFrame:
    """Load the strategic forces of the United States, the USSR and Russia by system.

    What a warhead number means depends on `kind`: attributed by rule, treaty count, or an analyst's
    estimate of the loading. Numbers of different kinds must never be subtracted from each other.
    Columns and terms: ``describe("forces")``.

    >>> forces = load_forces().query("year == 1990 and system == 'all systems'")
    >>> dict(zip(forces.party, forces.launchers_deployed.tolist()))
    {'US': 2246, 'USSR': 2500}
    """
    return load("forces")


def load_stockpiles() -> pd.DataFrame:
    """Load the nuclear warheads of every state that has had them, 1945 to 2026.

    `stockpile` leaves out retired warheads that await dismantlement, `inventory` counts them; the
    World row that Our World in Data publishes mixes the two and is kept apart as
    `published_world_total`. Few numbers are declared; most are estimates. Columns and terms:
    ``describe("stockpiles")``.

    >>> stockpiles = load_stockpiles().query("country == 'World' and measure == 'stockpile'")
    >>> int(stockpiles.year[stockpiles.warheads.idxmax()])
    1986
    """
    return load("stockpiles")


def load_upload() -> pd.DataFrame:
    """Load published estimates of how many warheads each side could add.

    Capacity is not intent; baselines differ, so estimates of two publishers must not stand on one
    curve; times in days are read from words such as weeks, and mostly missing. Columns and terms:
    ``describe("upload")``.

    >>> upload = load_upload().dropna(subset=["baseline_warheads", "potential_warheads"])
    >>> bool((upload.potential_warheads > upload.baseline_warheads).all())
    True
    """
    return load("upload")


def load_events() -> pd.DataFrame:
    """Load the dated events around New START, from April 2009 on, and two of 1991.

    `precision` says how exact the date is: where only the month is known, its first day stands in
    `date`. An event that is not here may still have happened. Columns and terms:
    ``describe("events")``.

    >>> events = load_events()
    >>> events[events.category == "entry_into_force"].date.dt.date.astype(str).tolist()
    ['2011-02-05']
    """
    return load("events")


def load_offer_terms() -> pd.DataFrame:
    """Load the elements of the Russian offer of 22 September 2025.

    Where the statement is silent there is a row too, with `in_statement` absent. The offer was to
    stay within the central limits for one year, not to extend the treaty, and had no verification.
    Columns and terms: ``describe("offer_terms")``.

    >>> terms = load_offer_terms()
    >>> terms[terms.in_statement == "absent"].element.iloc[0]
    'Verification, inspections, data exchange'
    """
    return load("offer_terms")


def load_positions() -> pd.DataFrame:
    """Load who said what about the offer, the end of the treaty and a successor.

    The voices are not a sample and must not be counted as votes; `stance` is a reading, not the
    speaker's label; Russian words are mostly agency translations; `date` is text. Columns and
    terms: ``describe("positions")``.

    >>> positions = load_positions().set_index("position_id")
    >>> positions.speaker["P07"], positions.stance["P07"]
    ('Vladimir Putin', 'conditional')
    """
    return load("positions")


def load_claims() -> pd.DataFrame:
    """Load the claims of three news reports on the offer, each checked.

    A verdict is about the wording, not about the good faith of the writers; one report names no
    outlet and was not found; the others are of The Associated Press and of Reuters. Columns:
    ``describe("claims")``.

    >>> load_claims().report.value_counts().to_dict()
    {'Morozov': 32, 'AP': 17, 'Reuters': 4}
    """
    return load("claims")


def load_disputes() -> pd.DataFrame:
    """Load the contested matters, with the value or position of each side.

    Nothing is averaged and no winner is named; some numbers differ because they count different
    things, and the note says so; `date` is text. Columns and terms: ``describe("disputes")``.

    >>> tubes = load_disputes().query("dispute_id == 'us_launchers_total'")
    >>> tubes[["side", "value"]].dropna().drop_duplicates().to_numpy().tolist()
    [['RU', 901], ['US', 800]]
    """
    return load("disputes")
