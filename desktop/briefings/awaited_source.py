"""Waits until everything that a briefing's files are made from is there: figures, what else was recorded, the map."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from county.briefing.briefing import Briefing
from desktop.briefings.drafted import DraftedBriefings, PageSource
from services.brief.assembly import NO_MAP
from services.brief.frame import Signature


class AwaitedSource(QObject):
    """Of one briefing: ``ready`` with its :class:`PageSource` or ``failed`` with a line for the user, once, unless it
    is stopped before; ``waits`` while something is missing."""

    ready = Signal(object)
    failed = Signal(str)
    waits = Signal()

    def __init__(self, drafted: DraftedBriefings, briefing: Briefing, parent: QObject) -> None:
        super().__init__(parent)
        self._drafted = drafted
        self._briefing = briefing
        self._signature: Signature | None = None
        self._without_map = False
        self._is_asking = False
        self.waits_for_map = False
        """Whether only the map is missing, without which the files can be made."""
        for signal in drafted.arrived:
            signal.connect(self._look)

    def begin(self, signature: Signature | None = None) -> None:
        """Of the document as it is, or as it would be with ``signature``."""
        self._signature, self._without_map, self._is_asking = signature, False, True
        self._look()

    def go_on_without_map(self) -> None:
        """The document says that it has none."""
        self._without_map = True
        self._look()

    def stop(self) -> None:
        """Nothing is wanted any more."""
        self._is_asking = self.waits_for_map = False

    def release(self) -> None:
        """Hear nothing more."""
        self.stop()
        for signal in self._drafted.arrived:
            signal.disconnect(self._look, missing_ok=True)

    def _look(self) -> None:
        if not self._is_asking:
            return
        found = self._drafted.source(self._briefing, self._signature)
        self.waits_for_map = isinstance(found, PageSource) and found.awaits_map and not self._without_map
        if isinstance(found, PageSource) and not self.waits_for_map:
            self.stop()
            self.ready.emit(replace(found, no_map=NO_MAP) if found.awaits_map else found)
        elif isinstance(found, PageSource) or found.is_coming:
            self.waits.emit()
        else:
            self.stop()
            self.failed.emit(found.words(self._briefing))
