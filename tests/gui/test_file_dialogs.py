"""The dialogs for files that Qt draws where the system has none."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from desktop import i18n


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
