"""As of when the page is, in one line: of which record its figures are, or why there are none; in a replay of which
moment."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from county.names import BETWEEN
from desktop import moments
from desktop.figures.analysis_note import analysis_note
from desktop.leader.look import LeaderLook
from desktop.leader.overview import LeaderOverview
from desktop.session import Session


def as_of_note(session: Session, overview: LeaderOverview, look: LeaderLook) -> tuple[str, str]:
    """The line and its colour."""
    known = overview.figures
    note = analysis_note(session, 0 if known is None else known.as_of_ms)
    parts = [note or overview.trouble]
    if known is not None and not note:
        as_of = moments.short(known.as_of_ms, session.clock.now_ms())
        said = QCoreApplication.translate("leader", "figures of the last 7 days, as of {time}, record {seq}")
        parts = [said.format(time=as_of, seq=f"{known.as_of_seq:,}"), overview.trouble]
    color = look.warning if note or overview.trouble else look.muted
    if session.timeline is not None:
        then = QCoreApplication.translate("leader", "Then: {time}")
        parts.insert(0, then.format(time=moments.full(session.timeline.moment.at_ms)))
        color = look.past
    return BETWEEN.join(filter(None, parts)), color
