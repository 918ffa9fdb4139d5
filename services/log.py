"""The backend's log: one line an entry, to stderr; a flood of the same trouble becomes one line with a count."""

from __future__ import annotations

import logging
import sys

import structlog

from county.clock import monotonic_ms

QUIET_MS = 10_000


def configure() -> None:
    """Send all entries to stderr, one line each, with the time in front."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


class RateLimitedLog:
    """Logs the first of several equal entries at once and how many followed ten seconds later."""

    def __init__(self) -> None:
        self._log = structlog.get_logger()
        self._seen: dict[str, tuple[int, int]] = {}

    def info(self, text: str, **values: object) -> None:
        """Something that is as it should be; never held back."""
        self._log.info(text, **values)

    def warning(self, text: str, **values: object) -> None:
        """Something that a person may have to look at; equal ``text`` is held back for ten seconds."""
        now = monotonic_ms()
        since, held_back = self._seen.get(text, (now - QUIET_MS, 0))
        if now - since < QUIET_MS:
            self._seen[text] = since, held_back + 1
            return
        if held_back:
            values["held_back"] = held_back
        self._seen[text] = now, 0
        self._log.warning(text, **values)

    def error(self, text: str, **values: object) -> None:
        """Something that fails; never held back."""
        self._log.error(text, **values)
