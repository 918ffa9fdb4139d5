"""The call that map and twin turn to where nobody uses them: which one it is, what is said of it, and when it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from county import records as r
from county.alarms import Alarm
from county.authority import WATCH
from county.clock import ManualClock
from county.numbering import new_event_id
from county.units.dispatch import can_be_sent, rank
from desktop.alarms.sensor_events import event_of_alarm
from desktop.alarms.shown_calls import FRESH_MS, SHOWN_MS, ShownCalls
from desktop.session import Session
from desktop.window.main_window import MainWindow
from drawing.call_show import MOVING_MS, RECHECK_MS, CallShow, TurningPane
from drawing.hands import HAND_MS, Hands
from layers.focus import USED_MS, Focus, InView, MapPoint, Selection
from layers.shown_call import CallWay, ShownCall
from services.protocol.messages import RankReply, SendingReply
from tests.gui.conftest import ScriptedDesktop
from tests.gui.recorded_source import LIVE
from tests.gui.test_panels_alarm_strip import raise_alarm, rules_by_priority
from tests.memory_realm import OWNER

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def hand() -> ManualClock:
    """The clock of this machine."""
    return ManualClock(0)


@pytest.fixture
def calls(scripted: ScriptedDesktop, hand: ManualClock) -> Iterator[ShownCalls]:
    shown = ShownCalls(scripted.session, scripted.session.feed, hand.now_ms)
    shown.tick()
    yield shown
    shown.close()


def shown_now(scripted: ScriptedDesktop) -> str:
    """The title of the call that is shown; "" for none."""
    call = scripted.session.focus.calls.call
    return "" if call is None else call.lines[0]


def test_a_smoke_alarm_is_shown_at_its_sensor_with_its_place_and_households(
    calls: ShownCalls, scripted: ScriptedDesktop
) -> None:
    sensor = scripted.session.sensors[raise_alarm(scripted, "a", "smoke_fire")]
    calls.tick()
    call = scripted.session.focus.calls.call
    assert call is not None
    assert call.place == (sensor.x_m, sensor.y_m)
    grids = scripted.session.package.table("grids")
    homes = int(grids["households"][list(grids["code"]).index(sensor.division)])
    what, where, households = call.lines
    assert what == "烟感火警"
    assert where.startswith(scripted.session.divisions.path(sensor.division))
    assert households.endswith(f"{homes:,} 户")


def test_what_waited_when_the_window_opened_is_neither_shown_nor_counted(
    scripted: ScriptedDesktop, hand: ManualClock
) -> None:
    raise_alarm(scripted, "a", "smoke_fire")
    shown = ShownCalls(scripted.session, scripted.session.feed, hand.now_ms)
    shown.tick()
    assert (shown_now(scripted), scripted.session.focus.calls.waiting) == ("", "")
    shown.close()


def test_it_ends_when_it_is_acknowledged(calls: ShownCalls, scripted: ScriptedDesktop) -> None:
    raise_alarm(scripted, "a", "smoke_fire")
    calls.tick()
    scripted.happen(r.AlarmAcknowledged(alarm_id="a"))
    calls.tick()
    assert (shown_now(scripted), scripted.session.focus.calls.waiting) == ("", "")


def test_after_its_time_it_is_counted_instead(calls: ShownCalls, scripted: ScriptedDesktop, hand: ManualClock) -> None:
    raise_alarm(scripted, "a", "smoke_fire")
    calls.tick()
    hand.advance(SHOWN_MS)
    calls.tick()
    assert (shown_now(scripted), scripted.session.focus.calls.waiting) == ("", "待处置：1 件")
    hand.advance(SHOWN_MS)
    calls.tick()
    assert shown_now(scripted) == "", "no call is shown twice"


def test_an_emergency_takes_the_place_of_a_high_alarm_and_no_high_alarm_that_of_a_call(
    calls: ShownCalls, scripted: ScriptedDesktop
) -> None:
    high = rules_by_priority(scripted)["high"]
    raise_alarm(scripted, "h", high)
    calls.tick()
    first = shown_now(scripted)
    assert first
    raise_alarm(scripted, "a", "smoke_fire")
    calls.tick()
    assert shown_now(scripted) == "烟感火警" != first
    raise_alarm(scripted, "h2", high)
    calls.tick()
    assert shown_now(scripted) == "烟感火警"
    assert scripted.session.focus.calls.waiting == "待处置：2 件"


def test_an_emergency_that_came_meanwhile_is_shown_next_unless_it_is_old(
    calls: ShownCalls, scripted: ScriptedDesktop, hand: ManualClock
) -> None:
    raise_alarm(scripted, "a", "smoke_fire")
    calls.tick()
    scripted.report("燃气味", subclass="gas_leak")
    calls.tick()
    hand.advance(SHOWN_MS)
    calls.tick()
    assert shown_now(scripted) == "燃气味"
    scripted.report("又一处燃气味", subclass="gas_leak")
    calls.tick()
    hand.advance(FRESH_MS + 1)
    calls.tick()
    assert shown_now(scripted) == ""


def test_an_alarm_that_is_over_is_not_shown(calls: ShownCalls, scripted: ScriptedDesktop) -> None:
    raise_alarm(scripted, "a", "smoke_fire")
    calls.tick()
    scripted.happen(r.AlarmCleared(alarm_id="a", value=1.0), by=WATCH.id, person="")
    calls.tick()
    assert shown_now(scripted) == ""


@pytest.mark.parametrize(("realm", "shown_there"), [("live", "烟感火警"), ("drill:d1", "烟感火警"), ("replay", "")])
def test_nothing_is_shown_in_a_replay_and_in_a_drill_its_own_calls_are(
    scripted: ScriptedDesktop, hand: ManualClock, realm: str, shown_there: str
) -> None:
    scripted.source.condition = replace(LIVE, realm=realm)
    shown = ShownCalls(scripted.session, scripted.session.feed, hand.now_ms)
    shown.tick()
    raise_alarm(scripted, "a", "smoke_fire")
    shown.tick()
    assert shown_now(scripted) == shown_there
    shown.close()


def test_the_units_of_the_form_of_a_dispatch_come_with_their_ways_and_the_nearest_is_named(
    calls: ShownCalls, scripted: ScriptedDesktop
) -> None:
    session = scripted.session
    session.focus.calls.shown_in.add("map")
    event_id = scripted.report("燃气味", subclass="gas_leak")
    calls.tick()
    movable = [unit for unit in session.package.resources if can_be_sent(unit, session.catalog)]
    best = list(rank(scripted.event(event_id), movable, session.catalog, {}))[:4]
    ranked = [
        msgspec.structs.replace(one, minutes=5.0 + number, distance_m=2_500.0) for number, one in enumerate(best)
    ]
    scripted.source.answer(RankReply(request=event_id, candidates=ranked, choice=ranked[0].choice))
    scripted.tick()
    assert scripted.source.sendings == [(event_id, one.unit) for one in ranked[:3]]
    for number, one in enumerate(ranked[:3], 1):
        scripted.source.answer(SendingReply(
            request=f"sending {number}", event_id=event_id, unit=one.unit, minutes=one.minutes,
            xy_m=[0.0, 0.0, 100.0, 0.0],
        ))  # fmt: skip
    scripted.tick()
    calls.tick()
    call = session.focus.calls.call
    assert call is not None
    assert call.lines[-1].endswith("2.5 公里，约 5 分钟")
    assert [way.text.rsplit(" · ")[-1] for way in call.ways] == ["5 分钟", "6 分钟", "7 分钟"]


def test_units_are_ranked_once_a_view_shows_the_call(calls: ShownCalls, scripted: ScriptedDesktop) -> None:
    event_id = scripted.report("燃气味", subclass="gas_leak")
    calls.tick()
    calls.tick()
    assert scripted.source.rankings == []
    scripted.session.focus.calls.shown_in.add("map")
    calls.tick()
    calls.tick()
    assert scripted.source.rankings == [event_id]


def test_the_event_of_an_alarm_is_looked_for_when_events_change_and_then_units_are_ranked(
    calls: ShownCalls, scripted: ScriptedDesktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []

    def looking(session: Session, alarm: Alarm) -> str:
        looked.append(alarm.id)
        return event_of_alarm(session, alarm)

    monkeypatch.setattr("desktop.alarms.shown_calls.event_of_alarm", looking)
    scripted.session.focus.calls.shown_in.add("map")
    sensor = scripted.session.sensors[raise_alarm(scripted, "a", "smoke_fire")]
    for _ in range(5):
        calls.tick()
    assert looked == ["a"]
    event_id = new_event_id(scripted.clock.now_ms())
    scripted.happen(r.EventReported(
        event_id=event_id, subclass="gas_leak", title="燃气味", source="sensor", x_m=sensor.x_m, y_m=sensor.y_m,
        division="", level="general", sensor_id=sensor.id, alarm_id="a",
    ))  # fmt: skip
    calls.tick()
    assert scripted.source.rankings == [event_id]


def test_with_little_motion_the_nearest_unit_is_named_and_no_way_is_asked_for(
    calls: ShownCalls, scripted: ScriptedDesktop
) -> None:
    session = scripted.session
    session.focus.reduced_motion = True
    session.focus.calls.shown_in.add("map")
    event_id = scripted.report("燃气味", subclass="gas_leak")
    calls.tick()
    movable = [unit for unit in session.package.resources if can_be_sent(unit, session.catalog)]
    first = next(iter(rank(scripted.event(event_id), movable, session.catalog, {})))
    near = msgspec.structs.replace(first, minutes=5.0, distance_m=2_500.0)
    scripted.source.answer(RankReply(request=event_id, candidates=[near], choice=near.choice))
    scripted.tick()
    calls.tick()
    call = session.focus.calls.call
    assert call is not None
    assert call.lines[-1].endswith("2.5 公里，约 5 分钟")
    assert scripted.source.sendings == []


# ---- one pane


class NotedPane(TurningPane):
    """Notes what it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[object] = []

    def turn_to(self, place: MapPoint) -> None:
        self.asked.append(place)

    def way_back(self) -> Callable[[], None]:
        return lambda: self.asked.append("back")

    def bring_into_view(self, wanted: InView) -> None:
        self.asked.append(wanted)


