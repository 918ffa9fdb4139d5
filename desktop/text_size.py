"""The size of all texts that a person chose: with it everything grows that is measured in the theme's pixels."""

from __future__ import annotations

from PySide6.QtCore import QSettings

TEXT_SIZE_KEY = "window/text_percent"
TEXT_SIZES = (100, 125, 150, 175, 200)
"""Per cent of what the screen's height gives; 200 is what WCAG 2.2, 1.4.4, asks for."""


def chosen_percent(settings: QSettings) -> int:
    """The stored size, 100 where there is none or another one."""
    stored = str(settings.value(TEXT_SIZE_KEY, ""))
    return int(stored) if stored.isdecimal() and int(stored) in TEXT_SIZES else 100
