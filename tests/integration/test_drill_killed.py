"""A drill whose backend is killed again and again loses no inject and repeats none, and always comes back paused."""

from __future__ import annotations

import random
import time
from pathlib import Path

import psutil
import pytest

from county.commands import CommandBody
from county.drill.run import ArmDrill, StartDrill
from county.drill.scenario_file import LoadScenario
from county.realm_clock import SetClockRate
from county.records import EventReported
from services.protocol.control import ControlLink
from services.protocol.messages import Accepted
from tests.drill_scenario import TEXT
from tests.integration.backend_fixture import command, control_of, serving, until
from tests.tiny_county import write_tiny_county

DRILL = "drill:20260715-001"
KILLS = 4


def order(link: ControlLink, body: CommandBody, for_: str = "") -> None:
    from msgspec.structs import replace

    [answer] = link.submit([replace(command(body, realm=DRILL, at_ms=link.clock.now_ms()), for_=for_)])
    assert isinstance(answer, Accepted), answer


def subject_bodies(link: ControlLink, subject: str) -> list[object]:
    return [record.body for record in link.subject(subject)]


@pytest.mark.timeout(240)
def test_kills_at_any_moment_lose_nothing_and_repeat_nothing(tmp_path: Path) -> None:
    package = tmp_path / "county"
    write_tiny_county(package)
    text = tmp_path / "night.toml"
    text.write_text(TEXT.replace('members = ["u:wang"]', "").replace('side = "player"', 'side = "control"').replace(
        'to = ["duty"]\n', ""), encoding="utf-8")  # fmt: skip
    rng = random.Random(7)
    begun = False
    for turn in range(KILLS + 1):
        with serving(tmp_path, package=package, realm=DRILL) as backend, control_of(backend, realm=DRILL) as link:
            if not begun:
                file = link.upload(text)
                order(link, LoadScenario(drill=DRILL, attachments=(file,)))
                until(lambda link=link: len(link.subject(f"drill/{DRILL}")) >= 2, "the check")  # type: ignore[misc]
                order(link, ArmDrill(drill=DRILL))
                order(link, StartDrill(drill=DRILL))
                begun = True
                sockets = {(c.laddr.ip, bool(c.raddr)) for c in psutil.Process(backend.process.pid).net_connections()}
                assert {ip for ip, _ in sockets} <= {"127.0.0.1"}, "nothing but its own port on this machine"
            else:
                assert link.welcome.rate == 0.0, "it comes back paused"
            order(link, SetClockRate(rate=60.0))
            if turn < KILLS:
                time.sleep(rng.uniform(0.5, 6.0))
                backend.process.kill()
                backend.process.wait()
                continue
            until(lambda link=link: _events(link), "the report")  # type: ignore[misc]
            time.sleep(16)
            delivered = [kind for id in ("I01", "I02", "I03") for kind in subject_kinds(link, id)]
            assert delivered.count("RecordWithheld") >= 3
            [event] = _events(link)
            assert sum(isinstance(body, EventReported) for body in subject_bodies(link, f"event/{event}")) == 1


def _events(link: ControlLink) -> list[str]:
    """Numbers of the event of I02, as everybody can know it."""
    from county.numbering import event_id_of, in_realm
    from tests.unit.drill_day import BEGINS_MS

    number = in_realm(event_id_of(BEGINS_MS, DRILL, "I02", "1"), DRILL)
    return [number] if link.subject(f"event/{number}") else []


def subject_kinds(link: ControlLink, inject: str) -> list[str]:
    return [type(body).__name__ for body in subject_bodies(link, f"inject/{inject}")]
