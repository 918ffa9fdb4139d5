"""What is behind the numbers of the assessment and of the vital signs: records, reports and doubts."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QWidget

from county.figures.indicator_limits import number_text
from county.figures.indicators import Indicator
from county.figures.metric import FigureValue, Part, Period, Scope
from county.figures.periods import span_ms
from county.figures.text import period_text
from desktop.assessment.doubt_cards import DoubtCards
from desktop.assessment.frozen_tree import frozen_sheet, shown_value
from desktop.figures.asker import FigureAsker
from desktop.figures.records import FigureRecordsBox
from desktop.i18n import pick
from desktop.input.keyed_menu import KeyedMenu
from desktop.session import Session
from services.protocol.analysis_messages import CountedBy, FigureRecord, FigureRecords
from services.protocol.assessment_messages import KpiTree, VitalSignsAnswer


class AssessmentRecords(QObject):
    """Opens them above the panel that owns it."""

    events_wanted = Signal(object, str)
    """CountedBy of events to list, and what they are."""

    def __init__(self, session: Session, failed: Callable[[], None], panel: QWidget) -> None:
        """``failed``: told when records did not arrive."""
        super().__init__(panel)
        self._session, self._panel = session, panel
        self._asker = FigureAsker(session, failed)
        self.menu = KeyedMenu(panel)
        """The two parts of a share, each with its own records."""
        self.menu.setObjectName("parts of a share")

    @property
    def trouble(self) -> str:
        """Why records did not arrive; "" for nothing."""
        return self._asker.trouble

    def release(self) -> None:
        """Give up what was asked."""
        self._asker.release()

    def of_leaf(self, key: str, tree: KpiTree) -> None:
        """List what the value of a leaf counts."""
        node, span = self._session.catalog.kpi[key], span_ms(tree.period)
        assert span is not None, "it is one of ours"
        title = f"{pick(node.name)} · {pick(period_text(tree.period))}"
        if node.manual:
            self._list_report(node.manual, tree, title)
        else:
            period, scope = Period(span.start, span.stop), Scope(division=tree.division)
            sheet = frozen_sheet(tree)
            seq = tree.as_of_seq if sheet is None else sheet.as_of_seq
            counted = CountedBy(metric=node.metric, scope=scope, period=period, as_of_seq=seq)
            catalog = self._session.catalog
            value = next((shown_value(leaf, tree, catalog) for leaf in tree.leaves if leaf.id == key), FigureValue())
            self._list(counted, value, title)

    def of_sign(self, key: str, answer: VitalSignsAnswer) -> None:
        """List what the value of a vital sign counts."""
        sign = self._session.catalog.vital_signs[key]
        state = next((one for one in answer.signs if one.id == key), None)
        if state is not None and sign.metric:
            counted = CountedBy(metric=sign.metric, period=state.period, as_of_seq=answer.as_of_seq)
            self._list(counted, state.value, pick(sign.name))

    def doubts(self, key: str, tree: KpiTree) -> None:
        """Show what casts doubt on a leaf."""
        leaf = next((one for one in tree.leaves if one.id == key), None)
        if leaf is not None and leaf.cards:
            cards = [tree.cards[place] for place in leaf.cards]
            title = self.tr("What casts doubt on {name}").format(name=pick(self._session.catalog.kpi[key].name))
            DoubtCards(self._session, title, cards, leaf.doubts, self._panel.window()).open()

    def _list(self, counted: CountedBy, value: FigureValue, title: str) -> None:
        metric = self._session.catalog.metrics[counted.metric]
        if metric.source == "events" and metric.is_share:
            self._offer_parts(counted, value, title)
            return
        if metric.source == "events":
            self.events_wanted.emit(counted, title)
            return
        self._asker.forget()
        self._asker.records(counted, lambda found: FigureRecordsBox(title, found, self._panel.window()).open())

    def _offer_parts(self, counted: CountedBy, value: FigureValue, title: str) -> None:
        """Which of the two lists is wanted, each with its number."""
        self.menu.clear()
        parts: tuple[tuple[Part, str, str, float | None], ...] = (
            ("numerator", self.tr("&Numerator: {n} events"), self.tr("numerator"), value.num),
            ("denominator", self.tr("&Denominator: {n} events"), self.tr("denominator"), value.den),
        )
        for part, text, words, n in parts:
            action = self.menu.addAction(text.format(n="–" if n is None else f"{n:,.0f}"))
            asked = replace(counted, part=part)
            action.triggered.connect(
                lambda _=False, asked=asked, words=words: self.events_wanted.emit(asked, f"{title} · {words}")
            )
        self.menu.popup(QCursor.pos())

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
