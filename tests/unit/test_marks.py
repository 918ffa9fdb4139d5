"""A replay and the analysis mark the same records."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np

from county.alarms import PRIORITIES
from county.events.event import LEVELS
from county.records import Record, RecordBody
from county.response.levels import ResponseEnded, ResponseLevelAdjusted, ResponseLevelSet
from services.analysis.moments.marked_records import MarkedRecords
from services.protocol.replay import ReplayMoment
from services.replay.record_index import RecordIndex
from services.store.upcast import schema_of
from tests.timelines import log_of, timeline_of
from tests.unit.test_record_answers import START_MS, alarm, event

BODIES: tuple[RecordBody, ...] = (
    *(event(f"E-{level}", level) for level in LEVELS), *(alarm(f"A-{priority}", priority) for priority in PRIORITIES),
    ResponseLevelSet(response_id="R1", emergency="natural", level="III", area="990123"),
    ResponseLevelAdjusted(response_id="R1", level="II"), ResponseEnded(response_id="R1"),
)  # fmt: skip
RECORDS = [
    Record(seq=seq, realm="live", happened_ms=START_MS + seq, recorded_ms=START_MS + seq, command_id=str(seq),
           by="desk", schema=schema_of(body), body=body)
    for seq, body in enumerate(BODIES, start=1)
]  # fmt: skip


def test_both_mark_critical_alarms_serious_events_and_every_step_of_a_response(tmp_path: Path) -> None:
    count = len(RECORDS)
    index = RecordIndex(ReplayMoment(0, START_MS), ReplayMoment(count, START_MS + count))
    index.add(RECORDS)
    replayed = [(mark.kind, mark.subject, mark.moment.seq) for mark in index.marks]
    with closing(timeline_of(log_of(RECORDS), tmp_path / "timeline")) as timeline:
        marks = MarkedRecords(timeline).marks(np.arange(count + 1), timeline.extent)
    assert [(mark.kind, mark.subject, mark.seq) for mark in marks] == replayed
    assert [(kind, subject) for kind, subject, _ in replayed] == [
        ("event", "event/E-major_special"), ("event", "event/E-major"), ("alarm", "alarm/A-critical"),
        ("response", "response/R1"), ("response", "response/R1"), ("response", "response/R1"),
    ]  # fmt: skip
