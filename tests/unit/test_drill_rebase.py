"""A scenario moves to another county by the codes of its villages, and is written so that it reads the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from county.drill.check import check
from county.drill.loading import load
from county.drill.rebase import rebased
from county.drill.writing import text_of
from services.drill.package_county import PackageForDrills
from tests.drill_scenario import TEXT, scenario
from tests.tiny_county import write_tiny_county

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
