"""A drill that is run again gives the same journal, at whatever speed its clock ran between its players' steps."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from county.catalog_tables import CATALOG_DIR
from county.commands import Command, CommandBody, DispatchEvent, FileEvent
from county.drill.inject_run import AcknowledgeInject
from county.drill.run import ArmDrill, DrillJumped, EndDrill, JumpDrill
from county.numbering import event_id_of, in_realm
from county.package.open import CountyPackage
from county.realm_clock import ClockJumped, ClockRateSet, SetClockRate
from county.records import BackendStarted
from services.protocol import messages as m
from tests.drill_scenario import TEXT
from tests.tiny_county import write_tiny_county
from tests.unit.drill_day import BEGINS_MS, DRILL, DrillDay, tiny_package

SECOND, DAY_MS = 1_000, 86_400_000
SHORT = TEXT.replace('at = "PT5M"', 'at = "PT20S"').replace('delay = "PT12M"', 'delay = "PT30S"').replace(
    'at_least = "PT15M"', 'at_least = "PT40S"'
).replace('["PT20M", 95.0]', '["PT25S", 95.0]')
"""The scenario within two minutes."""
EVENT = in_realm(event_id_of(BEGINS_MS, DRILL.id, "I02", "1"), DRILL.id)
STEPS: tuple[tuple[int, str, CommandBody], ...] = (
    (55 * SECOND, "wang", FileEvent(event_id=EVENT)),
    (95 * SECOND, "wang", DispatchEvent(event_id=EVENT, unit="truck-1")),
    (110 * SECOND, "wang", AcknowledgeInject(drill=DRILL.id, inject_id="I03")),
    (125 * SECOND, "zhou", EndDrill(drill=DRILL.id)),
)
"""What the players and the director did, by drill time."""


def journal(package: CountyPackage, rate: float) -> list[tuple[Any, ...]]:
    """All records but the orders about the clock, without the time of the machine.  Every step comes at its time
    exactly: the clock stands then."""
    day = DrillDay(package, SHORT)
    day.start()
    outcomes = []
    for at_ms, person, body in STEPS:
        assert day.give("zhou", SetClockRate(rate=rate)) == ""
        day.pass_to(at_ms - 10 * SECOND)
        assert day.give("zhou", SetClockRate(rate=0)) == ""
        assert day.give("zhou", JumpDrill(drill=DRILL.id, to_ms=BEGINS_MS + at_ms)) == ""
        day.pass_to(at_ms)
        outcomes.append(day.give(person, body))
    found = [
        (record.seq - skipped, record.happened_ms, record.recorded_ms, record.by, record.for_, record.body)
        for record, skipped in _numbered(day)
    ]
    for client in day.clients.values():
        client.close()
    return [*found, outcomes]


def _numbered(day: DrillDay) -> list[tuple[Any, int]]:
    """Records with how many orders about the clock are before them."""
    kept, orders = [], 0
    for record in day.realm.records():
        if isinstance(record.body, ClockRateSet | ClockJumped | DrillJumped | BackendStarted):
            orders += 1
        else:
            kept.append((record, orders))
    return kept


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    return tiny_package(tmp_path_factory.mktemp("county"))


def test_the_same_scenario_and_commands_give_the_same_journal_at_1_and_at_60_times(package: CountyPackage) -> None:
    slow, again, fast = (journal(package, rate) for rate in (1, 1, 60))
    assert slow == again
    assert slow == fast
    assert slow[-1] == ["", "", "", ""]
    assert len(slow) > 15


@pytest.mark.parametrize("off_ms", [DAY_MS, -DAY_MS])
def test_a_client_whose_clock_is_a_day_off_is_refused_in_one_line_and_moves_nothing(
    package: CountyPackage, off_ms: int
) -> None:
    day = DrillDay(package)
    day.start()
    before = len(day.realm.records())
    body = FileEvent(event_id=EVENT)
    command = Command(id="skewed", realm=DRILL.id, happened_ms=day.now_ms + off_ms, body=body, for_="wang")
    answer = day.ask("wang", m.Submit(command=command))
    assert isinstance(answer, m.Rejected)
    assert len(day.realm.records()) == before
    for client in day.clients.values():
        client.close()


def test_a_county_that_changed_between_check_and_roll_call_withdraws_the_check(
    package: CountyPackage, tmp_path: Path
) -> None:
    day = DrillDay(package)
    assert day.load() == ""
    assert day.run.state == "checked"
    other = write_tiny_county(tmp_path / "county")
    (other.folder / "catalog").mkdir(exist_ok=True)
    program = tomllib.loads((CATALOG_DIR / "subclasses.toml").read_text(encoding="utf-8"))
    overlay = tomli_w.dumps({"road_flooding": {**program["road_flooding"], "retired": True}})
    (other.folder / "catalog" / "subclasses.toml").write_text(overlay, encoding="utf-8")
    day._package = CountyPackage(other.folder)
    day.restart()
    day.realm.turn(20)
    assert day.run.state == "draft", day.realm.messages.lines
    assert day.give("zhou", ArmDrill(drill=DRILL.id)) == "case_transition_forbidden"
    for client in day.clients.values():
        client.close()
