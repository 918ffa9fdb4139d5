"""Simulated valid traffic for measurements: events with their complete life cycle, readings of many sensors."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from county import records as r
from county.records import Record
from county.streams import READINGS, Columns
from services.store.upcast import schema_of

START_MS = 1_790_000_000_000
DUE_MS = START_MS + 14_400_000
RATE = 1_000
"""Records per second of realm time."""
OPEN_EVENTS = 50
LIFE_CYCLE: tuple[Callable[[str], r.EventRecord], ...] = (
    lambda key: r.EventReported(
        event_id=key, subclass="exposed_garbage", title="幸福路 12 号门前有暴露垃圾", source="hotline",
        x_m=505_000.0, y_m=3_005_000.0, division="999901100201", level="general",
        reporter="r-4f3c2b1a09e8d7c6b5a4",
    ),
    lambda key: r.EventFiled(event_id=key),
    lambda key: r.EventDispatched(
        event_id=key, unit="city_management", due_ms=DUE_MS, choice=r.Choice("department"),
    ),
    lambda key: r.TaskAccepted(event_id=key),
    lambda key: r.HandlingFedBack(event_id=key, note="已清理完毕"),
    lambda key: r.EventClosed(event_id=key),
    lambda key: r.EventEvaluated(event_id=key, score=5),
)  # fmt: skip


def records(count: int, *, rate: int = RATE) -> Iterator[Record]:
    """``count`` records from seq 1 on, ``rate`` per second of realm time: groups of fifty events go through their seven
    stages in parallel."""
    for i in range(count):
        group, rest = divmod(i, OPEN_EVENTS * len(LIFE_CYCLE))
        stage, event = divmod(rest, OPEN_EVENTS)
        at_ms = START_MS + i * 1000 // rate
        body = LIFE_CYCLE[stage](f"20261122-{group * OPEN_EVENTS + event:07d}")
        yield Record(
            seq=i + 1, realm="live", happened_ms=at_ms, recorded_ms=at_ms, command_id=f"{i:032x}", by="seat-3",
            for_="王芳", schema=schema_of(body), body=body,
        )  # fmt: skip


def readings(batch: int, *, size: int, channels: int) -> Columns:
    """One batch of ``size`` readings; consecutive batches cycle through all ``channels`` with increasing times."""
    first = batch * size
    number = np.arange(first, first + size)
    return Columns(
        READINGS,
        {
            "channel": number % channels,
            "at_ms": START_MS + number,
            "value": np.sin(number * 0.01) * 50 + 50,
            "quality": np.zeros(size),
        },
    )
