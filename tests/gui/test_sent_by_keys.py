"""One key sends every form and dialog that has a main button; a new one that lacks it is found here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

import desktop
from county.duty_log import WriteDutyEntry
from desktop.drill.abort_dialog import AbortDialog
from desktop.duty.duty_log import DutyLog
from desktop.duty.operator_dialog import OperatorDialog
from tests.gui.conftest import ScriptedDesktop
from tests.gui.shown_panel import shown_panel

ROOT = Path(desktop.__file__).parent
WITH_THE_KEY = re.compile(r"FormKeys\(|DialogButtons\(|\((?:SentDialog|RecordPanel)\):")
"""It has them itself, by the buttons of its dialog, or derives from one of the two bases that have."""
WITH_A_BUTTON = re.compile(r'"role", "primary"|class \w+\(QDialog\)')
NO_FORMS = {
    "briefings/export.py": "begins at once, and asks nothing",
    "briefings/page.py": "the panel around it has the key, which saves the text that is written",
    "drill/abort.py": "an overlay that says what happened, with two ways on",
    "drill_editor/editor_bar.py": "starts a drill, which nobody shall do by a key meant for a form",
    "drill_editor/window.py": "an editor with keys of its own",
    "input/keys_dialog.py": "is read",
    "figures/definition_box.py": "is read",
    "panels/audit.py": "reads again what the filters leave",
    "figures/data_quality.py": "opens the form of a report",
    "units/dispatch_proposal.py": "approved by a key of its own",
    "assessment/doubt_cards.py": "is read",
    "drafts/band.py": "opens the form of a draft",
    "figures/records.py": "is read",
    "response/plan_notices.py": "the panel around it has the key",
    "response/plan_resources.py": "the panel around it has the key",
}


def send(part: QWidget, qtbot: QtBot) -> None:
    """Press the key in ``part`` of a dialog that is open."""
    window = part.window()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    part.setFocus()
    QTest.keyClick(part, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def modules() -> Iterator[tuple[str, str]]:
    for path in sorted(ROOT.rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")


def test_every_dialog_and_form_with_a_main_button_is_sent_by_the_key() -> None:
    lacking = {name for name, text in modules() if WITH_A_BUTTON.search(text) and not WITH_THE_KEY.search(text)}
    assert lacking == NO_FORMS.keys(), "give it FormKeys, or say why it is no form"


def test_a_name_is_given_from_every_part_of_the_dialog(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    entered: list[str] = []
    for people in ((), ("张伟",)):
        dialog = OperatorDialog(people, "", others=True, parent=parent)
        dialog.entered.connect(entered.append)
        dialog.show()
        line = dialog.field.lineEdit() if isinstance(dialog.field, QComboBox) else dialog.field
        assert isinstance(line, QLineEdit)
        send(line, qtbot)
        assert dialog.isVisible(), "there is no name yet"
        line.setText("王芳")
        leave = dialog.buttons.button(dialog.buttons.StandardButton.Cancel)
        send(leave, qtbot)
        assert not dialog.isVisible()
    assert entered == ["王芳", "王芳"]


def test_a_drill_is_aborted_with_a_reason_only(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog, given = AbortDialog(parent), list[tuple[str, str]]()
    dialog.confirmed.connect(lambda reason, event: given.append((reason, event)))
    dialog.show()
    send(dialog.real_event, qtbot)
    assert given == []
    dialog.reason.setText("山洪")
    send(dialog.real_event, qtbot)
    assert given == [("山洪", "")]


@pytest.mark.parametrize("part", ["kind", "text", "write"])
def test_an_entry_of_the_duty_log_is_sent_from_every_part_and_the_focus_stays(
    scripted: ScriptedDesktop, qtbot: QtBot, part: str
) -> None:
    with shown_panel(DutyLog(scripted.session), qtbot, (700, 260)) as log:
        log.text.setText("巡查")
        send(getattr(log, part), qtbot)
        [sent] = scripted.source.commands
        assert isinstance(sent.body, WriteDutyEntry)
        QTest.keyClick(log.text, Qt.Key.Key_Escape)
        assert QApplication.focusWidget() is log.entries, "one key leads back to the rows"
        assert log.text.text() == "巡查"
