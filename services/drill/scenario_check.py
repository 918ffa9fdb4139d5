"""``main.py drill check``: every finding on a scenario, one line each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from county.clock import SystemClock
from county.drill.baseline import EMPTY, LIVE_COPY, check_form
from county.drill.check import check
from county.drill.drill_county import DrillCounty
from county.drill.loading import load
from county.drill.moving import moved_to
from county.drill.scenario import Scenario
from county.drill.writing import text_of
from county.explained import Explained, ExplainedLine, visible
from county.package.open import CountyPackage
from county.toml_files.finding import Fault, FileFinding
from county.toml_files.strict import convert, faults
from services.drill.baseline_source import baseline_source
from services.drill.package_county import PackageForDrills
from services.scenarios.scenario_files import ScenarioFile, attachment_faults, read

NO_COUNTY = "{file}: only its form was checked; name a county with --package DIR to check what it refers to"
COUNTED = "{file}: {errors} errors, {warnings} warnings"
READ = "{file}: version {version} of {title}, {injects} injects, {expectations} expectations"


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
    baseline = _baseline_faults(loaded.scenario, file.folder, county.package)
    if not rebase:
        faults = [*_faults_in(loaded.scenario, county, file.attachments), *baseline]
        return file, [*found, *loaded.located(faults)]
    moved = moved_to(county, loaded.scenario)
    loaded = load(text_of(moved.scenario).encode(), loaded.file)
    scenario = loaded.scenario
    assert scenario is not None
    faults = [_as_read(fault, moved.rows) for fault in _faults_in(scenario, county, file.attachments)]
    told = as_read.located(list(dict.fromkeys([*moved.warnings, *faults, *baseline])))
    return ScenarioFile(loaded, file.attachments, file.folder), told


def _as_read(fault: Fault, rows: Sequence[int]) -> Fault:
    """A fault of a moved scenario with the path in the file; ``rows``: see :class:`ToldScenario`."""
    match fault.path:
        case ("injects", int(number), *rest):
            return fault._replace(path=("injects", rows[number], *rest))
    return fault


def faults_of(
    values: dict[str, Any], county: DrillCounty, attachments: Mapping[str, int],
    missing: Callable[[str], Explained | None] = lambda baseline: None,
) -> list[Fault]:
    """The same of the values of a file that is being written; ``attachments``: bytes by path; ``missing``: whether what
    a baseline names is not there."""
    try:
        scenario = convert(values, Scenario)
    except (msgspec.ValidationError, RecursionError):
        pass
    else:
        return [*_faults_in(scenario, county, attachments), *_missing(scenario, missing)]
    try:
        return list(faults(values, Scenario))
    except RecursionError:
        return [Fault("error", (), ExplainedLine("is nested too deeply; simplify it"))]


def _missing(scenario: Scenario, missing: Callable[[str], Explained | None]) -> list[Fault]:
    """What the baseline names, without opening it."""
    try:
        why = missing(scenario.scenario.baseline)
    except Explained:  # of another form, which is checked elsewhere
        return []
    return [] if why is None else [Fault("error", ("scenario", "baseline"), why.line)]


def _baseline_faults(scenario: Scenario, folder: Path, package: CountyPackage) -> list[Fault]:
    """Whether the drill can begin with its baseline, whose form is checked elsewhere.  A scenario that begins with the
    live desk may be checked where there is none."""
    baseline = scenario.scenario.baseline
    if baseline == EMPTY:
        return []
    try:
        check_form(baseline)
    except Explained:
        return []
    try:
        with baseline_source(baseline, folder, package, {}, SystemClock().now_ms):
            return []
    except Explained as why:
        return [Fault("warning" if baseline == LIVE_COPY else "error", ("scenario", "baseline"), why.line)]


def _faults_in(scenario: Scenario, county: DrillCounty, attachments: Mapping[str, int]) -> list[Fault]:
    return [*check(scenario, county), *attachment_faults(scenario, attachments)]


def check_scenario(path: Path, package: Path | None, *, rebase: bool, print_line: Callable[[str], object]) -> int:
    """Print every finding, what was read, and last the number of findings; returns 1 for an error.  Raises Explained
    errors."""
    file, found = findings_of(read(path), package, rebase=rebase)
    for finding in found:
        print_line(f"{finding.severity}: {visible(str(finding))}")
    errors, scenario = sum(finding.severity == "error" for finding in found), file.loaded.scenario
    if scenario is not None:
        heading = scenario.scenario
        print_line(READ.format(file=path, version=heading.version, title=visible(heading.title),
                               injects=len(scenario.injects), expectations=len(scenario.expectations)))  # fmt: skip
        if package is None:
            print_line(NO_COUNTY.format(file=path))
    print_line(COUNTED.format(file=path, errors=errors, warnings=len(found) - errors))
    return 1 if errors else 0
