"""收到的注入: what a simulated medium shows is seen in the inbox of those whom it reaches."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from county.drill.inject_run import AcknowledgeInject
from county.package.open import CountyPackage
from county.realm_clock import SetClockRate
from desktop.drill.inbox import DrillInbox
from desktop.files.thumbnails import SIDE_PX
from tests.drill_scenario import TEXT
from tests.gui.drill_desks import shown_drill_desks
from tests.gui.scripted_dialogs import ScriptedDialogs
from tests.gui.shown_panel import shown_panel
from tests.unit.drill_day import MINUTE
from tests.unit.played_drill import give

LEFT = Qt.MouseButton.LeftButton
MEDIA = """
[[injects]]
id = "I04"
no = 4
at = "PT1M"
kind = "media"
to = ["duty"]
approval = "approved"
media = { outlet = "短视频平台", text = "有人被困", attachment = "媒体/现场.png" }
[[injects]]
id = "I05"
no = 5
at = "PT2M"
kind = "notice"
to = ["duty"]
approval = "approved"
notice = { text = "请核实" }
"""


def red_photo() -> bytes:
    """A PNG, twice as wide as high."""
    image = QImage(400, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("#ff0000"))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(data.data())


def test_a_medium_is_shown_with_its_photo_which_a_click_opens(
    county: CountyPackage, tmp_path: Path, qapp: object, qtbot: QtBot
) -> None:
    photo, dialogs = red_photo(), ScriptedDialogs(tmp_path)
    with shown_drill_desks(county, tmp_path, qtbot, TEXT + MEDIA, {"现场.png": photo}) as drill:
        drill.day.start()
        give(drill.day, "zhou", SetClockRate(rate=60))
        drill.day.pass_to(3 * MINUTE)
        session = replace(drill.desk("wang").session, dialogs=dialogs)
        session.drill.start()
        with shown_panel(DrillInbox(session), qtbot, (700, 500)) as inbox:
            drill.until("wang", lambda: (session.drill.tick(), inbox.table.rowCount() == 2)[-1], "both")
            assert {row.id: row.cells[1:3] for row in inbox.rows()} == {
                "I04": ("舆情", "短视频平台：有人被困"), "I05": ("通知", "请核实")
            }  # fmt: skip
            inbox.choose("I04")
            drill.until("wang", lambda: inbox.files is not None, "the file")
            assert inbox.files is not None
            [button] = inbox.files.photos.values()
            drill.until("wang", button.isVisible, "the photo")
            icon = button.icon().pixmap(SIDE_PX, SIDE_PX)
            assert icon.toImage().pixelColor(icon.width() // 2, icon.height() // 2).red() > 240
            assert button.accessibleName() == "现场.png"
            qtbot.mouseClick(button, LEFT)
            drill.until("wang", lambda: dialogs.opened, "the photo is opened")
            assert dialogs.opened[0].read_bytes() == photo
            inbox.choose("I05")
            drill.until("wang", lambda: inbox.whole.text() == "请核实", "the notice")
            assert inbox.files is None, "the photo of another inject is not shown beside it"
        session.drill.stop()


def test_the_key_chooses_the_oldest_notice_that_waits_and_then_acknowledges_it(
    county: CountyPackage, tmp_path: Path, qapp: object, qtbot: QtBot
) -> None:
    """One press that acknowledged what nobody had chosen would acknowledge what nobody has read as a whole."""
    asked = 'notice = { text = "请核实", needs_ack = true }'
    text = TEXT + MEDIA.replace('notice = { text = "请核实" }', asked)
    with shown_drill_desks(county, tmp_path, qtbot, text, {"现场.png": red_photo()}) as drill:
        drill.day.start()
        give(drill.day, "zhou", SetClockRate(rate=60))
        drill.day.pass_to(3 * MINUTE)
        session = drill.desk("wang").session
        with shown_panel(DrillInbox(session), qtbot, (700, 500)) as inbox:
            drill.until("wang", lambda: inbox.table.rowCount() == 2, "both")
            inbox.activateWindow()
            inbox.table.setFocus()
            drill.until("wang", inbox.table.hasFocus, "the keyboard")
            key, modifiers = Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
            qtbot.keyClick(inbox.table, key, modifiers)
            assert (inbox.chosen, inbox.whole.text(), session.drill.acknowledged) == ("I05", "请核实", {})
            drill.until("wang", inbox.step_buttons[AcknowledgeInject].isEnabled, "it can be acknowledged")
            qtbot.keyClick(inbox.table, key, modifiers)
            drill.until("wang", lambda: "I05" in session.drill.acknowledged, "the acknowledgement")


def test_enter_sends_the_answer_to_the_chosen_question(
    county: CountyPackage, tmp_path: Path, qapp: object, qtbot: QtBot
) -> None:
    asked = MEDIA.replace('kind = "notice"', 'kind = "question"').replace("notice = {", "question = {")
    with shown_drill_desks(county, tmp_path, qtbot, TEXT + asked, {"现场.png": red_photo()}) as drill:
        drill.day.start()
        give(drill.day, "zhou", SetClockRate(rate=60))
        drill.day.pass_to(3 * MINUTE)
        session = drill.desk("wang").session
        with shown_panel(DrillInbox(session), qtbot, (700, 500)) as inbox:
            drill.until("wang", lambda: inbox.table.rowCount() == 2, "both")
            inbox.choose("I05")
            drill.until("wang", inbox.step_buttons[AcknowledgeInject].isEnabled, "it can be answered")
            inbox.answer.setText("先通知乡镇")
            qtbot.keyClick(inbox.answer, Qt.Key.Key_Return)
            drill.until("wang", lambda: "I05" in session.drill.acknowledged, "the answer")
            assert session.drill.acknowledged["I05"].note == "先通知乡镇"
            assert inbox.answer.text() == ""
