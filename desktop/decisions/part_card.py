"""One decision part: what it answers, its numbers, and its newest results."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from desktop import theme
from desktop.decisions.asked_results import AskedResults, ResultQuestion
from desktop.decisions.registry import DecisionPart
from desktop.decisions.result_number import ResultNumber
from desktop.decisions.result_row import ResultRow
from desktop.decisions.result_texts import number_text
from desktop.decisions.told import ToldPart, ToldResult
from desktop.i18n import pick
from desktop.session import Session
from desktop.widgets.literal import PlainLabel
from desktop.widgets.wrapping_line import WrappingLine

NAME_SIZE, ANSWERS_SIZE = 21, 17


class PartCard(QFrame):
    """Shows what it is told; asks nobody."""

    opened = Signal(object)
    """ToldResult, or None for the panel as it is."""
    place_wanted = Signal(object)
    event_wanted = Signal(str)
    menu_wanted = Signal(object, object)
    """ResultQuestion and a place of the screen."""

    def __init__(self, session: Session, part: DecisionPart) -> None:
        super().__init__()
        self.setObjectName("part")
        self._session, self._part = session, part
        self.name, self.answers, self.nothing = PlainLabel(), PlainLabel(), PlainLabel()
        self.name.setFont(theme.font(NAME_SIZE, bold=True))
        for label, role in ((self.answers, "muted"), (self.nothing, "")):
            label.setFont(theme.font(ANSWERS_SIZE))
            label.setProperty("role", role)
            label.setWordWrap(True)
        self.open = QPushButton()
        self.open.clicked.connect(lambda: self.opened.emit(None))
        self.numbers: list[ResultNumber] = []
        self.rows: list[ResultRow] = []
        self._figures: tuple[ResultQuestion, ...] = ()
        self._arrange()
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts but those of the results."""
        self.name.setText(self._part.panel.title())
        self.answers.setText(pick(self._part.answers))
        self.open.setText(self.tr("Open the panel"))
        self.open.setAccessibleName(f"{self.open.text()}: {self._part.panel.title()}")
        for row in self.rows:
            row.retranslate()

    def show_part(self, told: ToldPart, results: AskedResults, now_ms: int) -> None:
        """Replace what is shown."""
        self._figures = told.figures
        while len(self.numbers) < len(told.figures):
            self._add_number(len(self.numbers))
        for place, number in enumerate(self.numbers):
            number.setVisible(place < len(told.figures))
            if place < len(told.figures):
                number.show_text(number_text(self._session, results, told.figures[place], now_ms))
        while len(self.rows) < len(told.results):
            self._add_row()
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(told.results))
            if place < len(told.results):
                one = told.results[place]
                text = None if one.figure is None else number_text(self._session, results, one.figure, now_ms)
                row.show_result(one, text, now_ms)
        nothing = "" if told.results else told.nothing
        if nothing != self.nothing.text():
            self.nothing.setText(nothing)
        self.nothing.setVisible(bool(nothing))

    def _add_number(self, place: int) -> None:
        number = ResultNumber()
        number.calls.wanted.connect(lambda at: self.menu_wanted.emit(self._figures[place], at))
        self.numbers.append(number)
        self._numbers.add(number)

    def _add_row(self) -> None:
        row = ResultRow()
        row.opened.connect(self.opened)
        row.place_wanted.connect(self.place_wanted)
        row.event_wanted.connect(self.event_wanted)
        row.menu_wanted.connect(self._want_menu)
        self.rows.append(row)
        self._rows.addWidget(row)

    def _want_menu(self, told: ToldResult | None, at: object) -> None:
        if told is not None and told.figure is not None:
            self.menu_wanted.emit(told.figure, at)

    def _arrange(self) -> None:
        theme.restyle(self, f"#part {{ background: {theme.GROUND}; border-radius: {theme.px(6)}px; }}")
        head = QHBoxLayout()
        head.setSpacing(theme.px(14))
        head.addWidget(self.name)
        head.addWidget(self.answers, 1)
        head.addWidget(self.open)
        self._numbers = WrappingLine()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(10))
        box.setSpacing(theme.px(8))
        box.addLayout(head)
        box.addLayout(self._numbers)
        box.addLayout(self._rows)
        box.addWidget(self.nothing)
