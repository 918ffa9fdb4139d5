"""Half-written forms outlive their window, closed or killed: kept privately on this machine, offered by the next
window, deleted when sent or discarded; the reporter is never among them."""

from __future__ import annotations

import stat
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from county import commands as c
from county import records as r
from county.clock import SystemClock
from desktop.drafts.store import KEPT_MS, MOST_BYTES, DraftStore, KeptDraft
from desktop.duty.shifts import ShiftsPanel
from desktop.input.aimed_row import AIM_MS
from desktop.input.armed_step import ARMED_AFTER_MS
from desktop.session import Session
from desktop.steps.command_forms import FollowUpForm
from desktop.window.main_window import MainWindow
from tests.gui.conftest import MONDAY_MORNING_MS, ScriptedDesktop
from tests.gui.test_panels_alarm_strip import raise_alarm

LEFT = Qt.MouseButton.LeftButton
Open = Callable[[], MainWindow]


@pytest.fixture
def open_next(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow], tmp_path: Path
) -> Open:
    """Opens one window after the other over the same drafts."""

    def make() -> MainWindow:
        return open_window(replace(scripted.session, drafts=DraftStore(tmp_path / "drafts" / "live")))

    return make


def reopened(window: MainWindow, open_next: Open) -> MainWindow:
    window.close_now()
    return open_next()


def files(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "drafts").rglob("*") if path.is_file() and path.name != "lock"]


def kept(window: MainWindow) -> None:
    """What was typed reaches the disk, as it does within a second."""
    assert window._drafts is not None
    window._drafts.keep()
    window._drafts._worker.submit(lambda: None).result()


def two_drafts(open_next: Open) -> MainWindow:
    """A window that is offered two drafts."""
    window = open_next()
    QTest.keyClicks(window.report.subject, "road collapsed")
    shifts = window.panels["shifts"]
    assert isinstance(shifts, ShiftsPanel)
    QTest.keyClicks(shifts.text, "watch the bridge")
    window = reopened(window, open_next)
    QTest.qWait(AIM_MS)  # the band takes no press that was aimed at something else
    return window


def press_at(window: MainWindow, place: QPoint) -> None:
    """A click on whatever is there."""
    QTest.mouseClick(window.windowHandle(), LEFT, Qt.KeyboardModifier.NoModifier, place)
    QApplication.processEvents()


def test_a_report_that_was_half_written_is_offered_by_the_next_window_without_its_reporter(
    scripted: ScriptedDesktop, open_next: Open, tmp_path: Path
) -> None:
    window, place = open_next(), scripted.session.package.resources[0]
    assert window.draft_band.isHidden()
    form = window.report
    form.begin()
    QTest.keyClicks(form.subject, "road collapsed")
    QTest.keyClicks(form.reporter, "Zhang San 13800000000")
    QTest.keyClicks(form.note, "two lanes")
    form.set_place(place.x_m, place.y_m)
    form.level.setCurrentIndex(form.level.findData("larger"))
    window = reopened(window, open_next)
    scripted.session.focus.mark(None)
    [path] = files(tmp_path)
    assert b"13800000000" not in path.read_bytes()
    assert b"Zhang" not in path.read_bytes()
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert all(stat.S_IMODE(folder.stat().st_mode) == 0o700 for folder in (path.parent, path.parent.parent))
    band = window.draft_band
    assert not band.isHidden()
    assert "草稿" in band.text.text()
    assert "road collapsed" in band.text.text()
    QTest.mouseClick(band.go_on, LEFT)
    form = window.report
    assert (form.subject.text(), form.note.toPlainText(), form.reporter.text()) == ("road collapsed", "two lanes", "")
    assert form.level.currentData() == "larger"
    assert scripted.session.focus.place == pytest.approx((place.x_m, place.y_m))
    assert band.isHidden()


