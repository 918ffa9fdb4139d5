"""移交: to whom a claimed event is handed over; where another person has claimed it, this window's takes it over."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QWidget

from county import commands as c
from county.events.event import LONGEST_PERSON, Event
from desktop.steps.command_form import CommandForm


class HandOverForm(CommandForm):
    """Whoever is at a seat, and the persons of this key, are offered; another name may be entered."""

    def prompt(self) -> str:
        return self.tr("Why it is handed over (required)")

    def add_inputs(self, event: Event) -> None:
        session = self.session
        own, enrolled = session.author, () if session.enrolment is None else session.enrolment.people
        holder = "" if event.claim is None else event.claim.person
        people = dict.fromkeys((*([own] if own and own != holder else []), *session.attendance.people, *enrolled))
        people.pop(holder, None)
        self.to = QComboBox()
        self.to.setEditable(True)
        self.to.addItems(list(people))
        line = self.to.lineEdit()
        assert line is not None, "it is editable"
        line.setMaxLength(LONGEST_PERSON)
        line.setPlaceholderText(self.tr("To whom"))
        line.returnPressed.connect(self.entered)
        self.to.setCurrentIndex(0 if own in people else -1)
        self.to.currentTextChanged.connect(self.edited)
        self.box.addWidget(self.to)

    @property
    def first_input(self) -> QWidget:
        """The person, who is chosen first where nobody is proposed."""
        return self.note if self.to.currentText() else self.to

    def missing(self) -> str:
        return super().missing() if self.to.currentText().strip() else self.tr("Choose the person to hand it over to")

    def body(self) -> c.EventCommand:
        to = self.to.currentText().strip()
        return c.HandOverEvent(event_id=self.event_id, note=self.note.text().strip(), to=to)
