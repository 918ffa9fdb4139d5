"""Where neither outlines nor seats of villages are known: the places of each town around which its people live."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import shapely

from county.package.importing.codelist import CodeList
from county.package.importing.population import Population
from county.package.importing.site import Site
from county.package.manifest import PackageError
from county.package.open import Table

PEOPLE = 1_500
"""Of a village, where no list says how many a town has."""
FIRST_NUMBER, LAST_NUMBER = 901, 999
"""Last three digits of their codes, which no official village has."""
NOTE = "approximate: parts of a town around which its people live, no official villages; codes and names are made up"


def settlements(
    site: Site, tables: Mapping[str, Table], codelist: CodeList | None, population: Population
) -> Table:
    """Centres of population of each town, as many as it has villages in the list, with made-up codes and names.

    Raises PackageError without outlines of towns.
    """
    towns = tables.get("towns")
    if towns is None:
        raise PackageError("--population: divides towns, and none has an outline; give them with --towns")
    codes: list[str] = []
    names: list[str] = []
    points: list[shapely.Geometry] = []
    for code, name, area in zip(towns["code"], towns["name"], towns.geometry, strict=True):
        within = population.within(area)
        if not len(within.people):
            site.report("villages", str(code), f"nobody lives in {name} by the raster of population: it is one part")
            centres = shapely.get_coordinates(shapely.point_on_surface(area))
        else:
            centres = within.centres(_number(str(code), within, codelist))
        for i, centre in enumerate(centres):
            codes.append(f"{str(code)[:9]}{FIRST_NUMBER + i}")
            names.append(f"{name}{i + 1}片")
            points.append(shapely.Point(centre))
    text = f"{len(codes)} parts of towns around centres of population are used as villages: their codes and names are "
    site.report("villages", "", f"{text}made up; give outlines or seats of the villages when you have them")
    geometry = np.empty(len(points), dtype=object)
    geometry[:] = points
    return Table(geometry, {
        "code": np.array(codes, dtype=object), "name": np.array(names, dtype=object),
        "kind": np.full(len(codes), "village_seat", dtype=object),
    })  # fmt: skip


def _number(town: str, within: Population, codelist: CodeList | None) -> int:
    """How many parts a town gets."""
    listed = sum(code.startswith(town[:9]) for code in codelist.names) if codelist else 0
    return min(max(1, listed or round(within.people.sum() / PEOPLE)), LAST_NUMBER - FIRST_NUMBER + 1)
