"""控制台: the director's console: the life of the drill, its time line, and what can be done to every inject."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QCheckBox, QComboBox, QLayout, QLineEdit, QPushButton, QSpinBox, QVBoxLayout

from county.commands import CommandBody
from county.drill.discussion import Discussion, discussions
from county.drill.inject_run import (
    OPEN,
    DelayInject,
    EditInject,
    HoldInject,
    ImproviseInject,
    InjectRun,
    ReleaseInject,
    SkipInject,
)
from county.drill.inject_text import text_of
from county.drill.run import Between, JumpDrill
from county.drill.scenario import Inject
from county.drill.words import INJECT_KINDS, RELEASES, drill_time
from county.durations import MINUTE_MS
from county.events.event import LONGEST_NOTE
from county.realm_clock import LONGEST_JUMP_HOURS, SetClockRate
from desktop import theme
from desktop.drill.clock_controls import JumpDialog
from desktop.drill.discussion_times import DiscussionTimes
from desktop.drill.edit_dialog import EditDialog
from desktop.drill.improvise_dialog import ImproviseDialog
from desktop.drill.life import DrillLife
from desktop.drill.permission import enable_in_drill, why_not_in_drill
from desktop.drill.scenario_findings import ScenarioFindings
from desktop.drill.time_line import STATE_COLORS, DrillTimeLine, InjectMark
from desktop.drill.words import (
    answer_words,
    condition_words,
    discussion_words,
    inject_state,
    inject_title,
    inject_whole,
    state_at,
)
from desktop.i18n import pick
from desktop.input.keys import KEYS, label_of
from desktop.panels.record_panel import RecordPanel, Row
from desktop.session import Session
from desktop.widgets.literal import PlainLabel, literal
from desktop.widgets.shared_width import SharedWidth
from desktop.widgets.wrapping_line import line_of
from desktop.wording import verb

STEP_KEYS: dict[type[CommandBody], str] = {
    ReleaseInject: "drill.release", HoldInject: "drill.hold", SkipInject: "drill.skip", DelayInject: "drill.delay",
}  # fmt: skip
CONTENT, CONTENT_PX = 4, 320
"""The column of the content, and its width before the others are cut: a longer one is whole where they leave room, and
stands above the table when it is chosen."""
LONG_COLUMNS = (3, 5, 6)
"""State, condition and receivers: cut before kind, release and phase are out of sight."""
NARROWEST_PX = 40
"""Of a column: most of those of an inject say little, and what it waits for is to be in sight at 1080 lines."""


class DrillConsole(RecordPanel):
    """Rights are those of the role of the person on duty; the desk decides, the buttons say beforehand."""

    steps = tuple(STEP_KEYS)
    abort_wanted = Signal()
    roster_wanted = Signal(str)
    """Id of a role that is to be bound."""

    def __init__(self, session: Session) -> None:
        self._seen_ms = 0
        """Of which moment rows and time line are, so that they agree at any speed."""
        super().__init__(session)
        header = self.table.horizontalHeader()
        header.setMinimumSectionSize(theme.px(NARROWEST_PX))
        self.long_columns = SharedWidth(self.table, LONG_COLUMNS, CONTENT, theme.px(CONTENT_PX))
        self.listen(session.drill.changed, self.follow)
        self.table.itemSelectionChanged.connect(self._show_line)
        presses: dict[str, Callable[[], object]] = {
            STEP_KEYS[step]: partial(self._press_seen, button) for step, button in self.step_buttons.items()
        }
        presses |= {"drill.improvise": self.improvise.click, "drill.jump": self.jump.click,
                    "drill.pause": self.life.pause.click}  # fmt: skip
        for name, press in presses.items():
            QShortcut(KEYS[name].sequences[0], self, press).setAutoRepeat(False)
        self.retranslate()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("DrillConsole", "Exercise control")

    def _press_seen(self, button: QPushButton) -> None:
        """What a key does to the chosen inject needs that one in sight; pausing does not."""
        if self.is_seen:
            button.click()

    def _leave_speed(self) -> None:
        """The keys are for the injects again; those of a field that was left open by a click stay there."""
        if self.window().focusWidget() is self.life.speed:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- inputs

    def form(self) -> QLayout:
        self.life = DrillLife(self.session)
        self.life.wanted.connect(self._send)
        self.life.abort_wanted.connect(self.abort_wanted)
        self.life.speed.left.connect(self._leave_speed)
        self.found = ScenarioFindings()
        self.line = DrillTimeLine()
        self.line.chosen.connect(self.choose)
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_NOTE)
        self.delay = QSpinBox()
        self.delay.setRange(1, LONGEST_JUMP_HOURS * 60)
        self.delay.setValue(5)
        self.later = QCheckBox()
        self.target, self.between = QComboBox(), QComboBox()
        self.jump, self.improvise, self.edit = QPushButton(), QPushButton(), QPushButton()
        self.jump.clicked.connect(self._jump)
        self.improvise.clicked.connect(self._improvise)
        self.edit.clicked.connect(self._edit)
        self.button.hide()  # what is done to an inject is a step about the chosen row
        lines = QVBoxLayout()
        lines.setSpacing(theme.px(5))
        lines.addWidget(self.life)
        lines.addWidget(self.found)
        lines.addWidget(self.line)
        lines.addLayout(line_of(self.target, self.between, self.jump, self.improvise, self.edit))
        lines.addLayout(line_of(self.reason, self.delay, self.later, self.button, stretch={self.reason: 1}))
        return lines

    def below(self) -> QLayout:
        self.times = DiscussionTimes()
        self.whole = PlainLabel()
        """What the chosen inject is about, what it waits for, its state, which a column cuts, and what was answered."""
        self.whole.setWordWrap(True)
        self.whole.hide()
        self.bind = QPushButton()
        self.bind.setProperty("role", "primary")
        self.bind.clicked.connect(lambda: self.roster_wanted.emit(self._absent_role()))
        self.bind.hide()
        lines = QVBoxLayout()
        lines.addWidget(self.times)
        lines.addWidget(self.whole)
        lines.addLayout(line_of(self.bind))
        return lines

    def retranslate(self) -> None:
        if not hasattr(self, "improvise"):
            return
        self.life.retranslate()
        self.found.retranslate()
        self.jump.setText(self.tr("Jump ({key})").format(key=label_of("drill.jump")))
        self.improvise.setText(f"{verb('ImproviseInject')} … ({label_of('drill.improvise')})")
        self.edit.setText(f"{verb('EditInject')} …")
        self.bind.setText(self.tr("Roll call and roles …"))
        self.reason.setPlaceholderText(self.tr("Reason (required to skip)"))
        self.delay.setSuffix(self.tr(" min"))
        self.delay.setAccessibleName(self.tr("Delay in minutes"))
        for box, name in ((self.target, self.tr("Jump to")), (self.between, self.tr("Injects between"))):
            box.setAccessibleName(name)
            box.setToolTip(name)
        self.line.setAccessibleName(self.tr("Time line of the injects"))
        self.later.setText(self.tr("with all later ones"))
        self.between.clear()
        self.between.addItem(self.tr("deliver those between"), "deliver")
        self.between.addItem(self.tr("skip those between"), "skip")
        self.hint.say(self.tr("The injects are shown to directors, evaluators and, their own ones, to controllers"))
        super().retranslate()
        for step, button in self.step_buttons.items():
            button.setText(f"{verb(step.__name__)} ({label_of(STEP_KEYS[step])})")

    # ---- the table

    def heads(self) -> Sequence[str]:
        return [
            self.tr("Due"), self.tr("No."), self.tr("Id"), self.tr("State"), self.tr("Content"), self.tr("Condition"),
            self.tr("To"), self.tr("Kind"), self.tr("Release"), self.tr("Phase"),
        ]  # fmt: skip

    def rows(self) -> Sequence[Row]:
        room = self.session.drill
        planned, injects = room.planned(), room.injects
        last = max((at for at in planned.values() if at is not None), default=0) + 1

        def order(inject: Inject) -> tuple[int, int, str]:
            at_ms = planned[inject.id]
            return (last if at_ms is None else at_ms, inject.no, inject.id)

        times = {one.inject_id: one for one in self._discussions()}
        ordered = sorted(injects.values(), key=order)
        return [self._row(inject, planned[inject.id], times.get(inject.id)) for inject in ordered]

    def _discussions(self) -> list[Discussion]:
        """Of all questions with a time that were delivered."""
        room, run = self.session.drill, self.session.drill.run
        delivered = (one.record for one in room.told)
        return discussions(delivered, room.answers, () if run is None else run.roles)

    def _row(self, inject: Inject, planned_ms: int | None, discussion: Discussion | None) -> Row:
        room = self.session.drill
        known, run = room.runs.get(inject.id), room.run
        names = {} if run is None else {role.id: role.name for role in run.roles}
        phases = {} if room.scenario is None else {phase.id: phase.title for phase in room.scenario.phases}
        is_time = self._is_time(planned_ms)
        state = state_at(known, inject, is_time=is_time)
        said = self._state(inject, is_time)
        now_ms = self._seen_ms if run is None or run.over_ms is None else run.over_ms
        discussed = "" if discussion is None else discussion_words(discussion, now_ms, counted=True)
        improvised = self.tr("improvised · ") if known is not None and known.improvised else ""
        cells = (
            "–" if planned_ms is None else drill_time(planned_ms - room.zero_ms), str(inject.no or "–"), inject.id,
            " · ".join(filter(None, (said, discussed))), improvised + self._content(inject),
            condition_words(inject), "、".join(names.get(role, role) for role in inject.to),
            pick(INJECT_KINDS[inject.kind]), pick(RELEASES[inject.release]), phases.get(inject.phase, inject.phase),
        )  # fmt: skip
        return Row(inject.id, cells, theme.TEXT if state == "armed" else STATE_COLORS[state])

    def _state(self, inject: Inject, is_time: bool) -> str:
        room = self.session.drill
        over = room.run is not None and room.run.over_ms is not None
        return inject_state(room.runs.get(inject.id), inject, over=over, is_time=is_time)

    def _is_time(self, planned_ms: int | None) -> bool:
        run = self.session.drill.run
        return run is not None and run.state == "running" and planned_ms is not None and planned_ms <= self._seen_ms

    def _content(self, inject: Inject) -> str:
        """What it is about; a sensor by its name, one chosen by kind and village by both until it is fed."""
        reading, session = inject.reading, self.session
        if reading is None:
            return inject_title(inject)
        run = session.drill.runs.get(inject.id)
        chosen = reading.sensor if run is None else run.sensor_id or reading.sensor
        if isinstance(chosen, str):
            known = session.sensors.get(chosen)
            key, name, where = ("", "", chosen) if known is None else (known.kind, known.name, chosen)
        else:
            key, name, where = chosen.kind, "", session.divisions.path(chosen.village)
        kind = session.catalog.sensor_kinds.get(key)
        channels = () if kind is None else kind.channels
        channel = next((pick(one.name) for one in channels if one.key == reading.channel), reading.channel)
        sensor = (name,) if name else (key if kind is None else pick(kind.name), where)
        return " · ".join(filter(None, (*sensor, channel)))

    def fill(self) -> None:
        self._seen_ms = self.session.clock.now_ms()
        super().fill()
        self._offer_targets()
        self._show_line()

    def put(self, rows: list[Row]) -> None:
        super().put(rows)
        self.long_columns.share()

    def _offer_targets(self) -> None:
        """Phases to come, fixed spans, a time; the chosen inject first."""
        room, now_ms = self.session.drill, self.session.clock.now_ms()
        phases = () if room.scenario is None else room.scenario.phases
        offered: list[tuple[str, object]] = [(self.tr("chosen inject"), "inject")]
        offered += [(phase.title, room.zero_ms + phase.at) for phase in phases if room.zero_ms + phase.at > now_ms]
        offered += [(self.tr("+{n} min").format(n=by), -by * MINUTE_MS) for by in (10, 30, 60)]
        offered += [(self.tr("a time …"), "time")]
        if offered != [(self.target.itemText(n), self.target.itemData(n)) for n in range(self.target.count())]:
            chosen = self.target.currentText()
            self.target.clear()
            for text, value in offered:
                self.target.addItem(text, value)
            self.target.setCurrentIndex(max(0, self.target.findText(chosen)))

    def _show_line(self) -> None:
        room, zero_ms = self.session.drill, self.session.drill.zero_ms
        runs, injects, run = room.runs, room.injects, room.run
        marks = tuple(
            InjectMark(id, at_ms - zero_ms, state_at(runs.get(id), injects[id], is_time=self._is_time(at_ms)),
                       self._content(injects[id]))
            for id, at_ms in room.planned().items() if at_ms is not None
        )  # fmt: skip
        phases = () if room.scenario is None else tuple((one.at, one.title) for one in room.scenario.phases)
        now_ms = self._seen_ms - zero_ms
        self.line.show_marks(marks, phases, 1 if run is None else run.lasts_ms, max(0, now_ms), self.chosen)
        found = injects.get(self.chosen)
        if found is not None:
            state = self._state(found, self._is_time(room.planned()[found.id]))
            whole = f"{found.id} · {inject_whole(found, self._content(found))} · {state}"
            answers = (answer_words(one) for one in room.answers if one.body.inject_id == found.id and one.body.note)
            self.whole.setText("\n".join((whole, *answers)))
        self.whole.setVisible(found is not None)

    # ---- what can be done

    def depends_on(self) -> object:
        return self.session.drill.run

    def refresh(self) -> None:
        super().refresh()
        if not hasattr(self, "improvise"):
            return
        session, run = self.session, self.session.drill.run
        state = "" if run is None else run.state
        for step, button in self.step_buttons.items():
            denied = why_not_in_drill(session, step)
            if denied:
                button.setEnabled(False)
                button.setToolTip(literal(denied))
        self.life.refresh(sending=bool(self._sent))
        self.found.show_findings(session.drill.findings)
        running = state == "running"
        unanswered = [one for one in self._discussions() if running and not one.is_answered]
        self.times.show_these(unanswered, session.clock.now_ms(), counted=True)
        self.bind.setVisible(bool(self._absent_role()))
        injects: dict[QPushButton, tuple[type[CommandBody], tuple[str, ...]]] = {
            self.jump: (JumpDrill, ("running",)),
            self.improvise: (ImproviseInject, ("checked", "scheduled", "armed", "running")),
        }  # fmt: skip
        for button, (command, states) in injects.items():
            enable_in_drill(button, session, command, able=state in states, sending=bool(self._sent))
        able = state in injects[self.improvise][1] and self._editable() is not None
        enable_in_drill(self.edit, session, EditInject, able=able, sending=bool(self._sent))

    def step(self, command: type[CommandBody], item_id: str) -> CommandBody | str | None:
        room, drill = self.session.drill, self.session.realm.id
        known: InjectRun | None = room.runs.get(item_id)
        state, note = "armed" if known is None else known.state, self.reason.text().strip()
        if item_id not in room.injects or room.run is None:
            return None
        if command is ReleaseInject and state in OPEN and room.run.state == "running":
            return ReleaseInject(drill=drill, inject_id=item_id, note=note)
        if command is HoldInject and state in ("armed", "due"):
            return HoldInject(drill=drill, inject_id=item_id, note=note)
        if command is DelayInject and state in OPEN:
            by_ms, later = self.delay.value() * MINUTE_MS, self.later.isChecked()
            return DelayInject(drill=drill, inject_id=item_id, note=note, by_ms=by_ms, later=later)
        if command is SkipInject and state in (*OPEN, "released"):
            if not note:
                return self.tr("Write why the inject is skipped")
            return SkipInject(drill=drill, inject_id=item_id, note=note)
        return None

    def sent(self, body: CommandBody) -> None:
        if not isinstance(body, SetClockRate):
            self.reason.clear()

    def _jump(self) -> None:
        target, now_ms = self.target.currentData(), self.session.clock.now_ms()
        if target == "time":
            dialog = JumpDialog(self.session, self)
            dialog.accepted.connect(lambda: self._jump_to(dialog.to_ms))
            dialog.open()
        elif target == "inject":
            at_ms = self.session.drill.planned().get(self.chosen)
            if at_ms is None or at_ms <= now_ms:
                self.show_problem(self.tr("Choose an inject that has a time and is still to come"))
            else:
                self._jump_to(at_ms)
        elif isinstance(target, int):
            self._jump_to(now_ms - target if target < 0 else target)

    def _jump_to(self, to_ms: int) -> None:
        between: Between = self.between.currentData()
        self._send(JumpDrill(drill=self.session.realm.id, to_ms=to_ms, between=between))

    def _improvise(self) -> None:
        room = self.session.drill
        if room.run is not None:
            dialog = ImproviseDialog(self.session, room.run, room.injects.keys(), self.window())
            dialog.accepted.connect(lambda: self.choose(dialog.inject_id))
            dialog.open()

    def _editable(self) -> Inject | None:
        """The chosen inject, where its text can still be changed."""
        room = self.session.drill
        inject, known = room.injects.get(self.chosen), room.runs.get(self.chosen)
        is_open = known is None or known.state in OPEN
        return inject if inject is not None and is_open and text_of(inject) is not None else None

    def _edit(self) -> None:
        inject = self._editable()
        if inject is not None:
            dialog = EditDialog(self.session, inject, self.reason.text().strip(), self.window())
            dialog.accepted.connect(self.reason.clear)
            dialog.open()

    def _absent_role(self) -> str:
        """Id of the role that lacks a person, where the refusal that is shown says so; "" for none.  A backend of an
        earlier version says only its name."""
        refused = self.refused
        return "" if refused is None or refused.code != "drill_role_absent" else refused.params.get("role_id", "")
