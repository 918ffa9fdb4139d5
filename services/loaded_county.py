"""What a backend loads before it opens its data: the county package, and what is computed from it alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from county.package.explained_by_check import explained_by_check
from county.package.manifest import CATALOG, MANIFEST, MAP
from county.package.open import SENSOR_COLUMNS, CountyPackage
from county.package.read_apart import cache_apart
from county.package.schema import LEVELS
from county.roads.network import RoadGraph
from county.sensing import ChannelTable
from county.streams import READINGS, KeyTable
from services.disk.file_stamp import Stamp, stamp_of
from services.realm import key_tables

LAYERS = ("boundary", *LEVELS, "roads", "rivers", "places", SENSOR_COLUMNS, "resources")
"""What a backend reads, its demo traffic included."""


@dataclass(frozen=True)
class LoadedCounty:
    """A package and what is computed from it."""

    package: CountyPackage
    roads: RoadGraph
    """Built completely before the first decision, so that the same commands always lead to the same units."""
    keys: dict[str, KeyTable]
    """See :func:`services.realm.key_tables`."""
    stamps: Mapping[Path, Stamp | None]

    @property
    def channels(self) -> ChannelTable:
        found = self.keys[READINGS.key]
        assert isinstance(found, ChannelTable)
        return found

    def is_current(self) -> bool:
        """Whether no file of the package has changed since."""
        return self.stamps == _stamps(self.package.folder)


def load_county(folder: Path) -> LoadedCounty:
    """Read the package in ``folder``.  Raises Explained errors."""
    stamps = _stamps(folder)
    county = CountyPackage(folder)
    cache_apart(folder, LAYERS)
    with explained_by_check(folder):
        county.division_at(0.0, 0.0)  # reads the outlines: later the package may be missing or no descriptor free
        return LoadedCounty(county, road_graph(county), key_tables(county, county.catalog), stamps)


def _stamps(folder: Path) -> dict[Path, Stamp | None]:
    names = (MANIFEST, MAP, f"{MAP}-wal", CATALOG)
    return {path: stamp_of(path) for path in (*(folder / name for name in names), *(folder / CATALOG).glob("*"))}


def road_graph(county: CountyPackage) -> RoadGraph:
    """The roads of a package, built.  Raises PackageError."""
    table = county.table("roads")
    graph = RoadGraph(
        table.geometry, table["id"].tolist(), table["road_class"].tolist(), county.catalog.road_speeds,
        table["name"].tolist(),
    )  # fmt: skip
    graph.prepare()
    return graph
