"""Answers that take seconds: worked on one after the other beside whoever asks, remembered, and given up when nobody
asks for them any more."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event

from county.clock import monotonic_ms
from county.coverage.question import CoverageQuestion
from county.coverage.results import CoverageAnswer
from county.roads.closures import RoadClosure
from services.coverage.county_coverage import CountyCoverage
from services.coverage.search import SearchCancelled

FORGOTTEN_MS = 10_000
"""An answer for which nobody asked for so long is given up."""
KEPT_MAX = 16
"""Answers that are remembered."""
_Key = tuple[CoverageQuestion, tuple[str, ...]]


@dataclass
class Study:
    """An answer that is worked on, or was."""

    asked_ms: int
    """When it was last asked for."""
    given_up: Event = field(default_factory=Event)
    share: float = 0.0
    is_begun: bool = False
    done: Future[CoverageAnswer] | None = None

    @property
    def answer(self) -> CoverageAnswer | None:
        """None while it is worked on.  Raises CoverageFault, PackageError, SearchFailed, SearchCancelled."""
        return self.done.result() if self.done is not None and self.done.done() else None


class CoverageStudies:
    """Asked by one thread; the work is done by another."""

    def __init__(self, county: CountyCoverage, monotonic: Callable[[], int] = monotonic_ms) -> None:
        self._county = county
        self._monotonic = monotonic
        self._studies: OrderedDict[_Key, Study] = OrderedDict()
        self._worker = ThreadPoolExecutor(1, "coverage")

    def ask(self, question: CoverageQuestion, closures: Sequence[RoadClosure]) -> Study:
        """How far the answer with these roads closed is; it is begun with the first question."""
        key = question, tuple(sorted(closure.id for closure in closures))
        study = self._studies.pop(key, None)
        if study is None or study.given_up.is_set():
            study = Study(self._monotonic())
            study.done = self._worker.submit(self._work, study, question, tuple(closures))
        study.asked_ms = self._monotonic()
        self._studies[key] = study
        while len(self._studies) > KEPT_MAX:
            self._studies.popitem(last=False)[1].given_up.set()
        return study

    def give_up(self, question: CoverageQuestion) -> None:
        """Nobody needs the answers to a question that are not there yet."""
        for (asked, _), study in self._studies.items():
            if asked == question and study.done is not None and not study.done.done():
                study.given_up.set()

    def close(self) -> None:
        """Give up everything, and wait for the worker, which ends soon."""
        for study in self._studies.values():
            study.given_up.set()
        self._worker.shutdown(cancel_futures=True)

    def _work(self, study: Study, question: CoverageQuestion, closures: tuple[RoadClosure, ...]) -> CoverageAnswer:
        def is_given_up() -> bool:
            if self._monotonic() - study.asked_ms > FORGOTTEN_MS:
                study.given_up.set()
            return study.given_up.is_set()

        def progress(share: float) -> None:
            study.share = share

        if is_given_up():
            raise SearchCancelled
        study.is_begun = True
        return self._county.answer(question, closures, progress, is_given_up)
