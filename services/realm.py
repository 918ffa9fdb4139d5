"""The only place that wires desk, watch, store and link into a running realm."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from county.authority import Register
from county.catalog import Catalog
from county.clock import Clock, SystemClock, monotonic_ms
from county.events.deadlines import TimeLimits
from county.package.open import CountyPackage
from county.package.place_names import place_names
from county.package.village_places import village_places
from county.realm import Realm
from county.records import BackendStarted
from county.roads.network import RoadGraph
from county.sensing import ChannelTable
from county.streams import POSITIONS, READINGS, STREAMS, KeyTable
from services.audit.entry import Auditor
from services.desk import Desk
from services.drill.engine import DrillEngine
from services.drill.package_county import PackageForDrills
from services.drill.parts import DrillParts
from services.drill.requests import DrillRequests
from services.drill.withheld import OpenRecords
from services.follow_ups.escalations import Escalations
from services.follow_ups.plan_reminders import PlanReminders
from services.follow_ups.refused_inputs import RefusedInputs
from services.follow_ups.unit_positions import UnitPositions
from services.follow_ups.unopened import UnopenedEvents
from services.intake.base import Intake
from services.log import RateLimitedLog
from services.loop.backend import Backend
from services.loop.checkpoints import EVERY, Checkpoints, restore
from services.loop.failures import LoopFailures
from services.loop.file_retention import FileRetention
from services.loop.group_commit import GroupCommitter
from services.loop.history_maintenance import HistoryMaintenance
from services.pace import PaceControl
from services.program import VERSION
from services.protocol.server import Server
from services.requests.answers import Answers
from services.requests.audit_requests import AuditRequests
from services.requests.file_requests import FileRequests
from services.requests.first_values import FirstValues
from services.requests.place_name_requests import PlaceNameRequests
from services.requests.reporter_search import ReporterSearch
from services.requests.seats import OpenSeats
from services.rounds.intake import RoundsIntake
from services.rounds.planner import Planner
from services.store.realm_store import RealmStore
from services.transport.ports import BackendLink
from services.watch import Watch


@dataclass(frozen=True)
class OpenRealm:
    """A realm whose backend is ready to run."""

    backend: Backend
    desk: Desk
    checkpoints: Checkpoints

    def run(self, stopped: Callable[[], bool]) -> None:
        """Run the backend until ``stopped``, then store a checkpoint, so that the next start folds nothing.

        Not after a failed iteration: the in-memory state may contain uncommitted changes.
        """
        self.backend.run(stopped)
        self.checkpoints.store_now()


def key_tables(package: CountyPackage, catalog: Catalog) -> dict[str, KeyTable]:
    """The meaning of each stream's key numbers in this county, by stream key.  Raises BadCatalog."""
    others = {key: stream.table(package, catalog) for key, stream in STREAMS.items() if key != READINGS.key}
    return {READINGS.key: ChannelTable.of(package.sensors, catalog.sensor_kinds), **others}


def watch_of(package: CountyPackage, catalog: Catalog, channels: ChannelTable, realm: Realm) -> Watch:
    """The watch of a realm in which nothing has happened yet: it depends on the package alone."""
    return Watch(channels, catalog, package.sensors, realm=realm.id)


