"""Rows of streams as a gateway brings them in."""

from __future__ import annotations

from collections.abc import Sequence

from county.streams import READINGS
from services.protocol.messages import SubmitRows


def readings_of(
    id: str,
    sensors: Sequence[str],
    channels: Sequence[str],
    at_ms: Sequence[int],
    values: Sequence[float],
    qualities: Sequence[int] = (),
) -> SubmitRows:
    """Readings; all of them good where no ``qualities`` are given."""
    columns: dict[str, list[int | float]] = {
        "at_ms": list(at_ms), "value": list(values), "quality": list(qualities or [0] * len(values)),
    }  # fmt: skip
    return SubmitRows(
        id=id, realm="live", stream=READINGS.key, keys=[list(sensors), list(channels)], columns=columns
    )
