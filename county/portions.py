"""Work that is prepared in portions and takes effect atomically after the last one."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import TypeVar

T = TypeVar("T")

Prepared = Generator[None, None, Callable[[], None]]
"""Yields after portions of some milliseconds, which change nothing visible to others; returns the function that makes
the work take effect."""
PORTION = 4_096
"""Rows of one portion."""


def portions(n: int) -> Iterator[slice]:
    """Slices of n rows, PORTION each."""
    return (slice(first, first + PORTION) for first in range(0, n, PORTION))


def complete(work: Prepared) -> None:
    """Run all of ``work`` and make it take effect."""
    result_of(work)()


def result_of(work: Generator[None, None, T]) -> T:
    """Run all of ``work``; returns what it returns."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: T = end.value
            return result
