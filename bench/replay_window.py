"""Moments in the window of a replay, from the release of the slider until map, list, counters and strip show them.

The window is the command centre as the program opens it off-screen; it asks the process of ``bench replay``.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from random import Random

import numpy as np
from PySide6.QtCore import QPoint, QSettings
from PySide6.QtWidgets import QAbstractItemView, QApplication

from bench.figures import BenchFigure
from bench.first_paint import WINDOW_PX, without_display
from bench.store import key_table
from county.clock import monotonic_ms
from county.durations import SECOND_MS
from county.fold import Fold
from county.package.open import CountyPackage
from county.realm import LIVE
from county.streams import READINGS
from desktop import theme
from desktop.duty.operator import Operator
from desktop.item_models.alarm_rows import ALARM_ROLE
from desktop.item_models.event_rows import EVENT_ROLE
from desktop.places.division_names import DivisionNames
from desktop.process.garbage import GarbageCollection
from desktop.process.opening import LATER, OpenedCounty
from desktop.process.thread_switches import answer_hands_first
from desktop.replay.first_rows import FirstRows
from desktop.replay.opening import REPLAY, replay_session
from desktop.scenes.registry import DEFAULT
from desktop.window.main_window import MainWindow
from layers.events import EventsLayer
from layers.registry import build_layers
from layers.style import StyleSheet
from services.protocol.replay import BY_TIME, RATE_MOST, ReplayExtent, ReplayMoment, SeekFailed
from services.replay.analysed import AnalysedReplay
from services.replay.analysis_place import AnalysisPlace
from services.replay.source import RECORDS_MAX, ReplaySource
from services.transport.zeromq.client_link import ZeroMqClientLink

SEEKS, WARM_UP = 60, 5
SCRUBBED_S = 5.0
HAND_S = 1 / 60
PLAYED = 60_000
PLAYED_S, DUE_PER_S = 5.0, 30_000
"""Of a playback in the window: how long, and how many records of it are due in a second."""
PATIENCE_S = 60.0


class ScaledClock:
    """Monotonic ms that pass ``factor`` times as fast as they do."""

    def __init__(self) -> None:
        self.factor = 1.0

    def now_ms(self) -> int:
        return int(monotonic_ms() * self.factor)


class SoughtWindow:
    """The window and how far the moment in it is."""

    def __init__(self, app: QApplication, window: MainWindow, source: ReplaySource) -> None:
        assert window.session is not None
        assert window.replay_bar is not None
        self.app, self.window, self.source, self.bar = app, window, source, window.replay_bar
        self.shown = 0
        """Moments that were displayed."""
        window.session.feed.sought.connect(self._count)

    def _count(self) -> None:
        self.shown += 1

    def turn(self) -> None:
        """Everything that is due now, paint events included."""
        self.app.processEvents()

    def is_complete(self) -> bool:
        """Whether nothing is sought, the map shows its data, and the rows in sight have their states."""
        window = self.window
        return (
            not self.source.is_seeking and not window.events.rows.is_searching and window.map.settled
            and window.map.is_current and _has_states(window.events.view, EVENT_ROLE)
            and _has_states(window.alarms.view, ALARM_ROLE)
        )

    def seek_s(self, moment: ReplayMoment) -> float:
        """Seconds until the moment is complete and painted.  Raises RuntimeError when it never is."""
        before, began = self.shown, time.perf_counter()
        self.bar.go(moment)
        while time.perf_counter() - began < PATIENCE_S:
            self.turn()
            if self.shown > before and self.is_complete():
                self.turn()  # paints what the last turn changed
                if self.is_complete():
                    return time.perf_counter() - began
            time.sleep(0.0005)
        raise RuntimeError(f"the moment {moment} was not complete")


def _has_states(view: QAbstractItemView, role: int) -> bool:
    """Whether every row in sight has its state."""
    model, first = view.model(), view.indexAt(QPoint(5, 2))
    if not first.isValid():
        return True
    last = view.indexAt(QPoint(5, view.viewport().height() - 2))
    end = last.row() if last.isValid() else model.rowCount() - 1
    return all(model.index(row, 0).data(role) is not None for row in range(first.row(), end + 1))


@contextmanager
def shown_replay(
    package: CountyPackage, replay: AnalysedReplay, monotonic: Callable[[], int] = monotonic_ms
) -> Iterator[SoughtWindow]:
    """A window of ``replay`` at its end; garbage is collected and threads are switched as in the program.

    ``monotonic``: by which a playback goes on.
    """
    without_display()
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, screen_px=WINDOW_PX)
    for module in LATER:
        import_module(module)
    with tempfile.TemporaryDirectory() as name:
        settings = QSettings(str(Path(name) / "desktop.ini"), QSettings.Format.IniFormat)
        source = ReplaySource(replay, ReplayMoment(BY_TIME, replay.extent.last.known_ms), monotonic)
        county = OpenedCounty(
            package, package.catalog, DivisionNames(package), build_layers(package, package.catalog), StyleSheet.load()
        )
        session = replay_session(source, county, Operator(settings, package.manifest.identity, REPLAY))
        window = MainWindow(settings, DEFAULT)
        window.resize(*WINDOW_PX)
        window.show()
        window.open_session(session)
        source.open()
        session.feed.start()
        garbage = GarbageCollection()
        garbage.start()
        answer_hands_first()
        try:
            yield SoughtWindow(app, window, source)
        finally:
            garbage.stop()
            session.feed.stop()
            window.close()
            window.deleteLater()
            app.processEvents()


def window_figures(
    package: CountyPackage, port: str, keys: Path, channels: int, memory_mb: Callable[[], float]
) -> list[BenchFigure]:
    """``memory_mb``: anonymous memory of both processes.  Raises RuntimeError."""
    place = AnalysisPlace(lambda told: ZeroMqClientLink(lambda: f"tcp://127.0.0.1:{port}", keys), f":{port}")
    table = key_table(channels)
    replay = place.open(LIVE, {READINGS.key: table}, FirstRows(package.catalog))
    try:
        played_per_s = played(replay)
        choice, (first, last) = Random(11), replay.extent

        def moment() -> ReplayMoment:
            return ReplayMoment(BY_TIME, choice.randint(first.known_ms, last.known_ms))

        clock = ScaledClock()
        with shown_replay(package, replay, clock.now_ms) as shown:
            for _ in range(WARM_UP):
                shown.seek_s(moment())
            before_mb = memory_mb()
            seeks = [shown.seek_s(moment()) for _ in range(SEEKS)]
            per_s = scrubbed(shown, choice)
            added_mb = memory_mb() - before_mb
            events = len(shown.window.session.layers.of(EventsLayer)) if shown.window.session else 0
            displayed_per_s = displayed(shown, clock)
    finally:
        replay.close()
    name = f"slider released until map, list, counters and strip are complete, {last.seq:,} records"
    return [
        BenchFigure(f"{name}, median", float(np.percentile(seeks, 50)) * 1e3, "ms"),
        BenchFigure(f"{name}, p95", float(np.percentile(seeks, 95)) * 1e3, "ms", at_most=100),
        BenchFigure("events on the desk of the last moment", float(events), "events"),
        BenchFigure("slider dragged in the window, moments displayed", per_s, "1/s", at_least=10),
        BenchFigure("playback of the replay, records applied to a desk", played_per_s, "1/s", at_least=20_000),
        BenchFigure(
            f"playback in the window at {RATE_MOST:g}×, of {DUE_PER_S:,} records a second those displayed",
            displayed_per_s, "1/s", at_least=20_000,
        ),
        BenchFigure("anonymous memory added by seeks in the window, both processes", added_mb, "MB", at_most=200),
    ]


def scrubbed(shown: SoughtWindow, choice: Random) -> float:
    """Moments displayed per second while a hand drags the slider over all the time."""
    first, last = shown.source.replay.extent
    before, began, position, moved = shown.shown, time.perf_counter(), choice.random(), 0.0
    while (elapsed_s := time.perf_counter() - began) < SCRUBBED_S:
        if elapsed_s - moved >= HAND_S:
            moved = elapsed_s
            at = (position + elapsed_s / SCRUBBED_S) % 1.0
            shown.bar.go(ReplayMoment(BY_TIME, round(first.known_ms + at * (last.known_ms - first.known_ms))))
        shown.turn()
        time.sleep(0.0005)
    return (shown.shown - before) / SCRUBBED_S


def played(replay: AnalysedReplay) -> float:
    """Records per second, each in its order, from the middle on, with the states that they need.  Raises RuntimeError
    when one is missing."""
    begin, last = replay.moment_of(max(1, replay.extent.last.seq // 2 - PLAYED)), replay.extent.last
    replay.seek(begin)
    found = None
    while found is None:
        found = replay.sought()
        time.sleep(0.001)
    if isinstance(found, SeekFailed):
        raise RuntimeError(str(replay.notes[0]))
    fold, here = Fold(), found.moment
    fold.restore(here.seq, here.known_ms, found.states)
    began, count = time.perf_counter(), min(PLAYED, last.seq - here.seq)
    end = here.seq + count
    while here.seq < end:
        part = replay.played(here, last.known_ms, RECORDS_MAX)
        for key, states in replay.brought().items():
            fold.states[key].bring(states)
        if part is None:
            time.sleep(0.001)
            continue
        for record in part.records:
            if record.seq != fold.seq + 1:
                raise RuntimeError(f"record {record.seq} after {fold.seq}")
            fold.apply(record)
        here = part.moment
    return count / (time.perf_counter() - began)


def displayed(shown: SoughtWindow, clock: ScaledClock) -> float:
    """Records per second that a playback shows in the window from the middle on, as if they had followed each other so
    closely that DUE_PER_S of them are due in a second."""
    source, session = shown.source, shown.window.session
    assert session is not None
    shown.seek_s(source.replay.moment_of(source.replay.extent.last.seq // 2))
    clock.factor = _scale(source.replay.extent)
    source.set_rate(RATE_MOST)
    source.play()
    began, from_seq = time.perf_counter(), session.layers.fold.seq
    while (elapsed_s := time.perf_counter() - began) < PLAYED_S:
        shown.turn()
        time.sleep(0.0005)
    source.pause()
    return (session.layers.fold.seq - from_seq) / elapsed_s


def _scale(extent: ReplayExtent) -> float:
    """The factor of the clock for that."""
    per_s = extent.last.seq / ((extent.last.known_ms - extent.first.known_ms) / SECOND_MS) * RATE_MOST
    return DUE_PER_S / per_s
