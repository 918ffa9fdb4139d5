"""The buttons above the editor: files, undo, and the start of the drill."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QAction, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget

from desktop import theme
from desktop.i18n import pick
from desktop.input.keys import KEYS, label_of
from desktop.widgets.literal import PlainLabel, without_mnemonics

NAMED = ("new", "open", "save", "save_as", "undo", "redo", "start")


class EditorBar(QWidget):
    """Each button with its key, which works in the whole window."""

    pressed = Signal(str)
    """Name of the button, as in the table of keys after ``editor.``; ``export``, ``rebase`` besides."""
    shipped_wanted = Signal(object)
    """Path of a scenario that comes with the program."""

    def __init__(self, shipped: Sequence[tuple[Path, str]]) -> None:
        super().__init__()
        self.buttons = {name: QPushButton() for name in (*NAMED, "export", "rebase")}
        for name, button in self.buttons.items():
            button.clicked.connect(partial(self.pressed.emit, name))
            for key in KEYS[f"editor.{name}"].sequences if name in NAMED else ():
                QShortcut(key, self, button.click)
        self.buttons["start"].setProperty("role", "primary")
        self.shipped = QToolButton()
        self.shipped.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.shipped)
        for path, title in shipped:
            action = QAction(without_mnemonics(title), self.menu)
            action.triggered.connect(partial(self.shipped_wanted.emit, path))
            self.menu.addAction(action)
        self.shipped.setMenu(self.menu)
        self.state = PlainLabel()
        self.state.setProperty("role", "muted")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(6))
        for name in ("new", "open"):
            line.addWidget(self.buttons[name])
        line.addWidget(self.shipped)
        for name in ("save", "save_as", "export"):
            line.addWidget(self.buttons[name])
        line.addSpacing(theme.px(14))
        for name in ("undo", "redo"):
            line.addWidget(self.buttons[name])
        line.addSpacing(theme.px(14))
        line.addWidget(self.state, 1)
        line.addWidget(self.buttons["rebase"])
        line.addWidget(self.buttons["start"])
        self.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def retranslate(self) -> None:
        for name in NAMED:
            self.buttons[name].setText(pick(KEYS[f"editor.{name}"].text))
            self.buttons[name].setToolTip(f"{self.buttons[name].text()} ({label_of(f'editor.{name}')})")
        self.buttons["start"].setText(f"{pick(KEYS['editor.start'].text)} ({label_of('editor.start')})")
        self.buttons["export"].setText(self.tr("Export as a workbook …"))
        self.buttons["rebase"].setText(self.tr("Move it to this county"))
        self.shipped.setText(self.tr("Shipped scenarios"))
