"""交接班: the person on duty states what is open and writes what the next one must know; that one confirms."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QComboBox, QLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from county.commands import CommandBody, HandOverEvent
from county.events.event import LONGEST_NOTE, LONGEST_PERSON, Event
from county.shifts import HandOverShift, ShiftHandover, TakeOverShift, WithdrawShift
from desktop import moments, theme
from desktop.duty.shift_summary import collected, counts_text, shift_page
from desktop.panels.record_panel import RecordPanel, Row
from desktop.printing.paper_job import PaperJobs
from desktop.session import Session
from desktop.widgets.literal import PlainLabel
from desktop.widgets.wrapping_line import line_of

PERSON_CHARACTERS = 14
"""Room for a name, and for what is asked in its place."""


class ShiftsPanel(RecordPanel):
    """Where the person who leaves is still on duty in this window, the next one is put on duty first."""

    operator_wanted = Signal()
    """It has to be asked who is on duty now."""
    command = HandOverShift
    steps = (TakeOverShift, WithdrawShift)

    def __init__(self, session: Session) -> None:
        super().__init__(session, session.layers.book("shift"))
        self.jobs = PaperJobs(self)
        self.jobs.failed.connect(self.show_problem)
        self.retranslate()

    def release(self) -> None:
        self.jobs.release()
        super().release()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("ShiftsPanel", "Shift handover")

    def form(self) -> QLayout:
        self.to = QComboBox()
        self.to.setEditable(True)
        line = self.to.lineEdit()
        assert line is not None, "it is editable"
        line.setMaxLength(LONGEST_PERSON)
        self.to.setMinimumContentsLength(PERSON_CHARACTERS)
        self.text = QLineEdit()
        self.text.setMaxLength(LONGEST_NOTE)
        self.text.returnPressed.connect(self.send_form)
        self.contents = PlainLabel()
        """What is handed over, as of now."""
        self.contents.setWordWrap(True)
        self.contents.setProperty("role", "hint")
        self.export = QPushButton()
        self.export.clicked.connect(self._export)
        lines = QVBoxLayout()
        lines.addLayout(line_of(self.to, self.text, self.button, self.export, stretch={self.text: 1}))
        lines.addWidget(self.contents)
        return lines

    def retranslate(self) -> None:
        line = self.to.lineEdit()
        assert line is not None, "it is editable"
        line.setPlaceholderText(self.tr("Who takes over"))
        self.text.setPlaceholderText(self.tr("What the next person must know (required)"))
        self.button.setText(self.tr("Hand over the shift"))
        self.export.setText(self.tr("Export …"))
        self.hint.say(self.tr("No shift was handed over in the last days"))
        super().retranslate()

    def heads(self) -> list[str]:
        return [
            self.tr("Handed over"), self.tr("By"), self.tr("To"), self.tr("Taken over"), self.tr("Contents"),
            self.tr("Note"),
        ]  # fmt: skip

    def rows(self) -> list[Row]:
        now_ms = self.session.clock.now_ms()
        shifts = [one for one in self.session.layers.states("shift").values() if isinstance(one, ShiftHandover)]
        shifts.sort(key=lambda shift: (not shift.waits, -shift.steps[0].happened_ms))
        return [self._row(shift, now_ms) for shift in shifts]

    def _row(self, shift: ShiftHandover, now_ms: int) -> Row:
        first, last = shift.steps[0], shift.steps[-1]
        end = {
            "handed_over": self.tr("waits"),
            "taken_over": f"{last.actor} {moments.short(last.happened_ms, now_ms)}",
            "withdrawn": self.tr("withdrawn: {note}").format(note=last.note),
        }[shift.state]
        cells = (moments.short(first.happened_ms, now_ms), shift.leaves, shift.to, end, counts_text(shift), first.note)
        return Row(shift.id, cells, theme.NOTICE if shift.waits else theme.MUTED)

    def age(self) -> None:
        super().age()
        if self.isVisible():
            self._show_contents()

    def uncover(self) -> None:
        super().uncover()
        self._offer_people()
        self._show_contents()

    def body(self) -> CommandBody | str:
        note = self.text.text().strip()
        if not note:
            return self.tr("Write what the next person must know")
        to = self.to.currentText().strip()
        if to and to == self.session.author:
            return self.tr("{person} hands over: choose somebody else who takes over").format(person=to)
        return collected(self.session, to, note)

    def sent(self, body: CommandBody) -> None:
        if isinstance(body, HandOverShift | WithdrawShift):
            self.text.clear()
        elif isinstance(body, TakeOverShift):
            self._take_claims(body.shift_id)

    def _take_claims(self, shift_id: str) -> None:
        """Have what the person who left had claimed handed over to the one who took over, for the reason written."""
        session, shift = self.session, self.state(shift_id)
        for event_id in () if shift is None else shift.claimed:
            event: Event | None = session.layers.states("event").get(event_id)
            if shift is not None and event is not None and event.claim and event.claim.person == shift.leaves:
                note = shift.steps[0].note
                session.submissions.send(HandOverEvent(event_id=event_id, to=session.author, note=note), alone=False)

    def where_work_begins(self) -> QWidget:
        """The step that takes over the shift that waits, which is chosen for it; without one the form of a handover."""
        waiting = [row.id for row in self.rows() if (shift := self.state(row.id)) is not None and shift.waits]
        if waiting and not self.chosen:
            self.choose(waiting[-1])
        button = self.step_buttons[TakeOverShift]
        return button if self.chosen in waiting and button.isEnabled() else self.to

    def state(self, item_id: str) -> ShiftHandover | None:
        shift: ShiftHandover | None = self.session.layers.states("shift").get(item_id)
        return shift

    def step(self, command: type[CommandBody], item_id: str) -> CommandBody | str | None:
        shift, note = self.state(item_id), self.text.text().strip()
        if shift is None or not shift.waits:
            return None
        if command is TakeOverShift:
            return TakeOverShift(shift_id=item_id, note=note)
        return WithdrawShift(shift_id=item_id, note=note) if note else self.tr("Write why it is withdrawn")

    def refresh(self) -> None:
        super().refresh()
        self.export.setEnabled(self.state(self.chosen) is not None)

    def _take(self, step: type[CommandBody]) -> None:
        if step is not TakeOverShift or self._has_arrived():
            super()._take(step)

    def _has_arrived(self) -> bool:
        """Whether another person than the one who leaves is on duty here; puts the expected one on duty."""
        session, shift = self.session, self.state(self.chosen)
        if shift is None or session.author != shift.leaves:
            return True
        enrolled = () if session.enrolment is None else session.enrolment.people
        if shift.to and shift.to in enrolled:
            session.operator.rename(shift.to)
            return True
        self.show_problem(self.tr("Choose who is on duty now, then take over"))
        self.operator_wanted.emit()
        return False

    def _offer_people(self) -> None:
        session, typed = self.session, self.to.currentText()
        enrolled = () if session.enrolment is None else session.enrolment.people
        people = dict.fromkeys((*session.attendance.people, *enrolled))
        people.pop(session.author, None)
        self.to.clear()
        self.to.addItems(list(people))
        self.to.setCurrentText(typed)

    def _show_contents(self) -> None:
        self.contents.setText(counts_text(collected(self.session, "", "")))

    def _export(self) -> None:
        shift = self.state(self.chosen)
        if shift is None:
            return
        day = f"{moments.full(shift.steps[0].happened_ms)}".replace(":", "")
        path = self.session.dialogs.save_handover(self, self.tr("Shift {time}").format(time=day) + ".docx")
        if path is not None:
            page = shift_page(self.session, shift)
            self.jobs.save(lambda: page, path)