def open_realm(
    *,
    package: CountyPackage,
    catalog: Catalog,
    realm: Realm,
    clock: Clock,
    store: RealmStore,
    link: BackendLink,
    register: Register,
    audit: Auditor,
    messages: RateLimitedLog,
    keys: dict[str, KeyTable] | None = None,
    roads: RoadGraph | None = None,
    watch: Watch | None = None,
    pace: PaceControl | None = None,
    intakes: Callable[[Desk, ChannelTable], Sequence[Intake]] = lambda desk, channels: (),
    wall: SystemClock | None = None,
    monotonic: Callable[[], int] = monotonic_ms,
    checkpoint_every: int = EVERY,
    alive: Callable[[], None] = lambda: None,
    analysis: Callable[[], str] = str,
    planner: Planner | None = None,
) -> OpenRealm:
    """Restore the realm's state from its store and create its backend, with its start record pending.

    ``keys``: the store's own :func:`key_tables`, and ``watch``: a new one, if the caller has them.  ``pace``: of
    ``clock`` in a drill.  ``intakes`` creates the in-process sources; ``checkpoint_every``: records between two restart
    checkpoints; ``alive`` is called with every heartbeat, by the loop; ``analysis``: where the analysis listens, ""
    while that is unknown; ``planner``: plans rounds of the collection trucks, if the county has any.
    Raises Explained errors when catalogue, package and store are inconsistent.
    """
    keys = key_tables(package, catalog) if keys is None else keys
    channels = keys[READINGS.key]
    assert isinstance(channels, ChannelTable)
    store.use_catalog(catalog)
    log, reader = store.log, store.reader
    wall = wall or SystemClock()
    retention = FileRetention(
        blobs=store.blobs, run=store.run_file_job, log=log, read=reader.read, messages=messages, wall=wall,
        monotonic=monotonic,
    )  # fmt: skip
    limits = TimeLimits(catalog)
    desk = Desk(
        package,
        catalog,
        limits,
        realm.id,
        has_left=lambda subject: next(log.of_subject(subject), None) is not None,
        stored_start=retention.stored_start,
        roads=roads,
        villages=village_places(package),
        collects=planner is not None,
    )
    begun = restore(desk, log, catalog.digest, reader.read, messages)
    watch = watch_of(package, catalog, channels, realm) if watch is None else watch
    watch.restore(desk.alarms)
    unopened = UnopenedEvents(desk)
    unopened.find()
    maintenance = HistoryMaintenance(store.history, store.contacts, retention, messages, monotonic)
    newest = {key: maintenance.newest(STREAMS[key]) for key in keys}
    outstanding = watch.remember(newest[READINGS.key], clock.now_ms())
    server = Server(link, realm.id, messages, monotonic)
    failures = LoopFailures(messages)
    firsts = FirstValues(store.history, keys, newest)
    committer = GroupCommitter(
        desk=desk, watch=watch, log=log, keys=keys, realm=realm.id, firsts=firsts, token_of=store.token_of,
        messages=messages, failures=failures, unopened=unopened, read_only=store.proven is not None,
    )  # fmt: skip
    checkpoints = Checkpoints(
        desk, log, catalog.digest, messages, newest_seq=begun, every=checkpoint_every, monotonic=monotonic
    )
    opened = OpenRecords(reader) if realm.kind == "drill" else None
    answers = Answers(
        manifest=package.manifest, catalog=catalog, realm=realm.id, desk=desk, log=log, history=store.history,
        contacts=store.contacts, reader=reader, server=server, register=register, audit=audit, keys=keys,
        messages=messages, clock=clock, monotonic=monotonic, proven=store.proven,
        analysis=analysis, open_=(lambda data: data) if opened is None else opened.open,
    )  # fmt: skip
    def is_scenario(sha256: str) -> bool:
        loaded = desk.find("scenario", realm.id)
        return loaded is not None and loaded.attachments[0].sha256 == sha256

    files = FileRequests(
        blobs=store.blobs, run=store.run_file_job, realm=realm.id, server=server, register=register, audit=audit,
        messages=messages, monotonic=monotonic, withheld=is_scenario,
    )  # fmt: skip
    audit_requests = AuditRequests(
        audit=audit, realm=realm.id, server=server, register=register, monotonic=monotonic
    )
    reporter_search = ReporterSearch(
        contacts=store.contacts, run=store.run_file_job, desk=desk, realm=realm.id, server=server, register=register,
        audit=audit, monotonic=monotonic,
    )  # fmt: skip
    place_name_requests = PlaceNameRequests(
        names=lambda: place_names(CountyPackage(package.folder)).encode(),  # prepared shapes belong to one thread
        run=store.run_file_job, realm=realm.id, server=server,
        register=register, messages=messages, monotonic=monotonic,
    )  # fmt: skip
    refused = RefusedInputs(realm.id, uuid.uuid4().hex)
    positions = UnitPositions(desk, keys[POSITIONS.key])
    rounds: Sequence[Intake] = ()
    if planner is not None:
        rounds = (RoundsIntake(desk, channels, lambda keys: backend.newest[READINGS.key].rows(keys), planner),)
    drill: DrillParts | None = None
    if opened is not None and store.proven is None:
        engine = DrillEngine(
            desk, PackageForDrills(package), channels, blobs=store.blobs, run_file_job=store.run_file_job,
            journal=lambda: map(reader.read, log.records(1, log.head.seq)),
            newest=lambda keys: backend.newest[READINGS.key].rows(keys),
            refusing=lambda: bool(committer.refusing), messages=messages,
        )  # fmt: skip
        requests = DrillRequests(
            desk, engine, server=server, register=register, audit=audit, reader=reader, clock=clock,
            monotonic=monotonic,
        )  # fmt: skip
        requests.begin(map(reader.read, log.records(1, log.head.seq)))
        drill = DrillParts(engine, requests, opened)
    backend = Backend(
        realm=realm.id, desk=desk, watch=watch, committer=committer, log=log, maintenance=maintenance, newest=newest,
        server=server, answers=answers, files=files, audit=audit, audit_requests=audit_requests,
        reporter_search=reporter_search, place_names=place_name_requests,
        seats=OpenSeats(server, register, desk, monotonic),
        register=register, checkpoints=checkpoints, keys=keys,
        intakes=(*intakes(desk, channels), Escalations(desk, limits), PlanReminders(desk), positions, *rounds,
                 refused, *(() if drill is None else (drill.engine,))),
        clock=clock, wall=wall, messages=messages, pace=pace, monotonic=monotonic,
        failures=failures, alive=alive, refused=refused, drill=drill,
    )  # fmt: skip
    answers.instance, answers.newest = backend.instance, backend.newest
    positions.newest = backend.newest[POSITIONS.key]
    started = BackendStarted(package=package.manifest.identity, catalog=catalog.digest, program=VERSION)
    backend.start(started, outstanding)
    return OpenRealm(backend, desk, checkpoints)
