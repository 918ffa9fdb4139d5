"""A scenario moves to another county by the codes of its villages, and is written so that it reads the same."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from county.drill.check import check
from county.drill.inject_run import AcknowledgeInject
from county.drill.loading import load
from county.drill.moving import moved_to
from county.drill.rebase import rebased
from county.drill.run import EndDrill
from county.drill.scenario import Inject, Scenario
from county.drill.score import Score
from county.drill.writing import text_of
from county.package.open import CountyPackage
from county.realm_clock import SetClockRate
from services.drill.package_county import PackageForDrills
from services.protocol import messages as m
from tests.drill_scenario import TEXT, scenario
from tests.tiny_county import write_tiny_county
from tests.unit.drill_day import DRILL, MINUTE, DrillDay

SCENARIOS = sorted((Path(__file__).parents[2] / "resources" / "scenarios").glob("*.toml"))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_written_scenario_has_the_digest_of_the_one_that_was_read(path: Path) -> None:
    own = scenario(path.read_text(encoding="utf-8"))
    again = load(text_of(own).encode(), "again.toml")
    assert again.findings == ()
    assert again.scenario is not None
    assert again.scenario.digest == own.digest


def test_villages_and_towns_of_another_county_become_those_of_this_one(tmp_path: Path) -> None:
    county = PackageForDrills(write_tiny_county(tmp_path))
    other = TEXT.replace('"990199', '"330783').replace(":990199", ":330783")
    faults = [str(fault.text) for fault in check(scenario(other), county) if fault.severity == "error"]
    assert any("rebase it" in fault for fault in faults)
    moved = rebased(scenario(other), county.code, county.village_places)
    assert moved == scenario()
    assert [fault for fault in check(moved, county) if fault.severity == "error"] == []


def test_a_village_without_a_counterpart_takes_one_that_is_left(tmp_path: Path) -> None:
    county = PackageForDrills(write_tiny_county(tmp_path))
    other = TEXT.replace("990199100201", "330783777201").replace('county = "990199"', 'county = "330783"')
    moved = rebased(scenario(other), county.code, county.village_places)
    report = moved.injects[1].report
    assert report is not None
    assert report.place is not None
    assert report.place.village in county.village_places


RAIN = '{ kind = "geohazard", village = "990199100201" }'
GAUGE = TEXT.replace('sensor = "bin-1", channel = "fill"', f'sensor = {RAIN}, channel = "rainfall"')
"""A rain gauge that the tiny county does not have."""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    return write_tiny_county(tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="module")
def county(package: CountyPackage) -> PackageForDrills:
    return PackageForDrills(package)


def moved(county: PackageForDrills, text: str) -> tuple[Scenario, list[str]]:
    found, faults, _ = moved_to(county, scenario(text))
    assert {fault.severity for fault in faults} <= {"warning"}
    assert [fault for fault in check(found, county) if fault.severity == "error"] == []
    return found, [str(fault.text) for fault in faults]


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_shipped_scenario_moves_to_a_county_without_its_sensors_and_units(
    path: Path, county: PackageForDrills
) -> None:
    found, told = moved(county, path.read_text(encoding="utf-8"))
    assert found.scenario.county == county.code
    assert any("departments count instead" in line for line in told)
    assert any("people tell its values" in line for line in told) == (path.stem == "flood-night")


def told_by(scenario: Scenario, of: str) -> list[Inject]:
    return [inject for inject in scenario.injects if inject.id.startswith(of)]


def test_people_tell_the_first_value_the_one_that_would_raise_the_alarm_and_the_highest(
    county: PackageForDrills,
) -> None:
    found, [line] = moved(county, GAUGE)
    assert line.startswith("this county has no sensor of kind geohazard: people tell its values, in 3 messages")
    first, alarm, last = told_by(found, "I01")
    assert [one.id for one in (first, alarm, last)] == ["I01", "I01-2", "I01-3"]
    assert (first.at, alarm.after and alarm.after.delay, last.after and last.after.delay) == (
        5 * MINUTE, 2 * MINUTE, 20 * MINUTE)  # fmt: skip
    texts = [one.notice.text for one in (first, alarm, last) if one.notice is not None]
    assert texts == ["小时雨量 12 mm/h", "小时雨量 20.3 mm/h", "小时雨量 95 mm/h"]
    assert {(one.from_, one.remark) for one in (first, alarm, last)} == {
        ("现场观测人员（模拟）", "本县没有地质灾害监测点，改由人工报数")}  # fmt: skip
    assert [one.id for one in found.injects] == ["I01", "I01-2", "I01-3", "I02", "I03"]
    assert [one.notice.needs_ack for one in (first, alarm, last) if one.notice is not None] == [False, True, False]
    assert (first.expects, alarm.expects, last.expects) == (("E02",), ("E01",), ())


def test_an_alarm_that_people_tell_is_scored_by_who_acknowledges_their_message(
    package: CountyPackage, county: PackageForDrills
) -> None:
    day = DrillDay(package, text_of(moved(county, GAUGE)[0]))
    day.start()
    assert day.give("zhou", SetClockRate(rate=60)) == ""
    day.pass_to(8 * MINUTE)
    assert day.give("wang", AcknowledgeInject(drill=DRILL.id, inject_id="I01-2")) == ""
    day.pass_to(26 * MINUTE)
    assert [id for id, _ in day.deliveries()] == ["I01", "I01-2", "I02", "I01-3"]
    assert day.give("zhou", EndDrill(drill=DRILL.id)) == ""
    reply = day.ask("li", m.ScoreRequest(request="r", person="li"))
    [score] = [one for raw in reply.scores if (one := msgspec.msgpack.decode(raw, type=Score)).id == "E01"]
    assert score.status == "met"
    assert MINUTE / 2 <= (score.elapsed_ms or 0) < 3 * MINUTE
    assert len(score.proof) == 2


@pytest.mark.parametrize(
    ("state", "then"),
    [
        ("unacknowledged", {"all": [{"inject": "I01-2", "is": "delivered"},
                                    {"not": {"inject": "I01-2", "is": "acknowledged"}}]}),
        ("acknowledged", {"inject": "I01-2", "is": "acknowledged"}),
    ],
)  # fmt: skip
def test_a_condition_on_an_alarm_that_people_tell_asks_for_their_message(
    county: PackageForDrills, state: str, then: object
) -> None:
    text = GAUGE.replace('{ inject = "I02", is = "delivered" },', f'{{ alarm = {RAIN}, is = "{state}" }},')
    [inject] = [inject for inject in moved(county, text)[0].injects if inject.id == "I03"]
    assert inject.when is not None
    assert inject.when.all_ is not None
    assert msgspec.json.decode(msgspec.json.encode(inject.when.all_[0])) == then


def test_values_that_nobody_can_measure_are_told_by_nobody(county: PackageForDrills) -> None:
    found = moved_to(county, scenario(GAUGE.replace('["PT20M", 95.0]', '["PT20M", 1e308]'))).scenario
    faults = [str(fault.text) for fault in check(found, county) if fault.severity == "error"]
    assert [fault.partition(";")[0] for fault in faults] == [
        "there is no sensor of kind geohazard for village 990199100201",
        "its values are not all between 0 and 300, what the channel can measure",
    ]  # fmt: skip


def test_other_states_of_such_an_alarm_are_told_as_an_error(county: PackageForDrills) -> None:
    text = GAUGE.replace('{ inject = "I02", is = "delivered" },', f'{{ alarm = {RAIN}, is = "normal" }},')
    found = moved_to(county, scenario(text)).scenario
    [fault] = [fault for fault in check(found, county) if fault.severity == "error"]
    assert str(fault.text).startswith("there is no sensor of kind geohazard")


def test_where_the_county_has_none_of_the_units_their_departments_and_the_responsible_one_count(
    county: PackageForDrills,
) -> None:
    text = TEXT.replace('unit_kind = ["rescue_team", "collection_truck"]', 'unit_kind = ["rescue_team", "fire_engine"]')
    found, [line] = moved(county, text)
    [expectation] = [one for one in found.expectations if one.id == "E04"]
    kinds = [county.catalog.resource_kinds[kind] for kind in ("rescue_team", "fire_engine")]
    [report] = [inject.report for inject in found.injects if inject.id == expectation.of and inject.report is not None]
    responsible = county.catalog.subclasses[report.subclass].department
    assert responsible not in {kind.department for kind in kinds}
    assert expectation.department == (*dict.fromkeys(kind.department for kind in kinds), responsible)
    assert (expectation.unit_kind, line.count("departments count instead")) == ((), 1)
    assert moved(county, TEXT) == (scenario(), []), "one of the kinds is there"
