"""The moment that a replay shows, in words: in the band of its window, in its title and on what is printed of it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop import moments
from services.protocol.replay import Timeline


def replayed_time(timeline: Timeline) -> str:
    """The time, and whether it is what was known then or what had happened by then."""
    translate, time = QCoreApplication.translate, moments.full(timeline.moment.at_ms)
    if timeline.moment.happened_ms is None:
        return translate("replayed_time", "{time} (as known then)").format(time=time)
    if timeline.held_ms is None:
        return translate("replayed_time", "{time} (as it happened)").format(time=time)
    known = moments.short(timeline.held_ms, timeline.moment.at_ms)
    return translate("replayed_time", "{time} (as it happened, known by {known})").format(time=time, known=known)
