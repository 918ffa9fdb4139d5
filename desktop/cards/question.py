"""A question of a card whose answer stays shown until a newer one comes."""

from __future__ import annotations

from collections.abc import Callable

from services.protocol.messages import Trouble


class RepeatedQuestion:
    """Asked again when what its answer depends on has changed; changes that come while it waits are asked for together.

    An answer that does not come is asked for by the next :meth:`ask`.
    """

    def __init__(self, send: Callable[[], str], now_ms: Callable[[], int]) -> None:
        """``send`` sends the request for what is wanted now and returns its id, "" while nobody can answer."""
        self._send = send
        self._now_ms = now_ms
        self.request = ""
        """Id of the request that waits, "" for none."""
        self._wanted: object = None
        self._asked: object = None
        self._answered: object = None
        self._asked_ms = 0
        self.as_of_ms = 0
        """When what is shown was asked for; 0: there is no answer yet."""

    @property
    def asked(self) -> object:
        """What the waiting or last request was sent for."""
        return self._asked

    @property
    def is_old(self) -> bool:
        """Whether there is an answer, and what it depends on has changed since."""
        return bool(self.as_of_ms) and self._answered != self._wanted

    def begin(self) -> None:
        """It is about something else from now on: there is no answer yet."""
        self.request, self.as_of_ms = "", 0
        self._wanted = self._asked = self._answered = None

    def want(self, basis: object) -> None:
        """``basis``: what the answer depends on, as it is now; not None."""
        self._wanted = basis
        self.ask()

    def ask(self) -> None:
        """Ask where the answer is missing or old, unless a request waits."""
        if not self.request and self._answered != self._wanted:
            self._asked, self._asked_ms = self._wanted, self._now_ms()
            self.request = self._send()

    def take(self, answer: object) -> bool:
        """Whether this is the awaited answer, to be shown now."""
        if not self.request or getattr(answer, "request", "") != self.request:
            return False
        self.request = ""
        if isinstance(answer, Trouble):
            return False
        self._answered, self.as_of_ms = self._asked, self._asked_ms
        self.ask()
        return True
