"""Streams: kinds of columns that are sent over the wire, stored, and drawn.  A new one needs a row here and its
layer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from county.catalog_tables import BadCatalog

if TYPE_CHECKING:
    from county.catalog import Catalog, SensorKind
    from county.resource import Resource
    from county.sensors import Sensor

Array = NDArray[Any]
FARTHEST_M = 1e8
"""Upper bound of the coordinates of any projected CRS on earth, zone prefix included."""
FASTEST_KMH = 2_000.0
"""Upper bound of the speed of a county's vehicles and aircraft."""


class CountyInventory(Protocol):
    """The sensors and resources of a county, from which key tables are made."""

    @property
    def sensors(self) -> Sequence[Sensor]: ...
    @property
    def resources(self) -> tuple[Resource, ...]: ...


@dataclass(frozen=True)
class Stream:
    """Columns of one kind.  ``key_column`` holds the row number in the stream's key table, ``at_ms`` the time."""

    key: str
    columns: Mapping[str, np.dtype[Any]]
    """Little-endian numpy types by name, in the order on the wire."""
    key_column: str
    keys: tuple[str, ...]
    """Names of the parts of a key, e.g. sensor and channel; the key table lists them by number."""
    rows: Callable[[CountyInventory, Catalog], Iterable[tuple[str, ...]]]
    """The keys of a county, in the order of their numbers.  Raises the catalogue's BadCatalog."""
    faults: Callable[[Mapping[str, Array]], Iterable[tuple[Array, str]]] = lambda rows: ()
    """Checks of rows received from outside: invalid rows, (n,) bool, and the reason, a template of the row's values.

    Receives every column but the key, integers as int64 and others as float64.
    """
    codes: Mapping[str, int] = field(default_factory=dict)
    """Number of values of each column that holds a code; other values are not of this version."""
    conflate: bool = True
    """Whether only the newest row of a key is sent to screens."""
    keep_rows: int = 100_000
    """Newest rows retained per key: eleven days at one every ten seconds, ten weeks at one per minute."""
    keep_days: int | None = None
    """Days for which they are retained; None: no limit by age."""

    def empty(self) -> Columns:
        """No rows."""
        return Columns(self, {name: np.empty(0, dtype) for name, dtype in self.columns.items()})

    def table(self, place: CountyInventory, catalog: Catalog) -> KeyTable:
        """The key table of a county.  Raises BadCatalog."""
        return KeyTable(self, self.rows(place, catalog))

    @property
    def row_bytes(self) -> int:
        """Bytes that one row takes."""
        return sum(dtype.itemsize for dtype in self.columns.values())


class Columns(Mapping[str, Array]):
    """n rows of one stream: arrays of equal length by column name.  Immutable by convention."""

    __slots__ = ("_data", "stream")

    def __init__(self, stream: Stream, data: Mapping[str, Array]) -> None:
        """``data``: every column of the stream; raises ValueError when one is missing or of another length."""
        arrays = {name: np.asarray(data[name], dtype=dtype) for name, dtype in stream.columns.items() if name in data}
        if len(arrays) != len(stream.columns) or len({len(array) for array in arrays.values()}) > 1:
            raise ValueError(f"stream {stream.key}: needs columns {', '.join(stream.columns)} of one length")
        self.stream = stream
        self._data = MappingProxyType(arrays)

    @property
    def arrays(self) -> Mapping[str, Array]:
        """The arrays by column name."""
        return self._data

    def __getitem__(self, name: str) -> Array:
        return self._data[name]

    def __iter__(self) -> Any:
        return iter(self._data)

    def __len__(self) -> int:
        """Rows, not columns."""
        return len(self._data[self.stream.key_column])

    @property
    def key(self) -> Array:
        """Row numbers in the key table, (n,)."""
        return self._data[self.stream.key_column]

    @property
    def at_ms(self) -> Array:
        """Times, (n,) int64 UTC ms."""
        return self._data["at_ms"]

    def take(self, rows: Any) -> Columns:
        """The rows selected by a numpy index, mask or slice."""
        return Columns(self.stream, {name: array[rows] for name, array in self._data.items()})

    @staticmethod
    def joined(stream: Stream, parts: Iterable[Columns]) -> Columns:
        """All rows of ``parts``, in order."""
        parts = list(parts)
        if len(parts) == 1:
            return parts[0]
        if not parts:
            return stream.empty()
        return Columns(stream, {name: np.concatenate([part[name] for part in parts]) for name in stream.columns})


