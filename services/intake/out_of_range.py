"""Values outside the range of their channel, which the backend stores as bad."""

from __future__ import annotations

from functools import cache

from county.catalog import load
from county.tables import aliases
from county.tables.aliases import header_key


def out_of_range(channel: str, value: float) -> bool:
    """Whether no kind of sensor in the program's catalogue has such a value in the channel of this key or name."""
    found = _ranges().get(channel) or _ranges().get(header_key(channel))
    return found is not None and not found[0] <= value <= found[1]


@cache
def _ranges() -> dict[str, tuple[float, float]]:
    """The widest range by the keys and names of channels."""
    ranges: dict[str, tuple[float, float]] = {}
    for kind in load().sensor_kinds.values():
        for channel in kind.channels:
            words = (channel.key, channel.name.zh, channel.name.en, *aliases.words("channel", channel.key))
            for word in {channel.key, *map(header_key, words)}:
                lo, hi = ranges.get(word, (channel.lo, channel.hi))
                ranges[word] = (min(lo, channel.lo), max(hi, channel.hi))
    return ranges
