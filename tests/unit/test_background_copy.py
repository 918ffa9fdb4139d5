"""Records of another realm as the background of a drill: the same states, later by one shift, and without persons."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from county.aggregates import BY_KEY, concrete_types, subject_of
from county.attachments import Attachment
from county.authority import BEFORE_DRILL
from county.drill.background_copy import NUMBERS, TEXTS, BackgroundCopy
from county.drill.baseline import SITUATION
from county.fold import Fold
from county.numbering import background_id
from county.records import (
    ClaimReleased,
    EventClaimed,
    EventHandedOver,
    EventNoted,
    EventReported,
    Record,
    RecordBody,
)
from services.protocol.codec import payload
from services.replay.desk_records import DeskRecords
from services.store.sqlite.reading import LogReader
from services.store.upcast import RecordReader, schema_of
from tests.recorded_journals import numbered

GOLDEN = Path(__file__).parents[1] / "golden"
RICH = ("automation", "correction", "desk", "notes", "plans", "response", "revisions", "seats", "site")
DRILL, SHIFT, RECORDED_MS = "drill:20260715-001", 86_400_123, 1_790_000_000_000
ABOUT_RECORDING = {"recorded_ms", "ended_recorded_ms", "normal_ms"}
"""Fields of states that say when something was recorded: of copies, when they were made."""


def copying(*, impersonal: bool = False, shift_ms: int = SHIFT) -> BackgroundCopy:
    return BackgroundCopy(
        realm=DRILL, shift_ms=shift_ms, recorded_ms=RECORDED_MS, wall_ms=RECORDED_MS + 1, impersonal=impersonal
    )


def recorded(name: str, folder: Path) -> list[Record[Any]]:
    """The records of a journal that an earlier version of the program wrote."""
    [realm] = (GOLDEN / f"journal-2-{name}" / "realms").iterdir()
    copy = shutil.copytree(realm, folder / name)
    with closing(LogReader(copy)) as reader:
        return [RecordReader().read(data) for data in reader.records(1, reader.head.seq)]


def expected(key: str, name: str, value: Any, ids: frozenset[str]) -> Any:
    """What a part of a state is to be in the background."""
    if isinstance(value, dict):
        inner = name if name in ("due_ms", "waits_ms") else ""
        return {part: expected(key, inner or part, one, ids) for part, one in value.items()}
    if isinstance(value, list | tuple):
        return [expected(key, name, one, ids) for one in value]
    if name in ABOUT_RECORDING or (name == "ended_ms" and key != "event" and value is not None):
        return None if value is None else RECORDED_MS
    if name.endswith("_ms"):
        return None if value is None else value + SHIFT
    if name == "reporter":
        return ""
    if name == "about" and value.isdecimal() and len(value) == 13:  # the limit that a step asks for or grants
        return str(int(value) + SHIFT)
    return background_id(value) if isinstance(value, str) and value in ids else value


def _numbers(records: list[Record[Any]]) -> frozenset[str]:
    """Of events and alarms."""
    found = {getattr(record.body, name, "") for record in records for name in ("event_id", "alarm_id")}
    return frozenset(found - {""})


@pytest.mark.parametrize("name", RICH)
def test_after_every_record_the_copies_fold_to_the_states_of_the_source_field_for_field(
    name: str, tmp_path: Path
) -> None:
    records, desk, copier = recorded(name, tmp_path), DeskRecords(), copying()
    ids = _numbers(records)
    data = defaultdict[str, list[bytes]](list)
    for record in records:
        desk.take(record)
        data[subject_of(record.body)].append(payload(replace(record, schema=schema_of(record.body))))
        subjects = [one for one in desk.subjects if one[0] in SITUATION]
        found = [RecordReader().read(raw, seq) for seq, raw in desk.about(subjects, lambda key: iter(data[key]))]
        copies = [copy for number, one in enumerate(found, 2) if (copy := copier.of(one, number)) is not None]
        copied = Fold()
        for copy in copies:
            copied.apply(copy)
        for key in SITUATION:
            wanted = {
                background_id(id) if id in ids else id: msgspec.convert(
                    expected(key, "", msgspec.to_builtins(state), ids), BY_KEY[key].state
                )
                for id, state in desk.fold.states[key].items()
            }  # fmt: skip
            assert dict(copied.states[key]) == wanted
        assert {(copy.realm, copy.recorded_ms, copy.command_id) for copy in copies} <= {(DRILL, RECORDED_MS, "")}


REPORT = EventReported(
    event_id="20260715-7K4Q2M9", subclass="road_flooding", title="李师傅 13812345678 报", source="hotline", x_m=1.0,
    y_m=2.0, division="990199100201", level="general", reporter="t0ken", note="回拨 0579-82345678", address="新屯 3 号",
    alarm_id="A20260715-0D3VX1R",
    attachments=(Attachment(sha256="ab" * 32, name="李师傅家.jpg", size=3, media_type="image/jpeg"),),
)  # fmt: skip


def test_nothing_about_persons_of_the_live_realm_gets_into_a_drill() -> None:
    [record] = numbered([(5, REPORT)])
    copy = copying(impersonal=True).of(replace(record, actor="王芳"), 2)
    assert copy is not None
    assert (copy.by, copy.for_, copy.actor, copy.body.reporter) == (BEFORE_DRILL, "", "", "")
    assert copy.body.attachments == ()
    assert (copy.body.title, copy.body.note, copy.body.address) == ("李师傅 *** 报", "回拨 ***", "新屯 3 号")
    assert b"t0ken" not in msgspec.msgpack.encode(copy)


@pytest.mark.parametrize(
    "claim", [EventClaimed(event_id="E1"), EventHandedOver(event_id="E1", to="王芳"), ClaimReleased(event_id="E1")]
)
def test_who_takes_care_of_a_live_event_is_not_copied(claim: RecordBody) -> None:
    [record] = numbered([(5, claim)])
    assert copying(impersonal=True).of(record, 2) is None
    assert copying().of(record, 2) is not None


@pytest.mark.parametrize("text", [
    "电话:{}", "Tel.{}", "回拨 {}:李师傅", "1.{}", "{}.", "{}/119", "-{}"
])  # fmt: skip
@pytest.mark.parametrize("number", [
    "13812345678", "138 1234 5678", "+86-13812345678", "008613812345678", "１３８１２３４５６７８", "0579-82345678",
    "0579—82345678", "0579-8234-5678", "33010219900101123X", "330102199001011234",
])  # fmt: skip
def test_numbers_of_persons_become_stars_whatever_stands_beside_them(number: str, text: str) -> None:
    [record] = numbered([(5, EventNoted(event_id="E1", note=text.format(number)))])
    copy = copying(impersonal=True).of(record, 2)
    assert copy is not None
    assert copy.body.note == text.format("***")


@pytest.mark.parametrize("text", [
    "2026-07-15 20:30:00", "演背景20260715-7K4Q2M9", "20260715-2345678", "区划 990199100201", "水位 3.2345678",
    "拨打 119", "坐标 500500.0 3100500.0",
])  # fmt: skip
def test_other_numbers_in_texts_are_copied(text: str) -> None:
    [record] = numbered([(5, EventNoted(event_id="E1", note=text))])
    copy = copying(impersonal=True).of(record, 2)
    assert copy is not None
    assert copy.body.note == text


def test_what_the_backend_did_by_itself_keeps_its_author() -> None:
    [record] = numbered([(5, EventNoted(event_id="E1"))])
    copy = copying(impersonal=True).of(replace(record, by="watch", for_=""), 2)
    assert copy is not None
    assert copy.by == "watch"


def test_a_drill_that_goes_back_keeps_its_persons_and_texts() -> None:
    [record] = numbered([(5, REPORT)])
    copy = copying().of(record, 2)
    assert copy is not None
    assert (copy.by, copy.for_) == ("desk-1", "王芳")
    assert copy.body.title == REPORT.title


def _fields(kind: type[Any]) -> Iterator[str]:
    """Names of all fields of a record, with those of the structs in it."""
    for field in msgspec.structs.fields(kind):
        yield field.name
        for inner in _structs(field.type):
            yield from _fields(inner)


def _structs(kind: Any) -> Iterator[type[Any]]:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield kind
    for part in getattr(kind, "__args__", ()):
        yield from _structs(part)


KEPT = frozenset({
    "subclass", "source", "x_m", "y_m", "division", "level", "sensor_id", "cause", "rule", "channel", "value", "limit",
    "place_level", "unit", "choice", "code", "params", "to", "step", "supervises", "returned", "satisfied", "solved",
    "score", "priority", "closure_id", "extent", "road", "radius_m", "status", "notice_id", "kind", "means",
    "response_id", "emergency", "area", "arrival_id", "village", "shelter", "people", "number", "plan_id", "plan",
    "tasks", "key", "phase", "text", "zh", "en", "who", "response", "task", "site_id", "dead", "missing", "injured",
    "post", "attachments", "sha256", "name", "size", "media_type", "reporter",
})  # fmt: skip
"""Fields that are copied as they are, or that are left out as a whole."""


def test_every_field_of_what_is_copied_is_known_to_be_a_time_a_number_a_text_or_to_stay_as_it_is() -> None:
    records = [kind for key in SITUATION for kind in concrete_types(BY_KEY[key].record)]
    found = {name for kind in records for name in _fields(kind)}
    told = NUMBERS | TEXTS | KEPT
    assert {name for name in found if not name.endswith("_ms")} == told & found, "say what becomes of it in a drill"
    assert told <= found
