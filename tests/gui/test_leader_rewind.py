"""The time of the leader's page: its slider rewinds the page in its place, framed in blue, and leads back to now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county.durations import DAY_MS, HOUR_MS
from county.events.emergency import emergency_subclasses
from county.figures.metric import Scope
from county.figures.weeks import weeks_until
from county.package.open import CountyPackage
from county.realm import LIVE
from desktop import theme
from desktop.leader.as_of_slider import DAYS
from desktop.leader.page import FRAME_PX, LeaderPage
from desktop.replay.bar import ReplayBar
from desktop.replay.live_mark import LiveMark
from desktop.replay.opening import ReplayOpener
from desktop.replay.past_session import PastSession
from desktop.scenes.registry import SCENES
from desktop.session import Session
from desktop.window.main_window import MainWindow
from services.protocol.analysis_messages import FiguresRequest
from services.protocol.messages import Trouble
from services.protocol.replay import BY_TIME, Replay, ReplayMoment
from services.replay.given_up import GIVEN_UP, OpeningGivenUp
from services.replay.journal_recording import JournalRecording
from services.replay.local import LocalReplay
from tests.analysed_journals import AnalysedJournal
from tests.contract.test_replays import wait
from tests.gui.conftest import MONDAY_MORNING_MS, ScriptedDesktop
from tests.gui.replay_desk import HOUR, T0, ReplayDesk, day, shown_replay_bar, shown_replay_desk
from tests.gui.shown_panel import shown_panel
from tests.gui.test_leader_page import LEADER_KEY
from tests.recorded_journals import numbered, write_journal

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def analysis(package: CountyPackage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AnalysedJournal]:
    """A hundred reports at ten o'clock, a grave one 23 hours later."""
    folder = write_journal(tmp_path_factory.mktemp("rewound") / "data", package, numbered(day(package)))
    with closing(AnalysedJournal(folder, package)) as analysis:
        with closing(analysis.replay()) as replay:  # starts the workers of the analysis, which outlive each test
            replay.seek(replay.extent.last)
            wait(replay.sought)
            replay.figures(FiguresRequest(request="first", metrics=("reported",), periods=(weeks_until(T0).now,)))
            wait(lambda: replay.answers() or None)
        yield analysis


@pytest.fixture
def shown(analysis: AnalysedJournal, package: CountyPackage, tmp_path: Path, qapp: object) -> Iterator[ReplayDesk]:
    with shown_replay_desk(analysis.replay(), package, tmp_path / "replay.ini") as desk:
        yield desk


@pytest.fixture
def bar(shown: ReplayDesk, qtbot: QtBot) -> Iterator[ReplayBar]:
    with shown_replay_bar(shown, qtbot) as bar:
        yield bar


@pytest.fixture
def past(shown: ReplayDesk, bar: ReplayBar, qtbot: QtBot) -> Iterator[LeaderPage]:
    with shown_panel(LeaderPage(shown.session), qtbot, (1_240, 900)) as page:
        yield page


def rewound(shown: ReplayDesk, bar: ReplayBar, page: LeaderPage, at_ms: int) -> None:
    """The bar goes to a time, and the page has all figures of it."""
    bar.go(ReplayMoment(BY_TIME, at_ms))
    shown.at_rest(bar)
    seq = shown.source.moment.seq
    page.overview.follow()
    shown.until(lambda: (f := page.overview.figures) is not None and f.as_of_seq == seq and f.towns, "the figures")
    page.show_now()


def test_lists_and_numbers_are_those_of_the_moment(shown: ReplayDesk, bar: ReplayBar, past: LeaderPage) -> None:
    rewound(shown, bar, past, T0 + 2 * HOUR)
    assert past.first.tiles["reported"].value.large == "100"
    assert past.first.waiting.head.total == 0
    assert "当时：2026-11-23 12:00:00" in past.note.text()
    rewound(shown, bar, past, T0 + 24 * HOUR)
    assert past.first.tiles["reported"].value.large == "101"
    rewound(shown, bar, past, T0 + 2 * HOUR)
    assert past.first.tiles["reported"].value.large == "100"


