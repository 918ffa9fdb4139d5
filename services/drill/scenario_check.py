"""``main.py drill check``: every finding on a scenario, one line each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from county.drill.check import DrillCounty, check
from county.drill.loading import load
from county.drill.rebase import rebased
from county.drill.scenario import Scenario
from county.drill.writing import text_of
from county.explained import ExplainedLine, visible
from county.package.open import CountyPackage
from county.toml_files.finding import Fault, FileFinding
from county.toml_files.strict import convert, faults
from services.drill.package_county import PackageForDrills
from services.scenarios.scenario_files import ScenarioFile, attachment_faults, read

NO_COUNTY = "{file}: only its form was checked; name a county with --package DIR to check what it refers to"
SOUND = "{file}: version {version} of {title}, {injects} injects, {expectations} expectations: no error"


def findings_of(
    file: ScenarioFile, package: Path | None, *, rebase: bool
) -> tuple[ScenarioFile, list[FileFinding]]:
    """The scenario, moved to the county when that is asked for, and what is wrong with it, with the lines of the file.

    Raises Explained errors.
    """
    found, loaded, as_read = list(file.loaded.findings), file.loaded, file.loaded
    if loaded.scenario is None or package is None:
        return file, found
    county = PackageForDrills(CountyPackage(package))
    if rebase and loaded.scenario.scenario.county != county.code:
        moved = rebased(loaded.scenario, county.code, county.village_places)
        loaded = load(text_of(moved).encode(), loaded.file)
        file = ScenarioFile(loaded, file.attachments)
    scenario = loaded.scenario
    assert scenario is not None
    return file, [*found, *as_read.located(_faults_in(scenario, county, file.attachments))]


def faults_of(values: dict[str, Any], county: DrillCounty, attachments: Mapping[str, int]) -> list[Fault]:
    """The same of the values of a file that is being written; ``attachments``: bytes by path."""
    try:
        scenario = convert(values, Scenario)
    except (msgspec.ValidationError, RecursionError):
        pass
    else:
        return _faults_in(scenario, county, attachments)
    try:
        return list(faults(values, Scenario))
    except RecursionError:
        return [Fault("error", (), ExplainedLine("is nested too deeply; simplify it"))]


def _faults_in(scenario: Scenario, county: DrillCounty, attachments: Mapping[str, int]) -> list[Fault]:
    return [*check(scenario, county), *attachment_faults(scenario, attachments)]


def check_scenario(path: Path, package: Path | None, *, rebase: bool, print_line: Callable[[str], object]) -> int:
    """Print every finding, or that there is none; returns 1 for an error.  Raises Explained errors."""
    file, found = findings_of(read(path), package, rebase=rebase)
    for finding in found:
        print_line(f"{finding.severity}: {visible(str(finding))}")
    if any(finding.severity == "error" for finding in found):
        return 1
    scenario = file.loaded.scenario
    assert scenario is not None
    heading = scenario.scenario
    print_line(SOUND.format(file=path, version=heading.version, title=visible(heading.title),
                            injects=len(scenario.injects), expectations=len(scenario.expectations)))  # fmt: skip
    if package is None:
        print_line(NO_COUNTY.format(file=path))
    return 0
