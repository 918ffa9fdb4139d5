"""What a view of the analysis says about it: how current it is, or why it shows nothing."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop import moments
from desktop.figures.as_of import data_arrived
from desktop.session import Session


def analysis_answers(session: Session) -> bool:
    """Whether the analysis is there, as far as this window knows."""
    health = session.source.health().analysis
    return health is not None and health.state != "offline"


def analysis_note(session: Session, as_of_ms: int) -> str:
    """One line; "" while the analysis keeps up.  ``as_of_ms``: of what is shown, 0 for nothing."""
    health = session.source.health().analysis
    if health is None and not data_arrived(session):
        return QCoreApplication.translate("analysis", "Connecting …")
    if health is None or (health.state == "opening" and not health.head_seq):
        return QCoreApplication.translate("analysis", "The analysis service is starting …")
    known_ms = as_of_ms or health.as_of_ms
    as_of = moments.short(known_ms, session.clock.now_ms()) if known_ms else "–"
    if health.state == "offline":
        offline = QCoreApplication.translate("analysis", "Analysis service offline; figures as of {time}")
        return offline.format(time=as_of)
    if health.state in ("opening", "building"):
        building = QCoreApplication.translate("analysis", "The archive is being built: {share} %; as of {time}")
        return building.format(share=100 * health.seq // max(health.head_seq, 1), time=as_of)
    return ""
