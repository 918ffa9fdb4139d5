"""What a part of a window keeps outside it, and lets go when the window closes."""

from __future__ import annotations

from PySide6.QtCore import QObject


class Releasable(QObject):
    """Watches parts that are not its own, or has a thread or a process; panels release all that they contain."""

    def release(self) -> None:
        """Let it go; nothing is begun any more."""
        raise NotImplementedError
