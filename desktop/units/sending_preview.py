"""What it means to send a unit to an event: asked of the backend, and said in words."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from county.units.cover import UncoveredVillage
from desktop.session import Session
from layers.ways import ShownWay
from services.protocol.messages import SendingReply, Trouble

CONFIRMED_MS = 3_000
"""How long an answer about a unit stands after it was asked again: units leave and roads are closed meanwhile."""
NAMED = 4
"""Villages that a warning names."""


class SendingPreview(QObject):
    """The answer about one unit at a time."""

    given_up = Signal()
    """The last answer counts no more, as none has confirmed it in time."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.limit = QTimer(self, singleShot=True, interval=CONFIRMED_MS)
        """Runs while an answer waits to be confirmed by the next one."""
        self.limit.timeout.connect(self._give_up)
        self._request = ""
        self._asked = ("", "")
        """The event and the unit that were asked about last."""
        self.reply: SendingReply | None = None
        """None while it is not known."""

    def ask(self, event_id: str, unit: str) -> None:
        """Ask about a unit; "" about none.  An answer about the same unit stays until the next one is there, for
        CONFIRMED_MS at most."""
        if (event_id, unit) != self._asked:
            self.reply = None
            self.limit.stop()
        self.await_confirmation()
        self._asked = event_id, unit
        self._request = self._session.source.sending(event_id, unit) if unit else ""

    def await_confirmation(self) -> None:
        """From now on the last answer stands for CONFIRMED_MS, unless the next one comes."""
        if self.reply is not None and not self.limit.isActive():
            self.limit.start()

    def take(self, answer: object) -> bool:
        """Take an answer of the feed; returns whether it was the one that was asked for."""
        if not self._request or not isinstance(answer, SendingReply | Trouble) or answer.request != self._request:
            return False
        self._request = ""
        self.limit.stop()
        self.reply = answer if isinstance(answer, SendingReply) else None
        return True

    def _give_up(self) -> None:
        self.reply = None
        self.given_up.emit()

    @property
    def waiting(self) -> bool:
        return bool(self._request)


def shown_way(reply: SendingReply, style: int) -> ShownWay | None:
    """The way as it is drawn, in a style of :mod:`layers.ways`; None for a unit without one by road."""
    xy_m = np.array(reply.xy_m, dtype=float).reshape(-1, 2)
    if len(xy_m) < 2 or reply.minutes is None:
        return None
    return ShownWay(reply.unit, xy_m, reply.minutes, style)


def cover_warning(session: Session, reply: SendingReply) -> str:
    """Which villages lose their cover when the unit leaves, one line; "" when none does."""
    if reply.cover_min is None or not reply.uncovered:
        return ""
    translate = QCoreApplication.translate
    named = translate("sending", ", ").join(_village(session, village) for village in reply.uncovered[:NAMED])
    text = translate("sending", "Void: {n} villages will have no unit of this kind within {limit} min: {villages}")
    more = len(reply.uncovered) - NAMED
    text = text.format(n=len(reply.uncovered), limit=f"{reply.cover_min:g}", villages=named)
    return text if more <= 0 else translate("sending", "{text}, and {n} more").format(text=text, n=more)


def cover_note(reply: SendingReply) -> str:
    """That no village loses its cover, one line; "" where that is not known or not asked for the unit's kind."""
    if reply.cover_min is None or reply.uncovered:
        return ""
    text = QCoreApplication.translate("sending", "No village loses its cover within {limit} min")
    return text.format(limit=f"{reply.cover_min:g}")


def _village(session: Session, village: UncoveredVillage) -> str:
    name = session.divisions.path(village.code)
    if village.minutes is None:
        return QCoreApplication.translate("sending", "{village} (nobody can come)").format(village=name)
    text = QCoreApplication.translate("sending", "{village} ({minutes} min)")
    return text.format(village=name, minutes=round(village.minutes))
