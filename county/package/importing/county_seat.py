"""The county's seat, where no file tells it: in the town that the user names."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import shapely

from county.package.importing.site import Site
from county.package.manifest import ImportOptionError
from county.package.open import Table

KIND = "county_seat"


def is_known(tables: Mapping[str, Table]) -> bool:
    """Whether a file gave it."""
    return "places" in tables and KIND in tables["places"]["kind"].tolist()


def with_county_seat(site: Site, tables: Mapping[str, Table], town: str) -> Table:
    """The places with the county's seat at the seat of ``town``, a name or a code, else inside of its outline; one that
    a file gave is replaced.

    Raises ImportOptionError when there is no such town.
    """
    towns = tables.get("towns")
    rows = [] if towns is None else [
        row for row, (code, name) in enumerate(zip(towns["code"], towns["name"], strict=True))
        if town in (str(code), str(name))
    ]  # fmt: skip
    if towns is None or len(rows) != 1:
        known = "none" if towns is None else ", ".join(map(str, towns["name"]))
        raise ImportOptionError("--seat {town}: is no town of this county; its towns: {known}", town=town, known=known)
    code, point = str(towns["code"][rows[0]]), shapely.point_on_surface(towns.geometry[rows[0]])
    columns: dict[str, list[str]] = {"code": [], "name": [], "kind": []}
    points = []
    if (places := tables.get("places")) is not None:
        for row, kind in enumerate(places["kind"].tolist()):
            if kind == KIND:
                continue
            if str(places["code"][row]) == code:
                point = places.geometry[row]
            points.append(places.geometry[row])
            for name, values in columns.items():
                values.append(str(places[name][row]))
    for name, value in (("code", site.code), ("name", str(towns["name"][rows[0]])), ("kind", KIND)):
        columns[name].append(value)
    return Table(
        np.array([*points, point], dtype=object),
        {name: np.array(values, dtype=object) for name, values in columns.items()},
    )
