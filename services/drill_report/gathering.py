"""What a report says, gathered from the folder of a drill's realm, while its backend is running or not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from county.attachments import Attachment
from county.catalog import Catalog
from county.drill.demands import demand
from county.drill.drill_county import sensor_of
from county.drill.loading import load
from county.drill.scenario import Scenario, ScenarioReadings, recipient
from county.drill.scenario_file import LoadedFile, ScenarioLoaded
from county.drill.scenario_file import apply as loaded_after
from county.events.texts import EventTexts
from county.explained import Explained
from county.names import Name
from county.package.open import CountyPackage
from services import program
from services.brief.group_names import GroupNames
from services.drill.package_county import PackageForDrills
from services.drill_report.course import DrillCourse
from services.drill_report.facts import Improvement, ReportFacts, RunScores
from services.store.blobs import FOLDER, blob_path
from services.store.following import open_journal
from services.store.ports import RealmJournal
from services.store.upcast import RecordReader

Progress = Callable[[float, str], None]
STEP = 1_000
VILLAGE = 12
"""Digits of the code of a village; that of a grid is longer."""


class NoDrillReport(Explained):
    """There is nothing to report on yet; one line."""


class GatheredDrill(NamedTuple):
    """The facts of a drill, and the files of its scenario."""

    facts: ReportFacts
    scenario_text: bytes
    attachments: dict[str, bytes]
    """What the scenario shows, by name."""


def gathered(folder: Path, package: CountyPackage, progress: Progress, *, earlier: RunScores | None) -> GatheredDrill:
    """Read the journal in a realm's ``folder`` up to its present end.  ``earlier``: a run to compare with.

    Raises NoDrillReport, BadJournal, StoreError, UnreadableRecord.
    """
    county, names = PackageForDrills(package), GroupNames(package, package.catalog)
    reading_title = partial(_reading_title, county, names, package.catalog)
    with closing(open_journal(folder)) as journal:
        if journal.county != package.manifest.identity:
            raise NoDrillReport(
                "{folder}: is the journal of county {theirs}, the package is {ours}; give the package of that county",
                folder=folder, theirs=journal.county, ours=package.manifest.identity,
            )  # fmt: skip
        loaded, head = _loaded(journal), journal.head
        files = [(file.name, _stored(folder, file)) for file in loaded.attachments]
        scenario = _scenario(journal.realm, *files[0])
        name_of = partial(_acted_name, names, package.catalog)
        title_of = partial(_title, EventTexts(package.catalog, package.sensors))
        course, read = DrillCourse(scenario, county, reading_title, name_of, title_of), RecordReader().read
        for seq, data in enumerate(journal.records(1, head.seq), 1):
            course.take(read(data, seq))
            if seq % STEP == 0:
                progress(seq / head.seq, "reading the journal")
        realm, head_hash = journal.realm, head.hash
    run = course.run
    if run is None or run.zero_ms is None or course.began_ms is None:
        raise NoDrillReport("{realm}: was never started; there is nothing to report on", realm=realm)
    if course.end is None:
        raise NoDrillReport("{realm}: is not over yet; end it, then report on it", realm=realm)
    heading, departments = scenario.scenario, package.catalog.departments
    called = {who for expectation in scenario.expectations for who in expectation.who}
    facts = ReportFacts(
        realm=realm, county=package.manifest.name, program=program.VERSION, scenario=scenario, scores=course.scores(),
        population=county.population, began_ms=course.began_ms, ended_ms=course.end.wall_ms,
        lasted_ms=None if run.over_ms is None else run.over_ms - run.zero_ms, aborted=course.end.reason,
        baseline=run.baseline, organiser=heading.organiser, place=heading.place, method=heading.method,
        recipients={who: _name_of(who, names) for who in sorted(called)},
        demands={
            one.id: demand(one, package.catalog, partial(_name_of, names=names)).zh for one in scenario.expectations
        },
        injects=course.injects, actions=course.actions, unlisted_actions=course.unlisted_actions, notes=course.notes,
        ratings=course.ratings,
        self_assessments=course.self_assessments, improvements=_with_names(course.improvements, departments),
        clock=course.clock, members=course.members, present=course.present,
        grade=run.grade, grade_reason=course.grade_reason, earlier=earlier, head_seq=head.seq,
        head_hash=head_hash.hex(),
    )  # fmt: skip
    return GatheredDrill(facts, files[0][1], dict(files[1:]))


def _reading_title(
    county: PackageForDrills, names: GroupNames, catalog: Catalog, reading: ScenarioReadings
) -> str:  # fmt: skip
    """``枫潭村雨量站01 · 小时雨量``; without a name ``雨量站 S-7 · 樟垄镇 · 枫潭村 · 小时雨量``: the village is
    enough of its place."""
    sensor = sensor_of(reading.sensor, county)
    if sensor is None:
        return f"{reading.sensor} · {reading.channel}" if isinstance(reading.sensor, str) else reading.channel
    kind = catalog.sensor_kinds[sensor.kind]
    channel = next((one.name.zh for one in kind.channels if one.key == reading.channel), reading.channel)
    if sensor.name:
        return f"{sensor.name} · {channel}"
    return f"{kind.name.zh} {sensor.id} · {names.name_of('village', sensor.division[:VILLAGE]).zh} · {channel}"


def _name_of(who: str, names: GroupNames) -> str:
    """The name of a department, unit or division; ``who`` itself where it has none."""
    found = recipient(who)
    if found is None or found[0] == "post":
        return who
    return _called(names, *found)


def _called(names: GroupNames, kind: str, id: str) -> str:
    """The name of a unit, department or division; that of a post is its id."""
    return id if kind == "post" else names.name_of("unit" if kind == "unit" else "village", id).zh


def _acted_name(names: GroupNames, catalog: Catalog, kind: str, id: str) -> str:
    """The name of an addressee or, of kind ``plan``, of a plan; its key where the catalogue has it no longer."""
    if kind != "plan":
        return _called(names, kind, id)
    plan = catalog.response_plans.get(id)
    return id if plan is None else plan.name.zh


def _title(texts: EventTexts, written: str, rule: str, sensor_id: str) -> str:
    """``松坳村地质灾害监测点01短时强降水``"""
    title = texts.title_of(written, rule, sensor_id)
    return title.zh if isinstance(title, Name) else title


def _with_names(items: Iterable[Improvement], departments: Mapping[str, Name]) -> tuple[Improvement, ...]:
    """With the Chinese name of a department in place of its id."""
    return tuple(
        replace(item, department=departments[item.department].zh) if item.department in departments else item
        for item in items
    )


def run_scores(facts: ReportFacts) -> RunScores:
    """A run as the earlier one of a comparison."""
    return RunScores(name=facts.realm, scenario=facts.scenario, scores=facts.scores)


def _loaded(journal: RealmJournal) -> LoadedFile:
    """The scenario that was loaded last: none is after the start."""
    read, found = RecordReader().read, None
    for data in journal.of_subject(f"scenario/{journal.realm}"):
        record = read(data)
        if isinstance(record.body, ScenarioLoaded):
            found = loaded_after(found, record)
    if found is None:
        raise NoDrillReport("{realm}: no scenario was loaded in it; there is nothing to report on", realm=journal.realm)
    return found


def _stored(folder: Path, file: Attachment) -> bytes:
    """A file of the realm's BlobStore.  Raises NoDrillReport, OSError."""
    path = blob_path(folder / FOLDER, file.sha256)
    data = path.read_bytes() if path.is_file() else b""
    if sha256(data).hexdigest() != file.sha256:
        raise NoDrillReport(
            "{path}: {name}, a file of the scenario, is missing or damaged there; restore the backup of this realm",
            path=path, name=file.name,
        )  # fmt: skip
    return data


def loaded_scenario(folder: Path, journal: RealmJournal) -> Scenario:
    """The scenario of a drill, whose journal is in ``folder``.  Raises NoDrillReport, OSError."""
    file = _loaded(journal).attachments[0]
    return _scenario(journal.realm, file.name, _stored(folder, file))


def _scenario(realm: str, name: str, data: bytes) -> Scenario:
    found = load(data, name)
    if found.scenario is None:
        raise NoDrillReport("{realm}: {why}", realm=realm, why=found.findings[0].explained)
    return found.scenario
