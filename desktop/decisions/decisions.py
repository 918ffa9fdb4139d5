"""决策: one place for all decision parts.  For each what it answers, its newest results, who should do what; above them
what is pinned."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QCoreApplication, QPoint, QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from county.decisions.pins import Pin
from county.figures.metric import Figure
from desktop import moments, theme
from desktop.decisions.asked_results import AskedResults, ResultQuestion
from desktop.decisions.part_card import PartCard
from desktop.decisions.pinned import PinnedResults, question_of
from desktop.decisions.pinning import Pinning, shown_pins
from desktop.decisions.registry import PARTS
from desktop.decisions.result_menu import ResultMenu
from desktop.decisions.result_texts import shown_result
from desktop.decisions.told import PartTeller, ToldPart, ToldResult
from desktop.figures.analysis_note import analysis_note
from desktop.figures.as_of import data_arrived
from desktop.panels.panel import Panel, column_of
from desktop.places.divisions_in_view import show_divisions
from desktop.session import Session
from desktop.widgets.literal import PlainLabel
from desktop.widgets.problem_label import ProblemLabel
from desktop.widgets.scrolled import scrolled

FOLLOW_MS = 1_000
"""Of what is shown, and of questions whose results are not there yet."""
LEAST_PX = (410, 300)


class Decisions(Panel):
    """Follows desk and analysis while it is seen."""

    result_wanted = Signal(str, str)
    """Name of a panel, and what it is to show, "" for what it shows."""
    event_wanted = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("decisions")
        self._session = session
        self.results = AskedResults(session)
        self.results.changed.connect(self.show_now)
        self.pinning = Pinning(session, self)
        self.menu = ResultMenu(session, self.pinning, self)
        self.question, self.note, self.problem = PlainLabel(), PlainLabel(), ProblemLabel()
        self.pinned = PinnedResults(session, self.menu)
        self.cards = {name: PartCard(session, part) for name, part in PARTS.items()}
        self.tellers: dict[str, PartTeller] = {name: part.tell(session) for name, part in PARTS.items()}
        self._offered: Collection[str] = ()
        self._told: dict[str, ToldPart] = {}
        self._arrange()
        self._connect()
        self.retranslate()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("Decisions", "Decisions")

    def minimumSizeHint(self) -> QSize:
        return QSize(*map(theme.px, LEAST_PX))

    def offer(self, panels: Collection[str]) -> None:
        """The panels that this window has: parts without one are not shown."""
        self._offered = panels
        for name, card in self.cards.items():
            card.setVisible(name in panels)
        self.show_now()

    def retranslate(self) -> None:
        self.question.setText(self.tr("Where does it rise, is it real, who should do what?"))
        self.pinned.retranslate()
        for card in self.cards.values():
            card.retranslate()
        self.show_now()

    def uncover(self) -> None:
        self._follow()

    def release(self) -> None:
        self._session.feed.sought.disconnect(self._show_anew)
        for teller in self.tellers.values():
            teller.release()
        self.pinning.release()
        self.results.release()
        super().release()

    # ---- what is shown

    def show_now(self) -> None:
        """Show what is known."""
        session, now_ms = self._session, self._session.clock.now_ms()
        self.note.setText(self._note(now_ms))
        if not data_arrived(session):
            return
        for name, card in self.cards.items():
            if name in self._offered:
                self._told[name] = self.tellers[name].told(self.results, now_ms)
                card.show_part(self._told[name], self.results, now_ms)
        self.pinned.show_pins(shown_pins(session), self.results, now_ms)

    def _note(self, now_ms: int) -> str:
        if self._session.timeline is not None:
            then = self.tr("Then: {time}")
            return then.format(time=moments.full(self._session.timeline.moment.at_ms))
        return analysis_note(self._session, 0)

    def _follow(self) -> None:
        if not self.is_seen:
            return
        self.show_now()
        self.results.follow(dict.fromkeys(self._wanted()))

    def _wanted(self) -> list[ResultQuestion]:
        """Numbers of the parts first, then those of the pins, now and as of their records."""
        found: list[ResultQuestion] = []
        for told in self._told.values():
            found += told.figures
            found += [one.figure for one in told.results if one.figure is not None]
        pins = shown_pins(self._session)
        found += [question_of(pin, newest=True) for pin in pins]
        return found + [question_of(pin) for pin in pins]

    def _show_anew(self) -> None:
        self.results.again()
        self._follow()

    # ---- what is opened

    def _open(self, name: str, told: ToldResult | None) -> None:
        self.result_wanted.emit(name, "" if told is None else told.target)

    def _open_of_pin(self, figure: Figure) -> None:
        """The part that tells this result, or one of the same metric."""
        for name, told in self._told.items():
            for one in told.results:
                if one.figure is not None and (one.figure.metric, one.figure.asked) == (figure.metric, figure.asked):
                    self.result_wanted.emit(name, one.target)
                    return
        for name, told in self._told.items():
            metrics = {one.metric for one in told.figures} | {
                one.figure.metric for one in told.results if one.figure is not None
            }  # fmt: skip
            if figure.metric in metrics:
                self.result_wanted.emit(name, "")
                return

    def _open_menu(self, question: ResultQuestion, at: QPoint) -> None:
        shown = shown_result(self.results, question)
        if shown is not None:
            self.menu.open_on(shown, at)

    def _open_pin_menu(self, pin: Pin, at: QPoint) -> None:
        self.menu.open_on_pin(pin, shown_result(self.results, question_of(pin, newest=True)), at)

    def _connect(self) -> None:
        for name, card in self.cards.items():
            card.opened.connect(lambda told, name=name: self._open(name, told))
            card.place_wanted.connect(lambda told: show_divisions(self._session, told.divisions))
            card.event_wanted.connect(self.event_wanted)
            card.menu_wanted.connect(self._open_menu)
        self.pinned.menu_wanted.connect(self._open_pin_menu)
        self.menu.part_wanted.connect(self._open_of_pin)
        self.pinning.said.connect(self.problem.say)
        self._session.feed.sought.connect(self._show_anew)
        self.every(FOLLOW_MS, self._follow)

    def _arrange(self) -> None:
        self.question.setFont(theme.font(24, bold=True))
        self.question.setWordWrap(True)
        self.note.setFont(theme.font(16))
        self.note.setProperty("role", "hint")
        self.note.setWordWrap(True)
        head = QHBoxLayout()
        head.setSpacing(theme.px(16))
        head.addWidget(self.question, 3)
        head.addWidget(self.note, 1)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, theme.px(4), 0)
        column.setSpacing(theme.px(12))
        column.addWidget(self.pinned)
        for card in self.cards.values():
            column.addWidget(card)
        column.addStretch(1)
        box = column_of(self)
        box.addLayout(head)
        box.addWidget(scrolled(inside), 1)
        box.addWidget(self.problem)
        self.pinned.hide()
