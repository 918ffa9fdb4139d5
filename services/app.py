"""The backend as a program: puts its parts together and runs the loop until it is told to stop."""

from __future__ import annotations

import json
import os
from pathlib import Path

from county.clock import SystemClock
from county.deadlines import TimeLimits
from county.package.open import CountyPackage
from county.sensing import ChannelTable
from services.backend import Backend
from services.desk import Desk
from services.group import Clerk
from services.guard import until_stopped
from services.intake.base import Intake
from services.log import QuietLog, configure
from services.place import data_folder
from services.presence import announced
from services.protocol.codec import record_of
from services.store import snapshot
from services.store.journal import Journal
from services.transport.zeromq.server import Server
from services.watch import Watch

REALM = "live"
DEMO_SEED = 1
FOLD_AGAIN_MAX = 1_000
"""Records after the last snapshot at which a start writes a new one."""


def serve(package: Path, *, listen: str, data: Path | None = None, demo: bool = True) -> int:
    """Run the backend of ``package`` until it is told to stop; prints one JSON line once it is ready.

    ``demo``: a synthetic county also gets demo traffic.  Raises Explained errors when
    package, catalogue, journal, keys or address cannot be used.
    """
    configure()
    log = QuietLog()
    stopped = until_stopped()
    county = CountyPackage(package)
    folder = data_folder(package) if data is None else data
    catalog = county.catalog
    channels = ChannelTable.of(county.sensors, catalog.sensor_kinds)
    journal = Journal(folder / "journal", county=county.manifest.identity, realm=REALM, channels=channels)
    limits = TimeLimits(catalog)
    unknown_year = limits.unknown_year(SystemClock().now_ms())
    if unknown_year is not None:
        way_out = "enter its holidays and workdays in resources/catalog/working_hours.toml"
        log.warning("the year's days off are not known: limits count weekends only", year=unknown_year, way_out=way_out)
    desk = Desk(county, catalog, limits, REALM)
    watch = Watch(channels, catalog, county.sensors)
    _restore(desk, journal, folder / "journal", log)
    watch.restore(desk.alarms)
    watch.remember(journal.readings.latest())
    server = Server(listen=listen, keys=folder / "keys", realm=REALM, log=log)
    clerk = Clerk(desk=desk, watch=watch, journal=journal, channels=channels, realm=REALM, log=log)
    intakes: list[Intake] = []
    if demo and county.manifest.synthetic:
        from services.simulation.traffic import DemoTraffic

        intakes.append(DemoTraffic(county, catalog, channels, desk.events, desk.alarms, DEMO_SEED))
    backend = Backend(
        manifest=county.manifest, realm=REALM, channels=channels, desk=desk, watch=watch, clerk=clerk, journal=journal,
        server=server, intakes=intakes, clock=SystemClock(), log=log,
    )  # fmt: skip
    ready = {
        "address": server.address, "keys": str(folder / "keys"), "pid": os.getpid(), "county": county.manifest.name,
    }  # fmt: skip
    try:
        with announced(folder, server.address, log):
            print(json.dumps(ready, ensure_ascii=False), flush=True)
            log.info("the backend is ready", address=server.address, records=journal.head_seq)
            backend.run(stopped.is_set)
        _save(desk, journal, folder / "journal", log)  # not after a turn that failed: no record may know what it did
    finally:
        server.close()
        journal.close()
    return 0


def _restore(desk: Desk, journal: Journal, folder: Path, log: QuietLog) -> None:
    """Bring the desk to the journal's last record: the snapshot, then what came after it."""
    known = snapshot.load(folder, journal)
    desk.restore(known.events, known.alarms)
    for data in journal.records(known.seq + 1, journal.head_seq):
        desk.apply(record_of(data))
    if journal.head_seq - known.seq > FOLD_AGAIN_MAX:
        _save(desk, journal, folder, log)


def _save(desk: Desk, journal: Journal, folder: Path, log: QuietLog) -> None:
    state = snapshot.StateSnapshot(
        seq=journal.head_seq, hash=journal.head_hash,
        events=list(desk.events.values()), alarms=list(desk.alarms.values()),
    )  # fmt: skip
    try:
        snapshot.save(folder, state)
    except OSError as error:
        log.warning("no snapshot was written; the next start folds the journal instead", reason=str(error))
