"""The dialogs for files that Qt draws where the system has none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from desktop import i18n
from desktop.file_dialogs import FileDialogs, with_ending


def test_the_dialog_for_files_is_in_chinese(qtbot: QtBot) -> None:
    i18n.set_language("zh")
    try:
        dialog = QFileDialog()
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        qtbot.addWidget(dialog)
        parts = [*dialog.findChildren(QLabel), *dialog.findChildren(QAbstractButton)]
        words = [re.sub(r"\(&.\)", "", part.text()) for part in parts]
        assert [text for text in words if re.search("[A-Za-z]", text)] == []
        assert "位置：" in words
    finally:
        i18n.set_language("en")


TOML, PACKED = "Scenario (*.toml)", "Scenario with its attachments (*.drill.zip)"


@pytest.mark.parametrize(
    ("typed", "kind", "saved"),
    [
        ("night", TOML, "night.toml"), ("night.toml", TOML, "night.toml"), ("night.toml", PACKED, "night.drill.zip"),
        ("night.drill.zip", TOML, "night.drill.zip"), ("night.drill.zip", PACKED, "night.drill.zip"),
        ("night.v2", TOML, "night.v2.toml"), ("night.v2", PACKED, "night.v2.drill.zip"),
        ("NIGHT.DRILL.ZIP", PACKED, "NIGHT.drill.zip"), ("夜间.TOML", TOML, "夜间.toml"),
        ("2026.07.15", TOML, "2026.07.15.toml"),
    ],
)  # fmt: skip
def test_a_document_gets_the_ending_of_its_kind(typed: str, kind: str, saved: str) -> None:
    assert with_ending(Path("/d") / typed, kind, (TOML, PACKED)) == Path("/d") / saved


def test_a_file_whose_ending_was_added_is_replaced_only_after_a_question(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    (tmp_path / "night.toml").touch()
    typed = iter(["night", "night", "other"])
    answers = iter([QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes])
    asked: list[str] = []

    def answer(parent: QWidget, title: str, text: str) -> QMessageBox.StandardButton:
        asked.append(text)
        return next(answers)

    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / next(typed)), TOML))
    monkeypatch.setattr(QMessageBox, "question", answer)
    dialogs = FileDialogs()
    assert dialogs.save_scenario(parent, "night.toml") == tmp_path / "night.toml"
    assert len(asked) == 2
    assert dialogs.save_scenario(parent, "night.toml") == tmp_path / "other.toml"
    assert len(asked) == 2
