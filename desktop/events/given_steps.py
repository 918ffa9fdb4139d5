"""Steps of events that a board gives without opening the card, and why they were refused."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton

from county import commands as c
from county.clock import monotonic_ms
from county.events.event import Event
from desktop import theme
from desktop.backend.submissions import Answer, subject
from desktop.i18n import pick
from desktop.input.armed_step import ArmedStep
from desktop.named_refusals import named_refusal
from desktop.panels.panel import Panel
from desktop.permission import why_not
from desktop.session import Session
from desktop.steps.command_forms import sent_on_click
from desktop.widgets.literal import PlainLabel


class GivenSteps(Panel):
    """A line with the last refusal, hidden while there is none."""

    form_wanted = Signal(str, object)
    """Event and type of a command that needs a form: the card has it."""
    moved = Signal()
    """A step was given, or answered."""

    def __init__(self, session: Session, monotonic: Callable[[], int] = monotonic_ms) -> None:
        super().__init__()
        self._armed = ArmedStep(monotonic)
        self._session = session
        self._sent: set[str] = set()
        """Commands that wait for their answers."""
        self.problem = PlainLabel()
        self.problem.setWordWrap(True)
        self.problem.setProperty("role", "error")
        self.dismiss = QToolButton()
        self.dismiss.setText("×")
        self.dismiss.clicked.connect(self.hide)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(4))
        line.addWidget(self.problem, 1)
        line.addWidget(self.dismiss)
        self.hide()
        self.listen(session.submissions.answered, self._answered)
        self.retranslate()

    def retranslate(self) -> None:
        self.dismiss.setToolTip(self.tr("Close this line"))

    def why_not(self, event: Event, step: type[c.EventCommand]) -> str:
        """Why the step cannot be given now; "" when it can."""
        if self._session.submissions.pending(event.id) is not None:
            return self.tr("The answer of the backend is still missing")
        return why_not(self._session, step, event)

    def asks(self, event: Event, step: type[c.EventCommand]) -> bool:
        """Whether the step needs a form."""
        return sent_on_click(self._session, event, step) is None

    def give(self, event: Event, step: type[c.EventCommand]) -> None:
        """Send the step, or have its form opened; a step that is not permitted is refused here."""
        self.hide()
        denied = self.why_not(event, step)
        if denied:
            self.refuse(event, denied)
            return
        body = sent_on_click(self._session, event, step)
        if body is None:
            self.form_wanted.emit(event.id, step)
            return
        self._sent.add(self._session.submissions.send(body).id)
        self.moved.emit()

    def give_by_enter(self, event: Event, step: type[c.EventCommand]) -> None:
        """The same, unless Enter is held or hammered: the row that comes next is another event."""
        if self._armed.take():
            self.give(event, step)

    def hold(self) -> None:
        """Enter is still held."""
        self._armed.hold()

    def refuse(self, event: Event, why: str) -> None:
        """Show why a step of ``event`` was not taken."""
        self.problem.setText(f"{pick(self._session.event_texts.title(event))} · {event.id}: {why}")
        self.show()

    def _answered(self, answer: Answer) -> None:
        if answer.command.id not in self._sent:
            return
        self._sent.remove(answer.command.id)
        event = self._session.layers.states("event").get(subject(answer.command.body))
        if answer.refusal is not None and event is not None:
            self.refuse(event, named_refusal(self._session, answer.refusal.code, answer.refusal.params))
        self.moved.emit()
