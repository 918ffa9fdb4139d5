"""A button of a line of choices, with its key before its text."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton


class ChoiceButton(QPushButton):
    """``key``: the digit that chooses it."""

    def __init__(self, text: str, key: str, *, above: bool) -> None:
        """``above``: whether the key stands above the text instead of at its left."""
        super().__init__(f"{key}\n{text}" if above else f"{key} {text}")
        self.key = key
        self.setCheckable(True)
        self.setAccessibleName(text)
        self.setAccessibleDescription(key)