def test_a_draft_is_deleted_from_the_disk_when_its_form_is_sent(
    scripted: ScriptedDesktop, open_next: Open, tmp_path: Path
) -> None:
    window, event_id = open_next(), scripted.report("路灯不亮")
    scripted.session.focus.select("events", event_id)
    window.card.event_card.steps.begin(c.RejectEvent)
    form = window.card.event_card.steps.form
    assert form is not None
    QTest.keyClicks(form.note, "not ours")
    kept(window)
    assert files(tmp_path)
    QTest.qWait(ARMED_AFTER_MS)  # the form was not opened by a key or click
    QTest.keyClick(form.note, Qt.Key.Key_Return)
    scripted.accept(r.EventRejected(event_id=event_id, note="not ours"))
    kept(window)
    assert not files(tmp_path)


def test_the_age_of_a_draft_is_no_matter_of_the_time_of_the_realm(
    scripted: ScriptedDesktop, open_next: Open
) -> None:
    window = open_next()
    QTest.keyClicks(window.report.subject, "road collapsed")
    kept(window)
    scripted.clock.advance(2 * KEPT_MS)  # a drill is about another month, or the realm's time is not known yet
    window = reopened(window, open_next)
    assert "road collapsed" in window.draft_band.text.text()


def test_a_discarded_draft_is_deleted_and_the_next_one_is_offered(
    scripted: ScriptedDesktop, open_next: Open, tmp_path: Path
) -> None:
    window = two_drafts(open_next)
    band, texts = window.draft_band, []
    for _ in range(2):
        texts.append(band.text.text())
        QTest.mouseClick(band.discard, LEFT)
        band.undoable.timeout.emit()
    assert "另有 1 件" in texts[0]
    assert all(any(part in text for text in texts) for part in ("road collapsed", "watch the bridge"))
    assert band.isHidden()
    kept(window)
    assert not files(tmp_path)
    assert reopened(window, open_next).draft_band.isHidden()


def test_a_draft_that_was_discarded_by_mistake_is_taken_back_and_a_second_click_discards_no_other(
    scripted: ScriptedDesktop, open_next: Open, tmp_path: Path
) -> None:
    window = two_drafts(open_next)
    band = window.draft_band
    first, place = band.text.text(), band.discard.mapTo(window, band.discard.rect().center())
    press_at(window, place)
    second = band.text.text()
    assert band.discarded.text().startswith("已丢弃：")
    assert second != first
    press_at(window, place)
    assert (band.text.text(), band.discard.isVisible()) == (second, True), "it was the second click of a double one"
    QTest.mouseClick(band.undo, LEFT)
    assert band.text.text() == first, "both are there: it counts the other one"
    kept(window)
    assert files(tmp_path)
    assert reopened(window, open_next).draft_band.text.text() == first


def test_the_next_draft_can_be_discarded_or_continued_while_the_one_before_can_be_taken_back(
    scripted: ScriptedDesktop, open_next: Open, quick_double_clicks: None
) -> None:
    window = two_drafts(open_next)
    band = window.draft_band
    place = band.discard.mapTo(window, band.discard.rect().center())
    press_at(window, place)
    second = band.text.text()
    QTest.qWait(2 * QApplication.doubleClickInterval())
    press_at(window, place)
    assert (band.go_on.isVisible(), band.discard.isVisible()) == (False, False), "there is no other one"
    assert band.undo.isVisible()
    QTest.mouseClick(band.undo, LEFT)
    assert band.text.text() == second
    QTest.mouseClick(band.go_on, LEFT)
    assert band.isHidden()


def test_a_form_about_an_event_opens_again_with_its_choices_and_its_note(
    scripted: ScriptedDesktop, open_next: Open
) -> None:
    window, event_id = open_next(), scripted.report("路灯不亮")
    scripted.dispatch(event_id)
    scripted.happen(
        r.TaskAccepted(event_id=event_id), r.HandlingFedBack(event_id=event_id, note="done"),
        r.EventClosed(event_id=event_id),
    )  # fmt: skip
    scripted.session.focus.select("events", event_id)
    window.card.event_card.steps.begin(c.FollowUpEvent)
    form = window.card.event_card.steps.form
    assert isinstance(form, FollowUpForm)
    form.solved.button(0).click()
    QTest.keyClicks(form.note, "again dark")
    window = reopened(window, open_next)
    scripted.session.focus.clear()
    assert "路灯不亮" in window.draft_band.text.text()
    QTest.mouseClick(window.draft_band.go_on, LEFT)
    form = window.card.event_card.steps.form
    assert isinstance(form, FollowUpForm)
    assert (form.event_id, form.note.text(), form.solved.checkedId()) == (event_id, "again dark", 0)
    assert not scripted.source.commands, "nothing is sent by itself"


