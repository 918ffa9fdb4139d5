"""The backend's log: one line an entry, to stderr; repeated warnings are rate-limited and counted."""

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
    """Logs the first of several equal entries immediately and the number of repetitions ten seconds later."""

    def __init__(self) -> None:
        self._log = structlog.get_logger()
        self._seen: dict[str, tuple[int, int]] = {}

    def info(self, text: str, **values: object) -> None:
        """A regular event; not rate-limited."""
        self._log.info(text, **values)

    def warning(self, text: str, **values: object) -> None:
        """A condition that may need attention; the same ``text`` is suppressed for ten seconds."""
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
        """A failure; not rate-limited."""
        self._log.error(text, **values)
