"""Records of every schema remain decodable, as current records; a tag with changed fields needs a step."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from county.aggregates import RECORDS
from county.commands import AlarmCause
from county.records import Choice, EventDispatched, EventReported, Record, RecordBody
from services.store.tokens import token_of
from services.store.upcast import SCHEMAS, UPCASTS, RecordReader, UnreadableRecord, schema_of
from tests.unit.struct_fields import fingerprint

GOLDEN = Path(__file__).parents[1] / "golden" / "records"
KEY = bytes(32)
BY_TAG = {body.__name__: body for body in RECORDS}

DRILL_MODULES = (
    "county.drill.run", "county.drill.inject_run", "county.drill.evaluation", "county.drill.self_assessment",
    "county.drill.scenario_file",
)  # fmt: skip
SIMULATED = ("EventReported", 7)
"""Its bytes are of a drill: the source that this schema added is never one of the live realm."""


def token(text: str) -> str:
    return token_of(text, KEY)


reader = RecordReader(token)


def golden(tag: str, schema: int) -> bytes:
    return (GOLDEN / f"{tag}-{schema}.msgpack").read_bytes()


def written() -> list[tuple[str, int]]:
    """Every tag and schema that a program ever wrote."""
    return sorted((tag, int(schema)) for tag, _, schema in (p.stem.rpartition("-") for p in GOLDEN.glob("*.msgpack")))


@pytest.mark.parametrize(("tag", "schema"), written())
def test_bytes_of_every_tag_ever_written_decode_as_a_current_record(tag: str, schema: int) -> None:
    record = reader.read(golden(tag, schema))
    assert type(record.body) is BY_TAG[tag]
    of_drill = BY_TAG[tag].__module__ in ("county.realm_clock", *DRILL_MODULES) or tag == "RecordWithheld"
    assert record.realm == ("drill:7" if of_drill or (tag, schema) == SIMULATED else "live")
    assert record.happened_ms > 0
    current = reader.current(golden(tag, schema))
    again = msgspec.msgpack.decode(current, type=Record[BY_TAG[tag]])  # type: ignore[valid-type]
    assert again.schema == SCHEMAS[tag]
    assert reader.read(current) == record


@pytest.mark.parametrize("tag", SCHEMAS)
def test_there_are_golden_bytes_of_every_schema_of_every_tag(tag: str) -> None:
    assert [schema for other, schema in written() if other == tag] == list(range(1, SCHEMAS[tag] + 1))


@pytest.mark.parametrize("tag", SCHEMAS)
def test_fields_of_a_tag_are_those_of_its_schema(tag: str) -> None:
    known = json.loads((GOLDEN / "fields.json").read_text(encoding="utf-8"))
    assert fingerprint(BY_TAG[tag]) == known[f"{tag}-{SCHEMAS[tag]}"], (
        f"{tag} has other fields than schema {SCHEMAS[tag]}: add a step to UPCASTS, its golden bytes and its fields"
    )


def test_fields_of_the_envelope_only_ever_gain_ones_with_defaults() -> None:
    known = json.loads((GOLDEN / "fields.json").read_text(encoding="utf-8"))["Record"]
    found = fingerprint(Record)
    assert known.items() <= found.items()
    assert all(" = " in text for name, text in found.items() if name not in known)


def test_every_step_leads_to_a_schema_of_a_known_tag() -> None:
    assert all(tag in BY_TAG and 1 <= schema < SCHEMAS[tag] for tag, schema in UPCASTS)
    assert all((tag, schema) in UPCASTS for tag in SCHEMAS for schema in range(1, SCHEMAS[tag]))


def numbered(data: bytes, seq: int) -> bytes:
    """A record with another number, of its own schema."""
    return msgspec.msgpack.encode({**msgspec.msgpack.decode(data), "seq": seq})


def test_many_records_are_read_like_each_of_them_whatever_their_schemas() -> None:
    data = [numbered(golden(*each), seq) for seq, each in enumerate(written(), start=7)]
    assert reader.read_all(data, 7) == [reader.read(one) for one in data]
    newest = [one for one, (tag, schema) in zip(data, written(), strict=True) if schema == SCHEMAS[tag]]
    again = [numbered(one, seq) for seq, one in enumerate(newest, start=1)]
    assert reader.read_all(again, 1) == [reader.read(one) for one in again]
    assert reader.read_all([], 1) == []


@pytest.mark.parametrize("bad", [numbered(golden("EventFiled", 1), 4), b"\xc1"])
def test_a_record_of_another_number_or_without_meaning_is_refused_among_many(bad: bytes) -> None:
    good = [numbered(golden("EventFiled", 1), seq) for seq in (1, 2)]
    with pytest.raises(UnreadableRecord, match="record 3"):
        reader.read_all([*good, bad], 1)


def test_a_record_of_the_current_schema_is_passed_on_as_the_same_bytes() -> None:
    for tag, schema in SCHEMAS.items():
        data = golden(tag, schema)
        assert reader.current(data) is data


def test_reports_of_before_simulators_were_a_source_keep_their_channels_and_newer_ones_their_source() -> None:
    reports = [reader.read(golden("EventReported", schema)).body.source for schema in range(1, 8)]
    assert "simulated" not in reports[:6]
    assert reports[6] == "simulated"


def test_a_reporter_of_schema_1_becomes_an_opaque_token() -> None:
    data = golden("EventReported", 1)
    assert b"13800000001" in data
    body = reader.read(data).body
    assert isinstance(body, EventReported)
    assert body.reporter == token("王女士 13800000001")
    assert b"13800000001" not in reader.current(data)
    assert RecordReader().read(data).body.reporter == "", "without a key no text is returned"


def reported(reporter: str) -> Record[Any]:
    old = msgspec.msgpack.decode(golden("EventReported", 1))
    old["body"]["reporter"] = reporter
    return reader.read(msgspec.msgpack.encode(old))


def test_no_reporter_stays_no_reporter() -> None:
    assert reported("").body.reporter == ""


@given(st.text(min_size=1, max_size=60))
def test_the_same_reporter_has_the_same_token_and_another_key_another(text: str) -> None:
    made = reported(text).body.reporter
    assert made == token(text) == token_of(text, KEY)
    assert made != token_of(text, b"\1" * 32)
    assert made.startswith("r-")
    assert len(made) == 22


@pytest.mark.parametrize(
    ("reason", "choice", "left"),
    [
        ("nearest_free?km=0.1", Choice("nearest_free", {"way": "straight", "km": "0.1"}), ""),
        ("further_free?place=2&km=1.5", Choice("further_free", {"way": "straight", "place": "2", "km": "1.5"}), ""),
        ("busy?tasks=3&km=2.0", Choice("busy", {"way": "straight", "tasks": "3", "km": "2.0"}), ""),
        ("nearest_busy?tasks=1&km=2.0", Choice("nearest_busy", {"way": "straight", "tasks": "1", "km": "2.0"}), ""),
        ("department", Choice("department"), ""),
        ("own_desk", Choice("own_desk"), ""),
        ("by_hand?place=4&why=own_desk", Choice("by_hand", {"number": "4", "why": "own_desk"}), ""),
        (
            "by_hand?place=2&why=nearest_busy%3Ftasks%3D3%26km%3D1.5",
            Choice("by_hand", {"number": "2", "why": "nearest_busy", "way": "straight", "tasks": "3", "km": "1.5"}),
            "",
        ),
        ("", None, ""),
        ("值班领导指定?是的", None, "值班领导指定?是的"),
        ("nearest_free?miles=3", None, "nearest_free?miles=3"),
        ("nearest_free because it is near", None, "nearest_free because it is near"),
        ("by_hand?place=2&why=a+whim", None, "by_hand?place=2&why=a+whim"),
        ("by_hand", None, "by_hand"),
    ],
)
def test_a_computed_reason_of_schema_1_becomes_a_choice_and_a_persons_words_stay(
    reason: str, choice: Choice | None, left: str
) -> None:
    old = msgspec.msgpack.decode(golden("EventDispatched", 1))
    old["body"]["reason"] = reason
    body = reader.read(msgspec.msgpack.encode(old)).body
    assert isinstance(body, EventDispatched)
    assert (body.choice, body.reason) == (choice, left)


def test_a_report_of_schema_2_keeps_the_title_that_was_written_and_has_no_cause() -> None:
    body = reader.read(golden("EventReported", 2)).body
    assert isinstance(body, EventReported)
    assert (body.title, body.note, body.cause) == ("暴露垃圾", "备注", None)


def test_a_report_of_schema_3_contains_its_cause_as_data() -> None:
    body = reader.read(golden("EventReported", 3)).body
    assert isinstance(body, EventReported)
    assert (body.title, body.note) == ("", "")
    assert body.cause == AlarmCause(rule="bin_full", channel="fill", value=85.5, limit=80.0)


def test_a_new_record_is_written_with_the_schema_of_its_tag() -> None:
    for tag, kind in BY_TAG.items():
        body: RecordBody = reader.read(golden(tag, SCHEMAS[tag])).body
        assert isinstance(body, kind)
        assert schema_of(body) == SCHEMAS[tag]


def changed(tag: str, **fields: Any) -> bytes:
    plain = msgspec.msgpack.decode(golden(tag, 1))
    return msgspec.msgpack.encode({**plain, **fields})


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "record 7: its bytes are not a record"),
        (b"\xc1", "record 7: its bytes are not a record"),
        (msgspec.msgpack.encode([1, 2]), "record 7: its bytes are not a record"),
        (msgspec.msgpack.encode({"body": {"type": 3}}), "record 7"),
        (changed("EventFiled", body={"type": "PlanAdopted"}), "record 7: PlanAdopted is unknown to this program"),
        (changed("EventFiled", schema=2), "record 7: EventFiled of schema 2, this program reads 1 to 1; update"),
        (changed("EventFiled", schema="x"), "record 7: EventFiled of schema x"),
        (changed("EventFiled", body={"type": "EventFiled"}), "record 7: EventFiled cannot be read.*event_id"),
        (changed("EventReported", body={"type": "EventReported", "reporter": 5}), "record 7: EventReported cannot be"),
        (changed("EventDispatched", body={"type": "EventDispatched", "reason": 5}), "record 7: EventDispatched cannot"),
        (golden("EventFiled", 1), "record 7: its bytes are those of record"),
    ],
)
def test_an_undecodable_record_is_reported_in_one_line(data: bytes, message: str) -> None:
    with pytest.raises(UnreadableRecord, match=message) as refused:
        reader.read(data, 7)
    assert "\n" not in str(refused.value)


@given(st.binary(max_size=200))
def test_any_bytes_are_decoded_or_reported(data: bytes) -> None:
    for decode in (reader.read, reader.current):
        with suppress(UnreadableRecord):
            decode(data)
