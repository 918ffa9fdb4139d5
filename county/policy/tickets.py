"""政策问题单: a question that no article answers, or that several answer differently, until a person has answered it.

A hotline answers by hand within two working hours.  Whoever answers may propose which words of the question mean which
words of articles; once another person has accepted that, such questions are answered by the articles themselves, until
somebody withdraws the word.  A question is recorded as it was asked, without who asked it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from msgspec import Struct

from county.aggregate import Decision, StateColumn
from county.authority import PERSONS, Role
from county.catalog import Limit, Name
from county.policy.stop_words import stop_words
from county.procedure import Case, CaseClock, CaseCommand, CaseRecord, Procedure, Transition
from county.records import Record
from county.refusals import Refused
from county.texts import check_no_phone

TicketReason = Literal["unanswered", "doubtful", "conflict", "not_searched"]
WordState = Literal["", "proposed", "accepted", "rejected", "withdrawn"]
REASONS: dict[TicketReason, Name] = {
    "unanswered": Name("没有条文回答", "No article answers"),
    "doubtful": Name("答案存疑", "The answer is doubtful"),
    "conflict": Name("条文不一致", "Articles differ"),
    "not_searched": Name("未经检索", "Not searched"),
}
TICKET_STATES: dict[str, Name] = {
    "open": Name("待答复", "To be answered"),
    "answered": Name("已答复", "Answered"),
    "withdrawn": Name("已撤回", "Withdrawn"),
}
WORD_STATES: dict[WordState, Name] = {
    "proposed": Name("待采纳", "proposed"),
    "accepted": Name("已采纳", "accepted"),
    "rejected": Name("未采纳", "not accepted"),
    "withdrawn": Name("已停用", "no longer used"),
}
ANSWER_LIMIT = Limit(2, "work_hour")
RETENTION_DAYS = 30
CITES_MAX = 8
WORD_MIN, WORD_MAX = 2, 20
"""Characters of a word that is proposed: a single one is in nearly every article."""
WHOEVER_ANSWERS = PERSONS | {Role.LEADER}


class ArticleRef(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An article of one version of a policy."""

    doc_id: str
    no: str
    """As written, such as 第三条; "" where the document has none."""
    title: str
    """Of the document, as it was when it was named: it can be corrected later."""


class TicketCommand(CaseCommand, frozen=True, kw_only=True):
    """A command about one question."""

    question_id: str


class AskPolicyQuestion(TicketCommand, frozen=True, kw_only=True):
    """A person is to answer it; ``note`` says what else there is to know."""

    question: str
    on: str
    """The day whose law is asked for, as 2026-11-29."""
    reason: TicketReason
    cites: tuple[ArticleRef, ...] = ()
    """The articles that were found."""


class AnswerPolicyQuestion(TicketCommand, frozen=True, kw_only=True):
    """``note`` is the answer that the citizen was given."""

    answered_by: tuple[ArticleRef, ...] = ()
    """The articles that it follows."""
    spoken: str = ""
    """Proposed: this word of the question …"""
    written: str = ""
    """… means this word of articles; "" with ``spoken`` for none."""
    as_example: bool = False
    """Proposed: the question is an example of what the one article that it follows answers, or without one of what none
    answers."""


class WithdrawPolicyQuestion(TicketCommand, frozen=True, kw_only=True):
    """Nobody needs the answer; ``note`` says why."""


class AcceptPolicyWord(TicketCommand, frozen=True, kw_only=True):
    """Another person found the proposed word right."""


class RejectPolicyWord(TicketCommand, frozen=True, kw_only=True):
    """The proposed word is not right; ``note`` says why."""


class WithdrawPolicyWord(TicketCommand, frozen=True, kw_only=True):
    """The accepted word counts no longer; ``note`` says why."""


class TicketRecord(CaseRecord, frozen=True, kw_only=True):
    """A fact about one question."""

    question_id: str


class PolicyQuestionAsked(TicketRecord, frozen=True, kw_only=True):
    question: str
    on: str
    reason: TicketReason
    cites: tuple[ArticleRef, ...] = ()


class PolicyQuestionAnswered(TicketRecord, frozen=True, kw_only=True):
    answered_by: tuple[ArticleRef, ...] = ()
    spoken: str = ""
    written: str = ""
    as_example: bool = False


class PolicyQuestionWithdrawn(TicketRecord, frozen=True, kw_only=True):
    pass


class PolicyWordAccepted(TicketRecord, frozen=True, kw_only=True):
    pass


class PolicyWordRejected(TicketRecord, frozen=True, kw_only=True):
    pass


class PolicyWordWithdrawn(TicketRecord, frozen=True, kw_only=True):
    pass


class PolicyTicket(Case, frozen=True, kw_only=True, gc=False):
    """A question, its answer, and what its answer proposed that others like it are answered by."""

    question: str = ""
    on: str = ""
    reason: TicketReason = "unanswered"
    cites: tuple[ArticleRef, ...] = ()
    answered_by: tuple[ArticleRef, ...] = ()
    spoken: str = ""
    written: str = ""
    as_example: bool = False
    word: WordState = ""
    """What became of the word and of the example, which are judged together; "" for none."""