CALL = ShownCall("a", (3.0, 4.0), ("烟感火警",))
FROM_BEFORE_MS = USED_MS + 1


@pytest.fixture
def focus() -> Focus:
    return Focus()


@pytest.fixture
def pane(qtbot: QtBot) -> NotedPane:
    pane = NotedPane()
    qtbot.addWidget(pane)
    pane.resize(300, 200)
    pane.show()
    return pane


@pytest.fixture
def elsewhere(qtbot: QtBot) -> QLineEdit:
    """Where a hand may work that does not use the pane."""
    line = QLineEdit()
    qtbot.addWidget(line)
    line.show()
    return line


@pytest.fixture
def show(pane: NotedPane, focus: Focus, hand: ManualClock, elsewhere: QLineEdit) -> Iterator[CallShow]:
    hand.advance(FROM_BEFORE_MS)
    show = CallShow(pane, focus, hand.now_ms, Hands(elsewhere, hand.now_ms))
    show.watch()
    yield show
    show.close()


def test_a_pane_that_nobody_uses_turns_to_the_call_and_back_again(
    show: CallShow, pane: NotedPane, focus: Focus
) -> None:
    focus.calls.show(CALL, "")
    assert (show.call, pane.asked) == (CALL, [CALL.place])
    focus.calls.show(None, "")
    assert (show.call, pane.asked) == (None, [CALL.place, "back"])


