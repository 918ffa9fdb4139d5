"""The colours of the leader's page by night and by day: of states and texts those of the walls.  Colour other than text
and ground is a state."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtGui import QColor

from county.wall.colors import DAY, NIGHT


class LeaderLook(NamedTuple):
    """As ``#rrggbb``."""

    ground: str
    card: str
    """Of tiles, on the ground."""
    line: str
    text: str
    muted: str
    accent: str
    """What can be pressed, and the curve of a trend."""
    good: str
    warning: str
    danger: str
    past: str
    """Frame and words of a moment that is not now."""

    def color(self, name: str) -> QColor:
        """One of them, for painting."""
        return QColor(getattr(self, name))


BY_NIGHT = LeaderLook(
    ground="#0a1724", card="#11253a", line="#234463", text=NIGHT.text, muted="#a9bccd", accent="#5fcbff",
    good=NIGHT.good, warning=NIGHT.late, danger="#ff8a80", past="#6fb2ff",
)  # fmt: skip
"""Texts stand on cards, which are lighter than the ground of a wall: muted and danger are lighter, too."""
BY_DAY = LeaderLook(
    ground="#eef2f5", card="#ffffff", line="#c9d4dd", text=DAY.text, muted=DAY.muted, accent="#0d4a78",
    good=DAY.good, warning=DAY.late, danger=DAY.alarm, past="#0f4c9c",
)  # fmt: skip


def style_sheet(look: LeaderLook) -> str:
    """Of the parts of the page that Qt paints."""
    return f"""
QLabel {{ color: {look.text}; }}
QLabel[role="muted"] {{ color: {look.muted}; }}
QLabel[role="hint"] {{ color: {look.warning}; }}
QPushButton {{ background: {look.card}; color: {look.text}; border: 1px solid {look.line}; outline: none; }}
QPushButton:hover, QPushButton:focus {{ border: 2px solid {look.accent}; }}
QPushButton[role="link"] {{ background: transparent; border: none; color: {look.accent}; }}
QPushButton[role="link"]:disabled {{ color: {look.text}; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: {look.ground}; }}
QTableWidget {{ background: {look.card}; alternate-background-color: {look.ground}; color: {look.text};
    selection-background-color: {look.line}; selection-color: {look.text}; border: none; }}
QHeaderView::section {{ background: {look.card}; color: {look.muted}; border: none; }}
"""
