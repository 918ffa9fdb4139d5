"""A replay shows what was known at a time, what had happened by then, or what was known of it at one time: with real
clicks and keys on the bar of a clip with a report that was made late."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from county import records as r
from county.package.open import CountyPackage
from county.records import RecordBody
from desktop.printing.event_page import event_page
from desktop.replay.bar import VIEWS, ReplayBar
from desktop.session import Session
from desktop.window.main_window import MainWindow
from services.protocol.replay import ReplayView
from services.replay.clip_making import make_clip
from services.replay.local import LocalReplay
from tests.gui.replay_desk import HOUR, MINUTE, T0, ReplayDesk, reported, shown_replay_bar, shown_replay_desk
from tests.recorded_journals import numbered, write_journal
from tests.tiny_county import write_tiny_county

LATE = 30 * MINUTE
"""What happened then was reported an hour later."""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> CountyPackage:
    return write_tiny_county(tmp_path_factory.mktemp("views") / "county")


@pytest.fixture(scope="module")
def folder(package: CountyPackage, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """E1 at once, E2 half an hour later, E3 that had happened then and was reported at 11:30, the end at 12:00."""
    steps: list[tuple[int, RecordBody]] = [
        (T0, reported("E1", package)), (T0 + LATE, reported("E2", package)),
        (T0 + LATE + HOUR, reported("E3", package)), (T0 + 2 * HOUR, r.EventFiled(event_id="E1")),
    ]  # fmt: skip
    records = numbered(steps)
    records[2] = replace(records[2], happened_ms=T0 + LATE)
    return write_journal(tmp_path_factory.mktemp("journal"), package, records)


@pytest.fixture
def shown(folder: Path, package: CountyPackage, tmp_path: Path, qapp: object) -> Iterator[ReplayDesk]:
    clip = make_clip(folder, package, T0, T0 + 2 * HOUR, lambda share, text: None)
    with shown_replay_desk(LocalReplay(clip), package, tmp_path / "settings.ini") as desk:
        yield desk


@pytest.fixture
def bar(shown: ReplayDesk, qtbot: QtBot) -> Iterator[ReplayBar]:
    with shown_replay_bar(shown, qtbot, (1600, 120)) as bar:
        yield bar


def choose(shown: ReplayDesk, bar: ReplayBar, view: ReplayView, qtbot: QtBot) -> None:
    """With the keys, as from the list."""
    row, box = VIEWS.index(view), bar.view
    assert isinstance(box, QComboBox)
    box.setFocus()
    for _ in range(len(VIEWS)):
        if box.currentIndex() == row:
            break
        qtbot.keyClick(box, Qt.Key.Key_Down if box.currentIndex() < row else Qt.Key.Key_Up)
        shown.at_rest(bar)
    assert box.currentIndex() == row


def click(shown: ReplayDesk, bar: ReplayBar, at_ms: int, qtbot: QtBot) -> int:
    """On the slider; returns the time that is shown then."""
    place = QPoint(round(bar.slider.x_of(at_ms)), bar.slider.height() // 2)
    qtbot.mouseClick(bar.slider, Qt.MouseButton.LeftButton, pos=place)
    return shown.at_rest(bar).at_ms


def test_what_was_reported_late_is_missing_as_known_then_and_there_as_it_happened(
    shown: ReplayDesk, bar: ReplayBar, qtbot: QtBot
) -> None:
    at_ms = click(shown, bar, T0 + HOUR, qtbot)
    assert abs(at_ms - (T0 + HOUR)) < MINUTE
    assert shown.events() == {"E1", "E2"}
    choose(shown, bar, "happened", qtbot)
    assert shown.events() == {"E1", "E2", "E3"}
    assert shown.session.clock.now_ms() == at_ms, "the same time"
    assert click(shown, bar, T0 + LATE - MINUTE, qtbot) < T0 + LATE
    assert shown.events() == {"E1"}
    choose(shown, bar, "known", qtbot)
    click(shown, bar, T0 + 2 * HOUR, qtbot)
    assert shown.events() == {"E1", "E2", "E3"}


def test_what_was_known_at_one_time_of_another_one(shown: ReplayDesk, bar: ReplayBar, qtbot: QtBot) -> None:
    """At 11:00 nobody knew of the third one, at 11:45 everybody did: each about 10:40."""
    for known_ms, events in ((T0 + HOUR, {"E1", "E2"}), (T0 + 105 * MINUTE, {"E1", "E2", "E3"})):
        choose(shown, bar, "known", qtbot)
        held_ms = click(shown, bar, known_ms, qtbot)
        choose(shown, bar, "both", qtbot)
        assert shown.source.held_ms == held_ms
        click(shown, bar, T0 + 40 * MINUTE, qtbot)
        assert shown.events() == events
        assert click(shown, bar, T0 + 2 * HOUR, qtbot) == held_ms, "nothing later was known"


def test_keys_go_by_records_and_minutes_as_it_happened(shown: ReplayDesk, bar: ReplayBar, qtbot: QtBot) -> None:
    """E2 and E3 had happened in one millisecond: one step; then E1 was filed."""
    choose(shown, bar, "happened", qtbot)
    begin = click(shown, bar, T0 + LATE - MINUTE, qtbot)
    assert bar.forward.toolTip() == "前进一条记录（→）"
    for key, modifier, at_ms, events in (
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, T0 + LATE, {"E1", "E2", "E3"}),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, T0 + 2 * HOUR, {"E1", "E2", "E3"}),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, T0 + 2 * HOUR, {"E1", "E2", "E3"}),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, T0 + LATE, {"E1", "E2", "E3"}),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier, T0 + LATE - MINUTE, {"E1"}),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, T0, {"E1"}),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, T0, {"E1"}),
    ):
        qtbot.keyClick(bar.slider, key, modifier)
        assert shown.at_rest(bar).at_ms == at_ms
        assert shown.events() == events
    assert abs(begin - (T0 + LATE - MINUTE)) < MINUTE
    qtbot.keyClick(bar.slider, Qt.Key.Key_Home)
    assert shown.at_rest(bar).at_ms == T0
    qtbot.keyClick(bar.slider, Qt.Key.Key_End)
    assert shown.at_rest(bar).at_ms == T0 + 2 * HOUR


def test_keys_that_follow_one_another_faster_than_moments_are_found_add_up(
    shown: ReplayDesk, bar: ReplayBar, qtbot: QtBot
) -> None:
    choose(shown, bar, "happened", qtbot)
    click(shown, bar, T0 + LATE - MINUTE, qtbot)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right):
        qtbot.keyClick(bar.slider, key)
    assert shown.at_rest(bar).at_ms == T0 + 2 * HOUR
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right):
        qtbot.keyClick(bar.slider, key)
    assert shown.at_rest(bar).at_ms == T0 + LATE


def test_a_playback_as_it_happened_goes_on_in_time_to_the_end(shown: ReplayDesk, bar: ReplayBar, qtbot: QtBot) -> None:
    choose(shown, bar, "happened", qtbot)
    begin = click(shown, bar, T0 + LATE - MINUTE, qtbot)
    shown.source.set_rate(60)
    qtbot.keyClick(bar.slider, Qt.Key.Key_Space)
    assert shown.source.is_playing
    shown.run(2_000)
    shown.until(lambda: shown.source.moment.at_ms >= begin + 2 * MINUTE, "two minutes")
    assert shown.events() == {"E1", "E2", "E3"}
    assert shown.source.is_playing
    shown.run(3_600_000)
    shown.until(lambda: not shown.source.is_playing, "the end")
    assert shown.source.moment.at_ms == T0 + 2 * HOUR


def test_the_frame_the_title_and_paper_say_which_it_is(
    shown: ReplayDesk, open_window: Callable[[Session], MainWindow], qtbot: QtBot
) -> None:
    window = open_window(shown.session)
    bar, moment = window.replay_bar, window.realm_band.moment
    assert bar is not None
    assert moment is not None
    bar.go(shown.replay.moment_at(T0 + HOUR))
    shown.at_rest(bar)
    for view, words in (
        ("known", "2026-11-23 11:00:00（当时所知）"), ("happened", "2026-11-23 11:00:00（实际发生）"),
        ("both", "2026-11-23 11:00:00（实际发生，截至 11:00:00 所知）"),
    ):  # fmt: skip
        choose(shown, bar, view, qtbot)  # type: ignore[arg-type]
        moment.refresh()
        assert moment.time.text() == words
        event = shown.session.layers.states("event")["E1"]
        assert words in event_page(shown.session, event, [], lambda step: "", archived=False).texts
    assert window.windowTitle().startswith("2026-11-23 11:00:00 · 回放 · ")
