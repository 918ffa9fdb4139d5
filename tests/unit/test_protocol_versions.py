"""Two versions: both sides report which one to update.  A journal that became shorter is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from county.package.open import CountyPackage
from services.protocol import messages as m
from services.protocol.codec import payload
from services.protocol.session import Phase
from services.protocol.unreadable import protocol_line
from tests.memory_realm import OWNER, MemoryRealm
from tests.square_county import write_square_county
from tests.unit.scripted_backend import Linked, linked
from tests.unit.session_fixture import SessionFixture, published, replayed, welcome


class TroubleV1(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="Trouble", kw_only=True):
    """As decoded by versions with protocol 1: strictly."""

    template: str
    params: dict[str, str] = {}


@pytest.fixture
def realm(tmp_path: Path) -> Iterator[MemoryRealm]:
    realm = MemoryRealm(CountyPackage(write_square_county(tmp_path / "county")))
    yield realm
    realm.network.connections.clear()


def answer_to(realm: MemoryRealm, hello: dict[str, Any]) -> bytes:
    """The backend's answer to the bytes of a Hello."""
    link = realm.network.client(OWNER.id)
    link.connect()
    assert link.send(b"live/control\0" + payload(hello))
    for _ in range(5):
        realm.turn()
        for frame in link.poll(0).answers:
            return frame.removeprefix(b"live/control\0")
    raise AssertionError("no answer")


@pytest.mark.parametrize(
    ("protocol", "side"),
    [(1, "desktop"), (m.PROTOCOL - 1, "desktop"), (m.PROTOCOL + 1, "backend"), (99, "backend")],
)
def test_a_client_of_another_protocol_receives_which_side_to_update_in_a_decodable_message(
    realm: MemoryRealm, protocol: int, side: str
) -> None:
    data = answer_to(realm, {"type": "Hello", "protocol": protocol, "realm": "live"})
    trouble = msgspec.msgpack.decode(data, type=TroubleV1)
    line = trouble.template.format_map(trouble.params)
    assert line.startswith(f"the backend speaks protocol {m.PROTOCOL}, this program {protocol}; update the {side}")


def test_a_program_of_the_same_protocol_is_welcome(realm: MemoryRealm) -> None:
    data = answer_to(realm, {"type": "Hello", "protocol": m.PROTOCOL, "realm": "live"})
    assert msgspec.msgpack.decode(data)["type"] == "Welcome"


def test_a_client_of_another_realm_is_notified_without_asking_for_an_update(realm: MemoryRealm) -> None:
    data = answer_to(realm, {"type": "Hello", "protocol": m.PROTOCOL, "realm": "drill:7"})
    trouble = msgspec.msgpack.decode(data, type=TroubleV1)
    assert "drill:7" in trouble.template.format_map(trouble.params)
    assert protocol_line(data) is None


OLD_TROUBLE = m.Trouble(
    template="protocol {ours} is spoken here, not {theirs}; update the older side",
    params={"ours": "1", "theirs": str(m.PROTOCOL)},
)
"""Answer of a backend with protocol 1."""
NEWER_TROUBLE = m.Trouble(template="whatever {ours}", params={"ours": str(m.PROTOCOL + 1), "theirs": "2"})


def refused(link: Linked) -> str:
    """The client's refusal reason."""
    link.open()
    link.until(lambda: link.health().state == "refused", "the refusal")
    return link.health().detail


@pytest.mark.parametrize(
    ("answer", "update"),
    [
        (OLD_TROUBLE, "update the backend"),
        (NEWER_TROUBLE, "update this program"),
        (welcome(protocol=m.PROTOCOL + 1), "update this program"),
    ],
)
def test_a_backend_of_another_protocol_is_refused_with_the_side_to_update(
    answer: m.ToClient, update: str
) -> None:
    with linked() as link:
        link.backend.welcome = answer
        line = refused(link)
        assert update in line
        assert f"this program {m.PROTOCOL}" in line
        assert link.backend.received(m.SnapshotRequest) == []


NEWER_WELCOME = msgspec.to_builtins(welcome(protocol=m.PROTOCOL + 1)) | {"tides": {"a": 1}}
OLD_WELCOME = {
    "type": "Welcome", "protocol": 1, "realm": "live", "instance": "a", "publish_port": 7, "county_name": "甲县",
    "county": "999901", "epsg": 4546, "head_seq": 0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "update"), [(NEWER_WELCOME, "update this program"), (OLD_WELCOME, "update the backend")]
)
def test_a_partly_undecodable_welcome_still_shows_which_side_to_update(
    fields: dict[str, Any], update: str
) -> None:
    with linked() as link:
        link.backend.welcome = fields  # type: ignore[assignment]
        assert update in refused(link)


def test_an_updated_backend_is_accepted_without_a_restart_of_the_window() -> None:
    with linked() as link:
        link.backend.welcome = NEWER_WELCOME  # type: ignore[assignment]
        refused(link)
        link.backend.restart("b")
        link.live()
        assert link.health().detail == ""


