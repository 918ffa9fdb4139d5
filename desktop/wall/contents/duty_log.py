"""The newest entries of the duty log."""

from __future__ import annotations

from county.duty_log import KINDS, DutyEntry
from desktop import moments
from desktop.i18n import pick
from desktop.wall.contents.provider import ContentProvider
from desktop.wall.language import translate
from desktop.wall.tiles.rows import ListContent, ListRow

MOST_ROWS = 20


class DutyLogContents(ContentProvider):
    """The newest first; who wrote them is told at the desk: here it would cut what was written."""

    def content(self, now_ms: int) -> ListContent | None:
        if not self.session.layers.begun:
            return None
        states = self.session.layers.states("duty").values()
        entries = [entry for entry in states if isinstance(entry, DutyEntry)]
        entries.sort(key=lambda entry: -entry.steps[0].happened_ms)
        rows = tuple(self._row(entry, now_ms) for entry in entries[:MOST_ROWS])
        return ListContent(rows, len(entries), translate("wall", "Nothing was written in the last days"))

    def _row(self, entry: DutyEntry, now_ms: int) -> ListRow:
        step = entry.steps[0]
        text = " ".join(step.note.split())
        color = "late" if entry.kind == "instruction" else ""
        return ListRow(text, pick(KINDS[entry.kind]), moments.short(step.happened_ms, now_ms), color)
