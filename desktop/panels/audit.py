"""The audit log: who connected, was refused, changed keys or took data away; for auditors and administrators."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableView,
)

from county.authority import AUDIT_ROLES
from desktop import theme
from desktop.item_models.audit_rows import AuditRows
from desktop.panels.panel import Panel, column_of
from desktop.permission import PERMISSIONS_MS, not_yours
from desktop.session import Session
from desktop.widgets.literal import PlainLabel
from desktop.widgets.text_table import widen
from desktop.widgets.wrapping_line import line_of
from desktop.wording import AUDIT_KINDS, explained, refusal, word
from services.protocol.limits import AUDIT_TEXT_MAX
from services.protocol.messages import AuditReply, Trouble

WIDTHS_PX = (160, 150, 170, 190)
"""Of the columns before the last one."""


class AuditPanel(Panel):
    """Pages of entries, newest first, filtered by the backend; the next page is requested by a button."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._request = ""
        """The page that is requested; "" for none."""
        self._next = 0
        """Where the next page begins; 0 at the end of the log."""
        self._denial = ""
        """Why this key may not read the log, as shown."""
        self._is_more = False
        """Whether the requested page follows the shown ones."""
        self.kind = QComboBox()
        self.kind.addItem("", "")
        for kind in AUDIT_KINDS:
            self.kind.addItem("", kind)
        self.kind.currentIndexChanged.connect(self.read)
        self.text = QLineEdit()
        self.text.setMaxLength(AUDIT_TEXT_MAX)
        self.text.setClearButtonEnabled(True)
        self.text.returnPressed.connect(self.read)
        self.refresh = QPushButton()
        self.refresh.setProperty("role", "primary")
        self.refresh.clicked.connect(self.read)
        self.more = QPushButton()
        self.more.clicked.connect(self._read_more)
        self.note = PlainLabel()
        """Why nothing is shown, or why the last request failed."""
        self.note.setWordWrap(True)
        self.note.setProperty("role", "muted")
        self.note.hide()
        self.rows = AuditRows(self)
        self.table = QTableView()
        self.table.setModel(self.rows)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setAlternatingRowColors(True)
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(theme.px(26))
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        line = line_of(self.kind, self.text, self.refresh, self.more, stretch={self.text: 1})
        box = column_of(self)
        box.addLayout(line)
        box.addWidget(self.note)
        box.addWidget(self.table, 1)
        session.feed.arrived.connect(self._arrived)
        self.every(PERMISSIONS_MS, self._enable)
        self.retranslate()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("AuditPanel", "Audit log")

    def retranslate(self) -> None:
        self.kind.setItemText(0, self.tr("All entries"))
        for place, name in enumerate(AUDIT_KINDS.values(), 1):
            self.kind.setItemText(place, word(name))
        self.text.setPlaceholderText(self.tr("Key, person, address, event …"))
        self.refresh.setText(self.tr("Read"))
        self.more.setText(self.tr("Older"))
        self.rows.retranslate()
        widen(self.table, WIDTHS_PX)
        self._enable()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.rows.rowCount():
            self.read()

    def read(self) -> None:
        """Read the newest entries that match the filter."""
        self._ask(0)

    def _read_more(self) -> None:
        self._ask(self._next)

    def _ask(self, before: int) -> None:
        if not self.isVisible() or self._denied():
            self._enable()
            return
        self._is_more = before > 0
        self._request = self._session.source.audit(before, self.kind.currentData(), self.text.text().strip())
        self._enable()

    def _denied(self) -> str:
        """Why this key may not read the log; "" when it may, or while it is unknown."""
        principal = self._session.source.health().principal
        if principal is None or principal.roles & AUDIT_ROLES:
            return ""
        return not_yours(principal, AUDIT_ROLES)

    def _enable(self) -> None:
        denied = self._denied()
        for part in (self.kind, self.text):
            part.setEnabled(not denied)
        self.refresh.setEnabled(not denied and not self._request)
        self.more.setEnabled(not denied and not self._request and self._next > 0)
        if denied != self._denial:
            self._denial = denied
            self._next = 0
            self.more.setEnabled(False)
            self.rows.show_entries(())
            self._show_note(denied)

    def _arrived(self, answer: object) -> None:
        if not isinstance(answer, AuditReply | Trouble) or not self._request or answer.request != self._request:
            return
        self._request = ""
        if isinstance(answer, Trouble):
            self._show_note(explained(answer.line))
        elif answer.refused:
            self._show_note(refusal(answer.refused, answer.params))
        else:
            self._next = answer.next
            if self._is_more:
                self.rows.add(answer.entries)
            else:
                self.rows.show_entries(answer.entries)
                self.table.scrollToTop()
            self._show_note("" if self.rows.rowCount() else self.tr("No entries match"))
        self._enable()

    def _show_note(self, text: str) -> None:
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def release(self) -> None:
        self._session.feed.arrived.disconnect(self._arrived)
        super().release()
