"""Tables of the demo traffic: ``resources/demo/*.toml``."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from county.catalog import BadCatalog
from county.commands import EventLevel, Source

DEMO_DIR = Path(__file__).resolve().parents[2] / "resources" / "demo"
T = TypeVar("T")


class Curve(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a channel behaves by itself, in its unit; ``peak`` is the hour of the day at which it is highest.

    One with ``fills_per_h`` fills up instead, until its event has been dealt with.
    """

    base: float = 0.0
    spread: float = 0.0
    day: float = 0.0
    peak: float = 0.0
    sway: float = 0.0
    noise: float = 0.0
    fills_per_h: tuple[float, float] | None = None
    """By how much the slowest and the fastest sensor fills up in an hour, on the average of a day."""


class Incident(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that goes wrong at one sensor of ``kind`` now and then."""

    kind: str
    channel: str
    adds: float
    every_min: float
    lasts_min: float
    first_s: float | None = None
    creeps: bool = False


Ground = Literal["street", "river", "field"]
"""Where something happens: beside a road, at a river, among the fields around a village."""


class Phrase(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One thing that people report: every note fits every title."""

    subclass: str
    weight: float
    sources: tuple[Source, ...]
    titles: tuple[str, ...]
    notes: tuple[str, ...]
    ground: Ground = "street"
    only: Literal["", "community", "village"] = ""
    """The kind of village in which it happens; "": in both."""
    anonymous: bool = False
    level: EventLevel = "general"


class Phrases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that demo people say; ``work`` by kind of step."""

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
        raise BadCatalog(f"{path}: {error}; restore the file or mend the line") from error
