"""A session over the small county whose desk is the real one, for tests of single panels."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from county.catalog import load
from county.clock import ManualClock
from county.commands import ReportEvent
from county.numbering import new_event_id
from county.package.open import CountyPackage
from desktop import i18n
from desktop.division_names import DivisionNames
from desktop.event_query import Question
from desktop.feed import Feed
from desktop.operator import Operator
from desktop.session import Session
from desktop.submissions import Submissions
from layers.focus import Focus
from layers.registry import build_layers
from layers.style import StyleSheet
from tests.gui.desk_source import DeskSource

MONDAY_MORNING_MS = 1_795_399_200_000
"""2026-11-23 10:00 in China."""


@dataclass
class DeskRoom:
    """A session, its source, and time that moves when it is told to."""

    session: Session
    source: DeskSource
    clock: ManualClock

    def report(self, title: str, *, subclass: str = "exposed_garbage", dx_m: float = 0.0) -> str:
        """Someone reports an event near the county's first resource; returns its number."""
        place = self.session.package.resources[0]
        event_id = new_event_id(self.clock.now_ms())
        self.session.submissions.send(
            ReportEvent(
                event_id=event_id, subclass=subclass, title=title, source="hotline", x_m=place.x_m + dx_m, y_m=place.y_m
            )
        )
        self.tick()
        return event_id

    def tick(self) -> None:
        """What arrived reaches the layers and the panels."""
        self.session.feed.tick()


@pytest.fixture(scope="module", autouse=True)
def collected_here() -> Iterator[None]:
    """Cycles that hold widgets are collected by this thread only, as in the program (desktop/garbage.py)."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(scope="session")
def package(small_county: Path) -> CountyPackage:
    return CountyPackage(small_county)


@pytest.fixture
def room(qapp: object, package: CountyPackage, tmp_path: Path) -> Iterator[DeskRoom]:
    i18n.set_language("zh")
    clock = ManualClock(MONDAY_MORNING_MS)
    source = DeskSource(package, clock)
    catalog = load()
    layers = build_layers(package, catalog)
    operator = Operator(QSettings(str(tmp_path / "desktop.ini"), QSettings.Format.IniFormat))
    operator.rename("王芳")
    submissions = Submissions(source.submit, operator, clock, realm="live")
    feed = Feed(source, layers, submissions, clock)
    session = Session(
        package=package, catalog=catalog, divisions=DivisionNames(package), layers=layers, styles=StyleSheet.load(),
        focus=Focus(), question=Question(), operator=operator, submissions=submissions, source=source, feed=feed,
        clock=clock,
    )  # fmt: skip
    feed.tick()
    yield DeskRoom(session, source, clock)
    feed.stop()
    i18n.set_language("en")
