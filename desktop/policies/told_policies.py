"""What the answers to policy questions tell a leader: the questions that persons have to answer, the latest first."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from county.events.event import is_late
from county.policy.tickets import REASONS, PolicyTicket
from desktop import moments
from desktop.decisions.asked_results import AskedResults, ResultQuestion
from desktop.decisions.told import ToldPart, ToldResult
from desktop.i18n import pick
from desktop.session import Session
from services.results.registry import NOTHING_ASKED

FIGURES = (ResultQuestion("policy_open", NOTHING_ASKED), ResultQuestion("policy_in_time", NOTHING_ASKED))
SHOWN_MAX = 3
translate = QCoreApplication.translate


class TellPolicies:
    """Of the questions on the desk those that wait."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def release(self) -> None:
        """It asks nothing."""

    def told(self, results: AskedResults, now_ms: int) -> ToldPart:
        tickets = [
            ticket for ticket in self._session.layers.states("policy_question").values()
            if isinstance(ticket, PolicyTicket) and ticket.state == "open"
        ]  # fmt: skip
        tickets.sort(key=lambda ticket: ticket.due_ms.get("answer", 0))
        nothing = translate("TellPolicies", "No question waits for a person; open it to look up articles")
        return ToldPart(FIGURES, tuple(_result(ticket, now_ms) for ticket in tickets[:SHOWN_MAX]), nothing)


def _result(ticket: PolicyTicket, now_ms: int) -> ToldResult:
    due_ms = ticket.due_ms.get("answer", 0)
    late = is_late(due_ms, now_ms)
    text = translate("TellPolicies", "next: the hotline answers it, which was due {time}") if late else translate(
        "TellPolicies", "next: the hotline answers it by {time}"
    )  # fmt: skip
    sentence = translate("TellPolicies", "{question} ({reason})")
    return ToldResult(
        sentence.format(question=ticket.question, reason=pick(REASONS[ticket.reason])),
        text.format(time=moments.short(due_ms, now_ms)), as_of_ms=ticket.steps[0].happened_ms, target=ticket.id,
        grave=late,
    )  # fmt: skip
