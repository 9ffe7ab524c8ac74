"""The tables of startlab: one function a table, each row with its source and its basis.

Every table ends with the same four columns: `source` (keys of the bibliography, best first),
`original` (the document that the page seen repeats), `basis` (declared, reported, estimated,
derived or disputed) and `note` (where something is odd). A missing value is missing, never 0;
counts are nullable integers, dates are datetimes, closed vocabularies are categories. Each
function returns a fresh copy, and raises `StartlabError` for a missing or damaged file. What is
odd in a table, and what its columns mean, stands in datapackage.json: ``describe`` prints it.
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

    The columns are `table` (its name), `title`, `rows`, `first_year` and `last_year` (missing where
    a table has no dates), `as_of` (datetime: nothing later is in it) and `licence`.

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
        limits = field.get("constraints", {})
        required = "required" if limits.get("required") else ""
        kind = ", ".join(filter(None, [field["type"], field.get("unit"), required]))
        allowed = f" One of: {', '.join(limits['enum'])}." if "enum" in limits else ""
        print(f"{field['name']} ({kind})")
        meaning = textwrap.fill(f"{field['description']}{allowed}", WIDTH - 4)
        print(textwrap.indent(meaning, "    "))
    print("\nSources and their terms")
    for source in table["sources"]:
        print(textwrap.fill(source["title"], WIDTH, initial_indent="- ", subsequent_indent="  "))


def load_treaties() -> pd.DataFrame:
    """Load the strategic arms treaties of the two countries. See ``describe("treaties")``.

    >>> treaties = load_treaties().set_index("treaty")
    >>> treaties.ended["New START"].year - treaties.in_force["New START"].year
    15
    """
    return load("treaties")


def load_limits() -> pd.DataFrame:
    """Load the numerical limits of the treaties, SALT I to New START. See ``describe("limits")``.

    >>> limits = load_limits().query("treaty == 'New START'")
    >>> dict(zip(limits["item"], limits.limit_value.tolist()))
    {'deployed_vehicles': 700, 'deployed_warheads': 1550, 'total_launchers': 800}
    """
    return load("limits")


def load_counting_rules() -> pd.DataFrame:
    """Load the counting rules: what counts, and as how many. See ``describe("counting_rules")``.

    >>> rules = load_counting_rules().query("treaty == 'START I' and system == 'SS-18'")
    >>> rules.rule.item(), int(rules.value.item())
    ('attributed warheads per missile', 10)
    """
    return load("counting_rules")


def load_declarations() -> pd.DataFrame:
    """Load the numbers that the parties declared under New START. See ``describe("declarations")``.

    >>> declared = load_declarations()
    >>> declared[declared.date == "2011-02-05"].deployed_warheads.tolist()
    [1537, 1800]
    """
    return load("declarations")


def load_categories() -> pd.DataFrame:
    """Load US numbers by type of missile, launcher and bomber. See ``describe("categories")``.

    >>> types = load_categories().query("category == 'deployed_missiles'")
    >>> day = types[types.date == "2020-09-01"]
    >>> dict(zip(day.system, day["count"].tolist()))
    {'Minuteman III': 397, 'Trident II': 230}
    """
    return load("categories")


def load_start1_exchange() -> pd.DataFrame:
    """Load vehicles and warheads under START I, 1990 to 2009. See ``describe("start1_exchange")``.

    >>> totals = load_start1_exchange().query("level == 'total'")
    >>> day = totals[totals.date == "1990-09-01"]
    >>> dict(zip(day.party, day.attributed_warheads.tolist()))
    {'US': 10563, 'USSR': 10271}
    """
    return load("start1_exchange")


def load_inspections() -> pd.DataFrame:
    """Load on-site inspections: quotas, numbers, interruptions. See ``describe("inspections")``.

    >>> quotas = load_inspections().query("metric.str.startswith('quota')")
    >>> dict(zip(quotas.metric, quotas.value.tolist()))
    {'quota_type_one': 10, 'quota_type_two': 8, 'quota_total': 18}
    """
    return load("inspections")


def load_notifications() -> pd.DataFrame:
    """Load notifications, exchanges, sessions of the Commission. See ``describe("notifications")``.

    >>> sent = load_notifications().query("metric == 'notifications_cumulative'")
    >>> int(sent.value.max())
    14600
    """
    return load("notifications")


def load_means_of_checking() -> pd.DataFrame:
    """Load the means of checking, each with its states. See ``describe("means_of_checking")``.

    >>> load_means_of_checking().query("means == 'Inspections' and party == 'RU'").state.tolist()
    ['works', 'paused', 'paused', 'ended', 'ended']
    """
    return load("means_of_checking")


def load_bases() -> pd.DataFrame:
    """Load the bases that Type One inspections could visit. See ``describe("bases")``.

    >>> bases = load_bases()
    >>> bases[bases.kind == "submarine base"].name.tolist()
    ['Gadzhiyevo', 'Vilyuchinsk', 'Bangor', 'Kings Bay']
    """
    return load("bases")


def load_forces() -> pd.DataFrame:
    """Load strategic forces of the US, the USSR and Russia by system. See ``describe("forces")``.

    >>> forces = load_forces().query("year == 1990 and system == 'all systems'")
    >>> dict(zip(forces.party, forces.launchers_deployed.tolist()))
    {'US': 2246, 'USSR': 2500}
    """
    return load("forces")


def load_stockpiles() -> pd.DataFrame:
    """Load the warheads of every nuclear state, 1945 to 2026. See ``describe("stockpiles")``.

    >>> stockpiles = load_stockpiles().query("country == 'World' and measure == 'stockpile'")
    >>> int(stockpiles.year[stockpiles.warheads.idxmax()])
    1986
    """
    return load("stockpiles")


def load_upload() -> pd.DataFrame:
    """Load published estimates of what each side could add. See ``describe("upload")``.

    >>> upload = load_upload().dropna(subset=["baseline_warheads", "potential_warheads"])
    >>> bool((upload.potential_warheads > upload.baseline_warheads).all())
    True
    """
    return load("upload")


def load_events() -> pd.DataFrame:
    """Load the dated events around New START, from April 2009 on. See ``describe("events")``.

    >>> events = load_events()
    >>> events[events.category == "entry_into_force"].date.dt.date.astype(str).tolist()
    ['2011-02-05']
    """
    return load("events")


def load_offer_terms() -> pd.DataFrame:
    """Load the elements of the Russian offer of 22 September 2025. See ``describe("offer_terms")``.

    >>> terms = load_offer_terms()
    >>> terms[terms.in_statement == "absent"].element.iloc[0]
    'Verification, inspections, data exchange'
    """
    return load("offer_terms")


def load_positions() -> pd.DataFrame:
    """Load who said what about the offer, the end and a successor. See ``describe("positions")``.

    >>> positions = load_positions().set_index("position_id")
    >>> positions.speaker["P07"], positions.stance["P07"]
    ('Vladimir Putin', 'conditional')
    """
    return load("positions")


def load_claims() -> pd.DataFrame:
    """Load the claims of three news reports on the offer, each checked. See ``describe("claims")``.

    >>> load_claims().report.value_counts().to_dict()
    {'Morozov': 32, 'AP': 17, 'Reuters': 4}
    """
    return load("claims")


def load_disputes() -> pd.DataFrame:
    """Load the contested matters, with the position of each side. See ``describe("disputes")``.

    >>> tubes = load_disputes().query("dispute_id == 'us_launchers_total'")
    >>> tubes[["side", "value"]].dropna().drop_duplicates().to_numpy().tolist()
    [['RU', 901], ['US', 800]]
    """
    return load("disputes")
