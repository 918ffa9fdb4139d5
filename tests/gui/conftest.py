"""A session over the small county that the test controls, for tests of single panels."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from county import records as r
from county.authority import Principal
from county.catalog import load
from county.clock import ManualClock
from county.events.event import Event
from county.numbering import new_event_id
from county.package.open import CountyPackage
from county.realm import LIVE
from county.records import RecordBody
from desktop import i18n, theme
from desktop.backend.feed import BUDGET_MS, Feed
from desktop.backend.submissions import Submissions
from desktop.cards.card import Card
from desktop.duty.operator import Operator
from desktop.events.query import ActiveQuery
from desktop.places.division_names import DivisionNames
from desktop.process.override_errors import catch_override_errors
from desktop.session import Session
from desktop.window.main_window import MainWindow
from drawing.moving_share import moving_share
from layers.focus import Focus
from layers.registry import build_layers
from services.protocol.messages import Accepted, Rejected
from tests.adjustable_clock import AdjustableClock
from tests.gui.drill_desks import DrillDesks, shown_drill_desks
from tests.gui.live_desktop import LiveDesktop
from tests.gui.recorded_source import RecordedSource
from tests.gui.scripted_dialogs import ScriptedDialogs
from tests.gui.shown_panel import shown_panel
from tests.memory_realm import OWNER, MemoryRealm
from tests.shipped_styles import shipped_styles
from tests.unit.drill_day import tiny_package

catch_override_errors()  # as the program does

MONDAY_MORNING_MS = 1_795_399_200_000
"""2026-11-23 10:00 in China."""
HOUR_MS = 3_600_000


@dataclass
class ScriptedDesktop:
    """A session, its source, and a clock that the test controls."""

    session: Session
    source: RecordedSource
    clock: ManualClock

    def happen(self, *bodies: RecordBody, person: str = "王芳", by: str = "desk-1") -> None:
        """Records of these bodies arrive and are shown."""
        self.source.record(*bodies, person=person, by=by)
        self.tick()

    def report(self, title: str, *, subclass: str = "exposed_garbage", dx_m: float = 0.0) -> str:
        """A report of an event near the county's first resource; returns its number."""
        place = self.session.package.resources[0]
        event_id = new_event_id(self.clock.now_ms())
        self.happen(
            r.EventReported(
                event_id=event_id, subclass=subclass, title=title, source="hotline", x_m=place.x_m + dx_m,
                y_m=place.y_m, division="", level="general",
            )
        )  # fmt: skip
        return event_id

    def dispatch(self, event_id: str, unit: str = "city_management", *, due_ms: int | None = None) -> None:
        """The event is filed and dispatched to ``unit``, with a limit of four hours by default."""
        due_ms = self.clock.now_ms() + 4 * HOUR_MS if due_ms is None else due_ms
        self.happen(r.EventFiled(event_id=event_id), r.EventDispatched(event_id=event_id, unit=unit, due_ms=due_ms))

    def accept(self, *bodies: RecordBody) -> None:
        """The backend accepts the last command with these records."""
        first, last = self.source.record(*bodies)
        self.source.reply(Accepted(command_id=self.source.commands[-1].id, first_seq=first, last_seq=last))
        self.tick()

    def refuse(self, code: str, **params: str) -> None:
        """The backend refuses the last command."""
        self.source.reply(Rejected(command_id=self.source.commands[-1].id, code=code, params=params))
        self.tick()

    def event(self, event_id: str) -> Event:
        """The event as it is on the desk."""
        event = self.session.layers.states("event")[event_id]
        assert isinstance(event, Event)
        return event

    def tick(self) -> None:
        """Apply received data to layers and panels."""
        self.session.feed.tick()


@pytest.fixture
def quick_double_clicks(qapp: QApplication) -> Iterator[None]:
    """Clicks count as double within 20 ms only, so that single ones can follow soon."""
    usual_ms = qapp.doubleClickInterval()
    qapp.setDoubleClickInterval(20)
    yield
    qapp.setDoubleClickInterval(usual_ms)


KEPT_BLOCKS = 250_000
"""Blocks of memory that frozen objects may keep until a collection: some 100,000 objects, with widgets some 150 MB.
Their number would take 0.1 s to find: Python counts all that are frozen."""
_known_blocks = 0
"""After the last collection of all."""


@pytest.fixture(scope="module", autouse=True)
def collected_here() -> Iterator[None]:
    """Reference cycles with widgets are collected in this thread only, as in the program (desktop/process/garbage.py).

    What tests/leak_gate.py froze is collected nowhere.  It is thawed when it has become much, not after each module: a
    collection of all traverses whatever is imported, which takes 0.4 s.
    """
    global _known_blocks
    gc.disable()
    yield
    gc.collect()
    if sys.getallocatedblocks() - _known_blocks > KEPT_BLOCKS:
        gc.unfreeze()
        gc.collect()
        gc.freeze()  # tests of rules may follow in this process
        _known_blocks = sys.getallocatedblocks()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def collected_at_the_end(qapp: QApplication) -> Iterator[None]:
    """No cycle with widgets outlives the application."""
    yield
    gc.unfreeze()
    gc.collect()


@pytest.fixture(scope="session", autouse=True)
def styled(qapp: QApplication) -> None:
    """The theme of the program, for a screen of 1080 lines: widths of panels depend on it."""
    theme.apply(qapp, screen_px=(1920, theme.DESIGN_HEIGHT_PX))


