"""The backend as a program: opens one realm and runs its loop until it is stopped."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from county.clock import Clock, PacedClock, SystemClock
from county.events.deadlines import TimeLimits
from county.explained import Explained
from county.package.explained_by_check import explained_by_check
from county.package.open import CountyPackage
from county.realm import Realm
from county.sensing import ChannelTable
from county.streams import POSITIONS
from services.analysis.presence import AnalysisPresence
from services.audit.entry import AuditEntry, AuditKind
from services.audit.log import AuditLog
from services.audit.recording import handshake_entry
from services.audit.trail import AuditTrail
from services.desk import Desk
from services.disk.data_folder import (
    analysis_folder,
    begun_data_folder,
    data_folder,
    keys_folder,
    realm_folder,
    require_writable,
)
from services.follow_ups.judged_risks import RiskIntake
from services.follow_ups.judged_signs import JudgedSigns
from services.follow_ups.kept_forecasts import ForecastIntake
from services.intake.base import Intake
from services.keys.principals import Principals
from services.loaded_county import LoadedCounty, load_county
from services.log import RateLimitedLog, configure
from services.loop.allocator import free_unused_memory, return_large_blocks, share_one_heap
from services.loop.durable_groups import CommitHangs
from services.pace import PaceControl
from services.program import VERSION
from services.realm import open_realm, watch_of
from services.rounds.planner import ProcessPlanner
from services.store.disk_space import require_space
from services.store.open import open_realm_store
from services.store.ports import StoreError
from services.store.realm_store import RealmStore
from services.store.reserved_time import ReservedTime
from services.supervision import exit_reason
from services.supervision.companion import AnalysisCommand, Companion
from services.supervision.guard import is_supervised, until_stopped
from services.supervision.liveness import Liveness, PipeBeat
from services.supervision.presence import announced
from services.supervision.service_manager import ServiceManager
from services.supervision.template import fork_on_request, is_template
from services.tracing.places import LAYER as READ_POINTS
from services.transport.zeromq.backend_link import ZeroMqBackendLink

DEMO_SEED = 1


class UnreadableStore(Explained):
    """The stored data of a realm cannot be read; one line."""


@exit_reason.reported()
def serve(
    package: Path, *, listen: str, realm: Realm, data: Path | None = None, demo: Container[str] = ("live",)
) -> int:
    """Run the backend of one realm until it is stopped; prints one JSON line once it is ready.

    ``data``: a folder, created if missing below an existing one; None: the default one of the package.
    ``demo``: kinds of realms that also get demo traffic, if the county is synthetic.  Raises Explained errors when
    package, catalogue, journal, keys, address or disk cannot be used.
    """
    gc.disable()  # until the data is open: everything loaded is permanent
    loaded = load_county(package)
    traffic = _demo(loaded, realm, demo)
    watch = watch_of(loaded.package, loaded.package.catalog, loaded.channels, realm)
    if is_template():
        gc.collect()
        gc.freeze()  # collections in a fork then change, and so copy, none of it
        if not fork_on_request(loaded.is_current):
            return 0
    county = loaded.package
    configure()
    return_large_blocks()
    share_one_heap()
    messages = RateLimitedLog()
    stopped = until_stopped()
    if data is None:
        data = data_folder(package)
        require_writable(data)
    else:
        data = begun_data_folder(data)
    folder, keys = realm_folder(data, realm), keys_folder(data)
    derived = analysis_folder(data, realm)
    judged: tuple[Intake, ...] = ()
    if realm.kind == "live":
        judged = JudgedSigns(derived, realm.id), RiskIntake(derived, realm.id), ForecastIntake(derived, realm.id)

    def intakes(desk: Desk, channels: ChannelTable) -> Sequence[Intake]:
        return (*traffic(desk, channels), *judged)

    _warn_of_unknown_year(county, SystemClock(), messages)
    require_space(data)
    with _explained(folder), explained_by_check(package):
        store = open_realm_store(
            data, county=county.manifest.identity, realm=realm, keys=loaded.keys,
            messages=messages,
        )  # fmt: skip
    hangs, pace, manager = False, None, ServiceManager()
    planner = _planner(loaded)
    clock: Clock = SystemClock()
    audit = AuditTrail(AuditLog.of_data(data), realm=realm.id, messages=messages)
    for entry in _damage(store, folder):
        audit.note(entry)
    liveness = Liveness([PipeBeat()] if is_supervised() else [manager.beat])
    try:
        if realm.kind != "live" and store.proven is not None:
            shown_ms = store.proven.recorded_ms
            clock = PacedClock(shown_ms, rate=0, limit_ms=shown_ms)
        elif realm.kind != "live":
            pace = PaceControl(ReservedTime(folder), recorded_ms=store.log.head.recorded_ms, messages=messages)
            clock = pace.clock
        register = Principals(keys, realm.id, folder)
        link = ZeroMqBackendLink(
            listen=listen, keys=keys, log=messages, admits=lambda name: register.find(name) is not None,
            seen=lambda handshake: audit.note(handshake_entry(handshake)),
        )  # fmt: skip
        try:
            with _explained(folder), explained_by_check(package):
                opened = open_realm(
                    package=county, catalog=county.catalog, realm=realm, store=store, link=link, register=register,
                    audit=audit, clock=clock, pace=pace, messages=messages,
                    keys=loaded.keys, roads=loaded.roads, watch=watch,
                    intakes=intakes if store.proven is None else lambda desk, channels: (), alive=liveness.beat,
                    analysis=AnalysisPresence(analysis_folder(data, realm)).endpoint, planner=planner,
                )  # fmt: skip
            gc.collect()
            free_unused_memory()
            gc.freeze()  # county data is permanent; collections that traverse it delay heartbeats
            gc.enable()
            ready = {
                "address": link.endpoints["desk"], "keys": str(keys), "pid": os.getpid(),
                "county": county.manifest.name, "realm": realm.id,
            }  # fmt: skip
            companion = _companion(package, data, realm, link.endpoints["desk"])
            with companion, announced(folder, link.endpoints["desk"], messages, of_window=is_supervised()):
                print(json.dumps(ready, ensure_ascii=False), flush=True)
                manager.ready()
                audit.note(_started(AuditKind.BACKEND_STARTED, link.endpoints["desk"]))
                messages.info("the backend is ready", address=link.endpoints["desk"], records=store.log.head.seq)
                opened.run(stopped.is_set)
                audit.note(_started(AuditKind.BACKEND_STOPPED, link.endpoints["desk"]))
        finally:
            manager.stopping()
            if planner is not None:
                planner.close()
            link.close()
    except CommitHangs:
        hangs = True
        raise
    finally:
        if not hangs:  # close() would wait for the disk that hangs
            if pace is not None:
                pace.close()
            store.close()
        audit.close()
        manager.close()
    return 0


def _planner(loaded: LoadedCounty) -> ProcessPlanner | None:
    """Plans collection rounds, if the county has trucks and roads for them."""
    settings, speeds = loaded.package.catalog.collection, loaded.package.catalog.road_speeds
    vehicle = speeds.vehicle_of(settings.truck)
    trucks = any(unit.kind == settings.truck for unit in loaded.package.resources)
    if not settings.rule or vehicle is None or not trucks or not loaded.roads.ids:
        return None
    return ProcessPlanner(loaded.roads, vehicle)


@contextmanager
def _companion(package: Path, data: Path, realm: Realm, address: str) -> Iterator[None]:
    """Run the analysis beside a backend without a supervisor, which otherwise does it."""
    if is_supervised():
        yield
        return
    host = address.removeprefix("tcp://").rpartition(":")[0]
    command = AnalysisCommand(str(package.resolve()), data.resolve(), realm, host)
    companion = Companion(command, lambda line: print(line, end="", file=sys.stderr, flush=True))
    companion.start()
    try:
        yield
    finally:
        companion.stop()


def _started(kind: AuditKind, address: str) -> AuditEntry:
    return AuditEntry(kind=kind, address=address, about=VERSION, params={"process": str(os.getpid())})


def _damage(store: RealmStore, folder: Path) -> Iterator[AuditEntry]:
    """The entries about a journal that was found damaged."""
    if store.rebuilt is not None:
        params = {"lost": store.rebuilt.lost} if store.rebuilt.lost else {}
        yield AuditEntry(kind=AuditKind.JOURNAL_REBUILT, about=str(store.rebuilt.old), params=params)
    if store.proven is not None:
        params = {"records": str(store.proven.seq), "damage": str(store.proven.why)}
        yield AuditEntry(kind=AuditKind.JOURNAL_READ_ONLY, about=str(folder), params=params)


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """Turns store errors into one line for the user."""
    try:
        yield
    except StoreError as error:
        raise UnreadableStore(
            "{folder}: {why}; check it with `main.py journal … verify`, or restore a backup", folder=folder, why=error
        ) from error


def _warn_of_unknown_year(county: CountyPackage, clock: SystemClock, messages: RateLimitedLog) -> None:
    year = TimeLimits(county.catalog).unknown_year(clock.now_ms())
    if year is not None:
        way_out = "enter its holidays and workdays in catalog/working_hours.toml of the package"
        messages.warning("no holidays known for this year: limits exclude weekends only", year=year, way_out=way_out)


def _demo(loaded: LoadedCounty, realm: Realm, demo: Container[str]) -> Callable[[Desk, ChannelTable], Sequence[Intake]]:
    """Makes the demo traffic of a realm that gets it; what of that depends on the county alone is made at once."""
    county = loaded.package
    if realm.kind not in demo or not county.manifest.synthetic:
        return lambda desk, channels: ()
    from services.simulation.past import SimulatedPast
    from services.simulation.pauses import LIVE_RATE
    from services.simulation.reporting import SimulatedReporting
    from services.simulation.scans import SimulatedScans
    from services.simulation.sources import SimulatedSources
    from services.simulation.supply_chain import SupplyChain
    from services.simulation.traffic import DemoTraffic
    from services.simulation.trucks import Trucks

    keys = loaded.keys[POSITIONS.key]
    units = tuple(unit for unit in county.resources if (unit.id,) in keys.number)
    trucks = Trucks(units, loaded.roads, keys, DEMO_SEED)
    sources = SimulatedSources(county, county.catalog, loaded.channels, DEMO_SEED, trucks)

    points = county.table(READ_POINTS)
    places: dict[str, list[str]] = {}
    for id, kind in zip(points["id"], points["kind"], strict=True):
        places.setdefault(str(kind), []).append(str(id))
    chain = SupplyChain(places, DEMO_SEED)
    towns = [str(code) for code in county.table("towns")["code"].tolist()]

    def traffic(desk: Desk, channels: ChannelTable) -> Sequence[Intake]:
        of_sensors = desk.sensor_events()
        return (
            DemoTraffic(
                sources, desk.events, desk.alarms, of_sensors=of_sensors, realm=realm.id, rank=desk.ranked,
                rounds=lambda: desk.states_of("rounds"), is_for_rounds=desk.is_for_rounds,
                rate=LIVE_RATE if realm.kind == "live" else 1.0,
            ),
            *([SimulatedPast(sources, desk.events, realm=realm.id)] if realm.kind == "live" else ()),
            SimulatedReporting(
                county.manifest.code, towns, realm=realm.id, seed=DEMO_SEED,
                indicators=lambda: desk.states_of("indicator"), calls=lambda: desk.states_of("calls"),
            ),
            *([SimulatedScans(chain, desk.fold.states["scans"], realm=realm.id)]
              if chain.is_possible and realm.kind == "live" else ()),
        )

    return traffic
