"""Menus write keys as buttons do."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QStyleOptionMenuItem
from pytestqt.qtbot import QtBot

from desktop.input.keyed_button import KeyedButton
from desktop.input.keyed_menu import KeyedMenu


@pytest.mark.parametrize("key", ["Alt+Shift+G", "Ctrl+Shift+P", "Alt+L", "F9", "Return"])
def test_a_menu_and_a_button_write_a_key_in_the_same_way(qtbot: QtBot, key: str) -> None:
    menu, button = KeyedMenu(), KeyedButton(key)
    qtbot.addWidget(menu)
    qtbot.addWidget(button)
    action = menu.addAction("搁置")
    action.setShortcut(QKeySequence(key))
    action.setShortcutVisibleInContextMenu(True)
    option = QStyleOptionMenuItem()
    menu.initStyleOption(option, action)
    assert option.text == f"搁置\t{button.shown_key()}"  # type: ignore[attr-defined]
    assert "Shift" not in option.text  # type: ignore[attr-defined]
