"""``main.py drill report``: the evaluation report of a drill that is over, with its backend running or not."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from county.drill.grading import result
from county.explained import Explained, WrongArgument
from county.package.open import CountyPackage
from county.realm import LIVE, Realm
from services.disk.data_folder import realm_folder
from services.drill_report.documents import write_report
from services.drill_report.earlier_runs import earlier_runs
from services.drill_report.facts import ReportFacts, RunPercent, RunScores
from services.drill_report.gathering import GatheredDrill, Progress, gathered, run_scores
from services.drill_report.linter import ReportGap, gaps
from services.drill_report.live_emergencies import live_emergencies
from services.drill_report.live_journal import ForeignJournal, live_journal
from services.drill_report.live_medians import live_medians
from services.store.maintenance.realm_folders import RealmFolders
from services.store.ports import StoreError
from services.store.upcast import UnreadableRecord

TREND_RUNS = 6
"""Earlier runs whose results are listed, the newest ones."""


class WrittenReport(NamedTuple):
    """The files of a report, and what it lacks before it can be signed."""

    paths: Sequence[Path]
    gaps: Sequence[ReportGap]


class ReportedRun(NamedTuple):
    """The drill that is reported on or archived."""

    package: Path
    data: Path
    """The data folder."""
    realm: Realm
    against: Realm | None = None
    """An earlier run of the same scenario, to compare with."""

    def found(self, county: CountyPackage, progress: Progress) -> GatheredDrill:
        """Its facts, compared, with medians and emergencies of the live realm.  ``county``: the opened package.
        Raises as :func:`report`."""
        found = gathered_drill(county, self.data, self.realm, self.against, progress)
        return found._replace(facts=with_live(found.facts, county, self.data))


def report(run: ReportedRun, out: Path | None, progress: Progress) -> WrittenReport:
    """Write the report of ``run`` into ``out``, by default a folder named after the drill.

    Raises WrongArgument, NoDrillReport, NotLaidOut, BadJournal, StoreError, OSError.
    """
    county = CountyPackage(run.package)
    facts = run.found(county, progress).facts
    folder = Path(f"report-{run.realm.folder}") if out is None else out
    return WrittenReport(write_report(facts, county.catalog.drill_grading, folder), gaps(facts))


def gathered_drill(
    package: CountyPackage, data: Path, realm: Realm, against: Realm | None, progress: Progress
) -> GatheredDrill:
    """The facts of a drill of a data folder.  Raises as :func:`report`."""
    earlier = None if against is None else earlier_scores(package, data, realm, against, progress)
    found = gathered(_folder(data, realm, "--realm"), package, progress, earlier=earlier)
    ours = found.facts.scenario.scenario.id
    if earlier is not None and earlier.scenario.scenario.id != ours:
        raise WrongArgument(
            "--against {against}: is a run of scenario {theirs}, {realm} one of {ours}; name a run of the same one",
            against=against, theirs=earlier.scenario.scenario.id, realm=realm, ours=ours,
        )  # fmt: skip
    if earlier is None:
        return found
    return found._replace(facts=replace(found.facts, trend=earlier_percents(package, data, realm, progress)))


def earlier_percents(package: CountyPackage, data: Path, realm: Realm, progress: Progress) -> tuple[RunPercent, ...]:
    """What the newest earlier runs of the scenario of ``realm`` reached, in their order; those that cannot be read are
    left out.  Raises as reading ``realm`` does."""
    found = []
    for run in earlier_runs(data, realm)[:TREND_RUNS]:
        with suppress(Explained, StoreError, UnreadableRecord, OSError):
            facts = gathered(_folder(data, Realm(run.realm), "--against"), package, progress, earlier=None).facts
            reached = result(facts.scenario, facts.scores, package.catalog.drill_grading)
            found.append(RunPercent(name=run.realm, version=run.version, began_ms=run.began_ms,
                                    percent=reached.percent, aborted=bool(facts.aborted)))  # fmt: skip
    return tuple(reversed(found))


def with_live(facts: ReportFacts, package: CountyPackage, data: Path) -> ReportFacts:
    """With medians and emergencies of the live realm of a data folder; without them where its records cannot be read,
    or are those of another realm or county."""
    measures = {expectation.what for expectation in facts.scenario.expectations}
    try:
        with live_journal(realm_folder(data, LIVE), package.manifest.identity) as journal:
            if journal is None:
                return facts
            medians = live_medians(journal, measures)
            emergencies = live_emergencies(journal, package.catalog, facts.began_ms, facts.ended_ms)
            return replace(
                facts, live_median_ms=medians.ms, live_counts=medians.counts, live_emergencies=emergencies
            )
    except ForeignJournal:
        return replace(facts, live_foreign=True)
    except Explained:  # names a path of this machine, which an archive that is handed on must not say
        return replace(facts, live_unread=True)


def earlier_scores(
    package: CountyPackage, data: Path, realm: Realm, against: Realm, progress: Progress
) -> RunScores:
    """The run ``against`` as one to compare ``realm`` with.  Raises as :func:`report`."""
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
