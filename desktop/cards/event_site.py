"""What was reported from the site of an event: casualties, leaders; with the ways to report and to withdraw, and the
event level that the casualties ask for."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout

from county.commands import CorrectEvent
from county.events.event import Event
from county.response.site_levels import LevelProposal, proposed_level
from county.response.site_reports import (
    ReportCasualties,
    ReportLeaderArrival,
    SiteKind,
    SiteReport,
    WithdrawSiteReport,
)
from desktop import moments, theme
from desktop.i18n import pick
from desktop.panels.sending_panel import SendingPanel
from desktop.permission import PERMISSIONS_MS, why_not
from desktop.response.site_report_dialog import SiteReportDialog
from desktop.session import Session
from desktop.steps.reason_dialog import ReasonDialog
from desktop.widgets.elided import ElidedButton
from desktop.widgets.literal import PlainLabel, literal
from desktop.widgets.wrapping_line import line_of
from layers.events import LEVEL_NAMES


class EventSite(SendingPanel):
    """Part of the event's card."""

    level_wanted = Signal(str, str)
    """The event is to be corrected to this level, and why."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._event: Event | None = None
        self.told = PlainLabel()
        self.told.setWordWrap(True)
        self.asked = PlainLabel()
        """Which level the casualties ask for."""
        self.asked.setWordWrap(True)
        self.asked.setProperty("role", "hint")
        self.raise_level = ElidedButton()
        self.raise_level.clicked.connect(self._want_level)
        self.casualties, self.leader, self.withdraw = ElidedButton(), ElidedButton(), ElidedButton()
        self.casualties.clicked.connect(lambda: self._ask("casualties"))
        self.leader.clicked.connect(lambda: self._ask("leader"))
        self.withdraw.clicked.connect(self._withdraw)
        for button in (self.raise_level, self.casualties, self.leader, self.withdraw):
            button.setProperty("role", "link")
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.px(4))
        lines.addWidget(self.told)
        lines.addLayout(line_of(self.asked, self.raise_level, stretch={self.asked: 1}))
        lines.addLayout(line_of(self.casualties, self.leader, self.withdraw))
        lines.addWidget(self.problem)
        self.listen(session.layers.book("site_report").changed, self.refresh)
        self.every(PERMISSIONS_MS, self.refresh)
        self.retranslate()

    def release(self) -> None:
        for dialog in self.findChildren(QDialog):
            dialog.reject()
        super().release()

    def retranslate(self) -> None:
        self.casualties.setText(self.tr("Casualties …"))
        self.leader.setText(self.tr("Leader at the site …"))
        self.withdraw.setText(self.tr("Withdraw the last one …"))
        self.refresh()

    def show_event(self, event: Event) -> None:
        """Show what was reported from the site of ``event``."""
        if self._event is None or event.id != self._event.id:
            self.problem.hide()
        self._event = event
        self.refresh()

    def refresh(self) -> None:
        """Show it as it is now."""
        known = self._known()
        self.told.setText("\n".join(self._lines(known)))
        self.told.setVisible(bool(known))
        self.withdraw.setVisible(bool(known))
        for button, command in (
            (self.casualties, ReportCasualties), (self.leader, ReportLeaderArrival), (self.withdraw, WithdrawSiteReport)
        ):  # fmt: skip
            why = why_not(self.session, command)
            button.setEnabled(self._event is not None and not why and not self._sent)
            button.setToolTip(literal(why))
        self._show_level(self._proposal(known))

    def _show_level(self, proposal: LevelProposal | None) -> None:
        for part in (self.asked, self.raise_level):
            part.setVisible(proposal is not None)
        if proposal is None or self._event is None:
            return
        self.asked.setText(self._why(proposal))
        self.raise_level.setText(self.tr("Correct to {level} …").format(level=pick(LEVEL_NAMES[proposal.level])))
        why = why_not(self.session, CorrectEvent, self._event)
        self.raise_level.setEnabled(not why)
        self.raise_level.setToolTip(literal(why))

    def _proposal(self, known: list[SiteReport]) -> LevelProposal | None:
        """By the newest report of casualties; None for an event that has ended."""
        last = next((one for one in reversed(known) if one.kind == "casualties"), None)
        if last is None or self._event is None or not self._event.open:
            return None
        return proposed_level(last, self._event.level)

    def _why(self, proposal: LevelProposal) -> str:
        words = {
            "dead": self.tr("{people} dead: at least {level} by law, now {now}"),
            "missing": self.tr("{people} dead or missing: may be {level}, now {now}"),
            "injured": self.tr("{people} injured: {level} if they are seriously injured, now {now}"),
        }[proposal.reason]
        assert self._event is not None, "it was reported about one"
        return words.format(
            people=proposal.people, level=pick(LEVEL_NAMES[proposal.level]), now=pick(LEVEL_NAMES[self._event.level])
        )

    def _want_level(self) -> None:
        proposal = self._proposal(self._known())
        if proposal is not None:
            self.level_wanted.emit(proposal.level, self._why(proposal))

    def _known(self) -> list[SiteReport]:
        """Those that count, the oldest first."""
        if self._event is None:
            return []
        about: list[SiteReport] = self.session.layers.about("site_report", self._event.id)
        return sorted((one for one in about if one.counts), key=lambda one: one.steps[0].recorded_ms)

    def _lines(self, known: list[SiteReport]) -> list[str]:
        now_ms = self.session.clock.now_ms()
        casualties = [one for one in known if one.kind == "casualties"][-1:]
        told = self.tr("Dead {dead}, missing {missing}, injured {injured} ({time})")
        there = self.tr("{post}: at the site ({time})")
        lines = [
            told.format(
                dead=one.dead, missing=one.missing, injured=one.injured,
                time=moments.short(one.steps[0].happened_ms, now_ms),
            )
            for one in casualties
        ]  # fmt: skip
        return lines + [
            there.format(post=one.post, time=moments.short(one.steps[0].happened_ms, now_ms))
            for one in known
            if one.kind == "leader"
        ]

    def _ask(self, kind: SiteKind) -> None:
        if self._event is None:
            return
        last = next((one for one in reversed(self._known()) if one.kind == "casualties"), None)
        SiteReportDialog(self.session, kind, self._event.id, last, self).open()

    def _withdraw(self) -> None:
        known = self._known()
        if not known:
            return
        last = known[-1]
        dialog = ReasonDialog(self.tr("Withdraw"), "\n".join(self._lines([last])), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.given.connect(lambda note: self.send(WithdrawSiteReport(site_id=last.id, note=note)))
        dialog.open()
