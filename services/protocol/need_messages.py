"""The messages about the need forecast: a question, and how far its answer is."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, field

from county.explained import ExplainedLine
from county.need.question import NeedQuestion
from county.need.results import NeedsForecast
from services.protocol.messages import Count, Message, line_of
from services.protocol.study_messages import StudyState


class NeedRequest(Message, frozen=True, kw_only=True):
    """Requests the forecast, or how far it is: it is asked for again until it is there, and is given up when nobody
    asks for it."""

    request: str
    question: NeedQuestion
    need: Annotated[str, Meta(max_length=100)] = ""
    """The class whose past counts are wanted, too; "": none."""
    as_of_seq: Count = 0
    """The last record that counts; 0: the newest one."""
    give_up: bool = False
    """The answer is not needed any more."""


class NeedReply(Message, frozen=True, kw_only=True):
    """The answer, or how far it is."""

    request: str
    question: NeedQuestion
    as_of_seq: Count
    as_of_ms: int
    """When that record was recorded, realm time."""
    state: StudyState
    share: Annotated[float, Meta(ge=0, le=1)]
    """Done; 1 with the answer."""
    answer: NeedsForecast | None = None
    """The past counts are those of the wanted class alone."""
    template: str = ""
    params: dict[str, str] = field(default_factory=dict)
    """Why it is refused, as in a :class:`~services.protocol.messages.Trouble`."""

    @property
    def why(self) -> ExplainedLine:
        """Why it is refused, one line."""
        return line_of(self.template, self.params)
