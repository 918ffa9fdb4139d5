"""Requests to the analysis over a network in memory: pages, status, cancellation, rights and bounds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from threading import Event
from time import monotonic, sleep
from types import SimpleNamespace
from uuid import uuid4

import pytest

from county.explained import Explained
from county.moment import Moment
from services.analysis.follower import Following
from services.analysis.lanes import WAITING_MAX
from services.analysis.requests import BUFFERING_MS, AnalysisRequests
from services.protocol.analysis_client import OFFLINE_MS, STARTING_MS, AnalysisClient, AnalysisHealth
from services.protocol.analysis_messages import (
    AnalysisAnswer,
    ArchiveQuery,
    EventsPage,
    EventsPageRequest,
    SimilarEvents,
    SimilarRequest,
)
from services.protocol.as_of_messages import Buffering, DeskAt, SeekRequest
from services.protocol.codec import analysis_decoder, analysis_reply_decoder, frames, topic
from services.protocol.messages import Trouble
from services.protocol.server import Server
from services.store.ports import Cancelled
from services.transport.memory import MemoryClientLink, MemoryNetwork
from services.transport.ports import Burst
from tests.captured_log import CapturedLog
from tests.memory_realm import OWNER, ManualMonotonic, MemoryRegister

PATIENCE_S = 20.0


class EmptyPages:
    """Answers with empty pages; while :attr:`held` is set, not before the request is cancelled."""

    def __init__(self) -> None:
        self.held = Event()
        self.asked: list[str] = []

    def similar(self, asked: SimilarRequest, cancelled: Callable[[], bool]) -> SimilarEvents:
        return SimilarEvents(request=asked.request, events=[])

    def page(self, asked: EventsPageRequest, cancelled: Callable[[], bool]) -> EventsPage:
        self.asked.append(asked.request)
        while self.held.is_set():
            if cancelled():
                raise Cancelled
            sleep(0.001)
        return EventsPage(
            request=asked.request, as_of_seq=7, as_of_ms=1, total=int(asked.query.text or 0), first=0, rows=[]
        )


class EmptyDesks:
    """Answers that nothing was on the desk; while :attr:`held` is set, not before the request is cancelled."""

    def __init__(self) -> None:
        self.held = Event()
        self.asked: list[int] = []

    def answer(self, asked: SeekRequest, cancelled: Callable[[], bool]) -> DeskAt:
        self.asked.append(asked.token)
        while self.held.is_set():
            if cancelled():
                raise Cancelled
            sleep(0.001)
        return DeskAt(
            request=asked.request, token=asked.token, moment=asked.moment, seq=7, recorded_ms=1, texts=[], tables=[]
        )


class AnalysisBench:
    """An analysis and its clients in one process, turned by the test."""

    def __init__(self) -> None:
        self.network, self.register = MemoryNetwork(OWNER.id), MemoryRegister(OWNER)
        self.pages, self.desks = EmptyPages(), EmptyDesks()
        following = Following("ready", 7, 9, 7, 5_000)
        work = {
            EventsPageRequest: self.pages.page, SimilarRequest: self.pages.similar, SeekRequest: self.desks.answer,
        }  # fmt: skip
        self.follower = SimpleNamespace(work=work, following=following)
        self.clock = ManualMonotonic()
        self.requests = AnalysisRequests(
            server=Server(self.network.backend(), "live", CapturedLog(), decoder=analysis_decoder("live")),
            realm="live", register=self.register, follower=self.follower, messages=CapturedLog(), monotonic=self.clock,
        )  # fmt: skip
        self.answers: list[AnalysisAnswer | Trouble] = []
        self.client = AnalysisClient(
            lambda endpoint: self.network.client(OWNER.id), "live", self.answers.append, monotonic=self.clock
        )

    def ask(self, query: ArchiveQuery) -> str:
        return self.client.ask(EventsPageRequest(request=uuid4().hex, query=query, count=10))

    def until(self, condition: Callable[[], object]) -> None:
        deadline = monotonic() + PATIENCE_S
        while not condition():
            assert monotonic() < deadline
            self.requests.turn()

    def close(self) -> None:
        self.pages.held.clear()
        self.desks.held.clear()
        self.client.close()
        self.requests.close()


@pytest.fixture
def bench() -> Iterator[AnalysisBench]:
    bench = AnalysisBench()
    yield bench
    bench.close()


def test_a_page_arrives_with_the_id_of_its_request(bench: AnalysisBench) -> None:
    bench.client.connect(":1")
    request = bench.ask(ArchiveQuery(text="3"))
    bench.until(lambda: bench.answers)
    [page] = bench.answers
    assert isinstance(page, EventsPage)
    assert (page.request, page.total, page.as_of_seq) == (request, 3, 7)


def test_what_is_asked_while_an_answer_is_taken_over_does_not_wait_for_that(bench: AnalysisBench) -> None:
    network, is_taken_over, asked_then = bench.network, Event(), list[str]()

    def take_over(answer: AnalysisAnswer | Trouble) -> None:
        if not asked_then:
            asked_then.append(client.ask(asked(2)))
            is_taken_over.wait(PATIENCE_S)

    client = AnalysisClient(lambda endpoint: MemoryClientLink(network, OWNER.id), "live", take_over)
    with closing(client):
        client.connect(":1")
        client.ask(asked(1))
        bench.until(lambda: asked_then and bench.pages.asked[-1] == asked_then[0])
        is_taken_over.set()


def test_the_health_tells_how_far_the_analysis_is_and_when_it_is_offline(bench: AnalysisBench) -> None:
    assert bench.client.health is None
    bench.client.connect(":1")
    bench.until(lambda: (health := bench.client.health) is not None and health.state == "ready")
    health = bench.client.health
    assert health is not None
    assert (health.as_of_ms, health.seq, health.head_seq) == (5_000, 7, 9)
    bench.clock.advance(OFFLINE_MS + 1)  # and nothing answers
    health = bench.client.health
    assert health is not None
    assert (health.state, health.as_of_ms) == ("offline", 5_000)


def test_an_analysis_that_never_answered_is_starting_before_it_is_offline(bench: AnalysisBench) -> None:
    bench.client.connect(":9")  # nothing listens there yet
    bench.clock.advance(STARTING_MS - 1)
    health = bench.client.health
    assert health is not None
    assert (health.state, health.head_seq) == ("opening", 0)
    bench.clock.advance(2)
    health = bench.client.health
    assert health is not None
    assert health.state == "offline"


def test_without_an_analysis_a_page_is_refused_at_once(bench: AnalysisBench) -> None:
    bench.ask(ArchiveQuery())
    [trouble] = bench.answers
    assert isinstance(trouble, Trouble)
    assert "does not run" in trouble.line


def test_a_cancelled_request_frees_the_worker_and_gets_no_answer(bench: AnalysisBench) -> None:
    bench.client.connect(":1")
    bench.pages.held.set()
    first = bench.ask(ArchiveQuery(text="1"))
    bench.until(lambda: bench.pages.asked == [first])
    waiting = bench.ask(ArchiveQuery(text="2"))
    last = bench.ask(ArchiveQuery(text="3"))
    bench.client.cancel(waiting)
    bench.client.cancel(first)
    bench.until(lambda: bench.pages.asked[-1] == last)
    bench.pages.held.clear()
    bench.until(lambda: bench.answers)
    assert [answer.request for answer in bench.answers] == [last]
    assert waiting not in bench.pages.asked


class PlainLink:
    """A client that sends frames itself."""

    def __init__(self, bench: AnalysisBench) -> None:
        self._link = bench.network.client(OWNER.id)
        self._link.connect()
        self._decode = analysis_reply_decoder("live")

    def send(self, message: object) -> None:
        for frame in frames(topic("live", "control"), message):
            assert self._link.send(frame)

    def answers(self) -> list[object]:
        return [self._decode(frame) for frame in self._link.poll(0).answers]

    def close(self) -> None:
        self._link.close()


def asked(number: int) -> EventsPageRequest:
    return EventsPageRequest(request=f"r{number}", query=ArchiveQuery())


def test_a_client_may_have_a_bounded_number_of_requests_waiting(bench: AnalysisBench) -> None:
    plain, found = PlainLink(bench), list[object]()
    bench.pages.held.set()
    plain.send(asked(0))
    bench.until(lambda: bench.pages.asked)
    for number in range(1, WAITING_MAX + 2):
        plain.send(asked(number))
    bench.until(lambda: found.extend(plain.answers()) or found)
    [refused] = found
    assert isinstance(refused, Trouble)
    assert (refused.request, "waiting" in refused.line) == (f"r{WAITING_MAX + 1}", True)
    bench.pages.held.clear()
    bench.until(lambda: found.extend(plain.answers()) or len(found) == WAITING_MAX + 2)
    plain.close()


def test_a_key_without_a_role_is_refused_per_request(bench: AnalysisBench) -> None:
    plain, found = PlainLink(bench), list[object]()
    del bench.register.principals[OWNER.id]
    plain.send(asked(1))
    bench.until(lambda: found.extend(plain.answers()) or found)
    [refused] = found
    assert isinstance(refused, Trouble)
    assert "may do nothing" in refused.line
    assert not bench.pages.asked
    plain.close()


@pytest.mark.parametrize("wrong", [{"count": 201}, {"count": 0}, {"first": -1}])
def test_a_request_beyond_its_bounds_is_refused(bench: AnalysisBench, wrong: dict[str, int]) -> None:
    plain, found = PlainLink(bench), list[object]()
    fields = {"type": "EventsPageRequest", "request": "r", "query": {}, **wrong}
    plain.send(fields)
    bench.until(lambda: found.extend(plain.answers()) or found)
    assert isinstance(found[0], Trouble)
    assert not bench.pages.asked
    plain.close()


def test_a_failed_page_is_answered_with_the_reason(bench: AnalysisBench) -> None:
    bench.client.connect(":1")
    bench.ask(ArchiveQuery(text="no number"))
    bench.until(lambda: bench.answers)
    [trouble] = bench.answers
    assert isinstance(trouble, Trouble)
    assert "cannot answer" in trouble.line


NOON = Moment(realm="live", known_ms=4_000)


def test_of_several_seeks_the_one_in_work_and_then_the_newest_are_answered(bench: AnalysisBench) -> None:
    bench.client.connect(":1")
    bench.desks.held.set()
    first = bench.client.seek(NOON)
    bench.until(lambda: bench.desks.asked == [1])
    bench.client.seek(NOON)
    bench.client.seek(NOON)
    newest = bench.client.seek(NOON)
    bench.desks.held.clear()
    bench.until(lambda: len(bench.answers) == 2)
    assert [answer.request for answer in bench.answers] == [first, newest]
    assert bench.desks.asked == [1, 4]


def test_a_seek_that_takes_long_makes_room_for_a_newer_one(bench: AnalysisBench) -> None:
    bench.client.connect(":1")
    bench.desks.held.set()
    bench.client.seek(NOON)
    bench.until(lambda: bench.desks.asked == [1])
    newest = bench.client.seek(NOON)
    bench.clock.advance(BUFFERING_MS)
    bench.until(lambda: bench.desks.asked[-1] == 2)
    bench.desks.held.clear()
    bench.until(lambda: bench.answers)
    assert [answer.request for answer in bench.answers] == [newest], "the first answer never replaces the second"


def test_after_a_cancelled_seek_the_next_one_is_sent(bench: AnalysisBench) -> None:
    bench.client.connect(":1")
    bench.desks.held.set()
    first = bench.client.seek(NOON)
    bench.until(lambda: bench.desks.asked == [1])
    waiting, last = bench.client.seek(NOON), bench.client.seek(NOON)
    bench.client.cancel(waiting)
    bench.client.cancel(first)
    bench.until(lambda: bench.desks.asked[-1] == 3)
    bench.desks.held.clear()
    bench.until(lambda: bench.answers)
    assert [answer.request for answer in bench.answers] == [last]


def test_without_an_analysis_every_seek_is_refused_at_once(bench: AnalysisBench) -> None:
    requests = [bench.client.seek(NOON), bench.client.seek(NOON)]
    assert [answer.request for answer in bench.answers] == requests


class UnusableLink(MemoryClientLink):
    """A link whose keys are found to be unusable once :attr:`broken` is set."""

    broken = False

    def poll(self, timeout_ms: int) -> Burst:
        if self.broken:
            raise Explained("the keys of this desktop cannot be used")
        return super().poll(timeout_ms)


def test_after_its_link_became_unusable_everything_is_refused_at_once(bench: AnalysisBench) -> None:
    link, answers = UnusableLink(bench.network, OWNER.id), list[AnalysisAnswer | Trouble]()
    client = AnalysisClient(lambda endpoint: link, "live", answers.append, monotonic=bench.clock)
    client.connect(":1")
    bench.desks.held.set()
    requests = [client.seek(NOON)]
    bench.until(lambda: bench.desks.asked)
    requests.append(client.seek(NOON))
    link.broken = True
    bench.until(lambda: len(answers) == 2)
    requests.append(client.seek(NOON))
    requests.append(client.ask(asked(1)))
    assert [answer.request for answer in answers] == requests
    assert all(isinstance(answer, Trouble) and "does not run" in answer.line for answer in answers)
    assert client.health == AnalysisHealth("offline")
    client.close()


def seek(token: int) -> SeekRequest:
    return SeekRequest(request=f"s{token}", token=token, moment=NOON)


def test_a_seek_of_a_client_that_arrives_after_a_newer_one_is_not_answered(bench: AnalysisBench) -> None:
    plain, found = PlainLink(bench), list[object]()
    plain.send(seek(2))
    bench.until(lambda: found.extend(plain.answers()) or found)
    plain.send(seek(1))
    plain.send(seek(3))
    bench.until(lambda: found.extend(plain.answers()) or len(found) == 2)
    assert [answer.token for answer in found if isinstance(answer, DeskAt)] == [2, 3]
    assert bench.desks.asked == [2, 3]
    plain.close()


def test_a_client_learns_that_its_seek_takes_longer_and_gets_the_answer_then(bench: AnalysisBench) -> None:
    bench.client.connect(":1")
    bench.desks.held.set()
    request = bench.client.seek(NOON)
    bench.until(lambda: bench.desks.asked)
    bench.clock.advance(BUFFERING_MS - 1)
    bench.requests.turn()
    assert not bench.answers
    bench.clock.advance(1)
    bench.until(lambda: bench.answers)
    bench.desks.held.clear()
    bench.until(lambda: len(bench.answers) == 2)
    assert [(type(answer), answer.request) for answer in bench.answers] == [(Buffering, request), (DeskAt, request)]


def test_a_page_that_takes_long_does_not_delay_a_seek(bench: AnalysisBench) -> None:
    bench.client.connect(":1")
    bench.pages.held.set()
    bench.ask(ArchiveQuery(text="1"))
    bench.until(lambda: bench.pages.asked)
    request = bench.client.seek(NOON)
    bench.until(lambda: bench.answers)
    assert [answer.request for answer in bench.answers] == [request]


def test_a_moment_that_a_timeline_in_construction_does_not_reach_is_refused(bench: AnalysisBench) -> None:
    bench.client.connect(":1")
    bench.follower.following = Following("building", 5, 9, 0, NOON.known_ms - 1)
    bench.client.seek(NOON)
    bench.until(lambda: bench.answers)
    [trouble] = bench.answers
    assert isinstance(trouble, Trouble)
    assert "55 %" in trouble.line


def test_of_a_client_that_sends_several_seeks_only_the_newest_is_answered(bench: AnalysisBench) -> None:
    plain, found = PlainLink(bench), list[object]()
    bench.desks.held.set()
    plain.send(seek(1))
    bench.until(lambda: bench.desks.asked == [1])
    for token in (2, 3, 4):
        plain.send(seek(token))
    bench.until(lambda: bench.desks.asked == [1, 4])
    bench.desks.held.clear()
    bench.until(lambda: found.extend(plain.answers()) or found)
    assert [answer.token for answer in found if isinstance(answer, DeskAt)] == [4]
    plain.close()


def test_a_moment_of_another_realm_is_refused(bench: AnalysisBench) -> None:
    bench.client.connect(":1")
    bench.client.seek(Moment(realm="drill:1", known_ms=4_000))
    bench.until(lambda: bench.answers)
    [trouble] = bench.answers
    assert isinstance(trouble, Trouble)
    assert "realm drill:1" in trouble.line
    assert not bench.desks.asked
