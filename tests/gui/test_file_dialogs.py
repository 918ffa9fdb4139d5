"""The dialogs for files that Qt draws where the system has none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QToolButton,
    QTreeView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop import i18n, theme
from desktop.files.file_dialog import BUTTONS, FileDialog
from desktop.files.file_dialogs import FileDialogs, with_ending


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

    monkeypatch.setattr(FileDialog, "chosen", lambda _: [str(tmp_path / next(typed))])
    monkeypatch.setattr(FileDialog, "selectedNameFilter", lambda _: TOML)
    monkeypatch.setattr(QMessageBox, "question", answer)
    dialogs = FileDialogs()
    assert dialogs.save_scenario(parent, "night.toml") == tmp_path / "night.toml"
    assert len(asked) == 2
    assert dialogs.save_scenario(parent, "night.toml") == tmp_path / "other.toml"
    assert len(asked) == 2


@pytest.fixture(params=[(1920, 1080, 100), (1920, 1080, 200), (3840, 2160, 100)], ids=["1080", "1080 large", "2160"])
def scaled(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[None]:
    width, height, percent = request.param
    theme.apply(qapp, screen_px=(width, height), text_percent=percent)
    yield
    theme.apply(qapp, screen_px=(1920, theme.DESIGN_HEIGHT_PX))


def test_the_dialog_grows_with_the_texts_within_the_screen_and_its_icons_are_seen(
    scaled: None, tmp_path: Path, qtbot: QtBot
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    (tmp_path / "十一月份的热线工单导出表格（含补录）.xlsx").touch()
    dialog = FileDialog(parent, "导入文件", str(tmp_path), ("表格 (*.xlsx)",))
    qtbot.addWidget(dialog)
    dialog.show()
    room = parent.screen().availableSize()
    assert dialog.width() <= room.width()
    assert dialog.height() <= room.height()
    rows = dialog.findChild(QTreeView, "treeView")
    assert rows is not None
    assert rows.columnWidth(0) > rows.fontMetrics().horizontalAdvance("热线工单导出表格.xlsx")
    for name in BUTTONS:
        button = dialog.findChild(QToolButton, name)
        assert button is not None
        picture = button.icon().pixmap(64, 64).toImage()
        colors = [picture.pixelColor(x, y) for x in range(64) for y in range(64)]
        assert max(color.lightness() for color in colors if color.alpha()) > 128, name


def test_files_are_chosen_by_name_and_saved_under_the_proposed_one(tmp_path: Path, qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    (tmp_path / "a.csv").touch()

    def type_and_accept(text: str) -> None:
        dialog = parent.findChild(FileDialog)
        assert dialog is not None
        line = dialog.findChild(QLineEdit, "fileNameEdit")
        assert line is not None
        if text:
            line.setText(text)
        dialog.accept()

    QTimer.singleShot(0, lambda: type_and_accept(str(tmp_path / "a.csv")))
    assert FileDialogs().choose_tables(parent) == [tmp_path / "a.csv"]
    QTimer.singleShot(0, lambda: type_and_accept(""))
    saved = FileDialogs().save_page(parent, "20261127-AAAAAAA.pdf")
    assert saved is not None
    assert saved.name == "20261127-AAAAAAA.pdf"
