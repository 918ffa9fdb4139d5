"""信息报告: what was reported to the higher authority about the selected event, and the next report."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QComboBox, QLayout, QPlainTextEdit, QVBoxLayout

from county.commands import CommandBody
from county.events.event import LONGEST_NOTE
from county.response.situation_reports import (
    REPORT_KINDS,
    SendSituationReport,
    SituationReport,
    SituationReports,
    next_kinds,
)
from desktop import moments, theme
from desktop.i18n import pick
from desktop.panels.record_panel import RecordPanel, Row
from desktop.session import Session
from desktop.widgets.elided import ElidedLabel
from desktop.widgets.wrapping_line import line_of
from desktop.wording import refusal
from layers.focus import Selection

TEXT_PX = 70


class Situation(RecordPanel):
    """Reports about the selected event, the newest first; about all events while none is selected."""

    command = SendSituationReport

    def __init__(self, session: Session) -> None:
        self.event_id = ""
        super().__init__(session, session.layers.book("situation"))
        self.listen(session.focus.selected, self._take_selection)
        self.retranslate()
        self._take_selection(session.focus.selection)

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("Situation", "Situation reports")

    def form(self) -> QLayout:
        self.what = ElidedLabel()
        self.what.setProperty("role", "muted")
        self.kind = QComboBox()
        for kind in REPORT_KINDS:
            self.kind.addItem("", kind)
        self.text = QPlainTextEdit()
        self.text.setMaximumHeight(theme.px(TEXT_PX))
        self.text.setTabChangesFocus(True)
        lines = QVBoxLayout()
        lines.addLayout(line_of(self.what, self.kind, self.button, stretch={self.what: 1}))
        lines.addWidget(self.text)
        return lines

    def retranslate(self) -> None:
        for row, name in enumerate(REPORT_KINDS.values()):
            self.kind.setItemText(row, pick(name))
        self.text.setPlaceholderText(
            self.tr("Received, source, time, place, nature, extent, losses, trend, leaders, measures, proposals")
        )
        self.button.setText(self.tr("Record as sent"))
        self.hint.say(self.tr("Nothing was reported"))
        super().retranslate()

    def heads(self) -> list[str]:
        return [self.tr("Report"), self.tr("Event"), self.tr("Sent"), self.tr("By"), self.tr("Text")]

    def rows(self) -> list[Row]:
        now_ms = self.session.clock.now_ms()
        found = [
            (known.id, report)
            for known in self.session.layers.states("situation").values()
            if isinstance(known, SituationReports) and (not self.event_id or known.id == self.event_id)
            for report in known.reports
        ]
        found.sort(key=lambda one: -one[1].happened_ms)
        return [
            Row(
                f"{event_id}/{report.kind}/{report.number}",
                (report_name(report), event_id, moments.short(report.happened_ms, now_ms), report.by, report.note),
            )
            for event_id, report in found
        ]

    def refresh(self) -> None:
        super().refresh()
        known = self.session.layers.states("situation").get(self.event_id)
        event = self.session.layers.states("event").get(self.event_id) if self.event_id else None
        title = "" if event is None else pick(self.session.event_texts.title(event))
        self.what.setText(f"{title} · {self.event_id}" if title else self.tr("Select an event"))
        kinds = next_kinds(known)
        for row, kind in enumerate(REPORT_KINDS):
            item = self.kind.model().item(row)  # type: ignore[attr-defined]
            item.setEnabled(kind in kinds)
        if kinds and self.kind.currentData() not in kinds:
            self.kind.setCurrentIndex(self.kind.findData(kinds[0]))

    def depends_on(self) -> object:
        """A refusal is about the event that was selected."""
        return self.event_id

    def closed(self) -> str:
        if self.session.layers.states("event").get(self.event_id) is None:
            return self.tr("Select an event")
        known = self.session.layers.states("situation").get(self.event_id)
        return "" if next_kinds(known) else refusal("situation_ended", {"event": self.event_id})

    def body(self) -> CommandBody | str:
        text = self.text.toPlainText().strip()
        if not text:
            return self.tr("Write the report")
        if len(text) > LONGEST_NOTE:
            return self.tr("The report is too long: at most {limit} characters").format(limit=LONGEST_NOTE)
        return SendSituationReport(event_id=self.event_id, kind=self.kind.currentData(), note=text)

    def enter_form(self) -> None:
        """The kind is proposed: what is missing is the text."""
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def sent(self, body: CommandBody) -> None:
        self.text.clear()

    def open_row(self, item_id: str) -> None:
        self.session.focus.select("events", item_id.rsplit("/", 2)[0])

    def _take_selection(self, selection: Selection | None) -> None:
        self.event_id = selection.ids[0] if selection is not None and selection.layer == "events" else ""
        self.follow()
        self.renew()


def report_name(report: SituationReport) -> str:
    """``首报``, ``续报 2``, ``终报``."""
    name = pick(REPORT_KINDS[report.kind])
    return f"{name} {report.number}" if report.kind == "further" else name
