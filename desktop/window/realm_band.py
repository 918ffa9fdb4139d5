"""Marks a drill or replay: a band above the window's header, and a frame around both, of a replayed drill in the colour
of drills.  A drill's has its clock's controls."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from county.realm import Kind
from desktop import theme
from desktop.drill.clock_controls import ClockControls
from desktop.panels.panel import Panel
from desktop.replay.replayed_moment import ReplayedMoment
from desktop.session import Session
from desktop.widgets.elided import FittingLabel
from desktop.widgets.steady import FillingLabel
from desktop.window.session_mark import is_of_drill, session_banner

NOT_LIVE: dict[Kind, object] = {
    "drill": QT_TRANSLATE_NOOP("RealmBand", "Not live: events, alarms and commands here belong to this drill alone"),
    "replay": QT_TRANSLATE_NOOP("RealmBand", "Not live: replay of past events, read-only"),
}
REPLAYED_DRILL: object = QT_TRANSLATE_NOOP(
    "RealmBand", "Not live: replay of a drill; nothing of it was real, read-only"
)


class RealmBand(Panel):
    """Contains the ``head``; in the live realm it adds nothing visible."""

    def __init__(self, session: Session, head: QWidget) -> None:
        super().__init__()
        self._session, realm = session, session.realm
        self.mark, self.note = FittingLabel(), FillingLabel()
        self.clock: ClockControls | None = None
        self.moment: ReplayedMoment | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        self.frame = QFrame()
        self.frame.setObjectName("realm")
        inside = QVBoxLayout(self.frame)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        self.band = QFrame()
        self.band.setVisible(realm.kind != "live")
        inside.addWidget(self.band)
        inside.addWidget(head)
        box.addWidget(self.frame)
        if realm.kind != "live":
            style = session.styles[f"realm.{realm.kind}"]
            ink = f"color: {style.ink}; background: {style.color};"
            framed = session.styles["realm.drill"] if is_of_drill(session) else style
            self.frame.setStyleSheet(f"#realm {{ border: {theme.px(framed.width_px)}px solid {framed.color}; }}")
            self.band.setStyleSheet(ink)
        line = QHBoxLayout(self.band)
        line.setContentsMargins(theme.px(16), theme.px(2), theme.px(16), theme.px(4))
        font = theme.font(17, bold=True)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, theme.px(2))
        self.mark.setFont(font)
        line.addWidget(self.mark)
        line.addSpacing(theme.px(24))
        if session.timeline is not None:
            self.moment = ReplayedMoment(session, session.timeline, session.styles["realm.replay"])
            line.addWidget(self.moment)
            line.addSpacing(theme.px(24))
        line.addWidget(self.note, 1)
        if realm.kind == "drill":
            self.clock = ClockControls(session, session.styles["realm.drill"])
            line.addWidget(self.clock)
        self.retranslate()

    def release(self) -> None:
        if self.clock is not None:
            self.clock.release()
        if self.moment is not None:
            self.moment.release()
        super().release()

    def retranslate(self) -> None:
        realm = self._session.realm
        note = REPLAYED_DRILL if realm.kind == "replay" and is_of_drill(self._session) else NOT_LIVE.get(realm.kind, "")
        once = session_banner(self._session, once=True)
        self.mark.set_forms((session_banner(self._session), once))
        self.mark.setMinimumWidth(self.mark.fontMetrics().horizontalAdvance(once))  # it is never cut
        text = QCoreApplication.translate("RealmBand", str(note))
        self.note.setText(f"{realm} · {text}" if realm.kind == "drill" else text)
