"""Widths and elided forms of texts, kept: a list draws the same lines again at every update."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

from desktop import theme

KEPT = 8_192
"""Some hundred rows of every list of a window."""


def advance(text: str, size: float, *, bold: bool = False) -> int:
    """Width of a text in pixels; ``size`` as in :func:`desktop.theme.font`."""
    return _advance(text, size, bold, theme.font_key())


def elided(
    text: str, size: float, room_px: int, mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight, *, bold: bool = False
) -> str:
    """``text`` as far as it fits into a width."""
    return _elided(text, size, room_px, mode, bold, theme.font_key())


@lru_cache(KEPT)
def _advance(text: str, size: float, bold: bool, font: str) -> int:
    return QFontMetrics(theme.font(size, bold=bold)).horizontalAdvance(text)


@lru_cache(KEPT)
def _elided(text: str, size: float, room_px: int, mode: Qt.TextElideMode, bold: bool, font: str) -> str:
    return QFontMetrics(theme.font(size, bold=bold)).elidedText(text, mode, room_px)
