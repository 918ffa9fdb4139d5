"""The steps of one event, newest first, each with its files below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from county.catalog import Catalog
from county.events.event import Event, TimelineEntry
from county.records import (
    EventDispatched,
    EventEscalated,
    EventSupervised,
    MainUnitSet,
    UnitAdded,
    UnitArrived,
    UnitDeparted,
    UnitReleased,
)
from desktop import moments, theme
from desktop.duty.seat_texts import limit_text
from desktop.events.step_author import step_author
from desktop.files.fetched_files import FetchedFiles
from desktop.files.thumbnails import Thumbnails
from desktop.steps.files import StepFiles
from desktop.widgets.literal import breakable
from desktop.widgets.markup_label import MarkupLabel
from desktop.wording import STEPS, escalation, word

PHOTOS_MAX = 24
"""Photos of one event that are fetched for their thumbnails, the newest first."""
SPAN_MS = 1_000
"""Time between two steps from which it is shown."""
LATE_MS = 60_000
"""Delay between a step and its record from which it is shown."""
NAMING_UNIT = frozenset(
    kind.__name__ for kind in (EventDispatched, UnitAdded, UnitReleased, MainUnitSet, UnitDeparted, UnitArrived)
)
"""Steps that are about a unit, which need not be the author."""
CorrectedLines = Callable[[Event, TimelineEntry], Sequence[str]]


class StepTexts(MarkupLabel):
    """A table of steps, in HTML."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)


class TimeLine(QWidget):
    """Steps with time, actor, note and files."""

    def __init__(
        self,
        catalog: Catalog,
        fetched: FetchedFiles,
        thumbnails: Thumbnails,
        corrected: CorrectedLines,
        unit_name: Callable[[str], str],
    ) -> None:
        """``corrected``: what a step corrected, a line each; ``unit_name``: the name of a unit by its id."""
        super().__init__()
        self._corrected = corrected
        self._unit_name = unit_name
        self._escalation = catalog.escalation
        self._fetched = fetched
        self._thumbnails = thumbnails
        self._event_id = ""
        self._labels: list[StepTexts] = []
        """Each shows the steps up to the next one with files."""
        self.files: dict[int, StepFiles] = {}
        """By the position of their step, from the oldest on: its files never change."""
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)

    def text(self) -> str:
        """The steps as shown, without their files (HTML)."""
        return "".join(label.text() for label in self._labels)

    def retranslate(self) -> None:
        """Set the texts of the files; the steps are set by :meth:`show_event`."""
        for files in self.files.values():
            files.retranslate()

    def show_event(self, event: Event, now_ms: int, measured: str) -> None:
        """Show the steps of ``event``; ``measured``: the alarm's value, added to the report; "" for none."""
        if event.id != self._event_id:
            self._forget_files()
            self._event_id = event.id
        parts: list[QWidget] = []
        rows: list[str] = []
        texts: list[str] = []
        advance = self.fontMetrics().horizontalAdvance
        when_px = max(advance(moments.short(step.happened_ms, now_ms)) for step in event.timeline)
        for number, step in reversed([*enumerate(event.timeline)]):
            before = event.timeline[number - 1].happened_ms if number else step.happened_ms
            span_ms = step.happened_ms - before
            corrected = self._corrected(event, step)
            rows.append(self._row(step, now_ms, measured, when_px + theme.px(10), span_ms, corrected))
            if step.attachments or number == 0:
                texts.append(f"<table>{''.join(rows)}</table>")
                rows.clear()
                parts.append(self._label(len(texts) - 1))
            if step.attachments:
                parts.append(self._files_of(number, step))
        self._arrange(parts)
        for label in self._labels[len(texts) :]:
            label.deleteLater()
        del self._labels[len(texts) :]
        for label, text in zip(self._labels, texts, strict=True):
            label.setText(text)

    def _arrange(self, parts: Sequence[QWidget]) -> None:
        """Put these below each other, unless they are: everything would be laid out again."""
        if parts == [item.widget() for place in range(self._box.count()) if (item := self._box.itemAt(place))]:
            return
        while self._box.count():
            self._box.takeAt(0)
        for part in parts:
            self._box.addWidget(part)

    def _label(self, number: int) -> StepTexts:
        """The label of these steps; a new one if there are not as many."""
        if number == len(self._labels):
            self._labels.append(StepTexts(self))
        return self._labels[number]

    def _files_of(self, number: int, step: TimelineEntry) -> StepFiles:
        if number not in self.files:
            room = PHOTOS_MAX - sum(len(files.photos) for files in self.files.values())
            self.files[number] = StepFiles(step.attachments, self._fetched, self._thumbnails, photos_max=room)
        return self.files[number]

    def _forget_files(self) -> None:
        for files in self.files.values():
            files.rows.show_entry("", "", ())
            files.hide()
            files.deleteLater()
        self.files.clear()

    def _row(
        self, step: TimelineEntry, now_ms: int, measured: str, when_px: int, span_ms: int, corrected: Sequence[str]
    ) -> str:
        """``span_ms``: since the step before."""
        late = step.recorded_ms - step.happened_ms
        when = moments.short(step.happened_ms, now_ms)
        note = measured if measured and step.kind == "EventReported" else step.note
        note = "<br>".join(escape(breakable(line)) for line in (*note.splitlines(), *corrected))
        note_html = f"<br><span style='color:{theme.TEXT}'>{note}</span>" if note else ""
        named = self.about(step)
        about = f" {escape(breakable(named))}" if named else ""
        actor = breakable(step_author(step.actor))
        late_html = ""
        span_html = ""
        if span_ms >= SPAN_MS:
            text = self.tr("after {span}").format(span=moments.duration(span_ms))
            span_html = f" <span style='color:{theme.MUTED}'>· {escape(text)}</span>"
        if late > LATE_MS:
            text = self.tr("(recorded {span} later)").format(span=moments.duration(late))
            late_html = f" <span style='color:{theme.NOTICE}'>{escape(text)}</span>"
        return (
            f"<tr><td width='{when_px}' style='color:{theme.MUTED}'>{when}</td>"
            f"<td style='padding-bottom:{theme.px(5)}px'><b>{escape(word(STEPS[step.kind]))}{about}</b>"
            f" <span style='color:{theme.MUTED}'>{escape(actor)}</span>{span_html}{late_html}{note_html}</td></tr>"
        )

    def about(self, step: TimelineEntry) -> str:
        """What the step is about, besides its event."""
        if step.kind == EventSupervised.__name__ and step.about:
            return self.tr("(returned {n} times)").format(n=step.about)
        limit = limit_text(step)
        if limit:
            return limit
        if step.kind == EventEscalated.__name__ and step.about in self._escalation:
            return escalation(self._escalation[step.about])
        return self._unit_name(step.unit) if step.kind in NAMING_UNIT and step.unit else step.about
