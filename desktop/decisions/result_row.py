"""One result of a part: its number, what it says, who should do what, and what opens it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from county.names import BETWEEN
from desktop import moments, theme
from desktop.decisions.result_number import NumberText, ResultNumber
from desktop.decisions.told import ToldResult
from desktop.widgets.literal import PlainLabel

SENTENCE_SIZE, NEXT_SIZE = 18, 16
BAR_PX = 4
WIDE_PX = 720
"""From this width on number, sentence and buttons are beside each other."""


class ResultRow(QFrame):
    """Shows other results in one turn, on the same widgets."""

    opened = Signal(object)
    """ToldResult that is to be opened in its panel."""
    place_wanted = Signal(object)
    event_wanted = Signal(str)
    menu_wanted = Signal(object, object)
    """ToldResult and a place of the screen."""

    def __init__(self) -> None:
        super().__init__()
        self.told: ToldResult | None = None
        self.number = ResultNumber()
        self.sentence, self.next = PlainLabel(), PlainLabel()
        self.sentence.setFont(theme.font(SENTENCE_SIZE))
        self.next.setFont(theme.font(NEXT_SIZE))
        self.next.setProperty("role", "muted")
        for label in (self.sentence, self.next):
            label.setWordWrap(True)
        self.open, self.place, self.event_button = QPushButton(), QPushButton(), QPushButton()
        self.bar = QFrame()
        self.bar.setFixedWidth(theme.px(BAR_PX))
        self.open.clicked.connect(lambda: self.opened.emit(self.told))
        self.place.clicked.connect(lambda: self.place_wanted.emit(self.told))
        self.event_button.clicked.connect(self._want_event)
        self.number.calls.wanted.connect(lambda at: self.menu_wanted.emit(self.told, at))
        self._arrange()
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts."""
        self.open.setText(self.tr("Open"))
        self.place.setText(self.tr("Map"))
        self.event_button.setText(self.tr("Task"))
        self.open.setToolTip(self.tr("Show this result in its panel"))
        self.place.setToolTip(self.tr("Show its villages or towns on map and twin"))
        self.event_button.setToolTip(self.tr("Show the event that deals with it"))

    def show_result(self, told: ToldResult, number: NumberText | None, now_ms: int) -> None:
        """Replace what is shown."""
        self.told = told
        self.number.setVisible(number is not None)
        if number is not None:
            self.number.show_text(number)
        _set(self.sentence, told.sentence)
        as_of = ""
        if told.as_of_ms is not None:
            as_of = self.tr("since {time}").format(time=moments.short(told.as_of_ms, now_ms))
        _set(self.next, BETWEEN.join(filter(None, (told.next, as_of))))
        self.next.setVisible(bool(self.next.text()))
        self.place.setVisible(bool(told.divisions))
        self.event_button.setVisible(bool(told.event_id))
        theme.restyle(self.bar, f"background: {theme.WARNING if told.grave else theme.LINE};")
        self.open.setAccessibleName(f"{self.open.text()}: {told.sentence}")

    def _want_event(self) -> None:
        if self.told is not None:
            self.event_wanted.emit(self.told.event_id)

    def _arrange(self) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(theme.px(4))
        texts.addStretch(1)
        texts.addWidget(self.sentence)
        texts.addWidget(self.next)
        texts.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(8))
        buttons.addStretch(1)
        for button in (self.event_button, self.place, self.open):
            button.setFont(theme.font(NEXT_SIZE))
            buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._line.setSpacing(theme.px(12))
        self._line.addWidget(self.number)
        self._line.addLayout(texts, 1)
        self._line.addLayout(buttons)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, theme.px(4), 0, theme.px(4))
        line.setSpacing(theme.px(12))
        line.addWidget(self.bar)
        line.addLayout(self._line, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow panel its parts are below each other."""
        super().resizeEvent(event)
        is_wide = theme.design_px(event.size().width()) >= WIDE_PX
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._line.setDirection(across if is_wide else down)


def _set(label: PlainLabel, text: str) -> None:
    if text != label.text():
        label.setText(text)
