"""Attachments of events and duty log entries: what the rules accept, and what a record of before reads as."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from county import commands as c
from county.aggregates import COMMANDS
from county.attachments import ATTACHMENTS_MAX, FILE_MAX, NAME_MAX, Attachment, files_of, is_file_name, safe_name
from county.authority import Principal, Role, check_upload, may
from county.commands import FeedBack, FileEvent, ReportEvent
from county.duty_log import DUTY_LOG, DutyEntry, DutyEntryWritten, WriteDutyEntry
from county.events.aggregate import EVENTS
from county.events.event import Event, State
from county.records import EventReported, HandlingFedBack, Record, RecordBody
from county.refusals import Refused, text
from county.texts import check_texts
from services.store.upcast import RecordReader
from tests.plain_desk import PlainDesk, decision

NOW_MS = 1_795_320_000_000
PHOTO = Attachment(sha256="ab" * 32, name="现场 1.jpg", size=1_000, media_type="image/jpeg")
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF"
GOLDEN = Path(__file__).parents[1] / "golden" / "records"


class NoDeadlines:
    def __getattr__(self, name: str) -> Any:
        raise AssertionError("an entry has no deadline")


def decided(*attachments: Attachment, start: bytes = JPEG) -> DutyEntryWritten:
    command = WriteDutyEntry(entry_id="1", note="note", attachments=attachments)
    desk = PlainDesk(NoDeadlines(), stored={PHOTO.sha256: start})  # type: ignore[arg-type]
    [body] = DUTY_LOG.decide(None, command, decision(desk, NOW_MS))
    assert isinstance(body, DutyEntryWritten)
    return body


def test_an_entry_names_its_files_and_its_state_shows_them() -> None:
    body = decided(PHOTO)
    assert files_of(body) == (PHOTO,)
    record = Record(seq=1, realm="live", happened_ms=NOW_MS, recorded_ms=NOW_MS, command_id="c", body=body)
    state = DUTY_LOG.apply(None, record)
    assert isinstance(state, DutyEntry)
    assert state.attachments == (PHOTO,)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sha256": "cd" * 32}, "file_missing"),
        ({"sha256": "AB" * 32}, "file_invalid"),
        ({"sha256": "../" + "a" * 61}, "file_invalid"),
        ({"size": FILE_MAX + 1}, "file_too_large"),
        ({"size": -1}, "file_invalid"),
        ({"media_type": "image"}, "file_invalid"),
        ({"media_type": "text/html; charset=x"}, "file_invalid"),
        ({"name": ""}, "file_name_invalid"),
        ({"name": "长" * (NAME_MAX // 3 + 1)}, "file_name_invalid"),
        ({"name": "../../.bashrc"}, "file_name_invalid"),
        ({"name": "a\\b.jpg"}, "file_name_invalid"),
        ({"name": ".hidden"}, "file_name_invalid"),
    ],
)
def test_an_entry_with_an_unusable_file_is_refused_in_one_line(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        decided(PHOTO, replace(PHOTO, **changes))
    assert refused.value.code == code
    assert "\n" not in text(refused.value.code, refused.value.params)


@pytest.mark.parametrize("start", [b"", b"%PDF-1.7", b"<svg xmlns=", b"MZ\x90\0", b"\xff\xd8"])
@pytest.mark.parametrize("name", ["现场.jpg", "a.PNG", "photo"])
def test_what_claims_to_be_a_picture_must_begin_like_one(name: str, start: bytes) -> None:
    with pytest.raises(Refused) as refused:
        decided(replace(PHOTO, name=name), start=start)
    assert (refused.value.code, refused.value.params) == ("file_not_picture", {"name": name})


def test_a_picture_may_have_the_name_of_another_format_and_a_document_any_content() -> None:
    decided(replace(PHOTO, name="a.png", media_type="image/png"))
    decided(replace(PHOTO, name="a.pdf", media_type="application/pdf"), start=b"text")


def event_decided(command: c.EventCommand, event: Event | None, start: bytes = JPEG) -> Event:
    """The event after the command."""
    desk = PlainDesk(NoDeadlines(), stored={PHOTO.sha256: start})  # type: ignore[arg-type]
    [body] = EVENTS.decide(event, command, decision(desk, NOW_MS))
    return EVENTS.apply(event, Record(seq=1, realm="live", happened_ms=NOW_MS, recorded_ms=NOW_MS, command_id="c",
                                      body=body))  # fmt: skip


REPORT = ReportEvent(
    event_id="E1", subclass="exposed_garbage", title="t", source="citizen", x_m=1.0, y_m=2.0, attachments=(PHOTO,)
)


def test_the_files_of_a_report_and_of_a_feedback_are_those_of_their_steps() -> None:
    scan = replace(PHOTO, name="回执.pdf", media_type="application/pdf")
    event = replace(event_decided(REPORT, None), state=State.HANDLING)
    event = event_decided(FeedBack(event_id="E1", note="done", attachments=(PHOTO, scan)), event)
    assert [(step.kind, step.attachments) for step in event.timeline] == [
        ("EventReported", (PHOTO,)), ("HandlingFedBack", (PHOTO, scan))
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "start", "code"),
    [(replace(PHOTO, sha256="cd" * 32), JPEG, "file_missing"), (PHOTO, b"MZ", "file_not_picture")],
)
def test_a_report_and_a_feedback_with_an_unusable_file_are_refused(file: Attachment, start: bytes, code: str) -> None:
    event = replace(event_decided(REPORT, None), state=State.HANDLING)
    for command, before in (
        (replace(REPORT, attachments=(file,)), None),
        (FeedBack(event_id="E1", note="done", attachments=(file,)), event),
    ):
        with pytest.raises(Refused) as refused:
            event_decided(command, before, start)
        assert refused.value.code == code


def test_the_number_of_files_of_an_entry_is_limited() -> None:
    assert len(decided(*[PHOTO] * ATTACHMENTS_MAX).attachments) == ATTACHMENTS_MAX
    with pytest.raises(Refused) as refused:
        decided(*[PHOTO] * (ATTACHMENTS_MAX + 1))
    assert refused.value.code == "too_many_files"


@pytest.mark.parametrize("name", ["a.jpg", "现场照片（1）.jpg", "report v2.final.pdf", "x" * NAME_MAX])
def test_usual_names_are_file_names(name: str) -> None:
    assert is_file_name(name)


@pytest.mark.parametrize(
    "name", ["a\nb", "a\0b", "a\u202egpj.exe", "CON", "nul.txt", "a.", "a ", " a", ".", "..", "a/b"]
)
def test_names_that_mean_something_to_a_file_system_are_not(name: str) -> None:
    assert not is_file_name(name)


@given(st.text(max_size=300))
@example("C:\\Users\\王磊\\a.jpg")
@example("con.jpg")
@example("0..0")
@example("长" * 100 + ".docx")
@example("." + "x" * 300)
@example("a" * 199 + " .jpg")
def test_every_name_has_a_similar_one_that_is_a_file_name(name: str) -> None:
    assert is_file_name(safe_name(name))
    if is_file_name(name):
        assert safe_name(name) == name


def test_a_name_that_is_too_long_keeps_its_suffix() -> None:
    assert safe_name("长" * 100 + ".docx") == "长" * 65 + ".docx"


def test_invisible_characters_are_refused_in_the_name_of_a_file_as_in_any_text() -> None:
    command = WriteDutyEntry(entry_id="1", note="x", attachments=(replace(PHOTO, name="a\u202egpj.exe"),))
    with pytest.raises(Refused) as refused:
        check_texts(command)
    assert refused.value.code == "text_unseen"


@pytest.mark.parametrize("role", Role)
def test_those_who_may_give_a_command_with_files_may_upload_and_no_others(role: Role) -> None:
    principal = Principal(id="p", roles=frozenset({role}))
    if any(may(principal, command) for command in COMMANDS if "attachments" in command.__struct_fields__):
        check_upload(principal)
    else:
        with pytest.raises(Refused) as refused:
            check_upload(principal)
        assert refused.value.code == "not_authorised"


def test_bodies_without_the_field_name_no_files() -> None:
    assert files_of(FileEvent(event_id="E1")) == ()


def test_an_entry_of_schema_1_has_no_attachments() -> None:
    body = RecordReader().read((GOLDEN / "DutyEntryWritten-1.msgpack").read_bytes()).body
    assert isinstance(body, DutyEntryWritten)
    assert (body.note, body.attachments) == ("交班", ())
    assert "attachments" not in msgspec.msgpack.decode((GOLDEN / "DutyEntryWritten-1.msgpack").read_bytes())["body"]


@pytest.mark.parametrize(("kind", "schema"), [(EventReported, 3), (HandlingFedBack, 1)])
def test_a_report_and_a_feedback_of_before_have_no_attachments(kind: type[RecordBody], schema: int) -> None:
    before, now = (
        RecordReader().read((GOLDEN / f"{kind.__name__}-{number}.msgpack").read_bytes()).body
        for number in (schema, schema + 1)
    )
    assert type(before) is type(now) is kind
    assert files_of(before) == ()
    [file] = files_of(now)
    assert file.name == "现场照片.jpg"
