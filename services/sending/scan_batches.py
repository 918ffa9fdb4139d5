"""Scans of a file in batches that a command can have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from county.tracing.scans import SCANS_MAX
from services.intake.items import Scanned

BATCH_BYTES = 40 << 10
"""Of the scans of one command: it fits a frame."""


def batches_of(scans: Sequence[Scanned]) -> Iterator[list[Scanned]]:
    """``scans`` in their order, each batch within the limits; a scan that is larger alone is a batch of its own."""
    batch: list[Scanned] = []
    size = 0
    for item in scans:
        own = len(msgspec.msgpack.encode(item.scan))
        if batch and (len(batch) == SCANS_MAX or size + own > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += own
    if batch:
        yield batch
