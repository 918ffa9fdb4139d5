"""A menu that writes keys as the buttons do."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QStyleOptionMenuItem

from desktop.input.keys import shown_key


class KeyedMenu(QMenu):
    """``Alt+⇧G`` beside an action, not ``Alt+Shift+G``: a key has one spelling in the whole window."""

    def initStyleOption(self, option: QStyleOptionMenuItem, action: QAction) -> None:
        super().initStyleOption(option, action)
        text, tab, key = str(option.text).partition("\t")
        if tab:
            option.text = f"{text}\t{shown_key(key)}"
