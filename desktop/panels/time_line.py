"""The steps of one event, newest first."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from county.authority import WATCH
from county.catalog import Catalog
from county.event import Event, TimelineEntry
from county.records import EventEscalated, EventSupervised
from desktop import moments, theme
from desktop.wording import STEPS, escalation, word

LATE_MS = 60_000
"""Delay between a step and its record from which it is shown."""


class TimeLine(QLabel):
    """Steps with time, actor and note."""

    def __init__(self, catalog: Catalog) -> None:
        super().__init__()
        self._escalation = catalog.escalation
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)

    def show_event(self, event: Event, now_ms: int, measured: str) -> None:
        """Show the steps of ``event``; ``measured``: the alarm's value, added to the report; "" for none."""
        rows = []
        for step in reversed(event.timeline):
            late = step.recorded_ms - step.happened_ms
            when = moments.short(step.happened_ms, now_ms)
            note = measured if measured and step.kind == "EventReported" else step.note
            note = "<br>".join(escape(note).splitlines())
            note_html = f"<br><span style='color:{theme.TEXT}'>{note}</span>" if note else ""
            about = f" {escape(self._about(step))}" if step.about else ""
            actor = self.tr("automatic") if step.actor == WATCH.id else step.actor
            late_html = ""
            if late > LATE_MS:
                text = self.tr("(recorded {span} later)").format(span=moments.duration(late))
                late_html = f" <span style='color:{theme.NOTICE}'>{escape(text)}</span>"
            rows.append(
                f"<tr><td style='color:{theme.MUTED}; padding-right:{theme.px(10)}px'>{when}</td>"
                f"<td style='padding-bottom:{theme.px(5)}px'><b>{escape(word(STEPS[step.kind]))}{about}</b>"
                f" <span style='color:{theme.MUTED}'>{escape(actor)}</span>{late_html}{note_html}</td></tr>"
            )
        self.setText(f"<table>{''.join(rows)}</table>")

    def _about(self, step: TimelineEntry) -> str:
        """What the step is about, besides its event."""
        if step.kind == EventSupervised.__name__:
            return self.tr("(returned {n} times)").format(n=step.about)
        if step.kind == EventEscalated.__name__ and step.about in self._escalation:
            return escalation(self._escalation[step.about])
        return step.about