def test_a_pane_returns_from_the_second_of_two_calls_to_where_it_was_before_the_first(
    show: CallShow, pane: NotedPane, focus: Focus
) -> None:
    focus.calls.show(CALL, "")
    focus.calls.show(ShownCall("b", (5.0, 6.0), ("燃气",)), "")
    focus.calls.show(None, "")
    assert pane.asked == [(3.0, 4.0), (5.0, 6.0), "back"]


def test_a_pane_says_whether_it_shows_the_call(show: CallShow, pane: NotedPane, focus: Focus, qtbot: QtBot) -> None:
    focus.calls.show(CALL, "")
    assert focus.calls.shown_in == {show}
    qtbot.mouseClick(pane, LEFT)
    assert focus.calls.shown_in == set()


@pytest.mark.parametrize("next_call", [None, ShownCall("b", (5.0, 6.0), ("燃气",))])
def test_a_pane_that_is_in_use_when_the_call_goes_shows_none_and_stays(
    show: CallShow, pane: NotedPane, focus: Focus, next_call: ShownCall | None
) -> None:
    focus.calls.show(CALL, "")
    focus.offer("candidates")
    focus.calls.show(next_call, "")
    assert (show.call, pane.asked, focus.calls.shown_in) == (None, [CALL.place], set())


