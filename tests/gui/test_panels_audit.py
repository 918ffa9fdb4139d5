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


def test_an_answer_to_an_earlier_question_is_ignored(panel: AuditPanel, scripted: ScriptedDesktop) -> None:
    panel.read()
    scripted.session.feed.arrived.emit(AuditReply(request="audit 1", entries=ENTRIES))
    assert panel.rows.rowCount() == 0
    arrive(scripted, ENTRIES[0])
    assert panel.rows.rowCount() == 1
