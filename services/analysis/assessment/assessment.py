"""Answers requests for the assessment's tree and for the vital signs, as of any record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from county.aggregate import NEVER_MS
from county.division import is_town
from county.durations import DAY_MS
from county.figures.excursions import BANDS, EXCURSIONS
from county.figures.indicators import INDICATORS
from county.figures.integrity import METRICS_OF, IntegrityCard
from county.figures.kpi import KpiScore, scores
from county.figures.kpi_freeze import KpiSheet
from county.figures.kpi_outlook import KpiProjection, projected, ranked_towns
from county.figures.kpi_table import KpiNode, leaves_of
from county.figures.leaf_bounds import bounds_of
from county.figures.metric import FigureValue, Interval, Period, Scope
from county.figures.periods import before, kind_of, period_at, span_ms
from county.figures.vital_sign_table import Band
from county.figures.vital_signs import band_of, judged_value, shown_band
from services.analysis.assessment.frozen_sheets import FrozenSheets
from services.analysis.assessment.integrity_facts import IntegrityFacts
from services.analysis.assessment.reported_evidence import ReportedEvidence
from services.analysis.assessment.sign_judge import SignJudge
from services.analysis.assessment.sign_values import sign_periods, sign_value
from services.analysis.figures.figures import CannotCount, CountedCounty, Figures, text_of
from services.analysis.timeline.timeline import RecordTimeline
from services.protocol.analysis_messages import FiguresRequest, FigureTable
from services.protocol.assessment_messages import (
    CARDS_OF_KIND_MAX,
    KpiLeafState,
    KpiRequest,
    KpiTree,
    ProofRow,
    ProvenCard,
    ShownExcursion,
    TownAssessment,
    VitalSignsAnswer,
    VitalSignsRequest,
    VitalSignState,
)

REDEFINED = KpiProjection(outlook="redefined")
QUARTERS = 8
"""Of the trend of a leaf."""
PROOF_ROWS = 10
EXCURSIONS_MAX = 100
CARDS_KEPT_MS = 300_000
"""For so long the cards of a period are not looked for again: that reads its records."""
Values = dict[str, FigureValue]


class _KeptCards(NamedTuple):
    """The cards of the last request."""

    period: Period
    seq: int
    at_ms: int
    proven: list[ProvenCard]
    """Those that are told."""
    more: list[IntegrityCard]
    """All others."""


class Assessment:
    """Used by one thread at a time."""

    def __init__(
        self, timeline: RecordTimeline, county: CountedCounty, figures: Figures, judge: SignJudge | None
    ) -> None:
        """``judge``: which finds the excursions; None: nobody judges, and a sign is in the band of its value."""
        self._timeline = timeline
        self._county = county
        self._nodes = county.catalog.kpi
        self._leaves = leaves_of(county.catalog.kpi)
        self._signs = {key: sign for key, sign in county.catalog.offered_vital_signs().items() if sign.plate}
        self._figures = figures
        self._judge = judge
        self._integrity = IntegrityFacts(timeline, county, figures)
        self._sheets = FrozenSheets(timeline, county.catalog, figures.read)
        self._evidence = ReportedEvidence(timeline, county, figures, self._manual_seq)
        self._cards: _KeptCards | None = None

    def tree(self, asked: KpiRequest, cancelled: Callable[[], bool] = bool) -> KpiTree:
        """The tree of a period; of one that is frozen trends, outlooks and ranks are as of the record by which it was
        frozen.  Raises Cancelled, CannotCount, StoreError, UnreadableRecord."""
        span = span_ms(asked.period)
        if span is None or kind_of(asked.period) not in ("quarter", "half", "year"):
            raise CannotCount("{period} is no quarter, half-year or year", period=repr(asked.period))
        period, code = Period(span.start, span.stop), asked.division or self._county.code
        table = self._table(self._metrics, (period,), code, asked.as_of_seq, cancelled)
        seq = table.as_of_seq
        values = self._values(table, 0, asked.period, code, seq)
        sheet, quarters = self._sheets.find(code, asked.period, seq), _quarters(span)
        basis = self._sheets.basis(sheet, seq)
        if basis == seq and quarters[-1] == asked.period:
            counted = [*self._counted_quarters(quarters[:-1], code, basis, cancelled), values]
        else:
            counted = self._counted_quarters(quarters, code, basis, cancelled)
        trends = self._sheets.trend(sheet, code, quarters, counted, basis)
        cards, lacking = self._found_cards(period, seq, cancelled), self._evidence.lacking(asked.period, code, seq)
        towns = self._towns(asked, period, basis, cancelled)
        ranking = ranked_towns(
            self._nodes, {town: _plain(found) for town, found in towns.items()},
            {town: self._small(found) for town, found in towns.items()},
        )  # fmt: skip
        left, is_over = 4 - int(quarters[-1][-1]), span.stop <= table.as_of_ms
        return KpiTree(
            request=asked.request, as_of_seq=seq, as_of_ms=table.as_of_ms, head_hash=table.head_hash,
            period=asked.period, division=asked.division, definitions=self._sheets.definitions,
            leaves=[
                self._leaf_state(
                    key, values[key], trend := [judged_value(one[key]) for one in trends],
                    self._projected(node, trend, left, is_over=is_over) if basis or not seq else REDEFINED, cards,
                    self._manual_seq(node, asked.period, code, seq), unproven=key in lacking,
                )
                for key, node in self._leaves.items()
            ],
            scores=list(self._scored(values)),
            towns=[TownAssessment(town, self._scored(found)) for town, found in towns.items()],
            ranks=ranking.ranks, compared=list(ranking.leaves), unranked=list(ranking.unranked),
            cards=cards.proven,
            sheet=sheet, differs=self._differing(sheet, period, asked.period, code, cancelled),
        )  # fmt: skip

    def signs(self, asked: VitalSignsRequest, cancelled: Callable[[], bool] = bool) -> VitalSignsAnswer:
        """All vital signs.  Raises as :meth:`tree`."""
        extent = self._timeline.extent
        seq = asked.as_of_seq or extent.head.seq
        now_ms = self._timeline.recorded_ms(seq, extent) if seq else 0
        excursions = self._excursions(seq)
        open_ = {one.sign: one for one in excursions if one.ended_ms is None}
        states = []
        for key, sign in self._signs.items():
            periods = sign_periods(sign, now_ms)
            period, judged = periods[0], None
            value, earlier = FigureValue(), FigureValue()
            if sign.metric and seq:
                day = Period(period.from_ms - DAY_MS, period.to_ms - DAY_MS)
                found = self._table((sign.metric,), (*periods, day), self._county.code, seq, cancelled)
                figures = [totals[0] for totals in found.totals]
                value, earlier, judged = figures[0], figures[-1], sign_value(sign, figures[:-1])
            raw: Band = band_of(sign, judged)
            excursion = open_.get(key)
            worst = None if excursion is None else excursion.worst
            band = raw if self._judge is None else shown_band(raw, worst)
            states.append(VitalSignState(
                key, value, earlier, period, raw, band,
                0 if excursion is None else excursion.began_ms, judged,
            ))  # fmt: skip
        return VitalSignsAnswer(
            request=asked.request, as_of_seq=seq, as_of_ms=now_ms, signs=states, excursions=excursions,
            judged_ms=None if self._judge is None else self._judge.judged_ms,
        )  # fmt: skip

    @property
    def _metrics(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(node.metric for node in self._leaves.values() if node.metric))

    def _table(
        self, metrics: Sequence[str], periods: Sequence[Period], code: str, seq: int, cancelled: Callable[[], bool],
        grain: Any = "county",
    ) -> FigureTable:  # fmt: skip
        scope = Scope() if code == self._county.code else Scope(division=code)
        return self._figures.table(
            FiguresRequest(
                request="", metrics=tuple(metrics), scope=scope, periods=tuple(periods), grain=grain, as_of_seq=seq
            ),
            cancelled,
        )

    def _counted_quarters(
        self, quarters: Sequence[str], code: str, basis: int, cancelled: Callable[[], bool]
    ) -> list[Values]:
        """The values of all leaves in some quarters as of a record; unknown as of 0."""
        if not basis:
            return [dict.fromkeys(self._leaves, FigureValue()) for _ in quarters]
        table = self._table(self._metrics, list(map(_period, quarters)), code, basis, cancelled)
        return [self._values(table, place, quarter, code, basis) for place, quarter in enumerate(quarters)]

    def _projected(
        self, node: KpiNode, trend: Sequence[float | None], left: int, *, is_over: bool
    ) -> KpiProjection:
        bounds = bounds_of(node, self._county.catalog.metrics.get(node.metric))
        return projected(node, trend, left, is_over=is_over, bounds=bounds)

    def _values(self, table: FigureTable, place: int, period: str, code: str, seq: int) -> Values:
        """The values of all leaves for one of the periods of a table."""
        return self._proven(dict(zip(self._metrics, table.totals[place], strict=True)), period, code, seq)

    def _proven(self, of: Mapping[str, FigureValue], period: str, code: str, seq: int) -> Values:
        """The values of all leaves, given those of their metrics; none without the evidence that a leaf requires."""
        lacking = self._evidence.lacking(period, code, seq)
        return {
            key: FigureValue() if key in lacking
            else of[node.metric] if node.metric
            else self._manual(node, period, code, seq)
            for key, node in self._leaves.items()
        }  # fmt: skip

    def _manual(self, node: KpiNode, period: str, code: str, seq: int) -> FigureValue:
        """The value that was reported for exactly this division and period."""
        found = self._indicator(node, period, code, seq)
        return FigureValue() if found is None else FigureValue(found[0], None, found[0], quality="ok")

    def _manual_seq(self, node: KpiNode, period: str, code: str, seq: int) -> int:
        found = self._indicator(node, period, code, seq) if node.manual else None
        return 0 if found is None else found[1]

    def _indicator(self, node: KpiNode, period: str, code: str, seq: int) -> tuple[float, int] | None:
        """Value and record."""
        texts = self._timeline.texts
        wanted = [texts.find(text) for text in (node.manual, code, period)]
        if any(one is None for one in wanted):
            return None
        versions = self._timeline.states_at(INDICATORS.key, seq)
        rows = versions.newest_at(seq)
        for name, code_ in zip(("indicator", "division", "period"), wanted, strict=True):
            rows = rows[versions.values(name, rows) == code_]
        if not len(rows):
            return None
        newest = rows[int(np.argmax(versions.seq[rows]))]
        return float(versions.values("value", np.array([newest]))[0]), int(versions.seq[newest])

    def _towns(
        self, asked: KpiRequest, period: Period, seq: int, cancelled: Callable[[], bool]
    ) -> dict[str, Values]:
        """The values of the leaves of every town; none for the tree of a single one."""
        if asked.division or not seq:
            return {}
        table = self._table(self._metrics, (period,), self._county.code, seq, cancelled, "town")
        found: dict[str, Values] = {}
        for place, town in enumerate(table.groups):
            if not is_town(town):
                continue
            of = dict(zip(self._metrics, (values[place] for values in table.values[0]), strict=True))
            found[town] = self._proven(of, asked.period, town, seq)
        return found

    def _scored(self, values: Values) -> tuple[KpiScore, ...]:
        return tuple(scores(self._nodes, _plain(values), self._small(values)).values())

    def _small(self, values: Values) -> dict[str, Interval | None]:
        """Leaves of too small a sample; a share lies in its interval, of few durations nothing is known."""
        found: dict[str, Interval | None] = {}
        for key, value in values.items():
            if value.quality == "small_sample":
                metric = self._county.catalog.metrics[self._leaves[key].metric]
                known = metric.is_share and value.low is not None and value.high is not None
                found[key] = Interval(value.low, value.high) if known else None  # type: ignore[arg-type]
        return found

    def _leaf_state(
        self, key: str, value: FigureValue, quarters: Sequence[float | None], projection: KpiProjection,
        cards: _KeptCards, seq: int, *, unproven: bool,
    ) -> KpiLeafState:  # fmt: skip
        node = self._leaves[key]
        metric = self._county.catalog.metrics.get(node.metric)
        indicators = {node.manual} if metric is None else {metric.indicator, metric.indicator_of}

        def doubts(card: IntegrityCard) -> bool:
            return node.metric in METRICS_OF[card.kind] or (
                bool(card.indicator) and card.indicator.rpartition("/")[0] in indicators
            )

        own = [place for place, one in enumerate(cards.proven) if doubts(one.card)]
        count = len(own) + sum(map(doubts, cards.more))
        return KpiLeafState(key, value, tuple(quarters), projection, seq, count, tuple(own), unproven)

    def _found_cards(self, period: Period, seq: int, cancelled: Callable[[], bool]) -> _KeptCards:
        kept, at_ms = self._cards, self._timeline.recorded_ms(seq, self._timeline.extent) if seq else 0
        if kept is None or kept.period != period or not kept.seq <= seq or at_ms - kept.at_ms >= CARDS_KEPT_MS:
            found = [] if not seq else self._integrity.cards(period, seq, cancelled)
            told, more = told_cards(found)
            kept = self._cards = _KeptCards(
                period, seq, at_ms, [ProvenCard(card, self._rows(card)) for card in told], more
            )
        return kept

    def _rows(self, card: IntegrityCard) -> tuple[ProofRow, ...]:
        rows = []
        for seq in card.proof[:PROOF_ROWS]:
            record = self._figures.read(seq)
            subject = str(getattr(record.body, "event_id", getattr(record.body, "grid", card.who)))
            rows.append(ProofRow(seq, record.happened_ms, subject, text_of(record.body)))
        return tuple(rows)

    def _differing(
        self, sheet: KpiSheet | None, period: Period, name: str, code: str, cancelled: Callable[[], bool]
    ) -> list[str]:
        if sheet is None or not sheet.is_frozen:
            return []
        if not self._sheets.basis(sheet, 0):
            return [leaf.id for leaf in sheet.leaves]
        table = self._table(self._metrics, (period,), code, sheet.as_of_seq, cancelled)
        again = self._values(table, 0, name, code, sheet.as_of_seq)
        return [
            leaf.id for leaf in sheet.leaves
            if (leaf.value, leaf.num, leaf.den) != (again[leaf.id].value, again[leaf.id].num, again[leaf.id].den)
        ]  # fmt: skip

    def _excursions(self, seq: int) -> list[ShownExcursion]:
        versions = self._timeline.states_at(EXCURSIONS.key, seq)
        rows = versions.on_desk_at(seq)
        ids = versions.ids.texts(versions.subject(rows))
        names = ("sign", "band", "value", "began_ms", "ended_ms")
        columns = (versions.values(name, rows).tolist() for name in names)
        found = [
            ShownExcursion(id, self._timeline.texts.text(sign), BANDS[band], value, began_ms,
                           None if ended_ms == NEVER_MS else ended_ms)
            for id, sign, band, value, began_ms, ended_ms in zip(ids, *columns, strict=True)
        ]  # fmt: skip
        found.sort(key=lambda one: (one.ended_ms is not None, -one.began_ms))
        return found[:EXCURSIONS_MAX]


def told_cards(cards: Sequence[IntegrityCard]) -> tuple[list[IntegrityCard], list[IntegrityCard]]:
    """Of each kind those with the most records, at most CARDS_OF_KIND_MAX; and all others."""
    told: list[IntegrityCard] = []
    for kind in METRICS_OF:
        own = sorted((card for card in cards if card.kind == kind), key=lambda card: -card.count)
        told += own[:CARDS_OF_KIND_MAX]
    kept = set(map(id, told))
    return told, [card for card in cards if id(card) not in kept]


def _plain(values: Mapping[str, FigureValue]) -> dict[str, float | None]:
    return {key: value.value for key, value in values.items()}


def _quarters(span: range) -> list[str]:
    """The quarters up to that in which a period ends, oldest first."""
    last = period_at("quarter", span.stop - 1)
    return [before(last, count) for count in range(QUARTERS - 1, 0, -1)] + [last]


def _period(name: str) -> Period:
    span = span_ms(name)
    assert span is not None, "it is one of ours"
    return Period(span.start, span.stop)
