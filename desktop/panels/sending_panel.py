"""Base of panels that send commands and wait for the answers to their own."""

from __future__ import annotations

from county.commands import CommandBody
from desktop.backend.submissions import Answer
from desktop.named_refusals import named_refusal
from desktop.panels.panel import Panel
from desktop.session import Session
from desktop.widgets.problem_label import ProblemLabel
from services.protocol.messages import Rejected


class SendingPanel(Panel):
    """``problem`` says why the last command was not sent or was refused."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._sent: set[str] = set()
        self.problem = ProblemLabel()
        self.listen(session.submissions.answered, self._answered)

    def refresh(self) -> None:
        """Show everything as it is now."""
        raise NotImplementedError

    @property
    def waiting(self) -> bool:
        """Whether a command of this panel awaits its reply."""
        return bool(self._sent)

    def send(self, *bodies: CommandBody) -> None:
        """Send commands in their order."""
        self.problem.hide()
        self.send_also(*bodies)
        self.refresh()

    def send_also(self, *bodies: CommandBody) -> None:
        """Send further commands; why an earlier one was refused stays shown."""
        for body in bodies:
            self._sent.add(self.session.submissions.send(body).id)

    def accepted(self, body: CommandBody) -> None:
        """A command of this panel was accepted: clear its inputs."""

    def settled(self, body: CommandBody, refused: Rejected) -> bool:
        """Whether a refusal needs no person: what the command was to reach is so already, or is sent another way."""
        return False

    def _answered(self, answer: Answer) -> None:
        if answer.command.id not in self._sent:
            return
        self._sent.discard(answer.command.id)
        if answer.refusal is None:
            self.accepted(answer.command.body)
        elif not self.settled(answer.command.body, answer.refusal):
            self.show_problem(named_refusal(self.session, answer.refusal.code, answer.refusal.params))
        if not self._sent:
            self.refresh()

    def show_problem(self, text: str) -> None:
        self.problem.say(text)
