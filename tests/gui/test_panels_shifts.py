"""交接班: what is open is collected, another person confirms, and the window then acts for that person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county import commands as c
from county import records as r
from county.authority import Principal, Role
from county.shifts import HandOverShift, ShiftHandover, TakeOverShift, WithdrawShift
from desktop.duty.shift_summary import counts_text
from desktop.duty.shifts import ShiftsPanel
from tests.gui.conftest import OpenDesk, ScriptedDesktop
from tests.gui.live_desktop import LiveDesktop
from tests.gui.scripted_dialogs import ScriptedDialogs
from tests.gui.shown_panel import shown_panel
from tests.gui.test_panels_alarm_strip import raise_alarm

LEFT = Qt.MouseButton.LeftButton
KEY = Principal(id="desk", roles=frozenset({Role.OPERATOR}), people=("张伟", "李娜"))


@pytest.fixture
def at_work(open_desk: OpenDesk, qtbot: QtBot, dialogs: ScriptedDialogs) -> Iterator[tuple[LiveDesktop, ShiftsPanel]]:
    """张伟 is on duty; 李娜 has the same key."""
    desk = open_desk(principals=(KEY,), key=KEY.id, person="张伟").live()
    object.__setattr__(desk.session, "dialogs", dialogs)
    desk.until(lambda: desk.session.author == "张伟", "on duty")
    with shown_panel(ShiftsPanel(desk.session), qtbot, (900, 400)) as panel:
        yield desk, panel


def text_of(path: Path) -> str:
    if path.suffix == ".pdf":
        return "".join(sheet.extract_text() for sheet in PdfReader(path).pages)
    if path.suffix == ".docx":
        return "".join(Document(str(path)).element.body.itertext())
    return path.read_text(encoding="utf-8-sig")


def hand_over(desk: LiveDesktop, panel: ShiftsPanel, qtbot: QtBot, note: str, to: str = "") -> ShiftHandover:
    panel.to.setCurrentText(to)
    qtbot.keyClicks(panel.text, note)
    before = len(desk.answers)
    qtbot.mouseClick(panel.button, LEFT)
    desk.until(lambda: len(desk.answers) > before, "handed over")
    assert desk.answers[-1].refusal is None
    [shift] = [one for one in desk.session.layers.states("shift").values() if one.waits]
    panel.choose(shift.id)
    return shift


def take_over(desk: LiveDesktop, panel: ShiftsPanel, qtbot: QtBot) -> None:
    qtbot.mouseClick(panel.step_buttons[TakeOverShift], LEFT)
    desk.until(lambda: isinstance(desk.answers[-1].command.body, TakeOverShift | c.HandOverEvent), "taken over")


def test_an_empty_list_says_that_no_shift_was_handed_over(at_work: tuple[LiveDesktop, ShiftsPanel]) -> None:
    _, panel = at_work
    assert panel.hint.isVisible()
    assert panel.hint.text() == "近日没有交接班记录"


def test_a_shift_is_handed_over_with_all_that_is_open_and_taken_over_by_the_next_person(
    at_work: tuple[LiveDesktop, ShiftsPanel], qtbot: QtBot, dialogs: ScriptedDialogs
) -> None:
    desk, panel = at_work
    first, second = desk.report("路口垃圾外溢"), desk.report("井盖缺失", x_m=desk.realm.package.resources[0].x_m + 900)
    desk.send(c.ClaimEvent(event_id=second))
    shift = hand_over(desk, panel, qtbot, "watch the bridge", "李娜")
    assert (set(shift.events), shift.claimed, shift.leaves, shift.to) == ({first, second}, (second,), "张伟", "李娜")
    assert "未结事件 2 件（认领 1 件）" in panel.table.item(0, 4).text()
    take_over(desk, panel, qtbot)
    desk.until(lambda: not desk.session.submissions.waiting, "the claims")
    shift = desk.session.layers.states("shift")[shift.id]
    assert (shift.state, shift.steps[-1].actor) == ("taken_over", "李娜")
    assert desk.session.author == "李娜", "the window acts for the next person"
    event = desk.event(second)
    assert event is not None
    assert event.claim is not None
    assert event.claim.person == "李娜"
    assert event.timeline[-1].note == "watch the bridge"
    panel.choose(shift.id)
    for ending in (".docx", ".pdf", ".txt"):
        dialogs.kind = ending
        with qtbot.waitSignal(panel.jobs.finished, timeout=30_000):
            qtbot.mouseClick(panel.export, LEFT)
        [saved] = dialogs.folder.glob(f"saved *{ending}")
        text = text_of(saved)
        for part in ("交班：张伟", "接班：李娜", "watch the bridge", "井盖缺失", "接班人签名"):
            assert part in text, f"{part} in {saved}"


def test_it_is_asked_who_is_on_duty_before_the_person_who_leaves_takes_over(
    at_work: tuple[LiveDesktop, ShiftsPanel], qtbot: QtBot
) -> None:
    desk, panel = at_work
    asked: list[bool] = []
    panel.operator_wanted.connect(lambda: asked.append(True))
    shift = hand_over(desk, panel, qtbot, "none")
    qtbot.mouseClick(panel.step_buttons[TakeOverShift], LEFT)
    assert asked == [True]
    assert not desk.session.submissions.waiting
    assert "值班人" in panel.problem.text()
    desk.session.operator.rename("李娜")
    take_over(desk, panel, qtbot)
    assert desk.session.layers.states("shift")[shift.id].state == "taken_over"


def test_a_handover_without_a_note_is_not_sent(at_work: tuple[LiveDesktop, ShiftsPanel], qtbot: QtBot) -> None:
    desk, panel = at_work
    qtbot.mouseClick(panel.button, LEFT)
    assert "交班事项" in panel.problem.text()
    assert not any(isinstance(answer.command.body, HandOverShift) for answer in desk.answers)


def test_a_shift_is_not_handed_over_to_the_person_who_leaves(
    at_work: tuple[LiveDesktop, ShiftsPanel], qtbot: QtBot
) -> None:
    desk, panel = at_work
    panel.to.setCurrentText("张伟")
    qtbot.keyClicks(panel.text, "none")
    qtbot.mouseClick(panel.button, LEFT)
    assert panel.problem.text() == "张伟是交班人：请选择其他人接班"
    assert not any(isinstance(answer.command.body, HandOverShift) for answer in desk.answers)
    assert hand_over(desk, panel, qtbot, "", "李娜").to == "李娜"


def test_a_handover_is_withdrawn_with_a_reason(at_work: tuple[LiveDesktop, ShiftsPanel], qtbot: QtBot) -> None:
    desk, panel = at_work
    shift = hand_over(desk, panel, qtbot, "none")
    qtbot.mouseClick(panel.step_buttons[WithdrawShift], LEFT)
    assert "撤回原因" in panel.problem.text()
    qtbot.keyClicks(panel.text, "he is late")
    before = len(desk.answers)
    qtbot.mouseClick(panel.step_buttons[WithdrawShift], LEFT)
    desk.until(lambda: len(desk.answers) > before, "withdrawn")
    assert desk.session.layers.states("shift")[shift.id].state == "withdrawn"


def test_alarms_that_nobody_sees_or_acknowledged_are_handed_over(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    sensor = scripted.session.package.sensors[0]
    for number, body in enumerate((r.AlarmSuppressed, r.AlarmTakenOutOfService, r.AlarmAcknowledged), 1):
        raised = r.AlarmRaised(
            alarm_id=f"A{number}", sensor_id=sensor.id, channel="fill", rule="bin_full", priority="low", value=95.0,
            limit=90.0,
        )  # fmt: skip
        scripted.happen(raised, body(alarm_id=f"A{number}"))
    raise_alarm(scripted, "fire", "smoke_fire")
    with shown_panel(ShiftsPanel(scripted.session), qtbot, (900, 400)) as panel:
        qtbot.keyClicks(panel.text, "repairs")
        qtbot.mouseClick(panel.button, LEFT)
        body = scripted.source.commands[-1].body
        assert isinstance(body, HandOverShift)
        assert body.alarms == ("fire", "A1", "A2")
        assert "告警 3 条" in counts_text(body)