@pytest.fixture(autouse=True)
def nothing_held(qapp: QApplication) -> Iterator[None]:
    """No test leaves a key or a button held to the next: Shift stays down after a click with it until another event
    comes, and a later test that selects a row would extend a selection.  Nor is its hand at work in the next one."""
    yield
    none = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.NoButton
    if (qapp.keyboardModifiers(), qapp.mouseButtons()) != none:
        window = QWidget()
        window.show()
        QTest.keyRelease(window, Qt.Key.Key_Shift)
        for button in qapp.mouseButtons():
            QTest.mouseRelease(window, button)
        window.close()
        window.deleteLater()
    assert (qapp.keyboardModifiers(), qapp.mouseButtons()) == none
    moving_share().hands.rest()


@pytest.fixture(scope="module", autouse=True)
def english_again(qapp: QApplication) -> Iterator[None]:
    """A module leaves no language to the next one in its process."""
    yield
    i18n.set_language("en")


@pytest.fixture(scope="session")
def package(small_county: Path) -> CountyPackage:
    return CountyPackage(small_county)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    """That of the drills in memory, where a module has no other."""
    return tiny_package(tmp_path_factory.mktemp("county"))


@pytest.fixture
def drill(qapp: object, county: CountyPackage, tmp_path: Path, qtbot: QtBot) -> Iterator[DrillDesks]:
    """A drill that runs, with a desk for each person that is asked for."""
    with shown_drill_desks(county, tmp_path, qtbot) as desks:
        desks.day.start()
        yield desks


@contextmanager
def scripted_desktop(package: CountyPackage, folder: Path, *, budget_ms: int = BUDGET_MS) -> Iterator[ScriptedDesktop]:
    """``budget_ms``: of the feed."""
    i18n.set_language("zh")
    clock, catalog = ManualClock(MONDAY_MORNING_MS), load()
    kinds = catalog.sensor_kinds
    source = RecordedSource(clock, [(s.id, c.key) for s in package.sensors for c in kinds[s.kind].channels])
    layers = build_layers(package, catalog)
    settings = QSettings(str(folder / "desktop.ini"), QSettings.Format.IniFormat)
    operator = Operator(settings, package.manifest.identity, LIVE)
    operator.rename("王芳")
    submissions = Submissions(source.submit, lambda: operator.name, clock, realm="live")
    feed = Feed(source, layers, submissions, budget_ms)
    session = Session(
        package=package, catalog=catalog, divisions=DivisionNames(package), layers=layers, styles=shipped_styles(),
        focus=Focus(), active_query=ActiveQuery(), operator=operator, submissions=submissions, source=source,
        commander=source, files=source,
        enrolment=None, feed=feed,
    )  # fmt: skip
    source.begin({})
    feed.tick()
    yield ScriptedDesktop(session, source, clock)
    feed.stop()
    i18n.set_language("en")


@pytest.fixture
def scripted(qapp: object, package: CountyPackage, tmp_path: Path) -> Iterator[ScriptedDesktop]:
    with scripted_desktop(package, tmp_path) as scripted:
        yield scripted


@pytest.fixture
def dialogs(tmp_path: Path) -> ScriptedDialogs:
    """The dialogs of a session that is made with them."""
    return ScriptedDialogs(tmp_path)


@pytest.fixture
def card(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[Card]:
    with shown_panel(Card(scripted.session), qtbot, (460, 900)) as card:
        yield card


OpenDesk = Callable[..., LiveDesktop]


@pytest.fixture
def open_desk(qapp: object, package: CountyPackage, tmp_path: Path) -> Iterator[OpenDesk]:
    """Opens desktops on a real backend in this process, sharing one realm by default; closes them at the end."""
    i18n.set_language("zh")
    desks: list[LiveDesktop] = []
    realms: list[MemoryRealm] = []

    def open_one(
        realm: MemoryRealm | None = None, *, principals: tuple[Principal, ...] = (OWNER,), **more: Any
    ) -> LiveDesktop:
        if realm is None:
            if not realms:
                realms.append(MemoryRealm(package, clock=AdjustableClock(MONDAY_MORNING_MS), principals=principals))
            realm = realms[0]
        desks.append(LiveDesktop(realm, tmp_path / f"desk-{len(desks)}.ini", **more))
        return desks[-1]

    yield open_one
    for desk in desks:
        desk.close()
    i18n.set_language("en")


@pytest.fixture
def desk(open_desk: OpenDesk) -> LiveDesktop:
    """A live desktop with the owner's key."""
    return open_desk().live()


@pytest.fixture
def open_window(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[Session], MainWindow]]:
    """Opens windows that share one settings file; closes them at the end."""
    windows: list[MainWindow] = []

    def make(session: Session) -> MainWindow:
        window = MainWindow(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat), "operator")
        windows.append(window)
        window.resize(1600, 900)
        window.show()
        window.open_session(session)
        QApplication.processEvents()
        return window

    yield make
    for window in windows:
        window.close_now()
        window.deleteLater()
    # Now: a theme that is changed back after the test would be given to every widget of these.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def window(scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow], qtbot: QtBot) -> MainWindow:
    """A window of the scripted session that is active, as that of a person who types is."""
    window = open_window(scripted.session)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window
