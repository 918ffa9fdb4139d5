"""Failures of the backend's loop: each ends only the stage of the iteration in which it occurs, is counted and shown.

Only a :class:`LoopEnds` ends the loop: where the state in memory may differ from the journal, and acknowledged data
would be decided on or shown wrongly (a commit whose result is unknown, changes that cannot be undone), and where only
another start can use the journal (a damaged part is rebuilt, a restore has replaced it).
"""

from __future__ import annotations

from collections.abc import Callable

from county.explained import Explained
from county.store_faults import NONE, StoreFault
from services.failure_trace import trace
from services.log import RateLimitedLog
from services.store.ports import MustReopen


class LoopEnds(Explained):
    """A failure after which the backend must be started again; one line."""


class StoreEnds(LoopEnds):
    """The store must be opened again."""

    @classmethod
    def after(cls, error: MustReopen) -> StoreEnds:
        return cls(error.line.template, **error.line.params)


class StateUncertain(LoopEnds):
    """The state in memory may differ from the journal; a start folds the journal again."""

    @classmethod
    def after(cls, error: Exception) -> StateUncertain:
        return cls(
            "the state in memory may differ from the journal ({reason}); the backend ends, and continues from the "
            "journal when it starts again", reason=repr(error),
        )  # fmt: skip


class LoopFailures:
    """Counts the failures since the start and logs them, rate-limited."""

    def __init__(self, messages: RateLimitedLog) -> None:
        self._messages = messages
        self.count = 0
        self._last = ""

    @property
    def fault(self) -> StoreFault:
        """The failures so far, for the heartbeat."""
        return StoreFault("loop_failed", count=self.count, reason=self._last) if self.count else NONE

    def contain(self, stage: Callable[[], object]) -> bool:
        """Run ``stage``; returns False when it failed.  Raises LoopEnds."""
        try:
            stage()
        except LoopEnds:
            raise
        except Exception as error:
            self.note(error)
            return False
        return True

    def note(self, error: Exception, text: str = "a part of an iteration of the loop failed", **values: object) -> None:
        """Count and log a failure that was contained."""
        self.count += 1
        self._last = type(error).__name__
        self._messages.warning(text, **values, failures=self.count, trace=trace(error))
