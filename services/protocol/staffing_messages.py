"""The messages about staffing and policies: a question, and how far its answer is."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, field

from county.explained import ExplainedLine
from county.staffing.questions import AnyQuestion
from county.staffing.results import StaffingAnswer
from services.protocol.messages import Count, Message, line_of
from services.protocol.study_messages import StudyState


class StaffingRequest(Message, frozen=True, kw_only=True):
    """Requests the answer, or how far it is: an answer that takes longer is asked for again until it is there, as of
    the record of the first reply, and is given up when nobody asks for it."""

    request: str
    question: AnyQuestion
    as_of_seq: Count = 0
    """The last record that counts; 0: the newest one."""
    give_up: bool = False
    """The answer is not needed any more."""


class StaffingReply(Message, frozen=True, kw_only=True):
    """The answer, or how far it is."""

    request: str
    question: AnyQuestion
    as_of_seq: Count
    state: StudyState
    share: Annotated[float, Meta(ge=0, le=1)]
    """Done of what takes long; 1 with the answer."""
    answer: StaffingAnswer | None = None
    template: str = ""
    params: dict[str, str] = field(default_factory=dict)
    """Why it is refused, as in a :class:`~services.protocol.messages.Trouble`."""

    @property
    def why(self) -> ExplainedLine:
        """Why it is refused, one line."""
        return line_of(self.template, self.params)
