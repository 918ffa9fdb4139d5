"""Wires the parts of the analysis and runs its loop."""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event

from county.clock import SystemClock
from county.explained import Explained, of_os_error
from county.package.open import CountyPackage
from county.realm import Realm
from county.streams import STREAMS
from services.analysis.figures.figures import counted_county
from services.analysis.follower import Follower
from services.analysis.policy_replies import PolicyReplies
from services.analysis.presence import AnalysisPresence
from services.analysis.requests import AnalysisRequests
from services.analysis.risk.watched_county import watched_county
from services.analysis.texts.event_documents import EventDocuments
from services.analysis.timeline.timeline import TimelineIdentity
from services.coverage.county_coverage import CountyCoverage
from services.coverage.studies import CoverageStudies
from services.disk.data_folder import analysis_folder, keys_folder, realm_folder
from services.keys.principals import Principals
from services.log import RateLimitedLog, configure
from services.loop.allocator import return_large_blocks
from services.need.county_places import need_places
from services.protocol.codec import analysis_decoder
from services.protocol.server import Server
from services.staffing.county_staffing import CountyStaffing
from services.staffing.studies import StaffingStudies
from services.store.following import open_journal, open_texts, reading_history
from services.store.ports import TextIndex
from services.store.private import private_folder
from services.store.tokens import ensure_contacts_key, token_of
from services.store.upcast import RecordReader
from services.supervision.liveness import Liveness, PipeBeat
from services.tracing.places import read_points_of
from services.transport.zeromq.backend_link import ZeroMqBackendLink

READY = "ready"
COLLECTED_AFTER = 1_000_000
"""Objects made between two collections: folding makes many and no cycles."""


def main(package: str, data: str, realm: str, listen: str) -> int:
    """Run the analysis of one realm until it is stopped or cannot follow the journal; returns the exit code."""
    configure()
    return_large_blocks()
    messages = RateLimitedLog()
    try:
        serve_analysis(Path(package), Path(data), Realm(realm), listen, messages)
    except (Explained, OSError) as error:
        print(f"error: {error.line if isinstance(error, Explained) else of_os_error(error)}", file=sys.stderr)
        return 1
    return 0


class AnalysisEnded(Explained):
    """The journal is not followed any more; one line: why."""


def serve_analysis(
    package: Path, data: Path, realm: Realm, listen: str, messages: RateLimitedLog
) -> None:
    """Follow the journal and answer requests.  Raises Explained errors and OSError."""
    stopped = Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    signal.signal(signal.SIGINT, lambda *_: stopped.set())
    county = CountyPackage(package)
    folder, journal = analysis_folder(data, realm), realm_folder(data, realm)
    private_folder(folder)
    catalog = county.catalog
    keys = {key: stream.table(county, catalog) for key, stream in STREAMS.items()}
    studies = CoverageStudies(CountyCoverage(CountyPackage(package)))
    staffing = StaffingStudies(CountyStaffing(CountyPackage(package)))
    follower = Follower(
        folder=folder,
        identity=TimelineIdentity(county=county.manifest.identity, realm=realm.id, catalog=catalog.digest),
        open_journal=partial(open_journal, journal),
        open_index=_index_opener(folder),
        open_history=partial(reading_history, journal, keys),
        keys=keys,
        reader=RecordReader(partial(token_of, key=ensure_contacts_key(data)), path=journal),
        documents=EventDocuments(county, catalog),
        counted=counted_county(county),
        watched=partial(watched_county, county),
        read_points=partial(read_points_of, CountyPackage(package), catalog.trace_places),
        needy=partial(need_places, CountyPackage(package)),
        policies=PolicyReplies(package, synthetic=county.manifest.synthetic),
        coverage=studies,
        staffing=staffing,
        messages=messages,
        now=SystemClock().now_ms if realm.kind == "live" else None,
    )
    register = Principals(keys_folder(data), realm.id, journal)
    link = ZeroMqBackendLink(
        listen=listen, keys=keys_folder(data), log=messages, admits=lambda name: register.find(name) is not None
    )
    requests = AnalysisRequests(
        server=Server(link, realm.id, messages, decoder=analysis_decoder(realm.id)), realm=realm.id,
        register=register, follower=follower, messages=messages,
    )  # fmt: skip
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECTED_AFTER)
    liveness = Liveness([PipeBeat()])
    follower.start()
    try:
        AnalysisPresence(folder).announce(int(link.endpoints["desk"].rpartition(":")[2]))
        print(READY, flush=True)
        while not stopped.is_set() and not follower.failure:
            requests.turn()
            liveness.beat()
    finally:
        follower.stop()
        requests.close()
        studies.close()
        staffing.close()
        link.close()
    if follower.failure:
        raise AnalysisEnded("{why}", why=follower.failure)


def _index_opener(folder: Path) -> Callable[[Callable[[bytes], bool]], TextIndex]:
    return lambda usable: open_texts(folder / "texts.sqlite3", usable)
