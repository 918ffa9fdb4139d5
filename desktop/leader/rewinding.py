"""The page of an earlier moment in place of the present one: 回放, with a way back.

The present page goes on behind it.  The earlier one is a page of its own, over the session of a replay: it cannot act.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from desktop import moments, theme
from desktop.leader.as_of_slider import AsOfSlider
from desktop.panels.panel import Panel
from desktop.session import Session
from desktop.widgets.literal import PlainLabel
from services.protocol.replay import BY_TIME, ReplayMoment


class Rewinding(QObject):
    """Owns the earlier page while there is one."""

    moment_wanted = Signal(object)
    """Time in ms as of which a session is to be opened: the answer is :meth:`show`, or :meth:`fail`."""
    left = Signal()
    """The present is shown again: the session is not needed any more."""
    window_wanted = Signal(object)
    """Time in ms of which map, twin and cards are wanted, too."""
    moved = Signal(object)
    """Time in ms of which the page is now; None: of now."""

    def __init__(self, present: QWidget, slider: AsOfSlider, page_of: Callable[[Session], Panel]) -> None:
        """``present``: what is shown of now; ``page_of``: makes the page of a session."""
        super().__init__(present)
        self._slider, self._page_of = slider, page_of
        self._session: Session | None = None
        self._wanted_ms: int | None = None
        self.past: Panel | None = None
        self.times = QStackedWidget()
        self.times.addWidget(present)
        self.mark, self.now, self.window = PlainLabel(), QPushButton(), QPushButton()
        self.mark.setFont(theme.font(17, bold=True))
        for button in (self.now, self.window):
            button.setFont(theme.font(17))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.now.clicked.connect(self.leave)
        self.window.clicked.connect(lambda: self.window_wanted.emit(self._wanted_ms))
        slider.moment_wanted.connect(self._go_to)
        slider.now_wanted.connect(self.leave)
        self._show_parts()

    @property
    def parts(self) -> tuple[QWidget, ...]:
        """Beside the slider, in their order."""
        return self.mark, self.now, self.window

    @property
    def is_past(self) -> bool:
        """Whether an earlier moment is shown or waited for."""
        return self._wanted_ms is not None

    def retranslate(self) -> None:
        """Set all texts."""
        self.now.setText(self.tr("Back to now (Esc)"))
        self.window.setText(self.tr("Map and twin of then …"))
        self._show_parts()

    def show(self, session: Session) -> None:
        """The session that was wanted is open."""
        if self._wanted_ms is None:
            self.left.emit()
            return
        self._session, self.past = session, self._page_of(session)
        self.times.addWidget(self.past)
        self.times.setCurrentWidget(self.past)
        self._seek()
        self._show_parts()

    def fail(self, line: str) -> None:
        """What was recorded cannot be opened: why."""
        self._wanted_ms = None
        self._slider.choose(None)
        self._show_parts()
        self.mark.setText(line)
        self.mark.show()

    def leave(self) -> None:
        """Back to the present."""
        if self._wanted_ms is None:
            return
        self._wanted_ms = None
        self._slider.choose(None)
        self._drop()
        self._show_parts()
        self.left.emit()

    def release(self) -> None:
        """The window closes, or the page does."""
        self._drop()
        self.moved.emit(None)

    def _drop(self) -> None:
        past, self.past, self._session = self.past, None, None
        if past is not None:
            self.times.setCurrentIndex(0)
            self.times.removeWidget(past)
            past.release()
            past.hide()
            past.deleteLater()

    def _go_to(self, at_ms: int) -> None:
        begins = self._wanted_ms is None
        self._wanted_ms = at_ms
        self._show_parts()
        if self._session is not None:
            self._seek()
        elif begins:
            self.moment_wanted.emit(at_ms)

    def _seek(self) -> None:
        assert self._session is not None
        assert self._wanted_ms is not None
        timeline = self._session.timeline
        assert timeline is not None, "it is a replay"
        if timeline.moment.at_ms != self._wanted_ms:
            timeline.seek(ReplayMoment(BY_TIME, self._wanted_ms))

    def _show_parts(self) -> None:
        for part in self.parts:
            part.setVisible(self.is_past)
        self.moved.emit(self._wanted_ms)
        if self._wanted_ms is not None:
            time = moments.full(self._wanted_ms)[:16]
            text = self.tr("Replay: {time}") if self.past is not None else self.tr("Opening what was known at {time} …")
            self.mark.setText(text.format(time=time))
