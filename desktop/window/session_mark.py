"""What a session that is not live is called in its windows, on its twin and on what is printed of it."""

from __future__ import annotations

from county.realm import Realm
from desktop.session import Session
from desktop.wording import banner, realm_mark


def recorded_realm(session: Session) -> Realm:
    """The realm whose records are shown: in a replay the one that was recorded."""
    return session.realm if session.timeline is None else Realm(session.timeline.replay.realm)


def is_of_drill(session: Session) -> bool:
    """Whether what is shown belongs to a drill, live or replayed: nothing of it was real."""
    return recorded_realm(session).kind == "drill"


def session_mark(session: Session) -> str:
    """The mark of the realm, and of a replayed drill both marks; "" for the live realm."""
    replayed_drill = session.timeline is not None and is_of_drill(session)
    marks = (realm_mark(recorded_realm(session)) if replayed_drill else "", realm_mark(session.realm))
    return " · ".join(mark for mark in marks if mark)


def session_banner(session: Session, *, once: bool = False) -> str:
    """What stands above the window, in its pictures and on its pages; "" for the live realm; ``once``: in few words."""
    replayed_drill = session.timeline is not None and is_of_drill(session)
    banners = (banner(recorded_realm(session), once=once) if replayed_drill else "", banner(session.realm, once=once))
    return " · ".join(text for text in banners if text)


def session_title(title: str, session: Session) -> str:
    """The title of a window, with the session's mark."""
    return " · ".join(part for part in (session_mark(session), title) if part)
