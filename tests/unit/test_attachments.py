"""Attachments of duty log entries: what the rules accept, and what a record of before reads as."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from county.attachments import ATTACHMENTS_MAX, FILE_MAX, NAME_MAX, Attachment, files_of, is_file_name, safe_name
from county.authority import Principal, Role, check_upload, may
from county.commands import ReportEvent
from county.duty_log import DUTY_LOG, DutyEntry, DutyEntryWritten, WriteDutyEntry
from county.records import Record
from county.refusals import Refused, text
from county.texts import check_texts
from services.store.upcast import RecordReader
from tests.plain_desk import PlainDesk, decision

NOW_MS = 1_795_320_000_000
PHOTO = Attachment(sha256="ab" * 32, name="现场 1.jpg", size=1_000, media_type="image/jpeg")
GOLDEN = Path(__file__).parents[1] / "golden" / "records"


class NoDeadlines:
    def __getattr__(self, name: str) -> Any:
        raise AssertionError("an entry has no deadline")


def decided(*attachments: Attachment, stored: frozenset[str] = frozenset({PHOTO.sha256})) -> DutyEntryWritten:
    command = WriteDutyEntry(entry_id="1", note="note", attachments=attachments)
    desk = PlainDesk(NoDeadlines(), stored=stored)  # type: ignore[arg-type]
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
def test_those_who_may_write_into_the_duty_log_may_upload_and_no_others(role: Role) -> None:
    principal = Principal(id="p", roles=frozenset({role}))
    if may(principal, WriteDutyEntry):
        check_upload(principal)
    else:
        with pytest.raises(Refused) as refused:
            check_upload(principal)
        assert refused.value.code == "not_authorised"


def test_bodies_without_the_field_name_no_files() -> None:
    report = ReportEvent(event_id="E1", subclass="s", title="t", source="hotline", x_m=0.0, y_m=0.0)
    assert files_of(report) == ()


def test_an_entry_of_schema_1_has_no_attachments() -> None:
    body = RecordReader().read((GOLDEN / "DutyEntryWritten-1.msgpack").read_bytes()).body
    assert isinstance(body, DutyEntryWritten)
    assert (body.note, body.attachments) == ("交班", ())
    assert "attachments" not in msgspec.msgpack.decode((GOLDEN / "DutyEntryWritten-1.msgpack").read_bytes())["body"]
