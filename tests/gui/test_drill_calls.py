"""What a drill tells a player comes to the front of the player's window, and covers nothing that is being typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QTabBar
from pytestqt.qtbot import QtBot

from county.drill.inject_run import ReleaseInject
from county.drill.run import AnswerRollCall, ArmDrill, BeginHotWash, BindRole, EndDrill, StartDrill
from county.package.open import CountyPackage
from county.response.notices import AcknowledgeNotice
from desktop.drill.inbox import DrillInbox
from desktop.drill.outside import OutsideItems
from desktop.response.notices import Notices
from desktop.session import Session
from desktop.window.main_window import MainWindow
from layers.focus import Selection
from tests.gui.drill_desks import DrillDesks, shown_drill_desks
from tests.gui.test_drill_outbox import PLAYED, say
from tests.unit.drill_day import DRILL
from tests.unit.played_drill import give


@pytest.fixture
def drill(qapp: object, county: CountyPackage, tmp_path: Path, qtbot: QtBot) -> Iterator[DrillDesks]:
    with shown_drill_desks(county, tmp_path, qtbot, PLAYED) as desks:
        yield desks


@contextmanager
def shown_window(
    drill: DrillDesks, person: str, open_window: Callable[[Session], MainWindow],
    begin: Callable[[], object] | None = None,
) -> Iterator[MainWindow]:  # fmt: skip
    """In a drill that runs, or that was begun by ``begin``."""
    (drill.day.start if begin is None else begin)()
    session = drill.desk(person).session
    session.drill.stop()  # the window starts it
    window = open_window(session)
    window.resize(1920, 1080)
    window.show_scene("operator")
    window.activateWindow()
    drill.until(person, lambda: session.drill.who.role is not None or session.drill.who.directs, "the role")
    yield window
    window.close_now()
    session.drill.start()


@pytest.fixture
def window(drill: DrillDesks, open_window: Callable[[Session], MainWindow]) -> Iterator[MainWindow]:
    """Of a player."""
    with shown_window(drill, "wang", open_window) as window:
        yield window


def deliver(drill: DrillDesks, inject: str) -> None:
    assert drill.day.give("zhou", ReleaseInject(drill=drill.day.realm.realm.id, inject_id=inject)) == ""
    drill.until("wang", lambda: drill.desk("wang").session.drill.deliveries, "the delivery")


def test_the_roll_call_gives_way_to_what_it_covered_once_the_drill_starts(
    drill: DrillDesks, open_window: Callable[[Session], MainWindow]
) -> None:
    day = drill.day
    with shown_window(drill, "wang", open_window, day.load) as window:
        card, roster = window.panels["card"], window.panels["roster"]
        drill.until("wang", lambda: card.is_seen, "the card")
        give(day, "zhou", BindRole(drill=DRILL.id, role="eval", members=("u:li",)), ArmDrill(drill=DRILL.id))
        drill.until("wang", lambda: roster.is_seen, "the roll call")
        for person in ("wang", "li"):
            give(day, person, AnswerRollCall(drill=DRILL.id))
        give(day, "zhou", StartDrill(drill=DRILL.id))
        drill.until("wang", lambda: card.is_seen, "what it covered")


def test_what_is_chosen_during_the_roll_call_stays_in_front_when_the_drill_starts(
    drill: DrillDesks, open_window: Callable[[Session], MainWindow]
) -> None:
    day = drill.day
    with shown_window(drill, "wang", open_window, day.load) as window:
        session, report = drill.desk("wang").session, window.panels["report"]
        give(day, "zhou", BindRole(drill=DRILL.id, role="eval", members=("u:li",)), ArmDrill(drill=DRILL.id))
        drill.until("wang", lambda: window.panels["roster"].is_seen, "the roll call")
        window.workspace.raise_dock("report")
        for person in ("wang", "li"):
            give(day, person, AnswerRollCall(drill=DRILL.id))
        give(day, "zhou", StartDrill(drill=DRILL.id))
        drill.until("wang", lambda: session.drill.run is not None and session.drill.run.state == "running", "the start")
        session.drill.changed.emit()
        assert report.is_seen


def test_what_is_delivered_to_the_role_comes_to_the_front_once(drill: DrillDesks, window: MainWindow) -> None:
    window.workspace.raise_dock("responses")
    window.panels["responses"].findChild(QLineEdit).setFocus()
    window.workspace.raise_dock("alarms")  # what was typed in is out of sight
    assert not window.panels["inbox"].is_seen
    deliver(drill, "I03")
    drill.until("wang", lambda: window.panels["inbox"].is_seen, "the panel of what was delivered")
    window.workspace.raise_dock("alarms")
    drill.desk("wang").session.drill.changed.emit()
    assert not window.panels["inbox"].is_seen, "it was there already"


def test_what_is_delivered_waits_counted_at_the_tab_until_a_form_that_it_would_cover_is_left(
    drill: DrillDesks, window: MainWindow
) -> None:
    notices, dock = window.panels["notices"], window.workspace.docks["inbox"]
    name = dock.windowTitle()
    assert isinstance(notices, Notices)
    window.workspace.raise_dock("notices")
    notices.text.setFocus()
    drill.until("wang", notices.text.hasFocus, "the keyboard")
    deliver(drill, "I03")
    assert notices.is_seen
    drill.until("wang", lambda: dock.windowTitle() == f"{name} (1)", "the count")
    notices.table.setFocus()
    drill.until("wang", lambda: window.panels["inbox"].is_seen, "the panel of what was delivered")
    assert dock.windowTitle() == name


def test_what_was_delivered_is_not_counted_once_its_tab_was_chosen(drill: DrillDesks, window: MainWindow) -> None:
    notices, dock = window.panels["notices"], window.workspace.docks["inbox"]
    name = dock.windowTitle()
    assert isinstance(notices, Notices)
    window.workspace.raise_dock("notices")
    notices.text.setFocus()
    drill.until("wang", notices.text.hasFocus, "the keyboard")
    deliver(drill, "I03")
    drill.until("wang", lambda: dock.windowTitle() == f"{name} (1)", "the count")
    dock.raise_()
    drill.until("wang", lambda: dock.windowTitle() == name, "it was seen")


def test_calls_to_whom_the_role_plays_come_to_the_front_and_are_counted_at_the_tab(
    drill: DrillDesks, open_window: Callable[[Session], MainWindow]
) -> None:
    with shown_window(drill, "sun", open_window) as window:
        outbox, dock = window.panels["outbox"], window.workspace.docks["outbox"]
        name = dock.windowTitle()
        window.workspace.raise_dock("alarms")
        say(drill, "n1", "post", "水库巡查员", "上坝看看")
        say(drill, "n2", "division", "990199100201", "马上转移")
        drill.until("sun", lambda: outbox.is_seen, "the outbox")
        assert dock.windowTitle() == f"{name} (1)", "the other one is nothing to this role"
        assert name + " (1)" in [bar.tabText(at) for bar in window.findChildren(QTabBar) for at in range(bar.count())]
        window.workspace.raise_dock("notices")
        notices = window.panels["notices"]
        assert isinstance(notices, Notices)
        notices.text.setFocus()
        drill.until("sun", notices.text.hasFocus, "the keyboard")
        say(drill, "n3", "division", "990199100201", "清点人数")
        drill.until("sun", lambda: dock.windowTitle() == f"{name} (2)", "the count")
        assert notices.is_seen, "somebody types there"
        notices.table.setFocus()
        drill.until("sun", lambda: outbox.is_seen, "the outbox")
        for id in ("n2", "n3"):
            assert drill.day.give("sun", AcknowledgeNotice(notice_id=id, note="收到")) == ""
        drill.until("sun", lambda: dock.windowTitle() == name, "no call waits")


def test_calls_are_counted_once_for_many_changes_and_not_when_the_keyboard_moves(
    drill: DrillDesks, open_window: Callable[[Session], MainWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    with shown_window(drill, "sun", open_window) as window:
        layers, waiting = drill.desk("sun").session.layers, OutsideItems.waiting
        counted: list[OutsideItems] = []

        def count(items: OutsideItems) -> frozenset[str]:
            counted.append(items)
            return waiting(items)

        monkeypatch.setattr(OutsideItems, "waiting", count)
        notices = window.panels["notices"]
        assert isinstance(notices, Notices)
        window.workspace.raise_dock("notices")
        layers["events"].changed.emit()
        drill.until("sun", lambda: counted, "the count of what came before")
        counted.clear()
        for _ in range(10):
            notices.text.setFocus()
            layers["events"].changed.emit()
            layers.book("notice").changed.emit()
            notices.table.setFocus()
        assert not counted
        drill.until("sun", lambda: counted, "the count")
        assert len(counted) == 1


def test_events_that_injects_report_are_no_messages_after_the_drill_either(
    drill: DrillDesks, window: MainWindow
) -> None:
    id, room = drill.day.realm.realm.id, drill.desk("wang").session.drill
    assert drill.day.give("zhou", ReleaseInject(drill=id, inject_id="I02")) == ""
    deliver(drill, "I03")
    for body in (EndDrill(drill=id), BeginHotWash(drill=id)):
        assert drill.day.give("zhou", body) == ""
    drill.until("wang", lambda: room.scores, "what is open from the hot wash on")
    drill.day.wait(1_000)
    drill.until("wang", lambda: room.deliveries, "what was delivered, asked for again")
    assert [record.body.inject_id for record in room.deliveries] == ["I03"]


def test_the_hot_wash_asks_a_player_for_a_self_assessment(drill: DrillDesks, window: MainWindow) -> None:
    id, asked = drill.day.realm.realm.id, window.panels["self_assessments"]
    window.workspace.raise_dock("alarms")
    assert drill.day.give("zhou", EndDrill(drill=id)) == ""
    drill.until("wang", lambda: drill.desk("wang").session.drill.run.state == "ended", "the end")  # type: ignore[union-attr]
    assert not asked.is_seen
    assert drill.day.give("zhou", BeginHotWash(drill=id)) == ""
    drill.until("wang", lambda: asked.is_seen, "the self-assessment")


def test_the_key_of_what_waits_leads_to_the_event_of_an_inject_and_then_to_the_inject_that_waits_for_an_answer(
    drill: DrillDesks, window: MainWindow
) -> None:
    session = drill.desk("wang").session
    QTest.keyClick(window, Qt.Key.Key_F7)
    assert "此处没有其他待您办理的事件" in window.freshness.said.text(), "a key that can do nothing says so"
    deliver(drill, "I03")
    drill.until("wang", lambda: session.drill.unanswered, "what waits for an answer")
    window.workspace.raise_dock("alarms")
    QTest.keyClick(window, Qt.Key.Key_F7)
    inbox = window.panels["inbox"]
    assert isinstance(inbox, DrillInbox)
    drill.until("wang", lambda: inbox.is_seen and inbox.chosen == "I03", "the inject")
    assert inbox.table.hasFocus()
    assert drill.day.give("zhou", ReleaseInject(drill=DRILL.id, inject_id="I02")) == ""
    drill.until("wang", lambda: list(window.events.rows.coming_ids()), "the event of the inject")
    QTest.keyClick(window, Qt.Key.Key_F7)
    [event] = session.layers.states("event").values()
    assert session.focus.selection == Selection("events", (event.id,))
    assert drill.day.give("zhou", EndDrill(drill=DRILL.id)) == ""
    drill.until("wang", lambda: not session.drill.unanswered, "nothing can be answered after the end")
