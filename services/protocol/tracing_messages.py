"""The messages about tracing of goods: a question about a batch, and the answer to it."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from county.tracing.question import TraceQuestion
from county.tracing.results import TraceAnswer
from services.protocol.messages import Count, Message

TraceState = Literal["reading", "done"]
"""reading: the scans of the journal are still being read."""


class TraceRequest(Message, frozen=True, kw_only=True):
    """Requests the answer; while scans are read, how far that is: then it is asked for again."""

    request: str
    question: TraceQuestion
    as_of_seq: Count = 0
    """The last record whose scans count; 0: the newest one."""


class TraceReply(Message, frozen=True, kw_only=True):
    """The answer, or how much of the scans was read."""

    request: str
    question: TraceQuestion
    as_of_seq: Count
    as_of_ms: int
    """When that record was recorded, realm time."""
    state: TraceState
    share: Annotated[float, Meta(ge=0, le=1)]
    answer: TraceAnswer | None = None
