"""The state of a drill and the orders of its director: roll call, start, pause, speed, end and abort."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from county.commands import CommandBody
from county.drill.run import AbortDrill, ArmDrill, DrillRun, EndDrill, StartDrill
from county.drill.words import drill_time
from county.realm_clock import SetClockRate
from desktop import moments, theme
from desktop.drill.end_dialog import EndDialog
from desktop.drill.permission import enable_in_drill
from desktop.drill.roll_call import without_window
from desktop.drill.words import elapsed, judged, standing_words, state_words
from desktop.i18n import pick
from desktop.input.keys import label_of
from desktop.session import Session
from desktop.widgets.bar_choice import BarChoice
from desktop.widgets.literal import PlainLabel
from desktop.widgets.wrapping_line import line_of
from desktop.wording import verb

SPEEDS = (0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 60.0)


class DrillLife(QWidget):
    """Part of the director's console, which refreshes it and sends what it wants."""

    wanted = Signal(object)
    """CommandBody."""
    abort_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.state_line = PlainLabel()
        self.state_line.setFont(theme.font(17, bold=True))
        self.state_line.setWordWrap(True)
        self.state_line.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        two_lines_px = 2 * self.state_line.fontMetrics().lineSpacing()
        self.state_line.setMinimumHeight(two_lines_px)  # no button moves when what it says becomes longer
        self.arm, self.begin, self.pause, self.end, self.abort = (QPushButton() for _ in range(5))
        self.speed = BarChoice()
        for rate in SPEEDS:
            self.speed.addItem(f"{rate:g}×", rate)
        drill = session.realm.id
        self.arm.clicked.connect(lambda: self.wanted.emit(ArmDrill(drill=drill)))
        self.begin.clicked.connect(lambda: self.wanted.emit(StartDrill(drill=drill)))
        self.pause.clicked.connect(self._pause)
        self.end.clicked.connect(self._ask_end)
        self.abort.clicked.connect(self.abort_wanted.emit)
        self.speed.activated.connect(lambda _: self.wanted.emit(SetClockRate(rate=self.speed.currentData())))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.px(5))
        lines.addWidget(self.state_line)
        lines.addLayout(line_of(self.arm, self.begin, self.pause, self.speed, self.end, self.abort))

    def retranslate(self) -> None:
        """Write the texts that do not change with the drill."""
        self.arm.setText(verb("ArmDrill"))
        self.begin.setText(verb("StartDrill"))
        self.end.setText(verb("EndDrill"))
        self.abort.setText(f"{verb('AbortDrill')} ({label_of('drill.abort')})")
        self.speed.setPlaceholderText(self.tr("Speed"))  # of a drill that stands still it is none of these
        name = self.tr("Speed of the drill")
        self.speed.setAccessibleName(name)
        self.speed.setToolTip(name)

    def refresh(self, *, sending: bool) -> None:
        """Show where the drill is and what can be done; ``sending``: a command awaits its reply."""
        run, rate = self._session.drill.run, self._session.source.health().rate
        state = "" if run is None else run.state
        able: dict[QPushButton, tuple[type[CommandBody], tuple[str, ...]]] = {
            self.arm: (ArmDrill, ("checked", "scheduled")), self.begin: (StartDrill, ("armed",)),
            self.pause: (SetClockRate, ("running",)), self.end: (EndDrill, ("running",)),
            self.abort: (AbortDrill, ("scheduled", "armed", "running")),
        }  # fmt: skip
        for button, (command, states) in able.items():
            enable_in_drill(button, self._session, command, able=state in states, sending=sending)
        self.speed.setEnabled(self.pause.isEnabled())
        text = self.tr("Resume the drill ({key})") if rate == 0 else self.tr("Pause the drill ({key})")
        self.pause.setText(text.format(key=label_of("drill.pause")))
        if not self.speed.view().isVisible():
            self.speed.setCurrentIndex(self.speed.findData(rate))
        self.state_line.setText(self._state(rate))

    def _state(self, rate: float) -> str:
        """``进行中 · T+0:12:30 · 20:12 · 1× · 到场 2/3 · 56.3 % 中``"""
        room, now_ms = self._session.drill, self._session.clock.now_ms()
        run, result = room.run, room.result
        parts = [state_words(run, rate, now_ms)]
        if run is None:
            return parts[0]
        parts = [run.title, *parts]
        if run.zero_ms is not None:
            parts.append(drill_time((run.over_ms or now_ms) - run.zero_ms))
        parts.append(self._past_plan(run, now_ms))
        parts += [moments.full(now_ms), f"{rate:g}×" if rate else standing_words(run, room.next_rate)]
        members = {person for role in run.roles for person in role.members}
        parts.append(self.tr("present {n} of {all}").format(n=len(members & {*run.present}), all=len(members)))
        away = without_window(self._session, run, run.roles) if run.state == "armed" else []
        if away:  # their names are in the roster
            parts.append(self.tr("{n} at no window").format(n=len(away)))
        if result is not None and result.percent is not None:
            parts.append(judged(room.scores.values()))
            parts.append(f"{result.percent:.1f} %" + ("" if result.grade is None else f" {pick(result.grade)}"))
        if run.interruptions:
            parts.append(self.tr("interrupted {n} times").format(n=run.interruptions))
        if run.state == "aborted":
            parts.append(run.steps[-1].note)
        return " · ".join(filter(None, parts))

    def _past_plan(self, run: DrillRun, now_ms: int) -> str:
        """By how much a drill that runs has passed the time that its scenario plans; "" while it has not."""
        scenario = self._session.drill.scenario
        if run.state != "running" or run.zero_ms is None or scenario is None:
            return ""
        past_ms = now_ms - run.zero_ms - scenario.scenario.duration
        return self.tr("{time} past its plan").format(time=elapsed(past_ms)) if past_ms > 0 else ""

    def _ask_end(self) -> None:
        dialog = EndDialog(self._session.drill, self)
        dialog.accepted.connect(lambda: self.wanted.emit(EndDrill(drill=self._session.realm.id)))
        dialog.open()

    def _pause(self) -> None:
        room, rate = self._session.drill, self._session.source.health().rate
        if room.run is not None:
            self.wanted.emit(SetClockRate(rate=0.0 if rate else room.next_rate))
