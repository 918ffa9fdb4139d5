"""How loud tones are: a volume that is chosen, and at night a share of it; kept with the settings of the user."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSettings

from desktop.moments import local
from desktop.sound.tone_policy import DueTone

NIGHT_FROM_H, NIGHT_TO_H = 22, 6
"""Hours of the county's civil time, as 夜间 in GB 3096-2008 (22:00 to 06:00)."""
NIGHT_SHARE = 0.4
LEAST, USUAL, MOST = 10, 80, 100
"""Percent.  There is no 0: silence has a time limit, see :meth:`~desktop.sound.tone_policy.AlertTonePolicy.mute`."""
_VOLUME, _QUIET = "sound/volume", "sound/quiet_at_night"


@dataclass(frozen=True)
class Volume:
    """``percent`` LEAST to MOST; ``quiet_at_night``: emergencies sound as loud as by day."""

    percent: int = USUAL
    quiet_at_night: bool = True

    def of(self, tone: DueTone, realm_ms: int) -> float:
        """Loudness of a tone at a time of the realm, 0 to 1."""
        night = self.quiet_at_night and is_night(realm_ms) and tone.urgency != "emergency"
        return tone.share * self.percent / 100 * (NIGHT_SHARE if night else 1.0)


def is_night(realm_ms: int) -> bool:
    """Whether it is night in the county."""
    hour = local(realm_ms).hour
    return hour >= NIGHT_FROM_H or hour < NIGHT_TO_H


def stored_volume(settings: QSettings) -> Volume:
    """The volume of the last run; what cannot be read is the usual one."""
    try:
        percent = int(str(settings.value(_VOLUME, USUAL)))
    except ValueError:
        percent = USUAL
    return Volume(min(MOST, max(LEAST, percent)), str(settings.value(_QUIET, "true")).lower() != "false")


def store_volume(settings: QSettings, volume: Volume) -> None:
    """Keep the volume for the next runs."""
    settings.setValue(_VOLUME, volume.percent)
    settings.setValue(_QUIET, "true" if volume.quiet_at_night else "false")
