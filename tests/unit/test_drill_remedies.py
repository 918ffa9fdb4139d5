"""What is offered about a finding on a scenario resolves it, and nothing else changes."""

from __future__ import annotations

import tomllib

import pytest

from county.drill.remedies import MOVE, REMEDIES, remedied
from county.toml_files.finding import Fault
from services.drill.package_county import PackageForDrills
from services.drill.scenario_check import faults_of
from tests.drill_scenario import TEXT
from tests.unit.drill_day import tiny_package

CHANGES = (
    ("rename", 'id = "E02"\nobjective', 'id = "E01"\nobjective'),
    ("rename", 'id = "sc-night"', 'id = "夜间/转移"'),
    ("offset", "T20:00:00+08:00", "T20:00:00"),
    ("offset", '"2026-07-15T20:00:00+08:00"', "2026-07-15T20:00:00"),
    ("prolong", 'at = "PT5M"', 'at = "PT5H"'),
    ("prolong", 'at = "PT0M"', 'at = "PT4H"'),
    ("start", 'at = "PT0M"', 'at = "-PT1M"'),
    ("start", 'at = "PT5M"', 'at = "-PT5M"'),
    ("start", 'delay = "PT12M"', 'delay = "-PT12M"'),
    ("weights", "weight = 10", "weight = 33"),
    ("rain", "[[phases]]", "[weather]\nrain_mm = [[60, 9], [30, 25], [30, 20]]\n[[phases]]"),
    ("gauges", "[[phases]]", "[weather]\nrain_mm = [[30, 25]]\n[background]\nreadings = false\n[[phases]]"),
    ("traffic", 'kind = "functional"', 'kind = "functional"\nbackground_traffic = "many"'),
    ("approve", 'approval = "approved"', 'approval = "draft"'),
    ("expect", 'expects = ["E01", "E02"]', 'expects = ["E01"]'),
    ("expect", 'expects = ["E01", "E02"]', 'expects = ["E01", "E02", "E03"]'),
    ("quorum", 'limit = "PT20M"\nweight = 20', 'limit = "PT20M"\nquorum = 5\nweight = 20'),
)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> PackageForDrills:
    return PackageForDrills(tiny_package(tmp_path_factory.mktemp("county")))


@pytest.mark.parametrize(("remedy", "old", "new"), CHANGES)
def test_what_is_offered_resolves_its_finding(remedy: str, old: str, new: str, county: PackageForDrills) -> None:
    assert old in TEXT
    values = tomllib.loads(TEXT.replace(old, new, 1))

    def told(of: object) -> list[Fault]:
        return faults_of(dict(of), county, {})  # type: ignore[call-overload, no-any-return]

    before = told(values)
    fault = next(one for one in before if one.remedy == remedy)
    after = told(remedied(values, fault))
    assert (fault.path, fault.text) not in [(one.path, one.text) for one in after]
    assert {str(one.text) for one in after if one.severity == "error"} <= {
        *(str(one.text) for one in before), "inject I01 does not expect E07; add it to its expects"
    }  # fmt: skip
    assert values == tomllib.loads(TEXT.replace(old, new, 1)), "the values that were given stay as they are"


def test_every_remedy_has_its_name_and_does_something() -> None:
    assert {remedy for remedy, _, _ in CHANGES} | {MOVE} == REMEDIES.keys()


def test_weights_are_scaled_to_100_whatever_rounding_leaves(county: PackageForDrills) -> None:
    values = tomllib.loads(TEXT.replace("weight = 20", "weight = 7"))
    [fault] = [one for one in faults_of(values, county, {}) if one.remedy == "weights"]
    weights = [row["weight"] for row in remedied(values, fault)["expectations"]]
    assert sum(weights) == pytest.approx(100)
    assert weights == [20.85, 14.58, 20.83, 14.58, 14.58, 14.58]
