"""Selects an event subclass by typing a part of its name or its class; initially empty."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit

from county.catalog import Catalog
from desktop.i18n import pick


class SubclassBox(QComboBox):
    """Every subclass that can be reported as ``class / subclass``, in the order of the classes."""

    def __init__(self, catalog: Catalog) -> None:
        super().__init__()
        self._catalog = catalog
        self.line = QLineEdit()
        self.setEditable(True)
        self.setLineEdit(self.line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        completer = QCompleter(self.model(), self)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        classes = list(catalog.event_classes)
        rows = sorted(catalog.offered_subclasses().items(), key=lambda row: classes.index(row[1].event_class))
        self.setCompleter(completer)
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
        self.line.setPlaceholderText(self.tr("Please choose, or type to search"))

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
        """Accept a part of a name that matches one subclass only."""
        typed = self.currentText().strip()
        fitting = [i for i in range(self.count()) if typed and typed.casefold() in self.itemText(i).casefold()]
        if not self.key() and len(fitting) == 1:
            self.setCurrentIndex(fitting[0])
