"""Docks behind the tab of another one: for Qt they are visible, with all that is in them."""

from __future__ import annotations

from PySide6.QtWidgets import QDockWidget, QWidget


def is_covered(part: QWidget) -> bool:
    """Whether the dock around ``part`` is behind another tab or hidden; what stands in none is not."""
    dock = _dock_around(part)
    return dock is not None and dock.visibleRegion().isEmpty()


def bring_to_front(part: QWidget) -> None:
    """Raise the dock around ``part`` among its tabs where it is behind another one."""
    dock = _dock_around(part)
    if dock is not None and dock.visibleRegion().isEmpty():
        dock.raise_()


def _dock_around(part: QWidget) -> QDockWidget | None:
    above: QWidget | None = part
    while above is not None and not isinstance(above, QDockWidget):
        above = above.parentWidget()
    return above
