"""The scenarios that ship pass the check of the demo county."""

from __future__ import annotations

from pathlib import Path

import pytest

from county.division import contains
from county.drill.check import check
from county.drill.rebase import rebased
from county.package.demo.build import build_demo
from county.package.open import CountyPackage
from services.drill.package_county import PackageForDrills
from services.drill_report.facts import ReportFacts
from services.drill_report.linter import gaps
from services.scenarios.scenario_files import read

FOLDER = Path(__file__).parents[2] / "resources" / "scenarios"
SHIPPED = sorted(FOLDER.glob("*.toml"))


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> PackageForDrills:
    folder = tmp_path_factory.mktemp("demo") / "county"
    build_demo(folder, seed=3, villages=14, sensors=120, buildings=200,
               progress=lambda share, step: None, cancelled=lambda: False)  # fmt: skip
    return PackageForDrills(CountyPackage(folder))


def test_three_scenarios_ship() -> None:
    assert [path.stem for path in SHIPPED] == ["chemical-truck", "flood-night", "forest-fire"]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_scenario_lacks_nothing_but_its_persons(path: Path, county: PackageForDrills) -> None:
    """In a part of the demo county, whose villages take the place of those that it lacks; in all of it:
    tests/hard/test_demo_full_size.py."""
    loaded = read(path).loaded
    assert loaded.scenario is not None, [str(finding) for finding in loaded.findings]
    moved = rebased(loaded.scenario, county.code, county.village_places)
    told = [str(fault.text) for fault in check(moved, county)]
    told = [text for text in told if "has no sensor of kind geohazard" not in text]
    assert told == ["role 县应急指挥中心值班室 has no member yet; bind a person"]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_scenario_names_nothing_that_another_county_lacks(path: Path) -> None:
    scenario = read(path).loaded.scenario
    assert scenario is not None
    for inject in scenario.injects:
        assert inject.report is None or inject.report.place is not None
        assert inject.reading is None or not isinstance(inject.reading.sensor, str)
        assert inject.resource is None or not inject.resource.close_road


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_simulator_answers_for_whoever_is_to_be_called_in_a_shipped_scenario(path: Path) -> None:
    scenario = read(path).loaded.scenario
    assert scenario is not None
    played = {who.removeprefix("division:") for role in scenario.roles for who in role.plays}
    called = [who.removeprefix("division:") for one in scenario.expectations for who in one.who]
    assert called
    assert [who for who in called if not any(who == other or contains(other, who) for other in played)] == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_report_on_a_shipped_scenario_lacks_nothing_that_is_stated_before_the_drill(path: Path) -> None:
    scenario = read(path).loaded.scenario
    assert scenario is not None
    heading = scenario.scenario
    facts = ReportFacts(
        realm="drill:20260715-001", county="", program="", scenario=scenario, scores=(), began_ms=0, ended_ms=0,
        organiser=heading.organiser, place=heading.place, method=heading.method, members={"evaluators": ("li",)},
        head_seq=1, head_hash="",
    )  # fmt: skip
    assert [gap for gap in gaps(facts) if gap.chapter < "3"] == []
