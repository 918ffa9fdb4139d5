"""One interface for live, drill and replay: the same layers and panels serve all three."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from county.commands import Command
from services.protocol.inbox import Taken

LinkState = Literal["connecting", "syncing", "live", "stale", "refused", "closed"]
"""stale: no heartbeat for more than a second.  refused: the backend does not admit this client or is another county."""


@dataclass(frozen=True)
class Health:
    """How the link is now; the status bar shows every field.  Ages and lags in ms, None: not known yet."""

    state: LinkState
    detail: str
    """What went wrong and the way out, one line, where it can be translated a county.explained.Line; "" for nothing."""
    realm: str
    lag_ms: float | None
    """From publishing to taking, of the newest message taken (one machine's clock)."""
    heartbeat_age_ms: float | None
    newest_data_ms: int | None
    """UTC time of the newest record or reading that arrived."""
    drops: int
    """Reading batches lost on the way since the link opened.  Records are never lost: gaps are replayed."""
    replayed: int
    frames: int
    pending: int
    """Commands sent and not yet answered; they are retried until they are."""
    refusing: str
    """Refusal code while the backend cannot store new commands, else ""."""
    backend_memory_bytes: int
    refusing_reason: str = ""
    """Parameter ``reason`` of that refusal."""
    refused_readings: int = 0
    """Readings that the backend could not store since it started; they are lost."""
    unusable_readings: int = 0
    """Readings that arrived but name no channel of the county, or came in crooked batches; they are left out."""
    played_channels: int = 0
    """Channels that are fed by a file at present, not by their sensors."""


class Source(Protocol):
    """Where a window's data comes from."""

    def open(self) -> None:
        """Start; returns at once."""
        ...

    def take(self) -> Taken:
        """Everything that arrived since the last call; never blocks."""
        ...

    def submit(self, command: Command) -> None:
        """Send a command; the answer comes with a later :meth:`take`.  Never blocks."""
        ...

    def backfill(self, sensor_id: str, channel: str, from_ms: int, to_ms: int) -> str:
        """Ask for past readings; returns the request id that the HistoryReply will carry."""
        ...

    def health(self) -> Health:
        """How the link is now."""
        ...

    def close(self) -> None:
        """Stop and join the network thread."""
        ...
