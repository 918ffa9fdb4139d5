"""The journal: what is acknowledged stays, what was changed is found, what does not fit leaves no trace."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest

from county import commands as c
from county.catalog import load
from county.commands import Command
from county.deadlines import TimeLimits
from county.package.open import CountyPackage
from county.sensing import ChannelTable, Quality, Readings
from services.desk import Desk
from services.group import Clerk
from services.log import QuietLog
from services.protocol.messages import Accepted, Rejected, SubmitReadings
from services.store import readings as store
from services.store import snapshot
from services.store.chain import GENESIS, BrokenChain, link, verify
from services.store.journal import FILE, BadJournal, Journal, JournalFailed, Outcome
from services.watch import Watch
from tests.square_county import PLACE_M, write_square_county

CHANNELS = ChannelTable([("a", "x"), ("b", "x")])
NOW_MS = 1_790_000_000_000


def opened(folder: Path, channels: ChannelTable = CHANNELS, county: str = "999901") -> Journal:
    return Journal(folder, county=county, realm="live", channels=channels)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = opened(tmp_path)
    yield journal
    journal.close()


def readings(*rows: tuple[int, int, float]) -> Readings:
    channel, at_ms, value = zip(*rows, strict=True)
    return Readings(
        np.array(channel, np.uint32), np.array(at_ms, np.int64), np.array(value, float), np.zeros(len(rows), np.uint8)
    )


def fill(journal: Journal) -> None:
    """Let the database grow no further, as on a full disk."""
    (pages,) = journal._db.execute("PRAGMA page_count").fetchone()
    journal._db.execute(f"PRAGMA max_page_count = {pages}")


def make_room(journal: Journal) -> None:
    journal._db.execute("PRAGMA max_page_count = 1000000")


def test_records_are_there_again_after_reopening(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    journal.commit([b"one", b"two"], [Outcome("c", b"h", 1, 2)], readings((0, 5, 1.5)))
    journal.close()
    again = opened(tmp_path)
    assert list(again.records(1, 9)) == [b"one", b"two"]
    assert again.head_seq == 2
    assert again.head_hash == link(link(GENESIS, b"one"), b"two")
    assert again.outcome("c") == Outcome("c", b"h", 1, 2)
    assert again.readings.latest().value.tolist() == [1.5]
    again.close()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE records SET data = x'00' WHERE seq = 2", "record 2 was changed"),
        ("UPDATE records SET hash = x'00' WHERE seq = 2", "record 2 was changed"),
        ("DELETE FROM records WHERE seq = 2", "record 2 is missing"),
        ("DELETE FROM records WHERE seq = 1", "record 1 is missing"),
    ],
)
def test_a_record_that_was_changed_or_taken_out_is_named_at_the_start(tmp_path: Path, damage: str, said: str) -> None:
    journal = opened(tmp_path)
    journal.commit([b"one", b"two", b"three"], [])
    journal.close()
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute(damage)
    db.close()
    with pytest.raises(BadJournal, match=said):
        opened(tmp_path)


def test_a_record_whose_hash_was_made_to_fit_breaks_the_next_one() -> None:
    first, forged = link(GENESIS, b"one"), link(link(GENESIS, b"one"), b"forged")
    third = link(link(first, b"two"), b"three")
    with pytest.raises(BrokenChain, match="record 3"):
        verify([(1, b"one", first), (2, b"forged", forged), (3, b"three", third)])


@pytest.mark.parametrize("content", [b"this is no database at all, whatever it is", b"SQLite format 3\0" + bytes(200)])
def test_a_torn_database_is_refused_in_one_line_that_says_the_way_out(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(BadJournal) as refused:
        opened(tmp_path)
    assert str(tmp_path / FILE) in str(refused.value)
    assert "move the folder away" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_journal_that_another_backend_has_open_is_refused(journal: Journal, tmp_path: Path) -> None:
    with pytest.raises(BadJournal, match="another backend"):
        opened(tmp_path)


def test_the_journal_of_another_county_is_refused(tmp_path: Path) -> None:
    opened(tmp_path).close()
    with pytest.raises(BadJournal, match="belongs to county 999901, not to 433123"):
        opened(tmp_path, county="433123")


def test_a_group_that_does_not_fit_leaves_no_trace_and_the_next_one_follows_the_chain(journal: Journal) -> None:
    journal.commit([b"one"], [])
    fill(journal)
    with pytest.raises(JournalFailed) as failure:
        journal.commit([bytes(100_000)], [Outcome("c", b"h", 2, 2)], readings((0, 5, 1.5)))
    assert failure.value.code == "disk_full"
    make_room(journal)
    journal.commit([b"two"], [])
    assert journal.verify() == (2, link(link(GENESIS, b"one"), b"two"))
    assert journal.outcome("c") is None
    assert len(journal.readings.latest()) == 0


def test_past_readings_stay_with_their_sensor_when_channels_are_numbered_anew(tmp_path: Path) -> None:
    journal = opened(tmp_path)
    journal.commit([], [], readings((0, 5, 1.0), (1, 5, 2.0)))
    journal.close()
    again = opened(tmp_path, ChannelTable([("new", "x"), ("b", "x"), ("a", "x")]))
    latest = again.readings.latest()
    assert dict(zip(latest.channel.tolist(), latest.value.tolist(), strict=True)) == {1: 2.0, 2: 1.0}
    again.close()


def test_the_newest_past_readings_are_kept_when_there_are_too_many(journal: Journal) -> None:
    journal.commit([], [], readings(*[(0, at, float(at)) for at in range(10)]))
    assert journal.readings.between(0, 2, 8, 3).at_ms.tolist() == [6, 7, 8]


def test_a_snapshot_that_fits_the_chain_is_used_and_any_other_is_not(journal: Journal, tmp_path: Path) -> None:
    journal.commit([b"one"], [])
    state = snapshot.StateSnapshot(seq=1, hash=journal.head_hash, events=[], alarms=[])
    snapshot.save(tmp_path, state)
    assert snapshot.load(tmp_path, journal) == state
    snapshot.save(tmp_path, snapshot.StateSnapshot(seq=1, hash=b"another", events=[], alarms=[]))
    assert snapshot.load(tmp_path, journal).seq == 0
    snapshot.save(tmp_path, state)
    damaged = (tmp_path / snapshot.FILE).read_bytes()[:-1] + b"\xff"
    (tmp_path / snapshot.FILE).write_bytes(damaged)
    assert snapshot.load(tmp_path, journal).seq == 0


def test_a_channel_keeps_its_newest_readings_and_others_keep_theirs(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "KEPT", 30)
    monkeypatch.setattr(store, "SWEEP", 1)
    journal.commit([], [], readings((1, 0, 0.0)))
    for first in range(0, 100, 10):
        journal.commit([], [], readings(*[(0, at, float(at)) for at in range(first, first + 10)]))
    assert journal.readings.between(0, 0, 1_000, 1_000).at_ms.tolist() == list(range(70, 100))
    assert journal.readings.between(1, 0, 1_000, 1_000).at_ms.tolist() == [0]


def test_a_channel_stays_bounded_though_only_some_readings_sweep_it(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "KEPT", 50)
    monkeypatch.setattr(store, "SWEEP", 40)
    monkeypatch.setattr(store, "random", random.Random(1))
    for at in range(1_000):
        journal.commit([], [], readings((0, at, 0.0)))
    assert 50 <= len(journal.readings.between(0, 0, 2_000, 2_000)) < 500


def test_outcomes_with_records_stay_and_of_the_others_only_the_newest(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.store.journal.DELIVERIES_KEPT", 3)
    journal.commit([b"one"], [Outcome("command", b"h", 1, 1)])
    for number in range(5):
        journal.commit([], [Outcome(f"readings {number}", b"h", 0, -1)])
    assert journal.outcome("command") == Outcome("command", b"h", 1, 1)
    assert journal.outcome("readings 1") is None
    assert journal.outcome("readings 2") == Outcome("readings 2", b"h", 0, -1)


class Office:
    """Desk, watch, journal and clerk of a square county."""

    def __init__(self, folder: Path) -> None:
        county, catalog = CountyPackage(write_square_county(folder / "county", sensors=3)), load()
        channels = ChannelTable.of(county.sensors, catalog.sensor_kinds)
        self.journal = opened(folder / "journal", channels)
        self.desk = Desk(county, catalog, TimeLimits(catalog), "live")
        watch = Watch(channels, catalog, county.sensors)
        watch.restore(self.desk.alarms)
        self.clerk = Clerk(
            desk=self.desk, watch=watch, journal=self.journal, channels=channels, realm="live", log=QuietLog()
        )

    def ask(self, *requests: Command | SubmitReadings) -> list[Accepted | Rejected]:
        return self.clerk.take(requests, [], [], NOW_MS).answers


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    yield office
    office.journal.close()


def report(number: int, title: str = "暴露垃圾") -> Command:
    body = c.ReportEvent(
        event_id=f"E{number}", subclass="exposed_garbage", title=title, source="hotline", x_m=PLACE_M[0], y_m=PLACE_M[1]
    )
    return Command(id=f"c{number}", realm="live", actor="a", happened_ms=NOW_MS, body=body)


def test_a_repeated_command_gets_its_first_answer_within_a_group_and_after_it(office: Office) -> None:
    first = Accepted(command_id="c1", first_seq=1, last_seq=1)
    assert office.ask(report(1), report(1)) == [first, first]
    assert office.ask(report(1)) == [first]
    assert office.journal.head_seq == 1


def test_an_id_that_comes_again_with_something_else_is_refused(office: Office) -> None:
    office.ask(report(1))
    assert office.ask(report(1, title="另一件事")) == [
        Rejected(command_id="c1", code="id_reused", params={"command": "c1"})
    ]


def test_a_refused_command_leaves_no_trace_so_a_retry_is_judged_anew(office: Office) -> None:
    close = Command(id="f", realm="live", actor="a", happened_ms=NOW_MS, body=c.FileEvent(event_id="E1"))
    (refused,) = office.ask(close)
    assert isinstance(refused, Rejected)
    office.ask(report(1))
    assert office.ask(close) == [Accepted(command_id="f", first_seq=2, last_seq=2)]


def test_a_full_disk_takes_the_whole_group_back_except_what_was_stored_before(office: Office) -> None:
    office.ask(report(1))
    fill(office.journal)
    answers = office.ask(report(1), *[report(n, title="x" * 50) for n in range(2, 200)])
    assert isinstance(answers[0], Accepted), "it was durable long before"
    assert {answer.code for answer in answers[1:] if isinstance(answer, Rejected)} == {"disk_full"}
    assert len(answers[1:]) == 198
    assert list(office.desk.events) == ["E1"]
    assert office.clerk.refusing == "disk_full"
    office.clerk.retry()
    assert office.clerk.refusing == "disk_full"
    assert "full" in office.clerk.refusing_reason
    make_room(office.journal)
    office.clerk.retry()
    assert (office.clerk.refusing, office.clerk.refusing_reason) == ("", "")
    assert office.ask(report(2)) == [Accepted(command_id="c2", first_seq=2, last_seq=2)]


def test_readings_that_found_no_room_are_counted_and_raise_no_alarm(office: Office) -> None:
    fill(office.journal)
    many = SubmitReadings(
        id="r", realm="live", sensor_ids=["bin-0"] * 500, channels=["fill"] * 500,
        at_ms=[NOW_MS - 500 + i for i in range(500)], values=[99.0] * 500, qualities=[0] * 500,
    )  # fmt: skip
    (answer,) = office.ask(many)
    assert isinstance(answer, Rejected)
    assert answer.code == "disk_full"
    assert office.clerk.refused_readings == 500
    assert office.desk.alarms == {}
    make_room(office.journal)
    assert office.ask(many) == [Accepted(command_id="r", first_seq=0, last_seq=-1)]
    assert len(office.desk.alarms) == 1, "sent again, the same readings raise it"
    assert len(office.journal.readings.between(0, 0, 2**62, 1_000)) == 500


@pytest.mark.parametrize("value", [101.0, -0.1, 1e300])
def test_a_reading_that_cannot_be_is_stored_and_published_as_bad_and_raises_nothing(
    office: Office, value: float
) -> None:
    message = SubmitReadings(
        id="r", realm="live", sensor_ids=["bin-0"] * 2, channels=["fill"] * 2, at_ms=[NOW_MS - 1, NOW_MS],
        values=[50.0, value], qualities=[0, 0],
    )  # fmt: skip
    result = office.clerk.take([message], [], [], NOW_MS)
    assert isinstance(result.answers[0], Accepted)
    assert result.readings is not None
    assert result.readings.quality.tolist() == [Quality.GOOD, Quality.BAD]
    assert office.journal.readings.latest().quality.tolist() == [Quality.BAD]
    assert not result.records


@pytest.mark.parametrize(
    ("at_ms", "value"),
    [(NOW_MS, float("nan")), (NOW_MS, float("inf")), (NOW_MS + 400_000, 50.0), (2**62, 50.0), (-1, 50.0)],
)
def test_what_is_no_number_or_lies_in_the_future_is_refused(office: Office, at_ms: int, value: float) -> None:
    (answer,) = office.ask(
        SubmitReadings(
            id="r", realm="live", sensor_ids=["bin-0"], channels=["fill"], at_ms=[at_ms], values=[value], qualities=[0]
        )
    )
    assert isinstance(answer, Rejected)
    assert (answer.code, answer.params["sensor"]) == ("reading_invalid", "bin-0")
    assert len(office.journal.readings.latest()) == 0


def test_more_readings_than_a_message_may_hold_are_refused(office: Office) -> None:
    (answer,) = office.ask(
        SubmitReadings(
            id="r", realm="live", sensor_ids=["bin-0"] * 1_001, channels=["fill"] * 1_001,
            at_ms=[NOW_MS - i for i in range(1_001)], values=[50.0] * 1_001, qualities=[0] * 1_001,
        )
    )  # fmt: skip
    assert isinstance(answer, Rejected)
    assert answer.code == "reading_invalid"
    assert "1000" in answer.params["reason"]
    assert len(office.journal.readings.latest()) == 0


@pytest.mark.parametrize(
    ("envelope", "body", "limit"),
    [
        ({}, c.AcknowledgeAlarm(alarm_id="A", note="x" * 4_001), 4_000),
        ({}, c.FollowUpEvent(event_id="E1", satisfied=True, note="x" * 4_001), 4_000),
        ({}, c.AcknowledgeAlarm(alarm_id="x" * 201), 200),
        ({}, c.DispatchEvent(event_id="E1", unit="x" * 201), 200),
        ({}, c.DispatchEvent(event_id="E1", unit="u", reason="x" * 4_001), 4_000),
        ({"actor": "x" * 201}, c.FileEvent(event_id="E1"), 200),
        ({"id": "x" * 201}, c.FileEvent(event_id="E1"), 200),
    ],
)
def test_no_field_of_a_command_is_longer_than_anyone_has_to_say(
    office: Office, envelope: dict[str, str], body: c.Body, limit: int
) -> None:
    said = {"id": "f", "actor": "a"} | envelope
    (answer,) = office.ask(Command(**said, realm="live", happened_ms=NOW_MS, body=body))
    assert isinstance(answer, Rejected)
    assert (answer.code, answer.params) == ("text_too_long", {"limit": str(limit)})


def test_a_reporter_with_too_long_a_name_is_refused(office: Office) -> None:
    named = msgspec.structs.replace(report(1).body, reporter="x" * 201)
    (answer,) = office.ask(msgspec.structs.replace(report(1), body=named))
    assert isinstance(answer, Rejected)
    assert answer.code == "text_too_long"


def test_a_command_of_its_own_that_comes_again_changes_nothing_though_it_would_be_possible_again(
    office: Office,
) -> None:
    def of(actor: str, command_id: str, body: c.Body) -> Command:
        return Command(id=command_id, realm="live", actor=actor, happened_ms=NOW_MS, body=body)

    send = of("watch", "d", c.DispatchEvent(event_id="E1", unit="city_management"))
    office.ask(report(1), of("a", "f", c.FileEvent(event_id="E1")))
    assert len(office.clerk.take([], [send, send], [], NOW_MS).records) == 1
    office.ask(of("a", "t", c.ReturnTask(event_id="E1", note="n")))
    before = office.journal.head_seq
    assert office.clerk.take([], [send], [], NOW_MS).records == []
    assert (office.journal.head_seq, office.clerk.refusing) == (before, "")


def test_an_event_leaves_the_desk_two_weeks_after_its_end_and_its_number_stays_taken(office: Office) -> None:
    reject = Command(
        id="x", realm="live", actor="a", happened_ms=NOW_MS, body=c.RejectEvent(event_id="E1", note="不属实")
    )
    office.ask(report(1), report(2), reject)
    two_weeks_ms = 14 * 86_400_000
    office.clerk.put_away(NOW_MS + two_weeks_ms)
    assert list(office.desk.events) == ["E1", "E2"]
    office.clerk.put_away(NOW_MS + two_weeks_ms + 60_000)
    assert list(office.desk.events) == ["E2"]
    assert office.journal.head_seq == 3, "its records stay"
    for again in (report(1), reject):
        (answer,) = office.ask(msgspec.structs.replace(again, id="new"))
        assert answer == Rejected(command_id="new", code="event_past", params={"event": "E1", "days": "14"})
    assert isinstance(office.ask(report(1))[0], Accepted), "a retry gets its first answer"


def test_events_stay_on_the_desk_while_it_cannot_be_stored_that_they_left(office: Office) -> None:
    reject = Command(id="x", realm="live", actor="a", happened_ms=NOW_MS, body=c.RejectEvent(event_id="E1", note="x"))
    office.ask(report(1), reject)
    office.journal._db.execute("PRAGMA query_only = ON")
    office.clerk.put_away(NOW_MS + 15 * 86_400_000)
    assert list(office.desk.events) == ["E1"]
    office.journal._db.execute("PRAGMA query_only = OFF")
    office.clerk.put_away(NOW_MS + 16 * 86_400_000)
    assert not office.desk.events


def test_every_commit_waits_for_the_disk(journal: Journal) -> None:
    assert journal._db.execute("PRAGMA synchronous").fetchone() == (2,)
    assert journal._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_an_alarm_and_the_event_it_opens_are_stored_with_the_reading_that_caused_them(office: Office) -> None:
    full = SubmitReadings(
        id="r", realm="live", sensor_ids=["bin-0"], channels=["fill"], at_ms=[NOW_MS], values=[95.0], qualities=[0]
    )
    result = office.clerk.take([full], [], [], NOW_MS)
    assert len(result.records) == office.journal.head_seq == 4
    (event,) = office.desk.events.values()
    assert event.sensor_id == "bin-0"


def test_a_command_that_the_desk_fails_on_is_refused_and_the_desk_goes_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> list[object]:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(office.desk, "decide", broken)
        (answer,) = office.ask(report(1))
    assert isinstance(answer, Rejected)
    assert answer.code == "command_failed"
    assert isinstance(office.ask(report(1))[0], Accepted)


def test_readings_that_the_watch_fails_on_are_stored_and_the_desk_goes_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> list[Command]:
        raise ZeroDivisionError

    full = SubmitReadings(
        id="r", realm="live", sensor_ids=["bin-0"], channels=["fill"], at_ms=[NOW_MS], values=[95.0], qualities=[0]
    )
    monkeypatch.setattr(office.clerk._watch, "judge", broken)
    assert office.ask(full) == [Accepted(command_id="r", first_seq=0, last_seq=-1)]
    assert office.journal.readings.latest().value.tolist() == [95.0]
