"""What a row of a file is for the backend: an event, readings of one sensor at one time, an input of figures, or
a scan of goods."""

from __future__ import annotations

import msgspec

from county.commands import EventLevel, PlaceLevel, ReportSource
from county.explained import ExplainedLine
from county.figures.indicators import ReportIndicator
from county.figures.inputs import CountCalls, VisitGrid
from county.sensing import Quality
from county.tracing.scans import Scan


class Measured(msgspec.Struct, frozen=True, tag=True):
    """Readings of one sensor at one time, by channel.  ``station`` is not yet a sensor of this county."""

    where: str
    at_ms: int
    sensor_id: str
    values: dict[str, float]
    gaps: int = 0
    """Values that the row marks as not measured."""
    quality: Quality = Quality.GOOD
    station: bool = False


class Reported(msgspec.Struct, frozen=True, tag=True):
    """An event of a file; ``at_ms`` None: now.

    ``x, y``: longitude and latitude in degrees; with ``metric`` easting and northing in metres, in the zone of the
    county, which only its backend knows.
    """

    where: str
    at_ms: int | None
    x: float
    y: float
    subclass: str
    title: str
    source: ReportSource = "file"
    level: EventLevel = "general"
    reporter: str = ""
    note: str = ""
    event_id: str = ""
    metric: bool = False
    address: str = ""
    place_level: PlaceLevel = "point"
    """Otherwise x and y are a point in what the row names."""
    place_name: str = ""
    """What the row names as its place; x and y are 0 where the county is not known."""


class Figured(msgspec.Struct, frozen=True, tag=True):
    """A value that figures are computed from; ``at_ms`` None: now, or of no importance.

    ``body``: of an indicator with the name that the file has for it, and the value in ``unit``, "" where it has none.
    """

    where: str
    at_ms: int | None
    body: CountCalls | VisitGrid | ReportIndicator
    unit: str = ""


class Scanned(msgspec.Struct, frozen=True, tag=True):
    """A scan of goods."""

    where: str
    at_ms: int
    scan: Scan


Item = Measured | Reported | Figured | Scanned


class BadRow(ValueError):
    """A row that cannot be used; the text states why."""

    def __init__(self, text: str, reason: str = "") -> None:
        """``reason``: ``text`` without values of the row, the same for rows with the same fault; "": ``text``."""
        super().__init__(text)
        self.text = text
        self.reason = reason or text

    @property
    def line(self) -> str:
        """The text with a way out."""
        return self.text if ";" in self.text else ExplainedLine("{what}; fix the row", what=self.text)


class NoPlace(BadRow):
    """An event whose file has no columns for its place."""
