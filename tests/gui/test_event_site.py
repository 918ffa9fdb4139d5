"""Casualties and leaders are reported in the event's card, and what was wrong is withdrawn."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county.response.site_reports import (
    CasualtiesReported,
    LeaderArrived,
    ReportCasualties,
    ReportLeaderArrival,
    SiteReportWithdrawn,
    WithdrawSiteReport,
)
from desktop.cards.event_site import EventSite
from desktop.response.site_report_dialog import SiteReportDialog
from desktop.steps.reason_dialog import ReasonDialog
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_panel import shown_panel

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[EventSite]:
    event_id = scripted.report("道路塌方")
    with shown_panel(EventSite(scripted.session), qtbot, (500, 200)) as panel:
        panel.show_event(scripted.session.layers.states("event")[event_id])
        yield panel


def event_of(panel: EventSite) -> str:
    assert panel._event is not None
    return panel._event.id


def test_casualties_are_reported_in_total_and_a_later_form_begins_with_them(
    scripted: ScriptedDesktop, panel: EventSite, qtbot: QtBot
) -> None:
    assert not panel.told.isVisible()
    qtbot.mouseClick(panel.casualties, LEFT)
    [form] = panel.findChildren(SiteReportDialog)
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    qtbot.keyClicks(form.dead, "1")
    form.injured.selectAll()
    qtbot.keyClicks(form.injured, "2")
    qtbot.keyClick(form.injured, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    body = scripted.source.commands[-1].body
    assert isinstance(body, ReportCasualties)
    assert (body.about, body.dead, body.missing, body.injured) == (event_of(panel), 1, 0, 2), "1 is not 10"
    scripted.accept(CasualtiesReported(site_id=body.site_id, about=body.about, dead=1, missing=0, injured=2))
    assert panel.told.text().startswith("死亡 1 人，失联 0 人，受伤 2 人")
    qtbot.mouseClick(panel.casualties, LEFT)
    again = next(one for one in panel.findChildren(SiteReportDialog) if one.isVisible())
    assert again.injured.value() == 2
    again.reject()


def test_casualties_that_ask_for_a_higher_level_propose_its_correction(
    scripted: ScriptedDesktop, panel: EventSite, qtbot: QtBot
) -> None:
    event_id = event_of(panel)
    assert not panel.asked.isVisible()
    scripted.happen(CasualtiesReported(site_id="s1", about=event_id, dead=2, missing=9, injured=0))
    assert panel.asked.text() == "死亡和失联共 11 人：可能为重大，现为一般"
    scripted.happen(CasualtiesReported(site_id="s2", about=event_id, dead=12, missing=0, injured=0))
    assert panel.asked.text() == "死亡 12 人：按规定至少为重大，现为一般"
    assert panel.raise_level.text() == "更正为重大 …"
    with qtbot.waitSignal(panel.level_wanted) as wanted:
        qtbot.mouseClick(panel.raise_level, LEFT)
    assert wanted.args == ["major", "死亡 12 人：按规定至少为重大，现为一般"]
    scripted.happen(SiteReportWithdrawn(site_id="s2", note="误报"), SiteReportWithdrawn(site_id="s1", note="误报"))
    assert not panel.asked.isVisible()


def test_a_leader_is_reported_by_the_post_and_withdrawn_with_a_reason(
    scripted: ScriptedDesktop, panel: EventSite, qtbot: QtBot
) -> None:
    qtbot.mouseClick(panel.leader, LEFT)
    [form] = panel.findChildren(SiteReportDialog)
    qtbot.mouseClick(form.button, LEFT)
    assert form.problem.text() == "请填写到场领导的职务"
    form.post.setText("副县长 13800138000")
    qtbot.keyClick(form.post, Qt.Key.Key_Return)
    scripted.refuse("recipient_is_number")
    assert form.isVisible(), "what was typed is there to be corrected"
    assert form.problem.isVisible()
    form.post.setText("副县长")
    qtbot.keyClick(form.post, Qt.Key.Key_Return)
    body = scripted.source.commands[-1].body
    assert isinstance(body, ReportLeaderArrival)
    scripted.accept(LeaderArrived(site_id=body.site_id, about=body.about, post=body.post))
    assert panel.told.text().startswith("副县长")
    qtbot.mouseClick(panel.withdraw, LEFT)
    [asks] = panel.findChildren(ReasonDialog)
    asks.reason.setText("未到场")
    qtbot.mouseClick(asks.take, LEFT)
    assert scripted.source.commands[-1].body == WithdrawSiteReport(site_id=body.site_id, note="未到场")
    scripted.accept(SiteReportWithdrawn(site_id=body.site_id, note="未到场"))
    assert not panel.told.isVisible()
