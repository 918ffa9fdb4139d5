"""The mark of figures that are not current: the time until which the window received data."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop import moments
from desktop.session import Session
from services.protocol.source import Source


def data_arrived(session: Session) -> bool:
    """Whether what is counted is known: 0 is a number only then.  An empty journal is known to be empty once the link
    has caught up with it."""
    return session.layers.begun and (
        session.layers.fold.seq > 0 or session.source.health().state not in ("connecting", "syncing")
    )


def as_of(session: Session) -> str:
    """``as of 14:03:15`` while the display is stale; "" while it is live, and before any data was received.
    For a damaged journal the time of its last proven record."""
    health = session.source.health()
    if health.state == "live" or not session.layers.begun:
        return ""
    if health.proven is not None:
        time = moments.short(health.proven.recorded_ms, session.clock.now_ms()) if health.proven.seq else "–"
        return QCoreApplication.translate("as_of", "as of {time}").format(time=time)
    at_ms = heard_ms(session.source)
    if at_ms is None:
        return QCoreApplication.translate("as_of", "not current")
    return QCoreApplication.translate("as_of", "as of {time}").format(time=moments.clock(at_ms))


def heard_ms(source: Source) -> int | None:
    """Realm time at which a backend that is silent was last heard; None: it never was."""
    age_ms = source.health().heartbeat_age_ms
    return None if age_ms is None else source.clock.now_ms() - round(age_ms)


def marked_as_of(text: str, session: Session) -> str:
    """``text`` with that mark."""
    mark = as_of(session)
    return f"{text} · {mark}" if mark else text
