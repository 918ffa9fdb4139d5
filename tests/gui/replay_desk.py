"""A replay on the desk, and its bar, for tests: the time of its playback is moved by the test."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county import records as r
from county.package.open import CountyPackage
from county.records import RecordBody
from county.response.levels import ResponseLevelSet
from desktop import i18n
from desktop.duty.operator import Operator
from desktop.places.division_names import DivisionNames
from desktop.process.opening import OpenedCounty
from desktop.replay.bar import ReplayBar
from desktop.replay.opening import REPLAY, replay_session
from desktop.session import Session
from layers.events import EventsLayer
from layers.registry import build_layers
from services.protocol.replay import Replay, ReplayMoment
from services.replay.source import ReplaySource
from tests.shipped_styles import shipped_styles

T0 = 1_795_399_200_000
"""2026-11-23 10:00 in the county."""
MINUTE, HOUR = 60_000, 3_600_000
PATIENCE_S = 10.0


class ManualTime:
    """The monotonic clock of a playback."""

    def __init__(self) -> None:
        self.ms = 0

    def __call__(self) -> int:
        return self.ms


class ReplayDesk:
    """A session over a replay; runs while a test waits."""

    def __init__(self, replay: Replay, package: CountyPackage, settings: Path) -> None:
        self.time = ManualTime()
        self.replay = replay
        self.source = ReplaySource(self.replay, monotonic=self.time)
        catalog = package.catalog
        county = OpenedCounty(
            package, catalog, DivisionNames(package), build_layers(package, catalog), shipped_styles()
        )
        operator = Operator(QSettings(str(settings), QSettings.Format.IniFormat), package.manifest.identity, REPLAY)
        self.session: Session = replay_session(self.source, county, operator, opened_from_live=True)
        self.source.open()
        self.until(lambda: not self.source.is_seeking and self.replay.read_share == 1, "the first moment")

    def step(self) -> None:
        self.session.feed.tick()
        QApplication.processEvents()

    def until(self, condition: Callable[[], object], what: str) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < deadline, f"timeout: {what}"
            self.step()
            time.sleep(0.001)

    def run(self, ms: int) -> None:
        """So much time of the playback passes."""
        self.time.ms += ms
        self.step()

    def at_rest(self, bar: ReplayBar) -> ReplayMoment:
        """The moment that is shown once nothing more is sought."""
        bar.refresh()
        self.until(lambda: not self.source.is_seeking, "a seek")
        bar.refresh()
        self.until(lambda: not self.source.is_seeking, "the last seek")
        bar.refresh()
        return self.source.moment

    def events(self) -> set[str]:
        return set(self.session.layers.of(EventsLayer).columns.ids)

    def close(self) -> None:
        self.session.feed.stop()
        self.source.close()


@contextmanager
def shown_replay_desk(replay: Replay, package: CountyPackage, settings: Path) -> Iterator[ReplayDesk]:
    """A desk over ``replay``, in Chinese."""
    i18n.set_language("zh")
    desk = ReplayDesk(replay, package, settings)
    yield desk
    desk.close()
    i18n.set_language("en")


@contextmanager
def shown_replay_bar(desk: ReplayDesk, qtbot: QtBot, size: tuple[int, int] | None = None) -> Iterator[ReplayBar]:
    """The bar of a desk."""
    assert desk.session.timeline is not None
    bar = ReplayBar(desk.session, desk.session.timeline)
    if size is not None:
        bar.resize(*size)
    bar.show()
    qtbot.waitExposed(bar)
    yield bar
    bar.release()
    bar.close()
    bar.deleteLater()


def reported(event_id: str, package: CountyPackage, level: Any = "general") -> RecordBody:
    place = package.resources[0]
    return r.EventReported(
        event_id=event_id, subclass="exposed_garbage", title=f"事件{event_id}", source="hotline", x_m=place.x_m,
        y_m=place.y_m, division=package.manifest.code, level=level,
    )  # fmt: skip


def day(package: CountyPackage) -> list[tuple[int, RecordBody]]:
    """A hundred reports in a minute, a level, a step, then nothing for almost a day, and a serious event."""
    steps = [(T0 + n * 600, reported(f"E{n:03}", package)) for n in range(100)]
    steps += [
        (T0 + 2 * MINUTE, ResponseLevelSet(response_id="R1", emergency="natural", level="IV", area="")),
        (T0 + 3 * MINUTE, r.EventFiled(event_id="E000")),
        (T0 + 23 * HOUR, reported("E100", package, "major")),
        (T0 + 23 * HOUR, r.EventFiled(event_id="E100")),
        (T0 + 24 * HOUR, r.EventFiled(event_id="E001")),
    ]
    return steps
