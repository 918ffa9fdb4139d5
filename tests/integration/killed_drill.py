"""A drill in a process of its own, which is killed again and again while it runs."""

from __future__ import annotations

import random
import time
from pathlib import Path

import psutil

from county.commands import CommandBody
from county.drill.run import ArmDrill, StartDrill
from county.drill.scenario_file import LoadScenario
from county.durations import HOUR_MS
from county.numbering import event_id_of, in_realm
from county.realm_clock import JumpClockAhead, SetClockRate
from county.records import EventReported, RecordWithheld
from services.protocol.control import ControlLink
from services.protocol.messages import Accepted
from tests.drill_scenario import TEXT
from tests.integration.backend_fixture import command, control_of, serving, until
from tests.tiny_county import write_tiny_county
from tests.unit.drill_day import BEGINS_MS

DRILL = "drill:20260715-001"
EVENT = in_realm(event_id_of(BEGINS_MS, DRILL, "I02", "1"), DRILL)
ALONE = TEXT.replace('members = ["u:wang"]', "").replace('to = ["duty"]\n', "").replace('"player"', '"control"')
"""Nobody plays: nobody must answer the roll call."""
LONGEST_S = 5.0
"""Between two kills; the scenario lasts some thirty seconds at the rate of the test."""


def order(link: ControlLink, body: CommandBody) -> None:
    [answer] = link.submit([command(body, realm=DRILL, at_ms=link.clock.now_ms())])
    assert isinstance(answer, Accepted), answer


def withheld(link: ControlLink) -> int:
    """How many facts there are about the injects: more than that nobody is told without a role."""
    records = [record for id in ("I01", "I02", "I03") for record in link.subject(f"inject/{id}")]
    assert all(isinstance(record.body, RecordWithheld) for record in records)
    return len(records)


def begin(link: ControlLink, scenario: Path) -> None:
    order(link, LoadScenario(drill=DRILL, attachments=(link.upload(scenario),)))
    until(lambda: len(link.subject(f"drill/{DRILL}")) >= 2, "the check")
    order(link, ArmDrill(drill=DRILL))
    order(link, StartDrill(drill=DRILL))


def kill_while_it_runs(tmp_path: Path, kills: int, longest_s: float = LONGEST_S) -> None:
    """Fails when an inject is lost or repeated, when the drill does not come back paused, or when its backend talks to
    anything but its own clients."""
    package, scenario, rng = tmp_path / "county", tmp_path / "night.toml", random.Random(7)
    write_tiny_county(package)
    scenario.write_text(ALONE, encoding="utf-8")
    for turn in range(kills + 1):
        with serving(tmp_path, package=package, realm=DRILL) as backend, control_of(backend, realm=DRILL) as link:
            if turn == 0:
                begin(link, scenario)
                sockets = psutil.Process(backend.process.pid).net_connections()
                assert {socket.laddr.ip for socket in sockets} == {"127.0.0.1"}
                assert sum(socket.status == psutil.CONN_LISTEN for socket in sockets) == 2, "commands and broadcasts"
            else:
                assert link.welcome.rate == 0.0, "it comes back paused"
            order(link, SetClockRate(rate=60.0))
            if turn < kills:
                time.sleep(rng.uniform(0.5, longest_s))
                backend.process.kill()
                backend.process.wait()
                continue
            order(link, JumpClockAhead(to_ms=link.clock.now_ms() + HOUR_MS))  # second by second, without waiting
            until(lambda link=link: withheld(link) == 3, "all injects")  # type: ignore[misc]
            reported = [record for record in link.subject(f"event/{EVENT}") if isinstance(record.body, EventReported)]
            assert len(reported) == 1
