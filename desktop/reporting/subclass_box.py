"""Selects an event subclass by typing a part of its name or its class, their pinyin or initials; initially empty."""

from __future__ import annotations

from PySide6.QtCore import Qt

from county.catalog import Catalog
from desktop.i18n import pick
from desktop.places.sought_box import SoughtBox
from desktop.reporting.subclass_sounds import SubclassSounds


class SubclassBox(SoughtBox):
    """Every subclass that can be reported as ``class / subclass``, in the order of the classes."""

    def __init__(self, catalog: Catalog, sounds: SubclassSounds) -> None:
        super().__init__(sounds.load)
        self._catalog = catalog
        self._sounds = sounds
        classes = list(catalog.event_classes)
        rows = sorted(catalog.offered_subclasses().items(), key=lambda row: classes.index(row[1].event_class))
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
        self.write_sought(range(self.count()))
        self.line.setPlaceholderText(self.tr("Please choose, or type to search"))

    def sounds_of(self, row: int) -> str:
        return self._sounds.lines.get(self.itemData(row), "")

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

    @property
    def finds_nothing(self) -> bool:
        """Whether the typed text is found in no row; of letters that is known together with the pinyin."""
        typed = self.currentText().strip()
        is_searched = bool(self._sounds.lines) or not typed.isascii()
        return bool(typed) and is_searched and not self.fitting(typed)

    @property
    def matches(self) -> int:
        """In how many rows the typed text is found while it names none."""
        typed = self.currentText().strip()
        return len(self.fitting(typed)) if typed and not self.key() else 0

    def settle(self) -> None:
        """Accept a part of a name, or of its pinyin or initials, that matches one subclass only."""
        typed = self.currentText().strip()
        fitting = self.fitting(typed) if typed else []
        if not self.key() and len(fitting) == 1:
            self.setCurrentIndex(fitting[0])
