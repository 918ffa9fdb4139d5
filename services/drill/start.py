"""``main.py drill run``: opens a new realm with a scenario, and tells the live realm that a drill takes place."""

from __future__ import annotations

import tempfile
import time
import uuid
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from county.attachments import ATTACHMENTS_MAX, Attachment, safe_name
from county.clock import SystemClock
from county.commands import Command, CommandBody
from county.drill.baseline import EMPTY
from county.drill.drill_county import sensor_of
from county.drill.run import AnnounceDrill, DrillAborted, DrillEnded, EndDrill, ScenarioAccepted
from county.drill.scenario import Scenario
from county.drill.scenario_file import LoadScenario
from county.explained import Explained, visible
from county.numbering import COUNTY_TIME, moment
from county.package.open import CountyPackage
from county.realm import LIVE, Realm
from county.records import Record
from county.refusals import RefusalText
from services.disk.data_folder import data_folder, keys_folder, realm_folder, require_writable
from services.drill.baseline_copy import FoundBaseline, baseline_commit, found_baseline, write_baseline
from services.drill.baseline_source import baseline_source
from services.drill.drill_link import POLL_S, START_S, DrillNotStarted, link_of, link_to
from services.drill.package_county import PackageForDrills
from services.drill.scenario_check import findings_of
from services.protocol.control import ControlLink, NoBackend
from services.protocol.messages import Rejected
from services.realm import key_tables
from services.scenarios.scenario_files import PACKED, ScenarioFile, read
from services.store.private import private_folder
from services.store.reserved_time import ReservedTime
from services.supervision.presence import running_in
from services.supervision.window import SupervisedBackend

LEAD_MS = 600_000
"""By how much the clock is set before the start that the scenario states: it jumps there at STARTEX."""
RUNS_MAX = 999
NOT_ANNOUNCED = "no backend of the live realm runs here: nobody there is told of the drill"
READING = "{source}: its {records:,} records up to {time} are read"
COPIED = "{realm}: begins with {source} as of {time}: {events} events, {alarms} alarms, {records} records, all 背景"
ALARMED = "warning: inject {inject}: sensor {sensor} has an alarm in the background already; it may raise no new one"


@contextmanager
def opened_drill(
    package: Path, path: Path, *, speed: float | None, rebase: bool, print_line: Callable[[str], object]
) -> Iterator[Realm]:
    """A new drill of the scenario in ``path``, whose backend runs until the end of the context.  Raises Explained
    errors."""
    file, found = findings_of(read(path), package, rebase=rebase)
    for finding in found:
        print_line(f"{finding.severity}: {visible(str(finding))}")
    scenario = file.loaded.scenario
    if scenario is None or any(finding.severity == "error" for finding in found):
        raise DrillNotStarted("{file}: has errors; correct them, then run it again", file=path)
    data = data_folder(package)
    require_writable(data)
    county, clock = PackageForDrills(CountyPackage(package)), SystemClock()
    baseline = _found_baseline(scenario, file.folder, county, clock, lambda line: print_line(visible(line)))
    realm = new_realm(data, clock)
    _reserve(data, realm, scenario)
    if baseline is not None:
        for line in _taken_baseline(baseline, data, realm, scenario, county, clock):
            print_line(visible(line))
    backend = SupervisedBackend(package, data, realm)
    backend.start()
    try:
        with link_of(backend, realm) as link:
            _load(link, realm, path, file, speed)
        told = _tell_live(data, AnnounceDrill(
            drill=realm.id, title=scenario.scenario.title, roles=tuple(role.name for role in scenario.roles)
        ))  # fmt: skip
        if not told:
            print_line(NOT_ANNOUNCED)
        print_line(f"{realm.id}: the scenario is loaded; open further windows with --realm {realm.id}")
        yield realm
        if told and _is_over(backend, realm):
            _tell_live(data, EndDrill(drill=realm.id))
    finally:
        backend.close()


def _found_baseline(
    scenario: Scenario, folder: Path, county: PackageForDrills, clock: SystemClock, print_line: Callable[[str], object]
) -> FoundBaseline | None:
    """What the drill begins with, before anything of it is on the disk.  Raises Explained errors."""
    baseline, package = scenario.scenario.baseline, county.package
    if baseline == EMPTY:
        return None
    keys = key_tables(package, package.catalog)
    with baseline_source(baseline, folder, package, keys, clock.now_ms) as source:
        print_line(READING.format(source=baseline, time=moment(source.at_ms), records=source.seq))
        return found_baseline(source, package.catalog, keys, readings=scenario.background.readings)