def test_a_correction_opens_again_with_what_was_changed(scripted: ScriptedDesktop, open_next: Open) -> None:
    window, event_id = open_next(), scripted.report("路灯不亮")
    scripted.session.focus.select("events", event_id)
    window.card.event_card.steps.begin(c.CorrectEvent)
    form = window.card.event_card.steps.form
    assert form is not None
    form.title.setText("路灯不亮三盏")  # type: ignore[attr-defined]
    window = reopened(window, open_next)
    scripted.session.focus.clear()
    QTest.mouseClick(window.draft_band.go_on, LEFT)
    form = window.card.event_card.steps.form
    assert form is not None
    assert form.title.text() == "路灯不亮三盏"  # type: ignore[attr-defined]


def test_a_draft_about_a_step_that_is_not_possible_any_more_says_so(
    scripted: ScriptedDesktop, open_next: Open
) -> None:
    window, event_id = open_next(), scripted.report("路灯不亮")
    scripted.session.focus.select("events", event_id)
    window.card.event_card.steps.begin(c.RejectEvent)
    form = window.card.event_card.steps.form
    assert form is not None
    QTest.keyClicks(form.note, "not ours")
    window = reopened(window, open_next)
    scripted.dispatch(event_id)
    QTest.mouseClick(window.draft_band.go_on, LEFT)
    steps = window.card.event_card.steps
    assert steps.form is None
    assert "已派遣" in steps.problem.text()


def test_a_draft_about_an_event_that_is_not_on_the_desk_acts_on_no_other_event(
    scripted: ScriptedDesktop, tmp_path: Path, open_next: Open
) -> None:
    left = DraftStore(tmp_path / "drafts" / "live")
    left.write([KeptDraft("card", "E-GONE ReopenEvent", {"note": "again dark"}, "王芳", SystemClock().now_ms())])
    left.leave()
    window, event_id = open_next(), scripted.report("路灯不亮")
    scripted.dispatch(event_id)
    scripted.happen(
        r.TaskAccepted(event_id=event_id), r.HandlingFedBack(event_id=event_id, note="done"),
        r.EventClosed(event_id=event_id),
    )  # fmt: skip
    scripted.session.focus.select("events", event_id)
    assert c.ReopenEvent in window.card.event_card.steps.buttons
    QTest.mouseClick(window.draft_band.go_on, LEFT)
    assert not scripted.source.commands
    assert window.card.event_card.steps.form is None
    assert window.card.event_card.archived_note.isVisible(), "it says that the event is not on the desk"
    assert not window.draft_band.isHidden(), "the draft is kept"


def test_a_draft_stays_offered_while_another_report_is_half_written(
    scripted: ScriptedDesktop, open_next: Open
) -> None:
    window = open_next()
    QTest.keyClicks(window.report.subject, "road collapsed")
    window = reopened(window, open_next)
    QTest.keyClicks(window.report.subject, "another one")
    QTest.mouseClick(window.draft_band.go_on, LEFT)
    assert window.report.subject.text() == "another one"
    assert not window.draft_band.isHidden()


