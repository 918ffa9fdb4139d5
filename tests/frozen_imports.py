"""Whatever the collection of tests imports and makes is permanent, 600,000 objects: the garbage collector looks at none
of them, neither while they come nor during the tests.

Every test that leaves something which is just ending waits for it with collections (tests/leak_gate.py), each of which
would traverse them all.
"""

from __future__ import annotations

import gc
from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect the tests without collecting garbage; freeze what they are made of.

    By the thresholds: the program's first modules disable the garbage collector and enable it again.
    """
    usual = gc.get_threshold()
    gc.set_threshold(0)
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.set_threshold(*usual)
