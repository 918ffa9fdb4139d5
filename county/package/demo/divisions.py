"""Towns, villages and grids: cells belong to the seat nearest by travel cost; borders follow ridges and rivers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import rasterio.features
import shapely
from rasterio.transform import from_origin
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from county.package.demo import names
from county.package.demo.raster import Edges, Floats, Ints, Mask, Raster, Shapes, fbm, stream
from county.package.demo.settlement import PEOPLE_PER_VILLAGE, Settlements
from county.package.demo.terrain import Land
from county.package.open import Table

FINE = 2
"""Grids are made of cells this many times finer than the terrain's."""
PEOPLE_PER_HOUSEHOLD = 3.1


@dataclass(frozen=True)
class Divisions:
    """The three tables, and for each village its town's row."""

    towns: Table
    villages: Table
    grids: Table
    town_of: Ints
    village_cells: Ints
    """Village row of every terrain cell, -1 outside the county."""
    town_names: list[str]

    def located(self, table: Table) -> Table:
        """``table`` with the column ``division``: the grid around each feature's centre, "" outside the county."""
        tree = shapely.STRtree(self.grids.geometry)
        item, grid = tree.query(shapely.centroid(table.geometry), predicate="intersects")
        code = np.full(len(table), "", dtype=object)
        code[item[::-1]] = self.grids["code"][grid[::-1]]
        return Table(table.geometry, {**table.columns, "division": code})

    @cached_property
    def _village_names(self) -> dict[str, str]:
        return dict(zip(self.villages["code"], self.villages["name"], strict=True))

    def village_name(self, code: str) -> str:
        """Name of the village that ``code`` (its own or a grid's) belongs to, "" for none."""
        return self._village_names.get(code[:12], "")


def nearest_seat(edges: Edges, cost: Floats, seats: Ints, cells: int) -> Ints:
    """Row of the seat nearest to each cell by ``cost`` along ``edges``, -1 where none can be reached."""
    _, _, source = dijkstra(edges.graph(cost, cells), indices=seats, min_only=True, return_predecessors=True)
    row = np.full(cells + 1, -1)
    row[seats] = np.arange(len(seats))
    return np.asarray(row[np.where(source < 0, cells, source)])


def connected(neighbours: Edges, label: Ints, seats: Ints) -> Ints:
    """``label`` with every area reduced to the component around its seat; other components join a neighbour."""
    cells = len(label)
    same = neighbours.within(label)
    _, part = connected_components(same.graph(same.length_m, cells), directed=False)
    main = (label >= 0) & (part == part[seats][label])
    main_cells = np.flatnonzero(main)
    row = nearest_seat(neighbours, neighbours.length_m, main_cells, cells)
    return np.where(row >= 0, label[main_cells][row], -1)


def _cost_noise(raster: Raster, seed: int, edges: Edges) -> Floats:
    rough = np.exp(0.5 * fbm(stream(seed, "borders"), raster.n, waves=raster.n / 16, octaves=4).ravel())
    return np.asarray(0.5 * (rough[edges.a] + rough[edges.b]))


def travel_cost(land: Land, edges: Edges, wet: Mask) -> Floats:
    """Cost of crossing a pair of cells in metres of level walking; high for water and steep ground."""
    steep = np.abs(land.z_m[edges.a] - land.z_m[edges.b]) / edges.length_m
    crossing = np.where(wet[edges.a] | wet[edges.b], 2.5, 1.0)
    return np.asarray(edges.length_m * (1 + 9 * steep) * crossing)


def divide(
    land: Land, wet: Mask, seats: Settlements, seed: int, *, code: str, grids: int
) -> Divisions:
    """Divide the county; population and household numbers add up over every level."""
    raster = land.raster
    edges = raster.road_edges.where_both(land.inside)
    cost = travel_cost(land, edges, wet) * _cost_noise(raster, seed, edges)
    neighbours = raster.side_pairs.where_both(land.inside)
    town_cells = connected(neighbours, nearest_seat(edges, cost, seats.towns, raster.cells), seats.towns)
    town_of = town_cells[seats.villages]
    same_town = town_cells[edges.a] == town_cells[edges.b]
    village_cells = nearest_seat(edges.where(same_town), cost[same_town], seats.villages, raster.cells)
    village_cells = connected(neighbours.within(town_cells), village_cells, seats.villages)

    rng = stream(seed, "people")
    weight = np.where(seats.urban, 2000.0, 520.0) * np.exp(0.3 * rng.standard_normal(len(seats.villages)))
    weight[seats.urban & (town_of == 0)] *= 1.4
    people = apportion(weight, len(weight) * PEOPLE_PER_VILLAGE)
    share = apportion(people.astype(np.float64), grids, least=1)
    grid_village = np.repeat(np.arange(len(share)), share)
    fine, fine_grid = _grid_cells(land, seats, village_cells, share, seed)
    cover = _polygons(fine, fine_grid, len(grid_village))

    even = stream(seed, "grid people").uniform(0.7, 1.3, len(grid_village))
    grid_people = np.zeros(len(grid_village), dtype=np.int64)
    for village in range(len(share)):
        rows = grid_village == village
        grid_people[rows] = apportion(even[rows], int(people[village]))
    grid_homes = np.ceil(grid_people / PEOPLE_PER_HOUSEHOLD).astype(np.int64)
    return _tables(cover, seats, town_of, grid_village, grid_people, grid_homes, village_cells, seed, code)


