"""Improvements that a drill showed: only an approval makes events of them, once each, and the drill notes it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from county.commands import Command
from county.drill.run import ArchiveDrill
from county.package.open import CountyPackage
from main import main
from services.drill_report.approval import (
    SUBCLASS,
    LiveImprovement,
    NotApproved,
    improvement_event,
    made_live,
    place_of_improvements,
)
from services.drill_report.facts import ReportFacts
from services.drill_report.gathering import gathered
from services.protocol import messages as m
from tests.memory_realm import OWNER, MemoryRealm
from tests.unit.drill_day import DIRECTOR, DRILL, PLAYER, tiny_package
from tests.unit.played_drill import played, stored


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    return tiny_package(tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="module")
def data(package: CountyPackage, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    stored(played(package), folder, package)
    return folder


@pytest.fixture(scope="module")
def facts(package: CountyPackage, data: Path) -> ReportFacts:
    folder = data / "realms" / DRILL.folder
    return gathered(folder, package, lambda share, text: None, earlier=None).facts


class TurnedLink:
    """A link to a realm in memory, which is turned until it answers."""

    def __init__(self, realm: MemoryRealm, key: str) -> None:
        self._realm, self._client, self.clock = realm, realm.plain_client(key), realm.clock

    def submit(self, commands: Sequence[Command[Any]]) -> list[m.Accepted | m.Rejected]:
        self._client.send(*(m.Submit(command=command) for command in commands))
        self._realm.turn(5)
        return [answer for answer in self._client.answers() if isinstance(answer, m.Accepted | m.Rejected)]


class Approval:
    """A drill that is over, the live realm, and the facts of the drill as its journal states them now."""

    def __init__(self, package: CountyPackage, folder: Path) -> None:
        self.day, self.live, self._package, self._folder = played(package), MemoryRealm(package), package, folder
        self._times = count()
        self._live_link = TurnedLink(self.live, OWNER.id)

    def facts(self) -> ReportFacts:
        folder = stored(self.day, self._folder / str(next(self._times)), self._package)
        return gathered(folder, self._package, lambda share, text: None, earlier=None).facts

    def approve(self, facts: ReportFacts, key: str = DIRECTOR.id) -> LiveImprovement:
        drill = TurnedLink(self.day.realm, key)
        [found] = made_live(facts, facts.improvements[:1], place_of_improvements(self._package), self._live_link, drill)
        return found


@pytest.fixture
def approval(package: CountyPackage, tmp_path: Path) -> Approval:
    return Approval(package, tmp_path)


def test_an_approved_improvement_is_an_event_of_the_live_desk_and_approved_in_its_drill(approval: Approval) -> None:
    _, event_id, is_new = approval.approve(approval.facts())
    assert is_new
    [event] = approval.live.desk.events.values()
    assert (event.id, event.subclass, event.title) == (event_id, SUBCLASS, "补齐镇级叫应名单")
    assert not event.id.startswith("演")
    noted = approval.day.realm.desk.find("evaluation", "n5")
    assert (noted.state, noted.live_event) == ("approved", event_id)
    assert approval.facts().improvements[0].live_event == event_id


def test_a_second_approval_makes_no_second_event(approval: Approval) -> None:
    first = approval.approve(approval.facts())
    again = approval.approve(approval.facts())
    assert (again.event_id, again.is_new) == (first.event_id, False)
    assert len(approval.live.desk.events) == 1


def test_a_live_event_that_the_drill_did_not_note_is_noted_by_the_next_approval(approval: Approval) -> None:
    facts = approval.facts()
    with pytest.raises(NotApproved, match=r"n5: is event .*, but the drill does not note it"):
        approval.approve(facts, PLAYER.id)
    assert approval.approve(approval.facts()).is_new
    assert approval.day.realm.desk.find("evaluation", "n5").state == "approved"
    assert len(approval.live.desk.events) == 1


def test_an_improvement_of_an_archived_drill_can_still_be_approved(approval: Approval) -> None:
    assert approval.day.give("zhou", ArchiveDrill(drill=DRILL.id)) == ""
    approval.approve(approval.facts())
    assert approval.day.realm.desk.find("evaluation", "n5").state == "approved"


def test_the_event_says_of_which_drill_it_is_who_is_in_charge_until_when_and_why(facts: ReportFacts) -> None:
    note = improvement_event(facts, facts.improvements[0], (0.0, 0.0)).note
    assert note == (
        "演练 drill:20260715-001（夜间强降雨）改进意见 n5：补齐镇级叫应名单；责任人 李明；责任单位 水利局；"
        "时限 2026-08-18；佐证记录 4"
    )


@pytest.mark.parametrize(
    ("item", "code", "says"),
    [
        ("n9", 2, "n9: is no improvement of drill:20260715-001; it has 1 (n5)"),
        ("n5", 1, "no backend of the live realm"), ("1", 1, "no backend of the live realm"),
    ],
)
def test_what_cannot_be_approved_is_one_line(
    item: str, code: int, says: str, package: CountyPackage, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["drill", "approve", str(package.folder), item, "--realm", DRILL.id, "--data", str(data)]
    assert main(command) == code
    printed = capsys.readouterr()
    assert says in printed.err
    assert (printed.out, printed.err.count("\n")) == ("", 1)
