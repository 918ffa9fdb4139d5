"""What the analysis says of a corrected event: as it is stated now, and as of an earlier record as it was then."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from county.catalog import load
from county.figures.metric import Period, Scope
from county.package.open import CountyPackage
from county.records import EventCorrected, EventReported, Record
from services.analysis.events.event_pages import EventPages
from services.analysis.figures.figures import CountedCounty, Figures
from services.analysis.texts.event_documents import EventDocuments
from services.analysis.texts.text_follower import TextFollower
from services.analysis.timeline.timeline import RecordTimeline, new_timeline
from services.analysis.timeline.timeline_writer import TimelineWriter
from services.protocol.analysis_messages import ArchiveQuery, ArchiveRow, EventsPageRequest, FiguresRequest
from services.store.memory import MemoryLog
from services.store.memory_texts import MemoryTexts
from services.store.upcast import RecordReader, schema_of
from tests.timelines import IDENTITY, desk_at, log_of, timeline_of

AT_MS = 1_795_320_000_000
CATALOG = load()
REPORTED = EventReported(
    event_id="E1", subclass="exposed_garbage", title="垃圾成堆", source="hotline", x_m=1_000.0, y_m=1_000.0,
    division="990123100201", level="general", address="解放路12号",
)  # fmt: skip
CORRECTED = EventCorrected(
    event_id="E1", note="报错了", subclass="road_collapse", title="路面塌陷", x_m=9_000.0, y_m=9_000.0,
    division="990123100202", level="major", address="建设路3号",
    place_level="village",
)  # fmt: skip


def record(seq: int, body: Any) -> Record[Any]:
    at_ms = AT_MS + seq * 1_000
    return Record(
        seq=seq, realm="live", happened_ms=at_ms, recorded_ms=at_ms, command_id=f"c{seq}", by="desk-1",
        schema=schema_of(body), body=body,
    )  # fmt: skip


@pytest.fixture
def log() -> MemoryLog:
    return log_of([record(1, REPORTED), record(2, CORRECTED)])


@pytest.fixture
def timeline(log: MemoryLog, tmp_path: Path) -> Iterator[RecordTimeline]:
    timeline = timeline_of(log, tmp_path / "timeline")
    yield timeline
    timeline.close()


@pytest.fixture
def texts(timeline: RecordTimeline, log: MemoryLog, small_county: Path) -> MemoryTexts:
    texts = MemoryTexts()
    documents = EventDocuments(CountyPackage(small_county), CATALOG)
    follower = TextFollower(timeline, texts, log, RecordReader(), documents)
    while follower.go_on():
        pass
    return texts


def rows(timeline: RecordTimeline, log: MemoryLog, texts: MemoryTexts, text: str) -> list[ArchiveRow]:
    asked = EventsPageRequest(request="r", query=ArchiveQuery(text=text), first=0, count=10)
    return list(EventPages(timeline, texts, log, RecordReader()).page(asked).rows)


def test_a_row_shows_title_class_level_place_and_address_as_corrected(
    timeline: RecordTimeline, log: MemoryLog
) -> None:
    [row] = rows(timeline, log, MemoryTexts(), "")
    assert (row.title, row.subclass, row.level, row.division, row.address, row.x_m, row.y_m) == (
        "路面塌陷", "road_collapse", "major", "990123100202", "建设路3号", 9_000.0, 9_000.0,
    )  # fmt: skip


@pytest.mark.parametrize(
    "text", ["路面塌陷", "建设路3号", "jianshe", "垃圾成堆", "解放路", "报错了", "村级位置", "近似位置"]
)
def test_the_event_is_found_by_what_is_stated_now_and_by_what_was_stated_before(
    timeline: RecordTimeline, log: MemoryLog, texts: MemoryTexts, text: str
) -> None:
    [row] = rows(timeline, log, texts, text)
    assert (row.id, row.title) == ("E1", "路面塌陷"), "it is shown as it is stated now"


def test_the_columns_as_of_a_record_are_those_that_were_stated_then(timeline: RecordTimeline, log: MemoryLog) -> None:
    for seq, body in ((1, REPORTED), (2, CORRECTED)):
        [columns] = desk_at(timeline, log, seq)["event"].values()
        for value in (body.title, body.subclass, body.division, body.address, body.x_m):
            assert value in columns


def test_figures_count_the_event_under_its_class_as_of_their_record(timeline: RecordTimeline, log: MemoryLog) -> None:
    figures = Figures(timeline, CountedCounty(CATALOG, lambda: ()), log, RecordReader())
    period = Period(AT_MS - 1, AT_MS + 60_000)

    def by_subclass(seq: int) -> dict[str, float | None]:
        asked = FiguresRequest(
            request="r", metrics=("reported",), scope=Scope(), periods=(period,), grain="subclass", as_of_seq=seq
        )
        table = figures.table(asked)
        counted = zip(table.groups, table.values[0][0], strict=True)
        return {group: value.num for group, value in counted if value.num}

    assert by_subclass(1) == {"exposed_garbage": 1}
    assert by_subclass(2) == {"road_collapse": 1}
    assert by_subclass(1) == {"exposed_garbage": 1}, "what was counted stays as it was"


def test_a_timeline_that_is_continued_with_a_correction_says_the_same(timeline: RecordTimeline, tmp_path: Path) -> None:
    log = log_of([record(1, REPORTED)])
    parts = new_timeline(tmp_path / "parts", IDENTITY)
    TimelineWriter(parts, log, RecordReader()).go_on(1 << 30, log.head)
    log_of([record(2, CORRECTED)], log)
    TimelineWriter(parts, log, RecordReader()).go_on(1 << 30, log.head)
    assert [desk_at(parts, log, seq) for seq in (1, 2)] == [desk_at(timeline, log, seq) for seq in (1, 2)]
    parts.close()
