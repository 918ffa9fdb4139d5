"""The sensors of a county as columns: a million of them are some 60 MB, and none is an object until it is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, ValuesView
from dataclasses import dataclass
from functools import cached_property
from typing import overload

import numpy as np
from numpy.typing import NDArray

from county.portions import portions, result_of
from county.rows_by_text import RowsByText
from county.text_column import TextColumn

F64 = NDArray[np.float64]
Codes = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Sensor:
    """One device at its location in the package's working CRS."""

    id: str
    kind: str
    name: str
    x_m: float
    y_m: float
    division: str


class Sensors(Sequence[Sensor]):
    """n sensors with different ids.  ``kind`` and ``division`` (n,) are rows of ``kinds`` and ``divisions``; ``xy_m``
    is (n, 2)."""

    def __init__(
        self, ids: TextColumn, names: TextColumn, kind: Codes, kinds: Sequence[str], division: Codes,
        divisions: Sequence[str], xy_m: F64,
    ) -> None:  # fmt: skip
        self.ids, self.names, self.xy_m = ids, names, xy_m
        self.kind, self.kinds = kind, tuple(kinds)
        self.division, self.divisions = division, tuple(divisions)
        self.row = RowsByText(ids)
        """By id."""

    @classmethod
    def of(cls, sensors: Iterable[Sensor]) -> Sensors:
        """These sensors, of which each id occurs once."""
        if isinstance(sensors, Sensors):
            return sensors
        rows = list(sensors)
        xy_m = np.array([(sensor.x_m, sensor.y_m) for sensor in rows], dtype=float).reshape(-1, 2)
        kind, division = (coded(getattr(sensor, name) for sensor in rows) for name in ("kind", "division"))
        ids, names = (TextColumn.of(getattr(sensor, name) for sensor in rows) for name in ("id", "name"))
        return cls(ids, names, *kind, *division, xy_m)

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> Sensors:
        """From :meth:`arrays`."""
        ids, names, kinds, divisions = (
            TextColumn(
                arrays[f"{name}_utf8"].astype(np.uint8, copy=False),
                arrays[f"{name}_starts"].astype(np.int64, copy=False),
            )
            for name in ("ids", "names", "kinds", "divisions")
        )
        kind, division = (arrays[name].astype(np.int32, copy=False) for name in ("kind", "division"))
        return cls(ids, names, kind, [*kinds], division, [*divisions], arrays["xy_m"].astype(np.float64, copy=False))

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Everything as numbers, by name."""
        texts = {
            "ids": self.ids, "names": self.names, "kinds": TextColumn.of(self.kinds),
            "divisions": TextColumn.of(self.divisions),
        }  # fmt: skip
        return {
            "kind": self.kind, "division": self.division, "xy_m": self.xy_m,
            **{f"{name}_utf8": column.utf8 for name, column in texts.items()},
            **{f"{name}_starts": column.starts for name, column in texts.items()},
        }  # fmt: skip

    @cached_property
    def by_id(self) -> Mapping[str, Sensor]:
        """The sensors by id."""
        return _ById(self)

    def of_kind(self, kind: str) -> Iterator[Sensor]:
        """The sensors of a kind, in their order."""
        code = self.kinds.index(kind) if kind in self.kinds else -1
        return (self[row] for row in np.flatnonzero(self.kind == code).tolist())

    def kind_of_each(self, ids: TextColumn) -> Codes:
        """The kind of each of these sensors, (m,).  Raises KeyError for one that is not there."""
        row = result_of(self.row.rows_of(ids, -1))
        for unknown in np.flatnonzero(row < 0)[:1].tolist():
            raise KeyError(ids[unknown])
        return self.kind[row]

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[Sensor]:
        for part in portions(len(self)):
            kinds = map(self.kinds.__getitem__, self.kind[part].tolist())
            divisions = map(self.divisions.__getitem__, self.division[part].tolist())
            x_m, y_m = self.xy_m[part].T.tolist()
            yield from map(Sensor, self.ids.part(part), kinds, self.names.part(part), x_m, y_m, divisions)

    @overload
    def __getitem__(self, row: int) -> Sensor: ...
    @overload
    def __getitem__(self, row: slice) -> tuple[Sensor, ...]: ...
    def __getitem__(self, row: int | slice) -> Sensor | tuple[Sensor, ...]:
        if isinstance(row, slice):
            return tuple(self[one] for one in range(*row.indices(len(self))))
        x_m, y_m = self.xy_m[row].tolist()
        kind, division = self.kinds[self.kind.item(row)], self.divisions[self.division.item(row)]
        return Sensor(self.ids[row], kind, self.names[row], x_m, y_m, division)


class _Values(ValuesView[Sensor]):
    """All sensors in their order, none of which is looked up."""

    def __init__(self, sensors: Mapping[str, Sensor], rows: Sensors) -> None:
        super().__init__(sensors)
        self._rows = rows

    def __iter__(self) -> Iterator[Sensor]:
        return iter(self._rows)


class _ById(Mapping[str, Sensor]):
    """Sensors by id, in their order."""

    def __init__(self, sensors: Sensors) -> None:
        self._sensors = sensors

    def __getitem__(self, sensor_id: str) -> Sensor:
        return self._sensors[self._sensors.row[sensor_id]]

    def __contains__(self, sensor_id: object) -> bool:
        return sensor_id in self._sensors.row

    def __iter__(self) -> Iterator[str]:
        return iter(self._sensors.ids)

    def values(self) -> _Values:
        return _Values(self, self._sensors)

    def __len__(self) -> int:
        return len(self._sensors)


def coded(texts: Iterable[str]) -> tuple[Codes, tuple[str, ...]]:
    """The number of each text, (n,), and the texts by number, each once."""
    numbers: dict[str, int] = {}
    code = np.fromiter((numbers.setdefault(text, len(numbers)) for text in texts), np.int32)
    return code, tuple(numbers)
