"""实战提示: in every window of a drill, how much waits in the live realm; a new serious event there interrupts.

After an abort it tells everybody to return to duty, and why.
"""

from __future__ import annotations

from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from county.alarms import Alarm
from county.drill.run import AbortDrill, DrillRun
from county.events.event import Event
from desktop import moments, theme
from desktop.alarms.emergency_words import what_and_where
from desktop.backend.submissions import Answer
from desktop.drill.abort_dialog import AbortDialog
from desktop.drill.live_watch import LiveWatch, RealCall
from desktop.drill.permission import why_not_in_drill
from desktop.i18n import pick
from desktop.input.keys import KEYS, label_of
from desktop.panels.panel import Panel
from desktop.session import Session
from desktop.widgets.elided import ElidedLabel
from desktop.widgets.literal import literal
from desktop.wording import explained, refusal

REAL_TONES = ("emergency", "emergency")
"""Without the prefix of a drill; twice, which no tone of the window's own is."""
REFRESH_MS = 1_000
ABORTABLE = ("scheduled", "armed", "running")
"""States of a drill."""


class LiveStrip(Panel):
    """``watch`` None: the live realm cannot be reached from this window, which the strip says."""

    def __init__(self, session: Session, watch: LiveWatch | None) -> None:
        super().__init__()
        self._session, self._watch = session, watch
        self._sent = ""
        self._refused = ""
        self._sounded: tuple[str, str] | None = None
        self.frame = QFrame()
        self.frame.setObjectName("live")
        self.text = ElidedLabel()
        self.text.setFont(theme.font(theme.BODY_PX, bold=True))
        self.open, self.abort, self.noted = QPushButton(), QPushButton(), QPushButton()
        line = QHBoxLayout(self.frame)
        line.setContentsMargins(theme.px(16), theme.px(3), theme.px(12), theme.px(3))
        line.setSpacing(theme.px(8))
        line.addWidget(self.text, 1)
        for button in (self.open, self.abort, self.noted):
            line.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.frame)
        self.open.clicked.connect(self._open_live)
        self.abort.clicked.connect(lambda: self.ask_abort())
        QShortcut(KEYS["drill.abort"].sequences[0], self, self.ask_abort).setAutoRepeat(False)
        if watch is not None:
            watch.changed.connect(self.refresh)
            watch.start()
            self.noted.clicked.connect(watch.take_note)
        self.listen(session.submissions.answered, self._answered)
        self.every(REFRESH_MS, self.refresh)
        self.retranslate()

    def release(self) -> None:
        if self._watch is not None:
            self._watch.changed.disconnect(self.refresh)
            self._watch.stop()
        super().release()

    def retranslate(self) -> None:
        self.open.setText(self.tr("Open in the live window"))
        self.abort.setText(self.tr("Abort the drill ({key})").format(key=label_of("drill.abort")))
        self.noted.setText(self.tr("Noted, the drill goes on"))
        line = self.frame.layout()
        assert line is not None
        margins = line.contentsMargins()
        room_px = self.noted.sizeHint().height() + margins.top() + margins.bottom()
        self.frame.setMinimumHeight(room_px)  # what is below stays where it is when the buttons come
        self.refresh()

    def refresh(self) -> None:
        """Show the present numbers, or the newest real event that nobody has taken note of."""
        watch = self._watch
        newest = None if watch is None else watch.newest
        run = self._session.drill.run
        aborted = run is not None and run.state == "aborted"
        if self._refused:
            self.text.setText(self._refused)
        elif run is not None and aborted:
            self.text.setText(self._aborted(run))
        elif newest is not None:
            self.text.setText(self._called(newest))
        else:
            self.text.setText(self._numbers())
        self.open.setVisible(newest is not None and self._session.open_live is not None)
        self.noted.setVisible(newest is not None)
        self.abort.setVisible(newest is not None or bool(self._refused))
        self.abort.setEnabled(self.may_abort())
        self.abort.setToolTip(literal(why_not_in_drill(self._session, AbortDrill)))
        self._color(urgent=newest is not None or aborted, known=watch is not None and watch.known)
        key = None if newest is None else (newest.kind, newest.id)
        if key is not None and key != self._sounded:
            self._session.player.play(REAL_TONES, 1.0)
        self._sounded = key

    def _open_live(self) -> None:
        """A window of the live realm, in which the event that is shown here is selected."""
        newest = None if self._watch is None else self._watch.newest
        if newest is not None and self._session.open_live is not None:
            self._session.open_live(newest.id if newest.kind == "event" else "")

    def may_abort(self) -> bool:
        """Whether the drill can be aborted, and the person on duty may."""
        run = self._session.drill.run
        able = run is not None and run.state in ABORTABLE and not self._sent
        return able and not why_not_in_drill(self._session, AbortDrill)

    def ask_abort(self, over: QWidget | None = None) -> None:
        """Ask for confirmation, once, before the window ``over``; the real event that is shown is named already."""
        if not self.may_abort() or isinstance(QApplication.activeModalWidget(), AbortDialog):
            return
        newest = None if self._watch is None else self._watch.newest
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

    def _numbers(self) -> str:
        watch = self._watch
        if watch is None:
            return self.tr("Live realm: not reachable from this window; ask the duty room about real events")
        if not watch.known:
            why = explained(watch.trouble) or self.tr("no backend of the live realm runs on this machine")
            return self.tr("Live realm: not known ({why}); ask the duty room about real events").format(why=why)
        return self.tr("Live realm: open events of level major or above: {events}, unacknowledged critical alarms: "
                       "{alarms}").format(events=watch.events, alarms=watch.alarms)  # fmt: skip

    def _called(self, call: RealCall) -> str:
        """``真实事件 · 溪水漫桥 · 金铺街道 · 10:00``"""
        state = call.state
        what, where, device = what_and_where(self._session, state)
        if isinstance(state, Alarm):
            parts = [where, what, device, moments.full(state.raised_ms)]
        else:
            parts = [what, where, call.id, moments.full(state.happened_ms)]
        return " · ".join(part for part in (self.tr("REAL EVENT"), *parts) if part)

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

    def _color(self, *, urgent: bool, known: bool) -> None:
        ground = theme.EMERGENCY if urgent else theme.PANEL if known else theme.OVERDUE_GROUND
        ink = theme.ON_EMERGENCY if urgent else theme.TEXT if known else theme.NOTICE
        sheet = f"#live {{ background: {ground}; }} QLabel {{ color: {ink}; }}"
        if self.frame.styleSheet() != sheet:
            self.frame.setStyleSheet(sheet)


def _kind_and_time(call: RealCall) -> tuple[str, int]:
    state = call.state
    return (state.subclass, state.happened_ms) if isinstance(state, Event) else (state.rule, state.raised_ms)
