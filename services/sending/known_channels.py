"""Sensors and channels of the county by the names that files give them."""

from __future__ import annotations

from collections.abc import Callable

from county.catalog import Catalog
from county.closest import closest
from county.refusals import text
from county.streams import KeyTable
from county.tables import aliases
from county.tables.aliases import header_key
from county.tables.values import label

EXPLAINED = 20
"""Unknown sensors for which the closest known ones are looked for, which takes time."""


class KnownChannels:
    """The channels of the readings stream; finds one by its key, or by a name that means only one."""

    def __init__(self, table: KeyTable, catalog: Callable[[], Catalog]) -> None:
        """``catalog``: the backend's, requested when a channel has another name than its key."""
        self.table = table
        self._catalog = catalog
        self._names: dict[str, set[str]] | None = None
        """Keys of channels by the header key of their names."""
        self._sensors: dict[str, list[str]] | None = None
        """Ids of sensors by what is compared of them; None before the first that is written otherwise."""
        self._channels: dict[str, list[str]] = {}
        """Keys of the channels of each of those."""
        self._found: dict[tuple[str, str], tuple[str, str] | None] = {}
        self._unknown: dict[tuple[str, str], str] = {}
        """Why a sensor with a channel is unknown; the first EXPLAINED with the closest ones."""

    def key(self, sensor: str, channel: str) -> tuple[str, str] | None:
        """Sensor id and channel key of the names in a file; None when they name none, or several."""
        given = (sensor, channel)
        if given in self.table.number:
            return given
        if given not in self._found:
            self._found[given] = self._search(sensor, channel)
        return self._found[given]

    def unknown(self, sensor: str, channel: str) -> str:
        """Why a reading has no channel in the county, with the closest ones."""
        if (sensor, channel) not in self._unknown:
            message = text("sensor_unknown", {"sensor": sensor, "channel": channel})
            if len(self._unknown) < EXPLAINED:
                ids = self._sensor_ids(sensor)
                channels = [known for of in ids for known in self._channels[of]]
                if channels:
                    message += f"; its channels: {', '.join(channels)}"
                else:
                    message += closest(sensor, list(self._channels))
            self._unknown[sensor, channel] = message
        return self._unknown[sensor, channel]

    def _search(self, sensor: str, channel: str) -> tuple[str, str] | None:
        ids = self._sensor_ids(sensor)
        if len(ids) != 1:
            return None
        known = set(self._channels[ids[0]])
        found = known & ({channel, channel.lower()} | self._keys_named(channel))
        return (ids[0], found.pop()) if len(found) == 1 else None

    def _sensor_ids(self, sensor: str) -> list[str]:
        """The ids that ``sensor`` may be: itself, else those that differ only in case, width and blanks."""
        if self._sensors is None:
            self._sensors = {}
            for known, channel in self.table.rows:
                if known not in self._channels:
                    self._sensors.setdefault(_compared(known), []).append(known)
                self._channels.setdefault(known, []).append(channel)
        return [sensor] if sensor in self._channels else self._sensors.get(_compared(sensor), [])

    def _keys_named(self, name: str) -> set[str]:
        """The channel keys that the catalogue, or ``fields.toml``, gives this name."""
        if self._names is None:
            self._names = {}
            for kind in self._catalog().sensor_kinds.values():
                for channel in kind.channels:
                    words = (channel.name.zh, channel.name.en, *aliases.words("channel", channel.key))
                    for word in words:
                        self._names.setdefault(header_key(word), set()).add(channel.key)
        return self._names.get(header_key(name), set())


def _compared(sensor: str) -> str:
    return "".join(label(sensor).split()).casefold()
