"""Collecting reference cycles in the window's thread: none is left, and none that takes long comes twice."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from weakref import ref

import pytest

from desktop import garbage
from desktop.garbage import GarbageCollection


class Knot:
    """Something that holds itself."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def collection(qapp: object) -> Iterator[GarbageCollection]:
    collection = GarbageCollection()
    collection.start()
    yield collection
    collection.stop()
    gc.disable()  # as tests of widgets run


def let_a_full_collection_fall_due() -> None:
    while gc.get_count()[2] <= gc.get_threshold()[2]:
        gc.collect(1)


def test_a_cycle_is_collected_once_its_generation_is_due(collection: GarbageCollection) -> None:
    held = ref(Knot())
    let_a_full_collection_fall_due()
    collection.collect()
    assert held() is None


@pytest.mark.parametrize(("long_ms", "settled"), [(0, True), (1_000_000, False)])
def test_what_a_long_collection_leaves_is_not_looked_at_again(
    collection: GarbageCollection, monkeypatch: pytest.MonkeyPatch, long_ms: int, settled: bool
) -> None:
    monkeypatch.setattr(garbage, "LONG_MS", long_ms)
    before = gc.get_freeze_count()
    let_a_full_collection_fall_due()
    collection.collect()
    assert (gc.get_freeze_count() > before) == settled
