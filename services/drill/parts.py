"""What the backend of a drill has besides that of the live realm."""

from __future__ import annotations

from dataclasses import dataclass

from services.drill.engine import DrillEngine
from services.drill.requests import DrillRequests
from services.drill.withheld import OpenRecords


@dataclass(frozen=True)
class DrillParts:
    """The engine, who asks it, and what everybody receives of its records."""

    engine: DrillEngine
    requests: DrillRequests
    open: OpenRecords
