"""现场情况: the form for casualties of an event, or for a leader who is at the site."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLineEdit, QSpinBox, QWidget

from county.commands import CommandBody
from county.events.event import LONGEST_NOTE
from county.response.site_reports import (
    LONGEST_POST,
    PEOPLE_MAX,
    ReportCasualties,
    ReportLeaderArrival,
    SiteKind,
    SiteReport,
)
from desktop.panels.sent_dialog import SentDialog
from desktop.session import Session

translate = QCoreApplication.translate


class SiteReportDialog(SentDialog):
    """Of one kind of report."""

    def __init__(
        self, session: Session, kind: SiteKind, event_id: str, last: SiteReport | None, parent: QWidget
    ) -> None:
        """``last``: the casualties that are known, with which the form begins."""
        if kind == "casualties":
            title = translate("SiteReportDialog", "Casualties")
            hint = translate("SiteReportDialog", "As they are known now, in total; a later report replaces this one.")
        else:
            title = translate("SiteReportDialog", "Leader at the site")
            hint = translate("SiteReportDialog", "The post, not the name: records hold no names of people.")
        super().__init__(session, title, hint, translate("SiteReportDialog", "Report"), parent)
        self.setObjectName("report from the site")
        self._kind, self._event_id = kind, event_id
        self.dead, self.missing, self.injured = (QSpinBox(self) for _ in range(3))
        self.post, self.note = QLineEdit(self), QLineEdit(self)
        self.post.setMaxLength(LONGEST_POST)
        self.note.setMaxLength(LONGEST_NOTE)
        for unused in (self.post,) if kind == "casualties" else (self.dead, self.missing, self.injured):
            unused.hide()
        if kind == "casualties":
            known = (0, 0, 0) if last is None else (last.dead, last.missing, last.injured)
            for box, people in zip((self.dead, self.missing, self.injured), known, strict=True):
                box.setMaximum(PEOPLE_MAX)
                box.setValue(people)
            self.note.setPlaceholderText(self.tr("Who told it, or why fewer; reports tell it"))
            self.arrange(
                (self.tr("Dead"), self.dead), (self.tr("Missing or trapped"), self.missing),
                (self.tr("Injured"), self.injured), (self.tr("Note"), self.note),
            )  # fmt: skip
        else:
            self.post.setPlaceholderText(self.tr("Deputy county head"))
            self.arrange((self.tr("Post"), self.post), (self.tr("Note"), self.note))

    def bodies(self) -> Sequence[CommandBody] | str:
        note, new, post = self.note.text().strip(), uuid4().hex, self.post.text().strip()
        if self._kind == "leader":
            if not post:
                return self.tr("Write the post of the leader")
            return [ReportLeaderArrival(site_id=new, about=self._event_id, post=post, note=note)]
        return [
            ReportCasualties(
                site_id=new, about=self._event_id, dead=self.dead.value(), missing=self.missing.value(),
                injured=self.injured.value(), note=note,
            )
        ]  # fmt: skip
