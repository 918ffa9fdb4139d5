"""A10: of 1,000 edits of a single digit of a signed document every one is found, and its place named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.signed_bulletin import signed_bulletin
from tests.unit.signed_report import signed_report, unfound_edits

EDITS = 1_000


def test_a_thousand_edits_of_a_single_digit_of_a_report_are_found(tmp_path: Path) -> None:
    assert unfound_edits(signed_report(), tmp_path / "edited.docx", EDITS, seed=10) == []


@pytest.mark.timeout(900)
def test_a_thousand_edits_of_a_single_digit_of_a_bulletin_are_found(tmp_path: Path) -> None:
    with signed_bulletin(tmp_path) as signed:
        assert unfound_edits(signed, tmp_path / "edited.docx", EDITS, seed=12) == []