def test_a_page_asks_for_the_figures_of_another_moment_as_soon_as_that_is_shown(
    shown: ReplayDesk, bar: ReplayBar, past: LeaderPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    rewound(shown, bar, past, T0 + 2 * HOUR)
    asked: list[bool] = []
    shown_then: list[bool] = []
    monkeypatch.setattr(past.overview, "ask", lambda: asked.append(True))
    shown.session.feed.sought.connect(lambda: shown_then.append(bool(asked)))
    bar.go(ReplayMoment(BY_TIME, T0 + 24 * HOUR))
    shown.until(lambda: shown_then, "the moment")
    assert shown_then == [True]


def test_a_moment_that_is_chosen_does_not_wait_for_what_is_missing_of_the_one_before(
    shown: ReplayDesk, bar: ReplayBar, past: LeaderPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    rewound(shown, bar, past, T0 + 2 * HOUR)
    asked: list[FiguresRequest] = []
    given_up: list[str] = []
    monkeypatch.setattr(shown.source.replay, "figures", asked.append)
    monkeypatch.setattr(shown.source.replay, "cancel", given_up.append)
    for hours in (3, 24):
        bar.go(ReplayMoment(BY_TIME, T0 + hours * HOUR))
        shown.at_rest(bar)
    numbers = [one.periods for one in asked if len(one.periods) == 3]
    assert numbers == [weeks_until(T0 + hours * HOUR) for hours in (3, 24)]
    assert given_up == [one.request for one in asked[: len(asked) // 2]]


def test_before_the_first_record_no_figure_of_now_is_shown(
    shown: ReplayDesk, bar: ReplayBar, past: LeaderPage
) -> None:
    rewound(shown, bar, past, T0 + 2 * HOUR)
    shown.source.seek(ReplayMoment(BY_TIME, T0 - 30 * HOUR))
    shown.until(lambda: not shown.source.is_seeking, "the moment")
    assert shown.source.moment.seq == 0
    past.overview.follow()
    shown.until(lambda: past.overview.figures is None, "that nothing is known")
    past.show_now()
    assert past.first.tiles["reported"].value.large == "–"
    assert "此时刻尚无记录" in past.note.text()
    rewound(shown, bar, past, T0 + 2 * HOUR)
    assert past.first.tiles["reported"].value.large == "100"
    assert "尚无记录" not in past.note.text()


def test_the_steps_of_a_rewound_number_show_no_record_that_was_not_known(
    shown: ReplayDesk, bar: ReplayBar, past: LeaderPage, qtbot: QtBot
) -> None:
    rewound(shown, bar, past, T0 + 2 * HOUR)
    qtbot.mouseClick(past.first.tiles["reported"], LEFT)
    qtbot.mouseClick(past.detail.records, LEFT)
    shown.until(lambda: past.records.rows.rowCount(), "the records")
    assert past.records.count.text() == "100 条记录"


def test_a_page_that_is_not_of_now_has_a_blue_frame_and_no_slider_of_its_own(
    shown: ReplayDesk, past: LeaderPage, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    picture = past.grab().toImage()
    edge, ratio = FRAME_PX // 2, past.devicePixelRatioF()
    corners = ((edge, 300), (past.width() - edge, 300), (600, edge), (600, past.height() - edge))
    colors = {picture.pixelColor(round(x * ratio), round(y * ratio)).name() for x, y in corners}
    assert colors == {past.look.past}
    assert not past.slider.isVisible()
    with shown_panel(LeaderPage(scripted.session), qtbot, (1_240, 900)) as now:
        assert now.slider.isVisible()
        assert now.grab().toImage().pixelColor(edge, 300).name() == now.look.ground


def test_a_recording_without_an_analysis_says_that_its_figures_are_not_counted(
    package: CountyPackage, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = write_journal(tmp_path / "data", package, numbered(day(package)[:3]))
    with closing(AnalysedJournal(folder, package)) as keyed:
        recording = JournalRecording(folder, keyed.keys)
    with shown_replay_desk(LocalReplay(recording), package, tmp_path / "local.ini") as desk:
        answers: list[object] = []
        desk.session.feed.arrived.connect(answers.append)
        assert desk.session.source.health().analysis is None
        desk.session.source.figures(("reported",), Scope(), (weeks_until(T0).now,), "county")
        desk.until(lambda: answers, "the answer")
        assert isinstance(answers[0], Trouble)
        assert "analysis" in str(answers[0].line)


# ---- the slider of a live page


@pytest.fixture
def live(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[LeaderPage]:
    scripted.tick()
    with shown_panel(LeaderPage(scripted.session), qtbot, (1_240, 900)) as page:
        page.slider.began_ms = MONDAY_MORNING_MS - 200 * DAY_MS
        page.overview.began_ms = page.slider.began_ms
        yield page


def test_a_young_journal_offers_no_time_before_its_first_record(live: LeaderPage, qtbot: QtBot) -> None:
    wanted: list[int] = []
    live.moment_wanted.connect(wanted.append)
    slider = live.slider
    live.overview.began_ms = slider.began_ms = MONDAY_MORNING_MS - 5 * HOUR_MS
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert slider.at_ms == MONDAY_MORNING_MS - 5 * HOUR_MS
    QTest.keyClick(slider, Qt.Key.Key_End)
    QTest.keyClick(slider, Qt.Key.Key_Left)
    assert slider.at_ms == MONDAY_MORNING_MS - 5 * HOUR_MS, "a day back there is nothing"
    qtbot.mouseClick(slider, LEFT, pos=QPoint(0, 20))
    assert wanted == [MONDAY_MORNING_MS - 5 * HOUR_MS]
    assert [text for _, text in slider.marks()] == ["现在", "09:00", "08:00", "07:00", "06:00", "05:00"]


def test_before_the_first_record_is_known_only_now_is_offered(live: LeaderPage, qtbot: QtBot) -> None:
    wanted: list[int] = []
    live.moment_wanted.connect(wanted.append)
    live.overview.began_ms = live.slider.began_ms = None
    qtbot.mouseClick(live.slider, LEFT, pos=QPoint(100, 20))
    live.slider.setFocus()
    QTest.keyClick(live.slider, Qt.Key.Key_Home)
    QTest.keyClick(live.slider, Qt.Key.Key_Return)
    assert wanted == []
    assert [text for _, text in live.slider.marks()] == ["现在"]


def test_letting_go_of_the_slider_in_the_past_asks_for_that_time(live: LeaderPage, qtbot: QtBot) -> None:
    wanted: list[int] = []
    live.moment_wanted.connect(wanted.append)
    slider = live.slider
    at = QPoint(round(slider.x_of(MONDAY_MORNING_MS - 30 * DAY_MS)), 20)
    qtbot.mousePress(slider, LEFT, pos=QPoint(round(slider.x_of(MONDAY_MORNING_MS)), 20))
    assert slider.at_ms is None
    qtbot.mouseMove(slider, at)
    qtbot.mouseRelease(slider, LEFT, pos=QPoint(round(slider.x_of(MONDAY_MORNING_MS)), 20))
    assert wanted == [], "now is no moment of the past"
    qtbot.mouseClick(slider, LEFT, pos=at)
    assert abs(wanted[0] - (MONDAY_MORNING_MS - 30 * DAY_MS)) < DAY_MS
    assert slider.at_ms == wanted[0], "the handle stays where the page is"
    assert live.rewinding.mark.text().startswith("正在打开")
    qtbot.mouseClick(live.rewinding.now, LEFT)
    assert slider.at_ms is None
    assert not live.rewinding.mark.isVisible()


def test_keys_choose_a_day_or_an_hour_and_enter_goes_there(live: LeaderPage) -> None:
    wanted: list[int] = []
    live.moment_wanted.connect(wanted.append)
    slider = live.slider
    slider.setFocus()
    for key, modifier in (
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier),
    ):  # fmt: skip
        QTest.keyClick(slider, key, modifier)
    assert slider.at_ms == MONDAY_MORNING_MS - 2 * DAY_MS + HOUR_MS
    assert wanted == []
    QTest.keyClick(slider, Qt.Key.Key_Return)
    assert wanted == [MONDAY_MORNING_MS - 2 * DAY_MS + HOUR_MS]
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert slider.at_ms == MONDAY_MORNING_MS - DAYS * DAY_MS
    QTest.keyClick(slider, Qt.Key.Key_Escape)
    assert slider.at_ms is None
    assert not live.rewinding.is_past
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert slider.at_ms is None, "the future is not known"


def test_the_page_itself_becomes_that_of_then_and_esc_brings_back_now(
    live: LeaderPage, shown: ReplayDesk, qtbot: QtBot
) -> None:
    wanted: list[int] = []
    left: list[bool] = []
    live.moment_wanted.connect(wanted.append)
    live.now_wanted.connect(lambda: left.append(True))
    live.rewinding._go_to(T0 + 2 * HOUR)
    live.rewinding.show(shown.session)
    past = live.rewinding.past
    assert isinstance(past, LeaderPage)
    reported = past.first.tiles["reported"]
    shown.until(lambda: reported.value.large == "100", "the number of then")
    assert past.isVisible()
    assert not live.present.isVisible()
    assert live.slider.isVisible()
    assert live.rewinding.mark.text() == "回放：2026-11-23 12:00"
    assert "当时：2026-11-23 12:00:00" in past.note.text()
    edge = past.grab().toImage().pixelColor(FRAME_PX // 2, 300).name()
    assert edge == past.look.past, "framed"
    live.resize(theme.px(1_240), theme.px(860))
    QApplication.processEvents()
    assert past.story_button.isVisible()
    assert not past.at.scrolled.verticalScrollBar().isVisible(), "the foot of now takes no number from the page of then"
    live.rewinding._go_to(T0 + 24 * HOUR)
    shown.until(lambda: reported.value.large == "101", "another moment, on the same session")
    assert wanted == [T0 + 2 * HOUR], "one session is opened"
    past.setFocus()
    QTest.keyClick(past, Qt.Key.Key_Escape)
    assert live.rewinding.past is None
    assert left == [True]
    assert live.present.isVisible()
    assert live.slider.at_ms is None


def test_cards_and_panels_of_then_are_shown_by_a_window_of_then(live: LeaderPage, shown: ReplayDesk) -> None:
    windows: list[int] = []
    live.window_wanted.connect(windows.append)
    live.rewinding._go_to(T0 + 2 * HOUR)
    live.rewinding.show(shown.session)
    past = live.rewinding.past
    assert isinstance(past, LeaderPage)
    shown.until(lambda: not shown.source.is_seeking and past.first.number("reported"), "the page of then")
    past.card_wanted.emit()
    live.rewinding.window.click()
    assert windows == [T0 + 2 * HOUR] * 2
    live.rewinding.leave()


def test_a_recording_that_cannot_be_opened_says_why_and_the_page_stays_at_now(live: LeaderPage) -> None:
    live.slider.choose(MONDAY_MORNING_MS - DAY_MS)
    live.slider.moment_wanted.emit(MONDAY_MORNING_MS - DAY_MS)
    live.rewinding.fail("分析服务未运行")
    assert live.rewinding.mark.text() == "分析服务未运行"
    assert live.rewinding.mark.isVisible()
    assert not live.rewinding.is_past
    assert live.slider.at_ms is None


def test_a_session_that_arrives_too_late_is_given_back(live: LeaderPage, shown: ReplayDesk) -> None:
    left: list[bool] = []
    live.now_wanted.connect(lambda: left.append(True))
    live.rewinding._go_to(T0)
    live.rewinding.leave()
    live.rewinding.show(shown.session)
    assert live.rewinding.past is None
    assert left == [True, True]


def test_what_was_recorded_is_opened_for_the_page_in_a_thread_and_released(
    package: CountyPackage, tmp_path: Path, qtbot: QtBot
) -> None:
    data = tmp_path / "data"
    write_journal(data, package, numbered(day(package)[:3]))
    settings = QSettings(str(tmp_path / "past.ini"), QSettings.Format.IniFormat)
    opener = ReplayOpener(None, data, LIVE, T0 + HOUR, from_live=True)
    past = PastSession(package.folder, opener, settings)
    with qtbot.waitSignal(past.opened, timeout=10_000) as opened:
        pass
    [session] = opened.args
    assert session.timeline is not None
    assert session.commander is None
    past.close()
    missing = PastSession(package.folder, ReplayOpener(None, tmp_path / "no data", LIVE, T0), settings)
    with qtbot.waitSignal(missing.failed, timeout=10_000):
        pass
    missing.close()


class SlowPlace:
    """An analysis that does not reply."""

    def __init__(self) -> None:
        self.asked, self.replies, self.left = Event(), Event(), Event()

    def open(self, *of: object) -> Replay:
        [given_up] = [one for one in of if isinstance(one, Event)]
        self.asked.set()
        assert given_up.wait(30)
        self.replies.wait(30)
        self.left.set()
        raise OpeningGivenUp(GIVEN_UP)


def test_leaving_a_moment_that_is_still_being_opened_waits_for_nothing(
    package: CountyPackage, tmp_path: Path, qtbot: QtBot
) -> None:
    place = SlowPlace()
    opener = ReplayOpener(None, None, LIVE, T0, place=place)  # type: ignore[arg-type]
    past = PastSession(package.folder, opener, QSettings(str(tmp_path / "past.ini"), QSettings.Format.IniFormat))
    told: list[object] = []
    past.failed.connect(told.append)
    qtbot.waitUntil(place.asked.is_set, timeout=10_000)
    past.close()
    assert not place.left.is_set(), "it is still waited for, and the window goes on"
    with qtbot.waitSignal(past.destroyed, timeout=10_000):
        place.replies.set()
    assert told == []


def test_an_analysis_is_not_waited_for_once_nobody_wants_its_replay(analysis: AnalysedJournal) -> None:
    given_up = Event()
    given_up.set()
    with closing(analysis.replay()) as replay, pytest.raises(OpeningGivenUp):
        replay.open(60, given_up=given_up)


# ---- in its window


def test_while_the_page_is_rewound_header_red_band_map_and_twin_say_that_they_are_live(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow], shown: ReplayDesk, qtbot: QtBot
) -> None:
    scripted.report("房屋起火", subclass=min(emergency_subclasses(scripted.session.catalog)))
    window = open_window(scripted.session)
    window.show_scene("leader")
    qtbot.waitUntil(lambda: window.leader.is_seen and window.emergency_band.frame.isVisible())

    def seen() -> list[str]:
        return [mark.text() for mark in window.findChildren(LiveMark) if mark.isVisible()]

    assert seen() == []
    window.leader.rewinding._go_to(T0 + 2 * HOUR)
    window.leader.rewinding.show(shown.session)
    assert seen() == ["实况"] * 4
    assert {mark.parent() for mark in window.findChildren(LiveMark)} >= {window.map, window.twin}
    assert window.header.live.isVisible()
    assert window.emergency_band.live.isVisible()
    past = window.leader.rewinding.past
    assert past is not None
    assert past.findChildren(LiveMark) == []
    window.leader.rewinding.leave()
    assert seen() == []


def test_the_scene_of_a_leader_shows_the_page_beside_map_and_twin(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow], qtbot: QtBot
) -> None:
    window = open_window(scripted.session)
    window.show_scene("leader")
    qtbot.waitUntil(lambda: window.leader.is_seen)
    qtbot.waitUntil(lambda: window.leader.width() > window.width() / 2)
    assert window.map.isVisible()
    wide = window.workspace.docks["leader"].width()
    for key, panel in ((Qt.Key.Key_E, "evaluation"), (Qt.Key.Key_S, "events"), (Qt.Key.Key_G, "alarms")):
        QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
        dock = window.workspace.docks[panel]
        qtbot.waitUntil(lambda dock=dock: not dock.visibleRegion().isEmpty())
        assert window.workspace.docks["leader"] in window.tabifiedDockWidgets(dock), "a tab, not a narrow column"
        assert dock.width() == wide
        window.workspace.raise_dock("leader")
    qtbot.waitUntil(lambda: window.leader.is_seen)
    asked: list[int] = []
    window.past_wanted.connect(asked.append)
    window.leader.slider.began_ms = window.leader.overview.began_ms = MONDAY_MORNING_MS - 2 * DAY_MS
    window.leader.slider.choose(MONDAY_MORNING_MS - DAY_MS)
    QTest.keyClick(window.leader.slider, Qt.Key.Key_Return)
    assert asked == [MONDAY_MORNING_MS - DAY_MS]


@pytest.mark.parametrize(("asked_for_none", "scene"), [(True, "leader"), (False, "operator")])
def test_the_key_of_a_leader_opens_it_where_no_scene_was_asked_for(
    scripted: ScriptedDesktop, tmp_path: Path, asked_for_none: bool, scene: str
) -> None:
    scripted.source.condition = replace(scripted.source.condition, principal=LEADER_KEY)
    window = MainWindow(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat), "operator")
    window.follows_role = asked_for_none
    window.show()
    window.open_session(scripted.session)
    scripted.report("老街积水")
    QApplication.processEvents()
    assert window.scene == scene
    window.close_now()
    window.deleteLater()


def test_a_small_and_an_upright_window_have_room_for_the_page() -> None:
    scene = SCENES["leader"]
    groups = (("leader", "decisions", "card", "briefings"),)
    assert [place.groups for place in scene.in_window(1_000, 700).places] == [groups]
    [below] = scene.in_window(1_205, 2_142).places
    assert (below.area, below.groups) == ("bottom", groups)
