"""A desktop and a backend of different versions report which side to update and which record is unreadable."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from services.protocol.codec import payload, topic
from services.protocol.control import NoBackend
from services.protocol.messages import PROTOCOL
from services.transport.zeromq.backend_link import ZeroMqBackendLink
from services.transport.zeromq.client_link import ZeroMqClientLink
from tests.integration.backend_fixture import client_of, control_of, file, live, report, until
from tests.integration.loop_fixture import Loop
from tests.integration.socket_server import SocketServer

CONTROL = topic("live", "control")
FIRST_WELCOME = {
    "type": "Welcome", "protocol": 1, "realm": "live", "instance": "i", "publish_port": 5571, "county_name": "方县",
    "county": "999901", "epsg": 4546, "head_seq": 7,
}  # fmt: skip
"""The welcome of a backend of the first version."""
FIRST_TROUBLE = {
    "type": "Trouble", "template": "protocol {ours} is spoken here, not {theirs}; update the older side",
    "params": {"ours": "1", "theirs": str(PROTOCOL)},
}  # fmt: skip
NEWER_WELCOME = {"type": "Welcome", "protocol": PROTOCOL + 1, "realm": {"of": "another shape"}, "planet": "Mars"}


@pytest.fixture
def host(tmp_path: Path) -> Iterator[SocketServer]:
    host = SocketServer(tmp_path / "keys")
    yield host
    host.close()


@pytest.mark.parametrize(
    ("welcome", "line"),
    [
        (FIRST_WELCOME, f"the backend uses protocol 1, this program {PROTOCOL}; update the backend"),
        (FIRST_TROUBLE, f"the backend uses protocol 1, this program {PROTOCOL}; update the backend"),
        (
            NEWER_WELCOME,
            f"the backend uses protocol {PROTOCOL + 1}, this program {PROTOCOL}; update this program",
        ),
    ],
    ids=["older backend", "older backend that refuses", "newer backend"],
)
def test_window_and_sender_report_the_side_to_update(host: SocketServer, welcome: dict[str, object], line: str) -> None:
    host.welcome = welcome
    with client_of(host) as client:
        until(lambda: client.health().state == "refused", "the refusal")
        assert client.health().detail == line
    with pytest.raises(NoBackend) as raised:
        control_of(host)
    assert str(raised.value).endswith(line)


@pytest.mark.parametrize(
    ("protocol", "way_out"), [(1, "update the desktop program"), (PROTOCOL + 1, "update the backend")]
)
def test_a_backend_reports_which_side_to_update_to_a_program_of_another_version(
    tmp_path: Path, protocol: int, way_out: str
) -> None:
    answers: list[bytes] = []
    with closing(Loop(tmp_path)) as backend, closing(ZeroMqClientLink(backend.address, backend.keys)) as link:
        link.connect()
        hello = CONTROL + payload({"type": "Hello", "protocol": protocol, "realm": "live"})
        until(lambda: link.poll(10).answers or link.send(hello), "the connection")
        until(lambda: answers.extend(link.poll(10).answers) or answers, "the answer")
    trouble = msgspec.msgpack.decode(answers[0].removeprefix(CONTROL))
    assert trouble["type"] == "Trouble"
    line = trouble["template"].format(**trouble["params"])
    assert line == f"the backend speaks protocol {PROTOCOL}, this program {protocol}; {way_out}"


class NewerLink(ZeroMqBackendLink):
    """A record of a newer backend, with an unknown tag."""

    def publish(self, frame: bytes) -> None:
        super().publish(frame.replace(b"EventFiled", b"EventFlown"))

    def answer(self, peer: bytes, frame: bytes) -> bool:
        return super().answer(peer, frame.replace(b"EventFiled", b"EventFlown"))


def test_a_record_of_a_newer_backend_is_named_and_the_window_is_stale(tmp_path: Path) -> None:
    shown: list[int] = []
    with (
        closing(Loop(tmp_path, link=NewerLink)) as backend,
        client_of(backend) as client,
        control_of(backend) as link,
    ):
        snapshot = live(client).take().snapshot
        assert snapshot is not None
        link.submit([report("E1"), file("E1"), report("E2")])
        until(lambda: client.health().state == "stale", "a stale window")
        shown += [record.seq for record in client.take().records]
        detail = client.health().detail
    assert shown == [snapshot.seq + 1], "the records before it are shown, none after it"
    assert f"record {snapshot.seq + 2} (EventFlown) cannot be read here" in detail
    assert "update this program" in detail
