"""The line in which a briefing is begun: its kind, what it is about, its classification and its recipients."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import uuid4

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QComboBox, QLayout, QLineEdit, QPushButton, QVBoxLayout

from county.briefing.briefing import Briefing
from county.briefing.commands import DraftBriefing
from county.briefing.kinds import (
    CLASSIFICATIONS,
    EVENT_KINDS,
    KINDS,
    PERIODIC_KINDS,
    BriefingKind,
    briefing_span,
    period_containing,
)
from county.briefing.office_marks import named
from county.events.event import LONGEST_TITLE, Event
from desktop import theme
from desktop.i18n import pick
from desktop.session import Session
from desktop.widgets.wrapping_line import line_of

RECIPIENT_PX = 220


class DraftForm(QObject):
    """Widgets of the panel of briefings."""

    def __init__(self, session: Session, known: Callable[[], Mapping[str, Briefing]], parent: QObject) -> None:
        """``known``: all briefings on the desk."""
        super().__init__(parent)
        self._session = session
        self._known = known
        self.event_id = ""
        self.kind, self.classification = QComboBox(), QComboBox()
        for kind in KINDS:
            self.kind.addItem("", kind)
        for name in CLASSIFICATIONS:
            self.classification.addItem("", name)
        self.classification.setCurrentIndex(1)
        self.about, self.recipients = QLineEdit(), QLineEdit()
        self.about.setMaxLength(LONGEST_TITLE)
        self.recipients.setMinimumWidth(theme.px(RECIPIENT_PX))
        self.kind.currentIndexChanged.connect(lambda _: self.follow_kind())

    def laid_out(self, button: QPushButton) -> QLayout:
        """With the button that drafts."""
        lines = QVBoxLayout()
        lines.addLayout(line_of(self.kind, self.about, self.classification, self.recipients, button,
                                stretch={self.about: 2, self.recipients: 1}))  # fmt: skip
        return lines

    def retranslate(self) -> None:
        """Set all texts."""
        for row, name in enumerate(KINDS.values()):
            self.kind.setItemText(row, pick(name))
        for row, name in enumerate(CLASSIFICATIONS.values()):
            self.classification.setItemText(row, pick(name))
        self.recipients.setPlaceholderText(self.tr("Recipients, separated by 、"))
        self.recipients.setToolTip(self.tr("Units, posts and divisions, never people"))
        self.follow_kind()

    def fill(self, kind: BriefingKind, about: str = "", event_id: str = "") -> None:
        """As a person would."""
        self.event_id = event_id or self.event_id
        self.kind.setCurrentIndex(self.kind.findData(kind))
        if about:
            self.about.setText(about)
        self._show_about()

    def choose_event(self, event_id: str) -> None:
        """The event that a report would be about; "" for none."""
        self.event_id = event_id
        self._show_about()

    def body(self) -> DraftBriefing | str:
        """What it begins, or what is missing."""
        kind: BriefingKind = self.kind.currentData()
        about = self.about.text().strip()
        more: dict[str, object] = {}
        if kind in EVENT_KINDS:
            if not self.event_id:
                return self.tr("Select an event")
            more["event_ids"] = (self.event_id,)
        elif kind in PERIODIC_KINDS:
            if briefing_span(kind, about) is None:
                return self.tr("Write a period like {example}").format(example=self._this_period(kind))
            more["period"] = about
        elif not about:
            return self.tr("Write a title")
        else:
            more["title"] = about
        return DraftBriefing(
            briefing_id=uuid4().hex, kind=kind, classification=self.classification.currentData(),
            recipients=named(self.recipients.text()), **more,  # type: ignore[arg-type]
        )  # fmt: skip

    def follow_kind(self) -> None:
        """Offer the period, and the recipients of the last one of the kind."""
        kind: BriefingKind = self.kind.currentData()
        last = max(
            (one for one in self._known().values() if one.kind == kind and one.recipients),
            key=lambda one: one.steps[0].recorded_ms, default=None,
        )  # fmt: skip
        if last is not None and not self.recipients.text():
            self.recipients.setText("、".join(last.recipients))
        self.about.setReadOnly(kind in EVENT_KINDS)
        if kind in PERIODIC_KINDS:
            self.about.setText(self._this_period(kind))
            self.about.setPlaceholderText(self.tr("Period"))
        elif kind == "special":
            self.about.clear()
            self.about.setPlaceholderText(self.tr("Title"))
        else:
            self.about.setPlaceholderText(self.tr("Select an event"))
            self._show_about()

    def _this_period(self, kind: BriefingKind) -> str:
        return period_containing(kind, self._session.clock.now_ms())

    def _show_about(self) -> None:
        if self.kind.currentData() not in EVENT_KINDS:
            return
        states = self._session.layers.states("event")
        event: Event | None = states.get(self.event_id) if self.event_id else None
        title = "" if event is None else pick(self._session.event_texts.title(event))
        self.about.setText(f"{title} · {self.event_id}" if title else self.event_id)
        self.about.setCursorPosition(0)  # of a long title the beginning is shown
