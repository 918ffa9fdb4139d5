"""A time reservation without a disk, whose writes complete or fail on request of the test."""

from __future__ import annotations

from concurrent.futures import Future


class MemoryReservation:
    """Implements :class:`services.store.reserved_time.TimeReservation`.

    ``stored_ms`` is what is on the disk.  While ``held``, times wait for :meth:`complete` or :meth:`fail`; a test of a
    crash hands over the object that it leaves behind to the next run.
    """

    def __init__(self, *, held: bool = False) -> None:
        self.held = held
        self.stored_ms = 0
        self.writes = 0
        self.waiting: list[tuple[int, Future[None]]] = []

    def store(self, until_ms: int) -> Future[None]:
        stored: Future[None] = Future()
        self.waiting.append((until_ms, stored))
        if not self.held:
            self.complete()
        return stored

    def complete(self) -> None:
        """The disk has written the oldest pending time, if any."""
        if self.waiting:
            self.stored_ms, stored = self.waiting.pop(0)
            self.writes += 1
            stored.set_result(None)

    def fail(self) -> None:
        """The disk fails to write the oldest pending time, if any."""
        if self.waiting:
            self.waiting.pop(0)[1].set_exception(OSError(28, "No space left on device"))

    def crash(self, written: int) -> None:
        """The process ends: the first ``written`` of the waiting times still reach the disk."""
        for until_ms, _ in self.waiting[:written]:
            self.stored_ms = until_ms
        self.waiting.clear()

    def close(self) -> None:
        while self.waiting:
            self.complete()
