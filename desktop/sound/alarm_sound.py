"""Gives the tones of what waits for a person to the player, by the tone policy, the volume and the hour."""

from __future__ import annotations

from collections.abc import Callable

from psygnal import Signal
from PySide6.QtCore import QObject, QTimer

from county.clock import monotonic_ms
from desktop.session import Session
from desktop.sound.tone_policy import AlertTonePolicy
from desktop.sound.tones import DRILL
from desktop.sound.volume import Volume, store_volume, stored_volume

TICK_MS = 200


class AlarmSound(QObject):
    """The policy runs by the machine's clock: a drill's may be paused or hurry.  In a replay nothing sounds."""

    changed = Signal()
    """Volume, mute or what is silenced."""

    def __init__(self, session: Session, monotonic: Callable[[], int] = monotonic_ms) -> None:
        super().__init__()
        self._session = session
        self._monotonic = monotonic
        self.policy = AlertTonePolicy()
        self._volume = stored_volume(session.operator.settings)
        self._prefix = (DRILL,) if session.realm.kind == "drill" else ()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        if session.realm.kind != "replay":
            session.player.start()
            self._timer.start()

    @property
    def volume(self) -> Volume:
        return self._volume

    def set_volume(self, volume: Volume) -> None:
        """Change the volume, for the next runs, too."""
        self._volume = volume
        store_volume(self._session.operator.settings, volume)
        self.changed.emit()

    @property
    def muted_ms(self) -> int:
        """How long it is still muted."""
        return self.policy.muted_ms(self._monotonic())

    def mute(self, for_ms: int) -> None:
        """Mute for so long; 0 ends a mute.  It is not kept: a window that is opened again sounds."""
        self.policy.mute(for_ms, self._monotonic())
        self.changed.emit()

    def silence(self) -> None:
        """Stop the tones of what calls now."""
        self.tick()  # what came since the last tick was heard or seen, too
        self.policy.silence()
        self.changed.emit()

    def tick(self) -> None:
        """Follow what calls, and play what is due."""
        if not self._session.layers.begun:
            return
        now_ms = self._monotonic()
        calls = {call.key: call.urgency for call in self._session.waiting_calls.now()}
        self.policy.follow(calls, now_ms)
        tone = self.policy.due(now_ms)
        if tone is not None:
            loudness = self._volume.of(tone, self._session.clock.now_ms())
            self._session.player.play((*self._prefix, tone.urgency), loudness)

    def close(self) -> None:
        self._timer.stop()
        self._session.player.close()
