"""Layouts done at once where what is shown has become another thing: Qt does each level of them in a turn of its own,
and paints what is half laid out between them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent


def lay_out_now() -> None:
    """Give all widgets whose texts or visibility changed their final places, before anything is painted."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)  # those that it leads to, too
