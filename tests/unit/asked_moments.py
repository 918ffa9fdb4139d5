"""Moments of a timeline asked for as a client asks, compared with the fold of all records known by then."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from bench import three_years
from county.aggregates import AGGREGATES, BY_KEY
from county.fold import Fold
from county.moment import Moment
from county.package.open import CountyPackage
from county.realm import LIVE
from county.records import Record
from services.analysis.moments.desk_answers import DeskAnswers, has_few
from services.analysis.moments.subject_states import SubjectStates
from services.analysis.timeline.timeline import RecordTimeline
from services.disk.data_folder import realm_folder
from services.protocol.as_of_messages import DeskAt, SeekRequest, StatesRequest
from services.protocol.codec import payload
from services.protocol.desk_columns import desk_rows
from services.store.ports import JournalReader
from services.store.sqlite.reading import LogReader
from services.store.upcast import RecordReader
from tests.happened_records import States
from tests.timelines import log_of, timeline_of

MOMENTS = 200
READ = 10_000
"""Records read at once."""


class AskedMoments:
    """Moments of a timeline, as a client asks for them: through the bytes of the messages."""

    def __init__(self, timeline: RecordTimeline, log: JournalReader) -> None:
        self.timeline = timeline
        self._states = SubjectStates(timeline, log, RecordReader())
        self._desks = DeskAnswers(timeline, self._states)

    def answer(self, moment: Moment) -> DeskAt:
        asked = SeekRequest(request="r", token=1, moment=moment)
        return msgspec.msgpack.decode(payload(self._desks.answer(asked)), type=DeskAt)

    def states(self, key: str, ids: Sequence[str], seq: int, happened_ms: int | None = None) -> list[Any]:
        asked = StatesRequest(request="r", aggregate=key, ids=tuple(ids), as_of_seq=seq, happened_ms=happened_ms)
        decode = msgspec.msgpack.Decoder(BY_KEY[key].state | None).decode
        return [decode(raw) for raw in self._states.answer(asked).states]

    def check(self, moment: Moment, expected: States) -> None:
        """The moment's columns and its states are those of ``expected``."""
        answer = self.answer(moment)
        rows = desk_rows(answer)
        for aggregate in AGGREGATES:
            found, states = rows[aggregate.key], expected[aggregate.key]
            assert sorted(found.ids) == sorted(states), (aggregate.key, moment)
            assert self.states(aggregate.key, list(states), answer.seq, moment.happened_ms) == list(states.values())
            assert len(found.encoded) == (len(states) if has_few(aggregate) else 0)
            for subject, encoded in zip(found.ids, found.encoded, strict=False):
                assert msgspec.msgpack.decode(encoded, type=aggregate.state) == states[subject]
            values = zip(*(found.columns[column.name].tolist() for column in aggregate.columns), strict=True)
            for subject, row in zip(found.ids, values, strict=True):
                projected = aggregate.project(states[subject])
                for column, value, wanted in zip(aggregate.columns, row, projected, strict=True):
                    if not (column.in_record and value is None):  # the state has it
                        assert value == wanted, (aggregate.key, subject, column.name, moment)


@contextmanager
def asked(records: Sequence[Record[Any]], keyframe_records: int) -> Iterator[AskedMoments]:
    log = log_of(records)
    with (
        tempfile.TemporaryDirectory() as name,
        closing(timeline_of(log, Path(name) / "timeline", keyframe_records)) as timeline,
    ):
        yield AskedMoments(timeline, log)


def known(at_ms: int, happened_ms: int | None = None) -> Moment:
    return Moment(realm="live", known_ms=at_ms, happened_ms=happened_ms)


def states_of(fold: Fold) -> States:
    return {key: dict(states.items()) for key, states in fold.states.items()}


def check_random_moments(
    package: CountyPackage,
    folder: Path,
    count: int,
    *,
    span_ms: int,
    keyframe_records: int,
    tell: Callable[[float, str], object],
) -> int:
    """Compare every field of 200 random moments of a journal on disk, of ``count`` records in ``span_ms``, with the
    fold of all records from the first one; returns how many states were compared."""
    three_years.write(package, folder / "data", count, tell, span_ms=span_ms, now_ms=2 * span_ms)
    journal = LogReader(realm_folder(folder / "data", LIVE), unchanging=True)
    read, fold, compared = RecordReader().read, Fold(), 0
    with closing(journal), closing(timeline_of(journal, folder / "timeline", keyframe_records)) as timeline:
        asked = AskedMoments(timeline, journal)
        times = [timeline.recorded_ms(seq, timeline.extent) for seq in (1, count)]
        random = Random(11)
        moments = sorted(random.randint(times[0] - 1, times[1] + 1) for _ in range(MOMENTS))

        def check(until_ms: float) -> None:
            nonlocal compared
            while moments and moments[0] < until_ms:
                states = states_of(fold)
                asked.check(known(moments.pop(0)), states)
                compared += sum(map(len, states.values()))
                tell(1 - len(moments) / MOMENTS, "moments")

        for first in range(1, count + 1, READ):
            for seq, data in enumerate(journal.records(first, min(first + READ - 1, count)), first):
                record = read(data, seq)
                check(record.recorded_ms)
                fold.apply(record)
        check(float("inf"))
    return compared
