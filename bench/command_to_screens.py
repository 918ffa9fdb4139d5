"""From a command to every screen: open events on the desk, commands without pause, headless clients and one window.

All processes run on this machine and share its monotonic clock.
"""

from __future__ import annotations

import json
import tempfile
import time
from bisect import bisect_left
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from bench.acknowledged_load import issued, report_at
from bench.children import Child, python
from bench.connected import FixedAddress, desktop_client
from bench.figures import BenchFigure
from bench.flood import backend
from bench.rounds import Progress
from county import records as r
from county.clock import SystemClock
from county.commands import FileEvent
from county.numbering import event_id_of
from county.package.open import CountyPackage
from county.realm import LIVE
from county.records import Record
from services.log import RateLimitedLog
from services.protocol.codec import payload
from services.protocol.messages import Accepted
from services.realm import key_tables
from services.store.open import open_realm_store
from services.store.ports import Commit, Committed, Entry
from services.store.upcast import schema_of

RATE = 200
"""Commands a second."""
CLIENTS = 5
SETTLE_S = 5.0
"""At this rate before it counts."""
TAIL_S = 20.0
"""After the last command, for screens that lag behind."""
START_S = 180.0
TIMEOUT_MS = 60_000


def figures(package: Path, events: int, seconds: float, progress: Progress) -> list[BenchFigure]:
    """The figures of ``seconds`` with ``events`` open.  Raises RuntimeError when a process does not start or end."""
    county = CountyPackage(package)
    point = county.table("villages").geometry[0].representative_point()
    place_m, runs_s = (float(point.x), float(point.y)), seconds + SETTLE_S + TAIL_S
    with tempfile.TemporaryDirectory() as name, ExitStack() as opened:
        data = Path(name) / "data"
        write_open_events(county, data, events, place_m)
        address, keys = opened.enter_context(backend(package, data))
        at = FixedAddress(address, keys)
        window_command = ("-m", "bench.window_times", package, address, keys, Path(name) / "w.ini", str(runs_s))
        screens = [opened.enter_context(python(*window_command))]
        _ready(screens[0])  # its start takes seconds, that of the others less than one
        screens += [
            opened.enter_context(python("-m", "bench.screen_times", address, keys, str(runs_s))) for _ in range(CLIENTS)
        ]
        for screen in screens[1:]:
            _ready(screen)
        progress(0.2, f"{RATE} commands a second")
        sent, accepted = submitted(at, place_m, seconds, progress)
        lines = [screen.first_line()[0] for screen in screens]
    if not all(lines):
        raise RuntimeError("a screen ended without its times")
    window, *clients = [json.loads(line) for line in lines]
    starts = ((sent[command], answer.last_seq) for command, answer in accepted.items())
    counted = [(at_s, seq) for at_s, seq in starts if at_s is not None]
    if not counted:
        raise RuntimeError("no command was accepted in time")
    on_window = _delays_of_window(window, counted)
    on_clients = [[times.get(str(seq), np.inf) - at_s for at_s, seq in counted] for times in clients]
    unseen = float(np.isinf(on_window).sum())
    every = np.max([on_window, *on_clients], axis=0)
    title = f"{events:,} open events, {RATE} commands/s for {seconds:g} s, {CLIENTS} clients, one window"
    return [
        BenchFigure(f"{title}: commands accepted", len(counted), ""),
        BenchFigure("commands that the window did not show within its time", unseen, "", at_most=0),
        BenchFigure("commands sent in time, of those due", len(sent) / (RATE * (seconds + SETTLE_S)), "ratio"),
        BenchFigure("from a command to the last client, p99", _p99(np.max(on_clients, axis=0)), "ms"),
        BenchFigure("from a command to the window, p99", _p99(np.array(on_window)), "ms"),
        BenchFigure("from a command to every one of them, p50", float(np.median(every)) * 1e3, "ms"),
        BenchFigure("from a command to every one of them, p99", _p99(every), "ms", at_most=150),
    ]


def submitted(
    at: FixedAddress, place_m: tuple[float, float], seconds: float, progress: Progress
) -> tuple[dict[str, float | None], dict[str, Accepted]]:
    """Submit reports and filings at RATE; times of the commands that count by id, None for the others, and answers."""
    sent: dict[str, float | None] = {}
    accepted: dict[str, Accepted] = {}
    with desktop_client(at) as client:
        while client.health().state != "live":
            client.take()
            time.sleep(0.01)
        began, number, total = time.monotonic(), 0, round(RATE * (seconds + SETTLE_S))
        until = began + seconds + SETTLE_S + TAIL_S / 2
        while time.monotonic() < until and len(accepted) < total:
            now = time.monotonic()
            while number < total and now - began >= number / RATE:
                event, is_report = f"LOAD-{number // 2}", number % 2 == 0
                command = report_at(place_m, event) if is_report else issued(FileEvent(event_id=event))
                sent[command.id] = time.monotonic() if now - began >= SETTLE_S else None
                client.submit(command)
                number += 1
            accepted |= {reply.command_id: reply for reply in client.take().replies if isinstance(reply, Accepted)}
            progress(0.2 + 0.8 * min(1.0, (now - began) / (until - began)), f"{RATE} commands a second")
            time.sleep(0.002)
    return sent, accepted


def write_open_events(county: CountyPackage, data: Path, events: int, place_m: tuple[float, float]) -> None:
    """Fill the empty data folder with open events.  Raises RuntimeError when the commit fails."""
    store = open_realm_store(
        data, county=county.manifest.identity, realm=LIVE, keys=key_tables(county, county.catalog),
        messages=RateLimitedLog(),
    )  # fmt: skip
    try:
        store.use_catalog(county.catalog)
        now_ms = SystemClock().now_ms() - 3_600_000
        entries = [
            Entry(payload(record), f"event/{record.body.event_id}", record.recorded_ms)
            for record in _open_events(events, now_ms, place_m)
        ]
        store.log.begin(Commit(now_ms, entries))
        if not isinstance(done := store.log.done(TIMEOUT_MS), Committed):
            raise RuntimeError(f"the open events cannot be stored: {done}")
    finally:
        store.close()


def _open_events(events: int, now_ms: int, place_m: tuple[float, float]) -> list[Record[r.EventRecord]]:
    found: list[Record[r.EventRecord]] = []
    for number in range(events):
        event = event_id_of(now_ms, "open", str(number))
        bodies = (
            r.EventReported(
                event_id=event, subclass="exposed_garbage", title="暴露垃圾", source="hotline", x_m=place_m[0],
                y_m=place_m[1], division="", level="general",
            ),
            r.EventFiled(event_id=event),
        )  # fmt: skip
        for body in bodies:
            found.append(Record(
                seq=len(found) + 1, realm=LIVE.id, happened_ms=now_ms, recorded_ms=now_ms,
                command_id=f"open-{len(found)}", by="owner", schema=schema_of(body), body=body,
            ))  # fmt: skip
    return found


def _ready(screen: Child) -> None:
    if screen.first_line()[0] != "ready":
        raise RuntimeError(f"a screen did not start: {screen.ended(START_S)[-2000:]}")
    screen.read_errors()


def _delays_of_window(noted: list[list[float]], counted: list[tuple[float, int]]) -> list[float]:
    seqs = [int(seq) for _, seq in noted]
    times = [at_s for at_s, _ in noted]
    found = []
    for at_s, seq in counted:
        place = bisect_left(seqs, seq)
        found.append(times[place] - at_s if place < len(seqs) else np.inf)
    return found


def _p99(delays_s: np.ndarray) -> float:
    return float(np.percentile(delays_s, 99, method="higher")) * 1e3
