"""A log that keeps its lines, for tests that ask what was said."""

from __future__ import annotations

from services.log import RateLimitedLog


class CapturedLog(RateLimitedLog):
    """``lines`` holds every warning and error with its values; nothing is held back."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[tuple[str, dict[str, object]]] = []

    def info(self, text: str, **values: object) -> None:
        pass

    def warning(self, text: str, **values: object) -> None:
        self.lines.append((text, values))

    def error(self, text: str, **values: object) -> None:
        self.lines.append((text, values))

    def forget(self) -> None:
        """Begin anew."""
        self.lines.clear()

    @property
    def texts(self) -> list[str]:
        """The lines without their values."""
        return [text for text, _ in self.lines]
