"""The form of a command about an event: a note, and what else the command says."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from county import commands as c
from county.events.event import Event
from county.events.table import note_required
from desktop import theme
from desktop.drafts.source import Fields
from desktop.session import Session


class CommandForm(QWidget):
    """A note and further parameters of one command.  :meth:`body` is the command as filled in."""

    edited = Signal()
    """The input changed; :meth:`missing` and :attr:`ready` may have changed."""
    place_wanted = Signal(object)
    """The button of this :class:`desktop.places.input.PlaceInput` was pressed or released."""
    entered = Signal()
    """The key that sends was pressed on one of its choices."""
    failed = Signal(str)
    """The command is not sent; one line with the reason."""

    def __init__(self, session: Session, event: Event, command: type[c.EventCommand]) -> None:
        super().__init__()
        self.session = session
        self.event_id = event.id
        self.command = command
        self.note_required = note_required(event, command)
        self.note = QLineEdit()
        self.note.setPlaceholderText(self.prompt())
        self.note.textEdited.connect(self.edited)
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(theme.px(6))
        self.add_inputs(event)
        self.box.addWidget(self.note)

    def prompt(self) -> str:
        """Placeholder of the note."""
        return self.tr("Note (required)") if self.note_required else self.tr("Note")

    def add_inputs(self, event: Event) -> None:
        """Add the inputs of this command other than the note."""

    @property
    def first_input(self) -> QWidget:
        """What has the focus when the form opens."""
        return self.note

    @property
    def subject(self) -> str:
        """Number of the event that the command is about."""
        return self.event_id

    @property
    def ready(self) -> bool:
        """Whether all choices are loaded."""
        return True

    @property
    def waiting(self) -> bool:
        """Whether the command was given, but waits for its files."""
        return False

    def give(self) -> None:
        """Send the command as filled in."""
        self.session.submissions.send(self.body())

    def release(self) -> None:
        """Drop what is not sent yet."""

    def draft_fields(self) -> Fields:
        """What was typed or chosen; empty where nothing was."""
        return {"note": self.note.text()} if self.note.text().strip() else {}

    def take_fields(self, fields: Fields) -> None:
        """Fill in again what :meth:`draft_fields` told."""
        self.note.setText(fields.get("note", ""))

    def missing(self) -> str:
        """What remains to be filled in; "" when nothing does."""
        return (
            self.tr("Enter a reason: a note is required") if self.note_required and not self.note.text().strip() else ""
        )

    def body(self) -> c.EventCommand:
        """The command as filled in."""
        return self.command(event_id=self.event_id, note=self.note.text().strip())
