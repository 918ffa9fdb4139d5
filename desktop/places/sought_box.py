"""A list that is found by typing: a part of what its rows say, or of their pinyin or initials."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox, QCompleter

from county.texts import LONGEST_NAME
from desktop.input.passed_click import pass_clicks
from desktop.places.loaded_once import LoadedOnce
from desktop.places.name_sounds import SOUGHT, SoughtCompleter
from services.analysis.texts.name_terms import NameTermsProcess


class SoughtBox(QComboBox):
    """Searches in what :meth:`write_sought` writes at :data:`SOUGHT` of each row."""

    sounds_known = Signal()
    """The rows are found by their pinyin from now on."""

    def __init__(self, load: Callable[[NameTermsProcess], None] | None) -> None:
        """``load``: finds the pinyin as :class:`LoadedOnce` has it; None: there is none."""
        super().__init__()
        self._pinyin = None if load is None else LoadedOnce(load, self)
        if self._pinyin is not None:
            self._pinyin.loaded.connect(self._search_sounds)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        line = self.lineEdit()
        assert line is not None, "it is editable"
        self.line = line
        self.line.setMaxLength(LONGEST_NAME)
        self.list = SoughtCompleter(self.model(), self)
        self.list.setCompletionRole(SOUGHT)
        self.list.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(self.list)
        self.list.setFilterMode(Qt.MatchFlag.MatchContains)
        self.list.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        pass_clicks(self.line, self.list)

    def sounds_of(self, row: int) -> str:
        """Pinyin and initials of a row, in lines; "" while they are not known."""
        raise NotImplementedError

    def write_sought(self, rows: Iterable[int]) -> None:
        """Have these rows found by their text and their sounds."""
        for row in rows:
            self.setItemData(row, f"{self.itemText(row)}\n{self.sounds_of(row)}", SOUGHT)

    def fitting(self, typed: str) -> list[int]:
        """Rows in which a text is found."""
        folded = typed.casefold()
        return [row for row in range(self.count()) if folded in str(self.itemData(row, SOUGHT)).casefold()]

    def release(self) -> None:
        """Stop finding the pinyin."""
        if self._pinyin is not None:
            self._pinyin.release()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The pinyin is found when somebody goes to one of these boxes for the first time."""
        super().focusInEvent(event)
        if self._pinyin is not None:
            self._pinyin.begin_in(self)

    def _search_sounds(self) -> None:
        """The pinyin is known: search in it as well, also for what has been typed meanwhile."""
        typed, at = self.line.text(), self.line.cursorPosition()
        self.write_sought(range(self.count()))
        if self.line.text() != typed:  # Qt writes the selected row again when its data change
            self.line.setText(typed)
            self.line.setCursorPosition(at)
        if self.hasFocus() and typed.strip() and self.findText(typed.strip()) < 0:
            self.list.setCompletionPrefix(typed)
            self.list.complete()
        self.sounds_known.emit()
