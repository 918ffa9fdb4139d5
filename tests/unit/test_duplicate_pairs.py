"""The labelled pairs for the search for duplicates: frozen, in two halves that share no matter and no place."""

from __future__ import annotations

from collections import Counter

from bench.duplicate_pairs import FILE, KINDS, encoded, labelled_pairs

PAIRS = labelled_pairs()


def test_that_the_generator_writes_the_frozen_file() -> None:
    assert encoded() == FILE.read_bytes()


def test_that_every_kind_is_in_both_halves_equally_often() -> None:
    found = Counter((pair.half, pair.kind) for pair in PAIRS)
    assert found == {(half, kind): 20 for half in ("tuning", "unseen") for kind in KINDS}
    assert sum(pair.duplicate for pair in PAIRS) == len(PAIRS) / 2 == 240


def test_that_the_halves_share_no_text() -> None:
    texts = {
        half: {report.title for pair in PAIRS if pair.half == half for report in (pair.first, pair.second)}
        for half in ("tuning", "unseen")
    }
    assert not texts["tuning"] & texts["unseen"]
