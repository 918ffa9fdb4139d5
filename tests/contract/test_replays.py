"""What a replay shows at a moment, from a clip, from a journal and from the analysis: the same as a fold of all records
until then."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Any

import msgspec
import pytest

from county import records as r
from county.aggregates import AGGREGATES, BY_KEY
from county.clock import monotonic_ms
from county.drill.late_items import LateItem
from county.drill.score import Score
from county.events.event import RETENTION_MS
from county.figures.metric import Period, Scope
from county.fold import AwaitedStates, Fold, StateTable
from county.package.open import CountyPackage
from county.records import Record, RecordBody
from county.streams import STREAMS
from desktop.replay.late_marks import LateMarks
from services.analysis.moments import record_answers
from services.protocol.analysis_messages import FiguresRequest, FigureTable
from services.protocol.as_of_messages import DeskAt, SeekRequest
from services.protocol.columns import decoded
from services.protocol.desk_columns import DeskRows
from services.protocol.replay import BY_TIME, GAP_MS, Replay, ReplayMoment, SeekFailed, SoughtStates
from services.replay import analysed_seeks
from services.replay.awaited import ArrivingStates
from services.replay.clip_making import make_clip
from services.replay.journal_recording import JournalRecording, NothingRecorded
from services.replay.local import LocalReplay
from services.replay.recording import Recording
from services.replay.source import ReplaySource
from services.store.ports import Cancelled
from tests.analysed_journals import AnalysedJournal
from tests.drill_scenario import scenario
from tests.figure_day import records_of_month
from tests.happened_records import happened_by
from tests.recorded_journals import numbered, write_journal
from tests.tiny_county import write_tiny_county

T0 = 1_795_399_200_000
MINUTE, HOUR = 60_000, 3_600_000
WAIT_S = 60.0
TURN_S = 0.001
OpenRecording = Callable[[Path, CountyPackage], Recording]
OpenReplay = Callable[..., AbstractContextManager[Replay]]
"""Of a realm's folder and its package."""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    return write_tiny_county(tmp_path_factory.mktemp("replay") / "county")


def of_journal(folder: Path, package: CountyPackage) -> Recording:
    return JournalRecording(folder, {key: stream.table(package, package.catalog) for key, stream in STREAMS.items()})


def of_whole_clip(folder: Path, package: CountyPackage) -> Recording:
    with closing(of_journal(folder, package)) as journal:
        return make_clip(folder, package, journal.from_ms, journal.to_ms, lambda share, text: None)


@contextmanager
def replay_of(recording: Recording, **more: Any) -> Iterator[LocalReplay]:
    with closing(LocalReplay(recording, spacing=37, **more)) as replay:
        wait(lambda: replay.read_share == 1)
        yield replay


@contextmanager
def journal_replay(folder: Path, package: CountyPackage, **more: Any) -> Iterator[Replay]:
    with replay_of(of_journal(folder, package), **more) as replay:
        yield replay


@contextmanager
def clip_replay(folder: Path, package: CountyPackage) -> Iterator[Replay]:
    with replay_of(of_whole_clip(folder, package)) as replay:
        yield replay


@contextmanager
def analysis_replay(folder: Path, package: CountyPackage, **more: Any) -> Iterator[Replay]:
    with (
        closing(AnalysedJournal(folder, package)) as analysis,
        closing(analysis.replay(monotonic=hurried_clock(), **more)) as replay,
    ):
        yield replay


def hurried_clock() -> Callable[[], int]:
    """A monotonic clock that each look puts forward: what is asked for after a rest only is asked for soon."""
    ahead_ms = count(step=10)
    return lambda: monotonic_ms() + next(ahead_ms)


every = pytest.mark.parametrize("opened", [journal_replay, clip_replay, analysis_replay])


def wait(until: Callable[[], object]) -> Any:
    """The first true result."""
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        if found := until():
            return found
        time.sleep(TURN_S)
    raise AssertionError("nothing happened")


