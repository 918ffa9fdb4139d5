"""Improvements that a drill showed: only an approval makes events of them, once each."""

from __future__ import annotations

from pathlib import Path

import pytest

from county.commands import Command
from county.package.open import CountyPackage
from county.realm import LIVE
from main import main
from services.drill_report.approval import SUBCLASS, county_seat, improvement_event
from services.drill_report.facts import ReportFacts
from services.drill_report.gathering import gathered
from services.protocol import messages as m
from tests.memory_realm import MemoryRealm
from tests.unit.drill_day import DRILL, tiny_package
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


def test_an_approved_improvement_is_an_event_of_the_live_desk_and_a_second_time_refused(
    package: CountyPackage, facts: ReportFacts
) -> None:
    live = MemoryRealm(package, realm=LIVE)
    client = live.plain_client()
    body = improvement_event(facts, facts.improvements[0], county_seat(package))
    answers = []
    for number in range(2):
        command = Command(id=f"c{number}", realm=LIVE.id, happened_ms=live.clock.now_ms(), body=body)
        client.send(m.Submit(command=command))
        live.turn(5)
        answers += client.answers()
    assert isinstance(answers[0], m.Accepted)
    assert isinstance(answers[1], m.Rejected)
    assert answers[1].code == "event_exists"
    [event] = live.desk.events.values()
    assert (event.subclass, event.title) == (SUBCLASS, "补齐镇级叫应名单")
    assert not event.id.startswith("演")
    client.close()


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
