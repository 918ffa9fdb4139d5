"""The mark of figures that are not current: the time until which the window received data."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop import moments
from desktop.session import Session


def as_of(session: Session) -> str:
    """``as of 14:03:15`` while the display is stale; "" while it is live, and before any data was received."""
    health = session.source.health()
    if health.state == "live" or not session.layers.begun:
        return ""
    age_ms = health.heartbeat_age_ms
    if age_ms is None:
        return QCoreApplication.translate("as_of", "not current")
    time = moments.clock(session.clock.now_ms() - round(age_ms))
    return QCoreApplication.translate("as_of", "as of {time}").format(time=time)


def marked_as_of(text: str, session: Session) -> str:
    """``text`` with that mark."""
    mark = as_of(session)
    return f"{text} · {mark}" if mark else text