def sought(replay: Replay, moment: ReplayMoment) -> SoughtStates:
    """With all states that follow."""
    replay.seek(moment)
    found: SoughtStates = wait(replay.sought)
    return replace(found, states={key: brought(replay, key, table) for key, table in found.states.items()})


def brought(replay: Replay, key: str, table: StateTable) -> StateTable:
    """``table`` once no state is awaited."""
    states = dict(zip(table.ids, table.encoded, strict=True))
    awaited = {subject for subject, state in states.items() if isinstance(state, AwaitedStates)}
    while awaited:
        some = wait(replay.brought)
        for subject in awaited & some.get(key, {}).keys():
            states[subject] = some[key][subject]
        awaited -= some.get(key, {}).keys()
    aggregate, columns = BY_KEY[key], dict(table.columns)
    decode = msgspec.msgpack.Decoder(aggregate.state).decode
    projected = aggregate.table(decode(state) for state in states.values())  # type: ignore[arg-type]
    columns |= {column.name: projected[column.name] for column in aggregate.columns if column.in_record}
    return StateTable(table.ids, list(states.values()), columns)


def answered(replay: Replay) -> Any:
    [answer] = wait(replay.answers)
    return answer


def history(replay: Replay, *asked: Any) -> list[float]:
    replay.history("r", "readings", *asked)
    return decoded("readings", answered(replay).columns)["value"].tolist()


def about(replay: Replay, subject: str, moment: ReplayMoment) -> list[Record[Any]]:
    replay.subject("r", subject, moment)
    found: list[Record[Any]] = answered(replay).records
    return found


def listed(tables: dict[str, StateTable] | Any) -> dict[str, dict[str, tuple[bytes, tuple[Any, ...]]]]:
    """Encoded state and columns of every state, by aggregate key and id."""
    return {
        key: {
            subject: (bytes(table.encoded[row]), tuple(table.columns[name][row] for name in table.columns))
            for row, subject in enumerate(table.ids)
        }
        for key, table in tables.items()
    }


def folded(records: Sequence[Record[Any]]) -> dict[str, dict[str, tuple[bytes, tuple[Any, ...]]]]:
    fold = Fold()
    for record in records:
        fold.apply(record)
    tables = {}
    for aggregate in AGGREGATES:
        states = [fold.states[aggregate.key][subject] for subject in fold.states[aggregate.key]]
        encoded = [msgspec.msgpack.encode(state) for state in states]
        tables[aggregate.key] = StateTable([state.id for state in states], encoded, aggregate.table(states))
    return listed(tables)


def reported(event_id: str, level: Any = "general") -> RecordBody:
    return r.EventReported(
        event_id=event_id, subclass="exposed_garbage", title=event_id, source="hotline", x_m=500_500.0,
        y_m=3_100_500.0, division="990199100201", level=level,
    )  # fmt: skip


@every
def test_at_random_moments_everything_is_as_a_fold_from_the_first_record_says(
    opened: OpenReplay, package: CountyPackage, tmp_path: Path
) -> None:
    records = records_of_month(3, events=60)
    folder, random = write_journal(tmp_path / "data", package, records), Random(1)
    with opened(folder, package) as replay:
        for _ in range(40):
            seq = random.randrange(1, len(records) + 1)
            found = sought(replay, replay.moment_of(seq))
            assert found.moment.seq == seq
            assert listed(found.states) == folded(records[:seq])
        assert listed(sought(replay, replay.extent.last).states) == folded(records), "at the head as of now"


