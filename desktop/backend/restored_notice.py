"""Notice that the journal was restored, with the items lost; open until the user acknowledges it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from county.portions import portions
from desktop import moments, theme
from desktop.backend.restored import JournalRestored
from desktop.input.form_keys import FormKeys
from desktop.item_models.lost_rows import LostRows
from desktop.widgets.accessible_names import name_controls
from desktop.widgets.literal import PlainLabel


class RestoredNotice(QDialog):
    """Closed by its button only; not modal."""

    def __init__(self, restored: JournalRestored, parent: QWidget) -> None:
        super().__init__(parent)
        self._restored = restored
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.text = PlainLabel()
        self.text.setWordWrap(True)
        self.rows = LostRows(restored, self)
        self.list = self._table()
        self.copy, self.acknowledge = QPushButton(), QPushButton()
        self.copy.setAutoDefault(False)
        self.acknowledge.setAutoDefault(False)
        self.acknowledge.setProperty("role", "primary")
        self.copy.clicked.connect(self._copy_all)
        self.acknowledge.clicked.connect(self.accept)
        FormKeys(self, self.acknowledge.click, self.reject)
        QShortcut(QKeySequence.StandardKey.Copy, self.list, self._copy_selected)
        self._copied: Iterator[str | None] = iter(())
        """The text to copy, after a None for each portion of its lines."""
        self._copying = QTimer(self, interval=0)
        self._copying.timeout.connect(self._go_on)
        foot = QHBoxLayout()
        foot.addWidget(self.copy)
        foot.addStretch(1)
        foot.addWidget(self.acknowledge)
        box = QVBoxLayout(self)
        box.setContentsMargins(*(theme.px(margin) for margin in (14, 10, 14, 12)))
        box.setSpacing(theme.px(7))
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
        name_controls(self, self.windowTitle())
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
        self.rows.retranslate()
        self.list.setVisible(bool(found.missing or found.changed))
        self.copy.setVisible(self.list.isVisibleTo(self))
        self.copy.setText(self.tr("Copy the list"))
        self.acknowledge.setText(self.tr("Acknowledged"))

    def _table(self) -> QTableView:
        """A table, because a QListView measures every row when it is shown."""
        table = QTableView()
        table.setModel(self.rows)
        table.setMinimumSize(theme.px(620), theme.px(220))
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.horizontalHeader().hide()
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + theme.px(6))
        return table

    def _copy_all(self) -> None:
        self._copy(range(self.rows.rowCount()))

    def _copy_selected(self) -> None:
        self._copy(sorted(index.row() for index in self.list.selectionModel().selectedRows()))

    def _copy(self, rows: Sequence[int]) -> None:
        """Copy the lines of ``rows``, made in portions."""
        self.copy.setEnabled(False)
        self._copied = self._joined(rows)
        self._copying.start()

    def _go_on(self) -> None:
        text = next(self._copied)
        if text is not None:
            QGuiApplication.clipboard().setText(text)
            self._copying.stop()
            self.copy.setEnabled(True)

    def _joined(self, rows: Sequence[int]) -> Iterator[str | None]:
        lines: list[str] = []
        for part in portions(len(rows)):
            lines += map(self.rows.line, rows[part])
            yield None
        yield "\n".join(lines)
