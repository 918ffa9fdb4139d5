"""A question about a batch, asked again while the scans are still being read."""

from __future__ import annotations

from collections.abc import Callable

from county.tracing.question import TraceQuestion
from services.protocol.messages import Trouble
from services.protocol.tracing_messages import TraceReply


class AskedTrace:
    """What is wanted now, how far its answer is, and the answer."""

    def __init__(self, send: Callable[[TraceQuestion], str]) -> None:
        """``send`` sends a question and returns its id, "" while nobody can answer."""
        self._send = send
        self._request = ""
        """Id of the request that waits; "" for none."""
        self.question: TraceQuestion | None = None
        """None: nothing is wanted."""
        self.reply: TraceReply | None = None
        self.trouble: Trouble | None = None
        """Why the last request was not answered, until the next one is sent."""

    @property
    def is_waiting(self) -> bool:
        """Whether the answer is wanted and not there."""
        return self.question is not None and (self.reply is None or self.reply.state == "reading")

    def want(self, question: TraceQuestion) -> None:
        """This one from now on, asked anew."""
        self.question, self.reply, self.trouble, self._request = question, None, None, ""
        self.ask()

    def ask(self) -> None:
        """Ask, unless the answer is there or a request waits."""
        if self.question is not None and self.is_waiting and not self._request:
            self.trouble = None
            self._request = self._send(self.question)

    def take(self, answer: object) -> bool:
        """Whether this is the awaited reply."""
        if not self._request or getattr(answer, "request", "") != self._request:
            return False
        self._request = ""
        if isinstance(answer, TraceReply):
            self.reply = answer
        elif isinstance(answer, Trouble):
            self.trouble = answer
        return True
