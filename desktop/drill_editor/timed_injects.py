"""What the time line shows of a scenario that is being edited."""

from __future__ import annotations

from county.drill.rough_times import rough_times
from county.durations import readable_span
from desktop.drill_editor.document import ScenarioDocument
from desktop.drill_editor.table_fields import MAIN
from desktop.drill_editor.time_line import TimedInject


def timed_injects(document: ScenarioDocument) -> tuple[TimedInject, ...]:
    """All of them, in the order of the file."""
    known, rows = document.known, document.rows("injects")
    return tuple(
        TimedInject(
            number, time.id, str(row.get("kind", "")), MAIN.text(row, known), time.at_ms, bool(time.name),
            any(fault.severity == "error" for fault in document.by_row.get(("injects", number), ())),
        )
        for number, (row, time) in enumerate(zip(rows, rough_times(document.values), strict=True))
    )  # fmt: skip


def timed_phases(document: ScenarioDocument) -> tuple[tuple[int, str], ...]:
    """Begin and title of those whose begin can be read."""
    found = [(readable_span(row.get("at")), str(row.get("title", ""))) for row in document.rows("phases")]
    return tuple((at_ms, title) for at_ms, title in found if at_ms is not None)
