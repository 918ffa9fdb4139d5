"""The audit panel: pages from the backend, newest first, for auditors and administrators."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from county.authority import Principal, Role
from desktop.panels.audit import AuditPanel
from services.audit.entry import AuditEntry, AuditKind
from services.protocol.messages import AuditReply
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_panel import shown_panel

ENTRIES = [
    AuditEntry(seq=9, at_ms=1_795_320_000_000, kind=AuditKind.COMMAND_REFUSED, by="wall-1", about="event/E1",
               code="FileEvent", reason="not_authorised",
               params={"principal": "wall-1", "command": "FileEvent", "roles": "director, operator"}),
    AuditEntry(seq=8, at_ms=1_795_320_000_000, kind=AuditKind.REJECTED, address="10.0.0.9", about="KEY",
               code="key_unknown", count=1_234),
]  # fmt: skip


def as_role(scripted: ScriptedDesktop, role: Role) -> None:
    principal = Principal(id="seat", roles=frozenset({role}))
    scripted.source.condition = replace(scripted.source.condition, principal=principal)


@pytest.fixture
def panel(scripted: ScriptedDesktop, qtbot: QtBot) -> Iterator[AuditPanel]:
    as_role(scripted, Role.AUDITOR)
    with shown_panel(AuditPanel(scripted.session), qtbot, (1_000, 300)) as panel:
        yield panel


def arrive(scripted: ScriptedDesktop, *entries: AuditEntry, next: int = 0) -> None:
    request = f"audit {len(scripted.source.audit_questions)}"
    scripted.session.feed.arrived.emit(AuditReply(request=request, entries=list(entries), next=next))


def cells(panel: AuditPanel, row: int) -> list[str]:
    return [panel.rows.data(panel.rows.index(row, column)) for column in range(5)]


def test_the_newest_entries_are_read_when_the_panel_is_shown_and_are_in_words(
    panel: AuditPanel, scripted: ScriptedDesktop
) -> None:
    assert scripted.source.audit_questions == [(0, "", "")]
    arrive(scripted, *ENTRIES)
    assert cells(panel, 0)[:4] == ["2026-11-22 12:00:00", "指令被拒绝", "wall-1", ""]
    assert "立案" in cells(panel, 0)[4]
    assert "值班员" in cells(panel, 0)[4]
    assert cells(panel, 1) == ["2026-11-22 12:00:00", "连接被拒绝 × 1,234", "", "10.0.0.9", "未知密钥  ·  KEY"]


@pytest.mark.parametrize(
    ("entry", "details"),
    [
        (AuditEntry(kind=AuditKind.BACKEND_STARTED, about="0.2.0", params={"process": "314"}), "0.2.0  ·  进程 314"),
        (AuditEntry(kind=AuditKind.KEY_ADDED, about="desk1", params={"roles": "operator, wall", "people": "张三"}),
         "desk1  ·  值班员、大屏  ·  人员 张三"),
        (AuditEntry(kind=AuditKind.AUDIT_DAMAGED, code="entries_deleted", params={"found": "7", "last": "12"}),
         "日志止于第 7 条，而此前已到第 12 条：有条目被删除"),
        (AuditEntry(kind=AuditKind.ENTRIES_LOST, code="daily_limit"), "超出每日上限"),
        (AuditEntry(kind=AuditKind.ENTRIES_LOST, code="of a later version", params={"x": "<b>"}), "of a later version"),
    ],
)  # fmt: skip
def test_details_are_in_words(panel: AuditPanel, scripted: ScriptedDesktop, entry: AuditEntry, details: str) -> None:
    arrive(scripted, entry)
    assert cells(panel, 0)[4] == details


def test_a_tooltip_shows_what_strangers_sent_literally(panel: AuditPanel, scripted: ScriptedDesktop) -> None:
    arrive(scripted, AuditEntry(kind=AuditKind.REJECTED, about="<img src='x'>", code="key_unknown"))
    tip = panel.rows.data(panel.rows.index(0, 4), Qt.ItemDataRole.ToolTipRole)
    assert "&lt;img" in tip


def test_lost_entries_are_shown_with_their_kind_and_key(panel: AuditPanel, scripted: ScriptedDesktop) -> None:
    lost = AuditEntry(seq=9, at_ms=1, kind=AuditKind.ENTRIES_LOST, by="wall-1", about="command_refused",
                      code="daily_limit", count=7)  # fmt: skip
    arrive(scripted, lost)
    assert cells(panel, 0)[1:] == ["未保存的条目 × 7", "wall-1", "", "超出每日上限  ·  指令被拒绝"]


def test_older_entries_are_appended_until_the_end_of_the_log(
    panel: AuditPanel, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    arrive(scripted, ENTRIES[0], next=9)
    qtbot.mouseClick(panel.more, Qt.MouseButton.LeftButton)
    assert scripted.source.audit_questions[-1] == (9, "", "")
    arrive(scripted, ENTRIES[1])
    assert panel.rows.rowCount() == 2
    assert not panel.more.isEnabled()


def test_the_filter_is_sent_to_the_backend(panel: AuditPanel, scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    arrive(scripted, *ENTRIES)
    panel.kind.setCurrentIndex(panel.kind.findData("rejected"))
    arrive(scripted, ENTRIES[1])
    qtbot.keyClicks(panel.text, "10.0.0.9")
    qtbot.keyClick(panel.text, Qt.Key.Key_Return)
    assert scripted.source.audit_questions[-2:] == [(0, "rejected", ""), (0, "rejected", "10.0.0.9")]
    arrive(scripted)
    assert panel.rows.rowCount() == 0
    assert panel.note.text() == "没有符合条件的条目"


def test_another_role_sees_why_it_reads_nothing_and_asks_nothing(scripted: ScriptedDesktop, qtbot: QtBot) -> None:
    as_role(scripted, Role.OPERATOR)
    with shown_panel(AuditPanel(scripted.session), qtbot) as panel:
        assert scripted.source.audit_questions == []
        assert not panel.refresh.isEnabled()
        assert "审计员" in panel.note.text()


def test_the_rows_are_emptied_once_when_the_role_is_withdrawn_and_come_back_with_it(
    panel: AuditPanel, scripted: ScriptedDesktop, qtbot: QtBot
) -> None:
    arrive(scripted, *ENTRIES, next=5)
    resets: list[int] = []
    panel.rows.modelReset.connect(lambda: resets.append(panel.rows.rowCount()))
    as_role(scripted, Role.OPERATOR)
    for _ in range(3):
        panel.retranslate()
    assert resets == [0]
    assert "审计员" in panel.note.text()
    as_role(scripted, Role.AUDITOR)
    panel.retranslate()
    assert not panel.note.isVisible()
    qtbot.mouseClick(panel.refresh, Qt.MouseButton.LeftButton)
    arrive(scripted, *ENTRIES)
    assert panel.rows.rowCount() == 2


def test_an_answer_to_an_earlier_question_is_ignored(panel: AuditPanel, scripted: ScriptedDesktop) -> None:
    panel.read()
    scripted.session.feed.arrived.emit(AuditReply(request="audit 1", entries=ENTRIES))
    assert panel.rows.rowCount() == 0
    arrive(scripted, ENTRIES[0])
    assert panel.rows.rowCount() == 1
