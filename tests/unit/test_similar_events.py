"""Similar past events: by rare words, class and place; only closed ones from before, with how they were solved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from county import records as r
from county.events.aggregate import EVENTS
from county.events.event import State
from county.records import Record, RecordBody
from services.analysis.events.event_pages import EventPages
from services.analysis.texts.event_documents import number_of
from services.analysis.texts.terms import terms_of, words_of
from services.protocol.analysis_messages import SIMILAR_MAX, SimilarRequest
from services.store.memory_texts import MemoryTexts
from services.store.ports import Cancelled, IndexedText
from services.store.upcast import RecordReader
from tests.timelines import log_of, timeline_of

HOUR_MS = 3_600_000
NOW_MS = 1_795_000_000_000
CLOSED_EVENTS = (
    ("P1", "自来水管道爆裂", "water_supply", 0.0),
    ("P2", "虎泉社区自来水管道漏水", "water_supply", 0.0),
    ("P3", "虎泉社区路灯不亮", "street_lamp", 0.0),
    ("P4", "大坪社区暴露垃圾", "exposed_garbage", 9_000.0),
    ("P5", "自来水管道爆裂严重", "exposed_garbage", 9_000.0),
)
"""Number, title, subclass and distance to the east."""


def history() -> list[RecordBody]:
    bodies: list[RecordBody] = []
    for event_id, title, subclass, x_m in CLOSED_EVENTS:
        bodies += [
            r.EventReported(
                event_id=event_id, subclass=subclass, title=title, source="hotline", x_m=x_m, y_m=0.0, division="",
                level="general",
            ),
            r.EventFiled(event_id=event_id),
            r.EventDispatched(event_id=event_id, unit="water", due_ms=NOW_MS + 9 * HOUR_MS),
            r.TaskAccepted(event_id=event_id),
            r.HandlingFedBack(event_id=event_id, note=f"已更换 {event_id}"),
            r.EventClosed(event_id=event_id),
        ]  # fmt: skip
    bodies.append(
        r.EventReported(
            event_id="N1", subclass="water_supply", title="自来水管道爆裂", source="hotline", x_m=0.0, y_m=0.0,
            division="", level="general",
        )
    )  # fmt: skip
    return bodies


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[EventPages]:
    records = [
        Record(
            seq=i, realm="live", happened_ms=NOW_MS + i * 60_000, recorded_ms=NOW_MS + i * 60_000, command_id="c",
            by="desk", for_="", body=body,
        )
        for i, body in enumerate(history(), 1)
    ]  # fmt: skip
    log, texts, states = log_of(records), MemoryTexts(), dict[str, Any]()
    firsts: dict[str, int] = {}
    for record in records:
        event_id = record.body.event_id
        firsts.setdefault(event_id, record.seq)
        states[event_id] = EVENTS.apply(states.get(event_id), record)
    numbered = sorted((number_of(firsts[e.id], 1), terms_of([e.title], [])) for e in states.values())
    texts.put([IndexedText(number, terms) for number, terms in numbered], b"")
    assert states["P1"].state is State.CLOSED
    timeline = timeline_of(log, tmp_path / "timeline")
    yield EventPages(timeline, texts, log, RecordReader())
    timeline.close()


def asked(title: str, subclass: str, x_m: float = 0.0, event_id: str = "N1") -> SimilarRequest:
    return SimilarRequest(request="q", event_id=event_id, title=title, subclass=subclass, x_m=x_m, y_m=0.0)


def test_the_same_matter_comes_first_and_says_how_it_was_solved(pages: EventPages) -> None:
    found = pages.similar(asked("自来水管道爆裂", "water_supply")).events
    assert [event.id for event in found] == ["P1", "P2", "P5"]
    assert (found[0].how, found[0].unit, found[0].took_ms) == ("已更换 P1", "water", 2 * 60_000)
    assert found[2].away_m == 9_000.0


def test_a_shared_place_alone_makes_no_event_of_another_class_similar(pages: EventPages) -> None:
    found = pages.similar(asked("虎泉社区下水道堵塞反映无人处理", "sewer")).events
    assert found == []


def test_neither_the_event_itself_nor_open_ones_are_found(pages: EventPages) -> None:
    found = [e.id for e in pages.similar(asked("自来水管道爆裂", "water_supply", event_id="P5")).events]
    assert found == ["P1", "P2"]
    assert len(found) <= SIMILAR_MAX


def test_only_events_from_before_it_are_found(pages: EventPages) -> None:
    assert pages.similar(asked("自来水管道爆裂", "water_supply", event_id="P1")).events == []
    assert [e.id for e in pages.similar(asked("自来水管道", "water_supply", event_id="P2")).events] == ["P1"]


def test_a_title_without_words_finds_nothing(pages: EventPages) -> None:
    for title in ("", "！？", "水"):
        assert pages.similar(asked(title, "water_supply")).events == []


def test_a_cancelled_request_ends(pages: EventPages) -> None:
    with pytest.raises(Cancelled):
        pages.similar(asked("自来水管道爆裂", "water_supply"), lambda: True)


def test_words_are_cut_where_the_dictionary_cuts_them() -> None:
    assert words_of("自来水管道, DN100!") == [["自来", "来水", "水管"], ["dn100"]]
