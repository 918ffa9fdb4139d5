"""Every layer there is, bottom first.  A layer costs one file and one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from county.catalog import Catalog
from county.package.open import CountyPackage
from layers.alarms import Alarms
from layers.base import Layer
from layers.basemap import BuildingsLayer, RoadsLayer, TerrainLayer, WatersLayer
from layers.boundary import BoundaryLayer
from layers.events import EventsLayer
from layers.grids import GridsLayer
from layers.resources import ResourcesLayer
from layers.sensors import SensorsLayer
from layers.towns import TownsLayer
from layers.villages import VillagesLayer


@dataclass(frozen=True)
class Ground:
    """What a layer may be built from: the package, the catalogue, the alarm book, and the layers below it."""

    package: CountyPackage
    catalog: Catalog
    alarms: Alarms
    events: EventsLayer


LAYERS: dict[str, Callable[[Ground], Layer]] = {
    "terrain": lambda g: TerrainLayer(g.package),
    "waters": lambda g: WatersLayer(g.package),
    "buildings": lambda g: BuildingsLayer(g.package),
    "roads": lambda g: RoadsLayer(g.package),
    "grids": lambda g: GridsLayer(g.package),
    "villages": lambda g: VillagesLayer(g.package),
    "towns": lambda g: TownsLayer(g.package),
    "boundary": lambda g: BoundaryLayer(g.package),
    "resources": lambda g: ResourcesLayer(g.package.resources, g.catalog, g.events),
    "sensors": lambda g: SensorsLayer(g.package.sensors, g.catalog, g.alarms),
    "events": lambda g: g.events,
}


class LayerSet:
    """The layers of one county in drawing order, bottom first, and its alarm book."""

    def __init__(self, layers: dict[str, Layer], alarms: Alarms) -> None:
        self._layers = layers
        self.alarms = alarms

    def __iter__(self) -> Iterator[Layer]:
        return iter(self._layers.values())

    def __len__(self) -> int:
        return len(self._layers)

    def __getitem__(self, key: str) -> Layer:
        return self._layers[key]

    def __contains__(self, key: object) -> bool:
        return key in self._layers

    @property
    def events(self) -> EventsLayer:
        layer = self._layers["events"]
        assert isinstance(layer, EventsLayer)
        return layer

    @property
    def sensors(self) -> SensorsLayer:
        layer = self._layers["sensors"]
        assert isinstance(layer, SensorsLayer)
        return layer

    @property
    def resources(self) -> ResourcesLayer:
        layer = self._layers["resources"]
        assert isinstance(layer, ResourcesLayer)
        return layer

    def load(self) -> None:
        """Fill the layers that are still empty because they are big; in any thread.  Raises PackageError."""
        for layer in self:
            layer.load()

    def tick(self, now_ms: int) -> None:
        """Let every layer tell its views, once, what moved.  Those that others look at come first."""
        self.alarms.tick(now_ms)
        self.events.tick(now_ms)
        for layer in self:
            if layer is not self.events:
                layer.tick(now_ms)


def build_layers(package: CountyPackage, catalog: Catalog, *, whole: bool = True) -> LayerSet:
    """All layers of ``package``; not ``whole``: big ones stay empty until ``load``.  Raises PackageError."""
    alarms = Alarms()
    ground = Ground(package, catalog, alarms, EventsLayer(catalog))
    layers = LayerSet({key: build(ground) for key, build in LAYERS.items()}, alarms)
    if whole:
        layers.load()
        layers.tick(0)
    return layers
