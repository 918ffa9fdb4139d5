"""Pictures that are painted once and kept."""

from __future__ import annotations

from PySide6.QtGui import QPixmap


def kept(painted: QPixmap) -> QPixmap:
    """The same picture without the paint engine that Qt keeps with whatever was painted on: 60 to 250 kB each, a
    hundred times the pixels of a small one."""
    return painted.copy()
