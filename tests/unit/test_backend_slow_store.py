"""A slow or failing store: heartbeats continue, and no client sees changes that are not durable."""

from __future__ import annotations

from itertools import pairwise

import pytest

from county.alarms import AlarmState
from county.clock import PacedClock
from services.loop.beat import HEARTBEAT_MS
from services.protocol import messages as m
from services.protocol.codec import client_decoder
from services.store.ports import StoreFailed
from tests.memory_realm import ManualMonotonic
from tests.unit.live_realm import NOW_MS, LiveRealm, readings, report, states


class SlowStoreRealm(LiveRealm):
    """A store whose next commit takes ``slow_ms`` and may then fail."""

    def __init__(self) -> None:
        monotonic = ManualMonotonic(cost_ms=0.5)
        super().__init__(clock=PacedClock(NOW_MS, monotonic=monotonic), monotonic=monotonic)

    def slowly(self, slow_ms: int, *messages: m.ToBackend, failure: StoreFailed | None = None) -> list[object]:
        """An iteration whose commit takes this long; halfway the client requests a snapshot."""
        log, until_ms = self.realm.log, self.monotonic.now_ms + slow_ms
        log.slow = True
        requested = []

        def on_read(now_ms: int) -> None:
            if not requested and now_ms >= until_ms - slow_ms // 2:
                requested.append(now_ms)
                self.client.send(m.SnapshotRequest(), m.Hello(protocol=m.PROTOCOL, realm="live"))
            if now_ms >= until_ms:
                log.slow, log.failure = False, failure

        self.monotonic.on_read = on_read
        answers = self.turn(*messages)
        self.monotonic.on_read = lambda now_ms: None
        assert requested
        log.failure = None
        return answers


def gaps(live: LiveRealm) -> list[int]:
    times = [at_ms for at_ms, _ in live.realm.beats()]
    return [b - a for a, b in pairwise(times)]


@pytest.mark.parametrize("failure", [None, StoreFailed("journal_failed", "disk I/O error")])
def test_while_a_commit_is_in_flight_heartbeats_are_sent_with_the_durable_head(
    failure: StoreFailed | None,
) -> None:
    live = SlowStoreRealm()
    head, before = live.realm.log.head.seq, len(live.realm.beats())
    live.slowly(5_000, report(1), failure=failure)
    meanwhile = live.realm.beats()[before:]
    assert len(meanwhile) >= 5_000 // HEARTBEAT_MS - 1
    assert {beat.head_seq for _, beat in meanwhile[:-1]} == {head}
    assert max(gaps(live)) <= HEARTBEAT_MS + 5
    assert [beat.at_ms for _, beat in meanwhile] == sorted({beat.at_ms for _, beat in meanwhile}), "time advances"


def test_everything_is_acknowledged_and_published_once_and_only_after_it_is_durable() -> None:
    live = SlowStoreRealm()
    sent, head = len(live.realm.link.sent), live.realm.log.head.seq
    durable_ms = live.monotonic.now_ms + 2_000
    answers = live.slowly(2_000, report(1), report(2)) + live.settle()
    early = [frame for at_ms, _, frame in live.realm.link.sent[sent:] if at_ms < durable_ms]
    assert early
    [welcome] = [client_decoder("live")(frame) for frame in early if not frame.startswith(b"live/heartbeat\0")]
    assert isinstance(welcome, m.Welcome), "a Hello is answered at once, as proof that requests arrive"
    assert welcome.head_seq == head
    assert [answer.command_id for answer in answers if isinstance(answer, m.Accepted)] == ["c1", "c2"]
    published = [sent.frame for sent in live.realm.link.sent if sent.frame.startswith(b"live/record\0")]
    assert len(published) == 1
    assert len(states(answers)) == 2, "the snapshot requested meanwhile is the one after the commit"


def test_a_failed_commit_rolls_back_desk_and_watch_and_answers_with_its_code() -> None:
    live = SlowStoreRealm()
    live.turn(report(1))
    failure = StoreFailed("disk_full", "no space")
    answers = live.slowly(1_000, report(2), readings("r", 95.0, at_ms=NOW_MS - 5_000), failure=failure)
    answers += live.settle()
    refused = [answer for answer in answers if isinstance(answer, m.Rejected)]
    assert [(answer.command_id, answer.code) for answer in refused] == [("c2", "disk_full"), ("r", "disk_full")]
    assert not [answer for answer in answers if isinstance(answer, m.Accepted)]
    assert set(live.realm.desk.events) == {"E1"}
    assert not live.realm.desk.alarms
    assert len(states(answers)) == 1
    assert [type(x) for x in live.turn(readings("r", 95.0, at_ms=NOW_MS - 5_000))] == [m.Accepted]
    assert [alarm.state for alarm in live.realm.desk.alarms.values()] == [AlarmState.UNACKNOWLEDGED]
    assert len(live.realm.history.newest("readings")) == 1


def test_a_retry_of_an_accepted_command_stays_accepted_when_its_commit_fails() -> None:
    live = SlowStoreRealm()
    [first] = live.turn(report(1))
    answers = live.slowly(500, report(2), report(1), failure=StoreFailed("disk_full", "no space"))
    again = [answer for answer in answers if getattr(answer, "command_id", "") == "c1"]
    assert again == [first]
