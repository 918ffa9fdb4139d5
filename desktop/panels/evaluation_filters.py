"""What an evaluation counts: the divisions, classes and channels that its filters leave."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from county.channels import SOURCE_NAMES
from county.figures.metric import Scope
from desktop.i18n import pick
from desktop.panels.period_line import BOX_CHARACTERS
from desktop.session import Session


class EvaluationFilters(QObject):
    """Three boxes, which stand in a line of the panel that owns them; "" leaves everything."""

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.division, self.event_class, self.channel = QComboBox(), QComboBox(), QComboBox()
        for box in self.parts:
            narrow(box)
            box.addItem("", "")
            box.activated.connect(lambda: self.changed.emit())
        towns = session.package.table("towns")
        for code, name in zip(towns["code"].tolist(), towns["name"].tolist(), strict=True):
            self.division.addItem(str(name), str(code))
        for key in session.catalog.event_classes:
            self.event_class.addItem("", key)
        for source in SOURCE_NAMES:
            self.channel.addItem("", source)

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

    def retranslate(self) -> None:
        """Set all texts."""
        self.division.setItemText(0, self.tr("All towns"))
        self.event_class.setItemText(0, self.tr("All classes"))
        for place, row in enumerate(self._session.catalog.event_classes.values(), start=1):
            self.event_class.setItemText(place, pick(row))
        self.channel.setItemText(0, self.tr("All channels"))
        for place, name in enumerate(SOURCE_NAMES.values(), start=1):
            self.channel.setItemText(place, pick(name))


def narrow(box: QComboBox) -> None:
    """No wider than its shortest texts need: a panel may be narrow."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(BOX_CHARACTERS)
