"""The live strip of a drill, by which it is aborted; after that it tells everybody to return to duty, and why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from county.drill.run import AbortDrill, DrillRun
from county.events.event import Event
from desktop.backend.submissions import Answer
from desktop.drill.abort_dialog import AbortDialog
from desktop.drill.live_strip import LiveStrip
from desktop.drill.permission import why_not_in_drill
from desktop.drill.real_calls import RealCall, RealCalls
from desktop.i18n import pick
from desktop.input.keys import KEYS, label_of
from desktop.session import Session
from desktop.widgets.literal import literal
from desktop.wording import refusal

ABORTABLE = ("scheduled", "armed", "running")
"""States of a drill."""


class AbortingStrip(LiveStrip):
    """Of every window of a drill."""

    _sent = ""
    """The command that is not answered yet."""
    _refused = ""

    def __init__(self, session: Session, watch: RealCalls | None, *, alone: bool = False) -> None:
        """``alone``: the window has no other button that aborts the drill, so it is always there."""
        self._alone = alone
        super().__init__(session, watch)
        self.abort.clicked.connect(lambda: self.ask_abort())
        QShortcut(KEYS["drill.abort"].sequences[0], self, self.ask_abort).setAutoRepeat(False)
        self.listen(session.submissions.answered, self._answered)

    def make_buttons(self) -> tuple[QPushButton, ...]:
        self.abort = QPushButton()
        go, noted = super().make_buttons()
        return go, self.abort, noted

    def retranslate(self) -> None:
        super().retranslate()
        self.abort.setText(self.tr("Abort the drill ({key})").format(key=label_of("drill.abort")))

    def refresh(self) -> None:
        run = self._session.drill.run
        goes_on = run is None or run.state in ABORTABLE
        self.noted.setText(self.tr("Noted, the drill goes on") if goes_on else self.tr("Noted"))
        self.abort.setEnabled(self.may_abort())
        self.abort.setToolTip(literal(why_not_in_drill(self._session, AbortDrill)))
        super().refresh()

    def wanted_buttons(self) -> Sequence[QPushButton]:
        aborts = self.newest is not None or bool(self._refused) or (self._alone and self.may_abort())
        return (*([self.abort] if aborts else []), *super().wanted_buttons())

    def said(self) -> tuple[Sequence[str], bool]:
        forms, is_urgent = super().said()
        run = self._session.drill.run
        if run is not None and run.state == "aborted":
            forms, is_urgent = [self._aborted(run)], True
        return [self._refused] if self._refused else forms, is_urgent

    def may_abort(self) -> bool:
        """Whether the drill can be aborted, and the person on duty may."""
        run = self._session.drill.run
        able = run is not None and run.state in ABORTABLE and not self._sent
        return able and not why_not_in_drill(self._session, AbortDrill)

    def ask_abort(self, over: QWidget | None = None) -> None:
        """Ask for confirmation, once, before the window ``over``; the real event that is shown is named already."""
        if not self.may_abort() or isinstance(QApplication.activeModalWidget(), AbortDialog):
            return
        newest = self.newest
        event = "" if newest is None or newest.kind != "event" else newest.id
        reason = "" if newest is None else self._reason(newest)
        dialog = AbortDialog(over or self, event_id=event, reason=reason)
        dialog.confirmed.connect(self._abort)
        dialog.open()

    def _abort(self, reason: str, event: str) -> None:
        self._refused = ""
        kind, since_ms = self._interruption(event)
        body = AbortDrill(
            drill=self._session.realm.id, note=reason, live_event=event, live_kind=kind, live_since_ms=since_ms
        )
        self._sent = self._session.submissions.send(body).id
        self.refresh()

    def _answered(self, answer: Answer) -> None:
        if answer.command.id == self._sent:
            self._sent = ""
            self._refused = "" if answer.refusal is None else refusal(answer.refusal.code, answer.refusal.params)
            self.refresh()

    def _aborted(self, run: DrillRun) -> str:
        reason = run.steps[-1].note
        if not run.live_event:
            return self.tr("The drill was ABORTED, return to duty: {reason}").format(reason=reason)
        return self.tr("The drill was ABORTED, return to duty: {reason} · real event {event}").format(
            reason=reason, event=run.live_event
        )  # fmt: skip

    def _reason(self, call: RealCall) -> str:
        """``真实事件 · 山洪``: what the drill may know of it, besides its number and time."""
        kind, _ = _kind_and_time(call)
        catalog = self._session.catalog
        known = catalog.subclasses.get(kind) if call.kind == "event" else catalog.rules.get(kind)
        return " · ".join((self.tr("REAL EVENT"), kind if known is None else pick(known.name)))

    def _interruption(self, event: str) -> tuple[str, int | None]:
        """Kind and time of the real event with this number; without a number those of the alarm that is shown."""
        watch = self._watch
        if watch is None:
            return "", None
        call = watch.call("event", event) if event else watch.newest
        return ("", None) if call is None or (not event and call.kind == "event") else _kind_and_time(call)


def _kind_and_time(call: RealCall) -> tuple[str, int]:
    state = call.state
    return (state.subclass, state.happened_ms) if isinstance(state, Event) else (state.rule, state.raised_ms)
