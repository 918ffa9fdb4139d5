"""政策问题单: a question that no article answers, or that several answer differently, until a person has answered it.

A hotline answers by hand within two working hours.  Whoever answers may propose which words of the question mean which
words of articles; once another person has accepted that, such questions are answered by the articles themselves.  A
question is recorded as it was asked, without who asked it.
"""

from __future__ import annotations

import re
from typing import Literal

from county.aggregate import Decision, StateColumn
from county.authority import PERSONS, Role
from county.catalog import Limit, Name
from county.procedure import Case, CaseClock, CaseCommand, CaseRecord, Procedure, Transition
from county.refusals import Refused

TicketReason = Literal["unanswered", "doubtful", "conflict"]
REASONS: dict[TicketReason, Name] = {
    "unanswered": Name("没有条文回答", "No article answers"),
    "doubtful": Name("答案存疑", "The answer is doubtful"),
    "conflict": Name("条文不一致", "Articles differ"),
}
TICKET_STATES: dict[str, Name] = {
    "open": Name("待答复", "To be answered"),
    "answered": Name("已答复", "Answered"),
    "withdrawn": Name("已撤回", "Withdrawn"),
}
ANSWER_LIMIT = Limit(2, "work_hour")
RETENTION_DAYS = 30
CITES_MAX = 8
WORD_MAX = 20
"""Characters of a word that is proposed."""
_PHONE = re.compile(r"(?:\d[\s-]?){7,}", re.ASCII)


class TicketCommand(CaseCommand, frozen=True, kw_only=True):
    """A command about one question."""

    question_id: str


class AskPolicyQuestion(TicketCommand, frozen=True, kw_only=True):
    """A person is to answer it; ``note`` says what else there is to know."""

    question: str
    reason: TicketReason
    cites: tuple[str, ...] = ()
    """The articles that were found, as title and number."""


class AnswerPolicyQuestion(TicketCommand, frozen=True, kw_only=True):
    """``note`` is the answer that the citizen was given."""

    spoken: str = ""
    """Proposed: this word of the question …"""
    written: str = ""
    """… means this word of articles; "" with ``spoken`` for none."""


class WithdrawPolicyQuestion(TicketCommand, frozen=True, kw_only=True):
    """Nobody needs the answer; ``note`` says why."""


class AcceptPolicyWord(TicketCommand, frozen=True, kw_only=True):
    """Another person found the proposed word right."""


class TicketRecord(CaseRecord, frozen=True, kw_only=True):
    """A fact about one question."""

    question_id: str


class PolicyQuestionAsked(TicketRecord, frozen=True, kw_only=True):
    question: str
    reason: TicketReason
    cites: tuple[str, ...] = ()


class PolicyQuestionAnswered(TicketRecord, frozen=True, kw_only=True):
    spoken: str = ""
    written: str = ""


class PolicyQuestionWithdrawn(TicketRecord, frozen=True, kw_only=True):
    pass


class PolicyWordAccepted(TicketRecord, frozen=True, kw_only=True):
    pass


class PolicyTicket(Case, frozen=True, kw_only=True, gc=False):
    """A question, and the word that its answer taught."""

    question: str = ""
    reason: TicketReason = "unanswered"
    cites: tuple[str, ...] = ()
    spoken: str = ""
    written: str = ""

    @property
    def is_accepted(self) -> bool:
        """Whether the proposed word was accepted."""
        return any(step.kind == PolicyWordAccepted.__name__ for step in self.steps)


def _asked(ticket: PolicyTicket | None, command: AskPolicyQuestion, decision: Decision) -> None:
    if not command.question.strip():
        raise Refused("question_missing")
    if len(command.cites) > CITES_MAX:
        raise Refused("too_many_cited", limit=str(CITES_MAX))
    for text in (command.question, command.note):
        if _PHONE.search(text):
            raise Refused("question_has_number")


def _answered(ticket: PolicyTicket, command: AnswerPolicyQuestion, decision: Decision) -> None:
    if bool(command.spoken.strip()) != bool(command.written.strip()):
        raise Refused("word_incomplete")
    if max(len(command.spoken), len(command.written)) > WORD_MAX or command.spoken not in ticket.question:
        raise Refused("word_not_asked", word=command.spoken, limit=str(WORD_MAX))


def _accepted(ticket: PolicyTicket, command: AcceptPolicyWord, decision: Decision) -> None:
    if not ticket.spoken:
        raise Refused("word_incomplete")
    by = next(step.actor for step in ticket.steps if step.kind == PolicyQuestionAnswered.__name__)
    if by == decision.author.person:
        raise Refused("word_accepted_by_other", person=by)


POLICY_QUESTIONS = Procedure(
    key="policy_question",
    state=PolicyTicket,
    command=TicketCommand,
    record=TicketRecord,
    subject="question_id",
    states=("open", "answered", "withdrawn"),
    rules=(
        Transition(AskPolicyQuestion, (), "open", PolicyQuestionAsked, guard="can be asked"),
        Transition(
            AnswerPolicyQuestion, ("open",), "answered", PolicyQuestionAnswered, note_required=True,
            guard="can be answered", may=PERSONS | {Role.LEADER},
        ),
        Transition(WithdrawPolicyQuestion, ("open",), "withdrawn", PolicyQuestionWithdrawn, note_required=True),
        Transition(
            AcceptPolicyWord, ("answered",), None, PolicyWordAccepted, guard="can be accepted", at_most=1,
            may=PERSONS | {Role.LEADER},
        ),
    ),
    ends=frozenset({"answered", "withdrawn"}),
    clocks=(CaseClock("answer", frozenset({"open"}), ANSWER_LIMIT),),
    guards={"can be asked": _asked, "can be answered": _answered, "can be accepted": _accepted},
    retention_days=RETENTION_DAYS,
    names={
        AskPolicyQuestion: Name("转人工答复", "Have a person answer"),
        AnswerPolicyQuestion: Name("答复", "Answer"),
        WithdrawPolicyQuestion: Name("撤回", "Withdraw"),
        AcceptPolicyWord: Name("采纳说法", "Accept the word"),
    },
    columns=(StateColumn("question", "O", "never", in_record=True), StateColumn("reason", "O", "never")),
).aggregate()  # fmt: skip
