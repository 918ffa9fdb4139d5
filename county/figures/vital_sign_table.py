"""城市体征指标: the vital signs of the county, as rows of the catalogue's table ``vital_signs``.

Plates have a name; leaves also what they are measured by and the values from which they are yellow, orange and red.  A
leaf whose source does not exist yet names what is missing, and is unknown until it comes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Literal

from msgspec import Meta, Struct

from county.figures.metric import Measure, Metric
from county.names import Name

Band = Literal["green", "yellow", "orange", "red", "unknown"]
SEVERITY: dict[Band, int] = {"unknown": -1, "green": 0, "yellow": 1, "orange": 2, "red": 3}
DAY_S = 86_400.0
NO_NAME = Name("", "")


class VitalSign(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One sign, or a plate of them."""

    name: Name
    plate: str = ""
    """"": it is a plate itself."""
    metric: str = ""
    """The metric whose figure is its value."""
    missing: Name = NO_NAME
    """The source that it waits for, where there is no metric."""
    bands: tuple[Measure, ...] = ()
    """From which value on (``direction`` up) or down to which (down) it is yellow, orange, red; of a share 0 to 1."""
    direction: Literal["up", "down"] = "up"
    """Which way is worse."""
    window_s: Annotated[float, Meta(ge=3_600, le=366 * DAY_S)] = DAY_S
    """Period of the figure, up to now; a level is of now whatever the period."""
    weeks: Annotated[int, Meta(ge=0, le=36)] = 0
    """Judged is not the count itself but how unusual it is beside the same window of so many weeks before, as
    :func:`county.figures.unusual.surprise`; 0: the value itself."""
    period_s: Annotated[float, Meta(ge=10, le=DAY_S)] = 60.0
    """How often it is judged."""
    hold_s: Annotated[float, Meta(ge=0, le=7 * DAY_S)] = 120.0
    """It gets worse only when the value has been that bad for so long."""
    owner: str = ""
    """Department that answers for it."""
    source: str = ""
    """Where the bands come from."""
    retired: bool = False

    @property
    def is_plate(self) -> bool:
        return not self.plate


def offered_signs(signs: Mapping[str, VitalSign]) -> dict[str, VitalSign]:
    """Plates and leaves that are shown, in the order of the table."""
    return {key: sign for key, sign in signs.items() if not sign.retired}


def plates_of(signs: Mapping[str, VitalSign]) -> dict[str, list[str]]:
    """The leaves of each plate."""
    offered = offered_signs(signs)
    return {
        plate: [key for key, sign in offered.items() if sign.plate == plate]
        for plate, row in offered.items() if row.is_plate
    }  # fmt: skip


def vital_sign_faults(
    signs: Mapping[str, VitalSign], metrics: Mapping[str, Metric], departments: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Signs that cannot be judged, each with the reason."""
    offered = offered_signs(signs)
    for key, sign in offered.items():
        if sign.is_plate:
            if sign.metric or sign.bands:
                yield key, "a plate has no metric and no bands"
            if not any(other.plate == key for other in offered.values()):
                yield key, "a plate needs signs"
            continue
        parent = offered.get(sign.plate)
        if parent is None or not parent.is_plate:
            yield key, f"there is no plate {sign.plate!r}"
        if bool(sign.metric) == bool(sign.missing.zh):
            yield key, "it needs a metric or the name of the missing source"
        if sign.metric and sign.metric not in metrics:
            yield key, f"there is no metric {sign.metric!r}"
        ordered = sorted(sign.bands, reverse=sign.direction == "down")
        if len(sign.bands) != 3 or list(sign.bands) != ordered:
            yield key, "bands are yellow, orange and red, each worse than the one before"
        if not sign.source:
            yield key, "it names the source of its bands"
        metric = metrics.get(sign.metric)
        if sign.weeks and (metric is None or metric.kind != "count"):
            yield key, "weeks belong to a metric that is a count"
        if sign.hold_s and sign.hold_s < sign.period_s:
            yield key, f"hold_s {sign.hold_s:g} is shorter than period_s {sign.period_s:g}"
        if sign.owner and sign.owner not in departments:
            yield key, f"there is no department {sign.owner!r}"
