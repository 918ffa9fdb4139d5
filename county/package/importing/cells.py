"""Approximate outlines of villages, where only their seats are known: the part of a town nearest to each seat."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import shapely
from numpy.typing import NDArray

from county.division import parent_of, village_kind
from county.package.finding import naming
from county.package.importing.codelist import CodeList, compare
from county.package.importing.divisions import polygons
from county.package.importing.population import Population
from county.package.importing.settlements import settlements
from county.package.importing.site import Site
from county.package.manifest import ImportOptionError, PackageError
from county.package.open import Table

NOTE = "approximate: the part of its town that is nearest to the seat of each village, not its legal outline"


def village_cells(
    site: Site, tables: Mapping[str, Table], codelist: CodeList | None, population: Population | None = None
) -> Table:
    """Cells of the villages whose seats are among the places, clipped to their towns, or to the county where no towns
    have outlines; without seats those of :mod:`county.package.importing.settlements`.  Raises PackageError."""
    if "villages" in tables:
        raise ImportOptionError("--village-cells: the file of villages has outlines; leave one of the two out")
    places = tables.get("places")
    rows = np.flatnonzero(places["kind"] == "village_seat") if places is not None else np.empty(0, dtype=np.intp)
    if not len(rows) and population is not None:
        places = settlements(site, tables, codelist, population)
        rows, codelist = np.arange(len(places)), None
    if places is None or not len(rows):
        raise PackageError(
            "--village-cells: no seats of villages are known; give them as points with --places, or a raster of "
            "population with --population"
        )
    areas = _areas(site, tables)
    homes = np.array([_home(str(code), areas) for code in places["code"][rows]], dtype=object)
    lost = places["code"][rows][homes == ""]
    if len(lost):
        text = f"{len(lost)} belong to towns that are not on the map: {naming(lost)}; add the towns"
        site.report("villages", "", text, "error")
    codes: list[str] = []
    names: list[str] = []
    cells: list[shapely.Geometry] = []
    people: list[float] = []
    for home, area in areas.items():
        of_home = rows[homes == home]
        seats, divided = _divided(site, area, places, of_home)
        people += _people(population, area, places.geometry[seats])
        for row, cell in zip(seats, divided, strict=True):
            codes.append(str(places["code"][row]))
            names.append(str(places["name"][row]))
            cells.append(cell)
    order = np.argsort(np.array(codes))
    code, name = np.array(codes, dtype=object)[order], np.array(names, dtype=object)[order]
    n = len(code)
    town = np.array([parent_of(c) for c in code], dtype=object)
    outdated = np.zeros(n, dtype=bool)
    if codelist is not None:
        stated = np.array([_town_name(str(c), tables, codelist) for c in town], dtype=object)
        outdated = compare(site, codelist, code, name, stated)
    return Table(
        np.array(cells, dtype=object)[order],
        {
            "code": code, "name": name, "kind": np.array([village_kind(c) for c in code], dtype=object), "town": town,
            "population": np.rint(np.array(people)[order]).astype(np.int64),
            "households": np.full(n, -1, dtype=np.int64),
            "approximate": np.ones(n, dtype=bool), "outdated": outdated,
        },
    )  # fmt: skip


def _people(
    population: Population | None, area: shapely.Geometry, seats: NDArray[np.object_]
) -> list[float]:
    """People who live in ``area`` nearest to each seat; -1: unknown."""
    if population is None or not len(seats):
        return [-1.0] * len(seats)
    return list(map(float, population.within(area).near(shapely.get_coordinates(seats))))


def _areas(site: Site, tables: Mapping[str, Table]) -> dict[str, shapely.Geometry]:
    """What is divided into cells: the towns by code, else the county."""
    towns = tables.get("towns")
    if towns is None:
        return {site.code: site.boundary}
    return {str(code): area for code, area in zip(towns["code"], towns.geometry, strict=True)}


def _home(code: str, areas: Mapping[str, shapely.Geometry]) -> str:
    """The area that contains the village; "" when it is not on the map."""
    town = str(parent_of(code))
    return next((home for home in (town, str(parent_of(town))) if home in areas), "")


def _divided(
    site: Site, area: shapely.Geometry, places: Table, rows: NDArray[np.intp]
) -> tuple[NDArray[np.intp], list[shapely.Geometry]]:
    """Rows of the places and their cells within ``area``; seats without a cell are reported."""
    _, first = np.unique(shapely.get_coordinates(places.geometry[rows]), axis=0, return_index=True)
    first.sort()
    for row in np.delete(rows, first):
        code = str(places["code"][row])
        site.report("villages", code, "its seat is at the same point as another one's: no cell; correct the point")
    rows = rows[first]
    if len(rows) < 2:
        return rows, [area] * len(rows)
    seats = shapely.multipoints(places.geometry[rows])
    cells = shapely.get_parts(shapely.voronoi_polygons(seats, extend_to=area, ordered=True))
    within = np.array([polygons(cell) for cell in shapely.intersection(cells, area)], dtype=object)
    empty = shapely.is_empty(within)
    for code in places["code"][rows[empty]]:
        site.report("villages", str(code), "its seat is so far outside its town that it has no cell; correct the point")
    return rows[~empty], list(within[~empty])


def _town_name(town: str, tables: Mapping[str, Table], codelist: CodeList) -> str:
    if "towns" in tables:
        known = tables["towns"]["code"] == town
        if known.any():
            return str(tables["towns"]["name"][known][0])
    return codelist.town_names.get(town, "")