def test_a_clip_begins_with_what_was_on_the_desk_then(package: CountyPackage, tmp_path: Path) -> None:
    """Also a level that was set, or an event that was opened, long before."""
    records = records_of_month(5, events=60)
    folder = write_journal(tmp_path / "data", package, records)
    for first, last in ((40, 60), (len(records) // 2, len(records))):
        from_ms, to_ms = records[first - 1].recorded_ms, records[last - 1].recorded_ms
        with replay_of(make_clip(folder, package, from_ms, to_ms, lambda *_: None)) as replay:
            known = [record for record in records if record.recorded_ms <= from_ms]
            found = sought(replay, replay.extent.first)
            assert found.moment == (len(known), from_ms, None), "with the first record's time exactly"
            assert listed(found.states) == folded(known)


@every
def test_records_of_one_millisecond_are_moments_of_their_own(
    opened: OpenReplay, package: CountyPackage, tmp_path: Path
) -> None:
    records = numbered([(T0, reported(f"E{n}")) for n in range(5)])
    with opened(write_journal(tmp_path / "data", package, records), package) as replay:
        for seq in range(1, 6):
            assert len(sought(replay, replay.moment_of(seq)).states["event"]) == seq
        assert replay.moment_at(T0).seq == 5, "by its time the last one counts"


def test_the_order_is_that_of_the_records_where_the_clock_was_set_back(
    package: CountyPackage, tmp_path: Path
) -> None:
    folder = write_journal(tmp_path / "data", package, numbered([(T0, reported("E1"))]))
    with replay_of(_BackwardClock(of_journal(folder, package))) as replay:
        assert replay.moment_of(2).known_ms == T0 + HOUR
        assert replay.moment_at(T0).seq == 0
        assert replay.moment_at(T0 + HOUR).seq == 3
        assert [sought(replay, replay.moment_of(seq)).moment for seq in (1, 2, 3)] == [
            (1, T0 + HOUR, None), (2, T0 + HOUR, None), (3, T0 + HOUR, None)
        ]  # fmt: skip


class _BackwardClock:
    """A recording whose second and third record have times before the first one's."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        times = (T0 + HOUR, T0, T0 + 30 * MINUTE)
        steps = [(at_ms, reported(f"E{n}")) for n, at_ms in enumerate(times)]
        self._data = [msgspec.msgpack.encode(record) for record in numbered(steps)]
        self.last_seq, self.to_ms = 3, T0 + HOUR

    def records(self, first_seq: int, last_seq: int) -> Iterator[bytes]:
        return iter(self._data[first_seq - 1 : last_seq])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._recording, name)


@every
def test_a_reading_is_absent_until_it_was_known_and_a_correction_shows_from_then_on(
    opened: OpenReplay, package: CountyPackage, tmp_path: Path
) -> None:
    """Measured at 14:00 and known at 14:20; another one was corrected at 14:30."""
    at = [T0 + n * 10 * MINUTE for n in range(6)]
    values = [(at[0], at[0], 1.0), (at[3], at[1], 5.0), (at[4], at[0], 2.0)]
    records = numbered([(at[0], reported("E1")), (at[5], reported("E2"))])
    with opened(write_journal(tmp_path / "data", package, records, values), package) as replay:
        key = replay.keys["readings"].rows[0]

        def known(at_ms: int) -> tuple[list[float], list[float]]:
            newest = sought(replay, replay.moment_at(at_ms)).newest["readings"]["value"].tolist()
            return newest, history(replay, key, at[0], at_ms, replay.moment_at(at_ms))

        assert known(at[2]) == ([1.0], [1.0])
        assert known(at[3]) == ([5.0], [1.0, 5.0])
        assert known(at[4]) == ([5.0], [2.0, 5.0])


def reported_late(random: Random) -> list[Record[Any]]:
    """Of a month, most of them as they happened, some long after it or before it."""
    delays_ms = (0, 0, 0, 0, 1, MINUTE, 24 * HOUR, 20 * 24 * HOUR, -HOUR)
    return [
        msgspec.structs.replace(record, happened_ms=record.happened_ms - random.choice(delays_ms))
        for record in records_of_month(3, events=60)
    ]


@every
def test_what_had_happened_is_shown_by_all_that_is_known_or_was_known_by_a_time(
    opened: OpenReplay, package: CountyPackage, tmp_path: Path
) -> None:
    """Records were made so long after what they are about, some of them before it."""
    random = Random(4)
    records = reported_late(random)
    with opened(write_journal(tmp_path / "data", package, records), package) as replay:
        for _ in range(20):
            seq = random.randrange(1, len(records) + 1)
            known_ms = replay.moment_of(seq).known_ms
            at_ms = random.randint(records[0].recorded_ms, known_ms)
            found = sought(replay, ReplayMoment(seq, known_ms, at_ms))
            assert found.moment == (seq, known_ms, at_ms)
            expected = happened_by(records[:seq], at_ms)
            states = {key: {id: state for id, (state, _) in some.items()} for key, some in listed(found.states).items()}
            assert states == {
                key: {id: msgspec.msgpack.encode(state) for id, state in some.items()} for key, some in expected.items()
            }


@every
def test_what_was_measured_late_had_happened_at_its_time(
    opened: OpenReplay, package: CountyPackage, tmp_path: Path
) -> None:
    """Measured at 10:10 and known at 10:30; what happened at 10:10 by all that is known, and by what was at 10:20."""
    at = [T0 + n * 10 * MINUTE for n in range(6)]
    values = [(at[0], at[0], 1.0), (at[3], at[1], 5.0), (at[4], at[0], 2.0)]
    records = numbered([(at[0], reported("E1")), (at[5], reported("E2"))])
    with opened(write_journal(tmp_path / "data", package, records, values), package) as replay:
        key, last = replay.keys["readings"].rows[0], replay.extent.last

        def shown(moment: ReplayMoment) -> tuple[list[float], list[float]]:
            newest = sought(replay, moment).newest["readings"]["value"].tolist()
            return newest, history(replay, key, at[0], at[5], moment)

        assert shown(last._replace(happened_ms=at[1])) == ([5.0], [2.0, 5.0])
        assert shown(last._replace(happened_ms=at[0])) == ([2.0], [2.0])
        assert shown(replay.moment_at(at[2])._replace(happened_ms=at[1])) == ([1.0], [1.0])
        assert shown(replay.moment_at(at[3])._replace(happened_ms=at[1])) == ([5.0], [1.0, 5.0])


@every
def test_records_of_a_subject_are_those_that_had_happened(
    opened: OpenReplay, package: CountyPackage, tmp_path: Path
) -> None:
    records = numbered([(T0, reported("E1")), (T0 + HOUR, r.EventFiled(event_id="E1")), (T0 + HOUR, reported("E2"))])
    records[1] = msgspec.structs.replace(records[1], happened_ms=T0 + MINUTE)
    with opened(write_journal(tmp_path / "data", package, records), package) as replay:
        last = replay.extent.last
        assert about(replay, "event/E1", last._replace(happened_ms=T0)) == records[:1]
        assert about(replay, "event/E1", last._replace(happened_ms=T0 + MINUTE)) == records[:2]


@every
def test_the_last_seek_counts(opened: OpenReplay, package: CountyPackage, tmp_path: Path) -> None:
    records = records_of_month(3, events=60)
    with opened(write_journal(tmp_path / "data", package, records), package) as replay:
        for seq in (5, 300, 17, 2):
            replay.seek(replay.moment_of(seq))
        assert wait(replay.sought).moment.seq == 2
        assert replay.sought() is None


@every
def test_a_gap_is_told_and_density_goes_by_time(
    opened: OpenReplay, package: CountyPackage, tmp_path: Path
) -> None:
    """A hundred records in a minute, then a day without any."""
    steps = [(T0 + n * 600, reported(f"E{n}")) for n in range(100)]
    steps += [(T0 + 24 * HOUR, reported("E100"))]
    with opened(write_journal(tmp_path / "data", package, numbered(steps)), package) as replay:
        assert replay.gaps() == [(T0 + 59_400, T0 + 24 * HOUR)]
        assert replay.gaps()[0].to_ms - replay.gaps()[0].from_ms > GAP_MS
        first, last = replay.extent
        assert replay.density(first.known_ms, last.known_ms, 24).tolist() == [100, *[0] * 22, 1]
        assert replay.moment_at((first.known_ms + last.known_ms) // 2).known_ms == T0 + 12 * HOUR


@every
def test_serious_events_are_marked(opened: OpenReplay, package: CountyPackage, tmp_path: Path) -> None:
    steps: list[tuple[int, RecordBody]] = [(T0, reported("E1")), (T0 + 1, reported("E2", "major"))]
    alarm = {"sensor_id": "bin-1", "channel": "fill", "rule": "bin_full", "value": 1.0, "limit": 0.5}
    for n, priority in enumerate(("low", "critical")):
        steps.append((T0 + 2 + n, r.AlarmRaised(alarm_id=f"A{n}", priority=priority, **alarm)))  # type: ignore[arg-type]
    with opened(write_journal(tmp_path / "data", package, numbered(steps)), package) as replay:
        assert [(mark.moment.seq, mark.kind, mark.subject) for mark in replay.marks()] == [
            (2, "event", "event/E2"), (4, "alarm", "alarm/A1")
        ]  # fmt: skip


@every
def test_a_playback_leaves_no_record_out(opened: OpenReplay, package: CountyPackage, tmp_path: Path) -> None:
    records = records_of_month(3, events=60)
    with opened(write_journal(tmp_path / "data", package, records), package) as replay:
        here, found, random = replay.extent.first, list[Record[Any]](), Random(2)
        before = here.seq
        while here.seq < replay.extent.last.seq:
            due_ms = here.known_ms + random.randrange(2 * HOUR)
            part = wait(lambda at=here, to_ms=due_ms: replay.played(at, to_ms, 7))
            assert len(part.records) <= 7
            here = part.moment
            found += part.records
        assert found == records[before:]


@every
def test_records_of_a_subject_end_with_the_moment(
    opened: OpenReplay, package: CountyPackage, tmp_path: Path
) -> None:
    records = numbered([(T0, reported("E1")), (T0 + 1, reported("E2")), (T0 + 2, r.EventFiled(event_id="E1"))])
    with opened(write_journal(tmp_path / "data", package, records), package) as replay:
        assert about(replay, "event/E1", replay.moment_of(2)) == records[:1]
        assert about(replay, "event/E1", replay.moment_of(3)) == [records[0], records[2]]


def test_a_seek_by_time_waits_until_its_records_are_read(package: CountyPackage, tmp_path: Path) -> None:
    records = records_of_month(3, events=60)
    replay = LocalReplay(of_journal(write_journal(tmp_path / "data", package, records), package))
    with closing(replay):
        replay.seek(ReplayMoment(BY_TIME, records[-1].recorded_ms))
        assert wait(replay.sought).moment == (len(records), records[-1].recorded_ms, None)


def test_a_record_that_is_not_read_yet_is_sought_by_its_number(package: CountyPackage, tmp_path: Path) -> None:
    records = records_of_month(3, events=60)
    folder = write_journal(tmp_path / "data", package, records)
    with closing(LocalReplay(of_journal(folder, package))) as replay:
        seq = len(records) - 5
        found = sought(replay, replay.moment_of(seq))
        assert (found.moment.seq, found.moment.known_ms) == (seq, records[seq - 1].recorded_ms)


def test_an_empty_journal_is_told(package: CountyPackage, tmp_path: Path) -> None:
    with pytest.raises(NothingRecorded, match="nothing is recorded there yet"):
        of_journal(write_journal(tmp_path / "data", package, []), package)


def test_nothing_is_written(package: CountyPackage, tmp_path: Path) -> None:
    records = records_of_month(3, events=60)
    folder = write_journal(tmp_path / "data", package, records)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.sqlite3")}
    with replay_of(of_journal(folder, package)) as replay:
        random = Random(1)
        for _ in range(50):
            sought(replay, replay.moment_of(random.randrange(1, len(records))))
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.sqlite3")} == before


def test_a_recording_ends_before_a_record_that_cannot_be_read(package: CountyPackage, tmp_path: Path) -> None:
    records = numbered([(T0 + n, reported(f"E{n}")) for n in range(600)])
    folder = write_journal(tmp_path / "data", package, records, raw={301: b"\xc1"})
    with replay_of(of_journal(folder, package)) as replay:
        assert replay.extent.last.seq < 301
        assert len(sought(replay, replay.extent.last).states["event"]) == replay.extent.last.seq > 0
        assert "record 301" in replay.notes[0]


@every
def test_a_playback_from_any_moment_leads_to_the_desk_of_a_fold(
    opened: OpenReplay, package: CountyPackage, tmp_path: Path
) -> None:
    """Also where states of its beginning had not arrived when it began."""
    records = records_of_month(3, events=60)
    folder, random = write_journal(tmp_path / "data", package, records), Random(3)
    with opened(folder, package) as replay:
        for _ in range(4):
            begin = random.randrange(1, len(records) - 150)
            replay.seek(replay.moment_of(begin))
            found = wait(replay.sought)
            fold, here = Fold(), found.moment
            fold.restore(here.seq, here.known_ms, found.states)
            while here.seq < begin + 100:
                part = replay.played(here, here.known_ms + HOUR, 7)
                take_brought(replay, fold)
                for record in () if part is None else part.records:
                    fold.apply(record)
                here = here if part is None else part.moment
            while any(isinstance(held, AwaitedStates) for states in fold.states.values() for _, held in states.held()):
                take_brought(replay, fold)
            expected = Fold()
            for record in records[: here.seq]:
                expected.apply(record)
            assert {key: dict(states) for key, states in fold.states.items()} == {
                key: dict(states) for key, states in expected.states.items()
            }


def take_brought(replay: Replay, fold: Fold) -> None:
    """What has arrived; where nothing has, the threads that bring it have a turn."""
    brought = replay.brought()
    for key, encoded in brought.items():
        fold.states[key].bring(encoded)
    if not brought:
        time.sleep(TURN_S)


@every
def test_an_event_that_left_the_desk_is_on_it_in_a_moment_when_it_was(
    opened: OpenReplay, package: CountyPackage, tmp_path: Path
) -> None:
    end = T0 + HOUR + RETENTION_MS
    steps: list[tuple[int, RecordBody]] = [
        (T0, reported("E1")), (T0 + HOUR, r.EventRejected(event_id="E1")), (T0 + 2 * HOUR, reported("E2")),
        (end, reported("E3")),
    ]  # fmt: skip
    with opened(write_journal(tmp_path / "data", package, numbered(steps)), package) as replay:
        assert sorted(sought(replay, replay.moment_at(T0 + 3 * HOUR)).states["event"].ids) == ["E1", "E2"]
        assert sorted(sought(replay, replay.moment_at(end)).states["event"].ids) == ["E2", "E3"]


def test_a_seek_that_is_answered_late_does_not_replace_a_later_one(package: CountyPackage, tmp_path: Path) -> None:
    records = records_of_month(3, events=60)
    folder = write_journal(tmp_path / "data", package, records)
    with closing(AnalysedJournal(folder, package)) as analysis, closing(analysis.replay()) as replay:
        answer, began = analysis.work[SeekRequest], Event()

        def late(asked: SeekRequest, cancelled: Callable[[], bool]) -> DeskAt:
            """The first one, which notices too late that it is not needed."""
            began.set()
            time.sleep(0.3)
            found: DeskAt = answer(asked, cancelled)
            return found

        analysis.work[SeekRequest] = late
        replay.seek(replay.moment_of(5))
        assert began.wait(WAIT_S)
        analysis.work[SeekRequest] = answer
        replay.seek(replay.moment_of(17))
        assert wait(replay.sought).moment.seq == 17
        time.sleep(0.4)
        assert replay.sought() is None


def test_what_a_screen_begins_with_comes_with_the_columns_and_what_it_reads_comes_next(
    package: CountyPackage, tmp_path: Path
) -> None:
    records = numbered([(T0 + n, reported(f"E{n}")) for n in range(1_200)])
    folder = write_journal(tmp_path / "data", package, records)

    def first_shown(rows: Mapping[str, DeskRows], known_ms: int) -> Mapping[str, list[int]]:
        return {"event": [rows["event"].row_of["E7"]]}

    with analysis_replay(folder, package, first_shown=first_shown) as replay:
        replay.seek(replay.extent.last)
        table = wait(replay.sought).states["event"]
        here = dict(zip(table.ids, table.encoded, strict=True))
        assert [subject for subject, state in here.items() if not isinstance(state, AwaitedStates)] == ["E7"]
        assert dict(zip(table.ids, table.columns["title"].tolist(), strict=True))["E7"] == "E7"
        fold = Fold()
        fold.restore(1_200, T0, {"event": table})
        assert fold.states["event"].get("E3") is None, "it is awaited"
        assert "E3" in fold.states["event"]
        assert "E3" in wait(replay.brought)["event"], "before those that nobody has read"


@pytest.mark.parametrize(("place", "name"), [(analysed_seeks, "desk_rows"), (ArrivingStates, "prepared")])
def test_a_window_does_not_wait_while_a_moment_is_prepared(
    place: Any, name: str, package: CountyPackage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither for its columns nor for its tables, nor while it is found what a screen begins with."""
    folder, prepare = write_journal(tmp_path / "data", package, records_of_month(3, events=60)), getattr(place, name)
    waited: list[bool] = []

    def look() -> None:
        window = Thread(target=replay.sought, daemon=True)
        window.start()
        window.join(5.0)
        waited.append(window.is_alive())

    def prepare_watched(*given: Any) -> Any:
        look()
        return prepare(*given)

    def first_shown(rows: Mapping[str, DeskRows], known_ms: int) -> Mapping[str, list[int]]:
        look()
        return {}

    monkeypatch.setattr(place, name, prepare_watched)
    with analysis_replay(folder, package, first_shown=first_shown) as replay:
        assert sought(replay, replay.extent.last).moment == replay.extent.last
        assert waited == [False, False]


def test_a_seek_that_failed_ends_and_is_told_until_one_succeeds(package: CountyPackage, tmp_path: Path) -> None:
    folder = write_journal(tmp_path / "data", package, records_of_month(3, events=60))
    with closing(AnalysedJournal(folder, package)) as analysis, closing(analysis.replay()) as replay:
        answer = analysis.work[SeekRequest]

        def broken(asked: SeekRequest, cancelled: Callable[[], bool]) -> DeskAt:
            raise NothingRecorded("out of order")

        analysis.work[SeekRequest] = broken
        replay.seek(replay.moment_of(5))
        assert wait(replay.sought) == SeekFailed(replay.moment_of(5))
        assert "out of order" in replay.notes[0]
        analysis.work[SeekRequest] = answer
        assert sought(replay, replay.moment_of(5)).moment.seq == 5
        assert not replay.notes


def test_figures_that_are_not_needed_any_more_delay_no_others(package: CountyPackage, tmp_path: Path) -> None:
    folder, begun = write_journal(tmp_path / "data", package, records_of_month(3, events=60)), Event()
    with closing(AnalysedJournal(folder, package)) as analysis:
        answer = analysis.work[FiguresRequest]

        def long(asked: FiguresRequest, cancelled: Callable[[], bool]) -> FigureTable:
            if asked.metrics == ("reported",):
                found: FigureTable = answer(asked, cancelled)
                return found
            begun.set()
            while not cancelled():
                time.sleep(TURN_S)
            raise Cancelled

        analysis.work[FiguresRequest] = long
        replay = analysis.replay()
        with closing(ReplaySource(replay, replay.extent.last)) as source:
            source.open()
            wait(lambda: source.take() and not source.is_seeking)
            given_up = source.figures(("due",), Scope(), [Period(0, T0)], "county")
            assert begun.wait(WAIT_S)
            source.cancel_page(given_up)
            wanted = source.figures(("reported",), Scope(), [Period(0, T0)], "county")
            assert [one.request for one in wait(lambda: source.take().answers)] == [wanted]


@every
def test_steps_as_it_happened_lead_from_one_time_of_records_to_the_next(
    opened: OpenReplay, package: CountyPackage, tmp_path: Path
) -> None:
    """Of the records that were known, also those that were made long after; to the last one where there are fewer."""
    random = Random(5)
    records = reported_late(random)
    with opened(write_journal(tmp_path / "data", package, records), package) as replay:
        first_ms = replay.extent.first.known_ms
        for n in range(24):
            seq = len(records) if n % 2 else random.randrange(1, len(records) + 1)
            known_ms = replay.moment_of(seq).known_ms
            at_ms, times = random.randint(first_ms, known_ms), random.choice((-7, -2, -1, 1, 1, 2, 30))
            happened = sorted({record.happened_ms for record in records[:seq]})
            there = [time for time in happened if (time - at_ms) * times > 0][:: 1 if times > 0 else -1]
            expected = max(there[min(abs(times), len(there)) - 1] if there else at_ms, first_ms)
            replay.seek_step(ReplayMoment(seq, known_ms, at_ms), times)
            assert wait(replay.sought).moment == (seq, known_ms, expected)


def late_marks(replay: Replay, *moments: tuple[int, int]) -> LateMarks:
    """Of items of a drill, each so many ms after a record."""
    expectation = scenario().expectations[0]
    score = Score(id=expectation.id, status="missed", points=0, weight=1)
    marks = LateMarks(replay)
    marks.show([LateItem(expectation, score, *moment) for moment in moments])
    return marks


def gone_through(replay: Replay, marks: LateMarks, here: ReplayMoment, *, later: bool) -> list[tuple[int, int]]:
    """Number of the record and time of each moment that is shown, from one mark to the next until there is none."""
    found: list[tuple[int, int]] = []
    while (mark := marks.beside(here, later=later)) is not None:
        here = sought(replay, mark.moment).moment
        found.append((here.seq, here.known_ms))
        assert len(found) <= len(marks.marks), "it stays where it is"
    return found


@every
def test_late_items_are_gone_through_also_where_nothing_was_recorded_at_their_time(
    opened: OpenReplay, package: CountyPackage, tmp_path: Path
) -> None:
    """One that ran out half an hour after the first record, and one that was met at the second."""
    records = numbered([(T0 + n * HOUR, reported(f"E{n}")) for n in range(3)])
    with opened(write_journal(tmp_path / "data", package, records), package) as replay:
        marks, there = late_marks(replay, (2, 0), (1, 30 * MINUTE)), [(1, T0 + 30 * MINUTE), (2, T0 + HOUR)]
        assert gone_through(replay, marks, replay.extent.first, later=True) == there
        assert gone_through(replay, marks, replay.extent.last, later=False) == there[::-1]


@pytest.mark.parametrize("gap", [2, 4])
def test_late_items_of_a_long_journal_are_gone_through_although_their_times_are_estimated(
    gap: int, package: CountyPackage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hours without a record make the estimate of the fourth too late or too early."""
    monkeypatch.setattr(record_answers, "TIMES_MAX", 2)
    hours = [n if n < gap else n + 20 for n in range(7)]
    records = numbered([(T0 + n * HOUR, reported(f"E{n}")) for n in hours])
    with analysis_replay(write_journal(tmp_path / "data", package, records), package) as replay:
        assert abs(replay.moment_of(4).known_ms - records[3].recorded_ms) > HOUR
        there = [(seq, records[seq - 1].recorded_ms) for seq in (2, 4, 6)]
        marks = late_marks(replay, (4, 0), (6, 0), (2, 0))
        assert gone_through(replay, marks, replay.extent.first, later=True) == there
        assert gone_through(replay, marks, replay.extent.last, later=False) == there[::-1]
