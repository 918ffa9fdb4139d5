"""政策问答: the articles that answer a citizen's question, found while it is typed, and what a person has to answer."""

from __future__ import annotations

from datetime import date
from typing import cast
from uuid import uuid4

from PySide6.QtCore import QCoreApplication, QDate, Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateEdit, QLayout, QLineEdit, QPushButton, QVBoxLayout

from county.commands import CommandBody
from county.events.event import LONGEST_NOTE, is_late
from county.policy.documents import QUESTION_MAX
from county.policy.tickets import (
    CITES_MAX,
    REASONS,
    TICKET_STATES,
    WORD_MAX,
    WORD_STATES,
    AcceptPolicyWord,
    AnswerPolicyQuestion,
    ArticleRef,
    AskPolicyQuestion,
    PolicyQuestionAnswered,
    PolicyQuestionWithdrawn,
    PolicyTicket,
    RejectPolicyWord,
    TicketReason,
    WithdrawPolicyQuestion,
    WithdrawPolicyWord,
)
from desktop import moments, theme
from desktop.cards.question import RepeatedQuestion
from desktop.figures.analysis_note import analysis_note
from desktop.i18n import pick
from desktop.panels.record_panel import RecordPanel, Row
from desktop.policies.answer_text import answer_html
from desktop.session import Session
from desktop.widgets.literal import PlainLabel
from desktop.widgets.markup_label import MarkupLabel
from desktop.widgets.scrolled import scrolled
from desktop.widgets.wrapping_line import line_of
from services.protocol.messages import Trouble
from services.protocol.policy_messages import PolicyReply

TYPING_MS = 150
"""Delay of a question after the last key press."""
REPEATED_MS = 2_000
"""How often a question that was not answered is asked again."""
ANSWER_PX = 280
"""Height of the answer: lines that come below the table take their room from that alone."""
_REASON: dict[str, TicketReason] = {"answer": "doubtful", "conflict": "conflict"}
_ENDS = (PolicyQuestionAnswered.__name__, PolicyQuestionWithdrawn.__name__)


