"""考核与体征: the assessment's tree of a quarter, half-year or year, and the vital signs; a click on a number lists its
records, and what people report and decide is entered here."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QLayout, QPushButton, QStackedWidget

from county.figures.indicators import IndicatorCommand
from county.figures.kpi_freeze import KINDS, KpiCommand
from county.figures.periods import PeriodKind
from desktop import moments, theme
from desktop.assessment.entry import AssessmentEntry
from desktop.assessment.kpi_view import KpiView
from desktop.assessment.records import AssessmentRecords
from desktop.assessment.vital_signs_view import VitalSignsView
from desktop.assessment.words import frozen_words, leaf_words, sign_words, total_words
from desktop.backend.submissions import Answer
from desktop.figures.analysis_note import analysis_note
from desktop.figures.asker import FigureAsker
from desktop.figures.period_line import BOX_CHARACTERS, PeriodLine
from desktop.figures.shown_figure import ShownFigure
from desktop.input.menu_calls import MenuCalls
from desktop.panels.panel import Panel, column_of
from desktop.places.division_box import town_names
from desktop.session import Session
from desktop.widgets.elided import ElidedLabel
from desktop.widgets.filter_box import FilterBox
from desktop.widgets.literal import PlainLabel, literal
from desktop.widgets.narrow_box import narrow
from desktop.widgets.wrapping_line import line_of
from services.protocol.assessment_messages import KpiTree, VitalSignsAnswer

REFRESH_MS = 15_000
HEALTH_MS = 1_000
DETAIL_FROM_PX = 330
TREE, SIGNS = range(2)
SHOWN_KINDS: tuple[PeriodKind, ...] = tuple(KINDS)


class AssessmentPanel(Panel):
    """One request for what is shown; what was shown before stays until it arrives."""

    records_wanted = Signal(object, str)
    """CountedBy of events to list, and what they are."""
    menu_wanted = Signal(object, QPoint)
    """Of a ShownFigure, at a place of the screen."""
    plain_menu_wanted = Signal(object, QPoint)
    """Of a PlainNumber."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._asker = FigureAsker(session, self._show_answer)
        self._shown_seq = {TREE: 0, SIGNS: 0}
        """Of what the views show; 0: nothing yet."""
        self._as_of_ms = {TREE: 0, SIGNS: 0}
        self._entered_seq = 0
        """The record of what this window entered last: until it is counted, the tree is asked for soon."""
        self.tree: KpiTree | None = None
        self.signs: VitalSignsAnswer | None = None
        self.choices = [QPushButton(), QPushButton()]
        self.division = narrow(FilterBox(town_names(session)), BOX_CHARACTERS)
        self.period = PeriodLine(SHOWN_KINDS, session.clock.now_ms, self)
        self.entry = AssessmentEntry(session, self.period, self.division, self)
        self.behind = AssessmentRecords(session, self._show_health, self)
        self.note, self.detail, self.as_of, self.frozen = PlainLabel(), PlainLabel(), PlainLabel(), ElidedLabel()
        self.note.setProperty("role", "hint")
        self.detail.setProperty("role", "muted")
        self.as_of.setProperty("role", "muted")
        for label in (self.note, self.detail):
            label.setWordWrap(True)
        self.kpi, self.vital = KpiView(session.catalog), VitalSignsView(session.catalog)
        self.views = QStackedWidget()
        self._arrange()
        self._connect()
        self.retranslate()

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("AssessmentPanel", "Assessment and vital signs")

    def retranslate(self) -> None:
        for button, text in zip(self.choices, (self.tr("Assessment"), self.tr("Vital signs")), strict=True):
            button.setText(text)
        self.period.retranslate((self.tr("By quarter"), self.tr("By half-year"), self.tr("By year")))
        self.division.retranslate(self.tr("Whole county"))
        self.entry.retranslate()
        self.kpi.retranslate()
        self.vital.retranslate()
        self._show_detail()
        self._show_health()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.ask()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_detail()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(380), theme.px(220))

    def release(self) -> None:
        self._session.submissions.answered.disconnect(self._answered)
        self._asker.release()
        self.behind.release()
        super().release()

    @property
    def shown(self) -> int:
        """TREE or SIGNS."""
        return self.views.currentIndex()

    def show_view(self, view: int) -> None:
        """Show the tree of the assessment, or the vital signs."""
        self.choices[view].setChecked(True)
        self.views.setCurrentIndex(view)
        for part in (*self.period.parts, self.division, self.entry.line):
            part.setVisible(view == TREE)
        self._show_detail()
        self.ask()

    def ask(self) -> None:
        """Request what is shown again.  Nothing before the backend has told where its analysis is."""
        if not self.isVisible() or self._session.source.health().analysis is None:
            return
        self._asker.forget()
        if self.shown == TREE:
            self._asker.kpi_tree(self.period.period, self._take_tree, division=self.division.currentData() or "")
        else:
            self._asker.vital_signs(self._take_signs)

    def _arrange(self) -> None:
        self._group = QButtonGroup(self)
        for place, button in enumerate(self.choices):
            button.setCheckable(True)
            button.setChecked(place == TREE)
            self._group.addButton(button, place)
        bar = line_of(
            *self.choices, *self.period.parts, self.division, self.as_of, self.entry.line, stretch={self.as_of: 1}
        )
        self.as_of.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.views.addWidget(self.kpi)
        self.views.addWidget(self.vital)
        outer = column_of(self)
        outer.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # a narrower panel is arranged otherwise
        outer.addLayout(bar)
        outer.addWidget(self.note)
        outer.addWidget(self.frozen)
        outer.addWidget(self.views, 1)
        outer.addWidget(self.detail)

    def _connect(self) -> None:
        self._group.idClicked.connect(self.show_view)
        self.division.activated.connect(lambda: self.ask())
        self.period.changed.connect(self._period_chosen)
        self.kpi.currentItemChanged.connect(lambda: self._show_detail())
        self.vital.currentItemChanged.connect(lambda: self._show_detail())
        self.kpi.value_clicked.connect(self._show_records)
        self.kpi.doubts_clicked.connect(self._show_doubts)
        self.vital.value_clicked.connect(self._show_records)
        self.behind.counted.events_wanted.connect(self.records_wanted)
        for tree in (self.kpi, self.vital):
            MenuCalls(tree).wanted.connect(self._want_menu)
        self._session.submissions.answered.connect(self._answered)
        self.every(REFRESH_MS, self._refresh)
        self.every(HEALTH_MS, self._follow_health)

    def _show_records(self, key: str) -> None:
        if self.shown == TREE and self.tree is not None:
            self.behind.of_leaf(key, self.tree)
        elif self.shown == SIGNS and self.signs is not None:
            self.behind.of_sign(key, self.signs)

    def _want_menu(self, at: QPoint) -> None:
        """Of the leaf or sign in the row there; those above have no value of their own."""
        view = self.kpi if self.shown == TREE else self.vital
        key = view.key_at(view.viewport().mapFromGlobal(at))
        shown: ShownFigure | None = None
        if view is self.kpi and self.tree is not None and key in self._session.catalog.kpi:
            if self._session.catalog.kpi[key].manual:
                self.plain_menu_wanted.emit(self.behind.reported(key, self.tree), at)
            elif self._session.catalog.kpi[key].is_leaf:
                shown = self.behind.leaf(key, self.tree)
        elif view is self.vital and self.signs is not None and key in self._session.catalog.vital_signs:
            shown = self.behind.sign(key, self.signs)
        if shown is not None:
            self.menu_wanted.emit(shown, at)

    def _show_doubts(self, key: str) -> None:
        if self.tree is not None:
            self.behind.doubts(key, self.tree)

    def _period_chosen(self) -> None:
        self._show_detail()
        self.ask()

    def _answered(self, answer: Answer) -> None:
        """What was entered here is shown as soon as it is counted."""
        if isinstance(answer.command.body, IndicatorCommand | KpiCommand) and answer.refusal is None:
            self._entered_seq = self._session.layers.fold.seq

    def _refresh(self) -> None:
        """Ask again when there are records that the figures do not count, unless an answer is missing."""
        health = self._session.source.health().analysis
        if health is not None and health.seq != self._shown_seq[self.shown] and not self._asker.is_waiting:
            self.ask()

    def _follow_health(self) -> None:
        health = self._session.source.health().analysis
        shown = self._shown_seq[self.shown]
        if not shown or (health is not None and shown < self._entered_seq <= health.seq):
            self._refresh()
        self._show_health()
        self.entry.follow(self.tree, self.kpi.chosen)

    def _take_tree(self, tree: KpiTree) -> None:
        self.tree = tree
        self._shown_seq[TREE], self._as_of_ms[TREE] = tree.as_of_seq, tree.as_of_ms
        self.kpi.show_tree(tree)
        self._show_answer()

    def _take_signs(self, signs: VitalSignsAnswer) -> None:
        self.signs = signs
        self._shown_seq[SIGNS], self._as_of_ms[SIGNS] = signs.as_of_seq, signs.as_of_ms
        self.vital.show_signs(signs)
        self._show_answer()

    def _show_answer(self) -> None:
        """What arrived, or why nothing did."""
        self._show_detail()
        self._show_health()

    def _show_detail(self) -> None:
        catalog = self._session.catalog
        text = ""
        if self.shown == TREE and self.tree is not None:
            node = catalog.kpi.get(self.kpi.chosen)
            if node is None or not node.is_leaf:
                text = total_words(self.tree, catalog, self._session.divisions)
            else:
                text = leaf_words(catalog, self.kpi.chosen, node, self.tree)
        elif self.shown == SIGNS and self.signs is not None:
            text = sign_words(catalog, self.vital.chosen, self.signs)
        self.detail.setText(text)
        self._fit_detail()
        frozen = frozen_words(self.tree) if self.shown == TREE and self.tree is not None else ""
        self.frozen.setText(frozen)
        self.frozen.setVisible(bool(frozen))
        self.entry.follow(self.tree, self.kpi.chosen)

    def _fit_detail(self) -> None:
        """In a low panel the tree needs the room: there the detail is the tool tip of the time."""
        has_room = self.height() >= theme.px(DETAIL_FROM_PX)
        self.detail.setVisible(has_room and bool(self.detail.text()))
        self.as_of.setToolTip("" if has_room else literal(self.detail.text()))

    def _show_health(self) -> None:
        as_of_ms = self._as_of_ms[self.shown]
        note = analysis_note(self._session, as_of_ms)
        time = moments.short(as_of_ms, self._session.clock.now_ms()) if as_of_ms and not note else ""
        self.as_of.setText(self.tr("Figures as of {time}").format(time=time) if time else "")
        text = "\n".join(filter(None, (note, self._asker.trouble, self.behind.trouble)))
        self.note.setText(text)
        self.note.setVisible(bool(text))
