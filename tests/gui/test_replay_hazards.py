"""A replay of a drill shows the hazards that its viewer could see at the shown moment, as the drill's window did."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county.drill.run import BeginHotWash, EndDrill
from county.package.open import CountyPackage
from desktop.replay.opening import ReplayOpener
from desktop.replay.window import ReplayWindow
from desktop.session import Session
from desktop.window.main_window import MainWindow
from layers.hazards import HazardsLayer
from services.protocol import messages as m
from services.replay.clip_file import write_clip
from services.replay.clip_making import make_clip
from services.replay.given_up import OpeningGivenUp
from tests.drill_scenario import HAZARD, TEXT
from tests.gui.drill_desks import DrillDesks, shown_drill_desks
from tests.gui.drill_replays import PATIENCE_MS, past_beside, replays_of, source_of
from tests.unit.drill_day import BEGINS_MS, DRILL, MINUTE
from tests.unit.played_drill import give, stored

OF_OTHERS = HAZARD.replace('"I04"', '"I05"').replace("no = 4", "no = 5").replace("PT1M", "PT2M").replace("duty", "eval")
OpenWindow = Callable[[Session], MainWindow]


@pytest.fixture
def drill(qapp: object, county: CountyPackage, tmp_path: Path, qtbot: QtBot) -> Iterator[DrillDesks]:
    """It ended after three minutes, and its 点评 has begun; the window of wang has not heard of the 点评 yet."""
    with shown_drill_desks(county, tmp_path, qtbot, TEXT + HAZARD + OF_OTHERS) as drill:
        drill.day.start()
        session = drill.desk("wang").session
        drill.day.pass_to(3 * MINUTE)
        give(drill.day, "zhou", EndDrill(drill=DRILL.id))
        drill.until("wang", lambda: len(session.layers.of(HazardsLayer)) == 1, "its own hazard")
        give(drill.day, "zhou", BeginHotWash(drill=DRILL.id))
        yield drill


def hear_of_others(drill: DrillDesks) -> None:
    """From the 点评 on wang sees what the evaluators were told, too."""
    layer = drill.desk("wang").session.layers.of(HazardsLayer)
    drill.until("wang", lambda: len(layer) == 2, "both hazards")


def shown_at(window: MainWindow, after_ms: int, qtbot: QtBot) -> set[str]:
    """The hazards on the map of a replay, so long after the start of the drill."""
    session, source = window.session, source_of(window)
    assert session is not None
    source.seek(source.replay.moment_at(BEGINS_MS + after_ms))
    qtbot.waitUntil(lambda: not source.is_seeking, timeout=PATIENCE_MS)
    session.feed.tick()
    layer = session.layers.of(HazardsLayer)
    return {inject for inject in ("I04", "I05") if layer.bounds_m(inject) is not None}


@contextmanager
def opened(opener: ReplayOpener, folder: Path, settings: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    replay = ReplayWindow(folder, opener, QSettings(str(settings), QSettings.Format.IniFormat), "operator", later=())
    qtbot.waitUntil(lambda: replay.window.session is not None, timeout=PATIENCE_MS)
    yield replay.window
    with qtbot.waitSignal(replay.closed, timeout=PATIENCE_MS):
        replay.close()
    replay.deleteLater()
    QApplication.processEvents()


def test_a_replay_of_a_journal_and_a_clip_of_it_show_each_hazard_from_its_delivery_on(
    drill: DrillDesks, county: CountyPackage, tmp_path: Path, qtbot: QtBot
) -> None:
    folder, clip = stored(drill.day, tmp_path / "data", county), tmp_path / "drill.replay"
    from_ms = BEGINS_MS + MINUTE + 30_000
    write_clip(make_clip(folder, county, from_ms, BEGINS_MS + 4 * MINUTE, lambda *_: None), clip)
    for opener in (ReplayOpener(None, tmp_path / "data", DRILL), ReplayOpener(clip)):
        with opened(opener, county.folder, tmp_path / "replay.ini", qtbot) as window:
            assert shown_at(window, 2 * MINUTE + 30_000, qtbot) == {"I04", "I05"}
            assert shown_at(window, MINUTE + 45_000, qtbot) == {"I04"}, "it was delivered before the clip begins"
            if opener.clip is None:
                assert shown_at(window, 30_000, qtbot) == set()


def test_what_others_were_told_is_in_a_players_replay_since_the_hot_wash(
    drill: DrillDesks, county: CountyPackage, tmp_path: Path, open_window: OpenWindow, qtbot: QtBot
) -> None:
    """The replay is opened from the window of the drill, which knows who looks."""
    hear_of_others(drill)
    stored(drill.day, tmp_path / "data", county)
    window = open_window(drill.desk("wang").session)
    with replays_of(window, county, tmp_path):
        window.menu.replay_wanted.emit()
        past = past_beside(window, qtbot)
        assert shown_at(past, 30_000, qtbot) == set()
        assert shown_at(past, 2 * MINUTE + 30_000, qtbot) == {"I04"}
        assert shown_at(past, 4 * MINUTE, qtbot) == {"I04", "I05"}


def test_what_is_told_while_the_replay_is_open_is_in_it_when_it_is_shown_again(
    drill: DrillDesks, county: CountyPackage, tmp_path: Path, open_window: OpenWindow, qtbot: QtBot
) -> None:
    stored(drill.day, tmp_path / "data", county)
    window = open_window(drill.desk("wang").session)
    with replays_of(window, county, tmp_path):
        window.menu.replay_wanted.emit()
        past = past_beside(window, qtbot)
        assert shown_at(past, 4 * MINUTE, qtbot) == {"I04"}
        hear_of_others(drill)
        window.menu.replay_wanted.emit()
        assert shown_at(past, 4 * MINUTE, qtbot) == {"I04", "I05"}


def test_what_is_told_before_the_replay_is_open_is_in_it(
    drill: DrillDesks, county: CountyPackage, tmp_path: Path, open_window: OpenWindow, qtbot: QtBot
) -> None:
    stored(drill.day, tmp_path / "data", county)
    window = open_window(drill.desk("wang").session)
    with replays_of(window, county, tmp_path):
        window.menu.replay_wanted.emit()
        hear_of_others(drill)
        window.menu.replay_wanted.emit()
        assert shown_at(past_beside(window, qtbot), 4 * MINUTE, qtbot) == {"I04", "I05"}


def test_what_others_were_told_is_in_no_replay_until_the_hot_wash_that_opens_it_is_known(
    drill: DrillDesks, county: CountyPackage, tmp_path: Path, open_window: OpenWindow, qtbot: QtBot
) -> None:
    """It comes by another way than the state of the drill, and may come before it."""
    stored(drill.day, tmp_path / "data", county)
    session = drill.desk("wang").session
    of_others = [r for r in drill.day.realm.records() if getattr(r.body, "inject_id", "") == "I05"]
    session.feed.arrived.emit(m.DrillNews(records=of_others))
    window = open_window(session)
    with replays_of(window, county, tmp_path):
        window.menu.replay_wanted.emit()
        past = past_beside(window, qtbot)
        assert shown_at(past, 2 * MINUTE + 30_000, qtbot) == {"I04"}
        hear_of_others(drill)
        window.menu.replay_wanted.emit()
        assert shown_at(past, 2 * MINUTE + 30_000, qtbot) == {"I04"}
        assert shown_at(past, 4 * MINUTE, qtbot) == {"I04", "I05"}


def test_a_replay_that_is_closed_before_it_is_shown_does_not_read_the_journal_for_hazards(
    drill: DrillDesks, county: CountyPackage, tmp_path: Path
) -> None:
    stored(drill.day, tmp_path / "data", county)
    opener = ReplayOpener(None, tmp_path / "data", DRILL)
    opener.give_up()
    with pytest.raises(OpeningGivenUp):
        opener.catalog_of(county)
