"""Collecting reference cycles in the window's thread: none is left, whenever it fell out of use."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from weakref import ref

import pytest

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


def collect_everything(collection: GarbageCollection) -> None:
    let_a_full_collection_fall_due()
    collection.collect()


def test_a_cycle_that_was_in_use_at_one_full_collection_is_collected_by_a_later_one(
    collection: GarbageCollection,
) -> None:
    knots = [Knot() for _ in range(200_000)]  # so many that the collection takes long
    held = ref(knots[0])
    collect_everything(collection)
    assert held() is not None
    knots.clear()
    collect_everything(collection)
    assert held() is None


def test_what_was_built_at_the_start_is_not_looked_through_again(collection: GarbageCollection) -> None:
    before = gc.get_freeze_count()
    built = [Knot() for _ in range(10)]
    collection.settle()
    assert gc.get_freeze_count() >= before + len(built)


def test_a_cycle_that_was_frozen_in_use_is_collected_when_the_start_settles_again(
    collection: GarbageCollection,
) -> None:
    knot = Knot()
    held = ref(knot)
    collection.settle()
    del knot
    collect_everything(collection)
    assert held() is not None
    collection.settle()
    assert held() is None
