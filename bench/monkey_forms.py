"""How the monkey fills in a form and sends it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget
from shiboken6 import isValid

from bench.form_check import FormCheck
from bench.monkey_hand import MonkeyHand, described


class MonkeyForms:
    """Fills in an open form by chance; ``stuck`` gets one that neither sends, says why not, nor closes."""

    def __init__(self, hand: MonkeyHand, stuck: Callable[[str], None]) -> None:
        self._hand, self._forms = hand, FormCheck(hand.window, stuck)

    def fill_in(self) -> None:
        chance = self._hand.chance
        form = self._forms.an_open_one(chance)
        if form is None or QApplication.activePopupWidget() or QApplication.activeModalWidget():
            return
        for field in form.findChildren(QWidget):
            if not isValid(field):
                continue
            if isinstance(field, QLineEdit | QPlainTextEdit) and field.isVisible() and chance.random() < 0.6:
                self._hand.write_into(field)
            elif isinstance(field, QComboBox) and field.isVisible() and field.count() and chance.random() < 0.5:
                field.setCurrentIndex(chance.randrange(field.count()))
            if not isValid(form):  # typing ran the event loop, in which it was replaced
                return
        self._hand.say(f"send the form {described(form)}")
        self._forms.send_or_leave(form)
