"""``main.py drill report``: the evaluation report of a drill that is over, with its backend running or not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from county.explained import Explained, WrongArgument
from county.package.open import CountyPackage
from county.realm import LIVE, Realm
from services.data_folder import realm_folder
from services.drill_report.documents import write_report
from services.drill_report.facts import ReportFacts, RunScores
from services.drill_report.gathering import GatheredDrill, Progress, gathered, run_scores
from services.drill_report.linter import ReportGap, gaps
from services.drill_report.live_medians import live_medians_ms
from services.store.maintenance.realm_folders import RealmFolders


class WrittenReport(NamedTuple):
    """The files of a report, and what it lacks before it can be signed."""

    paths: Sequence[Path]
    gaps: Sequence[ReportGap]


def report(
    package: Path, data: Path, realm: Realm, out: Path | None, against: Realm | None, progress: Progress
) -> WrittenReport:
    """Write the report of ``realm`` into ``out``, by default a folder named after the drill.

    ``against``: an earlier run of the same scenario.  Raises WrongArgument, NoDrillReport, NotLaidOut, BadJournal,
    StoreError, OSError.
    """
    county = CountyPackage(package)
    found = gathered_drill(county, data, realm, against, progress)
    folder = Path(f"report-{realm.folder}") if out is None else out
    facts = with_live_medians(found.facts, data)
    return WrittenReport(write_report(facts, county.catalog.drill_grading, folder), gaps(facts))


def gathered_drill(
    package: CountyPackage, data: Path, realm: Realm, against: Realm | None, progress: Progress
) -> GatheredDrill:
    """The facts of a drill of a data folder.  Raises as :func:`report`."""
    earlier = None if against is None else _earlier(package, data, realm, against, progress)
    found = gathered(_folder(data, realm, "--realm"), package, progress, earlier=earlier)
    ours = found.facts.scenario.scenario.id
    if earlier is not None and earlier.scenario.scenario.id != ours:
        raise WrongArgument(
            "--against {against}: is a run of scenario {theirs}, {realm} one of {ours}; name a run of the same one",
            against=against, theirs=earlier.scenario.scenario.id, realm=realm, ours=ours,
        )  # fmt: skip
    return found


def with_live_medians(facts: ReportFacts, data: Path) -> ReportFacts:
    """With the medians of the live realm of a data folder; where its records cannot be read, without them."""
    measures = {expectation.what for expectation in facts.scenario.expectations}
    try:
        return replace(facts, live_median_ms=live_medians_ms(realm_folder(data, LIVE), measures))
    except Explained:  # names a path of this machine, which an archive that is handed on must not say
        return replace(facts, live_unread=True)


def _earlier(package: CountyPackage, data: Path, realm: Realm, against: Realm, progress: Progress) -> RunScores:
    if against == realm:
        raise WrongArgument("--against {against}: is the drill itself; name an earlier one", against=against)
    return run_scores(gathered(_folder(data, against, "--against"), package, progress, earlier=None).facts)


def _folder(data: Path, realm: Realm, option: str) -> Path:
    if realm.kind != "drill":
        raise WrongArgument(
            "{option} {realm}: is no drill; name one like drill:20260715-001", option=option, realm=realm
        )
    place = RealmFolders(data, realm)
    place.require_journal()
    return place.folder
