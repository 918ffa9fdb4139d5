"""10,000 changes to the files of a realm: each is noticed, or leaves everything in them as it was."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from tests.tampered_realm import Written, content_of, noticed_by, write_realm
from tests.tampering import KINDS

EACH = 500


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return write_realm(tmp_path_factory.mktemp("realm"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_change_is_noticed_or_without_effect(written: Written, kind: str, tmp_path: Path) -> None:
    chance, expected = Random(f"hard {kind}"), content_of(written.closed)
    counts: Counter[str] = Counter()
    unnoticed = []
    while counts.total() < EACH:
        data = shutil.copytree(chance.choice((written.killed, written.closed)), tmp_path / "data")
        what = KINDS[kind](data, written, chance)
        if what:
            found = noticed_by(data)
            counts[found or "without effect"] += 1
            if not found and content_of(data) != expected:
                unnoticed.append(what)
        shutil.rmtree(data)
    print(f"\n{kind}: {dict(counts.most_common())}")
    assert not unnoticed
