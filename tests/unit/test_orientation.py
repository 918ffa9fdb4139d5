"""A raster of heights that is turned over is found by what depends on the ground; else the summary says so."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from rasterio.transform import from_bounds

from county.package.importer import import_county
from county.package.importing.imported import ImportedCounty
from county.package.importing.orientation import TURNS, Turn, evidence_of, orientation_of
from county.package.importing.spot_heights import SpotHeights
from county.package.open import Table, Terrain
from tests.unit.county_files import finding, write_county, write_file
from tests.unit.sound_county import COUNTY, EPSG, outlines, sound_county, texts

N = 120
UNCHECKED = "orientation of the heights not checked: --waters FILE with rivers, or points with a column 高程"


def hills(seed: int = 0) -> np.ndarray:
    """Heights of N x N cells: a few hills on ground that falls to the south-east."""
    rng = np.random.default_rng(seed)
    row, col = np.mgrid[0:N, 0:N]
    z = 300.0 - row - 0.7 * col
    for _ in range(25):
        at, size = rng.uniform(0, N, 2), rng.uniform(5, 12)
        z += rng.uniform(50, 150) * np.exp(-((row - at[0]) ** 2 + (col - at[1]) ** 2) / size**2)
    return z.astype(np.float32)


def turned(z: np.ndarray, turn: Turn | None) -> np.ndarray:
    rows, cols = TURNS[turn] if turn else (False, False)
    return z[:: -1 if rows else 1, :: -1 if cols else 1]


def ways(z: np.ndarray) -> dict[Turn | None, Terrain]:
    return {turn: Terrain(turned(z, turn), 0.0, N * 100.0, 100.0) for turn in (None, *TURNS)}


COUNTY_M = shapely.box(0, 0, N * 100, N * 100)


def downhill(z: np.ndarray, row: int, col: int) -> shapely.LineString:
    """A river from a cell to the lowest one that is reached downhill."""
    cells = [(row, col)]
    while True:
        row, col = cells[-1]
        near = [(i, j) for i in range(row - 1, row + 2) for j in range(col - 1, col + 2) if 0 <= i < N and 0 <= j < N]
        lowest = min(near, key=lambda cell: z[cell])
        if lowest == (row, col):
            return shapely.LineString([((j + 0.5) * 100, (N - i - 0.5) * 100) for i, j in cells])
        cells.append(lowest)


def rivers(z: np.ndarray) -> Table:
    lines = [downhill(z, row, col) for row in range(5, N, 25) for col in range(5, N, 25) if z[row, col] > z.min()]
    return Table(np.array([line for line in lines if line.length > 500], dtype=object), {})


def seats(z: np.ndarray) -> Table:
    """100 points on the flattest ground."""
    slope = np.hypot(*np.gradient(z))
    flat = np.argsort(slope, axis=None)[: 100 * 20 : 20]
    row, col = np.unravel_index(flat, z.shape)
    return Table(shapely.points((col + 0.5) * 100, (N - row - 0.5) * 100), {})


@pytest.mark.parametrize("turn", [None, *TURNS])
@pytest.mark.parametrize("source", ["rivers", "heights", "seats"])
def test_what_depends_on_the_ground_tells_how_heights_are_turned_over(source: str, turn: Turn | None) -> None:
    z = hills()
    tables = {"rivers": rivers(z)} if source == "rivers" else {"places": seats(z)} if source == "seats" else {}
    at = np.random.default_rng(1).uniform(500, 11_000, (20, 2))
    spots = [SpotHeights("s.csv", at, ways(z)[None].height_at(*at.T))] if source == "heights" else []
    found = orientation_of(ways(turned(z, turn)), evidence_of(tables, spots, COUNTY_M))
    assert found.turned == turn
    assert source in found.source


@pytest.mark.parametrize("seed", range(8))
def test_seats_that_have_nothing_to_do_with_the_slopes_raise_no_alarm(seed: int) -> None:
    places = Table(shapely.points(np.random.default_rng(seed).uniform(0, N * 100, (80, 2))), {})
    assert orientation_of(ways(hills(seed)), evidence_of({"places": places}, [], COUNTY_M)).turned is None


def test_on_flat_ground_and_without_evidence_nothing_tells() -> None:
    flat = np.full((N, N), 40, dtype=np.float32)
    tables = {"rivers": rivers(hills()), "places": seats(hills())}
    assert orientation_of(ways(flat), evidence_of(tables, [], COUNTY_M)) == (None, "")
    assert orientation_of(ways(hills()), evidence_of({}, [], COUNTY_M)) == (None, "")


def with_heights(folder: Path, turn: Turn | None, *, spots: bool) -> ImportedCounty:
    files: dict[str, object] = dict(write_county(folder))
    bounds = sound_county().tables["boundary"].geometry[0].bounds
    z = hills()
    with rasterio.open(
        folder / "z.tif", "w", driver="GTiff", width=N, height=N, count=1, dtype="float32", crs=f"EPSG:{EPSG}",
        transform=from_bounds(*bounds, N, N),
    ) as out:  # fmt: skip
        out.write(turned(z, turn), 1)
    files["terrain"] = folder / "z.tif"
    if spots:
        west, south, east, north = bounds
        row, col = np.random.default_rng(2).integers(5, N - 5, (2, 12))
        x, y = west + (col + 0.5) * (east - west) / N, north - (row + 0.5) * (north - south) / N
        table = Table(
            outlines(*shapely.points(x, y)),
            {
                "编号": texts(*(f"g{i}" for i in range(12))), "名称": texts(*(f"测站{i}" for i in range(12))),
                "类型": texts(*["water"] * 12), "高程": z[row, col].astype(float),
            },
        )  # fmt: skip
        files["sensors"] = write_file(folder / "s.geojson", table, headers={name: name for name in table.columns})
    return import_county(folder / "p", name="安县", code=COUNTY, **files)  # type: ignore[arg-type]


@pytest.mark.parametrize("turn", TURNS)
def test_heights_that_points_state_tell_it_at_the_import(turn: Turn, tmp_path: Path) -> None:
    result = with_heights(tmp_path, turn, spots=True)
    assert finding(
        result.manifest, f"error: terrain: by the heights in s.geojson its heights are turned over ({turn})"
    )
    assert UNCHECKED not in result.unchecked


def test_heights_the_right_way_round_are_no_finding(tmp_path: Path) -> None:
    result = with_heights(tmp_path, None, spots=True)
    assert not [line for line in result.manifest.findings if "turned over" in line]
    assert UNCHECKED not in result.unchecked


def test_without_evidence_the_summary_says_that_the_orientation_was_not_checked(tmp_path: Path) -> None:
    result = with_heights(tmp_path, "north-south", spots=False)
    assert not [line for line in result.manifest.findings if "turned over" in line]
    assert UNCHECKED in result.summary(tmp_path / "p")
