"""Collecting reference cycles in the window's thread: all unreachable ones are collected.  Memory that was freed is
returned to the system."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from weakref import ref

import pytest
from PySide6.QtCore import QTimer

from bench.memory import anonymous_mb
from desktop.process.garbage import FREE_EVERY_MS, GarbageCollection


class Cycle:
    """An object that references itself."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def collection(qapp: object) -> Iterator[GarbageCollection]:
    collection = GarbageCollection()
    collection.start()
    yield collection
    collection.stop()
    gc.disable()  # as tests of widgets run


def make_a_full_collection_due() -> None:
    while gc.get_count()[2] <= gc.get_threshold()[2]:
        gc.collect(1)


def test_a_cycle_is_collected_once_its_generation_is_due(collection: GarbageCollection) -> None:
    reference = ref(Cycle())
    make_a_full_collection_due()
    collection.collect()
    assert reference() is None


def collect_everything(collection: GarbageCollection) -> None:
    make_a_full_collection_due()
    collection.collect()


def test_a_cycle_that_was_in_use_at_one_full_collection_is_collected_by_a_later_one(
    collection: GarbageCollection,
) -> None:
    knots = [Cycle() for _ in range(200_000)]  # enough for a long collection
    reference = ref(knots[0])
    collect_everything(collection)
    assert reference() is not None
    knots.clear()
    collect_everything(collection)
    assert reference() is None


def test_objects_from_start_up_are_not_traversed_again(collection: GarbageCollection) -> None:
    before = gc.get_freeze_count()
    built = [Cycle() for _ in range(10)]
    collection.settle()
    assert gc.get_freeze_count() >= before + len(built)


def test_a_cycle_frozen_in_use_is_collected_by_the_next_freeze(
    collection: GarbageCollection,
) -> None:
    knot = Cycle()
    reference = ref(knot)
    collection.settle()
    del knot
    collect_everything(collection)
    assert reference() is not None
    collection.settle()
    assert reference() is None


def test_what_was_imported_is_never_traversed() -> None:
    collection = GarbageCollection()
    before = gc.get_freeze_count()
    collection.start()
    try:
        assert gc.get_freeze_count() > before
    finally:
        collection.stop()


def due_each_minute(collection: GarbageCollection) -> QTimer:
    """The timer that has unused memory returned."""
    [timer] = [timer for timer in collection.findChildren(QTimer) if timer.interval() == FREE_EVERY_MS]
    assert timer.isActive()
    return timer


def test_freed_tuples_are_not_kept_by_python_until_a_full_collection_is_due(collection: GarbageCollection) -> None:
    due = due_each_minute(collection).timeout
    due.emit()
    for length in range(2, 10):
        freed = [tuple(iter(range(length))) for _ in range(1_500)]  # of an iterator: uses none of those that are kept
        freed.clear()
    kept = sys.getallocatedblocks()
    due.emit()
    assert kept - sys.getallocatedblocks() > 10_000


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc keeps freed memory, and returns it when asked")
def test_memory_that_was_freed_between_others_is_returned_to_the_system(collection: GarbageCollection) -> None:
    def used_mb() -> float:
        return anonymous_mb(os.getpid()) or 0.0

    blocks = [bytes(2_000) for _ in range(40_000)]
    kept, full_mb = blocks[::50], used_mb()
    del blocks
    due_each_minute(collection).timeout.emit()
    assert full_mb - used_mb() > 40
    assert len(kept) == 800
