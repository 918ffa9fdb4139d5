"""What was frozen of the assessment, and as of which record what stands beside it is counted.

Nothing that is shown of a frozen period moves with later records: its trend, the year's end and the ranks of the towns
are those of the record by which it was frozen.  A quarter of the trend that was frozen itself has its frozen values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from msgspec.structs import replace

from county.catalog import Catalog
from county.figures.kpi_freeze import (
    KPI_SHEETS,
    KpiSheet,
    apply,
    definitions_digest,
    frozen_scores,
    frozen_value,
)
from county.figures.kpi_table import leaves_of
from county.figures.metric import FigureValue
from county.records import Record
from services.analysis.timeline.timeline import RecordTimeline


class FrozenSheets:
    """Used by one thread at a time."""

    def __init__(self, timeline: RecordTimeline, catalog: Catalog, read: Callable[[int], Record[Any]]) -> None:
        """``read``: a record of the journal."""
        self._timeline = timeline
        self._catalog = catalog
        self._leaves = leaves_of(catalog.kpi)
        self._read = read
        self.definitions = definitions_digest(catalog)
        """Of the tree of today."""

    def find(self, division: str, period: str, seq: int) -> KpiSheet | None:
        """What was frozen and rated up to record ``seq``: folded from its few records."""
        key = f"{division}/{period}"
        versions = self._timeline.states_at(KPI_SHEETS.key, seq)
        ids = versions.ids.texts(np.arange(versions.subjects))
        if key not in ids:
            return None
        own = versions.subject(np.arange(len(versions))) == ids.index(key)  # each of its records led to one version
        sheet: KpiSheet | None = None
        for one in versions.seq[own].tolist():
            sheet = apply(sheet, self._read(one))
        if sheet is None or sheet.scores or sheet.definitions != self.definitions:
            return sheet
        return replace(sheet, scores=frozen_scores(sheet.leaves, self._catalog))

    def basis(self, sheet: KpiSheet | None, seq: int) -> int:
        """The record as of which everything beside the points of a period is counted, ``seq`` where it is not frozen;
        0 where that cannot be counted again."""
        if sheet is None or not sheet.is_frozen:
            return seq
        known = sheet.as_of_seq <= self._timeline.extent.head.seq
        return sheet.as_of_seq if known and sheet.definitions == self.definitions else 0

    def trend(
        self, sheet: KpiSheet | None, division: str, quarters: Sequence[str],
        counted: Sequence[Mapping[str, FigureValue]], basis: int,
    ) -> list[dict[str, FigureValue]]:  # fmt: skip
        """The values of the leaves in the quarters of a trend: as frozen by the definitions of ``sheet``, the others as
        ``counted``."""
        is_frozen = sheet is not None and sheet.is_frozen
        definitions = sheet.definitions if sheet is not None and is_frozen else self.definitions
        found = []
        for quarter, values in zip(quarters, counted, strict=True):
            own = sheet
            if sheet is None or sheet.period != quarter:
                as_of_seq = sheet.as_of_seq if sheet is not None and is_frozen else basis
                own = self.find(division, quarter, min(as_of_seq, self._timeline.extent.head.seq))
            kept = own is not None and own.is_frozen and own.definitions == definitions
            found.append(self.values(own) if own is not None and kept else dict(values))
        return found

    def values(self, sheet: KpiSheet) -> dict[str, FigureValue]:
        """The values of the leaves of today's tree as they were frozen; of one that was not there nothing is known."""
        kept = {leaf.id: leaf for leaf in sheet.leaves}
        metrics = self._catalog.metrics
        return {
            key: frozen_value(kept[key], metrics.get(node.metric)) if key in kept else FigureValue()
            for key, node in self._leaves.items()
        }
