"""A county of villages along one road through a valley, 4 km apart, six minutes each: times by mental arithmetic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import shapely

from county.package.manifest import FORMAT, Manifest, Provenance
from county.package.open import CountyPackage, Table
from county.package.write import write_package

WEST_M, SOUTH_M = 500_000.0, 3_000_000.0
GAP_M = 4_000.0
TOWN = "999902100000"
"""Speeds: 40 km/h on a county road."""


def code(number: int) -> str:
    """Of village ``number``, from 0 in the west."""
    return f"9999021002{number + 1:02d}"


def place(number: int, north_m: float = 0.0) -> tuple[float, float]:
    """Its seat on the road, or so far north of it."""
    return WEST_M + (number + 0.5) * GAP_M, SOUTH_M + GAP_M / 2 + north_m


def write_valley(
    folder: Path,
    people: Sequence[int],
    facilities: Sequence[tuple[str, int, int]] = (),
    *,
    road: bool = True,
    remote: Mapping[int, float] | None = None,
    seat: bool = True,
) -> CountyPackage:
    """``people`` of each village (-1: unknown); ``facilities``: kind, village and capacity (-1: unknown) of each.

    ``remote``: how far north of the road seats are.  The county seat is at village 0.
    """
    count = len(people)
    boxes = [
        shapely.box(WEST_M + i * GAP_M, SOUTH_M - 8 * GAP_M, WEST_M + (i + 1) * GAP_M, SOUTH_M + 9 * GAP_M)
        for i in range(count)
    ]
    whole = shapely.union_all(boxes)
    seats = [place(i, (remote or {}).get(i, 0.0)) for i in range(count)]
    made_up = Provenance(source="tests", licence="MIT")
    known = {"population": np.array(people), "households": np.full(count, -1), "approximate": np.zeros(count, bool)}
    all_people = {name: column[:1] for name, column in known.items()}
    tables = {
        "boundary": _table([whole], code=["999902"], name=["谷县"]),
        "towns": _table([whole], code=[TOWN], name=["谷镇"], kind=["town"], **all_people),
        "villages": _table(boxes, code=[code(i) for i in range(count)], name=[f"谷{i}村" for i in range(count)],
                           kind=["village"] * count, town=[TOWN] * count, **known),
        "places": _table(
            [shapely.Point(xy) for xy in (seats[0], *seats)][0 if seat else 1 :],
            code=["999902", *map(code, range(count))][0 if seat else 1 :],
            name=["谷县", *(f"谷{i}村" for i in range(count))][0 if seat else 1 :],
            kind=["county_seat", *["village_seat"] * count][0 if seat else 1 :],
        ),
    }  # fmt: skip
    if road:
        line = shapely.LineString(
            [(WEST_M + 100, SOUTH_M + GAP_M / 2), (WEST_M + count * GAP_M - 100, SOUTH_M + GAP_M / 2)]
        )
        tables["roads"] = _table([line], id=["R1"], name=["谷道"], road_class=["county"], width_m=[6.0])
    if facilities:
        tables["facilities"] = _table(
            [shapely.Point(place(village)) for _, village, _ in facilities],
            id=[f"F{i}" for i in range(len(facilities))], name=[f"设施{i}" for i in range(len(facilities))],
            kind=[kind for kind, _, _ in facilities], capacity=np.array([size for _, _, size in facilities]),
            division=[code(village) for _, village, _ in facilities],
        )  # fmt: skip
    layers = dict.fromkeys(tables, made_up)
    write_package(
        folder, Manifest(format=FORMAT, name="谷县", code="999902", epsg=4546, layers=layers), tables, None, None
    )
    return CountyPackage(folder)


def _table(geometry: Sequence[shapely.Geometry], **columns: object) -> Table:
    return Table(
        np.array(geometry, dtype=object),
        {
            name: values if isinstance(values, np.ndarray) else np.array(
                values, dtype=object if isinstance(values[0], str) else None  # type: ignore[index]
            )
            for name, values in columns.items()
        },
    )  # fmt: skip
