"""Every layer there is, bottom first.  A layer costs one file and one line here."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from county.aggregates import BY_KEY
from county.catalog import Catalog
from county.events.texts import EventTexts
from county.explained import ExplainedLine
from county.fold import Fold, States, StateTable
from county.package.open import CountyPackage
from county.portions import Prepared, complete
from county.records import Record
from county.streams import Columns, KeyTable
from layers.alarms import AlarmBook
from layers.base import Layer, Model, Value
from layers.basemap import RoadsLayer, TerrainLayer, WatersLayer
from layers.boundary import BoundaryLayer
from layers.buildings import BuildingsLayer
from layers.candidates import CandidatesLayer
from layers.closures import ClosuresLayer
from layers.contours import ContoursLayer
from layers.coverage import CoverageAreasLayer, CoverageLayer
from layers.events import EventsLayer
from layers.grids import GridsLayer
from layers.hazards import HazardsLayer
from layers.landcover import LandCoverLayer
from layers.live import LiveModel, StatesBook, StatesModel
from layers.nearby import NearbyLayer
from layers.need_areas import NeedAreasLayer
from layers.place_names import PlaceNamesLayer
from layers.plan_areas import PlanAreasLayer
from layers.policy_villages import PolicyVillagesLayer
from layers.resources import ResourcesLayer
from layers.rounds import RoundsLayer
from layers.sensors import SensorsLayer
from layers.shelters import SheltersLayer
from layers.towns import TownsLayer
from layers.tracing import TracingLayer
from layers.tracks import TracksLayer
from layers.unit_status import UnitStatusLayer
from layers.villages import VillagesLayer
from layers.ways import WaysLayer


@dataclass(frozen=True)
class LayerInputs:
    """Inputs that layers are built from."""

    package: CountyPackage
    catalog: Catalog
    texts: EventTexts
    """Titles of events."""


LAYERS: dict[str, Callable[[LayerInputs], Layer]] = {
    "terrain": lambda g: TerrainLayer(g.package),
    "landcover": lambda g: LandCoverLayer(g.package),
    "contours": lambda g: ContoursLayer(g.package),
    "waters": lambda g: WatersLayer(g.package),
    "buildings": lambda g: BuildingsLayer(g.package),
    "roads": lambda g: RoadsLayer(g.package),
    "grids": lambda g: GridsLayer(g.package),
    "coverage_areas": lambda g: CoverageAreasLayer(g.package),
    "policy_villages": lambda g: PolicyVillagesLayer(g.package),
    "need_areas": lambda g: NeedAreasLayer(g.package),
    "villages": lambda g: VillagesLayer(g.package),
    "towns": lambda g: TownsLayer(g.package),
    "boundary": lambda g: BoundaryLayer(g.package),
    "names": lambda g: PlaceNamesLayer(g.package),
    "ways": lambda g: WaysLayer(g.package),
    "closures": lambda g: ClosuresLayer(g.package, g.catalog),
    "plan_areas": lambda g: PlanAreasLayer(g.package, g.catalog),
    "hazards": lambda g: HazardsLayer(),
    "nearby": lambda g: NearbyLayer(),
    "resources": lambda g: ResourcesLayer(g.package.resources, g.catalog, g.texts),
    "sensors": lambda g: SensorsLayer(g.package.sensors, g.catalog),
    "rounds": lambda g: RoundsLayer(g.package.sensors, g.package.resources, g.catalog.collection.truck),
    "coverage": lambda g: CoverageLayer(g.package, g.catalog),
    "tracing": lambda g: TracingLayer(g.catalog),
    "tracks": lambda g: TracksLayer(g.package.resources, g.catalog, g.texts),
    "shelters": lambda g: SheltersLayer(g.package.resources),
    "unit_status": lambda g: UnitStatusLayer(g.package.resources),
    "events": lambda g: EventsLayer(g.catalog, g.texts),
    "candidates": lambda g: CandidatesLayer(),
}
BOOKS: dict[str, Callable[[LayerInputs], LiveModel]] = {
    "alarms": lambda g: AlarmBook(),
}
"""Models that panels show and no map draws."""
UNFIT = (
    "record {seq} ({kind}) does not fit the data of this window ({why}): the thing it concerns may be shown wrongly; "
    "close the window and open it again, and report it with the log"
)
M = TypeVar("M", bound=Model)
_log = logging.getLogger(__name__)


class LayerSet:
    """The layers of one county in drawing order, bottom first, its books, and the fold that live models follow.

    Iterating gives the layers.
    """

    def __init__(self, layers: dict[str, Layer], books: dict[str, LiveModel]) -> None:
        self._layers = layers
        followed = {key for model in (*books.values(), *layers.values()) for key in getattr(model, "aggregates", ())}
        self._plain = {key: StatesBook(key) for key in BY_KEY if key not in followed}
        self._models: dict[str, Model] = {**books, **self._plain, **layers}
        followers = (model for model in self._models.values() if isinstance(model, StatesModel))
        self._columns = {model.columns.aggregate.key: model.columns for model in followers}
        """Of the aggregates of which a model follows all states."""
        self.fold = Fold()
        self.begun = False
        """Whether a snapshot has arrived: before that nothing is known, which is not the same as nothing is there."""
        self.now_ms = 0
        """The realm's time at the last tick, UTC milliseconds; 0: none is known yet."""
        self.fault: ExplainedLine | None = None
        """The first record since the last snapshot that could not be applied."""

    def __iter__(self) -> Iterator[Layer]:
        return iter(self._layers.values())

    def __len__(self) -> int:
        return len(self._layers)

    def __getitem__(self, key: str) -> Layer:
        return self._layers[key]

    def __contains__(self, key: object) -> bool:
        return key in self._layers

    def values_at(self, x_m: float, y_m: float) -> list[tuple[Layer, Value]]:
        """Values of the fields at a point of the working CRS, the topmost first: those of visible layers, and the
        height whether the terrain is visible or not."""
        return [
            (layer, value)
            for layer in reversed(self._layers.values())
            if (layer.visible or layer.key == TerrainLayer.key) and (value := layer.value_at(x_m, y_m)) is not None
        ]

    def of(self, kind: type[M]) -> M:
        """The layer or book of this class.  Raises KeyError when there is none."""
        model = self._models[kind.key]
        if not isinstance(model, kind):
            raise KeyError(f"{kind.key} is a {type(model).__name__}, not a {kind.__name__}")
        return model

    def book(self, key: str) -> StatesModel:
        """The states of an aggregate that has no layer or book.  Raises KeyError."""
        return self._plain[key]

    def states(self, key: str) -> States:
        """States of one aggregate by id, whole, as of the last record that was applied; decoded on first access."""
        return self.fold.states[key]

    def about(self, key: str, event_id: str) -> list[Any]:
        """The states of an aggregate with a column ``about`` that are about an event: no other one is decoded.  Those
        that are awaited are requested and come with a later change.  Raises KeyError."""
        columns, states = self._columns[key], self.fold.states[key]
        found = (states.get(subject) for subject in columns.ids[columns["about"] == event_id].tolist())
        return [state for state in found if state is not None]

    def live(self) -> Iterator[LiveModel]:
        """Everything that follows the realm."""
        return (model for model in self._models.values() if isinstance(model, LiveModel))

    def restore(
        self, seq: int, recorded_ms: int, states: Mapping[str, StateTable], keys: Mapping[str, KeyTable]
    ) -> None:
        """Replace the state of every live model by a snapshot as of the record ``seq``."""
        complete(self.restoring(seq, recorded_ms, states, keys))

    def restoring(
        self, seq: int, recorded_ms: int, states: Mapping[str, StateTable], keys: Mapping[str, KeyTable]
    ) -> Prepared:
        """The same in portions: until it takes effect, fold and models are unchanged."""
        begin = yield from self.fold.restoring(seq, recorded_ms, states)
        resets = []
        for model in self.live():
            resets.append((yield from model.resetting(states, keys)))

        def restore() -> None:
            self.fault, self.begun = None, True
            begin()
            for reset in resets:
                reset()

        return restore

    def apply(self, records: Iterable[Record[Any]]) -> None:
        """Fold records in and give the changes to the models that follow them, once, however many records there are.

        A record that does not fit the states is skipped, logged and stored in :attr:`fault`.
        """
        for key, changes_of_key in self.fold.apply_all(records, self._refuse).items():
            for model in self.live():
                if key in model.aggregates:
                    model.change(key, changes_of_key)

    def bring(self, key: str, encoded: Mapping[str, bytes]) -> None:
        """Take over states of the aggregate ``key`` that were awaited, by id."""
        brought = self.fold.states[key].bring(encoded)
        if brought:
            for model in self.live():
                if key in model.aggregates:
                    model.change(key, brought)

    def take(self, columns: Columns) -> None:
        """Give rows of a stream to the models that follow it."""
        for model in self.live():
            if columns.stream.key in model.streams:
                model.take(columns)

    def _refuse(self, record: Record[Any], error: Exception) -> None:
        why = f"{type(error).__name__}: {error}"
        line = ExplainedLine(UNFIT, seq=record.seq, kind=type(record.body).__name__, why=why)
        _log.error("%s", line)
        self.fault = self.fault or line

    def load(self) -> None:
        """Fill the layers that are still empty because they are big; in any thread.  Raises PackageError."""
        for layer in self:
            layer.load()

    def tick(self, now_ms: int) -> None:
        """Let every model notify its views once of its changes."""
        self.now_ms = now_ms
        for model in self._models.values():
            model.tick(now_ms)


def build_layers(package: CountyPackage, catalog: Catalog, *, whole: bool = True) -> LayerSet:
    """All layers and books of ``package``; not ``whole``: big ones stay empty until ``load``.  Raises PackageError."""
    ground = LayerInputs(package, catalog, EventTexts(catalog, package.sensors))
    layers = LayerSet(
        {key: build(ground) for key, build in LAYERS.items()}, {key: build(ground) for key, build in BOOKS.items()}
    )
    if whole:
        layers.load()
        layers.tick(0)
    return layers
