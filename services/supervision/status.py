"""What a supervisor tells the windows about its backend: one small private file, replaced at every change."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

import msgspec

from county.explained import Explained
from services.disk.file_stamp import Stamp, stamp_of
from services.store.private import private_file
from services.supervision.exit_reason import from_fields
from services.transport.address import checked_address

FILE = "status.json"
LOCK = "lock"
"""File next to it that is locked while a supervisor runs."""
CRASHED = 255
"""Exit code of a supervisor after a defect, with its traceback in the log."""

BackendState = Literal["starting", "running", "restarting", "failed"]


class Status(msgspec.Struct, frozen=True):
    """One state of a supervised backend."""

    supervisor: int
    """Process ids."""
    backend: int | None
    state: BackendState
    address: str
    """Changes only when another program has taken the port: a client reads it on every connect."""
    restarts: int = 0
    failures: int = 0
    """Ends in succession that were the backend's own doing."""
    reason: Mapping[str, Any] | None = None
    """Of the last unexpected end; see :func:`services.supervision.exit_reason.fields_of`."""

    @property
    def detail(self) -> str:
        """The reason, one line; "" when there was no unexpected end."""
        return "" if self.reason is None else from_fields(self.reason)


class StatusFile:
    """The status in one folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._written: Stamp | None = None
        self._stamp: Stamp | None = None
        self._status: Status | None = None

    def write(self, status: Status) -> None:
        """Replace the status.  Not synced: after a power cut it describes nothing.  Raises OSError."""
        part = self._path.with_suffix(".part")
        private_file(part)
        part.write_bytes(msgspec.json.encode(status))
        self._written = stamp_of(part)  # before it is in place, where another may replace it at once
        part.replace(self._path)

    @property
    def overwritten(self) -> bool:
        """Whether the file is not the one that was last written."""
        return stamp_of(self._path) != self._written

    def read(self) -> Status | None:
        """The newest status; None when there is none.  Cheap while it does not change."""
        stamp = stamp_of(self._path)
        if stamp != self._stamp:
            with suppress(OSError):  # being replaced: the next call reads it
                self._status = None if stamp is None else _decoded(self._path.read_bytes())
                self._stamp = stamp
        return self._status

    def remove(self) -> None:
        """The backend and its supervisor end."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


def _decoded(data: bytes) -> Status | None:
    """None for a damaged status, or one of another version."""
    try:
        status = msgspec.json.decode(data, type=Status)
        checked_address(status.address, first_port=1)
        _ = status.detail
    except (Explained, ValueError, LookupError, TypeError, AttributeError):
        return None
    return status
