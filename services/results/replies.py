"""Tells clients the results that they ask for, or how far they are."""

from __future__ import annotations

from collections.abc import Callable

from county.coverage.question import CoverageQuestion
from county.coverage.results import CoverageAnswer
from county.explained import Explained
from county.package.open import CountyPackage
from services.analysis.closed_roads import ClosedAsOf
from services.coverage.county_coverage import CountyCoverage
from services.coverage.studies import CoverageStudies
from services.protocol.messages import Trouble
from services.protocol.result_messages import ResultReply, ResultRequest
from services.results.counting import counted
from services.results.sources import ResultSources, StillCounting
from services.studies.apart import StudyCancelled


def answers_of(
    studies: CoverageStudies, closed: Callable[[int], ClosedAsOf]
) -> Callable[[CoverageQuestion, int], CoverageAnswer]:
    """Answers about coverage that are worked on beside whoever asks: see :attr:`ResultSources.coverage`."""

    def answer(question: CoverageQuestion, seq: int) -> CoverageAnswer:
        study = studies.study(question, closed(seq).closures)
        try:
            found = study.answer
        except StudyCancelled:
            raise StillCounting(0.0) from None
        except Explained:
            study.given_up.set()  # the next question begins it anew: a search may have failed for want of memory
            raise
        if found is None:
            raise StillCounting(min(1.0, study.share))
        return found

    return answer


def answers_at_once(
    county: CountyPackage, closed: Callable[[int], ClosedAsOf]
) -> Callable[[CoverageQuestion, int], CoverageAnswer]:
    """Answers about coverage for whoever waits for them."""
    coverage = CountyCoverage(county)
    return lambda question, seq: coverage.answer(question, closed(seq).closures)


class ResultReplies:
    """Used by one thread."""

    def __init__(self, sources: ResultSources) -> None:
        self._sources = sources

    def answer(self, asked: ResultRequest, cancelled: Callable[[], bool] = bool) -> ResultReply:
        """The result, or how far it is."""
        try:
            found = counted(asked.metric, asked.asked, asked.as_of_seq, self._sources)
        except StillCounting as still:
            return ResultReply(request=asked.request, state="working", share=still.share)
        except Explained as error:
            told = Trouble.of(error.line)
            return ResultReply(
                request=asked.request, state="refused", share=0.0, template=told.template, params=told.params
            )
        return ResultReply(request=asked.request, state="done", figure=found.figure, as_of_ms=found.as_of_ms)
