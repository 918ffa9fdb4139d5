"""A log that records its lines, for tests of log messages."""

from __future__ import annotations

from services.log import RateLimitedLog


class CapturedLog(RateLimitedLog):
    """``lines`` holds every warning and error with its values; no rate limit."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[tuple[str, dict[str, object]]] = []

    def info(self, text: str, **values: object) -> None:
        pass

    def warning(self, text: str, **values: object) -> None:
        self.lines.append((text, values))

    def error(self, text: str, **values: object) -> None:
        self.lines.append((text, values))

    def clear(self) -> None:
        """Clear the recorded lines."""
        self.lines.clear()

    @property
    def texts(self) -> list[str]:
        """The lines without their values."""
        return [text for text, _ in self.lines]

    @property
    def messages(self) -> list[str]:
        """The lines as text, with their values."""
        return [f"{text}: {values}" for text, values in self.lines]
