"""Every change to the files of a realm is noticed, or leaves everything in them as it was."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pytest

from tests.tampered_realm import Written, content_of, noticed_by, write_realm
from tests.tampering import KINDS

EACH = 3


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return write_realm(tmp_path_factory.mktemp("realm"))


@pytest.mark.parametrize("state", ["killed", "closed"])
def test_an_unchanged_realm_is_intact(written: Written, state: str, tmp_path: Path) -> None:
    data = shutil.copytree(getattr(written, state), tmp_path / "data")
    assert noticed_by(data) == ""
    assert content_of(data) == content_of(written.closed)


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_is_noticed_or_without_effect(written: Written, kind: str, tmp_path: Path) -> None:
    chance, expected = Random(kind), content_of(written.closed)
    for number in range(EACH):
        data = shutil.copytree(chance.choice((written.killed, written.closed)), tmp_path / f"{number}")
        what = KINDS[kind](data, written, chance)
        assert noticed_by(data) or content_of(data) == expected, f"{kind} unnoticed: {what}"
