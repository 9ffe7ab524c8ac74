"""Figures that loading must reach: `pytest benchmarks`."""

import time
from pathlib import Path
from statistics import median

import pandas as pd
import pytest

from startlab import reading

LARGEST = max(
    (table["name"] for table in reading.datapackage()["resources"]),
    key=lambda name: Path(str(reading.DATA), f"{name}.csv").stat().st_size,
)


def bare_read(name):
    """What a reader who knows the types would write without startlab."""
    dtypes = reading.load(name).dtypes
    days = [column for column, dtype in dtypes.items() if dtype.kind == "M"]
    lists = {c: list(d.categories) for c, d in dtypes.items() if hasattr(d, "categories")}
    plain = dtypes.drop([*days, *lists]).to_dict()
    path = Path(str(reading.DATA), f"{name}.csv")

    def read():
        closed = {column: pd.CategoricalDtype(values) for column, values in lists.items()}
        return pd.read_csv(path, dtype=plain | closed, parse_dates=days)

    return read


def test_first_load_within_1_3_times_bare_pandas(benchmark):
    table, bare = reading.resource(LARGEST), bare_read(LARGEST)

    def ours():
        reading._categories.cache_clear()  # as on the very first load
        return reading.read_table(reading.DATA, table)

    pd.testing.assert_frame_equal(ours(), bare())
    benchmark(ours)
    # In turns, so that a busy moment of the machine strikes both; medians leave out the worst.
    times = {ours: [], bare: []}
    for _ in range(150):
        for read, spent in times.items():
            start = time.perf_counter()
            read()
            spent.append(time.perf_counter() - start)
    ratio = median(times[ours]) / median(times[bare])
    benchmark.extra_info["times bare pandas"] = ratio
    assert ratio <= 1.3, f"{LARGEST}: {ratio:.2f} times a bare pandas.read_csv"


def test_second_load_reads_no_file(benchmark, monkeypatch):
    first = reading.load(LARGEST)
    monkeypatch.setattr(reading, "read_table", lambda *_: pytest.fail("the file was read again"))
    second = benchmark(reading.load, LARGEST)
    pd.testing.assert_frame_equal(first, second)
    second.loc[:, "note"] = "changed"
    pd.testing.assert_frame_equal(first, reading.load(LARGEST))
