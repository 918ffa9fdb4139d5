"""Tables of the simulated traffic: ``resources/demo/*.toml``."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from county.catalog import BadCatalog
from county.commands import EventLevel, ReportSource

DEMO_DIR = Path(__file__).resolve().parents[2] / "resources" / "demo"
T = TypeVar("T")


class Curve(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The normal curve of a channel, in its unit; ``peak`` is the hour of the day of its maximum.

    A curve with ``fills_per_h`` fills up instead, until its event is handled.
    """

    base: float = 0.0
    spread: float = 0.0
    day: float = 0.0
    peak: float = 0.0
    sway: float = 0.0
    noise: float = 0.0
    fills_per_h: tuple[float, float] | None = None
    """Filling rate per hour of the slowest and the fastest sensor, daily mean."""


class Incident(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An incident that occurs from time to time at one sensor of ``kind``."""

    kind: str
    channel: str
    adds: float
    every_min: float
    lasts_min: float
    first_s: float | None = None
    creeps: bool = False


Ground = Literal["street", "river", "field"]
"""Place of an event: along a road, at a river, in the fields around a village."""


class Phrase(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One kind of report; every note fits every title."""

    subclass: str
    weight: float
    sources: tuple[ReportSource, ...]
    titles: tuple[str, ...]
    notes: tuple[str, ...]
    ground: Ground = "street"
    only: Literal["", "community", "village"] = ""
    """The kind of village where it happens; "": both."""
    anonymous: bool = False
    level: EventLevel = "general"


class Phrases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All texts of simulated people; ``work`` by kind of step."""

    spots: dict[str, tuple[str, ...]]
    """By kind of village."""
    callers: tuple[str, ...]
    reports: tuple[Phrase, ...]
    work: dict[str, tuple[str, ...]]


def read(name: str, kind: type[T]) -> T:
    """The table ``name``.toml as ``kind``.  Raises BadCatalog."""
    path = DEMO_DIR / f"{name}.toml"
    try:
        return msgspec.toml.decode(path.read_bytes(), type=kind)
    except (OSError, ValueError) as error:
        raise BadCatalog(f"{path}: {error}; restore the file or fix the line") from error
