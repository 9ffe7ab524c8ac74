"""Every published result that the book shows is reproduced."""

from __future__ import annotations

import pytest

from startlab.models.published_results import Case, cases


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.model}: {case.what}")
def test_published_result(case: Case) -> None:
    ours = round(float(case.compute()), case.digits)
    assert ours == round(float(case.published), case.digits), case.source
    assert case.url.startswith("https://")
