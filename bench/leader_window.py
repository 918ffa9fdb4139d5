"""The steps of the leader's page in a window that asks the process of ``bench.leader_server``: each from the click
until what it shows is painted."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from bench.first_paint import WINDOW_PX, without_display
from county.durations import HOUR_MS
from county.explained import ExplainedLine
from county.figures.weeks import weeks_until
from county.fold import StateTable
from county.package.open import CountyPackage
from county.streams import KeyTable
from desktop import theme
from desktop.duty.operator import Operator
from desktop.leader.page import LeaderPage
from desktop.places.division_names import DivisionNames
from desktop.process.opening import OpenedCounty
from desktop.replay.opening import REPLAY, replay_session
from layers.registry import build_layers
from layers.style import StyleSheet
from services.protocol.analysis_client import AnalysisClient
from services.protocol.analysis_messages import (
    AnalysisAnswer,
    FigureRecords,
    FigureRecordsRequest,
    FiguresRequest,
    FigureTable,
    LinkedRequest,
)
from services.protocol.messages import Trouble
from services.protocol.replay import (
    PlayedPart,
    ReplayAnswer,
    ReplayExtent,
    ReplayGap,
    ReplayMark,
    ReplayMoment,
    SoughtStates,
)
from services.protocol.result_messages import ResultRequest
from services.replay.source import ReplaySource
from services.store.ports import Head
from services.transport.zeromq.client_link import ZeroMqClientLink

LEFT = Qt.MouseButton.LeftButton
PATIENCE_S = 60.0


class CountedReplay:
    """Implements :class:`services.protocol.replay.Replay`: an empty desk, whose figures the analysis answers."""

    def __init__(self, port: str, keys: Path, head: Head) -> None:
        self._arrived: SimpleQueue[AnalysisAnswer | Trouble] = SimpleQueue()
        self._link = AnalysisClient(
            lambda endpoint: ZeroMqClientLink(lambda: f"tcp://127.0.0.1:{port}", keys), "live", self._arrived.put
        )
        self._link.connect(f":{port}")
        self._seq = head.seq
        self._sought: ReplayMoment | None = None
        last = ReplayMoment(head.seq, head.recorded_ms)
        self.extent = ReplayExtent(ReplayMoment(1, head.recorded_ms - 1_000 * HOUR_MS), last)
        self.realm, self.read_share, self.counts = "live", 1.0, True
        self.keys: Mapping[str, KeyTable] = {}
        self.notes: Sequence[ExplainedLine] = ()

    def seek(self, moment: ReplayMoment) -> None:
        self._sought = moment

    def seek_step(self, moment: ReplayMoment, times: int) -> None:
        raise NotImplementedError  # the page steps by hours

    def sought(self) -> SoughtStates | None:
        found, self._sought = self._sought, None
        states: dict[str, StateTable] = {}
        return None if found is None else SoughtStates(ReplayMoment(self._seq, found.known_ms), states, {})

    def brought(self) -> Mapping[str, Mapping[str, bytes]]:
        return {}

    def moment_at(self, known_ms: int) -> ReplayMoment:
        return ReplayMoment(self._seq, known_ms)

    def moment_of(self, seq: int) -> ReplayMoment:
        return self.extent.last

    def played(self, after: ReplayMoment, to_ms: int, limit: int) -> PlayedPart | None:
        return None

    def density(self, from_ms: int, to_ms: int, buckets: int) -> NDArray[np.int64]:
        return np.zeros(buckets, np.int64)

    def gaps(self) -> Sequence[ReplayGap]:
        return ()

    def marks(self) -> Sequence[ReplayMark]:
        return ()

    def history(
        self, request: str, stream: str, key: tuple[str, ...], from_ms: int, to_ms: int, moment: ReplayMoment
    ) -> None:
        raise NotImplementedError  # the page asks for none

    def subject(self, request: str, subject: str, moment: ReplayMoment) -> None:
        raise NotImplementedError  # the page asks for none

    def figures(self, asked: FiguresRequest | FigureRecordsRequest | LinkedRequest | ResultRequest) -> None:
        self._link.ask(asked)

    def cancel(self, request: str) -> None:
        self._link.cancel(request)

    def answers(self) -> Sequence[ReplayAnswer]:
        found: list[ReplayAnswer] = []
        while True:
            try:
                answer = self._arrived.get_nowait()
            except Empty:
                return found
            if isinstance(answer, FigureTable | FigureRecords | Trouble):
                found.append(answer)

    def close(self) -> None:
        self._link.close()


class SteppedPage:
    """The page, at one hour after the other."""

    def __init__(self, app: QApplication, page: LeaderPage, source: ReplaySource, head: Head) -> None:
        self._app, self.page, self._source, self._head = app, page, source, head

    def hour_s(self, back: int) -> float:
        """Seconds until the page shows the numbers of so many hours before the end."""
        overview = self.page.overview
        moment = ReplayMoment(self._head.seq, self._head.recorded_ms - back * HOUR_MS)
        weeks = weeks_until(moment.known_ms)
        return self._until(
            lambda: self._source.seek(moment), lambda: overview.figures is not None and overview.figures.weeks == weeks
        )

    def trend_s(self, name: str) -> float:
        """Seconds from the click on a number until its newest weeks and its towns are painted."""
        detail, tile = self.page.detail, self.page.first.tiles[name]
        arrived: list[bool] = []
        note = lambda: arrived.append(True)  # noqa: E731

        def is_shown() -> bool:
            """Of a stock the oldest weeks come later."""
            return bool(arrived) or (bool(detail.chart.points) and any(bar.line for bar in detail.towns.bars))

        detail.arrived.connect(note)
        try:
            return self._until(lambda: QTest.mouseClick(tile, LEFT), is_shown)
        finally:
            detail.arrived.disconnect(note)

    def records_s(self) -> float:
        """Seconds from the click on the records of that number until they are painted."""
        arrived: list[bool] = []
        records, note = self.page.records, lambda: arrived.append(True)
        records.arrived.connect(note)
        try:
            return self._until(lambda: QTest.mouseClick(self.page.detail.records, LEFT), lambda: bool(arrived))
        finally:
            records.arrived.disconnect(note)

    def back(self) -> None:
        """To the page."""
        self.page.at.back(0)
        self._app.processEvents()

    def _until(self, begin: Callable[[], object], is_shown: Callable[[], bool]) -> float:
        """Raises RuntimeError."""
        began = time.perf_counter()
        begin()
        while time.perf_counter() - began < PATIENCE_S:
            self._app.processEvents()
            if is_shown():
                self._app.processEvents()  # paints what the last turn changed
                return time.perf_counter() - began
            time.sleep(0.0005)
        raise RuntimeError(f"the page does not show it: {self.page.note.text()}")


@contextmanager
def shown_page(package: CountyPackage, port: str, keys: Path, head: Head) -> Iterator[SteppedPage]:
    """A page at the end of the journal."""
    without_display()
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, screen_px=WINDOW_PX)
    with tempfile.TemporaryDirectory() as name:
        settings = QSettings(str(Path(name) / "desktop.ini"), QSettings.Format.IniFormat)
        source = ReplaySource(CountedReplay(port, keys, head), ReplayMoment(head.seq, head.recorded_ms))
        county = OpenedCounty(
            package, package.catalog, DivisionNames(package), build_layers(package, package.catalog), StyleSheet.load()
        )
        session = replay_session(source, county, Operator(settings, package.manifest.identity, REPLAY))
        source.open()
        session.feed.start()
        page = LeaderPage(session)
        page.resize(*WINDOW_PX)
        page.show()
        try:
            stepped = SteppedPage(app, page, source, head)
            stepped._until(lambda: None, lambda: page.overview.figures is not None)
            yield stepped
        finally:
            page.release()
            page.close()
            page.deleteLater()
            session.feed.stop()
            source.close()
            app.processEvents()
