"""What an evaluation counts: the divisions, classes and channels that its filters leave."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from county.channels import SOURCE_NAMES
from county.figures.metric import Scope
from desktop.figures.period_line import BOX_CHARACTERS
from desktop.places.division_box import town_names
from desktop.session import Session
from desktop.widgets.filter_box import FilterBox
from desktop.widgets.narrow_box import narrow


class EvaluationFilters(QObject):
    """Three boxes, which stand in a line of the panel that owns them; "" leaves everything."""

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.division = narrow(FilterBox(town_names(session)), BOX_CHARACTERS)
        self.event_class = narrow(FilterBox(session.catalog.event_classes), BOX_CHARACTERS)
        self.channel = narrow(FilterBox(SOURCE_NAMES), BOX_CHARACTERS)
        for box in self.parts:
            box.activated.connect(lambda: self.changed.emit())

    @property
    def parts(self) -> tuple[QComboBox, ...]:
        """In their order."""
        return self.division, self.event_class, self.channel

    def scope(self) -> Scope:
        """The filters that are set."""
        return Scope(
            division=self.division.currentData() or "", event_class=self.event_class.currentData() or "",
            channel=self.channel.currentData() or "",
        )  # fmt: skip

    def show_scope(self, scope: Scope) -> None:
        """Other filters, as far as there are boxes for them, without :attr:`changed`."""
        for box, key in zip(self.parts, (scope.division, scope.event_class, scope.channel), strict=True):
            box.setCurrentIndex(max(0, box.findData(key)))

    def retranslate(self) -> None:
        """Set all texts."""
        self.division.retranslate(self.tr("All towns"))
        self.event_class.retranslate(self.tr("All classes"))
        self.channel.retranslate(self.tr("All channels"))
