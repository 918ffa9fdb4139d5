"""The messages about results of decision parts: a result is asked for again until it is counted."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, field

from county.explained import ExplainedLine
from county.figures.metric import ASKED_MAX, Figure
from services.protocol.messages import Count, Message, line_of
from services.protocol.study_messages import StudyState


class ResultRequest(Message, frozen=True, kw_only=True):
    """Requests a result as of a record, or how far it is."""

    request: str
    metric: Annotated[str, Meta(max_length=200)]
    """Key of a metric with the source ``results``."""
    asked: Annotated[str, Meta(max_length=ASKED_MAX)]
    """As :attr:`county.figures.metric.Figure.asked`."""
    as_of_seq: Count = 0
    """The last record that counts; 0: the newest one."""


class ResultReply(Message, frozen=True, kw_only=True):
    """The result, or how far it is."""

    request: str
    state: StudyState
    share: Annotated[float, Meta(ge=0, le=1)] = 1.0
    figure: Figure | None = None
    as_of_ms: int = 0
    """When the record was recorded as of which it was counted."""
    template: str = ""
    params: dict[str, str] = field(default_factory=dict)
    """Why it is refused, as in a :class:`~services.protocol.messages.Trouble`."""

    @property
    def why(self) -> ExplainedLine:
        """Why it is refused, one line."""
        return line_of(self.template, self.params)
