"""The evaluation report of a drill of the largest scenario, of which every inject was delivered."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

from bench.figures import BenchFigure
from bench.large_scenario import EVERY_S
from county.aggregates import subject_of
from county.attachments import Attachment
from county.drill.inject_run import InjectDelivered
from county.drill.run import DrillCreated, DrillEnded, DrillStarted, ScenarioAccepted
from county.drill.scenario import Scenario
from county.drill.scenario_file import ScenarioLoaded
from county.drill.scoring import COMMANDS
from county.drill.standing import BoundRole
from county.package.open import CountyPackage
from county.realm import Realm
from county.records import EventDispatched, EventReported, Record, RecordBody
from services.drill_report.chapters import report_page
from services.drill_report.command import ReportedRun, report
from services.drill_report.values import report_json
from services.log import RateLimitedLog
from services.paper.docx_page import docx_of
from services.paper.layout import pdf_of
from services.protocol.codec import payload
from services.realm import key_tables
from services.store.blobs import CHUNK_BYTES
from services.store.open import open_realm_store
from services.store.ports import Commit, Committed, Entry
from services.store.upcast import schema_of

REALM = Realm("drill:bench-2")
SENT_MS = 4 * 60_000
"""After its report every event has a unit: before the target of its expectation."""
TIMEOUT_MS = 60_000


def report_figures(package: CountyPackage, scenario: Scenario, text: bytes) -> list[BenchFigure]:
    """``text``: the file of ``scenario``.  The whole command, and its parts each.  Raises RuntimeError."""
    with tempfile.TemporaryDirectory() as name:
        data, out = Path(name) / "data", Path(name) / "report"
        data.mkdir(mode=0o700)
        _write(package, data, scenario, text)
        run = ReportedRun(package.folder, data, REALM)
        whole_s = _timed(lambda: report(run, out, lambda share, what: None))
        facts = run.found(package, lambda share, what: None).facts
        gathered_s = _timed(lambda: run.found(package, lambda share, what: None))
    if len(facts.injects) != len(scenario.injects) or any(score.status != "met" for score in facts.scores):
        raise RuntimeError("the report is not one of a drill in which everything was done")
    grading = package.catalog.drill_grading
    page = report_page(facts, grading)
    size = f"{len(scenario.injects):,} injects and {len(scenario.expectations)} expectations"
    return [
        BenchFigure(f"report of {size}: document, PDF, values", whole_s, "s", at_most=10.0),
        BenchFigure("the same: the journal read", gathered_s, "s"),
        BenchFigure("the same: document", _timed(lambda: docx_of(page)), "s"),
        BenchFigure("the same: PDF", _timed(lambda: pdf_of(page)), "s"),
        BenchFigure("the same: values", _timed(lambda: report_json(facts, grading)), "s"),
    ]


def _write(package: CountyPackage, data: Path, scenario: Scenario, text: bytes) -> None:
    """The journal of the drill, and its scenario among the files.  Raises RuntimeError."""
    store = open_realm_store(
        data, county=package.manifest.identity, realm=REALM, keys=key_tables(package, package.catalog),
        messages=RateLimitedLog(),
    )  # fmt: skip
    try:
        file = Attachment(
            sha256=sha256(text).hexdigest(), name="large.toml", size=len(text), media_type="application/toml"
        )
        for begin in range(0, len(text), CHUNK_BYTES):
            chunk = text[begin : begin + CHUNK_BYTES]
            store.blobs.put(chunk, sha256=file.sha256, offset=begin, total=len(text), by="director")
        entries, at_ms = [], 0
        for seq, (at_ms, command_id, body) in enumerate(_course(scenario, file, package.resources[0].id), 1):
            record = Record(
                seq=seq, realm=REALM.id, happened_ms=at_ms, recorded_ms=at_ms, command_id=command_id,
                by="director", schema=schema_of(body), body=body,
            )  # fmt: skip
            entries.append(Entry(payload(record), subject_of(body), at_ms))
        store.log.begin(Commit(at_ms, entries))
        done = store.log.done(TIMEOUT_MS)
        if not isinstance(done, Committed):
            raise RuntimeError(f"the journal of the drill was not written: {done}")
    finally:
        store.close()


def _course(scenario: Scenario, file: Attachment, unit: str) -> Iterator[tuple[int, str, RecordBody]]:
    """Times, command ids and facts of the drill, in the order of their times."""
    drill, heading = REALM.id, scenario.scenario
    zero_ms = round(heading.drill_start.timestamp() * 1_000)
    roles = tuple(BoundRole(id=one.id, name=one.name, side=one.side, members=one.members) for one in scenario.roles)
    yield zero_ms, "c", DrillCreated(drill=drill)
    yield zero_ms, "c", ScenarioLoaded(drill=drill, attachments=(file,))
    yield zero_ms, "c", ScenarioAccepted(
        drill=drill, title=heading.title, kind=heading.kind, digest=scenario.digest, roles=roles, begins_ms=zero_ms,
        lasts_ms=int(heading.duration), speed=1.0,
    )  # fmt: skip
    yield zero_ms, "c", DrillStarted(drill=drill, zero_ms=zero_ms)
    steps = list[tuple[int, str, RecordBody]]()
    for n, inject in enumerate(scenario.injects):
        at_ms, event_id = zero_ms + EVERY_S * 1_000 * n, f"演{n}"
        assert inject.report is not None
        reported = EventReported(
            event_id=event_id, subclass=inject.report.subclass, title=inject.report.title, source="hotline",
            x_m=0, y_m=0, division="", level="general",
        )  # fmt: skip
        delivered = InjectDelivered(drill=drill, inject_id=inject.id, attempt=1, due_ms=at_ms, event_id=event_id)
        steps += [(at_ms, f"{COMMANDS}{inject.id}:1", reported), (at_ms, "c", delivered)]
        if inject.expects:
            sent = EventDispatched(event_id=event_id, unit=unit, due_ms=at_ms + SENT_MS)
            steps.append((at_ms + SENT_MS, "c", sent))
    yield from sorted(steps, key=lambda step: step[0])
    yield zero_ms + int(heading.duration), "c", DrillEnded(drill=drill)


def _timed(work: Callable[[], object]) -> float:
    """Seconds."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
