"""Every kind of window fits a screen of 1920 × 1080 with a panel of the system, in both languages, at every size of its
texts: nothing of it lies off the screen."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from county.clock import ManualClock
from county.package.open import CountyPackage
from county.response.levels import SetResponseLevel
from desktop import i18n, theme
from desktop.drill.aborting_strip import AbortingStrip
from desktop.drill.live_watch import LiveWatch
from desktop.i18n import Language
from desktop.scenes.registry import SCENES
from desktop.session import Session
from desktop.window.main_window import MainWindow
from services.drill_archive.archive_file import read_archive
from services.replay.clip_making import make_clip
from services.replay.fitting import fitted
from services.replay.local import LocalReplay
from tests.gui.conftest import ScriptedDesktop
from tests.gui.drill_desks import DrillDesks, shown_drill_desks
from tests.gui.recorded_source import RecordedSource
from tests.gui.replay_desk import HOUR, T0, ReplayDesk, day, shown_replay_desk
from tests.gui.shown_panel import shown_panel
from tests.gui.test_drill_calls import shown_window
from tests.gui.test_late_marks import ARCHIVED
from tests.gui.test_panels_alarm_strip import raised
from tests.gui.test_panels_responses import began
from tests.recorded_journals import numbered, write_journal

SCREEN_PX = 1920, 1080
FREE_PX = 1920, 1040
"""Above a panel of the system."""
LANGUAGES: tuple[Language, ...] = ("zh", "en")
OpenWindow = Callable[[Session], MainWindow]


@pytest.fixture(scope="module", params=[100, 150, 200], ids="{}%".format)
def percent(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[int]:
    size: int = request.param
    theme.apply(qapp, screen_px=SCREEN_PX, text_percent=size)
    yield size
    theme.apply(qapp, screen_px=SCREEN_PX)


def excess(window: MainWindow, *scenes: str) -> dict[str, tuple[int, int]]:
    """Least sizes of the window in the scenes and of its bands that are larger than the screen, in either language."""
    window.resize(*FREE_PX)
    least = {}
    for language in LANGUAGES:
        i18n.set_language(language)
        for scene in scenes:
            window.show_scene(scene)
            QApplication.processEvents()
            QApplication.processEvents()
            least |= {f"{language} {scene}: {name}": part.minimumSizeHint() for name, part in parts(window).items()}
    free = QSize(*FREE_PX)
    return {name: size.toTuple() for name, size in least.items() if size.boundedTo(free) != size}


def parts(window: MainWindow) -> dict[str, QWidget]:
    """The window and its bands."""
    head = window.menuWidget()
    assert head is not None
    bar = {} if window.replay_bar is None else {"bar": window.replay_bar}
    return {"window": window, "head": head, "status": window.statusBar(), **bar}


def test_of_the_live_realm_in_every_scene_with_a_response_in_force(
    scripted: ScriptedDesktop, open_window: OpenWindow, percent: int
) -> None:
    event_id = scripted.report("路灯不亮")
    scripted.dispatch(event_id)
    began(scripted)
    window = open_window(scripted.session)
    scripted.session.focus.select("events", event_id)
    assert excess(window, *SCENES) == {}


@pytest.fixture
def played(qapp: object, county: CountyPackage, tmp_path: Path, qtbot: QtBot) -> Iterator[DrillDesks]:
    with shown_drill_desks(county, tmp_path, qtbot) as desks:
        yield desks


@pytest.mark.parametrize(("person", "scene"), [("zhou", "director"), ("li", "evaluator"), ("wang", "operator")])
def test_of_a_drill_with_a_response_in_force(
    played: DrillDesks, open_window: OpenWindow, percent: int, person: str, scene: str
) -> None:
    with shown_window(played, person, open_window) as window:
        area = played.day.realm.package.manifest.code
        begun = SetResponseLevel(response_id="L1", emergency="natural", level="IV", area=area, note="x")
        assert played.day.give("wang", begun) == ""
        played.until(person, window.response_band.isVisible, "the response")
        assert excess(window, scene) == {}


def test_of_the_strip_of_a_drill_while_a_real_event_calls(
    played: DrillDesks, real: LiveWatch, percent: int, qtbot: QtBot
) -> None:
    strip = AbortingStrip(played.desk("zhou").session, real)
    with shown_panel(strip, qtbot, (FREE_PX[0], 120)):
        qtbot.waitUntil(lambda: strip.abort.isVisible() and strip.noted.isVisible() and strip.text.text() != "")
        for language in LANGUAGES:
            i18n.set_language(language)
            QApplication.processEvents()
            assert strip.minimumSizeHint().width() <= FREE_PX[0], language


@pytest.fixture(scope="module")
def clip(county: CountyPackage, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_journal(tmp_path_factory.mktemp("journal"), county, numbered(day(county)))
    return make_clip(folder, county, T0, T0 + 24 * HOUR, lambda share, text: None)


@pytest.fixture
def real(county: CountyPackage) -> LiveWatch:
    """Of a live realm in which a critical alarm calls as soon as it is followed."""
    source = RecordedSource(ManualClock(T0), [])
    watch = LiveWatch(lambda: source)
    source.begin({})
    watch.tick()
    rules = county.catalog.rules
    sensor, key = next((one, key) for one in county.sensors for key in rules if rules[key].kind == one.kind)
    source.record(replace(raised("a", sensor.id, key, rules[key]), priority="critical"))
    return watch


@pytest.fixture
def replayed(clip: Path, county: CountyPackage, tmp_path: Path, qapp: object) -> Iterator[ReplayDesk]:
    with shown_replay_desk(LocalReplay(clip), county, tmp_path / "settings.ini") as desk:
        yield desk


def test_of_a_replay_of_a_response(replayed: ReplayDesk, open_window: OpenWindow, percent: int) -> None:
    window = open_window(replayed.session)
    assert window.replay_bar is not None
    window.replay_bar.go(replayed.replay.extent.last)
    replayed.until(window.response_band.isVisible, "the response")
    assert excess(window, "operator") == {}


def test_of_a_replay_of_a_response_into_which_a_real_event_calls(
    replayed: ReplayDesk, real: LiveWatch, open_window: OpenWindow, percent: int
) -> None:
    window = open_window(beside(replayed.session, real))
    assert window.replay_bar is not None
    window.replay_bar.go(replayed.replay.extent.last)
    replayed.until(lambda: window.response_band.isVisible() and interrupts(window), "the response and the call")
    assert excess(window, "operator") == {}


@pytest.fixture
def replayed_drill(county: CountyPackage, tmp_path: Path, qapp: object) -> Iterator[ReplayDesk]:
    recording = fitted(read_archive(ARCHIVED).recording, county)
    with shown_replay_desk(LocalReplay(recording), county, tmp_path / "settings.ini") as desk:
        yield desk


def test_of_a_replay_of_a_drill_into_which_a_real_event_calls(
    replayed_drill: ReplayDesk, real: LiveWatch, open_window: OpenWindow, percent: int
) -> None:
    window = open_window(beside(replayed_drill.session, real))
    replayed_drill.until(lambda: interrupts(window), "the call")
    assert excess(window, "operator") == {}


def beside(session: Session, real: LiveWatch) -> Session:
    """``session`` with the strip of the live realm."""
    return dataclasses.replace(session, live=real, open_live=lambda event: None)


def interrupts(window: MainWindow) -> bool:
    """Whether the strip has its buttons."""
    strip = window.live_strip
    return strip is not None and strip.noted.isVisible() and strip.open.isVisible()
