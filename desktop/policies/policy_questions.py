"""政策问答: the articles that answer a citizen's question, found while it is typed, and what a person has to answer."""

from __future__ import annotations

from uuid import uuid4

from PySide6.QtCore import QCoreApplication, QDate, Qt, QTimer
from PySide6.QtWidgets import QDateEdit, QLayout, QLineEdit, QVBoxLayout

from county.commands import CommandBody
from county.events.event import LONGEST_NOTE, is_late
from county.policy.tickets import (
    CITES_MAX,
    REASONS,
    TICKET_STATES,
    WORD_MAX,
    AcceptPolicyWord,
    AnswerPolicyQuestion,
    AskPolicyQuestion,
    PolicyTicket,
    TicketReason,
    WithdrawPolicyQuestion,
)
from desktop import moments, theme
from desktop.cards.question import RepeatedQuestion
from desktop.figures.analysis_note import analysis_note
from desktop.i18n import pick
from desktop.panels.record_panel import RecordPanel, Row
from desktop.policies.answer_text import answer_html, citation
from desktop.session import Session
from desktop.widgets.literal import PlainLabel
from desktop.widgets.markup_label import MarkupLabel
from desktop.widgets.scrolled import scrolled
from desktop.widgets.wrapping_line import line_of
from services.protocol.messages import Trouble
from services.protocol.policy_messages import QUESTION_MAX, PolicyReply

TYPING_MS = 150
"""Delay of a question after the last key press."""
REPEATED_MS = 2_000
"""How often a question that was not answered is asked again."""
ANSWER_STRETCH = 3
"""Height of the answer, in heights of the table."""
_REASON: dict[str, TicketReason] = {"answer": "doubtful", "conflict": "conflict"}


