"""Rows of streams as submitted by a gateway."""

from __future__ import annotations

from collections.abc import Sequence

from county.streams import POSITIONS, READINGS
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


def position_of(id: str, unit: str, at_ms: int, **changes: float) -> SubmitRows:
    """One position, sound but for ``changes``."""
    row: dict[str, float] = {"x_m": 500_000.0, "y_m": 3_000_000.0, "heading_deg": 90.0, "speed_kmh": 36.0} | changes
    columns: dict[str, list[int | float]] = {"at_ms": [at_ms], **{name: [value] for name, value in row.items()}}
    return SubmitRows(id=id, realm="live", stream=POSITIONS.key, keys=[[unit]], columns=columns)