def test_a_draft_that_cannot_be_continued_now_gives_way_to_the_next_one(
    scripted: ScriptedDesktop, open_next: Open
) -> None:
    window = open_next()
    QTest.keyClicks(window.report.subject, "road collapsed")
    kept(window)
    shifts = window.panels["shifts"]
    assert isinstance(shifts, ShiftsPanel)
    QTest.keyClicks(shifts.text, "watch the bridge")
    window = reopened(window, open_next)
    QTest.keyClicks(window.report.subject, "another one")
    band = window.draft_band
    assert "road collapsed" in band.text.text()
    QTest.mouseClick(band.go_on, LEFT)
    assert "watch the bridge" in band.text.text()
    QTest.mouseClick(band.go_on, LEFT)
    shifts = window.panels["shifts"]
    assert isinstance(shifts, ShiftsPanel)
    assert shifts.text.text() == "watch the bridge"
    assert "road collapsed" in band.text.text(), "it is offered still"


def test_the_window_says_why_drafts_cannot_be_kept_until_they_can_again(
    scripted: ScriptedDesktop, open_next: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_next()
    (tmp_path / "drafts").write_bytes(b"no folder")
    QTest.keyClicks(window.report.subject, "road")
    kept(window)
    qtbot.waitUntil(lambda: "草稿无法" in window.draft_band.text.text())
    (tmp_path / "drafts").unlink()
    QTest.keyClicks(window.report.subject, " collapsed")
    kept(window)
    qtbot.waitUntil(window.draft_band.isHidden)


def test_a_window_leaves_alone_what_an_open_window_writes(tmp_path: Path) -> None:
    first, second = DraftStore(tmp_path / "live"), DraftStore(tmp_path / "live")
    draft = KeptDraft("report", "", {"title": "road"}, "王芳", MONDAY_MORNING_MS)
    first.write([draft])
    assert second.take_over(MONDAY_MORNING_MS) == []
    first.leave()
    assert second.take_over(MONDAY_MORNING_MS) == [draft]
    assert DraftStore(tmp_path / "live").take_over(MONDAY_MORNING_MS) == []


def test_an_old_draft_is_deleted(tmp_path: Path) -> None:
    store = DraftStore(tmp_path / "live")
    store.write([KeptDraft("report", "", {"title": "road"}, "王芳", MONDAY_MORNING_MS)])
    store.leave()
    assert DraftStore(tmp_path / "live").take_over(MONDAY_MORNING_MS + KEPT_MS + 1) == []
    assert not [*(tmp_path / "live").rglob("*.json")]


@pytest.mark.parametrize("content", [b"[{", b'[{"newer": 1}]', b" " * (MOST_BYTES + 1)])
def test_a_file_that_cannot_be_read_is_left_where_it_is_and_named(
    open_next: Open, tmp_path: Path, content: bytes
) -> None:
    damaged = tmp_path / "drafts" / "live" / "damaged" / "drafts.json"
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(content)
    band = open_next().draft_band
    assert not band.isHidden()
    assert str(damaged) in band.text.text()
    assert not band.go_on.isVisibleTo(band)
    QTest.mouseClick(band.discard, LEFT)
    assert band.isHidden()
    assert damaged.read_bytes() == content


@pytest.mark.parametrize("left", [False, True], ids=["open", "left with Esc"])
def test_a_reason_for_setting_alarms_aside_is_filled_in_again_for_those_that_are_still_active(
    scripted: ScriptedDesktop, open_next: Open, left: bool
) -> None:
    raise_alarm(scripted, "a", "bin_full")
    window = open_next()
    strip = window.alarms
    window.workspace.raise_dock("alarms")
    strip.view.selectRow(0)
    QTest.mouseClick(strip.steps[c.SuppressAlarm], LEFT)
    QTest.keyClicks(strip.form.line, "roadworks")
    strip.form.span.setCurrentIndex(0)
    if left:
        QTest.keyClick(strip.form.reason, Qt.Key.Key_Escape)
        assert strip.form.isHidden()
    window = reopened(window, open_next)
    assert "roadworks" in window.draft_band.text.text()
    QTest.mouseClick(window.draft_band.go_on, LEFT)
    form = window.alarms.form
    assert (form.line.text(), form.span.currentIndex(), form.isVisible()) == ("roadworks", 0, True)
    QTest.keyClick(form.reason, Qt.Key.Key_Return)
    body = scripted.source.commands[-1].body
    assert isinstance(body, c.SuppressAlarm)
    assert body.note == "roadworks"
