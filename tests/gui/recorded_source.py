"""A source that returns what the test provides and records all requests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from county.aggregates import AGGREGATES
from county.attachments import Attachment
from county.clock import ManualClock
from county.commands import Command
from county.coverage.question import CoverageQuestion
from county.figures.metric import Grain, Period, Scope
from county.fold import StateTable
from county.need.question import NeedQuestion
from county.records import Record, RecordBody
from county.seats import Seat
from county.staffing.questions import AnyQuestion
from county.streams import READINGS, Columns, KeyTable
from county.tracing.question import TraceQuestion
from services.protocol.analysis_messages import ArchiveQuery, CountedBy, FiguresRequest
from services.protocol.assessment_messages import KpiRequest
from services.protocol.file_transfers import FileTransfer
from services.protocol.messages import Accepted, Answer, Rejected
from services.protocol.source import Health, Snapshot, Taken
from tests.state_tables import table_of

LIVE = Health(
    state="live", detail="", realm="live", lag_ms=3.0, heartbeat_age_ms=0.0, newest_data_ms=None, drops=0,
    replayed=0, frames=1, pending=0, refusing="", backend_memory_bytes=90_000_000,
)  # fmt: skip


class RecordedSource:
    """Implements :class:`services.protocol.source.Source`, ``Commander`` and ``FileLink``.

    ``condition`` is its health.
    """

    def __init__(self, clock: ManualClock, keys: Iterable[tuple[str, str]]) -> None:
        """``keys``: sensor and channel of every key number of the readings."""
        self.clock = clock
        self.keys = KeyTable(READINGS, keys)
        self.condition = LIVE
        self.commands: list[Command] = []
        """Everything that was submitted."""
        self.rankings: list[str] = []
        """Events for which units were to be ranked."""
        self.sendings: list[tuple[str, str]] = []
        """Events and units for which it was asked what it means to send the unit."""
        self.cover_asked: list[bool] = []
        """Whether it was asked what loses cover, for each of them."""
        self.requested_histories: list[tuple[str, tuple[str, ...], int, int]] = []
        """Every requested history: stream, key, from, to."""
        self.audit_questions: list[tuple[int, str, str]] = []
        """Every requested page of the audit log: before, kind, text."""
        self.figure_requests: list[FiguresRequest] = []
        self.kpi_requests: list[KpiRequest] = []
        self.vital_sign_requests = 0
        self.span_requests = 0
        self.linked_requests: list[tuple[str, int]] = []
        self.risk_requests: list[bool] = []
        """Whether it was to be judged again, of every request about risks."""
        self.result_requests: list[tuple[str, str, int]] = []
        """Metric, question to its part and record of every requested result."""
        self.policy_questions: list[tuple[str, date]] = []
        self.coverage_questions: list[tuple[CoverageQuestion, int, bool]] = []
        self.staffing_questions: list[tuple[AnyQuestion, int, bool]] = []
        self.trace_questions: list[tuple[TraceQuestion, int]] = []
        self.need_questions: list[tuple[NeedQuestion, str, bool]] = []
        self.counted_by: list[CountedBy] = []
        self.pages: list[tuple[ArchiveQuery, int, int, int]] = []
        """Every requested page of events: query, first, count, as_of_seq."""
        self.similar_to: list[tuple[str, str]] = []
        """Every event for which similar ones were requested: number and title."""
        self.searched_phones: list[str] = []
        self.cancelled_pages: list[str] = []
        self.seat = "own"
        self.attended: list[tuple[str, str, str]] = []
        """What the window told about its seat: person, event, step."""
        self.transfers: list[FileTransfer] = []
        """Every file that was sent or fetched; the test moves them on."""
        self.resnapshots = 0
        """Number of snapshots requested because one could not be loaded."""
        self.paused = False
        """While true, nothing is returned."""
        self.seq = 0
        self.epoch = 0
        """Of the next snapshots."""
        self._box = Taken()

    def open(self) -> None: ...

    def close(self) -> None: ...

    def health(self) -> Health:
        return self.condition

    def take(self) -> Taken:
        if self.paused:
            return Taken()
        box, self._box = self._box, Taken()
        return box

    def resnapshot(self) -> None:
        self.resnapshots += 1

    def attend(self, person: str, event_id: str, step: str) -> None:
        self.attended.append((person, event_id, step))

    def be_seated(self, *seats: Seat) -> None:
        """The backend tells all seats."""
        self._box = replace(self._box, seats=list(seats))

    def submit(self, command: Command) -> None:
        self.commands.append(command)

    def enrol(self, person: str) -> None: ...

    def history(self, stream: str, key: tuple[str, ...], from_ms: int, to_ms: int) -> str:
        self.requested_histories.append((stream, key, from_ms, to_ms))
        return str(len(self.requested_histories))

    def subject(self, subject: str) -> str:
        return subject

    def contact(self, token: str) -> str:
        return token

    def reporters(self, digits: str) -> str:
        self.searched_phones.append(digits)
        return f"phone {digits}"

    def ranking(self, event_id: str, kinds: tuple[str, ...] = ()) -> str:
        self.rankings.append(event_id)
        return ":".join((event_id, *kinds))

    def sending(self, event_id: str, unit: str, *, cover: bool = True) -> str:
        self.sendings.append((event_id, unit))
        self.cover_asked.append(cover)
        return f"sending {len(self.sendings)}"

    def audit(self, before: int, kind: str, text: str) -> str:
        self.audit_questions.append((before, kind, text))
        return f"audit {len(self.audit_questions)}"

    def events_page(self, query: ArchiveQuery, first: int, count: int, as_of_seq: int) -> str:
        self.pages.append((query, first, count, as_of_seq))
        return f"page {len(self.pages)}"

    def similar(self, event_id: str, title: str, subclass: str, x_m: float, y_m: float) -> str:
        self.similar_to.append((event_id, title))
        return f"similar {event_id}"

    def figures(
        self, metrics: Sequence[str], scope: Scope, periods: Sequence[Period], grain: Grain, as_of_seq: int = 0
    ) -> str:
        request = f"figures {len(self.figure_requests) + 1}"
        self.figure_requests.append(FiguresRequest(
            request=request, metrics=tuple(metrics), scope=scope, periods=tuple(periods), grain=grain,
            as_of_seq=as_of_seq,
        ))  # fmt: skip
        return request

    def kpi_tree(self, period: str, division: str = "", as_of_seq: int = 0) -> str:
        request = f"kpi {len(self.kpi_requests) + 1}"
        self.kpi_requests.append(
            KpiRequest(request=request, period=period, division=division, as_of_seq=as_of_seq)
        )
        return request

    def record_span(self) -> str:
        self.span_requests += 1
        return f"span {self.span_requests}"

    def vital_signs(self, as_of_seq: int = 0) -> str:
        self.vital_sign_requests += 1
        return f"signs {self.vital_sign_requests}"

    def figure_records(self, counted_by: CountedBy) -> str:
        self.counted_by.append(counted_by)
        return f"records {len(self.counted_by)}"

    def linked_cases(self, event_id: str, as_of_seq: int) -> str:
        self.linked_requests.append((event_id, as_of_seq))
        return f"linked {len(self.linked_requests)}"

    def policy(self, question: str, on: date) -> str:
        self.policy_questions.append((question, on))
        return f"policy {len(self.policy_questions)}"

    def coverage(self, question: CoverageQuestion, as_of_seq: int = 0, *, give_up: bool = False) -> str:
        self.coverage_questions.append((question, as_of_seq, give_up))
        return f"coverage {len(self.coverage_questions)}"

    def staffing(self, question: AnyQuestion, as_of_seq: int = 0, *, give_up: bool = False) -> str:
        self.staffing_questions.append((question, as_of_seq, give_up))
        return f"staffing {len(self.staffing_questions)}"

    def trace(self, question: TraceQuestion, as_of_seq: int = 0) -> str:
        self.trace_questions.append((question, as_of_seq))
        return f"trace {len(self.trace_questions)}"

    def needs(self, question: NeedQuestion, need: str = "", as_of_seq: int = 0, *, give_up: bool = False) -> str:
        self.need_questions.append((question, need, give_up))
        return f"needs {len(self.need_questions)}"

    def risks(self, *, judge: bool = False) -> str:
        self.risk_requests.append(judge)
        return f"risks {len(self.risk_requests)}"

    def result(self, metric: str, asked: str, as_of_seq: int = 0) -> str:
        self.result_requests.append((metric, asked, as_of_seq))
        return f"result {len(self.result_requests)}"

    def cancel_page(self, request: str) -> None:
        self.cancelled_pages.append(request)

    def send_file(self, path: Path) -> FileTransfer:
        self.transfers.append(FileTransfer(path.name, path))
        return self.transfers[-1]

    def fetch_file(self, attachment: Attachment, path: Path) -> FileTransfer:
        self.transfers.append(FileTransfer(attachment.name, path, attachment.size))
        return self.transfers[-1]

    # ---- data for the next take

    def begin(self, states: Mapping[str, Mapping[str, Any]], seq: int | None = None) -> None:
        """A snapshot of ``states``, by aggregate key and id; replaces pending data, except for replies."""
        self.begin_tables({a.key: table_of(a, states.get(a.key, {})) for a in AGGREGATES}, {}, seq)

    def begin_tables(
        self, tables: Mapping[str, StateTable], newest: Mapping[str, Columns], seq: int | None = None
    ) -> None:
        """The same with state tables by aggregate key and newest rows by stream key."""
        self.seq = self.seq if seq is None else seq
        snapshot = Snapshot(self.seq, self.clock.now_ms(), tables, {READINGS.key: self.keys}, newest, self.epoch)
        self._box = Taken(snapshot=snapshot, replies=self._box.replies, answers=self._box.answers)

    def record(
        self, *bodies: RecordBody, person: str = "王芳", by: str = "desk-1", command_id: str = "c"
    ) -> tuple[int, int]:
        """Records of these bodies, now; returns the first and the last sequence number."""
        first = self.seq + 1
        for body in bodies:
            self.seq += 1
            now_ms = self.clock.now_ms()
            self._box.records.append(
                Record(
                    seq=self.seq, realm="live", happened_ms=now_ms, recorded_ms=now_ms, command_id=command_id, by=by,
                    for_=person, body=body,
                )
            )
        return first, self.seq

    def receive(self, rows: Iterable[tuple[str, str, float, int]]) -> None:
        """Readings of the current time: sensor, channel, value, quality."""
        self._box.columns[READINGS.key] = self.readings(rows)

    def readings(self, rows: Iterable[tuple[str, str, float, int]]) -> Columns:
        """The same as columns."""
        rows = list(rows)
        return Columns(
            READINGS,
            {
                "channel": np.array([self.keys.number[sensor, channel] for sensor, channel, *_ in rows]),
                "at_ms": np.full(len(rows), self.clock.now_ms()),
                "value": np.array([value for _, _, value, _ in rows]),
                "quality": np.array([quality for *_, quality in rows]),
            },
        )

    def reply(self, reply: Accepted | Rejected) -> None:
        self._box.replies.append(reply)

    def answer(self, answer: Answer) -> None:
        self._box.answers.append(answer)
