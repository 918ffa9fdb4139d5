"""The backend's loop: no request holds up the others, and no request ends it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from county.catalog import load
from county.clock import SystemClock, monotonic_ms
from county.commands import Command, ReportEvent
from county.deadlines import TimeLimits
from county.package.open import CountyPackage
from county.sensing import ChannelTable
from services.backend import Backend
from services.desk import Desk
from services.group import Clerk
from services.intake.base import Due
from services.log import QuietLog
from services.protocol import messages as m
from services.protocol.codec import PART_BYTES, payload, record_of
from services.store.journal import Journal
from services.transport.zeromq.server import Request, Server
from services.watch import Watch
from tests.square_county import PLACE_M, write_square_county

PEER = b"peer"


class Post:
    """Stands where the sockets are: what is put in comes in, what is sent is kept."""

    publish_port = 1

    def __init__(self) -> None:
        self.waiting: list[Request] = []
        self.sent: list[m.ToClient | dict[str, object]] = []
        self.waited_ms: list[int] = []
        self.beats = 0
        self.last_beat: m.Heartbeat | None = None

    def receive(self, *, timeout_ms: int, limit: int) -> list[Request]:
        self.waited_ms.append(timeout_ms)
        taken, self.waiting = self.waiting[:limit], self.waiting[limit:]
        return taken

    def send(self, peer: bytes, message: m.ToClient | dict[str, object]) -> bool:
        self.sent.append(message)
        return True

    def publish_records(self, records: Iterable[bytes]) -> None: ...

    def publish_readings(self, batch: m.ReadingBatch) -> None: ...

    def publish_heartbeat(self, beat: m.Heartbeat) -> None:
        self.beats += 1
        self.last_beat = beat


class Player:
    """An intake that notes whom it gave way to."""

    def __init__(self) -> None:
        self.gave_way: list[str] = []

    def due(self, now_ms: int) -> Due:
        return Due()

    def give_way(self, sensor_ids: Iterable[str]) -> None:
        self.gave_way += sensor_ids


class Room:
    def __init__(self, folder: Path) -> None:
        county, catalog, log = CountyPackage(write_square_county(folder / "county", sensors=3)), load(), QuietLog()
        channels = ChannelTable.of(county.sensors, catalog.sensor_kinds)
        self.journal = Journal(folder / "journal", county="999901", realm="live", channels=channels)
        self.desk = Desk(county, catalog, TimeLimits(catalog), "live")
        watch = Watch(channels, catalog, county.sensors)
        watch.restore(self.desk.alarms)
        self.post, self.player = Post(), Player()
        server: Server = self.post  # type: ignore[assignment]
        self.backend = Backend(
            manifest=county.manifest, realm="live", channels=channels, desk=self.desk, watch=watch,
            clerk=Clerk(desk=self.desk, watch=watch, journal=self.journal, channels=channels, realm="live", log=log),
            journal=self.journal, server=server, intakes=[self.player], clock=SystemClock(), log=log,
        )  # fmt: skip

    def turn(self, *messages: m.ToBackend) -> list[m.ToClient | dict[str, object]]:
        """One turn with these requests; returns what was sent in it."""
        before = len(self.post.sent)
        self.post.waiting += [Request(PEER, message) for message in messages]
        self.backend.turn()
        return self.post.sent[before:]


def report(number: int, note: str = "") -> m.Submit:
    body = ReportEvent(
        event_id=f"E{number}", subclass="exposed_garbage", title="垃圾", source="hotline", note=note,
        x_m=PLACE_M[0], y_m=PLACE_M[1],
    )  # fmt: skip
    now_ms = SystemClock().now_ms()
    return m.Submit(command=Command(id=f"c{number}", realm="live", actor="a", happened_ms=now_ms, body=body))


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    room = Room(tmp_path)
    yield room
    room.journal.close()


def test_a_long_state_is_sent_over_several_turns_in_which_others_are_served(room: Room) -> None:
    for first in range(0, 400, 50):
        room.turn(*[report(first + i, note="长" * 700) for i in range(50)])
    assert len(payload(list(room.desk.events.values()))) > 2 * PART_BYTES
    room.turn(m.SnapshotRequest())
    sizes = []
    parts = [room.post.sent[-1]]
    while not (isinstance(parts[-1], dict) and parts[-1].get("last")):
        first, *rest = room.turn(m.Hello(protocol=m.PROTOCOL, realm="live"))
        assert isinstance(first, m.Welcome), "a greeting is answered between two parts"
        assert room.post.waited_ms[-1] == 0
        parts += rest
        sizes.append(len(rest))
    assert set(sizes) == {1}
    assert len(parts) > 4
    room.turn()
    room.turn()
    assert room.post.waited_ms[-1] > 0, "nothing is left to send: the loop rests"


def test_a_state_is_that_of_the_moment_at_which_it_was_asked_for(room: Room) -> None:
    room.turn(report(1))
    room.turn(m.SnapshotRequest())
    room.turn(report(2))
    for _ in range(5):
        room.turn()
    parts = [part for part in room.post.sent if isinstance(part, dict)]
    assert {part["seq"] for part in parts} == {1}
    events = [event for part in parts for event in part.get("events", [])]  # type: ignore[attr-defined]
    assert len(events) == 1


@pytest.mark.parametrize(
    ("first", "last", "seqs"),
    [(2, 3, [2, 3]), (-5, 1, [1]), (1, 2**64 - 1, [1, 2, 3]), (2**64 - 1, 2**64 - 1, []), (3, 1, []), (4, 9, [])],
)
def test_a_replay_holds_what_there_is_of_the_range_however_odd_it_is(
    room: Room, first: int, last: int, seqs: list[int]
) -> None:
    room.turn(report(1), report(2), report(3))
    sent = room.turn(m.ReplayRequest(first_seq=first, last_seq=last))
    records = [record for part in sent if isinstance(part, dict) for record in part["records"]]  # type: ignore[attr-defined]
    assert [record_of(bytes(record)).seq for record in records] == seqs


def test_a_question_that_cannot_be_answered_is_told_and_the_next_one_is_served(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError("disk I/O error")

    monkeypatch.setattr(room.journal.readings, "between", broken)
    asked = m.HistoryRequest(request="r", sensor_id="bin-0", channel="fill", from_ms=0, to_ms=9)
    trouble, welcome = room.turn(asked, m.Hello(protocol=m.PROTOCOL, realm="live"))
    assert isinstance(trouble, m.Trouble)
    assert "disk I/O error" in trouble.line
    assert isinstance(welcome, m.Welcome)


def test_the_history_of_a_channel_that_is_not_here_is_empty(room: Room) -> None:
    asked = m.HistoryRequest(request="r", sensor_id="nobody", channel="fill", from_ms=0, to_ms=9)
    assert room.turn(asked) == [m.HistoryReply(request="r", at_ms=b"", value=b"", quality=b"")]


@pytest.mark.parametrize(("value", "gave_way"), [(1.0, ["bin-0"]), (float("nan"), [])])
def test_made_up_readings_give_way_only_to_those_that_were_accepted(
    room: Room, value: float, gave_way: list[str]
) -> None:
    brought = m.SubmitReadings(
        id="r", realm="live", sensor_ids=["bin-0"], channels=["fill"], at_ms=[1], values=[value], qualities=[0]
    )
    room.turn(brought)
    assert room.player.gave_way == gave_way


def test_the_heartbeat_says_how_many_channels_a_file_feeds(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    now_ms = SystemClock().now_ms()
    room.turn(
        m.SubmitReadings(
            id="r", realm="live", sensor_ids=["bin-0", "bin-1", "bin-2"], channels=["fill"] * 3,
            at_ms=[now_ms, now_ms, now_ms - 61_000], values=[50.0] * 3, qualities=[3, 0, 3],
        )
    )  # fmt: skip
    later = monotonic_ms() + 200
    monkeypatch.setattr("services.backend.monotonic_ms", lambda: later)
    room.turn()
    assert room.post.last_beat is not None
    assert room.post.last_beat.played_channels == 1


def test_the_welcome_names_the_county_by_the_identity_of_its_package(room: Room) -> None:
    (welcome,) = room.turn(m.Hello(protocol=m.PROTOCOL, realm="live"))
    assert isinstance(welcome, m.Welcome)
    assert (welcome.county_name, welcome.county, welcome.epsg) == ("方县", "999901", 4546)


def test_many_readings_are_taken_over_several_turns_in_order_and_the_rest_is_not_waited_for(room: Room) -> None:
    now_ms = SystemClock().now_ms()
    many = [
        m.SubmitReadings(
            id=f"r{number}", realm="live", sensor_ids=["bin-0"] * 1_000, channels=["fill"] * 1_000,
            at_ms=[now_ms - 100_000 + 1_000 * number + i for i in range(1_000)], values=[50.0] * 1_000,
            qualities=[0] * 1_000,
        )
        for number in range(10)
    ]  # fmt: skip
    answered = [room.turn(*many), room.turn(report(1)), room.turn(), room.turn()]
    assert [len(answers) for answers in answered] == [4, 4, 2, 1]
    ids = [answer.command_id for answers in answered for answer in answers if isinstance(answer, m.Accepted)]
    assert ids == [*(f"r{number}" for number in range(10)), "c1"]
