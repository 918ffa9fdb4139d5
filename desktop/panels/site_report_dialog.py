"""现场情况: the form for casualties of an event, or for a leader who is at the site."""

from __future__ import annotations

from uuid import uuid4

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QSpinBox, QWidget

from county.events.event import LONGEST_NOTE
from county.response.site_reports import (
    LONGEST_POST,
    PEOPLE_MAX,
    ReportCasualties,
    ReportLeaderArrival,
    SiteKind,
    SiteReport,
)
from desktop import theme
from desktop.accessible_names import name_controls
from desktop.literal import PlainLabel

FIELD_PX = 310
"""Width of the note, in which what it is for has room.  The whole is as high as its texts need at the width that this
gives it: a least width of the dialog would leave the height of a narrower one, with an empty strip below."""


class SiteReportDialog(QDialog):
    """Opened with ``open``; ``given`` with the command once it is filled in."""

    given = Signal(object)

    def __init__(self, kind: SiteKind, event_id: str, last: SiteReport | None, parent: QWidget) -> None:
        """``last``: the casualties that are known, with which the form begins."""
        super().__init__(parent)
        self.setObjectName("report from the site")
        self._kind, self._event_id = kind, event_id
        self.dead, self.missing, self.injured = (QSpinBox(self) for _ in range(3))
        for box, known in zip(
            (self.dead, self.missing, self.injured),
            (0, 0, 0) if last is None else (last.dead, last.missing, last.injured),
            strict=True,
        ):
            box.setMaximum(PEOPLE_MAX)
            box.setValue(known)
        self.post, self.note = QLineEdit(self), QLineEdit(self)
        self.post.setMaxLength(LONGEST_POST)
        self.note.setMaxLength(LONGEST_NOTE)
        self.note.setMinimumWidth(theme.px(FIELD_PX))
        for unused in (self.post,) if kind == "casualties" else (self.dead, self.missing, self.injured):
            unused.hide()
        form = QFormLayout(self)
        if kind == "casualties":
            self.setWindowTitle(self.tr("Casualties"))
            hint = self.tr("As they are known now, in total; a later report replaces this one.")
            for name, box in (
                (self.tr("Dead"), self.dead), (self.tr("Missing or trapped"), self.missing),
                (self.tr("Injured"), self.injured),
            ):  # fmt: skip
                form.addRow(name, box)
            self.note.setPlaceholderText(self.tr("Who told it, or why fewer; reports tell it"))
            form.addRow(self.tr("Note"), self.note)
        else:
            self.setWindowTitle(self.tr("Leader at the site"))
            hint = self.tr("The post, not the name: records hold no names of people.")
            self.post.setPlaceholderText(self.tr("Deputy county head"))
            form.addRow(self.tr("Post"), self.post)
            form.addRow(self.tr("Note"), self.note)
        says = PlainLabel(hint)
        says.setWordWrap(True)
        says.setProperty("role", "hint")
        form.insertRow(0, says)
        self.take, self.leave = QPushButton(self.tr("Report")), QPushButton(self.tr("Cancel"))
        self.take.setProperty("role", "primary")
        self.take.setDefault(True)
        self.take.clicked.connect(self.accept)
        self.leave.clicked.connect(self.reject)
        self.accepted.connect(lambda: self.given.emit(self._body()))
        self.post.textChanged.connect(lambda _: self._follow())
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.leave)
        buttons.addWidget(self.take)
        form.addRow(buttons)
        name_controls(self, self.windowTitle())
        self._follow()

    def _body(self) -> ReportCasualties | ReportLeaderArrival:
        note, new = self.note.text().strip(), uuid4().hex
        if self._kind == "leader":
            return ReportLeaderArrival(site_id=new, about=self._event_id, post=self.post.text().strip(), note=note)
        return ReportCasualties(
            site_id=new, about=self._event_id, dead=self.dead.value(), missing=self.missing.value(),
            injured=self.injured.value(), note=note,
        )  # fmt: skip

    def _follow(self) -> None:
        self.take.setEnabled(self._kind == "casualties" or bool(self.post.text().strip()))
