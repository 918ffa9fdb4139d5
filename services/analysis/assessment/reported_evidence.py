"""Which leaves of the assessment have a value that was reported without the evidence that they require."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from msgspec.structs import replace

from county.figures.indicator_limits import measured_by
from county.figures.indicators import INDICATORS
from county.figures.kpi_table import KpiNode, leaves_of
from county.figures.metric import Part, Period, Scope
from county.figures.periods import span_ms
from services.analysis.figures.figures import CountedCounty, Figures
from services.analysis.timeline.timeline import RecordTimeline
from services.protocol.analysis_messages import CountedBy

PARTS: tuple[Part, ...] = ("numerator", "denominator")
ManualSeq = Callable[[KpiNode, str, str, int], int]
"""The record that reported the value of a leaf for a period and a division as of a record; 0 for none."""


class ReportedEvidence:
    """Used by one thread at a time."""

    def __init__(
        self, timeline: RecordTimeline, county: CountedCounty, figures: Figures, manual_seq: ManualSeq
    ) -> None:
        self._timeline = timeline
        self._county = county.code
        self._figures = figures
        self._manual_seq = manual_seq
        self._known: tuple[int, frozenset[int]] = (0, frozenset())
        """The last answer about the reports without evidence, with the record as of which."""
        self._leaves = {
            key: node for key, node in leaves_of(county.catalog.kpi).items()
            if node.evidence_required and measured_by(node, county.catalog)
        }  # fmt: skip

    def lacking(self, period: str, code: str, seq: int) -> frozenset[str]:
        """The leaves whose value for a division and a period counts a report without evidence, as of a record."""
        unproven = self._unproven(seq)
        if not unproven:
            return frozenset()
        return frozenset(key for key in self._leaves if not unproven.isdisjoint(self._counted(key, period, code, seq)))

    def _unproven(self, seq: int) -> frozenset[int]:
        """The reports without evidence."""
        if self._known[0] != seq:
            versions = self._timeline.states_at(INDICATORS.key, seq)
            without = ~versions.values("proven", np.arange(len(versions)))
            self._known = seq, frozenset(versions.seq[without].tolist())
        return self._known[1]

    def _counted(self, key: str, period: str, code: str, seq: int) -> list[int]:
        """The reports that the value of a leaf counts."""
        node = self._leaves[key]
        if node.manual:
            return [self._manual_seq(node, period, code, seq)]
        span = span_ms(period)
        assert span is not None, "it is one of ours"
        scope = Scope() if code == self._county else Scope(division=code)
        asked = CountedBy(metric=node.metric, scope=scope, period=Period(span.start, span.stop), as_of_seq=seq)
        return [one for part in PARTS for one in self._figures.seqs(replace(asked, part=part))]
