"""Which values of a file are the first of their channel at their time: another one is not stored."""

from __future__ import annotations

from array import array
from bisect import bisect_left


class FirstReadings:
    """The readings of one file, in its order."""

    def __init__(self) -> None:
        self._channels: dict[tuple[str, str], _Channel] = {}

    def earlier(self, sensor: str, channel: str, at_ms: int, value: float) -> float | None:
        """The value that this channel had before at this time; None for none, ``value`` is it then."""
        return self._channels.setdefault((sensor, channel), _Channel()).earlier(at_ms, value)


class _Channel:
    """Most files are in order of their times: these need 16 bytes a reading, others a dict."""

    def __init__(self) -> None:
        self._at_ms = array("q")
        self._value = array("d")
        self._late: dict[int, float] = {}

    def earlier(self, at_ms: int, value: float) -> float | None:
        if not self._at_ms or at_ms > self._at_ms[-1]:
            self._at_ms.append(at_ms)
            self._value.append(value)
            return None
        place = bisect_left(self._at_ms, at_ms)
        if self._at_ms[place] == at_ms:
            return self._value[place]
        known = self._late.get(at_ms)
        if known is None:
            self._late[at_ms] = value
        return known
