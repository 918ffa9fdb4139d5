"""A question whose answer takes seconds: asked again until the answer is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from services.protocol.messages import Trouble
from services.protocol.study_messages import StudyState


class ArrivedStudy(Protocol):
    @property
    def state(self) -> StudyState: ...


Question = TypeVar("Question")
Reply = TypeVar("Reply", bound=ArrivedStudy)


class AskedStudy(Generic[Question, Reply]):
    """What is wanted now, how far its answer is, and the answer."""

    def __init__(
        self, reply: type[Reply], send: Callable[[Question], str], give_up: Callable[[Question], object]
    ) -> None:
        """``reply``: type of the replies; ``send`` sends a question and returns its id, "" while nobody can answer;
        ``give_up``: its answer is not needed any more."""
        self._reply = reply
        self._send = send
        self._give_up = give_up
        self._request = ""
        """Id of the request that waits; "" for none."""
        self.question: Question | None = None
        """None: nothing is wanted."""
        self.reply: Reply | None = None
        """The last one to the question."""
        self.trouble: Trouble | None = None
        """Why the last request was not answered, until the next one is sent."""

    @property
    def is_waiting(self) -> bool:
        """Whether the answer is wanted and not there."""
        return self.question is not None and (self.reply is None or self.reply.state in ("waiting", "working"))

    def want(self, question: Question) -> None:
        """This one from now on; what it replaces is given up."""
        if question != self.question:
            self.stop()
            self.question = question
        self.renew()

    def renew(self) -> None:
        """Ask once more: what the answer depends on may have changed."""
        self.reply, self._request = None, ""
        self.ask()

    def stop(self) -> None:
        """Nothing is wanted any more."""
        if self.question is not None and self.is_waiting:
            self._give_up(self.question)
        self.question, self.reply, self.trouble, self._request = None, None, None, ""

    def ask(self) -> None:
        """Ask how far the answer is, unless it is there or a request waits."""
        if self.question is not None and self.is_waiting and not self._request:
            self.trouble = None
            self._request = self._send(self.question)

    def take(self, answer: object) -> bool:
        """Whether this is the awaited reply."""
        if not self._request or getattr(answer, "request", "") != self._request:
            return False
        self._request = ""
        if isinstance(answer, self._reply):
            self.reply = answer
        elif isinstance(answer, Trouble):
            self.trouble = answer
        return True
