"""Which level the harm that an event has done asks for at least."""

from __future__ import annotations

from typing import NamedTuple

from county.commands import EventLevel
from county.events.event import LEVELS


class Harm(NamedTuple):
    """What is known of it."""

    dead: int = 0
    seriously_injured: int = 0
    """重伤, 急性工业中毒, too."""
    loss_yuan: float = 0.0
    """直接经济损失."""


_FROM: tuple[tuple[EventLevel, Harm], ...] = (
    ("major_special", Harm(30, 100, 1e8)), ("major", Harm(10, 50, 5e7)), ("larger", Harm(3, 10, 1e7)),
)  # fmt: skip
"""The least harm of a level, the highest first: 《生产安全事故报告和调查处理条例》 (国务院令第493号), article 3, where
以上 includes the number.  《特别重大、重大突发公共事件分级标准（试行）》 (2006) has the same numbers of dead for
landslides, forest fires and traffic; other harm may ask for more, and earthquakes have a scale of their own."""


def level_of_harm(harm: Harm) -> EventLevel:
    """The lowest level that an event with this harm can have; it may have a higher one for other reasons."""
    for level, least in _FROM:
        if any(known >= limit for known, limit in zip(harm, least, strict=True)):
            return level
    return "general"


def is_higher(level: EventLevel, than: EventLevel) -> bool:
    """Whether ``level`` is a higher one."""
    return LEVELS.index(level) < LEVELS.index(than)
