"""A choice of divisions or units, found by typing a part of a name or code, or its pinyin or initials."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox, QCompleter

from county.texts import LONGEST_NAME
from desktop import theme
from desktop.input.passed_click import pass_clicks
from desktop.places.learned_once import LearnedOnce
from desktop.places.name_sounds import SOUGHT, NameSounds, SoughtCompleter
from desktop.session import Session

WIDEST_PX = 190


class FoundBox(QComboBox):
    """Choices that are found by a part of their text; the line accepts nothing else while ``only`` is set."""

    def __init__(self, sounds: NameSounds | None = None, *, only: bool = True) -> None:
        """``sounds``: of the choices, which are found by pinyin, too."""
        super().__init__()
        self.only = only
        self._sounds = sounds
        self._pinyin = None if sounds is None else LearnedOnce(sounds.learn, self)
        if self._pinyin is not None:
            self._pinyin.learned.connect(self._search_sounds)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.model().rowsInserted.connect(self._write_inserted)
        completer = SoughtCompleter(self.model(), self)
        completer.setCompletionRole(SOUGHT)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)
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

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The pinyin is found when somebody goes to one of these boxes for the first time."""
        super().focusInEvent(event)
        if self._pinyin is not None:
            self._pinyin.begin()

    def _write_inserted(self, parent: QModelIndex, first: int, last: int) -> None:
        self._write_sought(range(first, last + 1))

    def _write_sought(self, rows: Iterable[int]) -> None:
        lines = {} if self._sounds is None else self._sounds.lines
        for row in rows:
            text = self.itemText(row)
            self.setItemData(row, f"{text}\n{lines.get(text, '')}", SOUGHT)

    def _search_sounds(self) -> None:
        """The pinyin is known: search in it as well, also for what has been typed meanwhile."""
        typed = self.currentText()
        self._write_sought(range(self.count()))
        if self.currentText() != typed:  # Qt writes the selected row again when its data change
            self.setEditText(typed)
        completer = self.completer()
        if self.hasFocus() and typed.strip() and self.findText(typed) < 0 and completer is not None:
            completer.setCompletionPrefix(typed)
            completer.complete()

    def _settle(self) -> None:
        """Take the choice with the typed value, or the only one of which the typed text is a part."""
        typed = self.currentText().strip()
        if not self.only or not typed or self.currentText() == self.itemText(self.currentIndex()):
            return
        of_value = self.findData(typed)
        rows = [row for row in range(self.count()) if typed.casefold() in str(self.itemData(row, SOUGHT)).casefold()]
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