def test_a_live_window_whose_backend_is_replaced_by_another_protocol_is_refused() -> None:
    with linked() as link:
        link.live()
        link.backend.welcome = NEWER_WELCOME  # type: ignore[assignment]
        link.now.now += 1_001
        assert "update this program" in refused(link)
        link.backend.write(1)
        link.backend.turn()
        link.take()
        assert link.records == []


def test_an_undecodable_welcome_of_the_same_protocol_is_not_reported_as_no_reply() -> None:
    with linked() as link:
        link.backend.welcome = msgspec.to_builtins(welcome()) | {"tides": 1}  # type: ignore[assignment]
        link.open()
        link.until(lambda: "tides" in link.health().detail, "the reason")
        assert "same version" in link.health().detail


@pytest.mark.parametrize("value", ["", "live", str(m.PROTOCOL), "²", "-1", "1.5", "9" * 5_000, "0", " 1 "])
def test_a_trouble_with_any_params_names_a_side_only_for_another_protocol(value: str) -> None:
    line = protocol_line(payload(m.Trouble(template="{ours}", params={"ours": value})))
    assert (line is not None) == (value in {" 1 ", "2"})


NEITHER = (
    b"", b"\xc1", b"\x91" * 100_000, payload([1]), payload({"type": "Accepted"}), payload({"type": "Trouble"}),
    payload({"type": "Welcome", "protocol": "x"}), payload({"type": "Trouble", "params": {"ours": float("inf")}}),
    payload({"type": "Trouble", "params": {"ours": float("nan")}}),
)  # fmt: skip


@pytest.mark.parametrize("data", NEITHER)
def test_other_messages_than_welcome_and_trouble_name_no_side(data: bytes) -> None:
    assert protocol_line(data) is None


def seen(head: int, epoch: int = 0) -> SessionFixture:
    """A session that has delivered records up to ``head``."""
    wire = SessionFixture()
    wire.greet(head=0, epoch=epoch)
    wire.snapshot()
    wire.session.broadcasts([published(*range(1, head + 1))])
    wire.session.tick()
    return wire


def test_a_shorter_journal_of_the_same_epoch_is_refused_in_one_line() -> None:
    wire = seen(10)
    wire.greet("b", head=9)
    assert wire.session.phase is Phase.HELLO
    for named in ("record 9", "10", "restore"):
        assert named in wire.session.refusal
    assert "\n" not in wire.session.refusal
    assert wire.subscribed == ["one"]


def test_a_journal_as_long_as_before_is_accepted_with_a_new_snapshot() -> None:
    wire = seen(10)
    wire.greet("b", head=10)
    wire.snapshot(10)
    assert (wire.session.refusal, wire.session.phase) == ("", Phase.LIVE)
    assert wire.sent.count(m.SnapshotRequest()) == 2


def test_a_shorter_journal_of_a_higher_epoch_is_accepted_with_a_new_snapshot() -> None:
    wire = seen(10)
    wire.greet("b", head=4, epoch=1)
    wire.snapshot(4)
    assert (wire.session.refusal, wire.session.phase) == ("", Phase.LIVE)
    assert wire.inbox.take(0)[0].snapshot is not None
    wire.session.broadcasts([published(5)])
    assert wire.taken() == [5]
    wire.greet("c", head=4, epoch=1)
    assert "restore" in wire.session.refusal, "records of the new epoch count"


def test_an_older_epoch_is_refused_however_long_its_journal_is() -> None:
    wire = seen(10, epoch=2)
    wire.greet("b", head=50, epoch=1)
    assert wire.session.phase is Phase.HELLO
    assert wire.session.refusal != ""


def test_an_instance_with_a_shorter_journal_stays_refused_after_it_has_grown() -> None:
    wire = seen(10)
    wire.greet("b", head=9)
    wire.greet("b", head=25)
    assert "record 9" in wire.session.refusal
    wire.greet("c", head=25)
    assert wire.session.refusal == ""


def test_records_from_a_snapshot_or_a_replay_count_as_seen() -> None:
    wire = SessionFixture()
    wire.live(seq=7)
    wire.greet("b", head=6)
    assert "record 6" in wire.session.refusal
    other = SessionFixture()
    other.live(seq=2)
    other.beat(head=4)
    other.session.control(replayed(3, 4))
    other.greet("b", head=3)
    assert "record 3" in other.session.refusal


def test_a_window_shows_a_restored_backend_once_its_epoch_was_raised() -> None:
    with linked() as link:
        link.live()
        link.backend.write(1, 2, 3)
        link.until(lambda: link.records == [1, 2, 3], "the records")
        del link.backend.records[1:]
        link.backend.restart("b")
        link.now.now += 1_001
        assert "restore" in refused(link)
        link.backend.restart("c", epoch=1)
        link.live()
        assert link.snapshots[-1].seq == 1
