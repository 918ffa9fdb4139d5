"""What is pinned: every pin with its value, how old it is, where it is shown, and whether it counts the same again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from county.decisions.pins import PIN_PLACES, Pin
from desktop import theme
from desktop.decisions.asked_results import AskedResults, ResultQuestion
from desktop.decisions.result_menu import ResultMenu
from desktop.decisions.result_number import NumberText, ResultNumber
from desktop.figures.shown_figure import ShownFigure
from desktop.i18n import pick
from desktop.session import Session
from desktop.widgets.literal import PlainLabel
from desktop.widgets.wrapping_line import WrappingLine

HEAD_SIZE = 18


def question_of(pin: Pin, *, newest: bool = False) -> ResultQuestion:
    """What a pin answers, as of its own record or of the newest one."""
    return ResultQuestion(pin.figure.metric, pin.figure.asked, 0 if newest else pin.figure.as_of_seq)


class PinnedResults(QFrame):
    """A number each; hidden while nothing is pinned."""

    menu_wanted = Signal(object, object)
    """Pin and a place of the screen."""

    def __init__(self, session: Session, menu: ResultMenu) -> None:
        super().__init__()
        self.setObjectName("part")
        self._session, self._menu = session, menu
        self._pins: Sequence[Pin] = ()
        self.head, self.said = PlainLabel(), PlainLabel()
        self.head.setFont(theme.font(HEAD_SIZE, bold=True))
        self.said.setProperty("role", "hint")
        self.said.setWordWrap(True)
        self.numbers: list[ResultNumber] = []
        theme.restyle(self, f"#part {{ background: {theme.GROUND}; border-radius: {theme.px(6)}px; }}")
        self._line = WrappingLine()
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(10))
        box.setSpacing(theme.px(8))
        box.addWidget(self.head)
        box.addLayout(self._line)
        box.addWidget(self.said)
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts but those of the pins."""
        self.head.setText(self.tr("Pinned: what walls, leader's page and reports show"))

    def show_pins(self, pins: Sequence[Pin], results: AskedResults, now_ms: int) -> None:
        """Replace what is shown."""
        self._pins = pins
        self.setVisible(bool(pins))
        while len(self.numbers) < len(pins):
            self._add(len(self.numbers))
        differing = []
        for place, number in enumerate(self.numbers):
            number.setVisible(place < len(pins))
            if place < len(pins):
                pin = pins[place]
                checked = self._checked(pin, results)
                if checked == self.tr("counted again: differs"):
                    differing.append(self._caption(pin))
                number.show_text(self._text(pin, checked, now_ms))
        said = "" if not differing else self.tr(
            "Counted again as of their records, these give other values: {names}. Renew or unpin them."
        ).format(names="、".join(differing))  # fmt: skip
        if said != self.said.text():
            self.said.setText(said)
        self.said.setVisible(bool(said))

    def _text(self, pin: Pin, checked: str, now_ms: int) -> NumberText:
        metric = self._session.catalog.metrics.get(pin.figure.metric)
        if metric is None:
            return NumberText(pin.figure.metric, self.tr("no such metric"), (), theme.MUTED, False)
        places = "、".join(pick(PIN_PLACES[place]) for place in pin.on)
        return NumberText.of(
            metric, self._caption(pin), pin.figure.value, pin.as_of_ms, now_ms, places, pin.steps[0].actor, checked
        )

    def _caption(self, pin: Pin) -> str:
        return self._menu.caption(ShownFigure(pin.figure, pin.as_of_ms))

    def _checked(self, pin: Pin, results: AskedResults) -> str:
        """Whether the analysis counts the same as of the pin's own record."""
        reply = results.reply(question_of(pin))
        if reply is None:
            return ""
        if reply.figure is None:
            return self.tr("cannot be counted again")
        if reply.figure.basis != pin.figure.basis:
            return self.tr("of another map")
        same = reply.figure.value == pin.figure.value
        return self.tr("counted again: the same") if same else self.tr("counted again: differs")

    def _add(self, place: int) -> None:
        number = ResultNumber(lines=2)
        number.calls.wanted.connect(lambda at: self.menu_wanted.emit(self._pins[place], at))
        self.numbers.append(number)
        self._line.add(number)
