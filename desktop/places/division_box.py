"""A choice of divisions or units, found by typing a part of a name or code, or its pinyin or initials."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt

from desktop import theme
from desktop.places.name_sounds import NameSounds
from desktop.places.sought_box import SoughtBox
from desktop.session import Session

WIDEST_PX = 190


class FoundBox(SoughtBox):
    """Choices that are found by a part of their text; the line accepts nothing else while ``only`` is set."""

    def __init__(self, sounds: NameSounds | None = None, *, only: bool = True) -> None:
        """``sounds``: of the choices, which are found by pinyin, too."""
        super().__init__(None if sounds is None else sounds.load)
        self.only = only
        self._sounds = sounds
        self.model().rowsInserted.connect(self._write_inserted)
        self.setMinimumWidth(theme.px(WIDEST_PX))
        self.setCurrentIndex(-1)
        self.line.editingFinished.connect(self._settle)

    def sounds_of(self, row: int) -> str:
        return "" if self._sounds is None else self._sounds.lines.get(self.itemText(row), "")

    def _write_inserted(self, parent: QModelIndex, first: int, last: int) -> None:
        self.write_sought(range(first, last + 1))

    def _settle(self) -> None:
        """Take the choice with the typed value, or the only one of which the typed text is a part."""
        typed = self.currentText().strip()
        if not self.only or not typed or self.currentText() == self.itemText(self.currentIndex()):
            return
        of_value = self.findData(typed)
        rows = [of_value] if of_value >= 0 else self.fitting(typed)
        if len(rows) == 1:
            self.setCurrentIndex(rows[0])
            self.activated.emit(rows[0])

    def offer(self, choices: list[tuple[str, str]]) -> None:
        """Replace the choices: texts and values."""
        self.clear()
        for text, value in choices:
            self.addItem(text, value)
        self.setCurrentIndex(-1)
        self.clearEditText()

    def value(self) -> str:
        """The chosen value; where anything is accepted, else the text that was typed; "" for none."""
        row = self.findText(self.currentText(), Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchCaseSensitive)
        if row >= 0:
            return str(self.itemData(row))
        row = self.findData(self.currentText().strip())
        if row >= 0:
            return str(self.itemData(row))
        return "" if self.only else self.currentText().strip()

    def choose(self, value: str) -> None:
        """Choose a value, or write it where anything is accepted."""
        row = self.findData(value)
        self.setCurrentIndex(row)
        if row < 0:
            self.setEditText("" if self.only else value)


def town_names(session: Session) -> dict[str, str]:
    """Names of the towns by code."""
    return {code: name for name, code in division_choices(session, "towns")}


def division_choices(session: Session, *layers: str) -> list[tuple[str, str]]:
    """Paths and codes of the divisions of some layers of the package."""
    codes = [str(code) for layer in layers for code in session.package.table(layer)["code"]]
    return [(session.divisions.path(code), code) for code in codes]
