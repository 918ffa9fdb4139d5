"""The suggested unit of a filed event: why, the runners-up, what it leaves uncovered, and one key to approve it; or why
a person has to choose."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout

from county import commands as c
from county.events.event import Event
from county.records import Choice
from desktop import theme
from desktop.input.armed_step import ARMED_AFTER_MS
from desktop.input.keyed_button import KeyedButton
from desktop.input.keys import label_of
from desktop.panels.panel import Panel
from desktop.session import Session
from desktop.units.choice import choice_text, unit_name
from desktop.units.cover_line import CoverLine
from desktop.units.returns import is_to_be_proposed, returned_by, returned_line
from desktop.units.sending_preview import SendingPreview
from desktop.widgets.literal import PlainLabel
from services.protocol.messages import RankReply, SendingReply

ROOM_PX = 110
"""Height of a usual suggestion: two lines of reasons, one of cover, the button."""


class DispatchProposal(Panel):
    """Hidden where nothing is to be approved: the event has a unit, or the key may not dispatch.

    While the unit is looked up it is as high as the last suggestion was, so that the steps below stay where they are.
    """

    considered = Signal()
    """:attr:`reply` changed."""
    approved_too_soon = Signal()
    """Another unit had just been suggested: it was not dispatched, as the hand may have aimed at the former one."""

    def __init__(self, session: Session, monotonic: Callable[[], int]) -> None:
        """``monotonic``: milliseconds."""
        super().__init__()
        self._session = session
        self._monotonic = monotonic
        self._replaced_ms: int | None = None
        """When :attr:`unit` took the place of another one; None: it is the first that was suggested."""
        self._former = ""
        """The unit that was suggested last for the event."""
        self._event: Event | None = None
        self._request = ""
        self._room_px = theme.px(ROOM_PX)
        """Height of the last complete suggestion."""
        self.preview = SendingPreview(session, self)
        self.preview.given_up.connect(self._give_up)
        self.unit = ""
        """The suggested unit; "" for none."""
        self._choice: Choice | None = None
        self._returned: tuple[str, str] | None = None
        """The first of the ranking and its reason, if it returned the event."""
        self.text = PlainLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.cover = CoverLine(session)
        self.approve = KeyedButton(f"{label_of('list.step')} / {label_of('card.approve')}")
        self.approve.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.approve.setProperty("role", "primary")
        self.approve.clicked.connect(self.give)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(6))
        for part in (self.text, self.cover, self.approve):
            box.addWidget(part)
        session.feed.arrived.connect(self._arrived)
        self.retranslate()
        self.hide()

    def show_event(self, event: Event | None) -> None:
        """Suggest a unit for ``event``; None: nothing is to be approved."""
        before, self._event = self._event, event
        if event is None:
            if before is not None:
                self._request = ""
                self._begin_anew()
            return
        if before is None or before.id != event.id:
            self.refresh()
            self._begin_anew()

    @property
    def reply(self) -> SendingReply | None:
        """What it means to send the suggested unit; None while that is not known."""
        return self.preview.reply

    @property
    def is_asking(self) -> bool:
        """Whether it is not known yet which unit is suggested."""
        return bool(self._request) and self._choice is None

    @property
    def _is_waiting(self) -> bool:
        """Whether the suggestion is not complete: its unit, or what sending it means, is not known yet."""
        return self.is_asking or (bool(self.unit) and self.reply is None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._choice is not None and not self._is_waiting:
            self._room_px = event.size().height()

    def refresh(self) -> None:
        """Ask for the ranking again."""
        if self._event is not None:
            self._request = self._session.source.ranking(self._event.id)
            self.preview.await_confirmation()

    def retranslate(self) -> None:
        self.approve.setText(self.tr("Approve and dispatch"))
        self._show()

    def release(self) -> None:
        self._session.feed.arrived.disconnect(self._arrived)
        super().release()

    def _begin_anew(self) -> None:
        self._former, self._replaced_ms = "", None
        self._forget()

    def _forget(self) -> None:
        self.unit, self._choice = "", None
        self.preview.ask("", "")
        self._show()
        self.considered.emit()

    def _arrived(self, answer: object) -> None:
        if isinstance(answer, RankReply) and answer.request == self._request:
            self._request = ""
            self._take_ranking(answer)
        elif self.preview.take(answer):
            self.considered.emit()
        else:
            return
        self._show()

    def _give_up(self) -> None:
        """Nothing is approved by what was known before."""
        self.considered.emit()
        self._show()

    def _take_ranking(self, ranking: RankReply) -> None:
        if not ranking.candidates or self._event is None:
            self._forget()
            return
        first = ranking.candidates[0]
        if is_to_be_proposed(first, self._event):
            self._choice, self.unit = ranking.choice, first.unit
        else:
            self._choice, self.unit = first.choice, ""
        if self.unit:
            if self._former not in ("", self.unit):
                self._replaced_ms = self._monotonic()
            self._former = self.unit
        note = returned_by(self._event).get(first.unit)
        self._returned = None if note is None else (first.unit, note)
        self.preview.ask(self._event.id, self.unit)
        self.considered.emit()

    def _show(self) -> None:
        self.setMinimumHeight(self._room_px if self._is_waiting else 0)
        self.setVisible(self._choice is not None or self.is_asking)
        self.approve.setVisible(bool(self.unit) or self.is_asking)
        if self._choice is None:
            self.approve.setEnabled(False)
            self.cover.show_reply(None)
            self.text.setText(self.tr("The recommended unit is being looked up …"))
            return
        why = choice_text(self._session, self._choice)
        if self.unit:
            name = unit_name(self._session, self.unit)
            self.text.setText(self.tr("Suggested: {unit} – {why}").format(unit=name, why=why))
        elif self._returned is not None:
            text = self.tr("First in the list: {unit} – {why}. {returned}; choose by hand")
            unit, note = self._returned
            name = unit_name(self._session, unit)
            self.text.setText(text.format(unit=name, why=why, returned=returned_line(note)))
        else:
            text = self.tr("No free unit can come; choose by hand. First in the list: {why}")
            self.text.setText(text.format(why=why))
        reply = self.reply
        self.cover.show_reply(reply)
        around = self.parentWidget()
        if reply is None and self.approve.hasFocus() and around is not None:
            around.setFocus()  # Qt would give the focus of a disabled button to the next one, for which Enter is
        self.approve.setEnabled(reply is not None)
        self.approve.setToolTip("" if reply is not None else self.tr("Checking which villages lose their cover …"))

    def give(self) -> None:
        """Dispatch the suggested unit, once it is known which villages lose their cover, and it could be read."""
        if self._event is None or not (self.unit and self.approve.isEnabled() and self.isVisible()):
            return
        if self._replaced_ms is not None and self._monotonic() - self._replaced_ms < ARMED_AFTER_MS:
            self.approved_too_soon.emit()
        else:
            self._session.submissions.send(c.DispatchEvent(event_id=self._event.id, unit=self.unit))
