"""Every dialog of the program: a screen reader finds a name for each of its controls, Tab reaches all of them and is
trapped nowhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox
from pytestqt.qtbot import QtBot

from county.drill.run import DrillRun
from county.drill.standing import BoundRole
from county.realm import LIVE
from desktop.backend.restored import JournalRestored
from desktop.backend.restored_notice import RestoredNotice
from desktop.drill.clock_controls import JumpDialog
from desktop.drill.end_dialog import EndDialog
from desktop.drill.evaluator_note_dialog import EvaluatorNoteDialog
from desktop.drill.improvise_dialog import ImproviseDialog
from desktop.drill.self_assessment_dialog import SelfAssessmentDialog
from desktop.duty.operator_dialog import OperatorDialog
from desktop.figures.records import FigureRecordsBox
from desktop.file_import.dialog import ImportDialog
from desktop.file_import.imports import FileImports
from desktop.input.keys_dialog import KeysDialog
from desktop.session import Session
from desktop.window.main_window import MainWindow
from services.file_import.messages import Reply
from services.protocol.analysis_messages import FigureRecord, FigureRecords
from tests.gui.conftest import ScriptedDesktop
from tests.gui.test_accessible_names import nameless
from tests.gui.test_keyboard_walk import controls, unreached, walk

Open = Callable[[MainWindow, Path], QDialog]


class NoProcess:
    """Reads no file: the dialog stays as it opens."""

    def take(self) -> list[Reply]:
        return []

    def cancel(self) -> None:
        pass

    def close(self) -> None:
        pass


def _keys(window: MainWindow, folder: Path) -> QDialog:
    return KeysDialog(window)


def _name(window: MainWindow, folder: Path) -> QDialog:
    return OperatorDialog((), "", others=True, parent=window)


def _person(window: MainWindow, folder: Path) -> QDialog:
    return OperatorDialog(("王芳", "张伟"), "", others=True, parent=window)


def _one_of(window: MainWindow, folder: Path) -> QDialog:
    return OperatorDialog(("王芳", "张伟"), "", others=False, parent=window)


def _jump(window: MainWindow, folder: Path) -> QDialog:
    assert window.session is not None
    return JumpDialog(window.session, window)


def _end(window: MainWindow, folder: Path) -> QDialog:
    assert window.session is not None
    return EndDialog(window.session.drill, window)


def _note(window: MainWindow, folder: Path) -> QDialog:
    assert window.session is not None
    return EvaluatorNoteDialog(window.session, "", window)


def _improvised(window: MainWindow, folder: Path) -> QDialog:
    assert window.session is not None
    run = DrillRun(id="drill:7", state="running", steps=(), roles=(BoundRole(id="duty", name="值班室", side="player"),))
    return ImproviseDialog(window.session, run, (), window)


def _assessed(window: MainWindow, folder: Path) -> QDialog:
    assert window.session is not None
    return SelfAssessmentDialog(window.session, None, window)


def _records(window: MainWindow, folder: Path) -> QDialog:
    row = FigureRecord(seq=1, happened_ms=0, subject="12345", text="3")
    return FigureRecordsBox("办结率", FigureRecords(request="1", total=1, rows=[row]), window)


def _restored(window: MainWindow, folder: Path) -> QDialog:
    restored = JournalRestored(
        noticed_ms=0, seq=1, recorded_ms=0, seen_seq=1, missing=(("event", "E1", "路灯不亮"),), changed=()
    )
    return RestoredNotice(restored, window)


def _imported(window: MainWindow, folder: Path) -> QDialog:
    assert window.session is not None
    file = folder / "a.csv"
    file.write_text("标题\n路灯不亮\n", "utf-8")
    package = window.session.package.folder
    imports = FileImports(package, lambda: "", folder, LIVE, lambda request: NoProcess())
    return ImportDialog(window.session, imports, file, window)


def _leave(window: MainWindow, folder: Path) -> QDialog:
    window._confirm_close(2)
    found = window.findChild(QMessageBox, "leave")
    assert found is not None
    return found


DIALOGS: dict[str, Open] = {
    "keys": _keys, "name": _name, "person": _person, "one of": _one_of, "jump": _jump, "end": _end,
    "note": _note, "improvised": _improvised, "assessed": _assessed,
    "records": _records, "restored": _restored, "import": _imported, "leave": _leave,
}  # fmt: skip


def test_every_control_of_a_dialog_has_a_name_and_is_reached_by_tab(
    scripted: ScriptedDesktop, open_window: Callable[[Session], MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window(scripted.session)
    for name, make in DIALOGS.items():
        dialog = make(window, tmp_path)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        dialog.show()
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        QApplication.processEvents()
        assert sorted(nameless(dialog)) == [], name
        focused = dialog.focusWidget() or next(controls(dialog))
        focused.setFocus()
        assert unreached(controls(dialog), walk(dialog)) == [], name
        dialog.hide()
        if isinstance(dialog, ImportDialog):
            dialog.release()
        dialog.deleteLater()
