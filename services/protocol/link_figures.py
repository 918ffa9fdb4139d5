"""Figures of a link to the backend, for the status bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from county.streams import Columns
from services.protocol.messages import Heartbeat


@dataclass
class LinkFigures:
    """What was received, and what was not."""

    heartbeat_at: int | None = None
    newest_data_ms: int | None = None
    """When the newest data displayed happened; what the backend itself records, such as its start, is not data."""
    drops: int = 0
    unusable_rows: int = 0
    unreadable_frames: int = 0
    replayed: int = 0
    frames: int = 0
    beat: Heartbeat | None = None
    """The newest heartbeat."""

    def note_data(self, happened_ms: Sequence[int], columns: Mapping[str, Columns], now_ms: int) -> None:
        """Note the time of the newest data; what is dated ahead by a wrong clock counts as of its arrival."""
        newest = [self.newest_data_ms or 0, *happened_ms]
        newest += [int(some.at_ms.max()) for some in columns.values() if len(some)]
        self.newest_data_ms = min(max(newest), now_ms) or None
