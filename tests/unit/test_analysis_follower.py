"""The follower: events are found by their texts once they are stored; what does not fit the journal is rebuilt."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from shutil import rmtree
from time import monotonic, sleep
from unittest.mock import MagicMock

import pytest
from msgspec.structs import replace

from county.attachments import Attachment
from county.catalog import load
from county.drill.inject_run import InjectDelivered
from county.drill.scenario_file import ScenarioLoaded
from county.moment import Moment
from county.need.classes import need_classes
from county.package.open import CountyPackage
from county.records import EventReported, HandlingFedBack, RecordWithheld
from services.analysis.figures.figures import CountedCounty
from services.analysis.follower import TIMELINE, Follower
from services.analysis.policy_replies import PolicyReplies
from services.analysis.texts.event_documents import EventDocuments
from services.analysis.texts.text_follower import TextFollower
from services.coverage.county_coverage import CountyCoverage
from services.coverage.studies import CoverageStudies
from services.log import RateLimitedLog
from services.protocol.analysis_messages import ArchiveQuery, EventsPage, EventsPageRequest
from services.protocol.as_of_messages import DeskAt, RecordsRequest, SeekRequest, StatesRequest
from services.protocol.codec import payload
from services.staffing.county_staffing import CountyStaffing
from services.staffing.studies import StaffingStudies
from services.store.memory import MemoryLog
from services.store.memory_history import MemoryHistory
from services.store.memory_texts import MemoryTexts
from services.store.ports import Commit, IndexedText, TextIndex
from services.store.upcast import RecordReader, schema_of
from services.tracing.places import ReadPoints
from tests.captured_log import CapturedLog
from tests.need_problems import places
from tests.risk_days import square_county
from tests.square_county import write_square_county
from tests.timelines import IDENTITY, log_of, timeline_of
from tests.unit.random_records import records_of

PATIENCE_S = 20.0
STEPS = [("report", 0, None), ("next", 0, 4), ("report", 0, None), ("raise", 0, None), ("report", 0, None)]


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> EventDocuments:
    package = CountyPackage(write_square_county(tmp_path_factory.mktemp("county")))
    return EventDocuments(package, package.catalog)


def until(condition: Callable[[], object], what: str) -> None:
    deadline = monotonic() + PATIENCE_S
    while not condition():
        assert monotonic() < deadline, what
        sleep(0.005)


class Kept:
    """An index that outlives its follower; :attr:`replaced` counts how often it was begun anew."""

    def __init__(self) -> None:
        self.index: TextIndex = MemoryTexts()
        self.replaced = 0

    def open(self, usable: Callable[[bytes], bool]) -> TextIndex:
        if self.index.mark and not usable(self.index.mark):
            self.index, self.replaced = MemoryTexts(), self.replaced + 1
        return self.index


class NoticesLog(CapturedLog):
    """With the lines that are no warning."""

    def info(self, text: str, **values: object) -> None:
        self.lines.append((text, values))


@contextmanager
def following(
    folder: Path, log: MemoryLog, kept: Kept, documents: EventDocuments, messages: RateLimitedLog | None = None
) -> Iterator[Follower]:
    follower = Follower(
        folder=folder, identity=IDENTITY, open_journal=lambda: log, open_index=kept.open, reader=RecordReader(),
        open_history=lambda: nullcontext(MemoryHistory(())), keys={}, documents=documents,
        counted=CountedCounty(load(), list), policies=PolicyReplies(folder, synthetic=True),
        coverage=CoverageStudies(MagicMock(spec=CountyCoverage)),
        staffing=StaffingStudies(MagicMock(spec=CountyStaffing)), watched=lambda: square_county(0, 0),
        read_points=lambda: ReadPoints({}, 4547),
        needy=lambda level, catalog: places(3, len(need_classes(catalog))),
        messages=messages or CapturedLog(),
    )  # fmt: skip
    follower.start()
    try:
        until(lambda: follower.failure or follower.following.phase == "ready", "it is never ready")
        yield follower
    finally:
        follower.stop()


def found(follower: Follower, text: str) -> list[str]:
    return [row.id for row in page_of(follower, ArchiveQuery(text=text)).rows]


def page_of(follower: Follower, query: ArchiveQuery) -> EventsPage:
    assert follower.work is not None
    page = follower.work[EventsPageRequest](EventsPageRequest(request="r", query=query), bool)
    assert isinstance(page, EventsPage)
    return page


def test_an_event_is_found_by_title_number_note_and_pinyin_once_it_is_stored(
    tmp_path: Path, documents: EventDocuments
) -> None:
    records = records_of(STEPS)
    changed = [
        replace(record, body=replace(record.body, title="自来水管道爆裂"))
        if isinstance(record.body, EventReported) and record.body.event_id == "E1"
        else replace(record, body=replace(record.body, note="阀门已经关闭"))
        if isinstance(record.body, HandlingFedBack)
        else record
        for record in records
    ]
    log = log_of(changed[:2])
    with following(tmp_path, log, Kept(), documents) as follower:
        assert found(follower, "水管") == found(follower, "zlsgd") == found(follower, "guandao") == ["E1"]
        assert found(follower, "阀门") == []
        log_of(changed[2:], log)
        until(lambda: follower.following.indexed_seq == len(changed), "the rest is never indexed")
        assert found(follower, "阀门 水管") == ["E1"]
        assert len(found(follower, "垃圾")) == 4, "by their class"
        assert found(follower, "水库") == []


def test_events_are_found_by_the_token_of_their_reporter(tmp_path: Path, documents: EventDocuments) -> None:
    changed = [
        replace(record, body=replace(record.body, reporter="r-0123456789abcdef0123"))
        if isinstance(record.body, EventReported) and record.body.event_id == "E1"
        else record
        for record in records_of(STEPS)
    ]
    with following(tmp_path, log_of(changed), Kept(), documents) as follower:
        for token, ids in (("r-0123456789abcdef0123", ["E1"]), ("r-0123456789abcdef0124", [])):
            query = ArchiveQuery(reporters=(token,))
            assert [row.id for row in page_of(follower, query).rows] == ids
        assert found(follower, "0123456789") == [], "a token is no text"


def test_what_a_drill_withholds_is_in_no_answer(tmp_path: Path, documents: EventDocuments) -> None:
    """Also a key without any role in the drill asks the analysis."""
    file = Attachment(sha256="ab" * 32, name="night.toml", size=9, media_type="application/toml")
    bodies = (
        ScenarioLoaded(drill="drill:1", attachments=(file,)),
        InjectDelivered(drill="drill:1", inject_id="I01", attempt=1, due_ms=5, kind="notice", text="大坝将溃"),
    )  # fmt: skip
    [reported] = records_of(STEPS[:1])
    told = [replace(reported, seq=seq, body=body, schema=schema_of(body)) for seq, body in enumerate(bodies, start=2)]
    with following(tmp_path, log_of([reported, *told]), Kept(), documents) as follower:
        work = follower.work
        assert work is not None
        records = work[RecordsRequest](RecordsRequest(request="r", from_seq=1), bool).records
        assert [type(RecordReader().read(bytes(data)).body) for data in records] == [
            EventReported, RecordWithheld, RecordWithheld
        ]  # fmt: skip
        moment = Moment(realm="live", known_ms=reported.recorded_ms)
        desk = work[SeekRequest](SeekRequest(request="r", token=1, moment=moment), bool)
        assert (desk.seq, [table.aggregate for table in desk.tables]) == (3, ["event"])
        for key, id in (("scenario", "drill:1"), ("inject", "I01")):
            asked = StatesRequest(request="r", aggregate=key, ids=(id,), as_of_seq=3)
            assert [*map(bytes, work[StatesRequest](asked, bool).states)] == [payload(None)]


class CountedTexts(MemoryTexts):
    """Counts the texts of each put."""

    def __init__(self) -> None:
        super().__init__()
        self.puts: list[int] = []

    def put(self, texts: Sequence[IndexedText], mark: bytes) -> None:
        self.puts.append(len(texts))
        super().put(texts, mark)


def test_texts_are_indexed_in_bounded_portions_each_event_once(tmp_path: Path, documents: EventDocuments) -> None:
    log, index = log_of(records_of([("report", 0, None)] * 5)), CountedTexts()
    timeline = timeline_of(log, tmp_path / "timeline")
    follower = TextFollower(timeline, index, log, RecordReader(), documents, texts_max=2)
    while follower.go_on():
        pass
    assert index.puts == [2, 2, 1]
    assert follower.seq == log.head.seq
    timeline.close()


def test_a_follower_that_starts_again_continues_where_it_was(tmp_path: Path, documents: EventDocuments) -> None:
    records, kept = records_of(STEPS), Kept()
    log = log_of(records[:3])
    with following(tmp_path, log, kept, documents):
        pass
    first = (tmp_path / TIMELINE / "record.kind").stat().st_ino
    log_of(records[3:], log)
    with following(tmp_path, log, kept, documents) as follower:
        assert follower.following.seq == len(records)
        assert found(follower, "E1") == ["E1"]
    assert (tmp_path / TIMELINE / "record.kind").stat().st_ino == first
    assert kept.replaced == 0


@pytest.mark.parametrize("change", ["another chain", "shorter", "restored"])
def test_timeline_and_index_of_another_journal_are_built_again(
    tmp_path: Path, documents: EventDocuments, change: str
) -> None:
    records, kept = records_of(STEPS), Kept()
    with following(tmp_path, log_of(records), kept, documents):
        pass
    other = [replace(record, by="another") for record in records] if change == "another chain" else records
    other = other[:3] if change == "shorter" else other
    log = log_of(other, MemoryLog(epoch=1) if change == "restored" else None)
    with following(tmp_path, log, kept, documents) as follower:
        assert follower.following.seq == len(other)
        assert sorted(found(follower, "E1")) == ["E1"]
    assert kept.replaced == (change != "restored"), "the texts of the same records are the same"


@pytest.mark.parametrize("damage", ["deleted", "a column deleted", "truncated", "a bit flipped"])
def test_a_damaged_timeline_is_built_again_from_the_journal_which_says_so_and_stays_as_it_is(
    tmp_path: Path, documents: EventDocuments, damage: str
) -> None:
    """R9."""
    log, kept, messages = log_of(records_of(STEPS)), Kept(), NoticesLog()
    with following(tmp_path, log, kept, documents):
        before, stored = log.head, list(log.records(1, log.head.seq))
    column = tmp_path / TIMELINE / "record.subject"
    if damage == "deleted":
        rmtree(tmp_path / TIMELINE)
    elif damage == "a column deleted":
        column.unlink()
    elif damage == "truncated":
        column.write_bytes(column.read_bytes()[:8])
    else:
        content = bytearray(column.read_bytes())
        content[0] ^= 1
        column.write_bytes(content)
    with following(tmp_path, log, kept, documents, messages) as follower:
        assert follower.following.seq == before.seq
        assert follower.work is not None
        desk = follower.work[SeekRequest](
            SeekRequest(request="r", token=1, moment=Moment(realm="live", known_ms=before.recorded_ms)), bool
        )
        assert isinstance(desk, DeskAt)
        assert sum(table.count for table in desk.tables) > 0
    assert "the timeline is built from the journal" in messages.texts
    assert (log.head, list(log.records(1, log.head.seq))) == (before, stored)


def test_a_journal_that_goes_back_meanwhile_ends_the_follower(tmp_path: Path, documents: EventDocuments) -> None:
    log = log_of(records_of(STEPS))
    with following(tmp_path, log, Kept(), documents) as follower:
        log._head = log._head._replace(seq=2)
        until(lambda: follower.failure, "it goes on")
        assert "restored" in follower.failure


def test_records_that_cannot_be_read_end_the_follower_with_the_reason(
    tmp_path: Path, documents: EventDocuments
) -> None:
    log = log_of(records_of(STEPS))
    log.damage(2, b"\x00")
    with following(tmp_path, log, Kept(), documents) as follower:
        assert "record 2" in follower.failure


def test_an_empty_journal_is_ready(tmp_path: Path, documents: EventDocuments) -> None:
    log = MemoryLog()
    log.begin(Commit(0))
    log.done(0)
    with following(tmp_path, log, Kept(), documents) as follower:
        assert found(follower, "水管") == []