def apportion(weight: Floats, total: int, least: int = 0) -> Ints:
    """Whole numbers >= ``least`` in proportion to ``weight`` that add up to ``total`` (largest remainders)."""
    free = total - least * len(weight)
    exact = weight / weight.sum() * max(free, 0)
    whole = np.floor(exact).astype(np.int64)
    rest = max(free, 0) - int(whole.sum())
    whole[np.argsort(whole - exact, kind="stable")[:rest]] += 1
    return np.asarray(whole + least)


def _grid_cells(land: Land, seats: Settlements, village_cells: Ints, share: Ints, seed: int) -> tuple[Raster, Ints]:
    """Grid number of every fine cell: nearest seed within the village; seeds by population, then relaxed."""
    raster = land.raster
    fine = Raster(raster.n * FINE, raster.cell_m / FINE, raster.west_m, raster.north_m)
    coarse_of = raster.cell_at(fine.centres)
    village = village_cells[coarse_of]
    near, _ = cKDTree(raster.xy(seats.villages)).query(fine.centres)
    dense = 0.02 + seats.fitness[coarse_of] * (0.15 + np.exp(-near / 350))
    rng = stream(seed, "grids")
    order = np.argsort(village, kind="stable")
    starts = np.searchsorted(village[order], np.arange(len(share) + 1))
    seeds: list[Ints] = []
    for row, count in enumerate(share):
        cells = order[starts[row] : starts[row + 1]]
        xy, weight = fine.centres[cells], dense[cells]
        picked = rng.choice(len(cells), size=count, replace=False, p=weight / weight.sum())
        for _ in range(4):
            _, owner = cKDTree(xy[picked]).query(xy)
            total = np.bincount(owner, weight, minlength=count)
            centre = np.stack([np.bincount(owner, weight * xy[:, k], minlength=count) / total for k in (0, 1)], axis=1)
            _, moved = cKDTree(xy).query(centre)
            if len(np.unique(moved)) == count:
                picked = moved
        seeds.append(cells[picked])
    edges = fine.edges.within(village).where_both(village >= 0)
    start = np.concatenate(seeds)
    label = nearest_seat(edges, edges.length_m * _cost_noise(fine, seed, edges), start, fine.cells)
    return fine, connected(fine.side_pairs.within(village).where_both(village >= 0), label, start)


def _polygons(fine: Raster, label: Ints, count: int) -> Shapes:
    """One polygon per label; shared borders stay identical when smoothed."""
    square = label.reshape(fine.n, fine.n).astype(np.int32)
    transform = from_origin(fine.west_m, fine.north_m, fine.cell_m, fine.cell_m)
    shapes = list(rasterio.features.shapes(square, mask=square >= 0, transform=transform))
    parts = np.array([shapely.Polygon(s["coordinates"][0], s["coordinates"][1:]) for s, _ in shapes], dtype=object)
    value = np.array([int(v) for _, v in shapes])
    order = np.argsort(value, kind="stable")
    cuts = np.searchsorted(value[order], np.arange(1, count))
    whole = np.array([shapely.union_all(group) for group in np.split(parts[order], cuts)], dtype=object)
    # a vertex at every cell corner, so that areas that meet in a point share that vertex
    steps = shapely.segmentize(whole, fine.cell_m)
    for rounds in (16, 8, 4, 0):
        smooth = shapely.coverage_simplify(relaxed(steps, rounds), 6.0)
        if shapely.is_valid(smooth).all() and shapely.coverage_is_valid(smooth):
            break
    return np.asarray(smooth)