def _taken_baseline(
    found: FoundBaseline, data: Path, realm: Realm, scenario: Scenario, county: PackageForDrills, clock: SystemClock
) -> Iterator[str]:
    """Write it; gives a line about it, and one for each inject whose sensor has raised its alarm already."""
    begins_ms, package = _begins_ms(scenario), county.package
    taken, commit = baseline_commit(
        found, realm, begins_ms=begins_ms, recorded_ms=begins_ms - LEAD_MS, wall_ms=clock.now_ms()
    )
    write_baseline(commit, data, realm, package, key_tables(package, package.catalog))
    yield COPIED.format(
        realm=realm.id, source=taken.source, time=moment(taken.at_ms), records=taken.records,
        events=taken.counts.get("event", 0), alarms=taken.counts.get("alarm", 0),
    )  # fmt: skip
    alarmed = {alarm.sensor_id for alarm in found.alarms}
    for inject in scenario.injects:
        sensor = None if inject.reading is None else sensor_of(inject.reading.sensor, county)
        if sensor is not None and sensor.id in alarmed:
            yield ALARMED.format(inject=inject.id, sensor=sensor.id)


def _begins_ms(scenario: Scenario) -> int:
    return round(scenario.scenario.drill_start.timestamp() * 1000)


def new_realm(data: Path, clock: SystemClock) -> Realm:
    """The next realm of today: a run is never repeated in the same one.  Raises DrillNotStarted."""
    day = datetime.fromtimestamp(clock.now_ms() / 1000, COUNTY_TIME)
    for number in range(1, RUNS_MAX + 1):
        realm = Realm(f"drill:{day:%Y%m%d}-{number:03}")
        if not realm_folder(data, realm).exists():
            return realm
    raise DrillNotStarted("{data}: has {most} drills of today already; archive some of them", data=data, most=RUNS_MAX)


def _reserve(data: Path, realm: Realm, scenario: Scenario) -> None:
    """Let the clock of the new realm begin shortly before the start that the scenario states."""
    folder = realm_folder(data, realm)
    folder.parent.mkdir(parents=True, exist_ok=True)
    private_folder(folder)
    reserved = ReservedTime(folder)
    try:
        reserved.store(_begins_ms(scenario) - LEAD_MS).result()
    finally:
        reserved.close()


def _load(link: ControlLink, realm: Realm, path: Path, file: ScenarioFile, speed: float | None) -> None:
    """Send the scenario and the files that it shows, and wait until it is accepted.  Raises DrillNotStarted."""
    with tempfile.TemporaryDirectory(prefix="county-drill-") as folder:
        text = Path(folder) / "scenario.toml"
        text.write_text(file.loaded.text, encoding="utf-8")
        files = [link.upload(text), *(link.upload(shown) for shown in _shown(path, file, Path(folder)))]
    if len(files) > ATTACHMENTS_MAX:
        raise DrillNotStarted("{file}: shows more than {most} files; leave some out", file=path,
                              most=ATTACHMENTS_MAX - 1)  # fmt: skip
    _submit(link, realm, LoadScenario(drill=realm.id, attachments=_named(files, path), speed=speed))
    until = time.monotonic() + START_S
    while not any(isinstance(record.body, ScenarioAccepted) for record in _records(link, realm)):
        if time.monotonic() > until:
            raise DrillNotStarted("{file}: the backend does not accept it; see its log", file=path)
        link.wait(POLL_S)


def _named(files: list[Attachment], path: Path) -> tuple[Attachment, ...]:
    first, *shown = files
    return (Attachment(sha256=first.sha256, name=safe_name(path.name), size=first.size, media_type=first.media_type),
            *shown)  # fmt: skip


def _shown(path: Path, file: ScenarioFile, folder: Path) -> Iterator[Path]:
    """The files that injects show, from beside the scenario or from its archive."""
    scenario = file.loaded.scenario
    named = {} if scenario is None else dict.fromkeys(i.media.attachment for i in scenario.injects if i.media)
    for name in filter(None, named):
        inside = PurePosixPath(name)
        if not path.name.endswith(PACKED):
            yield path.parent / inside
            continue
        target = folder / safe_name(inside.name)
        with zipfile.ZipFile(path) as archive:
            target.write_bytes(archive.read(name))
        yield target


def _submit(link: ControlLink, realm: Realm, body: CommandBody) -> None:
    """Raises DrillNotStarted."""
    [answer] = link.submit(
        [Command(id=uuid.uuid4().hex, realm=realm.id, happened_ms=link.clock.now_ms(), body=body)]
    )
    if isinstance(answer, Rejected):
        raise DrillNotStarted("{why}", why=RefusalText(answer.code, answer.params))


def _records(link: ControlLink, realm: Realm) -> list[Record[Any]]:
    return link.subject(f"drill/{realm.id}")


def _is_over(backend: SupervisedBackend, realm: Realm) -> bool:
    with suppress(Explained), link_of(backend, realm) as link:
        return any(isinstance(record.body, DrillEnded | DrillAborted) for record in _records(link, realm))
    return False


def _tell_live(data: Path, body: CommandBody) -> bool:
    """Whether the live realm was told; False where it does not run here, or refuses."""
    running = running_in(realm_folder(data, LIVE))
    if running is None:
        return False
    with suppress(NoBackend, DrillNotStarted), link_to(running.address, keys_folder(data), LIVE) as link:
        _submit(link, LIVE, body)
        return True
    return False
