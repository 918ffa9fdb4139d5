"""考核与体征: the assessment's tree of a quarter, half-year or year, and the vital signs; a click on a number lists its
records."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QComboBox, QLayout, QPushButton, QStackedWidget, QToolButton

from county.figures.inputs import Indicator
from county.figures.kpi_freeze import KINDS, FreezeKpi, FrozenLeaf
from county.figures.metric import Metric, Period, Scope
from county.figures.periods import PeriodKind, before, following, period_at, span_ms
from county.figures.text import period_text
from desktop import moments, theme
from desktop.analysis_note import analysis_note
from desktop.figure_asker import FigureAsker
from desktop.i18n import pick
from desktop.literal import PlainLabel
from desktop.panels.assessment_words import leaf_words, sign_words, total_words
from desktop.panels.doubt_cards import DoubtCards
from desktop.panels.figure_records import FigureRecordsBox
from desktop.panels.freeze_dialog import FreezeDialog
from desktop.panels.kpi_view import KpiView
from desktop.panels.panel import Panel, column_of
from desktop.panels.vital_signs_view import VitalSignsView
from desktop.panels.wrapping_line import line_of
from desktop.permission import why_not
from desktop.session import Session
from services.protocol.analysis_messages import CountedBy, FigureRecord, FigureRecords
from services.protocol.assessment_messages import KpiTree, VitalSignsAnswer

REFRESH_MS = 15_000
HEALTH_MS = 1_000
TREE, SIGNS = range(2)
BOX_CHARACTERS = 7
SHOWN_KINDS: tuple[PeriodKind, ...] = tuple(KINDS)


class AssessmentPanel(Panel):
    """One request for what is shown; what was shown before stays until it arrives."""

    records_wanted = Signal(object, str)
    """CountedBy of events to list, and what they are."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._asker = FigureAsker(session, self._show_answer)
        self._records_asker = FigureAsker(session, self._show_health)
        self._shown_seq = {TREE: 0, SIGNS: 0}
        """Of what the views show; 0: nothing yet."""
        self._as_of_ms = {TREE: 0, SIGNS: 0}
        self.tree: KpiTree | None = None
        self.signs: VitalSignsAnswer | None = None
        self.choices = [QPushButton(), QPushButton()]
        self.kind, self.division = QComboBox(), QComboBox()
        self.earlier, self.later = QToolButton(), QToolButton()
        self.earlier.setText("◀")
        self.later.setText("▶")
        self.period_label = PlainLabel()
        self.period_label.setProperty("role", "title")
        self.freeze = QPushButton()
        self.note, self.detail, self.as_of = PlainLabel(), PlainLabel(), PlainLabel()
        self.note.setProperty("role", "hint")
        self.detail.setProperty("role", "muted")
        self.as_of.setProperty("role", "muted")
        for label in (self.note, self.detail):
            label.setWordWrap(True)
        self.kpi, self.vital = KpiView(session.catalog), VitalSignsView(session.catalog)
        self.views = QStackedWidget()
        self.period = period_at("quarter", session.clock.now_ms())
        self._arrange()
        self._connect()
        self.retranslate()

    def title(self) -> str:
        return self.tr("Assessment and vital signs")

    def retranslate(self) -> None:
        for button, text in zip(self.choices, (self.tr("Assessment"), self.tr("Vital signs")), strict=True):
            button.setText(text)
        kinds = (self.tr("By quarter"), self.tr("By half-year"), self.tr("By year"))
        for place, text in enumerate(kinds):
            self.kind.setItemText(place, text)
        self.division.setItemText(0, self.tr("Whole county"))
        self.freeze.setText(self.tr("Freeze …"))
        self.earlier.setToolTip(self.tr("Period before"))
        self.later.setToolTip(self.tr("Period after"))
        self.kpi.retranslate()
        self.vital.retranslate()
        self._show_period()
        self._show_detail()
        self._show_health()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.ask()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(380), theme.px(220))

    def release(self) -> None:
        for asker in (self._asker, self._records_asker):
            asker.release()
        super().release()

    @property
    def shown(self) -> int:
        """TREE or SIGNS."""
        return self.views.currentIndex()

    def show_view(self, view: int) -> None:
        """Show the tree of the assessment, or the vital signs."""
        self.choices[view].setChecked(True)
        self.views.setCurrentIndex(view)
        for part in (self.kind, self.earlier, self.period_label, self.later, self.division, self.freeze):
            part.setVisible(view == TREE)
        self._show_detail()
        self.ask()

    def ask(self) -> None:
        """Request what is shown again.  Nothing before the backend has told where its analysis is."""
        if not self.isVisible() or self._session.source.health().analysis is None:
            return
        self._asker.forget()
        if self.shown == TREE:
            self._asker.kpi_tree(self.period, self._take_tree, division=self.division.currentData() or "")
        else:
            self._asker.vital_signs(self._take_signs)

    def _arrange(self) -> None:
        for kind in SHOWN_KINDS:
            self.kind.addItem("", kind)
        self.division.addItem("", "")
        towns = self._session.package.table("towns")
        for code, name in zip(towns["code"].tolist(), towns["name"].tolist(), strict=True):
            self.division.addItem(str(name), str(code))
        self._group = QButtonGroup(self)
        for place, button in enumerate(self.choices):
            button.setCheckable(True)
            button.setChecked(place == TREE)
            self._group.addButton(button, place)
        for box in (self.kind, self.division):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(BOX_CHARACTERS)
        bar = line_of(
            *self.choices, self.kind, self.earlier, self.period_label, self.later, self.division, self.as_of,
            self.freeze, stretch={self.as_of: 1},
        )  # fmt: skip
        self.as_of.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.views.addWidget(self.kpi)
        self.views.addWidget(self.vital)
        outer = column_of(self)
        outer.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # a narrower panel is arranged otherwise
        outer.addLayout(bar)
        outer.addWidget(self.note)
        outer.addWidget(self.views, 1)
        outer.addWidget(self.detail)

    def _connect(self) -> None:
        self._group.idClicked.connect(self.show_view)
        self.kind.activated.connect(self._kind_chosen)
        self.division.activated.connect(lambda: self.ask())
        self.earlier.clicked.connect(lambda: self._go_to(before(self.period)))
        self.later.clicked.connect(lambda: self._go_to(following(self.period)))
        self.freeze.clicked.connect(self._ask_to_freeze)
        self.kpi.currentItemChanged.connect(lambda: self._show_detail())
        self.vital.currentItemChanged.connect(lambda: self._show_detail())
        self.kpi.value_clicked.connect(self._list_leaf)
        self.kpi.doubts_clicked.connect(self._show_doubts)
        self.vital.value_clicked.connect(self._list_sign)
        self.every(REFRESH_MS, self._refresh)
        self.every(HEALTH_MS, self._follow_health)

    def _go_to(self, period: str) -> None:
        self.period = period
        self._show_period()
        self.ask()

    def _kind_chosen(self) -> None:
        span = span_ms(self.period)
        assert span is not None, "it is one of ours"
        at_ms = min(span.stop - 1, max(span.start, self._session.clock.now_ms()))
        self._go_to(period_at(self.kind.currentData(), at_ms))

    def _show_period(self) -> None:
        self.period_label.setText(pick(period_text(self.period)))
        self.later.setEnabled(self._is_over)
        self._show_freeze()

    @property
    def _is_over(self) -> bool:
        span = span_ms(self.period)
        return span is not None and span.stop <= self._session.clock.now_ms()

    def _show_freeze(self) -> None:
        tree = self.tree
        why = why_not(self._session, FreezeKpi)
        if not why and not self._is_over:
            why = self.tr("The period is not over")
        if not why and (tree is None or tree.period != self.period):
            why = self.tr("The values have not arrived")
        if not why and tree is not None and tree.sheet is not None and tree.sheet.as_of_seq:
            why = self.tr("Frozen by {who}; what is frozen never changes").format(who=tree.sheet.frozen_by)
        self.freeze.setEnabled(not why)
        self.freeze.setToolTip(why or self.tr("Record the values of all leaves; they never change afterwards"))

    def _ask_to_freeze(self) -> None:
        if self.tree is None:
            return
        leaves = tuple(
            FrozenLeaf(
                id=leaf.id, value=leaf.value.value, num=leaf.value.num, den=leaf.value.den, quality=leaf.value.quality
            )
            for leaf in self.tree.leaves
        )
        division = self.tree.division or self._session.package.manifest.code
        body = FreezeKpi(
            division=division, period=self.tree.period, leaves=leaves, as_of_seq=self.tree.as_of_seq,
            definitions=self.tree.definitions,
        )  # fmt: skip
        name = self.division.currentText()
        FreezeDialog(self._session, body, f"{name} · {pick(period_text(self.tree.period))}", self.window()).open()

    def _refresh(self) -> None:
        """Ask again when there are records that the figures do not count, unless an answer is missing."""
        health = self._session.source.health().analysis
        if health is not None and health.seq != self._shown_seq[self.shown] and not self._asker.is_waiting:
            self.ask()

    def _follow_health(self) -> None:
        if not self._shown_seq[self.shown]:
            self._refresh()
        self._show_health()
        self._show_freeze()

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
        self._show_freeze()

    def _show_detail(self) -> None:
        catalog = self._session.catalog
        text = ""
        if self.shown == TREE and self.tree is not None:
            node = catalog.kpi.get(self.kpi.chosen)
            if node is None or not node.is_leaf:
                text = total_words(self.tree, self._session.divisions)
            else:
                text = leaf_words(catalog, self.kpi.chosen, node, self.tree)
        elif self.shown == SIGNS and self.signs is not None:
            text = sign_words(catalog, self.vital.chosen, self.signs)
        self.detail.setText(text)
        self.detail.setVisible(bool(text))

    def _show_health(self) -> None:
        as_of_ms = self._as_of_ms[self.shown]
        note = analysis_note(self._session, as_of_ms)
        time = moments.short(as_of_ms, self._session.clock.now_ms()) if as_of_ms and not note else ""
        self.as_of.setText(self.tr("Figures as of {time}").format(time=time) if time else "")
        text = "\n".join(filter(None, (note, self._asker.trouble, self._records_asker.trouble)))
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def _list_leaf(self, key: str) -> None:
        node, tree = self._session.catalog.kpi[key], self.tree
        if tree is None:
            return
        span = span_ms(tree.period)
        assert span is not None, "it is one of ours"
        title = f"{pick(node.name)} · {pick(period_text(tree.period))}"
        if node.manual:
            self._list_reported(node.manual, tree, title)
        else:
            period, scope = Period(span.start, span.stop), Scope(division=tree.division)
            self._list(node.metric, scope, period, tree.as_of_seq, title)

    def _list_sign(self, key: str) -> None:
        sign, answer = self._session.catalog.vital_signs[key], self.signs
        state = None if answer is None else next((one for one in answer.signs if one.id == key), None)
        if answer is not None and state is not None and sign.metric:
            self._list(sign.metric, Scope(), state.period, answer.as_of_seq, pick(sign.name))

    def _list(self, name: str, scope: Scope, period: Period, seq: int, title: str) -> None:
        metric: Metric = self._session.catalog.metrics[name]
        counted = CountedBy(metric=name, scope=scope, period=period, as_of_seq=seq)
        if metric.source == "events":
            self.records_wanted.emit(counted, title)
            return
        self._records_asker.forget()
        self._records_asker.records(counted, lambda found: FigureRecordsBox(title, found, self.window()).open())

    def _list_reported(self, indicator: str, tree: KpiTree, title: str) -> None:
        """The report of a manual value, from what the window knows."""
        code = tree.division or self._session.package.manifest.code
        known = self._session.layers.states("indicator").get(f"{indicator}/{code}/{tree.period}")
        if isinstance(known, Indicator):
            row = FigureRecord(0, known.recorded_ms, known.by, f"{known.value:,.10g}  {known.note}")
            records = FigureRecords(request="", total=1, rows=[row])
            FigureRecordsBox(title, records, self.window()).open()

    def _show_doubts(self, key: str) -> None:
        leaf = None if self.tree is None else next((one for one in self.tree.leaves if one.id == key), None)
        if self.tree is not None and leaf is not None and leaf.cards:
            cards = [self.tree.cards[place] for place in leaf.cards]
            title = self.tr("What casts doubt on {name}").format(name=pick(self._session.catalog.kpi[key].name))
            DoubtCards(self._session, title, cards, leaf.doubts, self.window()).open()
