"""Moments asked of the analysis beside a real backend, over real connections."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

import msgspec

from county.aggregates import BY_KEY
from county.commands import RejectEvent
from county.events.event import Event, State
from county.moment import Moment
from county.realm import LIVE
from county.records import EventRejected
from county.sensing import Reading
from county.streams import READINGS
from services.analysis.presence import AnalysisPresence
from services.disk.data_folder import analysis_folder
from services.protocol.analysis_client import AnalysisClient
from services.protocol.analysis_messages import AnalysisAnswer
from services.protocol.as_of_messages import (
    DeskAt,
    ReadingsAt,
    ReadingsRequest,
    RecordsFrom,
    RecordsRequest,
    RowsAt,
    RowsRequest,
    SpanOfRecords,
    SpanRequest,
    StatesAt,
    StatesRequest,
)
from services.protocol.columns import decoded
from services.protocol.desk_columns import desk_rows
from services.protocol.messages import Accepted, Trouble
from services.store.upcast import RecordReader
from services.transport.zeromq.client_link import ZeroMqClientLink
from tests.integration.backend_fixture import Served, command, control_of, report, serving, until

A = TypeVar("A")


class AskedAnalysis:
    """A client of the analysis that waits for each answer."""

    def __init__(self, served: Served, folder: Path) -> None:
        presence = AnalysisPresence(analysis_folder(folder, LIVE))
        until(presence.endpoint, "the analysis")
        self._answers: SimpleQueue[AnalysisAnswer | Trouble] = SimpleQueue()
        self.client = AnalysisClient(
            lambda endpoint: ZeroMqClientLink(lambda: f"tcp://127.0.0.1{endpoint()}", served.keys), LIVE.id,
            self._answers.put,
        )  # fmt: skip
        self.client.connect(presence.endpoint())

    def answer(self, kind: type[A], ask: Callable[[], str]) -> A:
        request = ask()
        while True:
            answer = self._answers.get(timeout=30)
            if isinstance(answer, kind) and answer.request == request:  # type: ignore[attr-defined]
                return answer
            assert not isinstance(answer, Trouble), answer

    def follows(self, seq: int) -> bool:
        health = self.client.health
        return health is not None and health.state in ("ready", "indexing") and health.seq >= seq


@contextmanager
def asked(served: Served, folder: Path) -> Iterator[AskedAnalysis]:
    analysis = AskedAnalysis(served, folder)
    try:
        yield analysis
    finally:
        analysis.client.close()


def test_every_moment_is_answered_as_it_was_known(tmp_path: Path) -> None:
    with serving(tmp_path) as served, asked(served, tmp_path / "data") as analysis:
        with control_of(served) as link:
            [reported] = link.submit([report("E1", title="自来水管道爆裂")])
            now_ms = link.clock.now_ms()
            late_ms = now_ms - 600_000
            [stored] = link.submit_readings([Reading("bin-0", "fill", late_ms, 10.0)])
            link.wait(0.3)
            [rejected] = link.submit([command(RejectEvent(event_id="E1", note="误报"))])
            [corrected] = link.submit_readings([Reading("bin-0", "fill", late_ms + 1, 90.0)])
        assert all(isinstance(answer, Accepted) for answer in (reported, stored, rejected, corrected))
        assert isinstance(reported, Accepted)
        assert isinstance(rejected, Accepted)
        until(lambda: analysis.follows(rejected.last_seq), "the analysis")

        client = analysis.client
        span = analysis.answer(SpanOfRecords, lambda: client.ask(SpanRequest(request="span", buckets=100)))
        assert (sum(span.counts), span.head_seq) == (rejected.last_seq, rejected.last_seq)
        ask_records = RecordsRequest(request="records", from_seq=reported.first_seq)
        records = analysis.answer(RecordsFrom, lambda: client.ask(ask_records)).records
        found = [RecordReader().read(bytes(raw)) for raw in records]
        assert [record.seq for record in found] == list(range(reported.first_seq, rejected.last_seq + 1))
        assert isinstance(found[-1].body, EventRejected)

        def state_at(moment: Moment) -> State:
            desk = analysis.answer(DeskAt, lambda: client.seek(moment))
            assert desk_rows(desk)["event"].ids == ["E1"]
            ask = StatesRequest(request=f"state {desk.seq}", aggregate="event", ids=("E1",), as_of_seq=desk.seq)
            [raw] = analysis.answer(StatesAt, lambda: client.ask(ask)).states
            event: Event = msgspec.msgpack.decode(bytes(raw), type=BY_KEY["event"].state)
            assert event.title == "自来水管道爆裂"
            return event.state

        before = Moment(realm="live", known_ms=found[-1].recorded_ms - 1)
        after = Moment(realm="live", known_ms=found[-1].recorded_ms + 60_000)
        assert (state_at(before), state_at(after)) == (State.REPORTED, State.REJECTED)

        def fill_at(moment: Moment) -> list[float]:
            ask = ReadingsRequest(request=f"fill {moment.known_ms}", stream=READINGS.key, moment=moment)
            answer = analysis.answer(ReadingsAt, lambda: client.ask(ask))
            return decoded(READINGS.key, answer.columns)["value"].tolist()

        assert (fill_at(before), fill_at(after)) == ([10.0], [90.0])
        ask_rows = RowsRequest(
            request="rows", stream=READINGS.key, key=["bin-0", "fill"], from_ms=0, to_ms=now_ms,
            known_ms=before.known_ms,
        )  # fmt: skip
        rows = analysis.answer(RowsAt, lambda: client.ask(ask_rows))
        assert decoded(READINGS.key, rows.columns)["value"].tolist() == [10.0]
