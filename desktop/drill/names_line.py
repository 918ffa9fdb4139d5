"""A line for the names of several persons; the one that is being typed is completed from those who are known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QLineEdit

from desktop.input.offered_list import OFFERED, OfferedList

BETWEEN = "、"
_HAN = r"\u3400-\u9fff"
_BETWEEN = re.compile(rf"\s*[、,，;；]\s*|(?<=[{_HAN}])\s+(?=[{_HAN}])")
"""A blank between Chinese characters separates two persons; one between letters belongs to the name of one."""


class NamesLine(QLineEdit):
    """Whoever is not known may be written, too."""

    entered = Signal()
    """Return was pressed, and not to take a name of the list."""

    def __init__(self, known: Callable[[], Iterable[str]]) -> None:
        super().__init__()
        self._known = known
        self.list = OfferedList(self)
        self.popup = self.list.view
        self.list.activated.connect(self._take)
        self.textEdited.connect(self._offer)
        self.returnPressed.connect(self._enter)

    def names(self) -> list[str]:
        """As written, without those between them."""
        return [name for name in _BETWEEN.split(self.text().strip()) if name]

    def _offer(self) -> None:
        """Nobody who is written already, or in full."""
        *before, typed = _BETWEEN.split(self.text())
        wanted = typed.strip().casefold()
        found = [name for name in dict.fromkeys(self._known()) if wanted in name.casefold() and name not in before]
        is_whole = any(name.casefold() == wanted for name in found)
        self.list.rows.setStringList(found[:OFFERED] if wanted and not is_whole else [])
        if self.list.rows.rowCount():
            self.list.complete()
            self.popup.setCurrentIndex(QModelIndex())  # Return takes only what a hand has chosen
        else:
            self.popup.hide()

    def _take(self, name: str) -> None:
        *before, _ = _BETWEEN.split(self.text())
        self.setText(BETWEEN.join([*before, name]))
        self.setModified(True)

    def _enter(self) -> None:
        takes = self.popup.isVisible() and self.popup.currentIndex().isValid()
        self.popup.hide()
        if not takes:
            self.entered.emit()