def relaxed(shapes: Shapes, rounds: int) -> Shapes:
    """Shapes with every vertex moved ``rounds`` times half-way to the mean of its neighbours on the borders."""
    corner, number = np.unique(shapely.get_coordinates(shapes), axis=0, return_inverse=True)
    number = number.ravel()
    link = np.stack([number[:-1], number[1:]], axis=1)
    gap = np.abs(corner[link[:, 0]] - corner[link[:, 1]]).sum(axis=1)
    shortest = gap[gap > 0].min()
    # coordinates of consecutive rings are adjacent: such pairs, and closing duplicates, are not borders
    link = np.unique(np.sort(link[(gap > 0) & (gap < 1.5 * shortest)], axis=1), axis=0)
    a, b = np.concatenate([link, link[:, ::-1]]).T
    degree = np.bincount(a, minlength=len(corner))[:, None]
    for _ in range(rounds):
        pull = np.stack([np.bincount(a, corner[b, k], minlength=len(corner)) for k in (0, 1)], axis=1)
        corner = 0.5 * corner + 0.5 * pull / degree
    return np.asarray(shapely.set_coordinates(shapes.copy(), corner[number]))


def _tables(
    cover: Shapes, seats: Settlements, town_of: Ints, grid_village: Ints, people: Ints, homes: Ints,
    village_cells: Ints, seed: int, code: str,
) -> Divisions:  # fmt: skip
    towns, villages = len(seats.towns), len(seats.villages)
    town_code, town_kind = _town_codes(code, towns)
    rng = stream(seed, "names")
    words = names.places(rng, towns + villages)
    suffix = {"subdistrict": "街道", "town": "镇", "township": "乡"}
    town_names = [w + suffix[k] for w, k in zip(words[:towns], town_kind, strict=True)]
    village_names, village_code, village_kind = [], [], []
    counter: dict[tuple[int, bool], int] = {}
    for row, (town, urban, word) in enumerate(zip(town_of, seats.urban, words[towns:], strict=True)):
        number = counter[town, urban] = counter.get((town, urban), 0) + 1
        village_code.append(town_code[town][:9] + f"{number if urban else 199 + number:03d}")
        village_kind.append("community" if urban else "village")
        if row < towns:
            word = words[row]
        village_names.append(word + ("社区" if urban else "村"))
    number_in = np.arange(len(grid_village)) - np.searchsorted(grid_village, grid_village)
    grid_code = [village_code[v] + f"{i + 1:03d}" for v, i in zip(grid_village, number_in, strict=True)]
    grid_name = [f"{village_names[v]}第{i + 1}网格" for v, i in zip(grid_village, number_in, strict=True)]
    workers = names.people(stream(seed, "grid workers"), len(grid_village))
    village_shape = _union(cover, grid_village, villages)
    town_shape = _union(village_shape, town_of, towns)
    in_village = [np.bincount(grid_village, x, minlength=villages).astype(np.int64) for x in (people, homes)]
    in_town = [np.bincount(town_of, x, minlength=towns).astype(np.int64) for x in in_village]

    def table(shape: Shapes, counts: list[Ints], **columns: list[str]) -> Table:
        text = {k: np.array(v, dtype=object) for k, v in columns.items()}
        flag = np.zeros(len(shape), dtype=bool)
        return Table(shape, {**text, "population": counts[0], "households": counts[1], "approximate": flag})

    return Divisions(
        table(town_shape, in_town, code=town_code, name=town_names, kind=town_kind),
        table(village_shape, in_village, code=village_code, name=village_names, kind=village_kind,
              town=[town_code[t] for t in town_of]),
        table(cover, [people, homes], code=grid_code, name=grid_name,
              village=[village_code[v] for v in grid_village], worker=workers),
        town_of, village_cells, town_names,
    )  # fmt: skip


def _union(parts: Shapes, group: Ints, count: int) -> Shapes:
    return np.array([shapely.coverage_union_all(parts[group == g]) for g in range(count)], dtype=object)


def _town_codes(code: str, count: int) -> tuple[list[str], list[str]]:
    """Two subdistricts (with a seat and more than three towns), two thirds towns, the rest townships."""
    subdistricts = 2 if count > 3 else 1
    plain = max(0, round((count - subdistricts) * 0.62))
    numbers = [1 + i for i in range(subdistricts)] + [100 + i for i in range(plain)]
    kinds = ["subdistrict"] * subdistricts + ["town"] * plain
    rest = count - len(numbers)
    numbers += [200 + i for i in range(rest)]
    kinds += ["township"] * rest
    return [f"{code}{n:03d}000" for n in numbers], kinds
