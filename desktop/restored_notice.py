"""Notice that the journal was restored, with the items lost; open until the user acknowledges it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QEvent, Qt
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from county.numbering import short_number
from desktop import moments, theme
from desktop.i18n import pick
from desktop.restored import JournalRestored

KINDS: dict[str, object] = {
    "event": QT_TRANSLATE_NOOP("RestoredNotice", "Event"),
    "alarm": QT_TRANSLATE_NOOP("RestoredNotice", "Alarm"),
    "duty": QT_TRANSLATE_NOOP("RestoredNotice", "Duty log entry"),
}


class RestoredNotice(QDialog):
    """Closed by its button only; not modal."""

    def __init__(self, restored: JournalRestored, parent: QWidget) -> None:
        super().__init__(parent)
        self._restored = restored
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.text, self.list = QLabel(), QPlainTextEdit()
        self.text.setWordWrap(True)
        self.list.setReadOnly(True)
        self.list.setMinimumSize(theme.px(620), theme.px(220))
        self.copy, self.acknowledge = QPushButton(), QPushButton()
        self.copy.setAutoDefault(False)
        self.acknowledge.setAutoDefault(False)
        self.acknowledge.setProperty("role", "primary")
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.list.toPlainText()))
        self.acknowledge.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addWidget(self.copy)
        foot.addStretch(1)
        foot.addWidget(self.acknowledge)
        box = QVBoxLayout(self)
        box.addWidget(self.text)
        box.addWidget(self.list, 1)
        box.addLayout(foot)
        self._retranslate()

    def reject(self) -> None:
        """Escape does not close it."""

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        found = self._restored
        self.setWindowTitle(self.tr("The journal was restored"))
        summary = self.tr(
            "The journal was reset to an earlier state, detected at {noticed}. Its last record is now {seq}, "
            "of {recorded}."
        )
        lines = [
            summary.format(
                noticed=moments.full(found.noticed_ms), seq=found.seq, recorded=moments.full(found.recorded_ms)
            )
        ]
        if found.seen_seq > found.seq:
            missing = self.tr("Records {first} to {last}, which this window had shown, no longer exist.")
            lines.append(missing.format(first=found.seq + 1, last=found.seen_seq))
        if found.missing or found.changed:
            lines.append(
                self.tr(
                    "The items below were shown in this window: check them, and re-enter those that are still valid."
                )
            )
        else:
            lines.append(self.tr("No event, alarm or entry that was shown here is missing."))
        self.text.setText("\n".join(lines))
        self.list.setPlainText("\n".join(self._listed()))
        self.list.setVisible(bool(found.missing or found.changed))
        self.copy.setVisible(self.list.isVisibleTo(self))
        self.copy.setText(self.tr("Copy the list"))
        self.acknowledge.setText(self.tr("Acknowledged"))

    def _listed(self) -> Iterator[str]:
        for heading, items in (
            (self.tr("Missing: {n}"), self._restored.missing),
            (self.tr("State differs from the one shown: {n}"), self._restored.changed),
        ):
            if items:
                yield heading.format(n=len(items))
            for key, item_id, name in items:
                title = pick(name)
                kind = QCoreApplication.translate("RestoredNotice", str(KINDS.get(key, key)))
                number = short_number(item_id) if key == "alarm" else item_id if key == "event" or not title else ""
                yield "  ".join(part for part in (kind, number, title) if part)