@pytest.mark.parametrize("use", ["click", "wheel", "pointer", "key", "choice", "mark"])
def test_a_pane_that_is_in_use_shows_no_call(
    show: CallShow, pane: NotedPane, focus: Focus, hand: ManualClock, qtbot: QtBot, use: str
) -> None:
    if use == "click":
        qtbot.mouseClick(pane, LEFT)
    elif use == "wheel":
        QTest.wheelEvent(pane.windowHandle(), QPoint(50, 50), QPoint(0, 120))
    elif use == "pointer":
        pane.setMouseTracking(True)
        QTest.mouseMove(pane, QPoint(40, 40))
        QTest.mouseMove(pane, QPoint(60, 60))
        QApplication.processEvents()
    elif use == "key":
        qtbot.keyClick(pane, Qt.Key.Key_Plus)
    elif use == "choice":
        focus.offer("candidates")
    else:
        focus.mark((1.0, 2.0))
    hand.advance(USED_MS - 1)
    focus.calls.show(CALL, "")
    assert (show.call, pane.asked) == (None, [])
    hand.advance(FROM_BEFORE_MS)
    focus.offer("")
    focus.mark(None)
    focus.calls.show(ShownCall(CALL.key, CALL.place, ("烟感火警", "石垭村")), "")
    assert pane.asked == [], "what more is known of that call takes no pane, either"
    focus.calls.show(ShownCall("b", (5.0, 6.0), ("燃气",)), "")
    assert pane.asked == [(5.0, 6.0)]


def test_a_hand_on_the_pane_ends_it_where_it_is(show: CallShow, pane: NotedPane, focus: Focus, qtbot: QtBot) -> None:
    focus.calls.show(CALL, "")
    qtbot.mouseClick(pane, LEFT)
    assert (show.call, pane.asked) == (None, [CALL.place])
    focus.calls.show(ShownCall(CALL.key, CALL.place, ("烟感火警", "石垭村")), "")
    focus.calls.show(None, "")
    assert pane.asked == [CALL.place]


@pytest.mark.parametrize("use", ["pointer", "choice", "mark"])
def test_a_pane_that_is_in_use_when_the_call_ends_stays_where_it_is(
    show: CallShow, pane: NotedPane, focus: Focus, use: str
) -> None:
    focus.calls.show(CALL, "")
    if use == "pointer":
        pane.setMouseTracking(True)
        QTest.mouseMove(pane, QPoint(40, 40))
        QTest.mouseMove(pane, QPoint(60, 60))
        QApplication.processEvents()
    elif use == "choice":
        focus.offer("candidates")
    else:
        focus.mark((1.0, 2.0))
    assert show.call == CALL, "none of these ends it"
    focus.calls.show(None, "")
    assert (show.call, pane.asked) == (None, [CALL.place])


def test_a_modifier_alone_is_no_hand_on_the_pane(
    show: CallShow, pane: NotedPane, focus: Focus, hand: ManualClock, qtbot: QtBot
) -> None:
    held = (Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Shift, Qt.Key.Key_Meta)
    for key in held:
        qtbot.keyPress(pane, key)
    hand.advance(HAND_MS)
    focus.calls.show(CALL, "")
    for key in held:
        qtbot.keyPress(pane, key)
    assert show.call == CALL