class PolicyQuestions(RecordPanel):
    """The answer stands above the questions that persons answer; whoever answers one may propose a word for it."""

    command = AskPolicyQuestion
    steps = (AnswerPolicyQuestion, WithdrawPolicyQuestion, AcceptPolicyWord)

    def __init__(self, session: Session) -> None:
        self.asking = RepeatedQuestion(self._ask, session.clock.now_ms)
        self._shown_for: tuple[str, str] | None = None
        """Question and day of the answer that is shown."""
        self._reply: PolicyReply | None = None
        super().__init__(session, session.layers.book("policy_question"))
        box = self.layout()
        assert isinstance(box, QVBoxLayout)
        box.setStretch(0, ANSWER_STRETCH)
        session.feed.arrived.connect(self._arrived)
        self.every(REPEATED_MS, self._ask_again)
        self.retranslate()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("PolicyQuestions", "Policy questions")

    def form(self) -> QLayout:
        self.question = QLineEdit()
        self.question.setMaxLength(QUESTION_MAX)
        self.question.setClearButtonEnabled(True)
        self.on = QDateEdit()
        self.on.setCalendarPopup(True)
        self.on.setDisplayFormat("yyyy-MM-dd")
        today = moments.local(self.session.clock.now_ms()).date()
        self.on.setDate(QDate(today.year, today.month, today.day))
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self._want)
        self.question.textChanged.connect(self._typed)
        self.question.returnPressed.connect(self._want)
        self.on.dateChanged.connect(self._want)
        self.answer = MarkupLabel()
        self.answer.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.answer.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.waiting = PlainLabel()
        """Why there is no answer to what is typed yet."""
        self.waiting.setProperty("role", "hint")
        self.waiting.setWordWrap(True)
        lines = QVBoxLayout()
        lines.addWidget(self.question)
        lines.addLayout(line_of(self.on, self.button, stretch={self.on: 1}))
        lines.addWidget(self.waiting)
        lines.addWidget(scrolled(self.answer), 1)
        return lines

    def below(self) -> QLayout:
        self.reply = QLineEdit()
        self.reply.setMaxLength(LONGEST_NOTE)
        self.spoken, self.written = QLineEdit(), QLineEdit()
        for line in (self.spoken, self.written):
            line.setMaxLength(WORD_MAX)
        lines = QVBoxLayout()
        lines.addWidget(self.reply)
        lines.addLayout(line_of(self.spoken, self.written, stretch={self.spoken: 1, self.written: 1}))
        return lines

    def retranslate(self) -> None:
        self.question.setPlaceholderText(self.tr("What the citizen asks"))
        self.on.setToolTip(self.tr("The day whose law is asked for"))
        self.button.setText(self.tr("Have a person answer"))
        self.reply.setPlaceholderText(self.tr("What is answered, or why the question is withdrawn"))
        self.spoken.setPlaceholderText(self.tr("Word of the question"))
        self.written.setPlaceholderText(self.tr("Word of the articles"))
        self.answer.setAccessibleName(self.tr("Answer"))
        self.hint.say(self.tr("No question waits for a person"))
        self._show()
        super().retranslate()

    # ---- the question

    @property
    def wanted(self) -> tuple[str, str]:
        """Question and day as they are typed."""
        return self.question.text().strip(), self.on.date().toString("yyyy-MM-dd")

    def uncover(self) -> None:
        super().uncover()
        self._ask_again()

    def _typed(self) -> None:
        self._typing.start()
        self._show()

    def _want(self) -> None:
        self._typing.stop()
        if self.wanted[0]:
            self.asking.want(self.wanted)
        else:
            self.asking.begin()
        self._show()

    def _ask_again(self) -> None:
        if self.is_seen and self.wanted[0]:
            self.asking.want(self.wanted)
            self._show()

    def _ask(self) -> str:
        if self.session.source.health().analysis is None:
            return ""
        question, _ = self.wanted
        return self.session.source.policy(question, self.on.date().toPython())  # type: ignore[arg-type]

    def _arrived(self, answer: object) -> None:
        if isinstance(answer, PolicyReply | Trouble):
            asked = self.asking.asked
            if self.asking.take(answer) and isinstance(answer, PolicyReply):
                self._reply, self._shown_for = answer, asked  # type: ignore[assignment]
            self._show()

    def _show(self) -> None:
        """The answer to what is typed; that of other words disappears at once, as nobody may read it out."""
        is_current = self._reply is not None and self._shown_for == self.wanted
        self.answer.setText(answer_html(self._reply) if is_current and self._reply is not None else "")
        waits = bool(self.wanted[0]) and not is_current
        self.waiting.setText(self._why_waiting() if waits else "")
        self.waiting.setVisible(bool(self.waiting.text()))

    def _why_waiting(self) -> str:
        return analysis_note(self.session, 0) or self.tr("Looking for articles …")

    def release(self) -> None:
        self.session.feed.arrived.disconnect(self._arrived)
        super().release()

    # ---- what persons answer

    def body(self) -> CommandBody | str:
        question, _ = self.wanted
        if not question:
            return self.tr("Write the question")
        reply = self._reply if self._shown_for == self.wanted else None
        return AskPolicyQuestion(
            question_id=uuid4().hex, question=question,
            reason="unanswered" if reply is None else _REASON.get(reply.kind, "unanswered"),
            cites=() if reply is None else tuple(citation(cited)[:200] for cited in reply.cited[:CITES_MAX]),
        )  # fmt: skip

    def sent(self, body: CommandBody) -> None:
        if isinstance(body, AskPolicyQuestion):
            self.question.clear()
        else:
            for line in (self.reply, self.spoken, self.written):
                line.clear()

    def heads(self) -> list[str]:
        return [
            self.tr("State"), self.tr("Time limit"), self.tr("Question"), self.tr("Answer"), self.tr("Word"),
        ]  # fmt: skip

    def rows(self) -> list[Row]:
        tickets = [
            ticket for ticket in self.session.layers.states("policy_question").values()
            if isinstance(ticket, PolicyTicket)
        ]  # fmt: skip
        tickets.sort(key=lambda ticket: (ticket.state != "open", _order(ticket)))
        now_ms = self.session.clock.now_ms()
        return [self._row(ticket, now_ms) for ticket in tickets]

    def _row(self, ticket: PolicyTicket, now_ms: int) -> Row:
        due_ms, color, limit = ticket.due_ms.get("answer"), theme.MUTED, ""
        if ticket.state == "open" and due_ms is not None:
            late = is_late(due_ms, now_ms)
            color = theme.DANGER if late else theme.TEXT
            limit = moments.short(due_ms, now_ms)
            if late:
                limit = self.tr("{time}, overdue").format(time=limit)
        word = f"{ticket.spoken} → {ticket.written}" if ticket.spoken else ""
        if ticket.is_accepted:
            word = self.tr("{word}, accepted").format(word=word)
        answer = pick(REASONS[ticket.reason]) if ticket.state == "open" else _closing(ticket)
        return Row(ticket.id, (pick(TICKET_STATES[ticket.state]), limit, ticket.question, answer, word), color)

    def state(self, item_id: str) -> PolicyTicket | None:
        ticket: PolicyTicket | None = self.session.layers.states("policy_question").get(item_id)
        return ticket

    def step(self, command: type[CommandBody], item_id: str) -> CommandBody | str | None:
        ticket, text = self.state(item_id), self.reply.text().strip()
        if ticket is None:
            return None
        if command is AcceptPolicyWord:
            can = ticket.state == "answered" and ticket.spoken and not ticket.is_accepted
            return AcceptPolicyWord(question_id=item_id) if can else None
        if ticket.state != "open":
            return None
        if command is WithdrawPolicyQuestion:
            missing = self.tr("Write why the question is withdrawn")
            return WithdrawPolicyQuestion(question_id=item_id, note=text) if text else missing
        if not text:
            return self.tr("Write what is answered")
        return AnswerPolicyQuestion(
            question_id=item_id, note=text, spoken=self.spoken.text().strip(), written=self.written.text().strip()
        )

    def open_row(self, item_id: str) -> None:
        ticket = self.state(item_id)
        if ticket is not None:
            self.question.setText(ticket.question)


def _order(ticket: PolicyTicket) -> int:
    """Open ones by their limit, the others by their end, the newest first."""
    return ticket.due_ms.get("answer", 0) if ticket.state == "open" else -(ticket.ended_ms or 0)


def _closing(ticket: PolicyTicket) -> str:
    """What was answered, or why it was withdrawn."""
    return next(step.note for step in reversed(ticket.steps) if step.kind != "PolicyWordAccepted")
