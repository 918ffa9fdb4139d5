"""The moment that a replay shows, in words: in the band of its window, in its title and on what is printed of it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop import moments
from services.protocol.replay import ReplayMoment, Timeline


def replayed_time(timeline: Timeline) -> str:
    """The time that is shown, and whether it is what was known then or what had happened by then."""
    return moment_text(timeline.moment, timeline.held_ms)


def moment_text(moment: ReplayMoment, held_ms: int | None = None) -> str:
    """The same of any moment; ``held_ms``: by when something must have been known, where that is set."""
    translate, time = QCoreApplication.translate, moments.full(moment.at_ms)
    if moment.happened_ms is None:
        return translate("replayed_time", "{time} (as known then)").format(time=time)
    if held_ms is None:
        return translate("replayed_time", "{time} (as it happened)").format(time=time)
    of_the_day = moments.day_of(held_ms) == moments.day_of(moment.at_ms)
    known = moments.clock(held_ms) if of_the_day else moments.full(held_ms)
    return translate("replayed_time", "{time} (as it happened, known by {known})").format(time=time, known=known)
