"""Answers about coverage from the analysis: begun once, told how far they are, given up when nobody asks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from time import monotonic, sleep
from typing import Any

import pytest

from county.coverage.question import CoverageQuestion
from county.coverage.results import CoverageAnswer, ServiceCoverage
from county.roads.closures import RoadClosed, RoadClosure, RoadOpened
from services.analysis.closed_roads import ClosedAsOf, ClosedRoads
from services.analysis.coverage_replies import CoverageReplies
from services.coverage.county_coverage import CountyCoverage
from services.coverage.ground import CoverageFault
from services.coverage.studies import CoverageStudies
from services.protocol.coverage_messages import CoverageReply, CoverageRequest
from services.store.upcast import RecordReader
from services.studies.apart import StudyCancelled, StudyFailed
from services.studies.studies import FORGOTTEN_MS
from tests.recorded_journals import numbered
from tests.timelines import log_of, timeline_of
from tests.valley_county import write_valley

CLINIC = CoverageQuestion(service="clinic")
NOBODY = CoverageAnswer(
    coverage=ServiceCoverage(service="clinic", limit_min=15, origin="", facilities=(), villages=(), notes=())
)


class SlowCounty:
    """Answers when it is told to; remembers what it was asked and whether it was given up."""

    def __init__(self) -> None:
        self.go_on = Event()
        self.asked: list[tuple[CoverageQuestion, tuple[str, ...]]] = []
        self.given_up = Event()
        self.fault: Exception | None = None

    def answer(
        self, asked: CoverageQuestion, closures: Any, progress: Callable[[float], None], cancelled: Callable[[], bool]
    ) -> CoverageAnswer:
        self.asked.append((asked, tuple(closure.id for closure in closures)))
        progress(0.25)
        while not self.go_on.wait(0.01):
            if cancelled():
                self.given_up.set()
                raise StudyCancelled
        if self.fault is not None:
            raise self.fault
        return NOBODY


class Asking:
    """The analysis of a county whose clock stands still."""

    def __init__(self) -> None:
        self.county, self.now_ms = SlowCounty(), 0
        self.closed: tuple[RoadClosure, ...] = ()
        self.studies = CoverageStudies(self.county, lambda: self.now_ms)  # type: ignore[arg-type]
        self.replies = CoverageReplies(self.studies, lambda seq: ClosedAsOf(self.closed, seq or 7, 70))

    def ask(self, question: CoverageQuestion = CLINIC, **more: Any) -> CoverageReply:
        return self.replies.answer(CoverageRequest(request="r", question=question, **more))

    def ask_until(self, state: str, question: CoverageQuestion = CLINIC) -> CoverageReply:
        end = monotonic() + 10
        while (reply := self.ask(question)).state != state or (state == "working" and not reply.share):
            assert monotonic() < end, reply
            sleep(0.01)
        return reply


@pytest.fixture
def asking() -> Iterator[Asking]:
    made = Asking()
    yield made
    made.studies.close()


def test_an_answer_is_begun_once_told_how_far_it_is_and_kept(asking: Asking) -> None:
    working = asking.ask_until("working")
    assert (working.share, working.answer) == (0.25, None)
    asking.county.go_on.set()
    done = asking.ask_until("done")
    assert (done.share, done.answer) == (1.0, NOBODY)
    assert (done.question, done.as_of_seq, done.as_of_ms) == (CLINIC, 7, 70)
    assert asking.ask().state == "done"
    assert len(asking.county.asked) == 1


def test_further_closed_roads_need_another_answer(asking: Asking) -> None:
    asking.county.go_on.set()
    asking.ask_until("done")
    asking.closed = (RoadClosure(id="C1", state="closed", steps=()),)
    asking.ask_until("done")
    assert [closures for _, closures in asking.county.asked] == [(), ("C1",)]


def test_a_second_question_waits_for_the_first_one(asking: Asking) -> None:
    asking.ask_until("working")
    assert asking.ask(CoverageQuestion(service="school")).state == "waiting"


def test_an_answer_that_is_not_needed_any_more_is_given_up_and_begun_again_when_it_is(asking: Asking) -> None:
    asking.ask_until("working")
    asking.ask(give_up=True)
    assert asking.county.given_up.wait(10)
    asking.county.go_on.set()
    assert asking.ask_until("done").answer == NOBODY
    assert len(asking.county.asked) == 2


def test_an_answer_for_which_nobody_asks_is_given_up(asking: Asking) -> None:
    asking.ask_until("working")
    asking.now_ms += FORGOTTEN_MS + 1
    assert asking.county.given_up.wait(10)


def test_a_question_that_the_data_do_not_answer_is_refused_with_its_reason(asking: Asking) -> None:
    asking.county.fault = CoverageFault("{county} has no roads on its map", county="谷县")
    asking.county.go_on.set()
    assert asking.ask_until("refused").why == "谷县 has no roads on its map"


def test_what_failed_is_begun_anew_with_the_next_question(asking: Asking) -> None:
    asking.county.fault = StudyFailed("the search ended with {code}: {why}", code=-9, why="no reason given")
    asking.county.go_on.set()
    asking.ask_until("refused")
    asking.county.fault = None
    assert asking.ask_until("done").answer == NOBODY


def test_the_closed_roads_are_those_as_of_a_record(tmp_path: Path) -> None:
    log = log_of(numbered([
        (1_000, RoadClosed(closure_id="C1", extent="circle", x_m=0.0, y_m=0.0, radius_m=100.0, note="塌方")),
        (2_000, RoadClosed(closure_id="C2", extent="road", x_m=0.0, y_m=0.0, road="R1", note="施工")),
        (3_000, RoadOpened(closure_id="C1")),
    ]))  # fmt: skip
    timeline = timeline_of(log, tmp_path)
    closed = ClosedRoads(timeline, log, RecordReader())
    assert [[closure.id for closure in closed.at(seq).closures] for seq in (1, 2, 3, 0)] == [
        ["C1"], ["C1", "C2"], ["C2"], ["C2"]
    ]  # fmt: skip
    assert closed.at(0).seq == 3
    timeline.close()


def test_the_answer_of_a_county_goes_through_the_analysis(tmp_path: Path) -> None:
    studies = CoverageStudies(CountyCoverage(write_valley(tmp_path, [500, 100, 900], [("clinic", 0, 15)])))
    replies = CoverageReplies(studies, lambda seq: ClosedAsOf((), 1, 1))
    request = CoverageRequest(request="r", question=CoverageQuestion(service="clinic", part="sites"))
    end = monotonic() + 60
    while (reply := replies.answer(request)).state in ("waiting", "working"):
        assert monotonic() < end
        sleep(0.02)
    studies.close()
    assert reply.answer is not None
    assert reply.answer.sites is not None
    assert reply.answer.coverage.service == "clinic"