WORD_AFTER: dict[type[TicketRecord], WordState] = {
    PolicyWordAccepted: "accepted", PolicyWordRejected: "rejected", PolicyWordWithdrawn: "withdrawn",
}  # fmt: skip


def _word_after(ticket: PolicyTicket | None, record: Record[Any]) -> Mapping[str, object]:
    """The state of the word.  While it counts, its question stays on the desk, where it can be withdrawn."""
    body = record.body
    if isinstance(body, PolicyQuestionAnswered):
        return {"word": "proposed" if body.spoken or body.as_example else ""}
    word = WORD_AFTER.get(type(body))
    if word is None:
        return {}
    return {"word": word, "ended_ms": None} if word == "accepted" else {"word": word}


def _without_numbers(ticket: PolicyTicket | None, command: TicketCommand, decision: Decision) -> None:
    check_no_phone(command.note)


def _asked(ticket: PolicyTicket | None, command: AskPolicyQuestion, decision: Decision) -> None:
    _without_numbers(ticket, command, decision)
    check_no_phone(command.question)
    if not command.question.strip():
        raise Refused("question_missing")
    try:
        date.fromisoformat(command.on)
    except ValueError:
        raise Refused("question_day_invalid", day=command.on[:20]) from None
    _check_cited(command.cites)


def _answered(ticket: PolicyTicket, command: AnswerPolicyQuestion, decision: Decision) -> None:
    _without_numbers(ticket, command, decision)
    _check_cited(command.answered_by)
    if command.as_example and len(command.answered_by) > 1:
        raise Refused("example_of_many")
    spoken, written = command.spoken, command.written
    if bool(spoken.strip()) != bool(written.strip()):
        raise Refused("word_incomplete")
    if max(len(spoken), len(written)) > WORD_MAX or spoken not in ticket.question:
        raise Refused("word_not_asked", word=spoken, limit=str(WORD_MAX))
    for word in filter(None, (spoken.strip(), written.strip())):
        check_no_phone(word)
        if len(word) < WORD_MIN or word in stop_words():
            raise Refused("word_too_general", word=word)


def _check_cited(cites: tuple[ArticleRef, ...]) -> None:
    if len(cites) > CITES_MAX:
        raise Refused("too_many_cited", limit=str(CITES_MAX))
    for cited in cites:
        check_no_phone(cited.title)
        check_no_phone(cited.no)


def _accepted(ticket: PolicyTicket, command: AcceptPolicyWord, decision: Decision) -> None:
    _proposed(ticket, command, decision)
    by = next(step.actor for step in ticket.steps if step.kind == PolicyQuestionAnswered.__name__)
    if by == decision.author.person:
        raise Refused("word_accepted_by_other", person=by)


def _proposed(ticket: PolicyTicket, command: TicketCommand, decision: Decision) -> None:
    _without_numbers(ticket, command, decision)
    if ticket.word != "proposed":
        raise Refused("word_not_proposed")


def _counts(ticket: PolicyTicket, command: TicketCommand, decision: Decision) -> None:
    _without_numbers(ticket, command, decision)
    if ticket.word != "accepted":
        raise Refused("word_not_accepted")


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
            guard="can be answered", may=WHOEVER_ANSWERS,
        ),
        Transition(WithdrawPolicyQuestion, ("open",), "withdrawn", PolicyQuestionWithdrawn, note_required=True,
                   guard="has no numbers"),
        Transition(AcceptPolicyWord, ("answered",), None, PolicyWordAccepted, guard="can be accepted",
                   may=WHOEVER_ANSWERS),
        Transition(RejectPolicyWord, ("answered",), None, PolicyWordRejected, note_required=True,
                   guard="is proposed", may=WHOEVER_ANSWERS),
        Transition(WithdrawPolicyWord, ("answered",), None, PolicyWordWithdrawn, note_required=True, guard="counts",
                   may=WHOEVER_ANSWERS),
    ),
    ends=frozenset({"answered", "withdrawn"}),
    clocks=(CaseClock("answer", frozenset({"open"}), ANSWER_LIMIT),),
    guards={
        "can be asked": _asked, "can be answered": _answered, "can be accepted": _accepted, "is proposed": _proposed,
        "counts": _counts, "has no numbers": _without_numbers,
    },
    derive=_word_after,
    retention_days=RETENTION_DAYS,
    names={
        AskPolicyQuestion: Name("转人工答复", "Have a person answer"),
        AnswerPolicyQuestion: Name("答复", "Answer"),
        WithdrawPolicyQuestion: Name("撤回", "Withdraw"),
        AcceptPolicyWord: Name("采纳说法", "Accept the word"),
        RejectPolicyWord: Name("不采纳说法", "Reject the word"),
        WithdrawPolicyWord: Name("停用说法", "Stop using the word"),
    },
    columns=(StateColumn("question", "O", "never", in_record=True), StateColumn("reason", "O", "never")),
).aggregate()  # fmt: skip
