"""Whether a form answers its keys: Ctrl+Enter sends it or says why not, else Esc leaves it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget
from shiboken6 import isValid

from bench.key_strokes import stroke
from desktop.input.keys import KEYS
from desktop.window.main_window import MainWindow

ANSWER_MS, LEAVE_MS, POLL_MS = 5_000, 2_000, 50
_SEND = KEYS["form.send"].sequences[0]
_REASONS = ("error", "muted", "hint")
"""Roles of labels that say why something is not sent."""


class FormCheck:
    """The forms of ``window``; ``stuck`` gets those that do neither."""

    def __init__(self, window: MainWindow, stuck: Callable[[str], None]) -> None:
        self._window, self._stuck = window, stuck
        self._sent = 0
        assert window.session is not None
        window.session.submissions.sent.connect(self._count)

    def an_open_one(self, chance: Random) -> QWidget | None:
        """A form with a field on the screen; None where there is none."""
        found = [
            shortcut.parent()
            for shortcut in self._window.findChildren(QShortcut)
            if shortcut.isEnabled() and shortcut.key() == _SEND
        ]
        open_ = [form for form in found if isinstance(form, QWidget) and self._fields(form)]
        return chance.choice(open_) if open_ else None

    def send_or_leave(self, form: QWidget) -> None:
        """Press the keys with the focus in the form, and judge what it does."""
        fields = self._fields(form)
        if not fields:
            return
        fields[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
        if QApplication.focusWidget() is not fields[0]:
            return  # the window is not active
        name, sent, before = type(form).__name__, self._sent, self._said(form)
        self._press(fields[0], _SEND)
        if self._within(ANSWER_MS, lambda: self._sent > sent or not self._is_open(form) or self._says(form, before)):
            return
        focused = QApplication.focusWidget()
        if focused is None or not isValid(form) or not form.isAncestorOf(focused):
            return  # it went to a dialog or to what had it before
        self._press(focused, QKeySequence("Esc"))
        if not self._within(LEAVE_MS, lambda: not self._is_open(form) or QApplication.focusWidget() is not focused):
            self._stuck(f"{name}: neither sent, nor said why not, nor left by Esc; it says {self._said(form)}")

    def _press(self, widget: QWidget, sequence: QKeySequence) -> None:
        handle = widget.window().windowHandle()
        if handle is not None:
            stroke(handle, sequence)

    def _fields(self, form: QWidget) -> list[QWidget]:
        return [
            field for field in form.findChildren(QWidget)
            if isinstance(field, QLineEdit | QPlainTextEdit) and field.isEnabled()
            and not field.visibleRegion().isEmpty()
            and field.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]  # fmt: skip

    def _is_open(self, form: QWidget) -> bool:
        return isValid(form) and any(
            shortcut.isEnabled() and shortcut.key() == _SEND
            for shortcut in form.findChildren(QShortcut, options=Qt.FindChildOption.FindDirectChildrenOnly)
        )

    def _said(self, form: QWidget) -> list[str]:
        """The reasons that it shows."""
        labels = form.findChildren(QLabel)
        return [
            label.text()
            for label in labels
            if label.isVisible() and label.text() and label.property("role") in _REASONS
        ]

    def _says(self, form: QWidget, before: list[str]) -> bool:
        said = self._said(form)
        return said != before or any(
            label.property("role") == "error" and label.isVisible() and label.text()
            for label in form.findChildren(QLabel)
        )

    def _within(self, ms: int, condition: Callable[[], bool]) -> bool:
        for _ in range(ms // POLL_MS):
            if condition():
                return True
            QTest.qWait(POLL_MS)
        return condition()

    def _count(self, command: object) -> None:
        self._sent += 1