class PolicyQuestions(RecordPanel):
    """The answer stands above the questions that persons answer; whoever answers one may propose a word for it."""

    command = AskPolicyQuestion
    steps = (
        AnswerPolicyQuestion, WithdrawPolicyQuestion, AcceptPolicyWord, RejectPolicyWord, WithdrawPolicyWord,
    )  # fmt: skip

    def __init__(self, session: Session) -> None:
        self.asking = RepeatedQuestion(self._ask, session.clock.now_ms)
        self._follows_today = True
        """Whether the law of the day that it is now is asked for, rather than of one that a person picked."""
        self._reply: PolicyReply | None = None
        super().__init__(session, session.layers.book("policy_question"))
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
        self.on.setDate(self._today())
        self.today = QPushButton()
        self.today.clicked.connect(lambda: self.on.setDate(self._today()))
        self.other_day = PlainLabel()
        """That the law of another day is asked for."""
        self.other_day.setProperty("role", "error")
        self.other_day.setWordWrap(True)
        self.private = PlainLabel()
        self.private.setProperty("role", "hint")
        self.private.setWordWrap(True)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self._want)
        self.question.textChanged.connect(self._typed)
        self.question.returnPressed.connect(self._want)
        self.on.dateChanged.connect(self._pick_day)
        self.answer = MarkupLabel()
        self.answer.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.answer.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.waiting = PlainLabel()
        """Why there is no answer to what is typed yet."""
        self.waiting.setProperty("role", "hint")
        self.waiting.setWordWrap(True)
        lines = QVBoxLayout()
        lines.addWidget(self.question)
        lines.addWidget(self.private)
        lines.addLayout(line_of(self.on, self.today, self.button, stretch={self.on: 1}))
        lines.addWidget(self.other_day)
        lines.addWidget(self.waiting)
        room = scrolled(self.answer)
        room.setFixedHeight(theme.px(ANSWER_PX))
        lines.addWidget(room)
        return lines

    def below(self) -> QLayout:
        self.reply = QLineEdit()
        self.reply.setMaxLength(LONGEST_NOTE)
        self.spoken, self.written = QLineEdit(), QLineEdit()
        for line in (self.spoken, self.written):
            line.setMaxLength(WORD_MAX)
        self.article = QComboBox()
        """Of those shown, the article that the answer follows."""
        self.article.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.example = QCheckBox()
        lines = QVBoxLayout()
        lines.addWidget(self.reply)
        lines.addLayout(line_of(self.article, self.example, stretch={self.article: 1}))
        lines.addLayout(line_of(self.spoken, self.written, stretch={self.spoken: 1, self.written: 1}))
        return lines

    def retranslate(self) -> None:
        self.question.setPlaceholderText(self.tr("What the citizen asks"))
        self.on.setToolTip(self.tr("The day whose law is asked for"))
        self.today.setText(self.tr("Today"))
        self._tell_length()
        self.button.setText(self.tr("Have a person answer"))
        self.reply.setPlaceholderText(self.tr("What is answered, or why the question is withdrawn"))
        self.article.setToolTip(self.tr("The article that the answer follows: those of the open question"))
        self.example.setText(self.tr("Others like it are answered so"))
        self.example.setToolTip(self.tr("The question becomes an example of this article once another person accepts"))
        self._offer_articles()
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

    def _today(self) -> QDate:
        today = moments.local(self.session.clock.now_ms()).date()
        return QDate(today.year, today.month, today.day)

    def _pick_day(self, day: QDate) -> None:
        self._follows_today = day == self._today()
        self._want()

    def _follow_today(self) -> None:
        """At midnight, and when the clock of a drill jumps, another law may be in force."""
        today = self._today()
        if self._follows_today and self.on.date() != today:
            self.on.setDate(today)
        self._show()

    def uncover(self) -> None:
        super().uncover()
        self._ask_again()

    def _tell_length(self) -> None:
        """Under the question: that what does not fit into it was left out, otherwise what is not to be written."""
        is_full = len(self.question.text()) >= QUESTION_MAX
        full = self.tr("Only {limit} characters are searched and kept: leave out the story, write what is asked")
        private = self.tr("No names and no numbers of people: what is written here stays in the records")
        self.private.setText(full.format(limit=QUESTION_MAX) if is_full else private)

    def _typed(self) -> None:
        self._tell_length()
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
        if not self.is_seen:
            return
        self._follow_today()
        if self.wanted[0] and not self._typing.isActive():
            self.asking.want(self.wanted)
            self._show()

    def _ask(self) -> str:
        """Request the articles for what was wanted when it was: other words may stand in the line by now."""
        if self.session.source.health().analysis is None:
            return ""
        question, on = cast("tuple[str, str]", self.asking.asked)
        return self.session.source.policy(question, date.fromisoformat(on))

    def _arrived(self, answer: object) -> None:
        if isinstance(answer, PolicyReply | Trouble):
            if self.asking.take(answer) and isinstance(answer, PolicyReply):
                self._reply = answer
                self._offer_articles()
            self._show()

    def _offer_articles(self) -> None:
        """The articles of the last reply; the first is chosen where it is an answer."""
        reply, chosen = self._reply, self.article.currentData()
        self.article.clear()
        self.article.addItem(self.tr("By no article shown"), None)
        for ref in () if reply is None else _refs(reply):
            self.article.addItem(f"{ref.no}《{ref.title}》", ref)
        found = [n for n in range(1, self.article.count()) if self.article.itemData(n) == chosen]
        is_answer = reply is not None and reply.kind == "answer"
        self.article.setCurrentIndex(found[0] if found else int(is_answer))

    @property
    def current(self) -> PolicyReply | None:
        """The reply to what is typed; None while there is none."""
        reply = self._reply
        return reply if reply is not None and (reply.question, reply.on) == self.wanted else None

    def _show(self) -> None:
        """The answer to what is typed; that of other words disappears at once, as nobody may read it out."""
        reply = self.current
        self.answer.setText("" if reply is None else answer_html(reply))
        self.waiting.setText(self._why_waiting() if self.wanted[0] and reply is None else "")
        self.waiting.setVisible(bool(self.waiting.text()))
        is_today = self.on.date() == self._today()
        other = self.tr("The law of {day}, not of today").format(day=self.wanted[1])
        self.other_day.setText("" if is_today else other)
        self.other_day.setVisible(not is_today)
        self.today.setVisible(not is_today)

    def _why_waiting(self) -> str:
        return analysis_note(self.session, 0) or self.tr("Looking for articles …")

    def release(self) -> None:
        self.session.feed.arrived.disconnect(self._arrived)
        super().release()

    # ---- what persons answer

    def body(self) -> CommandBody | str:
        question, on = self.wanted
        if not question:
            return self.tr("Write the question")
        reply = self.current
        return AskPolicyQuestion(
            question_id=uuid4().hex, question=question, on=on,
            reason="not_searched" if reply is None else _REASON.get(reply.kind, "unanswered"),
            cites=() if reply is None else _refs(reply),
        )  # fmt: skip

    def sent(self, body: CommandBody) -> None:
        if isinstance(body, AskPolicyQuestion):
            if self.wanted[0] == body.question:  # the next caller's may have been begun
                self.question.clear()
        else:
            for line in (self.reply, self.spoken, self.written):
                line.clear()
            self.example.setChecked(False)

    def heads(self) -> list[str]:
        return [
            self.tr("State"), self.tr("Time limit"), self.tr("Question"), self.tr("Answer"), self.tr("Learnt"),
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
        word = _taught(ticket)
        if ticket.word:
            word = self.tr("{word}, {state}").format(word=word, state=pick(WORD_STATES[ticket.word]))
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
            return AcceptPolicyWord(question_id=item_id) if ticket.word == "proposed" else None
        for judged, state in ((RejectPolicyWord, "proposed"), (WithdrawPolicyWord, "accepted")):
            if command is judged:
                if ticket.word != state:
                    return None
                why = self.tr("Write why the word is not right")
                return judged(question_id=item_id, note=text) if text else why
        if ticket.state != "open":
            return None
        if command is WithdrawPolicyQuestion:
            missing = self.tr("Write why the question is withdrawn")
            return WithdrawPolicyQuestion(question_id=item_id, note=text) if text else missing
        if not text:
            return self.tr("Write what is answered")
        reply = self.current
        is_open = reply is not None and (reply.question, reply.on) == (ticket.question, ticket.on)
        if self.example.isChecked() and not is_open:
            return self.tr("Open the question, so that its articles are shown, and choose the one that answers it")
        ref = self.article.currentData() if is_open else None
        return AnswerPolicyQuestion(
            question_id=item_id, note=text, spoken=self.spoken.text().strip(), written=self.written.text().strip(),
            answered_by=() if ref is None else (ref,), as_example=self.example.isChecked(),
        )  # fmt: skip

    def show_result(self, target: str) -> None:
        """Choose a question."""
        self.choose(target)

    def open_row(self, item_id: str) -> None:
        ticket = self.state(item_id)
        if ticket is not None:
            self.question.setText(ticket.question)
            self.on.setDate(QDate.fromString(ticket.on, "yyyy-MM-dd"))


def _refs(reply: PolicyReply) -> tuple[ArticleRef, ...]:
    return tuple(ArticleRef(doc_id=cited.doc_id, no=cited.no, title=cited.title) for cited in reply.cited[:CITES_MAX])


def _taught(ticket: PolicyTicket) -> str:
    """The word that its answer proposed, and of which article it is an example; "" for neither."""
    parts = [f"{ticket.spoken} → {ticket.written}"] if ticket.spoken else []
    if ticket.as_example:
        by = "".join(f"《{ref.title}》{ref.no}" for ref in ticket.answered_by)
        parts.append(
            QCoreApplication.translate("PolicyQuestions", "example of {article}").format(article=by) if by
            else QCoreApplication.translate("PolicyQuestions", "example of what no article answers")
        )  # fmt: skip
    return QCoreApplication.translate("PolicyQuestions", ", ").join(parts)


def _order(ticket: PolicyTicket) -> int:
    """Open ones by their limit, the others by their last step, the newest first."""
    return ticket.due_ms.get("answer", 0) if ticket.state == "open" else -ticket.steps[-1].happened_ms


def _closing(ticket: PolicyTicket) -> str:
    """What was answered, or why it was withdrawn."""
    return next(step.note for step in ticket.steps if step.kind in _ENDS)
