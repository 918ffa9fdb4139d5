"""Which seek is sent when: one at a time, then the newest one that was asked for meanwhile.

So a slider that is dragged faster than moments are answered shows as many as can be answered, in their order.
"""

from __future__ import annotations

from threading import Lock

from services.protocol.as_of_messages import SeekRequest


class SeekTurns:
    """May be used by several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._sent = ""
        """Request that is not answered yet; "" for none."""
        self._next: SeekRequest | None = None
        """To be sent after it."""

    def begin(self, asked: SeekRequest) -> bool:
        """Whether ``asked`` is sent now; otherwise it waits, in place of one that waited."""
        with self._lock:
            if self._sent:
                self._next = asked
                return False
            self._sent = asked.request
            return True

    def end(self, request: str) -> SeekRequest | None:
        """``request`` is answered, or not needed any more: the seek that is to be sent now, which has its turn."""
        with self._lock:
            if self._next is not None and self._next.request == request:
                self._next = None
            if request != self._sent:
                return None
            found, self._next = self._next, None
            self._sent = "" if found is None else found.request
            return found

    def is_outdated(self, request: str) -> bool:
        """Whether a newer seek waits for the answer of ``request``."""
        with self._lock:
            return request == self._sent and self._next is not None
