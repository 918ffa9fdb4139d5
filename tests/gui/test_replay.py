"""A replay on the desk: real clicks and keys on the window of a clip; what is shown is what was known then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QHelpEvent, QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QToolTip
from pytestqt.qtbot import QtBot

from county.commands import FileEvent
from county.package.open import CountyPackage
from county.realm import LIVE
from desktop import i18n, moments, theme
from desktop.backend.reporter_contact import ReporterContact
from desktop.drill.marks import frame_of
from desktop.input.keys import KEYS
from desktop.permission import why_not
from desktop.replay.bar import ReplayBar
from desktop.replay.opening import ReplayOpener
from desktop.replay.window import ReplayWindow
from desktop.session import Session
from desktop.window.main_window import MainWindow
from drawing.moving_share import moving_share
from layers.events import EventsLayer
from services.drill_archive.archive_file import recording_in
from services.replay.clip_making import make_clip
from services.replay.fitting import fitted
from services.replay.local import LocalReplay
from services.replay.recording import Recording
from tests.gui.drill_replays import PATIENCE_MS
from tests.gui.replay_desk import HOUR, MINUTE, T0, ReplayDesk, day, shown_replay_bar, shown_replay_desk
from tests.recorded_journals import numbered, write_journal

LEFT = Qt.MouseButton.LeftButton
ARCHIVED = Path(__file__).parents[1] / "golden" / "drill-1" / "night.drill"


@pytest.fixture(scope="module")
def recording(package: CountyPackage, tmp_path_factory: pytest.TempPathFactory) -> Recording:
    sensor_rows = [(T0 + n * MINUTE, T0 + n * MINUTE, float(n)) for n in range(10)]
    late = [(T0 + 20 * MINUTE, T0 + 5 * MINUTE + 1, 77.0)]
    folder = write_journal(
        tmp_path_factory.mktemp("replayed") / "data", package, numbered(day(package)), sensor_rows + late
    )
    return make_clip(folder, package, T0, T0 + 24 * HOUR, lambda *_: None)


@pytest.fixture
def shown(recording: Recording, package: CountyPackage, tmp_path: Path, qapp: object) -> Iterator[ReplayDesk]:
    with shown_replay_desk(LocalReplay(recording), package, tmp_path / "replay.ini") as desk:
        yield desk


@pytest.fixture
def bar(shown: ReplayDesk, qtbot: QtBot) -> Iterator[ReplayBar]:
    with shown_replay_bar(shown, qtbot, (1_020, 130)) as bar:
        yield bar


def place_of(bar: ReplayBar, share: float) -> QPoint:
    """A place on the slider, by its share of the shown time."""
    slider = bar.slider
    return QPoint(round(slider.margin + share * slider.scale.width), slider.height() // 2)


def test_a_replay_says_that_it_asks_nobody_for_a_reporter(shown: ReplayDesk) -> None:
    contact = ReporterContact(shown.session, QObject())
    shown.session.feed.arrived.connect(contact.take)
    contact.request("a token")
    shown.until(lambda: contact.text() != "正在查询…", "the answer")
    assert "回放" in contact.text()
    shown.session.feed.arrived.disconnect(contact.take)


# ---- the slider


def test_the_first_moment_is_that_of_the_first_record_exactly(shown: ReplayDesk) -> None:
    assert shown.source.moment == (1, T0, None)
    assert shown.session.clock.now_ms() == T0


def test_half_of_the_slider_is_half_of_the_time_whatever_was_recorded(
    shown: ReplayDesk, bar: ReplayBar, qtbot: QtBot
) -> None:
    qtbot.mouseClick(bar.slider, LEFT, pos=place_of(bar, 0.5))
    moment = shown.at_rest(bar)
    assert abs(moment.known_ms - (T0 + 12 * HOUR)) < 2 * MINUTE
    assert moment.seq == 102
    assert len(shown.events()) == 100, "what was opened yesterday stands"
    assert shown.session.layers.states("response"), "a level that was set before is shown"


def test_a_drag_ends_at_the_last_place_of_the_pointer(shown: ReplayDesk, bar: ReplayBar, qtbot: QtBot) -> None:
    qtbot.mousePress(bar.slider, LEFT, pos=place_of(bar, 0.1))
    for share in (0.9, 0.2, 0.8, 0.25):
        qtbot.mouseMove(bar.slider, place_of(bar, share))
    qtbot.mouseRelease(bar.slider, LEFT, pos=place_of(bar, 0.25))
    assert abs(shown.at_rest(bar).known_ms - (T0 + 6 * HOUR)) < 2 * MINUTE


def test_the_wheel_zooms_around_the_pointer_and_a_double_click_shows_all(
    shown: ReplayDesk, bar: ReplayBar, qtbot: QtBot
) -> None:
    place = QPointF(place_of(bar, 0.25))
    before = bar.slider.time_at(place.x())
    wheel = QWheelEvent(
        place, bar.slider.mapToGlobal(place), QPoint(), QPoint(0, 1200), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(bar.slider, wheel)
    assert bar.slider.scale.to_ms - bar.slider.scale.from_ms < 4 * HOUR
    assert abs(bar.slider.time_at(place.x()) - before) < 2_000
    qtbot.mouseDClick(bar.slider, LEFT, pos=place_of(bar, 0.5))
    assert (bar.slider.scale.from_ms, bar.slider.scale.to_ms) == (T0, T0 + 24 * HOUR)


def test_a_click_on_a_mark_goes_to_its_record(shown: ReplayDesk, bar: ReplayBar, qtbot: QtBot) -> None:
    assert [mark.kind for mark in shown.replay.marks()] == ["response", "event"]
    x = round(bar.slider.x_of(T0 + 23 * HOUR)) + 3
    qtbot.mouseClick(bar.slider, LEFT, pos=QPoint(x, 6))
    assert shown.at_rest(bar) == (103, T0 + 23 * HOUR, None), "the first of two records of that millisecond"


def test_a_mark_at_the_end_of_what_is_shown_is_whole(shown: ReplayDesk, bar: ReplayBar) -> None:
    slider = bar.slider
    slider.scale = slider.scale._replace(from_ms=T0 + 23 * HOUR)
    picture, ratio = slider.grab().toImage(), slider.devicePixelRatioF()

    def is_marked(x: float) -> bool:
        column = round((slider.x_of(T0 + 23 * HOUR) + x) * ratio)
        return theme.WARNING in {picture.pixelColor(column, y).name() for y in range(picture.height())}

    assert is_marked(theme.px(3))
    assert is_marked(-theme.px(3))


# ---- keys


def test_arrows_go_by_records_and_with_shift_by_minutes(shown: ReplayDesk, bar: ReplayBar, qtbot: QtBot) -> None:
    bar.slider.setFocus()
    for key, seq in ((Qt.Key.Key_Right, 2), (Qt.Key.Key_Right, 3), (Qt.Key.Key_Left, 2)):
        qtbot.keyClick(bar.slider, key)
        assert shown.at_rest(bar).seq == seq
        assert len(shown.events()) == seq
    qtbot.keyClick(bar.slider, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert shown.at_rest(bar) == (100, T0 + 60_600, None)
    qtbot.keyClick(bar.slider, Qt.Key.Key_End)
    assert shown.at_rest(bar) == (105, T0 + 24 * HOUR, None)
    qtbot.keyClick(bar.slider, Qt.Key.Key_Left)
    assert shown.at_rest(bar) == (104, T0 + 23 * HOUR, None)
    qtbot.keyClick(bar.slider, Qt.Key.Key_Left)
    assert shown.at_rest(bar) == (103, T0 + 23 * HOUR, None), "two records of one millisecond are two steps"
    qtbot.keyClick(bar.slider, Qt.Key.Key_Home)
    assert shown.at_rest(bar) == (1, T0, None)


def test_the_slider_takes_exactly_the_keys_of_the_table(bar: ReplayBar) -> None:
    modifiers = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)

    def takes(key: int, modifier: Qt.KeyboardModifier) -> bool:
        event = QKeyEvent(QEvent.Type.KeyPress, key, modifier)
        bar.slider.keyPressEvent(event)
        return event.isAccepted()

    keys = (*range(Qt.Key.Key_A, Qt.Key.Key_Z), Qt.Key.Key_Space, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Up,
            Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
            Qt.Key.Key_Return, Qt.Key.Key_Escape)  # fmt: skip
    found = {QKeySequence(key).toString() for key in keys if takes(key, modifiers[0])}
    arrows = (Qt.Key.Key_Left, Qt.Key.Key_Right)
    found |= {f"Shift+{QKeySequence(key).toString()}" for key in arrows if takes(key, modifiers[1])}
    assert found == {key for use in KEYS.values() if use.group == "replay" for key in use.keys}


# ---- playback


def test_space_plays_at_the_chosen_speed_and_pauses(shown: ReplayDesk, bar: ReplayBar, qtbot: QtBot) -> None:
    bar.rates.setCurrentIndex(bar.rates.findText("10×"))
    qtbot.keyClick(bar.slider, Qt.Key.Key_Space)
    shown.run(3_000)
    assert shown.source.moment == (51, T0 + 30_000, None)
    assert len(shown.events()) == 51
    assert shown.session.clock.rate == 10
    qtbot.keyClick(bar.slider, Qt.Key.Key_Space)
    shown.run(60_000)
    assert shown.source.moment == (51, T0 + 30_000, None)


def test_at_600_times_no_record_is_left_out_and_the_end_pauses(
    shown: ReplayDesk, bar: ReplayBar, qtbot: QtBot
) -> None:
    bar.rates.setCurrentIndex(bar.rates.findText("600×"))
    qtbot.mouseClick(bar.play, LEFT)
    for _ in range(200):
        shown.run(1_000)
    assert shown.source.moment == (105, T0 + 24 * HOUR, None)
    assert shown.session.layers.fold.seq == 105
    assert not shown.source.is_playing
    qtbot.mouseClick(bar.play, LEFT)
    shown.until(lambda: shown.source.moment.known_ms == T0, "from the end it begins again")


def test_a_part_is_repeated(shown: ReplayDesk, bar: ReplayBar, qtbot: QtBot) -> None:
    qtbot.keyClick(bar.slider, Qt.Key.Key_Right)
    shown.at_rest(bar)
    qtbot.mouseClick(bar.loop_begin, LEFT)
    qtbot.keyClick(bar.slider, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    shown.at_rest(bar)
    qtbot.mouseClick(bar.loop_end, LEFT)
    assert shown.source.loop == (T0 + 600, T0 + 60_600)
    qtbot.mouseClick(bar.first, LEFT)
    shown.at_rest(bar)
    qtbot.mouseClick(bar.play, LEFT)
    shown.run(61_000)
    shown.until(lambda: not shown.source.is_seeking, "the beginning of the part")
    assert shown.source.moment.known_ms == T0 + 600
    assert shown.source.is_playing
    qtbot.mouseClick(bar.loop_none, LEFT)
    assert shown.source.loop is None


def test_a_gap_is_left_out_when_asked(shown: ReplayDesk, bar: ReplayBar, qtbot: QtBot) -> None:
    assert [(gap.from_ms, gap.to_ms) for gap in shown.replay.gaps()] == [
        (T0 + 3 * MINUTE, T0 + 23 * HOUR), (T0 + 23 * HOUR, T0 + 24 * HOUR)
    ]  # fmt: skip
    qtbot.mouseClick(bar.gaps, LEFT, pos=QPoint(8, bar.gaps.height() // 2))
    assert shown.source.skips_gaps
    qtbot.mouseClick(bar.play, LEFT)
    shown.run(4 * MINUTE)
    shown.run(1_000)
    shown.until(lambda: not shown.source.is_seeking, "the end of the gap")
    assert T0 + 23 * HOUR - 5_000 < shown.source.moment.known_ms <= T0 + 23 * HOUR


# ---- everything obeys the moment


def test_going_back_leaves_nothing_of_later(shown: ReplayDesk, bar: ReplayBar, qtbot: QtBot) -> None:
    """The same as if the moment had been shown first: also no message about a restored journal."""
    restored: list[object] = []
    shown.session.feed.restored.connect(restored.append)

    def everything() -> dict[str, Any]:
        layers = shown.session.layers
        return {key: {i: states[i] for i in states} for key, states in layers.fold.states.items()}

    at_first = everything()
    for share in (1.0, 0.3, 0.7):
        qtbot.mouseClick(bar.slider, LEFT, pos=place_of(bar, share))
        shown.at_rest(bar)
    qtbot.keyClick(bar.slider, Qt.Key.Key_Home)
    shown.at_rest(bar)
    assert everything() == at_first
    assert shown.session.layers.fold.seq == 1
    assert restored == []


def test_what_was_set_or_opened_long_before_a_moment_is_there_after_the_seek(
    shown: ReplayDesk, bar: ReplayBar, qtbot: QtBot
) -> None:
    """The level and the open reports of the first minutes, half a day later."""
    qtbot.mouseClick(bar.slider, LEFT, pos=place_of(bar, 0.5))
    shown.at_rest(bar)
    layers = shown.session.layers
    assert layers.states("response")["R1"].level == "IV"
    assert len(layers.of(EventsLayer)) == 100


def test_a_chart_is_cut_at_the_moment_and_late_readings_are_absent_before(shown: ReplayDesk, bar: ReplayBar) -> None:
    from services.protocol.columns import decoded
    from services.protocol.messages import HistoryReply

    replies: list[Any] = []
    shown.session.feed.arrived.connect(replies.append)
    key = shown.replay.keys["readings"].rows[0]

    def values(at_ms: int) -> list[float]:
        replies.clear()
        bar.go(shown.replay.moment_at(at_ms))
        shown.at_rest(bar)
        shown.session.source.history("readings", key, T0, T0 + HOUR)
        shown.until(lambda: replies, "the history")
        assert isinstance(replies[0], HistoryReply)
        return decoded("readings", replies[0].columns)["value"].tolist()

    assert values(T0 + 6 * MINUTE) == [0, 1, 2, 3, 4, 5, 6]
    assert values(T0 + 21 * MINUTE) == [0, 1, 2, 3, 4, 5, 77, 6, 7, 8, 9]
    assert values(T0 + 3 * MINUTE) == [0, 1, 2, 3]


def test_the_card_shows_the_event_as_it_was(shown: ReplayDesk, bar: ReplayBar, qtbot: QtBot) -> None:
    from desktop.cards.card import Card

    card = Card(shown.session)
    card.resize(460, 900)
    card.show()
    try:
        bar.go(shown.replay.extent.last)
        shown.at_rest(bar)
        shown.session.focus.select("events", "E000")
        shown.step()
        assert card.event_card.shown_event is not None
        assert card.event_card.shown_event.state == "filed"
        bar.go(shown.replay.moment_at(T0 + MINUTE))
        shown.at_rest(bar)
        assert card.event_card.shown_event is not None
        assert card.event_card.shown_event.state == "reported"
        shown.session.focus.select("events", "E050")
        bar.go(shown.replay.moment_of(3))
        shown.at_rest(bar)
        shown.step()
        assert card.event_card.shown_event is None, "it was not reported yet"
    finally:
        card.release()
        card.close()
        card.deleteLater()


# ---- the window


OpenWindow = Callable[[Session], MainWindow]


def test_the_window_says_what_it_shows_and_nothing_can_be_changed_in_it(
    shown: ReplayDesk, open_window: OpenWindow
) -> None:
    window = open_window(shown.session)
    assert frame_of(window) is None
    assert window.replay_bar is not None
    window.replay_bar.go(shown.replay.moment_at(T0 + 5 * MINUTE))
    shown.at_rest(window.replay_bar)
    band = window.realm_band
    assert band.moment is not None
    band.moment.refresh()
    assert (band.mark.text(), band.moment.time.text()) == ("回放", "2026-11-23 10:05:00（当时所知）")
    assert window.windowTitle().startswith("2026-11-23 10:05:00 · 回放 · ")
    assert shown.session.commander is None
    shown.session.focus.select("events", "E001")
    shown.step()
    steps = window.card.event_card.steps
    assert steps.buttons
    assert not any(button.isEnabled() for button in steps.buttons.values())
    assert why_not(shown.session, FileEvent) == "本窗口仅供查看，不能进行任何操作"


def test_a_moment_that_was_chosen_is_on_the_map_at_once_and_one_of_a_playback_has_its_turn(
    shown: ReplayDesk, open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(shown.session)
    assert window.replay_bar is not None
    qtbot.waitUntil(lambda: window.map.settled and window.map.is_current)
    monkeypatch.setattr(moving_share(), "is_due", lambda mover: False)
    shown.source.set_view("happened")
    window.replay_bar.go(shown.replay.moment_at(T0 + 5 * MINUTE))
    shown.at_rest(window.replay_bar)
    qtbot.waitUntil(lambda: window.map.is_current)
    shown.source.play()
    shown.time.ms += MINUTE
    shown.until(lambda: shown.source.moment.at_ms > T0 + 5 * MINUTE, "the next moment")
    shown.step()
    assert not window.map.is_current


def test_a_printed_event_states_the_moment(shown: ReplayDesk, open_window: OpenWindow) -> None:
    from desktop.printing.event_page import event_page

    window = open_window(shown.session)
    assert window.replay_bar is not None
    window.replay_bar.go(shown.replay.moment_at(T0 + 5 * MINUTE))
    shown.at_rest(window.replay_bar)
    event = shown.session.layers.states("event")["E001"]
    page = event_page(shown.session, event, [], lambda step: "", archived=False).texts
    assert "回放" in page
    assert "2026-11-23 10:05:00" in page
    assert "2026-11-24" not in page
    assert moments.full(T0 + 24 * HOUR) not in page


def test_an_archived_drill_is_marked_as_drill_and_as_replay_in_window_title_frame_and_on_paper(
    package: CountyPackage, tmp_path: Path, open_window: OpenWindow, qapp: object
) -> None:
    from desktop.printing.event_page import event_page

    i18n.set_language("zh")
    desk = ReplayDesk(LocalReplay(fitted(recording_in(ARCHIVED), package)), package, tmp_path / "drill.ini")
    try:
        window = open_window(desk.session)
        assert window.replay_bar is not None
        window.replay_bar.go(desk.replay.extent.last)
        desk.at_rest(window.replay_bar)
        mark = "演练 · 演练 · 演练 非真实事件 · 回放"
        assert " ".join(window.realm_band.mark.text().split()) == mark
        assert "演练 · drill:20260715-001 · 回放" in window.windowTitle()
        assert frame_of(window) is not None
        assert "演练" in window.realm_band.note.text()
        assert desk.session.styles["realm.drill"].color in window.realm_band.frame.styleSheet()
        assert desk.session.styles["realm.replay"].color in window.realm_band.band.styleSheet()
        event = next(iter(desk.session.layers.states("event").values()))
        assert event.id.startswith("演")
        page = event_page(desk.session, event, [], lambda step: "", archived=False)
        assert " ".join(page.texts.partition("\n")[0].split()) == mark
    finally:
        desk.close()
        i18n.set_language("en")


def test_back_to_live_closes_the_replay(shown: ReplayDesk, open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(shown.session)
    assert window.realm_band.moment is not None
    back: QPushButton = window.realm_band.moment.back
    assert back.isVisible()
    qtbot.mouseClick(back, LEFT)
    assert not window.isVisible()
    assert window.session is None


def test_keys_go_to_the_slider_again_once_a_speed_was_chosen(shown: ReplayDesk, bar: ReplayBar, qtbot: QtBot) -> None:
    bar.activateWindow()
    qtbot.waitUntil(bar.isActiveWindow)
    bar.rates.setFocus()
    bar.rates.showPopup()
    offered = bar.rates.view()
    qtbot.waitUntil(offered.isVisible)
    qtbot.keyClick(offered, Qt.Key.Key_End)
    qtbot.keyClick(offered, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bar.focusWidget() is bar.slider)
    assert shown.source.rate == 600.0
    bar.go(shown.replay.extent.last)
    shown.at_rest(bar)
    qtbot.keyClick(bar.focusWidget(), Qt.Key.Key_Home)
    assert shown.at_rest(bar) == shown.replay.extent.first
    assert shown.source.rate == 600.0


def test_a_list_of_the_bar_that_was_not_open_leaves_the_keys_where_they_are(bar: ReplayBar) -> None:
    """When the bar is hidden, or a list cannot be used, Qt closes lists that nobody opened."""
    bar.gaps.setFocus()
    for choice in (bar.rates, bar.view):
        choice.setEnabled(False)
        assert bar.focusWidget() is bar.gaps
        choice.hide()
        assert bar.focusWidget() is bar.gaps


def test_a_clip_has_no_strip_of_a_live_realm(shown: ReplayDesk, open_window: OpenWindow) -> None:
    """It is opened on any machine, where no live realm is behind it."""
    window = open_window(shown.session)
    assert window.live_strip is None


def test_a_live_window_opens_the_replay_of_its_journal_again_and_again(
    package: CountyPackage, tmp_path: Path, qtbot: QtBot
) -> None:
    """With layers and a source of its own; closing it releases everything (the leak gate looks)."""
    i18n.set_language("zh")
    data = tmp_path / "data"
    write_journal(data, package, numbered(day(package)))
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    for _ in range(2):
        opener = ReplayOpener(None, data, LIVE, T0 + 12 * HOUR, from_live=True)
        replay = ReplayWindow(package.folder, opener, settings, "operator", later=())
        qtbot.waitUntil(lambda window=replay.window: window.session is not None, timeout=30_000)
        session = replay.window.session
        assert session is not None
        qtbot.waitUntil(lambda s=session: s.layers.fold.seq == 102, timeout=30_000)
        assert session.clock.now_ms() == T0 + 12 * HOUR
        assert session.commander is None
        moment = replay.window.realm_band.moment
        assert moment is not None
        with qtbot.waitSignal(replay.closed, timeout=30_000):
            qtbot.mouseClick(moment.back, LEFT)
        replay.deleteLater()
        QApplication.processEvents()


def test_a_replay_that_was_asked_to_play_plays_from_its_time_at_its_speed(
    package: CountyPackage, tmp_path: Path, qtbot: QtBot
) -> None:
    """As ``main.py replay … --at … --speed`` asks."""
    data = tmp_path / "data"
    write_journal(data, package, numbered(day(package)))
    opener = ReplayOpener(None, data, LIVE, T0 + 12 * HOUR, rate=600.0)
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    replay = ReplayWindow(package.folder, opener, settings, "operator", later=())
    qtbot.waitUntil(lambda: replay.window.session is not None, timeout=30_000)
    assert replay.window.session is not None
    timeline = replay.window.session.timeline
    assert timeline is not None
    qtbot.waitUntil(lambda: timeline.moment.known_ms > T0 + 12 * HOUR + MINUTE, timeout=30_000)
    assert (timeline.is_playing, timeline.rate) == (True, 600.0)
    with qtbot.waitSignal(replay.closed, timeout=30_000):
        replay.close()
    replay.deleteLater()
    QApplication.processEvents()


def test_tab_goes_on_while_panels_are_made_raised_and_floated(shown: ReplayDesk, open_window: OpenWindow) -> None:
    """Scroll bars that Qt makes and deletes meanwhile once ended the process."""
    window = open_window(shown.session)
    chance, names = Random(3), list(window.workspace.docks)
    for _ in range(350):
        kind = chance.random()
        if kind < 0.12:
            window.workspace.raise_dock(chance.choice(names))
        elif kind < 0.2:
            dock = window.workspace.docks[chance.choice(names)]
            dock.setFloating(not dock.isFloating())
        elif chance.random() < 0.7:
            QTest.keyClick(window.windowHandle(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
        else:
            QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab)
        shown.step()
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.isVisible()


def test_in_a_replay_the_map_stands_above_the_bar_with_no_docks_between(
    shown: ReplayDesk, open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window(shown.session)
    window.resize(theme.px(1920), theme.px(1040))
    assert window.replay_bar is not None
    assert window.workspace.docks["alarms"] in window.tabifiedDockWidgets(window.workspace.docks["card"])
    qtbot.waitUntil(lambda: window.map.height() > 0.5 * window.height(), timeout=PATIENCE_MS)


def test_a_tool_tip_of_the_slider_covers_no_control_of_the_bar(
    shown: ReplayDesk, open_window: OpenWindow, qtbot: QtBot
) -> None:
    bar = open_window(shown.session).replay_bar
    assert bar is not None
    here = QPoint(bar.slider.width() // 2, bar.slider.height() - 2)
    QApplication.sendEvent(bar.slider, QHelpEvent(QEvent.Type.ToolTip, here, bar.slider.mapToGlobal(here)))
    qtbot.waitUntil(QToolTip.isVisible, timeout=PATIENCE_MS)
    [tip] = [widget for widget in QApplication.topLevelWidgets() if widget.inherits("QTipLabel") and widget.isVisible()]
    assert tip.geometry().bottom() < bar.slider.mapToGlobal(QPoint(0, 0)).y()
    QToolTip.hideText()