@pytest.mark.parametrize("after_ms", [0, 15_000])
def test_a_step_meanwhile_is_seen_afterwards_and_a_choice_at_once(
    show: CallShow, pane: NotedPane, focus: Focus, hand: ManualClock, after_ms: int
) -> None:
    focus.calls.show(CALL, "")
    hand.advance(after_ms)
    step = InView(((7.0, 8.0),), hand.now_ms() - USED_MS, by_step=True)
    assert show.defers(step)
    focus.calls.show(None, "")
    assert pane.asked == [CALL.place, "back", step]
    focus.calls.show(CALL, "")
    assert not show.defers(InView(((7.0, 8.0),), hand.now_ms()))
    assert show.call is None


def test_while_a_hand_works_elsewhere_the_call_waits_until_it_rests(
    show: CallShow, pane: NotedPane, focus: Focus, elsewhere: QLineEdit, hand: ManualClock, qtbot: QtBot
) -> None:
    QTest.keyClick(elsewhere.windowHandle(), Qt.Key.Key_A)
    focus.calls.show(CALL, "")
    qtbot.wait(2 * RECHECK_MS)
    assert (show.call, pane.asked) == (None, [])
    hand.advance(HAND_MS)
    qtbot.waitUntil(lambda: show.call == CALL)
    assert pane.asked == [CALL.place]


def test_a_call_that_takes_the_place_of_another_beside_a_hand_ends_that_at_once(
    show: CallShow, pane: NotedPane, focus: Focus, elsewhere: QLineEdit, hand: ManualClock, qtbot: QtBot
) -> None:
    focus.calls.show(CALL, "")
    QTest.keyClick(elsewhere.windowHandle(), Qt.Key.Key_A)
    other = ShownCall("b", (5.0, 6.0), ("燃气泄漏",))
    focus.calls.show(other, "")
    assert (show.call, pane.asked) == (None, [CALL.place, "back"])
    hand.advance(HAND_MS)
    qtbot.waitUntil(lambda: show.call == other)


def test_a_call_that_ends_before_the_hand_rests_is_not_shown(
    show: CallShow, pane: NotedPane, focus: Focus, elsewhere: QLineEdit, hand: ManualClock, qtbot: QtBot
) -> None:
    QTest.keyClick(elsewhere.windowHandle(), Qt.Key.Key_A)
    focus.calls.show(CALL, "")
    focus.calls.show(None, "")
    hand.advance(HAND_MS)
    qtbot.wait(2 * RECHECK_MS)
    assert (show.call, pane.asked) == (None, [])


def test_where_little_motion_is_wanted_the_pane_stays_and_nothing_runs(
    show: CallShow, pane: NotedPane, focus: Focus
) -> None:
    focus.reduced_motion = True
    focus.calls.show(CALL, "")
    focus.calls.show(ShownCall(CALL.key, CALL.place, CALL.lines, (CallWay(np.zeros((2, 2)), "一队"),)), "")
    assert (show.call is None, pane.asked, show._timer.isActive()) == (False, [], False)
    focus.calls.show(None, "")
    assert pane.asked == []


def test_after_its_time_nothing_moves_and_nothing_is_painted(
    show: CallShow, focus: Focus, hand: ManualClock, qtbot: QtBot
) -> None:
    focus.calls.show(CALL, "")
    hand.advance(MOVING_MS)
    qtbot.waitUntil(lambda: not show._timer.isActive())
    key = show.key
    QTest.qWait(120)
    assert show.key == key


# ---- the map of the window


@pytest.fixture
def opened(scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow]) -> MainWindow:
    scripted.source.condition = replace(LIVE, principal=OWNER)
    window = open_window(scripted.session)
    window.centre.show_view("map")
    window._shown_calls.tick()
    return window


