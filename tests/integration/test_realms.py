"""A drill next to live in one data folder: no data of one reach the other."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from pyproj import Transformer

from county.authority import Role
from county.clock import PacedClock, SystemClock
from county.package.open import LONLAT_EPSG
from county.realm import Realm
from county.records import EventReported
from services.disk.data_folder import realm_folder, user_data
from services.keys.principals import ROLES_FILE
from services.keys.register import add
from services.keys.registration import Registration
from services.protocol.control import NoBackend
from services.protocol.messages import Accepted, Rejected
from services.transport.zeromq.client_link import ZeroMqClientLink
from tests.integration.backend_fixture import (
    At,
    Served,
    client_of,
    control_of,
    live,
    report,
    reports_until,
    run_main,
    serving,
    until,
)
from tests.integration.loop_fixture import Loop
from tests.square_county import EPSG, PLACE_M

DRILL = "drill:7"
LATER_MS = 1_900_000_000_000


class TwoRealms(NamedTuple):
    live: Served
    drill: Served


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoRealms]:
    folder = tmp_path_factory.mktemp("both")
    with serving(folder) as at_live, serving(folder, realm=DRILL) as at_drill:
        yield TwoRealms(at_live, at_drill)


def test_each_realm_has_its_own_journal_and_reports_its_address(both: TwoRealms) -> None:
    for backend, realm in ((both.live, "live"), (both.drill, DRILL)):
        folder = realm_folder(backend.data, Realm(realm))
        assert (folder / "journal.sqlite3").is_file()
        presence = json.loads((folder / "backend.json").read_text(encoding="utf-8"))
        assert presence["address"] == backend.address
        assert not presence["of_window"], "`main.py serve` on its own"
        verified = run_main("journal", "verify", "--data", backend.data, "--realm", realm)
        assert verified.returncode == 0, verified.stdout
        assert f"realm {realm}, epoch 0" in verified.stdout
    assert both.live.address != both.drill.address


def test_each_realm_reports_the_retention_of_every_stream_at_its_start(both: TwoRealms) -> None:
    for backend in both:
        logged = backend.log.read_text(encoding="utf-8")
        for stream, rule in (
            ("readings", "sensor and channel are stored, however old"),
            ("positions", "unit are stored, for 90 days"),
        ):
            assert f"{stream}: the newest 100,000 rows of each {rule}; none were deleted" in logged


def test_reports_in_a_drill_are_never_published_or_stored_on_live(both: TwoRealms) -> None:
    with (
        client_of(both.live) as on_live,
        client_of(both.drill, realm=DRILL) as on_drill,
        control_of(both.live) as to_live,
        control_of(both.drill, realm=DRILL) as to_drill,
    ):
        live(on_live), live(on_drill)
        assert isinstance(to_drill.submit([report("D1", realm=DRILL)])[0], Accepted)
        assert isinstance(to_live.submit([report("L1")])[0], Accepted)
        seen = {realm: reports_until(client, "the record") for realm, client in (("live", on_live), (DRILL, on_drill))}
        assert {realm: [r.body.event_id for r in records] for realm, records in seen.items()} == {
            "live": ["L1"], DRILL: ["演D1"],
        }  # fmt: skip
        assert all(record.realm == realm for realm, records in seen.items() for record in records)
        stray = to_live.submit([report("D2", realm=DRILL)])
        assert [answer.code for answer in stray if isinstance(answer, Rejected)] == ["realm_unknown"]


def test_a_window_and_a_sender_of_one_realm_are_refused_by_the_other(both: TwoRealms) -> None:
    for backend, runs, requested in ((both.live, "live", DRILL), (both.drill, DRILL, "live")):
        with pytest.raises(NoBackend, match=f"realm {runs} is running there, not {requested}; specify that realm"):
            control_of(backend, realm=requested)
        with client_of(backend, realm=requested) as client:
            until(lambda: client.health().state == "refused", "the refusal")
            assert client.health().detail == f"realm {runs} is running there, not {requested}; specify that realm"
            taken = client.take()
            assert (taken.snapshot, taken.records, taken.columns) == (None, [], {})


@pytest.mark.parametrize(
    ("at_live", "topic"), [(True, b"drill:7/"), (False, b"live/"), (True, b"drill:"), (False, b"l")]
)
def test_no_frame_of_a_realm_is_published_under_the_topic_of_another(
    both: TwoRealms, at_live: bool, topic: bytes
) -> None:
    backend, own = (both.live, b"live/") if at_live else (both.drill, b"drill:7/")
    realm = own.decode().removesuffix("/")
    with (
        closing(ZeroMqClientLink(backend.address, backend.keys)) as other,
        closing(ZeroMqClientLink(backend.address, backend.keys)) as rightful,
        control_of(backend, realm=realm) as link,
    ):
        received: dict[bytes, list[bytes]] = {topic: [], own: []}
        for listener, wanted in ((other, topic), (rightful, own)):
            listener.connect()
            listener.subscribe(link.welcome.endpoints["publish"], wanted)

        def ten_arrived() -> bool:
            for listener, wanted in ((other, topic), (rightful, own)):
                received[wanted] += listener.poll(10).published
            return len(received[own]) >= 10

        until(ten_arrived, "publications under its own topic")
    assert received[topic] == []
    assert all(frame.startswith(own) for frame in received[own])


def test_send_without_an_address_uses_a_drill_only_if_its_realm_is_named(both: TwoRealms, tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    lon, lat = Transformer.from_crs(EPSG, LONLAT_EPSG, always_xy=True).transform(*PLACE_M)
    row = {"title": "积水", "subclass": "exposed_garbage", "lon": lon, "lat": lat, "at": "2026-11-20T08:00"}
    file.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    realms = user_data() / "999901" / "realms"
    realms.mkdir(parents=True)
    (realms.parent / "keys").symlink_to(both.live.keys)
    (realms / "drill-7").symlink_to(realm_folder(both.drill.data, Realm(DRILL)))
    alone = run_main("send", file)
    assert alone.returncode == 1
    (line,) = alone.stderr.splitlines()
    assert "no backend of yours runs realm live here" in line

    (realms / "live").symlink_to(realm_folder(both.live.data, Realm("live")))
    with client_of(both.live) as on_live, client_of(both.drill, realm=DRILL) as on_drill:
        seq = live(on_drill).take().snapshot.seq  # type: ignore[union-attr]
        live(on_live)
        sent = run_main("send", file)
        assert sent.returncode == 0, sent.stdout + sent.stderr
        (record,) = reports_until(on_live, "the record on live")
        assert record.body.title == "积水"
        with control_of(both.drill, realm=DRILL) as link:
            assert link.welcome.head_seq == seq
        named = run_main("send", file, "--realm", DRILL)
        assert named.returncode == 0, named.stdout + named.stderr
        (record,) = reports_until(on_drill, "the record in the drill that was named")
        assert (record.realm, record.body.title) == (DRILL, "积水")
        # The backend may count a refused command of an earlier test meanwhile, in a record of its own.
        assert not [record for record in on_live.take().records if isinstance(record.body, EventReported)]


def test_one_key_may_have_other_roles_in_each_realm(both: TwoRealms, tmp_path: Path) -> None:
    add(both.live.keys, "seat-1", Registration(roles=(Role.OPERATOR,)), tmp_path / "seat-1")
    roles = realm_folder(both.drill.data, Realm(DRILL)) / ROLES_FILE
    at_live, at_drill = (At(backend.address, tmp_path / "seat-1") for backend in both)
    roles.write_text('seat-1 = ["wall"]\n', encoding="utf-8")
    with control_of(at_live) as to_live, control_of(at_drill, realm=DRILL) as to_drill:
        assert to_live.welcome.principal.roles == {Role.OPERATOR}
        assert to_drill.welcome.principal.roles == {Role.WALL}
        assert isinstance(to_live.submit([report("S1")])[0], Accepted)
        (answer,) = to_drill.submit([report("S1", realm=DRILL)])
        assert isinstance(answer, Rejected)
        assert (answer.code, answer.params["principal"]) == ("not_authorised", "seat-1")

        roles.write_text('seat-1 = ["director"]\n', encoding="utf-8")
        assert isinstance(to_drill.submit([report("S2", realm=DRILL)])[0], Accepted), "a change applies immediately"

    roles.write_text("seat-1 = []\n", encoding="utf-8")
    with pytest.raises(NoBackend, match="does not admit this key"):
        control_of(at_drill, realm=DRILL)
    with control_of(at_live) as to_live:
        assert to_live.welcome.principal.id == "seat-1"


def test_a_key_excluded_from_a_realm_loses_its_session_within_two_seconds(
    both: TwoRealms, tmp_path: Path
) -> None:
    add(both.live.keys, "seat-2", Registration(roles=(Role.OPERATOR,)), tmp_path / "seat-2")
    at_drill = At(both.drill.address, tmp_path / "seat-2")
    roles = realm_folder(both.drill.data, Realm(DRILL)) / ROLES_FILE
    with client_of(at_drill, realm=DRILL) as client, closing(ZeroMqClientLink(at_drill.address, at_drill.keys)) as ear:
        live(client)
        with control_of(at_drill, realm=DRILL) as link:
            ear.connect()
            ear.subscribe(link.welcome.endpoints["publish"], DRILL.encode())
            until(lambda: ear.poll(10).published, "a publication")
            roles.write_text("seat-2 = []\n", encoding="utf-8")
            shut_at = received_at = time.monotonic()
            while time.monotonic() < shut_at + 4:
                if ear.poll(50).published:
                    received_at = time.monotonic()
            assert received_at - shut_at <= 2
            assert not ear.send(DRILL.encode() + b"/control\0"), "its connection was closed"
            with pytest.raises(NoBackend, match="does not admit this key"):
                link.submit([report("S9", realm=DRILL)])
        assert client.health().state == "refused"
    roles.unlink()


def test_each_realm_runs_at_its_own_time(tmp_path: Path) -> None:
    clock = PacedClock(LATER_MS, rate=60.0)
    with (
        closing(Loop(tmp_path)) as one,
        closing(Loop(tmp_path, realm=DRILL, clock=clock)) as other,
        client_of(one) as on_live,
        client_of(other, realm=DRILL) as on_drill,
    ):
        live(on_live), live(on_drill)
        assert abs(on_live.clock.now_ms() - SystemClock().now_ms()) < 60_000
        assert on_drill.clock.now_ms() >= LATER_MS
        assert (on_live.health().rate, on_drill.health().rate) == (1.0, 60.0)
        at_ms = on_drill.clock.now_ms()
        until(lambda: on_drill.clock.now_ms() - at_ms >= 60_000, "a minute of the drill")
        on_drill.submit(report("D1", realm=DRILL, at_ms=LATER_MS))
        (record,) = reports_until(on_drill, "the record")
    assert record.recorded_ms >= LATER_MS
    assert abs(record.wall_ms - SystemClock().now_ms()) < 60_000
