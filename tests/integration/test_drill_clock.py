"""A drill's director sets its rate and jumps ahead over real connections; a kill takes back neither time nor alarms."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from county.alarms import AlarmState
from county.commands import CommandBody
from county.durations import HOUR_MS
from county.realm_clock import JumpClockAhead, SetClockRate
from county.records import AlarmRaised
from county.sensing import Reading
from services.pace import AHEAD_MS
from services.protocol.codec import broadcast_decoder, topic
from services.protocol.control import ControlLink
from services.protocol.messages import Accepted, Heartbeat, Rejected
from services.transport.zeromq.client_link import ZeroMqClientLink
from tests.integration.backend_fixture import (
    At,
    Served,
    client_of,
    command,
    control_of,
    live,
    records_until,
    run_main,
    serving,
    until,
)

DRILL = "drill:7"
BINS = 20
SILENT_MS = 600_000
"""After this time without a reading a bin counts as silent."""


class Heartbeats:
    """Every heartbeat of a backend, as it was received."""

    def __init__(self, link: ZeroMqClientLink) -> None:
        self._link = link
        self._decode = broadcast_decoder(DRILL)
        self.received: list[Heartbeat] = []

    @property
    def newest(self) -> Heartbeat:
        self.listen()
        return self.received[-1]

    def listen(self) -> None:
        found: list[Any] = [self._decode(frame) for frame in self._link.poll(20).published]
        self.received += [message for message in found if isinstance(message, Heartbeat)]

    def until(self, at_ms: int) -> None:
        """Listen until the drill's time is ``at_ms``."""
        until(lambda: self.listen() or (self.received and self.received[-1].at_ms >= at_ms), f"the time {at_ms}")


@contextmanager
def listening(at: At, link: ControlLink) -> Iterator[Heartbeats]:
    """The heartbeats of the backend that ``link`` is connected to."""
    with closing(ZeroMqClientLink(at.address, at.keys)) as ear:
        ear.connect()
        ear.subscribe(link.welcome.endpoints["publish"], topic(DRILL, "heartbeat"))
        heartbeats = Heartbeats(ear)
        until(lambda: heartbeats.listen() or heartbeats.received, "a heartbeat")
        yield heartbeats


def order(link: ControlLink, body: CommandBody, at_ms: int) -> None:
    (answer,) = link.submit([command(body, realm=DRILL, at_ms=at_ms)])
    assert isinstance(answer, Accepted), answer


def kill(backend: Served) -> None:
    backend.process.kill()
    backend.process.wait()


@pytest.mark.timeout(180)
def test_time_rate_and_alarms_of_a_drill_outlive_a_kill(tmp_path: Path) -> None:
    sent_ms: list[int] = []

    def director(backend: Served) -> At:
        keys = tmp_path / "director"
        if not keys.exists():
            added = run_main("keys", "--data", backend.data, "add", "director", "--role", "director", "--out", keys)
            assert added.returncode == 0, added.stderr
        return At(backend.address, keys)

    with serving(tmp_path, realm=DRILL) as backend:
        at = director(backend)
        with control_of(at, realm=DRILL) as link, listening(at, link) as beats, client_of(at, realm=DRILL) as client:
            assert link.welcome.rate == 1.0
            live(client)
            heard_ms = link.welcome.at_ms
            with control_of(backend, realm=DRILL) as owner:  # what never sent anything is not silent in a drill
                owner.submit_readings([Reading(f"bin-{n}", "fill", heard_ms, 10.0) for n in range(BINS)])
            order(link, SetClockRate(rate=60.0), beats.newest.at_ms)
            begun_ms = beats.newest.at_ms
            until(lambda: beats.newest.at_ms >= begun_ms + 60_000, "a minute of the drill")
            assert beats.newest.rate == 60.0
            to_ms = beats.newest.at_ms + HOUR_MS
            order(link, JumpClockAhead(to_ms=to_ms), beats.newest.at_ms)
            beats.until(to_ms)
            records = records_until(
                client, lambda found: sum(isinstance(r.body, AlarmRaised) for r in found) >= BINS, "silence of all bins"
            )
            raised = [record for record in records if isinstance(record.body, AlarmRaised)]
            assert {record.body.rule for record in raised} == {"bin_silent"}
            assert len({record.happened_ms for record in raised}) == 1, "at the first step after the limit"
            (silent_ms,) = {record.happened_ms for record in raised}
            assert heard_ms + SILENT_MS <= silent_ms <= heard_ms + SILENT_MS + 2_000
            assert {record.recorded_ms for record in raised} == {silent_ms}, "during the jump, not at its end"
            beats.listen()
            kill(backend)
            until(lambda: not beats.listen(), "the last heartbeats")
            sent_ms += [beat.at_ms for beat in beats.received]

    with serving(tmp_path, realm=DRILL) as backend:
        at = director(backend)
        with control_of(at, realm=DRILL) as link, listening(at, link) as beats, client_of(at, realm=DRILL) as client:
            assert sent_ms[-1] <= link.welcome.at_ms <= sent_ms[-1] + 60 * (AHEAD_MS + 2_000)
            assert link.welcome.rate == 60.0
            live(client)
            snapshot = client.take().snapshot
            assert snapshot is not None
            alarms = snapshot.states["alarm"]
            assert len(alarms) == BINS
            assert set(alarms.columns["state"].tolist()) == {list(AlarmState).index(AlarmState.UNACKNOWLEDGED)}
            to_ms = beats.newest.at_ms + HOUR_MS
            order(link, JumpClockAhead(to_ms=to_ms), beats.newest.at_ms)
            beats.until(to_ms)
            order(link, SetClockRate(rate=0.0), beats.newest.at_ms)
            until(lambda: beats.newest.rate == 0.0, "the pause")
            assert not any(isinstance(record.body, AlarmRaised) for record in client.take().records), "none twice"
            paused_ms = beats.newest.at_ms
            until(lambda: len(beats.received) and beats.newest.at_ms == paused_ms and backend_wrote(backend, paused_ms),
                  "the time of the pause on the disk")  # fmt: skip
            kill(backend)
            sent_ms += [link.welcome.at_ms, *(beat.at_ms for beat in beats.received)]

    with serving(tmp_path, realm=DRILL) as backend, control_of(director(backend), realm=DRILL) as link:
        assert (link.welcome.at_ms, link.welcome.rate) == (paused_ms, 0.0), "still paused, at the same moment"
    assert all(before <= after for before, after in pairwise(sent_ms))


def backend_wrote(backend: Served, at_ms: int) -> bool:
    """Whether nothing later than ``at_ms`` is reserved."""
    content = (backend.data / "realms" / "drill-7" / "clock.json").read_text(encoding="utf-8")
    return str(at_ms) in content


def test_the_clock_of_the_live_realm_and_a_key_without_the_role_are_refused(tmp_path: Path) -> None:
    with serving(tmp_path) as backend, control_of(backend) as link:
        for body in (SetClockRate(rate=60.0), JumpClockAhead(to_ms=link.welcome.at_ms + HOUR_MS)):
            (answer,) = link.submit([command(body)])
            assert isinstance(answer, Rejected)
            assert answer.code == "clock_not_of_drill"
        keys = tmp_path / "seat"
        added = run_main("keys", "--data", backend.data, "add", "seat", "--role", "operator", "--out", keys)
        assert added.returncode == 0, added.stderr
        with control_of(At(backend.address, keys)) as other:
            (answer,) = other.submit([command(SetClockRate(rate=60.0))])
            assert isinstance(answer, Rejected)
            assert answer.code == "not_authorised"