def brightness(window: MainWindow) -> float:
    """Of a corner of the map that no ring, way or label reaches."""
    image = window.map.grab(window.map.rect().adjusted(0, window.map.height() - 60, 60 - window.map.width(), -20))
    smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    return float(image.toImage().scaled(1, 1, *smooth).pixelColor(0, 0).lightnessF())


def test_the_map_glides_to_the_call_dims_by_a_third_and_returns_without_touching_focus_or_selection(
    opened: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    focus = scripted.session.focus
    event_id = scripted.report("暴露垃圾")
    focus.select("events", event_id)
    typed = QApplication.focusWidget()
    sensor = scripted.session.sensors[raise_alarm(scripted, "a", "smoke_fire")]
    opened._shown_calls.tick()
    target = opened.map._base.target
    assert target is not None
    assert target.center_m == pytest.approx((sensor.x_m, sensor.y_m))
    qtbot.waitUntil(lambda: opened.map.call_show.elapsed_ms == MOVING_MS, timeout=10_000)
    dark = brightness(opened)
    scripted.happen(r.AlarmAcknowledged(alarm_id="a"))
    opened._shown_calls.tick()
    assert dark == pytest.approx(brightness(opened) * 2 / 3, rel=0.12)
    returned = opened.map._base.target
    assert returned is not None
    opened.map.go_home(fly=False)  # it showed the whole county, which is beside the controls that there are now
    home = opened.map.viewport
    assert (*returned.center_m, returned.m_per_px) == pytest.approx((*home.center_m, home.m_per_px))
    assert focus.selection == Selection("events", (event_id,))
    assert QApplication.focusWidget() is typed


def test_a_map_that_a_call_turns_in_mid_flight_returns_to_where_it_was_going(
    opened: MainWindow, scripted: ScriptedDesktop
) -> None:
    x_m, y_m = opened.map.viewport.center_m
    opened.map._go(x_m + 500.0, y_m, 3.0, fly=True)
    raise_alarm(scripted, "a", "smoke_fire")
    opened._shown_calls.tick()
    scripted.happen(r.AlarmAcknowledged(alarm_id="a"))
    opened._shown_calls.tick()
    returned = opened.map._base.target
    assert returned is not None
    assert (*returned.center_m, returned.m_per_px) == pytest.approx((x_m + 500.0, y_m, 3.0))


def test_names_and_glyphs_keep_clear_of_what_is_said_of_the_calls_that_wait(
    opened: MainWindow, scripted: ScriptedDesktop
) -> None:
    boxes = opened.map._live.controls
    scripted.session.focus.calls.show(None, "待处置：2 件")
    (plate,) = [box for box in opened.map._live.controls if box not in boxes]
    lit = opened.map._graphics.grab(plate.toRect()).toImage()
    assert lit.pixelColor(lit.width() // 8, 6).lightness() < 40, "the plate is painted there"
    scripted.session.focus.calls.show(None, "")
    assert opened.map._live.controls == boxes


def test_a_click_on_the_map_takes_it_from_the_call(
    opened: MainWindow, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    raise_alarm(scripted, "a", "smoke_fire")
    opened._shown_calls.tick()
    assert opened.map.call_show.call is not None
    qtbot.mousePress(opened.map._graphics.viewport(), LEFT, pos=QPoint(200, 200))
    assert opened.map.call_show.call is None
    qtbot.mouseRelease(opened.map._graphics.viewport(), LEFT, pos=QPoint(200, 200))


def test_with_little_motion_views_jump_and_the_choice_is_kept(
    opened: MainWindow, scripted: ScriptedDesktop
) -> None:
    opened.menu.reduced_motion.trigger()
    assert scripted.session.focus.reduced_motion
    x_m, y_m = opened.map.viewport.center_m
    opened.map.fly_to(x_m + 500.0, y_m, 800.0)
    assert opened.map.viewport.center_m == pytest.approx((x_m + 500.0, y_m))
    assert opened.motion.chosen
    opened.menu.reduced_motion.trigger()
    assert not scripted.session.focus.reduced_motion
