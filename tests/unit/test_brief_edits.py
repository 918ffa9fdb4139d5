"""A10 on a bulletin of figures: an edited digit of a signed document is found, and its place named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.signed_bulletin import SignedBulletin, signed_bulletin
from tests.unit.signed_report import unfound_edits

EDITS = 10
"""Of the thousand of the hard tests."""


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SignedBulletin]:
    with signed_bulletin(tmp_path_factory.mktemp("bulletin")) as signed:
        yield signed


def test_a_signed_bulletin_is_what_was_signed_and_what_the_journal_says(
    signed: SignedBulletin, tmp_path: Path
) -> None:
    path = tmp_path / "signed.docx"
    path.write_bytes(signed.files.docx)
    found = signed.verified(path)
    assert (found.differences, found.texts, found.signature) == ([], [], "")
    assert "第16期" in found.signed_as
    assert len(found.stated.numbers) > 60


def test_an_edited_digit_of_a_signed_bulletin_is_found(signed: SignedBulletin, tmp_path: Path) -> None:
    assert unfound_edits(signed, tmp_path / "edited.docx", EDITS, seed=11) == []
