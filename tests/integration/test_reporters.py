"""Reporters are known to the desk only: no other client receives a name or a phone, and they can be erased."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import msgspec
import pytest

from county.authority import Role
from county.events.event import Event
from county.realm import LIVE, Realm
from services.disk.data_folder import keys_folder, realm_folder
from services.keys.register import add
from services.keys.registration import Registration
from services.protocol.client import Client
from services.protocol.messages import (
    Accepted,
    ContactReply,
    ContactRequest,
    HistoryRequest,
    ReplayRequest,
    SnapshotRequest,
    SubjectRequest,
)
from services.store.contacts import FILE, SqliteContacts
from services.store.erasure import NotErased, erase
from services.store.keyfiles import CONTACTS_KEY, ensure_key
from services.store.tokens import token_of
from tests.integration.backend_fixture import (
    At,
    client_of,
    control_of,
    file,
    live,
    report,
    run_main,
    serving,
    until,
)
from tests.integration.eavesdropper import Eavesdropper
from tests.integration.loop_fixture import Loop

NAME, PHONE = "赵敏", "13800138000"


@pytest.fixture
def loop(tmp_path: Path) -> Iterator[Loop]:
    with closing(Loop(tmp_path)) as loop:
        yield loop


def key(loop: Loop, tmp_path: Path, role: Role) -> At:
    add(loop.keys, f"key-{role}", Registration(roles=(role,)), tmp_path / role)
    return At(loop.address, tmp_path / role)


def contact(client: Client, token: str) -> ContactReply:
    request = client.contact(token)
    answers: list[object] = []
    until(lambda: answers.extend(client.take().answers) or answers, "the contact")
    [reply] = answers
    assert isinstance(reply, ContactReply)
    assert reply.request == request
    return reply


def files_with(folder: Path, text: str) -> set[str]:
    """Names of the files under ``folder`` that hold ``text``."""
    return {path.name for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()}


def reporters(encoded: Sequence[bytes]) -> set[str]:
    """Tokens of the reporters of encoded events."""
    return {msgspec.msgpack.decode(data, type=Event).reporter for data in encoded}


def test_a_reporter_is_in_no_frame_of_another_client(loop: Loop, tmp_path: Path) -> None:
    wall = key(loop, tmp_path, Role.WALL)
    with ExitStack() as stack:
        link = stack.enter_context(control_of(loop))
        listener = stack.enter_context(closing(Eavesdropper(wall, link.welcome.endpoints["publish"])))
        until(lambda: listener.has("live/heartbeat"), "a publication")
        given = report("E1", reporter=f"{NAME} {PHONE}")
        first, second = link.submit([given, file("E1")])
        assert isinstance(first, Accepted)
        assert isinstance(second, Accepted)
        until(lambda: listener.has("EventFiled"), "the records")
        with client_of(loop) as client:
            snapshot = live(client).take().snapshot
            assert snapshot is not None
            (token,) = reporters(snapshot.states["event"].encoded)
        listener.request(
            SnapshotRequest(),
            ReplayRequest(first_seq=1, last_seq=second.last_seq),
            SubjectRequest(request="subject", subject="event/E1"),
            ContactRequest(request="contact", token=token),
            HistoryRequest(request="history", stream="readings", key=["bin-0", "fill"], from_ms=0, to_ms=2**61),
        )
        for answer in ("StatesPart", "ReplayPart", "SubjectReply", "ContactReply", "HistoryReply"):
            until(lambda: listener.has(answer), answer)  # noqa: B023
        assert listener.has(token), "the reporter's token is there"
        assert not listener.has(NAME)
        assert not listener.has(PHONE)
        (contact_frame,) = [frame for frame in listener.frames if b"ContactReply" in frame]
        assert b"not_authorised" in contact_frame


def test_a_reporter_is_disclosed_to_the_desk_stored_separately_and_erased(loop: Loop, tmp_path: Path) -> None:
    operator, wall = (key(loop, tmp_path, role) for role in (Role.OPERATOR, Role.WALL))
    folder = tmp_path / "data" / "realms" / "live"
    with control_of(loop) as link:
        link.submit([report("E1", reporter=f"{NAME} {PHONE}"), report("E2", reporter=f"  {NAME} {PHONE} ")])
    with client_of(operator) as at_desk, client_of(wall) as on_wall:
        snapshot = live(at_desk).take().snapshot
        assert snapshot is not None
        (token,) = reporters(snapshot.states["event"].encoded)
        assert contact(at_desk, token).text == f"{NAME} {PHONE}"
        live(on_wall).take()
        refused = contact(on_wall, token)
        assert (refused.text, refused.refused) == ("", "not_authorised")
        assert contact(at_desk, "r-00000000000000000000").text == ""
        assert files_with(folder, PHONE) == {"contacts.sqlite3"}

        assert loop.store.contacts.erase(token)
        assert contact(at_desk, token).text == ""
        assert files_with(folder, PHONE) == set()
        assert files_with(folder, NAME) == set()
    loop.close()
    with closing(Loop(tmp_path)) as again, client_of(again) as later:
        live(later)
        assert contact(later, token).text == ""


def test_a_reporter_is_erased_from_the_command_line_with_and_without_a_running_backend(tmp_path: Path) -> None:
    with serving(tmp_path) as backend, control_of(backend) as link:
        link.submit([report("E1", reporter=f"{NAME} {PHONE}"), report("E2", reporter="王磊 13900139000")])
        with client_of(backend) as client:
            snapshot = live(client).take().snapshot
            assert snapshot is not None
            texts = {token: contact(client, token).text for token in reporters(snapshot.states["event"].encoded)}
            (token,) = (token for token, text in texts.items() if text == f"{NAME} {PHONE}")
            done = run_main("contacts", "--data", backend.data, "erase", f" {NAME} {PHONE}")
            assert (done.returncode, done.stderr) == (0, "")
            assert f"{token} was erased" in done.stdout
            assert contact(client, token).text == ""
            assert files_with(backend.data, PHONE) == set()
            link.submit([report("E3", reporter=f"{NAME} {PHONE}")])
            assert contact(client, token).text == f"{NAME} {PHONE}", "a new report stores the contact again"
    assert run_main("contacts", "--data", backend.data, "erase", token).returncode == 0
    again = run_main("contacts", "--data", backend.data, "erase", token)
    assert again.returncode == 1
    assert "no contact was erased" in again.stdout
    assert files_with(backend.data, "13900139000") == {FILE}, "other contacts remain"


@pytest.fixture
def known(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Contacts of the live realm in ``tmp_path``, by token."""
    secret = ensure_key(keys_folder(tmp_path) / CONTACTS_KEY)
    texts = {token_of(text, secret): text for text in (f"{NAME} {PHONE}", f"{PHONE} 赵", "王磊 13900139000")}
    with closing(SqliteContacts(realm_folder(tmp_path, LIVE))) as contacts:
        contacts.put_all({token: text.encode() for token, text in texts.items()})
        yield texts
        assert {token for token in texts if contacts.find(token)} == texts.keys()


