"""实战提示: in every window of a drill and of a replay, how much waits in the live realm; a new serious event there
interrupts.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from county.alarms import Alarm
from county.names import BETWEEN
from desktop import moments, theme
from desktop.alarms.emergency_words import what_and_where
from desktop.drill.real_calls import RealCall, RealCalls
from desktop.input.former_focus import FormerFocus
from desktop.panels.panel import Panel
from desktop.places.division_names import shorter_paths
from desktop.session import Session
from desktop.widgets.elided import FittingLabel
from desktop.wording import explained

REAL_TONES = ("emergency", "emergency")
"""Without the prefix of a drill; twice, which no tone of the window's own is."""
REFRESH_MS = 1_000


class LiveStrip(Panel):
    """``watch`` None: the live realm cannot be reached from this window, which the strip says."""

    def __init__(self, session: Session, watch: RealCalls | None) -> None:
        super().__init__()
        self._session, self._watch = session, watch
        self._sounded: tuple[str, str] | None = None
        self.frame = QFrame()
        self.frame.setObjectName("live")
        self.text = FittingLabel()
        self.text.setFont(theme.font(theme.BODY_PX, bold=True))
        line = QHBoxLayout(self.frame)
        line.setContentsMargins(theme.px(16), theme.px(3), theme.px(12), theme.px(3))
        line.setSpacing(theme.px(8))
        line.addWidget(self.text, 1)
        for button in self.make_buttons():
            line.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.frame)
        self._former_focus = FormerFocus(self)
        self.open.clicked.connect(self._open_live)
        if watch is not None:
            watch.changed.connect(self.refresh)
            watch.start()
            self.noted.clicked.connect(self._take_note)
        self.every(REFRESH_MS, self.refresh)
        self.retranslate()

    def make_buttons(self) -> tuple[QPushButton, ...]:
        """Those beside the text, from left to right."""
        self.open, self.noted = QPushButton(), QPushButton()
        return self.open, self.noted

    def release(self) -> None:
        if self._watch is not None:
            self._watch.changed.disconnect(self.refresh)
            self._watch.stop()
        super().release()

    def retranslate(self) -> None:
        self.open.setText(self.tr("Open in the live window"))
        self.noted.setText(self.tr("Noted"))
        line = self.frame.layout()
        assert line is not None
        margins = line.contentsMargins()
        room_px = self.noted.sizeHint().height() + margins.top() + margins.bottom()
        self.frame.setMinimumHeight(room_px)  # what is below stays where it is when the buttons come
        self.refresh()

    @property
    def newest(self) -> RealCall | None:
        """The newest real event or alarm that nobody has taken note of."""
        return None if self._watch is None else self._watch.newest

    def refresh(self) -> None:
        """Show the present numbers, or the newest real event that nobody has taken note of."""
        watch, newest, (forms, is_urgent) = self._watch, self.newest, self.said()
        self.text.set_forms(forms)
        self.open.setVisible(newest is not None and self._session.open_live is not None)
        self.noted.setVisible(newest is not None)
        self._color(urgent=is_urgent, known=watch is not None and watch.known)
        key = None if newest is None else (newest.kind, newest.id)
        if key is not None and key != self._sounded:
            self._session.player.play(REAL_TONES, 1.0)
        self._sounded = key

    def said(self) -> tuple[Sequence[str], bool]:
        """The text in ever shorter forms, and whether it interrupts."""
        newest, watch = self.newest, self._watch
        if newest is None or watch is None:
            return [self._numbers()], False
        return self._called(newest, watch.now_ms), True

    def _take_note(self) -> None:
        """The keyboard goes back to where it was: Qt would give it to whatever comes next in the window."""
        self._former_focus.give_back()
        if self._watch is not None:
            self._watch.take_note()

    def _open_live(self) -> None:
        """A window of the live realm, in which the event that is shown here is selected."""
        newest = self.newest
        if newest is not None and self._session.open_live is not None:
            self._session.open_live(newest.id if newest.kind == "event" else "")

    def _numbers(self) -> str:
        watch = self._watch
        if watch is None:
            return self.tr("Live realm: not reachable from this window; ask the duty room about real events")
        if not watch.known:
            why = explained(watch.trouble) or self.tr("no backend of the live realm runs on this machine")
            return self.tr("Live realm: not known ({why}); ask the duty room about real events").format(why=why)
        return self.tr("Live realm {time}: open events of level major or above: {events}, unacknowledged critical "
                       "alarms: {alarms}").format(
            time=moments.full(watch.now_ms), events=watch.events, alarms=watch.alarms
        )  # fmt: skip

    def _called(self, call: RealCall, now_ms: int) -> list[str]:
        """``真实事件 · 溪水漫桥 · 金铺街道 · 石垭村 · 20261122-JSZ7NC3 · 2026-11-22 10:00:00``, at last
        ``真实事件 · 10:00 · 溪水漫桥``: what it is and since when are read longest."""
        state, real = call.state, self.tr("REAL EVENT")
        what, where, device = what_and_where(self._session, state)
        where = where or self.tr("place not known")
        near = shorter_paths(where)[-1]
        if isinstance(state, Alarm):
            since_ms, named, (whole, shorter) = state.raised_ms, device, ((where, what), (near, what))
        else:
            since_ms, named, (whole, shorter) = state.happened_ms, call.id, ((what, where), (what, near))
        at = moments.short(since_ms, now_ms)
        lines = (
            (*whole, named, moments.full(since_ms)), (*whole, at), (*shorter, at), (at, what),
        )  # fmt: skip
        return [BETWEEN.join(part for part in (real, *line) if part) for line in lines]

    def _color(self, *, urgent: bool, known: bool) -> None:
        ground = theme.EMERGENCY if urgent else theme.PANEL if known else theme.OVERDUE_GROUND
        ink = theme.ON_EMERGENCY if urgent else theme.TEXT if known else theme.NOTICE
        sheet = f"#live {{ background: {ground}; }} QLabel {{ color: {ink}; }}"
        if self.frame.styleSheet() != sheet:
            self.frame.setStyleSheet(sheet)
