"""A choice of towns and villages, found by typing a part of a name or code."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter

from county.texts import LONGEST_NAME
from desktop import theme
from desktop.input.passed_click import pass_clicks
from desktop.session import Session

WIDEST_PX = 190


class FoundBox(QComboBox):
    """Choices that are found by a part of their text; the line accepts nothing else while ``only`` is set."""

    def __init__(self, *, only: bool = True) -> None:
        super().__init__()
        self.only = only
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        completer = self.completer()
        assert completer is not None, "it is editable"
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumWidth(theme.px(WIDEST_PX))
        self.setCurrentIndex(-1)
        line = self.lineEdit()
        assert line is not None, "it is editable"
        line.setMaxLength(LONGEST_NAME)
        line.editingFinished.connect(self._settle)
        pass_clicks(line, completer)

    def _settle(self) -> None:
        """Take the choice with the typed value, or the only one of which the typed text is a part."""
        typed = self.currentText().strip()
        if not self.only or not typed or self.currentText() == self.itemText(self.currentIndex()):
            return
        of_value = self.findData(typed)
        rows = [row for row in range(self.count()) if typed.casefold() in self.itemText(row).casefold()]
        rows = [of_value] if of_value >= 0 else rows
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
