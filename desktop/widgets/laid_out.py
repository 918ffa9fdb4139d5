"""Layouts done at once where what is shown has become another thing: Qt does each level of them in a turn of its own,
and paints what is half laid out between them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget

from desktop.widgets.scrolled import Scrolled

ROUNDS = 2
"""What is scrolled gets its height from what lies in it, which may wrap otherwise at that width."""


def lay_out_now(part: QWidget) -> None:
    """Give all widgets in a part of the window whose texts or visibility changed their final places."""
    areas = [area for area in part.findChildren(Scrolled) if area.isVisible()]
    for _ in range(ROUNDS):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)  # those that it leads to, too
        for area in areas:
            area.fit()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        if all(area.fits for area in areas):
            return