def test_a_part_of_the_text_erases_no_contact_and_matching_tokens_are_listed(
    tmp_path: Path, known: dict[str, str]
) -> None:
    lines: list[str] = []
    assert erase(tmp_path, LIVE, PHONE, print_line=lines.append) == 1
    assert lines[0].startswith("no contact was erased")
    assert {line.split()[0] for line in lines[1:]} == {token for token, text in known.items() if PHONE in text}
    assert not any(NAME in line for line in lines)


def test_an_erasure_names_the_older_copies_that_it_does_not_reach(tmp_path: Path, known: dict[str, str]) -> None:
    copies = [realm_folder(tmp_path, LIVE).with_name("live.before-restore"), tmp_path / "journal-format-1"]
    for folder in copies:
        folder.mkdir()
    lines: list[str] = []
    erase(tmp_path, LIVE, "r-00000000000000000000", print_line=lines.append)
    assert all(any(line.startswith(f"{folder} is an older copy") for line in lines) for folder in copies)


def test_without_contacts_or_the_key_of_their_tokens_the_remedy_is_reported(
    tmp_path: Path, known: dict[str, str]
) -> None:
    with pytest.raises(NotErased, match="there are no contacts here"):
        erase(tmp_path, Realm("drill:7"), PHONE, print_line=print)
    assert not realm_folder(tmp_path, Realm("drill:7")).exists()
    (keys_folder(tmp_path) / CONTACTS_KEY).unlink()
    with pytest.raises(NotErased, match="restore it from a backup"):
        erase(tmp_path, LIVE, PHONE, print_line=print)
    assert not (keys_folder(tmp_path) / CONTACTS_KEY).exists()
    assert erase(tmp_path, LIVE, "r-00000000000000000000", print_line=print) == 1, "a token needs no key"