class KeyTable:
    """The keys of a stream by number: row n holds the parts of key n."""

    def __init__(self, stream: Stream, rows: Iterable[tuple[str, ...]]) -> None:
        self.stream = stream
        self.rows: Sequence[tuple[str, ...]] = tuple(rows)
        self.number: Mapping[tuple[str, ...], int] = {row: i for i, row in enumerate(self.rows)}

    def __len__(self) -> int:
        return len(self.rows)


def channel_rows(sensors: Iterable[Sensor], kinds: Mapping[str, SensorKind]) -> Iterable[tuple[str, ...]]:
    """Every channel of every sensor: in the order of the sensors, then of the channels in their kind's row.

    Raises BadCatalog for a kind missing from the catalogue.
    """
    channels = {kind: [channel.key for channel in row.channels] for kind, row in kinds.items()}
    for sensor in sensors:
        if sensor.kind not in channels:
            raise unknown_kind(sensor)
        for channel in channels[sensor.kind]:
            yield sensor.id, channel


def unknown_kind(sensor: Sensor) -> BadCatalog:
    """That the catalogue lacks its kind."""
    return BadCatalog(
        "sensor {sensor}: the catalogue has no sensor kind {kind!r}; "
        "add it to resources/catalog/sensor_kinds.toml, or rebuild the package",
        sensor=sensor.id,
        kind=sensor.kind,
    )


def _reading_faults(rows: Mapping[str, Array]) -> Iterable[tuple[Array, str]]:
    from county.sensing import Quality  # circular: county.sensing imports this module

    yield ~np.isfinite(rows["value"]), "{value} is not a number; leave gaps out"
    yield ~np.isin(rows["quality"], [int(quality) for quality in Quality]), "quality {quality} is not 0, 1, 2 or 3"


def _position_faults(rows: Mapping[str, Array]) -> Iterable[tuple[Array, str]]:
    for name in ("x_m", "y_m"):
        why = f"{name} {{{name}}} is not a coordinate in metres of the county's CRS"
        yield ~(np.abs(rows[name]) <= FARTHEST_M), why
    yield ~((rows["heading_deg"] >= 0) & (rows["heading_deg"] <= 360)), "heading {heading_deg} is not 0 to 360 degrees"
    yield ~((rows["speed_kmh"] >= 0) & (rows["speed_kmh"] <= FASTEST_KMH)), "speed {speed_kmh} is not a speed in km/h"


READINGS = Stream(
    "readings",
    {"channel": np.dtype("<u4"), "at_ms": np.dtype("<i8"), "value": np.dtype("<f8"), "quality": np.dtype("<u1")},
    key_column="channel",
    keys=("sensor", "channel"),
    rows=lambda place, catalog: channel_rows(place.sensors, catalog.sensor_kinds),
    faults=_reading_faults,
    codes={"quality": 4},
)
"""Values of sensor channels."""


def _units(place: CountyInventory, catalog: Catalog) -> Iterable[tuple[str, ...]]:
    """Every mobile resource, in file order."""
    mobile = {key for key, kind in catalog.resource_kinds.items() if kind.mobile}
    return ((unit.id,) for unit in place.resources if unit.kind in mobile)


POSITIONS = Stream(
    "positions",
    {
        "unit": np.dtype("<u4"), "at_ms": np.dtype("<i8"), "x_m": np.dtype("<f8"), "y_m": np.dtype("<f8"),
        "heading_deg": np.dtype("<f4"), "speed_kmh": np.dtype("<f4"),
    },
    key_column="unit",
    keys=("unit",),
    rows=_units,
    faults=_position_faults,
    keep_days=90,
)  # fmt: skip
"""Positions of units in the working CRS; the heading is clockwise from north."""

STREAMS: dict[str, Stream] = {stream.key: stream for stream in (READINGS, POSITIONS)}
