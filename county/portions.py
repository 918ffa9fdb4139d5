"""Work that is done in portions and takes effect in one go, after the last of them."""

from __future__ import annotations

from collections.abc import Callable, Generator

Prepared = Generator[None, None, Callable[[], None]]
"""Yields after portions of some milliseconds, in which nothing that others see changes; returns what makes it take
effect."""


def at_once(work: Prepared) -> None:
    """Do all of ``work`` and make it take effect."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            take_effect: Callable[[], None] = end.value
            take_effect()
            return
