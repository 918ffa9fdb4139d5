"""When which tone sounds: what waits for a person calls by its urgency, and oftener and louder the longer it waits.

Pure: the caller gives what calls and the time.  A tone once a call has come (several at once: one tone, of the most
urgent), then, for the most urgent ones, again and again until they are acknowledged or silenced.  The intervals are
of our own choice: ISA-18.2 asks for tones that tell priorities apart and for a silence that does not acknowledge, but
states no times.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Urgency = Literal["emergency", "high", "medium", "low"]
URGENCIES: tuple[Urgency, ...] = get_args(Urgency)
"""The most urgent first."""


@dataclass(frozen=True)
class ToneLevel:
    """From ``after_s`` on a tone sounds every ``every_s`` seconds, at this share of the chosen volume."""

    after_s: float
    every_s: float
    share: float


@dataclass(frozen=True)
class UrgencyTones:
    """How the calls of one urgency sound."""

    apart_s: float
    """The least time between two tones of this or a higher urgency; what comes within it sounds afterwards."""
    share: float
    """Share of the chosen volume of the first tone."""
    levels: tuple[ToneLevel, ...] = ()
    """Ascending; none: it sounds once."""


TONES: dict[Urgency, UrgencyTones] = {
    "emergency": UrgencyTones(2, 0.7, (ToneLevel(0, 4, 0.7), ToneLevel(30, 3, 0.85), ToneLevel(120, 2, 1.0))),
    "high": UrgencyTones(5, 0.6, (ToneLevel(0, 15, 0.6), ToneLevel(60, 10, 0.75), ToneLevel(300, 6, 0.9))),
    "medium": UrgencyTones(10, 0.5, (ToneLevel(0, 60, 0.5), ToneLevel(300, 30, 0.6))),
    "low": UrgencyTones(20, 0.4),
}
LONGEST_MUTE_MS = 30 * 60_000


@dataclass(frozen=True)
class DueTone:
    """A tone that is to sound now, at a share of the chosen volume."""

    urgency: Urgency
    share: float


@dataclass
class _Call:
    urgency: Urgency
    since_ms: int
    announced: bool = False
    silenced: bool = False


class AlertTonePolicy:
    """The calls of one window.  Times are of any one clock that neither stops nor jumps, in milliseconds."""

    def __init__(self) -> None:
        self._calls: dict[str, _Call] = {}
        self._last_ms: dict[Urgency, int] = {}
        self._muted_until_ms = 0

    def follow(self, calls: Mapping[str, Urgency], now_ms: int) -> None:
        """What calls now: an urgency by a key that another occasion of the same thing does not have."""
        before, self._calls = self._calls, {}
        for key, urgency in calls.items():
            known = before.get(key)
            self._calls[key] = _Call(urgency, now_ms) if known is None or known.urgency != urgency else known

    @property
    def calling(self) -> int:
        """How many calls are neither acknowledged nor silenced."""
        return sum(not call.silenced for call in self._calls.values())

    def silence(self) -> None:
        """What calls now does not sound any more; what comes later does.  Nothing is acknowledged."""
        for call in self._calls.values():
            call.silenced = True

    def mute(self, for_ms: int, now_ms: int) -> None:
        """Nothing sounds for so long, at most LONGEST_MUTE_MS; afterwards what calls then sounds.  0: end a mute."""
        self._muted_until_ms = now_ms + min(for_ms, LONGEST_MUTE_MS)

    def muted_ms(self, now_ms: int) -> int:
        """How long it is still muted."""
        return max(0, self._muted_until_ms - now_ms)

    def due(self, now_ms: int) -> DueTone | None:
        """The tone to be played now: whoever asks plays it."""
        loud = [call for call in self._calls.values() if not call.silenced]
        if self.muted_ms(now_ms) or not loud:
            return None
        news = [call for call in loud if not call.announced]
        if news and (first := _most_urgent(news)) and self._since_ms(first, now_ms) >= TONES[first].apart_s * 1000:
            return self._sound(first, loud, now_ms)
        urgency = _most_urgent(loud)
        level = _level(urgency, loud, now_ms)
        if level is None or self._since_ms(urgency, now_ms) < level.every_s * 1000:
            return None
        return self._sound(urgency, loud, now_ms)

    def _sound(self, urgency: Urgency, loud: list[_Call], now_ms: int) -> DueTone:
        self._last_ms[urgency] = now_ms
        for call in loud:
            if URGENCIES.index(call.urgency) >= URGENCIES.index(urgency):
                call.announced = True
        level = _level(urgency, loud, now_ms)
        return DueTone(urgency, TONES[urgency].share if level is None else level.share)

    def _since_ms(self, urgency: Urgency, now_ms: int) -> float:
        """Time since the last tone of this urgency or a higher one."""
        as_urgent = URGENCIES[: URGENCIES.index(urgency) + 1]
        times = (now_ms - self._last_ms[other] for other in as_urgent if other in self._last_ms)
        return min(times, default=math.inf)


def _most_urgent(calls: list[_Call]) -> Urgency:
    return min((call.urgency for call in calls), key=URGENCIES.index)


def _level(urgency: Urgency, loud: list[_Call], now_ms: int) -> ToneLevel | None:
    """The level that the longest call of this urgency has reached."""
    waited_ms = max((now_ms - call.since_ms for call in loud if call.urgency == urgency), default=0)
    return next((level for level in reversed(TONES[urgency].levels) if level.after_s * 1000 <= waited_ms), None)
