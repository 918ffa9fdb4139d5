"""The time that a drill has reserved on disk: later than any time sent to its clients.

After a crash the drill continues there, so that its time never goes back.
"""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import msgspec

from county.explained import Explained
from services.disk.durable import write_whole
from services.disk.file_format import NEWER, format_of
from services.store.private import FILE_MODE
from services.store.sqlite.writer import WriterThread

FILE = "clock.json"
CLOSE_S = 5.0
"""How long a stop waits for a disk that hangs."""


class BadReservedTime(Explained):
    """The reserved time cannot be read; one line."""


class TimeReservation(Protocol):
    """Makes a time durable without holding up the caller."""

    @property
    def stored_ms(self) -> int:
        """The time stored by the last run of the realm; 0 for none."""
        ...

    def store(self, until_ms: int) -> Future[None]:
        """Begin to store ``until_ms`` in place of the time before; the result is there once it is durable, or an
        OSError."""
        ...

    def close(self) -> None:
        """Finish what is being stored."""
        ...


class _Content(msgspec.Struct):
    until_ms: int


class ReservedTime:
    """A :class:`TimeReservation` in a small file of the realm's folder, written by a thread of its own: the journal's
    thread may be busy for longer than a clock can wait."""

    def __init__(self, folder: Path) -> None:
        """Only the owner of the realm's lock may open it.  Raises BadReservedTime."""
        self._path = folder / FILE
        for part in folder.glob(f"{FILE}.*.part"):  # of a killed process
            with suppress(OSError):
                part.unlink()
        self.stored_ms = self._read()
        self._writer = WriterThread("clock writer")

    def store(self, until_ms: int) -> Future[None]:
        data = msgspec.json.encode(_Content(until_ms))
        return self._writer.submit(lambda: write_whole(self._path, data, mode=FILE_MODE))

    def close(self) -> None:
        self._writer.close(CLOSE_S)

    def _read(self) -> int:
        try:
            content = self._path.read_bytes()
            if (found := format_of(content, msgspec.json.decode)) > 1:
                raise BadReservedTime(NEWER, path=self._path, found=found)
            return msgspec.json.decode(content, type=_Content).until_ms
        except FileNotFoundError:
            return 0
        except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
            raise BadReservedTime(
                "{path}: is not the time of a drill ({why}); delete it: the drill then continues at its last record",
                path=self._path, why=error,
            ) from error  # fmt: skip
