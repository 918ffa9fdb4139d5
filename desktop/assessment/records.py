"""What is behind the numbers of the assessment and of the vital signs: records, reports and doubts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from county.figures.indicator_limits import number_text
from county.figures.indicators import Indicator
from county.figures.kpi_text import leaf_text
from county.figures.metric import FigureValue, Period, Scope
from county.figures.periods import span_ms
from county.figures.text import period_text
from desktop.assessment.doubt_cards import DoubtCards
from desktop.assessment.frozen_tree import frozen_sheet, shown_value
from desktop.figures.counted_records import CountedRecords
from desktop.figures.definition_box import plain_definition
from desktop.figures.figure_menu import PlainNumber
from desktop.figures.records import FigureRecordsBox
from desktop.figures.shown_figure import ShownFigure
from desktop.i18n import pick
from desktop.session import Session
from services.protocol.analysis_messages import FigureRecord, FigureRecords
from services.protocol.assessment_messages import KpiTree, VitalSignsAnswer


class AssessmentRecords(QObject):
    """Opens them above the panel that owns it."""

    def __init__(self, session: Session, failed: Callable[[], None], panel: QWidget) -> None:
        """``failed``: told when records did not arrive."""
        super().__init__(panel)
        self._session, self._panel = session, panel
        self.counted = CountedRecords(session, failed, panel)

    @property
    def trouble(self) -> str:
        """Why records did not arrive; "" for nothing."""
        return self.counted.trouble

    def release(self) -> None:
        """Give up what was asked."""
        self.counted.release()

    def of_leaf(self, key: str, tree: KpiTree) -> None:
        """List what the value of a leaf counts."""
        node, shown = self._session.catalog.kpi[key], self.leaf(key, tree)
        title = f"{pick(node.name)} · {pick(period_text(tree.period))}"
        if shown is None:
            self._list_report(node.manual, tree, title)
        else:
            self.counted.list(shown.counted_by(), shown.figure.value, title)

    def of_sign(self, key: str, answer: VitalSignsAnswer) -> None:
        """List what the value of a vital sign counts."""
        shown = self.sign(key, answer)
        if shown is not None:
            name = pick(self._session.catalog.vital_signs[key].name)
            self.counted.list(shown.counted_by(), shown.figure.value, name)

    def leaf(self, key: str, tree: KpiTree) -> ShownFigure | None:
        """The figure of a leaf, of a frozen period as it was frozen; None where its value is reported as such."""
        catalog, sheet, span = self._session.catalog, frozen_sheet(tree), span_ms(tree.period)
        assert span is not None, "it is one of ours"
        if catalog.kpi[key].manual:
            return None
        value = self._value(key, tree)
        as_of = (tree.as_of_seq, tree.as_of_ms) if sheet is None else (sheet.as_of_seq, sheet.frozen_ms)
        scope = Scope(division=tree.division)
        return ShownFigure.of(catalog.kpi[key].metric, Period(span.start, span.stop), value, as_of, scope=scope)

    def sign(self, key: str, answer: VitalSignsAnswer) -> ShownFigure | None:
        """The figure of a vital sign; None where it waits for its source."""
        sign = self._session.catalog.vital_signs[key]
        state = next((one for one in answer.signs if one.id == key), None)
        if state is None or not sign.metric:
            return None
        as_of = answer.as_of_seq, answer.as_of_ms
        return ShownFigure.of(sign.metric, state.period, state.value, as_of, before=state.before)

    def reported(self, key: str, tree: KpiTree) -> PlainNumber:
        """A leaf whose value is reported as such."""
        node = self._session.catalog.kpi[key]
        value = pick(leaf_text(node, None, self._value(key, tree)))
        lines = plain_definition(value, pick(node.formula), self.tr("Reported, with its evidence"), tree.as_of_ms)
        name = f"{pick(node.name)} · {pick(period_text(tree.period))}"
        return PlainNumber(name, lines, lambda: self.of_leaf(key, tree), self.tr("reported, no metric"))

    def doubts(self, key: str, tree: KpiTree) -> None:
        """Show what casts doubt on a leaf."""
        leaf = next((one for one in tree.leaves if one.id == key), None)
        if leaf is not None and leaf.cards:
            cards = [tree.cards[place] for place in leaf.cards]
            title = self.tr("What casts doubt on {name}").format(name=pick(self._session.catalog.kpi[key].name))
            DoubtCards(self._session, title, cards, leaf.doubts, self._panel.window()).open()

    def _value(self, key: str, tree: KpiTree) -> FigureValue:
        catalog = self._session.catalog
        return next((shown_value(leaf, tree, catalog) for leaf in tree.leaves if leaf.id == key), FigureValue())

    def _list_report(self, indicator: str, tree: KpiTree, title: str) -> None:
        """The report of a manual value, from what the window knows."""
        code = tree.division or self._session.package.manifest.code
        known = self._session.layers.states("indicator").get(f"{indicator}/{code}/{tree.period}")
        if isinstance(known, Indicator):
            sheet = frozen_sheet(tree)
            if sheet is not None and known.recorded_ms > sheet.frozen_ms:
                title = self.tr("{name} (reported after it was frozen)").format(name=title)
            row = FigureRecord(0, known.recorded_ms, known.by, f"{number_text(known.value)}  {known.note}")
            records = FigureRecords(request="", total=1, rows=[row])
            FigureRecordsBox(title, records, self._panel.window()).open()
