"""The messages about coverage by public services: a question, and how far its answer is."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, field

from county.coverage.question import CoverageQuestion
from county.coverage.results import CoverageAnswer
from county.explained import ExplainedLine
from services.protocol.messages import Count, Message, line_of
from services.protocol.study_messages import StudyState


class CoverageRequest(Message, frozen=True, kw_only=True):
    """Requests the answer, or how far it is: an answer that takes longer is asked for again until it is there, and
    is given up when nobody asks for it."""

    request: str
    question: CoverageQuestion
    as_of_seq: Count = 0
    """The last record that counts, of those that close and open roads; 0: the newest one."""
    give_up: bool = False
    """The answer is not needed any more."""


class CoverageReply(Message, frozen=True, kw_only=True):
    """The answer, or how far it is."""

    request: str
    question: CoverageQuestion
    as_of_seq: Count
    as_of_ms: int
    """When that record was recorded, realm time."""
    state: StudyState
    share: Annotated[float, Meta(ge=0, le=1)]
    """Done of what takes long; 1 with the answer."""
    answer: CoverageAnswer | None = None
    template: str = ""
    params: dict[str, str] = field(default_factory=dict)
    """Why it is refused, as in a :class:`~services.protocol.messages.Trouble`."""

    @property
    def why(self) -> ExplainedLine:
        """Why it is refused, one line."""
        return line_of(self.template, self.params)
