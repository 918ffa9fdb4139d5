"""10,000 changes to the files of a realm: each is noticed, or leaves everything in them as it was."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from functools import partial
from pathlib import Path
from random import Random

import pytest

from tests.in_parallel import in_parallel
from tests.tampered_realm import content_of, noticed_by, write_realm
from tests.tampering import KINDS

EACH, PARTS = 500, 10
"""Changes of one kind; each part changes a realm of its own."""


def tamper(part: int, kind: str) -> tuple[Counter[str], list[str]]:
    """How often changes of one kind were noticed by what, and those that had an effect and were not."""
    chance, counts, unnoticed = Random(f"{kind} {part}"), Counter[str](), []
    with tempfile.TemporaryDirectory() as folder:
        written, data = write_realm(Path(folder)), Path(folder) / "data"
        expected = content_of(written.closed)
        while counts.total() < EACH // PARTS:
            shutil.copytree(chance.choice((written.killed, written.closed)), data)
            what = KINDS[kind](data, written, chance)
            if what:
                try:
                    found = noticed_by(data)
                except Exception as error:
                    raise AssertionError(f"{kind}, part {part}: {what}: {error!r}") from error
                counts[found or "without effect"] += 1
                if not found and content_of(data) != expected:
                    unnoticed.append(f"part {part}: {what}")
            shutil.rmtree(data)
    return counts, unnoticed


@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("kind", KINDS)
def test_every_change_is_noticed_or_without_effect(kind: str) -> None:
    counts, unnoticed = Counter[str](), list[str]()
    for found, missed in in_parallel(partial(tamper, kind=kind), range(PARTS), kind):
        counts += found
        unnoticed += missed
    print(f"\n{kind}: {dict(counts.most_common())}")
    assert not unnoticed
