"""All cards that the journal has, also those that have left the desk."""

from __future__ import annotations

import numpy as np

from county.risk.warning_card import WARNINGS, WarningCard
from services.analysis.timeline.timeline import RecordTimeline
from services.store.ports import JournalReader
from services.store.upcast import RecordReader


class KnownCards:
    """Used by one thread; a card is read again when it has changed."""

    def __init__(self, timeline: RecordTimeline, journal: JournalReader, reader: RecordReader) -> None:
        """``journal``: not used by another thread."""
        self._timeline = timeline
        self._journal = journal
        self._read = reader.read
        self._looked_at = 0
        """Versions of cards that were looked at."""
        self._cards: dict[str, WarningCard] = {}

    def cards(self) -> tuple[WarningCard, ...]:
        """In the order in which they were raised.  Raises StoreError, UnreadableRecord."""
        versions = self._timeline.states(WARNINGS.key, self._timeline.extent)
        rows = np.arange(self._looked_at, len(versions))
        if len(rows):
            for id in versions.ids.texts(np.unique(versions.subject(rows))):
                card: WarningCard | None = None
                for data in self._journal.of_subject(f"{WARNINGS.key}/{id}"):
                    card = WARNINGS.apply(card, self._read(data))
                if card is not None:
                    self._cards[id] = card
            self._looked_at = len(versions)
        return tuple(self._cards.values())
