"""What a recording names and the county package that shows it does not have: the package may be another one than then.

The ids come from the records as they are read, from the keys of stored rows, or from an analysis of a long journal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from county import records as r
from county.catalog import Catalog
from county.explained import ExplainedLine
from county.package.open import CountyPackage
from county.records import Record
from county.streams import READINGS
from services.protocol.as_of_messages import NamedIds

LISTED_MAX = 12
"""Ids that a note names."""


class PackageFit:
    """Filled by one thread at a time; :attr:`notes` may be read by another one."""

    def __init__(self, package: CountyPackage, catalog: Catalog) -> None:
        """``catalog``: with the departments that can be sent like units."""
        self.sensors = frozenset(package.sensors.ids)
        self.units = frozenset(unit.id for unit in package.resources)
        """Those that the package has; their rows can be shown."""
        codes = (str(code) for level in ("towns", "villages", "grids") for code in package.table(level)["code"])
        self._manifest = package.manifest
        self._known = {
            "sensors": self.sensors | {""},
            "units": self.units | {*catalog.departments, ""},
            "divisions": frozenset(codes) | {package.manifest.code, ""},
        }
        self._unknown: dict[str, set[str]] = {kind: set() for kind in self._known}
        self._county: tuple[ExplainedLine, ...] = ()
        self.notes: Sequence[ExplainedLine] = ()
        """A line if the recording is of another county, and one for each kind of unknown ids."""

    def take_journal(self, county: str, stored: Mapping[str, Iterable[tuple[str, ...]]]) -> None:
        """``county``: identity of the package that a journal belongs to; ``stored``: keys of its rows by stream key."""
        if county != self._manifest.identity:
            self._county = (ExplainedLine(
                "the journal is of county {theirs}, the map shows {ours} ({our_key}): places may be wrong",
                theirs=county, ours=self._manifest.name, our_key=self._manifest.identity,
            ),)  # fmt: skip
        self.take_keys(stored)
        self._tell()

    def take_keys(self, stored: Mapping[str, Iterable[tuple[str, ...]]]) -> None:
        """Keys of rows, by stream key."""
        for stream, rows in stored.items():
            self._take("sensors" if stream == READINGS.key else "units", (row[0] for row in rows if row))
        self._tell()

    def take_named(self, named: NamedIds) -> None:
        """What an analysis found in the records."""
        self._take("sensors", named.sensors)
        self._take("units", named.units)
        self._take("divisions", named.divisions)
        self._tell()

    def take_records(self, records: Iterable[Record[Any]]) -> None:
        """The next records."""
        found = False
        for record in records:
            match record.body:
                case r.EventReported(division=division, sensor_id=sensor):
                    found |= self._take("divisions", (division,)) | self._take("sensors", (sensor,))
                case r.AlarmRaised(sensor_id=sensor):
                    found |= self._take("sensors", (sensor,))
                case r.EventDispatched(unit=unit) | r.UnitAdded(unit=unit) | r.MainUnitSet(unit=unit):
                    found |= self._take("units", (unit,))
        if found:
            self._tell()

    def _take(self, kind: str, ids: Iterable[str]) -> bool:
        """Whether unknown ones were added."""
        unknown = self._unknown[kind]
        before = len(unknown)
        unknown.update(id for id in ids if id not in self._known[kind])
        return len(unknown) > before

    def _tell(self) -> None:
        self.notes = (*self._county, *self._lines())

    def _lines(self) -> Iterator[ExplainedLine]:
        if ids := _listed(self._unknown["sensors"]):
            yield ExplainedLine(
                "the county has no sensors {ids}: their readings and alarms have no place on the map", ids=ids
            )
        if ids := _listed(self._unknown["units"]):
            yield ExplainedLine("the county has no units {ids}: their positions are left out", ids=ids)
        if ids := _listed(self._unknown["divisions"]):
            yield ExplainedLine("the county has no divisions {ids}", ids=ids)


def _listed(unknown: set[str]) -> str:
    """Ids in order, the first of many; "" for none."""
    ids = sorted(unknown)
    return ", ".join(ids[:LISTED_MAX]) + (f" … ({len(ids)})" if len(ids) > LISTED_MAX else "")
