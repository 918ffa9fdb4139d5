"""Base of the parts of the panel of response plans: they show one run and send commands about it."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox, QTreeWidget, QTreeWidgetItem

from county.commands import CommandBody
from county.response.plans import PlanRun
from desktop import theme
from desktop.named_refusals import named_refusal
from desktop.panels.panel import Panel
from desktop.problem_label import ProblemLabel
from desktop.session import Session
from desktop.submissions import Answer
from services.protocol.messages import Rejected


class PlanPart(Panel):
    """``problem`` says why the last command was not sent or was refused."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.run: PlanRun | None = None
        self._sent: set[str] = set()
        self.problem = ProblemLabel()
        self.listen(session.submissions.answered, self._answered)

    def show_run(self, run: PlanRun | None) -> None:
        """Show this run, or none."""
        self.run = run
        self.refresh()

    def refresh(self) -> None:
        """Show the run as it is now."""
        raise NotImplementedError

    @property
    def waiting(self) -> bool:
        """Whether a command of this part awaits its reply."""
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
        """A command of this part was accepted: clear its inputs."""

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


def narrow(box: QComboBox) -> QComboBox:
    """A box that does not widen its panel: long texts are cut."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(4)
    return box


LINES_MAX = 3
MARGIN_PX = 12


def fit_lines(tree: QTreeWidget, item: QTreeWidgetItem, first_px: int = 0) -> None:
    """The height of a row of a tree that wraps: as many lines as its longest text needs, within bounds.

    ``first_px``: what indentation and box take of the first column.
    """
    metrics, lines = tree.fontMetrics(), 1
    for column in range(tree.columnCount()):
        room = tree.columnWidth(column) - theme.px(MARGIN_PX + (first_px if column == 0 else 0))
        lines = max(lines, -(-metrics.horizontalAdvance(item.text(column)) // max(1, room)))
    size = QSize(0, min(LINES_MAX, lines) * metrics.lineSpacing() + theme.px(6))
    if item.sizeHint(0) != size:
        item.setSizeHint(0, size)
