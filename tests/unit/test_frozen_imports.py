"""The garbage collector looks at nothing that the collection of tests made."""

from __future__ import annotations

import gc

import pytest

from tests.frozen_imports import pytest_collection


def test_no_garbage_is_collected_while_tests_are_imported_and_what_they_made_is_frozen() -> None:
    usual = gc.get_threshold()
    collecting = pytest_collection()
    next(collecting)
    assert gc.get_threshold()[0] == 0
    made: list[object] = []
    with pytest.raises(StopIteration):
        collecting.send(None)
    assert gc.get_threshold() == usual
    assert all(found is not made for found in gc.get_objects()), "frozen objects are not listed"
