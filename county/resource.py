"""Emergency resources: teams, vehicles, shelters, stores, hospitals … that can be dispatched or used."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Resource:
    """One resource at its location in the package's working CRS.  ``kind`` is a key of the catalogue."""

    id: str
    kind: str
    name: str
    x_m: float
    y_m: float
    division: str
    capacity: int
    phone: str = ""
    """By which it is called; "" for none.  Shown only as the backend answers it, by role."""
