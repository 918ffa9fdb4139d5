"""``main.py drill run`` with real processes: each run in a realm of its own, of which the live realm is told."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from county.commands import CommandBody
from county.drill.run import ArmDrill, DrillAnnounced, DrillEnded, EndDrill, JumpDrill, ScenarioAccepted, StartDrill
from county.drill.score import Score
from county.durations import MINUTE_MS
from county.realm import LIVE, Realm
from county.records import Record
from services.disk.data_folder import data_folder, keys_folder, realm_folder
from services.drill.drill_link import link_to
from services.drill.run_process import DrillProcess
from services.drill.start import LEAD_MS, NOT_ANNOUNCED, opened_drill
from services.protocol.control import ControlLink
from services.protocol.messages import Accepted, ScoreReply
from services.store.private import private_folder
from services.supervision.presence import running_in
from tests.integration.backend_fixture import At, client_of, command, serving, until
from tests.integration.killed_drill import ALONE, withheld
from tests.tiny_county import write_tiny_county
from tests.unit.drill_day import BEGINS_MS

WINDOW_S = 150.0
"""The window without a display shows the drill for twenty seconds once it has its data, and ends."""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    write_tiny_county(tmp_path / "county")
    return tmp_path / "county"


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    (tmp_path / "night.toml").write_text(ALONE, encoding="utf-8")
    return tmp_path / "night.toml"


@pytest.fixture
def live(package: Path, tmp_path: Path) -> Iterator[None]:
    """The live realm runs in the user's data folder."""
    data = data_folder(package)
    private_folder(data)
    with serving(tmp_path, package=package, data=data):
        yield


@contextmanager
def link_in(package: Path, realm: Realm) -> Iterator[ControlLink]:
    """To the running backend of a realm in the user's data folder."""
    data = data_folder(package)
    running = running_in(realm_folder(data, realm))
    assert running is not None
    with link_to(running.address, keys_folder(data), realm) as link:
        yield link


def order(link: ControlLink, realm: Realm, *bodies: CommandBody) -> None:
    for body in bodies:
        [answer] = link.submit([command(body, realm=realm.id, at_ms=link.clock.now_ms())])
        assert isinstance(answer, Accepted), answer


def told(package: Path, about: Realm) -> list[Record[Any]]:
    """What the live realm has recorded of a drill."""
    with link_in(package, LIVE) as link:
        return link.subject(f"drill/{about.id}")


def decided(package: Path, realm: Realm) -> set[str]:
    """Expectations that have a value, as the running drill answers its director."""
    data = data_folder(package)
    running = running_in(realm_folder(data, realm))
    assert running is not None
    with client_of(At(running.address, keys_folder(data)), realm=realm.id) as client:
        asked, answers = client.drill_scores(""), list[ScoreReply]()

        def answered() -> bool:
            told = [one for one in client.take().answers if isinstance(one, ScoreReply)]
            answers.extend(one for one in told if one.request == asked)
            return bool(answers)

        until(answered, "the scores")
    scores = [msgspec.msgpack.decode(raw, type=Score) for raw in answers[0].scores]
    assert len(scores) == 6
    return {score.id for score in scores if score.status != "pending"}


@pytest.mark.timeout(300)
def test_a_run_opens_its_window_on_a_new_realm_and_tells_the_live_one_its_beginning_and_its_end(
    live: None, package: Path, scenario: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    process = DrillProcess(package, scenario)
    until(lambda: any("the scenario is loaded" in line for line in process.said()), "the scenario")
    [line] = [line for line in process.said() if "the scenario is loaded" in line]
    realm = Realm(line.partition(": ")[0])
    with link_in(package, realm) as link:
        [loaded] = [r.body for r in link.subject(f"drill/{realm.id}") if isinstance(r.body, ScenarioAccepted)]
        assert (loaded.title, loaded.begins_ms) == ("夜间强降雨", BEGINS_MS)
        [announced] = [record.body for record in told(package, realm)]
        assert isinstance(announced, DrillAnnounced)
        assert (announced.title, announced.roles) == ("夜间强降雨", ("县防指值班室", "评估组"))
        order(link, realm, ArmDrill(drill=realm.id), StartDrill(drill=realm.id), EndDrill(drill=realm.id))
    deadline = time.monotonic() + WINDOW_S
    while process.ended() is None:
        assert time.monotonic() < deadline, process.said()
        time.sleep(0.1)
    assert process.ended() == 0, process.said()
    assert [type(record.body) for record in told(package, realm)] == [DrillAnnounced, DrillEnded]
    assert running_in(realm_folder(data_folder(package), realm)) is None, "its backend ends with its window"
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"overview.png", "twin.png", "summary.json"}


@pytest.mark.timeout(240)
def test_a_second_run_is_a_new_realm_in_which_nothing_was_delivered_or_decided(package: Path, scenario: Path) -> None:
    lines: list[str] = []

    @contextmanager
    def run() -> Iterator[tuple[Realm, ControlLink]]:
        with (
            opened_drill(package, scenario, speed=None, rebase=False, print_line=lines.append) as realm,
            link_in(package, realm) as link,
        ):
            assert -LEAD_MS <= link.clock.now_ms() - BEGINS_MS <= 0, "its clock begins shortly before the start"
            order(link, realm, ArmDrill(drill=realm.id), StartDrill(drill=realm.id))
            yield realm, link

    with run() as (first, link):
        order(link, first, JumpDrill(drill=first.id, to_ms=BEGINS_MS + 30 * MINUTE_MS))
        until(lambda: decided(package, first) >= {"E02", "E03"}, "what nobody did in half an hour")
        assert withheld(link) == 2
    with run() as (second, link):
        assert withheld(link) == 0
        assert decided(package, second) == set()
    assert (first.id[:-3], first.id[-3:], second.id[-3:]) == (second.id[:-3], "001", "002")
    assert lines.count(NOT_ANNOUNCED) == 2, "no live realm runs beside it"


@pytest.mark.timeout(240)
def test_a_run_that_is_left_before_its_end_is_not_told_as_ended(live: None, package: Path, scenario: Path) -> None:
    with (
        opened_drill(package, scenario, speed=None, rebase=False, print_line=lambda line: None) as realm,
        link_in(package, realm) as link,
    ):
        order(link, realm, ArmDrill(drill=realm.id), StartDrill(drill=realm.id))
    assert [type(record.body) for record in told(package, realm)] == [DrillAnnounced]
