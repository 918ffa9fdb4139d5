"""A button of a line of choices, with its key above its text."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton


class ChoiceButton(QPushButton):
    """``key``: the digit that chooses it."""

    def __init__(self, text: str, key: str) -> None:
        super().__init__(f"{key}\n{text}")
        self.key = key
        self.setCheckable(True)
        self.setAccessibleName(text)
        self.setAccessibleDescription(key)
