"""All forecasts that the journal has, also those that have left the desk."""

from __future__ import annotations

import numpy as np

from county.need.kept_forecast import NEED_FORECASTS, NeedForecastKept
from county.need.question import NeedLevel
from services.analysis.timeline.timeline import RecordTimeline
from services.store.ports import JournalReader
from services.store.upcast import RecordReader

SCORED_MAX = 30
"""Of a level, the newest weeks: their records are read again for each answer."""


class KnownForecasts:
    """Used by one thread."""

    def __init__(self, timeline: RecordTimeline, journal: JournalReader, reader: RecordReader) -> None:
        """``journal``: not used by another thread."""
        self._timeline = timeline
        self._journal = journal
        self._read = reader.read

    def of(self, level: NeedLevel, before_week: int) -> tuple[NeedForecastKept, ...]:
        """Of weeks before ``before_week``, the newest first.  Raises StoreError, UnreadableRecord."""
        versions = self._timeline.states(NEED_FORECASTS.key, self._timeline.extent)
        rows = np.arange(len(versions))
        weeks = versions.values("week", rows)
        texts = self._timeline.texts
        levels = np.array([texts.text(code) == level for code in versions.values("level", rows).tolist()], bool)
        chosen = rows[levels & (weeks < before_week)] if len(rows) else rows
        newest = chosen[np.argsort(-weeks[chosen], kind="stable")][:SCORED_MAX]
        found = []
        for id in versions.ids.texts(versions.subject(newest)):
            for data in self._journal.of_subject(f"{NEED_FORECASTS.key}/{id}"):
                body = self._read(data).body
                if isinstance(body, NeedForecastKept):
                    found.append(body)
        return tuple(found)

    def ids(self) -> frozenset[str]:
        """Of all of them."""
        versions = self._timeline.states(NEED_FORECASTS.key, self._timeline.extent)
        return frozenset(versions.ids.texts(np.arange(versions.subjects)))
