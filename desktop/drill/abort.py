"""中止: what lies over every window of a drill that was aborted.  Nothing under it takes clicks or keys any more.

Each window offers the way back to duty; those who evaluate may go on to the evaluation.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QMainWindow, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from county.drill.run import DrillRun
from desktop import moments, theme
from desktop.drill.evaluator_note_dialog import EvaluatorNoteDialog
from desktop.drill.live_strip import LiveStrip
from desktop.drill.marks import HatchedFrame
from desktop.drill.window_margins import marked_part
from desktop.session import Session
from desktop.widgets.accessible_names import name_controls
from desktop.widgets.literal import PlainLabel

REFRESH_MS = 100
"""Interval for windows that open afterwards; an abort is told at once."""
_COVERED = (Qt.WindowType.Window, Qt.WindowType.Tool)
"""Main windows, twins, floating docks and the scenario editor; dialogs are closed."""


class AbortOverlay(QWidget):
    """Over the content of ``window``, within the frame of the drill and below its strip of the live realm; the rest of
    it is disabled."""

    live_wanted, evaluation_wanted = Signal(), Signal()

    def __init__(self, window: QWidget, run: DrillRun, *, live: bool, evaluates: bool) -> None:
        """``live``: whether the live realm can be opened from here; ``evaluates``: whether the person may go on."""
        self._window, self._part = window, marked_part(window)
        super().__init__(self._part)
        self.setObjectName("drill aborted")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setStyleSheet(
            f'QWidget[objectName="drill aborted"] {{ background: {theme.EMERGENCY_GROUND}; }} '
            f"QLabel {{ color: {theme.ON_EMERGENCY}; background: transparent; }} "
            f"QPushButton {{ font-size: {theme.px(20)}px; }}"
        )
        self._disabled = [part for part in self._parts() if part.isEnabled()]
        for part in self._disabled:
            part.setEnabled(False)
        step = run.steps[-1]
        self.notice = PlainLabel(self.tr("THE DRILL WAS ABORTED"))
        self.notice.setFont(theme.font(64, bold=True))
        self.order = PlainLabel(self.tr("Return to duty at once. Everything in this drill has stopped."))
        self.order.setFont(theme.font(28, bold=True))
        self.reason = PlainLabel(self.tr("Reason: {reason}").format(reason=step.note))
        self.reason.setFont(theme.font(22))
        self.real_event = PlainLabel(self.tr("Real event: {event}").format(event=run.live_event))
        self.real_event.setFont(theme.font(22, bold=True))
        self.real_event.setVisible(bool(run.live_event))
        self.by = PlainLabel(self.tr("Aborted by {who}, drill time {time}").format(
            who=step.actor, time=moments.full(step.recorded_ms)
        ))  # fmt: skip
        self.live = QPushButton(self.tr("Open the real event in the live window") if run.live_event
                                else self.tr("Open the live window"))  # fmt: skip
        self.live.setProperty("role", "primary")
        self.live.setVisible(live)
        self.leave = QPushButton(self.tr("Close this window"))
        self.evaluate = QPushButton(self.tr("Go on to the evaluation"))
        self.evaluate.setVisible(evaluates)
        self.live.clicked.connect(self.live_wanted)
        self.leave.clicked.connect(self._leave)
        self.evaluate.clicked.connect(self.evaluation_wanted)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(16))
        buttons.addStretch(1)
        for button in (self.live, self.leave, self.evaluate):
            button.setMinimumHeight(theme.px(48))
            buttons.addWidget(button)
        buttons.addStretch(1)
        box = QVBoxLayout(self)
        box.setSpacing(theme.px(16))
        box.addStretch(1)
        texts = (self.notice, self.order, self.reason, self.real_event, self.by)
        for text in texts:
            text.setWordWrap(True)
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
            box.addWidget(text)
        box.addSpacing(theme.px(24))
        box.addLayout(buttons)
        box.addStretch(1)
        self._part.installEventFilter(self)
        self._cover()
        self.show()
        self.raise_()
        name_controls(self, self.notice.text())
        (self.live if live else self.leave).setFocus()

    def remove(self) -> None:
        """Give the window back."""
        self._part.removeEventFilter(self)
        for part in self._disabled:
            part.setEnabled(True)
        self.hide()
        self.setParent(None)
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._cover()
        return False

    def _parts(self) -> list[QWidget]:
        found = self._part.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        kept = (self, *(part for part in found if part.isWindow() or isinstance(part, HatchedFrame | LiveStrip)))
        return [part for part in found if part not in kept]

    def _cover(self) -> None:
        self.setGeometry(self._part.contentsRect())
        self.raise_()

    def _leave(self) -> None:
        from desktop.drill_editor.window import ScenarioEditor  # nobody needs it at the start

        if isinstance(self._window, ScenarioEditor):
            self._window.close_now()  # its question would be closed as every dialog is; the draft is kept
        else:
            self._window.close()


class AbortOverlays(QObject):
    """Covers the windows of ``window``'s drill while it is aborted."""

    evaluation_begun = Signal()
    """Somebody who evaluates goes on: the windows are given back."""

    def __init__(self, window: QMainWindow, session: Session) -> None:
        super().__init__(window)
        self._session = session
        self._dismissed = False
        self._covered = False
        """Whether something was covered or closed that is not given back yet."""
        self._notes: list[EvaluatorNoteDialog] = []
        """What evaluators were writing; hidden until they go on."""
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()
        session.layers.book("drill").changed.connect(self.refresh)

    @property
    def active(self) -> bool:
        run = self._session.drill.run
        return run is not None and run.state == "aborted" and not self._dismissed

    def refresh(self) -> None:
        """Cover what is open, or give it back."""
        if not (self.active or self._covered):  # every menu and list is a window to look at
            return
        run, self._covered = self._session.drill.run, self.active
        for window in QApplication.topLevelWidgets():
            found = window.findChild(AbortOverlay, options=Qt.FindChildOption.FindDirectChildrenOnly)
            if not self.active or run is None:
                if found is not None:
                    found.remove()
            elif not window.isVisible():
                continue
            elif window.windowType() in _COVERED:
                if found is None:
                    self._put(window, run)
            elif isinstance(window, EvaluatorNoteDialog):
                window.hide()
                self._notes.append(window)
            elif isinstance(window, QDialog):
                window.reject()
        if not self.active:
            for note in filter(isValid, self._notes):
                note.open()
            self._notes.clear()

    def release(self) -> None:
        self._timer.stop()
        self._session.layers.book("drill").changed.disconnect(self.refresh)
        for window in QApplication.topLevelWidgets():
            found = window.findChild(AbortOverlay, options=Qt.FindChildOption.FindDirectChildrenOnly)
            if found is not None:
                found.remove()

    def _put(self, window: QWidget, run: DrillRun) -> None:
        open_live = self._session.open_live
        overlay = AbortOverlay(window, run, live=open_live is not None, evaluates=self._session.drill.who.evaluates)
        if open_live is not None:
            overlay.live_wanted.connect(lambda: open_live(run.live_event))
        overlay.evaluation_wanted.connect(self._evaluate)

    def _evaluate(self) -> None:
        self._dismissed = True
        self.refresh()
        self.evaluation_begun.emit()
