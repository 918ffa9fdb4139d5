"""Keys of operators and machines: issued in a folder, limited by their role, revoked and rotated while in use."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest
from pyproj import Transformer

from county.authority import Role
from county.package.open import LONLAT_EPSG
from county.records import EventReported, Record
from services.keys.register import add, revoke
from services.keys.registration import Registration
from services.protocol.client import Client
from services.protocol.control import NoBackend
from services.protocol.messages import Accepted, Rejected
from services.transport.zeromq.client_link import ZeroMqClientLink
from tests.integration.backend_fixture import (
    At,
    Served,
    client_of,
    control_of,
    live,
    records_until,
    report,
    reports_until,
    run_main,
    serving,
    until,
)
from tests.square_county import EPSG, PLACE_M

CUT_S = 2.0
"""Time within which a revoked key loses its session."""


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("keys")) as served:
        yield served


def keys(backend: Served, *arguments: object) -> str:
    """``main.py keys`` on the backend's data folder, which must succeed; returns its output."""
    done = run_main("keys", "--data", backend.data, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def handed_over(backend: Served, tmp_path: Path, name: str, role: Role) -> At:
    """The folder of a new key, copied to the client's machine."""
    add(backend.keys, name, Registration(roles=(role,)), tmp_path / "out")
    return At(backend.address, Path(shutil.move(tmp_path / "out", tmp_path / "elsewhere")))


def events_file(folder: Path, title: str) -> Path:
    lon, lat = Transformer.from_crs(EPSG, LONLAT_EPSG, always_xy=True).transform(*PLACE_M)
    row = {"title": title, "subclass": "exposed_garbage", "lon": lon, "lat": lat, "at": "2026-11-20T08:00"}
    file = folder / "events.jsonl"
    file.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    return file


def reply_of(client: Client) -> Accepted | Rejected:
    replies: list[Accepted | Rejected] = []

    def arrived() -> bool:
        replies.extend(client.take().replies)
        return bool(replies)

    until(arrived, "the reply")
    return replies[0]


def test_a_copied_key_folder_works_for_a_window_and_for_send(backend: Served, tmp_path: Path) -> None:
    keys(backend, "add", "seat-1", "--role", "operator", "--out", tmp_path / "out")
    seat = At(backend.address, Path(shutil.move(tmp_path / "out", tmp_path / "elsewhere")))
    names = {path.name for path in seat.keys.iterdir()}
    assert names == {"server.key", "client.key", "client.key_secret"}, "and nothing of the backend's own secrets"
    with client_of(seat) as client:
        principal = live(client).health().principal
        assert principal is not None
        assert (principal.id, set(principal.roles)) == ("seat-1", {"operator"})
        client.take()
        sent = run_main("send", events_file(tmp_path, "积水"), "--connect", seat.address, "--keys", seat.keys)
        assert sent.returncode == 0, sent.stdout + sent.stderr
        (record,) = reports_until(client, "the record")
    assert (record.by, record.body.title) == ("seat-1", "积水")
    assert "seat-1: operator" in keys(backend, "list").splitlines()


def test_a_wall_receives_everything_and_can_report_nothing(backend: Served, tmp_path: Path) -> None:
    wall = handed_over(backend, tmp_path, "wall-1", Role.WALL)
    with client_of(wall) as client, control_of(backend) as owner:
        live(client).take()
        client.submit(report("W1"))
        refused = reply_of(client)
        assert isinstance(refused, Rejected)
        assert (refused.code, refused.params["principal"]) == ("not_authorised", "wall-1")
        sent = run_main("send", events_file(tmp_path, "塌方"), "--connect", wall.address, "--keys", wall.keys)
        assert sent.returncode == 1
        assert "wall-1" in sent.stdout
        owner.submit([report("W2")])
        (record,) = reports_until(client, "the record")
        assert record.body.event_id == "W2"


def test_a_revoked_key_loses_its_session_and_all_other_clients_reconnect_without_loss(
    backend: Served, tmp_path: Path
) -> None:
    seat = handed_over(backend, tmp_path, "seat-2", Role.OPERATOR)
    stop, accepted = Event(), list[int]()

    def submit_reports() -> None:
        with control_of(backend) as link:
            while not stop.is_set():
                for answer in link.submit([report(f"R{len(accepted)}-{i}") for i in range(5)]):
                    assert isinstance(answer, Accepted), answer
                    accepted.append(answer.last_seq)

    submitting = Thread(target=submit_reports)
    shown: list[Record] = []
    with client_of(backend) as other, closing(ZeroMqClientLink(seat.address, seat.keys)) as cut:
        snapshot = live(other).take().snapshot
        assert snapshot is not None
        with control_of(seat) as link:
            endpoint = link.welcome.endpoints["publish"]
            cut.connect()
            cut.subscribe(endpoint, b"live/")
            until(lambda: cut.poll(10).published, "a publication")
            submitting.start()
            revoke(backend.keys, "seat-2")
            revoked_at = received_at = time.monotonic()
            while time.monotonic() < revoked_at + 2 * CUT_S:
                if cut.poll(50).published:
                    received_at = time.monotonic()
            assert received_at - revoked_at <= CUT_S
            assert not cut.send(b"live/control\0"), "its connection was closed"
            with pytest.raises(NoBackend, match="does not admit this key"):
                link.submit([report("R-late")])
        done = len(accepted)
        until(lambda: len(accepted) > done, "an acknowledgement after the cut")
        stop.set()
        submitting.join()
        shown += records_until(other, lambda records: bool(records) and records[-1].seq >= accepted[-1], "the rest")
        assert live(other).health().state == "live"
    assert [record.seq for record in shown] == list(range(snapshot.seq + 1, shown[-1].seq + 1)), "nothing is lost"
    reported = {record.body.event_id for record in shown if isinstance(record.body, EventReported)}
    assert "R-late" not in reported


def test_rotated_keys_of_the_backend_disconnect_all_clients_until_they_have_its_new_public_key(
    backend: Served, tmp_path: Path
) -> None:
    seat = handed_over(backend, tmp_path, "seat-3", Role.OPERATOR)
    with client_of(backend) as owner, client_of(seat) as client:
        live(owner), live(client)
        assert f"seat-3: copy {backend.keys / 'server.key'} into its folder of keys" in keys(backend, "rotate")
        until(lambda: client.health().state == "stale", "the cut")
        live(owner)
        assert client.health().state == "stale", "its folder does not contain the new public key yet"
        shutil.copy(backend.keys / "server.key", seat.keys / "server.key")
        live(client)
        client.submit(report("N1"))
        assert isinstance(reply_of(client), Accepted)
