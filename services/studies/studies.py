"""Answers that take seconds: worked on one after the other beside whoever asks, remembered, and given up when nobody
asks for them any more."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event
from typing import Generic, TypeVar

from county.clock import monotonic_ms
from services.studies.apart import Cancelled, Progress, StudyCancelled

FORGOTTEN_MS = 10_000
"""An answer for which nobody asked for so long is given up."""
KEPT_MAX = 16
"""Answers that are remembered."""
Question = TypeVar("Question", bound=Hashable)
Answer = TypeVar("Answer")


@dataclass
class Study(Generic[Answer]):
    """An answer that is worked on, or was."""

    asked_ms: int
    """When it was last asked for."""
    given_up: Event = field(default_factory=Event)
    share: float = 0.0
    is_begun: bool = False
    done: Future[Answer] | None = None

    @property
    def answer(self) -> Answer | None:
        """None while it is worked on.  Raises StudyCancelled, and what the work raises."""
        return self.done.result() if self.done is not None and self.done.done() else None


class Studies(Generic[Question, Answer]):
    """Asked by one thread; the work is done by another."""

    def __init__(self, name: str, monotonic: Callable[[], int] = monotonic_ms) -> None:
        """``name``: of the thread."""
        self._monotonic = monotonic
        self._studies: OrderedDict[tuple[Question, Hashable], Study[Answer]] = OrderedDict()
        self._worker = ThreadPoolExecutor(1, name)

    def ask(self, question: Question, basis: Hashable, work: Callable[[Progress, Cancelled], Answer]) -> Study[Answer]:
        """How far the answer is; it is begun with the first question.  ``basis``: what it depends on besides, such as
        the closed roads; ``work`` makes the answer."""
        key = question, basis
        study = self._studies.pop(key, None)
        if study is None or study.given_up.is_set():
            study = Study(self._monotonic())
            study.done = self._worker.submit(self._work, study, work)
        study.asked_ms = self._monotonic()
        self._studies[key] = study
        while len(self._studies) > KEPT_MAX:
            self._studies.popitem(last=False)[1].given_up.set()
        return study

    def give_up(self, question: Question) -> None:
        """Nobody needs the answers to a question that are not there yet."""
        for (asked, _), study in self._studies.items():
            if asked == question and study.done is not None and not study.done.done():
                study.given_up.set()

    def close(self) -> None:
        """Give up everything, and wait for the worker, which ends soon."""
        for study in self._studies.values():
            study.given_up.set()
        self._worker.shutdown(cancel_futures=True)

    def _work(self, study: Study[Answer], work: Callable[[Progress, Cancelled], Answer]) -> Answer:
        def is_given_up() -> bool:
            if self._monotonic() - study.asked_ms > FORGOTTEN_MS:
                study.given_up.set()
            return study.given_up.is_set()

        def progress(share: float) -> None:
            study.share = share

        if is_given_up():
            raise StudyCancelled
        study.is_begun = True
        return work(progress, is_given_up)
