"""The backend's real loop in a thread of the test, so that a test can put a broken part into it."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread

from county.catalog import load
from county.clock import SystemClock
from county.deadlines import TimeLimits
from county.package.open import CountyPackage
from county.sensing import ChannelTable
from services.backend import Backend
from services.desk import Desk
from services.group import Clerk
from services.log import QuietLog
from services.store.journal import Journal
from services.transport.zeromq.server import Server
from services.watch import Watch
from tests.square_county import write_square_county


class Loop:
    """Everything that ``services.app`` puts together, with the server of the test's choice."""

    def __init__(self, folder: Path, server: type[Server] = Server) -> None:
        county = CountyPackage(write_square_county(folder / "county"))
        self.keys = folder / "keys"
        self._stop = Event()
        self._thread = Thread(target=self._run, args=(county, folder, server))
        self._ready = Event()
        self._thread.start()
        self._ready.wait(10)

    def _run(self, county: CountyPackage, folder: Path, kind: type[Server]) -> None:
        log, catalog = QuietLog(), load()
        channels = ChannelTable.of(county.sensors, catalog.sensor_kinds)
        self.journal = Journal(folder / "journal", county="999901", realm="live", channels=channels)
        desk = Desk(county, catalog, TimeLimits(catalog), "live")
        watch = Watch(channels, catalog, county.sensors)
        watch.restore(desk.alarms)
        server = kind(listen="tcp://127.0.0.1:0", keys=self.keys, realm="live", log=log)
        self.address = server.address
        clerk = Clerk(desk=desk, watch=watch, journal=self.journal, channels=channels, realm="live", log=log)
        backend = Backend(
            manifest=county.manifest, realm="live", channels=channels, desk=desk, watch=watch, clerk=clerk,
            journal=self.journal, server=server, intakes=[], clock=SystemClock(), log=log,
        )  # fmt: skip
        self._ready.set()
        backend.run(self._stop.is_set)
        server.close()
        self.journal.close()

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
