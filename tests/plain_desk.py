"""The desk of table tests: it knows one place, its units, and the states it is
given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from county import catalog
from county.aggregate import Decision
from county.attachments import Attachment
from county.authority import Author, Principal, Role
from county.catalog import Catalog
from county.drill.scenario import Inject
from county.events.event import Deadlines
from county.place_outside import PlaceOutside
from county.records import Choice
from county.resource import Resource
from county.roads.closures import ClosedPart
from county.sensors import Sensor

OPERATOR = Author(Principal(id="desk-1", roles=frozenset({Role.OPERATOR}), people=("me",)), "me")


@dataclass
class PlainDesk:
    """Implements :class:`county.aggregate.DeskView`; ``states`` by aggregate key and id."""

    deadlines: Deadlines
    states: Mapping[tuple[str, str], Any] = field(default_factory=dict)
    catalog: Catalog = field(default_factory=catalog.load)
    sensors: Mapping[str, Sensor] = field(
        default_factory=lambda: {"s": Sensor("s", "bin", "垃圾桶", 0.0, 0.0, "v")}
    )
    resources: Mapping[str, Resource] = field(default_factory=dict)
    units: frozenset[str] = frozenset({"truck", "city_management"})
    division: str | None = "990123100201"
    realm: str = "live"
    injects: Mapping[str, Inject] = field(default_factory=dict)
    expectations: frozenset[str] = frozenset()
    objectives: frozenset[str] = frozenset()
    stored: Mapping[str, bytes] = field(default_factory=dict)
    """First bytes of the files in the BlobStore, by SHA-256."""

    def place_outside(self, x_m: float, y_m: float) -> PlaceOutside:
        return PlaceOutside(111.0, 28.0, 1_500.0, "示范县")

    def division_at(self, x_m: float, y_m: float) -> str | None:
        return self.division

    def has_division(self, code: str) -> bool:
        return code == self.division

    def closes(self, part: ClosedPart) -> bool:
        return True

    def states_of(self, key: str) -> Iterable[Any]:
        return [state for (kind, _), state in self.states.items() if kind == key]

    def find(self, key: str, subject: str) -> Any:
        return self.states.get((key, subject))

    def stored_start(self, file: Attachment) -> bytes | None:
        return self.stored.get(file.sha256)

    def choice(self, event: Any, unit: str) -> Choice:
        return Choice("own_desk")


def decision(desk: PlainDesk, at_ms: int, now_ms: int | None = None) -> Decision:
    """An operator's decision at ``at_ms``."""
    return Decision(OPERATOR, at_ms, at_ms if now_ms is None else now_ms, desk)
