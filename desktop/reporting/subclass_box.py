"""Selects an event subclass by typing a part of its name or its class, their pinyin or initials; initially empty."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit

from county.catalog import Catalog
from county.texts import LONGEST_NAME
from desktop.i18n import pick
from desktop.input.passed_click import pass_clicks
from desktop.places.learned_once import LearnedOnce
from desktop.places.name_sounds import SOUGHT, SoughtCompleter
from desktop.reporting.subclass_sounds import SubclassSounds


class SubclassBox(QComboBox):
    """Every subclass that can be reported as ``class / subclass``, in the order of the classes."""

    def __init__(self, catalog: Catalog, sounds: SubclassSounds) -> None:
        super().__init__()
        self._catalog = catalog
        self._sounds = sounds
        self._pinyin = LearnedOnce(sounds.learn, self)
        self._pinyin.learned.connect(self._search_sounds)
        self.line = QLineEdit()
        self.line.setMaxLength(LONGEST_NAME)
        self.setEditable(True)
        self.setLineEdit(self.line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.list = SoughtCompleter(self.model(), self)
        self.list.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.list.setFilterMode(Qt.MatchFlag.MatchContains)
        self.list.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.list.setCompletionRole(SOUGHT)
        classes = list(catalog.event_classes)
        rows = sorted(catalog.offered_subclasses().items(), key=lambda row: classes.index(row[1].event_class))
        self.setCompleter(self.list)
        pass_clicks(self.line, self.list)
        for key, _ in rows:
            self.addItem("", key)
        self.retranslate()
        self.setCurrentIndex(-1)
        self.line.editingFinished.connect(self.settle)

    def retranslate(self) -> None:
        """Set the names; the selection is kept."""
        for i in range(self.count()):
            key = self.itemData(i)
            subclass = self._catalog.subclasses.get(key)
            name = key if subclass is None else pick(subclass.name)
            event_class = "" if subclass is None else f"{pick(self._catalog.event_classes[subclass.event_class])} / "
            self.setItemText(i, event_class + name)
        self._write_sought()
        self.line.setPlaceholderText(self.tr("Please choose, or type to search"))

    def _write_sought(self) -> None:
        for i in range(self.count()):
            self.setItemData(i, f"{self.itemText(i)}\n{self._sounds.lines.get(self.itemData(i), '')}", SOUGHT)

    def offer(self, key: str) -> None:
        """Select a subclass, also one that is retired or unknown, as a row of its own."""
        if self.findData(key) < 0:
            self.addItem("", key)
            self.retranslate()
        self.setCurrentIndex(self.findData(key))

    def key(self) -> str:
        """The selected subclass; "" while the typed text names none."""
        row = self.findText(self.currentText().strip(), Qt.MatchFlag.MatchExactly)
        return str(self.itemData(row)) if row >= 0 else ""

    def settle(self) -> None:
        """Accept a part of a name, or of its pinyin or initials, that matches one subclass only."""
        typed = self.currentText().strip().casefold()
        fitting = [i for i in range(self.count()) if typed and typed in str(self.itemData(i, SOUGHT)).casefold()]
        if not self.key() and len(fitting) == 1:
            self.setCurrentIndex(fitting[0])

    def release(self) -> None:
        """Stop finding the pinyin."""
        self._pinyin.release()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The pinyin is found when somebody goes to one of these boxes for the first time."""
        super().focusInEvent(event)
        self._pinyin.begin()

    def _search_sounds(self) -> None:
        """The pinyin is known: search in it as well, also for what has been typed meanwhile."""
        typed, at = self.line.text(), self.line.cursorPosition()
        self._write_sought()
        if self.line.text() != typed:  # Qt writes the selected row again when its data change
            self.line.setText(typed)
            self.line.setCursorPosition(at)
        if self.hasFocus() and typed.strip() and not self.key():
            self.list.setCompletionPrefix(typed)
            self.list.complete()
