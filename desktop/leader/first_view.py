"""The eleven tiles: three lists that answer 今天要我定什么, and eight numbers that say how the county is."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QVBoxLayout, QWidget

from desktop import moments, theme
from desktop.figures.analysis_note import analysis_answers
from desktop.figures.as_of import data_arrived
from desktop.figures.shown_figure import ShownFigure
from desktop.i18n import pick
from desktop.leader.figure_button import LookOf, NumberTile
from desktop.leader.figure_words import UNKNOWN, compared, large_value, unrecorded
from desktop.leader.overview import LeaderFigures
from desktop.leader.pin_line import PinLine
from desktop.leader.rising_rows import rising_risks
from desktop.leader.shown_metrics import shown_metrics
from desktop.leader.waiting_rows import decisions, overdue_promises
from desktop.leader.waiting_tile import WaitingTile
from desktop.session import Session
from desktop.widgets.literal import PlainLabel
from services.brief.group_names import GroupNames

COLUMNS = 4
LEAST_PX = 365
WIDE_PX = 1_040
"""From this width on the three lists are beside each other."""
MIDDLE_PX = 660
"""From this width on two low numbers are beside each other."""
Shape = Literal["wide", "middle", "narrow"]
LISTS_SHARE, NUMBERS_SHARE = 29, 27
"""Of the height of the page."""


class FirstView(QWidget):
    """Shows what it is given; asks nobody."""

    row_opened = Signal(object)
    """LeaderRow whose action was given."""
    all_wanted = Signal(int)
    """The list of which all rows are wanted."""
    pressed = Signal(object)
    """ShownFigure whose trend is wanted."""
    decisions_wanted = Signal()
    menu_wanted = Signal(object, QPoint)
    """ShownFigure and a place of the screen."""

    def __init__(self, session: Session, look: LookOf, names: GroupNames) -> None:
        super().__init__()
        self._session, self._names = session, names
        self._figures: LeaderFigures | None = None
        self._row, self._grid = QBoxLayout(QBoxLayout.Direction.LeftToRight), QGridLayout()
        self._shape = ""
        self.question = PlainLabel()
        """What the numbers answer."""
        self.waiting, self.rising, self.promises = (WaitingTile(look) for _ in range(3))
        self.pins = PinLine(session, look, names)
        self.pins.pressed.connect(self.decisions_wanted)
        self.lists = (self.waiting, self.rising, self.promises)
        self.tiles = {name: NumberTile(look) for name in shown_metrics(session.catalog)}
        for place, tile in enumerate(self.lists):
            tile.opened.connect(self.row_opened)
            tile.head.clicked.connect(lambda _=False, place=place: self.all_wanted.emit(place))
        for name, number in self.tiles.items():
            number.clicked.connect(lambda _=False, name=name: self._press(name))
            number.menu_wanted.connect(lambda at, name=name: self._open_menu(name, at))
        self._arrange()

    def number(self, name: str) -> ShownFigure | None:
        """The number of a metric; None while it is not known."""
        return None if self._figures is None else self._figures.numbers.get(name)

    def show_now(self, figures: LeaderFigures | None) -> None:
        """Show the lists of the desk and these figures."""
        self._figures = figures
        self.question.setText(self._question())
        session, now_ms = self._session, self._session.clock.now_ms()
        begun = data_arrived(session)
        receiving = self.tr("Receiving data …")
        self.waiting.show_rows(
            self.tr("For me to decide"), decisions(session) if begun else None,
            self.tr("Nothing waits for a decision.") if begun else receiving, "", now_ms,
        )  # fmt: skip
        self._show_risks(now_ms, receiving if not begun else "")
        self.promises.show_rows(
            self.tr("Promises that are overdue"), overdue_promises(session, now_ms) if begun else None,
            self.tr("Nothing is overdue.") if begun else receiving, "", now_ms,
        )  # fmt: skip
        self._show_numbers()
        self.pins.show_now()

    def _show_risks(self, now_ms: int, receiving: str) -> None:
        figures, name = self._figures, self.tr("Risks that rise")
        if receiving:
            self.rising.show_rows(name, None, receiving, "", now_ms)
            return
        note = "" if figures is not None else self.tr("alarms only: the figures are not known")
        if figures is None or figures.knows_rises:
            nothing = self.tr(
                "Nothing rises significantly against the 7 days before and a year ago; no grave alarm waits."
            )
        else:  # a young journal: that nothing is known must not read as calm
            nothing = self.tr(
                "What rises is not known yet: there are no whole records of the 7 days before. No grave alarm waits."
            )
        risks = rising_risks(self._session, figures, self._names)
        self.rising.show_rows(name, risks, "" if figures is None else nothing, note, now_ms)

    def _show_numbers(self) -> None:
        known, stopped = self._figures, ""
        if known is not None and not analysis_answers(self._session):
            time = moments.short(known.as_of_ms, self._session.clock.now_ms())
            stopped = self.tr("as of {time}").format(time=time)
        for name, tile in self.tiles.items():
            metric, shown = self._session.catalog.metrics[name], self.number(name)
            if shown is None:
                tile.show_figure(pick(metric.name), UNKNOWN, (), "")
                continue
            value = shown.figure.value
            assert known is not None
            weeks, now_ms = known.weeks, self._session.clock.now_ms()
            lines = tuple(
                compared(metric, value, then, label, unrecorded(metric, shown.began_ms, week.to_ms, now_ms))
                for then, week, label, has_any in (
                    (shown.before, weeks.before, self.tr("7 days before"), known.knows_before),
                    (shown.year_ago, weeks.year_ago, self.tr("a year ago"), known.knows_year_ago),
                )
                if has_any  # what no number has is said once, above them
            )
            tile.show_figure(pick(metric.name), large_value(metric, value), lines, stopped)

    def _question(self) -> str:
        """What the numbers answer, and what none of them can be compared with."""
        asked, known = self.tr("How is the county? The last 7 days"), self._figures
        if known is None or not known.numbers or (known.knows_before and known.knows_year_ago):
            return asked
        if known.knows_before:
            lacks = self.tr("of a year ago there is no data yet")
        elif known.knows_year_ago:
            lacks = self.tr("of the 7 days before there is no data")
        else:
            lacks = self.tr("nothing to compare with yet: no data of the 7 days before or of a year ago")
        return self.tr("How is the county? The last 7 days ({lacks})").format(lacks=lacks)

    def _press(self, name: str) -> None:
        shown = self.number(name)
        if shown is not None:
            self.pressed.emit(shown)

    def _open_menu(self, name: str, at: QPoint) -> None:
        shown = self.number(name)
        if shown is not None:
            self.menu_wanted.emit(shown, at)

    def focus_first(self) -> None:
        """The focus goes to the first number."""
        first = next(iter(self.tiles.values()), self.waiting.head)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(LEAST_PX), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = theme.design_px(event.size().width())
        self._fit("wide" if width >= WIDE_PX else "middle" if width >= MIDDLE_PX else "narrow")

    def _fit(self, shape: Shape) -> None:
        """The lists below each other, their headings at the left, and half as many numbers in a row, where there is no
        room for them: of a page that is not wide the first row and the numbers are seen without scrolling."""
        if shape == self._shape:
            return
        self._shape, is_wide = shape, shape == "wide"
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom)
        for tile in self.lists:
            tile.put_beside(not is_wide)
        columns = COLUMNS if is_wide else COLUMNS // 2
        for place, number in enumerate(self.tiles.values()):
            number.make_low(shape == "middle")
            self._grid.addWidget(number, place // columns, place % columns)

    def _arrange(self) -> None:
        row, grid = self._row, self._grid
        row.setSpacing(theme.px(12))
        for tile in self.lists:
            row.addWidget(tile, 1)
        grid.setSpacing(theme.px(12))
        self._fit("wide")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(8))
        self.question.setFont(theme.font(21, bold=True))
        self.question.setWordWrap(True)
        box.addLayout(row, LISTS_SHARE)
        box.addWidget(self.question)
        box.addLayout(grid, NUMBERS_SHARE)
        box.addWidget(self.pins)
